package report

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
)

// Text writes a result for reading: what was run, the months, who holds what, access by income, who loses most. It needs
// at least one month.
func Text(w io.Writer, r *cogap.Result) error {
	b := &errWriter{w: w}
	rungs := Rungs(r)
	header(b, r, rungs)
	months(b, r)
	if len(r.Last().Menu) > 1 {
		tiers(b, rungs)
	}
	deciles(b, rungs)
	losers(b, r, rungs)
	fmt.Fprintf(b, "\nresult %.16s  (the same for any number of workers; seed %d)\n", r.Manifest.Result, r.Manifest.Scenario.Seed)
	return b.err
}

// errWriter remembers the first error, so that printing need not look for one at every step.
type errWriter struct {
	w   io.Writer
	err error
}

func (b *errWriter) Write(p []byte) (int, error) {
	if b.err == nil {
		_, b.err = b.w.Write(p)
	}
	return len(p), nil
}

func header(w io.Writer, r *cogap.Result, rungs []*cogap.Record) {
	m, s := r.Manifest, r.Manifest.Scenario
	fmt.Fprintf(w, "%s\n\n", s.Name)
	fmt.Fprintf(w, "%s, %s agents, %d months from %s\n", inStrata(r), Grouped(int64(m.Agents)), m.Months, s.Start)
	var prices []string
	for _, rung := range rungs {
		prices = append(prices, units(rung.Menu.SOTA().Price))
	}
	const most = 6
	if len(prices) > most {
		prices = []string{prices[0], "...", prices[len(prices)-1]}
	}
	fmt.Fprintf(w, "SOTA AI costs %s a month (1u = 1 US dollar)\n\n", strings.Join(prices, ", then "))
}

// inStrata says how many people a result is of, and whose they are.
func inStrata(r *cogap.Result) string {
	source := cmp.Or(r.Manifest.Scenario.Population.Source, "people of the scenario")
	return fmt.Sprintf("%s people in %d strata (%s)", Grouped(r.Manifest.People), r.Manifest.Strata, source)
}

// months prints the last month of each quarter.
func months(w io.Writer, r *cogap.Result) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "month\tphase\tprice\taccess\t priced out\topted out\tboth\twaiting\trationed\tgap ratio\tGini\t")
	for i := range r.Months {
		m := &r.Months[i]
		if i%3 != 2 && i != len(r.Months)-1 {
			continue
		}
		without := 1 - m.SOTAShare()
		of := func(f agent.Filter) string { return share(m.Filtered(f), without) }
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t\n", m.Date, m.Phase, units(m.Menu.SOTA().Price), Percent(m.SOTAShare()),
			of(agent.PricedOut), of(agent.OptedOut), of(agent.Neither), of(agent.Waiting), of(agent.Rationed),
			orDash(m.SOTAGap().Value), orDash(m.Gini().Value))
	}
	t.Flush()
	fmt.Fprint(w, `
access      share of people who hold the SOTA tier
priced out  of those without: would, cannot (worth its price, above what they can spend)
opted out   could, will not           both  neither would nor could
waiting     would and could, but too few around them have it yet; rationed: were not let in
gap ratio   mean augmented cognition of those who hold the SOTA tier over that of everybody else
Gini        of augmented cognition, over everybody
`)
}

// share prints a part of a whole; nothing of nothing is -.
func share(part, whole float64) string {
	if whole <= 0 {
		return "-"
	}
	return Percent(part / whole)
}

// orDash prints a number; - if it is not defined.
func orDash(x float64) string {
	if x != x {
		return "-"
	}
	return fmt.Sprintf("%.4f", x)
}

// tiers prints who holds what at the end of each price.
func tiers(w io.Writer, rungs []*cogap.Record) {
	fmt.Fprint(w, "\nShare of people who hold each tier, at the end of each price of the SOTA tier\n\n")
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, m := range rungs {
		fmt.Fprintf(t, "%s\tprice\t", m.Date)
	}
	fmt.Fprintln(t)
	for k := range rungs[0].Total.Tiers {
		name := "none"
		for _, m := range rungs {
			price := ""
			if k > 0 {
				name, price = m.Menu[k-1].Name, units(m.Menu[k-1].Price)
			}
			fmt.Fprintf(t, "%s\t%s\t", Percent(m.Tier(k)), price)
		}
		fmt.Fprintf(t, " %s\n", name)
	}
	t.Flush()
}

// deciles prints access by income at the end of the prices that were measured.
func deciles(w io.Writer, rungs []*cogap.Record) {
	var known []*cogap.Record
	for _, m := range rungs {
		if m.Distributions != nil {
			known = append(known, m)
		}
	}
	if len(known) == 0 {
		return
	}
	known = known[max(0, len(known)-4):] // more do not fit a terminal
	fmt.Fprint(w, "\nShare with SOTA access in each tenth of the population by income, at the end of each price\n\n")
	Deciles(w, known) // errors are kept by w
}

// losers prints the strata in which most people lose access between the first and the last price.
func losers(w io.Writer, r *cogap.Result, rungs []*cogap.Record) {
	first, last := rungs[0], rungs[len(rungs)-1]
	order, lost := losing(first, last)
	if len(order) == 0 {
		return
	}
	from, to := units(first.Menu.SOTA().Price), units(last.Menu.SOTA().Price)
	fmt.Fprintf(w, "\nWhere most people lose SOTA access between %s and %s\n\n", from, to)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "lose access\tat %s\tat %s\tof people\t\n", from, to)
	for _, g := range order[:min(10, len(order))] {
		all := r.Strata[g].People
		at := func(m *cogap.Record) string { return share(float64(cogap.SOTA(m.Strata[g])), float64(all)) }
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t %s\n", Grouped(lost[g]), at(first), at(last), Grouped(all), r.Strata[g].Name)
	}
	t.Flush()
}
