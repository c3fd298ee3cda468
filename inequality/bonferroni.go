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

// BonferroniSE returns the linearised standard error of [Distribution.Bonferroni], as [Distribution.SGiniSE] with the weights v(p) = 1 + ln p
// of the ranks. No unit. NaN for a single row and where the index is. Cost O(n) after sorting.
func (d *Distribution) BonferroniSE() float64 {
	return d.lStatisticSE(d.Bonferroni(), bonferroniWeights)
}

func bonferroniWeights(p float64) float64 { return 1 + math.Log(p) }
