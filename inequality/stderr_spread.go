package inequality

import (
	"math"

	"github.com/cogap/cogap/internal/dmath"
)

// AbsoluteGiniSE returns the linearised standard error of [Distribution.AbsoluteGini], in the unit of x, from the average distance a_i of x_i from all:
//
//	IF_i = a_i - 2 absolute Gini,   var = n/(n-1) sum (f_i IF_i)^2
//
// NaN for a single row. Cost O(n).
func (d *Distribution) AbsoluteGiniSE() float64 {
	if d.empty() {
		return math.NaN()
	}
	return d.linearised(d.absoluteGiniInfluence()) * d.widest() / d.scale
}

// absoluteGiniInfluence is in the unit of the widest gap, to be called once for each i from 0 up.
func (d *Distribution) absoluteGiniInfluence() func(i int) float64 {
	distance, gini := d.distancesInOrder(), d.gaps()/d.widest()
	return func(i int) float64 { return distance(i) - 2*gini }
}

// distancesInOrder is the mean absolute distance of each distinct value from all, in the unit of the widest gap, to be called once for each i from 0 up.
func (d *Distribution) distancesInOrder() func(i int) float64 {
	size := d.widest()
	var lower compensated // weighted deviations of those up to here; all of them sum to 0
	return func(i int) float64 {
		before, gap := lower.Value(), d.gap(i)/size
		lower.Add(float64(d.w[i] * gap))
		return float64(gap*d.spread(i)) - (before+lower.Value())/d.total()
	}
}

// VarianceSE returns the linearised standard error of [Distribution.Variance], from IF_i = (x_i - mu)^2 - variance, in the squared unit of x. NaN for a
// single row. Cost O(n).
func (d *Distribution) VarianceSE() float64 {
	if d.empty() {
		return math.NaN()
	}
	size := d.widest()
	v := d.average(func(i int) float64 { return squared(d.gap(i) / size) })
	return d.linearised(func(i int) float64 { return squared(d.gap(i)/size) - v }) * squared(size/d.scale)
}

// CVSE returns the linearised standard error of [Distribution.CV], from IF_i = (dev_i^2 - CV^2)/(2 CV) - CV dev_i with dev = (x - mu)/mu. No unit; 0 when all
// are equal. NaN for a single row and where the CV is. Cost O(n).
func (d *Distribution) CVSE() float64 {
	cv := d.CV()
	if cv == 0 {
		return d.linearised(func(int) float64 { return 0 })
	}
	if math.IsNaN(cv) {
		return cv
	}
	return d.linearised(func(i int) float64 {
		return float64((d.dev(i)-cv)*((d.dev(i)+cv)/(2*cv))) - float64(cv*d.dev(i))
	})
}

// HooverSE returns the linearised standard error of [Distribution.Hoover],
//
//	IF_i = max(-dev_i, 0) - H + (F(mu) - H) dev_i,   dev = (x - mu)/mu
//
// with F(mu) the share of people below the mean and half of those at it. No unit. NaN for a single row and where the index is. Cost O(n).
func (d *Distribution) HooverSE() float64 {
	if !d.relative() {
		return math.NaN()
	}
	return d.linearised(d.hooverInfluence(d.Hoover()))
}

func (d *Distribution) hooverInfluence(h float64) func(i int) float64 {
	rounding := 0x1p-48 * d.widest()
	below := d.average(func(i int) float64 {
		switch {
		case math.Abs(d.gap(i)) <= rounding: // at the mean
			return 0.5
		case d.gap(i) < 0:
			return 1
		}
		return 0
	})
	return func(i int) float64 { return max(-d.dev(i), 0) - h + float64((below-h)*d.dev(i)) }
}

// FGTSE returns the standard error of [Distribution.FGT] below a line that is given, not estimated: that of an average over people. No unit. NaN for a
// single row. Errors as FGT. Cost O(n).
func (d *Distribution) FGTSE(alpha, z float64) (float64, error) {
	if err := checkRange("alpha", alpha, 0, math.Inf(1)); err != nil {
		return math.NaN(), err
	}
	return d.poorSE(z, func(_ int, gap float64) float64 { return dmath.Pow(gap, alpha) })
}

// WattsSE returns the standard error of [Distribution.Watts] below a line that is given; see [Distribution.FGTSE]. NaN where the index is not finite.
func (d *Distribution) WattsSE(z float64) (float64, error) {
	return d.poorSE(z, func(i int, gap float64) float64 {
		if d.x[i] < 0 {
			return math.NaN()
		}
		return -d.logShortfall(i, z, gap)
	})
}

func (d *Distribution) poorSE(z float64, term func(i int, gap float64) float64) (float64, error) {
	mean, err := d.poorSum(z, term)
	if err != nil || math.IsNaN(mean) || math.IsInf(mean, 0) {
		return math.NaN(), err
	}
	k := d.poor(z)
	return d.linearised(func(i int) float64 {
		if i >= k {
			return -mean
		}
		return term(i, d.relativeGap(i, z)) - mean
	}), nil
}
