package study

import (
	"errors"
	"fmt"
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

// table returns a row for each cell and measure, or for each month of each series.
func (r *Result) table(series bool) []byte {
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
	text := journal.Line(head)
	for cell := range r.cells {
		for k, x := range r.Columns {
			if (x.Series >= 0) == series {
				text = append(text, journal.Line(r.tableRow(cell, k))...)
			}
		}
	}
	return text
}

// tableRow returns the summary of one number of a cell.
func (r *Result) tableRow(cell, column int) []string {
	list := []string{strconv.Itoa(cell)}
	for _, level := range r.Levels(cell) {
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
