package inequality

import "math"

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

// BonferroniSE returns the linearised standard error of [Distribution.Bonferroni]: with m_j the mean of everyone with at most x_j, W_j their weight and W
// everyone's, the influence of a person with x_i is
//
//	((1 - B) x_i - m_i - sum over j >= i of w_j (x_i - m_j)/W_j)/mu
//
// which is W times the derivative of the index by the person's weight, ties included. No unit. NaN for a single row and where the index is.
// Cost O(n) after sorting.
func (d *Distribution) BonferroniSE() float64 {
	if !d.relative() {
		return math.NaN()
	}
	return d.linearised(d.bonferroniInfluence(d.Bonferroni()))
}

// bonferroniInfluence is to be called once for each i from 0 up. What it takes are distances from the mean, in means.
func (d *Distribution) bonferroniInfluence(value float64) func(i int) float64 {
	var weight, mean compensated // sums over j >= i of w_j/W_j, and of that times m_j
	var lower compensated
	for j, w := range d.w {
		lower.Add(float64(w * d.dev(j)))
		part := w / d.cum[j]
		weight.Add(part)
		mean.Add(float64(part * (lower.Value() / d.cum[j])))
	}
	lower = compensated{}
	return func(i int) float64 {
		w, dev := d.w[i], d.dev(i)
		lower.Add(float64(w * dev))
		m := lower.Value() / d.cum[i]
		influence := float64((1-value)*(1+dev)) - (1 + m) - (float64(weight.Value()*dev) - mean.Value())
		part := w / d.cum[i]
		weight.Add(-part)
		mean.Add(-float64(part * m))
		return influence
	}
}
