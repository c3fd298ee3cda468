// Command results measures everybody in turns and writes bench/RESULTS.md.
//
//	go run ./bench/results -o bench/RESULTS.md
//
// Machines are noisy, so contestants take turns: those that are part of package bench month by month in one process, one for each
// kernel, and those that are programs of their own between the two. A table has the median of the medians
// of all rounds, and a ratio is the median of ratios, each of neighbouring turns.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/bench"
	"github.com/cogap/cogap/population"
)

var (
	output  = flag.String("o", "", "file to write; standard output if empty")
	rounds  = flag.Int("rounds", 5, "turns of each contestant")
	seconds = flag.Float64("seconds", 0.4, "time of a turn")
	largest = flag.Int("largest", 1e8, "people of the largest run, at 34 bytes each")

	whole = flag.Bool("whole", false, "run everybody one to one again, which takes ten minutes; else the rows of the file to write stay as they are")

	// what a child process measures
	measure  = flag.String("measure", "", "for the program itself: months, mechanisms, synthesis, spin, memory, start or run")
	people   = flag.Int("people", 0, "for the program itself")
	price    = flag.Float64("price", 0, "for the program itself")
	every    = flag.Int("every", 0, "for the program itself")
	workers  = flag.Int("workers", 1, "for the program itself")
	with     = flag.String("with", "", "for the program itself: a mechanism that a run has on")
	adoption = []float64{0.01, 0.1, 0.5}
)

func main() {
	flag.Parse()
	run := report
	if *measure != "" {
		run = child
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "results:", err)
		os.Exit(1)
	}
}

// child measures one thing and prints nanoseconds, of an agent-step if not said otherwise.
func child() error {
	budget := time.Duration(*seconds * float64(time.Second))
	switch *measure {
	case "run":
		s := bench.Scenario(*people, *every)
		for _, x := range bench.Mechanisms {
			if x.Name == *with {
				x.On(&s.Behaviour)
			}
		}
		start := time.Now()
		if _, err := cogap.Run(context.Background(), s, cogap.Options{Workers: *workers}); err != nil {
			return err
		}
		fmt.Println(float64(time.Since(start)) / float64(*people) / float64(s.Months))
	case "start": // when the first record is there
		s := cogap.Plain()
		s.Population.Scale = startScale
		_, err := cogap.Run(context.Background(), s, cogap.Options{OnMonth: func(cogap.Record) error {
			fmt.Println(time.Now().UnixNano())
			return errStarted
		}})
		if !errors.Is(err, errStarted) {
			return err
		}
	case "synthesis": // of a person, in memory that is new to the process and then where people were before
		_, fill := bench.Unborn(*people)
		for range 2 {
			start := time.Now()
			fill()
			fmt.Println(float64(time.Since(start)) / float64(*people))
		}
	case "spin": // of a loop that touches no memory, on as many goroutines
		start := time.Now()
		var group sync.WaitGroup
		for range *workers {
			group.Go(func() { spin(200_000_000 / *workers) })
		}
		group.Wait()
		fmt.Println(float64(time.Since(start)))
	case "memory": // a pass over the columns of so many people that only copies, on as many goroutines
		fmt.Println(bench.Memory(*people, *workers))
	case "mechanisms": // months with each mechanism of bench.Mechanisms, in their order: its time, and the ratio to months without
		for _, x := range bench.Mechanisms {
			times := bench.Times(*people, budget, bench.NewMechanism(*people, *price, nil), bench.NewMechanism(*people, *price, x.On))
			fmt.Println(bench.Median(times[1]), bench.Ratio(times[1], times[0]))
		}
	case "months": // of the kernel, structs, gonum and of the kernel with two tiers; then the ratios of the others to the kernel
		w := bench.NewWorkAt(*people, *price)
		times := bench.Times(*people, budget, bench.NewKernel(w), bench.NewStructs(w), bench.NewGonum(w),
			bench.NewTiers(bench.NewWorkAt(*people, *price), 2))
		for _, t := range times {
			fmt.Println(bench.Median(t))
		}
		for _, t := range times[1:] {
			fmt.Println(bench.Ratio(t, times[0]))
		}
	}
	return nil
}

// startScale makes some 10,000 agents of the workers of the US.
const startScale = 14_090

// errStarted ends a run that has a record.
var errStarted = errors.New("started")

// spin goes through as many steps of a random walk.
func spin(steps int) {
	x := uint64(1)
	for range steps {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
	}
	spun.Store(x)
}

var spun atomic.Uint64

// turn measures a kernel in a process of its own, and returns what that prints and its processor time.
func turn(kernel string, args ...any) (ns []float64, processor float64, err error) {
	self, err := os.Executable()
	if err != nil {
		return nil, 0, err
	}
	var words []string
	for _, a := range args {
		words = append(words, fmt.Sprint(a))
	}
	cmd := exec.Command(self, words...)
	cmd.Env = os.Environ()
	if kernel == portable {
		cmd.Env = append(cmd.Env, "GODEBUG=cpu.avx2=off")
	}
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, 0, fmt.Errorf("%v: %w", words, err)
	}
	for field := range strings.FieldsSeq(string(out)) {
		x, err := strconv.ParseFloat(field, 64)
		if err != nil {
			return nil, 0, fmt.Errorf("%v: %w", words, err)
		}
		ns = append(ns, x)
	}
	return ns, (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds(), nil
}

const portable = "portable"

// kernels are those of this processor, the fastest first.
func kernels() []string {
	if name := agent.Kernel(); name != portable {
		return []string{name, portable}
	}
	return []string{portable}
}

func report() error {
	var md strings.Builder
	header(&md)
	var goals targets
	if err := steps(&md, &goals); err != nil {
		return err
	}
	if err := mechanisms(&md, &goals); err != nil {
		return err
	}
	if err := runs(&md, &goals); err != nil {
		return err
	}
	if err := starts(&md, &goals); err != nil {
		return err
	}
	if err := studies(&md, &goals); err != nil {
		return err
	}
	if err := futures(&md, &goals); err != nil {
		return err
	}
	if err := saves(&md, &goals); err != nil {
		return err
	}
	if err := networks(&md, &goals); err != nil {
		return err
	}
	if err := everybody(&md, &goals); err != nil {
		return err
	}
	goals.write(&md)
	if *output == "" {
		fmt.Print(md.String())
		return nil
	}
	return os.WriteFile(*output, []byte(md.String()), 0o666)
}

func header(md *strings.Builder) {
	fmt.Fprintf(md, "# Benchmarks\n\nWritten by a command; a shared machine, so look at ratios before times.\n\n")
	fmt.Fprintf(md, "| | |\n|---|---|\n")
	fmt.Fprintf(md, "| machine | %s, %d processors, %s |\n", cpu(), runtime.NumCPU(), memory())
	fmt.Fprintf(md, "| Go | %s %s/%s |\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	fmt.Fprintf(md, "| C | %s %s |\n", cmp.Or(first("gcc", "--version"), "no gcc,"), bench.CFlags)
	fmt.Fprintf(md, "| commit | %s |\n", first("git", "rev-parse", "--short", "HEAD"))
	also := ""
	if *whole {
		also = " -whole"
	}
	fmt.Fprintf(md, "| command | `go run ./bench/results -rounds %d -seconds %v -largest %d%s`, kernel %s |\n\n", *rounds, *seconds, *largest, also, agent.Kernel())
}

// cached is how many people are some ten thousand, in whole chunks.
const cached = 3 * population.ChunkLen

// steps compares kernels with what a user would write instead, one month of ten thousand people, of a hundred thousand and of a million.
func steps(md *strings.Builder, goals *targets) error {
	peers, missing, err := programs()
	defer func() {
		for _, p := range peers {
			_ = p.Close()
		}
	}()
	if err != nil {
		return err
	}
	fmt.Fprintf(md, "## One core, one tier: ns per agent-step\n\n")
	fmt.Fprintf(md, "`structs` is a slice of structs with math/rand/v2, `gonum` columns with gonum/floats and distuv, `numba` bench/numba/step.py: columns of NumPy and one compiled loop, ")
	fmt.Fprintf(md, "`ark` bench/ark: an entity component system in Go, `java` bench/java/Step.java: objects that one loop steps, in the way of MASON, `c` bench/c/step.c. ")
	fmt.Fprintf(md, "All draw noise only for those with access. %d people fit in the second-level cache, %d do not.%s\n\n", cached, 1<<20, missing)
	others := []string{"structs", "gonum"}
	for _, p := range bench.Peers {
		others = append(others, p.Name)
	}
	ratios := []string{"structs/kernel", "numba/kernel", "ark/kernel", "java/kernel", "kernel/c", "tiers/kernel"}
	row := func(of *strings.Builder, cells ...string) { fmt.Fprintf(of, "| %s |\n", strings.Join(cells, " | ")) }
	head := func(of *strings.Builder, cells ...string) {
		row(of, cells...)
		fmt.Fprintf(of, "|%s\n", strings.Repeat("---:|", len(cells)))
	}
	var compared strings.Builder
	head(md, slices.Concat([]string{"people", "with access"}, kernels(), others)...)
	head(&compared, append([]string{"people", "with access", "kernel"}, ratios...)...)
	for _, n := range []int{cached, 25 * population.ChunkLen, 1 << 20} {
		for _, a := range adoption {
			cells, err := cell(n, bench.PriceOf(a), peers)
			if err != nil {
				return err
			}
			who := []string{fmt.Sprint(n), fmt.Sprintf("%v%%", 100*a)}
			times := slices.Clone(who)
			for i, k := range kernels() {
				goals.step(k, i == 0, cells[k], a >= 0.5, fmt.Sprintf("%d people, %v%% with access", n, 100*a))
				times = append(times, dash(cells[k]["kernel"], "%.1f"))
				of := append(slices.Clone(who), k)
				for _, ratio := range ratios {
					of = append(of, dash(cells[k][ratio], "%.2f"))
				}
				row(&compared, of...)
			}
			for _, name := range others {
				times = append(times, dash(cells[kernels()[0]][name], "%.1f"))
			}
			row(md, times...)
		}
	}
	fmt.Fprintf(md, "\nRatios, each of neighbouring turns. `tiers` is the kernel with a second tier.\n\n%s\n", compared.String())
	return nil
}

// programs returns the peers that are here by name, and says which are left out.
func programs() (peers map[string]*bench.Program, missing string, err error) {
	peers = map[string]*bench.Program{}
	for _, x := range bench.Peers {
		p, err := x.New()
		switch {
		case errors.Is(err, bench.ErrMissing):
			missing += fmt.Sprintf(" Left out: %s.", strings.TrimPrefix(err.Error(), "bench: "))
		case err != nil:
			return peers, "", err
		default:
			peers[x.Name] = p
		}
	}
	return peers, missing, nil
}

// cell measures the contestants in turns: [kernel][of what] rounds, in ns and ratios.
func cell(people int, price float64, peers map[string]*bench.Program) (map[string]map[string][]float64, error) {
	cells := map[string]map[string][]float64{}
	w := bench.NewWorkAt(people, price)
	for range *rounds {
		took := map[string]float64{}
		for i, k := range kernels() {
			ns, _, err := turn(k, "-measure", "months", "-people", people, "-price", price, "-seconds", *seconds)
			if err != nil {
				return nil, err
			}
			if i == 0 { // so that they are neighbours of both kernels
				for name, p := range peers {
					r, err := p.Run(w, time.Duration(*seconds*float64(time.Second)/4))
					if err != nil {
						return nil, err
					}
					took[name] = r.Median
				}
			}
			if cells[k] == nil {
				cells[k] = map[string][]float64{}
			}
			note := func(name string, x float64) { cells[k][name] = append(cells[k][name], x) }
			for i, name := range []string{"kernel", "structs", "gonum", "tiers", "structs/kernel", "gonum/kernel", "tiers/kernel"} {
				note(name, ns[i])
			}
			for name, t := range took {
				note(name, t)
				note("kernel/"+name, ns[0]/t)
				note(name+"/kernel", t/ns[0])
			}
		}
	}
	return cells, nil
}

// mechanisms measures what parts of behaviour cost that are off by default.
func mechanisms(md *strings.Builder, goals *targets) error {
	const people = 25 * population.ChunkLen
	k := kernels()[0]
	fmt.Fprintf(md, "## Mechanisms that are off by default: %d people, one tier, kernel %s\n\n", people, k)
	fmt.Fprintf(md, "A month with one beside a month without, at a price at which so many have access without.\n\n")
	fmt.Fprintf(md, "| mechanism | with access | ns per agent-step | with / without |\n|---|---:|---:|---:|\n")
	for _, a := range adoption {
		price, turns := bench.PriceOf(a), make([][2][]float64, len(bench.Mechanisms))
		for range *rounds {
			out, _, err := turn(k, "-measure", "mechanisms", "-people", people, "-price", price, "-seconds", *seconds)
			if err != nil {
				return err
			}
			for i := range turns {
				turns[i][0], turns[i][1] = append(turns[i][0], out[2*i]), append(turns[i][1], out[2*i+1])
			}
		}
		for i, x := range bench.Mechanisms {
			ratio := bench.Median(turns[i][1])
			fmt.Fprintf(md, "| %s | %v%% | %.1f | %.2f |\n", x.Name, 100*a, bench.Median(turns[i][0]), ratio)
			goals.add(mechanism, ratio, fmt.Sprintf("%s, %v%% with access", x.Name, 100*a))
		}
	}
	return mechanismRuns(md, goals)
}

// mechanismRuns measures what they cost a whole run.
func mechanismRuns(md *strings.Builder, goals *targets) error {
	const people = 1_000_000
	k := kernels()[0]
	fmt.Fprintf(md, "\n| in a whole run of %d people, 36 months, one worker | ns per agent-step | with / without |\n|---|---:|---:|\n", people)
	turns := map[string][]float64{}
	for range 2**rounds - 1 {
		for _, x := range append([]bench.Mechanism{{}}, bench.Mechanisms...) {
			ns, _, err := turn(k, "-measure", "run", "-people", people, "-with", x.Name)
			if err != nil {
				return err
			}
			turns[x.Name] = append(turns[x.Name], ns[0])
		}
	}
	fmt.Fprintf(md, "| none | %.1f | |\n", bench.Median(turns[""]))
	for _, x := range bench.Mechanisms {
		ratio := bench.Median(ratios(turns[x.Name], turns[""]))
		fmt.Fprintf(md, "| %s | %.1f | %.2f |\n", x.Name, bench.Median(turns[x.Name]), ratio)
		goals.add(mechanismRun, ratio, x.Name)
	}
	fmt.Fprintln(md)
	return nil
}

// runs measures whole runs of the rule and market of cogap.Plain.
func runs(md *strings.Builder, goals *targets) error {
	k := kernels()[0]
	one := func(people, every, workers int) (ns, processor float64, err error) {
		all, processor, err := turn(k, "-measure", "run", "-people", people, "-every", every, "-workers", workers)
		if err != nil {
			return 0, 0, err
		}
		return all[0], processor, nil
	}
	fmt.Fprintf(md, "## Whole runs: people made, then 36 months, kernel %s\n\n", k)
	fmt.Fprintf(md, "Time per agent-step, making people included. A process spends some milliseconds on tables before its first person; growth is against 10^6.\n\n")
	fmt.Fprintf(md, "| people | time, 1 worker | ns/agent-step | agent-steps/s | growth | B/person |\n|---:|---:|---:|---:|---:|---:|\n")
	type row struct {
		people int
		ns     float64
	}
	var table []row
	var million []float64 // if so many are run
	for n := 10_000; n <= *largest; n *= 10 {
		times := []float64{}
		for range max(1, min(*rounds, 30_000_000/n)) {
			ns, _, err := one(n, 0, 1)
			if err != nil {
				return err
			}
			times = append(times, ns)
		}
		table = append(table, row{n, bench.Median(times)})
		if n == 1_000_000 {
			million = []float64{table[len(table)-1].ns}
		}
	}
	for _, r := range table {
		plan, err := cogap.Estimate(bench.Scenario(r.people, 0), cogap.Options{})
		if err != nil {
			return err
		}
		fmt.Fprintf(md, "| %d | %.3g s | %.2f | %.3g | %s | %.1f |\n", r.people, r.ns*float64(plan.AgentSteps)*1e-9, r.ns, 1e9/r.ns,
			dash(ratios([]float64{r.ns}, million), "%.2f"), float64(plan.PeopleBytes)/float64(plan.Agents))
	}
	if n := len(table); len(million) > 0 && table[n-1].people > 1_000_000 {
		goals.add(beyondCache, table[n-1].ns/million[0], fmt.Sprintf("%d people", table[n-1].people))
	}

	const people = 10_000_000
	var plain, two, measured, fresh, again, cost, alone, together, copies, halves []float64
	for range 2**rounds - 1 { // of three turns the median said anything from 1.6 to 2.1 times
		for _, x := range []struct {
			to             *[]float64
			every, workers int
		}{{&plain, 0, 1}, {&two, 0, 2}, {&measured, 1, 1}} {
			ns, processor, err := one(people, x.every, x.workers)
			if err != nil {
				return err
			}
			*x.to = append(*x.to, ns)
			cost = append(cost, processor)
		}
		for _, x := range []struct {
			to   []*[]float64
			args []any
		}{
			{[]*[]float64{&fresh, &again}, []any{"-measure", "synthesis", "-people", people}},
			{[]*[]float64{&alone}, []any{"-measure", "spin", "-workers", 1}},
			{[]*[]float64{&together}, []any{"-measure", "spin", "-workers", 2}},
			{[]*[]float64{&copies}, []any{"-measure", "memory", "-people", people, "-workers", 1}},
			{[]*[]float64{&halves}, []any{"-measure", "memory", "-people", people, "-workers", 2}},
		} {
			ns, _, err := turn(k, x.args...)
			if err != nil {
				return err
			}
			for i, to := range x.to {
				*to = append(*to, ns[i])
			}
		}
	}
	var share, more []float64
	for i := range plain {
		share = append(share, 1-plain[i]/measured[i])
		more = append(more, cost[3*i+1]/cost[3*i])
	}
	fmt.Fprintf(md, "\n| of 10^7 people | |\n|---|---:|\n")
	fmt.Fprintf(md, "| one worker against two | %.2f times the time on the clock |\n", bench.Median(ratios(plain, two)))
	fmt.Fprintf(md, "| two workers against one | %.2f times the processor time |\n", bench.Median(more))
	fmt.Fprintf(md, "| one bare loop against two halves of it at once, which share nothing | %.2f times the time on the clock |\n", bench.Median(ratios(alone, together)))
	fmt.Fprintf(md, "| copying the columns that a month reads and writes, by one against two | %.2f times the time on the clock |\n", bench.Median(ratios(copies, halves)))
	fmt.Fprintf(md, "| the same, by two | %.1f ns/agent-step |\n", bench.Median(halves))
	fmt.Fprintf(md, "| distributions measured every month | %.1f ns/agent-step, %.0f%% of the run |\n", bench.Median(measured)-bench.Median(plain), 100*bench.Median(share))
	fmt.Fprintf(md, "| making a person | %.0f ns |\n", bench.Median(again))
	fmt.Fprintf(md, "| making a person in memory that the system has not yet given to the process | %.0f ns |\n", bench.Median(fresh))
	goals.add(secondWorker, bench.Median(ratios(plain, two)), "10^7 people")
	goals.add(making, bench.Median(again), "10^7 people")
	goals.add(measuring, bench.Median(ratios(measured, plain))-1, "10^7 people")
	return nil
}

// starts measures how long a process takes from when it is started to its first record.
func starts(md *strings.Builder, goals *targets) error {
	var times []float64
	for range 5 * *rounds { // it takes so little that anything else that runs is seen in it
		started := time.Now().UnixNano()
		at, _, err := turn(kernels()[0], "-measure", "start")
		if err != nil {
			return err
		}
		times = append(times, (at[0]-float64(started))*1e-6)
	}
	s := cogap.Plain()
	s.Population.Scale = startScale
	plan, err := cogap.Estimate(s, cogap.Options{})
	if err != nil {
		return err
	}
	fmt.Fprintf(md, "\n## A process from its start to the first record, all processors\n\n")
	fmt.Fprintf(md, "| agents | strata | median | least |\n|---:|---:|---:|---:|\n")
	fmt.Fprintf(md, "| %d | %d | %.1f ms | %.1f ms |\n", plan.Agents, plan.Strata, bench.Median(times), slices.Min(times))
	goals.add(firstRecord, bench.Median(times), fmt.Sprintf("%d agents", plan.Agents))
	return nil
}

// studies measures runs of few agents, as a study makes thousands of, in turns with the same runs in a bare loop.
func studies(md *strings.Builder, goals *targets) error {
	fmt.Fprintf(md, "\n## Studies: 40 runs of 831 strata x 36 months, of four prices, kernel %s\n\n", kernels()[0])
	fmt.Fprintf(md, "| agents | ms a run, 1 worker | MB allocated a run | beside a bare loop | two workers against one |\n|---:|---:|---:|---:|---:|\n")
	for _, x := range []struct {
		scale  int
		within *target
	}{{14_090, studyRun}, {1409, largeStudyRun}} {
		study, err := bench.NewStudy(x.scale)
		if err != nil {
			return err
		}
		agents, err := study.Agents()
		if err != nil {
			return err
		}
		var one, two, bare []float64
		bytes := 0.0
		for range *rounds {
			a, b, err := study.Run(1)
			if err != nil {
				return err
			}
			c, _, err := study.Run(2)
			if err != nil {
				return err
			}
			d, err := study.Bare()
			if err != nil {
				return err
			}
			one, two, bare, bytes = append(one, a), append(two, c), append(bare, d), b
		}
		ms, over, faster := bench.Median(one)*1e-6, bench.Median(ratios(one, bare)), bench.Median(ratios(one, two))
		fmt.Fprintf(md, "| %d | %.1f | %.2f | %.2f | %.2f |\n", agents, ms, bytes*1e-6, over, faster)
		where := fmt.Sprintf("%d agents", agents)
		goals.add(x.within, ms, where)
		if x.within == studyRun {
			goals.add(studyBytes, bytes*1e-6, where)
		}
		goals.add(studyOver, over, where)
		goals.add(studyWorkers, faster, where)
	}
	return nil
}

// futures measures five policies that begin after two of three years, whose runs share their past, in turns with the same runs alone.
func futures(md *strings.Builder, goals *targets) error {
	fmt.Fprintf(md, "\n## Five policies from one past: 831 strata, 24 of 36 months in common, all processors\n\n")
	fmt.Fprintf(md, "| real people an agent | each from the start | together | together / alone | months that are run |\n|---:|---:|---:|---:|---:|\n")
	scale := 140 // a million agents, so that a run is not done beside others
	study, err := bench.NewFutures(scale)
	if err != nil {
		return err
	}
	part, err := study.Months()
	if err != nil {
		return err
	}
	var together, alone []float64
	for range *rounds {
		a, b, err := study.Run(context.Background())
		if err != nil {
			return err
		}
		together, alone = append(together, a), append(alone, b)
	}
	ratio := bench.Median(ratios(together, alone))
	fmt.Fprintf(md, "| %d | %.3g s | %.3g s | %.2f | %.2f |\n", scale, 1e-9*bench.Median(alone), 1e-9*bench.Median(together), ratio, part)
	goals.add(onePast, ratio, fmt.Sprintf("%d real people an agent", scale))
	return nil
}

// saves measures runs that save themselves, in turns with the same runs that do not, in one process.
func saves(md *strings.Builder, goals *targets) error {
	fmt.Fprintf(md, "\n## Runs that save themselves every 6 of 36 months, distributions every third month, all processors\n\n")
	fmt.Fprintf(md, "| people | time without | time with | with / without |\n|---:|---:|---:|---:|\n")
	for n := 1_000_000; n <= min(*largest, 10_000_000); n *= 10 {
		run, err := bench.NewSaving(n)
		if err != nil {
			return err
		}
		var times [2][]float64
		for range *rounds {
			for i, save := range []bool{false, true} {
				ns, err := run.Run(context.Background(), save)
				if err != nil {
					return err
				}
				times[i] = append(times[i], ns)
			}
		}
		if err := run.Close(); err != nil {
			return err
		}
		ratio := bench.Median(ratios(times[1], times[0]))
		fmt.Fprintf(md, "| %d | %.3g s | %.3g s | %.2f |\n", n, 1e-9*bench.Median(times[0]), 1e-9*bench.Median(times[1]), ratio)
		goals.add(savedRun, ratio, fmt.Sprintf("%d people", n))
	}
	return nil
}

// networks measures what it takes to see about ten peers instead of one's stratum, in turns with runs without a network.
func networks(md *strings.Builder, goals *targets) error {
	fmt.Fprintf(md, "\n## Ten peers instead of the stratum: networks made before, then people made and so many months, one worker, kernel %s\n\n", kernels()[0])
	fmt.Fprintf(md, "| people | months | network | ns/agent-step | more than none | / none |\n|---:|---:|---|---:|---:|---:|\n")
	for _, x := range []struct {
		people, months int
		within         *target
	}{{1_000_000, 36, peersOfAMillion}, {100_000_000, 4, peersOfMany}} {
		if x.people > *largest {
			break
		}
		run, err := bench.NewNetworked(context.Background(), x.people, x.months)
		if err != nil {
			return err
		}
		times := make([][]float64, len(run.Names))
		for range max(1, min(*rounds, 30_000_000/x.people)) {
			for i := range run.Names {
				ns, err := run.Run(context.Background(), i)
				if err != nil {
					return err
				}
				times[i] = append(times[i], ns)
			}
		}
		for i, name := range run.Names {
			more := bench.Median(times[i]) - bench.Median(times[0])
			fmt.Fprintf(md, "| %d | %d | %s | %.1f | %.1f | %.2f |\n", x.people, x.months, name, bench.Median(times[i]), more, bench.Median(ratios(times[i], times[0])))
			goals.add(x.within, more, fmt.Sprintf("%d people, %s", x.people, name))
		}
	}
	return nil
}

// ratios divides turn by turn.
func ratios(x, y []float64) (r []float64) {
	for i := range min(len(x), len(y)) {
		r = append(r, x[i]/y[i])
	}
	return r
}

func dash(x []float64, format string) string {
	if len(x) == 0 {
		return "–"
	}
	return fmt.Sprintf(format, bench.Median(x))
}

// first is the first line that a command prints, or nothing.
func first(name string, args ...string) string {
	out, _ := exec.Command(name, args...).Output()
	line, _, _ := strings.Cut(string(out), "\n")
	return line
}

// field is the value of a line "name : value" of a file of Linux, or unknown.
func field(file, name string) string {
	data, _ := os.ReadFile(file)
	for line := range strings.Lines(string(data)) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return "unknown " + name
}

func cpu() string    { return field("/proc/cpuinfo", "model name") }
func memory() string { return field("/proc/meminfo", "MemTotal") + " of memory" }
