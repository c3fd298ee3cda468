package inequality

import (
	"fmt"
	"math"
)

// Determinant is what one column adds to the concentration index of an outcome that is regressed on it.
type Determinant struct {
	Coefficient   float64 // b, of the regression
	Mean          float64
	Elasticity    float64 // b mean/mu: relative change of the outcome per relative change of the column
	Concentration float64 // C_k, of the column; NaN if its mean is not positive
	Contribution  float64 // 2 b cov(column, R)/mu, which is Elasticity times Concentration
	Share         float64 // Contribution over the index
}

// ConcentrationDecomposition is a concentration index split by the determinants of the outcome.
type ConcentrationDecomposition struct {
	Index        float64 // the concentration index of the outcome
	Determinants []Determinant
	Residual     float64 // 2 cov(e, R)/mu of the residuals e: what no column explains
}

// DecomposeConcentration splits the concentration index of y, ranked by the variable rank, by a regression of y on the columns x, with
// weights w (nil: equal weights):
//
//	y = a + sum b_k x_k + e,   C = sum (b_k mean_k/mu) C_k + 2 cov(e, R)/mu
//
// Contributions and the residual add up to the index. Dummies are columns as any other; their contributions depend on the category left
// out, the sum over them does not. Contributions are computed from covariances, so a column with negative values or a mean of 0 is fine.
// Erreygers' index of a variable between lo and hi splits the same way: multiply every part by 4 mu/(hi-lo).
//
// Parts are NaN where the index is. It returns an error as [NewConcentration] and [LeastSquares]. Cost O(n k^2), and three sorts a column.
// Source: Wagstaff, van Doorslaer and Watanabe 2003; O'Donnell et al. 2008, chapter 13.
func DecomposeConcentration(y, rank []float64, x [][]float64, w []float64) (*ConcentrationDecomposition, error) {
	c, err := NewConcentration(y, rank, w)
	if err != nil {
		return nil, err
	}
	r, err := Regress(y, x, w)
	if err != nil {
		return nil, err
	}
	residual, err := NewConcentration(r.Residuals, rank, w)
	if err != nil {
		return nil, err
	}
	out := &ConcentrationDecomposition{Index: c.Index(), Residual: c.share(residual)}
	for k, column := range x {
		of, err := NewConcentration(column, rank, w)
		if err != nil {
			return nil, fmt.Errorf("x[%d]: %w", k, err)
		}
		b := r.Coefficients[k+1]
		contribution := b * c.share(of)
		out.Determinants = append(out.Determinants, Determinant{
			Coefficient: b, Mean: of.of.Mean(), Elasticity: b * (of.of.Mean() / c.mean()),
			Concentration: of.Index(), Contribution: contribution, Share: contribution / out.Index,
		})
	}
	return out, nil
}

// share is the generalised index of a part over the mean of y.
func (c *Concentration) share(part *Concentration) float64 { return part.Generalized() / c.mean() }

// mean is the mean of y, NaN if it is not positive.
func (c *Concentration) mean() float64 {
	if !c.relative() {
		return math.NaN()
	}
	return c.of.Mean()
}
