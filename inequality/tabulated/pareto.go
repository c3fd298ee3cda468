package tabulated

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/cogap/cogap/inequality"
	"github.com/cogap/cogap/internal/dmath"
	"github.com/cogap/cogap/internal/sum"
)

// ParetoTail is a Pareto distribution above a threshold: the share (Threshold/x)^Alpha of those above it have more than x.
type ParetoTail struct {
	Threshold float64 // in the unit of the amounts
	Alpha     float64 // the tail index: the mean is infinite at 1 or less, the variance at 2 or less
	SE        float64 // standard error of Alpha; NaN if it is not known
	N         int     // rows above the threshold; 0 for a table
}

// Mean returns the mean of those above the threshold, Threshold Alpha/(Alpha-1); +Inf at 1 or less.
func (t ParetoTail) Mean() float64 {
	if t.Alpha <= 1 {
		return math.Inf(1)
	}
	return t.Threshold * (t.Alpha / (t.Alpha - 1))
}

// Quantile returns what the share p of those above the threshold do not exceed, Threshold (1-p)^(-1/Alpha).
func (t ParetoTail) Quantile(p float64) float64 { return t.Threshold * dmath.Pow(1-p, -1/t.Alpha) }

// InvertedCoefficient returns the mean above any amount over that amount, Alpha/(Alpha-1), which the literature on top incomes calls b.
func (t ParetoTail) InvertedCoefficient() float64 { return t.Mean() / t.Threshold }

// Hill returns the tail of x with weights w (nil: equal weights) above a threshold by maximum likelihood,
//
//	Alpha = sum w/sum w ln(x/threshold),   SE = Alpha/sqrt(N)
//
// over the N rows with x >= threshold and a positive weight; with weights N is Kish's effective number, (sum w)^2/sum w^2. R's laeken has the
// same estimate without the row at the threshold, whose logarithm is 0 (thetaHill). It returns an error if the threshold is not positive and finite, fewer than two
// rows lie above it or all of them at it, and as inequality.New. Source: Hill 1975.
func Hill(x, w []float64, threshold float64) (ParetoTail, error) {
	if !(threshold > 0) || math.IsInf(threshold, 1) {
		return ParetoTail{}, fmt.Errorf("tabulated: threshold: got %v, want a finite number > 0", threshold)
	}
	if _, err := inequality.New(x, w); err != nil {
		return ParetoTail{}, err
	}
	var weight, squares, logs sum.Compensated
	n := 0
	for i, v := range x {
		u := 1.0
		if w != nil {
			u = w[i]
		}
		if u > 0 && v >= threshold {
			n++
			weight.Add(u)
			squares.Add(float64(u * u))
			logs.Add(float64(u * dmath.Log(v/threshold)))
		}
	}
	if n < 2 || !(logs.Value() > 0) || math.IsInf(logs.Value(), 1) {
		return ParetoTail{}, fmt.Errorf("tabulated: x: got %d finite values that are %v or more and not all the same, want at least 2", n, threshold)
	}
	alpha := weight.Value() / logs.Value()
	effective := weight.Value() * (weight.Value() / squares.Value())
	return ParetoTail{Threshold: threshold, Alpha: alpha, SE: alpha / math.Sqrt(effective), N: n}, nil
}

// VanKermThreshold returns min(max(2.5 mean, 98% quantile), 97% quantile) of x with weights w (nil: equal weights): a rule of thumb for incomes of
// households, in the unit of x. R's laeken has it as paretoScale, with weighted quantiles of its own. It returns an error as inequality.New.
// Source: Van Kerm 2007.
func VanKermThreshold(x, w []float64) (float64, error) {
	d, err := inequality.New(x, w)
	if err != nil {
		return math.NaN(), err
	}
	upper, err := d.Quantile(0.98, inequality.AveragedInverseCDF)
	if err != nil {
		return math.NaN(), err
	}
	lower, err := d.Quantile(0.97, inequality.AveragedInverseCDF)
	return min(max(2.5*d.Mean(), upper), lower), err
}

// KolmogorovThreshold returns the tail of x with weights w (nil: equal weights) whose threshold makes the largest distance between its distribution function
// and that of the sample above it the smallest. Thresholds are the values of x with at least least rows of other values above, at most a thousand of them,
// spread evenly over the rows; R's poweRlaw tries all. The standard error takes the threshold as known. It returns an error if least is below 2 or no value has so many
// above, and as [Hill]. Cost O(thresholds n). Source: Clauset, Shalizi and Newman 2009.
func KolmogorovThreshold(x, w []float64, least int) (ParetoTail, error) {
	if least < 2 {
		return ParetoTail{}, fmt.Errorf("tabulated: least: got %d, want at least 2 rows above a threshold", least)
	}
	if _, err := inequality.New(x, w); err != nil {
		return ParetoTail{}, err
	}
	rows := positive(x, w)
	var best ParetoTail
	distance := math.Inf(1)
	const most = 1000
	step := max(1, (len(rows)-least)/most)
	for first := 0; first+least < len(rows); first += step {
		for first > 0 && first+least < len(rows) && rows[first].x == rows[first-1].x {
			first++
		}
		if first+least >= len(rows) || rows[len(rows)-least].x <= rows[first].x {
			break
		}
		t := hill(rows[first:])
		if d := t.distance(rows[first:]); d < distance {
			distance, best = d, t
		}
	}
	if math.IsInf(distance, 1) {
		return ParetoTail{}, fmt.Errorf("tabulated: x: no value above 0 has %d rows with more", least)
	}
	return Hill(x, w, best.Threshold)
}

type weighed struct{ x, w float64 }

// positive are the rows of positive weight and value, ascending.
func positive(x, w []float64) []weighed {
	var rows []weighed
	for i, v := range x {
		u := 1.0
		if w != nil {
			u = w[i]
		}
		if u > 0 && v > 0 {
			rows = append(rows, weighed{v, u})
		}
	}
	slices.SortFunc(rows, func(a, b weighed) int { return cmp.Or(cmp.Compare(a.x, b.x), cmp.Compare(a.w, b.w)) })
	return rows
}

// hill is the tail above the first of ascending rows, without its standard error.
func hill(rows []weighed) ParetoTail {
	var weight, logs sum.Compensated
	for _, r := range rows {
		weight.Add(r.w)
		logs.Add(float64(r.w * dmath.Log(r.x/rows[0].x)))
	}
	return ParetoTail{Threshold: rows[0].x, Alpha: weight.Value() / logs.Value()}
}

// distance is the largest one between the distribution functions, after the jump at each value as poweRlaw has it, before it too.
func (t ParetoTail) distance(rows []weighed) float64 {
	var all sum.Compensated
	for _, r := range rows {
		all.Add(r.w)
	}
	var upTo sum.Compensated
	largest := 0.0
	for k, r := range rows {
		model := 1 - dmath.Pow(t.Threshold/r.x, t.Alpha)
		before := upTo.Value() / all.Value()
		upTo.Add(r.w)
		if k > 0 && rows[k-1].x == r.x {
			before = model
		}
		largest = max(largest, math.Abs(model-before))
		if k+1 == len(rows) || rows[k+1].x != r.x {
			largest = max(largest, math.Abs(model-upTo.Value()/all.Value()))
		}
	}
	return largest
}

// TailFromMean returns the tail of a table's last bracket from its mean, Alpha = m/(m - a). It returns an error if that mean is not known or is not above the bracket's
// lower end a, or a is not positive. Source: the mean of a Pareto distribution; Atkinson, Piketty and Saez 2011 call m/a the inverted Pareto coefficient.
func (t *Table) TailFromMean() (ParetoTail, error) {
	last := t.brackets[len(t.brackets)-1]
	if !(last.Lower > 0) || !(last.Mean > last.Lower) || last.Weight == 0 {
		return ParetoTail{}, fmt.Errorf("tabulated: the last bracket: got from %v on a mean of %v for a weight of %v, want a positive start, a mean above it and people",
			last.Lower, last.Mean, last.Weight)
	}
	return ParetoTail{Threshold: last.Lower, Alpha: last.Mean / (last.Mean - last.Lower), SE: math.NaN()}, nil
}

// TailFromThresholds returns the tail of a table's last bracket from the shares of people above its lower end and above that of the bracket before with people,
// Alpha = ln(above before/above last)/ln(last/before). It returns an error if there is no such bracket, or its lower end is not positive. Source: Quandt 1966;
// von Hippel, Scarpino and Holas 2016.
func (t *Table) TailFromThresholds() (ParetoTail, error) {
	last := len(t.brackets) - 1
	k := last - 1
	for k >= 0 && t.share[k] == 0 {
		k--
	}
	if k < 0 || !(t.brackets[k].Lower > 0) || t.share[last] == 0 {
		return ParetoTail{}, fmt.Errorf("tabulated: want people in the last bracket and in one before it that begins above 0")
	}
	ratio := dmath.Log1p(t.share[k] / t.share[last])
	a := t.brackets[last].Lower
	return ParetoTail{Threshold: a, Alpha: ratio / dmath.Log(a/t.brackets[k].Lower), SE: math.NaN()}, nil
}

// MidpointPareto returns the table with the means that are not known filled in: the middle of closed brackets, and in an open last one the mean of the tail of
// [Table.TailFromThresholds]. It is the midpoint Pareto estimator, and an assumption: [Table.Gini] of the table as it was says how much hangs on it. If the mean
// of all is known ([NewWithMean]) it is kept: the open bracket has what the middles leave, which is our own rule as is that without an open one whose mean is not
// known, means lie at the same place in each bracket. It returns an error if the tail is needed and cannot be had or has no mean, or if the middles leave the open
// bracket a mean that is not above its lower end. Source: von Hippel, Hunter and Drown 2017.
func (t *Table) MidpointPareto() (*Table, error) {
	if t.means() {
		return t, nil
	}
	brackets := t.Brackets()
	last := &brackets[len(brackets)-1]
	open := t.openTop() && math.IsNaN(last.Mean)
	place := 0.5
	if !open && !math.IsNaN(t.total) {
		place = t.place()
	}
	for k := range brackets {
		if b := &brackets[k]; b.Weight > 0 && math.IsNaN(b.Mean) && !math.IsInf(b.Upper, 1) {
			b.Mean = min(b.Lower+float64(place*(b.Upper-b.Lower)), b.Upper)
		}
	}
	if open {
		var err error
		if last.Mean, err = t.openMean(brackets); err != nil {
			return nil, err
		}
	}
	return New(brackets)
}

// place is where in brackets, from 0 to 1, means that are not known have to lie for the mean of all.
func (t *Table) place() float64 {
	lo, hi := t.meanRange()
	return min(max((t.total-lo)/(hi-lo), 0), 1)
}

// openMean is the mean of the open last bracket: what those of the others leave of the mean of all if it is known, else that of the tail.
func (t *Table) openMean(brackets []Bracket) (float64, error) {
	last := len(brackets) - 1
	if math.IsNaN(t.total) {
		tail, err := t.TailFromThresholds()
		if err != nil {
			return math.NaN(), err
		}
		if tail.Alpha <= 1 {
			return math.NaN(), fmt.Errorf("tabulated: the last bracket: its tail has the index %.4g, want above 1: it has no mean", tail.Alpha)
		}
		return tail.Mean(), nil
	}
	var held sum.Compensated
	for k, b := range brackets[:last] {
		if b.Weight > 0 {
			held.Add(float64(t.share[k] * b.Mean))
		}
	}
	m := (t.total - held.Value()) / t.share[last]
	if !(m > brackets[last].Lower) {
		return math.NaN(), fmt.Errorf("tabulated: the last bracket: the middles of the others and a mean of all of %v leave it a mean of %.6g, want above %v, where it begins",
			t.total, m, brackets[last].Lower)
	}
	return m, nil
}
