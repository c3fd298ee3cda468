package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/cogap/cogap/inequality"
	"github.com/cogap/cogap/internal/parallel"
)

// A sample holds rows in columns.
type sample struct {
	x, w, rank []float64 // w and rank are nil without a column
	labels     []string
	design     sampleDesign
	covariates [][]float64
	terms      []string   // names of these: covariates, and dummies of categories
	categories []category // of these dummies
	texts      [][]string // other columns of texts

	counts bool // weights are whole numbers, or there are none, so that they can count people
}

func wholeNumbers(w []float64) bool {
	return !slices.ContainsFunc(w, func(w float64) bool { return w != math.Trunc(w) })
}

// report measures the sample exactly.
func (s *sample) report(ctx context.Context, o *options) (*findings, error) {
	r, err := s.measure(ctx, o)
	if err != nil {
		return nil, err
	}
	if o.interval == analytic && !o.design.given() {
		err = errors.Join(r.simpleErrors(ctx, o, s), r.sampledErrors(ctx, o, s))
	} else {
		err = r.resample(ctx, o, s)
	}
	if o.design.fpc == "" { // else everybody may have been drawn
		r.dropFlat(o)
	}
	return r, err
}

// measure has the results of all calls.
func (s *sample) measure(ctx context.Context, o *options) (*findings, error) {
	d, err := s.distribution(o)
	if err != nil {
		return nil, err
	}
	e := exact{findings: newReport(o), o: o, s: s, d: d}
	e.N, e.Weight = int64(d.N()), number(d.Weight())
	e.measureAhead(ctx)
	for i, c := range o.calls {
		e.turn = i
		if err := e.calling(c, func() { e.run(c.kind, c.args) }); err != nil {
			return nil, err
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	return e.findings, e.err
}

// calling runs a call. An error of it makes that measure undefined, unless it concerns others too.
func (e *exact) calling(c call, run func()) error {
	if e.err != nil {
		return e.err
	}
	before := len(e.Measures)
	run()
	err := e.err
	var all wholeFault
	if err == nil || errors.Is(err, errUsage) || errors.Is(err, context.Canceled) || errors.As(err, &all) && !e.o.again {
		return err
	}
	e.err, e.Measures = nil, e.Measures[:before]
	r := e.add(c.kind.name, math.NaN(), c.kind.pairs(c.args)...)
	r.Undefined = strings.TrimPrefix(strings.TrimPrefix(err.Error(), "inequality: "), "tabulated: ")
	return nil
}

// wholeFault is an error of data that is not that of one measure alone.
type wholeFault struct{ error }

func (f wholeFault) Unwrap() error { return f.error }

// distribution sorts the values. It hands them over if nobody needs them in the order of the rows afterwards.
func (s *sample) distribution(o *options) (*inequality.Distribution, error) {
	if o.rank != "" || o.group != "" || o.interval != analytic || o.design.given() || o.terms() > 0 || o.hasTexts() || slices.ContainsFunc(o.calls, func(c call) bool { return c.kind.rows || o.rowsForErrors(c) }) {
		return inequality.New(s.x, s.w)
	}
	x, w := s.x, s.w
	s.x, s.w = nil, nil
	return inequality.NewSorting(x, w)
}

// exact measures a sample; the first error stays.
type exact struct {
	*findings
	o   *options
	s   *sample
	d   *inequality.Distribution
	err error

	ranks  *inequality.Concentration   // made when first needed
	split  *inequality.Grouped[string] // the same
	paired [][2]string                 // labels whose groups are compared

	mobility *inequality.Mobility // from the rank to the value; made when first needed

	turn  int          // number of the call
	ahead []*oneResult // of calls that were measured beforehand
}

// oneResult is what a measure of one variable says.
type oneResult struct {
	value, se float64
	err       error
}

// manyValues are so many that measures of them are worth a worker.
const manyValues = 1 << 15

// measureAhead measures many values by all processors at once, each measure by one. What is printed, and in which order, does not depend on it.
func (e *exact) measureAhead(ctx context.Context) {
	e.ahead = make([]*oneResult, len(e.o.calls))
	if e.o.again || e.d.Distinct() < manyValues {
		return
	}
	var entropies, jobs []func()
	if alphas := e.o.entropies(); len(alphas) > 1 {
		entropies = append(entropies, func() { _ = e.d.KeepGE(alphas...) }) // the measure with a wrong parameter says so
	}
	for i, c := range e.o.calls {
		if c.kind.one == nil {
			continue
		}
		do := func() {
			value, se, err := c.kind.one(e.d, c.args)
			e.ahead[i] = &oneResult{value, se, err}
		}
		if c.kind.entropy != nil {
			entropies = append(entropies, do)
		} else {
			jobs = append(jobs, do)
		}
	}
	longest := func() {
		for _, do := range entropies {
			do()
		}
	}
	jobs = append([]func(){longest}, jobs...)
	e.must(0, parallel.Do(ctx, parallel.Workers(0), len(jobs), func(_, i int) error { jobs[i](); return nil }))
}

// entropies are the parameters of generalised entropy that calls take.
func (o *options) entropies() (alphas []float64) {
	for _, c := range o.calls {
		if c.kind.entropy != nil {
			alphas = append(alphas, c.kind.entropy(c.args))
		}
	}
	return alphas
}

// one is a measure of one variable.
func (e *exact) one(k *kind, a arguments) (value, se float64, err error) {
	if r := e.ahead[e.turn]; r != nil {
		return r.value, r.se, r.err
	}
	return k.one(e.d, a)
}

// must keeps the error and returns the value.
func (e *exact) must(v float64, err error) float64 {
	if e.err == nil {
		e.err = err
	}
	return v
}

// run adds the results of a call.
func (e *exact) run(k *kind, a arguments) {
	switch {
	case k.one != nil:
		e.result(k, a, e.columns)(e.one(k, a))
	case k.table != nil:
		k.table(e, k, a)
	case k.ranked != nil:
		c, err := e.byRank()
		if e.must(0, err); c != nil {
			e.result(k, a, e.byColumns.with("rank", e.o.rank).with(e.boundsOf(k)...))(k.ranked(c, e, a))
		}
	case k.parts != nil:
		g, err := e.groups()
		if e.must(0, err); g != nil {
			v, err := k.parts(g, a)
			e.result(k, a, e.columns.with("group", e.o.group))(v, math.NaN(), err)
		}
	case k.gap != nil:
		e.gaps(k, a)
	}
}

// errNotCounts says that weights do not count people, as a measure needs.
var errNotCounts = errors.New("weights are not whole numbers")

// result returns what adds a value with its standard error as that of a call.
func (e *exact) result(k *kind, a arguments, p params) func(value, se float64, err error) {
	return func(value, se float64, err error) {
		if errors.Is(err, errNotCounts) { // k.absent says so
			return
		}
		e.must(0, err)
		r := e.addOf(k.name, value, p.with(k.pairs(a)...))
		if r.within(se); k.name == "quantile" || k.name == "median" {
			e.woodruff(r, k, a)
		}
	}
}

// woodruff adds the interval of a quantile, which has no standard error: its ends are quantiles of the same type.
func (e *exact) woodruff(r *result, k *kind, a arguments) {
	if k.name == "median" {
		a = arguments{.5, a[0]}
	}
	if e.o.level == 0 {
		return
	}
	from, to, err := e.d.QuantileShares(a[0], e.o.level)
	if e.must(0, err); math.IsNaN(from) {
		return
	}
	lo, _, err := quantile(e.d, arguments{from, a[1]})
	e.must(0, err)
	hi, _, err := quantile(e.d, arguments{to, a[1]})
	e.must(0, err)
	r.CI = &interval{number(lo), number(hi), "woodruff"}
}

// pairs are the names and values of the parameters, and notes.
func (k *kind) pairs(a arguments) (list []any) {
	for i, p := range k.params {
		list = append(list, p.name, p.shown(a[i]))
	}
	return append(list, k.notes...)
}

// inBounds reports a value outside the bounds of a measure that needs them; the place of its row is known here, but not once rows are sorted.
func (o *options) inBounds(x float64) error {
	if !o.bounded() || !(x < o.lo || x > o.hi) || !slices.ContainsFunc(o.calls, func(c call) bool { return c.kind.needs == needsBounds }) {
		return nil
	}
	return fmt.Errorf("column %s: got %v, want %v to %v", quoted(o.value), x, o.lo, o.hi)
}

// boundsOf returns the bounds of the value, for a measure that needs them.
func (e *exact) boundsOf(k *kind) []any {
	if k.needs == needsBounds {
		return []any{"lo", e.o.lo, "hi", e.o.hi}
	}
	return nil
}

func (e *exact) byRank() (_ *inequality.Concentration, err error) {
	if e.ranks == nil {
		e.ranks, err = inequality.NewConcentration(e.s.x, e.s.rank, e.s.w)
	}
	return e.ranks, err
}

func (e *exact) groups() (_ *inequality.Grouped[string], err error) {
	if e.split == nil {
		if e.split, err = inequality.GroupBy(e.s.x, e.s.w, e.s.labels); err != nil {
			return nil, err
		}
		e.paired, err = e.o.pairs(e.split.Labels)
		e.findings.groups, e.pairs = len(e.split.Labels), len(e.paired)
	}
	return e.split, err
}

// gaps adds the results of each pair of groups.
func (e *exact) gaps(k *kind, a arguments) {
	g, err := e.groups()
	if e.must(0, err); g == nil {
		return
	}
	for _, p := range e.paired {
		e.result(k, a, gapParams(e.findings, e.o, p[0], p[1]))(k.gap(inequality.Gap{A: g.Part(p[0]), B: g.Part(p[1])}, e, a))
	}
}

// byGroup adds what each group has to do with a measure of poverty.
func (e *exact) byGroup(k *kind, a arguments, of func(*inequality.Grouped[string]) ([]inequality.GroupPoverty, error)) {
	g, err := e.groups()
	if e.must(0, err); g == nil {
		return
	}
	list, err := of(g)
	e.must(0, err)
	for i, p := range list {
		more := []any{"group", e.o.group, "label", numeric(g.Labels[i]), "share", number(p.Share), "contribution", number(p.Contribution)}
		e.add(k.name, p.Index, append(k.pairs(a), more...)...)
	}
}

func gapParams(r *findings, o *options, a, b string) params {
	return r.byColumns.with("group", o.group, "a", numeric(a), "b", numeric(b))
}

// numeric returns a label that is a number as one.
func numeric(label string) any {
	if n, err := strconv.ParseFloat(label, 64); err == nil && fmt.Sprint(n) == label {
		return n
	}
	return label
}

// pairs returns the labels of groups that are compared, A and B: each with that of reference, or of two groups the last with the first, as
// numbers if they are, else as words.
func (o *options) pairs(labels []string) (list [][2]string, err error) {
	sorted := slices.SortedFunc(slices.Values(labels), compareLabels)
	reference := o.reference
	switch {
	case reference == "" && len(sorted) == 2:
		reference = sorted[0]
	case reference == "":
		return nil, nil
	case !slices.Contains(sorted, reference):
		return nil, wholeFault{fmt.Errorf("--reference: column %s has no label %s, but %s", quoted(o.group), quoted(reference), listed(sorted))}
	}
	for _, label := range sorted {
		if label != reference {
			list = append(list, [2]string{label, reference})
		}
	}
	return list, nil
}

func compareLabels(a, b string) int {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	if errX == nil && errY == nil && x != y {
		return cmp.Compare(x, y)
	}
	return cmp.Compare(a, b)
}
