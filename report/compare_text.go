package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/cogap/cogap/measure"
)

// WriteText writes the comparison for reading: the months, money if the public pays any, who is won and lost by income and
// by stratum.
func (c Comparison) WriteText(w io.Writer) error {
	b := &errWriter{w: w}
	c.header(b)
	c.quarters(b)
	c.money(b)
	c.deciles(b)
	c.strata(b)
	return b.err
}

func (c Comparison) header(w io.Writer) {
	fmt.Fprintf(w, "A  %s\nB  %s\n\n", c.A.Manifest.Scenario.Name, c.B.Manifest.Scenario.Name)
	a, first, last := c.A.Manifest, c.pairs[0], c.pairs[len(c.pairs)-1]
	fmt.Fprintf(w, "%s people, %s agents, %d months from %s to %s", Grouped(a.People), Grouped(int64(a.Agents)), len(c.pairs), first.a.Record.Date, last.a.Record.Date)
	for _, run := range []struct {
		name   string
		months int
	}{{"A", len(c.A.Months)}, {"B", len(c.B.Months)}} {
		if more := run.months - len(c.pairs); more > 0 {
			fmt.Fprintf(w, "; %d more of %s alone are left out", more, run.name)
		}
	}
	switch {
	case c.sameLuck():
		fmt.Fprintf(w, "; everybody has the same luck in both (seed %d)", a.Scenario.Seed)
		if traits := c.different(); len(traits) > 0 {
			fmt.Fprintf(w, ";\npeople are of the same strata, and differ in population.%s", strings.Join(traits, ", population."))
		}
		fmt.Fprint(w, "\n\n")
	case !c.sameStart():
		fmt.Fprintf(w, "\nA starts in %s, B in %s; months are compared by date, by when the runs have lasted different times: luck differs, so\ndifferences hold chance too\n\n", c.A.Months[0].Date, c.B.Months[0].Date)
	default:
		fmt.Fprint(w, "; luck differs, so differences hold chance too\n\n")
	}
}

// pairTable prints measures of everybody in both, a line for each month, and what they mean.
func pairTable(w io.Writer, months []both, ids ...string) {
	t := lines(w)
	fmt.Fprint(t, "month\tprice A\tB\t")
	for _, x := range mustAll(ids) {
		fmt.Fprintf(t, "%s A\tB\tB - A\t", x.Label)
	}
	fmt.Fprintln(t)
	for _, m := range months {
		fmt.Fprintf(t, "%s\t%s\t%s\t", m.a.Record.Date, units(price(m.a)), units(price(m.b)))
		for _, x := range mustAll(ids) {
			d := m.of(x, measure.Everybody, 0)
			fmt.Fprintf(t, "%s\t%s\t%s\t", shown(x, d.a), shown(x, d.b), change(x, d.by()))
		}
		fmt.Fprintln(t)
	}
	t.Flush()
	fmt.Fprintln(w)
	writeLegend(w, mustAll(ids))
}

// change prints a difference of a measure.
func change(x *measure.Measure, by float64) string {
	switch unit := unitOf(x); {
	case isUndefined(by):
		return dash
	case unit == Share:
		return points(by)
	case unit == Count:
		return plus(int64(by))
	case unit == Money && by > 0:
		return "+" + amount(by)
	case unit == Money:
		return amount(by)
	}
	return signed(by)
}

// quarters prints the last month of each quarter and of each price.
func (c Comparison) quarters(w io.Writer) {
	rungs := c.rungs()
	var months []both
	for _, m := range c.pairs {
		if m.a.Record.Month%3 == 2 || slices.Contains(rungs, m) {
			months = append(months, m)
		}
	}
	pairTable(w, months, "sota_share", "sota_gap", "gini.augmented")
	fmt.Fprintln(w, "Differences of shares are in percentage points.")
}

// money prints what the public pays in either run at the end of each price, if it pays anything or policies reach anybody.
func (c Comparison) money(w io.Writer) {
	if !newRun(c.A).hasPolicies() && !newRun(c.B).hasPolicies() {
		return
	}
	fmt.Fprint(w, "\nPublic money, in the last month of each price\n\n")
	pairTable(w, thin(c.rungs(), mostLines), "public_money", "reached", "sota")
}

// deciles prints who is won and lost by income, at the end of up to four prices.
func (c Comparison) deciles(w io.Writer) {
	measured := c.measured()
	if len(measured) == 0 {
		return
	}
	measured = measured[max(0, len(measured)-mostRungs):]
	fmt.Fprint(w, "\nPeople with the SOTA tier whom B wins (+) or loses (-) in each tenth by income before the first month, at the end of each price\n\n")
	t := lines(w)
	for _, m := range measured {
		fmt.Fprintf(t, "%s, %s / %s\tpoints\t", m.a.Record.Date, units(price(m.a)), units(price(m.b)))
	}
	fmt.Fprintln(t)
	for d, name := range tenthNames {
		for _, m := range measured {
			won := func(x *measure.Measure) string { return change(x, m.of(x, measure.Decile, d).by()) }
			fmt.Fprintf(t, "%s\t%s\t", won(measure.Must("sota")), won(measure.Must("sota_share")))
		}
		fmt.Fprintf(t, " %s\n", name)
	}
	t.Flush()
}

// strata prints where B wins and loses most SOTA users in the last month.
func (c Comparison) strata(w io.Writer) {
	m := c.pairs[len(c.pairs)-1]
	won := make([]int64, len(c.A.Strata))
	order := make([]int, len(won))
	for g := range order {
		order[g] = g
		won[g] = int64(m.of(measure.Must("sota"), measure.Stratum, g).by())
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(won[j], won[i]) })
	var list []int
	const most = 5
	for i, g := range order {
		if won[g] > 0 && i < most || won[g] < 0 && i >= len(order)-most {
			list = append(list, g)
		}
	}
	if len(list) == 0 {
		return
	}
	fmt.Fprintf(w, "\nWhere B wins and loses most SOTA users, %s\n\n", m.a.Record.Date)
	t := lines(w)
	fmt.Fprintln(t, "B - A\tSOTA share A\tB\tof people\t")
	for _, g := range list {
		d := m.of(measure.Must("sota_share"), measure.Stratum, g)
		people := int64(m.a.In("people", measure.Stratum, g).Value)
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t %s\n", plus(won[g]), Percent(d.a), Percent(d.b), Grouped(people), c.A.Strata[g].Name)
	}
	t.Flush()
}
