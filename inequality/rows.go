package inequality

import (
	"fmt"
	"math"
)

// OmitNaN returns weights that leave out the rows in which a column is NaN, and how many
// rows it left out: w (nil: all 1) with a 0 in those rows. Every function of this package
// drops rows of weight 0, so the result serves any number of columns:
//
//	w, omitted, err := inequality.OmitNaN(nil, income, score)
//	c, err := inequality.NewConcentration(score, income, w)
//
// Rows that already have weight 0 do not count as omitted. It returns an error if the
// lengths differ or a weight is negative, NaN or infinite. Cost O(n) per column.
func OmitNaN(w []float64, columns ...[]float64) (weights []float64, omitted int, err error) {
	if len(columns) == 0 {
		return nil, 0, fmt.Errorf("inequality: columns: got none, want at least one")
	}
	n := len(columns[0])
	for k, c := range columns {
		if len(c) != n {
			return nil, 0, fmt.Errorf("inequality: columns[%d]: got length %d, want %d, the length of columns[0]", k, len(c), n)
		}
	}
	if err := checkWeights(w, n, "columns[0]"); err != nil {
		return nil, 0, err
	}
	weights = make([]float64, n)
	for i := range weights {
		weights[i] = weightAt(w, i)
		if weights[i] > 0 && anyNaN(columns, i) {
			weights[i] = 0
			omitted++
		}
	}
	return weights, omitted, nil
}

func anyNaN(columns [][]float64, row int) bool {
	for _, c := range columns {
		if math.IsNaN(c[row]) {
			return true
		}
	}
	return false
}

// weightAt is w[i], or 1 if there are no weights.
func weightAt(w []float64, i int) float64 {
	if w == nil {
		return 1
	}
	return w[i]
}

// checkWeights reports the first weight that is not a finite number >= 0. of names the
// column that w must be as long as.
func checkWeights(w []float64, n int, of string) error {
	if w == nil {
		return nil
	}
	if err := checkLength("w", len(w), n, of); err != nil {
		return err
	}
	for i, v := range w {
		if !(v >= 0) || math.IsInf(v, 1) {
			return fmt.Errorf("inequality: w[%d]: got %v, want a finite number >= 0", i, v)
		}
	}
	return nil
}

func checkLength(name string, got, want int, of string) error {
	if got != want {
		return fmt.Errorf("inequality: %s: got length %d, want %d, the length of %s", name, got, want, of)
	}
	return nil
}

// checkRange reports a parameter outside lo to hi, or NaN.
func checkRange(name string, v, lo, hi float64) error {
	if v >= lo && v <= hi && !math.IsInf(v, 0) {
		return nil
	}
	switch {
	case math.IsInf(hi, 1) && math.IsInf(lo, -1):
		return fmt.Errorf("inequality: %s: got %v, want a finite number", name, v)
	case math.IsInf(hi, 1):
		return fmt.Errorf("inequality: %s: got %v, want a finite number >= %v", name, v, lo)
	}
	return fmt.Errorf("inequality: %s: got %v, want %v to %v", name, v, lo, hi)
}

// positiveRows lists the rows of positive weight; nil means all n rows.
func positiveRows(n int, w []float64) []int {
	first := 0
	for first < len(w) && w[first] > 0 {
		first++
	}
	if first == len(w) {
		return nil
	}
	keep := make([]int, 0, n)
	for i := range n {
		if w[i] > 0 {
			keep = append(keep, i)
		}
	}
	return keep
}

// take copies the rows keep of x, all if keep is nil. The copy of a nil x is nil.
func take(x []float64, keep []int) []float64 {
	if x == nil {
		return nil
	}
	if keep == nil {
		return append(make([]float64, 0, len(x)), x...)
	}
	out := make([]float64, len(keep))
	for k, i := range keep {
		out[k] = x[i]
	}
	return out
}

func allFinite(x []float64) bool {
	for _, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}

// order returns the rows of x in ascending order of x, which holds no NaN. Rows of equal
// value come in no particular order.
func order(x []float64) []int {
	keys := append([]float64(nil), x...)
	rows := make([]float64, len(x)) // exact below 2^53
	for i := range rows {
		rows[i] = float64(i)
	}
	sortPairs(keys, rows)
	out := make([]int, len(x))
	for k, r := range rows {
		out[k] = int(r)
	}
	return out
}
