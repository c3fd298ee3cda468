package studies

import (
	"fmt"

	"github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/study"
)

// Tables returns the tables of a study, typed, for adapters such as that to Parquet: runs, a row for each run; summary, a row for each
// measure of each cell; and series, if there are any, a row for each month of each series of each cell. They are those of the study's CSV files,
// without their checksums.
func Tables(r *study.Result) []report.Table {
	list := []report.Table{runsTable(r), summaryTable(r, "summary", false)}
	if len(r.Plan.Series) > 0 {
		list = append(list, summaryTable(r, "series", true))
	}
	return list
}

// columns gathers the columns of a table.
type columns struct {
	table string
	list  []report.Column
}

func (c *columns) add(name string, kind report.Type, unit, meaning, of string) {
	c.list = append(c.list, report.Column{Table: c.table, Name: name, Type: kind, Unit: unit, Meaning: meaning, Measure: of})
}

// factors adds a column for each factor.
func (c *columns) factors(r *study.Result) {
	for d := range r.Plan.Factors {
		c.add(r.Plan.Factors[d].Column(), report.String, "", "value of the factor, as a scenario file says it", "")
	}
}

func runsTable(r *study.Result) report.Table {
	c := columns{table: "runs"}
	for _, name := range []string{"job", "cell", "replicate"} {
		c.add(name, report.Int64, "", "number of the "+name+", from 0", "")
	}
	c.add("seed", report.Int64, "", "seed of the run's scenario", "")
	c.factors(r)
	once := r.Once()
	for _, k := range once {
		x, unit := r.Columns[k], ""
		if m, err := measure.Lookup(x.Ref.ID); err == nil {
			unit = m.Unit
		}
		c.add(x.String(), report.Double, unit, nameOf(x.Ref, true), x.Ref.ID)
	}
	c.add("status", report.String, "", "ok, or failed", "")
	c.add("error", report.String, "", "why the run failed", "")
	c.add("seconds", report.Double, "s", "that the run took", "")
	c.add("digest", report.String, "", "tells the run from one in which any sum over everybody differs in any month", "")
	rows := func(yield func([]any) bool) {
		for row := range r.All() {
			if !yield(runRow(row, once)) {
				return
			}
		}
	}
	return report.Table{Name: c.table, Meaning: "a row for each run", Columns: c.list, Rows: rows}
}

// runRow returns the values of a run, of some columns.
func runRow(row study.Row, columns []int) []any {
	values := []any{int64(row.Index), int64(row.Cell), int64(row.Replicate), int64(row.Seed)}
	for _, level := range row.Levels {
		values = append(values, level)
	}
	status, problem := "ok", ""
	if row.Err != nil {
		status, problem = "failed", row.Err.Error()
	}
	for _, k := range columns {
		if row.Err != nil {
			values = append(values, nil)
			continue
		}
		values = append(values, number(row.Values[k]))
	}
	return append(values, status, problem, row.Seconds, row.Digest)
}

// number returns a number of a table: nil where it is not defined.
func number(x float64) any {
	if x != x {
		return nil
	}
	return x
}

func summaryTable(r *study.Result, name string, series bool) report.Table {
	c := columns{table: name}
	c.add("cell", report.Int64, "", "number of the cell, from 0", "")
	c.factors(r)
	c.add("measure", report.String, "", "name of the measure", "")
	if series {
		c.add("month", report.String, "", "month of the run", "")
	}
	c.add("n", report.Int64, "", "replicates in which it is defined", "")
	for _, x := range [][2]string{
		{"mean", "mean of replicates"},
		{"sd", "standard deviation of single runs"},
		{"se", "Monte Carlo standard error of the mean"},
		{"lo", "lower end of the 95% interval of the mean"},
		{"hi", "upper end of it"},
	} {
		c.add(x[0], report.Double, "", x[1], "")
	}
	for _, level := range study.Levels {
		c.add(fmt.Sprintf("q%02.0f", 100*level), report.Double, "", fmt.Sprintf("%.0f%% of single runs are lower", 100*level), "")
	}
	rows := func(yield func([]any) bool) {
		for cell := range r.Cells() {
			for k, x := range r.Columns {
				if (x.Series >= 0) == series && !yield(summaryRow(r, cell, k)) {
					return
				}
			}
		}
	}
	return report.Table{Name: c.table, Meaning: "a row for each number of each cell: what its replicates say", Columns: c.list, Rows: rows}
}

// summaryRow returns the summary of a number of a cell.
func summaryRow(r *study.Result, cell, k int) []any {
	values := []any{int64(cell)}
	for _, level := range r.Levels(cell) {
		values = append(values, level)
	}
	ref := r.Columns[k].Ref
	if r.Columns[k].Series < 0 {
		values = append(values, ref.String())
	} else {
		month := ref.Month
		ref.Month = ""
		values = append(values, ref.String(), month)
	}
	s := r.Stat(cell, k)
	values = append(values, int64(s.N))
	for _, x := range append([]float64{s.Mean, s.SD, s.SE, s.Lo, s.Hi}, s.Quantiles[:]...) {
		values = append(values, number(x))
	}
	return values
}
