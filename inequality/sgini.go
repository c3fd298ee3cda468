package inequality

import (
	"math"
	"slices"

	"github.com/cogap/cogap/internal/dmath"
)

// SGini returns the extended Gini with inequality aversion nu >= 1: 0 at nu = 1, the Gini at
// nu = 2, and the larger nu, the more the poorest count.
//
//	G(nu) = 1 - sum x_i/mu [(1-F_{i-1})^nu - (1-F_i)^nu]
//
// This is exact on the Lorenz polygon and does not change when everyone is copied, unlike the
// covariance form -nu cov(x, (1-R)^(nu-1))/mu. Edge cases as [Distribution.Gini]; an error if
// nu is below 1 or not finite. Cost O(n) after sorting.
// Source: Donaldson and Weymark 1980; Yitzhaki 1983.
func (d *Distribution) SGini(nu float64) (float64, error) {
	if err := checkRange("nu", nu, 1, math.Inf(1)); err != nil {
		return math.NaN(), err
	}
	if !d.relative() {
		return math.NaN(), nil
	}
	return d.kept.value("sgini", nu, func() float64 { return d.extended(nu, d.dev) }), nil
}

// extended returns -sum dev_i [(1-F_{i-1})^nu - (1-F_i)^nu]; the brackets sum to one. Each is
// U^nu [1 - (1 - w/U)^nu] with U the weight share from i upwards, summed from the top so that
// small ones keep their digits.
func (d *Distribution) extended(nu float64, dev func(i int) float64) float64 {
	if nu == 1 {
		return 0
	}
	bracket := powerFall(nu)
	var s, upper compensated
	for i, w := range slices.Backward(d.w) {
		upper.Add(w)
		s.Add(float64(dev(i) * bracket(upper.Value()/d.total(), w/d.total(), min(w/upper.Value(), 1))))
	}
	return 0 - s.Value()
}

// powerFall returns what u^nu - (u-f)^nu is, without the digits that the difference loses; part is f/u. At 3 and 4, which are asked for most, it is a product with f.
func powerFall(nu float64) func(u, f, part float64) float64 {
	switch nu {
	case 3:
		return func(u, f, _ float64) float64 {
			v := max(u-f, 0)
			return f * (float64(u*u) + float64(u*v) + float64(v*v))
		}
	case 4:
		return func(u, f, _ float64) float64 {
			v := max(u-f, 0)
			return f * float64((u+v)*(float64(u*u)+float64(v*v)))
		}
	}
	return func(u, _, part float64) float64 {
		return float64(dmath.Pow(u, nu) * -dmath.Expm1(nu*dmath.Log1p(-part)))
	}
}

// SGiniSE returns the linearised standard error of [Distribution.SGini]. With the weights v(p) = 1 - nu (1-p)^(nu-1) of the ranks,
//
//	IF(x) = [integral of (F(t) - [x <= t]) v(F(t)) dt - G(nu) (x - mu)]/mu,   var = n/(n-1) sum (f_i IF_i)^2
//
// No unit. NaN for a single row and where the index is. Errors as SGini. Cost O(n) after sorting.
func (d *Distribution) SGiniSE(nu float64) (float64, error) {
	value, err := d.SGini(nu)
	if err != nil {
		return math.NaN(), err
	}
	return d.lStatisticSE(value, sginiWeights(nu)), nil
}

// sginiWeights are the weights of the ranks.
func sginiWeights(nu float64) func(p float64) float64 {
	switch nu {
	case 3:
		return func(p float64) float64 { return 1 - float64(3*float64((1-p)*(1-p))) }
	case 4:
		return func(p float64) float64 { return 1 - float64(4*float64(float64((1-p)*(1-p))*(1-p))) }
	}
	return func(p float64) float64 { return 1 - float64(nu*dmath.Pow(1-p, nu-1)) }
}
