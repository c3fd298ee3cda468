package inequality

import (
	"fmt"
	"math"
)

// ShareRow is one of equally large groups of people by value, such as a tenth.
type ShareRow struct {
	From, To  float64 // shares of people below it, and up to its end
	Share     float64 // of the total
	Cumulated float64 // share of the total up to its end, L(To)
	Mean      float64 // in the unit of x
	UpTo      float64 // the type 2 quantile at To, in the unit of x
}

// ShareTable returns the table of k equally large groups by value, the poorest first: tenths with k = 10. Shares come from the Lorenz curve, so a
// person may be split between two groups. Shares are NaN if the mean is not positive, everything without observations. It returns an error if k
// is below 1. Cost O(k log n), after O(n) once.
func (d *Distribution) ShareTable(k int) ([]ShareRow, error) {
	if k < 1 {
		return nil, fmt.Errorf("inequality: k: got %d, want at least 1", k)
	}
	rows := make([]ShareRow, k)
	before, had := 0.0, 0.0
	for i := range rows {
		p := float64(i+1) / float64(k)
		r := ShareRow{From: float64(i) / float64(k), To: p, Share: math.NaN(), Cumulated: math.NaN(), Mean: math.NaN(), UpTo: math.NaN()}
		if !d.empty() {
			has := d.incomeUpTo(p)
			r.Mean = (has - had) / (d.total() / float64(k)) / d.scale
			r.UpTo = d.quantile(p, AveragedInverseCDF)
			r.Cumulated = d.lorenz(p)
			r.Share = r.Cumulated - before
			before, had = r.Cumulated, has
		}
		rows[i] = r
	}
	return rows, nil
}
