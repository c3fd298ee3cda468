package param

import (
	"math"
	"strconv"
	"strings"
)

// Range is the set of values that a parameter may take: an interval whose ends may be excluded or infinite.
type Range struct {
	Low, High         float64 // -Inf and +Inf when unbounded
	OpenLow, OpenHigh bool    // the end itself is excluded
}

// anything is the range of a parameter that declares none: every finite number.
var anything = Range{Low: math.Inf(-1), High: math.Inf(1)}

// Has reports whether x is finite and inside the range. NaN is in no range.
func (r Range) Has(x float64) bool {
	above := x > r.Low || x == r.Low && !r.OpenLow
	below := x < r.High || x == r.High && !r.OpenHigh
	return above && below && !math.IsInf(x, 0)
}

// IsBounded reports whether the range has two finite ends.
func (r Range) IsBounded() bool { return !math.IsInf(r.Low, 0) && !math.IsInf(r.High, 0) }

// String returns the range in words that follow "want": "0 to 1", "> 0", ">= 0 and < 1", "a finite number".
func (r Range) String() string {
	low, high := !math.IsInf(r.Low, -1), !math.IsInf(r.High, 1)
	switch {
	case low && high && !r.OpenLow && !r.OpenHigh:
		return number(r.Low) + " to " + number(r.High)
	case low && high:
		return r.above() + " and " + r.below()
	case low:
		return r.above()
	case high:
		return r.below()
	}
	return "a finite number"
}

// MarshalText returns String, so that tables of parameters can be written as JSON, which has no infinities.
func (r Range) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

func (r Range) above() string {
	if r.OpenLow {
		return "> " + number(r.Low)
	}
	return ">= " + number(r.Low)
}

func (r Range) below() string {
	if r.OpenHigh {
		return "< " + number(r.High)
	}
	return "<= " + number(r.High)
}

// parseRange reads a range tag. It panics if the tag is malformed, as that is a mistake in the program.
func parseRange(tag string) Range {
	low, high, ok := strings.Cut(tag, ",")
	if !ok {
		panic("param: range tag without a comma: " + strconv.Quote(tag))
	}
	r := anything
	low, r.OpenLow = strings.CutPrefix(low, "(")
	high, r.OpenHigh = strings.CutSuffix(high, ")")
	r.Low = bound(low, r.Low)
	r.High = bound(high, r.High)
	if !(r.Low <= r.High) {
		panic("param: range tag with its ends swapped: " + strconv.Quote(tag))
	}
	return r
}

func bound(text string, unbounded float64) float64 {
	if text == "" {
		return unbounded
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		panic("param: bound of a range tag is not a number: " + strconv.Quote(text))
	}
	return x
}

// number prints x in full where that can be read: 1000000, but 1e12.
func number(x float64) string {
	full, short := strconv.FormatFloat(x, 'f', -1, 64), strings.Replace(strconv.FormatFloat(x, 'e', -1, 64), "e+", "e", 1)
	if a := math.Abs(x); a == 0 || a >= 1e-4 && a < 1e10 || a < 1e15 && len(short) > 8 {
		return full
	}
	return short
}
