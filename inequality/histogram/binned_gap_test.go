package histogram

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// cdf returns F(x) of the people.
func (n naive) cdf(x float64) float64 {
	return float64(n.count(func(v float64) bool { return v <= x })) / float(n.w)
}

func TestGapIntervalsContainTheExactValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pa, pb := adversarial(false).Draw(t, "a"), adversarial(false).Draw(t, "b")
		g := BinnedGap{histogramOf(pa).Binned(), histogramOf(pb).Binned()}
		a, b := naiveOf(pa), naiveOf(pb)
		all := naiveOf(append(append([]person{}, pa...), pb...)).people

		contains(t, g.Mean(), float(zero().Sub(a.mean, b.mean)), "mean")
		for _, p := range []float64{.1, .5, .9} {
			contains(t, g.Quantile(p), a.quantile(p)-b.quantile(p), "quantile %v", p)
		}
		var ks float64
		w1 := zero()
		for i, p := range all {
			d := math.Abs(a.cdf(p.x) - b.cdf(p.x))
			ks = max(ks, d)
			if i+1 < len(all) {
				w1.Add(w1, zero().Mul(bf(d), zero().Sub(bf(all[i+1].x), bf(p.x))))
			}
		}
		contains(t, g.KolmogorovSmirnov(), ks, "ks")
		exact := float(w1)
		top := max(math.Abs(all[0].x), math.Abs(all[len(all)-1].x))
		contains(t, g.Wasserstein().widen(1e-15*(exact+top)), exact, "wasserstein")

		delta := zero()
		for _, p := range a.people {
			for _, q := range b.people {
				s := bi(int64(sign(p.x - q.x)))
				delta.Add(delta, s.Mul(s, bf(p.w)).Mul(s, bf(q.w)))
			}
		}
		delta.Quo(delta, a.w).Quo(delta, b.w)
		contains(t, g.CliffsDelta(), float(delta), "delta")

		edges := []float64{-200, -50, -1, 0, .5, 3, 10.1, 1000, 1e200}
		var overlap float64
		for k := range len(edges) - 1 {
			in := func(n naive) float64 {
				return float64(n.count(func(v float64) bool {
					return v >= edges[k] && (v < edges[k+1] || k == len(edges)-2 && v == edges[k+1])
				})) / float(n.w)
			}
			overlap += min(in(a), in(b))
		}
		contains(t, g.Overlap(edges), overlap, "overlap")
	})
}

func sign(x float64) int {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return 0
}

func TestShareByQuantile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pa, pb := adversarial(true).Draw(t, "a"), adversarial(true).Draw(t, "b")
		groups := rapid.IntRange(1, 10).Draw(t, "groups")
		a, b := histogramOf(pa), histogramOf(pb)
		got := ShareByQuantile(a, b, groups)
		n := naiveOf(append(append([]person{}, pa...), pb...))
		// the people in order, ties first with all of A, then with all of B: both must be allowed
		for _, aFirst := range []bool{true, false} {
			var order []classed
			for _, v := range distinct(n.people) {
				x := classed{v, weightOf(pa, v), 1}
				y := classed{v, weightOf(pb, v), 0}
				if !aFirst {
					x, y = y, x
				}
				order = append(order, x, y)
			}
			for i, want := range shareByQuantile(order, groups) {
				contains(t, got[i], min(want, 1), "group %d", i)
			}
		}
		var members float64
		for _, s := range got {
			members += s.Value
		}
		require.InDelta(t, float64(a.Count())/float64(a.Count()+b.Count()), members/float64(groups), 1e-9)
	})
}

type classed struct {
	x, w float64
	with float64
}

func distinct(sorted []row) (x []float64) {
	for i, p := range sorted {
		if i == 0 || p.x != sorted[i-1].x {
			x = append(x, p.x)
		}
	}
	return x
}

func weightOf(people []person, x float64) (w float64) {
	for _, p := range people {
		if p.x == x {
			w += float64(p.w)
		}
	}
	return w
}

func shareByQuantile(order []classed, groups int) []float64 {
	var total, below float64
	for _, c := range order {
		total += c.w
	}
	size := total / float64(groups)
	shares := make([]float64, groups)
	for _, c := range order {
		for i := range shares {
			in := min(float64(i+1)*size, below+c.w) - max(float64(i)*size, below)
			shares[i] += max(in, 0) * c.with / size
		}
		below += c.w
	}
	return shares
}

func TestGapEdgeCases(t *testing.T) {
	var empty Histogram
	one := histogramOf([]person{{1, 1}})
	two := histogramOf([]person{{2, 3}})
	for _, g := range []BinnedGap{
		{empty.Binned(), one.Binned()}, {one.Binned(), empty.Binned()}, {one.Binned(), histogramOf([]person{{math.NaN(), 1}}).Binned()},
	} {
		for _, i := range []Interval{
			g.Mean(), g.MeanRatio(), g.Quantile(.5), g.MedianRatio(), g.KolmogorovSmirnov(), g.CliffsDelta(),
			g.Wasserstein(), g.Overlap([]float64{0, 1}),
		} {
			contains(t, i, math.NaN(), "%v", g)
		}
	}
	g := BinnedGap{two.Binned(), one.Binned()}
	require.Equal(t, 1.0, g.Mean().Value)
	require.Equal(t, 2.0, g.MedianRatio().Value)
	require.Equal(t, 1.0, g.KolmogorovSmirnov().Value)
	require.Equal(t, 1.0, g.CliffsDelta().Value)
	require.Equal(t, 1.0, g.Wasserstein().Value)
	same := BinnedGap{two.Binned(), two.Binned()}
	require.Equal(t, 0.0, same.CliffsDelta().Value)
	require.Equal(t, 0.0, same.Wasserstein().Value)

	contains(t, ShareByQuantile(&empty, &empty, 2)[1], math.NaN(), "share")
	require.Equal(t, 1.0, ShareByQuantile(one, &empty, 2)[1].Value)
	coarse, err := NewHistogram(2)
	require.NoError(t, err)
	require.Panics(t, func() { ShareByQuantile(one, coarse, 2) })
	require.Panics(t, func() { ShareByQuantile(one, two, 0) })
	require.Panics(t, func() { BinnedGap{one.Binned(), coarse.Binned()}.Mean() })
}
