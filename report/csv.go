package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/csvtext"
)

// SeriesCSV writes series.csv: a row for each month.
func SeriesCSV(w io.Writer, r *cogap.Result) error { return seriesTable(r).CSV(w) }

// TiersCSV writes tiers.csv: a row for each tier of each month, and one for no access.
func TiersCSV(w io.Writer, r *cogap.Result) error { return tierTable(r).CSV(w) }

// StrataCSV writes strata.csv: a row for each stratum of each month. Counts are real people, so they can be added up.
func StrataCSV(w io.Writer, r *cogap.Result) error { return stratumTable(r).CSV(w) }

// DecilesCSV writes deciles.csv: a row for each tenth of the population by income, in months in which distributions are
// measured.
func DecilesCSV(w io.Writer, r *cogap.Result) error { return decileTable(r).CSV(w) }

// ColumnsCSV writes columns.csv: what the columns of the other tables mean.
func ColumnsCSV(w io.Writer) error {
	columns := []column[Column]{
		{"table", String, "", "", func(c Column) any { return c.Table }},
		{"column", String, "", "", func(c Column) any { return c.Name }},
		{"type", String, "", "", func(c Column) any { return string(c.Type) }},
		{"unit", String, "", "", func(c Column) any { return c.Unit }},
		{"meaning", String, "", "", func(c Column) any { return c.Meaning }},
	}
	return newTable("columns", "", columns, func(emit func(Column)) {
		for _, c := range Columns() {
			emit(c)
		}
	}).CSV(w)
}

// CSV writes the table: a line of names, then the rows. Numbers read back give the same bits; those that are not defined
// are empty. A text that a spreadsheet would run as a formula, such as the name =1+1, has an apostrophe before it.
func (t Table) CSV(w io.Writer) error {
	c := csv.NewWriter(w)
	line := make([]string, len(t.Columns))
	for i, column := range t.Columns {
		line[i] = csvtext.Cell(column.Name)
	}
	if err := c.Write(line); err != nil {
		return err
	}
	for row := range t.Rows {
		for i, v := range row {
			line[i] = cell(v)
		}
		if err := c.Write(line); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

// cell prints a value of a row.
func cell(v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case float64:
		return strconv.FormatFloat(x, 'g', -1, 64)
	case string:
		return csvtext.Cell(x)
	}
	return fmt.Sprint(v)
}
