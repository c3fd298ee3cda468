package population

import (
	"maps"
	"slices"

	"github.com/cogap/cogap/internal/dmath"
)

// taxRate is the effective rate of tax at an income.
type taxRate struct{ income, rate float64 } // [u/month], [share]

// taxes are schedules of effective rates, by name and increasing income.
//
// us-federal-2019 is the individual income tax and the employee's half of the payroll tax, as a share of income, of the fifths of people and
// the groups at the top, each at the middle of its incomes: the geometric mean of its limits, of the lowest fifth half of its upper limit, of
// the top 1% twice its lower limit. Source: Tax Policy Center, Table T20-0037 (2020), of 2019, the last year before the pandemic; rates of the
// 2017 act, which was extended in 2025.
var taxes = map[string][]taxRate{
	"us-federal-2019": {
		{12650. / 12, -0.020},
		{35815. / 12, 0.025},
		{67999. / 12, 0.075},
		{122148. / 12, 0.110},
		{197984. / 12, 0.136},
		{285084. / 12, 0.1565},
		{526975. / 12, 0.1785},
		{1637400. / 12, 0.244},
	},
}

// TaxSchedules returns the names of the schedules that Spec.Taxes knows, sorted.
func TaxSchedules() []string { return slices.Sorted(maps.Keys(taxes)) }

// disposable returns known points of a distribution of incomes as people have them from the first month on: risen since the date of the
// source, and after taxes.
func (s *Spec) disposable(known []Quantile) []Quantile {
	schedule := taxes[s.Taxes]
	if s.IncomeRise == 0 && schedule == nil {
		return known
	}
	list := slices.Clone(known)
	for i := range list {
		y := list[i].Value * (1 + s.IncomeRise)
		list[i].Value = y * (1 - effectiveRate(schedule, y))
	}
	return list
}

// effectiveRate returns the rate at an income [u/month]: linear in its logarithm between those that are known, flat beyond them.
func effectiveRate(schedule []taxRate, income float64) float64 {
	k, _ := slices.BinarySearchFunc(schedule, income, func(r taxRate, y float64) int {
		if r.income < y {
			return -1
		}
		return 1
	})
	switch {
	case len(schedule) == 0:
		return 0
	case k == 0:
		return schedule[0].rate
	case k == len(schedule):
		return schedule[k-1].rate
	}
	lo, hi := schedule[k-1], schedule[k]
	part := dmath.Log(income/lo.income) / dmath.Log(hi.income/lo.income)
	return lo.rate + float64(part*(hi.rate-lo.rate))
}
