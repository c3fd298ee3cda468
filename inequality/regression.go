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
	in, err := regressed(y, x, w)
	if err != nil {
		return nil, err
	}
	f, err := fit(in.y, in.x, in.w)
	if err != nil {
		return nil, err
	}
	return f.beta, nil
}

// regressand is the rows of positive weight of a regression.
type regressand struct {
	y, w []float64
	x    [][]float64
	keep []int // their places; nil: all
}

func regressed(y []float64, x [][]float64, w []float64) (regressand, error) {
	if err := checkRegression(y, x, w); err != nil {
		return regressand{}, err
	}
	keep := positiveRows(len(y), w)
	in := regressand{y: take(y, keep), w: take(w, keep), keep: keep}
	for _, column := range x {
		in.x = append(in.x, take(column, keep))
	}
	return in, nil
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

// fitted is a regression with what its covariance needs.
type fitted struct {
	beta   []float64
	roots  []float64
	top    float64    // the largest weight, 1 without weights
	design *mat.Dense // the columns, standardised and times the roots; nil without columns
	means  []float64  // of the columns
	sizes  []float64  // their standard deviations
	qr     mat.QR
}

// fit regresses on deviations from the means, in standard deviations, which keeps the digits
// when a column varies little around a large mean; the constant follows from the means.
func fit(y []float64, x [][]float64, w []float64) (*fitted, error) {
	n, k := len(y), len(x)
	if n < k+1 {
		return nil, fmt.Errorf("inequality: y: got %d rows, want at least %d, one for each coefficient", n, k+1)
	}
	outcome := newDistribution(take(y, nil), take(w, nil))
	f := &fitted{beta: make([]float64, k+1), roots: rootWeights(n, w), top: 1}
	if w != nil {
		f.top = slices.Max(w)
	}
	f.beta[0] = outcome.Mean()
	if k == 0 {
		return f, nil
	}
	rhs := mat.NewDense(n, 1, standardise(y, f.roots, outcome.Mean(), 1))
	f.design = mat.NewDense(n, k, nil)
	for j, column := range x {
		d := newDistribution(take(column, nil), take(w, nil))
		if !(d.StdDev() > 0) {
			return nil, fmt.Errorf("inequality: x[%d]: does not vary, so its coefficient is not determined", j)
		}
		f.means, f.sizes = append(f.means, d.Mean()), append(f.sizes, d.StdDev())
		f.design.SetCol(j, standardise(column, f.roots, d.Mean(), d.StdDev()))
	}
	var slopes mat.Dense
	if f.qr.Factorize(f.design); !(f.qr.Cond() < maxCondition) {
		return nil, fmt.Errorf("inequality: x: a column is explained by the others, so the coefficients are not determined")
	}
	if err := f.qr.SolveTo(&slopes, false, rhs); err != nil {
		return nil, fmt.Errorf("inequality: x: %w", err)
	}
	for j := range x {
		f.beta[j+1] = slopes.At(j, 0) / f.sizes[j]
		f.beta[0] -= float64(f.beta[j+1] * f.means[j])
	}
	return f, nil
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
