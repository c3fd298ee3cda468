package inequality

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/cogap/cogap/internal/dmath"
)

// Grouped is a variable with a group label for each row, split into one [Distribution] for
// each group. It is built once, by [GroupBy], and serves every decomposition by groups.
type Grouped[L cmp.Ordered] struct {
	All    *Distribution   // everyone
	Labels []L             // the labels that occur with positive weight, ascending
	Parts  []*Distribution // the group of each label
}

// GroupBy splits x with weights w (nil: equal weights) by label. Rows of weight 0 are dropped,
// and a group without others does not occur. The slices are copied, not modified.
//
// It returns an error if lengths differ, a weight is negative, NaN or infinite, or a label is
// NaN. Cost: two sorts of the rows.
func GroupBy[L cmp.Ordered](x, w []float64, label []L) (*Grouped[L], error) {
	if err := checkLength("label", len(label), len(x), "x"); err != nil {
		return nil, err
	}
	all, err := New(x, w)
	if err != nil {
		return nil, err
	}
	rows := map[L][]int{}
	for i, l := range label {
		if l != l { // only NaN differs from itself
			return nil, fmt.Errorf("inequality: label[%d]: got NaN, want a label", i)
		}
		if weightAt(w, i) > 0 {
			rows[l] = append(rows[l], i)
		}
	}
	g := &Grouped[L]{All: all}
	for l := range rows {
		g.Labels = append(g.Labels, l)
	}
	slices.Sort(g.Labels)
	for _, l := range g.Labels {
		g.Parts = append(g.Parts, newDistribution(take(x, rows[l]), take(w, rows[l])))
	}
	return g, nil
}

// Part returns the group of a label; nil if there is none.
func (g *Grouped[L]) Part(label L) *Distribution {
	if k, ok := slices.BinarySearch(g.Labels, label); ok {
		return g.Parts[k]
	}
	return nil
}

// Decomposition splits a measure of everyone by groups. Total = Within + Between + Residual,
// up to rounding; what the residual means depends on the measure.
type Decomposition struct {
	Total, Within, Between, Residual float64
}

var undefined = Decomposition{math.NaN(), math.NaN(), math.NaN(), math.NaN()}

// PopulationShare returns the weight share of each group, in the order of Labels.
func (g *Grouped[L]) PopulationShare() []float64 {
	out := make([]float64, len(g.Parts))
	for k, part := range g.Parts {
		if out[k] = math.NaN(); !g.All.empty() {
			out[k] = part.total() / g.All.total() * (g.All.wscale / part.wscale)
		}
	}
	return out
}

// relativeMean returns the mean of each group over the mean of all.
func (g *Grouped[L]) relativeMean() []float64 {
	out := make([]float64, len(g.Parts))
	for k, part := range g.Parts {
		out[k] = part.mu() / g.All.mu() * (g.All.scale / part.scale)
	}
	return out
}

// ValueShare returns the share of the total of x that each group holds, in the order of
// Labels; NaN if the mean is not positive.
func (g *Grouped[L]) ValueShare() []float64 {
	out := g.PopulationShare()
	for k := range out {
		if !g.All.relative() {
			out[k] = math.NaN()
			continue
		}
		out[k] *= g.relativeMean()[k]
	}
	return out
}

// means is the distribution in which everyone has the mean of their group, in units of mu.
func (g *Grouped[L]) means() *Distribution {
	return newDistribution(g.relativeMean(), g.PopulationShare())
}

// GE decomposes generalised entropy: with population shares v_k and value shares s_k,
//
//	within = sum v_k^(1-alpha) s_k^alpha GE_k,   between = GE of the group means
//
// and no residual. Only at alpha = 0 are the weights of the groups plain population shares, so
// that taking the differences between groups away or keeping only them tells the same story:
// report that one. Edge cases and errors as [Distribution.GE]. Cost O(n).
// Source: Shorrocks 1984.
func (g *Grouped[L]) GE(alpha float64) (Decomposition, error) {
	total, err := g.All.GE(alpha)
	if err != nil || math.IsNaN(total) {
		return undefined, err
	}
	v, m := g.PopulationShare(), g.relativeMean()
	var within compensated
	for k, part := range g.Parts {
		within.Add(float64(v[k] * part.withinGE(alpha, m[k])))
	}
	return Decomposition{Total: total, Within: within.Value(), Between: g.means().ge(alpha)}, nil
}

// withinGE is m^alpha GE for a group with relative mean m. A group of zeros is equal within.
// At alpha = 2 it is half a variance, defined whatever the mean of the group.
func (d *Distribution) withinGE(alpha, m float64) float64 {
	switch {
	case len(d.x) == 1:
		return 0
	case alpha == 2 && m <= 0:
		gap := func(i int) float64 { return squared(d.gap(i)) }
		return d.average(gap) / 2 / squared(d.mu()/m)
	}
	return float64(dmath.Pow(m, alpha) * d.ge(alpha))
}

// Atkinson decomposes the Atkinson index by the equally distributed equivalents of the groups:
//
//	within = 1 - sum v_k EDE_k/mu,   between = 1 - EDE/sum v_k EDE_k
//
// so that 1 - A = (1 - within)(1 - between); the residual is minus their product. Between is
// NaN if every group has an EDE of 0. Edge cases and errors as [Distribution.Atkinson].
// Cost O(n). Source: Blackorby, Donaldson and Auersperg 1981.
func (g *Grouped[L]) Atkinson(epsilon float64) (Decomposition, error) {
	total, err := g.All.Atkinson(epsilon)
	if err != nil || math.IsNaN(total) {
		return undefined, err
	}
	share := g.ValueShare()
	var within compensated
	for k, part := range g.Parts {
		if share[k] > 0 { // a group of zeros has nothing to give up
			within.Add(float64(share[k] * part.atkinson(epsilon)))
		}
	}
	w := within.Value()
	between := (total - w) / (1 - w)
	return Decomposition{Total: total, Within: w, Between: between, Residual: -float64(w * between)}, nil
}

// Gini decomposes the Gini: with population shares v_k and value shares s_k,
//
//	within = sum v_k s_k G_k,   between = Gini of the group means
//
// and the residual is the overlap, 0 (up to rounding) if the ranges of the groups do not
// overlap. NaN as [Distribution.Gini]. Cost O(n).
// Source: Bhattacharya and Mahalanobis 1967; Lambert and Aronson 1993.
func (g *Grouped[L]) Gini() Decomposition {
	if !g.All.relative() {
		return undefined
	}
	v := g.PopulationShare()
	within := g.withinGini(func(k int) float64 { return squared(v[k]) })
	return residual(g.All.Gini(), within, g.means().Gini())
}

// GiniStratified decomposes the Gini after Yitzhaki and Lerman: with value shares s_k,
//
//	within = sum s_k G_k,   between = 2 cov(group mean, mean rank of the group)/mu
//
// and the residual measures stratification: negative if groups occupy strata of their own.
// Ranks are averaged over ties. NaN as [Distribution.Gini]. Cost O(n log n).
// Source: Yitzhaki and Lerman 1991.
func (g *Grouped[L]) GiniStratified() Decomposition {
	if !g.All.relative() {
		return undefined
	}
	v, m := g.PopulationShare(), g.relativeMean()
	within := g.withinGini(func(k int) float64 { return v[k] })
	var between compensated
	for k, part := range g.Parts {
		rank := part.average(func(i int) float64 { return g.All.midRank(part.x[i]) })
		between.Add(float64(v[k] * float64((m[k]-1)*(2*rank-1))))
	}
	return residual(g.All.Gini(), within, between.Value())
}

// withinGini is sum weight_k m_k G_k, from absolute Ginis, which are defined for any mean.
func (g *Grouped[L]) withinGini(weight func(k int) float64) float64 {
	var s compensated
	for k, part := range g.Parts {
		s.Add(float64(weight(k) * (part.gaps() / g.All.mu() * (g.All.scale / part.scale))))
	}
	return s.Value()
}

// residual is the decomposition with what is left of the total, 0 if that is no more than rounding.
func residual(total, within, between float64) Decomposition {
	rest := total - within - between
	if math.Abs(rest) <= 0x1p-51*max(math.Abs(total), math.Abs(within), math.Abs(between)) {
		rest = 0
	}
	return Decomposition{Total: total, Within: within, Between: between, Residual: rest}
}

// EstebanRay returns the polarisation index of Esteban and Ray between the groups,
//
//	K sum_kl v_k^(1+alpha) v_l abs(m_k - m_l)/mu
//
// with population shares v and means m. alpha is the aversion to polarisation, meant to be 1
// to 1.6; at 0 the index is twice the Gini of the group means. K only sets the scale, usually
// 1. No unit. NaN if the mean is not positive. It returns an error if alpha is not in [0, 1.6]
// or K is not positive and finite. Cost O(groups^2). Source: Esteban and Ray 1994.
func (g *Grouped[L]) EstebanRay(alpha, k float64) (float64, error) {
	if err := checkRange("alpha", alpha, 0, 1.6); err != nil {
		return math.NaN(), err
	}
	if err := checkPositive("k", k); err != nil || !g.All.relative() {
		return math.NaN(), err
	}
	v, m := g.PopulationShare(), g.relativeMean()
	var s compensated
	for i := range v {
		for j := range v {
			s.Add(float64(dmath.Pow(v[i], 1+alpha)*v[j]) * math.Abs(m[i]-m[j]))
		}
	}
	return k * s.Value(), nil
}
