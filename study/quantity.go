package study

import (
	"fmt"
	"math"
	"strconv"

	"github.com/cogap/cogap/measure"
)

// Quantity is how a number of a study is printed: shares in percent, and large numbers in millions or more.
type Quantity struct{ Percent bool }

// Quantity returns how a column is printed.
func (r *Result) Quantity(column int) Quantity {
	x, err := measure.Lookup(r.Columns[column].Ref.ID)
	return Quantity{err == nil && x.Unit == "share"}
}

// Interval prints a mean of a column with half of its interval, and of how many replicates it is if it is not defined in all.
func (r *Result) Interval(column int, s Stat) string {
	return r.intervalOf(column, s, r.Replicates, "run")
}

// intervalOf is Interval of a mean of at most so many runs, or of whatever else it is of.
func (r *Result) intervalOf(column int, s Stat, most int, what string) string {
	text := r.Quantity(column).Interval(s)
	if s.N < most {
		text += fmt.Sprintf(" (%d of %s)", s.N, counted(most, what))
	}
	return text
}

// Interval is Result.Interval of a mean over pairs.
func (c *Comparison) Interval(column int, s Stat) string {
	return c.Result.intervalOf(column, s, c.Pairs, "pair")
}

// Of prints a number to the digits that the half width of an interval leaves: two of it.
func (q Quantity) Of(x float64, s Stat) string {
	if math.IsNaN(x) {
		return "-"
	}
	scale, unit := q.scale(x)
	return q.digits(x/scale, s.HalfWidth()/scale) + unit
}

// Between prints a range, each end as Of does; a dash if it is not defined.
func (q Quantity) Between(lo, hi float64, s Stat) string {
	if math.IsNaN(lo) || math.IsNaN(hi) {
		return "-"
	}
	return q.Of(lo, s) + " to " + q.Of(hi, s)
}

// Interval prints a mean and half of its interval.
func (q Quantity) Interval(s Stat) string {
	half := s.HalfWidth()
	if math.IsNaN(s.Mean) || !(half > 0) || math.IsInf(half, 0) {
		return q.Of(s.Mean, s)
	}
	scale, unit := q.scale(s.Mean)
	text := q.digits(s.Mean/scale, half/scale)
	around := " ± " + strconv.FormatFloat(half/scale, 'f', places(half/scale), 64)
	if q.Percent {
		return text + unit + around
	}
	return text + around + unit
}

// scale returns in what a number is printed.
func (q Quantity) scale(x float64) (scale float64, unit string) {
	if q.Percent {
		return 0.01, "%"
	}
	for _, size := range []struct {
		scale float64
		unit  string
	}{{1e12, " trillion"}, {1e9, " billion"}, {1e6, " million"}} {
		if math.Abs(x) >= size.scale {
			return size.scale, size.unit
		}
	}
	return 1, ""
}

// digits prints a number to two digits of half of its interval; to five of its own if there is none.
func (q Quantity) digits(x, half float64) string {
	if half > 0 && !math.IsInf(half, 0) {
		return strconv.FormatFloat(x, 'f', places(half), 64)
	}
	return strconv.FormatFloat(x, 'g', 5, 64)
}

// places is how many decimals show two digits of a number.
func places(x float64) int { return min(max(1-int(math.Floor(math.Log10(x))), 0), 12) }

// Change prints a difference of two numbers to three digits; of shares in percentage points.
func (q Quantity) Change(x float64) string {
	if math.IsNaN(x) {
		return "-"
	}
	scale, unit := q.scale(x)
	if q.Percent {
		unit = " points"
	}
	return strconv.FormatFloat(round(x/scale), 'f', -1, 64) + unit
}

// ChangeInterval prints a mean difference and half of its interval; of shares in percentage points.
func (q Quantity) ChangeInterval(s Stat) string {
	half := s.HalfWidth()
	if math.IsNaN(s.Mean) || !(half > 0) || math.IsInf(half, 0) {
		return q.Change(s.Mean)
	}
	scale, unit := q.scale(s.Mean)
	if q.Percent {
		unit = " points"
	}
	return q.digits(s.Mean/scale, half/scale) + " ± " + strconv.FormatFloat(half/scale, 'f', places(half/scale), 64) + unit
}

// round returns x to three digits.
func round(x float64) float64 {
	y, err := strconv.ParseFloat(strconv.FormatFloat(x, 'e', 2, 64), 64)
	if err != nil {
		return x // cannot be: it was just printed
	}
	return y
}
