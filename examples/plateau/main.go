// Command plateau asks: when does a provider that maximises profit end its subsidy, and at what price does it settle?
//
// The promotion sells SOTA AI at 100u. It ends at a date, when adoption slows, or when the runway is nearly burnt; from
// then on the provider asks each month what the measured demand curve calls the most profitable price, in steps of at
// most a quarter.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"math"
	"os"
	"text/tabwriter"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/report/figure"
)

func main() {
	scale := flag.Int("scale", 500, "real `people` that one agent stands for")
	picture := flag.String("figure", "", "write the picture to this PNG or SVG `file` too")
	flag.Parse()
	log.SetFlags(0)
	if err := run(context.Background(), os.Stdout, *scale, *picture); err != nil {
		log.Fatal(err)
	}
}

// endings are the reasons for which the promotion may end.
var endings = []struct {
	by   market.EndingKind
	when string
}{
	{market.EndByDate, "after a year, whatever happens"},
	{market.EndBySlowing, "when adoption grows by less than 1.5% a month for 3 months"},
	{market.EndByRunway, "when the money lasts no longer than 6 months"},
}

// scenario is five years of the plain market, sold by one provider.
func scenario(scale int, by market.EndingKind) cogap.Scenario {
	s := cogap.Plain()
	s.Name = "plateau: promotion ends by " + string(by)
	s.Population.Scale, s.Months = scale, 60
	s.Market.Tiers[0].Price = market.Constant(100)
	s.Market.Ending.By, s.Market.Ending.Growth = by, 0.015
	lab := market.DefaultProvider("lab")
	lab.Pricing.Rule, lab.Pricing.From = market.RuleProfit, market.Transition
	s.Market = s.Market.SoldBy(lab)
	return s
}

func run(ctx context.Context, w io.Writer, scale int, picture string) error {
	fmt.Fprint(w, "When does a provider that maximises profit end its subsidy, and at what price does it settle?\n\n")
	lines := figure.Lines{
		Title: "The price of SOTA AI when promotion ends for three reasons", Y: "price, u a month",
	}
	var last *cogap.Record
	for _, e := range endings {
		result, err := cogap.Run(ctx, scenario(scale, e.by), cogap.Options{})
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "Promotion ends by %s: %s\n\n", e.by, e.when)
		if err := printYears(w, result); err != nil {
			return err
		}
		last = result.Last()
		lines.Add("by "+string(e.by), result, "price")
	}
	fmt.Fprint(w, `Where the elasticity is near -1 revenue hardly depends on the price, so profit is nearly flat around the best one, and a
little change in who stays moves it far.

`)
	if err := printDuels(w, last); err != nil {
		return err
	}
	return lines.Show(w, picture)
}

// printDuels lets two providers set prices in turn against the demand curve of a month.
func printDuels(w io.Writer, m *cogap.Record) error {
	curve, cost := m.Distributions.Demand(), measure.NewMonth(m, nil).In("unit_cost", measure.Provider, 0).Value
	sota := market.Rival{Value: 1, Cost: cost, Price: 100, Capacity: 1e18}
	small, lesser := sota, sota
	small.Capacity = 5e6
	lesser.Value, lesser.Cost = 0.6, 0.6*cost
	fmt.Fprintf(w, "If two providers set prices in turn against the demand of %s, to the nearest u:\n\n", m.Date)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, duel := range []struct {
		name string
		a, b market.Rival
	}{
		{"both sell SOTA, with room for all", sota, sota},
		{"both sell SOTA, each with room for 5 million", small, small},
		{"one sells SOTA, one 60% of it", sota, lesser},
	} {
		war, err := market.Duel(curve, duel.a, duel.b, 1, 1000, 2000)
		if err != nil {
			return err
		}
		end := war.Last()
		how := fmt.Sprintf("%s, last prices %.0fu and %.0fu", war.Outcome, end[0], end[1])
		if war.Period > 0 {
			how += fmt.Sprintf(", again every %d turns", war.Period)
		}
		fmt.Fprintf(t, "%s\t%s\n", duel.name, how)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w)
	return err
}

// printYears prints every sixth month, and what became of the subsidy.
func printYears(w io.Writer, r *cogap.Result) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "month\tphase\tprice\tSOTA share\tunit cost\tsubsidy/user\tburnt so far\telasticity\tsurplus/month\tSOTA gap\t")
	ended, paid := -1, -1
	for i := range r.Months {
		m := measure.NewMonth(&r.Months[i], r.Strata)
		of := func(id string) float64 { return m.Of(id).Value }
		lab := func(id string) float64 { return m.In(id, measure.Provider, 0).Value }
		if ended < 0 && m.Record.Phase != market.Promotion {
			ended = i
		}
		if paid < 0 && lab("subsidy") <= 0 {
			paid = i
		}
		if i%6 != 5 {
			continue
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%.1f bn u\t%.2f\t%.1f bn u\t%.3f\t\n", m.Record.Date, m.Record.Phase, report.Units(of("price")),
			report.Percent(of("sota_share")), report.Units(lab("unit_cost")), report.Units(lab("subsidy_per_user")), lab("burn")/1e9,
			of("demand.elasticity"), of("consumer_surplus")/1e9, of("sota_gap"))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	first := func(i int) string {
		if i < 0 {
			return "never in these five years"
		}
		return r.Months[i].Date
	}
	_, err := fmt.Fprintf(w, "\npromotion ends: %s; first month without a subsidy: %s; price at the end: %.0fu, %s\n\n",
		first(ended), first(paid), price(r.Last()), settled(r))
	return err
}

func price(m *cogap.Record) float64 { return measure.Must("price").Of(m).Value }

// settled says whether the price has settled: within 5% over the last year.
func settled(r *cogap.Result) string {
	low, high := math.Inf(1), 0.0
	for i := max(0, len(r.Months)-12); i < len(r.Months); i++ {
		low, high = min(low, price(&r.Months[i])), max(high, price(&r.Months[i]))
	}
	if high <= 1.05*low {
		return "settled"
	}
	return fmt.Sprintf("not settled: %.0f to %.0fu in the last year", low, high)
}
