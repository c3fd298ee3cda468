package search

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/cogap/cogap/study"
)

// Discovery is which values of the factors lead to an outcome.
type Discovery struct {
	Where   []Condition
	Factors []string   // names of the coordinates of boxes
	Values  [][]string // of factors whose values are no numbers: what stands for 0, 1, ...; nil of others
	Cases   int        // cells in which the measures are defined
	Hits    int        // of them, those in which all conditions hold
	Boxes   []Box      // from all cases to the smallest box
	Chosen  int        // the box of the best compromise, see Best
}

// Discover finds the boxes of factors in which conditions hold, all of them, for the means of a study's cells: scenario discovery by Prim. The study
// should be one whose points fill the ranges (latin-hypercube or halton), with some hundred cells, and have the measures of the
// conditions. Values that are no numbers are taken in their order.
func Discover(r *study.Result, where []Condition, p Peeling) (*Discovery, error) {
	columns, err := columnsOf(r, where)
	if err != nil {
		return nil, err
	}
	d := &Discovery{Where: where}
	for i := range r.Plan.Factors {
		f := &r.Plan.Factors[i]
		d.Factors = append(d.Factors, f.Column())
		d.Values = append(d.Values, namesOf(f))
	}
	if d.Factors == nil {
		return nil, errors.New("search: the study has no factors that could explain anything")
	}
	var x [][]float64
	var hit []bool
	for cell := range r.Cells() {
		holds, isDefined := true, true
		for k, c := range where {
			mean := r.Stat(cell, columns[k]).Mean
			holds, isDefined = holds && c.Holds(mean), isDefined && !math.IsNaN(mean)
		}
		if !isDefined {
			continue
		}
		x, hit = append(x, d.point(r.Levels(cell))), append(hit, holds)
		if holds {
			d.Hits++
		}
	}
	d.Cases = len(x)
	if d.Boxes, err = Prim(x, hit, p); err != nil {
		return nil, err
	}
	d.Chosen = Best(d.Boxes)
	return d, nil
}

// columnsOf returns the columns of a study that conditions are about.
func columnsOf(r *study.Result, where []Condition) ([]int, error) {
	if len(where) == 0 {
		return nil, errors.New("search: got no condition, want what is of interest: sota_share@last < 0.02")
	}
	var list []int
	var problems []error
	for _, c := range where {
		k := slices.IndexFunc(r.Columns, func(x study.Column) bool { return x.String() == c.Measure })
		if k < 0 {
			var has []string
			for _, x := range r.Columns {
				if x.Series < 0 {
					has = append(has, x.String())
				}
			}
			problems = append(problems, fmt.Errorf("search: the study was not asked for %s, it has %s", c.Measure, strings.Join(has, ", ")))
		}
		list = append(list, k)
	}
	return list, errors.Join(problems...)
}

// namesOf returns the values of a factor that are no numbers.
func namesOf(f *study.Factor) []string {
	if f.Range != nil {
		return nil
	}
	list := slices.Clone(f.Values)
	for i := range f.Scenarios {
		list = append(list, f.Scenarios[i].Name)
	}
	for _, v := range list {
		if _, err := strconv.ParseFloat(v, 64); err != nil {
			return list
		}
	}
	return nil
}

// point returns a cell's coordinates.
func (d *Discovery) point(levels []string) []float64 {
	list := make([]float64, len(levels))
	for i, level := range levels {
		if d.Values[i] != nil {
			list[i] = float64(slices.Index(d.Values[i], level))
			continue
		}
		list[i], _ = strconv.ParseFloat(level, 64) // namesOf has seen to it
	}
	return list
}

// Range says the range of a limit in words: 0.05 to 0.2.
func (d *Discovery) Range(l Limit) string {
	show := func(x float64) string {
		if names := d.Values[l.Dim]; names != nil {
			return names[int(x)]
		}
		return strconv.FormatFloat(x, 'g', 4, 64)
	}
	switch {
	case l.Below && l.Above:
		return show(l.From) + " to " + show(l.To)
	case l.Below:
		return "at least " + show(l.From)
	}
	return "at most " + show(l.To)
}

// WriteText prints the way from all cases to the smallest box, and the limits of one box, to be read; box -1 stands for the chosen one.
func (d *Discovery) WriteText(w io.Writer, box int) error {
	if box < 0 {
		box = d.Chosen
	}
	if box >= len(d.Boxes) {
		return fmt.Errorf("search: got box %d, want one from 0 to %d", box, len(d.Boxes)-1)
	}
	var where []string
	for _, c := range d.Where {
		where = append(where, c.String())
	}
	fmt.Fprintf(w, "Where %s: in %d of %d combinations\n\n", strings.Join(where, " and "), d.Hits, d.Cases)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "box\tcombinations\tcoverage\tdensity\tlimits\t")
	for i, b := range d.Boxes {
		if i%max(1, len(d.Boxes)/15) != 0 && i != box && i != len(d.Boxes)-1 {
			continue
		}
		mark := ""
		if i == box {
			mark = " <- this one"
		}
		fmt.Fprintf(t, "%d\t%d\t%.0f%%\t%.0f%%\t%d\t%s\n", i, b.Inside, 100*b.Coverage, 100*b.Density, len(b.Limits), mark)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	return d.writeBox(w, box)
}

// writeBox prints one box.
func (d *Discovery) writeBox(w io.Writer, box int) error {
	b := d.Boxes[box]
	fmt.Fprintf(w, "\nBox %d: %d of its %d combinations (density %.0f%%, 95%% interval %.0f%% to %.0f%%), %.0f%% of all in which it is so (coverage)\n\n",
		box, b.Hits, b.Inside, 100*b.Density, 100*b.Lo, 100*b.Hi, 100*b.Coverage)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "factor\trange\tquasi-p")
	limits := slices.Clone(b.Limits)
	slices.SortStableFunc(limits, func(a, b Limit) int { return cmp.Compare(a.P, b.P) }) // those that count come first
	for _, l := range limits {
		p := fmt.Sprintf("%.2g", l.P)
		if l.P == 0 { // to the digits that it has
			p = "< 0.000001"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\n", d.Factors[l.Dim], d.Range(l), p)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\ndensity: share of the box in which it is so; quasi-p: how likely the box would do as well by chance without that limit.\n"+
		"The box was chosen on these combinations, so that others will do rather worse: leave out limits of a high quasi-p, and try new ones.\n")
	return err
}
