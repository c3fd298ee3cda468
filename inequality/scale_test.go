package inequality

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// times returns v with every value multiplied by c.
func times(v []float64, c float64) []float64 {
	out := make([]float64, len(v))
	for i := range v {
		out[i] = v[i] * c
	}
	return out
}

// written returns x with every row written out w times.
func written(x, w []float64) []float64 {
	var out []float64
	for i := range x {
		for range int(w[i]) {
			out = append(out, x[i])
		}
	}
	return out
}

// Type 3 chooses an order statistic at ties of n p, which rounding of weights must not break.
func TestNearestEvenScaleOfWeights(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := rapid.SliceOfN(rapid.Map(rapid.IntRange(1, 5), func(n int) float64 { return float64(n) }), 2, 12).Draw(rt, "w")
		x := rapid.SliceOfNDistinct(rapid.Map(rapid.IntRange(0, 50), func(n int) float64 { return float64(n) }), len(w), len(w), rapid.ID[float64]).Draw(rt, "x")
		scale := rapid.SampledFrom([]float64{.1, 1. / 7, 3.3, 1e-3}).Draw(rt, "scale")
		for _, p := range []float64{.1, .25, .5, .75, .9} {
			want, err := newTest(t, x, w).Quantile(p, NearestEven)
			require.NoError(t, err)
			got, err := newTest(t, x, times(w, scale)).Quantile(p, NearestEven)
			require.NoError(t, err)
			require.Equal(t, want, got, "p = %v", p)
		}
	})
	x, w := []float64{19, 6, 18, 15, 1, 2, 16}, []float64{4, 3, 1, 3, 1, 3, 3} // n p is 1.5
	for _, scale := range []float64{1, .1, 1. / 7} {
		q, err := newTest(t, x, times(w, scale)).Quantile(.25, NearestEven)
		require.NoError(t, err)
		require.Equal(t, 6.0, q)
	}
}

// A value that is the mean is so in every unit.
func TestLorenzAsymmetryUnit(t *testing.T) {
	x, w := []float64{4, 18, 18, 3, 10}, []float64{3, 2, 2, 2, 1}
	want := newTest(t, x, w).LorenzAsymmetry()
	require.InDelta(t, .78, want, 1e-12)
	for _, unit := range []float64{.1, .01, 1. / 3, 7e5} {
		require.InDelta(t, want, newTest(t, times(x, unit), w).LorenzAsymmetry(), 1e-12)
		require.InDelta(t, want, newTest(t, times(x, unit), times(w, .1)).LorenzAsymmetry(), 1e-12)
	}
}

// Weights that are counts are rows written out.
func TestLorenzAsymmetryCounts(t *testing.T) {
	x, w := []float64{20, 7, 1, 13, 17, 15, 20, 18, 8, 5, 17, 12}, []float64{1, 1, 3, 4, 3, 3, 2, 4, 3, 2, 2, 3}
	const lasym = 12./31 + 80./394 + (394./31-12)*(1+13*31./394)/31 // R's ineq: (m + d)/n + (L_m + d x_{m+1})/L_n
	require.InDelta(t, lasym, newTest(t, x, w).LorenzAsymmetryCounts(), 1e-14)
	rapid.Check(t, func(rt *rapid.T) {
		w := rapid.SliceOfN(rapid.Map(rapid.IntRange(1, 5), func(n int) float64 { return float64(n) }), 2, 12).Draw(rt, "w")
		x := rapid.SliceOfN(rapid.Map(rapid.IntRange(1, 50), func(n int) float64 { return float64(n) }), len(w), len(w)).Draw(rt, "x")
		require.InDelta(t, newTest(t, written(x, w), nil).LorenzAsymmetry(), newTest(t, x, w).LorenzAsymmetryCounts(), 1e-12)
	})
	require.True(t, math.IsNaN(newTest(t, []float64{1, 2}, []float64{.2, .3}).LorenzAsymmetryCounts()))
}
