package inequality

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestBootstrapTCovers draws samples of 100 from a distribution whose Gini is known: the bootstrap-t interval holds it about as often as
// its comment says, and clearly more often than 1.96 standard errors.
func TestBootstrapTCovers(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 22))
	const samples, n, sigma = 200, 100, 1
	truth := math.Erf(sigma / 2.)
	normal, studentized := 0, 0
	for range samples {
		x := make([]float64, n)
		for i := range x {
			x[i] = math.Exp(sigma * r.NormFloat64())
		}
		d := newTest(t, x, nil)
		if math.Abs(d.Gini()-truth) <= 1.96*d.GiniSE() {
			normal++
		}
		lo, hi, err := GiniBootstrapT(x, nil, .95, 199, r)
		require.NoError(t, err)
		require.Less(t, lo, hi)
		if lo <= truth && truth <= hi {
			studentized++
		}
	}
	require.InDelta(t, .86, float64(normal)/samples, .04)
	require.InDelta(t, .92, float64(studentized)/samples, .03)
	require.Greater(t, studentized, normal+samples/50)
}

func TestBootstrapTEdges(t *testing.T) {
	source := func() rand.Source { return rand.NewPCG(1, 2) }
	x, w := []float64{1, 2, 4, 8, 100, 3}, []float64{1, 2, 1, 1, 0, .5}
	lo, hi, err := GiniBootstrapT(x, w, .9, 199, source())
	require.NoError(t, err)
	again, _, err := GiniBootstrapT([]float64{1, 2, 4, 8, 3}, []float64{2, 4, 2, 2, 1}, .9, 199, source())
	require.NoError(t, err)
	require.Equal(t, lo, again, "the same source, the same samples; rows of weight 0 do not count, and only ratios of weights do")
	require.Less(t, lo, hi)
	for _, none := range [][]float64{nil, {0, 0}, {math.NaN(), 1}, {5}} {
		lo, hi, err := GiniBootstrapT(none, nil, .95, 199, source())
		require.NoError(t, err)
		require.True(t, math.IsNaN(lo) && math.IsNaN(hi), none)
	}
	lo, hi, err = GiniBootstrapT([]float64{2, 2, 2}, nil, .95, 199, source())
	require.NoError(t, err)
	require.Equal(t, []float64{0, 0}, []float64{lo, hi})

	broken := errors.New("broken")
	b := Bootstrap{Rows: 3, Replicates: 39, Source: source()}
	_, _, err = b.Studentized(.95, func([]int) (float64, float64, error) { return 0, 0, broken })
	require.ErrorIs(t, err, broken)
	calls := 0
	_, _, err = b.Studentized(.95, func([]int) (float64, float64, error) {
		if calls++; calls > 2 {
			return 0, 0, broken
		}
		return 1, 1, nil
	})
	require.ErrorContains(t, err, "replicate 1: broken")
	for _, c := range []struct {
		b     Bootstrap
		level float64
		want  string
	}{
		{Bootstrap{Replicates: 99, Source: source()}, .95, "Rows: got 0"},
		{Bootstrap{Rows: 3, Replicates: 38, Source: source()}, .95, "Replicates: got 38, want at least 39"},
		{Bootstrap{Rows: 3, Replicates: 99}, .95, "Source: got nil"},
		{Bootstrap{Rows: 3, Replicates: 99, Source: source()}, 1, "level: got 1"},
		{Bootstrap{Rows: 3, Replicates: 99, Source: source()}, math.NaN(), "level: got NaN"},
	} {
		_, _, err := c.b.Studentized(c.level, func([]int) (float64, float64, error) { return 1, 1, nil })
		require.ErrorContains(t, err, c.want)
	}
	_, _, err = GiniBootstrapT([]float64{1}, []float64{-1}, .95, 99, source())
	require.Error(t, err)
}

// TestBootstrapOfOneRow: a single row says nothing of what others would have.
func TestBootstrapOfOneRow(t *testing.T) {
	b := Bootstrap{Rows: 1, Replicates: 39, Source: rand.NewPCG(1, 2)}
	r, err := b.Run(func(w []float64) (float64, error) { return 7 * w[0], nil })
	require.NoError(t, err)
	require.True(t, math.IsNaN(r.SE))
	list, err := b.Intervals(.9, func([]int) (values, ses []float64, err error) { return []float64{7}, []float64{math.NaN()}, nil })
	require.NoError(t, err)
	require.True(t, math.IsNaN(list[0].SE))
}
