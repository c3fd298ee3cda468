package calibrate

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/population"
	"github.com/cogap/cogap/rng"
	"github.com/cogap/cogap/study"
)

// linear is a model whose two targets are linear: what is left of the unit cube after a cutoff of 3 is a band of 0.3 in x0, and for
// each x0 one of 0.3 in x1; x2 does nothing.
func linear(points [][]float64) ([][]float64, error) {
	var list [][]float64
	for _, x := range points {
		list = append(list, []float64{20 * (x[0] - 0.5), 20 * (x[0] + x[1] - 1)})
	}
	return list, nil
}

// TestHistoryOfLinearModel: of a linear model what is left is known: 0.3 x 0.3 of the space, in a box of 0.3 x 0.6 x 1.
func TestHistoryOfLinearModel(t *testing.T) {
	random := rng.At(1, 0, 0, rng.Users)
	s, err := matchHistory(linear, 3, []float64{0, 0}, History{Waves: 2, Points: 40}, random.Float64)
	require.NoError(t, err)
	require.Len(t, s.Waves, 2)
	for _, w := range s.Waves {
		require.Equal(t, 40, w.Points)
		require.InDelta(t, 0.09, w.Remaining, 4*w.SE+1e-9)
		require.Less(t, w.SE, 0.002)
	}
	require.InDeltaSlice(t, []float64{0.7, 1 - (1 - 0.85*0.85)}, s.Waves[0].Ruled, 0.01, "what each rules out by itself")
	require.InDelta(t, s.Waves[0].Remaining+1.645*s.Waves[0].SE, s.Waves[0].Most, 0.2*s.Waves[0].SE)
	for i, want := range [][2]float64{{0.35, 0.65}, {0.2, 0.8}, {0, 1}} {
		require.InDelta(t, want[0], s.Box[i][0], 0.03)
		require.InDelta(t, want[1], s.Box[i][1], 0.03)
	}

	// luck with a standard deviation of a standard error widens both bands by the root of 2
	random = rng.At(1, 0, 0, rng.Users)
	s, err = matchHistory(linear, 3, []float64{1, 1}, History{Waves: 1, Points: 40}, random.Float64)
	require.NoError(t, err)
	require.InDelta(t, 0.09*2, s.Waves[0].Remaining, 4*s.Waves[0].SE)
}

// TestHistoryOfNothing: targets that no point meets leave nothing; failed points are passed over, and errors told.
func TestHistoryOfNothing(t *testing.T) {
	random := rng.At(1, 0, 0, rng.Users)
	far := func(points [][]float64) ([][]float64, error) {
		z, err := linear(points)
		for k := range z {
			z[k][0] += 50
			if k%5 == 0 {
				z[k] = nil
			}
		}
		return z, err
	}
	s, err := matchHistory(far, 3, []float64{0, 0}, History{Waves: 3, Points: 40}, random.Float64)
	require.NoError(t, err)
	require.Len(t, s.Waves, 1, "there is nothing that a second wave could be drawn from")
	require.Zero(t, s.Waves[0].Remaining)
	require.InDelta(t, 3.0/candidates, s.Waves[0].Most, 0.01/candidates, "the rule of three")
	require.Equal(t, 1.0, math.Round(s.Waves[0].Ruled[0]*1e9)/1e9)
	broken := errors.New("broken")
	_, err = matchHistory(func([][]float64) ([][]float64, error) { return nil, broken }, 2, []float64{0}, History{Waves: 1, Points: 10}, random.Float64)
	require.ErrorIs(t, err, broken)
}

// TestEmulator: a polynomial of the second degree is found exactly; of few points it is a plane, of too few nothing.
func TestEmulator(t *testing.T) {
	f := func(x []float64) float64 { return 1 + 2*x[0] - 3*x[1] + 4*x[0]*x[0] - 5*x[0]*x[1] }
	random := rng.At(2, 0, 0, rng.Users)
	var xs [][]float64
	var ys []float64
	for range 30 {
		x := []float64{random.Float64(), random.Float64()}
		xs, ys = append(xs, x), append(ys, f(x))
	}
	e := newEmulator(xs, ys, nil)
	require.Equal(t, 3, e.degree)
	require.Less(t, e.variance, 1e-20)
	require.InDelta(t, f([]float64{0.3, 0.9}), e.at([]float64{0.3, 0.9}), 1e-9)
	require.Equal(t, 1, newEmulator(xs[:6], ys[:6], nil).degree)
	require.Positive(t, newEmulator(xs[:6], ys[:6], nil).variance)
	require.Nil(t, newEmulator(xs[:4], ys[:4], nil).weights)
	require.Nil(t, newEmulator(nil, nil, nil).weights)
}

// TestWalkOfGaussian: walkers find the means, standard deviations and the correlation of a normal distribution.
func TestWalkOfGaussian(t *testing.T) {
	const sx, sy, r = 0.1, 0.02, 0.8
	density := func(points [][]float64) ([]float64, error) {
		var list []float64
		for _, p := range points {
			x, y := (p[0]-0.4)/sx, (p[1]-0.6)/sy
			list = append(list, -(x*x-2*r*x*y+y*y)/(2*(1-r*r)))
		}
		return list, nil
	}
	var walkers [][]float64
	for w := range 40 {
		random := rng.At(3, uint64(w), -1, rng.Users)
		walkers = append(walkers, []float64{0.5 + 0.01*random.Normal(), 0.5 + 0.01*random.Normal()})
	}
	s, err := walk(density, walkers, &Ensemble{Steps: 3000}, func(step, walker int) *rng.Stream { return rng.At(3, uint64(walker), step, rng.Users) })
	require.NoError(t, err)
	require.Len(t, s.Points, 40*2000)
	var x, y, xx, yy, xy float64
	n := float64(len(s.Points))
	for _, p := range s.Points {
		x += p[0] / n
		y += p[1] / n
	}
	for _, p := range s.Points {
		xx += (p[0] - x) * (p[0] - x) / n
		yy += (p[1] - y) * (p[1] - y) / n
		xy += (p[0] - x) * (p[1] - y) / n
	}
	require.InDelta(t, 0.4, x, 0.007)
	require.InDelta(t, 0.6, y, 0.0014)
	require.InDelta(t, sx, math.Sqrt(xx), 0.05*sx)
	require.InDelta(t, sy, math.Sqrt(yy), 0.05*sy)
	require.InDelta(t, r, xy/math.Sqrt(xx*yy), 0.03)
	require.Less(t, s.RHat, 1.1)
	require.Greater(t, s.Accepted, 0.5)
}

// TestWalkStaysInside: a density that is the same everywhere gives numbers that are equally likely from 0 to 1.
func TestWalkStaysInside(t *testing.T) {
	flat := func(points [][]float64) ([]float64, error) { return make([]float64, len(points)), nil }
	walkers := [][]float64{{0.5, 0.5}, {0.6, 0.5}, {0.5, 0.6}, {0.4, 0.4}, {0.3, 0.6}, {0.7, 0.1}}
	s, err := walk(flat, walkers, &Ensemble{Steps: 6000}, func(step, walker int) *rng.Stream { return rng.At(4, uint64(walker), step, rng.Users) })
	require.NoError(t, err)
	mean, square, n := 0.0, 0.0, float64(len(s.Points))
	for _, p := range s.Points {
		require.True(t, p[0] >= 0 && p[0] <= 1)
		mean += p[0] / n
		square += p[0] * p[0] / n
	}
	require.InDelta(t, 0.5, mean, 0.03)
	require.InDelta(t, 1.0/12, square-mean*mean, 0.01)
}

// TestSurrogate: an ensemble whose moves emulators propose has the means, standard deviations and ends of what is known, though the model bends, and
// the chains forget where they began; of a parameter that no target sees the range is left.
func TestSurrogate(t *testing.T) {
	for _, refining := range []int{0, 200} {
		sampleByEmulators(t, refining, Stretch)
	}
	sampleByEmulators(t, 0, Differential)
	sampleByEmulators(t, 200, Hamiltonian)
}

// sampleByEmulators draws an ensemble with so many points to refine emulators with.
func sampleByEmulators(t *testing.T, refining int, by Moves) {
	t.Helper()
	runs := 0
	s := &surrogate{
		settings: &Ensemble{Walkers: 8, Steps: 300, Training: 120, Refining: refining, Sets: 2000, Moves: by}, temperature: 1, from: []float64{0.4, 0.6, 0.5}, counts: []int{0, 1},
		simulate: func(points [][]float64) ([][]float64, error) {
			runs += len(points)
			list := make([][]float64, len(points))
			for k, x := range points {
				if k%10 != 9 { // some runs fail
					list[k] = []float64{math.Exp(3 * x[0]), x[1] - 0.3*(x[0]-0.4)}
				}
			}
			return list, nil
		},
		z: func(target int, value float64) (z, se float64) {
			aim, se := []float64{math.Exp(1.2), 0.6}[target], []float64{0.15, 0.03}[target]
			return (value - aim) / se, se
		},
		random: func(phase, walker, step int) *rng.Stream {
			return rng.At(7, rng.Person(phase, walker), step, rng.Users)
		},
	}
	x, err := s.sample()
	require.NoError(t, err)
	require.Equal(t, 120+refining+8*301, runs)
	require.Len(t, x.Points, 2000)
	require.Equal(t, refining+8*301, x.Draws)
	require.Greater(t, x.Effective, 0.5*float64(x.Draws))
	require.Less(t, x.RHat, 1.1)
	mean, sd := make([]float64, 3), make([]float64, 3)
	for d := range mean {
		for _, p := range x.Points {
			mean[d] += p[d] / float64(len(x.Points))
		}
		for _, p := range x.Points {
			sd[d] += (p[d] - mean[d]) * (p[d] - mean[d]) / float64(len(x.Points))
		}
		sd[d] = math.Sqrt(sd[d])
	}
	require.InDelta(t, 0.4, mean[0], 0.003)
	require.InDelta(t, 0.15/3/math.Exp(1.2), sd[0], 0.002)
	require.InDelta(t, 0.6, mean[1], 0.004)
	require.InDelta(t, 0.03, sd[1], 0.004)
	require.InDelta(t, 0.5, mean[2], 0.04)
	require.InDelta(t, math.Sqrt(uniform), sd[2], 0.03)
}

// TestMixed: the density of a mixture of two normal distributions, of whose parts the constants are not known.
func TestMixed(t *testing.T) {
	random := rng.At(5, 0, 0, rng.Users)
	var logs [][]float64
	var want []float64
	for k := range 3000 {
		x := random.Normal()
		if k >= 1000 {
			x = 1 + 0.5*x
		}
		a, b := -x*x/2, -2*(x-1)*(x-1)
		logs = append(logs, []float64{a + 7, b - 3})
		want = append(want, math.Log(1000*math.Exp(a)+2000*2*math.Exp(b)))
	}
	got := mixed(logs, []float64{1000, 2000})
	for k := range got {
		require.InDelta(t, want[k]-want[0], got[k]-got[0], 0.1)
	}
}

// TestPredicted: percentiles, z and the effective number of points with weights.
func TestPredicted(t *testing.T) {
	target := Target{ID: "A", Value: 3, SE: 0.5}
	x := predicted("g", target, []float64{4, 2, math.NaN(), 1, 9}, []float64{1, 2, 5, 1, 0})
	require.Equal(t, []float64{1, 2, 4}, []float64{x.Low, x.Median, x.High})
	require.InDelta(t, 16.0/6, x.Effective, 1e-12)
	mean, variance := 9.0/4, 1.1875
	require.InDelta(t, (mean-3)/math.Sqrt(0.25+variance), x.Z, 1e-12)
	require.True(t, x.Pass)
	target.Value = 6
	require.False(t, predicted("g", target, []float64{4, 2, 1}, []float64{1, 2, 1}).Pass)
	none := predicted("g", target, []float64{math.NaN()}, []float64{1})
	require.True(t, math.IsNaN(none.Median))
	require.False(t, none.Pass)
}

// TestMixing: walkers that stay apart are told from those that mix, and draws that depend on each other are worth less.
func TestMixing(t *testing.T) {
	path := func(at float64) [][]float64 { return [][]float64{{at}, {at + 0.1}, {at}, {at + 0.1}} }
	rHat, effective := mixing([][][]float64{path(0), path(0)})
	require.InDelta(t, math.Sqrt(0.75), rHat, 1e-9)
	require.Equal(t, 8.0, effective)
	rHat, effective = mixing([][][]float64{path(0), path(0.5)})
	require.Greater(t, rHat, 3.0)
	require.InDelta(t, 2, effective, 0.1, "of each walker one")

	// an autoregression with a correlation of 0.8 from draw to draw: (1 - 0.8) / (1 + 0.8) of its draws count
	var paths [][][]float64
	for w := range 100 {
		random, x, path := rng.At(9, uint64(w), 0, rng.Users), 0.0, [][]float64{}
		for range 1000 {
			x = 0.8*x + 0.6*random.Normal()
			path = append(path, []float64{x})
		}
		paths = append(paths, path)
	}
	rHat, effective = mixing(paths)
	require.Less(t, rHat, 1.01)
	require.InEpsilon(t, 100_000.0/9, effective, 0.3)
}

// TestKeep: sets are kept evenly from the steps of each walker, the last one among them.
func TestKeep(t *testing.T) {
	var paths [][][]float64
	for w := range 3 {
		var path [][]float64
		for step := range 10 {
			path = append(path, []float64{float64(10*w + step/4)})
		}
		paths = append(paths, path)
	}
	var s Sample
	s.keep(paths, &Ensemble{Sets: 7})
	require.Equal(t, [][]float64{{0}, {10}, {20}, {1}, {11}, {21}, {2}, {12}, {22}}, s.Points)
	require.Equal(t, 30, s.Draws)
	require.Equal(t, 9, s.Distinct())
	var all Sample
	all.keep(paths, &Ensemble{})
	require.Len(t, all.Points, 30)
	require.Equal(t, 9, all.Distinct())
}

// TestIdentified: singular values, rank, standard errors and correlations of known matrices.
func TestIdentified(t *testing.T) {
	x, err := identified([][]float64{{20, 0, 0}, {0, 5, 0}, {0, 0, 0}}, []float64{3, 3, 3})
	require.NoError(t, err)
	require.InDeltaSlice(t, []float64{20, 5, 0}, x.Singular, 1e-9)
	require.Equal(t, 2, x.Rank)
	require.True(t, math.IsInf(x.Condition, 1))
	require.InDeltaSlice(t, []float64{1 / math.Sqrt(412), 1 / math.Sqrt(37), 1 / math.Sqrt(12)}, x.SE, 1e-9)

	rapid.Check(t, func(t *rapid.T) {
		n, d := rapid.IntRange(1, 5).Draw(t, "n"), rapid.IntRange(1, 4).Draw(t, "d")
		j := make([][]float64, n)
		for i := range j {
			j[i] = rapid.SliceOfN(rapid.Float64Range(-20, 20), d, d).Draw(t, "row")
		}
		x, err := identified(j, slices.Repeat([]float64{rapid.Float64Range(0.01, 100).Draw(t, "counts")}, n))
		require.NoError(t, err)
		a := mat.NewSymDense(d, nil)
		for p := range d {
			for q := range d {
				sum := 0.0
				for i := range j {
					sum += j[i][p] * j[i][q]
				}
				if p == q {
					sum += 12
				}
				a.SetSym(p, q, sum)
			}
		}
		var inverse mat.Dense
		require.NoError(t, inverse.Inverse(a))
		for p := range d {
			require.InDelta(t, math.Sqrt(inverse.At(p, p)), x.SE[p], 1e-9)
			require.InDelta(t, inverse.At(0, p)/(x.SE[0]*x.SE[p]), x.Correlation[0][p], 1e-9)
		}
	})
}

// TestSandwich: of a mean of two figures that are told to be equally sure, where one varies nine times as much, the variance is that of the mean: a quarter
// of the sum of both.
func TestSandwich(t *testing.T) {
	const slope, large = 1000.0, 3.0 // so steep that the range counts for nothing
	x, err := identified([][]float64{{slope}, {slope / large}}, []float64{1, large * large})
	require.NoError(t, err)
	require.InEpsilon(t, math.Sqrt((1+large*large)/4)/slope, x.SE[0], 1e-4)
	nothing, err := identified([][]float64{{0, 0}}, []float64{7})
	require.NoError(t, err)
	require.InDeltaSlice(t, []float64{math.Sqrt(uniform), math.Sqrt(uniform)}, nothing.SE, 1e-12)
}

func TestSlope(t *testing.T) {
	require.InDelta(t, -2, slopeOf([]float64{1, 2, 5}, []float64{3, 1, -5}), 1e-12)
	require.InDelta(t, 0.5, slopeOf([]float64{0, 1, 2}, []float64{0, 1, 1}), 1e-12, "least squares by hand")
	require.True(t, math.IsNaN(slopeOf([]float64{1, 2}, []float64{1, 2})))
	require.True(t, math.IsNaN(slopeOf([]float64{1, 1, 1}, []float64{1, 2, 3})))
}

// TestDrawStrata: a draw has all people, and a stratum's people on average over all starts are its own.
func TestDrawStrata(t *testing.T) {
	strata := []population.Stratum{{Name: "a", People: 10}, {Name: "b", People: 500}, {Name: "c", People: 90}, {Name: "d", People: 1000}, {Name: "e", People: 3}}
	const n, starts = 3, 1000
	mean := map[string]float64{}
	for k := range starts {
		total := int64(0)
		for _, s := range drawStrata(strata, n, (float64(k)+0.5)/starts) {
			require.Positive(t, s.People)
			total += s.People
			mean[s.Name] += float64(s.People) / starts
		}
		require.EqualValues(t, 1603, total)
	}
	for _, s := range strata {
		require.InDelta(t, s.People, mean[s.Name], 1.5, s.Name)
	}
	rapid.Check(t, func(t *rapid.T) {
		var list []population.Stratum
		total := int64(0)
		for _, people := range rapid.SliceOfN(rapid.Int64Range(1, 1e12), 1, 20).Draw(t, "people") {
			list, total = append(list, population.Stratum{People: people}), total+people
		}
		n := rapid.IntRange(1, len(list)).Draw(t, "n")
		drawn := drawStrata(list, n, rapid.Float64Range(0, 1-0x1p-53).Draw(t, "start"))
		require.LessOrEqual(t, len(drawn), n)
		for _, s := range drawn {
			total -= s.People
		}
		require.Zero(t, total)
		total = 0
		for i, s := range equal(list) {
			total += s.People - list[i].People
		}
		require.Zero(t, total)
	})
}

// TestZText: z is printed on the side of Passing on which it is.
func TestZText(t *testing.T) {
	for z, want := range map[float64]string{0.04: "0.0", 1.96: "2.0", 2: "2.0", 2.04: "2.04", -2.0004: "-2.0004", 2.1: "2.1", math.Inf(1): "+Inf"} {
		require.Equal(t, want, ZText(z))
	}
	require.Equal(t, "NaN", ZText(math.NaN()))
}

// TestParameterPlaces: places and values are each other's inverse, on both scales.
func TestParameterPlaces(t *testing.T) {
	p := Parameter{From: 0.05, To: 0.6, Scale: study.Log}
	require.Equal(t, 0.05, p.Value(0))
	require.Equal(t, 0.6, p.Value(1))
	require.InDelta(t, math.Sqrt(0.05*0.6), p.Value(0.5), 1e-12)
	require.Equal(t, 1.0, p.Place(7))
	require.Equal(t, 0.3, p.Value(p.Place(0.3)), "what a scenario has is kept")
	rapid.Check(t, func(t *rapid.T) {
		p.Scale = rapid.SampledFrom([]study.Scale{study.Linear, study.Log}).Draw(t, "scale")
		place := rounded(rapid.Float64Range(0, 1).Draw(t, "place"))
		require.InDelta(t, place, p.Place(p.Value(place)), 1e-10)
		require.Equal(t, p.Value(place), p.Value(p.Place(p.Value(place))))
	})
}
