package inequality

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestGiniSortingEqualsDistribution(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.OneOf(rapid.Float64Range(-10, 1000), rapid.SampledFrom([]float64{0, 1, 1e300, 1e-300, 5}))
		x := rapid.SliceOf(value).Draw(t, "x")
		var w []float64
		if rapid.Bool().Draw(t, "weighted") {
			w = make([]float64, len(x))
			scale := rapid.SampledFrom([]float64{1, 1e-100, 1e100}).Draw(t, "scale")
			for i := range w {
				w[i] = scale * rapid.OneOf(rapid.Just(0.0), rapid.Float64Range(0, 10)).Draw(t, "w")
				if w[i] == 0 && rapid.Bool().Draw(t, "nan") {
					x[i] = math.NaN()
				}
			}
		}
		d, err := New(x, w)
		require.NoError(t, err)
		got, err := GiniSorting(x, w)
		require.NoError(t, err)
		want := d.Gini()
		if math.IsNaN(want) {
			require.True(t, math.IsNaN(got))
			return
		}
		require.InDelta(t, want, got, 1e-14*max(1, want*want))
	})
}

func TestGiniSortingEdgeCases(t *testing.T) {
	for name, x := range map[string][]float64{
		"empty": nil, "nan": {1, math.NaN()}, "inf": {1, math.Inf(1)}, "zeros": {0, 0}, "negative mean": {-2, 1},
	} {
		g, err := GiniSorting(x, nil)
		require.NoError(t, err, name)
		require.True(t, math.IsNaN(g), name)
	}
	g, err := GiniSorting([]float64{math.Pi, math.Pi, math.Pi}, []float64{.1, .2, .3})
	require.NoError(t, err)
	require.Zero(t, g)
	for _, w := range [][]float64{{1}, {1, -1}, {1, math.NaN()}, {1, math.Inf(1)}} {
		_, err := GiniSorting([]float64{1, 2}, w)
		require.Error(t, err)
	}
}

// TestGiniSortingWorkers also proves that the data could tell: summed in another order in floating point, it differs.
func TestGiniSortingWorkers(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	x, w := make([]float64, crowd+7), make([]float64, crowd+7)
	for i := range x {
		x[i], w[i] = math.Exp(2*r.NormFloat64()), r.Float64()
	}
	halves := func(x []float64, parts int) (total float64) {
		for i := range parts {
			from, to := chunk(len(x), i, parts)
			var s float64
			for _, v := range x[from:to] {
				s += v
			}
			total += s
		}
		return total
	}
	require.NotEqual(t, halves(x, 2), halves(x, 3))
	for _, weights := range [][]float64{nil, w} {
		want := giniSorting(columns{slices.Clone(x), slices.Clone(weights)}, 1)
		for _, workers := range []int{2, 3, 7} {
			got := giniSorting(columns{slices.Clone(x), slices.Clone(weights)}, workers)
			require.Equal(t, math.Float64bits(want), math.Float64bits(got), "%d workers", workers)
		}
		d, err := New(x, weights)
		require.NoError(t, err)
		require.InEpsilon(t, d.Gini(), want, 1e-13)
	}
}
