package main

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/cogap/cogap/inequality"
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
	spec := histogram.MomentsSpec{Alphas: []float64{-1, .5, .75}}
	if !math.IsNaN(o.line) {
		spec.Lines = []float64{o.line}
	}
	m, err := histogram.NewMoments(spec)
	if err != nil {
		panic(err) // impossible: the line was checked
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
			return nil, fmt.Errorf("column %s: more than %d groups", quoted(s.o.group), maxGroups)
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

// report measures what was streamed.
func (s *stream) report() (*findings, error) {
	e := streamed{exact{findings: newReport(s.o), o: s.o}, s, s.all.values.Binned()}
	e.N, e.Streamed, e.Weight = s.rows, true, number(s.all.moments.Weight())
	e.leave("standard errors", "bonferroni", "zenga2007")
	e.spread()
	e.entropies()
	e.ladder()
	if !math.IsNaN(s.o.line) {
		e.poverty()
	}
	if s.o.rank != "" {
		e.concentration()
	}
	if s.o.group != "" {
		e.groupsOf()
	}
	return e.findings, e.err
}

// streamed reports a stream.
type streamed struct {
	exact
	s      *stream
	values *histogram.Binned
}

func (e *streamed) spread() {
	m, h := e.s.all.moments, e.values
	e.add("mean", m.Mean())
	e.add("variance", m.Variance())
	e.add("cv", m.CV())
	e.addBounds("sd_logs", m.BoundSDLogs())
	e.addBounds("gini", h.Gini())
	switch {
	case e.o.weight == "":
		e.corrected("n/(n-1)", m.GiniSimpson())
	case !e.s.broken:
		e.corrected("N/(N-1), N=sum w", 1-1/m.Weight())
		fallthrough
	default:
		e.corrected("1/(1-sum f^2)", m.GiniSimpson())
	}
	e.addBounds("gini_abs", h.AbsoluteGini())
	if m.Min() < 0 {
		e.addBounds("gini_rsv", h.GiniNormalized())
	}
	for _, nu := range sginis {
		e.addBounds("sgini", h.SGini(nu), "nu", nu)
	}
	e.addBounds("hoover", h.Hoover())
	e.addBounds("wolfson", h.Wolfson(), "median", "type2")
}

// corrected adds the Gini corrected for small samples.
func (e *streamed) corrected(how string, unlike float64) {
	e.addBounds("gini_unbiased", e.values.GiniCorrected(unlike), "correction", how)
}

func (e *streamed) entropies() {
	m := e.s.all.moments
	ge := func(alpha float64) histogram.Interval {
		i, err := m.BoundGE(alpha)
		e.must(0, err)
		return i
	}
	e.addBounds("theil_t", ge(1))
	e.addBounds("theil_l", ge(0))
	for _, a := range entropyAlphas {
		e.addBounds("ge", ge(a), "alpha", a)
	}
	for _, epsilon := range atkinsons {
		i, err := m.BoundAtkinson(epsilon)
		e.must(0, err)
		e.addBounds("atkinson", i, "epsilon", epsilon)
	}
}

func (e *streamed) ladder() {
	h := e.values
	for _, p := range quantileShares {
		e.addBounds("quantile", h.Quantile(p), "p", p, "type", 2)
	}
	for _, r := range quantileRatios {
		e.addBounds("quantile_ratio", h.QuantileRatio(r[0], r[1]), "num", r[0], "den", r[1], "type", 2)
	}
	for _, p := range lorenzShares {
		e.addBounds("lorenz", h.Lorenz(p), "p", p)
	}
	for _, t := range topShares {
		e.addBounds("top_share", h.TopShare(t), "top", t)
	}
	e.addBounds("bottom_share", h.BottomShare(.5), "bottom", .5)
	e.addBounds("palma", h.Palma())
	e.addBounds("s80s20", h.S80S20())
}

func (e *streamed) poverty() {
	z := e.o.line
	for _, a := range []float64{0, 1, 2} {
		e.add("fgt", e.must(e.s.all.moments.FGT(a, z)), "alpha", a, "z", z)
	}
	e.leave("watts", "sen", "sst")
}

func (e *streamed) concentration() {
	j := e.s.joint
	p := e.byColumns.with("rank", e.o.rank)
	add := func(measure string, of histogram.Interval, p params) { e.addOf(measure, of.Value, p).bounds(of) }
	add("concentration_index", j.Index(), p)
	add("concentration_generalized", j.Generalized(), p)
	if e.o.bounded() {
		bounds := p.with("lo", e.o.lo, "hi", e.o.hi)
		add("erreygers", j.Erreygers(), bounds)
		add("wagstaff", j.Wagstaff(), bounds)
	}
	add("kakwani", j.Index().Minus(j.Rank().Binned().Gini()), p)
	e.leave("concentration_extended", "slope_index", "relative_index_mean")
}

func (e *streamed) groupsOf() {
	labels := slices.SortedFunc(maps.Keys(e.s.groups), compareLabels)
	parts := make([]*histogram.Moments, len(labels))
	for i, l := range labels {
		parts[i] = e.s.groups[l].moments
	}
	for _, a := range []float64{0, 1, 2} {
		_, within, between, err := histogram.BoundDecomposedGE(a, parts...)
		e.must(0, err)
		e.addBounds("ge_within", within, "alpha", a, "group", e.o.group)
		e.addBounds("ge_between", between, "alpha", a, "group", e.o.group)
	}
	e.leave("atkinson, gini and gini_yl within and between groups", "esteban_ray")
	pairs, err := e.o.pairs(labels)
	e.must(0, err)
	for _, p := range pairs {
		e.gapOf(p[0], p[1])
	}
}

func (e *streamed) gapOf(a, b string) {
	p := gapParams(e.findings, e.o, a, b)
	ga, gb := e.s.groups[a], e.s.groups[b]
	m := histogram.MomentsGap{A: ga.moments, B: gb.moments}
	h := histogram.BinnedGap{A: ga.values.Binned(), B: gb.values.Binned()}
	bounds := func(measure string, i histogram.Interval, pairs ...any) {
		e.addOf(measure, i.Value, p.with(pairs...)).bounds(i)
	}
	e.addOf("mean_gap", m.Mean(), p)
	e.addOf("mean_ratio", m.MeanRatio(), p)
	bounds("median_ratio", h.MedianRatio(), "type", 2)
	for _, q := range quantileShares {
		bounds("quantile_gap", h.Quantile(q), "p", q, "type", 2)
	}
	d := m.CohensDPopulation()
	if !e.s.broken {
		d = m.CohensD()
		e.addOf("hedges_g", m.HedgesG(), p)
		e.addOf("glass_delta", m.GlassDelta(), p)
	}
	e.addOf("cohens_d", d, p)
	e.addOf("overlap_normal", inequality.OverlapNormal(d), p)
	bounds("cliffs_delta", h.CliffsDelta())
	bounds("prob_superiority", h.ProbabilityOfSuperiority())
	bounds("ks", h.KolmogorovSmirnov())
	bounds("wasserstein1", h.Wasserstein())
	e.leave("energy_distance")
}
