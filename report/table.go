package report

import (
	"iter"

	"github.com/cogap/cogap/measure"
)

// Table is a tidy table: a row for each observation, a column for each number or word of it. CSV, JSON and Parquet files
// have the same tables.
type Table struct {
	Name    string // of its file, without the ending
	Meaning string // what a row is
	Columns []Column
	// Rows hands out the rows, made one at a time. A value is an int64, a float64 or a string, as the type of its column
	// says, or nil where a number is not defined. The slice is used again for the next row.
	Rows iter.Seq[[]any]
}

// Column is one column of a table, and what it means.
type Column struct {
	Table   string `json:"table"`
	Name    string `json:"name"`
	Type    Type   `json:"type"`
	Unit    string `json:"unit"` // 1 is a pure number, empty a word, a place or a number of something
	Meaning string `json:"meaning"`
	Measure string `json:"measure"` // id of the measure that it holds, see package measure; empty if it holds none
}

// Type is what the values of a column are.
type Type string

// The types.
const (
	Int64  Type = "int64"
	Double Type = "double" // may be not defined
	String Type = "string"
)

// column is a column whose rows are made of a T. It gives a string, int, int64 or float64, as its type says.
type column[T any] struct {
	name          string
	kind          Type
	unit, meaning string
	of            func(T) any
	measure       string
}

// text makes a column of words.
func text[T any](name, meaning string, of func(T) string) column[T] {
	return column[T]{name: name, kind: String, meaning: meaning, of: func(row T) any { return of(row) }}
}

// double makes a column of numbers.
func double[T any](name, unit, meaning string, of func(T) float64) column[T] {
	return column[T]{name: name, kind: Double, unit: unit, meaning: meaning, of: func(row T) any { return of(row) }}
}

// whole makes a column of whole numbers.
func whole[T any](name, unit, meaning string, of func(T) int64) column[T] {
	return column[T]{name: name, kind: Int64, unit: unit, meaning: meaning, of: func(row T) any { return of(row) }}
}

// newTable makes a table of the rows that each hands out.
func newTable[T any](name, meaning string, columns []column[T], each func(emit func(T))) Table {
	t := Table{Name: name, Meaning: meaning}
	for _, c := range columns {
		t.Columns = append(t.Columns, Column{name, c.name, c.kind, c.unit, c.meaning, c.measure})
	}
	t.Rows = func(yield func([]any) bool) {
		values, more := make([]any, len(columns)), true
		each(func(row T) {
			if !more {
				return
			}
			for i, c := range columns {
				values[i] = value(c.of(row))
			}
			more = yield(values)
		})
	}
	return t
}

// value returns what a row holds of v: an int64 for an int, nil for a number that is not defined.
func value(v any) any {
	switch x := v.(type) {
	case int:
		return int64(x)
	case float64:
		if isUndefined(x) {
			return nil
		}
	}
	return v
}

// group is what a row of measures is of: a group of people in a month.
type group struct {
	*measure.Month
	way   measure.By
	place int
}
