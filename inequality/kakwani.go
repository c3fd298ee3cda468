package inequality

import (
	"math"

	"github.com/cogap/cogap/internal/dmath"
)

// Kakwani returns the Kakwani index, how much longer the Lorenz curve is than the diagonal, over the most that it can be:
//
//	K = (sum f sqrt(1 + r^2) - sqrt 2)/(2 - sqrt 2),   r = x/mu
//
// 0 when all are equal, towards 1 as one person has all; it reacts to transfers at every height, more at the bottom. No unit. NaN if the mean is
// not positive. Another measure is [Concentration.Kakwani]; a third [Distribution.KakwaniPoverty]. Cost O(n).
func (d *Distribution) Kakwani() float64 {
	if !d.relative() {
		return math.NaN()
	}
	return d.average(d.lengthTerm) / (2 - math.Sqrt2)
}

// lengthTerm is sqrt(1 + r^2) - sqrt 2 - (r-1)/sqrt 2, >= 0; the last part averages to 0.
func (d *Distribution) lengthTerm(i int) float64 {
	dev := d.dev(i)
	if dev == 0 {
		return 0
	}
	root := dmath.Hypot(1, 1+dev)
	if line := math.Sqrt2 + dev/math.Sqrt2; root+line > 1 {
		return dev / (root + line) * dev / 2
	}
	return root - math.Sqrt2 - dev/math.Sqrt2 // far below 0 nothing cancels
}

// KakwaniSE returns the linearised standard error of [Distribution.Kakwani],
//
//	IF_i = [sqrt(1 + r_i^2) - m - c (r_i - 1)]/(2 - sqrt 2),   m = sum f sqrt(1 + r^2),   c = sum f r^2/sqrt(1 + r^2)
//
// No unit. NaN for a single row and where the index is. Cost O(n).
func (d *Distribution) KakwaniSE() float64 {
	if !d.relative() {
		return math.NaN()
	}
	return d.linearised(d.lengthInfluence())
}

func (d *Distribution) lengthInfluence() func(i int) float64 {
	m := d.average(d.lengthTerm)
	c := d.average(func(i int) float64 { r := d.ratioTo(i); return r / dmath.Hypot(1, r) * r })
	return func(i int) float64 {
		return (d.lengthTerm(i) - m - float64((c-1/math.Sqrt2)*d.dev(i))) / (2 - math.Sqrt2)
	}
}
