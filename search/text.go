package search

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/study"
)

// WriteText prints what a search found, to be read: the solution with its result under other luck, or the front.
func (r *Result) WriteText(w io.Writer) error {
	kept, undefined := 0, 0
	for i := range r.Points {
		if r.Points[i].keeps() {
			kept++
		}
		if !r.Points[i].isDefined() {
			undefined++
		}
	}
	replicates := "1 replicate"
	if n := r.Plan.Study.Replicates; n > 1 {
		replicates = fmt.Sprint(n, " replicates")
	}
	fmt.Fprintf(w, "%s\n\n%d points of %s were tried, seed %d; %d keep all limits", strings.Join(r.aims(), ", "), len(r.Points), replicates, r.Plan.Study.Seed, kept)
	if undefined > 0 {
		fmt.Fprintf(w, "; at %d a goal or limit is not defined", undefined)
	}
	fmt.Fprint(w, "\n\n")
	if !r.Kept() {
		fmt.Fprint(w, r.nothing(undefined), "\n\n")
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	var head []string
	for i := range r.Plan.Study.Factors {
		head = append(head, r.Plan.Study.Factors[i].Column())
	}
	fmt.Fprintln(t, strings.Join(append(head, r.Measures...), "\t"))
	beaten := 0
	for i := range r.Front {
		line := r.line(&r.Front[i])
		if r.isBeaten(i) {
			line[0] += " *"
			beaten++
		}
		fmt.Fprintln(t, strings.Join(line, "\t"))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if beaten > 0 {
		fmt.Fprintf(w, "\n* under other luck another one is as good or better in all goals: %d\n", beaten)
	}
	return r.foot(w)
}

// nothing says why no solution was found, of points of which so many are not defined, and which one is shown in its place.
func (r *Result) nothing(undefined int) string {
	switch names := r.Undefined(); {
	case len(names) > 0:
		return strings.Join(names, ", ") + ": defined at no point that was tried, so that nothing was found. This is one of them:"
	case undefined == len(r.Points):
		return "At no point that was tried are all goals and limits defined, so that nothing was found. This is one of them:"
	}
	return "None keeps all limits. This one breaks them least:"
}

// isBeaten reports whether another solution is better than one, by what both come to under other luck.
func (r *Result) isBeaten(i int) bool {
	of := func(p *Point) Solution { return Solution{Outcome: r.outcome(p.said())} }
	one := of(&r.Front[i])
	return slices.ContainsFunc(r.Front, func(p Point) bool {
		other := of(&p)
		return other.better(&one)
	})
}

// aims says the goals and the limits.
func (r *Result) aims() []string {
	var list []string
	for _, g := range r.Plan.Goals {
		list = append(list, g.String())
	}
	for _, c := range r.Plan.Limits {
		list = append(list, "with "+c.String())
	}
	return list
}

// line shows a solution.
func (r *Result) line(p *Point) []string {
	var list []string
	for _, level := range p.Levels {
		list = append(list, short(level))
	}
	for k := range r.Measures {
		s := p.said()[k]
		text := quantityOf(r.Measures[k]).Interval(s)
		if runs := r.runsOf(p); s.N < runs {
			text += fmt.Sprintf(" (%d of %d runs)", s.N, runs)
		}
		list = append(list, text)
	}
	return list
}

// runsOf returns how many runs what is said of a point is over.
func (r *Result) runsOf(p *Point) int {
	if p.Fresh != nil {
		return r.Plan.Confirm
	}
	return max(r.Plan.Study.Replicates, 1)
}

// said is what is known of a point: its result under other luck, if it was run with that.
func (p *Point) said() []study.Stat {
	if p.Fresh != nil {
		return p.Fresh
	}
	return p.Stats
}

// foot says what the numbers are, and which limits luck may break.
func (r *Result) foot(w io.Writer) error {
	if len(r.Front) == 0 || r.Front[0].Fresh == nil {
		_, err := fmt.Fprintln(w, "\nThe search was stopped: numbers are those that the points were chosen for, so that others will be rather worse")
		return err
	}
	fmt.Fprintf(w, "\nmean ± half of its 95%% interval over %d replicates with other luck than that which the points were chosen by\n", r.Plan.Confirm)
	for i := range r.Front {
		for _, c := range r.Plan.Limits {
			if how := doubt(c, r.Front[i].Fresh[r.column(c.Measure)], r.Plan.Confirm); r.Kept() && how != "" {
				fmt.Fprintf(w, "%s %s (%s)\n", c, how, strings.Join(r.line(&r.Front[i]), ", "))
			}
		}
	}
	return nil
}

// doubt says why a limit is not sure to be kept under other luck, of which there were so many runs; nothing if it is.
func doubt(c Condition, s study.Stat, runs int) string {
	switch {
	case s.N == 0:
		return "is not known to be kept: it is defined in no run with other luck"
	case s.N < runs:
		is := "broken"
		if c.Holds(s.Mean) {
			is = "kept"
		}
		return fmt.Sprintf("is not sure to be kept: it is defined in %d of %d runs with other luck, by whose mean it is %s", s.N, runs, is)
	case s.N == 1 && c.Holds(s.Mean):
		return "is not sure to be kept: one run has no interval"
	case c.Holds(s.Lo) && c.Holds(s.Hi):
		return ""
	case c.Holds(s.Lo) || c.Holds(s.Hi):
		return "is not sure to be kept: it lies within the interval"
	}
	return "is broken under other luck: ask for a little more, or for more replicates"
}

// quantityOf returns how a measure is printed.
func quantityOf(name string) study.Quantity {
	ref, err := measure.Parse(name)
	if err != nil {
		return study.Quantity{}
	}
	x, err := measure.Lookup(ref.ID)
	return study.Quantity{Percent: err == nil && x.Unit == "share"}
}

// short returns a number to four digits, any other value as it is.
func short(level string) string {
	if x, err := strconv.ParseFloat(level, 64); err == nil {
		return strconv.FormatFloat(x, 'g', 4, 64)
	}
	return level
}

// Table returns all points that were tried: points, a row for each.
func (r *Result) Table() report.Table {
	t := report.Table{Name: "points", Meaning: "a row for each point that a search tried"}
	add := func(name string, kind report.Type, unit, meaning, of string) {
		t.Columns = append(t.Columns, report.Column{Table: t.Name, Name: name, Type: kind, Unit: unit, Meaning: meaning, Measure: of})
	}
	add("point", report.Int64, "", "number of the point, from 0, in the order in which they were tried", "")
	for i := range r.Plan.Study.Factors {
		add(r.Plan.Study.Factors[i].Column(), report.String, "", "value of the factor, as a scenario file says it", "")
	}
	for _, name := range r.Measures {
		add(name, report.Double, "", "mean over the replicates of the search", "")
		add(name+" ±", report.Double, "", "half of its 95% interval", "")
	}
	add("breaks", report.Double, "1", "by how much limits are broken, each as a part of what it must be, added up", "")
	add("solution", report.Int64, "", "1 if nothing better was found, else 0", "")
	t.Rows = func(yield func([]any) bool) {
		for i := range r.Points {
			if !yield(r.Points[i].row(i)) {
				return
			}
		}
	}
	return t
}

// row returns the values of a point.
func (p *Point) row(i int) []any {
	values := []any{int64(i)}
	for _, level := range p.Levels {
		values = append(values, level)
	}
	for _, s := range p.Stats {
		values = append(values, defined(s.Mean), defined(s.HalfWidth()))
	}
	solution := int64(0)
	if p.Solution {
		solution = 1
	}
	return append(values, defined(p.Breaks), solution)
}

// defined returns a number of a table: nil where it is not defined.
func defined(x float64) any {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return x
}
