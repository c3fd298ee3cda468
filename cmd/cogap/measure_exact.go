package main

import (
	"cmp"
	"fmt"
	"math"
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
func (s *sample) report(o *options) (*findings, error) {
	d, err := inequality.New(s.x, s.w)
	if err != nil {
		return nil, err
	}
	e := exact{findings: newReport(o), o: o, s: s, d: d}
	e.N, e.Weight = int64(d.N()), number(d.Weight())
	e.spread()
	e.entropies()
	e.ladder()
	if !math.IsNaN(o.line) {
		e.poverty()
	}
	if o.rank != "" {
		e.concentration()
	}
	if o.group != "" {
		e.groups()
	}
	return e.findings, e.err
}

// exact measures a sample; the first error stays.
type exact struct {
	*findings
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

func (e *exact) spread() {
	d := e.d
	e.add("mean", d.Mean()).within(d.MeanSE())
	e.add("variance", d.Variance())
	e.add("cv", d.CV())
	e.add("sd_logs", d.SDLogs())
	e.add("gini", d.Gini()).within(d.GiniSE())
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
	d := e.d
	e.add("theil_t", d.TheilT()).within(e.must(d.GESE(1)))
	e.add("theil_l", d.TheilL()).within(e.must(d.GESE(0)))
	for _, a := range entropyAlphas {
		e.add("ge", e.must(d.GE(a)), "alpha", a).within(e.must(d.GESE(a)))
	}
	for _, epsilon := range atkinsons {
		e.add("atkinson", e.must(d.Atkinson(epsilon)), "epsilon", epsilon).within(e.must(d.AtkinsonSE(epsilon)))
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
	if len(g.Labels) == 2 {
		a, b := twoGroups(g.Labels)
		e.gap(inequality.Gap{A: g.Part(a), B: g.Part(b)}, a, b)
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

// twoGroups returns the last and the first label: as numbers if they are, else as words.
func twoGroups(labels []string) (a, b string) {
	sorted := slices.SortedFunc(slices.Values(labels), compareLabels)
	return sorted[1], sorted[0]
}

func compareLabels(a, b string) int {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	if errX == nil && errY == nil && x != y {
		return cmp.Compare(x, y)
	}
	return cmp.Compare(a, b)
}
