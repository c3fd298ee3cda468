package calibrate

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/rng"
)

// TestTailShape: the shape of the tail of weights that follow a generalised Pareto distribution is found; few weights tell nothing, and those that are all
// alike have no tail.
func TestTailShape(t *testing.T) {
	for _, shape := range []float64{0.2, 0.5, 0.9} {
		random := rng.At(3, 0, 0, rng.Users)
		logs := make([]float64, 20_000)
		for k := range logs {
			logs[k] = math.Log((math.Pow(random.Float64(), -shape)-1)/shape) + 700 // a factor counts for nothing
		}
		require.InDelta(t, shape, tailShape(logs), 0.15)
		logs[7] = math.Inf(-1) // a run that failed
		require.InDelta(t, shape, tailShape(logs), 0.15)
	}
	few := make([]float64, 100) // of quantiles, in whose tail are twenty
	for k := range few {
		few[k] = math.Log((math.Pow(1-(float64(k)+0.5)/100, -0.9) - 1) / 0.9)
	}
	require.InDelta(t, 0.7205967434897371, tailShape(few), 1e-9, "as the package loo computes it, its steps written anew")
	require.True(t, math.IsNaN(tailShape([]float64{1, 2, 3, 4, 5})))
	require.True(t, math.IsNaN(tailShape(make([]float64, 100))))
	none := make([]float64, 100)
	for k := range none {
		none[k] = math.Inf(-1)
	}
	require.True(t, math.IsNaN(tailShape(none)))
	require.InDelta(t, 0.5, (&Sample{Draws: 100}).Reliable(), 1e-12)
	require.Equal(t, 0.7, (&Sample{Draws: 1e6}).Reliable())
}

// TestEndSE: the standard error of the 5% quantile of a normal distribution is that of theory, whatever of the values are kept.
func TestEndSE(t *testing.T) {
	random := rng.At(4, 0, 0, rng.Users)
	values := make([]float64, 50_000)
	for k := range values {
		values[k] = random.Normal()
	}
	const density = 0.10314 // of a standard normal distribution at its 5% quantile
	for _, worth := range []float64{100, 1000} {
		require.InEpsilon(t, math.Sqrt(0.05*0.95/worth)/density, endSE(values, 0.05, worth), 0.1)
		require.InEpsilon(t, endSE(values, 0.05, worth), endSE(values, 0.95, worth), 0.1)
	}
	require.True(t, math.IsNaN(endSE(nil, 0.05, 10)))
	require.Zero(t, endSE([]float64{2, math.NaN(), 2}, 0.95, 3))

	sample := &Sample{Effective: 100}
	for _, x := range values[:20_000] {
		sample.Points = append(sample.Points, []float64{x, 10 * x})
	}
	want := math.Sqrt(0.05*0.95/100) / density / (2 * 1.645)
	for _, se := range sample.EndSE() {
		require.InEpsilon(t, want, se, 0.1)
	}
}

// TestMovesInManyDirections: of 10 parameters a target sees one. Walkers that jump or glide find the whole ranges of the others; those that stretch stay near where they began, and R-hat and the
// effective sample size tell.
func TestMovesInManyDirections(t *testing.T) {
	draw := func(by Moves) (sample *Sample, sd float64) {
		s := &surrogate{
			settings: &Ensemble{Walkers: 8, Steps: 24, Training: 60, Sets: 300, Moves: by}, temperature: 1, counts: []int{0},
			simulate: func(points [][]float64) (list [][]float64, err error) {
				for _, x := range points {
					list = append(list, []float64{x[0]})
				}
				return list, nil
			},
			z: func(_ int, value float64) (z, se float64) { return (value - 0.5) / 0.1, 0.1 },
			random: func(phase, walker, step int) *rng.Stream {
				return rng.At(8, rng.Person(phase, walker), step, rng.Users)
			},
		}
		for range 10 {
			s.from = append(s.from, 0.5)
		}
		sample, err := s.sample()
		require.NoError(t, err)
		mean, square := 0.0, 0.0
		for _, x := range sample.Points {
			mean += x[5] / 300
			square += x[5] * x[5] / 300
		}
		return sample, math.Sqrt(square - mean*mean)
	}
	stretched, _ := draw(Stretch)
	require.Greater(t, stretched.RHat, 1.2)
	for _, by := range []Moves{Differential, Hamiltonian} {
		moved, sd := draw(by)
		require.InDelta(t, math.Sqrt(1.0/12), sd, 0.03, by)
		require.Less(t, moved.RHat, 1.1, by)
		require.Greater(t, moved.Effective, 0.5*float64(moved.Draws), by)
		require.Less(t, stretched.Effective, 0.5*moved.Effective, by)
	}
}

// TestEnsembleSeed: an ensemble has the draws of the calibration's seed, or of its own.
func TestEnsembleSeed(t *testing.T) {
	plan := &Plan{Seed: 5}
	first := func(e *Ensemble) float64 { return e.stream(plan, 1, 2, 3).Float64() }
	require.Equal(t, first(&Ensemble{}), first(&Ensemble{Seed: 5}))
	require.NotEqual(t, first(&Ensemble{}), first(&Ensemble{Seed: 6}))
}
