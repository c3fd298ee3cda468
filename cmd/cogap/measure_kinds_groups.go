package main

import (
	"fmt"
	"math"

	"github.com/cogap/cogap/inequality"
	"github.com/cogap/cogap/inequality/histogram"
)

func ranked(of func(*inequality.Concentration) float64) func(*inequality.Concentration, *exact, arguments) (float64, float64, error) {
	return func(c *inequality.Concentration, _ *exact, _ arguments) (float64, float64, error) {
		return of(c), math.NaN(), nil
	}
}

func rankedWith(of func(*inequality.Concentration, float64) (float64, error)) func(*inequality.Concentration, *exact, arguments) (float64, float64, error) {
	return func(c *inequality.Concentration, _ *exact, a arguments) (float64, float64, error) {
		v, err := of(c, a[0])
		return v, math.NaN(), err
	}
}

func rankedBounds(of func(_ *inequality.Concentration, lo, hi float64) (float64, error)) func(*inequality.Concentration, *exact, arguments) (float64, float64, error) {
	return func(c *inequality.Concentration, e *exact, _ arguments) (float64, float64, error) {
		v, err := of(c, e.o.lo, e.o.hi)
		return v, math.NaN(), err
	}
}

func joint(of func(*histogram.WeightedJointHistogram) histogram.Interval) func(*streamed, arguments) (found, bool) {
	return func(e *streamed, _ arguments) (found, bool) { return between(of(e.s.joint)), true }
}

var rankedKinds = []kind{
	{
		name: "concentration_index", about: "concentration index of the value by rank", needs: needsRank, usual: plain,
		ranked: func(c *inequality.Concentration, _ *exact, _ arguments) (float64, float64, error) {
			return c.Index(), c.IndexSE(), nil
		},
		stream: joint((*histogram.WeightedJointHistogram).Index),
	},
	{
		name: "concentration_regression", about: "the same, with the standard error of the convenient regression; clustered: by --cluster", needs: needsRank,
		params: []parameter{{name: "errors", value: 1, lo: 1, hi: 0, words: map[string]float64{"classical": 0, "robust": 1, "clustered": 2}}}, ranked: regressionSE,
	},
	{
		name: "concentration_generalized", about: "mean times it", needs: needsRank, usual: plain,
		ranked: ranked((*inequality.Concentration).Generalized), stream: joint((*histogram.WeightedJointHistogram).Generalized),
	},
	{
		name: "concentration_extended", about: "extended, with inequality aversion nu", needs: needsRank, usual: lists(1.5, 3),
		params: []parameter{{name: "nu", also: "v", value: none, lo: 1, hi: inf}}, ranked: rankedWith((*inequality.Concentration).Extended),
	},
	{name: "concentration_extended_generalized", about: "extended index times the mean, scaled to a largest value of the mean's unit", needs: needsRank, params: []parameter{aversion("nu", "v")}, ranked: rankedWith((*inequality.Concentration).GeneralizedExtended)},
	{name: "concentration_symmetric", about: "symmetric index: both ends of the ranking count more, the larger beta", needs: needsRank, params: []parameter{aversion("beta", "")}, ranked: rankedWith((*inequality.Concentration).Symmetric)},
	{name: "concentration_symmetric_generalized", about: "4 times the mean times it", needs: needsRank, params: []parameter{aversion("beta", "")}, ranked: rankedWith((*inequality.Concentration).GeneralizedSymmetric)},
	{name: "concentration_modified", about: "index of a value with the least value lo and no largest", needs: needsRank, params: []parameter{anyNumber("lo", none)}, ranked: rankedWith((*inequality.Concentration).Modified)},
	{name: "achievement", about: "mean less what its concentration costs at aversion nu", needs: needsRank, params: []parameter{{name: "nu", also: "v", value: none, lo: 1, hi: inf}}, ranked: rankedWith((*inequality.Concentration).Achievement)},
	{
		name: "non_anonymous_growth", about: "growth of the mean of each of k equally large groups by rank, the value before", needs: needsRank,
		params: []parameter{{name: "k", value: 10, lo: 1, hi: 1000, whole: true}}, table: growthTable,
	},
	{name: "concentration_curve", about: "share of the value that the lowest share p by rank holds", needs: needsRank, params: []parameter{share("p", none)}, ranked: rankedWith((*inequality.Concentration).Curve)},
	{
		name: "erreygers", about: "Erreygers' index, for a value with bounds", needs: needsBounds, usual: plain,
		ranked: rankedBounds((*inequality.Concentration).Erreygers), stream: joint((*histogram.WeightedJointHistogram).Erreygers),
	},
	{
		name: "wagstaff", about: "Wagstaff's index, for a value with bounds", needs: needsBounds, usual: plain,
		ranked: rankedBounds((*inequality.Concentration).Wagstaff), stream: joint((*histogram.WeightedJointHistogram).Wagstaff),
	},
	{
		name: "kakwani", about: "concentration index less the Gini of rank", needs: needsRank, usual: plain, ranked: ranked((*inequality.Concentration).Kakwani),
		stream: joint(func(j *histogram.WeightedJointHistogram) histogram.Interval {
			return j.Index().Minus(j.Rank().Binned().Gini())
		}),
	},
	{name: "slope_index", about: "slope index of inequality", needs: needsRank, usual: plain, ranked: ranked((*inequality.Concentration).SlopeIndex)},
	{name: "relative_index_mean", about: "slope index over the mean", needs: needsRank, usual: plain, ranked: ranked((*inequality.Concentration).RelativeSlopeIndex)},
}

// regressionSE is the concentration index with what its convenient regression takes for its standard error.
func regressionSE(c *inequality.Concentration, e *exact, a arguments) (value, se float64, err error) {
	kind := inequality.RegressionErrors(a[0])
	clusters := e.s.design.clusters
	if kind == inequality.ClusteredErrors && clusters == nil {
		return c.Index(), math.NaN(), fmt.Errorf("%w: --measures: concentration_regression(clustered) needs --cluster", errUsage)
	}
	se, err = inequality.IndexRegressionSE(e.s.x, e.s.rank, e.s.w, kind, clusters)
	return c.Index(), se, err
}

// growthTable adds the growth of each group.
func growthTable(e *exact, k *kind, a arguments) {
	n := len(e.s.x)
	growth, err := inequality.NonAnonymousGrowth(e.s.rank, e.s.x, e.s.w, min(int(a[0]), n))
	e.must(0, err)
	for g, v := range growth {
		e.addOf(k.name, v, e.byColumns.with("rank", e.o.rank, "k", a[0], "part", g+1))
	}
}

// aversion is a parameter above 1.
func aversion(name, also string) parameter {
	return parameter{name: name, also: also, value: none, lo: 1, hi: inf, above: true}
}

func inside(d inequality.Decomposition) float64    { return d.Within }
func amongst(d inequality.Decomposition) float64   { return d.Between }
func remainder(d inequality.Decomposition) float64 { return d.Residual }

// decompositions are the parts of measures within and between groups.
func decompositions() (all []kind) {
	type decomposition struct {
		name, about string
		params      []parameter
		usual       []arguments
		of          func(g *inequality.Grouped[string], a arguments) (inequality.Decomposition, error)
		rest        string
		stream      bool
	}
	for _, d := range []decomposition{
		{"ge", "generalised entropy", []parameter{anyNumber("alpha", none)}, lists(0, 1, 2), func(g *inequality.Grouped[string], a arguments) (inequality.Decomposition, error) {
			return g.GE(a[0])
		}, "", true},
		{"atkinson", "Atkinson", []parameter{atLeast("epsilon", none, 0)}, lists(.5, 1, 2), func(g *inequality.Grouped[string], a arguments) (inequality.Decomposition, error) {
			return g.Atkinson(a[0])
		}, "", false},
		{"j_divergence", "J-divergence", nil, nil, func(g *inequality.Grouped[string], _ arguments) (inequality.Decomposition, error) {
			return g.JDivergence(), nil
		}, "", false},
		{"gini", "Gini", nil, plain, func(g *inequality.Grouped[string], _ arguments) (inequality.Decomposition, error) {
			return g.Gini(), nil
		}, "overlap", false},
		{"gini_yl", "Gini after Yitzhaki and Lerman", nil, plain, func(g *inequality.Grouped[string], _ arguments) (inequality.Decomposition, error) {
			return g.GiniStratified(), nil
		}, "stratif", false},
	} {
		part := func(what, about string, of func(inequality.Decomposition) float64, stream int) kind {
			k := kind{name: d.name + "_" + what, about: d.about + " " + about, needs: needsGroup, params: d.params, usual: d.usual}
			k.parts = func(g *inequality.Grouped[string], a arguments) (float64, error) {
				parts, err := d.of(g, a)
				return of(parts), err
			}
			if d.stream {
				k.stream = func(e *streamed, a arguments) (found, bool) { return e.decomposed(a[0], stream) }
			}
			return k
		}
		all = append(all, part("within", "within groups", inside, 0), part("between", "between groups", amongst, 1))
		if d.rest != "" {
			all = append(all, part(d.rest, "due to overlapping groups", remainder, 2))
		}
	}
	return append(
		all,
		kind{
			name: "esteban_ray", about: "polarisation of Esteban and Ray", needs: needsGroup, params: []parameter{{name: "alpha", value: none, hi: 1.6}}, usual: lists(1, 1.3, 1.6), notes: []any{"K", 1},
			parts: func(g *inequality.Grouped[string], a arguments) (float64, error) { return g.EstebanRay(a[0], 1) },
		},
		kind{name: "fgt_of", about: "fgt of each group, its share of people and contribution", needs: needsGroupLine, params: []parameter{atLeast("alpha", none, 0), line}, table: func(e *exact, k *kind, a arguments) {
			e.byGroup(k, a, func(g *inequality.Grouped[string]) ([]inequality.GroupPoverty, error) { return g.FGT(a[0], a[1]) })
		}},
		kind{name: "watts_of", about: "watts of each group, its share of people and contribution", needs: needsGroupLine, params: []parameter{line}, table: func(e *exact, k *kind, a arguments) {
			e.byGroup(k, a, func(g *inequality.Grouped[string]) ([]inequality.GroupPoverty, error) { return g.Watts(a[0]) })
		}},
	)
}

func gapOf(of func(inequality.Gap) float64) func(inequality.Gap, *exact, arguments) (float64, float64, error) {
	return func(g inequality.Gap, _ *exact, _ arguments) (float64, float64, error) { return of(g), math.NaN(), nil }
}

// ofCounts is of groups whose weights count people; else it has no result.
func ofCounts(of func(inequality.Gap) float64) func(inequality.Gap, *exact, arguments) (float64, float64, error) {
	return func(g inequality.Gap, e *exact, _ arguments) (float64, float64, error) {
		if !e.s.counts {
			return math.NaN(), math.NaN(), errNotCounts
		}
		return of(g), math.NaN(), nil
	}
}

func cohensD(g inequality.Gap, e *exact) float64 {
	if e.s.counts {
		return g.CohensD()
	}
	return g.CohensDPopulation()
}

// fromD is a function of Cohen's d.
func fromD(of func(d float64) float64) (func(inequality.Gap, *exact, arguments) (float64, float64, error), func(streamedGap, arguments) (found, bool)) {
	return func(g inequality.Gap, e *exact, _ arguments) (float64, float64, error) {
			return of(cohensD(g, e)), math.NaN(), nil
		},
		func(g streamedGap, _ arguments) (found, bool) { return exactly(of(g.cohensD())), true }
}

func fromDKind(name, about string, usual []arguments, of func(d float64) float64) kind {
	k := kind{name: name, about: about, needs: needsGroup, usual: usual}
	k.gap, k.streamGap = fromD(of)
	return k
}

func momentsGap(of func(histogram.MomentsGap) float64) func(streamedGap, arguments) (found, bool) {
	return func(g streamedGap, _ arguments) (found, bool) { return exactly(of(g.moments)), true }
}

func binnedGap(of func(histogram.BinnedGap) histogram.Interval) func(streamedGap, arguments) (found, bool) {
	return func(g streamedGap, _ arguments) (found, bool) { return between(of(g.values)), true }
}

// ofCountsStreamed is ofCounts of a stream.
func ofCountsStreamed(of func(histogram.MomentsGap) float64) func(streamedGap, arguments) (found, bool) {
	return func(g streamedGap, _ arguments) (found, bool) { return exactly(of(g.moments)), !g.broken }
}

var gapKinds = []kind{
	{
		name: "mean_gap", about: "mean of A less mean of B", needs: needsGroup, usual: plain,
		gap: func(g inequality.Gap, _ *exact, _ arguments) (float64, float64, error) {
			return g.Mean(), g.MeanSE(), nil
		},
		streamGap: momentsGap(histogram.MomentsGap.Mean),
	},
	{name: "mean_ratio", about: "mean of A over mean of B", needs: needsGroup, usual: plain, gap: gapOf(inequality.Gap.MeanRatio), streamGap: momentsGap(histogram.MomentsGap.MeanRatio)},
	{name: "median_ratio", about: "type 2 median of A over that of B", needs: needsGroup, usual: plain, notes: []any{"type", 2}, gap: gapOf(inequality.Gap.MedianRatio), streamGap: binnedGap(histogram.BinnedGap.MedianRatio)},
	{name: "pay_gap", about: "(mean of A - mean of B)/mean of A", needs: needsGroup, gap: gapOf(inequality.Gap.PayGap), streamGap: func(g streamedGap, _ arguments) (found, bool) {
		a := g.moments.A.Mean()
		if !(a > 0) {
			return exactly(none), true
		}
		return exactly(g.moments.Mean() / a), true
	}},
	{name: "median_pay_gap", about: "(median of A - median of B)/median of A", needs: needsGroup, gap: gapOf(inequality.Gap.MedianPayGap)},
	{
		name: "quantile_gap", about: "p-quantile of A less that of B", needs: needsGroup, params: []parameter{share("p", none), quantileType},
		usual: []arguments{{.1, 2}, {.25, 2}, {.5, 2}, {.75, 2}, {.9, 2}},
		gap: func(g inequality.Gap, _ *exact, a arguments) (float64, float64, error) {
			top, err := quantileOf(g.A, a[0], a[1])
			if err != nil {
				return math.NaN(), math.NaN(), err
			}
			bottom, err := quantileOf(g.B, a[0], a[1])
			return top - bottom, math.NaN(), err
		},
		streamGap: func(g streamedGap, a arguments) (found, bool) { return between(g.values.Quantile(a[0])), a[1] == 2 },
	},
	{name: "hedges_g", absent: errNotCounts.Error(), about: "Cohen's d without its bias; of whole weights", needs: needsGroup, usual: plain, gap: ofCounts(inequality.Gap.HedgesG), streamGap: ofCountsStreamed(histogram.MomentsGap.HedgesG)},
	{name: "glass_delta", absent: errNotCounts.Error(), about: "mean gap over the standard deviation of B; of whole weights", needs: needsGroup, usual: plain, gap: ofCounts(inequality.Gap.GlassDelta), streamGap: ofCountsStreamed(histogram.MomentsGap.GlassDelta)},
	fromDKind("cohens_d", "mean gap over the pooled standard deviation", plain, func(d float64) float64 { return d }),
	{name: "cohens_d_unpooled", absent: errNotCounts.Error(), about: "mean gap over the root of the average variance; of whole weights", needs: needsGroup, gap: ofCounts(inequality.Gap.CohensDUnpooled)},
	fromDKind("cohens_u1", "share without overlap, of normal groups so many cohens_d apart", nil, inequality.CohensU1),
	fromDKind("cohens_u2", "share of A above the same share of B, of such groups", nil, inequality.CohensU2),
	fromDKind("cohens_u3", "share of B below the mean of A, of such groups", nil, inequality.CohensU3),
	{name: "u3", about: "share of B below the median of A, whatever the groups", needs: needsGroup, gap: gapOf(inequality.Gap.U3)},
	fromDKind("overlap_normal", "overlap of such groups", plain, inequality.OverlapNormal),
	{name: "cliffs_delta", about: "P(a > b) - P(a < b)", needs: needsGroup, usual: plain, gap: gapOf(inequality.Gap.CliffsDelta), streamGap: binnedGap(histogram.BinnedGap.CliffsDelta)},
	{name: "prob_superiority", about: "P(a > b) + P(a = b)/2", needs: needsGroup, usual: plain, gap: gapOf(inequality.Gap.ProbabilityOfSuperiority), streamGap: binnedGap(histogram.BinnedGap.ProbabilityOfSuperiority)},
	{name: "ks", about: "Kolmogorov-Smirnov distance", needs: needsGroup, usual: plain, gap: gapOf(inequality.Gap.KolmogorovSmirnov), streamGap: binnedGap(histogram.BinnedGap.KolmogorovSmirnov)},
	{name: "wasserstein1", about: "Wasserstein-1 distance", needs: needsGroup, usual: plain, gap: gapOf(inequality.Gap.Wasserstein), streamGap: binnedGap(histogram.BinnedGap.Wasserstein)},
	{name: "energy_distance", about: "energy distance", needs: needsGroup, usual: plain, gap: gapOf(inequality.Gap.EnergyDistance)},
}
