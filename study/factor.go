package study

import (
	"cmp"
	"math"
	"strconv"

	"github.com/cogap/cogap"
)

// Factor is what a study varies: a parameter, over some values or a range, or the whole scenario.
type Factor struct {
	// Name is its column in tables; empty means Path, or scenario.
	Name string
	// Path is the parameter, as scenario.Set takes it: market.tiers[0].price.values[2]. Empty for whole scenarios.
	Path string
	// Values are what the parameter is given, each as a scenario file would say it: 400, or {kind: ramp, ...}.
	Values []string
	// Range is the values between two ends, in place of Values.
	Range *Range
	// Scenarios take the place of the base. The other factors change them too.
	Scenarios []Named
}

// Range is the numbers between two ends, both included.
type Range struct {
	From, To float64
	Scale    Scale // empty means Linear
	Levels   int   // how many values a grid or list takes, 2 at least, evenly spaced on the scale; designs that are drawn don't read it
	Whole    bool  // the parameter takes whole numbers only; they are all equally likely
}

// Scale says what is even spacing.
type Scale string

// The scales.
const (
	Linear Scale = "linear"
	Log    Scale = "log" // equal ratios; both ends must be positive
)

// Named is a scenario among others.
type Named struct {
	Name     string
	Scenario cogap.Scenario
}

// Numbers returns numbers as Values.
func Numbers(values ...float64) []string {
	list := make([]string, len(values))
	for i, x := range values {
		list[i] = strconv.FormatFloat(x, 'g', -1, 64)
	}
	return list
}

// whole reports whether the factor is the whole scenario.
func (f *Factor) whole() bool { return f.Path == "" }

// Column is the factor's name in tables: Name, or Path, or scenario.
func (f *Factor) Column() string { return cmp.Or(f.Name, f.Path, "scenario") }

// levels returns how many values a grid or list has of the factor.
func (f *Factor) levels() int {
	if f.Range != nil {
		return f.Range.Levels
	}
	return len(f.Values) + len(f.Scenarios) // one of them is empty
}

// level returns one of the values of a grid or list.
func (f *Factor) level(i int) string {
	switch {
	case f.Range != nil && f.Range.Levels == 1:
		return f.Range.at(0)
	case f.Range != nil:
		return f.Range.step(float64(i) / float64(f.Range.Levels-1))
	case f.whole():
		return f.Scenarios[i].Name
	}
	return f.Values[i]
}

// At returns the value at a place from 0 to 1: of a range the number there, of a list the value whose equal
// share of the way it is.
func (f *Factor) At(place float64) string {
	if f.Range != nil {
		return f.Range.at(place)
	}
	return f.level(min(int(place*float64(f.levels())), f.levels()-1))
}

// at returns the number at a place from 0 to 1. Whole numbers have equal shares of the way.
func (r *Range) at(place float64) string {
	if r.Whole && r.Scale != Log {
		return r.text(r.From + math.Floor(place*(r.To-r.From+1)))
	}
	return r.step(place)
}

// step returns the number at a place from 0 to 1, both included.
func (r *Range) step(place float64) string {
	x := r.From + float64(place*(r.To-r.From))
	switch {
	case r.Scale == Log:
		x = r.From * math.Exp(place*math.Log(r.To/r.From))
	case math.Abs(x) < 1e-12*max(math.Abs(r.From), math.Abs(r.To)):
		x = 0 // what is left of -0.01 + 0.01 is a rounding error
	}
	if r.Whole {
		x = math.Round(x)
	}
	return r.text(x)
}

// crowded reports whether the range has fewer whole numbers than levels, or those at the lower end of a log scale lie closer.
func (r *Range) crowded() bool {
	if !r.Whole || r.Levels < 2 {
		return false
	}
	return float64(r.Levels-1) > r.To-r.From || r.Scale == Log && r.step(0) == r.step(1/float64(r.Levels-1))
}

// share returns which part of the way from the first value to the last lies before the value at a place: what is rounded to a whole number lies
// elsewhere than the place. Values of a list are equally far apart, whatever they are. It has 9 digits, which every machine has alike.
func (f *Factor) share(place float64) float64 {
	r := f.Range
	if r == nil || !r.Whole {
		return place
	}
	x, err := strconv.ParseFloat(r.at(place), 64)
	if err != nil {
		return place // cannot be: it was just printed
	}
	part := (x - r.From) / (r.To - r.From)
	if r.Scale == Log {
		part = math.Log(x/r.From) / math.Log(r.To/r.From)
	}
	return math.Round(part*1e9) / 1e9
}

// text prints a number of the range. 12 digits are enough for any parameter, and math.Exp gives more than that on every machine
// alike.
func (r *Range) text(x float64) string {
	x = min(max(x, r.From), r.To)
	return strconv.FormatFloat(x, 'g', 12, 64)
}
