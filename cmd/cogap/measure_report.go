package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/cogap/cogap/inequality/histogram"
)

// findings are what cogap measure prints.
type findings struct {
	N             int64    `json:"n"`                 // rows measured
	Weight        number   `json:"weight"`            // their weights together
	Missing       int64    `json:"missing,omitempty"` // rows with a number missing
	Streamed      bool     `json:"streamed,omitempty"`
	Level         float64  `json:"level,omitempty"` // of confidence intervals
	Measures      []result `json:"measures"`
	leftOut       []string // measures that streaming cannot give
	unlinearised  []string // measures of which a design without replicates tells nothing
	jumping       []string // measures of which the jackknife tells nothing
	flat          []string // measures whose error would be 0
	highest       []string // quantiles that are the largest value
	sampled       []string // measures whose intervals are by the bootstrap although nobody said so
	unsampled     []string // those of which there are too many rows for that
	undrawn       []string // measures that some samples of a bootstrap do not have
	emptied       []int    // replicates in which all weights are 0
	tooFew        bool     // rows for an interval by bootstrap-t
	absent        []string // measures asked for that these data do not have
	groups, pairs int      // of labels, and of them that are compared
	columns       params   // names of columns, part of every measure's parameters
	byColumns     params   // the same where the value is called y
}

// A result is one measure. Lo and Hi surely hold the exact value; SE is the standard error of the value if
// the rows are a sample.
type result struct {
	Measure string    `json:"measure"`
	Params  params    `json:"params"`
	Value   number    `json:"value"`
	SE      *number   `json:"se,omitempty"`
	CI      *interval `json:"ci,omitempty"` // of confidence, if one is asked for
	Lo      *number   `json:"lo,omitempty"`
	Hi      *number   `json:"hi,omitempty"`

	Undefined string `json:"undefined,omitempty"` // why there is no value
}

// An interval is one of confidence.
type interval struct {
	Lo     number `json:"lo"`
	Hi     number `json:"hi"`
	Method string `json:"method"`
}

// params are a measure's parameters and the columns that it is of.
type params map[string]any

// A number is NaN, Inf or -Inf as a string in JSON, which has no such numbers.
type number float64

func (n number) MarshalJSON() ([]byte, error) {
	switch x := float64(n); {
	case math.IsNaN(x):
		return []byte(`"NaN"`), nil
	case math.IsInf(x, 0):
		return []byte(`"` + strings.TrimPrefix(strconv.FormatFloat(x, 'g', -1, 64), "+") + `"`), nil
	default:
		return json.Marshal(x)
	}
}

func newReport(o *options) *findings {
	r := &findings{columns: params{"x": o.value}, byColumns: params{"y": o.value}}
	if o.weight != "" {
		r.columns["w"], r.byColumns["w"] = o.weight, o.weight
	}
	return r
}

// with returns the columns and the pairs of name and value that follow.
func (p params) with(pairs ...any) params {
	all := params{}
	maps.Copy(all, p)
	for i := 0; i < len(pairs); i += 2 {
		all[pairs[i].(string)] = pairs[i+1]
	}
	return all
}

// add appends a measure of the value.
func (r *findings) add(measure string, value float64, pairs ...any) *result {
	return r.addOf(measure, value, r.columns.with(pairs...))
}

func (r *findings) addOf(measure string, value float64, p params) *result {
	r.Measures = append(r.Measures, result{Measure: measure, Params: p, Value: number(value)})
	return &r.Measures[len(r.Measures)-1]
}

// within notes the standard error, if it is known.
func (r *result) within(se float64) {
	if !math.IsNaN(se) {
		n := number(se)
		r.SE = &n
	}
}

// dropFlat takes away errors of 0: rows that are alike where it comes from say nothing of those that were not drawn. It notes measures that have no error here, and
// quantiles without an interval.
func (r *findings) dropFlat(o *options) {
	for k := range r.Measures {
		m := &r.Measures[k]
		if m.SE != nil && math.Abs(float64(*m.SE)) <= flatness*math.Abs(float64(m.Value)) {
			m.SE, m.CI = nil, nil
			note(&r.flat, m.Measure)
		}
		if o.level == 0 || r.N < 2 || !finite(float64(m.Value)) || o.interval != analytic || o.design.method != "" || m.SE != nil || m.CI != nil {
			continue
		}
		if _, ok := m.quantile(); ok {
			note(&r.highest, strings.TrimSpace(m.Measure+" "+m.Params.String()))
		} else if l, ok := linearOf[m.Measure]; ok && !l.simple {
			note(&r.flat, m.Measure)
		}
	}
}

// flatness is how large an error is, in values, that is 0 but for rounding.
const flatness = 1e-12

// note keeps a name once.
func note(list *[]string, name string) {
	if !slices.Contains(*list, name) {
		*list = append(*list, name)
	}
}

// leave notes measures that streaming cannot give.
func (r *findings) leave(measures ...string) { r.leftOut = append(r.leftOut, measures...) }

// addBounds appends a measure of the value with its bounds.
func (r *findings) addBounds(measure string, i histogram.Interval, pairs ...any) {
	r.addOf(measure, i.Value, r.columns.with(pairs...)).bounds(i)
}

func (r *result) bounds(i histogram.Interval) {
	if math.IsNaN(i.Value) {
		return
	}
	lo, hi := number(i.Lo), number(i.Hi)
	r.Lo, r.Hi = &lo, &hi
}

// warn tells on standard error what the numbers leave out.
func (r *findings) warn(errs io.Writer, o *options, c counts, remarks []string) {
	for _, remark := range remarks {
		fmt.Fprintf(errs, "cogap: %s: %s\n", o.source(), remark)
	}
	switch {
	case c.missing > 0 && o.omit:
		fmt.Fprintf(errs, "cogap: %s: left out %d of %d rows, in which something is missing\n", o.source(), c.missing, c.rows)
	case c.missing > 0:
		fmt.Fprintf(errs, "cogap: %s: a number is missing in %d of %d rows, so results are NaN; --omit leaves them out\n", o.source(), c.missing, c.rows)
	}
	undefined := slices.ContainsFunc(r.Measures, func(m result) bool { return math.IsNaN(float64(m.Value)) && m.Undefined == "" })
	if undefined && (c.missing == 0 || o.omit) {
		fmt.Fprintf(errs, "cogap: %s: NaN is a measure that is not defined for these values; see cogap measure --help\n", o.source())
	}
	r.warnErrors(errs, o)
	if r.tooFew {
		fmt.Fprintf(errs, "cogap: %s: too few different rows for some intervals by bootstrap-t, which are NaN\n", o.source())
	}
	for _, lack := range r.lacks(o) {
		fmt.Fprintf(errs, "cogap: %s: %s\n", o.source(), lack)
	}
	left := r.leftOut
	if len(o.measures) > 0 && r.Streamed { // of measures it has been said
		left = []string{standardErrors}
	}
	if len(left) > 0 {
		fmt.Fprintf(errs, "cogap: %s: streamed, so without %s\n", o.source(), strings.Join(left, ", "))
	}
}

// warnErrors tells of which measures there are no standard errors, and who has them.
func (r *findings) warnErrors(errs io.Writer, o *options) {
	note := func(format string, measures []string) {
		if len(measures) > 0 {
			fmt.Fprintf(errs, "cogap: %s: "+format+"\n", o.source(), strings.Join(measures, ", "))
		}
	}
	if r.N == 1 && o.level > 0 {
		fmt.Fprintf(errs, "cogap: %s: no standard errors and no intervals: one row says nothing of those that were not drawn\n", o.source())
	}
	note("no standard error of %s, since the rows that it comes from are too few or alike", r.flat)
	note("no interval of %s: everybody is up to the largest value", r.highest)
	note("no formula has the error of %s, so intervals are percentiles of bootstrap samples, as by --interval=bootstrap", r.sampled)
	note("no intervals of %s without --interval=bootstrap or jackknife, which take long with so many rows", r.unsampled)
	note("some samples of the bootstrap have no %s; they count as beyond both ends of its interval", r.undrawn)
	var smooth, jumping []string
	for _, m := range r.unlinearised {
		if jumps[m] {
			jumping = append(jumping, m)
		} else {
			smooth = append(smooth, m)
		}
	}
	note("no standard error of %s in this design; --replicate-method=jkn has one", smooth)
	note("no standard error of %s in this design; --replicate-method=bootstrap has one", jumping)
	switch {
	case !o.design.given():
		note("no jackknife of %s, which may jump with one row; --interval=bootstrap has intervals", r.jumping)
	case len(o.design.columns) > 0:
		note("no jackknife of %s, which may jump with one cluster", r.jumping)
	default:
		note("no jackknife of %s, which may jump with one cluster; --replicate-method=bootstrap has standard errors", r.jumping)
	}
	note("no standard errors, since all rows that are measured have weight 0 in %s", o.design.replicateNames(r.emptied))
}

// writeJSON writes results for programs.
func writeJSON(out io.Writer, results any) error {
	e := json.NewEncoder(out)
	e.SetIndent("", "  ")
	return e.Encode(results)
}

// writeTable prints a line per measure, without the columns that nothing fills.
func (r *findings) writeTable(out io.Writer, o *options) error {
	if o.value != "" {
		fmt.Fprintf(out, "%s of ", shown(o.value))
	}
	fmt.Fprintf(out, "%s: n %d", o.source(), r.N)
	if o.weight != "" {
		fmt.Fprintf(out, ", weight %s", digits(r.Weight))
	}
	fmt.Fprint(out, "\n\n")
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	hasSE := slices.ContainsFunc(r.Measures, func(m result) bool { return m.SE != nil })
	hasCI := slices.ContainsFunc(r.Measures, func(m result) bool { return m.CI != nil })
	hasBounds := slices.ContainsFunc(r.Measures, func(m result) bool { return m.Lo != nil })
	line := func(measure, params, value, se, from, to, lo, hi string) {
		cells := []string{measure, params, value}
		if hasSE {
			cells = append(cells, se)
		}
		if hasCI {
			cells = append(cells, from, to)
		}
		if hasBounds {
			cells = append(cells, lo, hi)
		}
		fmt.Fprintln(w, strings.TrimRight(strings.Join(cells, "\t"), "\t"))
	}
	percent := strconv.FormatFloat(100*r.Level, 'g', 6, 64) + "%"
	line("measure", "parameters", "value", "se", percent+" from", "to", "lo", "hi")
	for _, m := range r.Measures {
		from, to := m.CI.ends()
		line(m.Measure, m.Params.String(), digits(m.Value), optional(m.SE), from, to, optional(m.Lo), optional(m.Hi))
	}
	return w.Flush()
}

// ends prints the ends of an interval, if there is one.
func (i *interval) ends() (from, to string) {
	if i == nil {
		return "", ""
	}
	return digits(i.Lo), digits(i.Hi)
}

// digits prints eight significant digits.
func digits(n number) string {
	return strings.TrimPrefix(strconv.FormatFloat(float64(n), 'g', 8, 64), "+")
}

func optional(n *number) string {
	if n == nil {
		return ""
	}
	return digits(*n)
}

// paramText returns a parameter as text; one that was computed has fewer digits.
func paramText(v any) string {
	if n, ok := v.(number); ok {
		return digits(n)
	}
	return fmt.Sprint(v)
}

// String lists the parameters that are no columns and no conventions, in alphabetical order.
func (p params) String() string {
	var list []string
	for k, v := range p {
		switch k {
		case "x", "y", "w", "rank", "group", "unit", "date", "median", "K":
		case "type": // 2 is the one that nobody asked for
			if s := fmt.Sprint(v); s != "2" {
				list = append(list, "type="+shown(s))
			}
		default:
			list = append(list, k+"="+shown(paramText(v)))
		}
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}
