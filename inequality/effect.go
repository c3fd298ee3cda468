package inequality

import "math"

// CohensDUnpooled returns the mean difference over the root of the average of the two variances, (mean A - mean B)/sqrt((s_a^2 + s_b^2)/2), with the
// divisors W_a - 1 and W_b - 1: each group counts the same, however large. Weights count people. No unit. +Inf or -Inf if nobody differs within the
// groups, NaN if also the means are equal or a group has a weight of 1 or less. effsize's pooled = FALSE is another thing, [Gap.GlassDelta]. Cost O(n).
func (g Gap) CohensDUnpooled() float64 {
	if g.empty() || !(g.A.Weight() > 1 && g.B.Weight() > 1) {
		return math.NaN()
	}
	a, b := g.A.Variance()/(1-1/g.A.Weight()), g.B.Variance()/(1-1/g.B.Weight())
	return g.Mean() / math.Sqrt(float64(a/2)+float64(b/2))
}

// CohensU1 returns Cohen's U1, the share of two normal distributions of equal variance, d standard deviations apart, that do not overlap: with u = Phi(abs(d)/2),
// (2u - 1)/u. 0 at d = 0, towards 1. For d see [Gap.CohensD].
func CohensU1(d float64) float64 {
	u := CohensU2(d)
	return math.Erf(math.Abs(d)/(2*math.Sqrt2)) / u
}

// CohensU2 returns Cohen's U2, Phi(abs(d)/2): the share of the higher of two normal distributions that lies above the same share of the lower. 1/2 at
// d = 0, towards 1.
func CohensU2(d float64) float64 { return math.Erfc(-math.Abs(d)/(2*math.Sqrt2)) / 2 }

// CohensU3 returns Cohen's U3, Phi(d): the share of B below the mean of A if both are normal with equal variance and d standard deviations apart. 1/2 at
// d = 0. [Gap.U3] makes no such assumption.
func CohensU3(d float64) float64 { return math.Erfc(-d/math.Sqrt2) / 2 }

// U3 returns the share of B below the type 2 median of A, and half of those at it: Cohen's U3 without an assumption about the distributions. No unit. Cost
// O(log n).
func (g Gap) U3() float64 {
	if g.empty() {
		return math.NaN()
	}
	return g.B.midRank(g.A.Median())
}
