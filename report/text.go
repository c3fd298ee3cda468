package report

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/measure"
)

// WriteText writes a result for reading: what was run, the months, who holds what, SOTA share by income, money and books if
// there are any, who loses most. It fails if the result has no month.
func WriteText(w io.Writer, r *cogap.Result) error {
	if len(r.Months) == 0 {
		return fmt.Errorf("text: %w", errNoMonth)
	}
	b := &errWriter{w: w}
	all := newRun(r)
	rungs := all.rungs()
	header(b, all, rungs)
	months(b, all)
	if all.tiers() > 1 {
		tiers(b, rungs)
	}
	deciles(b, rungs)
	money(b, all, thin(rungs, mostLines))
	books(b, thin(rungs, mostLines))
	losers(b, all, rungs)
	fmt.Fprintf(b, "\nresult %.16s  (the same for any number of workers; seed %d; %s)\n", r.Manifest.Result, r.Manifest.Scenario.Seed, digestWords(&r.Manifest.Scenario))
	return b.err
}

// mostLines is how many prices a table has at most, where each of them takes a line.
const mostLines = 12

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

// lines is a table of a text whose columns are right-aligned.
func lines(w io.Writer) *tabwriter.Writer {
	return tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
}

func header(w io.Writer, r *run, rungs []*measure.Month) {
	m, s := &r.Manifest, &r.Manifest.Scenario
	fmt.Fprintf(w, "%s\n\n", s.Name)
	fmt.Fprintf(w, "%s, %s agents, %d months from %s\n", inStrata(m), Grouped(int64(m.Agents)), m.Months, s.Start)
	var prices []string
	for _, rung := range rungs {
		prices = append(prices, units(price(rung)))
	}
	const most = 6
	if len(prices) > most {
		prices = []string{prices[0], "...", prices[len(prices)-1]}
	}
	fmt.Fprintf(w, "SOTA AI costs %s a month (1u = 1 US dollar)\n\n", strings.Join(prices, ", then "))
}

// monthMeasures are the columns of the table of months; some are left out where there is one tier only, or everybody looks at everything.
func monthMeasures(r *run) []*measure.Measure {
	var list []*measure.Measure
	for _, id := range []string{
		"price", "sota_share", "priced_out_share", "opted_out_share", "neither_share", "waiting_share", "rationed_share", "unaware_share", "lapsed_share", "lesser_share",
		"access_share", "sota_gap", "gini.augmented",
	} {
		if r.tiers() == 1 && (id == "lesser_share" || id == "access_share") {
			continue
		}
		if !r.Manifest.Scenario.Behaviour.Attends() && (id == "unaware_share" || id == "lapsed_share") {
			continue
		}
		list = append(list, measure.Must(id))
	}
	return list
}

// months prints the last month of each quarter from when the SOTA tier is on sale, of each year before, and what the columns mean.
func months(w io.Writer, r *run) {
	t := newTextTable([]string{"month", "phase"}, monthMeasures(r))
	from := r.onSale()
	for i, m := range r.months {
		before := i < from && (from-i)%12 == 1
		if before || i >= from && (i-from)%3 == 2 || i == len(r.months)-1 {
			t.add(group{m, measure.Everybody, 0}, m.Record.Date, m.Record.Phase.String())
		}
	}
	t.write(w)
	fmt.Fprintln(w, "Shares are of all people: those who hold the SOTA tier and those who do not, by reason, add up to 100%.")
}

// textTable is a table of measures, of a group in each line.
type textTable struct {
	columns []*measure.Measure
	lines   []string
}

func newTextTable(keys []string, columns []*measure.Measure) *textTable {
	for _, x := range columns {
		keys = append(keys, x.Label)
	}
	return &textTable{columns, []string{strings.Join(keys, "\t") + "\t"}}
}

// add adds a line: what names it, then the measures of a group.
func (t *textTable) add(g group, keys ...string) {
	for _, x := range t.columns {
		keys = append(keys, shown(x, g.Value(x, g.way, g.place).Value))
	}
	t.lines = append(t.lines, strings.Join(keys, "\t")+"\t")
}

// write writes the table and what its measures mean.
func (t *textTable) write(w io.Writer) {
	table := lines(w)
	for _, line := range t.lines {
		fmt.Fprintln(table, line)
	}
	table.Flush()
	fmt.Fprintln(w)
	writeLegend(w, t.columns)
}

// writeLegend says what measures mean, a line for each but the price.
func writeLegend(w io.Writer, list []*measure.Measure) {
	legend := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, x := range list {
		if x.ID != "price" {
			fmt.Fprintf(legend, "%s\t%s\n", x.Label, x.Meaning)
		}
	}
	legend.Flush()
}

// tiers prints who holds what at the end of each price.
func tiers(w io.Writer, rungs []*measure.Month) {
	fmt.Fprint(w, "\nShare of people who hold each tier, at the end of each price of the SOTA tier\n\n")
	t := lines(w)
	for _, m := range rungs {
		fmt.Fprintf(t, "%s\tprice\t", m.Record.Date)
	}
	fmt.Fprintln(t)
	for k, name := range rungs[0].Groups(measure.Tier) {
		if k > 0 && !slices.ContainsFunc(rungs, func(m *measure.Month) bool { return !isUndefined(m.In("price", measure.Tier, k).Value) }) {
			continue // not on sale at any of these prices
		}
		for _, m := range rungs {
			cost := ""
			if k > 0 {
				cost = units(m.In("price", measure.Tier, k).Value)
			}
			fmt.Fprintf(t, "%s\t%s\t", Percent(m.In("share", measure.Tier, k).Value), cost)
		}
		fmt.Fprintf(t, " %s\n", name)
	}
	t.Flush()
}

// deciles prints the SOTA share by income at the end of the prices that were measured.
func deciles(w io.Writer, rungs []*measure.Month) {
	known := measured(rungs)
	if len(known) == 0 {
		return
	}
	known = known[max(0, len(known)-mostRungs):] // more do not fit a terminal
	fmt.Fprint(w, "\nSOTA share in each tenth of the population by income before the first month, at the end of each price\n\n")
	WriteDeciles(w, known) // errors are kept by w
}

// WriteDeciles draws the SOTA share by income at the given months, in which it must be measured: a row for each tenth of
// the population by income before the first month, the poorest first, with the incomes that part them; then a column for each month.
func WriteDeciles(w io.Writer, months []*measure.Month) error {
	const width = 24
	longest := 1e-9
	for _, m := range months {
		for d := range tenthNames {
			if share := m.In("sota_share", measure.Decile, d).Value; !isUndefined(share) {
				longest = max(longest, share)
			}
		}
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	row := func(cells []string) { fmt.Fprintln(t, strings.TrimRight(strings.Join(cells, "\t"), " \t")) }
	cells := []string{"by income", "up to"}
	for _, m := range months {
		cells = append(cells, units(price(m)), "") // over a number and its bar
	}
	row(cells)
	for d, name := range tenthNames {
		cells := []string{name, fmt.Sprintf("%7s", "")}
		if d < len(tenthNames)-1 {
			cells[1] = fmt.Sprintf("%7s", Grouped(int64(math.Round(months[0].In("income_to", measure.Decile, d).Value)))+"u")
		}
		for _, m := range months {
			share, percent, bar := m.In("sota_share", measure.Decile, d).Value, "nobody", ""
			if !isUndefined(share) {
				percent, bar = Percent(share), strings.Repeat("█", int(math.Round(width*share/longest)))
			}
			cells = append(cells, fmt.Sprintf("%6s", percent), fmt.Sprintf("%-*s", width, bar))
		}
		row(cells)
	}
	fmt.Fprintf(t, "\nup to: the highest income of the tenth, a month, before the first month; a full bar is %s\n", Percent(longest))
	return t.Flush()
}

// moneyMeasures are the columns of the table of money.
var moneyMeasures = []string{"price", "revenue", "consumer_surplus", "public_money", "reached", "reached.access", "reached.sota"}

// money prints the flows of money at the end of each price, if there is more than what people pay: public money, or people
// whom policies reach.
func money(w io.Writer, r *run, rungs []*measure.Month) {
	if !r.hasPolicies() {
		return
	}
	fmt.Fprint(w, "\nMoney and the reach of policies, in the last month of each price\n\n")
	t := newTextTable([]string{"month"}, mustAll(moneyMeasures))
	for _, m := range rungs {
		t.add(group{m, measure.Everybody, 0}, m.Record.Date)
	}
	t.write(w)
}

// hasPolicies reports whether the public pays anything or policies reach anybody in any month.
func (r *run) hasPolicies() bool {
	return slices.ContainsFunc(r.months, func(m *measure.Month) bool { return of(m, "public_money") != 0 || of(m, "reached") > 0 })
}

func mustAll(ids []string) []*measure.Measure {
	list := make([]*measure.Measure, len(ids))
	for i, id := range ids {
		list[i] = measure.Must(id)
	}
	return list
}

// bookMeasures are the columns of the table of providers' books.
var bookMeasures = []string{"users", "revenue", "cost", "unit_cost", "subsidy", "burn", "runway", "utilisation", "delivered"}

// books prints the providers' books at the end of each price.
func books(w io.Writer, rungs []*measure.Month) {
	if len(rungs[0].Groups(measure.Provider)) == 0 {
		return
	}
	fmt.Fprint(w, "\nThe providers' books, in the last month of each price\n\n")
	t := newTextTable([]string{"month", "price", "provider"}, mustAll(bookMeasures))
	for _, m := range rungs {
		for i, name := range m.Groups(measure.Provider) {
			t.add(group{m, measure.Provider, i}, m.Record.Date, units(price(m)), name)
		}
	}
	t.write(w)
}

// losers prints the strata in which most people lose SOTA access between the first and the last price.
func losers(w io.Writer, r *run, rungs []*measure.Month) {
	first, last := rungs[0], rungs[len(rungs)-1]
	order, lost := losing(first, last)
	if len(order) == 0 {
		return
	}
	from, to := units(price(first)), units(price(last))
	fmt.Fprintf(w, "\nWhere most people lose the SOTA tier between %s and %s\n\n", from, to)
	t := lines(w)
	fmt.Fprintf(t, "lose it\tSOTA share at %s\tat %s\tof people\t\n", from, to)
	for _, g := range order[:min(10, len(order))] {
		at := func(m *measure.Month) string { return Percent(m.In("sota_share", measure.Stratum, g).Value) }
		people := int64(last.In("people", measure.Stratum, g).Value)
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t %s\n", Grouped(lost[g]), at(first), at(last), Grouped(people), r.Strata[g].Name)
	}
	t.Flush()
}
