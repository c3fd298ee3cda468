package histogram

import (
	"fmt"
	"math"
	"testing"

	"github.com/cogap/cogap/inequality"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestMomentsBoundTheEntropies: bounds hold the measures of the values themselves where these nearly agree, and where light weights
// stand beside heavy ones, from 1e-12 to 1e12; and where all nearly agree they are narrow.
func TestMomentsBoundTheEntropies(t *testing.T) {
	spec := MomentsSpec{Alphas: []float64{-1, .5, .75, 3}}
	rapid.Check(t, func(t *rapid.T) {
		centre := rapid.SampledFrom([]float64{1e9, 36000, 1, 7e-5, 1e30}).Draw(t, "centre")
		spread := math.Pow(10, rapid.Float64Range(-13, 0).Draw(t, "spread"))
		n := rapid.IntRange(2, 30).Draw(t, "n")
		xs, ws, labels := make([]float64, n), make([]float64, n), make([]int, n)
		parts := []*Moments{momentsOf(t, spec, nil, nil), momentsOf(t, spec, nil, nil)}
		weight := rapid.SampledFrom([]*rapid.Generator[float64]{rapid.Just(1.0), rapid.Float64Range(.1, 10), rapid.SampledFrom([]float64{1e-12, 1, 1e12})}).Draw(t, "weights")
		for i := range xs {
			xs[i] = centre * (1 + spread*rapid.Float64Range(-.9, .9).Draw(t, "x"))
			ws[i] = weight.Draw(t, "w")
			labels[i] = i % 2
			parts[labels[i]].Add(xs[i], ws[i])
		}
		d, err := inequality.New(xs, ws)
		require.NoError(t, err)
		m := momentsOf(t, spec, xs, ws)
		near := spread < 1e-9
		holds := func(what string, want float64, got Interval, err error) {
			require.NoError(t, err)
			noise := 1e-9 * want // of the measure that is compared with
			require.True(t, got.Lo-noise <= want && want <= got.Hi+noise, "%s: want %v, got %v", what, want, got)
			require.True(t, got.Lo <= got.Value && got.Value <= got.Hi, "%s: got %v", what, got)
			if near {
				require.LessOrEqual(t, got.Width(), 1e-7*want, what)
			}
		}
		holds("sd of logs", d.SDLogs(), m.BoundSDLogs(), nil)
		for _, a := range []float64{-1, 0, .5, .75, 1, 2, 3} {
			want, err := d.GE(a)
			require.NoError(t, err)
			got, err := m.BoundGE(a)
			holds(fmt.Sprintf("GE(%v)", a), want, got, err)
		}
		for _, e := range []float64{.25, .5, 1, 2} {
			want, err := d.Atkinson(e)
			require.NoError(t, err)
			got, err := m.BoundAtkinson(e)
			holds(fmt.Sprintf("Atkinson(%v)", e), want, got, err)
		}
		grouped, err := inequality.GroupBy(xs, ws, labels)
		require.NoError(t, err)
		for _, a := range []float64{0, 1, 2} {
			want, err := grouped.GE(a)
			require.NoError(t, err)
			_, within, between, err := BoundDecomposedGE(a, parts...)
			holds(fmt.Sprintf("GE(%v) within", a), want.Within, within, err)
			if want.Between > 1e-12*want.Total { // of which less is rounding of two means
				require.InDelta(t, want.Between, between.Value, 1e-3*want.Between+1e-12)
			}
		}
	})
}

// TestMomentsKeepDigits takes values that nearly agree, of which differences of rounded sums give zero or noise.
func TestMomentsKeepDigits(t *testing.T) {
	for _, of := range []struct{ first, step float64 }{{1e9, 1}, {36000, .01}} {
		xs := make([]float64, 10)
		for i := range xs {
			xs[i] = of.first + of.step*float64(i)
		}
		d, err := inequality.New(xs, nil)
		require.NoError(t, err)
		m := momentsOf(t, MomentsSpec{Alphas: []float64{-1}}, xs, nil)
		require.InEpsilon(t, d.SDLogs(), m.SDLogs(), 1e-5)
		require.InEpsilon(t, d.TheilT(), m.TheilT(), 1e-5)
		require.InEpsilon(t, d.TheilL(), m.TheilL(), 1e-5)
	}
}

// TestMomentsGapKeepsDigits: the difference of two means that nearly agree is rounded once.
func TestMomentsGapKeepsDigits(t *testing.T) {
	a, b := momentsOf(t, MomentsSpec{}, []float64{1e15, 1e15, 1e15 + .125}, nil), momentsOf(t, MomentsSpec{}, []float64{1e15}, nil)
	require.Equal(t, .125/3, MomentsGap{a, b}.Mean())
}
