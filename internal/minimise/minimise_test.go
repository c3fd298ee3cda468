package minimise_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/internal/minimise"
)

// counted evaluates a function and counts points and generations.
type counted struct {
	f                   func(x []float64) float64
	points, generations int
	log                 [][]float64
}

func (c *counted) evaluate(points [][]float64) ([]float64, error) {
	c.generations++
	values := make([]float64, len(points))
	for k, x := range points {
		for _, u := range x {
			if u < 0 || u > 1 {
				return nil, errors.New("a point lies outside")
			}
		}
		values[k] = c.f(x)
		c.log = append(c.log, x)
	}
	c.points += len(points)
	return values, nil
}

func (c *counted) start(x ...float64) minimise.Best { return minimise.Best{X: x, F: c.f(x)} }

// sphere has its minimum, 0, at 0.3 in all directions, which count very differently.
func sphere(x []float64) float64 {
	sum := 0.0
	for d, u := range x {
		sum += math.Pow(10, float64(d)) * (u - 0.3) * (u - 0.3)
	}
	return sum
}

// rosenbrock is Rosenbrock's function over -2 to 2, with its minimum, 0, at 1, 1: here 0.75, 0.75.
func rosenbrock(x []float64) float64 {
	a, b := 4*x[0]-2, 4*x[1]-2
	return 100*(b-a*a)*(b-a*a) + (1-a)*(1-a)
}

func steps(n int) []float64 {
	list := make([]float64, n)
	for i := range list {
		list[i] = 0.1
	}
	return list
}

// TestMethods: each finds the minimum of known functions, and repeats itself.
func TestMethods(t *testing.T) {
	methods := map[string]func(c *counted, start minimise.Best) (minimise.Best, error){
		"coordinate": func(c *counted, start minimise.Best) (minimise.Best, error) {
			s := minimise.NewCoordinate(start, steps(len(start.X)))
			s.Least = 1e-5
			_, err := s.Run(c.evaluate, 2000)
			return s.Best, err
		},
		"cma-es": func(c *counted, start minimise.Best) (minimise.Best, error) {
			return minimise.CMAES(c.evaluate, start, 0.1, 2000, rand.NewPCG(1, 2))
		},
		"nelder-mead": func(c *counted, start minimise.Best) (minimise.Best, error) {
			return minimise.NelderMead(c.evaluate, start, 0.1, 2000)
		},
	}
	for name, method := range methods {
		t.Run(name, func(t *testing.T) {
			c := &counted{f: sphere}
			best, err := method(c, c.start(0.9, 0.8, 0.1, 0.5))
			require.NoError(t, err)
			require.InDeltaSlice(t, []float64{0.3, 0.3, 0.3, 0.3}, best.X, 1e-3)
			require.LessOrEqual(t, c.points, 2005)
			again := &counted{f: sphere}
			same, err := method(again, again.start(0.9, 0.8, 0.1, 0.5))
			require.NoError(t, err)
			require.Equal(t, best, same)
			require.Equal(t, c.log, again.log)

			c = &counted{f: rosenbrock}
			best, err = method(c, c.start(0.2, 0.75))
			require.NoError(t, err)
			require.InDeltaSlice(t, []float64{0.75, 0.75}, best.X, 0.02)
		})
	}
}

// TestFailing: an error ends a search with the best so far; points without a value are passed over.
func TestFailing(t *testing.T) {
	hole := func(x []float64) float64 {
		if x[0] < 0.5 && x[1] < 0.5 {
			return math.Inf(1)
		}
		return sphere(x)
	}
	c := &counted{f: hole}
	s := minimise.NewCoordinate(c.start(0.9, 0.4), steps(2))
	_, err := s.Run(c.evaluate, 300)
	require.NoError(t, err)
	require.InDelta(t, 0.04, s.F, 1e-3, "0.5, 0.3: just outside of the hole")

	broken := errors.New("broken")
	for name, method := range map[string]func(minimise.Evaluate) (minimise.Best, error){
		"coordinate": func(f minimise.Evaluate) (minimise.Best, error) {
			s := minimise.NewCoordinate(c.start(0.9, 0.9), steps(2))
			_, err := s.Run(f, 300)
			return s.Best, err
		},
		"cma-es": func(f minimise.Evaluate) (minimise.Best, error) {
			return minimise.CMAES(f, c.start(0.9, 0.9), 0.1, 300, rand.NewPCG(1, 2))
		},
		"nelder-mead": func(f minimise.Evaluate) (minimise.Best, error) {
			return minimise.NelderMead(f, c.start(0.9, 0.9), 0.1, 300)
		},
	} {
		c := &counted{f: sphere}
		best, err := method(func(points [][]float64) ([]float64, error) {
			if c.points > 20 {
				return nil, broken
			}
			return c.evaluate(points)
		})
		require.ErrorIs(t, err, broken, name)
		require.Less(t, best.F, c.f([]float64{0.9, 0.9}), name)
	}
}

// TestFrozen: a coordinate without a step stays; bounds are kept and a search ends by itself.
func TestFrozen(t *testing.T) {
	c := &counted{f: sphere}
	s := minimise.NewCoordinate(c.start(0.9, 0.8), []float64{0, 0.1})
	used, err := s.Run(c.evaluate, 1000)
	require.NoError(t, err)
	require.Equal(t, c.points, used)
	require.Less(t, used, 200)
	require.Equal(t, 0.9, s.X[0])
	require.InDelta(t, 0.3, s.X[1], 1e-3)
	require.Empty(t, s.Ask())
}

func TestFold(t *testing.T) {
	for x, want := range map[float64]float64{0.3: 0.3, -0.3: 0.3, 1.2: 0.8, 2.1: 0.1, 1: 1, -2.5: 0.5} {
		require.InDelta(t, want, minimise.Fold(x), 1e-12)
	}
}
