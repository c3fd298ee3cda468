package inequality

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Regression is a weighted least squares regression that knows how sure its coefficients are.
// It is built by [Regress]. Index 0 of every slice is the constant, index k+1 is column k.
//
// Three kinds of covariance are on offer, by the assumption that they make about the errors:
// [Regression.Classical], [Regression.Robust] and [Regression.Clustered].
type Regression struct {
	Coefficients []float64
	Residuals    []float64 // y less what is fitted, of every row; NaN for a row of weight 0

	rows   []int // of positive weight; nil: all
	fitted *fitted
	scores *mat.Dense // of each row, what it adds to the first-order conditions, in standardised columns
	square float64    // sum of w e^2, weights over the largest
}

// Regress regresses y on the columns x and a constant, as [LeastSquares] does, and keeps what standard errors need. Errors and cost
// as [LeastSquares].
func Regress(y []float64, x [][]float64, w []float64) (*Regression, error) {
	in, err := regressed(y, x, w)
	if err != nil {
		return nil, err
	}
	f, err := fit(in.y, in.x, in.w)
	if err != nil {
		return nil, err
	}
	r := &Regression{Coefficients: f.beta, Residuals: allNaN(len(y)), rows: in.keep, fitted: f}
	r.score(in.y, in.x)
	return r, nil
}

// score fills the residuals and the scores.
func (r *Regression) score(y []float64, x [][]float64) {
	f := r.fitted
	r.scores = mat.NewDense(len(y), len(x)+1, nil)
	var square compensated
	for i := range y {
		e := y[i] - f.beta[0]
		for k := range x {
			e -= float64(f.beta[k+1] * x[k][i])
		}
		r.Residuals[r.row(i)] = e
		weighted := f.roots[i] * e
		square.Add(squared(weighted))
		r.scores.Set(i, 0, f.roots[i]*weighted)
		for k := range x {
			r.scores.Set(i, k+1, f.design.At(i, k)*weighted)
		}
	}
	r.square = square.Value()
}

// row is the place in the data of the i-th row of positive weight.
func (r *Regression) row(i int) int {
	if r.rows == nil {
		return i
	}
	return r.rows[i]
}

// N returns the number of rows of positive weight.
func (r *Regression) N() int { n, _ := r.scores.Dims(); return n }

// Classical returns the covariance of the coefficients if errors are independent with a variance in inverse proportion to the
// weights, s^2 (X'WX)^-1 with s^2 = sum w e^2/(n - k). NaN if there are no more rows than coefficients.
func (r *Regression) Classical() [][]float64 {
	b := r.bread()
	b.Scale(r.square/float64(r.N()-len(r.Coefficients)), b)
	return r.natural(b)
}

// Robust returns the covariance of the coefficients whatever the variance of the errors, as long as rows are independent:
//
//	n/(n-k) (X'WX)^-1 (sum w^2 e^2 x x') (X'WX)^-1
//
// It is HC1, which Stata calls robust. NaN if there are no more rows than coefficients. Source: White 1980; MacKinnon and White 1985.
func (r *Regression) Robust() [][]float64 {
	n := float64(r.N())
	return r.sandwich(r.scores, n/(n-float64(len(r.Coefficients))))
}

// Clustered returns the covariance of the coefficients if rows of one cluster may depend on each other in any way:
//
//	G/(G-1) (n-1)/(n-k) (X'WX)^-1 (sum over G clusters of u u') (X'WX)^-1,   u = sum of w e x in a cluster
//
// as Stata and R's sandwich have it. clusters has a label for every row of the data. NaN for a single cluster or if there are no more rows
// than coefficients. It returns an error if the length differs. Source: Liang and Zeger 1986.
func (r *Regression) Clustered(clusters []string) ([][]float64, error) {
	if err := checkLength("clusters", len(clusters), len(r.Residuals), "y"); err != nil {
		return nil, err
	}
	number := map[string]int{}
	n, k := r.scores.Dims()
	for i := range n {
		label := clusters[r.row(i)]
		if _, ok := number[label]; !ok {
			number[label] = len(number)
		}
	}
	sums := mat.NewDense(len(number), k, nil)
	for i := range n {
		g := number[clusters[r.row(i)]]
		for j := range k {
			sums.Set(g, j, sums.At(g, j)+r.scores.At(i, j))
		}
	}
	groups, rows := float64(len(number)), float64(n)
	if groups == 1 {
		groups = math.NaN()
	}
	return r.sandwich(sums, groups/(groups-1)*((rows-1)/(rows-float64(k)))), nil
}

// sandwich is factor B s's B in the unit of the coefficients, with B the bread.
func (r *Regression) sandwich(s *mat.Dense, factor float64) [][]float64 {
	var half, v mat.Dense
	half.Mul(s, r.bread())
	v.Mul(half.T(), &half)
	v.Scale(factor, &v)
	return r.natural(&v)
}

// bread is (Z'WZ)^-1 of a constant and the standardised columns, which are orthogonal to it.
func (r *Regression) bread() *mat.Dense {
	k := len(r.fitted.sizes)
	b := mat.NewDense(k+1, k+1, nil)
	var weight compensated
	for _, root := range r.fitted.roots {
		weight.Add(squared(root))
	}
	b.Set(0, 0, 1/weight.Value())
	if k == 0 {
		return b
	}
	var upper, inverse, square mat.Dense
	r.fitted.qr.RTo(&upper)
	identity := mat.NewDiagDense(k, nil)
	for j := range k {
		identity.SetDiag(j, 1)
	}
	// A condition error is impossible here: the fit was refused long before.
	_ = inverse.Solve(upper.Slice(0, k, 0, k), identity)
	square.Mul(&inverse, inverse.T())
	for i := range k {
		for j := range k {
			b.Set(i+1, j+1, square.At(i, j))
		}
	}
	return b
}

// natural turns a covariance in standardised columns into that of the coefficients.
func (r *Regression) natural(v *mat.Dense) [][]float64 {
	k := len(r.fitted.sizes)
	turn := r.turn()
	var left, all mat.Dense
	left.Mul(turn, v)
	all.Mul(&left, turn.T())
	out := make([][]float64, k+1)
	for i := range out {
		out[i] = make([]float64, k+1)
		for j := range out[i] {
			out[i][j] = all.At(i, j)
			if r.N() <= k+1 {
				out[i][j] = math.NaN()
			}
		}
	}
	return out
}

// turn takes the coefficients of standardised columns to those of the columns.
func (r *Regression) turn() *mat.Dense {
	f := r.fitted
	k := len(f.sizes)
	turn := mat.NewDense(k+1, k+1, nil)
	turn.Set(0, 0, 1)
	for j := range k {
		turn.Set(j+1, j+1, 1/f.sizes[j])
		turn.Set(0, j+1, -f.means[j]/f.sizes[j])
	}
	return turn
}

// StandardErrors returns the square roots of the diagonal of a covariance, in the units of the coefficients. NaN where a row is too short to reach
// the diagonal, and where its number is negative.
func StandardErrors(covariance [][]float64) []float64 {
	out := make([]float64, len(covariance))
	for i, row := range covariance {
		if out[i] = math.NaN(); i < len(row) {
			out[i] = math.Sqrt(row[i])
		}
	}
	return out
}

// errorsOf says which covariance of a regression is meant, for functions that run regressions of their own.
func (r *Regression) errorsOf(kind RegressionErrors, clusters []string) ([][]float64, error) {
	switch kind {
	case ClassicalErrors:
		return r.Classical(), nil
	case RobustErrors:
		return r.Robust(), nil
	case ClusteredErrors:
		return r.Clustered(clusters)
	}
	return nil, fmt.Errorf("inequality: kind: got %d, want ClassicalErrors, RobustErrors or ClusteredErrors", kind)
}

// RegressionErrors names what a standard error takes for granted about the errors of a regression.
type RegressionErrors int

// The kinds of errors.
const (
	ClassicalErrors RegressionErrors = iota // independent, variance in inverse proportion to the weight: [Regression.Classical]
	RobustErrors                            // independent: [Regression.Robust]
	ClusteredErrors                         // dependent within clusters: [Regression.Clustered]
)
