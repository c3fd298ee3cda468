package minimise

import (
	"cmp"
	"math"

	"gonum.org/v1/gonum/optimize"
)

// NelderMead searches with a simplex of that size from a point, one evaluation after the other: gonum's NelderMead. Points beyond 0 and 1
// are mirrored. Sources: Nelder and Mead (1965), A simplex method for function minimization, The Computer Journal 7(4); Gao and Han
// (2012), Implementing the Nelder-Mead simplex algorithm with adaptive parameters, Computational Optimization and Applications 51.
func NelderMead(f Evaluate, start Best, size float64, budget int) (Best, error) {
	if budget < 1 {
		return start, nil
	}
	best, failed := start, error(nil)
	value := func(x []float64) float64 {
		if failed != nil {
			return math.Inf(1)
		}
		point := make([]float64, len(x))
		for d := range x {
			point[d] = Fold(x[d])
		}
		values, err := f([][]float64{point})
		if failed = err; err != nil {
			return math.Inf(1)
		}
		best.see(point, values[0])
		return values[0]
	}
	settings := &optimize.Settings{FuncEvaluations: budget, Converger: optimize.NeverTerminate{}}
	_, err := optimize.Minimize(optimize.Problem{Func: value}, start.X, settings, &optimize.NelderMead{SimplexSize: size})
	return best, cmp.Or(failed, err)
}
