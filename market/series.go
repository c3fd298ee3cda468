package market

import (
	"bytes"
	"encoding/json"
	"slices"
	"sort"

	"github.com/cogap/cogap/internal/fmath"
	"github.com/cogap/cogap/internal/param"
)

// Kind says how a Series runs between its values.
type Kind string

// The kinds of Series.
const (
	KindConstant Kind = "constant" // one value, for ever
	KindSteps    Kind = "steps"    // each value holds from its month on; the first one also before
	KindRamp     Kind = "ramp"     // straight lines between the values at their months, flat outside
	KindLogistic Kind = "logistic" // from the first value to the second, half-way at the month
	KindData     Kind = "data"     // a value for each month from month 0; the last one is held
)

var kinds = []string{string(KindConstant), string(KindSteps), string(KindRamp), string(KindLogistic), string(KindData)}

// Series is one number over the months of a run, given from outside: a price, a quality, a quota.
// It is plain data. Its unit and the range of its values are those of the field that holds it.
//
// In JSON a bare number is a constant series. A series is decoded as a whole: nothing of a default stays.
type Series struct {
	Kind Kind `json:"kind"`
	// Months in ascending order: one for each value of steps and ramp, the one at half-way of logistic, else none.
	Months []int `json:"months,omitempty" unit:"month" range:"-1048576,1048576" limit:"2400"`
	// Values has one value for constant, two for logistic, one for each month of steps, ramp and data.
	Values []float64 `json:"values" unit:"^" range:"^" limit:"2400"`
	// Speed is the rate r of logistic: from + (to - from)/(1 + exp(-r*(month - half-way))); from 12% to 88% of the way in 4/r months.
	Speed float64 `json:"speed,omitempty" unit:"1/month" range:"0,1000000"`
}

// Constant returns a series with the same value in every month.
func Constant(value float64) Series { return Series{Kind: KindConstant, Values: []float64{value}} }

// Steps returns a series on which values[i] holds from months[i] on.
func Steps(months []int, values []float64) Series {
	return Series{Kind: KindSteps, Months: slices.Clone(months), Values: slices.Clone(values)}
}

// Ramp returns a series that goes in a straight line from one value at month start to another at month end.
func Ramp(start, end int, from, to float64) Series {
	return Series{Kind: KindRamp, Months: []int{start, end}, Values: []float64{from, to}}
}

// Logistic returns a series that goes from one value to another in an S-curve, half-way at the month midpoint.
func Logistic(midpoint int, speed, from, to float64) Series {
	return Series{Kind: KindLogistic, Months: []int{midpoint}, Values: []float64{from, to}, Speed: speed}
}

// Data returns a series with a value for each month from month 0; the last one is held.
func Data(values []float64) Series { return Series{Kind: KindData, Values: slices.Clone(values)} }

// At returns the value in a month, the same bits on every machine. The series must be valid: it panics if it has no
// value to return. Cost: O(log n) in the number of values.
func (p Series) At(month int) float64 {
	last := len(p.Values) - 1
	switch p.Kind {
	case KindConstant:
		return p.Values[0]
	case KindData:
		return p.Values[min(max(month, 0), last)]
	case KindLogistic:
		return between(p.Values[0], p.Values[1], logistic(float64(p.Speed*float64(month-p.Months[0]))))
	}
	next := sort.SearchInts(p.Months, month+1) // first month that is still to come
	switch {
	case next == 0:
		return p.Values[0]
	case next > last || p.Kind == KindSteps:
		return p.Values[next-1]
	}
	start, end := p.Months[next-1], p.Months[next]
	return between(p.Values[next-1], p.Values[next], float64(month-start)/float64(end-start))
}

// between returns the value a share of the way from one value to another.
func between(from, to, share float64) float64 { return from + float64((to-from)*share) }

// logistic returns 1/(1+exp(-x)) within 1e-7, the same bits on every machine, which math.Exp does not promise.
func logistic(x float64) float64 {
	const saturated = 80 // exp(-80) is nothing beside 1, and fmath.Exp serves no more than 87
	return 1 / (1 + float64(fmath.Exp(float32(min(max(-x, -saturated), saturated)))))
}

// shape is what a kind of series is made of.
type shape struct {
	values int // how many, 0 = one or more
	months int // how many, 0 = none, -1 = one for each value
}

var shapes = map[Kind]shape{
	KindConstant: {1, 0}, KindSteps: {0, -1}, KindRamp: {0, -1}, KindLogistic: {2, 1}, KindData: {0, 0},
}

// Problems reports what the ranges of the fields can't see.
func (p Series) Problems(report func(path, format string, args ...any)) {
	s, ok := shapes[p.Kind]
	if !ok {
		report("kind", "%w", param.Unknown(string(p.Kind), kinds))
		return
	}
	switch n := len(p.Values); {
	case s.values > 0 && n != s.values:
		report("values", "got %d, want %d for a %s series", n, s.values, p.Kind)
	case n == 0:
		report("values", "got none, want at least one")
	}
	want := s.months
	if want < 0 {
		want = len(p.Values)
	}
	if n := len(p.Months); n != want {
		report("months", "got %d, want %d for a %s series of %d values", n, want, p.Kind, len(p.Values))
	}
	for i := 1; i < len(p.Months); i++ {
		if p.Months[i] <= p.Months[i-1] {
			report(index("months", i), "got month %d after month %d, want ascending months", p.Months[i], p.Months[i-1])
		}
	}
	if p.Kind != KindLogistic && p.Speed != 0 {
		report("speed", "got %g, want none for a %s series", p.Speed, p.Kind)
	}
}

// UnmarshalJSON reads a series, or a bare number as a constant series.
func (p *Series) UnmarshalJSON(data []byte) error {
	var value float64
	if json.Unmarshal(data, &value) == nil && !bytes.Equal(data, []byte("null")) {
		*p = Constant(value)
		return nil
	}
	type plain Series // without this method
	var fresh plain
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&fresh); err != nil {
		return err
	}
	*p = Series(fresh)
	return nil
}
