package histogram

import "math"

// An Interval is a number with a guarantee: the exact value of the measure, taken over every single value that was
// added, lies between Lo and Hi, rounding included. Value is the best estimate inside.
//
// All three are NaN where the measure is not defined.
type Interval struct {
	Value, Lo, Hi float64
}

// Width returns Hi - Lo, the size of what is not known.
func (i Interval) Width() float64 {
	if i.Lo == i.Hi {
		return 0 // also when both are infinite
	}
	return i.Hi - i.Lo
}

// Contains reports whether x lies in the interval, its ends included. It is false for a NaN.
func (i Interval) Contains(x float64) bool { return i.Lo <= x && x <= i.Hi }

var nanInterval = Interval{math.NaN(), math.NaN(), math.NaN()}

// interval returns the interval from lo to hi, whichever is smaller, with value moved inside.
func interval(value, lo, hi float64) Interval {
	if lo > hi {
		lo, hi = hi, lo
	}
	return Interval{min(max(value, lo), hi), lo, hi}
}

// clip returns the part of the interval within lo to hi, bounds that are known from elsewhere.
func (i Interval) clip(lo, hi float64) Interval {
	limit := func(x float64) float64 { return min(max(x, lo), hi) }
	return Interval{limit(i.Value), limit(i.Lo), limit(i.Hi)}
}

// widen moves both ends outwards by slack; an infinite end stays.
func (i Interval) widen(slack float64) Interval {
	if !math.IsInf(i.Lo, 0) {
		i.Lo -= slack
	}
	if !math.IsInf(i.Hi, 0) {
		i.Hi += slack
	}
	return i
}

// outward moves ends that are not whole shares outwards by one rounding. See docs/histogram.md [19].
func (i Interval) outward() Interval {
	if i.Lo != 0 {
		i.Lo = math.Nextafter(i.Lo, math.Inf(-1))
	}
	if i.Hi != 1 && i.Hi != 0 {
		i.Hi = math.Nextafter(i.Hi, math.Inf(1))
	}
	return i
}

// rounded widens by the relative rounding error of a short chain of operations.
func (i Interval) rounded() Interval {
	lo := Interval{Lo: i.Lo}.widen(float64(rounding * math.Abs(i.Lo))).Lo
	hi := Interval{Hi: i.Hi}.widen(float64(rounding * math.Abs(i.Hi))).Hi
	return Interval{i.Value, lo, hi}
}

// through applies a function that does not decrease.
func (i Interval) through(f func(float64) float64) Interval {
	return Interval{f(i.Value), f(i.Lo), f(i.Hi)}.rounded()
}

func (i Interval) scaled(unit float64) Interval {
	return Interval{float64(i.Value * unit), float64(i.Lo * unit), float64(i.Hi * unit)}
}

// average returns the mean of two values in different bins, or in one. The ends of intervals with a width allow for one more rounding;
// where one of the values is known, they are rounded outwards. See docs/histogram.md [6].
func (i Interval) average(j Interval) Interval {
	value := float64(i.Value/2) + float64(j.Value/2)
	lo, below := twoSum(i.Lo/2, j.Lo/2)
	hi, above := twoSum(i.Hi/2, j.Hi/2)
	known := i.Lo == i.Hi || j.Lo == j.Hi
	if known && below < 0 {
		lo = math.Nextafter(lo, math.Inf(-1))
	}
	if known && above > 0 {
		hi = math.Nextafter(hi, math.Inf(1))
	}
	return Interval{value, lo, hi}
}

// Minus returns i - j, rounded outwards.
func (i Interval) Minus(j Interval) Interval {
	return Interval{i.Value - j.Value, i.Lo - j.Hi, i.Hi - j.Lo}.rounded()
}

// over returns i/j. Division by an interval that reaches 0 gives an infinite end.
func (i Interval) over(j Interval) Interval {
	value := i.Value / j.Value
	switch {
	case math.IsNaN(value):
		return nanInterval
	case j.Lo == 0 && j.Hi == 0:
		return Interval{value, value, value}
	case j.Lo < 0 && j.Hi > 0:
		return Interval{value, math.Inf(-1), math.Inf(1)}
	}
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, a := range [2]float64{i.Lo, i.Hi} {
		for _, b := range [2]float64{j.Lo, j.Hi} {
			q := a / b
			if b == 0 { // approached from the side that the interval lies on
				q = a * math.Copysign(math.Inf(1), j.Lo+j.Hi)
			}
			if math.IsNaN(q) {
				q = 0
			}
			lo, hi = min(lo, q), max(hi, q)
		}
	}
	return Interval{value, lo, hi}.rounded()
}

// ratio returns i/j by the rule of the function ratio: not defined where j is below 0, +Inf where it is 0 and i is above. Where it is not
// known whether j is below 0, the interval is what it is if it is not.
func (i Interval) ratio(j Interval) Interval {
	if math.IsNaN(i.Value) || !(j.Hi >= 0) {
		return nanInterval
	}
	return i.over(Interval{max(j.Value, 0), max(j.Lo, 0), j.Hi})
}

// rounding bounds the relative error of a short chain of floating-point operations, 32 of them. See docs/histogram.md [7], [18].
const rounding = 0x1p-48

// A tally is a compensated sum that also bounds its own rounding error.
type tally struct {
	compensated
	size float64 // of the terms' rounding errors, in units of the 48th binary place
}

// add adds x, whose absolute rounding error is at most size units in the 48th binary place.
func (t *tally) add(x, size float64) {
	t.Add(float64(x)) // not fused
	t.size += float64(size)
}

func (t *tally) value() float64 { return t.Value() }

// slack bounds how far value may be off. See docs/histogram.md [8].
func (t *tally) slack() float64 {
	return float64(rounding * (t.size + float64(math.Abs(t.High())*0x1p-4)))
}
