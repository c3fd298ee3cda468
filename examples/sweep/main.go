// Command sweep asks: who pays how much for SOTA AI, and how sure is that?
//
// It runs a year at each of ten prices, some replicates each, and prints the demand curve with its 95% band. A replicate has the
// same people with the same luck at every price, so that the elasticity between two prices is known far better than either
// share.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"math"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/study"
)

func main() {
	scale := flag.Int("scale", 10_000, "real `people` that one agent stands for")
	replicates := flag.Int("replicates", 10, "`runs` at each price")
	out := flag.String("out", "", "keep a row for each run in this `folder`, to go on after an interruption")
	flag.Parse()
	log.SetFlags(0)
	if err := run(context.Background(), os.Stdout, plan(*scale, *replicates), *out); err != nil {
		log.Fatal(err)
	}
}

// plan is ten prices from 25u to 1,600u, evenly spaced by ratio, for everybody in cogap.Plain.
func plan(scale, replicates int) study.Plan {
	s := cogap.Plain()
	s.Population.Scale, s.Months = scale, 12
	s.Market.Tiers[0].Price = market.Constant(100)
	return study.Plan{
		Name: "demand at ten prices",
		Base: s,
		Factors: []study.Factor{{
			Name: "price", Path: "market.tiers[0].price",
			Range: &study.Range{From: 25, To: 1600, Scale: study.Log, Levels: 10},
		}},
		Replicates: replicates,
		Seed:       1,
		Measures:   []string{"sota_share@last"},
	}
}

func run(ctx context.Context, w io.Writer, p study.Plan, out string) error {
	s, err := study.New(p)
	if err != nil {
		return err
	}
	var result *study.Result
	if out == "" {
		result, err = s.Run(ctx, study.Options{})
	} else {
		result, err = s.RunIn(ctx, out, study.Options{})
	}
	if err != nil {
		return err
	}
	return print(w, result)
}

// print prints the demand curve.
func print(w io.Writer, r *study.Result) error {
	fmt.Fprintf(w, "Who pays how much for SOTA AI? %d replicates at each of %d prices, a year each\n\n", r.Replicates, r.Cells())
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "price\tSOTA share\telasticity from the price before\t")
	for cell := range r.Cells() {
		share := r.Stat(cell, 0)
		elasticity := ""
		if cell > 0 {
			elasticity = interval(study.Summarise(elasticities(r, cell)), 1)
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", report.Units(price(r, cell)), interval(share, 100)+"%", elasticity, band(share))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w, "\nmean ± half of its 95% interval; the band shows where nine in ten runs lie")
	return err
}

// price returns the price of a cell.
func price(r *study.Result, cell int) (u float64) {
	if _, err := fmt.Sscan(r.Levels(cell)[0], &u); err != nil {
		return math.NaN() // the study's levels are numbers
	}
	return u
}

// elasticities returns the elasticity of demand between a price and the one before, in each replicate.
func elasticities(r *study.Result, cell int) []float64 {
	before, after := r.Values(cell-1, 0), r.Values(cell, 0)
	list := make([]float64, len(after))
	for i := range list {
		list[i] = math.Log(after[i]/before[i]) / math.Log(price(r, cell)/price(r, cell-1))
	}
	return list
}

func interval(s study.Stat, unit float64) string {
	return fmt.Sprintf("%.2f ± %.2f", unit*s.Mean, unit*s.HalfWidth())
}

// band draws where nine in ten runs lie, a letter for each percent of people.
func band(s study.Stat) string {
	at := func(share float64) int { return int(math.Round(100 * share)) }
	lo, hi := at(s.Quantiles[0]), at(s.Quantiles[4])
	return strings.Repeat(" ", lo) + strings.Repeat("█", max(hi-lo, 1))
}
