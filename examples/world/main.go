// Command world asks the main question of everyone on Earth: when SOTA AI costs 100u, then 200u, then 400u a month, in
// every country alike, who passes the first filter? People are streamed, not stored, so even one agent for each of
// 7,954,874,557 people fits into a laptop's memory.
//
//	go run ./examples/world            one agent for 100 people
//	go run ./examples/world -scale 1   everyone, one agent each
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
	flag.IntVar(&s.Population.Scale, "scale", 100, "real `people` that one agent stands for")
	flag.Uint64Var(&s.Seed, "seed", s.Seed, "`number` that chooses everybody's luck")
	flag.IntVar(&s.Stream.Passes, "passes", 1, "`passes` over the people; each makes what they see of others more exact")
	workers := flag.Int("workers", 0, "`goroutines` to work with; 0 means one for each processor")
	flag.Parse()
	log.SetFlags(0)
	if err := run(context.Background(), os.Stdout, os.Stderr, s, *workers); err != nil {
		log.Fatal(err)
	}
}

// scenario is the default market for everyone on Earth.
func scenario() cogap.Scenario {
	s := cogap.Default()
	s.Name = "the first filter of the world"
	s.Population = population.DefaultWorld()
	s.Statistics.Every = 12 // distributions at the end of each price
	return s
}

func run(ctx context.Context, stdout, stderr io.Writer, s cogap.Scenario, workers int) error {
	model, err := cogap.NewModel(s)
	if err != nil {
		return err
	}
	o := cogap.Options{Workers: workers, Progress: percent(stderr)}
	plan, err := model.Estimate(o)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "The first filter of the world: %s people in %d economies, %s agents, %d months\n",
		report.Grouped(plan.People), plan.Strata, report.Grouped(int64(plan.Agents)), plan.Months)
	fmt.Fprintf(stderr, "%s agent-steps, about %v on %d workers\n",
		report.Grouped(plan.AgentSteps*int64(plan.Passes)), plan.Time.Round(time.Second), plan.Workers)

	start := time.Now()
	result, err := model.Run(ctx, o)
	if err != nil {
		return err
	}
	fmt.Fprintf(stderr, "took %v             \n", time.Since(start).Round(time.Second))
	return printResult(stdout, result)
}

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
		fmt.Fprintf(t, "at %.0fu\tpeople\t", m.Of("price").Value)
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
