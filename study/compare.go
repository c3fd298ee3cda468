package study

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/param"
)

// Comparison is two scenarios, run in pairs: the runs of a pair have the same people with the same luck, so that their
// difference is the effect of what differs between the scenarios. If they differ in traits of the population, the people of a pair are of
// the same strata with the same luck.
type Comparison struct {
	Result      *Result // of two cells, a and b; without runs of a pair of which the other one was not done or failed
	Pairs       int     // of which both runs are complete, of the Result.Replicates that were wanted
	Short       string  // why they are fewer: the others are not done yet, 1 run failed; empty if they are not
	Differences []Difference
}

// Difference is one number of both scenarios.
type Difference struct {
	Column Column
	A, B   Stat // of the pairs of which both runs are complete
	// Difference is of b - a, of the pairs in which both are defined. Its interval is that of a paired t-test.
	Difference Stat
	// Correlation of a with b over the pairs: how much of the luck both share. NaN if one of them never varies.
	Correlation float64
	// Unpaired is how many replicates of each scenario, with luck of their own, would know the difference as well:
	// N (var a + var b) / var(b - a). Infinite if the difference never varies; NaN with fewer than two pairs.
	Unpaired float64
}

// Saved is how many replicates of each scenario the pairs save; less than 0 if pairing does harm.
func (d Difference) Saved() float64 { return d.Unpaired - float64(d.Difference.N) }

// Compare runs two scenarios in pairs, as often and for the measures that the plan says: its Base, Factors, Design and Luck are not
// read. Both must have the same people: scenarios of other strata or another scale are refused before anything runs, and those of which traits
// of people differ. PairOthers takes the latter.
func Compare(ctx context.Context, a, b cogap.Scenario, p Plan, o Options) (*Comparison, error) {
	p, err := Pair(a, b, p)
	if err != nil {
		return nil, err
	}
	r, err := Run(ctx, p, o)
	if r == nil {
		return nil, err
	}
	return r.Pairs(), err
}

// Pair returns the plan of a comparison: a copy of p whose one factor has the two scenarios. It returns an error if they are not of the same people.
func Pair(a, b cogap.Scenario, p Plan) (Plan, error) {
	if err := SamePeople(&a, &b); err != nil {
		return p, err
	}
	return PairOthers(a, b, p)
}

// PairOthers is Pair of scenarios whose people may differ in traits: those of a pair are of the same strata and scale, and have the same draws of luck,
// of which other people are made. So a difference is the effect of these traits too.
//
// Scenarios of other months are compared in those that both have, of which there must be one. first, last and numbers of months mean months among these, and the
// plan then has their dates; means and sums over all months are an error, as they would be over other months in A than in B.
func PairOthers(a, b cogap.Scenario, p Plan) (Plan, error) {
	if err := sameStrata(a, b); err != nil {
		return p, err
	}
	if !sameMonths(&a, &b) {
		var err error
		if p, err = p.dated(&a, &b); err != nil {
			return p, err
		}
	}
	p.Base, p.Design, p.Luck = a, Design{}, Shared
	p.Factors = []Factor{{Scenarios: []Named{{"a", a}, {"b", b}}}}
	return p, nil
}

// IsPair reports whether the plan compares two scenarios, as that of Pair does.
func (p *Plan) IsPair() bool {
	if len(p.Factors) != 1 || len(p.Factors[0].Scenarios) != 2 {
		return false
	}
	of := p.Factors[0].Scenarios
	return of[0].Name == "a" && of[1].Name == "b"
}

// pair returns the two scenarios of a plan that compares them.
func (p *Plan) pair() (a, b *cogap.Scenario) {
	of := p.Factors[0].Scenarios
	return &of[0].Scenario, &of[1].Scenario
}

// Shared says what the runs of a pair share, to be read after "with": the same people, or the same luck of people who differ, and in
// which parameters. It is empty if the result is not that of a comparison.
func (r *Result) Shared() string {
	if !r.Plan.IsPair() {
		return ""
	}
	differ := differentTraits(r.Plan.pair())
	if differ == "" {
		return "the same people and the same luck"
	}
	return "people of the same strata with the same luck; they differ in " + differ
}

// differentTraits lists the parameters in which the traits of people differ; empty if they do not.
func differentTraits(a, b *cogap.Scenario) string {
	var list []string
	for _, name := range a.Population.DifferentTraits(&b.Population) {
		list = append(list, "population."+name)
	}
	return strings.Join(list, ", ")
}

// ErrTraits is the error of scenarios whose people are of the same strata and differ in traits.
var ErrTraits = errors.New("study: the scenarios are of people who differ")

// SamePeople returns an error unless person i of a is person i of b, of the same stratum, with the same traits and the same luck. One of traits alone is
// ErrTraits, and names the parameters with their values in both.
func SamePeople(a, b *cogap.Scenario) error {
	if err := sameStrata(*a, *b); err != nil {
		return err
	}
	var text strings.Builder
	for _, name := range a.Population.DifferentTraits(&b.Population) {
		fmt.Fprintf(&text, "\n  population.%s: %s in A, %s in B", name, traitOf(a, name), traitOf(b, name))
	}
	if text.Len() > 0 {
		return fmt.Errorf("%w:%s", ErrTraits, &text)
	}
	return nil
}

// traitOf prints a parameter of the people of a scenario.
func traitOf(s *cogap.Scenario, name string) string {
	value := param.PlaceOf(&s.Population).Find(name).Value.Interface()
	if text := fmt.Sprint(value); text != "" {
		return text
	}
	return "none"
}

// sameStrata returns an error unless person i of a is of the stratum of person i of b, with the same luck.
func sameStrata(a, b cogap.Scenario) error {
	if err := errors.Join(a.Validate(), b.Validate()); err != nil {
		return err
	}
	of, errA := a.Population.Resolve()
	and, errB := b.Population.Resolve()
	if err := errors.Join(errA, errB); err != nil {
		return err
	}
	const different = "study: the scenarios are of different people, so that runs can't be paired"
	switch {
	case len(of) != len(and):
		return fmt.Errorf("%s: %d strata, and %d", different, len(of), len(and))
	case a.Population.Scale != b.Population.Scale:
		return fmt.Errorf("%s: one agent for %d people, and for %d (population.scale)", different, a.Population.Scale, b.Population.Scale)
	}
	for g := range of {
		if !reflect.DeepEqual(of[g], and[g]) {
			return fmt.Errorf("%s: stratum %d is %q of %d people, and %q of %d", different, g, of[g].Name, of[g].People, and[g].Name, and[g].People)
		}
	}
	return nil
}

// Pairs returns the comparison of which r is the result: that of a plan that Pair or PairOthers returned. Of a study that was stopped it is of the pairs
// of which both runs were done. It is nil if the plan is not one that compares two scenarios.
func (r *Result) Pairs() *Comparison {
	if !r.Plan.IsPair() {
		return nil
	}
	c := &Comparison{Result: r.paired()}
	for k := range r.Replicates {
		if row := c.Result.rows[r.Plan.indexOf(0, k)]; row != nil && row.err == nil {
			c.Pairs++
		}
	}
	switch failed := r.Failed(); {
	case !r.whole():
		c.Short = "the others are not done yet"
	case failed > 0:
		c.Short = counted(failed, "run") + " failed"
	}
	for k, column := range r.Columns {
		d := paired(c.Result.Values(0, k), c.Result.Values(1, k))
		d.Column = column
		c.Differences = append(c.Differences, d)
	}
	return c
}

// paired returns the result without runs of a pair of which the other one was not done or failed. What failed stays.
func (r *Result) paired() *Result {
	of := *r
	of.rows = slices.Clone(r.rows)
	isWhole := func(row *kept) bool { return row != nil && row.err == nil }
	for k := range r.Replicates {
		a, b := &of.rows[r.Plan.indexOf(0, k)], &of.rows[r.Plan.indexOf(1, k)]
		switch {
		case isWhole(*a) && !isWhole(*b):
			*a = nil
		case isWhole(*b) && !isWhole(*a):
			*b = nil
		}
	}
	return &of
}

// Said says how many pairs a comparison has: 60 pairs, or 4 of 60 pairs.
func (c *Comparison) Said() string {
	if all := counted(c.Result.Replicates, "pair"); c.Pairs < c.Result.Replicates {
		return fmt.Sprintf("%d of %s", c.Pairs, all)
	}
	return counted(c.Pairs, "pair")
}

// paired compares numbers of pairs of runs.
func paired(a, b []float64) Difference {
	d := Difference{A: Summarise(a), B: Summarise(b), Correlation: math.NaN(), Unpaired: math.NaN()}
	var both [2][]float64
	var differences []float64
	for i := range a {
		if !math.IsNaN(a[i]) && !math.IsNaN(b[i]) {
			both[0], both[1] = append(both[0], a[i]), append(both[1], b[i])
			differences = append(differences, b[i]-a[i])
		}
	}
	d.Difference = Summarise(differences)
	if d.Difference.N < 2 {
		return d
	}
	x, y := Summarise(both[0]).SD, Summarise(both[1]).SD
	variance := float64(d.Difference.SD * d.Difference.SD)
	unpaired := float64(x*x) + float64(y*y)
	if x > 0 && y > 0 {
		d.Correlation = (unpaired - variance) / (2 * x * y)
	}
	if unpaired > 0 || variance > 0 {
		d.Unpaired = float64(d.Difference.N) * (unpaired / variance)
	}
	return d
}
