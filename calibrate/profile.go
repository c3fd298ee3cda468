package calibrate

import (
	"github.com/cogap/cogap/internal/minimise"
)

// Profiles asks for the profile of each parameter: the least objective with the parameter held at some values.
type Profiles struct {
	Points      int // values of each parameter, from one end of its range to the other
	Evaluations int // with which the others are fitted again at each
}

// Profile is the profile of a parameter.
type Profile struct {
	Parameter int
	Values    []float64 // of the parameter
	// Objective is the least that was found at each value: an upper bound of what there is.
	Objective []float64
}

// profiles searches at all values of all parameters at once, from the fit.
func (s *session) profiles(fit *Evaluation) ([]Profile, error) {
	var list []Profile
	var searches []*minimise.Coordinate
	var points [][]float64
	n := s.plan.Profiles.Points
	for d := range s.plan.Parameters {
		p := Profile{Parameter: d}
		for k := range n {
			place := float64(k) / float64(n-1)
			p.Values = append(p.Values, s.value(d, place))
			points = append(points, moved(fit.Point, d, place))
		}
		list = append(list, p)
	}
	first, err := s.evaluate("profile", s.last(), s.plan.replicates(), points)
	if err != nil {
		return nil, err
	}
	for k, e := range first {
		steps := s.steps(1)
		steps[k/n] = 0
		c := minimise.NewCoordinate(minimise.Best{X: e.Point, F: e.Objective}, steps)
		c.Least = least
		searches = append(searches, c)
	}
	if err := s.together(searches, s.plan.Profiles.Evaluations); err != nil {
		return nil, err
	}
	for k, c := range searches {
		list[k/n].Objective = append(list[k/n].Objective, c.F)
	}
	return list, nil
}

// together runs searches side by side, so many evaluations each and a generation more at most.
func (s *session) together(searches []*minimise.Coordinate, budget int) error {
	used := make([]int, len(searches))
	for {
		var points [][]float64
		counts := make([]int, len(searches))
		for k, c := range searches {
			if used[k] < budget {
				asked := c.Ask()
				counts[k] = len(asked)
				used[k] += len(asked)
				points = append(points, asked...)
			}
		}
		if len(points) == 0 {
			return nil
		}
		list, err := s.evaluate("profile", s.last(), s.plan.replicates(), points)
		if err != nil {
			return err
		}
		for k, c := range searches {
			if counts[k] == 0 {
				used[k] = budget // it has ended
				continue
			}
			values := make([]float64, counts[k])
			for i := range values {
				values[i] = list[i].Objective
			}
			list = list[counts[k]:]
			c.Tell(values)
		}
	}
}
