package report

import (
	"fmt"
	"iter"
	"math"

	"github.com/cogap/cogap"
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
}

// Type is what the values of a column are.
type Type string

// The types.
const (
	Int64  Type = "int64"
	Double Type = "double" // may be not defined
	String Type = "string"
)

// Tables returns the tables of a result: series, tiers, strata, deciles, then collected and panel if the scenario asks for
// them.
func Tables(r *cogap.Result) []Table {
	tables := []Table{seriesTable(r), tierTable(r), stratumTable(r), decileTable(r)}
	if len(r.Manifest.Scenario.Statistics.Collect) > 0 {
		tables = append(tables, collectedTable(r))
	}
	if len(r.Panel) > 0 {
		tables = append(tables, panelTable(r))
	}
	return tables
}

// Schemas returns all tables that there are, without rows: what their columns mean.
func Schemas() []Table {
	r := new(cogap.Result)
	return append(Tables(r), collectedTable(r), panelTable(r))
}

// Columns documents the columns of all tables, in their order.
func Columns() []Column {
	var list []Column
	for _, t := range Schemas() {
		list = append(list, t.Columns...)
	}
	return list
}

func seriesTable(r *cogap.Result) Table {
	return newTable("series", "a month", seriesColumns, func(emit func(month)) {
		for i := range r.Months {
			emit(newMonth(&r.Months[i]))
		}
	})
}

func tierTable(r *cogap.Result) Table {
	return newTable("tiers", "a tier, or no access, in a month", tierColumns, func(emit func(held)) {
		for i := range r.Months {
			for tier := range r.Months[i].Total.Tiers {
				emit(held{&r.Months[i], tier})
			}
		}
	})
}

func stratumTable(r *cogap.Result) Table {
	columns := stratumColumns[:len(stratumColumns):len(stratumColumns)]
	if len(r.Months) > 0 {
		for i, offer := range r.Months[0].Menu {
			columns = append(columns, column[part]{
				fmt.Sprintf("tier_%d", i+1), Int64, "people", "people who hold tier " + fmt.Sprint(i+1) + ", " + offer.Name,
				func(p part) any { return p.sums.Tiers[i+1].People },
			})
		}
	}
	return newTable("strata", "a stratum in a month; counts are real people, so they can be added up", columns, func(emit func(part)) {
		for i := range r.Months {
			for g, sums := range r.Months[i].Strata {
				emit(part{&r.Months[i], &r.Strata[g], sums})
			}
		}
	})
}

func decileTable(r *cogap.Result) Table {
	return newTable("deciles", "a tenth of the population by income, in a month in which distributions are measured", decileColumns, func(emit func(tenth)) {
		for i := range r.Months {
			for d, share := range r.Months[i].SOTAShareByDecile() {
				emit(tenth{&r.Months[i], d, share})
			}
		}
	})
}

// newTable makes a table of the rows that each hands out.
func newTable[T any](name, meaning string, columns []column[T], each func(emit func(T))) Table {
	t := Table{Name: name, Meaning: meaning}
	for _, c := range columns {
		t.Columns = append(t.Columns, Column{name, c.name, c.kind, c.unit, c.meaning})
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
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return nil
		}
	}
	return v
}
