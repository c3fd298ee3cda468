package inequality

import (
	"fmt"
	"math"
	"sort"
)

// QuantileType numbers the definitions of a sample quantile as Hyndman and Fan 1996 and R do.
type QuantileType int

// The nine definitions. Types 1 and 2 depend on nothing but the shares of the values: two copies of everybody change nothing. The others
// depend on how many rows there are too; see [Distribution.Quantile].
const (
	// InverseCDF is type 1: the smallest value that at least the share p do not exceed.
	InverseCDF QuantileType = 1
	// AveragedInverseCDF is type 2, the default of this package: as type 1, but the average
	// with the next value where the share is exactly p. It is the usual median.
	AveragedInverseCDF QuantileType = 2
	// NearestEven is type 3, once the default of SAS: the order statistic whose number is nearest to n p, of two the even one.
	NearestEven QuantileType = 3
	// InterpolatedCDF is type 4, linear between the order statistics k at p = k/n.
	InterpolatedCDF QuantileType = 4
	// Hazen is type 5, linear between the order statistics k at p = (k-1/2)/n.
	Hazen QuantileType = 5
	// Weibull is type 6, the default of Minitab and SPSS: linear between the order statistics k at p = k/(n+1).
	Weibull QuantileType = 6
	// Linear is type 7, the default of R and numpy: linear between the order statistics k at p = (k-1)/(n-1).
	Linear QuantileType = 7
	// MedianUnbiased is type 8, which Hyndman and Fan recommend: linear between the order statistics k at p = (k-1/3)/(n+1/3).
	MedianUnbiased QuantileType = 8
	// NormalUnbiased is type 9: linear between the order statistics k at p = (k-3/8)/(n+1/4).
	NormalUnbiased QuantileType = 9
)

// quantileFuzz is how far a cumulated share may miss p by rounding and still count as equal.
const quantileFuzz = 4 * 0x1p-52

// Quantile returns the p-quantile of type t, in the unit of x.
//
// With n rows of equal weight, each type is that of R's function quantile. With other weights, types 1 and 2 are the inverse of the weighted
// distribution function. Types 4 to 9 are the average of that inverse over a stretch 1/n wide that ends at h/n,
//
//	Q(p) = n times the integral of Q_1 from (h-1)/n to h/n,   h = n p + m, at least 1 and at most n
//
// with Q_1 the inverse and m = 0, 1/2, p, 1-p, (p+1)/3, p/4 + 3/8: with equal weights, exactly the interpolation between two order
// statistics. Type 3 is Q_1 at the whole number nearest to n p, over n. Here n is the effective number of rows, (sum w)^2/sum w^2: only ratios of
// weights count, and neither the order of the rows nor ties change anything; at p = 0 and 1 the result is the average of the 1/n at that end. [Distribution.QuantileCounts] takes weights as
// counts instead. R's survey interpolates between rows in the order in which ties come, so types 5 to 9 differ from it by less than one
// step between values, and by nothing with equal weights.
//
// NaN: see [Distribution]. It returns an error if p is not in [0, 1] or t is not 1 to 9. Cost O(log n); for types 3 to 9 with weights,
// O(n) once, and of the values that share 1/n.
func (d *Distribution) Quantile(p float64, t QuantileType) (float64, error) {
	if err := checkQuantileOf(p, t); err != nil || d.empty() {
		return math.NaN(), err
	}
	return d.quantileOf(p, t, d.effectiveRows), nil
}

// QuantileCounts returns the p-quantile of type t of the data with every row written out w times, in the unit of x. It differs from
// [Distribution.Quantile] for types 3 to 9, whose n is the sum of weights here. Whole weights are counts; R's Hmisc has type 7 of them as
// wtd.quantile(type = "quantile") and type 6 as "i/(n+1)". NaN: see [Distribution], and if the sum of weights is below 1. Errors as Quantile.
func (d *Distribution) QuantileCounts(p float64, t QuantileType) (float64, error) {
	if err := checkQuantileOf(p, t); err != nil || !(d.Weight() >= 1) {
		return math.NaN(), err
	}
	return d.quantileOf(p, t, d.Weight), nil
}

func checkQuantileOf(p float64, t QuantileType) error {
	if err := checkRange("p", p, 0, 1); err != nil {
		return err
	}
	if t < InverseCDF || t > NormalUnbiased {
		return fmt.Errorf("inequality: t: got quantile type %d, want 1 to 9", t)
	}
	return nil
}

func (d *Distribution) quantileOf(p float64, t QuantileType, rows func() float64) float64 {
	if t <= AveragedInverseCDF {
		return d.quantile(p, t)
	}
	n := rows()
	if t == NearestEven {
		k := min(max(nearestEven(float64(n*p)), 1), n)
		return d.quantile(k/n, InverseCDF)
	}
	h := float64(n*p) + orderOffset(p, t)
	h = min(max(h, 1), n)
	return d.averageBetween((h-1)/n, h/n)
}

// nearestEven is the whole number nearest to v, of two the even one; n of weights is rounded, so that v at a tie can miss it a little.
func nearestEven(v float64) float64 {
	if tie := math.Floor(v) + 0.5; math.Abs(v-tie) <= 2*quantileFuzz*tie {
		v = tie
	}
	return math.RoundToEven(v)
}

// orderOffset is m of Hyndman and Fan 1996: between the order statistics lies number n p + m.
func orderOffset(p float64, t QuantileType) float64 {
	switch t {
	case Hazen:
		return 0.5
	case Weibull:
		return p
	case Linear:
		return 1 - p
	case MedianUnbiased:
		return (p + 1) / 3
	case NormalUnbiased:
		return float64(p/4) + 0.375
	}
	return 0
}

// effectiveRows is (sum w)^2/sum w^2 over rows, which is their number if all weigh the same.
func (d *Distribution) effectiveRows() float64 {
	if d.unit != 0 {
		return float64(d.n)
	}
	var squares compensated
	for i := range d.x {
		squares.Add(d.squaredShare(i))
	}
	return 1 / squares.Value()
}

// averageBetween is the average of the inverse of the distribution function from the share lo to the share hi.
func (d *Distribution) averageBetween(lo, hi float64) float64 {
	from, to := float64(lo*d.total()), float64(hi*d.total())
	i := min(sort.Search(len(d.cum), func(i int) bool { return d.cum[i] > from }), len(d.cum)-1)
	first := d.x[i]
	var above, width compensated // over the first value, so that equal ones give it exactly
	for ; i < len(d.x) && d.below(i) < to; i++ {
		part := min(d.cum[i], to) - max(d.below(i), from)
		width.Add(part)
		above.Add(float64(part * (d.scaled(i) - float64(first*d.scale))))
	}
	if !(width.Value() > 0) {
		return first
	}
	return first + above.Value()/width.Value()/d.scale
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
		return float64(d.x[i]/2) + float64(d.x[i+1]/2)
	}
	return d.x[i]
}

// RankQuantile returns the p-quantile by linear interpolation between the distinct values at their upper ranks C_i/W, "i/n", in the unit of x;
// below the first rank it is the smallest value. It is what R's Hmisc has as wtd.quantile(type = "i/n"), and with weights but without ties
// what survey has as qrule "hf4". Copies of everybody change nothing. NaN: see [Distribution]. It returns an error if p is not in [0, 1]. Cost O(log n).
func (d *Distribution) RankQuantile(p float64) (float64, error) {
	return d.interpolated(p, func(i int) float64 { return d.cum[i] })
}

// MidRankQuantile returns the p-quantile by linear interpolation between the distinct values at their mid-ranks (C_i - w_i/2)/W, in the unit of
// x; outside the ranks it is the smallest or the largest value. At p = 1/2 it is the interpolated weighted median; survey's qrule "hf5" is
// the same for values without ties. Copies of everybody change nothing. NaN: see [Distribution]. It returns an error if p is not in [0, 1]. Cost O(log n).
func (d *Distribution) MidRankQuantile(p float64) (float64, error) {
	return d.interpolated(p, func(i int) float64 { return d.below(i) + float64(d.w[i]/2) })
}

// interpolated is linear between the points (at(i)/W, x_i).
func (d *Distribution) interpolated(p float64, at func(i int) float64) (float64, error) {
	if err := checkRange("p", p, 0, 1); err != nil || d.empty() {
		return math.NaN(), err
	}
	target := float64(p * d.total())
	i := sort.Search(len(d.x), func(i int) bool { return at(i) >= target })
	switch {
	case i == 0:
		return d.x[0], nil
	case i == len(d.x):
		return d.x[i-1], nil
	}
	part := (target - at(i-1)) / (at(i) - at(i-1))
	return float64((1-part)*d.x[i-1]) + float64(part*d.x[i]), nil
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
