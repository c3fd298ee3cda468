package random

import (
	"fmt"
	"math"
	"slices"

	"github.com/cogap/cogap/population"
)

// people draws a population: strata of one agent to some chunks, incomes over many orders of magnitude, people who are no
// multiple of the scale; now and then the built-in ones.
func (d *draw) people(p *population.Spec) {
	if d.once(50) {
		p.Scale = one(d, 1_000_000, 123_456, 20_000)
		return
	}
	p.Source = ""
	p.Scale = one(d, 1, 100, 7, 1+d.upTo(1000), int(math.Pow(10, d.real(0, 7))))
	strata := one(d, 1+d.upTo(4), 2+d.upTo(3), 2+d.upTo(3), 1+d.upTo(30))
	crowd := d.upTo(2) // the stratum that has several chunks, if there are so many
	for g := range strata {
		p.Strata = append(p.Strata, d.stratum(g, int64(p.Scale), strata > 5, g > 0 && g == crowd))
	}
	if d.once(3) { // each takes some milliseconds to be inverted, so most keep the usual ones
		shape := declared(p.Threshold, "alpha")
		p.BudgetShare.Alpha, p.Threshold.Beta = d.number(shape, 1.2), d.number(shape, 6)
	}
	if d.once(4) {
		p.EmployerPaid, p.SharedAccounts = one(d, 0, 0.13, 0.6), one(d, 0, 0.3, 1)
	}
	left := 1.0 // of incomes, at least
	if d.once(4) {
		p.IncomeRise, p.Taxes = one(d, 0, 0.183, -0.5), one(d, "", "us-federal-2019")
		left = 0.7 * (1 + min(p.IncomeRise, 0))
	}
	p.IncomeFloor = d.number(declared(*p, "income_floor"), 0)
	for g := range p.Strata {
		for _, q := range p.Strata[g].Income {
			if q.P >= 0.5 {
				p.IncomeFloor = min(p.IncomeFloor, left*q.Value)
			}
		}
	}
}

func (d *draw) stratum(g int, scale int64, tiny, crowd bool) population.Stratum {
	agents := one(d, 1+d.upTo(20), 1+d.upTo(700), 100+d.upTo(1500), one(d, 1, 15, 16, 17, 255, 256, 257))
	incomes := d.incomes(scale)
	switch {
	case tiny:
		agents = 1 + d.upTo(20)
	case crowd:
		agents = one(d, population.ChunkLen, population.ChunkLen+1, 2*population.ChunkLen-1, 3*population.ChunkLen+d.upTo(1000), 5*population.ChunkLen)
		incomes = one(d, unequal(scale), unequal(scale), incomes)
	}
	s := population.Stratum{
		Code:   fmt.Sprintf("%02d", g),
		Name:   one(d, "stratum ", "Büro, \"oben\": ", "yes ", "- ") + fmt.Sprint(g),
		Group:  one(d, "many", "few", ""),
		People: scale*int64(agents-1) + 1 + int64(d.upTo(int(scale)-1)),
		Income: incomes,
	}
	if d.once(2) {
		s.People = scale * int64(agents)
	}
	if d.once(3) {
		s.PriceLevel = d.number(declared(s, "price_level"), 0.5)
	}
	left := 1.0
	for i := range s.Full {
		s.Full[i] = left * one(d, d.real(0, 0.5), 0, 1)
		s.Direct[i] = s.Full[i] * one(d, d.real(0, 1), 0, 1)
		left = max(0, left-s.Full[i])
	}
	return s
}

// unequal returns incomes of which float64 sums depend on the order: a few people have 10^14 times what most have. All
// together they have much the same, whatever the scale.
func unequal(scale int64) []population.Quantile {
	most := 1e12 / float64(scale)
	return []population.Quantile{{P: 0.1, Value: 1e-15 * most}, {P: 0.99, Value: 1e-14 * most}, {P: 0.999, Value: most}}
}

// incomes draws quantiles: ordinary ones, or from next to nothing to the most that is allowed.
func (d *draw) incomes(scale int64) []population.Quantile {
	list := []population.Quantile{{P: 0.25, Value: 2000}, {P: 0.75, Value: 5000}}
	if d.once(2) {
		return list
	}
	list = list[:0]
	p, value := 0.0, math.Pow(10, d.real(-6, 8))
	for range 1 + d.upTo(4) {
		p += (1 - p) * d.real(0.05, 0.9)
		list = append(list, population.Quantile{P: p, Value: min(value, 1e12/float64(scale))})
		value *= one(d, math.Pow(10, d.real(0, 1)), 1, math.Pow(10, d.real(0, 12)))
	}
	return slices.CompactFunc(list, func(a, b population.Quantile) bool { return a.P == b.P })
}
