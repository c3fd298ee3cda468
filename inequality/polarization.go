package inequality

import (
	"math"
	"sort"

	"github.com/cogap/cogap/internal/dmath"
)

// Wolfson returns Wolfson's polarisation index, how far the middle is thinned out:
//
//	P = 2 (2 (1/2 - L(1/2)) - G) mu/median
//
// with the type 2 median. No unit; 0 when all are equal, 1 when half have nothing and half
// have the same. Some texts quote a quarter or half of it. NaN if the mean or the median is
// not positive. Cost O(n) after sorting. Source: Wolfson 1994.
func (d *Distribution) Wolfson() float64 {
	median := d.Median() * d.scale
	if !d.relative() || !(median > 0) {
		return math.NaN()
	}
	return 2 * (2*d.halfGap() - d.Gini()) * (d.mu() / median)
}

// WolfsonSE returns the linearised standard error of [Distribution.Wolfson]. With m the median, L the Lorenz curve at 1/2, D = 1 - 2 L - G and IF of each in it,
//
//	IF_i = 2 (mu/m (-2 IF_L - IF_G) + D (IF_mu/m - mu IF_m/m^2)),   var = n/(n-1) sum (f_i IF_i)^2
//
// with a Gaussian kernel density at the median of the bandwidth of [Distribution.Bandwidth]. No unit. NaN for a single row, if all values are equal, and where the index is. Cost O(n)
// after sorting.
func (d *Distribution) WolfsonSE() float64 {
	value := d.Wolfson()
	if math.IsNaN(value) || len(d.x) == 1 {
		return math.NaN()
	}
	return d.linearised(d.wolfsonInfluence(value, d.Bandwidth()))
}

// wolfsonInfluence is to be called once for each i from 0 up.
func (d *Distribution) wolfsonInfluence(value, h float64) func(i int) float64 {
	gini, lorenz := d.giniInfluenceInOrder(), d.lorenzInfluence(0.5, d.lorenz(0.5))
	median, ofMedian := d.quantileInfluence(0.5, h)
	over := d.Mean() / median
	return func(i int) float64 {
		return float64(2*over*(float64(-2*lorenz(i))-gini(i))) + float64(value*(d.dev(i)-ofMedian(i)/median))
	}
}

// halfGap is 1/2 - L(1/2), from deviations: minus their weighted sum over the poorer half.
func (d *Distribution) halfGap() float64 {
	half := float64(d.total() / 2)
	var s compensated
	for i, w := range d.w {
		part := min(w, half-d.below(i))
		if part <= 0 {
			break
		}
		s.Add(float64(part * d.dev(i)))
	}
	return 0 - s.Value()/d.total()
}

// DER returns the polarisation index of Duclos, Esteban and Ray for data without groups,
//
//	sum f_i fhat(r_i)^alpha a(r_i),   r = x/mu,   a(r) = sum f_j abs(r - r_j)
//
// with fhat a Gaussian kernel density of r. The bandwidth h is in units of the mean and is
// part of the answer. alpha is the aversion to polarisation, meant to be 0.25 to 1; at 0 the
// index is twice the Gini. No unit. NaN if the mean is not positive. It returns an error if
// alpha is not in [0, 1] or h is not positive and finite. Cost O(n m), m the values within 39 h.
// Source: Duclos, Esteban and Ray 2004.
func (d *Distribution) DER(alpha, h float64) (float64, error) {
	if err := checkRange("alpha", alpha, 0, 1); err != nil {
		return math.NaN(), err
	}
	if err := checkPositive("h", h); err != nil || !d.relative() {
		return math.NaN(), err
	}
	distance := d.distances()
	var s compensated
	for i, w := range d.w {
		s.Add(float64(w * float64(dmath.Pow(d.density(i, h), alpha)*distance[i])))
	}
	return s.Value() / d.total(), nil
}

// density is the Gaussian kernel density of x/mu at the i-th value.
func (d *Distribution) density(i int, h float64) float64 {
	return d.kernel(d.dev(i), h, d.dev)
}

// kernel is sum f_j phi((at - z_j)/h)/h for ascending z. Beyond 39 standard deviations the
// normal density is 0 in float64.
func (d *Distribution) kernel(at, h float64, z func(j int) float64) float64 {
	first := sort.Search(len(d.x), func(j int) bool { return z(j) >= at-float64(39*h) })
	var s compensated
	for j := first; j < len(d.x); j++ {
		v := z(j)
		if v > at+float64(39*h) {
			break
		}
		u := (at - v) / h
		s.Add(float64(d.w[j] * dmath.Exp(-float64(u*u)/2)))
	}
	return s.Value() / d.total() / (h * math.Sqrt(2*math.Pi))
}
