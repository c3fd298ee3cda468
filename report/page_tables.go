package report

import (
	"math"
	"strings"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/inequality"
)

// How many rows tables of the page have at most.
const (
	mostRows   = 40
	mostLosers = 12
)

// unknown is shown where there is no number.
const unknown = "–"

// step is a rung of the price ladder.
type step struct {
	Price, From, Until string
	People, Share      string
	Change             string // of the people with SOTA access since the end of the rung before
	Poor, Middle, Rich string // share with access in the poorer half, the next four tenths, the richest tenth
}

func steps(r *cogap.Result) []step {
	rungs := thin(Rungs(r), mostRows)
	var list []step
	for i, m := range rungs {
		s := step{
			Price: units(price(m)), From: r.Months[0].Date, Until: m.Date,
			People: Grouped(cogap.SOTA(m.Total)), Share: Percent(m.SOTAShare()), Change: unknown,
			Poor: unknown, Middle: unknown, Rich: unknown,
		}
		if i > 0 {
			s.From = r.Months[rungs[i-1].Month+1].Date
			s.Change = strings.Replace(plus(cogap.SOTA(m.Total)-cogap.SOTA(rungs[i-1].Total)), "-", "−", 1)
		}
		if shares := m.SOTAShareByDecile(); shares != nil {
			s.Poor, s.Middle, s.Rich = Percent(averageShare(shares[:5])), Percent(averageShare(shares[5:9])), Percent(shares[9].Value)
		}
		list = append(list, s)
	}
	return list
}

// thin returns at most so many of the things, evenly spread, the first and the last among them.
func thin[T any](things []T, most int) []T {
	if len(things) <= most {
		return things
	}
	some := make([]T, most)
	for i := range some {
		some[i] = things[i*(len(things)-1)/(most-1)]
	}
	return some
}

// averageShare returns the share with access in some tenths together.
func averageShare(tenths []inequality.Interval) float64 {
	total := 0.0
	for _, share := range tenths {
		total += share.Value
	}
	return total / float64(len(tenths))
}

// loser is a stratum that loses people with SOTA access.
type loser struct {
	Name, People         string
	Before, After        string // share with access at the first and the last price
	Lost, LostOfThoseWho string // people; and as a share of those who had it
}

// losersBetween lists the strata in which most people lose SOTA access between two months.
func losersBetween(r *cogap.Result, first, last *cogap.Record) []loser {
	order, lost := losing(first, last)
	var list []loser
	for _, g := range order[:min(len(order), mostLosers)] {
		all := r.Strata[g].People
		of := func(m *cogap.Record) string { return Percent(float64(cogap.SOTA(m.Strata[g])) / float64(all)) }
		list = append(list, loser{
			Name: r.Strata[g].Name, People: Grouped(all), Before: of(first), After: of(last), Lost: Grouped(lost[g]),
			LostOfThoseWho: Percent(float64(lost[g]) / float64(cogap.SOTA(first.Strata[g]))),
		})
	}
	return list
}

// flow is the money of the last month of a rung.
type flow struct {
	Month, Price                      string
	Revenue, Surplus, Subsidy, Public string
	Best                              string // price that would bring in most
}

func flows(rungs []*cogap.Record) []flow {
	var list []flow
	for _, m := range rungs {
		f := flow{
			Month: m.Date, Price: units(price(m)), Revenue: amount(revenueOf(m)), Surplus: amount(surplusOf(m)),
			Subsidy: amount(subsidyOf(m)), Public: amount(m.Market.Public), Best: unknown,
		}
		if c := m.Market.Curve; c != nil {
			f.Best = units(roundTo(c.MaxRevenue.Price, 3))
		}
		list = append(list, f)
	}
	return list
}

// amount prints an amount of money such as 2.61 billion u.
func amount(x float64) string {
	switch size := math.Abs(x); {
	case math.IsNaN(x):
		return unknown
	case x == 0:
		return "0"
	case size < 1e3:
		return Number.Label(roundTo(x, 3)) + " u"
	case x < 0:
		return "−" + about(int64(size)) + " u"
	}
	return about(int64(x)) + " u"
}

// grid is a chart's numbers as a table.
type grid struct {
	Heads []string
	Rows  [][]string
}

// Grid returns the chart's numbers as a table of at most mostRows rows.
func (p *picture) Grid() grid {
	g := grid{Heads: []string{p.X.Title}}
	for _, l := range p.Lines {
		g.Heads = append(g.Heads, l.Name)
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
func (u Unit) show(x float64) string {
	switch {
	case math.IsNaN(x) || math.IsInf(x, 0):
		return unknown
	case u == Share:
		return Percent(x)
	case u == Number:
		return fixed(x, 4)
	case u == Money && math.Abs(x) >= 1e9:
		return fixed(x/1e9, 3) + "bn"
	}
	return u.Label(x)
}

// picture is a chart for the template.
type picture struct{ *Chart }

// Thinned reports whether the table leaves out rows.
func (p *picture) Thinned() bool { return p.step() > 1 }

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
