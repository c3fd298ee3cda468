package search

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Outcome is the result of a point.
type Outcome struct {
	// Goals are to be as small as can be. NaN counts as the worst there is.
	Goals []float64
	// Violation is by how much the point breaks limits, added up; 0 if it keeps them all.
	Violation float64
}

// Problem is what is minimised: functions of a point, whose coordinates are from 0 to 1.
type Problem struct {
	Dims     int
	Evaluate func(ctx context.Context, points [][]float64) ([]Outcome, error)
}

// Settings say how much is spent on a search, and its chance.
type Settings struct {
	Population int    // points of a generation, 4 at least; 0 means 10 for each coordinate, 20 at least and 60 at most
	AtMost     int    // points in all, the first generation among them; 0 means 15 generations
	Seed       uint64 //
}

// leastPoints are the fewest of a generation: a trial is made of three others than the one that it stands against.
const leastPoints = 4

// Solution is a point and its result.
type Solution struct {
	Point []float64
	Outcome
}

// Minimise looks for the points of the unit cube that are best: those of the last generation that keep all limits and than which no other is
// better in one goal and as good in all others, by the first goal. With one goal that is one point. If none keeps all limits it is the one that breaks
// them least.
//
// The method is generalised differential evolution: a trial point for each point of a generation, from differences of three
// others; a trial takes the place of its point if it is as good in all goals, is thrown away if it is worse, and stays beside it if
// neither holds; the best by rank, then those that are least crowded, make the next generation. Of two points of which one breaks
// limits the other is better; of two that break them, the one that does so less. The weight of the differences and the share of coordinates that change are
// drawn for each trial (0.4 to 0.9, and 0.1 to 1; assumption). It ends after AtMost points, or when a single goal's points
// are all within a thousandth of each other.
//
// Source: Kukkonen and Lampinen (2005), GDE3: the third evolution step of generalized differential evolution, KanGAL Report 2005013, as in jMetal
// and MOEA Framework; Deb et al. (2002), A fast and elitist multiobjective genetic algorithm: NSGA-II, IEEE Transactions on Evolutionary Computation
// 6(2), for ranks, crowding and limits.
//
// If ctx ends or Evaluate fails, it returns that error with the best points so far.
func Minimise(ctx context.Context, p Problem, s Settings) ([]Solution, error) {
	if p.Dims < 1 || p.Evaluate == nil {
		return nil, errors.New("search: got a problem of no coordinates or without a function")
	}
	s.fill(p.Dims)
	if s.Population < leastPoints {
		return nil, fmt.Errorf("search: got a population of %d, want %d at least", s.Population, leastPoints)
	}
	e := evolution{problem: p, settings: s}
	err := e.run(ctx)
	return best(e.people), err
}

func (s *Settings) fill(dims int) {
	if s.Population == 0 {
		s.Population = min(max(10*dims, 20), 60)
	}
	if s.AtMost == 0 {
		s.AtMost = 15 * s.Population
	}
}

// evolution is a search in the middle of its generations.
type evolution struct {
	problem  Problem
	settings Settings
	people   []Solution
	spent    int
}

func (e *evolution) run(ctx context.Context) error {
	err := e.first(ctx)
	for generation := 1; err == nil && e.spent+e.settings.Population <= e.settings.AtMost && !e.settled(); generation++ {
		err = e.next(ctx, rand.New(rand.NewPCG(e.settings.Seed, uint64(generation))))
	}
	return err
}

// first makes a generation that fills the cube evenly: a Latin hypercube.
func (e *evolution) first(ctx context.Context) error {
	n, draw := min(e.settings.Population, e.settings.AtMost), rand.New(rand.NewPCG(e.settings.Seed, 0))
	points := make([][]float64, n)
	for i := range points {
		points[i] = make([]float64, e.problem.Dims)
	}
	for d := range e.problem.Dims {
		for i, slice := range draw.Perm(n) {
			points[i][d] = (float64(slice) + draw.Float64()) / float64(n)
		}
	}
	var err error
	e.people, err = e.evaluate(ctx, points)
	return err
}

// evaluate finds the results of points.
func (e *evolution) evaluate(ctx context.Context, points [][]float64) ([]Solution, error) {
	outcomes, err := e.problem.Evaluate(ctx, points)
	if err != nil {
		return nil, err
	}
	e.spent += len(points)
	list := make([]Solution, len(points))
	for i := range list {
		list[i] = Solution{points[i], outcomes[i]}
	}
	return list, nil
}

// next makes the next generation.
func (e *evolution) next(ctx context.Context, draw *rand.Rand) error {
	points := make([][]float64, len(e.people))
	for i := range points {
		points[i] = e.trial(i, draw)
	}
	trials, err := e.evaluate(ctx, points)
	if err != nil {
		return err
	}
	var list []Solution
	for i, old := range e.people {
		switch trial := trials[i]; {
		case trial.better(&old) || trial.asGood(&old):
			list = append(list, trial)
		case old.better(&trial):
			list = append(list, old)
		default:
			list = append(list, old, trial)
		}
	}
	e.people = fittest(list, len(e.people))
	return nil
}

// trial returns a point made from differences of others. A coordinate that would leave the cube is mirrored at its side.
func (e *evolution) trial(i int, draw *rand.Rand) []float64 {
	others := draw.Perm(len(e.people))
	others = slices.DeleteFunc(others, func(k int) bool { return k == i })
	a, b, c := e.people[others[0]].Point, e.people[others[1]].Point, e.people[others[2]].Point
	weight, share := 0.4+float64(0.5*draw.Float64()), 0.1+float64(0.9*draw.Float64())
	point := slices.Clone(e.people[i].Point)
	always := draw.IntN(len(point))
	for d := range point {
		if u := draw.Float64(); u < share || d == always {
			x := c[d] + float64(weight*(a[d]-b[d]))
			if x < 0 {
				x = -x
			}
			if x > 1 {
				x = 2 - x
			}
			point[d] = min(max(x, 0), 1)
		}
	}
	return point
}

// settled reports whether all points of a single goal are about the same.
func (e *evolution) settled() bool {
	const near = 1e-3
	if len(e.people) == 0 || len(e.people[0].Goals) > 1 {
		return false
	}
	for d := range e.problem.Dims {
		lo, hi := 1.0, 0.0
		for _, p := range e.people {
			lo, hi = min(lo, p.Point[d]), max(hi, p.Point[d])
		}
		if hi-lo > near {
			return false
		}
	}
	return true
}

// breaks returns the violation of limits, infinite if a goal is not defined.
func (s *Solution) breaks() float64 {
	if slices.ContainsFunc(s.Goals, math.IsNaN) || math.IsNaN(s.Violation) {
		return math.Inf(1)
	}
	return s.Violation
}

// better reports whether s is better than o: it breaks limits less, or it keeps them and is as good in all goals and better in one.
func (s *Solution) better(o *Solution) bool {
	x, y := s.breaks(), o.breaks()
	if x > 0 || y > 0 {
		return x < y
	}
	isBetter := false
	for m := range s.Goals {
		if s.Goals[m] > o.Goals[m] {
			return false
		}
		isBetter = isBetter || s.Goals[m] < o.Goals[m]
	}
	return isBetter
}

// asGood reports whether s is as o is.
func (s *Solution) asGood(o *Solution) bool {
	if x, y := s.breaks(), o.breaks(); x > 0 || y > 0 {
		return x == y
	}
	return slices.Equal(s.Goals, o.Goals)
}

// fittest returns n solutions: by rank, and of the rank that does not fit whole those that are least crowded.
func fittest(list []Solution, n int) []Solution {
	if len(list) <= n {
		return list
	}
	var chosen []Solution
	for len(list) > 0 {
		front, rest := parted(list)
		if len(chosen)+len(front) > n {
			return append(chosen, spread(front, n-len(chosen))...)
		}
		chosen, list = append(chosen, front...), rest
	}
	return chosen
}

// parted returns the solutions than which none is better, and the others.
func parted(list []Solution) (front, rest []Solution) {
	for i := range list {
		if slices.ContainsFunc(list, func(o Solution) bool { return o.better(&list[i]) }) {
			rest = append(rest, list[i])
		} else {
			front = append(front, list[i])
		}
	}
	return front, rest
}

// spread returns n of some solutions, leaving out again and again the one that is most crowded.
func spread(front []Solution, n int) []Solution {
	front = slices.Clone(front)
	for len(front) > n {
		room := crowding(front)
		least := 0
		for i := range room {
			if room[i] < room[least] {
				least = i
			}
		}
		front = slices.Delete(front, least, least+1)
	}
	return front
}

// crowding returns how far apart the neighbours of each solution are, as parts of each goal's range, added up; infinite at the ends.
func crowding(front []Solution) []float64 {
	room := make([]float64, len(front))
	if len(front) == 0 {
		return room
	}
	for m := range front[0].Goals {
		order := make([]int, len(front))
		for i := range order {
			order[i] = i
		}
		slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(front[i].Goals[m], front[j].Goals[m]) })
		last := len(order) - 1
		width := front[order[last]].Goals[m] - front[order[0]].Goals[m]
		room[order[0]], room[order[last]] = math.Inf(1), math.Inf(1)
		for i := 1; i < last; i++ {
			if width > 0 {
				room[order[i]] += (front[order[i+1]].Goals[m] - front[order[i-1]].Goals[m]) / width
			}
		}
	}
	return room
}

// best returns the solutions than which none is better, once each, by the goals.
func best(list []Solution) []Solution {
	front, _ := parted(list)
	slices.SortStableFunc(front, func(a, b Solution) int {
		return cmp.Or(slices.Compare(a.Goals, b.Goals), slices.Compare(a.Point, b.Point))
	})
	front = slices.CompactFunc(front, func(a, b Solution) bool {
		return slices.Equal(a.Goals, b.Goals) && (len(a.Goals) == 1 || slices.Equal(a.Point, b.Point))
	})
	if len(front) > 1 && (front[0].breaks() > 0 || len(front[0].Goals) == 1) {
		front = front[:1]
	}
	return front
}
