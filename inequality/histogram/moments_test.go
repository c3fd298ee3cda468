package histogram

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/cogap/cogap/inequality"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// widely spread values of both signs, so that sums in floating point depend on the order.
func spread64() *rapid.Generator[float64] {
	return rapid.OneOf(
		rapid.Float64Range(-1000, 1000),
		rapid.Float64(),
		rapid.Custom(func(t *rapid.T) float64 { return math.Exp(rapid.Float64Range(-700, 700).Draw(t, "log")) }),
		rapid.SampledFrom([]float64{0, 1, -1, 5e-324, -5e-324, math.MaxFloat64, -math.MaxFloat64, 0x1p-1022}),
	)
}

var testSpec = MomentsSpec{Alphas: []float64{-1, .5, 3}, Lines: []float64{5, 100}, Unit: 64}

func momentsOf(t require.TestingT, spec MomentsSpec, x, w []float64) *Moments {
	m, err := NewMoments(spec)
	require.NoError(t, err)
	m.AddAll(x, w)
	return m
}

// canonical moves all carries up, after which equal sums are equal digit by digit.
func canonical(m *Moments) *Moments {
	for _, s := range m.sums() {
		s.Merge(new(exactSum))
	}
	return m
}

func TestMomentsMergeIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		xs := rapid.SliceOf(spread64()).Draw(t, "x")
		ws := rapid.SliceOfN(rapid.Float64Range(0, 10), len(xs), len(xs)).Draw(t, "w")
		whole := momentsOf(t, testSpec, xs, ws)
		parts := make([]*Moments, rapid.IntRange(1, 4).Draw(t, "parts"))
		for i := range parts {
			parts[i] = momentsOf(t, testSpec, nil, nil)
		}
		for _, i := range rapid.Permutation(indices(len(xs))).Draw(t, "order") {
			parts[rapid.IntRange(0, len(parts)-1).Draw(t, "part")].Add(xs[i], ws[i])
		}
		merged := momentsOf(t, testSpec, nil, nil)
		for _, i := range rapid.Permutation(indices(len(parts))).Draw(t, "merge order") {
			require.NoError(t, merged.Merge(parts[i]))
		}
		require.Equal(t, canonical(whole), canonical(merged))
	})
}

// TestMomentsDataDependsOnOrder proves that the test above can fail: the same sums in floating point differ by split.
func TestMomentsDataDependsOnOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	x := make([]float64, 1000)
	for i := range x {
		x[i] = math.Exp(3 * r.NormFloat64())
	}
	var plain [2]float64
	for _, v := range x {
		plain[0] += v * v
	}
	for i := range x {
		plain[1] += x[len(x)-1-i] * x[len(x)-1-i]
	}
	require.NotEqual(t, plain[0], plain[1])
	a := momentsOf(t, testSpec, x, nil)
	slices.Reverse(x)
	require.Equal(t, canonical(a), canonical(momentsOf(t, testSpec, x, nil)))
}

func TestMomentsEqualDistribution(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.OneOf(rapid.Float64Range(1, 1000), rapid.SampledFrom([]float64{0, 1, 5, 64}))
		if rapid.Bool().Draw(t, "negative") {
			value = rapid.Float64Range(-100, 1000).Filter(func(x float64) bool { return x == 0 || math.Abs(x) > 1e-9 })
		}
		xs := rapid.SliceOfN(value, 1, 50).Draw(t, "x")
		ws := rapid.SliceOfN(rapid.OneOf(rapid.Just(0.0), rapid.Float64Range(1e-9, 10)), len(xs), len(xs)).Draw(t, "w")
		m := momentsOf(t, testSpec, xs, ws)
		d, err := inequality.New(xs, ws)
		require.NoError(t, err)
		same := func(want, got, tolerance float64, what string) {
			if math.IsNaN(want) || math.IsInf(want, 0) {
				require.True(t, want == got || math.IsNaN(want) && math.IsNaN(got), "%s: want %v, got %v", what, want, got)
				return
			}
			require.InDelta(t, want, got, tolerance*max(1, math.Abs(want)), what)
		}
		same(d.Weight(), m.Weight(), 1e-13, "weight")
		same(d.Mean(), m.Mean(), 1e-13, "mean")
		same(d.Variance(), m.Variance(), 1e-12, "variance")
		same(d.Min(), m.Min(), 0, "min")
		same(d.Max(), m.Max(), 0, "max")
		same(d.SDLogs(), m.SDLogs(), 1e-6, "sd of logs")
		if mean := d.Mean(); mean > 0 && mean < 1e-3 {
			return // too close to 0 for relative measures to agree
		}
		same(d.CV(), m.CV(), 1e-11, "cv")
		for _, a := range []float64{-1, 0, .5, 1, 2, 3} {
			want, err := d.GE(a)
			require.NoError(t, err)
			got, err := m.GE(a)
			require.NoError(t, err)
			same(want, got, 1e-10, "ge")
		}
		for _, e := range []float64{0, .5, 1, 2} {
			want, err := d.Atkinson(e)
			require.NoError(t, err)
			got, err := m.Atkinson(e)
			require.NoError(t, err)
			same(want, got, 1e-10, "atkinson")
		}
		for _, z := range testSpec.Lines {
			for _, a := range []float64{0, 1, 2} {
				want, err := d.FGT(a, z)
				require.NoError(t, err)
				got, err := m.FGT(a, z)
				require.NoError(t, err)
				same(want, got, 1e-12, "fgt")
			}
		}
	})
}

// TestMomentsNearlyEqual holds the variance to its promise: exact where the usual sums return noise.
func TestMomentsNearlyEqual(t *testing.T) {
	x := []float64{1e9, 1e9 + 0x1p-20, 1e9 + 0x1p-21, 1e9 - 0x1p-22}
	mean, want := exactOf(), exactOf()
	for _, v := range x {
		mean.Add(mean, bf(v))
	}
	mean.Quo(mean, bf(4))
	for _, v := range x {
		d := exactOf().Sub(bf(v), mean)
		want.Add(want, d.Mul(d, d))
	}
	f, _ := want.Quo(want, bf(4)).Float64()
	require.Equal(t, f, momentsOf(t, MomentsSpec{}, x, nil).Variance())
}

func TestMomentsGapAndDecomposition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(4, 40).Draw(t, "n")
		xs := rapid.SliceOfN(rapid.Float64Range(1, 1000), n, n).Draw(t, "x")
		ws := rapid.SliceOfN(rapid.Float64Range(1, 10), n, n).Draw(t, "w")
		label := make([]int, n)
		parts := []*Moments{momentsOf(t, testSpec, nil, nil), momentsOf(t, testSpec, nil, nil), momentsOf(t, testSpec, nil, nil)}
		for i := range xs {
			label[i] = i % 2
			parts[label[i]].Add(xs[i], ws[i])
		}
		g, err := inequality.GroupBy(xs, ws, label)
		require.NoError(t, err)
		for _, a := range []float64{-1, 0, .5, 1, 2, 3} {
			want, err := g.GE(a)
			require.NoError(t, err)
			got, err := DecomposeGE(a, parts...)
			require.NoError(t, err)
			require.InDelta(t, want.Within, got.Within, 1e-9*max(1, want.Within))
			require.InDelta(t, want.Between, got.Between, 1e-9*max(1, want.Between))
			require.InDelta(t, want.Total, got.Total, 1e-9*max(1, want.Total))
		}
		gap := inequality.Gap{A: g.Part(0), B: g.Part(1)}
		sums := MomentsGap{parts[0], parts[1]}
		require.InDelta(t, gap.Mean(), sums.Mean(), 1e-9)
		require.InDelta(t, gap.MeanRatio(), sums.MeanRatio(), 1e-9)
		if d := gap.CohensD(); math.Abs(d) < 1e6 {
			require.InDelta(t, d, sums.CohensD(), 1e-9*max(1, math.Abs(d)))
			require.InDelta(t, gap.CohensDPopulation(), sums.CohensDPopulation(), 1e-9*max(1, math.Abs(d)))
		}
	})
}

func TestMomentsEdgeCases(t *testing.T) {
	var m Moments
	for _, v := range []float64{m.Weight(), m.Mean(), m.Variance(), m.CV(), m.TheilT(), m.TheilL(), m.Min(), m.EffectiveN()} {
		require.True(t, math.IsNaN(v))
	}
	m.Add(math.NaN(), 0)
	require.Zero(t, m.N())
	for _, w := range []float64{-1, math.NaN(), math.Inf(1)} {
		require.Panics(t, func() { m.Add(1, w) })
	}
	m.Add(3, 2)
	require.Equal(t, []float64{2, 3, 0, 0, 0, 0}, []float64{m.Weight(), m.Mean(), m.Variance(), m.CV(), m.TheilT(), m.TheilL()})
	require.Equal(t, 1.0, m.EffectiveN())
	require.Equal(t, 6.0, m.Sum())
	_, err := m.GE(.3)
	require.ErrorIs(t, err, ErrNotDeclared)
	_, err = m.Atkinson(.3)
	require.ErrorIs(t, err, ErrNotDeclared)
	_, err = m.FGT(0, 1)
	require.ErrorIs(t, err, ErrNotDeclared)
	_, err = m.Atkinson(-1)
	require.Error(t, err)
	_, err = momentsOf(t, testSpec, []float64{1}, nil).FGT(7, 5)
	require.ErrorIs(t, err, ErrNotDeclared)
	m.Add(0, 1)
	require.True(t, math.IsInf(m.TheilL(), 1))
	a, err := m.Atkinson(1)
	require.NoError(t, err)
	require.Equal(t, 1.0, a)
	m.Add(1e200, 1)
	require.Equal(t, int64(1), m.NonFinite())
	require.True(t, math.IsNaN(m.Mean()))

	for _, bad := range []MomentsSpec{{Unit: 3}, {Unit: -2}, {Unit: math.NaN()}, {Alphas: []float64{math.NaN()}}, {Lines: []float64{0}}} {
		_, err := NewMoments(bad)
		require.Error(t, err)
	}
	require.Error(t, m.Merge(momentsOf(t, testSpec, nil, nil)))
	_, err = DecomposeGE(0)
	require.NoError(t, err)
	_, err = DecomposeGE(0, &m, momentsOf(t, testSpec, nil, nil))
	require.Error(t, err)
	_, err = DecomposeGE(.3, new(Moments))
	require.ErrorIs(t, err, ErrNotDeclared)
}

func BenchmarkMoments(b *testing.B) {
	x, w := incomes(1 << 16)
	m, err := NewMoments(MomentsSpec{Lines: []float64{1e4}})
	require.NoError(b, err)
	for b.Loop() {
		m.AddAll(x, w)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(x)), "ns/value")
}
