package main

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/cogap/cogap/inequality/histogram"
)

// maxGroups is the number of groups that are streamed apart; each takes up to some 400 KB.
const maxGroups = 1_000

// A stream measures rows in little memory: moments for what needs no order, histograms for the rest.
type stream struct {
	o      *options
	rows   int64
	broken bool // weights are not all whole numbers, so they do not count people
	all    *accumulator
	groups map[string]*accumulator
	joint  *histogram.WeightedJointHistogram // of the value by rank
}

type accumulator struct {
	moments *histogram.Moments
	values  histogram.WeightedHistogram
}

func newStream(o *options) (*stream, error) {
	s := &stream{o: o, all: newAccumulator(o), groups: map[string]*accumulator{}}
	if o.rank == "" {
		return s, nil
	}
	lo, hi := -0x1p400, 0x1p400 // all that can be streamed
	if o.bounded() {
		lo, hi = o.lo, o.hi
	}
	joint, err := histogram.NewWeightedJointHistogram(lo, hi)
	s.joint = joint
	return s, err
}

func newAccumulator(o *options) *accumulator {
	m, err := histogram.NewMoments(o.moments())
	if err != nil {
		panic(err) // impossible: parameters were checked
	}
	return &accumulator{moments: m}
}

func (s *stream) add(r row) error {
	if err := s.check(r); err != nil {
		return err
	}
	s.rows++
	s.broken = s.broken || r.w != math.Trunc(r.w)
	s.all.add(r)
	if s.o.group != "" {
		g, err := s.group(r.label)
		if err != nil {
			return err
		}
		g.add(r)
	}
	if s.joint != nil {
		s.joint.Add(r.rank, r.x, r.w)
		if s.joint.Outside() > 0 && !math.IsNaN(r.x) {
			return fmt.Errorf("column %s: got %v, want %v to %v", quoted(s.o.value), r.x, s.o.lo, s.o.hi)
		}
	}
	return nil
}

// check refuses what no histogram holds, other than missing numbers.
func (s *stream) check(r row) error {
	for _, x := range []float64{r.x, r.rank} {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			continue
		}
		if err := histogram.CheckRow(x, r.w); err != nil {
			return fmt.Errorf("%s to be streamed; --max-exact measures more rows exactly", strings.TrimPrefix(err.Error(), "histogram: "))
		}
	}
	return nil
}

func (s *stream) group(label string) (*accumulator, error) {
	g, ok := s.groups[label]
	if !ok {
		if len(s.groups) == maxGroups {
			return nil, stopping{fmt.Errorf("column %s: more than %d groups", quoted(s.o.group), maxGroups)}
		}
		g = newAccumulator(s.o)
		s.groups[label] = g
	}
	return g, nil
}

func (a *accumulator) add(r row) {
	a.moments.Add(r.x, r.w)
	a.values.Add(r.x, r.w)
}

// moments says which sums the calls need.
func (o *options) moments() (spec histogram.MomentsSpec) {
	for _, c := range o.calls {
		switch c.kind.name {
		case "ge", "ge_within", "ge_between", "hannah_kay":
			spec.Alphas = append(spec.Alphas, c.args[0])
		case "atkinson", "ede":
			spec.Alphas = append(spec.Alphas, 1-c.args[0])
		case "fgt":
			spec.Lines = append(spec.Lines, c.args[1])
		}
	}
	spec.Alphas = slices.DeleteFunc(spec.Alphas, func(a float64) bool { return a == 0 || a == 1 || a == 2 }) // always kept
	slices.Sort(spec.Alphas)
	slices.Sort(spec.Lines)
	spec.Alphas, spec.Lines = slices.Compact(spec.Alphas), slices.Compact(spec.Lines)
	return spec
}

// report measures what was streamed.
func (s *stream) report() (*findings, error) {
	e := streamed{exact{findings: newReport(s.o), o: s.o}, s, s.all.values.Binned(), nil}
	e.N, e.Streamed, e.Weight = s.rows, true, number(s.all.moments.Weight())
	e.leave(standardErrors)
	if s.o.group != "" {
		e.compare()
	}
	for _, c := range s.o.calls {
		err := e.calling(c, func() {
			if !e.run(c.kind, c.args) && !slices.Contains(e.leftOut, c.kind.name) {
				e.leave(c.kind.name)
			}
		})
		if err != nil {
			return nil, err
		}
	}
	return e.findings, e.err
}

// streamed reports a stream.
type streamed struct {
	exact
	s      *stream
	values *histogram.Binned
	gaps   []streamedGap
}

// A streamedGap is a pair of groups.
type streamedGap struct {
	moments histogram.MomentsGap
	values  histogram.BinnedGap
	params  params
	broken  bool // weights do not count people
}

func (g streamedGap) cohensD() float64 {
	if g.broken {
		return g.moments.CohensDPopulation()
	}
	return g.moments.CohensD()
}

// run adds the results of a call; it reports whether they can be streamed.
func (e *streamed) run(k *kind, a arguments) bool {
	switch {
	case k.streamAll != nil:
		k.streamAll(e, k, a)
		return true
	case k.streamGap != nil:
		for _, g := range e.gaps {
			if f, ok := k.streamGap(g, a); ok {
				e.result(k, a, g.params, f)
			} else if !g.broken {
				return false
			}
		}
		return true
	case k.stream != nil:
		f, ok := k.stream(e, a)
		if ok {
			e.result(k, a, e.paramsOf(k), f)
		}
		return ok
	}
	return false
}

func (e *streamed) result(k *kind, a arguments, p params, f found) {
	if r := e.addOf(k.name, f.value, p.with(k.pairs(a)...)); f.bounds != nil {
		r.bounds(*f.bounds)
	}
}

// paramsOf returns the columns that a measure is of.
func (e *streamed) paramsOf(k *kind) params {
	switch {
	case k.needs == needsRank, k.needs == needsBounds:
		return e.byColumns.with("rank", e.o.rank).with(e.boundsOf(k)...)
	case k.needs == needsGroup:
		return e.columns.with("group", e.o.group)
	}
	return e.columns
}

// bound is between for what may have an error.
func (e *streamed) bound(i histogram.Interval, err error) (found, bool) {
	e.must(0, err)
	return between(i), true
}

// decomposed returns generalised entropy within (0) or between (1) groups.
func (e *streamed) decomposed(alpha float64, part int) (found, bool) {
	var parts []*histogram.Moments
	for _, l := range e.labels() {
		parts = append(parts, e.s.groups[l].moments)
	}
	_, within, between, err := histogram.BoundDecomposedGE(alpha, parts...)
	return e.bound([...]histogram.Interval{within, between}[part], err)
}

func (e *streamed) labels() []string { return slices.SortedFunc(maps.Keys(e.s.groups), compareLabels) }

// compare makes the pairs of groups that are compared.
func (e *streamed) compare() {
	pairs, err := e.o.pairs(e.labels())
	e.must(0, err)
	e.findings.groups, e.pairs = len(e.s.groups), len(pairs)
	for _, p := range pairs {
		a, b := e.s.groups[p[0]], e.s.groups[p[1]]
		e.gaps = append(e.gaps, streamedGap{
			moments: histogram.MomentsGap{A: a.moments, B: b.moments},
			values:  histogram.BinnedGap{A: a.values.Binned(), B: b.values.Binned()},
			params:  gapParams(e.findings, e.o, p[0], p[1]),
			broken:  e.s.broken,
		})
	}
}
