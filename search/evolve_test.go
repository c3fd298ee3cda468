package search_test

import (
	"context"
	"errors"
	"math"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/search"
)

// of makes a problem of a function of one point.
func of(dims int, f func(x []float64) search.Outcome) search.Problem {
	return search.Problem{Dims: dims, Evaluate: func(_ context.Context, points [][]float64) ([]search.Outcome, error) {
		list := make([]search.Outcome, len(points))
		var all sync.WaitGroup
		for i := range points {
			all.Go(func() { list[i] = f(points[i]) })
		}
		all.Wait()
		return list, nil
	}}
}

// zdt1 is a problem with a known front: the second goal is 1 - sqrt(first) where all coordinates but the first are 0. Source: Zitzler, Deb and
// Thiele (2000), Comparison of multiobjective evolutionary algorithms, Evolutionary Computation 8(2).
func zdt1(x []float64) search.Outcome {
	g := 1.0
	for _, v := range x[1:] {
		g += 9 * v / float64(len(x)-1)
	}
	return search.Outcome{Goals: []float64{x[0], g * (1 - math.Sqrt(x[0]/g))}}
}

// TestFront: the front of ZDT1 is found, from end to end.
func TestFront(t *testing.T) {
	front, err := search.Minimise(t.Context(), of(6, zdt1), search.Settings{Population: 40, AtMost: 6000, Seed: 1})
	require.NoError(t, err)
	require.Greater(t, len(front), 35)
	require.Less(t, front[0].Goals[0], 0.02)
	require.Greater(t, front[len(front)-1].Goals[0], 0.98)
	area, last := 0.0, 1.1 // dominated, up to (1.1, 1.1)
	for i, s := range front {
		require.InDelta(t, 1-math.Sqrt(s.Goals[0]), s.Goals[1], 0.02)
		if i > 0 {
			require.Less(t, s.Goals[0]-front[i-1].Goals[0], 0.08, "evenly")
			require.Less(t, s.Goals[1], front[i-1].Goals[1])
		}
		area += (1.1 - s.Goals[0]) * (last - s.Goals[1])
		last = s.Goals[1]
	}
	require.InDelta(t, 1.1*1.1-1.0/3, area, 0.03, "the front's own is 1.21 - 1/3")
}

// TestLeast: the least of known functions is found, within limits too.
func TestLeast(t *testing.T) {
	rosenbrock := func(x []float64) search.Outcome {
		a, b := 4*x[0]-2, 4*x[1]-2
		return search.Outcome{Goals: []float64{(1-a)*(1-a) + 100*(b-a*a)*(b-a*a)}}
	}
	found, err := search.Minimise(t.Context(), of(2, rosenbrock), search.Settings{AtMost: 4000, Seed: 2})
	require.NoError(t, err)
	require.Len(t, found, 1)
	require.InDelta(t, 0.75, found[0].Point[0], 0.01)
	require.InDelta(t, 0.75, found[0].Point[1], 0.02)

	product := func(x []float64) search.Outcome { // least x+y with x y >= 1/4
		return search.Outcome{Goals: []float64{x[0] + x[1]}, Violation: max(0, 0.25-x[0]*x[1])}
	}
	for seed := range uint64(5) {
		found, err = search.Minimise(t.Context(), of(2, product), search.Settings{AtMost: 1500, Seed: seed})
		require.NoError(t, err)
		require.Zero(t, found[0].Violation)
		require.InDelta(t, 1, found[0].Goals[0], 0.01)
	}
}

// TestMinimiseRobust: what breaks all limits, is not defined or fails.
func TestMinimiseRobust(t *testing.T) {
	impossible := func(x []float64) search.Outcome {
		return search.Outcome{Goals: []float64{0}, Violation: 1 + x[0]}
	}
	found, err := search.Minimise(t.Context(), of(1, impossible), search.Settings{Seed: 1})
	require.NoError(t, err)
	require.Len(t, found, 1)
	require.InDelta(t, 1, found[0].Violation, 0.01, "the one that breaks them least")

	holes := func(x []float64) search.Outcome {
		if x[0] < 0.5 {
			return search.Outcome{Goals: []float64{math.NaN()}}
		}
		return search.Outcome{Goals: []float64{x[0]}}
	}
	found, err = search.Minimise(t.Context(), of(1, holes), search.Settings{Seed: 1})
	require.NoError(t, err)
	require.InDelta(t, 0.5, found[0].Goals[0], 0.01)

	calls := 0
	failing := search.Problem{Dims: 2, Evaluate: func(_ context.Context, points [][]float64) ([]search.Outcome, error) {
		if calls++; calls > 2 {
			return nil, errors.New("enough")
		}
		list := make([]search.Outcome, len(points))
		for i, x := range points {
			list[i].Goals = []float64{x[0] + x[1]}
		}
		return list, nil
	}}
	found, err = search.Minimise(t.Context(), failing, search.Settings{})
	require.EqualError(t, err, "enough")
	require.Len(t, found, 1, "what was found before")
	_, err = search.Minimise(t.Context(), search.Problem{}, search.Settings{})
	require.ErrorContains(t, err, "no coordinates")
	_, err = search.Minimise(t.Context(), of(1, impossible), search.Settings{Population: 3})
	require.ErrorContains(t, err, "want 4 at least")
}

// TestBudget: no more points than allowed are tried, and the same seed gives the same.
func TestBudget(t *testing.T) {
	n := 0
	p := search.Problem{Dims: 3, Evaluate: func(_ context.Context, points [][]float64) ([]search.Outcome, error) {
		n += len(points)
		list := make([]search.Outcome, len(points))
		for i, x := range points {
			list[i] = zdt1(x)
		}
		return list, nil
	}}
	a, err := search.Minimise(t.Context(), p, search.Settings{Population: 12, AtMost: 100, Seed: 3})
	require.NoError(t, err)
	require.Equal(t, 96, n)
	b, err := search.Minimise(t.Context(), of(3, zdt1), search.Settings{Population: 12, AtMost: 100, Seed: 3})
	require.NoError(t, err)
	require.Equal(t, a, b)
	c, err := search.Minimise(t.Context(), p, search.Settings{Population: 12, AtMost: 100, Seed: 4})
	require.NoError(t, err)
	require.NotEqual(t, a, c)
}
