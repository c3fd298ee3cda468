// Package report turns results into something to look at: Text to read, Tables of tidy data (CSV, JSON and, by
// adapters/parquet, Parquet), Charts as data, a page in one file (WritePage), and two results beside each other (Compare).
package report

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/cogap/cogap"
)

// Rungs returns the last month of each price of the SOTA tier: the rungs of the price ladder.
func Rungs(r *cogap.Result) []*cogap.Record {
	var rungs []*cogap.Record
	for i := range r.Months {
		m := &r.Months[i]
		if i == len(r.Months)-1 || r.Months[i+1].Menu.SOTA().Price != m.Menu.SOTA().Price {
			rungs = append(rungs, m)
		}
	}
	return rungs
}

// losing returns the strata that lose people with SOTA access between two months, those that lose most first, and how many
// each stratum loses.
func losing(first, last *cogap.Record) (order []int, lost []int64) {
	for g := range first.Strata {
		lost = append(lost, cogap.SOTA(first.Strata[g])-cogap.SOTA(last.Strata[g]))
		if lost[g] > 0 {
			order = append(order, g)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(lost[b], lost[a]) })
	return order, lost
}

// Deciles draws SOTA access by income at the given months, which must have distributions: a row for each tenth of the
// population by income at the end of the month, the poorest first, a column for each month.
func Deciles(w io.Writer, months []*cogap.Record) error {
	longest := 0.0
	for _, m := range months {
		for _, share := range m.SOTAShareByDecile() {
			longest = max(longest, share.Value)
		}
	}
	const width = 24
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	row := func(cells []string) { fmt.Fprintln(t, strings.TrimRight(strings.Join(cells, "\t"), " \t")) }
	cells := []string{"income"}
	for _, m := range months {
		cells = append(cells, fmt.Sprintf("%.0fu", m.Menu.SOTA().Price), "") // over a number and its bar
	}
	row(cells)
	names := []string{"poorest tenth", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th", "richest tenth"}
	for d := range names {
		cells := []string{names[d]}
		for _, m := range months {
			share := m.SOTAShareByDecile()[d].Value
			bar := strings.Repeat("█", int(math.Round(width*share/max(longest, 1e-9))))
			cells = append(cells, fmt.Sprintf("%6s", Percent(share)), fmt.Sprintf("%-*s", width, bar))
		}
		row(cells)
	}
	return t.Flush()
}

// Percent prints a share as 12.34%.
func Percent(share float64) string { return fmt.Sprintf("%.2f%%", 100*share) }

// Grouped prints 1234567 as 1,234,567.
func Grouped(n int64) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0 && text[i-1] != '-'; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
