package inequality

import "math"

// RIF returns the recentred influence function of an estimate at each row, its value plus z times the sum of the weights w (nil: all 1), whose weighted mean is the
// value. Of the Gini it is [RIFGini]. In the unit of the value. A row of weight 0 gets NaN. It returns an error if w does not fit.
func (l Linearised) RIF(w []float64) ([]float64, error) {
	if err := checkWeights(w, len(l.Z), "Z"); err != nil {
		return nil, err
	}
	var all compensated
	for i := range l.Z {
		all.Add(weightAt(w, i))
	}
	out := allNaN(len(l.Z))
	for i, z := range l.Z {
		if weightAt(w, i) > 0 {
			out[i] = l.Value + float64(all.Value()*z)
		}
	}
	return out, nil
}

// RegressRIF regresses the recentred influence function of an estimate on the columns x, with weights w (nil: equal weights): a coefficient is by how much the
// statistic of all people moves for a small move of the mean of its column, if the relation between the two stays what it is. Of a quantile it is an unconditional
// quantile regression. Any estimate with a linearised variable will do:
//
//	l, err := inequality.LinearisedQuantile(income, w, 0.5, h)
//	r, err := inequality.RegressRIF(l, columns, w)
//	se := inequality.StandardErrors(r.Robust())
//
// The standard errors of the result take the influence function as known, as Stata's rifhdreg and R's rifreg and dineq do by default; a bootstrap of the whole does not. To
// decompose the difference between two groups in such a statistic, give [NewOaxacaBlinder] the RIF of each group as its outcome.
// Errors as [Regress], also where the estimate is NaN. Source: Firpo, Fortin and Lemieux 2009, 2018.
func RegressRIF(l Linearised, x [][]float64, w []float64) (*Regression, error) {
	y, err := l.RIF(w)
	if err != nil {
		return nil, err
	}
	return Regress(y, x, w)
}

// SE returns the standard error of an estimate in a simple sample whose rows weigh w (nil: all 1), over n rows of positive weight,
//
//	sqrt(n/(n-1) sum (w z - m)^2),   m = sum w z/n
//
// m is 0 for all that does not change with the unit of weights, and the mean of w x for a total. NaN for a single row and where a linearised variable is. For other samples see package
// survey. It returns an error if w does not fit.
func (l Linearised) SE(w []float64) (float64, error) {
	if err := checkWeights(w, len(l.Z), "Z"); err != nil {
		return math.NaN(), err
	}
	var all compensated
	n := 0
	for i, z := range l.Z {
		if u := weightAt(w, i); u > 0 {
			n++
			all.Add(float64(u * z))
		}
	}
	if n < 2 {
		return math.NaN(), nil
	}
	mean := all.Value() / float64(n)
	var s compensated
	for i, z := range l.Z {
		if u := weightAt(w, i); u > 0 {
			s.Add(squared(float64(u*z) - mean))
		}
	}
	return standardError(s.Value(), n), nil
}

// Linearised returns the coefficients with their linearised variables, (X'WX)^-1 x e, so that package survey gives their standard errors in samples with a design, as
// svyglm of R's survey.
func (r *Regression) Linearised() []Linearised {
	n, k := r.scores.Dims()
	turn := r.turn()
	bread := r.bread()
	out := make([]Linearised, k)
	for j := range out {
		out[j] = Linearised{Value: r.Coefficients[j], Z: make([]float64, len(r.Residuals))}
	}
	influence := make([]float64, k)
	for i := range n {
		weight := squared(r.fitted.roots[i]) * r.fitted.top
		for a := range k {
			influence[a] = 0
			for b := range k {
				influence[a] += float64(bread.At(a, b) * r.scores.At(i, b))
			}
		}
		for j := range out {
			var s float64
			for a := range k {
				s += float64(turn.At(j, a) * influence[a])
			}
			out[j].Z[r.row(i)] = s / weight
		}
	}
	return out
}
