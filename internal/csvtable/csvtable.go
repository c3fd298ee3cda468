// Package csvtable reads tables of comma-separated values by the names of their columns, and gathers what is wrong with
// them, each problem with file, line and column.
//
//	t := csvtable.Open(r, "people.csv", "name", "people")
//	for t.Next() {
//		name, people := t.Text("name"), t.Int("people")
//		...
//	}
//	err := t.Err()
//
// The first line has the names; lines that start with # are left out; a byte order mark is skipped; blanks around values
// count for nothing. Numbers are read as package param reads them.
package csvtable

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/cogap/cogap/internal/param"
)

const (
	// MaxBytes is the most that a table may have.
	MaxBytes = 64 << 20
	// MaxLine is the most bytes of a line, so that a row takes little memory whatever is in it.
	MaxLine = 1 << 16
	// MaxProblems is how many problems of a table are told; of the rest, how many there are.
	MaxProblems = 20
)

// Error is one problem of a table and where it is.
type Error struct {
	File         string
	Line, Column int // from 1, the column in bytes; 0 for the whole file or line
	Err          error
}

// Error returns "file:line:column: problem".
func (e *Error) Error() string {
	switch {
	case e.Line == 0:
		return fmt.Sprintf("%s: %v", e.File, e.Err)
	case e.Column == 0:
		return fmt.Sprintf("%s:%d: %v", e.File, e.Line, e.Err)
	}
	return fmt.Sprintf("%s:%d:%d: %v", e.File, e.Line, e.Column, e.Err)
}

// Unwrap returns the problem without its place.
func (e *Error) Unwrap() error { return e.Err }

// Table is a table on its way from a reader.
type Table struct {
	name     string
	csv      *csv.Reader
	header   []string
	places   map[string]int // of columns
	record   []string
	isBad    bool // the current row has a problem
	rows     int
	problems []error
	count    int
}

// Row is the place of a row, for problems that are found later.
type Row struct{ values []place } // where they start

type place struct{ line, column int }

// Open reads the header, which must have the columns that are wanted. When that fails, Next returns false and Err tells
// why. name stands for the table in messages.
func Open(r io.Reader, name string, want ...string) *Table {
	t := &Table{name: name, csv: csv.NewReader(&limited{from: r, most: MaxBytes}), places: map[string]int{}}
	t.csv.Comment = '#'
	t.csv.FieldsPerRecord = -1 // counted here, so that the message says what was expected
	t.csv.ReuseRecord = true
	t.csv.TrimLeadingSpace = true
	header, err := t.csv.Read()
	switch {
	case errors.Is(err, io.EOF):
		text := "got no header line, want one with the names of columns"
		if len(want) > 0 {
			text = "got no header line, want one with the columns " + strings.Join(want, ", ")
		}
		t.fail(&Error{File: name, Err: errors.New(text)})
	case err != nil:
		t.broken(err)
	default:
		t.setHeader(header)
		t.Need(want...)
	}
	return t
}

// setHeader notes the names of the columns.
func (t *Table) setHeader(header []string) {
	t.record = header
	for i, column := range header {
		column = strings.TrimSpace(strings.TrimPrefix(column, "\ufeff"))
		_, twice := t.places[column]
		t.header = append(t.header, column)
		t.places[column] = i
		if twice && column != "" {
			t.Problem(column, "appears twice in the header")
		}
	}
	if strings.Contains(header[0], "\x00") {
		t.whole(errors.New("got zero bytes, as UTF-16 has: want UTF-8"))
	}
	if len(header) == 1 && strings.ContainsAny(header[0], ";\t") {
		t.whole(fmt.Errorf("got one column, %s: want commas between columns, and points in numbers", param.Quote(header[0])))
	}
}

// Columns returns the names in the header.
func (t *Table) Columns() []string { return slices.Clone(t.header) }

// Has reports whether there is a column with this name, in capitals too.
func (t *Table) Has(column string) bool {
	_, ok := t.place(column)
	return ok
}

// place returns where a column is, and remembers it.
func (t *Table) place(column string) (i int, ok bool) {
	if i, ok = t.places[column]; ok {
		return i, true
	}
	if i, ok = Find(t.header, column); ok {
		t.places[column] = i
	}
	return i, ok
}

// Find returns which name of a header is that of a column: the same, or if none is, the only one that differs in no more than capitals.
func Find(header []string, column string) (i int, ok bool) {
	if i = slices.Index(header, column); i >= 0 {
		return i, true
	}
	same := func(name string) bool { return strings.EqualFold(name, column) }
	i = slices.IndexFunc(header, same)
	return i, i >= 0 && !slices.ContainsFunc(header[i+1:], same)
}

// Need reports the columns that are missing, if nothing else is wrong with the header.
func (t *Table) Need(columns ...string) {
	if t.count > 0 {
		return
	}
	for _, column := range columns {
		if t.Has(column) {
			continue
		}
		text := "the header has no column " + param.Shorten(column, 60)
		best := param.Nearest(column, t.header)
		if i := slices.IndexFunc(t.header, func(name string) bool { return strings.EqualFold(name, column) }); i >= 0 {
			best = t.header[i]
		}
		if best != "" {
			text += ", but " + param.Shorten(best, 60)
		}
		t.whole(errors.New(text))
	}
}

// Next moves to the next row; false at the end or when the header was bad.
func (t *Table) Next() bool {
	for t.count == 0 || t.rows > 0 {
		record, err := t.csv.Read()
		if errors.Is(err, io.EOF) {
			return false
		}
		t.rows++
		if err != nil {
			if !t.broken(err) {
				return false
			}
			continue
		}
		t.record, t.isBad = record, false
		if len(record) == len(t.header) {
			return true
		}
		if !t.skips() {
			t.whole(fmt.Errorf("got %d columns, want %d as in the header", len(record), len(t.header)))
		}
	}
	return false
}

// broken reports a row that is not CSV; false if the input itself failed.
func (t *Table) broken(err error) bool {
	if syntax, ok := errors.AsType[*csv.ParseError](err); ok {
		t.fail(&Error{t.name, syntax.Line, syntax.Column, syntax.Err})
		return true
	}
	t.fail(&Error{File: t.name, Err: err})
	return false
}

// Text returns the value of a column that there is, without blanks around it.
func (t *Table) Text(column string) string { return strings.TrimSpace(t.cell(column)) }

func (t *Table) cell(column string) string {
	i, _ := t.place(column)
	return t.record[i]
}

// Number returns the number in a column; 0, and a problem, if there is none. or says what else the column may have, as in
// " or nothing".
func (t *Table) Number(column, or string) float64 {
	x, err := param.ParseNumber(t.Text(column))
	if err != nil {
		t.Problem(column, "got %s, %w%s", param.Quote(t.Text(column)), err, or)
	}
	return x
}

// Int returns the whole number in a column; 0, and a problem, if there is none.
func (t *Table) Int(column string) int64 {
	n, err := param.ParseInt(t.Text(column))
	if err != nil {
		t.Problem(column, "got %s, %w", param.Quote(t.Text(column)), err)
	}
	return n
}

// IsBad reports whether something is wrong with the current row.
func (t *Table) IsBad() bool { return t.isBad }

// Problem reports what is wrong with a column of the current row.
func (t *Table) Problem(column, format string, args ...any) {
	if !t.skips() {
		t.ProblemIn(t.Row(), column, format, args...)
	}
}

// skips counts a problem, and reports whether that is all that is done with it, because enough is told.
func (t *Table) skips() bool {
	if len(t.problems) < MaxProblems {
		return false
	}
	t.isBad = true
	t.count++
	return true
}

// Row returns the place of the current row.
func (t *Table) Row() Row {
	var r Row
	for i := range t.record {
		line, column := t.csv.FieldPos(i)
		r.values = append(r.values, place{line, column})
	}
	return r
}

// Line returns the line of the current row.
func (t *Table) Line() int {
	line, _ := t.csv.FieldPos(0)
	return line
}

// ProblemIn reports what is wrong with a column of a row that was read before.
func (t *Table) ProblemIn(r Row, column, format string, args ...any) {
	at := place{line: r.values[0].line}
	if i, ok := t.place(column); ok {
		at = r.values[i]
	}
	t.fail(&Error{t.name, at.line, at.column, fmt.Errorf("column %s: %w", param.Shorten(column, 60), fmt.Errorf(format, args...))})
}

// Complain reports what is wrong with the current row, or with the header, as a whole.
func (t *Table) Complain(format string, args ...any) { t.whole(fmt.Errorf(format, args...)) }

func (t *Table) whole(err error) {
	t.fail(&Error{t.name, t.Line(), 0, err})
}

func (t *Table) fail(err *Error) {
	if !t.skips() {
		t.isBad = true
		t.count++
		t.problems = append(t.problems, err)
	}
}

// Err returns all problems, joined; that there are no rows is one too.
func (t *Table) Err() error {
	switch {
	case t.count > len(t.problems):
		return errors.Join(append(t.problems, fmt.Errorf("%s: %w", t.name, param.More(t.count-len(t.problems))))...)
	case t.count == 0 && t.rows == 0:
		return &Error{File: t.name, Err: errors.New("got no rows below the header, want at least one")}
	}
	return errors.Join(t.problems...)
}

// limited is a reader that ends with an error where a table or one of its lines is too long.
type limited struct {
	from        io.Reader
	most        int // bytes
	total, line int // bytes so far
}

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.from.Read(p)
	l.total += n
	for rest := p[:n]; ; {
		end := slices.Index(rest, '\n')
		if end < 0 {
			l.line += len(rest)
			break
		}
		if l.line+end > MaxLine {
			l.line = MaxLine + 1
			break
		}
		l.line, rest = 0, rest[end+1:]
	}
	switch {
	case l.line > MaxLine:
		return 0, fmt.Errorf("got a line of more than %d bytes", MaxLine)
	case l.total > l.most:
		return 0, fmt.Errorf("got more than %d bytes", l.most)
	}
	return n, err
}
