package study

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/measure"
)

// bothMonths lists the months that both scenarios have, by their dates.
func bothMonths(a, b *cogap.Scenario) (list []string) {
	of := map[string]bool{}
	for t := range a.Months {
		of[a.Date(t)] = true
	}
	for t := range b.Months {
		if date := b.Date(t); of[date] {
			list = append(list, date)
		}
	}
	return list
}

// lastDate returns the last month that both scenarios have.
func lastDate(a, b *cogap.Scenario) (string, error) {
	if both := bothMonths(a, b); len(both) > 0 {
		return both[len(both)-1], nil
	}
	return "", fmt.Errorf("study: the scenarios have no month in common: %s to %s, and %s to %s", a.Date(0), a.Date(a.Months-1), b.Date(0), b.Date(b.Months-1))
}

// sameMonths reports whether scenarios have the same months.
func sameMonths(a, b *cogap.Scenario) bool { return a.Months == b.Months && a.Date(0) == b.Date(0) }

// dated returns the names of measures of two scenarios with the date of each month that is named otherwise: among the months that both have.
func dated(names []string, path string, a, b *cogap.Scenario) ([]string, error) {
	c := checker{}
	both := bothMonths(a, b)
	list := make([]string, len(names))
	for i, text := range names {
		list[i] = text
		ref, err := measure.Parse(text)
		if err != nil {
			continue // New tells
		}
		n, notNumber := strconv.Atoi(ref.Month)
		switch month := cmp.Or(ref.Month, measure.Last); {
		case month == measure.Mean || month == measure.Sum:
			c.add(fmt.Sprintf(path, i), "got %s, which would be over other months in one scenario (%s to %s) than in the other (%s to %s): want a month, or give both the same start and months",
				text, a.Date(0), a.Date(a.Months-1), b.Date(0), b.Date(b.Months-1))
			continue
		case month == measure.Last:
			n = len(both) - 1
		case month == measure.First:
			n = 0
		case notNumber != nil || n < 0:
			continue // it is a date, or New tells
		case n >= len(both):
			c.add(fmt.Sprintf(path, i), "got month %d, want one of those that both scenarios have: %s to %s, or 0 to %d", n, both[0], both[len(both)-1], len(both)-1)
			continue
		}
		ref.Month = both[n]
		list[i] = ref.String()
	}
	return list, errors.Join(c.problems...)
}

// dated is dated of all that a plan asks for.
func (p Plan) dated(a, b *cogap.Scenario) (Plan, error) {
	if _, err := lastDate(a, b); err != nil {
		return p, err
	}
	var errM, errU error
	p.Measures, errM = dated(p.Measures, "measures[%d]", a, b)
	if u := p.Until; u != nil {
		var names []string
		names, errU = dated([]string{u.Measure}, "until.measure", a, b)
		p.Until = &Until{names[0], u.HalfWidth, u.AtMost}
	}
	return p, errors.Join(errM, errU)
}

// pairMonths lists the months in which two scenarios of other months are compared; nil if the plan is of anything else.
func (p *Plan) pairMonths() []string {
	if !p.IsPair() {
		return nil
	}
	a, b := p.pair()
	if sameMonths(a, b) {
		return nil
	}
	return bothMonths(a, b)
}

// Months says in which months two scenarios are compared that have other months, and what is left out; empty of a result of anything else.
func (r *Result) Months() string {
	both := r.Plan.pairMonths()
	if len(both) == 0 {
		return ""
	}
	var text strings.Builder
	fmt.Fprintf(&text, "%s from %s to %s", counted(len(both), "month"), both[0], both[len(both)-1])
	a, b := r.Plan.pair()
	for i, s := range []*cogap.Scenario{a, b} {
		if more := s.Months - len(both); more > 0 {
			fmt.Fprintf(&text, "; %d more of %s alone are left out", more, []string{"A", "B"}[i])
		}
	}
	if a.Date(0) != b.Date(0) {
		fmt.Fprintf(&text, "; A starts in %s, B in %s: months are compared by date, so that luck differs within them", a.Date(0), b.Date(0))
	}
	return text.String()
}
