package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/cogap/cogap"
)

// SeriesCSV writes series.csv: a row for each month.
func SeriesCSV(w io.Writer, r *cogap.Result) error {
	return table(w, seriesColumns, func(emit func(month)) {
		for i := range r.Months {
			emit(newMonth(&r.Months[i]))
		}
	})
}

// TiersCSV writes tiers.csv: a row for each tier of each month, and one for no access.
func TiersCSV(w io.Writer, r *cogap.Result) error {
	return table(w, tierColumns, func(emit func(held)) {
		for i := range r.Months {
			for tier := range r.Months[i].Total.Tiers {
				emit(held{&r.Months[i], tier})
			}
		}
	})
}

// StrataCSV writes strata.csv: a row for each stratum of each month. Counts are real people, so they can be added up.
func StrataCSV(w io.Writer, r *cogap.Result) error {
	columns := stratumColumns[:len(stratumColumns):len(stratumColumns)]
	if len(r.Months) > 0 {
		for tier := range r.Months[0].Menu {
			columns = append(columns, column[part]{
				name: fmt.Sprintf("tier_%d", tier+1),
				of:   func(p part) any { return p.sums.Tiers[tier+1].People },
			})
		}
	}
	return table(w, columns, func(emit func(part)) {
		for i := range r.Months {
			for g, sums := range r.Months[i].Strata {
				emit(part{&r.Months[i], &r.Strata[g], sums})
			}
		}
	})
}

// DecilesCSV writes deciles.csv: a row for each tenth of the population by income, in months in which distributions are
// measured.
func DecilesCSV(w io.Writer, r *cogap.Result) error {
	return table(w, decileColumns, func(emit func(tenth)) {
		for i := range r.Months {
			for d, share := range r.Months[i].AccessByDecile() {
				emit(tenth{&r.Months[i], d, share})
			}
		}
	})
}

// ColumnsCSV writes columns.csv: what the columns of the other tables mean.
func ColumnsCSV(w io.Writer) error {
	c := csv.NewWriter(w)
	if err := c.Write([]string{"file", "column", "unit", "meaning"}); err != nil {
		return err
	}
	for _, column := range Columns() {
		if err := c.Write([]string{column.File, column.Name, column.Unit, column.Meaning}); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

// table writes a header and the rows that each hands out.
func table[T any](w io.Writer, columns []column[T], each func(emit func(T))) error {
	c := csv.NewWriter(w)
	line := make([]string, len(columns))
	for i, column := range columns {
		line[i] = column.name
	}
	err := c.Write(line)
	each(func(row T) {
		for i, column := range columns {
			line[i] = cell(column.of(row))
		}
		if err == nil {
			err = c.Write(line)
		}
	})
	c.Flush()
	if err != nil {
		return err
	}
	return c.Error()
}

// cell prints a value so that reading it gives the same bits; what is not defined is empty.
func cell(v any) string {
	x, ok := v.(float64)
	switch {
	case !ok:
		return fmt.Sprint(v)
	case math.IsNaN(x) || math.IsInf(x, 0):
		return ""
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}
