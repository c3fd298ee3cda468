package inequality

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// measures maps the name of a measure in the golden records to its call.
var measures = map[string]func(r *record) (float64, error){
	// One variable.
	"mean":                 one((*Distribution).Mean),
	"gini":                 one((*Distribution).Gini),
	"gini_abs":             one((*Distribution).AbsoluteGini),
	"gini_rsv":             one((*Distribution).GiniNormalized),
	"gini_unbiased":        giniUnbiased,
	"sgini":                with((*Distribution).SGini, "nu"),
	"lorenz":               with((*Distribution).Lorenz, "p"),
	"generalized_lorenz":   with((*Distribution).GeneralizedLorenz, "p"),
	"top_share":            with((*Distribution).TopShare, "top"),
	"bottom_share":         with((*Distribution).BottomShare, "bottom"),
	"palma":                one((*Distribution).Palma),
	"s80s20":               one((*Distribution).S80S20),
	"theil_t":              one((*Distribution).TheilT),
	"theil_l":              one((*Distribution).TheilL),
	"ge":                   with((*Distribution).GE, "alpha"),
	"atkinson":             with((*Distribution).Atkinson, "epsilon"),
	"ede":                  with((*Distribution).EDE, "epsilon"),
	"kolm":                 with((*Distribution).Kolm, "alpha"),
	"hoover":               one((*Distribution).Hoover),
	"cv":                   one((*Distribution).CV),
	"variance":             one((*Distribution).Variance),
	"sd_logs":              one((*Distribution).SDLogs),
	"bonferroni":           one((*Distribution).Bonferroni),
	"zenga2007":            one((*Distribution).Zenga),
	"wolfson":              one((*Distribution).Wolfson),
	"median":               one((*Distribution).Median),
	"quantile":             quantile,
	"quantile_ratio":       quantileRatio,
	"relative_deprivation": with(func(d *Distribution, v float64) (float64, error) { return d.RelativeDeprivation(v), nil }, "value"),
	"der_polarization":     with2((*Distribution).DER, "alpha", "h"),
	"gini_grouped_lower":   grouped(func(b GiniBounds) float64 { return b.Lower }),
	"gini_grouped_upper":   grouped(func(b GiniBounds) float64 { return b.Upper }),

	"quantile_counts":     quantileCounts,
	"rank_quantile":       with((*Distribution).RankQuantile, "p"),
	"mid_rank_quantile":   with((*Distribution).MidRankQuantile, "p"),
	"kolm_pollak":         with((*Distribution).KolmPollak, "kappa"),
	"kolm_pollak_ede":     with((*Distribution).KolmPollakEDE, "kappa"),
	"j_divergence":        one((*Distribution).JDivergence),
	"mehran":              one((*Distribution).Mehran),
	"piesch":              one((*Distribution).Piesch),
	"kakwani_length":      one((*Distribution).Kakwani),
	"lorenz_asymmetry":    one((*Distribution).LorenzAsymmetry),
	"herfindahl":          one((*Distribution).Herfindahl),
	"hannah_kay":          with((*Distribution).HannahKay, "alpha"),
	"rosenbluth":          one((*Distribution).Rosenbluth),
	"concentration_ratio": with((*Distribution).ConcentrationRatio, "k"),

	// Poverty.
	"takayama":        with((*Distribution).Takayama, "z"),
	"thon":            with((*Distribution).Thon, "z"),
	"kakwani_poverty": with2((*Distribution).KakwaniPoverty, "z", "k"),
	"chakravarty":     with2((*Distribution).Chakravarty, "z", "beta"),
	"hagenaars":       with((*Distribution).Hagenaars, "z"),
	"arpr":            one((*Distribution).AtRiskOfPoverty),
	"rmpg":            with2((*Distribution).RelativeMedianGap, "share", "p"),
	"qsr":             one((*Distribution).QuintileShareRatio),
	"fgt":             with2((*Distribution).FGT, "alpha", "z"),
	"watts":           with((*Distribution).Watts, "z"),
	"sen":             with((*Distribution).Sen, "z"),
	"sst":             with((*Distribution).SST, "z"),

	// Standard errors.
	"mean_se":                one((*Distribution).MeanSE),
	"gini_se_linearized":     one((*Distribution).GiniSE),
	"ge_se_linearized":       with((*Distribution).GESE, "alpha"),
	"atkinson_se_linearized": with((*Distribution).AtkinsonSE, "epsilon"),
	"gini_se_jackknife_delete1": func(r *record) (float64, error) {
		return GiniJackknifeSE(r.column("x"), r.w())
	},
	"concentration_se_linearized": ranked((*Concentration).IndexSE),

	// A variable ranked by another.
	"concentration_index":       ranked((*Concentration).Index),
	"concentration_generalized": ranked((*Concentration).Generalized),
	"concentration_extended":    rankedWith((*Concentration).Extended, "nu"),
	"concentration_curve":       rankedWith((*Concentration).Curve, "p"),
	"erreygers":                 bounded((*Concentration).Erreygers),
	"wagstaff":                  bounded((*Concentration).Wagstaff),
	"kakwani":                   ranked((*Concentration).Kakwani),
	"slope_index":               ranked((*Concentration).SlopeIndex),
	"relative_index_mean":       ranked((*Concentration).RelativeSlopeIndex),

	// Decompositions.
	"ge_within":              byGroup(geByGroup, within),
	"ge_between":             byGroup(geByGroup, between),
	"atkinson_within":        byGroup(atkinsonByGroup, within),
	"atkinson_between":       byGroup(atkinsonByGroup, between),
	"gini_within":            byGroup(giniByGroup, within),
	"gini_between":           byGroup(giniByGroup, between),
	"gini_overlap":           byGroup(giniByGroup, rest),
	"gini_yl_within":         byGroup(giniStratified, within),
	"gini_yl_between":        byGroup(giniStratified, between),
	"gini_yl_stratif":        byGroup(giniStratified, rest),
	"esteban_ray":            estebanRay,
	"ly_share":               bySource(func(s Source) float64 { return s.Share }),
	"ly_gini":                bySource(func(s Source) float64 { return s.Gini }),
	"ly_gini_corr":           bySource(func(s Source) float64 { return s.Correlation }),
	"ly_concentration":       bySource(func(s Source) float64 { return s.Concentration }),
	"ly_contribution":        bySource(func(s Source) float64 { return s.Contribution }),
	"ly_marginal":            bySource(func(s Source) float64 { return s.Marginal }),
	"shorrocks_fields_share": bySource(func(s Source) float64 { return s.VarianceShare }),
	"shapley_gini_source":    shapleyBySource,

	// Two groups.
	"mean_gap":         gap(Gap.Mean),
	"mean_gap_se":      gap(Gap.MeanSE),
	"mean_ratio":       gap(Gap.MeanRatio),
	"pay_gap_mean":     gap(Gap.PayGap),
	"pay_gap_median":   gap(Gap.MedianPayGap),
	"median_ratio":     gap(Gap.MedianRatio),
	"quantile_gap":     quantileGap,
	"cohens_d":         cohensD,
	"hedges_g":         gap(Gap.HedgesG),
	"glass_delta":      gap(Gap.GlassDelta),
	"cliffs_delta":     gap(Gap.CliffsDelta),
	"prob_superiority": gap(Gap.ProbabilityOfSuperiority),
	"gastwirth_tprob":  gap(Gap.Gastwirth),
	"ks":               gap(Gap.KolmogorovSmirnov),
	"wasserstein1":     gap(Gap.Wasserstein),
	"energy_distance":  gap(Gap.EnergyDistance),
	"overlap_hist":     overlap,
	"overlap_normal":   overlapNormal,
	"mrp":              gap(func(g Gap) float64 { return g.RelativePolarization().Median }),

	// Regression.
	"oaxaca_gap":               oaxaca(func(o *OaxacaBlinder, _ *record) (float64, error) { return o.Gap, nil }),
	"oaxaca3_endowments":       threefold(func(t ThreeFold) Part { return t.Endowments }),
	"oaxaca3_coefficients":     threefold(func(t ThreeFold) Part { return t.Coefficients }),
	"oaxaca3_interaction":      threefold(func(t ThreeFold) Part { return t.Interaction }),
	"oaxaca3_endowments_var":   threefold(func(t ThreeFold) Part { return t.Endowments }),
	"oaxaca3_coefficients_var": threefold(func(t ThreeFold) Part { return t.Coefficients }),
	"oaxaca3_interaction_var":  threefold(func(t ThreeFold) Part { return t.Interaction }),
	"oaxaca2_explained":        twofold(func(t TwoFold) Part { return t.Explained }),
	"oaxaca2_unexplained":      twofold(func(t TwoFold) Part { return t.Unexplained }),
	"oaxaca2_unexplained_A":    twofold(func(t TwoFold) Part { return t.UnexplainedA }),
	"oaxaca2_unexplained_B":    twofold(func(t TwoFold) Part { return t.UnexplainedB }),
	"oaxaca2_explained_var":    twofold(func(t TwoFold) Part { return t.Explained }),
	"oaxaca2_unexplained_var":  twofold(func(t TwoFold) Part { return t.Unexplained }),
	"rif_gini_mid_mean":        rifMean,
	"rif_gini_mid_coef":        rifCoefficient,
	"rif_quantile_coef":        rifCoefficient,

	// Mobility.
	"transition":            transition(func(t *Transition, r *record) float64 { return t.Probability[index(r, "row")][index(r, "col")] }),
	"shorrocks_trace":       transition(func(t *Transition, _ *record) float64 { return t.ShorrocksTrace() }),
	"bartholomew":           transition(func(t *Transition, _ *record) float64 { return t.Bartholomew() }),
	"immobility_ratio":      transition(func(t *Transition, _ *record) float64 { return t.Immobility() }),
	"rank_rank_slope":       mobility((*Mobility).RankRankSlope),
	"spearman":              mobility((*Mobility).Spearman),
	"kendall_tau_b":         mobility((*Mobility).KendallTauB),
	"fields_ok_1996":        mobility((*Mobility).FieldsOk1996),
	"fields_ok_1999":        mobility((*Mobility).FieldsOk1999),
	"fields_ok_directional": mobility((*Mobility).FieldsOkDirectional),
	"pearson_log":           mobility((*Mobility).PearsonLog),
	"ige":                   mobility((*Mobility).Elasticity),
	"gini_corr_01": mobility(func(m *Mobility) float64 {
		g01, _ := m.GiniCorrelations()
		return g01
	}),
	"gini_corr_10": mobility(func(m *Mobility) float64 {
		_, g10 := m.GiniCorrelations()
		return g10
	}),
	"gini_mobility":           mobility((*Mobility).Gini),
	"shorrocks_rigidity_gini": mobility(func(m *Mobility) float64 { return m.Rigidity((*Distribution).Gini) }),
	"shorrocks_rigidity_theil": mobility(func(m *Mobility) float64 {
		return m.Rigidity((*Distribution).TheilT)
	}),
	"reynolds_smolensky":          mobility(func(m *Mobility) float64 { return m.by0.ReynoldsSmolensky() }),
	"reranking_atkinson_plotnick": mobility(func(m *Mobility) float64 { return m.by0.Reranking() }),
}

type call = func(r *record) (float64, error)

func one(measure func(*Distribution) float64) call {
	return func(r *record) (float64, error) {
		d, err := r.distribution()
		if err != nil {
			return 0, err
		}
		return measure(d), nil
	}
}

func with(measure func(*Distribution, float64) (float64, error), param string) call {
	return func(r *record) (float64, error) {
		d, err := r.distribution()
		if err != nil {
			return 0, err
		}
		return measure(d, r.number(param))
	}
}

func with2(measure func(*Distribution, float64, float64) (float64, error), a, b string) call {
	return func(r *record) (float64, error) {
		d, err := r.distribution()
		if err != nil {
			return 0, err
		}
		return measure(d, r.number(a), r.number(b))
	}
}

func giniUnbiased(r *record) (float64, error) {
	d, err := r.distribution()
	if err != nil {
		return 0, err
	}
	switch c := r.word("correction", "n/(n-1)"); {
	case strings.HasPrefix(c, "1/(1-sum f"), strings.HasPrefix(c, "n/(n-1)"):
		return d.GiniCorrected(), nil
	case strings.HasPrefix(c, "N/(N-1)"):
		return d.GiniCorrectedCounts(), nil
	default:
		return 0, fmt.Errorf("unknown correction %q", c)
	}
}

// quantileType reads 2 and "type2" alike.
func (r *record) quantileType() QuantileType {
	n, err := strconv.Atoi(strings.TrimPrefix(r.word("type", "2"), "type"))
	if err != nil {
		panic(missingParam("parameter type: " + err.Error()))
	}
	return QuantileType(n)
}

func quantile(r *record) (float64, error) {
	d, err := r.distribution()
	if err != nil {
		return 0, err
	}
	return d.Quantile(r.number("p"), r.quantileType())
}

func quantileCounts(r *record) (float64, error) {
	d, err := r.distribution()
	if err != nil {
		return 0, err
	}
	return d.QuantileCounts(r.number("p"), r.quantileType())
}

func quantileRatio(r *record) (float64, error) {
	d, err := r.distribution()
	if err != nil {
		return 0, err
	}
	return d.QuantileRatio(r.number("num"), r.number("den"), r.quantileType())
}

// grouped takes values to be sorted into classes or, with a column mean, a table of classes.
func grouped(bound func(GiniBounds) float64) call {
	return func(r *record) (float64, error) {
		edges := r.floats("edges")
		if edges == nil {
			edges = r.optional("edges")
		}
		if mean := r.optional("mean"); mean != nil {
			b, err := GroupedGini(edges, r.w(), mean)
			return bound(b), err
		}
		d, err := r.distribution()
		if err != nil {
			return 0, err
		}
		b, err := d.GroupedGini(edges)
		return bound(b), err
	}
}

func (r *record) concentration() (*Concentration, error) {
	return NewConcentration(r.column("y"), r.column("rank"), r.w())
}

func ranked(measure func(*Concentration) float64) call {
	return func(r *record) (float64, error) {
		c, err := r.concentration()
		if err != nil {
			return 0, err
		}
		return measure(c), nil
	}
}

func rankedWith(measure func(*Concentration, float64) (float64, error), param string) call {
	return func(r *record) (float64, error) {
		c, err := r.concentration()
		if err != nil {
			return 0, err
		}
		return measure(c, r.number(param))
	}
}

func bounded(measure func(*Concentration, float64, float64) (float64, error)) call {
	return func(r *record) (float64, error) {
		c, err := r.concentration()
		if err != nil {
			return 0, err
		}
		return measure(c, r.number("lo", 0), r.number("hi", 1))
	}
}

func within(d Decomposition) float64  { return d.Within }
func between(d Decomposition) float64 { return d.Between }
func rest(d Decomposition) float64    { return d.Residual }

func geByGroup(g *Grouped[string], r *record) (Decomposition, error) {
	return g.GE(r.number("alpha"))
}

func atkinsonByGroup(g *Grouped[string], r *record) (Decomposition, error) {
	return g.Atkinson(r.number("epsilon"))
}

func giniByGroup(g *Grouped[string], _ *record) (Decomposition, error) { return g.Gini(), nil }

func giniStratified(g *Grouped[string], _ *record) (Decomposition, error) {
	return g.GiniStratified(), nil
}

func byGroup(decompose func(*Grouped[string], *record) (Decomposition, error), part func(Decomposition) float64) call {
	return func(r *record) (float64, error) {
		g, err := GroupBy(r.column("x"), r.w(), r.labels())
		if err != nil {
			return 0, err
		}
		d, err := decompose(g, r)
		return part(d), err
	}
}

func estebanRay(r *record) (float64, error) {
	g, err := GroupBy(r.column("x"), r.w(), r.labels())
	if err != nil {
		return 0, err
	}
	return g.EstebanRay(r.number("alpha"), r.number("K", 1))
}

// sourceIndex finds the source that the record is about, by its name or number from 1.
func (r *record) sourceIndex() int {
	name := r.word("source_name", "")
	for k, v := range r.list("sources") {
		if text(v) == name {
			return k
		}
	}
	panic(missingParam("no source " + name))
}

func bySource(part func(Source) float64) call {
	return func(r *record) (float64, error) {
		sources, err := Sources(r.w(), r.sources()...)
		if err != nil {
			return 0, err
		}
		return part(sources[r.sourceIndex()]), nil
	}
}

func shapleyBySource(r *record) (float64, error) {
	values, err := ShapleyGini(r.w(), r.sources()...)
	if err != nil {
		return 0, err
	}
	return values[r.sourceIndex()], nil
}

// gap takes two groups inline, as columns a and b with weights wa and wb, or a column y with
// the labels of the groups.
func (r *record) gap() (Gap, error) {
	if _, inline := r.columns["a"]; inline {
		a, err := New(r.named("a"), r.optional("wa", "w_a"))
		if err != nil {
			return Gap{}, err
		}
		b, err := New(r.named("b"), r.optional("wb", "w_b"))
		return Gap{A: a, B: b}, err
	}
	g, err := GroupBy(r.column(r.outcome()), r.w(), r.labels())
	if err != nil {
		return Gap{}, err
	}
	return Gap{A: g.Part(r.word("a", "1")), B: g.Part(r.word("b", "0"))}, nil
}

// outcome is y, or x if the record calls it that.
func (r *record) outcome() string {
	if _, ok := r.columns[r.word("y", "y")]; ok {
		return "y"
	}
	return "x"
}

func gap(measure func(Gap) float64) call {
	return func(r *record) (float64, error) {
		g, err := r.gap()
		if err != nil {
			return 0, err
		}
		return measure(g), nil
	}
}

func quantileGap(r *record) (float64, error) {
	g, err := r.gap()
	if err != nil {
		return 0, err
	}
	return g.Quantile(r.number("p", 0.5), r.quantileType())
}

func cohensD(r *record) (float64, error) {
	if !r.wholeWeights() {
		return gap(Gap.CohensDPopulation)(r)
	}
	return gap(Gap.CohensD)(r)
}

func overlap(r *record) (float64, error) {
	g, err := r.gap()
	if err != nil {
		return 0, err
	}
	edges := r.floats("edges")
	if edges == nil {
		lo, hi, width := r.number("lo"), r.number("hi"), r.number("bin_width")
		for k := range int(math.Round((hi-lo)/width)) + 1 {
			edges = append(edges, lo+float64(k)*width)
		}
	}
	return g.Overlap(edges)
}

func overlapNormal(r *record) (float64, error) {
	d, err := cohensD(r)
	return OverlapNormal(d), err
}

// names are the columns of a list parameter.
func (r *record) all(param string) [][]float64 {
	var out [][]float64
	for _, name := range r.list(param) {
		out = append(out, r.named(text(name)))
	}
	return out
}

// sample are the rows of one group.
func (r *record) sample(label string) Sample {
	var keep []int
	for i, l := range r.labels() {
		if l == label {
			keep = append(keep, i)
		}
	}
	s := Sample{Y: take(r.column("y"), keep), W: take(r.w(), keep)}
	for _, column := range r.all("x") {
		s.X = append(s.X, take(column, keep))
	}
	return s
}

func oaxaca(part func(*OaxacaBlinder, *record) (float64, error)) call {
	return func(r *record) (float64, error) {
		o, err := NewOaxacaBlinder(r.sample(r.word("a", "1")), r.sample(r.word("b", "0")))
		if err != nil {
			return 0, err
		}
		return part(o, r)
	}
}

// detail is the total, or the part of the variable that the record names.
func (r *record) detail(p Part, columns string) (float64, error) {
	if !r.has("var") {
		return p.Total, nil
	}
	k, err := r.coefficient(columns)
	if err != nil {
		return 0, err
	}
	return p.Detail[k], nil
}

// coefficient is the index of the coefficient that the record names.
func (r *record) coefficient(columns string) (int, error) {
	name := r.word("var", "")
	for k, v := range append([]any{"(Intercept)"}, r.list(columns)...) {
		if text(v) == name {
			return k, nil
		}
	}
	return 0, fmt.Errorf("no variable %s", name)
}

func threefold(part func(ThreeFold) Part) call {
	return oaxaca(func(o *OaxacaBlinder, r *record) (float64, error) {
		return r.detail(part(o.ThreeFold()), "x")
	})
}

func twofold(part func(TwoFold) Part) call {
	return oaxaca(func(o *OaxacaBlinder, r *record) (float64, error) {
		reference, err := r.reference(o)
		if err != nil {
			return 0, err
		}
		t, err := o.TwoFold(reference)
		if err != nil {
			return 0, err
		}
		return r.detail(part(t), "x")
	})
}

// reference reads the reference coefficients from a number or from words.
func (r *record) reference(o *OaxacaBlinder) ([]float64, error) {
	word := strings.ToLower(r.word("reference", ""))
	var t float64
	switch {
	case strings.Contains(word, "no group dummy"), r.number("group_weight", 0) == -1:
		return o.Pooled()
	case strings.Contains(word, "group dummy"), r.number("group_weight", 0) == -2:
		return o.PooledWithGroup()
	case r.has("group_weight"):
		return o.Weighted(r.number("group_weight")), nil
	case strings.Contains(word, "w=") && scan(word[strings.LastIndex(word, "w="):], &t):
		return o.Weighted(t), nil
	case strings.Contains(word, "group a"):
		return o.Weighted(1), nil
	case strings.Contains(word, "group b"):
		return o.Weighted(0), nil
	}
	return nil, fmt.Errorf("unknown reference %q", word)
}

func scan(s string, t *float64) bool {
	n, err := fmt.Sscanf(s, "w=%g", t)
	return n == 1 && err == nil
}

func (r *record) rif() ([]float64, error) {
	if r.has("p") {
		return RIFQuantile(r.column("x"), r.w(), r.number("p"), r.number("h"))
	}
	return RIFGini(r.column("x"), r.w())
}

func rifMean(r *record) (float64, error) {
	rif, err := r.rif()
	if err != nil {
		return 0, err
	}
	d, err := New(rif, r.w())
	if err != nil {
		return 0, err
	}
	return d.Mean(), nil
}

func rifCoefficient(r *record) (float64, error) {
	rif, err := r.rif()
	if err != nil {
		return 0, err
	}
	beta, err := LeastSquares(rif, r.all("covariates"), r.w())
	if err != nil {
		return 0, err
	}
	k, err := r.coefficient("covariates")
	if err != nil {
		return 0, err
	}
	return beta[k], nil
}

// mobility takes two dates y0 and y1 or, for a correlation, x and y.
func (r *record) mobility() (*Mobility, error) {
	if _, ok := r.columns[r.word("y0", "y0")]; ok {
		return NewMobility(r.column("y0"), r.column("y1"), r.w())
	}
	return NewMobility(r.column("x"), r.column("y"), r.w())
}

func mobility(measure func(*Mobility) float64) call {
	return func(r *record) (float64, error) {
		m, err := r.mobility()
		if err != nil {
			return 0, err
		}
		return measure(m), nil
	}
}

func transition(part func(*Transition, *record) float64) call {
	return func(r *record) (float64, error) {
		t, err := r.transition()
		if err != nil {
			return 0, err
		}
		return part(t, r), nil
	}
}

// transition takes a matrix, or two dates to make one of.
func (r *record) transition() (*Transition, error) {
	if r.Data != nil && r.Data.matrix != nil {
		return NewTransition(r.Data.matrix)
	}
	m, err := r.mobility()
	if err != nil {
		return nil, err
	}
	return m.Transition(int(r.number("k", 5)))
}

// index is a parameter that counts from 1.
func index(r *record, name string) int { return int(r.number(name)) - 1 }
