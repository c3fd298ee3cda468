package main

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/cogap/cogap/inequality"
)

// maxGroups is the number of groups that are streamed apart; each takes up to some 100 KB.
const maxGroups = 1_000

// A stream measures rows in little memory: moments for what needs no order, histograms for the rest.
type stream struct {
	o      *options
	unit   float64 // of weights: a power of two, of which weights are whole multiples when rounded
	rows   int64
	total  int64 // weight in units
	broken bool  // weights are not all whole numbers, so they do not count people
	all    accumulator
	groups map[string]*accumulator
	joint  *inequality.JointHistogram // of the value by rank, if the value is bounded
}

type accumulator struct {
	moments *inequality.Moments
	values  inequality.Histogram
}

var errWeights = errors.New("weights grow too large for those of the first rows: put the largest first, or give fewer digits")

// newStream sees the weights of the first rows, nil without weights.
func newStream(o *options, weights []float64) (*stream, error) {
	s := &stream{o: o, unit: 1, groups: map[string]*accumulator{}}
	if o.weight != "" {
		s.unit = weightUnit(weights)
	}
	s.all.moments = s.moments()
	if o.rank != "" && o.bounded() {
		joint, err := inequality.NewJointHistogram(inequality.DefaultPrecision, o.lo, o.hi)
		if err != nil {
			return nil, err
		}
		s.joint = joint
	}
	return s, nil
}

func (s *stream) moments() *inequality.Moments {
	spec := inequality.MomentsSpec{Alphas: []float64{-1, .5, .75}}
	if !math.IsNaN(s.o.line) {
		spec.Lines = []float64{s.o.line}
	}
	m, err := inequality.NewMoments(spec)
	if err != nil {
		panic(err) // impossible: the line was checked
	}
	return m
}

// weightUnit returns a power of two at most a millionth of the smallest weight, unless all weights together would leave less
// than 2^23 times as much room below 2^63.
func weightUnit(weights []float64) float64 {
	if len(weights) == 0 {
		return 0x1p-20
	}
	var sum float64
	for _, w := range weights {
		sum += w
	}
	fine := math.Exp2(math.Floor(math.Log2(slices.Min(weights))) - 20)
	coarse := math.Exp2(math.Ceil(math.Log2(sum)) - 40)
	return max(fine, coarse)
}

// units returns the weight as a whole number of units, 1 at least.
func (s *stream) units(w float64) (int64, error) {
	u := math.Round(w / s.unit)
	if u >= float64(math.MaxInt64-s.total) {
		return 0, errWeights
	}
	return max(int64(u), 1), nil
}

func (s *stream) add(r row) error {
	units, err := s.units(r.w)
	if err != nil {
		return err
	}
	s.rows++
	s.total += units
	s.broken = s.broken || r.w != math.Trunc(r.w)
	s.all.add(r, units)
	if s.o.group != "" {
		g, err := s.group(r.label)
		if err != nil {
			return err
		}
		g.add(r, units)
	}
	if s.joint != nil {
		s.joint.Add(r.rank, r.x, units)
		if s.joint.Outside() > 0 && !math.IsNaN(r.x) {
			return fmt.Errorf("column %q: got %v, want %v to %v", s.o.value, r.x, s.o.lo, s.o.hi)
		}
	}
	return nil
}

func (s *stream) group(label string) (*accumulator, error) {
	g, ok := s.groups[label]
	if !ok {
		if len(s.groups) == maxGroups {
			return nil, fmt.Errorf("column %q: more than %d groups", s.o.group, maxGroups)
		}
		g = &accumulator{moments: s.moments()}
		s.groups[label] = g
	}
	return g, nil
}

func (a *accumulator) add(r row, units int64) {
	a.moments.Add(r.x, r.w)
	a.values.Add(r.x, units)
}

// report measures what was streamed.
func (s *stream) report() (*findings, error) {
	e := streamed{exact{findings: newReport(s.o), o: s.o}, s}
	e.N, e.Streamed, e.Weight = s.rows, true, number(s.all.moments.Weight())
	e.leftOut = []string{"standard errors", "gini_unbiased", "bonferroni", "zenga2007", "wolfson"}
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
	s *stream
}

func (e *streamed) spread() {
	m, h := e.s.all.moments, &e.s.all.values
	e.add("mean", m.Mean())
	e.add("variance", m.Variance())
	e.add("cv", m.CV())
	e.add("sd_logs", m.SDLogs())
	e.addBounds("gini", h.Gini())
	e.addBounds("gini_abs", h.AbsoluteGini())
	for _, nu := range sginis {
		e.addBounds("sgini", e.sgini(nu), "nu", nu)
	}
	e.addBounds("hoover", h.Hoover())
}

// sgini bounds the S-Gini by the most equal and the most unequal people that the histogram can stand for; the value is two
// thirds of the way, as for the Gini.
func (e *streamed) sgini(nu float64) inequality.Interval {
	of := func(x, w []float64) float64 {
		d, err := inequality.New(x, w)
		if err != nil {
			return e.must(math.NaN(), err)
		}
		return e.must(d.SGini(nu))
	}
	h := &e.s.all.values
	lo, hi := of(h.AtMeans()), of(h.AtEdges())
	slack := 1e-12 * math.Max(math.Abs(lo), math.Abs(hi)) // rounding, of weights at the edges too
	return inequality.Interval{Value: lo + (hi-lo)*2/3, Lo: lo - slack, Hi: hi + slack}
}

func (e *streamed) entropies() {
	m := e.s.all.moments
	e.add("theil_t", m.TheilT())
	e.add("theil_l", m.TheilL())
	for _, a := range entropyAlphas {
		e.add("ge", e.must(m.GE(a)), "alpha", a)
	}
	for _, epsilon := range atkinsons {
		e.add("atkinson", e.must(m.Atkinson(epsilon)), "epsilon", epsilon)
	}
}

func (e *streamed) ladder() {
	h := &e.s.all.values
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
	e.leftOut = append(e.leftOut, "watts", "sen", "sst")
}

func (e *streamed) concentration() {
	e.leftOut = append(e.leftOut, "concentration_extended", "kakwani", "slope_index", "relative_index_mean")
	j := e.s.joint
	if j == nil {
		e.leftOut = append(e.leftOut, "concentration_index", "erreygers", "wagstaff (give --lo and --hi)")
		return
	}
	p := e.byColumns.with("rank", e.o.rank)
	bounds := p.with("lo", e.o.lo, "hi", e.o.hi)
	for _, m := range []struct {
		name string
		of   inequality.Interval
		p    params
	}{
		{"concentration_index", j.Index(), p},
		{"concentration_generalized", j.Generalized(), p},
		{"erreygers", j.Erreygers(), bounds},
		{"wagstaff", j.Wagstaff(), bounds},
	} {
		e.addOf(m.name, m.of.Value, m.p).bounds(m.of)
	}
}

func (e *streamed) groupsOf() {
	labels := slices.SortedFunc(maps.Keys(e.s.groups), compareLabels)
	parts := make([]*inequality.Moments, len(labels))
	for i, l := range labels {
		parts[i] = e.s.groups[l].moments
	}
	for _, a := range []float64{0, 1, 2} {
		of, err := inequality.DecomposeGE(a, parts...)
		e.must(0, err)
		e.add("ge_within", of.Within, "alpha", a, "group", e.o.group)
		e.add("ge_between", of.Between, "alpha", a, "group", e.o.group)
	}
	e.leftOut = append(e.leftOut, "decompositions of gini and atkinson")
	if len(labels) == 2 {
		e.gapOf(labels[1], labels[0])
	}
}

func (e *streamed) gapOf(a, b string) {
	p := gapParams(e.findings, e.o, a, b)
	ga, gb := e.s.groups[a], e.s.groups[b]
	m := inequality.MomentsGap{A: ga.moments, B: gb.moments}
	h := inequality.HistogramGap{A: &ga.values, B: &gb.values}
	bounds := func(measure string, i inequality.Interval, pairs ...any) {
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
	}
	e.addOf("cohens_d", d, p)
	e.addOf("overlap_normal", inequality.OverlapNormal(d), p)
	bounds("cliffs_delta", h.CliffsDelta())
	bounds("ks", h.KolmogorovSmirnov())
	bounds("wasserstein1", h.Wasserstein())
	e.leftOut = append(e.leftOut, "energy_distance")
}
