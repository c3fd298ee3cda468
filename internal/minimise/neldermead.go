package minimise

import (
	"cmp"
	"math"
	"slices"
)

// NelderMead searches with a simplex of that size from a point, with parameters for many dimensions. Points beyond 0 and 1 are mirrored.
// The first simplex, and one that shrinks, are generations; all other points are evaluated one after the other. gonum's is not used: its
// package draws in another module. Sources: Nelder and Mead (1965), A simplex method for function minimization, The Computer Journal
// 7(4); Gao and Han (2012), Implementing the Nelder-Mead simplex algorithm with adaptive parameters, Computational Optimization and
// Applications 51.
func NelderMead(f Evaluate, start Best, size float64, budget int) (Best, error) {
	n := &nelderMead{evaluate: f, best: start, corners: []Best{{slices.Clone(start.X), start.F}}, left: budget}
	for d := range start.X {
		x := slices.Clone(start.X)
		x[d] += size
		n.corners = append(n.corners, Best{X: x})
	}
	n.err = n.values(n.corners[1:])
	for n.err == nil && n.left > 0 && n.wide() {
		n.step()
	}
	return n.best, n.err
}

// nelderMead is a search under way. Corners may lie beyond 0 and 1; what is evaluated does not.
type nelderMead struct {
	evaluate Evaluate
	corners  []Best // of the simplex
	best     Best
	left     int // of the budget
	err      error
}

// values evaluates some corners at once.
func (n *nelderMead) values(list []Best) error {
	points := make([][]float64, len(list))
	for k := range list {
		points[k] = make([]float64, len(list[k].X))
		for d, x := range list[k].X {
			points[k][d] = Fold(x)
		}
	}
	values, err := n.evaluate(points)
	if err != nil {
		return err
	}
	n.left -= len(points)
	for k := range list {
		if list[k].F = values[k]; math.IsNaN(values[k]) {
			list[k].F = math.Inf(1)
		}
		n.best.see(points[k], values[k])
	}
	return nil
}

// wide reports whether the simplex is still wide enough to be worth a step.
func (n *nelderMead) wide() bool {
	for _, c := range n.corners[1:] {
		for d, x := range c.X {
			if math.Abs(x-n.corners[0].X[d]) > 1e-9 {
				return true
			}
		}
	}
	return false
}

// step replaces the worst corner by a better one on the line through the middle of the others, or shrinks the simplex.
func (n *nelderMead) step() {
	slices.SortStableFunc(n.corners, func(a, b Best) int { return cmp.Compare(a.F, b.F) })
	last := len(n.corners) - 1
	d := float64(max(last, 2)) // of one dimension the parameters would be 0
	worst, middle := n.corners[last], n.middle()
	at := func(way float64) Best {
		x := make([]float64, len(middle))
		for i := range x {
			x[i] = middle[i] + float64(way*(middle[i]-worst.X[i]))
		}
		list := []Best{{X: x}}
		if n.err == nil {
			n.err = n.values(list)
		}
		return list[0]
	}
	reflected, narrow := at(1), 0.75-1/(2*d)
	switch {
	case n.err != nil:
	case reflected.F < n.corners[0].F:
		if expanded := at(1 + 2/d); n.err == nil && expanded.F < reflected.F {
			reflected = expanded
		}
		n.corners[last] = reflected
	case reflected.F < n.corners[last-1].F:
		n.corners[last] = reflected
	default:
		inner := at(math.Copysign(narrow, worst.F-reflected.F)) // towards the better of the two ends
		if n.err == nil && inner.F < min(reflected.F, worst.F) {
			n.corners[last] = inner
			return
		}
		n.shrink(1 - 1/d)
	}
}

// middle returns the middle of all corners but the last.
func (n *nelderMead) middle() []float64 {
	last := len(n.corners) - 1
	x := make([]float64, len(n.corners[0].X))
	for _, c := range n.corners[:last] {
		for d := range x {
			x[d] += c.X[d] / float64(last)
		}
	}
	return x
}

// shrink moves all corners towards the best.
func (n *nelderMead) shrink(to float64) {
	if n.err != nil {
		return
	}
	best := n.corners[0].X
	for k := range n.corners[1:] {
		x := n.corners[k+1].X
		n.corners[k+1].X = make([]float64, len(x))
		for d := range x {
			n.corners[k+1].X[d] = best[d] + float64(to*(x[d]-best[d]))
		}
	}
	n.err = n.values(n.corners[1:])
}
