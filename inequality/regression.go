package inequality

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// LeastSquares returns the coefficients of the weighted least squares regression of y on the
// columns x and a constant: the constant first, then one for each column, each in the unit of
// y over the unit of its column. w are weights (nil: equal weights); rows of weight 0 are
// dropped, and nothing is modified.
//
// It returns an error if lengths differ, a weight is negative, NaN or infinite, a value in use
// is NaN or infinite, or the columns do not determine the coefficients: fewer rows than
// coefficients, or a column that the others explain. Cost O(n k^2), by QR factorisation.
func LeastSquares(y []float64, x [][]float64, w []float64) ([]float64, error) {
	if err := checkRegression(y, x, w); err != nil {
		return nil, err
	}
	keep := positiveRows(len(y), w)
	columns := make([][]float64, len(x))
	for k := range x {
		columns[k] = take(x[k], keep)
	}
	return solve(take(y, keep), columns, take(w, keep))
}

func checkRegression(y []float64, x [][]float64, w []float64) error {
	if err := checkWeights(w, len(y), "y"); err != nil {
		return err
	}
	for k, column := range x {
		if err := checkLength(fmt.Sprintf("x[%d]", k), len(column), len(y), "y"); err != nil {
			return err
		}
	}
	for i := range y {
		if weightAt(w, i) == 0 {
			continue
		}
		if !finite(y[i]) {
			return fmt.Errorf("inequality: y[%d]: got %v, want a finite number", i, y[i])
		}
		for k, column := range x {
			if !finite(column[i]) {
				return fmt.Errorf("inequality: x[%d][%d]: got %v, want a finite number", k, i, column[i])
			}
		}
	}
	return nil
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// solve regresses on deviations from the means, in standard deviations, which keeps the digits
// when a column varies little around a large mean; the constant follows from the means.
func solve(y []float64, x [][]float64, w []float64) ([]float64, error) {
	n, k := len(y), len(x)
	if n < k+1 {
		return nil, fmt.Errorf("inequality: y: got %d rows, want at least %d, one for each coefficient", n, k+1)
	}
	outcome := newDistribution(take(y, nil), take(w, nil))
	beta := make([]float64, k+1)
	beta[0] = outcome.Mean()
	if k == 0 {
		return beta, nil
	}
	roots := rootWeights(n, w)
	rhs := mat.NewDense(n, 1, standardise(y, roots, outcome.Mean(), 1))
	design := mat.NewDense(n, k, nil)
	columns := make([]*Distribution, k)
	for j, column := range x {
		d := newDistribution(take(column, nil), take(w, nil))
		if !(d.StdDev() > 0) {
			return nil, fmt.Errorf("inequality: x[%d]: does not vary, so its coefficient is not determined", j)
		}
		design.SetCol(j, standardise(column, roots, d.Mean(), d.StdDev()))
		columns[j] = d
	}
	var qr mat.QR
	var slopes mat.Dense
	if qr.Factorize(design); !(qr.Cond() < maxCondition) {
		return nil, fmt.Errorf("inequality: x: a column is explained by the others, so the coefficients are not determined")
	}
	if err := qr.SolveTo(&slopes, false, rhs); err != nil {
		return nil, fmt.Errorf("inequality: x: %w", err)
	}
	for j, d := range columns {
		beta[j+1] = slopes.At(j, 0) / d.StdDev()
		beta[0] -= float64(beta[j+1] * d.Mean())
	}
	return beta, nil
}

// maxCondition is the condition number of the standardised columns from which on fewer than
// about four digits of the coefficients would be left.
const maxCondition = 1e12

// rootWeights are the square roots of the weights over the largest: a row multiplied by them
// counts by its weight in a sum of squares.
func rootWeights(n int, w []float64) []float64 {
	roots := slices.Repeat([]float64{1}, n)
	if w == nil {
		return roots
	}
	top := slices.Max(w)
	for i := range roots {
		roots[i] = math.Sqrt(w[i] / top)
	}
	return roots
}

// standardise returns root (v - mean)/size.
func standardise(v, roots []float64, mean, size float64) []float64 {
	out := make([]float64, len(v))
	for i := range v {
		out[i] = roots[i] * ((v[i] - mean) / size)
	}
	return out
}
