package inequality

import (
	"fmt"
	"math"
	"sort"

	"github.com/cogap/cogap/internal/dmath"
)

// The poor are those with x < z, strictly below the line z. A line that is a share of a quantile is
// [Distribution.RelativeLine]

// FGT returns the Foster-Greer-Thorbecke measure below the line z, sum over the poor of
// f ((z-x)/z)^alpha: the headcount at alpha = 0, the mean gap at 1, its square at 2.
//
// No unit. 0 if nobody is poor; negative values have gaps above 1. NaN: see [Distribution].
// It returns an error if alpha is negative or z is not positive, or either is not finite.
// Cost O(n). Source: Foster, Greer and Thorbecke 1984.
func (d *Distribution) FGT(alpha, z float64) (float64, error) {
	if err := checkRange("alpha", alpha, 0, math.Inf(1)); err != nil {
		return math.NaN(), err
	}
	return d.poorSum(z, func(_ int, gap float64) float64 { return dmath.Pow(gap, alpha) })
}

// Watts returns the Watts index below the line z, sum over the poor of f ln(z/x). No unit.
// 0 if nobody is poor, +Inf if a value is 0, NaN if one is negative; see also [Distribution].
// It returns an error if z is not positive and finite. Cost O(n). Source: Watts 1968.
func (d *Distribution) Watts(z float64) (float64, error) {
	return d.poorSum(z, func(i int, gap float64) float64 {
		if d.x[i] < 0 {
			return math.NaN()
		}
		return -d.logShortfall(i, z, gap)
	})
}

// Sen returns the Sen index below the line z, H [I + (1-I) G]: the headcount H, the mean gap
// I of the poor and the Gini G among them. No unit; 0 if nobody is poor. NaN: see
// [Distribution]. It returns an error if z is not positive and finite. Cost O(n).
// Source: Sen 1976.
func (d *Distribution) Sen(z float64) (float64, error) {
	gap, err := d.FGT(1, z)
	if err != nil || d.empty() {
		return math.NaN(), err
	}
	k := d.poor(z)
	if k == 0 {
		return 0, nil
	}
	poor := &Distribution{x: d.x[:k], w: d.w[:k]}
	poor.finish(columns{})
	// (1-I) G is the absolute Gini of the poor over z, defined whatever their mean.
	headcount := d.cum[k-1] / d.total()
	return gap + float64(headcount*(poor.AbsoluteGini()/z)), nil
}

// SST returns the Sen-Shorrocks-Thon index below the line z, sum over the poor of
// f (z-x)/z 2 (1-R), with R the mid-rank among all people. No unit; 0 if nobody is poor. NaN:
// see [Distribution]. It returns an error if z is not positive and finite. Cost O(n).
// Source: Shorrocks 1995.
func (d *Distribution) SST(z float64) (float64, error) {
	return d.poorSum(z, func(i int, gap float64) float64 { return gap * (1 - d.spread(i)) })
}

// SenSE returns the linearised standard error of [Distribution.Sen] below a line that is given. With g = (z-x)/z of the poor, a the mean absolute distance of a poor value from the poor,
// H the headcount and Q what Sen has beyond the mean gap,
//
//	IF_i = g_i + a_i/z - Q/H - Sen for the poor, - Sen for others,   var = n/(n-1) sum (f_i IF_i)^2
//
// No unit. NaN for a single row and where the index is. Errors as Sen. Cost O(n).
func (d *Distribution) SenSE(z float64) (float64, error) {
	value, err := d.Sen(z)
	if err != nil || d.empty() {
		return math.NaN(), err
	}
	return d.linearised(d.senInfluence(z, value)), nil
}

// senInfluence is to be called once for each i from 0 up.
func (d *Distribution) senInfluence(z, value float64) func(i int) float64 {
	k := d.poor(z)
	if k == 0 {
		return func(int) float64 { return 0 }
	}
	poor := &Distribution{x: d.x[:k], w: d.w[:k]}
	poor.finish(columns{})
	distance, unit := poor.distancesInOrder(), poor.widest()/poor.scale/z
	beyond := poor.AbsoluteGini() / z // Q/H
	return func(i int) float64 {
		if i >= k {
			return -value
		}
		return d.relativeGap(i, z) + float64(distance(i)*unit) - beyond - value
	}
}

// SSTSE returns the linearised standard error of [Distribution.SST] below a line that is given. With g = (z-x)/z, 0 for who is not poor,
//
//	IF_i = 2 (g_i (w_i + weight above) + sum of w g below)/W - 2 SST,   var = n/(n-1) sum (f_i IF_i)^2
//
// No unit. NaN for a single row and where the index is. Errors as SST. Cost O(n).
func (d *Distribution) SSTSE(z float64) (float64, error) {
	value, err := d.SST(z)
	if err != nil || d.empty() {
		return math.NaN(), err
	}
	return d.linearised(d.sstInfluence(z, value)), nil
}

// sstInfluence is to be called once for each i from 0 up.
func (d *Distribution) sstInfluence(z, value float64) func(i int) float64 {
	k := d.poor(z)
	var below compensated
	return func(i int) float64 {
		gaps, own := below.Value(), 0.0
		if i < k {
			gap := d.relativeGap(i, z)
			own = gap * (d.total() - d.below(i))
			below.Add(float64(d.w[i] * gap))
		}
		return 2 * ((own+gaps)/d.total() - value)
	}
}

// poor is the number of distinct values below z.
func (d *Distribution) poor(z float64) int { return sort.SearchFloat64s(d.x, z) }

// poorSum is sum f term over the poor; gap is (z-x)/z.
func (d *Distribution) poorSum(z float64, term func(i int, gap float64) float64) (float64, error) {
	if err := checkPositive("z", z); err != nil || d.empty() {
		return math.NaN(), err
	}
	var s compensated
	for i := range d.poor(z) {
		s.Add(float64(d.w[i] * term(i, d.relativeGap(i, z))))
	}
	return s.Value() / d.total(), nil
}

// relativeGap is (z-x_i)/z of a poor value.
func (d *Distribution) relativeGap(i int, z float64) float64 {
	if d.x[i] > z/2 {
		return (z - d.x[i]) / z // exact difference
	}
	return 1 - d.x[i]/z
}

func checkPositive(name string, v float64) error {
	if v > 0 && !math.IsInf(v, 1) {
		return nil
	}
	return fmt.Errorf("inequality: %s: got %v, want a finite number > 0", name, v)
}
