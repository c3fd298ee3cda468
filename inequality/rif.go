package inequality

import "math"

// RIFGini returns the recentred influence function of the Gini at each row of x, with weights
// w (nil: equal weights):
//
//	RIF_i = 1 + (1-G) x_i/mu - (2/mu) [x_i (1-R_i) + GL_i]
//
// with mid-ranks R and the generalised Lorenz curve GL in the middle of value i. Its weighted
// mean is the Gini exactly; regressing it on columns with [LeastSquares] tells how their means
// move the Gini. No unit. A row of weight 0 gets NaN, all do where the Gini is NaN; errors as
// [New]. Cost O(n log n). Source: Firpo, Fortin and Lemieux 2009, 2018.
func RIFGini(x, w []float64) ([]float64, error) {
	d, err := New(x, w)
	if err != nil {
		return nil, err
	}
	if !d.relative() {
		return allNaN(len(x)), nil
	}
	influence, gini := d.giniInfluence(), d.Gini()
	return perRow(x, w, func(v float64) float64 {
		i, _ := d.rank(v)
		return gini + influence[i-1]
	}), nil
}

// RIFQuantile returns the recentred influence function of the p-quantile q (type 2) at each
// row of x, with weights w (nil: equal weights):
//
//	RIF_i = q + (p - [x_i <= q])/fhat(q)
//
// with fhat a Gaussian kernel density of bandwidth h, in the unit of x, which is part of the
// answer. In the unit of x. Regress it with [LeastSquares]. A row of weight 0 gets NaN, all do
// without observations or with NaN or infinite values. It returns an error if p is not in
// [0, 1] or h not positive and finite, and as [New]. Cost O(n) after one sort.
// Source: Firpo, Fortin and Lemieux 2009.
func RIFQuantile(x, w []float64, p, h float64) ([]float64, error) {
	if err := checkRange("p", p, 0, 1); err != nil {
		return nil, err
	}
	if err := checkPositive("h", h); err != nil {
		return nil, err
	}
	d, err := New(x, w)
	if err != nil {
		return nil, err
	}
	if d.empty() {
		return allNaN(len(x)), nil
	}
	q := d.quantile(p, AveragedInverseCDF)
	density := d.densityAt(q, h)
	return perRow(x, w, func(v float64) float64 {
		if v <= q {
			return q + (p-1)/density
		}
		return q + p/density
	}), nil
}

// perRow applies f to the rows of positive weight and gives the others NaN.
func perRow(x, w []float64, f func(v float64) float64) []float64 {
	out := allNaN(len(x))
	for i, v := range x {
		if weightAt(w, i) > 0 {
			out[i] = f(v)
		}
	}
	return out
}

func allNaN(n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = math.NaN()
	}
	return out
}
