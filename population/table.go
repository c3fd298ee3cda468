package population

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// maxProblems is how many problems of a file are told; of the rest, how many there are.
const maxProblems = 20

// table reads CSV by column name and collects what is wrong, each with file, line and column.
type table struct {
	name     string
	csv      *csv.Reader
	columns  map[string]int
	width    int // columns of the header; 0 if it was bad
	record   []string
	line     int
	rowBad   bool // the current row has a problem
	problems []error
	count    int
}

// openTable reads the header. When that fails, next returns false and done tells why.
func openTable(r io.Reader, name string, want []string) *table {
	t := &table{name: name, csv: csv.NewReader(r), columns: map[string]int{}}
	t.csv.Comment = '#'
	t.csv.FieldsPerRecord = -1 // counted here, so that the message says what was expected
	t.csv.ReuseRecord = true
	header, err := t.csv.Read()
	if err != nil {
		t.fail(fmt.Errorf("%s: got no header line, want the columns %s", name, strings.Join(want, ", ")))
		if !errors.Is(err, io.EOF) {
			t.fail(fmt.Errorf("%s: %w", name, err))
		}
		return t
	}
	t.line, _ = t.csv.FieldPos(0)
	for i, column := range header {
		column = strings.TrimSpace(strings.TrimPrefix(column, "\ufeff"))
		if _, twice := t.columns[column]; twice && slices.Contains(want, column) {
			t.problem(column, "appears twice in the header")
		}
		t.columns[column] = i
	}
	for _, column := range want {
		if _, ok := t.columns[column]; !ok {
			t.problem(column, "missing in the header")
		}
	}
	if t.count == 0 {
		t.width = len(header)
	}
	return t
}

// next moves to the next row; false at the end or when the header was bad.
func (t *table) next() bool {
	for t.width > 0 {
		record, err := t.csv.Read()
		if errors.Is(err, io.EOF) {
			return false
		}
		if err != nil {
			if !t.badRow(err) {
				return false
			}
			continue
		}
		t.record, t.rowBad = record, false
		t.line, _ = t.csv.FieldPos(0)
		if len(record) != t.width {
			t.fail(fmt.Errorf("%s:%d: got %d columns, want %d as in the header", t.name, t.line, len(record), t.width))
			continue
		}
		return true
	}
	return false
}

// badRow reports a row that is not CSV; false if the input itself failed.
func (t *table) badRow(err error) bool {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		t.fail(fmt.Errorf("%s:%d: character %d: %w", t.name, parse.Line, parse.Column, parse.Err))
		return true
	}
	t.fail(fmt.Errorf("%s: %w", t.name, err))
	return false
}

func (t *table) text(column string) string { return strings.TrimSpace(t.record[t.columns[column]]) }

// number reads a number that must be there; 0 and a problem if it is not.
func (t *table) number(column string) float64 { return t.parse(column, "a number") }

func (t *table) parse(column, want string) float64 {
	x, err := strconv.ParseFloat(t.text(column), 64)
	if err != nil {
		t.problem(column, "got %q, want %s", t.text(column), want)
		return 0
	}
	return x
}

// whole reads a whole number that must be there; 0 and a problem if it is not.
func (t *table) whole(column string) int64 {
	n, err := strconv.ParseInt(t.text(column), 10, 64)
	if err != nil {
		t.problem(column, "got %q, want a whole number", t.text(column))
	}
	return n
}

func (t *table) problem(column, format string, args ...any) {
	t.fail(fmt.Errorf("%s:%d: column %s: %w", t.name, t.line, column, fmt.Errorf(format, args...)))
}

func (t *table) fail(err error) {
	t.rowBad = true
	if t.count++; t.count <= maxProblems {
		t.problems = append(t.problems, err)
	}
}

// done returns the strata, or all problems together.
func (t *table) done(strata []Stratum) ([]Stratum, error) {
	if t.count > len(t.problems) {
		t.problems = append(t.problems, fmt.Errorf("%s: and %d more", t.name, t.count-len(t.problems)))
	}
	if err := errors.Join(t.problems...); err != nil {
		return nil, err
	}
	if len(strata) == 0 {
		return nil, fmt.Errorf("%s: got no rows below the header, want at least one", t.name)
	}
	return strata, nil
}
