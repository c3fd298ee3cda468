// Command world asks the main question of everyone on Earth: when SOTA AI costs 100u, then 200u, then 400u a month, in
// every country alike, who passes the first filter? People are streamed, not stored, so even one agent for each of
// 7,954,874,557 people fits into a laptop's memory.
//
//	go run ./examples/world            one agent for 100 people
//	go run ./examples/world -scale 1   everyone, one agent each
package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/internal/cli"
	"github.com/cogap/cogap/internal/progress"
	"github.com/cogap/cogap/population"
	"github.com/cogap/cogap/report"
)

func main() { cli.Main("world", run) }

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	s := cogap.Default()
	s.Name = "the first filter of the world"
	s.Population = population.DefaultWorld()
	s.Statistics.Every = 12 // distributions at the end of each price
	flags := cli.Flags("world", stderr)
	flags.IntVar(&s.Population.Scale, "scale", 100, "real `people` that one agent stands for")
	flags.Uint64Var(&s.Seed, "seed", s.Seed, "`number` that chooses everybody's luck")
	var o cogap.Options
	flags.IntVar(&s.Stream.Passes, "passes", 1, "`passes` over the people; each makes what they see of others more exact")
	flags.IntVar(&o.Workers, "workers", 0, "`goroutines` to work with; 0 means one for each processor")
	if err := cli.Parse(flags, args); err != nil {
		return err
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

	tell, end := progress.Bar(stderr)
	o.Progress = tell
	start := time.Now()
	result, err := model.Run(ctx, o)
	end()
	if err != nil {
		return err
	}
	fmt.Fprintf(stderr, "took %v\n", time.Since(start).Round(time.Second))
	return printResult(stdout, result)
}

func printResult(w io.Writer, r *cogap.Result) error {
	rungs := report.Rungs(r)
	fmt.Fprint(w, "\nWho holds the SOTA tier at the end of each price, by income group of the country (World Bank)\n\n")
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "country group\tpeople\t")
	for _, m := range rungs {
		price := m.Menu.SOTA().Price
		fmt.Fprintf(t, "at %.0fu\tpeople\t", price)
	}
	fmt.Fprintln(t)
	for _, group := range []string{"low", "lower-middle", "upper-middle", "high", "world"} {
		row := groupRow(r, rungs, group)
		fmt.Fprintf(t, "%s\t%s\t", group, report.Grouped(row.people))
		for _, with := range row.with {
			fmt.Fprintf(t, "%s\t%s\t", fmt.Sprintf("%.3f%%", 100*float64(with)/float64(row.people)), report.Grouped(with))
		}
		fmt.Fprintln(t)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprint(w, "\nShare with SOTA access in each tenth of mankind by income, at the end of each price\n\n")
	if err := report.Deciles(w, rungs); err != nil {
		return err
	}
	last := r.Last()
	gap, gini := last.AccessGap(), last.Gini()
	fmt.Fprintf(w, "\nat %.0fu: gap ratio %.3f, Gini of augmented cognition %.4f; would but cannot pay: %s of all\n",
		last.Menu.SOTA().Price, gap.Value, gini.Value, report.Percent(last.Filtered(agent.PricedOut)))
	fmt.Fprint(w, "\nWhat people see of others (share of their country with access), assumed against found, in mean points\n\n")
	for _, m := range rungs {
		off := r.Stream.Months[m.Month]
		fmt.Fprintf(w, "%s  %.4f points\n", m.Date, 100*off.Share)
	}
	_, err := fmt.Fprintf(w, "after %d pass(es) and a pilot of %s agents; result %.16s, seed %d\n",
		r.Stream.Passes, report.Grouped(int64(r.Stream.Pilot)), r.Manifest.Result, r.Manifest.Scenario.Seed)
	return err
}

// row is a group of countries: its people, and those with SOTA access at each rung.
type row struct {
	people int64
	with   []int64
}

// groupRow sums the countries of a group; "world" is all of them.
func groupRow(r *cogap.Result, rungs []*cogap.Record, group string) row {
	sum := row{with: make([]int64, len(rungs))}
	for g, country := range r.Strata {
		if group != "world" && country.Group != group {
			continue
		}
		sum.people += country.People
		for i, m := range rungs {
			sum.with[i] += cogap.SOTA(m.Strata[g])
		}
	}
	return sum
}
