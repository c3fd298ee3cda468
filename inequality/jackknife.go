package inequality

import (
	"fmt"
	"math"
)

// Jackknife estimates the sampling error of any smooth measure by computing it anew without a part of the rows. It is a plain value; fill the fields and
// call Run:
//
//	j := inequality.Jackknife{Rows: len(x)}
//	r, err := j.Run(func(w []float64) (float64, error) { return inequality.Gini(x, w) })
//
// Quantiles, and all that jumps with one row, are not smooth: there take [Bootstrap] or [Distribution.QuantileInterval].
type Jackknife struct {
	Rows    int       // number of rows of the data, >= 2
	Weights []float64 // weights of the rows; nil: equal weights
	// Groups is the number of parts of the rows: row i is in part i mod Groups. 0 means one part for each row, delete-one. Fewer are faster; rows must then
	// come in an order that has nothing to do with the measure.
	Groups int
}

// JackknifeResult is the outcome of a jackknife, in the unit of the measure.
type JackknifeResult struct {
	Estimate float64 // on the data themselves
	SE       float64 // sqrt((G-1)/G sum (value without part g - their mean)^2)
	Bias     float64 // (G-1)(their mean - Estimate), to be taken from Estimate
}

// Run calls measure once with the weights of the data and then once for each part, whose rows have weight 0. The others weigh n/(n - left out) as much as before, counted
// in rows of positive weight, so that totals and whatever else depends on the number of rows stay what they were, also with parts of unequal size. Rows of weight 0 in
// the data belong to parts too, but a part of nothing else is left out. measure must not keep or modify the weights.
//
// SE and Bias are NaN if a value is or fewer than two parts have weight. Run returns an error if a field is out of range or a weight is negative, NaN or infinite, and the
// first error of measure. Cost: Groups times the measure.
func (j Jackknife) Run(measure func(w []float64) (float64, error)) (JackknifeResult, error) {
	groups, err := j.groups()
	if err != nil {
		return JackknifeResult{}, err
	}
	if err := checkWeights(j.Weights, j.Rows, "Rows"); err != nil {
		return JackknifeResult{}, err
	}
	w, n := make([]float64, j.Rows), 0
	for i := range w {
		if w[i] = weightAt(j.Weights, i); w[i] > 0 {
			n++
		}
	}
	estimate, err := measure(w)
	if err != nil {
		return JackknifeResult{}, err
	}
	var values []float64
	for g := range groups {
		if !j.without(g, groups, n, w) {
			continue
		}
		v, err := measure(w)
		if err != nil {
			return JackknifeResult{}, fmt.Errorf("without part %d: %w", g, err)
		}
		values = append(values, v)
	}
	return jackknifed(estimate, values), nil
}

// without sets the weights w for the part that is left out of n rows of positive weight, and reports whether it has any of them.
func (j Jackknife) without(part, groups, n int, w []float64) bool {
	left := n
	for i := part; i < len(w); i += groups {
		if weightAt(j.Weights, i) > 0 {
			left--
		}
	}
	up := float64(n) / float64(left)
	for i := range w {
		if w[i] = 0; i%groups != part && weightAt(j.Weights, i) > 0 {
			w[i] = weightAt(j.Weights, i) * up
		}
	}
	return left < n
}

// RunRows returns the jackknife of several measures at once. measure is called with the numbers of the rows of the data, 0 to Rows-1, then with those left of each
// part, and returns as many values each time. Weights of rows are up to it, and the field Weights is not used: a measure that depends on the number of rows, such as a
// total, needs weights of Rows/len(rows) times those of the data. Errors and edge cases as Run.
func (j Jackknife) RunRows(measure func(rows []int) ([]float64, error)) ([]JackknifeResult, error) {
	groups, err := j.groups()
	if err != nil {
		return nil, err
	}
	rows := make([]int, 0, j.Rows)
	without := func(part int) []int {
		rows = rows[:0]
		for i := range j.Rows {
			if i%groups != part {
				rows = append(rows, i)
			}
		}
		return rows
	}
	estimates, err := measure(without(-1))
	if err != nil {
		return nil, err
	}
	values := make([][]float64, len(estimates))
	for g := range groups {
		v, err := measure(without(g))
		if err != nil {
			return nil, fmt.Errorf("without part %d: %w", g, err)
		}
		for k := range values {
			values[k] = append(values[k], v[k])
		}
	}
	results := make([]JackknifeResult, len(estimates))
	for k := range results {
		results[k] = jackknifed(estimates[k], values[k])
	}
	return results, nil
}

// groups returns the number of parts.
func (j Jackknife) groups() (int, error) {
	groups := j.Groups
	if groups == 0 {
		groups = j.Rows
	}
	switch {
	case j.Rows < 2:
		return 0, fmt.Errorf("inequality: Rows: got %d, want at least 2", j.Rows)
	case groups < 2 || groups > j.Rows:
		return 0, fmt.Errorf("inequality: Groups: got %d, want 2 to %d", j.Groups, j.Rows)
	}
	return groups, nil
}

func jackknifed(estimate float64, values []float64) JackknifeResult {
	n := float64(len(values))
	if n < 2 || !allFinite(values) {
		return JackknifeResult{estimate, math.NaN(), math.NaN()}
	}
	d := newDistribution(values, nil)
	return JackknifeResult{Estimate: estimate, SE: d.StdDev() * math.Sqrt(n-1), Bias: (n - 1) * (d.Mean() - estimate)}
}
