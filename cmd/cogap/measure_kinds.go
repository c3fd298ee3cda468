package main

import (
	"math"
	"slices"

	"github.com/cogap/cogap/inequality"
	"github.com/cogap/cogap/inequality/histogram"
	"github.com/cogap/cogap/inequality/tabulated"
)

// A kind is a measure that can be asked for. What computes it is one of the functions that follow needs.
type kind struct {
	name   string
	about  string
	needs  need
	params []parameter
	absent string      // why there may be no result of it
	rows   bool        // it reads the rows of the sample, in their order
	notes  []any       // names and values that results have beside their parameters
	usual  []arguments // those that are printed without being asked for; without any the measure is printed only if it is

	one     oneVariable
	entropy func(a arguments) float64 // the parameter of generalised entropy that it is made of
	ranked  func(c *inequality.Concentration, e *exact, a arguments) (value, se float64, err error)
	parts   func(g *inequality.Grouped[string], a arguments) (float64, error)
	gap     func(g inequality.Gap, e *exact, a arguments) (value, se float64, err error)
	table   func(e *exact, k *kind, a arguments) // several results

	// The same of a stream; not ok if this one cannot be streamed with these parameters.
	stream    func(e *streamed, a arguments) (found, bool)
	streamGap func(g streamedGap, a arguments) (found, bool)
	streamAll func(e *streamed, k *kind, a arguments) // several results
}

// oneVariable is a measure of one variable with its standard error, NaN if it has none.
type oneVariable func(d *inequality.Distribution, a arguments) (value, se float64, err error)

// A need is what a measure needs beside the value.
type need int

const (
	needsValue need = iota
	needsLine
	needsRank
	needsBounds
	needsGroup
	needsGroupLine
	needsCovariates
	needsRankCovariates
	needsGroupCovariates
	needsCategories
	needsUnit
	needsPlaces
	needsBefore
	needsGroupDates
	needsCovariatesDates
)

// flags names the flags.
func (n need) flags() string {
	return [...]string{
		"--value", "--line or z", "--rank", "--rank, --lo and --hi", "--group", "--group, and --line or z",
		"--covariates or --categories", "--rank, and --covariates or --categories", "--group, and --covariates or --categories", "--lo and --hi, and values that are whole numbers",
		"--group and --unit", "--unit and --neighbours", "--rank, the value before, or --date", "--group and --date", "--covariates or --categories, and --date",
	}[n]
}

// met reports whether they are given, for a call with these parameters.
func (n need) met(o *options, k *kind, a arguments) bool {
	line := !math.IsNaN(o.line)
	if i := len(k.params) - 1; i >= 0 && k.params[i].name == "z" {
		line = line || !math.IsNaN(a[i])
	}
	switch n {
	case needsLine:
		return line
	case needsRank:
		return o.rank != ""
	case needsBounds:
		return o.rank != "" && o.bounded()
	case needsGroup:
		return o.group != ""
	case needsCategories:
		return o.bounded()
	case needsGroupLine:
		return o.group != "" && line
	case needsCovariates:
		return o.terms() > 0
	case needsRankCovariates:
		return o.rank != "" && o.terms() > 0
	case needsGroupCovariates:
		return o.group != "" && o.terms() > 0
	case needsUnit:
		return o.group != "" && o.unit != ""
	case needsPlaces:
		return o.unit != "" && o.neighbours != ""
	case needsBefore:
		return o.rank != "" || o.date != ""
	case needsGroupDates:
		return o.group != "" && o.date != ""
	case needsCovariatesDates:
		return o.terms() > 0 && o.date != ""
	}
	return true
}

func value(of func(*inequality.Distribution) float64) oneVariable {
	return func(d *inequality.Distribution, _ arguments) (float64, float64, error) { return of(d), math.NaN(), nil }
}

func valueSE(of, se func(*inequality.Distribution) float64) oneVariable {
	return func(d *inequality.Distribution, _ arguments) (float64, float64, error) { return of(d), se(d), nil }
}

func having(of func(*inequality.Distribution, float64) (float64, error)) oneVariable {
	return func(d *inequality.Distribution, a arguments) (float64, float64, error) {
		v, err := of(d, a[0])
		return v, math.NaN(), err
	}
}

func withSE(of, se func(*inequality.Distribution, float64) (float64, error)) oneVariable {
	return func(d *inequality.Distribution, a arguments) (float64, float64, error) {
		v, err := of(d, a[0])
		if err != nil {
			return v, math.NaN(), err
		}
		s, err := se(d, a[0])
		return v, s, err
	}
}

func with2(of func(_ *inequality.Distribution, p, q float64) (float64, error)) oneVariable {
	return func(d *inequality.Distribution, a arguments) (float64, float64, error) {
		v, err := of(d, a[0], a[1])
		return v, math.NaN(), err
	}
}

func with2SE(of, se func(_ *inequality.Distribution, p, q float64) (float64, error)) oneVariable {
	return func(d *inequality.Distribution, a arguments) (float64, float64, error) {
		v, err := of(d, a[0], a[1])
		if err != nil {
			return v, math.NaN(), err
		}
		s, err := se(d, a[0], a[1])
		return v, s, err
	}
}

// found is what a stream knows of a measure: an exact value, or one with its bounds.
type found struct {
	value  float64
	bounds *histogram.Interval
}

func exactly(v float64) found            { return found{value: v} }
func between(i histogram.Interval) found { return found{i.Value, &i} }

func binned(of func(*histogram.Binned) histogram.Interval) func(*streamed, arguments) (found, bool) {
	return func(e *streamed, _ arguments) (found, bool) { return between(of(e.values)), true }
}

func binnedWith(of func(*histogram.Binned, float64) histogram.Interval) func(*streamed, arguments) (found, bool) {
	return func(e *streamed, a arguments) (found, bool) { return between(of(e.values, a[0])), true }
}

// Parameters.
var (
	inf  = math.Inf(1)
	none = math.NaN()
)

func share(name string, value float64) parameter { return parameter{name: name, value: value, hi: 1} }

func anyNumber(name string, value float64) parameter {
	return parameter{name: name, value: value, lo: -inf, hi: inf}
}

func atLeast(name string, value, lo float64) parameter {
	return parameter{name: name, value: value, lo: lo, hi: inf}
}

func positive(name string, value float64) parameter {
	return parameter{name: name, value: value, hi: inf, above: true}
}

var line = parameter{name: "z", also: "line", value: math.NaN(), hi: inf, above: true} // the value of --line if it is not given

// The quantiles: nine types, and two more by name.
const (
	typeRank    = 10
	typeMidRank = 11
)

var quantileType = parameter{name: "type", value: 2, lo: 1, hi: 9, whole: true, words: map[string]float64{"rank": typeRank, "mid-rank": typeMidRank}}

func quantileOf(d *inequality.Distribution, p, kind float64) (float64, error) {
	switch kind {
	case typeRank:
		return d.RankQuantile(p)
	case typeMidRank:
		return d.MidRankQuantile(p)
	}
	return d.Quantile(p, inequality.QuantileType(kind))
}

func quantile(d *inequality.Distribution, a arguments) (value, se float64, err error) {
	value, err = quantileOf(d, a[0], a[1])
	return value, math.NaN(), err
}

func quantileRatio(d *inequality.Distribution, a arguments) (value, se float64, err error) {
	top, err := quantileOf(d, a[0], a[2])
	if err != nil {
		return none, none, err
	}
	bottom, err := quantileOf(d, a[1], a[2])
	switch {
	case err != nil || bottom < 0:
		return none, none, err
	case bottom == 0 && top > 0:
		return inf, none, nil
	}
	return top / bottom, none, nil
}

func lists(values ...float64) (list []arguments) {
	for _, v := range values {
		list = append(list, arguments{v})
	}
	return list
}

var plain = []arguments{{}} // printed without parameters

// kinds are all measures, in the order in which they are printed. Their names and parameters are those of the reference data of package inequality.
var kinds = slices.Concat(valueKinds, rankedKinds, decompositions(), gapKinds, covariateKinds, sourceKinds, mobilityKinds, unitKinds, dateKinds)

// valueKinds are the measures of one variable.
var valueKinds = []kind{
	{
		name: "mean", about: "mean, in the unit of the value", usual: plain,
		one:    valueSE((*inequality.Distribution).Mean, (*inequality.Distribution).MeanSE),
		stream: func(e *streamed, _ arguments) (found, bool) { return exactly(e.s.all.moments.Mean()), true },
	},
	{
		name: "total", about: "sum of the value times the weight",
		one:    value(func(d *inequality.Distribution) float64 { return d.Mean() * d.Weight() }),
		stream: func(e *streamed, _ arguments) (found, bool) { return exactly(e.s.all.moments.Sum()), true },
	},
	{
		name: "variance", about: "population variance", usual: plain,
		one:    valueSE((*inequality.Distribution).Variance, (*inequality.Distribution).VarianceSE),
		stream: func(e *streamed, _ arguments) (found, bool) { return exactly(e.s.all.moments.Variance()), true },
	},
	{
		name: "cv", about: "coefficient of variation, population standard deviation over mean", usual: plain,
		one: valueSE((*inequality.Distribution).CV, (*inequality.Distribution).CVSE), entropy: constantly(2),
		stream: func(e *streamed, _ arguments) (found, bool) { return exactly(e.s.all.moments.CV()), true },
	},
	{
		name: "sd_logs", about: "population standard deviation of logarithms", usual: plain,
		one:    value((*inequality.Distribution).SDLogs),
		stream: func(e *streamed, _ arguments) (found, bool) { return between(e.s.all.moments.BoundSDLogs()), true },
	},
	{
		name: "gini", about: "Gini; with a parameter sgini, so gini(v=3)", usual: plain,
		one:    valueSE((*inequality.Distribution).Gini, (*inequality.Distribution).GiniSE),
		stream: binned((*histogram.Binned).Gini),
	},
	{
		name: "gini_unbiased", about: "Gini corrected for small samples: n/(n-1), of counts N/(N-1), of other weights 1/(1 - sum f^2)", usual: plain,
		table: giniUnbiased, streamAll: giniUnbiasedOf,
	},
	{
		name: "gini_abs", about: "mean times Gini, half the mean absolute difference", usual: plain,
		one:    valueSE((*inequality.Distribution).AbsoluteGini, (*inequality.Distribution).AbsoluteGiniSE),
		stream: binned((*histogram.Binned).AbsoluteGini),
	},
	{
		name: "gini_rsv", about: "Gini normalised for negative values; printed if there are any", usual: plain, absent: "no value is negative",
		table: giniNormalized, streamAll: giniNormalizedOf,
	},
	{
		name: "sgini", about: "extended Gini with inequality aversion nu (S-Gini)", usual: lists(1.5, 3, 4),
		params: []parameter{{name: "nu", also: "v", value: none, lo: 1, hi: inf}},
		one:    withSE((*inequality.Distribution).SGini, (*inequality.Distribution).SGiniSE),
		stream: binnedWith((*histogram.Binned).SGini),
	},
	{
		name: "mehran", about: "Mehran, Gini weighed more at the bottom: sgini(3)",
		one:    valueSE((*inequality.Distribution).Mehran, (*inequality.Distribution).MehranSE),
		stream: binned((*histogram.Binned).Mehran),
	},
	{
		name: "piesch", about: "Piesch, Gini weighed more at the top",
		one: valueSE((*inequality.Distribution).Piesch, (*inequality.Distribution).PieschSE), stream: binned((*histogram.Binned).Piesch),
	},
	{
		name: "bonferroni", about: "Bonferroni", usual: plain,
		one: valueSE((*inequality.Distribution).Bonferroni, (*inequality.Distribution).BonferroniSE),
	},
	{name: "zenga2007", about: "Zenga 2007", usual: plain, one: valueSE((*inequality.Distribution).Zenga, (*inequality.Distribution).ZengaSE)},
	{
		name: "hoover", about: "Hoover (Pietra, Schutz): the share that would have to move", usual: plain,
		one:    valueSE((*inequality.Distribution).Hoover, (*inequality.Distribution).HooverSE),
		stream: binned((*histogram.Binned).Hoover),
	},
	{
		name: "kakwani_length", about: "Kakwani's measure of the length of the Lorenz curve",
		one: valueSE((*inequality.Distribution).Kakwani, (*inequality.Distribution).KakwaniSE), stream: binned((*histogram.Binned).Kakwani),
	},
	{name: "lorenz_asymmetry", about: "Lorenz asymmetry, F(mean) + L(mean); whole weights count people", table: lorenzAsymmetry},
	{name: "wolfson", about: "Wolfson's polarisation, with the type 2 median", usual: plain, notes: []any{"median", "type2"}, one: valueSE((*inequality.Distribution).Wolfson, (*inequality.Distribution).WolfsonSE), stream: binned((*histogram.Binned).Wolfson)},
	{
		name: "der_polarization", about: "polarisation of Duclos, Esteban and Ray, with the bandwidth h in means",
		params: []parameter{share("alpha", .5), positive("h", none)}, one: with2((*inequality.Distribution).DER),
	},

	{name: "theil_t", about: "Theil's T, ge(1)", usual: plain, one: entropyOf(1), entropy: constantly(1), stream: streamedGE(1)},
	{name: "theil_l", about: "Theil's L, mean log deviation, ge(0)", usual: plain, one: entropyOf(0), entropy: constantly(0), stream: streamedGE(0)},
	{
		name: "ge", about: "generalised entropy", usual: lists(-1, 0, .5, 1, 2), params: []parameter{anyNumber("alpha", none)},
		one: withSE((*inequality.Distribution).GE, (*inequality.Distribution).GESE), entropy: func(a arguments) float64 { return a[0] },
		stream: func(e *streamed, a arguments) (found, bool) { return e.bound(e.s.all.moments.BoundGE(a[0])) },
	},
	{
		name: "j_divergence", about: "J-divergence, T + L",
		one: valueSE((*inequality.Distribution).JDivergence, (*inequality.Distribution).JDivergenceSE), stream: binned((*histogram.Binned).JDivergence),
	},
	{
		name: "atkinson", about: "Atkinson with inequality aversion epsilon", usual: lists(.25, .5, 1, 2), params: []parameter{atLeast("epsilon", none, 0)},
		one: withSE((*inequality.Distribution).Atkinson, (*inequality.Distribution).AtkinsonSE), entropy: entropyOfAversion,
		stream: func(e *streamed, a arguments) (found, bool) { return e.bound(e.s.all.moments.BoundAtkinson(a[0])) },
	},
	{name: "ede", about: "equally distributed equivalent, mean times (1 - atkinson)", params: []parameter{atLeast("epsilon", none, 0)}, one: having((*inequality.Distribution).EDE), entropy: entropyOfAversion, stream: streamedEDE},
	{
		name: "kolm", about: "Kolm with alpha in 1/unit of the value", params: []parameter{atLeast("alpha", none, 0)},
		one: withSE((*inequality.Distribution).Kolm, (*inequality.Distribution).KolmSE), stream: binnedWith((*histogram.Binned).KolmPollak),
	},
	{name: "kolm_pollak", about: "Kolm-Pollak: kappa above 0 for what is good, below 0 for what is bad", params: []parameter{anyNumber("kappa", none)}, one: withSE((*inequality.Distribution).KolmPollak, (*inequality.Distribution).KolmPollakSE), stream: binnedWith((*histogram.Binned).KolmPollak)},
	{name: "kolm_pollak_ede", about: "its equally distributed equivalent", params: []parameter{anyNumber("kappa", none)}, one: having((*inequality.Distribution).KolmPollakEDE), stream: streamedKolmPollakEDE},

	{
		name: "quantile", about: "quantile of type 1 to 9 (Hyndman and Fan, R), rank (i/n) or mid-rank", params: []parameter{share("p", none), quantileType},
		usual: []arguments{{.1, 2}, {.25, 2}, {.5, 2}, {.75, 2}, {.9, 2}},
		one:   quantile,
		stream: func(e *streamed, a arguments) (found, bool) {
			return between(e.values.Quantile(a[0])), a[1] == 2
		},
	},
	{
		name: "median", about: "quantile at 0.5", params: []parameter{quantileType},
		one: func(d *inequality.Distribution, a arguments) (float64, float64, error) {
			return quantile(d, arguments{.5, a[0]})
		},
		stream: func(e *streamed, a arguments) (found, bool) { return between(e.values.Median()), a[0] == 2 },
	},
	{name: "quantile_counts", absent: errNotCounts.Error(), about: "quantile of people written out as often as their whole weights say", params: []parameter{share("p", none), {name: "type", value: 7, lo: 1, hi: 9, whole: true}}, table: quantileCounts},
	{
		name: "pareto_alpha", about: "index of the Pareto tail above a threshold (Hill), or that of a rule", rows: true,
		params: []parameter{{name: "threshold", value: vanKerm, hi: inf, above: true, words: map[string]float64{"van-kerm": vanKerm, "kolmogorov": kolmogorov}}}, table: paretoAlpha,
	},
	{
		name: "quantile_ratio", about: "quantile at num over quantile at den", params: []parameter{share("num", none), share("den", none), quantileType},
		usual: []arguments{{.9, .1, 2}, {.9, .5, 2}, {.5, .1, 2}},
		one:   quantileRatio,
		stream: func(e *streamed, a arguments) (found, bool) {
			return between(e.values.QuantileRatio(a[0], a[1])), a[2] == 2
		},
	},
	{
		name: "lorenz", about: "share of the total that the poorest share p holds", params: []parameter{share("p", none)}, usual: lists(.1, .2, .3, .4, .5, .6, .7, .8, .9),
		one:    withSE((*inequality.Distribution).Lorenz, (*inequality.Distribution).LorenzSE),
		stream: binnedWith((*histogram.Binned).Lorenz),
	},
	{name: "generalized_lorenz", about: "mean times lorenz", params: []parameter{share("p", none)}, one: having((*inequality.Distribution).GeneralizedLorenz), stream: func(e *streamed, a arguments) (found, bool) {
		l := e.values.Lorenz(a[0])
		return e.timesMean(l), true
	}},
	{
		name: "top_share", about: "share of the total that the richest share holds", params: []parameter{share("top", none)}, usual: lists(.1, .01),
		one:    withSE((*inequality.Distribution).TopShare, (*inequality.Distribution).TopShareSE),
		stream: binnedWith((*histogram.Binned).TopShare),
	},
	{
		name: "bottom_share", about: "share of the total that the poorest share holds", params: []parameter{share("bottom", none)}, usual: lists(.5),
		one:    withSE((*inequality.Distribution).BottomShare, (*inequality.Distribution).LorenzSE),
		stream: binnedWith((*histogram.Binned).BottomShare),
	},
	{
		name: "palma", about: "what the richest tenth holds over what the poorest 40% hold", usual: plain,
		one: valueSE((*inequality.Distribution).Palma, (*inequality.Distribution).PalmaSE), stream: binned((*histogram.Binned).Palma),
	},
	{
		name: "s80s20", about: "what the richest fifth holds over what the poorest fifth holds, people split", usual: plain,
		one: valueSE((*inequality.Distribution).S80S20, (*inequality.Distribution).S80S20SE), stream: binned((*histogram.Binned).S80S20),
	},
	{name: "qsr", about: "quintile share ratio by thresholds, the official definition", one: value((*inequality.Distribution).QuintileShareRatio)},
	{name: "shares", about: "table of k equally large groups: the share of the total of each", params: []parameter{{name: "k", value: 10, lo: 1, hi: 1000, whole: true}}, table: shareTable},

	{name: "herfindahl", about: "Herfindahl-Hirschman, in shares; weights count rows", one: value((*inequality.Distribution).Herfindahl), stream: func(e *streamed, _ arguments) (found, bool) {
		m := e.s.all.moments
		return exactly((1 + float64(m.CV()*m.CV())) / m.Weight()), true
	}},
	{name: "herfindahl_normalized", about: "Herfindahl, 0 when all are equal", one: value((*inequality.Distribution).HerfindahlNormalized), stream: func(e *streamed, _ arguments) (found, bool) {
		m := e.s.all.moments
		if !(m.Weight() > 1) {
			return exactly(none), true
		}
		return exactly(m.CV() * m.CV() / (m.Weight() - 1)), true
	}},
	{name: "hannah_kay", about: "Hannah-Kay concentration", params: []parameter{positive("alpha", none)}, one: having((*inequality.Distribution).HannahKay), stream: streamedHannahKay},
	{name: "rosenbluth", about: "Rosenbluth (Hall-Tideman) concentration; weights count rows", one: value((*inequality.Distribution).Rosenbluth), stream: binned((*histogram.Binned).Rosenbluth)},
	{name: "concentration_ratio", about: "share of the k largest", params: []parameter{atLeast("k", 4, 0)}, one: having((*inequality.Distribution).ConcentrationRatio), stream: binnedWith((*histogram.Binned).ConcentrationRatio)},

	{
		name: "fgt", about: "Foster-Greer-Thorbecke: headcount at 0, gap at 1, severity at 2", needs: needsLine, params: []parameter{atLeast("alpha", none, 0), line},
		usual: []arguments{{0, none}, {1, none}, {2, none}},
		one:   with2SE((*inequality.Distribution).FGT, (*inequality.Distribution).FGTSE),
		stream: func(e *streamed, a arguments) (found, bool) {
			v, err := e.s.all.moments.FGT(a[0], a[1])
			return exactly(v), err == nil
		},
	},
	{name: "watts", about: "Watts", needs: needsLine, params: []parameter{line}, usual: lists(none), one: withSE((*inequality.Distribution).Watts, (*inequality.Distribution).WattsSE), stream: binnedWith((*histogram.Binned).Watts)},
	{name: "sen", about: "Sen", needs: needsLine, params: []parameter{line}, usual: lists(none), one: withSE((*inequality.Distribution).Sen, (*inequality.Distribution).SenSE)},
	{name: "sst", about: "Sen-Shorrocks-Thon", needs: needsLine, params: []parameter{line}, usual: lists(none), one: withSE((*inequality.Distribution).SST, (*inequality.Distribution).SSTSE)},
	{name: "takayama", about: "Takayama, Gini of censored incomes", needs: needsLine, params: []parameter{line}, one: having((*inequality.Distribution).Takayama)},
	{name: "thon", about: "Thon, by ranks of rows; weights count rows", needs: needsLine, params: []parameter{line}, one: having((*inequality.Distribution).Thon)},
	{name: "kakwani_poverty", about: "Kakwani's index of poverty", needs: needsLine, params: []parameter{atLeast("k", 2, 0), line}, one: with2(swapped((*inequality.Distribution).KakwaniPoverty))},
	{name: "chakravarty", about: "Chakravarty", needs: needsLine, params: []parameter{{name: "beta", value: .5, hi: 1, above: true}, line}, one: with2(swapped((*inequality.Distribution).Chakravarty))},
	{name: "hagenaars", about: "Hagenaars, for lines above 1; it depends on the unit", needs: needsLine, params: []parameter{{name: "z", also: "line", value: none, lo: 1, hi: inf, above: true}}, one: having((*inequality.Distribution).Hagenaars)},
	{name: "arpt", about: "relative line: share of the p-quantile", params: []parameter{positive("share", .6), share("p", .5)}, one: with2((*inequality.Distribution).RelativeLine), stream: func(e *streamed, a arguments) (found, bool) {
		q := e.values.Quantile(a[1])
		return between(histogram.Interval{Value: a[0] * q.Value, Lo: a[0] * q.Lo, Hi: a[0] * q.Hi}), true
	}},
	{
		name: "arpr", about: "at-risk-of-poverty: people below the relative line", params: []parameter{positive("share", .6), share("p", .5)},
		one: with2(func(d *inequality.Distribution, share, p float64) (float64, error) { return d.RelativeFGT(0, share, p) }),
	},
	{name: "allison_foster", about: "mean of the better half less that of the worse half, of ordered categories lo to hi", needs: needsCategories, table: ordinal(func(o *inequality.Ordinal, _ arguments) (float64, error) { return o.AllisonFoster(nil) })},
	{
		name: "abul_naga_yalcin", about: "inequality of ordered categories", needs: needsCategories, params: []parameter{atLeast("alpha", 1, 1), atLeast("beta", 1, 1)},
		table: ordinal(func(o *inequality.Ordinal, a arguments) (float64, error) { return o.AbulNagaYalcin(a[0], a[1]) }),
	},
	{
		name: "apouey", about: "polarisation of ordered categories", needs: needsCategories, params: []parameter{{name: "alpha", value: .5, hi: 1, above: true}},
		table: ordinal(func(o *inequality.Ordinal, a arguments) (float64, error) { return o.Apouey(a[0]) }),
	},
	{name: "leti", about: "Leti's index of ordered categories", needs: needsCategories, table: ordinal(func(o *inequality.Ordinal, _ arguments) (float64, error) { return o.Leti(), nil })},
	{name: "rmpg", about: "relative median gap of those below it", params: []parameter{positive("share", .6), share("p", .5)}, one: with2((*inequality.Distribution).RelativeMedianGap)},
}

// swapped exchanges the parameters: the line is the last one here.
func swapped(of func(_ *inequality.Distribution, z, p float64) (float64, error)) func(_ *inequality.Distribution, p, z float64) (float64, error) {
	return func(d *inequality.Distribution, p, z float64) (float64, error) { return of(d, z, p) }
}

func entropyOf(alpha float64) oneVariable {
	of := withSE((*inequality.Distribution).GE, (*inequality.Distribution).GESE)
	return func(d *inequality.Distribution, _ arguments) (float64, float64, error) {
		return of(d, arguments{alpha})
	}
}

func constantly(alpha float64) func(arguments) float64 {
	return func(arguments) float64 { return alpha }
}

// entropyOfAversion is the parameter of the entropy that an index with the inequality aversion epsilon is made of.
func entropyOfAversion(a arguments) float64 { return 1 - a[0] }

func streamedGE(alpha float64) func(*streamed, arguments) (found, bool) {
	return func(e *streamed, _ arguments) (found, bool) { return e.bound(e.s.all.moments.BoundGE(alpha)) }
}

// timesMean is the mean times what has these bounds.
func (e *streamed) timesMean(i histogram.Interval) found {
	mean := e.s.all.moments.Mean()
	return between(outwards(histogram.Interval{Value: mean * i.Value, Lo: min(mean*i.Lo, mean*i.Hi), Hi: max(mean*i.Lo, mean*i.Hi)}))
}

// outwards widens bounds by what a few operations round.
func outwards(i histogram.Interval) histogram.Interval {
	const rounding = 0x1p-50
	i.Lo -= float64(rounding * math.Abs(i.Lo))
	i.Hi += float64(rounding * math.Abs(i.Hi))
	return i
}

func streamedEDE(e *streamed, a arguments) (found, bool) {
	i, err := e.s.all.moments.BoundAtkinson(a[0])
	e.must(0, err)
	return e.timesMean(outwards(histogram.Interval{Value: 1 - i.Value, Lo: 1 - i.Hi, Hi: 1 - i.Lo})), true
}

func streamedKolmPollakEDE(e *streamed, a arguments) (found, bool) {
	mean, k := e.s.all.moments.Mean(), e.values.KolmPollak(a[0])
	if a[0] < 0 {
		k = histogram.Interval{Value: -k.Value, Lo: -k.Hi, Hi: -k.Lo}
	}
	slack := float64(0x1p-50 * (math.Abs(mean) + math.Abs(k.Lo) + math.Abs(k.Hi)))
	return between(histogram.Interval{Value: mean - k.Value, Lo: mean - k.Hi - slack, Hi: mean - k.Lo + slack}), true
}

// streamedHannahKay follows from generalised entropy, with which it rises.
func streamedHannahKay(e *streamed, a arguments) (found, bool) {
	alpha, m := a[0], e.s.all.moments
	i, err := m.BoundGE(alpha)
	if e.must(0, err); m.Min() < 0 {
		return exactly(none), true
	}
	of := func(ge float64) float64 {
		if alpha == 1 {
			return math.Exp(ge) / m.Weight()
		}
		return math.Exp(math.Log1p(alpha*(alpha-1)*ge)/(alpha-1)) / m.Weight()
	}
	return between(outwards(histogram.Interval{Value: of(i.Value), Lo: of(max(i.Lo, 0)), Hi: of(i.Hi)})), true
}

func giniUnbiased(e *exact, k *kind, _ arguments) {
	corrected := func(how string, value float64) {
		e.add(k.name, value, "correction", how).within(e.d.GiniSE() * value / e.d.Gini())
	}
	switch {
	case e.o.weight == "":
		corrected("n/(n-1)", e.d.GiniCorrected())
	case e.s.counts:
		corrected("N/(N-1), N=sum w", e.d.GiniCorrectedCounts())
		fallthrough
	default:
		corrected("1/(1-sum f^2)", e.d.GiniCorrected())
	}
}

// lorenzAsymmetry takes whole weights as people written out, as R's Lasym does.
func lorenzAsymmetry(e *exact, k *kind, a arguments) {
	of := e.d.LorenzAsymmetry
	if e.s.counts {
		of = e.d.LorenzAsymmetryCounts
	}
	e.result(k, a, e.columns)(of(), math.NaN(), nil)
}

func giniUnbiasedOf(e *streamed, k *kind, _ arguments) {
	m := e.s.all.moments
	corrected := func(how string, unlike float64) {
		e.addBounds(k.name, e.values.GiniCorrected(unlike), "correction", how)
	}
	switch {
	case e.o.weight == "":
		corrected("n/(n-1)", m.GiniSimpson())
	case !e.s.broken:
		corrected("N/(N-1), N=sum w", 1-1/m.Weight())
		fallthrough
	default:
		corrected("1/(1-sum f^2)", m.GiniSimpson())
	}
}

func giniNormalized(e *exact, k *kind, _ arguments) {
	if e.d.Min() < 0 {
		e.add(k.name, e.d.GiniNormalized())
	}
}

func giniNormalizedOf(e *streamed, k *kind, _ arguments) {
	if e.s.all.moments.Min() < 0 {
		e.addBounds(k.name, e.values.GiniNormalized())
	}
}

// ordinal is a measure of ordered categories, the whole numbers between the bounds of the value.
func ordinal(of func(*inequality.Ordinal, arguments) (float64, error)) func(*exact, *kind, arguments) {
	return func(e *exact, k *kind, a arguments) {
		o, err := e.d.Ordinal(int(math.Ceil(e.o.lo)), int(math.Floor(e.o.hi)))
		if e.must(0, err); err != nil {
			return
		}
		v, err := of(o, a)
		e.add(k.name, e.must(v, err), append(k.pairs(a), "lo", e.o.lo, "hi", e.o.hi)...)
	}
}

// The rules for thresholds of a tail.
const (
	vanKerm    = -1
	kolmogorov = -2
)

// leastInTail is how many rows the rule of the smallest Kolmogorov distance leaves above a threshold.
const leastInTail = 10

// paretoAlpha adds the index of the tail above a threshold, with that threshold if it comes by a rule.
func paretoAlpha(e *exact, k *kind, a arguments) {
	if !finite(e.d.Mean()) { // a number is missing
		e.add(k.name, math.NaN(), k.pairs(a)...)
		return
	}
	t, err := tailOf(e.s.x, e.s.w, a[0])
	if e.must(0, err); err != nil {
		return
	}
	pairs := append(k.pairs(a), "rows", number(t.N))
	if a[0] < 0 {
		pairs = append(pairs, "at", number(t.Threshold))
	}
	e.add(k.name, t.Alpha, pairs...).within(t.SE)
}

func tailOf(x, w []float64, threshold float64) (tabulated.ParetoTail, error) {
	switch threshold {
	case vanKerm:
		at, err := tabulated.VanKermThreshold(x, w)
		if err != nil {
			return tabulated.ParetoTail{}, err
		}
		return tabulated.Hill(x, w, at)
	case kolmogorov:
		return tabulated.KolmogorovThreshold(x, w, leastInTail)
	}
	return tabulated.Hill(x, w, threshold)
}

func quantileCounts(e *exact, k *kind, a arguments) {
	if !e.s.counts {
		e.result(k, a, e.columns)(math.NaN(), math.NaN(), errNotCounts)
		return
	}
	v, err := e.d.QuantileCounts(a[0], inequality.QuantileType(a[1]))
	e.result(k, a, e.columns)(v, math.NaN(), err)
}

func shareTable(e *exact, k *kind, a arguments) {
	rows, err := e.d.ShareTable(int(a[0]))
	e.must(0, err)
	for i, r := range rows {
		e.add(k.name, r.Share, "k", a[0], "part", float64(i+1), "mean", number(r.Mean), "up to", number(r.UpTo))
	}
}
