package inequality

import "math"

// JDivergence returns the J-divergence, sum f (r - 1) ln r with r = x/mu, which is Theil's T plus L: 0 when all are equal, not bounded. It weighs
// the bottom as L and the top as T. No unit; +Inf if a value is 0; NaN with negative values or a mean that is not positive. R's convey
// has it as svyjdiv, for values above 0 only. Cost O(n). Source: as convey cites it, Rohde 2016.
func (d *Distribution) JDivergence() float64 { return d.ge(0) + d.ge(1) }

// JDivergenceSE returns the linearised standard error of [Distribution.JDivergence], from the sum of the influences of T and L; see
// [Distribution.GESE]. No unit. NaN for a single row and where the index is not finite. Cost O(n).
func (d *Distribution) JDivergenceSE() float64 {
	t, l := d.ge(1), d.ge(0)
	if math.IsNaN(t) || math.IsInf(l, 1) {
		return math.NaN()
	}
	return d.linearised(func(i int) float64 {
		return d.entropyTerm(i, 1) - t - float64(t*d.dev(i)) + d.entropyTerm(i, 0) - l
	})
}

// JDivergence decomposes the J-divergence by groups: within is what T and L have within groups, between is that of the group means,
// without a residual. Edge cases as [Distribution.JDivergence]; convey has it as svyjdivdec. Cost O(n).
func (g *Grouped[L]) JDivergence() Decomposition {
	t, errT := g.GE(1)
	l, errL := g.GE(0)
	if errT != nil || errL != nil || math.IsNaN(t.Total+l.Total) {
		return undefined
	}
	return Decomposition{Total: t.Total + l.Total, Within: t.Within + l.Within, Between: t.Between + l.Between}
}
