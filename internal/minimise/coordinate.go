package minimise

import "slices"

// Coordinate is a search along one coordinate after the other, with a step for each: the point a step up and the one a step down are
// evaluated, the better is taken if it is better than the best so far, and then the step grows, else it shrinks. After each round
// of all coordinates the way of that round is gone once and twice more. Sources: Hooke and Jeeves (1961), Direct search solution of
// numerical and statistical problems, Journal of the ACM 8(2), for the pattern move; Rosenbrock (1960), An automatic method for
// finding the greatest or least value of a function, The Computer Journal 3(3), for a step that each coordinate has for itself.
//
// It is asked for points and told their values, so that several searches can share a generation.
type Coordinate struct {
	Best
	Steps []float64 // of each coordinate; one of 0 stays where it is
	Least float64   // the search ends when no step is as long; 0 means 0.001

	order  []int // coordinates of the round that are left
	origin []float64
	pairs  []int // coordinate of each point that was asked for; pattern for a pattern move
	asked  [][]float64
}

const (
	grow, shrink = 1.6, 0.5 // of steps; assumptions that did well on the functions of the tests
	longest      = 0.5
	pattern      = -1
)

// NewCoordinate returns a search from a point whose value is known.
func NewCoordinate(start Best, steps []float64) *Coordinate {
	return &Coordinate{Best: Best{slices.Clone(start.X), start.F}, Steps: slices.Clone(steps)}
}

// Ask returns the points of the next generation; none when the search has ended.
func (c *Coordinate) Ask() [][]float64 {
	c.asked, c.pairs = nil, nil
	for len(c.asked) == 0 {
		if len(c.order) == 0 && !c.round() {
			return nil
		}
		if len(c.asked) == 0 {
			d := c.order[0]
			c.order = c.order[1:]
			c.add(c.moved(d, c.Steps[d]), d)
			c.add(c.moved(d, -c.Steps[d]), d)
		}
	}
	return c.asked
}

// round starts a round of all coordinates that still have a step; false if there are none. A pattern move comes first if the round
// before has got anywhere.
func (c *Coordinate) round() bool {
	least := c.Least
	if least == 0 {
		least = 1e-3
	}
	for d, step := range c.Steps {
		if step >= least {
			c.order = append(c.order, d)
		}
	}
	if len(c.order) == 0 {
		return false
	}
	if origin := c.origin; origin != nil && !slices.Equal(origin, c.X) {
		c.add(c.onwards(origin, 1), pattern)
		c.add(c.onwards(origin, 2), pattern)
	}
	c.origin = slices.Clone(c.X)
	return true
}

// add asks for a point unless it is the best that is known.
func (c *Coordinate) add(x []float64, what int) {
	if !slices.Equal(x, c.X) {
		c.asked, c.pairs = append(c.asked, x), append(c.pairs, what)
	}
}

// moved returns the best point with one coordinate changed, within 0 and 1.
func (c *Coordinate) moved(d int, by float64) []float64 {
	x := slices.Clone(c.X)
	x[d] = min(max(x[d]+by, 0), 1)
	return x
}

// onwards returns a point beyond the best, as seen from another, within 0 and 1.
func (c *Coordinate) onwards(from []float64, times float64) []float64 {
	x := slices.Clone(c.X)
	for d := range x {
		x[d] = min(max(x[d]+float64(times*(x[d]-from[d])), 0), 1)
	}
	return x
}

// Tell tells the values of the points that Ask returned.
func (c *Coordinate) Tell(values []float64) {
	better := false
	for k, f := range values {
		better = c.see(c.asked[k], f) || better
	}
	if d := c.pairs[0]; d != pattern {
		if better {
			c.Steps[d] = min(c.Steps[d]*grow, longest)
		} else {
			c.Steps[d] *= shrink
		}
	}
}

// Run goes on until the search ends or it has asked for so many points, a generation more at most. It returns how many.
func (c *Coordinate) Run(f Evaluate, budget int) (int, error) {
	used := 0
	for used < budget {
		points := c.Ask()
		if len(points) == 0 {
			break
		}
		values, err := f(points)
		if err != nil {
			return used, err
		}
		c.Tell(values)
		used += len(points)
	}
	return used, nil
}
