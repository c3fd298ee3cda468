package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"

	"github.com/cogap/cogap/internal/csvtext"
)

// WriteCSV writes a table: a line of names, then the rows. Numbers read back give the same bits; those that are not
// defined are empty. A text that a spreadsheet would run as a formula, such as the name =1+1, has an apostrophe before it.
func WriteCSV(w io.Writer, t Table) error {
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
