package study

import (
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/cogap/cogap/internal/journal"
)

// summarise writes what the rows say: summary.csv and, if there are series, series.csv; and manifest.json.
func (f *folder) summarise(r *Result) error {
	err := errors.Join(f.replace(summaryFile, r.table(false)), f.writeManifest(r))
	for _, x := range r.Columns {
		if x.Series >= 0 {
			return errors.Join(err, f.replace(seriesFile, r.table(true)))
		}
	}
	return err
}

// table returns what writes a row for each cell and measure, or for each month of each series.
func (r *Result) table(series bool) func(io.Writer) error {
	return func(w io.Writer) error {
		if _, err := w.Write(journal.Line(r.tableHead(series))); err != nil {
			return err
		}
		for cell := range r.cells {
			levels := r.Levels(cell)
			for k, x := range r.Columns {
				if (x.Series >= 0) != series {
					continue
				}
				if _, err := w.Write(journal.Line(r.tableRow(cell, levels, k))); err != nil {
					return err
				}
			}
		}
		return nil
	}
}

// tableHead names the columns of a table.
func (r *Result) tableHead(series bool) []string {
	head := []string{"cell"}
	for i := range r.Plan.Factors {
		head = append(head, journal.Text(r.Plan.Factors[i].Column()))
	}
	head = append(head, "measure")
	if series {
		head = append(head, "month")
	}
	head = append(head, "n", "mean", "sd", "se", "lo", "hi")
	for _, level := range Levels {
		head = append(head, fmt.Sprintf("q%02.0f", 100*level))
	}
	return head
}

// tableRow returns the summary of one number of a cell, whose factors have those levels.
func (r *Result) tableRow(cell int, levels []string, column int) []string {
	list := []string{strconv.Itoa(cell)}
	for _, level := range levels {
		list = append(list, journal.Text(level))
	}
	ref := r.Columns[column].Ref
	if r.Columns[column].Series < 0 {
		list = append(list, journal.Text(ref.String()))
	} else {
		month := ref.Month
		ref.Month = ""
		list = append(list, journal.Text(ref.String()), month)
	}
	s := r.Stat(cell, column)
	list = append(list, strconv.Itoa(s.N))
	for _, x := range append([]float64{s.Mean, s.SD, s.SE, s.Lo, s.Hi}, s.Quantiles[:]...) {
		list = append(list, journal.Number(x))
	}
	return list
}
