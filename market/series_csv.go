package market

import (
	"fmt"
	"io"
	"os"

	"github.com/cogap/cogap/internal/csvtable"
	"github.com/cogap/cogap/internal/param"
)

// ReadSeries reads a series from CSV with the columns month and value and a row for each month in which the value changes;
// it holds until the next row's month (steps), and the first one also before. Lines that start with # are comments, other
// columns are left out. name stands for the file in messages.
//
// All broken rows are reported together, each as "file:line:column: column name: got ..., want ...".
func ReadSeries(r io.Reader, name string) (Series, error) {
	t := csvtable.Open(r, name, "month", "value")
	p := Series{Kind: KindSteps}
	for t.Next() {
		month, value := t.Int("month"), t.Number("value", "")
		if n := len(p.Months); n > 0 && month <= int64(p.Months[n-1]) && !t.IsBad() {
			t.Problem("month", "got %d after %d, want ascending months", month, p.Months[n-1])
		}
		if !t.IsBad() {
			p.Months, p.Values = append(p.Months, int(month)), append(p.Values, value)
		}
	}
	if err := t.Err(); err != nil {
		return Series{}, err
	}
	if err := param.Check(p); err != nil {
		return Series{}, fmt.Errorf("%s: %w", name, err)
	}
	return p, nil
}

// ReadSeriesFile is ReadSeries of a named file.
func ReadSeriesFile(name string) (Series, error) {
	f, err := os.Open(name)
	if err != nil {
		return Series{}, err // the message has the name
	}
	defer f.Close() // nothing was written, so nothing can be lost
	return ReadSeries(f, name)
}
