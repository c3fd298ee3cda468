package inequality

import (
	"math"

	"github.com/cogap/cogap/inequality/internal/entropy"
	"github.com/cogap/cogap/internal/dmath"
)

// Atkinson returns the Atkinson index with inequality aversion epsilon >= 0: the share of the
// total that could be given up if the rest were shared equally, for the same welfare.
//
//	A(eps) = 1 - (sum f r^(1-eps))^(1/(1-eps)),   A(1) = 1 - exp(sum f ln r),   r = x/mu
//
// No unit, 0 to 1. A value of 0 gives 1 for epsilon >= 1. NaN with negative values or a mean
// that is not positive. It returns an error if epsilon is negative or not finite. Cost O(n).
// Source: Atkinson 1970.
func (d *Distribution) Atkinson(epsilon float64) (float64, error) {
	if err := checkRange("epsilon", epsilon, 0, math.Inf(1)); err != nil {
		return math.NaN(), err
	}
	return d.atkinson(epsilon), nil
}

func (d *Distribution) atkinson(epsilon float64) float64 {
	return 0 - dmath.Expm1(d.logEDE(epsilon))
}

// EDE returns the equally distributed equivalent, mean (1 - Atkinson(epsilon)): the amount
// which, if everyone had it, would give the same welfare. In the unit of x; edge cases and
// errors as [Distribution.Atkinson].
func (d *Distribution) EDE(epsilon float64) (float64, error) {
	if err := checkRange("epsilon", epsilon, 0, math.Inf(1)); err != nil {
		return math.NaN(), err
	}
	return d.mu() * dmath.Exp(d.logEDE(epsilon)) / d.scale, nil
}

// logEDE is ln(1 - A): from the entropy while that is small, which keeps the digits of a tiny
// A, and from the power mean itself otherwise.
func (d *Distribution) logEDE(epsilon float64) float64 {
	return d.kept.value("log ede", epsilon, func() float64 { return d.computeLogEDE(epsilon) })
}

func (d *Distribution) computeLogEDE(epsilon float64) float64 {
	a := 1 - epsilon
	entropy := d.ge(a)
	switch {
	case math.IsNaN(entropy) || d.x[0] < 0:
		return math.NaN()
	case a == 0:
		return -entropy
	case a < 0 && d.x[0] == 0:
		return math.Inf(-1)
	}
	if excess := a * (a - 1) * entropy; math.Abs(excess) < 0.5 {
		return dmath.Log1p(excess) / a
	}
	return d.logPowerMean(a)
}

// logPowerMean is ln(sum f r^a)/a, with the largest term taken out so that nothing overflows.
func (d *Distribution) logPowerMean(a float64) float64 {
	top := a * d.logRatio(len(d.x)-1)
	if a < 0 {
		top = a * d.logRatio(0)
	}
	mean := d.average(func(i int) float64 { return dmath.Exp(float64(a*d.logRatio(i)) - top) })
	return (top + entropy.Log(mean)) / a
}
