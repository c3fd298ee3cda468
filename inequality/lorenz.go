package inequality

import (
	"math"
	"sort"
)

// Lorenz returns L(p), the share of the total that the poorest share p of the people hold.
//
// The curve is the polygon through (C_i/W, S_i/S), with C and S the cumulated weights and
// totals over ascending distinct values; in between it is linear, so a person may be split.
// Shares, Palma, S-Gini, Gini and Wolfson all come from this curve and agree with each other.
// L(0) = 0 and L(1) = 1; with negative values it dips below 0. NaN if the mean is not
// positive. It returns an error if p is not in [0, 1]. Cost O(log n), after O(n) once.
func (d *Distribution) Lorenz(p float64) (float64, error) {
	if err := checkRange("p", p, 0, 1); err != nil {
		return math.NaN(), err
	}
	return d.lorenz(p), nil
}

func (d *Distribution) lorenz(p float64) float64 {
	if !d.relative() {
		return math.NaN()
	}
	return d.incomeUpTo(p) / d.allIncome()
}

// incomeUpTo is the scaled total held by the poorest share p.
func (d *Distribution) incomeUpTo(p float64) float64 {
	target := float64(p * d.total())
	i := min(sort.SearchFloat64s(d.cum, target), len(d.cum)-1)
	if target >= d.cum[i] {
		return d.incomeUpToValue(i)
	}
	return d.incomeUpToValue(i-1) + float64((target-d.below(i))*d.scaled(i))
}

// GeneralizedLorenz returns mean times L(p), the amount per head of the whole population that
// the poorest share p hold, in the unit of x. It is defined for any mean. NaN: see
// [Distribution]. It returns an error if p is not in [0, 1]. Cost as [Distribution.Lorenz].
func (d *Distribution) GeneralizedLorenz(p float64) (float64, error) {
	if err := checkRange("p", p, 0, 1); err != nil || d.empty() {
		return math.NaN(), err
	}
	return d.incomeUpTo(p) / d.total() / d.scale, nil
}

// LorenzCurve returns the corners of the Lorenz curve, (0, 0) and one more for each distinct
// value: population shares p and shares of the total l. Without observations both are nil;
// l is all NaN if the mean is not positive. Cost O(n).
func (d *Distribution) LorenzCurve() (p, l []float64) {
	if d.empty() {
		return nil, nil
	}
	p, l = make([]float64, len(d.x)+1), make([]float64, len(d.x)+1)
	all := d.allIncome()
	var income compensated
	for i := range d.x {
		income.Add(d.incomeOf(i))
		p[i+1] = d.cum[i] / d.total()
		l[i+1] = income.Value() / all
	}
	if !d.relative() {
		for i := range l {
			l[i] = math.NaN()
		}
	}
	return p, l
}
