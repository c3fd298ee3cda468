// Command world asks the main question of everyone on Earth: when SOTA AI costs 100u, then 200u, then 400u a month, in
// every country alike, who passes the first filter? People are streamed, not stored, so even one agent for each of
// 7,954,874,557 people fits into a laptop's memory.
//
//	go run ./examples/world                            one agent for 100 people
//	go run ./examples/world -scale 1                   everyone, one agent each
//	go run ./examples/world -scale 1 -months 120 -cost   what that takes on 1, 10 and 100 machines, and no more
//
// On a cluster, as tasks of an array job that need not know of each other, and by MPI (see docs/scale.md):
//
//	world -scale 1 -months 120 -parts /shared/parts -task 3 -tasks 100   one of a hundred parts, on any machine at any time
//	world -parts /shared/parts -merge                                    the result of all
//	mpirun -n 10 --map-by node --bind-to none cogap-mpi -set population.scale=1 -set months=120 -set stream.passes=1 world
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/population"
	"github.com/cogap/cogap/report"
)

func main() {
	s := scenario()
	var how command
	flag.IntVar(&s.Population.Scale, "scale", 100, "real `people` that one agent stands for")
	flag.IntVar(&s.Months, "months", s.Months, "`months` that are simulated")
	flag.Uint64Var(&s.Seed, "seed", s.Seed, "`number` that chooses everybody's luck")
	flag.IntVar(&s.Stream.Passes, "passes", 1, "`passes` over the people; each makes what they see of others more exact")
	flag.IntVar(&how.workers, "workers", 0, "`goroutines` to work with; 0 means one for each processor")
	flag.BoolVar(&how.cost, "cost", false, "only say what it costs on several machines")
	flag.IntVar(&how.cores, "cores", 64, "`cores` of each of these machines")
	flag.StringVar(&how.parts, "parts", "", "`folder` of parts of the people")
	flag.IntVar(&how.task, "task", 0, "do only the part of this `number`, from 0")
	flag.IntVar(&how.tasks, "tasks", 0, "`number` of parts")
	flag.BoolVar(&how.merge, "merge", false, "merge the parts of the folder")
	flag.Parse()
	log.SetFlags(0)
	if err := how.run(context.Background(), os.Stdout, os.Stderr, s); err != nil {
		log.Fatal(err)
	}
}

// command is what is to be done with the scenario.
type command struct {
	workers, cores, task, tasks int
	parts                       string
	cost, merge                 bool
}

// scenario is the plain market for everyone on Earth.
func scenario() cogap.Scenario {
	s := cogap.Plain()
	s.Name = "the first filter of the world"
	s.Population = population.DefaultWorld()
	s.Statistics.Every = 12 // distributions at the end of each price
	return s
}

func (c *command) run(ctx context.Context, stdout, stderr io.Writer, s cogap.Scenario) error {
	o := cogap.Options{Workers: c.workers, Progress: percent(stderr)}
	if c.merge {
		result, err := cogap.MergeParts(ctx, c.parts, o)
		if err != nil {
			return err
		}
		return printResult(stdout, result)
	}
	model, err := cogap.NewModel(s)
	if err != nil {
		return err
	}
	plan, err := model.Estimate(o)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "The first filter of the world: %s people in %d economies, %s agents, %d months\n",
		report.Grouped(plan.People), plan.Strata, report.Grouped(int64(plan.Agents)), plan.Months)
	fmt.Fprintf(stderr, "%s agent-steps, about %v on %d workers\n",
		report.Grouped(plan.AgentSteps*int64(plan.Passes)), plan.Time.Round(time.Second), plan.Workers)
	if c.cost {
		return printCost(stdout, model, plan, c.cores)
	}
	if c.parts != "" {
		return model.RunPart(ctx, c.parts, c.task, c.tasks, o)
	}

	start := time.Now()
	result, err := model.Run(ctx, o)
	if err != nil {
		return err
	}
	fmt.Fprintf(stderr, "took %v             \n", time.Since(start).Round(time.Second))
	return printResult(stdout, result)
}

// printCost prints what a run takes on 1, 10 and 100 machines, if their cores are as fast as this machine's.
func printCost(w io.Writer, m *cogap.Model, p cogap.Plan, cores int) error {
	fmt.Fprintf(w, "\nWhat it takes on machines of %d cores as fast as one here, %.2f ns for each agent and month\n\n", cores,
		float64(p.CoreTime)/float64(p.AgentSteps*int64(p.Passes)))
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "machines\tcore-hours\ttime\tlargest share\tmemory of each\ta part\tall parts\treceived by MPI, each\t")
	for _, machines := range []int{1, 10, 100} {
		c, err := m.Cluster(p, machines, cores)
		if err != nil {
			return err
		}
		fmt.Fprintf(t, "%d\t%.2f\t%v\t%s\t%s\t%s\t%s\t%s\t\n", machines, c.CoreTime.Hours(), c.Time.Round(100*time.Millisecond),
			report.Percent(float64(c.Agents)/float64(p.Agents)), megabytes(c.Bytes), megabytes(c.PartBytes), megabytes(c.Merged), megabytes(c.Received))
	}
	return t.Flush()
}

func megabytes(n int64) string { return fmt.Sprintf("%.0f MB", float64(n)/1e6) }

// percent returns a function that shows on a terminal how far a run is; nil, which shows nothing, if w is none.
func percent(w io.Writer) func(done, total int64) {
	file, ok := w.(*os.File)
	if !ok {
		return nil
	}
	if info, err := file.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return nil
	}
	start := time.Now()
	return func(done, total int64) {
		left := time.Duration(float64(time.Since(start)) * float64(total-done) / float64(max(done, 1)))
		fmt.Fprintf(w, "\r%3d%%, %v left   \r", 100*done/total, left.Round(time.Second)) // what comes next stands in its place
	}
}

func printResult(w io.Writer, r *cogap.Result) error {
	rungs := report.Rungs(r)
	fmt.Fprint(w, "\nWho holds the SOTA tier at the end of each price, by income group of the country (World Bank)\n\n")
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "country group\tpeople\t")
	for _, m := range rungs {
		fmt.Fprintf(t, "at %s\tpeople\t", report.Units(m.Of("price").Value))
	}
	fmt.Fprintln(t)
	for _, group := range []string{"low", "lower-middle", "upper-middle", "high"} {
		printRow(t, rungs, group, measure.Group, slices.Index(rungs[0].Groups(measure.Group), group))
	}
	printRow(t, rungs, "world", measure.Everybody, 0)
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprint(w, "\nSOTA share in each tenth of mankind by income, at the end of each price\n\n")
	if err := report.WriteDeciles(w, rungs); err != nil {
		return err
	}
	last := rungs[len(rungs)-1]
	fmt.Fprintf(w, "\nat %.0fu: SOTA gap %.3f, Gini of augmented cognition %.4f; would but cannot pay: %s of all\n",
		last.Of("price").Value, last.Of("sota_gap").Value, last.Of("gini.augmented").Value, report.Percent(last.Of("priced_out_share").Value))
	fmt.Fprint(w, "\nWhat people see of others (share of their country with access), assumed against found, in mean points\n\n")
	for _, m := range rungs {
		off := r.Stream.Months[m.Record.Month]
		fmt.Fprintf(w, "%s  %.4f points\n", m.Record.Date, 100*off.Share)
	}
	_, err := fmt.Fprintf(w, "after %d pass(es) and a pilot of %s agents; result %.16s, seed %d\n",
		r.Stream.Passes, report.Grouped(int64(r.Stream.Pilot)), r.Manifest.Result, r.Manifest.Scenario.Seed)
	return err
}

// printRow prints the people of a group of countries, and those of them who hold the SOTA tier at each price.
func printRow(w io.Writer, rungs []*measure.Month, name string, way measure.By, place int) {
	number := func(m *measure.Month, id string) float64 { return m.In(id, way, place).Value }
	fmt.Fprintf(w, "%s\t%s\t", name, report.Grouped(int64(number(rungs[0], "people"))))
	for _, m := range rungs {
		fmt.Fprintf(w, "%.3f%%\t%s\t", 100*number(m, "sota_share"), report.Grouped(int64(number(m, "sota"))))
	}
	fmt.Fprintln(w)
}
