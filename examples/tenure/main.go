// Command tenure asks how long people pay for AI, of two models that were fitted to the same published figures: in the one the need of everybody
// who pays ends with the same hazard (behaviour.lapse), in the other needs come and go (behaviour.need_spread) and people leave when it is no longer
// worth the price to them. And, without another fit, of both if people do not always get round to cancelling (behaviour.inertia), or pay by the year
// (market.tiers[].commitment), or both.
//
// It is an observer that follows every agent from month to month: a life table, by how many months somebody has paid without a break.
package main

import (
	"bytes"
	"context"
	_ "embed"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"slices"
	"sync"
	"text/tabwriter"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/scenario"
)

//go:embed need.yaml
var need []byte // fit.yaml of: cogap calibrate calibration.yaml

func main() {
	scale := flag.Int("scale", 2000, "real `people` that one agent stands for")
	flag.Parse()
	log.SetFlags(0)
	if err := run(context.Background(), os.Stdout, *scale); err != nil {
		log.Fatal(err)
	}
}

// The months of the life table: March 2025 to February 2026, as those of the published hazard of leaving.
const first, last = 27, 38

// free is the tier that costs nothing.
var free = market.Free().Name

// longest is how many months of paying are told apart; beyond it are the next ones.
const longest = 24

// table is a life table of people who pay.
type table struct {
	sync.Mutex
	paid       map[[2]int][]uint8 // [stratum, first agent] for how many months each has paid without a break
	risk, left [longest + 1]float64
}

// See counts who has paid for so many months, and who of them pays no more.
func (t *table) See(b *agent.Block, m *agent.Month) {
	place := [2]int{b.Stratum, b.First}
	t.Lock()
	defer t.Unlock()
	paid := t.paid[place]
	if paid == nil {
		paid = make([]uint8, b.Len())
		t.paid[place] = paid
	}
	for i, tier := range b.Tier {
		pays := tier > 0 && m.Menu[tier-1].Name != free
		if paid[i] > 0 && m.Number >= first && m.Number <= last {
			t.risk[paid[i]] += float64(b.Weight)
			if !pays {
				t.left[paid[i]] += float64(b.Weight)
			}
		}
		if paid[i] = min(paid[i]+1, longest); !pays {
			paid[i] = 0
		}
	}
}

// hazard is the share of those who have paid for from to to months who pay no more a month later.
func (t *table) hazard(from, to int) float64 {
	risk, left := 0.0, 0.0
	for n := from; n <= to; n++ {
		risk, left = risk+t.risk[n], left+t.left[n]
	}
	return left / risk
}

// stay is the share of those who begin who still pay so many months later.
func (t *table) stay(months int) float64 {
	share := 1.0
	for n := 1; n <= months; n++ {
		share *= 1 - t.hazard(n, n)
	}
	return share
}

// tableOf runs a scenario to the last month of the table.
func tableOf(ctx context.Context, s cogap.Scenario, scale int) (*table, error) {
	s.Months, s.Statistics, s.Population.Scale = last+1, cogap.Statistics{}, scale
	t := &table{paid: map[[2]int][]uint8{}}
	_, err := cogap.Run(ctx, s, cogap.Options{Watch: []observe.Watcher{t}})
	return t, err
}

// inertia is the chance that somebody who would cancel does not get round to it, with which yearly plans keep as many more payers for a year than monthly ones as published:
// 0.211 = 0.061 + (1 - 0.061)*inertia, where that of monthly plans is left out.
const inertia = 0.16

// binding is a scenario in which tiers that cost something commit those who pay for them, and people do not always get round to cancelling.
func binding(s cogap.Scenario, commitment int, inertia float64) cogap.Scenario {
	s.Behaviour.Inertia = inertia
	s.Market.Tiers = slices.Clone(s.Market.Tiers)
	for i := range s.Market.Tiers {
		if s.Market.Tiers[i].Name != free {
			s.Market.Tiers[i].Commitment = commitment
		}
	}
	return s
}

func run(ctx context.Context, w io.Writer, scale int) error {
	lapsing, err := scenario.Load("fitted")
	if err != nil {
		return err
	}
	needing, err := scenario.Read(bytes.NewReader(need), "need.yaml")
	if err != nil {
		return err
	}
	fmt.Fprint(w, "How long do people pay for AI? US workers of two fitted models, March 2025 to February 2026.\n\n")
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, "\tleave in a month, of all\tafter 1 month\t2 or 3\t4 to 6\t7 to 11\tstill pay after 3 months\t6\t12")
	for _, model := range []struct {
		name string
		of   cogap.Scenario
	}{
		{"a hazard of lapsing", lapsing},
		{"needs that come and go", needing},
		{"a hazard, and inertia", binding(lapsing, 0, inertia)},
		{"a hazard, by the year", binding(lapsing, 12, 0)},
		{"a hazard, by the year, and inertia", binding(lapsing, 12, inertia)},
		{"needs, and inertia", binding(needing, 0, inertia)},
		{"needs, by the year", binding(needing, 12, 0)},
		{"needs, by the year, and inertia", binding(needing, 12, inertia)},
	} {
		t, err := tableOf(ctx, model.of, scale)
		if err != nil {
			return err
		}
		fmt.Fprint(out, model.name)
		for _, x := range []float64{
			t.hazard(1, longest), t.hazard(1, 1), t.hazard(2, 3), t.hazard(4, 6), t.hazard(7, 11), t.stay(3), t.stay(6), t.stay(12),
		} {
			fmt.Fprint(out, "\t", report.Percent(x))
		}
		fmt.Fprintln(out)
	}
	return out.Flush()
}
