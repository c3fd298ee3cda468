// Command results measures everybody in turns and writes bench/RESULTS.md.
//
//	GOTOOLCHAIN=go1.27.4 GOEXPERIMENT=simd go run ./bench/results -o bench/RESULTS.md
//
// Without the experiment it leaves the simd kernel out. Machines are noisy, so every contestant is measured several
// times in turns with the others, each time in a process of its own; a table has the median of its medians, and a ratio
// is the median of the ratios of one turn.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
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

	// what a child process measures
	measure  = flag.String("measure", "", "for the program itself: kernel, structs, gonum, synthesis or run")
	people   = flag.Int("people", 0, "for the program itself")
	price    = flag.Float64("price", 0, "for the program itself")
	every    = flag.Int("every", 0, "for the program itself")
	workers  = flag.Int("workers", 1, "for the program itself")
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

// child measures one thing and prints nanoseconds per agent-step: the median, and the minimum.
func child() error {
	budget := time.Duration(*seconds * float64(time.Second))
	switch *measure {
	case "run":
		s := bench.Scenario(*people, *every)
		start := time.Now()
		if _, err := cogap.Run(context.Background(), s, cogap.Options{Workers: *workers}); err != nil {
			return err
		}
		ns := float64(time.Since(start)) / float64(*people) / float64(s.Months)
		fmt.Println(ns, ns)
		return nil
	case "synthesis":
		start := time.Now()
		bench.Synthesize(*people)
		ns := float64(time.Since(start)) / float64(*people)
		fmt.Println(ns, ns)
		return nil
	}
	w := bench.NewWorkAt(*people, *price)
	var c bench.Contestant
	switch *measure {
	case "kernel":
		c = bench.NewKernel(w)
	case "structs":
		c = bench.NewStructs(w)
	case "gonum":
		c = bench.NewGonum(w)
	}
	times := bench.Times(c, *people, budget)
	median := bench.Median(times)
	fmt.Println(median, times[0])
	return nil
}

// turn measures one contestant in a process of its own. A kernel is named by the width of its vectors; 0 is portable.
func turn(kernel string, args ...any) (ns float64, err error) {
	ns, _, err = timed(kernel, args...)
	return ns, err
}

// timed is turn, and the processor time of the whole process.
func timed(kernel string, args ...any) (ns, processor float64, err error) {
	self, err := os.Executable()
	if err != nil {
		return 0, 0, err
	}
	var words []string
	for _, a := range args {
		words = append(words, fmt.Sprint(a))
	}
	cmd := exec.Command(self, words...)
	cmd.Env = append(os.Environ(), "GODEBUG=simd="+kernel)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return 0, 0, fmt.Errorf("%v: %w", words, err)
	}
	var least float64
	_, err = fmt.Sscan(string(out), &ns, &least)
	return ns, (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds(), err
}

// contestant is a row of the first table.
type contestant struct {
	name, what, kernel string
}

// kernels are those of this build, the widest first, then the portable one.
func kernels() []contestant {
	var k []contestant
	if name := agent.Kernel(); name != "portable" {
		k = append(k, contestant{name, "kernel", strings.TrimPrefix(name, "simd/")})
		if name == "simd/512" {
			k = append(k, contestant{"simd/256", "kernel", "256"})
		}
	}
	return append(k, contestant{"portable", "kernel", "0"})
}

func report() error {
	var md strings.Builder
	header(&md)
	if err := steps(&md); err != nil {
		return err
	}
	if err := runs(&md); err != nil {
		return err
	}
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
	fmt.Fprintf(md, "| C | %s %s |\n", first("gcc", "--version"), bench.CFlags)
	fmt.Fprintf(md, "| commit | %s |\n", first("git", "rev-parse", "--short", "HEAD"))
	fmt.Fprintf(md, "| command | `go run ./bench/results -rounds %d -seconds %v -largest %d`, kernel %s |\n\n", *rounds, *seconds, *largest, agent.Kernel())
}

// steps compares kernels with what a user would write instead, one month of one chunk and of a million people.
func steps(md *strings.Builder) error {
	c, err := bench.NewC()
	if err == nil {
		defer func() { _ = c.Close() }()
	}
	contestants := append(kernels(), contestant{"structs", "structs", "0"}, contestant{"gonum", "gonum", "0"})
	best := contestants[0].name
	fmt.Fprintf(md, "## One core, one tier: ns per agent-step\n\n")
	fmt.Fprintf(md, "`structs` is a slice of structs with math/rand/v2, `gonum` columns with gonum/floats and distuv, `c` is bench/c/step.c. ")
	fmt.Fprintf(md, "All draw noise only for those with access. %d people fit in the second-level cache, %d do not.\n\n", population.ChunkLen, 1<<20)
	fmt.Fprintf(md, "| people | with access | %s | c | structs / %s | structs / portable | %s / c |\n", names(contestants), best, best)
	fmt.Fprintf(md, "|---:|---:|%s---:|---:|---:|---:|\n", strings.Repeat("---:|", len(contestants)))
	for _, n := range []int{population.ChunkLen, 1 << 20} {
		for _, a := range adoption {
			p := bench.PriceOf(a)
			times := map[string][]float64{}
			for range *rounds {
				for _, x := range contestants {
					ns, err := turn(x.kernel, "-measure", x.what, "-people", n, "-price", p, "-seconds", *seconds)
					if err != nil {
						return err
					}
					times[x.name] = append(times[x.name], ns)
				}
				if c != nil {
					r, err := c.Run(bench.NewWorkAt(n, p), time.Duration(*seconds*float64(time.Second)))
					if err != nil {
						return err
					}
					times["c"] = append(times["c"], r.Median)
				}
			}
			fmt.Fprintf(md, "| %d | %v%% |", n, 100*a)
			for _, x := range contestants {
				fmt.Fprintf(md, " %.1f |", median(times[x.name]))
			}
			fmt.Fprintf(md, " %s |", dash(times["c"], "%.1f"))
			for _, pair := range [][2]string{{"structs", best}, {"structs", "portable"}, {best, "c"}} {
				fmt.Fprintf(md, " %s |", dash(ratios(times[pair[0]], times[pair[1]]), "%.2f"))
			}
			fmt.Fprintln(md)
		}
	}
	fmt.Fprintln(md)
	return nil
}

// runs measures whole runs of the default scenario's rule and market.
func runs(md *strings.Builder) error {
	k := kernels()[0]
	one := func(people, every, workers int) (ns, processor float64, err error) {
		return timed(k.kernel, "-measure", "run", "-people", people, "-every", every, "-workers", workers)
	}
	fmt.Fprintf(md, "## Whole runs: people made, 36 months lived, kernel %s\n\n", k.name)
	fmt.Fprintf(md, "Time per agent-step, making people included. A process spends some 40 ms on tables before its first person; growth is against 10^6.\n\n")
	fmt.Fprintf(md, "| people | time, 1 worker | ns/agent-step | agent-steps/s | growth | B/person |\n|---:|---:|---:|---:|---:|---:|\n")
	type row struct {
		people int
		ns     float64
	}
	var table []row
	million := 0.0
	for n := 10_000; n <= *largest; n *= 10 {
		times := []float64{}
		for range max(1, min(*rounds, 30_000_000/n)) {
			ns, _, err := one(n, 0, 1)
			if err != nil {
				return err
			}
			times = append(times, ns)
		}
		table = append(table, row{n, median(times)})
		if n == 1_000_000 {
			million = table[len(table)-1].ns
		}
	}
	for _, r := range table {
		plan, err := cogap.Estimate(bench.Scenario(r.people, 0), cogap.Options{})
		if err != nil {
			return err
		}
		fmt.Fprintf(md, "| %d | %.3g s | %.2f | %.3g | %.2f | %.1f |\n", r.people, r.ns*float64(plan.AgentSteps)*1e-9, r.ns, 1e9/r.ns,
			r.ns/million, float64(plan.Bytes)/float64(plan.Agents))
	}

	const people = 10_000_000
	var plain, two, measured, synthesis, cost []float64
	for range min(*rounds, 3) {
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
		ns, err := turn(k.kernel, "-measure", "synthesis", "-people", people)
		if err != nil {
			return err
		}
		synthesis = append(synthesis, ns)
	}
	var share, more []float64
	for i := range plain {
		share = append(share, 1-plain[i]/measured[i])
		more = append(more, cost[3*i+1]/cost[3*i])
	}
	fmt.Fprintf(md, "\n| of 10^7 people | |\n|---|---:|\n")
	fmt.Fprintf(md, "| one worker against two | %.2f times the time on the clock |\n", median(ratios(plain, two)))
	fmt.Fprintf(md, "| two workers against one | %.2f times the processor time |\n", median(more))
	fmt.Fprintf(md, "| processes that wanted to run meanwhile | %s |\n", load())
	fmt.Fprintf(md, "| distributions measured every month | %.1f ns/agent-step, %.0f%% of the run |\n", median(measured)-median(plain), 100*median(share))
	fmt.Fprintf(md, "| making a person | %.0f ns |\n", median(synthesis))
	return nil
}

func names(c []contestant) string {
	var s []string
	for _, x := range c {
		s = append(s, x.name)
	}
	return strings.Join(s, " | ")
}

func median(x []float64) float64 { return bench.Median(append([]float64(nil), x...)) }

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
	return fmt.Sprintf(format, median(x))
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

// load is how many processes wanted a processor, on average over five minutes; above the number of processors, times on
// the clock say little about several workers.
func load() string {
	data, _ := os.ReadFile("/proc/loadavg")
	if fields := strings.Fields(string(data)); len(fields) > 1 {
		return fields[1]
	}
	return "unknown"
}

func cpu() string    { return field("/proc/cpuinfo", "model name") }
func memory() string { return field("/proc/meminfo", "MemTotal") + " of memory" }
