// Command frontier asks: models leave the coding domain: who gains?
//
// Two futures of the same people at a constant price of 100u. In one, models get better at code only; what AI reaches
// today in other work it reaches, no more. In the other, their frontier moves through security, visual work, composition
// and general work too, the middle of each rise half a year after the one before. The difference is who gains.
package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"slices"
	"text/tabwriter"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/population"
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

// apart is the number of months from the middle of one domain's rise to that of the next; coding's was in June 2025.
const apart = 6

func scenario(scale int, spreads bool) cogap.Scenario {
	s := cogap.Plain()
	s.Name = "models stay in coding"
	s.Population.Scale = scale
	s.Market.Tiers[0].Price = market.Constant(100)
	f := &s.Market.Frontier
	others := []*market.Domain{&f.Security, &f.Visual, &f.Composition, &f.General}
	if spreads {
		s.Name = "models leave the coding domain"
		for i, d := range others {
			d.Midpoint = f.Coding.Midpoint + float64((i+1)*apart)
		}
		return s
	}
	for _, d := range others {
		d.Ceiling = 0 // the frontier adds nothing to what AI reaches today
	}
	return s
}

func run(ctx context.Context, w io.Writer, scale int, picture string) error {
	stays, err := cogap.Run(ctx, scenario(scale, false), cogap.Options{})
	if err != nil {
		return err
	}
	result, err := cogap.Run(ctx, scenario(scale, true), cogap.Options{})
	if err != nil {
		return err
	}
	heard := scenario(scale, true)
	heard.Behaviour.News = 0.05
	informed, err := cogap.Run(ctx, heard, cogap.Options{})
	if err != nil {
		return err
	}
	fmt.Fprint(w, "Models leave the coding domain: who gains?\n\nSOTA AI costs 100u throughout.\n\n")
	printDomains(w, "If models stay in coding", stays)
	printDomains(w, "If they spread", result)
	printGroups(w, stays, result)
	printBeliefs(w, result, informed)
	lines := figure.Lines{
		Title: "What AI in each domain adds to the augmented cognition of people with access", Y: "added to mean augmented cognition",
	}
	for d := range population.Domain(population.Domains) {
		lines.Add(d.String(), result, "gain."+d.String())
	}
	return lines.Show(w, picture)
}

// printBeliefs prints how much of the answer hangs on what people believe.
func printBeliefs(w io.Writer, spreads, informed *cogap.Result) {
	last, strangers := measure.NewMonth(spreads.Last(), spreads.Strata), 0.0
	for g := range spreads.Strata {
		if last.In("access", measure.Stratum, g).Value == 0 {
			strangers += last.In("people", measure.Stratum, g).Value
		}
	}
	fmt.Fprintf(w, `
People start from a belief about what AI brings in the first month, and only use, or users of their own occupation,
change it: those who decided against it early may never learn what it has become. At the end %s people are in
occupations without a single user. If everybody also heard the news, moving 5%% of the way to the truth each month,
%s would have access in the end, not %s.

`, report.Grouped(int64(strangers)), report.Percent(measure.Must("access_share").Of(informed.Last()).Value), report.Percent(last.Of("access_share").Value))
}

// printDomains prints, at the end of each year, how much of the gap each domain explains.
func printDomains(w io.Writer, future string, r *cogap.Result) {
	fmt.Fprintf(w, "%s: how much of the gap AI in each domain explains\n\n", future)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "month\taccess\tgap\t")
	for d := range population.Domain(population.Domains) {
		fmt.Fprintf(t, "%s\t", d)
	}
	fmt.Fprintln(t, "selection\t")
	for i := 11; i < len(r.Months); i += 12 {
		m := measure.NewMonth(&r.Months[i], r.Strata)
		gap := m.Of("mean.augmented.access").Value - m.Of("mean.augmented.no_access").Value
		fmt.Fprintf(t, "%s\t%s\t%.3f\t", m.Record.Date, report.Percent(m.Of("access_share").Value), gap)
		rest := gap
		for d := range population.Domain(population.Domains) {
			added := m.Of("gain." + d.String()).Value
			fmt.Fprintf(t, "%.1f%%\t", 100*added/gap)
			rest -= added
		}
		fmt.Fprintf(t, "%.1f%%\t\n", 100*rest/gap)
	}
	t.Flush()
	fmt.Fprintln(w)
}

// printGroups prints who has access more if models spread, by major occupation group.
func printGroups(w io.Writer, stays, spreads *cogap.Result) {
	type group struct {
		name                string
		people, stays, with int64
	}
	coding, all := measure.NewMonth(stays.Last(), stays.Strata), measure.NewMonth(spreads.Last(), spreads.Strata)
	var list []group
	for i, name := range all.Groups(measure.Group) {
		number := func(m *measure.Month, id string) int64 { return int64(m.In(id, measure.Group, i).Value) }
		list = append(list, group{name, number(all, "people"), number(coding, "access"), number(all, "access")})
	}
	slices.SortFunc(list, func(a, b group) int {
		return cmp.Or(cmp.Compare(b.with-b.stays, a.with-a.stays), cmp.Compare(a.name, b.name))
	})
	fmt.Fprint(w, `gap        mean augmented cognition with access less that without
selection  what no domain explains: people with access think more to begin with, and learn by doing

Share with access after three years, by what models do: who gains

`)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "more with access\tstay in coding\tspread\tof workers\t\n")
	for _, g := range list[:min(12, len(list))] {
		share := func(n int64) string { return report.Percent(float64(n) / float64(g.people)) }
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t %s\n", report.Grouped(g.with-g.stays), share(g.stays), share(g.with), report.Grouped(g.people), g.name)
	}
	t.Flush()
}
