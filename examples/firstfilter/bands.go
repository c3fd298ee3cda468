package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/calibrate"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/study"
)

// bands says how sure the answer is: over parameter sets, and over luck.
type bands struct {
	sets, replicates, scale int
	ladder                  []rung
}

// menus are what stays on sale beside SOTA AI from January 2026 on.
var menus = []struct {
	name  string
	stays []string
}{
	{"nothing else on sale", nil},
	{"beside a free and a 20u tier", []string{"free", "standard"}},
}

// asked are the rows of a table, each a measure or, without one, the SOTA share over that at the first price.
var asked = []struct{ label, measure string }{
	{"hold SOTA AI", "sota_share"},
	{"  of those at the first price", ""},
	{"could pay it and will not", "opted_out_share"},
	{"would pay it and cannot", "priced_out_share"},
	{"SOTA gap", "sota_gap"},
}

// beside returns the scenario with tiers that stay on sale at their price of the past.
func beside(s cogap.Scenario, stays []string) cogap.Scenario {
	s.Market.Tiers = slices.Clone(s.Market.Tiers)
	for i := range s.Market.Tiers {
		if tier := &s.Market.Tiers[i]; slices.Contains(stays, tier.Name) {
			tier.Price = market.Constant(tier.Price.At(0))
		}
	}
	return s
}

// write runs each menu with each parameter set and luck, prints the bands, and returns the runs of the first menu.
func (b *bands) write(ctx context.Context, w io.Writer, s cogap.Scenario, workers int, progress func(done, total int64)) (*study.Result, error) {
	var results []*study.Result
	for i, menu := range menus {
		r, err := b.study(ctx, beside(s, menu.stays), workers, func(done, all int) {
			progress(int64(i*all+done), int64(len(menus)*all))
		})
		if err != nil {
			return nil, err
		}
		results = append(results, r)
	}
	fmt.Fprintf(w, `The first filter: who can still pay for state-of-the-art (SOTA) AI?

The model is fitted to published figures of who uses, pays for and values AI. US workers have the published ladder of prices
behind them when, in January 2026, SOTA AI begins to cost %s a month (1u = 1 US dollar).

`, b.prices())
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for i, menu := range menus {
		b.table(t, menu.name, results[i])
	}
	if err := t.Flush(); err != nil {
		return nil, err
	}
	_, err := fmt.Fprintf(w, `Shares are of all US workers, at the end of each price. Two 90%% bands are told apart:
(a to b)  over parameters: where nine in ten of %d parameter sets lie that fit the figures about as well; before it their median
±         over luck: so far from its set's mean nine in ten runs of one set lie (%d runs, one agent for %s people; with more agents less)
Neither covers that the model may be wrong.

`, b.sets, results[0].Done(), report.Grouped(int64(b.scale)))
	return results[0], err
}

// study runs a scenario with each parameter set and luck.
func (b *bands) study(ctx context.Context, s cogap.Scenario, workers int, progress func(done, all int)) (*study.Result, error) {
	s.Population.Scale, s.Statistics.Every = b.scale, 0
	plan, err := calibrate.FittedStudy(s, b.sets, b.replicates)
	if err != nil {
		return nil, err
	}
	plan.Measures, plan.Series = b.measures(), []string{"sota_share"}
	return study.Run(ctx, plan, study.Options{Workers: workers, Progress: progress})
}

// prices returns the ladder in words.
func (b *bands) prices() string {
	var list []string
	for _, r := range b.ladder {
		list = append(list, fmt.Sprintf("%gu", r.price))
	}
	return strings.Join(list, ", then ")
}

// measures names what each run is asked for: each measure at the end of each price.
func (b *bands) measures() []string {
	var list []string
	for _, a := range asked {
		for _, r := range b.ladder {
			if a.measure != "" {
				list = append(list, fmt.Sprintf("%s@%d", a.measure, r.last))
			}
		}
	}
	return list
}

// table prints what the runs of a menu say.
func (b *bands) table(w io.Writer, menu string, r *study.Result) {
	fmt.Fprint(w, menu)
	for _, rung := range b.ladder {
		fmt.Fprintf(w, "\t%gu", rung.price)
	}
	fmt.Fprintln(w)
	column := 0
	for _, a := range asked {
		fmt.Fprint(w, a.label)
		for k := range b.ladder {
			switch {
			case a.measure != "":
				fmt.Fprint(w, "\t", shown(r.Spread(column), a.measure != "sota_gap"))
				column++
			case k == 0:
				fmt.Fprint(w, "\t")
			default: // the first columns are those of the SOTA share
				fmt.Fprint(w, "\t", shown(study.SpreadOf(ratios(r, k, 0)), true))
			}
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintln(w)
}

// ratios returns one column over another, of each replicate of each cell.
func ratios(r *study.Result, column, over int) [][]float64 {
	cells := make([][]float64, r.Cells())
	for cell := range cells {
		cells[cell] = r.Values(cell, column)
		for i, x := range r.Values(cell, over) {
			cells[cell][i] /= x
		}
	}
	return cells
}

// shown prints a median, the band over parameters and half of that over luck; shares in percent.
func shown(s study.Spread, isShare bool) string {
	scale, unit := 1.0, ""
	if isShare {
		scale, unit = 100, "%"
	}
	q, luck := s.Cells.Quantiles, (s.Luck.Quantiles[4]-s.Luck.Quantiles[0])/2
	text := fmt.Sprintf("%.2f%s (%.2f to %.2f)", scale*q[2], unit, scale*q[0], scale*q[4])
	if s.Luck.N > 0 {
		text += fmt.Sprintf(" ±%.2f", scale*luck)
	}
	return text
}
