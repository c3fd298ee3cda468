package report

import (
	"html/template"
	"math"
	"strings"

	"github.com/cogap/cogap/measure"
)

// How many rows tables of the page have at most.
const (
	mostRows   = 40
	mostLosers = 12
)

// step is a rung of the price ladder.
type step struct {
	Price, From, Until string
	People, Share      string
	Change             string // of the people with SOTA access since the end of the rung before
	Poor, Middle, Rich string // SOTA share in the poorer half, the next four tenths, the richest tenth
}

func steps(r *run) []step {
	rungs := thin(r.rungs(), mostRows)
	var list []step
	for i, m := range rungs {
		people := int64(of(m, "sota"))
		s := step{
			Price: units(price(m)), From: r.Months[r.onSale()].Date, Until: m.Record.Date,
			People: Grouped(people), Share: Percent(of(m, "sota_share")), Change: unknown,
			Poor: percentOr(of(m, "sota_share.poorer_half")), Middle: percentOr(of(m, "sota_share.next_40")), Rich: percentOr(m.In("sota_share", measure.Decile, 9).Value),
		}
		if i > 0 {
			s.From = r.Months[rungs[i-1].Record.Month+1].Date
			s.Change = strings.Replace(plus(people-int64(of(rungs[i-1], "sota"))), "-", "−", 1)
		}
		list = append(list, s)
	}
	return list
}

// percentOr prints a share that may not be defined.
func percentOr(share float64) string {
	if isUndefined(share) {
		return unknown
	}
	return Percent(share)
}

// loser is a stratum that loses people with SOTA access.
type loser struct {
	Name, People         string
	Before, After        string // share with access at the first and the last price
	Lost, LostOfThoseWho string // people; and as a share of those who had it
}

// losersBetween lists the strata in which most people lose SOTA access between two months.
func losersBetween(r *run, first, last *measure.Month) []loser {
	order, lost := losing(first, last)
	var list []loser
	for _, g := range order[:min(len(order), mostLosers)] {
		in := func(m *measure.Month, id string) float64 { return m.In(id, measure.Stratum, g).Value }
		list = append(list, loser{
			Name: r.Strata[g].Name, People: Grouped(int64(in(last, "people"))),
			Before: Percent(in(first, "sota_share")), After: Percent(in(last, "sota_share")), Lost: Grouped(lost[g]),
			LostOfThoseWho: Percent(float64(lost[g]) / in(first, "sota")),
		})
	}
	return list
}

// pageTable is a table of measures for the template.
type pageTable struct {
	Caption string
	Heads   []string
	Rows    [][]string
}

// tableOf makes a table of measures of everybody, a row for each month.
func tableOf(caption string, months []*measure.Month, ids ...string) pageTable {
	t := pageTable{Caption: caption, Heads: []string{"month"}}
	columns := mustAll(ids)
	for _, x := range columns {
		t.Heads = append(t.Heads, x.Label)
	}
	for _, m := range months {
		t.Rows = append(t.Rows, cells(group{m, measure.Everybody, 0}, columns, m.Record.Date))
	}
	return t
}

// cells shows measures of a group, behind what names it. Amounts are as short as on charts.
func cells(g group, columns []*measure.Measure, keys ...string) []string {
	for _, x := range columns {
		v := g.Value(x, g.way, g.place).Value
		switch {
		case x.ID != "price" && isUndefined(v):
			keys = append(keys, unknown)
		case x.ID != "price" && unitOf(x) == Money:
			keys = append(keys, inU(strings.Replace(Money.Label(v), "-", "−", 1)))
		default:
			keys = append(keys, shown(x, v))
		}
	}
	return keys
}

// flows is the money of the last month of some rungs, without what nobody pays and what is not known.
func flows(r *run, rungs []*measure.Month) pageTable {
	ids := []string{"price", "revenue", "consumer_surplus"}
	if len(r.last().Groups(measure.Provider)) > 0 {
		ids = append(ids, "subsidy")
	}
	if r.hasPolicies() {
		ids = append(ids, "public_money")
	}
	return tableOf("In the last month of each price, all people together. Consumer surplus is an approximation from the most that people are ready and able to pay.",
		rungs, append(ids, "demand.best_price")...)
}

// reach is whom policies reach at the end of some rungs; without rows if they reach nobody.
func reach(r *run, rungs []*measure.Month) pageTable {
	if !r.hasPolicies() {
		return pageTable{}
	}
	return tableOf("What policies cost the public and whom they reach, in the last month of each price", rungs, "price", "public_money", "reached", "reached.access", "reached.sota")
}

// providers are the books of the last month of some rungs; without rows if there are none.
func providers(rungs []*measure.Month) pageTable {
	columns := mustAll(bookMeasures)
	t := pageTable{Caption: "The books of the providers, in the last month of each price", Heads: []string{"month", "provider"}}
	for _, x := range columns {
		t.Heads = append(t.Heads, x.Label)
	}
	for _, m := range rungs {
		for i, name := range m.Groups(measure.Provider) {
			t.Rows = append(t.Rows, cells(group{m, measure.Provider, i}, columns, m.Record.Date, name))
		}
	}
	return t
}

// incomes are the incomes that part the tenths, which must be measured in the month.
func incomes(m *measure.Month) pageTable {
	t := pageTable{Caption: "Highest income of each tenth of the population by income, a month", Heads: []string{"by income", "before the first month"}}
	for d, name := range tenthNames[:len(tenthNames)-1] {
		t.Rows = append(t.Rows, []string{name, Units(m.In("income_to", measure.Decile, d).Value)})
	}
	return t
}

// Grid returns the chart's numbers as a table of at most mostRows rows.
func (p *picture) Grid() pageTable {
	g := pageTable{Caption: p.Title + ": " + p.Y.Title, Heads: []string{p.X.Title}}
	if p.step() > 1 {
		g.Caption += " (some rows; the run’s CSV files have all)"
	}
	for _, l := range p.Lines {
		g.Heads = append(g.Heads, l.Name)
	}
	for _, b := range p.Bands {
		g.Heads = append(g.Heads, b.Name+", from", "to")
	}
	last, step := len(p.At)-1, p.step()
	for i := range p.At {
		if (last-i)%step != 0 || i > 0 && p.X.Unit == Month && p.Names[i] == p.Names[i-1] {
			continue // thinned, or the one month of a run prolonged
		}
		row := []string{p.place(i)}
		for _, l := range p.Lines {
			row = append(row, p.Y.Unit.show(l.Y[i]))
		}
		for _, b := range p.Bands {
			row = append(row, p.Y.Unit.show(b.Lo[i]), p.Y.Unit.show(b.Hi[i]))
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

// place names a place on the horizontal axis.
func (p *picture) place(i int) string {
	switch p.X.Unit {
	case Month:
		return p.Names[i]
	case Price:
		return units(roundTo(p.At[i], 3))
	}
	return p.X.Unit.Label(p.At[i])
}

// show prints a number of a table.
func (u Unit) show(x float64) string { return strings.Replace(u.shown(x), "-", "−", 1) }

func (u Unit) shown(x float64) string {
	switch {
	case isUndefined(x):
		return unknown
	case u == Share:
		return Percent(x)
	case u == Number && math.Abs(x) < 1e6:
		return fixed(x, 4)
	case u == Count:
		return Grouped(int64(math.Round(x)))
	case u == Money && (x >= 1e9 || x <= -1e9):
		return fixed(x/1e9, 3) + "bn"
	}
	return u.Label(x)
}

// picture is a chart for the template.
type picture struct{ *Chart }

// step is how many places on the horizontal axis share a row of the table.
func (p *picture) step() int {
	if p.X.Unit != Month {
		return (len(p.At) + 24) / 25
	}
	for _, step := range []int{1, 3, 6, 12} {
		if len(p.At) <= mostRows*step {
			return step
		}
	}
	return 60
}

// HTML returns the chart as a figure of a Document: what it shows, the place at which the page's script draws it, and its numbers as a
// table. The document must have an element with the id keys, which says how charts are read with the keyboard.
func (c Chart) HTML() (template.HTML, error) { return fill("chart", &picture{&c}) }
