package survey

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

const (
	alike    = 1e-5 // of a row's length that has to be left for it to be independent of others; R's degf takes the same of columns
	mostRank = 1000 // from which on Student's distribution is the normal one to three digits
)

// rank returns the number of linearly independent replicate weights, by orthogonal bases of the rows (Gram and Schmidt, twice). Rows of a cluster are multiples of each
// other, so few rows add to the basis. A rank of most is taken to be full.
func rank(columns [][]float64, most int) int {
	var basis [][]float64
	full := min(len(columns), len(columns[0]))
	for i := range columns[0] {
		if len(basis) == min(full, most) {
			return full
		}
		row := make([]float64, len(columns))
		for k, column := range columns {
			row[k] = column[i]
		}
		if rest, ok := independent(row, basis); ok {
			basis = append(basis, rest)
		}
	}
	return len(basis)
}

// independent returns what is left of a row without its parts along the basis, at length 1; not ok if it is too little to tell from rounding.
func independent(row []float64, basis [][]float64) (_ []float64, ok bool) {
	largest := floats.Max(row)
	if largest == 0 {
		return nil, false
	}
	floats.Scale(1/largest, row) // no square overflows
	length := floats.Norm(row, 2)
	for range 2 {
		for _, b := range basis {
			floats.AddScaled(row, -floats.Dot(row, b), b)
		}
	}
	rest := floats.Norm(row, 2)
	if rest <= alike*length || math.IsNaN(rest) {
		return nil, false
	}
	floats.Scale(1/rest, row)
	return row, true
}
