package study

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat"
)

// TestSummarise: against Python's statistics.stdev, the table of Student's t (4 degrees of freedom: 2.776) and quantiles by hand.
func TestSummarise(t *testing.T) {
	s := Summarise([]float64{2.1, math.NaN(), 3.5, 1.2, 4.4, 2.9})
	require.Equal(t, 5, s.N)
	require.InDelta(t, 2.82, s.Mean, 1e-12)
	require.InDelta(t, 1.2357184145265, s.SD, 1e-12)
	require.InDelta(t, 0.5526300751859, s.SE, 1e-12)
	require.InDelta(t, 2.82-2.7764451051978*0.5526300751859, s.Lo, 1e-8)
	require.InDelta(t, 2.82+2.7764451051978*0.5526300751859, s.Hi, 1e-8)
	for i, want := range []float64{1.38, 2.1, 2.9, 3.5, 4.22} {
		require.InDelta(t, want, s.Quantiles[i], 1e-12)
	}
	one := Summarise([]float64{7})
	require.Equal(t, 7.0, one.Mean)
	require.True(t, math.IsNaN(one.SD) && math.IsNaN(one.Lo) && math.IsInf(one.HalfWidth(), 1))
	none := Summarise([]float64{math.NaN()})
	require.True(t, none.N == 0 && math.IsNaN(none.Mean) && math.IsNaN(none.Quantiles[2]))
	same := Summarise([]float64{0.1, 0.1, 0.1})
	require.Equal(t, [3]float64{0.1, 0, 0.1}, [3]float64{same.Mean, same.SD, same.Hi}, "what never varies has no error")
	require.Equal(t, Summarise([]float64{1, 1e17, -1e17, 3}), Summarise([]float64{-1e17, 3, 1e17, 1}), "in any order")
}

// TestSummariseGonum holds mean and deviation to gonum's.
func TestSummariseGonum(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 100 {
		x := make([]float64, 2+r.IntN(50))
		for i := range x {
			x[i] = 100 + r.NormFloat64()
		}
		mean, sd := stat.MeanStdDev(x, nil)
		s := Summarise(x)
		require.InEpsilon(t, mean, s.Mean, 1e-13)
		require.InEpsilon(t, sd, s.SD, 1e-12)
	}
}

// TestUntilCovers: the interval at which the rule stops holds the true mean 95 times in 100, of normal and of skewed numbers, whether it
// stops at its first look or after hundreds.
func TestUntilCovers(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	normal := func() float64 { return r.NormFloat64() }
	skewed := func() float64 { return (r.ExpFloat64() + r.ExpFloat64() + r.ExpFloat64() + r.ExpFloat64() - 4) / 2 } // gamma of shape 4, skewness 1
	for name, draw := range map[string]func() float64{"normal": normal, "skewed": skewed} {
		for _, half := range []float64{1, 0.35, 0.15} {
			p := Plan{Until: &Until{Measure: "x", HalfWidth: half, AtMost: 100_000}}
			const studies = 1500
			hits, runs := 0, 0
			for range studies {
				var x []float64
				var s Stat
				for n := p.first(); ; n = p.next(n) {
					for len(x) < n {
						x = append(x, draw())
					}
					if s = Summarise(x); s.HalfWidth() <= half {
						break
					}
				}
				runs += len(x)
				if s.Lo <= 0 && 0 <= s.Hi {
					hits++
				}
			}
			coverage := float64(hits) / studies
			t.Logf("%s, half width %g: coverage %.3f, %d runs in the mean", name, half, coverage, runs/studies)
			least := 0.94 - 2*0.0056 // a point below, and two standard errors of 1500 studies
			if name == "skewed" {
				least -= 0.025 // Student's t has this too with runs as few and skewed as these, without looking twice
			}
			require.Greater(t, coverage, least, "%s, half width %g", name, half)
			require.Less(t, coverage, 0.975)
		}
	}
}
