// Command observe asks: who leaves between 100u and 400u, and what do they believe, earn and miss?
//
// It shows how to collect numbers of one's own while people live, and how to follow some of them.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"text/tabwriter"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/report"
)

func main() {
	scale := flag.Int("scale", 500, "real `people` that one agent stands for")
	flag.Parse()
	log.SetFlags(0)
	if err := run(context.Background(), os.Stdout, *scale); err != nil {
		log.Fatal(err)
	}
}

// kinds of people: who uses AI has access, who once did has a habit left.
var kinds = []struct{ name, where string }{
	{"users", "access"},
	{"left", "!access && habit > 0"},
	{"never joined", "!access && habit == 0"},
}

// means are what is asked about each kind.
var means = []struct {
	quantity, title string
	print           func(float64) string
}{
	{"income", "mean income", report.Units},
	{"belief", "expect of AI", digits(3)},
	{"reservation", "would pay", report.Units},
	{"habit", "habit", digits(2)},
	{"augmented / cognition", "output", digits(3)},
}

// digits prints numbers with so many of them behind the point.
func digits(n int) func(float64) string {
	return func(x float64) string { return fmt.Sprintf("%.*f", n, x) }
}

func scenario(scale int) cogap.Scenario {
	s := cogap.Plain()
	s.Name = "who leaves"
	s.Population.Scale = scale
	collect := func(c observe.Collect) {
		c.Every = 12 // the last month of each price
		s.Statistics.Collect = append(s.Statistics.Collect, c)
	}
	for _, kind := range kinds {
		collect(observe.Collect{Name: kind.name, Aggregate: observe.Share, Where: kind.where})
		for _, m := range means {
			collect(observe.Collect{Name: kind.name + ", " + m.quantity, Quantity: m.quantity, Aggregate: observe.Mean, Where: kind.where})
		}
	}
	collect(observe.Collect{Name: "gone", Aggregate: observe.Share, Where: "!access && habit > 0", By: []string{"income_decile"}})
	collect(observe.Collect{
		Name: "could not", Aggregate: observe.Share, By: []string{"income_decile"},
		Where: "!access && habit > 0 && (filter == priced_out || filter == neither)",
	})
	s.Statistics.Panel = observe.Panel{People: 2000, Where: "reservation > 80"} // people for whom 100u is not far off
	return s
}

func run(ctx context.Context, w io.Writer, scale int) error {
	result, err := cogap.Run(ctx, scenario(scale), cogap.Options{})
	if err != nil {
		return err
	}
	fmt.Fprint(w, "Who leaves between 100u and 400u, and what do they believe, earn and miss?\n\n")
	if err := table(w, result); err != nil {
		return err
	}
	if err := tenths(w, result); err != nil {
		return err
	}
	return lives(w, result)
}

// table prints what was collected of each kind, at the end of each price.
func table(w io.Writer, r *cogap.Result) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "month\tprice\t\tof people\t")
	for _, m := range means {
		fmt.Fprintf(t, "%s\t", m.title)
	}
	fmt.Fprintln(t)
	for _, m := range report.Rungs(r) {
		for _, kind := range kinds {
			r := m.Record
			fmt.Fprintf(t, "%s\t%s\t%s\t%s\t", r.Date, report.Units(m.Of("price").Value), kind.name, report.Percent(r.Collection(kind.name)[0].Value))
			for _, mean := range means {
				fmt.Fprint(t, mean.print(r.Collection(kind.name + ", " + mean.quantity)[0].Value), "\t")
			}
			fmt.Fprintln(t)
		}
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprint(w, `
expect of AI  gain in output that they believe full access would bring
would pay     the most that they would and could pay for it
habit         how far AI has become a necessity, 0 to 1
output        with AI, or missing it, over their unaided output

`)
	return err
}

// tenths prints who left by where they came from.
func tenths(w io.Writer, r *cogap.Result) error {
	rungs := report.Rungs(r)
	fmt.Fprint(w, "Of each tenth by income at the start: left, and could not pay\n\n")
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "tenth\t")
	for _, m := range rungs {
		fmt.Fprintf(t, "left at %s\tcould not\t", report.Units(m.Of("price").Value))
	}
	fmt.Fprintln(t)
	for d, row := range rungs[0].Record.Collection("gone") {
		fmt.Fprintf(t, "%s\t", row.Groups[0])
		for _, m := range rungs {
			fmt.Fprintf(t, "%s\t%s\t", report.Percent(m.Record.Collection("gone")[d].Value), report.Percent(m.Record.Collection("could not")[d].Value))
		}
		fmt.Fprintln(t)
	}
	return t.Flush()
}

// lives tells three lives: of somebody who stays, of one who will not pay any more and of one who can't.
func lives(w io.Writer, r *cogap.Result) error {
	last := len(r.Months) - 1
	ends := []struct {
		name string
		is   func(end observe.State) bool
	}{
		{"stays", func(end observe.State) bool { return end.Tier > 0 }},
		{"could pay, and will not any more", func(end observe.State) bool { return end.Habit > 0 && end.Filter == agent.OptedOut }},
		{"would pay, and cannot any more", func(end observe.State) bool { return end.Habit > 0 && end.Filter == agent.PricedOut }},
	}
	for n, e := range ends {
		for i := range r.Panel {
			i = (i + n*len(r.Panel)/len(ends)) % len(r.Panel) // lives are in the order of strata: not the same trade again
			if life := &r.Panel[i]; uses(life, 12) >= 6 && e.is(life.Months[last]) {
				fmt.Fprintf(w, "\nSomebody who %s: person %d of %s\n\n", e.name, life.Index, r.Strata[life.Stratum].Name)
				if err := tell(w, r, life); err != nil {
					return err
				}
				break
			}
		}
	}
	return nil
}

// uses counts the months with access among the first n.
func uses(life *observe.Life, n int) int {
	count := 0
	for _, state := range life.Months[:n] {
		count += min(state.Tier, 1)
	}
	return count
}

// tell prints a life at the months in which something changes for it, and at the end.
func tell(w io.Writer, r *cogap.Result, life *observe.Life) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "month\tprice\tincome\texpects\twould pay\thabit\toutput\t")
	for i, state := range life.Months {
		if i > 0 && i < len(life.Months)-1 && state.Tier == life.Months[i-1].Tier && state.Filter == life.Months[i-1].Filter {
			continue
		}
		m, what := measure.NewMonth(&r.Months[i], r.Strata), "holds SOTA"
		if state.Tier == 0 {
			what = state.Filter.String()
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%.3f\t%s\t%.2f\t%.3f\t %s\n", m.Record.Date, report.Units(m.Of("price").Value),
			report.Units(state.Income), state.Belief, report.Units(state.Reservation), state.Habit, state.Augmented/state.Cognition, what)
	}
	return t.Flush()
}
