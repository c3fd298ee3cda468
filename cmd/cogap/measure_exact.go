package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"

	"github.com/cogap/cogap/inequality"
)

// The parameters that measures are printed for.
var (
	lorenzShares   = []float64{.1, .2, .3, .4, .5, .6, .7, .8, .9}
	quantileShares = []float64{.1, .25, .5, .75, .9}
	quantileRatios = [][2]float64{{.9, .1}, {.9, .5}, {.5, .1}}
	topShares      = []float64{.1, .01}
	entropyAlphas  = []float64{-1, 0, .5, 1, 2}
	atkinsons      = []float64{.25, .5, 1, 2}
	sginis         = []float64{1.5, 3, 4}
)

// A sample holds rows in columns.
type sample struct {
	x, w, rank []float64 // w and rank are nil without a column
	labels     []string
}

func (s *sample) add(r row, o *options) {
	s.x = append(s.x, r.x)
	if o.weight != "" {
		s.w = append(s.w, r.w)
	}
	if o.rank != "" {
		s.rank = append(s.rank, r.rank)
	}
	if o.group != "" {
		s.labels = append(s.labels, r.label)
	}
}

func (s *sample) row(i int) row {
	r := row{x: s.x[i], w: 1}
	if s.w != nil {
		r.w = s.w[i]
	}
	if s.rank != nil {
		r.rank = s.rank[i]
	}
	if s.labels != nil {
		r.label = s.labels[i]
	}
	return r
}

// wholeWeights reports whether the weights can count people.
func (s *sample) wholeWeights() bool {
	return !slices.ContainsFunc(s.w, func(w float64) bool { return w != math.Trunc(w) })
}

// report measures the sample exactly.
func (s *sample) report(ctx context.Context, o *options) (*findings, error) {
	d, err := inequality.New(s.x, s.w)
	if err != nil {
		return nil, err
	}
	e := exact{findings: newReport(o), ctx: ctx, o: o, s: s, d: d}
	e.N, e.Weight = int64(d.N()), number(d.Weight())
	parts := []func(){e.spread, e.entropies, e.ladder}
	if !math.IsNaN(o.line) {
		parts = append(parts, e.poverty)
	}
	if o.rank != "" {
		parts = append(parts, e.concentration)
	}
	if o.group != "" {
		parts = append(parts, e.groups)
	}
	for _, part := range parts {
		if part(); e.err == nil {
			e.err = ctx.Err()
		}
		if e.err != nil {
			return nil, e.err
		}
	}
	return e.findings, nil
}

// exact measures a sample; the first error stays.
type exact struct {
	*findings
	ctx context.Context
	o   *options
	s   *sample
	d   *inequality.Distribution
	err error
}

// must keeps the error and returns the value.
func (e *exact) must(v float64, err error) float64 {
	if e.err == nil {
		e.err = err
	}
	return v
}

// An estimate is a measure of one variable with its standard error.
type estimate func(d *inequality.Distribution) (value, se float64, err error)

// estimate adds a measure with its standard error, and with an interval if it is asked for.
func (e *exact) estimate(measure string, of estimate, pairs ...any) {
	value, se, err := of(e.d)
	e.must(0, err)
	r := e.add(measure, value, pairs...)
	r.within(se)
	if e.o.bootstrap > 0 && e.o.wants(measure) && e.err == nil {
		r.CI, e.err = e.bootstrapT(of)
	}
}

// bootstrapT returns the bootstrap-t interval of an estimate, NaN if an end is infinite: then so many samples consist of rows that
// are alike that they say nothing about how far the estimate may be off.
func (e *exact) bootstrapT(of estimate) (*interval, error) {
	b := inequality.Bootstrap{Rows: len(e.s.x), Replicates: e.o.bootstrap, Source: rand.NewPCG(e.o.seed, 0)}
	x := make([]float64, len(e.s.x))
	var w []float64
	if e.s.w != nil {
		w = make([]float64, len(e.s.w))
	}
	lo, hi, err := b.Studentized(e.o.level, func(rows []int) (float64, float64, error) {
		if err := e.ctx.Err(); err != nil {
			return 0, 0, err
		}
		for i, row := range rows {
			x[i] = e.s.x[row]
			if w != nil {
				w[i] = e.s.w[row]
			}
		}
		d, err := inequality.New(x, w)
		if err != nil {
			return 0, 0, err
		}
		return of(d)
	})
	if math.IsInf(lo, 0) || math.IsInf(hi, 0) {
		e.tooFew = true
		return &interval{number(math.NaN()), number(math.NaN()), "bootstrap-t"}, err
	}
	return &interval{number(lo), number(hi), "bootstrap-t"}, err
}

func (e *exact) spread() {
	d := e.d
	e.estimate("mean", func(d *inequality.Distribution) (float64, float64, error) { return d.Mean(), d.MeanSE(), nil })
	e.add("variance", d.Variance())
	e.add("cv", d.CV())
	e.add("sd_logs", d.SDLogs())
	e.estimate("gini", func(d *inequality.Distribution) (float64, float64, error) { return d.Gini(), d.GiniSE(), nil })
	switch {
	case e.s.w == nil:
		e.add("gini_unbiased", d.GiniCorrected(), "correction", "n/(n-1)")
	case e.s.wholeWeights():
		e.add("gini_unbiased", d.GiniCorrectedCounts(), "correction", "N/(N-1), N=sum w")
		fallthrough
	default:
		e.add("gini_unbiased", d.GiniCorrected(), "correction", "1/(1-sum f^2)")
	}
	e.add("gini_abs", d.AbsoluteGini())
	if d.Min() < 0 {
		e.add("gini_rsv", d.GiniNormalized())
	}
	for _, nu := range sginis {
		e.add("sgini", e.must(d.SGini(nu)), "nu", nu)
	}
	e.add("bonferroni", d.Bonferroni())
	e.add("zenga2007", d.Zenga())
	e.add("hoover", d.Hoover())
	e.add("wolfson", d.Wolfson(), "median", "type2")
}

func (e *exact) entropies() {
	e.estimate("theil_t", entropy(1))
	e.estimate("theil_l", entropy(0))
	for _, a := range entropyAlphas {
		e.estimate("ge", entropy(a), "alpha", a)
	}
	for _, epsilon := range atkinsons {
		e.estimate("atkinson", func(d *inequality.Distribution) (float64, float64, error) {
			value, err := d.Atkinson(epsilon)
			se, errSE := d.AtkinsonSE(epsilon)
			return value, se, errors.Join(err, errSE)
		}, "epsilon", epsilon)
	}
}

func entropy(alpha float64) estimate {
	return func(d *inequality.Distribution) (float64, float64, error) {
		value, err := d.GE(alpha)
		se, errSE := d.GESE(alpha)
		return value, se, errors.Join(err, errSE)
	}
}

func (e *exact) ladder() {
	d := e.d
	for _, p := range quantileShares {
		e.add("quantile", e.must(d.Quantile(p, inequality.AveragedInverseCDF)), "p", p, "type", 2)
	}
	for _, r := range quantileRatios {
		e.add("quantile_ratio", e.must(d.QuantileRatio(r[0], r[1], inequality.AveragedInverseCDF)), "num", r[0], "den", r[1], "type", 2)
	}
	for _, p := range lorenzShares {
		e.add("lorenz", e.must(d.Lorenz(p)), "p", p)
	}
	for _, t := range topShares {
		e.add("top_share", e.must(d.TopShare(t)), "top", t)
	}
	e.add("bottom_share", e.must(d.BottomShare(.5)), "bottom", .5)
	e.add("palma", d.Palma())
	e.add("s80s20", d.S80S20())
}

func (e *exact) poverty() {
	z := e.o.line
	for _, a := range []float64{0, 1, 2} {
		e.add("fgt", e.must(e.d.FGT(a, z)), "alpha", a, "z", z)
	}
	e.add("watts", e.must(e.d.Watts(z)), "z", z)
	e.add("sen", e.must(e.d.Sen(z)), "z", z)
	e.add("sst", e.must(e.d.SST(z)), "z", z)
}

func (e *exact) concentration() {
	c, err := inequality.NewConcentration(e.s.x, e.s.rank, e.s.w)
	if err != nil {
		e.must(0, err)
		return
	}
	p := e.byColumns.with("rank", e.o.rank)
	e.addOf("concentration_index", c.Index(), p).within(c.IndexSE())
	e.addOf("concentration_generalized", c.Generalized(), p)
	for _, nu := range []float64{1.5, 3} {
		e.addOf("concentration_extended", e.must(c.Extended(nu)), p.with("nu", nu))
	}
	if e.o.bounded() {
		bounds := p.with("lo", e.o.lo, "hi", e.o.hi)
		e.addOf("erreygers", e.must(c.Erreygers(e.o.lo, e.o.hi)), bounds)
		e.addOf("wagstaff", e.must(c.Wagstaff(e.o.lo, e.o.hi)), bounds)
	}
	e.addOf("kakwani", c.Kakwani(), p)
	e.addOf("slope_index", c.SlopeIndex(), p)
	e.addOf("relative_index_mean", c.RelativeSlopeIndex(), p)
}

func (e *exact) groups() {
	g, err := inequality.GroupBy(e.s.x, e.s.w, e.s.labels)
	if err != nil {
		e.must(0, err)
		return
	}
	by := []any{"group", e.o.group}
	parts := func(what string, of inequality.Decomposition, rest string, pairs ...any) {
		e.add(what+"_within", of.Within, append(pairs, by...)...)
		e.add(what+"_between", of.Between, append(pairs, by...)...)
		if rest != "" {
			e.add(what+"_"+rest, of.Residual, append(pairs, by...)...)
		}
	}
	for _, a := range []float64{0, 1, 2} {
		of, err := g.GE(a)
		e.must(0, err)
		parts("ge", of, "", "alpha", a)
	}
	for _, epsilon := range []float64{.5, 1, 2} {
		of, err := g.Atkinson(epsilon)
		e.must(0, err)
		parts("atkinson", of, "", "epsilon", epsilon)
	}
	parts("gini", g.Gini(), "overlap")
	parts("gini_yl", g.GiniStratified(), "stratif")
	for _, a := range []float64{1, 1.3, 1.6} {
		e.add("esteban_ray", e.must(g.EstebanRay(a, 1)), append([]any{"alpha", a, "K", 1}, by...)...)
	}
	pairs, err := e.o.pairs(g.Labels)
	e.must(0, err)
	for _, p := range pairs {
		e.gap(inequality.Gap{A: g.Part(p[0]), B: g.Part(p[1])}, p[0], p[1])
	}
}

func (e *exact) gap(g inequality.Gap, a, b string) {
	p := gapParams(e.findings, e.o, a, b)
	e.addOf("mean_gap", g.Mean(), p).within(g.MeanSE())
	e.addOf("mean_ratio", g.MeanRatio(), p)
	e.addOf("median_ratio", g.MedianRatio(), p.with("type", 2))
	for _, q := range quantileShares {
		e.addOf("quantile_gap", e.must(g.Quantile(q, inequality.AveragedInverseCDF)), p.with("p", q, "type", 2))
	}
	d := g.CohensDPopulation()
	if e.s.wholeWeights() {
		d = g.CohensD()
		e.addOf("hedges_g", g.HedgesG(), p)
		e.addOf("glass_delta", g.GlassDelta(), p)
	}
	e.addOf("cohens_d", d, p)
	e.addOf("overlap_normal", inequality.OverlapNormal(d), p)
	e.addOf("cliffs_delta", g.CliffsDelta(), p)
	e.addOf("prob_superiority", g.ProbabilityOfSuperiority(), p)
	e.addOf("ks", g.KolmogorovSmirnov(), p)
	e.addOf("wasserstein1", g.Wasserstein(), p)
	e.addOf("energy_distance", g.EnergyDistance(), p)
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
		return nil, fmt.Errorf("--reference: column %s has no label %s, but %s", quoted(o.group), quoted(reference), listed(sorted))
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
