package random

import (
	"fmt"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/observe"
)

var aggregates = []observe.Aggregate{
	observe.Count, observe.Sum, observe.Mean, observe.Share, observe.Min, observe.Max, observe.Variance, observe.SD, observe.Median,
	observe.Quantile, observe.Gini,
}

// statistics draws what is measured: distributions, mobility, collections of all aggregates, a panel.
func (d *draw) statistics(s *cogap.Scenario) {
	st := &s.Statistics
	st.Every = one(d, 1, 0, 2, 3, 7, d.months, 1200)
	st.IncomeEvery, st.DemandEvery = one(d, 12, 0, 1, 2), one(d, 12, 0, 1, 3)
	if st.Every > 0 && d.once(3) {
		st.Mobility, st.MobilityFrom = true, d.upTo(d.months-1)
	}
	for i := range one(d, 0, d.upTo(3), d.upTo(6)) {
		c := observe.Collect{Name: fmt.Sprintf("collection %d", i), Aggregate: one(d, aggregates...)}
		c.P, c.Every = d.number(declared(c, "p"), 0.5), one(d, 1, 0, 2, 5, 1200)
		if c.Aggregate != observe.Count {
			c.Quantity = d.quantity(2)
		}
		c.Where, c.By = d.where(), d.by()
		st.Collect = append(st.Collect, c)
	}
	if d.once(3) {
		st.Panel = observe.Panel{People: 1 + d.upTo(12), Where: d.where(), By: d.by()}
	}
}

// numbers are the names that are numbers.
var numbers = func() (names []string) {
	for _, c := range observe.Columns() {
		if c.Unit != "" && c.Name != "people" {
			names = append(names, c.Name)
		}
	}
	return append(names, "tier", "income_decile", "7", "0.125")
}()

// quantity draws an expression that is a number.
func (d *draw) quantity(depth int) string {
	if depth == 0 || d.once(2) {
		return one(d, numbers...)
	}
	a, b := d.quantity(depth-1), d.quantity(depth-1)
	return fmt.Sprintf(one(d, "(%s - %s)", "(%s * %s)", "(%s + %s)", "(%s / (1 + %s))", "max(0, %s, %s)", "min(%s, %s)"), a, b)
}

// where draws a condition, often none.
func (d *draw) where() string {
	if !d.once(2) {
		return ""
	}
	return d.condition(2)
}

func (d *draw) condition(depth int) string {
	if depth > 0 && d.once(3) {
		return fmt.Sprintf(one(d, "(%s && %s)", "(%s || !(%s))"), d.condition(depth-1), d.condition(depth-1))
	}
	return one(d, "access", "sota", "filter == priced_out", "filter != waiting", "income > 3000", `group == "many"`, `stratum != "stratum 0"`,
		fmt.Sprintf("%s %s %s", d.quantity(1), one(d, "<", ">=", "=="), d.quantity(1)))
}

// by draws up to three ways to part people.
func (d *draw) by() (list []string) {
	for range one(d, 0, 0, 1, 2, 3) {
		list = append(list, one(d, "stratum", "tier", "filter", "income_decile", "access", "sota", "code", "group", "income > 3000",
			fmt.Sprintf("bins(%s, 0.001, 1, 1000, 1e6)", one(d, "income", "augmented", "habit", "reservation"))))
	}
	return list
}
