package tabulated

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Thresholds are those of a dense system for all coefficients, which testdata/shares.R solves.
func TestSharesThresholds(t *testing.T) {
	want, _ := readTable(t, "testdata/shares.csv")
	s, err := NewShares(Points{[]float64{.2, .4, .6, .8, .9, .99, 1}, []float64{.05, .15, .3, .52, .68, .92, 1}})
	require.NoError(t, err)
	got, err := s.thresholds()
	require.NoError(t, err)
	require.Zero(t, got[0])
	require.Len(t, got[1:], len(want["threshold"]))
	for k, v := range want["threshold"] {
		require.InEpsilon(t, v, got[k+1], 1e-9, "at %v", want["p"][k])
	}
}

// The interpolation has the shares that it is of, ascending quantiles, a Gini inside its bounds, and the mean 1.
func TestSharesInterpolate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		widths := rapid.SliceOfN(rapid.Float64Range(.02, 1), 3, 12).Draw(t, "widths")
		rises := rapid.SliceOfN(rapid.Float64Range(.01, 2), len(widths), len(widths)).Draw(t, "rises")
		var people, held, average float64
		var p Points
		for k, w := range widths {
			average += rises[k]
			people += w
			held += w * average
			p.P, p.L = append(p.P, people), append(p.L, held)
		}
		for k := range p.P {
			p.P[k], p.L[k] = p.P[k]/people, p.L[k]/held
		}
		s, err := NewShares(p)
		require.NoError(t, err)
		i, err := s.Interpolate()
		require.NoError(t, err)
		require.InDelta(t, 1, i.Mean(), 1e-9)
		for k := range p.P {
			l, err := i.Lorenz(p.P[k])
			require.NoError(t, err)
			require.InDelta(t, p.L[k], l, 1e-9)
		}
		bounds := s.Gini()
		require.GreaterOrEqual(t, i.Gini(), bounds.Lo-1e-6)
		require.LessOrEqual(t, i.Gini(), bounds.Hi+1e-6)
		before := 0.0
		for k := range 200 {
			q, err := i.Quantile(float64(k) / 200)
			require.NoError(t, err)
			require.GreaterOrEqual(t, q, before-1e-6*(1+before))
			before = q
		}
	})
}

// Shares of a lognormal distribution give back its quantiles within 2%, those far below least well: the first threshold is assumed.
func TestSharesInterpolateKnown(t *testing.T) {
	normal := func(z float64) float64 { return math.Erfc(-z/math.Sqrt2) / 2 }
	quantile := func(p float64) float64 { return -math.Sqrt2 * math.Erfcinv(2*p) }
	const sigma = .8
	var p Points
	for _, at := range []float64{.1, .2, .3, .4, .5, .6, .7, .8, .9, .99, 1} {
		p.P, p.L = append(p.P, at), append(p.L, normal(quantile(at)-sigma))
	}
	p.L[len(p.L)-1] = 1
	s, err := NewShares(p)
	require.NoError(t, err)
	i, err := s.Interpolate()
	require.NoError(t, err)
	for _, at := range []float64{.15, .25, .5, .75, .95} {
		q, err := i.Quantile(at)
		require.NoError(t, err)
		require.InEpsilon(t, math.Exp(sigma*quantile(at)-sigma*sigma/2), q, .02, at)
	}
	require.InEpsilon(t, 2*normal(sigma/math.Sqrt2)-1, i.Gini(), .002)
}

func TestSharesInterpolateErrors(t *testing.T) {
	for _, c := range []struct {
		p, l []float64
		want []string
	}{
		{[]float64{.5, 1}, []float64{.2, 1}, []string{"points: got 2, want at least 3"}},
		{[]float64{.5, .8, 1}, []float64{0, .4, 1}, []string{"point 0: "}},
		{[]float64{.25, .5, .75, 1}, []float64{.1, .2, .6, 1}, []string{"point 1: ", "point 3: "}},
	} {
		s, err := NewShares(Points{slices.Clone(c.p), slices.Clone(c.l)})
		require.NoError(t, err)
		_, err = s.Interpolate()
		for _, want := range c.want {
			require.ErrorContains(t, err, want)
		}
	}
}
