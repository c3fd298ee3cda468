package calibrate

import (
	"math"
	"testing"

	"github.com/cogap/cogap/internal/minimise"
	"github.com/cogap/cogap/rng"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// bends are emulators of two targets, one of a logarithm, of polynomials of so many degrees.
func bends(random *rng.Stream, parameters, degree int) *surrogate {
	s := &surrogate{
		settings: &Ensemble{Training: 1, Moves: Hamiltonian}, temperature: 1.5, wider: wider, counts: []int{0, 1},
		z: func(target int, value float64) (z, se float64) { return (value - float64(target)) / 0.7, 0.7 },
		random: func(phase, walker, step int) *rng.Stream {
			return rng.At(3, rng.Person(phase, walker), step, rng.Users)
		},
	}
	for target := range 2 {
		e := standIn{target: target, log: target == 1, emulator: emulator{degree: degree, variance: 0.2}}
		for range len(termsOf(make([]float64, parameters), degree)) {
			e.weights = append(e.weights, random.Normal())
		}
		s.standIns = append(s.standIns, e)
	}
	for range parameters {
		s.from = append(s.from, 0.5)
	}
	return s
}

// TestSlopeOfEmulators: the slopes of what emulators expect are its differences, beyond the ends of ranges too, where it is mirrored.
func TestSlopeOfEmulators(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		random := rng.At(rapid.Uint64().Draw(t, "seed"), 0, 0, rng.Users)
		s := bends(random, 4, rapid.IntRange(1, 3).Draw(t, "degree"))
		mirrored := func(x []float64) float64 {
			y := make([]float64, len(x))
			for i := range x {
				y[i] = minimise.Fold(x[i])
			}
			return s.expected(y)
		}
		x, slope := make([]float64, 4), make([]float64, 4)
		for i := range x {
			x[i] = float64(rapid.IntRange(-2, 2).Draw(t, "turns")) + rapid.Float64Range(0.01, 0.99).Draw(t, "x")
		}
		s.slope(x, slope)
		const by = 1e-6
		for i, at := range x {
			x[i] = at + by
			above := mirrored(x)
			x[i] = at - by
			require.InDelta(t, (above-mirrored(x))/(2*by), slope[i], 1e-4*(1+math.Abs(slope[i])))
			x[i] = at
		}
	})
}

// TestGlide: walkers that glide draw the density that emulators expect, with a ridge and ends of ranges that cut it off: its means are those of
// a sum over a grid.
func TestGlide(t *testing.T) {
	s := bends(rng.At(6, 0, 0, rng.Users), 2, 3)
	s.standIns[0].weights = []float64{0, 6, 6, 0, 0, 5}
	s.standIns[1].weights = []float64{0, 3, -1, 1, 0, 0}
	const n = 200
	sum, mean := 0.0, []float64{0, 0, 0}
	for i := range n {
		for j := range n {
			x, y := (float64(i)+0.5)/n, (float64(j)+0.5)/n
			p := math.Exp(s.expected([]float64{x, y}))
			sum += p
			for k, v := range []float64{x, y, x * y} {
				mean[k] += p * v
			}
		}
	}
	got, draws := []float64{0, 0, 0}, 0.0
	for _, path := range s.drawn(0, 2400) {
		for _, x := range path {
			draws++
			for k, v := range []float64{x[0], x[1], x[0] * x[1]} {
				got[k] += v
			}
		}
	}
	for k := range mean {
		require.InDelta(t, mean[k]/sum, got[k]/draws, 0.02)
	}
}
