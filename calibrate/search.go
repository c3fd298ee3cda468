package calibrate

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/cogap/cogap/internal/minimise"
	"github.com/cogap/cogap/rng"
	"github.com/cogap/cogap/study"
)

// carried is how many of the best points of a stage the next one begins with.
const carried = 3

// least is where a coordinate search ends: no step is as long, as a part of the range.
const least = 0.002

// search does all stages and returns the best point of the last.
func (s *session) search() (*Evaluation, error) {
	var best []*Evaluation // of the stage before, the best first
	for number, st := range s.plan.stages() {
		points := s.starts()
		if number > 0 {
			points = nil
			for _, e := range best[:min(carried, len(best))] {
				points = append(points, e.Point)
			}
		}
		if len(points) > st.Evaluations {
			points = points[:st.Evaluations]
		}
		first, err := s.evaluate("start", number, s.plan.replicates(), points)
		if err != nil {
			return nil, err
		}
		if err := s.local(number, byObjective(first), st.Evaluations-len(points)); err != nil {
			return nil, err
		}
		best = byObjective(s.of(number))
	}
	return best[0], nil
}

// starts returns the scenario as it is and the points of a Latin hypercube.
func (s *session) starts() [][]float64 {
	points := [][]float64{s.home}
	p := study.Plan{Seed: s.plan.Seed, Design: study.Design{Kind: study.LatinHypercube, Points: s.plan.start()}}
	for range s.plan.Parameters {
		p.Factors = append(p.Factors, study.Factor{Range: &study.Range{From: 0, To: 1}})
	}
	for i := range s.plan.start() {
		point := make([]float64, len(p.Factors))
		for d, level := range p.Job(i).Levels {
			point[d], _ = strconv.ParseFloat(level, 64) // it is a number of the range
		}
		points = append(points, point)
	}
	return points
}

// byObjective sorts evaluations, the best first, of equals the earlier.
func byObjective(list []*Evaluation) []*Evaluation {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b *Evaluation) int { return cmp.Compare(a.Objective, b.Objective) })
	return list
}

// of lists the evaluations of a stage of the search.
func (s *session) of(stage int) []*Evaluation {
	var list []*Evaluation
	for _, e := range s.list {
		if e.Stage == stage {
			list = append(list, e)
		}
	}
	return list
}

// local searches from the best of some starts.
func (s *session) local(number int, starts []*Evaluation, budget int) error {
	f := func(points [][]float64) ([]float64, error) {
		list, err := s.evaluate("search", number, s.plan.replicates(), points)
		if err != nil {
			return nil, err
		}
		values := make([]float64, len(list))
		for k, e := range list {
			values[k] = e.Objective
		}
		return values, nil
	}
	start := minimise.Best{X: starts[0].Point, F: starts[0].Objective}
	size := s.steps(number)
	var err error
	switch s.plan.method() {
	case CMAES:
		_, err = minimise.CMAES(f, start, slices.Max(size), budget, rng.At(s.plan.Seed, rng.Person(number, 0), 0, forCMAES))
	case NelderMead:
		_, err = minimise.NelderMead(f, start, slices.Max(size), budget)
	default:
		for k := 0; k < len(starts) && budget > 0 && err == nil; k++ {
			var used int
			c := minimise.NewCoordinate(minimise.Best{X: starts[k].Point, F: starts[k].Objective}, size)
			c.Least = least
			used, err = c.Run(f, budget)
			budget -= used
		}
	}
	return err
}

// steps returns the first steps of a stage's search: a later stage has little left to find.
func (s *session) steps(number int) []float64 {
	list := make([]float64, len(s.plan.Parameters))
	for d := range list {
		list[d] = s.plan.Parameters[d].step()
		if number > 0 {
			list[d] /= 4
		}
	}
	return list
}
