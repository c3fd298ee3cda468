package report

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/cogap/cogap"
)

// Comparison is two runs beside each other, month by month. With the same people and the same seed everybody has the
// same luck in both, so that a difference is the effect of what differs between the scenarios.
type Comparison struct {
	A, B *cogap.Result
}

// Compare puts two results beside each other. They must be of the same people, and have a month each; months that only
// one of them has are left out.
func Compare(a, b *cogap.Result) (Comparison, error) {
	switch {
	case len(a.Months) == 0 || len(b.Months) == 0:
		return Comparison{}, errors.New("compare: a result has no month")
	case a.Manifest.Input != b.Manifest.Input:
		return Comparison{}, fmt.Errorf("compare: the results are of different people: %s, and %s", inStrata(a), inStrata(b))
	}
	return Comparison{a, b}, nil
}

// months returns how many months both have.
func (c Comparison) months() int { return min(len(c.A.Months), len(c.B.Months)) }

// at returns a month of both.
func (c Comparison) at(i int) (a, b *cogap.Record) { return &c.A.Months[i], &c.B.Months[i] }

// rungs returns the last month of each price, where a new price in either of them ends the one before.
func (c Comparison) rungs() []int {
	var list []int
	for i := range c.months() {
		if i == c.months()-1 || c.turns(i) {
			list = append(list, i)
		}
	}
	return list
}

// turns reports whether a price changes after month i.
func (c Comparison) turns(i int) bool {
	for _, r := range []*cogap.Result{c.A, c.B} {
		if r.Months[i].Menu.SOTA().Price != r.Months[i+1].Menu.SOTA().Price {
			return true
		}
	}
	return false
}

// difference is one number of both, in a month.
type difference struct {
	name, unit string
	a, b       float64
}

// measures returns all numbers of a month in both.
func (c Comparison) measures(i int) []difference {
	recordA, recordB := c.at(i)
	a, b := newMonth(recordA), newMonth(recordB)
	var list []difference
	for _, column := range seriesColumns {
		if x, ok := column.of(a).(float64); ok {
			list = append(list, difference{column.name, column.unit, x, column.of(b).(float64)})
		}
	}
	return list
}

// compared is a row of compare.csv.
type compared struct {
	*cogap.Record
	difference
}

var compareColumns = []column[compared]{
	{"month", Int64, "month", "month of the run, from 0", func(c compared) any { return c.Month }},
	{"date", String, "", "its name", func(c compared) any { return c.Date }},
	{"measure", String, "", "name of the measure, a column of series", func(c compared) any { return c.name }},
	{"unit", String, "", "its unit", func(c compared) any { return c.unit }},
	{"a", Double, "", "its value in A, in that unit", func(c compared) any { return c.a }},
	{"b", Double, "", "its value in B", func(c compared) any { return c.b }},
	{"difference", Double, "", "b - a", func(c compared) any { return c.b - c.a }},
}

// Table is the comparison as a tidy table: a row for each measure of each month, named as in series.
func (c Comparison) Table() Table {
	return newTable("compare", "a measure in a month of both runs", compareColumns, func(emit func(compared)) {
		for i := range c.months() {
			for _, d := range c.measures(i) {
				m, _ := c.at(i)
				emit(compared{m, d})
			}
		}
	})
}

// CSV writes the table as compare.csv.
func (c Comparison) CSV(w io.Writer) error { return c.Table().CSV(w) }

// JSON writes the comparison as one object: both manifests, the measures of each month, and access by decile at the end
// of each price. What is not defined is null.
func (c Comparison) JSON(w io.Writer) error {
	months, deciles := []object{}, []object{}
	for i := range c.months() {
		m, _ := c.at(i)
		measures := object{}
		for _, d := range c.measures(i) {
			measures = append(measures, pair{d.name, both(d.a, d.b)})
		}
		months = append(months, object{{"month", m.Month}, {"date", m.Date}, {"measures", measures}})
	}
	for _, i := range c.rungs() {
		a, b := c.at(i)
		sharesA, sharesB := a.SOTAShareByDecile(), b.SOTAShareByDecile()
		if sharesA == nil || sharesB == nil {
			continue
		}
		var list []object
		for d := range sharesA {
			list = append(list, append(object{{"decile", d + 1}}, both(sharesA[d].Value, sharesB[d].Value)...))
		}
		deciles = append(deciles, object{{"month", a.Month}, {"date", a.Date}, {"access", list}})
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(object{{"a", c.A.Manifest}, {"b", c.B.Manifest}, {"months", months}, {"deciles", deciles}})
}

func both(a, b float64) object {
	return object{{"a", number(a)}, {"b", number(b)}, {"difference", number(b - a)}}
}

// Text writes the comparison for reading: the months, the end of each price, who is won and lost by income and by stratum.
func (c Comparison) Text(w io.Writer) error {
	b := &errWriter{w: w}
	c.header(b)
	c.quarters(b)
	c.deciles(b)
	c.strata(b)
	return b.err
}

func (c Comparison) header(w io.Writer) {
	fmt.Fprintf(w, "A  %s\nB  %s\n\n", c.A.Manifest.Scenario.Name, c.B.Manifest.Scenario.Name)
	a, b := c.A.Manifest, c.B.Manifest
	fmt.Fprintf(w, "%s people, %s agents, %d months", Grouped(a.People), Grouped(int64(a.Agents)), c.months())
	if a.Scenario.Seed == b.Scenario.Seed && a.Agents == b.Agents {
		fmt.Fprintf(w, "; everybody has the same luck in both (seed %d)\n\n", a.Scenario.Seed)
	} else {
		fmt.Fprint(w, "; luck differs, so differences hold chance too\n\n")
	}
}

// quarters prints the last month of each quarter and of each price.
func (c Comparison) quarters(w io.Writer) {
	rungs := c.rungs()
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "month\tprice A\tB\taccess A\tB\tB - A\tgap ratio A\tB\tB - A\tGini A\tB\tB - A\t")
	for i := range c.months() {
		if i%3 != 2 && !slices.Contains(rungs, i) {
			continue
		}
		a, b := c.at(i)
		fmt.Fprintf(t, "%s\t%s\t%s\t", a.Date, units(a.Menu.SOTA().Price), units(b.Menu.SOTA().Price))
		fmt.Fprintf(t, "%s\t%s\t%s\t", Percent(a.SOTAShare()), Percent(b.SOTAShare()), points(b.SOTAShare()-a.SOTAShare()))
		for _, d := range []difference{
			{a: a.SOTAGap().Value, b: b.SOTAGap().Value}, {a: a.Gini().Value, b: b.Gini().Value},
		} {
			fmt.Fprintf(t, "%s\t%s\t%s\t", orDash(d.a), orDash(d.b), signed(d.b-d.a))
		}
		fmt.Fprintln(t)
	}
	t.Flush()
	fmt.Fprint(w, "\naccess is to the SOTA tier; differences of shares are in percentage points; gap ratio: mean augmented cognition of those\nwho hold the SOTA tier over that of everybody else\n")
}

// points prints a difference of shares in percentage points.
func points(share float64) string { return withSign(100*share, 2) }

// signed prints a difference; - if it is not defined.
func signed(x float64) string {
	if x != x {
		return "-"
	}
	return withSign(x, 4)
}

// withSign prints x with some digits after the point; what rounds to zero is +0.
func withSign(x float64, digits int) string {
	text := fmt.Sprintf("%+.*f", digits, x)
	if strings.Trim(text, "-0.") == "" {
		return "+" + text[1:]
	}
	return text
}

// deciles prints who is won and lost by income, at the end of up to four prices.
func (c Comparison) deciles(w io.Writer) {
	var measured []int
	for _, i := range c.rungs() {
		if a, b := c.at(i); a.Distributions != nil && b.Distributions != nil {
			measured = append(measured, i)
		}
	}
	if len(measured) == 0 {
		return
	}
	measured = measured[max(0, len(measured)-4):]
	fmt.Fprint(w, "\nPeople with SOTA access whom B wins (+) or loses (-) in each tenth by income, at the end of each price\n\n")
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, i := range measured {
		a, b := c.at(i)
		fmt.Fprintf(t, "%s, %s / %s\tpoints\t", a.Date, units(a.Menu.SOTA().Price), units(b.Menu.SOTA().Price))
	}
	fmt.Fprintln(t)
	for d, name := range tenthNames {
		for _, i := range measured {
			a, b := c.at(i)
			won := b.SOTAShareByDecile()[d].Value - a.SOTAShareByDecile()[d].Value
			fmt.Fprintf(t, "%s\t%s\t", plus(int64(won*float64(a.People())/float64(len(tenthNames)))), points(won))
		}
		fmt.Fprintf(t, " %s\n", name)
	}
	t.Flush()
}

var tenthNames = []string{"poorest tenth", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th", "richest tenth"}

// plus prints a number of people with its sign.
func plus(n int64) string {
	if n > 0 {
		return "+" + Grouped(n)
	}
	return Grouped(n)
}

// strata prints where B wins and loses most SOTA users in the last month.
func (c Comparison) strata(w io.Writer) {
	a, b := c.at(c.months() - 1)
	won := func(g int) int64 { return cogap.SOTA(b.Strata[g]) - cogap.SOTA(a.Strata[g]) }
	order := make([]int, len(c.A.Strata))
	for g := range order {
		order[g] = g
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(won(j), won(i)) })
	var list []int
	const most = 5
	for i, g := range order {
		if won(g) != 0 && (i < most && won(g) > 0 || i >= len(order)-most && won(g) < 0) {
			list = append(list, g)
		}
	}
	if len(list) == 0 {
		return
	}
	fmt.Fprintf(w, "\nWhere B wins and loses most SOTA users, %s\n\n", a.Date)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "B - A\tA\tB\tof people\t")
	for _, g := range list {
		all := c.A.Strata[g].People
		of := func(m *cogap.Record) string { return share(float64(cogap.SOTA(m.Strata[g])), float64(all)) }
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t %s\n", plus(won(g)), of(a), of(b), Grouped(all), c.A.Strata[g].Name)
	}
	t.Flush()
}
