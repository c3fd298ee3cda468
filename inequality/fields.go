package inequality

import "math"

// FieldsTerm is what one column, or the residual, accounts for in the inequality of an outcome.
type FieldsTerm struct {
	Share       float64 // b cov(column, y)/var(y): of inequality; all terms add up to 1
	Coefficient float64 // b, of the regression; 1 for the residual
	StdDev      float64 // of the column
	Correlation float64 // of the column with y; NaN if it does not vary
}

// FieldsDecomposition is the inequality of an outcome by the terms of a regression.
type FieldsDecomposition struct {
	Terms    []FieldsTerm // one for each column
	Residual FieldsTerm   // what no column accounts for: 1 less R squared
}

// RSquared returns the share of all columns together.
func (d *FieldsDecomposition) RSquared() float64 { return 1 - d.Residual.Share }

// DecomposeFields splits the inequality of y by a regression of y on the columns x, with weights w (nil: equal weights): the share of column k
// is that of the variance of y which b_k x_k has as a source, whatever the measure of inequality among those of Shorrocks' six axioms. y is usually a log
// income. For columns that stand for one characteristic, such as dummies, add the shares up. How sure they are: [Bootstrap], with the weights that it gives.
//
// Shares are NaN if y does not vary. It returns an error as [LeastSquares]. Cost O(n k^2). Source: Fields 2003, after Shorrocks 1982; Stata's ineqrbd.
func DecomposeFields(y []float64, x [][]float64, w []float64) (*FieldsDecomposition, error) {
	r, err := Regress(y, x, w)
	if err != nil {
		return nil, err
	}
	keep := positiveRows(len(y), w)
	of := newDistribution(take(y, keep), take(w, keep))
	d := &FieldsDecomposition{}
	for k, column := range x {
		d.Terms = append(d.Terms, fieldsTerm(r.Coefficients[k+1], take(column, keep), take(y, keep), take(w, keep), of))
	}
	d.Residual = fieldsTerm(1, take(r.Residuals, keep), take(y, keep), take(w, keep), of)
	return d, nil
}

func fieldsTerm(b float64, x, y, w []float64, of *Distribution) FieldsTerm {
	column := newDistribution(take(x, nil), take(w, nil))
	mean, meanOf := column.Mean(), of.Mean()
	var sum, all compensated
	for i := range x {
		u := weightAt(w, i)
		all.Add(u)
		sum.Add(float64(u * float64((x[i]-mean)*(y[i]-meanOf))))
	}
	covariance := sum.Value() / all.Value()
	t := FieldsTerm{Coefficient: b, StdDev: column.StdDev(), Share: math.NaN(), Correlation: math.NaN()}
	if variance := of.Variance(); variance > 0 {
		t.Share = b * (covariance / variance)
	}
	if t.StdDev > 0 && of.StdDev() > 0 {
		t.Correlation = covariance / (t.StdDev * of.StdDev())
	}
	return t
}

// Change splits the change of an index of inequality, from the value indexBefore to indexAfter, by the terms of both dates:
//
//	share after * index after - share before * index before
//
// which add up to the change. They depend on the index, unlike the shares. Fields and Stata's ineqrbd divide by the change. It returns one part for each column and that of the residual. It returns an
// error if the numbers of columns differ. Source: Fields 2003, section IV.
func (d *FieldsDecomposition) Change(after *FieldsDecomposition, indexBefore, indexAfter float64) (parts []float64, residual float64, err error) {
	if err := checkLength("after.Terms", len(after.Terms), len(d.Terms), "Terms"); err != nil {
		return nil, math.NaN(), err
	}
	change := func(a, b FieldsTerm) float64 {
		return float64(b.Share*indexAfter) - float64(a.Share*indexBefore)
	}
	for k := range d.Terms {
		parts = append(parts, change(d.Terms[k], after.Terms[k]))
	}
	return parts, change(d.Residual, after.Residual), nil
}
