package study

import (
	"fmt"
	"io"
	"math"

	"github.com/cogap/cogap/measure"
)

// WriteBands prints where nine in ten values of each measure lie by what makes them differ: the means of cells, which is what the
// factors do, and the runs of one cell, which is what luck does. Parameters are known from two cells on and luck from two replicates on.
func (r *Result) WriteBands(w io.Writer) error {
	p := printer{Result: r, w: w}
	p.head()
	lines := [][]string{append([]string{""}, BandHeads...)}
	for k, x := range r.Columns {
		if x.Series < 0 {
			lines = append(lines, append([]string{x.String()}, r.BandsOf(k)...))
		}
	}
	p.table(lines)
	p.printf("\nmiddle: median of the means of the %s; over parameters: where nine in ten of these means lie;\n"+
		"over luck: how far nine in ten runs of one cell lie from its mean, around the middle\n", counted(p.Cells(), "cell"))
	if p.Cells() < LeastOfBand {
		p.printf("of fewer than %d cells a band is too narrow, as it ends within the outermost two\n", LeastOfBand)
	}
	return p.err
}

// LeastOfBand is how many values are needed so that one in twenty lies on either side of the middle nine in ten.
const LeastOfBand = 20

// BandHeads are the heads of what BandsOf returns.
var BandHeads = []string{"middle", "90% over parameters", "90% over luck", "variance due to parameters"}

// BandsOf returns a number's bands as texts: the median of the means of cells, where nine in ten of these means lie, how far nine in ten runs of
// one cell lie from its mean, around the middle, and what part of the variance of single runs is of the parameters.
func (r *Result) BandsOf(column int) []string {
	s, q := r.Spread(column), r.Quantity(column)
	middle := s.Cells.Quantiles[2]
	over := "not known of one cell"
	if s.Cells.N > 1 {
		over = q.Between(s.Cells.Quantiles[0], s.Cells.Quantiles[4], s.Cells)
	}
	line := []string{q.Of(middle, s.Cells), over}
	if s.Luck.N == 0 {
		return append(line, "not known of one replicate", "")
	}
	lo, hi := r.LuckAround(column, s)
	line = append(line, q.Between(lo, hi, s.Luck))
	if part := s.OfParameters(); !math.IsNaN(part) {
		return append(line, fmt.Sprintf("%.0f%%", 100*part))
	}
	return append(line, "")
}

// LuckAround returns the band of luck of a column around the median of the means of cells, given its spread: how far nine in ten runs of one cell
// lie from its mean. As what luck does in one cell is put around another's mean, the band could go where no run does: it ends at 0 where no
// run is below, and at 1 where a share is at most that. NaN if luck is not known.
func (r *Result) LuckAround(column int, s Spread) (lo, hi float64) {
	middle := s.Cells.Quantiles[2]
	lo, hi = middle+s.Luck.Quantiles[0], middle+s.Luck.Quantiles[4]
	least := math.Inf(1)
	for cell := range r.cells {
		for _, x := range r.Values(cell, column) {
			if x < least { // not if it is not defined
				least = x
			}
		}
	}
	if least >= 0 {
		lo = max(lo, 0)
	}
	if x, err := measure.Lookup(r.Columns[column].Ref.ID); err == nil && x.Unit == "share" {
		hi = min(hi, 1)
	}
	return lo, hi
}
