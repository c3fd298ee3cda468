package report

import (
	"errors"
	"fmt"
	"io"
	"reflect"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/population"
)

// Comparison is two runs beside each other, month by month, by date. With the same people, the same seed and the same start
// everybody has the same luck in both, so that a difference is the effect of what differs between the scenarios.
type Comparison struct {
	A, B *cogap.Result

	pairs []both
}

// both is a month of both runs.
type both struct{ a, b *measure.Month }

// of returns a measure of a group in both.
func (m both) of(x *measure.Measure, way measure.By, place int) difference {
	return difference{m.a.Value(x, way, place).Value, m.b.Value(x, way, place).Value}
}

// difference is a number in both runs.
type difference struct{ a, b float64 }

func (d difference) by() float64 { return d.b - d.a }

// Comparable returns why runs of two valid scenarios can't be compared, before anything runs; nil if they can. They must be
// of the same strata and scale, and have a month in common.
func Comparable(a, b *cogap.Scenario) error {
	strataA, errA := a.Population.Resolve()
	strataB, errB := b.Population.Resolve()
	if err := errors.Join(errA, errB); err != nil {
		return err
	}
	if !reflect.DeepEqual(strataA, strataB) {
		return fmt.Errorf("compare: the scenarios are of different people: %s, and %s", peopleIn(a, strataA), peopleIn(b, strataB))
	}
	if a.Population.Scale != b.Population.Scale {
		return fmt.Errorf("compare: the scenarios are of different people: one agent for %d people in A, and for %d in B (population.scale): give both the same", a.Population.Scale, b.Population.Scale)
	}
	dates := map[string]bool{}
	for t := range a.Months {
		dates[a.Date(t)] = true
	}
	for t := range b.Months {
		if dates[b.Date(t)] {
			return nil
		}
	}
	return errDates(a.Date(0), a.Date(a.Months-1), b.Date(0), b.Date(b.Months-1))
}

func peopleIn(s *cogap.Scenario, strata []population.Stratum) string {
	m := cogap.Manifest{Scenario: *s, Strata: len(strata)}
	for i := range strata {
		m.People += strata[i].People
	}
	return inStrata(&m)
}

func errDates(fromA, toA, fromB, toB string) error {
	return fmt.Errorf("compare: the runs have no month in common: %s to %s, and %s to %s", fromA, toA, fromB, toB)
}

// Compare puts two results beside each other. They must be of the same people. Months are matched by date: those that only
// one of them has are left out, and there must be one that both have.
func Compare(a, b *cogap.Result) (Comparison, error) {
	switch {
	case len(a.Months) == 0 || len(b.Months) == 0:
		return Comparison{}, fmt.Errorf("compare: %w", errNoMonth)
	case a.Manifest.Input != b.Manifest.Input:
		return Comparison{}, fmt.Errorf("compare: the results are of different people: %s, and %s", inStrata(&a.Manifest), inStrata(&b.Manifest))
	}
	c := Comparison{A: a, B: b}
	byDate := map[string]*measure.Month{}
	for _, m := range newRun(b).months {
		byDate[m.Record.Date] = m
	}
	for _, m := range newRun(a).months {
		if other := byDate[m.Record.Date]; other != nil {
			c.pairs = append(c.pairs, both{m, other})
		}
	}
	if len(c.pairs) == 0 {
		return Comparison{}, errDates(a.Months[0].Date, a.Last().Date, b.Months[0].Date, b.Last().Date)
	}
	return c, nil
}

// different names the parameters in which the traits of people differ.
func (c Comparison) different() []string {
	return c.A.Manifest.Scenario.Population.DifferentTraits(&c.B.Manifest.Scenario.Population)
}

// sameLuck reports whether everybody has the same luck in both.
func (c Comparison) sameLuck() bool {
	a, b := &c.A.Manifest, &c.B.Manifest
	return a.Scenario.Seed == b.Scenario.Seed && a.Agents == b.Agents && c.sameStart()
}

// sameStart reports whether a date is the same month of both runs.
func (c Comparison) sameStart() bool {
	return c.pairs[0].a.Record.Month == c.pairs[0].b.Record.Month
}

// rungs returns the last month of each price, where a new price in either of them ends the one before.
func (c Comparison) rungs() []both {
	var list []both
	for i, m := range c.pairs {
		if i == len(c.pairs)-1 || !samePrice(price(m.a), price(c.pairs[i+1].a)) || !samePrice(price(m.b), price(c.pairs[i+1].b)) {
			list = append(list, m)
		}
	}
	return list
}

// overEverybody lists the measures that there are of everybody.
func overEverybody() []*measure.Measure {
	var list []*measure.Measure
	for _, x := range measure.All() {
		if x.Has(measure.Everybody) {
			list = append(list, x)
		}
	}
	return list
}

// compared is a row of compare.csv.
type compared struct {
	*cogap.Record
	of *measure.Measure
	difference
}

var compareColumns = []column[compared]{
	whole("month", "month", "month of A, from 0", func(c compared) int64 { return int64(c.Month) }),
	text("date", "its name; B is compared in the month of this name", func(c compared) string { return c.Date }),
	text("measure", "name of the measure, a column of series", func(c compared) string { return c.of.Column() }),
	text("unit", "its unit", func(c compared) string { return c.of.Unit }),
	double("a", "", "its value in A, in that unit", func(c compared) float64 { return c.a }),
	double("b", "", "its value in B", func(c compared) float64 { return c.b }),
	double("difference", "", "b - a", func(c compared) float64 { return c.by() }),
}

// Table is the comparison as a tidy table: a row for each measure of each month, named as in series.
func (c Comparison) Table() Table {
	return newTable("compare", "a measure in a month of both runs", compareColumns, func(emit func(compared)) {
		for _, m := range c.pairs {
			for _, x := range overEverybody() {
				emit(compared{m.a.Record, x, m.of(x, measure.Everybody, 0)})
			}
		}
	})
}

// WriteJSON writes the comparison as one object: both manifests, the measures of each month, and the SOTA share by decile at
// the end of each price. What is not defined is null.
func (c Comparison) WriteJSON(w io.Writer) error {
	months, deciles := []object{}, []object{}
	for _, m := range c.pairs {
		measures := object{}
		for _, x := range overEverybody() {
			measures = append(measures, pair{x.Column(), m.of(x, measure.Everybody, 0).object()})
		}
		months = append(months, object{{"month", m.a.Record.Month}, {"date", m.a.Record.Date}, {"measures", measures}})
	}
	for _, m := range c.measured() {
		var list []object
		for d := range tenthNames {
			list = append(list, append(object{{"decile", d + 1}}, m.of(measure.Must("sota_share"), measure.Decile, d).object()...))
		}
		deciles = append(deciles, object{{"month", m.a.Record.Month}, {"date", m.a.Record.Date}, {"sota_share", list}})
	}
	return writeObject(w, object{{"a", c.A.Manifest}, {"b", c.B.Manifest}, {"months", months}, {"deciles", deciles}})
}

func (d difference) object() object {
	return object{{"a", value(d.a)}, {"b", value(d.b)}, {"difference", value(d.by())}}
}

// measured returns the rungs in which both have tenths by income.
func (c Comparison) measured() []both {
	var list []both
	for _, m := range c.rungs() {
		if len(measured([]*measure.Month{m.a, m.b})) == 2 {
			list = append(list, m)
		}
	}
	return list
}
