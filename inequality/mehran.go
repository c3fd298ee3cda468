package inequality

import "math"

// Mehran returns the Mehran index, 6 times the integral of (1-p)(p - L(p)) over p: the gap between equality and the Lorenz curve, weighed more at
// the bottom. It is the extended Gini [Distribution.SGini] at nu = 3. No unit; edge cases as [Distribution.Gini].
//
// The integral is exact on the Lorenz polygon, so copies of everybody change nothing. Sums over ranks i/n, as Python's apode has them ("merhan"),
// differ by the order of 1/n. Cost O(n) after sorting. Source: as apode cites it, Mehran 1976.
func (d *Distribution) Mehran() float64 {
	if !d.relative() {
		return math.NaN()
	}
	return d.extended(3, d.dev)
}

// MehranSE returns the linearised standard error of [Distribution.Mehran]; see [Distribution.SGiniSE].
func (d *Distribution) MehranSE() float64 {
	return d.lStatisticSE(d.Mehran(), func(p float64) float64 { return 1 - float64(3*squared(1-p)) })
}

// Piesch returns the Piesch index, 3 times the integral of p (p - L(p)) over p: the gap between equality and the Lorenz curve, weighed more at
// the top. It is (3 Gini - Mehran)/2. No unit; edge cases as [Distribution.Gini]; on the polygon as [Distribution.Mehran]. Cost O(n) after
// sorting. Source: as apode cites it, Piesch 1975.
func (d *Distribution) Piesch() float64 {
	if !d.relative() {
		return math.NaN()
	}
	return d.average(func(i int) float64 {
		a, b := d.below(i)/d.total(), d.cum[i]/d.total()
		return d.dev(i) * (squared(a) + float64(a*b) + squared(b) - 1) / 2 // the average of (3p^2 - 1)/2 from a to b
	})
}

// PieschSE returns the linearised standard error of [Distribution.Piesch]; see [Distribution.SGiniSE].
func (d *Distribution) PieschSE() float64 {
	return d.lStatisticSE(d.Piesch(), func(p float64) float64 { return (float64(3*squared(p)) - 1) / 2 })
}

// lStatisticSE is the standard error of a value S/mu with S = integral of Q(p) v(p) dp:
//
//	IF(x) = integral of (F(t) - [x <= t]) v(F(t)) dt
//
// is the influence on S, and that on S/mu is (IF - S/mu (x - mu))/mu.
func (d *Distribution) lStatisticSE(value float64, v func(p float64) float64) float64 {
	if !d.relative() {
		return math.NaN()
	}
	return d.linearised(d.lStatisticInfluence(value, v))
}

// lStatisticInfluence is to be called once for each i from 0 up.
func (d *Distribution) lStatisticInfluence(value float64, v func(p float64) float64) func(i int) float64 {
	step := func(i int) float64 { // of the integral, from the i-th value to the next
		if i == len(d.x)-1 {
			return 0
		}
		return float64(v(d.cum[i]/d.total()) * ((d.scaled(i+1) - d.scaled(i)) / d.mu()))
	}
	var all, above compensated // integrals of F v, and of v above the value reached
	for i := range d.x {
		rise := step(i)
		all.Add(float64(d.cum[i] / d.total() * rise))
		above.Add(rise)
	}
	return func(i int) float64 {
		influence := all.Value() - above.Value() - float64(value*d.dev(i))
		above.Add(-step(i))
		return influence
	}
}
