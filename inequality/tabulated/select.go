package tabulated

import (
	"errors"

	"github.com/cogap/cogap/internal/sum"
)

// Fits are both curves that the World Bank fits to one table, with the sums of squared residuals of L at its points.
type Fits struct {
	Quadratic GeneralQuadratic
	Beta      Beta

	points Points
	errs   [2]error // of fitting
}

// Fit fits both curves. It returns an error if neither can be fitted.
func Fit(of Points) (*Fits, error) {
	if err := of.check(fewestPoints); err != nil { // once, not for each curve
		return nil, err
	}
	f := &Fits{points: of}
	f.Quadratic, f.errs[0] = FitGeneralQuadratic(of)
	f.Beta, f.errs[1] = FitBeta(of)
	if f.errs[0] != nil && f.errs[1] != nil {
		return nil, errors.Join(f.errs[0], f.errs[1])
	}
	return f, nil
}

// Residuals returns the sum of squared residuals of L over all points but the last, and over those up to the share upTo and the next one, as wbpip.
func (f *Fits) Residuals(c Curve, upTo float64) (all, partial float64) {
	var whole, part sum.Compensated
	for k := range len(f.points.P) - 1 {
		r := f.points.L[k] - c.Lorenz(f.points.P[k])
		whole.Add(float64(r * r))
		if k == 0 || f.points.P[k-1] < upTo {
			part.Add(float64(r * r))
		}
	}
	return whole.Value(), part.Value()
}

// ForInequality returns the curve from which the World Bank computes the Gini, the median and the like: of those that it calls valid the one that fits all points
// better. It returns an error that says what is wrong with both if neither is.
func (f *Fits) ForInequality() (Curve, error) {
	_, quadratic := f.Quadratic.WorldBank()
	quadratic = quadratic && f.errs[0] == nil
	beta := f.errs[1] == nil && f.Beta.WorldBank()
	a, _ := f.Residuals(f.Quadratic, 1)
	b, _ := f.Residuals(f.Beta, 1)
	switch {
	case quadratic && (!beta || a <= b):
		return f.Quadratic, nil
	case beta:
		return f.Beta, nil
	}
	return nil, errors.Join(errors.New("tabulated: no curve is valid"), f.errs[0], f.errs[1], f.Quadratic.Check(), f.Beta.Check())
}

// ForPoverty returns the curve from which the World Bank computes poverty below the line z, relative to the mean: a valid one before one that
// is normal only, and of two alike the one that fits better up to the poor. It returns an error if neither is normal.
func (f *Fits) ForPoverty(z float64) (Curve, error) {
	normal, valid := f.Quadratic.WorldBank()
	normal, valid = normal && f.errs[0] == nil, valid && f.errs[0] == nil
	betaValid, betaNormal := f.errs[1] == nil && f.Beta.WorldBank(), f.errs[1] == nil
	switch {
	case !normal && !betaNormal:
		return nil, errors.Join(errors.New("tabulated: no curve is normal"), f.errs[0], f.errs[1], f.Quadratic.Check())
	case normal && betaNormal && valid == betaValid:
		_, a := f.Residuals(f.Quadratic, f.Quadratic.Headcount(z))
		_, b := f.Residuals(f.Beta, f.Beta.Headcount(z))
		if a <= b {
			return f.Quadratic, nil
		}
		return f.Beta, nil
	case normal && (valid || !betaValid):
		return f.Quadratic, nil
	}
	return f.Beta, nil
}
