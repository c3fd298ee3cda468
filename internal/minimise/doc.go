// Package minimise finds low values of a function of numbers between 0 and 1 that takes long to evaluate: whole generations of points
// are evaluated at once.
//
// A search is a pure function of what the evaluations gave, so that replaying them from a log repeats it.
package minimise

import (
	"math"
	"slices"
)

// Evaluate returns a function's value at each point; +Inf where it has none. Its error ends a search.
type Evaluate func(points [][]float64) ([]float64, error)

// Best is the best point that a search has met.
type Best struct {
	X []float64
	F float64
}

// see takes a point if it is better. NaN is no value.
func (b *Best) see(x []float64, f float64) bool {
	if !(f < b.F) {
		return false
	}
	b.X, b.F = slices.Clone(x), f
	return true
}

// Fold returns a number mirrored at 0 and 1 until it lies between them.
func Fold(x float64) float64 {
	x = math.Mod(math.Abs(x), 2)
	return min(x, 2-x)
}
