package market

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
)

// columns of a file that holds a series.
var columns = []string{"month", "value"}

// ReadSeries reads a series from CSV with the header month,value and a row for each month in which the value changes; it
// holds until the next row's month (steps), and the first one also before. Lines that start with # are comments.
//
// All broken rows are reported together, each as "file:line:column: column name: got ..., want ...".
func ReadSeries(file string, r io.Reader) (Series, error) {
	rows := csv.NewReader(r)
	rows.Comment = '#'
	rows.FieldsPerRecord = -1
	rows.TrimLeadingSpace = true
	header, err := rows.Read()
	if errors.Is(err, io.EOF) {
		return Series{}, fmt.Errorf("%s: got an empty file, want the header month,value", file)
	}
	if err != nil {
		return Series{}, csvError(file, err)
	}
	if len(header) != 2 || header[0] != columns[0] || header[1] != columns[1] {
		line, column := rows.FieldPos(0)
		return Series{}, fmt.Errorf("%s:%d:%d: got the header %q, want month,value", file, line, column, header)
	}
	return readRows(file, rows)
}

// ReadSeriesFile is ReadPath of a named file.
func ReadSeriesFile(name string) (Series, error) {
	f, err := os.Open(name)
	if err != nil {
		return Series{}, err // the message has the name
	}
	defer f.Close() // nothing was written, so nothing can be lost
	return ReadSeries(name, f)
}

func readRows(file string, rows *csv.Reader) (Series, error) {
	var problems []error
	p := Series{Kind: KindSteps}
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			problems = append(problems, csvError(file, err))
			break // where the next row starts is anybody's guess
		}
		month, value, err := readRow(file, rows, row, p.Months)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		p.Months = append(p.Months, month)
		p.Values = append(p.Values, value)
	}
	if problems == nil && len(p.Months) == 0 {
		problems = append(problems, fmt.Errorf("%s: got no rows, want at least one", file))
	}
	if problems != nil {
		return Series{}, errors.Join(problems...)
	}
	return p, nil
}

func readRow(file string, rows *csv.Reader, row []string, before []int) (month int, value float64, err error) {
	complain := func(field int, format string, args ...any) error {
		line, column := rows.FieldPos(field)
		return fmt.Errorf("%s:%d:%d: %s", file, line, column, fmt.Sprintf(format, args...))
	}
	if len(row) != len(columns) {
		return 0, 0, complain(0, "got %d fields, want 2: month,value", len(row))
	}
	month, err = strconv.Atoi(row[0])
	if err != nil {
		return 0, 0, complain(0, "month: got %q, want a whole number", row[0])
	}
	if n := len(before); n > 0 && month <= before[n-1] {
		return 0, 0, complain(0, "month: got %d after %d, want ascending months", month, before[n-1])
	}
	value, err = strconv.ParseFloat(row[1], 64)
	if err != nil || math.IsNaN(value) || math.IsInf(value, 0) {
		return 0, 0, complain(1, "value: got %q, want a finite number", row[1])
	}
	return month, value, nil
}

// csvError puts a syntax error of CSV into the form file:line:column.
func csvError(file string, err error) error {
	if syntax, ok := errors.AsType[*csv.ParseError](err); ok {
		return fmt.Errorf("%s:%d:%d: %w", file, syntax.Line, syntax.Column, syntax.Err)
	}
	return fmt.Errorf("%s: %w", file, err)
}
