package inequality

import (
	"fmt"
	"math"
	"sort"
)

// QuantileType numbers the definitions of a sample quantile as Hyndman and Fan 1996 and R do.
type QuantileType int

// The quantile definitions on offer.
const (
	// InverseCDF is type 1: the smallest value that at least the share p do not exceed.
	InverseCDF QuantileType = 1
	// AveragedInverseCDF is type 2, the default of this package: as type 1, but the average
	// with the next value where the share is exactly p. It is the usual median.
	AveragedInverseCDF QuantileType = 2
	// Linear is type 7, the default of R and numpy: linear between order statistics. It
	// changes when everybody is copied, and is defined for equal weights only.
	Linear QuantileType = 7
)

// quantileFuzz is how far a cumulated share may miss p by rounding and still count as equal.
const quantileFuzz = 4 * 0x1p-52

// Quantile returns the p-quantile of type t, in the unit of x. NaN: see [Distribution].
// It returns an error if p is not in [0, 1], if t is unknown, or if t is [Linear] and the
// weights differ. Cost O(log n).
func (d *Distribution) Quantile(p float64, t QuantileType) (float64, error) {
	if err := checkRange("p", p, 0, 1); err != nil {
		return math.NaN(), err
	}
	switch {
	case t != InverseCDF && t != AveragedInverseCDF && t != Linear:
		return math.NaN(), fmt.Errorf("inequality: t: got quantile type %d, want 1, 2 or 7", t)
	case d.empty():
		return math.NaN(), nil
	case t == Linear && d.unit == 0:
		return math.NaN(), fmt.Errorf("inequality: t: got quantile type 7 with unequal weights, want type 1 or 2")
	case t == Linear:
		return d.linearQuantile(p), nil
	}
	return d.quantile(p, t), nil
}

// Median returns the type 2 median, in the unit of x. NaN: see [Distribution].
func (d *Distribution) Median() float64 {
	if d.empty() {
		return math.NaN()
	}
	return d.quantile(0.5, AveragedInverseCDF)
}

func (d *Distribution) quantile(p float64, t QuantileType) float64 {
	target := float64(p * d.total())
	fuzz := float64(quantileFuzz * d.total())
	i := sort.Search(len(d.cum), func(i int) bool { return d.cum[i] >= target-fuzz })
	i = min(i, len(d.cum)-1)
	jump := math.Abs(d.cum[i]-target) <= fuzz
	if t == AveragedInverseCDF && jump && i+1 < len(d.x) {
		return d.x[i]/2 + d.x[i+1]/2
	}
	return d.x[i]
}

// linearQuantile is type 7: the order statistic number 1 + (n-1)p, interpolated.
func (d *Distribution) linearQuantile(p float64) float64 {
	h := float64(p * float64(d.n-1))
	lo := math.Floor(h)
	a, b := d.orderStatistic(lo+1), d.orderStatistic(math.Ceil(h)+1)
	return float64((1-(h-lo))*a) + float64((h-lo)*b)
}

// orderStatistic is the k-th smallest row, k from 1, for equal weights.
func (d *Distribution) orderStatistic(k float64) float64 {
	target := (k - 0.5) * d.unit
	i := sort.Search(len(d.cum), func(i int) bool { return d.cum[i] > target })
	return d.x[min(i, len(d.x)-1)]
}

// QuantileRatio returns the quantile at num over the quantile at den, such as p90/p10 with
// (0.9, 0.1, AveragedInverseCDF). No unit. +Inf if only the lower one is 0; NaN if both are,
// or if it is negative. Errors as [Distribution.Quantile].
func (d *Distribution) QuantileRatio(num, den float64, t QuantileType) (float64, error) {
	a, err := d.Quantile(num, t)
	if err != nil {
		return math.NaN(), err
	}
	b, err := d.Quantile(den, t)
	if err != nil {
		return math.NaN(), err
	}
	return ratio(a, b), nil
}
