package inequality

import (
	"math"
	"slices"
)

// Gini returns the Gini coefficient, the mean difference between two people relative to
// twice the mean: 0 when all have the same, towards 1 as one person has all.
//
//	G = sum f_i (x_i - mu)/mu (2 R_i - 1) = 2 cov(x, R)/mu = 1 - 2 area under the Lorenz curve
//
// This is the population value: two copies of everyone change nothing, and integer weights
// equal physical copies. [Distribution.GiniCorrected] corrects for small samples.
// No unit. Zeros are fine; with negative values it may exceed 1; NaN if the mean is not
// positive; 0 for one value. Cost O(n) after sorting.
// Source: Gini 1914; Lerman and Yitzhaki 1989.
func (d *Distribution) Gini() float64 {
	if !d.relative() {
		return math.NaN()
	}
	return d.gaps() / d.mu()
}

// gaps is the absolute Gini of the scaled values: sum f_i (x_i - mu)(2 R_i - 1).
func (d *Distribution) gaps() float64 {
	return d.average(func(i int) float64 { return float64(d.gap(i) * d.spread(i)) })
}

// AbsoluteGini returns mean times Gini, half the mean absolute difference between two
// people, in the unit of x.
//
// It does not change when everybody gains the same amount, so it suits scores without a
// natural zero. It is defined for any mean and equals the average [Distribution.RelativeDeprivation].
// Cost O(n) after sorting.
func (d *Distribution) AbsoluteGini() float64 {
	if d.empty() {
		return math.NaN()
	}
	return d.gaps() / d.scale
}

// GiniCorrected returns the Gini corrected for small samples, G/(1 - sum f_i^2) with f_i the
// weight share of row i. Unweighted, that is G n/(n-1), which makes the mean difference
// unbiased. For weights that count people see [Distribution.GiniCorrectedCounts].
// NaN for a single row and where [Distribution.Gini] is. Cost O(n) after sorting.
func (d *Distribution) GiniCorrected() float64 {
	if d.n < 2 {
		return math.NaN()
	}
	return d.Gini() / d.unlike
}

// GiniCorrectedCounts returns G N/(N-1), N the sum of weights: the small-sample correction
// when weights are counts of people. It equals [Distribution.GiniCorrected] of the data with
// every row written out w times. NaN if N <= 1. Cost O(n) after sorting.
func (d *Distribution) GiniCorrectedCounts() float64 {
	n := d.Weight()
	if !(n > 1) {
		return math.NaN()
	}
	return d.Gini() / (1 - 1/n)
}

// GiniNormalized returns the Gini normalised for data with negative values, mean times Gini
// over the mean of abs(x). It lies in [0, 1], is defined for any mean and equals the Gini if
// no value is negative. NaN if all values are 0. Cost O(n) after sorting.
// Source: Raffinetti, Siletti and Vernizzi 2015.
func (d *Distribution) GiniNormalized() float64 {
	if d.empty() {
		return math.NaN()
	}
	return d.gaps() / d.average(func(i int) float64 { return math.Abs(d.scaled(i)) })
}

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
	return d.extended(nu, d.dev), nil
}

// extended returns -sum dev_i [(1-F_{i-1})^nu - (1-F_i)^nu]; the brackets sum to one. Each is
// U^nu [1 - (1 - w/U)^nu] with U the weight share from i upwards, summed from the top so that
// small ones keep their digits.
func (d *Distribution) extended(nu float64, dev func(i int) float64) float64 {
	if nu == 1 {
		return 0
	}
	var s, upper compensated
	for i, w := range slices.Backward(d.w) {
		upper.Add(w)
		part := -math.Expm1(nu * math.Log1p(-min(w/upper.Value(), 1)))
		s.Add(float64(dev(i) * float64(math.Pow(upper.Value()/d.total(), nu)*part)))
	}
	return 0 - s.Value()
}

// RelativeDeprivation returns how much a person with value v lacks compared with the others,
// sum f_j max(x_j - v, 0), in the unit of x. Averaged over all people it is mean times Gini,
// [Distribution.AbsoluteGini]. v need not occur in the data. NaN: see [Distribution].
// Cost O(log n), after O(n) once. Source: Yitzhaki 1979.
func (d *Distribution) RelativeDeprivation(v float64) float64 {
	if d.empty() || math.IsNaN(v) {
		return math.NaN()
	}
	i, upTo := d.rank(v)
	if i == len(d.x) {
		return 0
	}
	income := d.cumIncome()
	above := income[len(income)-1]
	if i > 0 {
		above -= income[i-1]
	}
	lack := above - float64((d.total()-upTo)*float64(v*d.scale))
	return max(lack/d.total()/d.scale, 0)
}

// Bonferroni returns the Bonferroni index, sum f_i (mu - m_i)/mu, where m_i is the mean of
// everyone with at most x_i. It reacts more than the Gini to what happens at the bottom.
// No unit; 0 when all are equal; NaN if the mean is not positive. Ties are merged first, so a
// transfer from rich to poor that breaks a tie may raise it.
// Cost O(n) after sorting. Source: Bonferroni 1930; Zenga and Valli 2017.
func (d *Distribution) Bonferroni() float64 {
	if !d.relative() {
		return math.NaN()
	}
	var lower, s compensated
	for i, w := range d.w {
		lower.Add(float64(w * d.dev(i)))
		s.Add(float64(w * (lower.Value() / d.cum[i])))
	}
	return 0 - s.Value()/d.total()
}

// Zenga returns the Zenga 2007 index, sum f_i (upper_i - lower_i)/upper_i: at each value, the
// mean of those above it against the mean of those up to it. For the largest value the upper
// mean is that value itself. No unit; 0 when all are equal, 1 at most for x >= 0; NaN if the
// mean is not positive. Ties are merged first. Cost O(n) after sorting. Source: Zenga 2007.
func (d *Distribution) Zenga() float64 {
	if !d.relative() {
		return math.NaN()
	}
	top := len(d.x) - 1
	var s, above, excess compensated // excess: weighted deviations of those above
	s.Add(float64(d.w[top] * (d.dev(top) / (1 + d.dev(top)))))
	for i := top - 1; i >= 0; i-- {
		above.Add(d.w[i+1])
		excess.Add(float64(d.w[i+1] * d.dev(i+1)))
		upper := excess.Value() / above.Value()
		lower := -excess.Value() / d.cum[i] // deviations sum to zero
		s.Add(float64(d.w[i] * ((upper - lower) / (1 + upper))))
	}
	return s.Value() / d.total()
}

// GiniBounds are the smallest and largest Gini that a table of classes allows.
type GiniBounds struct {
	Lower float64 // everyone has the mean of their class
	Upper float64 // everyone stands at one of the ends of their class
}

// Estimate returns the two-thirds rule, Lower + 2/3 (Upper - Lower).
// Source: Cowell and Mehta 1982.
func (b GiniBounds) Estimate() float64 { return b.Lower + 2*(b.Upper-b.Lower)/3 }

// GroupedGini returns the bounds of the Gini of data known as a table of classes only: class
// k reaches from edges[k] to edges[k+1] and has the weight w[k] and the mean mean[k].
//
//	Lower = Gini of the class means
//	Upper = Lower + sum f_k^2 (m_k - a_k)(b_k - m_k)/(mu (b_k - a_k))
//
// Classes of weight 0 are ignored. NaN as for [Distribution.Gini]. It returns an error if the
// lengths do not fit, the edges do not ascend or a mean lies outside its class.
// Cost O(k log k). Source: Gastwirth 1972.
func GroupedGini(edges, w, mean []float64) (GiniBounds, error) {
	nan := GiniBounds{math.NaN(), math.NaN()}
	if err := checkClasses(edges, w, mean); err != nil {
		return nan, err
	}
	d, err := New(mean, w)
	if err != nil {
		return nan, err
	}
	if !d.relative() {
		return nan, nil
	}
	var total, width compensated
	for _, v := range w {
		total.Add(v)
	}
	for k, m := range mean {
		if w[k] == 0 || m == edges[k] || m == edges[k+1] {
			continue
		}
		f := w[k] / total.Value()
		inside := (m - edges[k]) / (edges[k+1] - edges[k]) * (edges[k+1] - m)
		width.Add(float64(float64(f*f) * (inside / d.Mean())))
	}
	lower := d.Gini()
	return GiniBounds{Lower: lower, Upper: lower + width.Value()}, nil
}

// GroupedGini returns the bounds that remain for the Gini if the data are known as a table of
// classes with these edges only: class k holds edges[k] <= x < edges[k+1], the last one also
// its upper edge. See the function [GroupedGini]. It returns an error if a value lies outside.
func (d *Distribution) GroupedGini(edges []float64) (GiniBounds, error) {
	w, mean, err := d.classes(edges)
	if err != nil || d.empty() {
		return GiniBounds{math.NaN(), math.NaN()}, err
	}
	return GroupedGini(edges, w, mean)
}
