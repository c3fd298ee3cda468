package inequality

import (
	"fmt"
	"math"

	"github.com/cogap/cogap/internal/dmath"
)

// Gap compares two groups, A (say those who pay) and B (those who do not). Its methods return
// NaN if a group is empty or holds a NaN or infinite value. Every difference is A less B.
//
//	g, err := inequality.GroupBy(score, w, pays)
//	gap := inequality.Gap{A: g.Part(1), B: g.Part(0)}
type Gap struct {
	A, B *Distribution // both from [New] or [GroupBy]; nil counts as empty
}

func (g Gap) empty() bool {
	return g.A == nil || g.B == nil || g.A.empty() || g.B.empty()
}

// Mean returns the difference of the means, in the unit of x. Cost O(1).
func (g Gap) Mean() float64 {
	if g.empty() {
		return math.NaN()
	}
	return g.A.Mean() - g.B.Mean()
}

// MeanSE returns the standard error of [Gap.Mean], the groups being independent samples; see
// [Distribution.MeanSE]. In the unit of x. Cost O(n).
func (g Gap) MeanSE() float64 {
	if g.empty() {
		return math.NaN()
	}
	return dmath.Hypot(g.A.MeanSE(), g.B.MeanSE())
}

// MeanRatio returns the mean of A over the mean of B. No unit. NaN unless the mean of B is
// positive. Cost O(1).
func (g Gap) MeanRatio() float64 {
	if g.empty() || !g.B.relative() {
		return math.NaN()
	}
	return g.A.Mean() / g.B.Mean()
}

// MedianRatio returns the type 2 median of A over that of B. No unit. NaN unless the median of
// B is positive. Cost O(log n).
func (g Gap) MedianRatio() float64 {
	if g.empty() || !(g.B.Median() > 0) {
		return math.NaN()
	}
	return g.A.Median() / g.B.Median()
}

// Quantile returns the difference of the p-quantiles of type t, in the unit of x; p = 0.5 is
// the median gap. Errors as [Distribution.Quantile]. Cost O(log n).
func (g Gap) Quantile(p float64, t QuantileType) (float64, error) {
	if g.A == nil || g.B == nil {
		return math.NaN(), nil
	}
	a, err := g.A.Quantile(p, t)
	if err != nil {
		return math.NaN(), err
	}
	b, err := g.B.Quantile(p, t)
	return a - b, err
}

// CohensD returns the standardised mean difference (mean A - mean B)/s, with the pooled
// standard deviation
//
//	s^2 = [sum w_a (x-mean A)^2 + sum w_b (x-mean B)^2]/(W_a + W_b - 2)
//
// for weights that count people (or nil). No unit. +Inf or -Inf if nobody differs within the
// groups, NaN if also the means are equal or if W_a + W_b <= 2. Cost O(n).
// For other weights see [Gap.CohensDPopulation].
func (g Gap) CohensD() float64 {
	if g.empty() || !(g.A.Weight()+g.B.Weight() > 2) {
		return math.NaN()
	}
	return g.standardised(g.A.Weight() + g.B.Weight() - 2)
}

// CohensDPopulation is [Gap.CohensD] without the -2, for weights of which only the ratios
// mean something.
func (g Gap) CohensDPopulation() float64 {
	if g.empty() {
		return math.NaN()
	}
	return g.standardised(g.A.Weight() + g.B.Weight())
}

func (g Gap) standardised(freedom float64) float64 {
	squares := float64(g.A.Weight()*g.A.Variance()) + float64(g.B.Weight()*g.B.Variance())
	return g.Mean() / math.Sqrt(squares/freedom)
}

// HedgesG returns Cohen's d times 1 - 3/(4N - 9), N the number of people, which takes its
// small-sample bias away. Weights count people. Edge cases as [Gap.CohensD]. Cost O(n).
func (g Gap) HedgesG() float64 {
	if g.empty() {
		return math.NaN()
	}
	return g.CohensD() * (1 - 3/(float64(4*(g.A.Weight()+g.B.Weight()))-9))
}

// GlassDelta returns (mean A - mean B)/s_b with the standard deviation of B alone, divisor
// W_b - 1. Weights count people. Infinite or NaN if B does not vary. Cost O(n).
func (g Gap) GlassDelta() float64 {
	if g.empty() || !(g.B.Weight() > 1) {
		return math.NaN()
	}
	return g.Mean() / math.Sqrt(g.B.Variance()/(1-1/g.B.Weight()))
}

// step is one distinct value of the two groups together.
type step struct {
	x, next        float64 // the value and the one after it
	a, b           float64 // weight shares of the groups at x
	belowA, belowB float64 // and below it
	upToA, upToB   float64 // and up to it
}

// walk visits the distinct values of both groups in ascending order, in one merge pass.
func (g Gap) walk(visit func(s step)) {
	a, b := g.A, g.B
	i, j := 0, 0
	for i < len(a.x) || j < len(b.x) {
		s := step{belowA: a.below(i) / a.total(), belowB: b.below(j) / b.total()}
		s.x = min(valueAt(a, i), valueAt(b, j))
		if valueAt(a, i) == s.x {
			s.a = a.w[i] / a.total()
			i++
		}
		if valueAt(b, j) == s.x {
			s.b = b.w[j] / b.total()
			j++
		}
		s.upToA, s.upToB = a.below(i)/a.total(), b.below(j)/b.total()
		if s.next = min(valueAt(a, i), valueAt(b, j)); math.IsInf(s.next, 1) {
			s.next = s.x
		}
		visit(s)
	}
}

// valueAt is the i-th distinct value, +Inf after the last.
func valueAt(d *Distribution, i int) float64 {
	if i == len(d.x) {
		return math.Inf(1)
	}
	return d.x[i]
}

// sum adds term over the distinct values of both groups.
func (g Gap) sum(term func(s step) float64) float64 {
	if g.empty() {
		return math.NaN()
	}
	var total compensated
	g.walk(func(s step) { total.Add(term(s)) })
	return total.Value()
}

// CliffsDelta returns P(a > b) - P(a < b) for a person from each group: 1 if everyone in A is
// above everyone in B, 0 if all are tied. No unit. Cost O(n), one merge pass.
func (g Gap) CliffsDelta() float64 {
	return g.sum(func(s step) float64 { return float64(s.a * (s.belowB - (1 - s.upToB))) })
}

// ProbabilityOfSuperiority returns A = P(a > b) + P(a = b)/2, which is (delta + 1)/2. No unit.
// Cost O(n).
func (g Gap) ProbabilityOfSuperiority() float64 { return (g.CliffsDelta() + 1) / 2 }

// Gastwirth returns TPROB = 2 P(b >= a), 0 to 2: 1 if neither group is ahead and there are no
// ties, and then 1 - [Gap.CliffsDelta]. No unit. Cost O(n). Source: Gastwirth 1975.
func (g Gap) Gastwirth() float64 {
	return 2 * g.sum(func(s step) float64 { return float64(s.b * s.upToA) })
}

// KolmogorovSmirnov returns max abs(F_A - F_B), the largest distance between the two
// distribution functions. No unit, 0 to 1. Cost O(n).
func (g Gap) KolmogorovSmirnov() float64 {
	if g.empty() {
		return math.NaN()
	}
	largest := 0.0
	g.walk(func(s step) { largest = max(largest, math.Abs(s.upToA-s.upToB)) })
	return largest
}

// Wasserstein returns the Wasserstein-1 (earth mover's) distance, the integral of
// abs(F_A - F_B) over x, which is also that of the difference of the quantiles: how far people
// of A would have to move, on average, to be distributed as B. In the unit of x. Cost O(n).
func (g Gap) Wasserstein() float64 {
	return g.sum(func(s step) float64 { return float64(math.Abs(s.upToA-s.upToB) * (s.next - s.x)) })
}

// EnergyDistance returns sqrt(2 integral (F_A - F_B)^2 dx), in the square root of the unit of
// x. Some authors omit the root. Cost O(n).
func (g Gap) EnergyDistance() float64 {
	return math.Sqrt(2 * g.sum(func(s step) float64 { return float64(squared(s.upToA-s.upToB) * (s.next - s.x)) }))
}

// Overlap returns the overlap coefficient of the two histograms with these edges, the sum of
// min(p_a, p_b) over the classes edges[k] <= x < edges[k+1], the last one closed: 1 if they
// are the same, 0 if apart. No unit. It returns an error if the edges do not ascend or a value
// lies outside. Cost O(n).
func (g Gap) Overlap(edges []float64) (float64, error) {
	if g.empty() {
		return math.NaN(), checkEdges(edges)
	}
	a, _, err := g.A.classes(edges)
	if err != nil {
		return math.NaN(), fmt.Errorf("group A: %w", err)
	}
	b, _, err := g.B.classes(edges)
	if err != nil {
		return math.NaN(), fmt.Errorf("group B: %w", err)
	}
	var s compensated
	for k := range a {
		s.Add(min(a[k]/g.A.total(), b[k]/g.B.total()))
	}
	return s.Value(), nil
}

// OverlapNormal returns the overlap of two normal distributions of equal variance that are d
// standard deviations apart, 2 Phi(-abs(d)/2); for d see [Gap.CohensD].
func OverlapNormal(d float64) float64 { return math.Erfc(math.Abs(d) / (2 * math.Sqrt2)) }

// RelativeDensity returns the density g of the ranks that the people of A have within B, as a
// histogram of k equal classes of [0, 1]: 1 everywhere if the groups are distributed alike, 2
// where A is twice as frequent as B. Values that B has several times are spread over their
// ranks. It returns an error if k < 1. Cost O(n k). Source: Handcock and Morris 1999.
func (g Gap) RelativeDensity(k int) ([]float64, error) {
	if k < 1 {
		return nil, fmt.Errorf("inequality: k: got %d, want at least 1", k)
	}
	density := make([]float64, k)
	if g.empty() {
		for c := range density {
			density[c] = math.NaN()
		}
		return density, nil
	}
	sums := make([]compensated, k)
	g.walk(func(s step) { spread(sums, s) })
	for c := range density {
		density[c] = sums[c].Value() * float64(k)
	}
	return density, nil
}

// spread puts the share s.a into the classes that the ranks s.belowB to s.upToB touch.
func spread(sums []compensated, s step) {
	k := float64(len(sums))
	if s.b == 0 {
		sums[min(int(s.upToB*k), len(sums)-1)].Add(s.a)
		return
	}
	for c := range sums {
		lo, hi := max(s.belowB, float64(c)/k), min(s.upToB, float64(c+1)/k)
		if hi > lo {
			sums[c].Add(float64(s.a * ((hi - lo) / (s.upToB - s.belowB))))
		}
	}
}

// RelativePolarization says whether A is more polarised than B once their medians agree: A is
// moved to the median of B, and t are the ranks of its people within B.
type RelativePolarization struct {
	Median float64 // 4 E abs(t - 1/2) - 1: -1 all in the middle, 0 alike, 1 all at the ends
	Lower  float64 // the same for the half with t < 1/2
	Upper  float64 // and for the half with t > 1/2; Median is the mean of Lower and Upper
}

// RelativePolarization returns the median relative polarisation of A to B and its two halves.
// Values that B has several times get the average over their ranks. No unit. Cost O(n).
// Source: Handcock and Morris 1999.
func (g Gap) RelativePolarization() RelativePolarization {
	moved := g.moveToMedian()
	if moved.empty() {
		return RelativePolarization{math.NaN(), math.NaN(), math.NaN()}
	}
	var lower, upper compensated
	moved.walk(func(s step) {
		below, above := fromMiddle(s.belowB, s.upToB)
		lower.Add(float64(s.a * below))
		upper.Add(float64(s.a * above))
	})
	l, u := lower.Value(), upper.Value()
	return RelativePolarization{Median: float64(4*(l+u)) - 1, Lower: float64(8*l) - 1, Upper: float64(8*u) - 1}
}

// moveToMedian gives A the median of B. It is empty if g is, or if that leaves float64's range.
func (g Gap) moveToMedian() Gap {
	if g.empty() {
		return Gap{}
	}
	shift := g.B.Median() - g.A.Median()
	x := take(g.A.x, nil)
	for i := range x {
		x[i] += shift
	}
	return Gap{A: newDistribution(x, take(g.A.w, nil)), B: g.B}
}

// fromMiddle returns the averages of max(1/2 - t, 0) and max(t - 1/2, 0) over t from lo to hi.
func fromMiddle(lo, hi float64) (below, above float64) {
	if lo == hi {
		return max(0.5-lo, 0), max(lo-0.5, 0)
	}
	integral := func(t float64) float64 { return float64(squared(max(t, 0)) / 2) }
	below = (integral(0.5-lo) - integral(0.5-hi)) / (hi - lo)
	above = (integral(hi-0.5) - integral(lo-0.5)) / (hi - lo)
	return below, above
}
