package inequality

import "math"

// Mehran returns the Mehran index, 6 times the integral of (1-p)(p - L(p)) over p: the gap between equality and the Lorenz curve, weighed more at
// the bottom. It is the extended Gini [Distribution.SGini] at nu = 3. No unit; edge cases as [Distribution.Gini].
//
// The integral is exact on the Lorenz polygon, so copies of everybody change nothing. Sums over ranks i/n, as Python's apode has them ("merhan"),
// differ by the order of 1/n. Cost O(n) after sorting. Source: as apode cites it, Mehran 1976.
func (d *Distribution) Mehran() float64 { return d.lStatistic(mehranWeight) }

// MehranSE returns the linearised standard error of [Distribution.Mehran]; see [Distribution.SGiniSE].
func (d *Distribution) MehranSE() float64 { return d.lStatisticSE(mehranWeight) }

// Piesch returns the Piesch index, 3 times the integral of p (p - L(p)) over p: the gap between equality and the Lorenz curve, weighed more at
// the top. It is (3 Gini - Mehran)/2. No unit; edge cases as [Distribution.Gini]; on the polygon as [Distribution.Mehran]. Cost O(n) after
// sorting. Source: as apode cites it, Piesch 1975.
func (d *Distribution) Piesch() float64 { return d.lStatistic(pieschWeight) }

// PieschSE returns the linearised standard error of [Distribution.Piesch]; see [Distribution.SGiniSE].
func (d *Distribution) PieschSE() float64 { return d.lStatisticSE(pieschWeight) }

var (
	mehranWeight = weighting{
		at:    func(p float64) float64 { return 1 - 3*squared(1-p) },
		until: func(p float64) float64 { return p * (1 - p) * (p - 2) },
	}
	pieschWeight = weighting{
		at:    func(p float64) float64 { return (3*squared(p) - 1) / 2 },
		until: func(p float64) float64 { return p * (p - 1) * (p + 1) / 2 },
	}
)

// weighting is the weight that a rank has in a measure integral of Q(p)/mu at(p) dp, and its integral from 0 to p, which is 0 at 1 too.
type weighting struct {
	at    func(p float64) float64
	until func(p float64) float64
}

// lStatistic is the measure of these weights on the Lorenz polygon, from deviations: the weights add up to 0.
func (d *Distribution) lStatistic(w weighting) float64 {
	if !d.relative() {
		return math.NaN()
	}
	var s compensated
	before := 0.0
	for i := range d.x {
		upTo := w.until(d.cum[i] / d.total())
		s.Add(float64(d.dev(i) * (upTo - before)))
		before = upTo
	}
	return s.Value()
}

// lStatisticSE is the standard error of lStatistic. For a sum S = integral of Q(p) v(p) dp,
//
//	IF(x) = integral of (F(t) - [x <= t]) v(F(t)) dt,
//
// and the influence on S/mu is (IF - S/mu (x - mu))/mu.
func (d *Distribution) lStatisticSE(w weighting) float64 {
	if !d.relative() {
		return math.NaN()
	}
	value := d.lStatistic(w)
	influence := make([]float64, len(d.x))
	var all, above compensated
	for i := len(d.x) - 2; i >= 0; i-- {
		f := d.cum[i] / d.total()
		step := float64(w.at(f) * ((d.scaled(i+1) - d.scaled(i)) / d.mu()))
		all.Add(float64(f * step))
		above.Add(step)
		influence[i] = -above.Value()
	}
	return d.linearised(func(i int) float64 { return influence[i] + all.Value() - float64(value*d.dev(i)) })
}
