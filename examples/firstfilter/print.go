package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/inequality"
	"github.com/cogap/cogap/report"
)

// printTables prints the result for people.
func printTables(w io.Writer, r *cogap.Result) error {
	printHeader(w, r)
	printQuarters(w, r)
	rungs := report.Rungs(r)
	fmt.Fprint(w, "\nShare with SOTA access in each tenth of the population by income, at the end of each price\n\n")
	if err := report.Deciles(w, rungs); err != nil {
		return err
	}
	printLosers(w, r, rungs)
	_, err := fmt.Fprintf(w, "\nresult %.16s  (the same for any number of workers; seed %d)\n", r.Manifest.Result, r.Manifest.Scenario.Seed)
	return err
}

func printHeader(w io.Writer, r *cogap.Result) {
	m := r.Manifest
	s := m.Scenario
	fmt.Fprintf(w, "The first filter: who can still pay for state-of-the-art (SOTA) AI?\n\n")
	fmt.Fprintf(w, "%s people in %d occupations (%s), %s agents, %d months from %s\n",
		report.Grouped(m.People), m.Strata, s.Population.Source, report.Grouped(int64(m.Agents)), m.Months, s.Start)
	var prices []string
	for _, rung := range report.Rungs(r) {
		prices = append(prices, fmt.Sprintf("%.0fu", rung.Menu.SOTA().Price))
	}
	fmt.Fprintf(w, "SOTA AI costs %s a month (1u = 1 US dollar); income is gross wages of May 2021\n\n", strings.Join(prices, ", then "))
}

// printQuarters prints the last month of each quarter.
func printQuarters(w io.Writer, r *cogap.Result) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "month\tphase\tprice\taccess\t priced out\topted out\tboth\twaiting\tgap ratio\tGini\t")
	for i := range r.Months {
		m := &r.Months[i]
		if i%3 != 2 && i != len(r.Months)-1 {
			continue
		}
		without := 1 - m.Access()
		of := func(f agent.Filter) string { return report.Percent(m.Filtered(f) / without) }
		fmt.Fprintf(t, "%s\t%s\t%.0fu\t%s\t%s\t%s\t%s\t%s\t%.4f\t%.4f\t\n", m.Date, m.Phase, m.Menu.SOTA().Price, report.Percent(m.Access()),
			of(agent.PricedOut), of(agent.OptedOut), of(agent.Both), of(agent.Waiting), m.GapRatio().Value, m.Gini().Value)
	}
	t.Flush()
	fmt.Fprint(w, `
access      share of people who hold the SOTA tier
priced out  of those without: would, cannot (worth its price, above what they can spend)
opted out   could, will not           both  neither would nor could
waiting     would and could, but too few in their occupation have it yet
gap ratio   mean augmented cognition with access over that without
Gini        of augmented cognition, over everybody
`)
}

// printLosers prints the occupations in which most people lose access between the first and the last price.
func printLosers(w io.Writer, r *cogap.Result, rungs []*cogap.Record) {
	first, last := rungs[0], rungs[len(rungs)-1]
	lost := func(g int) int64 { return cogap.SOTA(first.Strata[g]) - cogap.SOTA(last.Strata[g]) }
	order := make([]int, len(r.Strata))
	for g := range order {
		order[g] = g
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(lost(b), lost(a)) })

	fmt.Fprintf(w, "\nThe occupations in which most people lose SOTA access between %.0fu and %.0fu\n\n", first.Menu.SOTA().Price, last.Menu.SOTA().Price)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "lose access\tat %.0fu\tat %.0fu\tof workers\t\n", first.Menu.SOTA().Price, last.Menu.SOTA().Price)
	for _, g := range order[:min(10, len(order))] {
		all := r.Strata[g].People
		share := func(m *cogap.Record) string { return report.Percent(float64(cogap.SOTA(m.Strata[g])) / float64(all)) }
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", report.Grouped(lost(g)), share(first), share(last), report.Grouped(all), " "+r.Strata[g].Name)
	}
	t.Flush()
}

// output is what -json prints. Shares are of all people.
type output struct {
	Manifest cogap.Manifest `json:"manifest"`
	People   int64          `json:"people"`
	Months   []month        `json:"months"`
	Final    final          `json:"final"`
}

type month struct {
	Month       int       `json:"month"`
	Date        string    `json:"date"`
	Phase       string    `json:"phase"`
	Price       float64   `json:"price"`  // of the SOTA tier, u/month
	Access      float64   `json:"access"` // holds the SOTA tier
	PricedOut   float64   `json:"priced_out"`
	OptedOut    float64   `json:"opted_out"`
	Both        float64   `json:"both"`
	Waiting     float64   `json:"waiting"`
	Rationed    float64   `json:"rationed"`
	Joined      float64   `json:"joined"`
	Left        float64   `json:"left"`
	MeanIncome  number    `json:"mean_income"`  // u/month
	MeanWith    number    `json:"mean_with"`    // augmented cognition
	MeanWithout number    `json:"mean_without"` // augmented cognition
	GapRatio    number    `json:"gap_ratio"`
	GapBounds   [2]number `json:"gap_ratio_bounds"`
	Gini        number    `json:"gini"`
	GiniBounds  [2]number `json:"gini_bounds"`
}

type final struct {
	AccessByDecile       []number    `json:"access_by_decile"`
	AccessByDecileBounds [][2]number `json:"access_by_decile_bounds"`
}

// number is a float64 that JSON shows as null where it is not defined.
type number float64

func (n number) MarshalJSON() ([]byte, error) {
	if f := float64(n); math.IsNaN(f) || math.IsInf(f, 0) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(n))
}

func bounds(i inequality.Interval) [2]number { return [2]number{number(i.Lo), number(i.Hi)} }

// printJSON prints the result for programs.
func printJSON(w io.Writer, r *cogap.Result) error {
	out := output{Manifest: r.Manifest, People: r.Manifest.People}
	for i := range r.Months {
		m := &r.Months[i]
		all := m.Total.Total()
		gap, gini := m.GapRatio(), m.Gini()
		out.Months = append(out.Months, month{
			Month: m.Month, Date: m.Date, Phase: m.Phase.String(), Price: m.Menu.SOTA().Price, Access: m.Access(),
			PricedOut: m.Filtered(agent.PricedOut), OptedOut: m.Filtered(agent.OptedOut), Both: m.Filtered(agent.Both),
			Waiting: m.Filtered(agent.Waiting), Rationed: m.Filtered(agent.Rationed), Joined: m.Joined(), Left: m.Left(),
			MeanIncome: number(all.Income.Float() / float64(all.People)),
			MeanWith:   number(m.MeanWith()), MeanWithout: number(m.MeanWithout()),
			GapRatio: number(gap.Value), GapBounds: bounds(gap),
			Gini: number(gini.Value), GiniBounds: bounds(gini),
		})
	}
	for _, share := range r.Last().AccessByDecile() {
		out.Final.AccessByDecile = append(out.Final.AccessByDecile, number(share.Value))
		out.Final.AccessByDecileBounds = append(out.Final.AccessByDecileBounds, bounds(share))
	}
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	return e.Encode(out)
}
