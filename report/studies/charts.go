package studies

import (
	"fmt"
	"math"
	"strings"

	"github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/study"
)

// mostCells is how many cells are told apart in one chart.
const mostCells = 6

// Charts returns a fan chart of each series of a study, month by month. Of few cells it has a line for each, within the band in which
// nine in ten of its runs lie. Of more it has two bands around the middle: what parameters do, and what luck does.
func Charts(r *study.Result) []report.Chart {
	var list []report.Chart
	for i := range r.Plan.Series {
		if columns := columnsOf(r, i); len(columns) > 1 {
			list = append(list, fan(r, i, columns))
		}
	}
	return list
}

// columnsOf returns the columns of a series, month by month; -1 stands for the measures.
func columnsOf(r *study.Result, series int) []int {
	var list []int
	for k, x := range r.Columns {
		if x.Series == series {
			list = append(list, k)
		}
	}
	return list
}

// fan makes the chart of a series.
func fan(r *study.Result, series int, columns []int) report.Chart {
	name := nameOf(r.Columns[columns[0]].Ref, false)
	c := report.Chart{
		ID:    fmt.Sprintf("series-%d", series),
		Title: capital(name) + ", month by month",
		X:     report.Axis{Title: "month", Unit: report.Month},
		Y:     axisOf(r.Columns[columns[0]].Ref),
	}
	for _, k := range columns {
		c.At = append(c.At, float64(monthOf(r, k)))
		c.Names = append(c.Names, r.Columns[k].Ref.Month)
	}
	switch {
	case r.Cells() == 1:
		fanOfOne(&c, r, columns)
	case r.Cells() <= mostCells && len(r.Plan.Factors) <= mostNamed:
		fanOfFew(&c, r, columns)
	default:
		fanOfMany(&c, r, columns)
	}
	c.Y.From = floorOf(c)
	return c
}

// fanOfOne draws the replicates of a study without factors.
func fanOfOne(c *report.Chart, r *study.Result, columns []int) {
	nine := report.Band{Name: "9 in 10 runs", Color: 0}
	half := report.Band{Name: "half of all runs", Color: 0}
	mean := report.Line{Name: "mean", Color: 0}
	for _, k := range columns {
		s := r.Stat(0, k)
		mean.Y = append(mean.Y, s.Mean)
		nine.Lo, nine.Hi = append(nine.Lo, s.Quantiles[0]), append(nine.Hi, s.Quantiles[4])
		half.Lo, half.Hi = append(half.Lo, s.Quantiles[1]), append(half.Hi, s.Quantiles[3])
	}
	c.Lines = []report.Line{mean}
	c.Note = "One run: there is nothing to compare it with."
	if r.Replicates > 1 {
		c.Bands = []report.Band{nine, half}
		c.Note = fmt.Sprintf("The mean of %d replicates, which differ in everybody’s luck alone, and where single runs lie.", r.Replicates)
	}
}

// fanOfFew draws a line for each cell.
func fanOfFew(c *report.Chart, r *study.Result, columns []int) {
	c.Note = fmt.Sprintf("A line for each %s: the mean of its replicates.", map[bool]string{true: "scenario", false: "combination"}[r.Plan.IsPair()])
	if r.Replicates > 1 {
		c.Note += " In its band lie nine in ten of its runs, which differ in everybody’s luck alone."
	}
	for cell := range r.Cells() {
		band := report.Band{Name: "9 in 10 runs of " + cellName(r, cell), Color: cell}
		line := report.Line{Name: cellName(r, cell), Color: cell}
		for _, k := range columns {
			s := r.Stat(cell, k)
			line.Y = append(line.Y, s.Mean)
			band.Lo, band.Hi = append(band.Lo, s.Quantiles[0]), append(band.Hi, s.Quantiles[4])
		}
		c.Lines = append(c.Lines, line)
		if r.Replicates > 1 {
			c.Bands = append(c.Bands, band)
		}
	}
}

// fanOfMany draws what parameters and what luck do.
func fanOfMany(c *report.Chart, r *study.Result, columns []int) {
	middle, luck := bandsOfMany(c, r, columns)
	c.Lines = []report.Line{{Name: "the middle combination", Color: 0, Y: middle}}
	c.Note = fmt.Sprintf("One band is what the parameters do: nine in ten of the %s combinations have their mean in it. ", report.Grouped(int64(r.Cells())))
	if !luck {
		c.Note += "Each combination was run once, so some of it is luck; replicates would tell the two apart."
		return
	}
	c.Note += "The other is what luck does: nine in ten runs of one and the same combination lie so far around its mean."
	c.Note += ofVariance(c.Names[len(c.Names)-1], r.Spread(columns[len(columns)-1]).OfParameters())
}

// ofVariance says what part of the variance of runs parameters make in a month, and that luck makes the rest where there is one to speak of.
func ofVariance(month string, part float64) string {
	switch shown := fmt.Sprintf("%.0f%%", 100*part); {
	case math.IsNaN(part):
		return ""
	case shown == "100%":
		return fmt.Sprintf(" In %s the parameters make nearly all of the variance of single runs.", month)
	case shown == "0%":
		return fmt.Sprintf(" In %s luck makes nearly all of the variance of single runs.", month)
	default:
		return fmt.Sprintf(" In %s the parameters make %s of the variance of single runs, luck the rest.", month, shown)
	}
}

// bandsOfMany gives a chart the band of the means of combinations and, if it is known, that of luck around their median, which it returns.
func bandsOfMany(c *report.Chart, r *study.Result, columns []int) (middle report.Values, luckIsKnown bool) {
	cells := report.Band{Name: "parameters: 9 in 10 combinations", Color: 1}
	luck := report.Band{Name: "luck: 9 in 10 runs of one combination", Color: 0}
	for _, k := range columns {
		s := r.Spread(k)
		m := s.Cells.Quantiles[2]
		middle = append(middle, m)
		cells.Lo, cells.Hi = append(cells.Lo, s.Cells.Quantiles[0]), append(cells.Hi, s.Cells.Quantiles[4])
		lo, hi := r.LuckAround(k, s)
		luck.Lo, luck.Hi = append(luck.Lo, lo), append(luck.Hi, hi)
		luckIsKnown = s.Luck.N > 0
	}
	c.Bands = []report.Band{cells}
	if luckIsKnown {
		c.Bands = append(c.Bands, luck)
	}
	return middle, luckIsKnown
}

// floorOf returns where the vertical axis starts: at 0, unless all that differs would be squeezed in the upper fifth.
func floorOf(c report.Chart) float64 {
	lo, hi := math.Inf(1), math.Inf(-1)
	see := func(list report.Values) {
		for _, x := range list {
			if !math.IsNaN(x) && !math.IsInf(x, 0) {
				lo, hi = min(lo, x), max(hi, x)
			}
		}
	}
	for _, l := range c.Lines {
		see(l.Y)
	}
	for _, b := range c.Bands {
		see(b.Lo)
		see(b.Hi)
	}
	if lo > hi || lo < 0.8*hi {
		return 0
	}
	return lo - 0.1*(hi-lo)
}

// monthOf returns the number of the month of a column of a series.
func monthOf(r *study.Result, column int) int {
	for t := range r.Plan.Base.Months {
		if r.Plan.Base.Date(t) == r.Columns[column].Ref.Month {
			return t
		}
	}
	return 0 // cannot be: a series has months of the base
}

// axisOf returns the vertical axis of a number.
func axisOf(ref measure.Ref) report.Axis {
	x, err := measure.Lookup(ref.ID)
	if err != nil { // of a collection
		return report.Axis{Title: nameOf(ref, false), Unit: report.Number}
	}
	return report.Axis{Title: x.Label + unitIn(x), Unit: report.UnitOf(x)}
}

// unitIn says in brackets what a measure is in; nothing of shares and ratios.
func unitIn(x *measure.Measure) string {
	switch x.Unit {
	case "1", "share":
		return ""
	case "u":
		return " (in u)"
	case "u/month":
		return " (in u a month)"
	}
	return " (" + x.Unit + ")"
}

// titleOf returns a number's name and month for people, with its unit if it is in money or people: public money in the last month (in u).
func titleOf(ref measure.Ref) string {
	name := nameOf(ref, true)
	if x, err := measure.Lookup(ref.ID); err == nil {
		name += unitIn(x)
	}
	return name
}

// nameOf returns a number's name for people.
func nameOf(ref measure.Ref, month bool) string {
	name := ref.Collection
	if x, err := measure.Lookup(ref.ID); err == nil {
		name = x.Label
	}
	for _, is := range ref.Groups {
		name += ", " + is.Way + " " + is.Name
	}
	if !month {
		return name
	}
	switch ref.Month {
	case "", measure.Last:
		return name + " in the last month"
	case measure.First:
		return name + " in the first month"
	case measure.Mean:
		return name + ", mean of all months"
	case measure.Sum:
		return name + ", all months together"
	}
	if strings.Contains(ref.Month, "-") {
		return name + " in " + ref.Month
	}
	return name + " in month " + ref.Month
}

// cellName names a cell by its factors' values.
func cellName(r *study.Result, cell int) string {
	levels := r.Levels(cell)
	if r.Plan.IsPair() {
		return strings.ToUpper(levels[0]) + ": " + nameOfScenario(r, cell)
	}
	list, words := make([]string, len(levels)), wordsOf(r)
	for d, level := range levels {
		list[d] = words[r.Plan.Factors[d].Column()] + ": " + level
	}
	return strings.Join(list, ", ")
}

// nameOfScenario is the name of one of two scenarios.
func nameOfScenario(r *study.Result, cell int) string {
	return r.Plan.Factors[0].Scenarios[cell].Scenario.Name
}

func capital(text string) string { return strings.ToUpper(text[:1]) + text[1:] }
