package inequality

import (
	"fmt"
	"math"

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

// solve regresses on deviations from the column means, scaled to one, which keeps the digits
// when a column varies little around a large mean; the constant follows from the means.
func solve(y []float64, x [][]float64, w []float64) ([]float64, error) {
	n, k := len(y), len(x)
	if n < k+1 {
		return nil, fmt.Errorf("inequality: y: got %d rows, want at least %d, one for each coefficient", n, k+1)
	}
	meanY := newDistribution(take(y, nil), take(w, nil)).Mean()
	beta := make([]float64, k+1)
	beta[0] = meanY
	if k == 0 {
		return beta, nil
	}
	top := 0.0
	for i := range y {
		top = max(top, weightAt(w, i))
	}
	root := func(i int) float64 { return math.Sqrt(weightAt(w, i) / top) }
	design, rhs := mat.NewDense(n, k, nil), mat.NewDense(n, 1, nil)
	for i := range y {
		rhs.Set(i, 0, root(i)*(y[i]-meanY))
	}
	means, sizes := make([]float64, k), make([]float64, k)
	for j, column := range x {
		d := newDistribution(take(column, nil), take(w, nil))
		means[j], sizes[j] = d.Mean(), math.Sqrt(d.Variance())
		if !(sizes[j] > 0) {
			return nil, fmt.Errorf("inequality: x[%d]: does not vary, so its coefficient is not determined", j)
		}
		for i, v := range column {
			design.Set(i, j, root(i)*((v-means[j])/sizes[j]))
		}
	}
	var qr mat.QR
	qr.Factorize(design)
	if !(qr.Cond() < 1e12) {
		return nil, fmt.Errorf("inequality: x: a column is explained by the others, so the coefficients are not determined")
	}
	var slopes mat.Dense
	if err := qr.SolveTo(&slopes, false, rhs); err != nil {
		return nil, fmt.Errorf("inequality: x: %w", err)
	}
	for j := range x {
		beta[j+1] = slopes.At(j, 0) / sizes[j]
		beta[0] -= float64(beta[j+1] * means[j])
	}
	return beta, nil
}
