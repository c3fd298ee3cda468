// Command fitted asks the question of the model that was fitted to published figures: who holds SOTA AI at 100u, 200u and 400u?
//
// The people are those whom the published ladder of prices since December 2022 has made by January 2026. Then everything else goes off sale,
// or all but a free and a 20u tier, and SOTA AI costs 100u, a year later 200u, and another year later 400u. Bands are over parameter sets
// that fit about as well (calibrate.FittedEnsemble), each with luck of its own.
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

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/calibrate"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/report"
)

func main() {
	scale := flag.Int("scale", 5000, "real `people` that one agent stands for")
	sets := flag.Int("sets", 24, "parameter `sets` of the ensemble")
	flag.Parse()
	log.SetFlags(0)
	if err := run(context.Background(), os.Stdout, *scale, *sets); err != nil {
		log.Fatal(err)
	}
}

// january is the month of the run in which the ladder of the question begins: January 2026.
const january = 37

// menus are what stays on sale beside SOTA AI.
var menus = []struct {
	name  string
	stays []string
}{
	{"nothing else on sale", nil},
	{"beside a free and a 20u tier", []string{"free", "standard"}},
}

// question returns a scenario of the published ladder with that of the question from January 2026 on.
func question(s cogap.Scenario, scale int, stays []string) cogap.Scenario {
	s.Months, s.Statistics, s.Population.Scale = january+36, cogap.Statistics{}, scale
	s.Market.Tiers = slices.Clone(s.Market.Tiers)
	sota := len(s.Market.Tiers) - 1
	for i := range s.Market.Tiers[:sota] {
		if t := &s.Market.Tiers[i]; !slices.Contains(stays, t.Name) {
			t.Price = market.Steps([]int{0, january}, []float64{t.Price.At(0), market.Withdrawn})
		}
	}
	s.Market.Tiers[sota].Price = market.Steps([]int{0, january, january + 12, january + 24}, []float64{500, 100, 200, 400})
	s.Market.Tiers[sota].Admission = market.Steps([]int{0, january}, []float64{0, 1})
	return s
}

// asked are what is asked of a run; the fourth is the third over the first.
var asked = []struct{ label, name string }{
	{"hold it at 100u", "sota_share@48"},
	{"at 200u", "sota_share@60"},
	{"at 400u", "sota_share@72"},
	{"400u over 100u", ""},
	{"could pay 100u and will not", "opted_out_share@48"},
	{"would pay 100u and cannot", "priced_out_share@48"},
}

// answers runs a scenario and returns what is asked of it.
func answers(ctx context.Context, s cogap.Scenario) ([]float64, error) {
	result, err := cogap.Run(ctx, s, cogap.Options{})
	if err != nil {
		return nil, err
	}
	list := make([]float64, len(asked))
	for i, a := range asked {
		if a.name == "" {
			list[i] = list[i-1] / list[0]
			continue
		}
		name, err := measure.Parse(a.name)
		if err != nil {
			return nil, err
		}
		number, err := name.Of(result)
		if err != nil {
			return nil, err
		}
		list[i] = number.Value
	}
	return list, nil
}

// band returns the median of numbers and the ends of the middle 90% of them, as text: in percent, but for a ratio.
func band(isRatio bool, list []float64) string {
	slices.Sort(list)
	at := func(share float64) string {
		x := list[int(share*float64(len(list)-1)+0.5)]
		if isRatio {
			return fmt.Sprintf("%.2f", x)
		}
		return report.Percent(x)
	}
	return fmt.Sprintf("%s (%s to %s)", at(0.5), at(0.05), at(0.95))
}

func run(ctx context.Context, w io.Writer, scale, sets int) error {
	ensemble := calibrate.FittedEnsemble()
	if sets < 1 || sets > len(ensemble) {
		return fmt.Errorf("-sets: got %d, want 1 to %d", sets, len(ensemble))
	}
	c, err := calibrate.OpenBuiltIn()
	if err != nil {
		return err
	}
	plan := c.Plan()
	found := make([][][]float64, len(menus)) // [menu][number][set]
	for m, menu := range menus {
		found[m] = make([][]float64, len(asked))
		for i := range sets {
			s, err := plan.With(0, ensemble[i*len(ensemble)/sets])
			if err != nil {
				return err
			}
			s = question(s, scale, menu.stays)
			s.Seed = uint64(i + 1)
			list, err := answers(ctx, s)
			if err != nil {
				return err
			}
			for k, x := range list {
				found[m][k] = append(found[m][k], x)
			}
		}
	}
	fmt.Fprintf(w, "Who holds SOTA AI? The fitted model, from the people of January 2026 on; median and middle 90%% of %d parameter sets and their luck.\n\n", sets)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "at the end of a year\t%s\t%s\n", menus[0].name, menus[1].name)
	for k, a := range asked {
		isRatio := a.name == ""
		fmt.Fprintf(t, "%s\t%s\t%s\n", a.label, band(isRatio, found[0][k]), band(isRatio, found[1][k]))
	}
	return t.Flush()
}
