// Command robust asks which conclusions of the fitted model hold whatever fits the published figures, and whatever no figure decides.
//
// It runs the default scenario with many parameter sets that fit about as well (calibrate.FittedStudy), and again with another menu and
// with what is an assumption set to the ends of its range. It prints where nine in ten sets lie, and in how many each conclusion holds.
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
	"github.com/cogap/cogap/calibrate"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/scenario"
	"github.com/cogap/cogap/study"
)

func main() {
	scale := flag.Int("scale", 5000, "real `people` that one agent stands for")
	sets := flag.Int("sets", 48, "parameter `sets` of the ensemble")
	flag.Parse()
	log.SetFlags(0)
	if err := run(context.Background(), os.Stdout, *scale, *sets); err != nil {
		log.Fatal("robust: ", err)
	}
}

// measures are what each run is asked for: at the end of the year at 100u, and of that at 400u.
var measures = []string{"sota_share@48", "sota_share@72", "opted_out_share@48", "priced_out_share@48", "sota_gap@72"}

// conclusion is a number of a run, from what its measures are, and where it must lie for the conclusion to hold.
type conclusion struct {
	text, format string
	of           func(x []float64) float64
	from, to     float64
}

var conclusions = []conclusion{
	{"an eighth to a quarter of those who hold SOTA AI at 100u do at 400u", "%.2f", func(x []float64) float64 { return x[1] / x[0] }, 1. / 8, 1. / 4},
	{"at 100u fifty times as many opt out as are priced out, or more", "%.0f", func(x []float64) float64 { return x[2] / x[3] }, 50, 1e9},
	{"at 100u 1.5 to 2.5% hold SOTA AI", "%.2f%%", func(x []float64) float64 { return 100 * x[0] }, 1.5, 2.5},
	{"at 400u those who hold it get two to three times as much done as others", "%.2f", func(x []float64) float64 { return x[4] }, 2, 3},
}

// variants are the default scenario, and what else might as well be so.
var variants = []struct {
	name   string
	change func(*cogap.Scenario)
}{
	{"nothing else on sale", func(*cogap.Scenario) {}},
	{"beside a free and a 20u tier", func(s *cogap.Scenario) {
		for _, k := range []int{0, 2} {
			s.Market.Tiers[k].Price = market.Constant(s.Market.Tiers[k].Price.At(0))
		}
	}},
	{"skill_limit 1.2", func(s *cogap.Scenario) { s.Behaviour.SkillLimit = 1.2 }},
	{"skill_limit 3", func(s *cogap.Scenario) { s.Behaviour.SkillLimit = 3 }},
	{"learning_by_doing 0", func(s *cogap.Scenario) { s.Behaviour.LearningByDoing = 0 }},
	{"learning_by_doing 0.05", func(s *cogap.Scenario) { s.Behaviour.LearningByDoing = 0.05 }},
}

// found are the numbers of the conclusions, in each set.
func found(ctx context.Context, s cogap.Scenario, sets int) ([][]float64, error) {
	plan, err := calibrate.FittedStudy(s, sets, 1)
	if err != nil {
		return nil, err
	}
	plan.Measures = measures
	r, err := study.Run(ctx, plan, study.Options{})
	if err != nil {
		return nil, err
	}
	list := make([][]float64, len(conclusions))
	for cell := range sets {
		x := make([]float64, len(measures))
		for k := range x {
			x[k] = r.Values(cell, k)[0]
		}
		for i, c := range conclusions {
			list[i] = append(list[i], c.of(x))
		}
	}
	return list, nil
}

// shown prints where nine in ten values lie, and in how many the conclusion holds.
func (c *conclusion) shown(values []float64) string {
	holds := 0
	for _, x := range values {
		if c.from <= x && x <= c.to {
			holds++
		}
	}
	q := study.Summarise(values).Quantiles
	return fmt.Sprintf("%d (%s to %s)", holds, fmt.Sprintf(c.format, q[0]), fmt.Sprintf(c.format, q[4]))
}

func run(ctx context.Context, w io.Writer, scale, sets int) error {
	fmt.Fprintf(w, "Which conclusions hold in how many of %d parameter sets that fit about as well?\n\n", sets)
	for i, c := range conclusions {
		fmt.Fprintf(w, "%d  %s\n", i+1, c.text)
	}
	fmt.Fprintln(w)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for i := range conclusions {
		fmt.Fprintf(t, "\t%d", i+1)
	}
	fmt.Fprintln(t)
	for _, v := range variants {
		s := scenario.Default()
		s.Population.Scale, s.Statistics.Every = scale, 0
		v.change(&s)
		values, err := found(ctx, s, sets)
		if err != nil {
			return err
		}
		fmt.Fprint(t, v.name)
		for i := range conclusions {
			fmt.Fprint(t, "\t", conclusions[i].shown(values[i]))
		}
		fmt.Fprintln(t)
	}
	fmt.Fprintln(t)
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w, "in brackets: where nine in ten sets lie; each set is run once, so some of that is luck")
	return err
}
