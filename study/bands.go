package study

import (
	"fmt"
	"io"
)

// WriteBands prints where nine in ten values of each measure lie by what makes them differ: the means of cells, which is what the
// factors do, and the runs of one cell, which is what luck does. Parameters are known from two cells on and luck from two replicates on.
func (r *Result) WriteBands(w io.Writer) error {
	p := printer{Result: r, w: w}
	p.head()
	lines := [][]string{{"", "middle", "90% over parameters", "90% over luck", "variance of runs by parameters"}}
	for k, x := range r.Columns {
		if x.Series < 0 {
			lines = append(lines, r.bands(k))
		}
	}
	p.table(lines)
	p.printf("\nmiddle: median of the means of the %s; over parameters: where nine in ten of these means lie;\n"+
		"over luck: how far nine in ten runs of one cell lie from its mean, around the middle\n", counted(p.Cells(), "cell"))
	if p.Cells() < leastOfBand {
		p.printf("of fewer than %d cells a band is too narrow, as it ends within the outermost two\n", leastOfBand)
	}
	return p.err
}

// leastOfBand is how many values are needed so that one in twenty lies on either side of the middle nine in ten.
const leastOfBand = 20

// bands returns the cells of the line of a measure.
func (r *Result) bands(column int) []string {
	s, q := r.Spread(column), r.Quantity(column)
	middle := s.Cells.Quantiles[2]
	over := "not known of one cell"
	if s.Cells.N > 1 {
		over = q.Of(s.Cells.Quantiles[0], s.Cells) + " to " + q.Of(s.Cells.Quantiles[4], s.Cells)
	}
	line := []string{r.Columns[column].String(), q.Of(middle, s.Cells), over}
	if s.Luck.N == 0 {
		return append(line, "not known of one replicate", "")
	}
	return append(line, q.Of(middle+s.Luck.Quantiles[0], s.Luck)+" to "+q.Of(middle+s.Luck.Quantiles[4], s.Luck), fmt.Sprintf("%.0f%%", 100*s.OfParameters()))
}
