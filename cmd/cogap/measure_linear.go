package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/cogap/cogap/inequality"
)

// A linear is what linearises a measure: of the rows of a sample, with the parameters of the result.
type linear struct {
	of     func(c *linearCall) inequality.Linearised
	simple bool // its standard error in a simple sample comes from it too
}

// A linearCall linearises one result; the first error stays.
type linearCall struct {
	s    *sample
	x, w []float64
	m    *result
	err  error
}

// at is a parameter of the result.
func (c *linearCall) at(name string) float64 {
	v, isNumber := c.m.Params[name].(float64)
	if !isNumber {
		return math.NaN() // refused by what is called
	}
	return v
}

func (c *linearCall) must(l inequality.Linearised, err error) inequality.Linearised {
	if c.err == nil {
		c.err = err
	}
	return l
}

func (c *linearCall) minus(a, b inequality.Linearised) inequality.Linearised {
	return c.must(a.Minus(b))
}

func (c *linearCall) plus(a, b inequality.Linearised) inequality.Linearised {
	return c.must(a.Plus(b))
}

func (c *linearCall) times(a, b inequality.Linearised) inequality.Linearised {
	return c.must(a.Times(b))
}

func (c *linearCall) over(a, b inequality.Linearised) inequality.Linearised { return c.must(a.Over(b)) }

func scaledBy(factor float64, l inequality.Linearised) inequality.Linearised {
	return l.Map(factor*l.Value, factor)
}

func shiftedBy(by float64, l inequality.Linearised) inequality.Linearised {
	return l.Map(l.Value+by, 1)
}

func rootOf(l inequality.Linearised) inequality.Linearised {
	root := math.Sqrt(l.Value)
	return l.Map(root, 1/(2*root))
}

// powerOf is l to a power.
func powerOf(l inequality.Linearised, power float64) inequality.Linearised {
	v := math.Pow(l.Value, power)
	return l.Map(v, power*v/l.Value)
}

func (c *linearCall) mean() inequality.Linearised { return c.must(inequality.LinearisedMean(c.x, c.w)) }

func (c *linearCall) gini() inequality.Linearised { return c.must(inequality.LinearisedGini(c.x, c.w)) }

// meanOf is the mean of a function of the value.
func (c *linearCall) meanOf(of func(x float64) float64) inequality.Linearised {
	return c.must(inequality.LinearisedMean(mapped(c.x, of), c.w))
}

// totalOf is the total of a function of the value.
func (c *linearCall) totalOf(of func(x float64) float64) inequality.Linearised {
	return c.must(inequality.LinearisedTotal(mapped(c.x, of), c.w))
}

func (c *linearCall) people() inequality.Linearised {
	return c.totalOf(func(float64) float64 { return 1 })
}

func mapped(x []float64, of func(x float64) float64) []float64 {
	list := make([]float64, len(x))
	for i, v := range x {
		list[i] = of(v)
	}
	return list
}

// bandwidth is that of the density which a quantile needs; where it is 0 there is no error.
func (c *linearCall) bandwidth(x, w []float64) float64 {
	d, err := inequality.New(x, w)
	c.must(inequality.Linearised{}, err)
	if err != nil || !(d.Bandwidth() > 0) {
		c.must(inequality.Linearised{}, errNoDensity)
		return math.NaN()
	}
	return d.Bandwidth()
}

// errNoDensity says that a quantile has no density: all values are equal.
var errNoDensity = errors.New("all values are equal")

func (c *linearCall) quantile(x, w []float64, p float64) inequality.Linearised {
	h := c.bandwidth(x, w)
	if c.err != nil {
		return inequality.Linearised{}
	}
	return c.must(inequality.LinearisedQuantile(x, w, p, h))
}

// of is a measure of the value without parameters.
func ofValue(of func(x, w []float64) (inequality.Linearised, error)) linear {
	return linear{of: func(c *linearCall) inequality.Linearised { return c.must(of(c.x, c.w)) }}
}

// ofValueAt is one with a parameter of this name.
func ofValueAt(name string, of func(x, w []float64, p float64) (inequality.Linearised, error)) linear {
	return linear{of: func(c *linearCall) inequality.Linearised { return c.must(of(c.x, c.w, c.at(name))) }}
}

// ofRank is a measure of the value by rank.
func ofRank(of func(c *linearCall) inequality.Linearised) linear { return linear{of: of, simple: true} }

func (c *linearCall) generalized() inequality.Linearised {
	return c.must(inequality.LinearisedConcentrationGeneralized(c.x, c.s.rank, c.w))
}

func (c *linearCall) extended() inequality.Linearised {
	return c.must(inequality.LinearisedConcentrationExtended(c.x, c.s.rank, c.w, c.at("nu")))
}

func (c *linearCall) symmetric() inequality.Linearised {
	return c.must(inequality.LinearisedConcentrationSymmetric(c.x, c.s.rank, c.w, c.at("beta")))
}

// simply is a measure whose error in a simple sample comes from its linearised variable.
func simply(of func(c *linearCall) inequality.Linearised) linear { return linear{of: of, simple: true} }

// linearOf are the measures that are linearised, by name.
var linearOf = map[string]linear{
	"mean":     ofValue(inequality.LinearisedMean),
	"total":    simply(func(c *linearCall) inequality.Linearised { return c.must(inequality.LinearisedTotal(c.x, c.w)) }),
	"variance": ofValue(inequality.LinearisedVariance),
	"cv": {of: func(c *linearCall) inequality.Linearised {
		return c.over(rootOf(c.must(inequality.LinearisedVariance(c.x, c.w))), c.mean())
	}},
	"sd_logs": simply(func(c *linearCall) inequality.Linearised {
		return rootOf(c.must(inequality.LinearisedVariance(mapped(c.x, math.Log), c.w)))
	}),
	"gini":     ofValue(inequality.LinearisedGini),
	"gini_abs": ofValue(inequality.LinearisedAbsoluteGini),
	"gini_unbiased": {of: func(c *linearCall) inequality.Linearised {
		return scaledBy(float64(c.m.Value)/c.gini().Value, c.gini())
	}},
	"sgini":  ofValueAt("nu", inequality.LinearisedSGini),
	"mehran": {of: func(c *linearCall) inequality.Linearised { return c.must(inequality.LinearisedSGini(c.x, c.w, 3)) }},
	"piesch": {of: func(c *linearCall) inequality.Linearised {
		return scaledBy(.5, c.minus(scaledBy(3, c.gini()), c.must(inequality.LinearisedSGini(c.x, c.w, 3))))
	}},
	"bonferroni":     ofValue(inequality.LinearisedBonferroni),
	"zenga2007":      ofValue(inequality.LinearisedZenga),
	"hoover":         ofValue(inequality.LinearisedHoover),
	"kakwani_length": ofValue(inequality.LinearisedKakwani),
	"wolfson": {of: func(c *linearCall) inequality.Linearised {
		if h := c.bandwidth(c.x, c.w); c.err == nil {
			return c.must(inequality.LinearisedWolfson(c.x, c.w, h))
		}
		return inequality.Linearised{}
	}},

	"theil_t": {of: func(c *linearCall) inequality.Linearised { return c.must(inequality.LinearisedGE(c.x, c.w, 1)) }},
	"theil_l": {of: func(c *linearCall) inequality.Linearised { return c.must(inequality.LinearisedGE(c.x, c.w, 0)) }},
	"ge":      ofValueAt("alpha", inequality.LinearisedGE),
	"j_divergence": {of: func(c *linearCall) inequality.Linearised {
		return c.plus(c.must(inequality.LinearisedGE(c.x, c.w, 1)), c.must(inequality.LinearisedGE(c.x, c.w, 0)))
	}},
	"atkinson": ofValueAt("epsilon", inequality.LinearisedAtkinson),
	"ede": simply(func(c *linearCall) inequality.Linearised {
		a := c.must(inequality.LinearisedAtkinson(c.x, c.w, c.at("epsilon")))
		return c.times(c.mean(), a.Map(1-a.Value, -1))
	}),
	"kolm":        ofValueAt("alpha", inequality.LinearisedKolmPollak),
	"kolm_pollak": ofValueAt("kappa", inequality.LinearisedKolmPollak),
	"kolm_pollak_ede": simply(func(c *linearCall) inequality.Linearised {
		k := c.must(inequality.LinearisedKolmPollak(c.x, c.w, c.at("kappa")))
		if c.at("kappa") < 0 {
			return c.plus(c.mean(), k)
		}
		return c.minus(c.mean(), k)
	}),

	"lorenz": ofValueAt("p", inequality.LinearisedLorenz),
	"generalized_lorenz": simply(func(c *linearCall) inequality.Linearised {
		return c.must(inequality.LinearisedGeneralizedLorenz(c.x, c.w, c.at("p")))
	}),
	"bottom_share": ofValueAt("bottom", inequality.LinearisedLorenz),
	"top_share": {of: func(c *linearCall) inequality.Linearised {
		l := c.must(inequality.LinearisedLorenz(c.x, c.w, 1-c.at("top")))
		return l.Map(1-l.Value, -1)
	}},
	"palma": {of: func(c *linearCall) inequality.Linearised {
		return c.must(inequality.LinearisedShareRatio(c.x, c.w, .1, .4))
	}},
	"s80s20": {of: func(c *linearCall) inequality.Linearised {
		return c.must(inequality.LinearisedShareRatio(c.x, c.w, .2, .2))
	}},
	"qsr": simply(func(c *linearCall) inequality.Linearised {
		return c.must(inequality.LinearisedQuintileShareRatio(c.x, c.w))
	}),

	"herfindahl": simply(func(c *linearCall) inequality.Linearised { return c.hannahKay(2) }),
	"herfindahl_normalized": simply(func(c *linearCall) inequality.Linearised {
		n := c.people()
		return c.over(shiftedBy(-1, c.times(c.hannahKay(2), n)), shiftedBy(-1, n))
	}),
	"hannah_kay": simply(func(c *linearCall) inequality.Linearised { return c.hannahKay(c.at("alpha")) }),
	"rosenbluth": simply(func(c *linearCall) inequality.Linearised {
		g := c.gini()
		return powerOf(c.times(c.people(), g.Map(1-g.Value, -1)), -1)
	}),
	"concentration_ratio": simply(func(c *linearCall) inequality.Linearised {
		return c.must(inequality.LinearisedConcentrationRatio(c.x, c.w, c.at("k")))
	}),

	"fgt": {of: func(c *linearCall) inequality.Linearised {
		return c.must(inequality.LinearisedFGT(c.x, c.w, c.at("alpha"), c.at("z")))
	}},
	"watts": {of: func(c *linearCall) inequality.Linearised { return c.watts() }},
	"hagenaars": simply(func(c *linearCall) inequality.Linearised {
		return scaledBy(1/math.Log(c.at("z")), c.watts())
	}),
	"chakravarty": simply(func(c *linearCall) inequality.Linearised {
		z, beta := c.at("z"), c.at("beta")
		return c.meanOf(func(x float64) float64 { return 1 - math.Pow(min(x/z, 1), beta) })
	}),
	"sen": ofValueAt("z", inequality.LinearisedSen),
	"sst": ofValueAt("z", inequality.LinearisedSST),
	"takayama": simply(func(c *linearCall) inequality.Linearised {
		z := c.at("z")
		return c.must(inequality.LinearisedGini(mapped(c.x, func(x float64) float64 { return min(x, z) }), c.w))
	}),
	"thon": simply(func(c *linearCall) inequality.Linearised {
		n := c.people()
		whole := c.plus(c.times(n, c.must(inequality.LinearisedSST(c.x, c.w, c.at("z")))), c.must(inequality.LinearisedFGT(c.x, c.w, 1, c.at("z"))))
		return c.over(whole, shiftedBy(1, n))
	}),
	"arpt": simply(func(c *linearCall) inequality.Linearised {
		return scaledBy(c.at("share"), c.quantile(c.x, c.w, c.at("p")))
	}),
	"arpr": simply(func(c *linearCall) inequality.Linearised {
		if h := c.bandwidth(c.x, c.w); c.err == nil {
			return c.must(inequality.LinearisedRelativePoverty(c.x, c.w, 0, c.at("share"), c.at("p"), h))
		}
		return inequality.Linearised{}
	}),

	"concentration_index": {of: func(c *linearCall) inequality.Linearised {
		return c.must(inequality.LinearisedConcentration(c.x, c.s.rank, c.w))
	}},
	"concentration_generalized": ofRank((*linearCall).generalized),
	"concentration_extended":    ofRank((*linearCall).extended),
	"concentration_extended_generalized": ofRank(func(c *linearCall) inequality.Linearised {
		nu := c.at("nu")
		return scaledBy(math.Pow(nu, nu/(nu-1))/(nu-1), c.times(c.mean(), c.extended()))
	}),
	"concentration_symmetric":             ofRank((*linearCall).symmetric),
	"concentration_symmetric_generalized": ofRank(func(c *linearCall) inequality.Linearised { return scaledBy(4, c.times(c.mean(), c.symmetric())) }),
	"concentration_modified": ofRank(func(c *linearCall) inequality.Linearised {
		return c.over(c.generalized(), shiftedBy(-c.at("lo"), c.mean()))
	}),
	"achievement": ofRank(func(c *linearCall) inequality.Linearised {
		e := c.extended()
		return c.times(c.mean(), e.Map(1-e.Value, -1))
	}),
	"erreygers": ofRank(func(c *linearCall) inequality.Linearised { return scaledBy(4/(c.at("hi")-c.at("lo")), c.generalized()) }),
	"wagstaff": ofRank(func(c *linearCall) inequality.Linearised {
		lo, hi, mean := c.at("lo"), c.at("hi"), c.mean()
		return scaledBy(hi-lo, c.over(c.generalized(), c.times(mean.Map(hi-mean.Value, -1), shiftedBy(-lo, mean))))
	}),
	"kakwani": ofRank(func(c *linearCall) inequality.Linearised {
		return c.minus(c.must(inequality.LinearisedConcentration(c.x, c.s.rank, c.w)), c.must(inequality.LinearisedGini(c.s.rank, c.w)))
	}),
	"slope_index": ofRank(func(c *linearCall) inequality.Linearised {
		return c.must(inequality.LinearisedSlopeIndex(c.x, c.s.rank, c.w))
	}),
	"relative_index_mean": ofRank(func(c *linearCall) inequality.Linearised {
		return c.over(c.must(inequality.LinearisedSlopeIndex(c.x, c.s.rank, c.w)), c.mean())
	}),

	"concentration_curve": ofRank(func(c *linearCall) inequality.Linearised {
		return c.must(inequality.LinearisedConcentrationCurve(c.x, c.s.rank, c.w, c.at("p")))
	}),

	"ge_within":            withinGroups(byGE),
	"ge_between":           betweenGroups(byGE),
	"atkinson_within":      withinGroups(byAtkinson),
	"atkinson_between":     betweenGroups(byAtkinson),
	"j_divergence_within":  withinGroups(byJDivergence),
	"j_divergence_between": betweenGroups(byJDivergence),
	"gini_within":          withinGroups(byGini),
	"gini_between":         betweenGroups(byGini),
	"gini_overlap":         overlapOf(byGini),
	"gini_yl_within":       withinGroups(byGiniStratified),
	"gini_yl_between":      betweenGroups(byGiniStratified),
	"gini_yl_stratif":      overlapOf(byGiniStratified),

	"rif_gini":     {of: (*linearCall).rif},
	"rif_quantile": {of: (*linearCall).rif},
	"rif_variance": {of: (*linearCall).rif},
	"rif_ge":       {of: (*linearCall).rif},
	"rif_atkinson": {of: (*linearCall).rif},

	"mean_gap":   {of: func(c *linearCall) inequality.Linearised { return c.minus(c.groupMean("a"), c.groupMean("b")) }},
	"mean_ratio": simply(func(c *linearCall) inequality.Linearised { return c.over(c.groupMean("a"), c.groupMean("b")) }),
	"pay_gap": simply(func(c *linearCall) inequality.Linearised {
		r := c.over(c.groupMean("b"), c.groupMean("a"))
		return r.Map(1-r.Value, -1)
	}),
	"median_ratio": simply(func(c *linearCall) inequality.Linearised {
		return c.over(c.quantile(c.x, c.weights("a"), .5), c.quantile(c.x, c.weights("b"), .5))
	}),
	"median_pay_gap": simply(func(c *linearCall) inequality.Linearised {
		r := c.over(c.quantile(c.x, c.weights("b"), .5), c.quantile(c.x, c.weights("a"), .5))
		return r.Map(1-r.Value, -1)
	}),
	"quantile_gap": simply(func(c *linearCall) inequality.Linearised {
		return c.minus(c.quantile(c.x, c.weights("a"), c.at("p")), c.quantile(c.x, c.weights("b"), c.at("p")))
	}),
	"cohens_d": simply((*linearCall).cohensD),
	"hedges_g": simply(func(c *linearCall) inequality.Linearised {
		d, n := c.cohensD(), c.people().Value
		return scaledBy(1-3/(float64(4*n)-9), d)
	}),
	"glass_delta": simply(func(c *linearCall) inequality.Linearised {
		return c.over(c.minus(c.groupMean("a"), c.groupMean("b")), rootOf(c.sampleVariance("b")))
	}),
	"cohens_d_unpooled": simply(func(c *linearCall) inequality.Linearised {
		return c.over(c.minus(c.groupMean("a"), c.groupMean("b")), rootOf(scaledBy(.5, c.plus(c.sampleVariance("a"), c.sampleVariance("b")))))
	}),
	"cohens_u1": simply(func(c *linearCall) inequality.Linearised {
		// U1 = 2 - 1/u with u = U2(d).
		d := c.cohensD()
		u := inequality.CohensU2(d.Value)
		return d.Map(inequality.CohensU1(d.Value), math.Copysign(bell(d.Value/2)/2, d.Value)/(u*u))
	}),
	"cohens_u2": simply(func(c *linearCall) inequality.Linearised {
		d := c.cohensD()
		return d.Map(inequality.CohensU2(d.Value), math.Copysign(bell(d.Value/2)/2, d.Value))
	}),
	"cohens_u3": simply(func(c *linearCall) inequality.Linearised {
		d := c.cohensD()
		return d.Map(inequality.CohensU3(d.Value), bell(d.Value))
	}),
	"overlap_normal": simply(func(c *linearCall) inequality.Linearised {
		d := c.cohensD()
		return d.Map(inequality.OverlapNormal(d.Value), -math.Copysign(bell(d.Value/2), d.Value))
	}),
	"cliffs_delta": simply((*linearCall).cliff),
	"prob_superiority": simply(func(c *linearCall) inequality.Linearised {
		d := c.cliff()
		return d.Map((d.Value+1)/2, .5)
	}),
}

// A grouping is a decomposition by groups.
type grouping func(c *linearCall) (inequality.LinearisedDecomposition, error)

func byGE(c *linearCall) (inequality.LinearisedDecomposition, error) {
	return inequality.LinearisedGroupedGE(c.x, c.w, c.s.labels, c.at("alpha"))
}

func byAtkinson(c *linearCall) (inequality.LinearisedDecomposition, error) {
	return inequality.LinearisedGroupedAtkinson(c.x, c.w, c.s.labels, c.at("epsilon"))
}

func byJDivergence(c *linearCall) (inequality.LinearisedDecomposition, error) {
	return inequality.LinearisedGroupedJDivergence(c.x, c.w, c.s.labels)
}

func byGini(c *linearCall) (inequality.LinearisedDecomposition, error) {
	return inequality.LinearisedGroupedGini(c.x, c.w, c.s.labels)
}

func byGiniStratified(c *linearCall) (inequality.LinearisedDecomposition, error) {
	return inequality.LinearisedGroupedGiniStratified(c.x, c.w, c.s.labels)
}

func partOf(of grouping, part func(inequality.LinearisedDecomposition) inequality.Linearised) linear {
	return simply(func(c *linearCall) inequality.Linearised {
		d, err := of(c)
		return c.must(part(d), err)
	})
}

func withinGroups(of grouping) linear {
	return partOf(of, func(d inequality.LinearisedDecomposition) inequality.Linearised { return d.Within })
}

func betweenGroups(of grouping) linear {
	return partOf(of, func(d inequality.LinearisedDecomposition) inequality.Linearised { return d.Between })
}

func overlapOf(of grouping) linear {
	return partOf(of, func(d inequality.LinearisedDecomposition) inequality.Linearised { return d.Residual })
}

// rif is the coefficient of the result's covariate; the recentred influence function counts as known.
func (c *linearCall) rif() (l inequality.Linearised) {
	name := fmt.Sprint(c.m.Params["covariate"])
	at := slices.Index(append([]string{"constant"}, c.s.terms...), name)
	if at < 0 || !c.s.complete() {
		return inequality.Linearised{Value: math.NaN()}
	}
	of, err := c.influence()
	if err == nil {
		var r *inequality.Regression
		if r, err = inequality.RegressRIF(of, c.s.covariates, c.w); err == nil {
			return r.Linearised()[at]
		}
	}
	return c.must(l, err)
}

// influence is the linearised statistic that a RIF regression explains.
func (c *linearCall) influence() (inequality.Linearised, error) {
	switch c.m.Measure {
	case "rif_variance":
		return inequality.LinearisedVariance(c.x, c.w)
	case "rif_ge":
		return inequality.LinearisedGE(c.x, c.w, c.at("alpha"))
	case "rif_atkinson":
		return inequality.LinearisedAtkinson(c.x, c.w, c.at("epsilon"))
	case "rif_quantile":
		if h := c.at("h"); h > 0 {
			return inequality.LinearisedQuantile(c.x, c.w, c.at("p"), h)
		}
		return c.quantile(c.x, c.w, c.at("p")), c.err // by rule
	}
	return inequality.LinearisedGini(c.x, c.w)
}

// bell is the density of a standard normal.
func bell(x float64) float64 { return math.Exp(-x*x/2) / math.Sqrt(2*math.Pi) }

func (c *linearCall) watts() inequality.Linearised {
	z := c.at("z")
	return c.meanOf(func(x float64) float64 {
		if x >= z {
			return 0
		}
		return math.Log(z) - math.Log(x)
	})
}

// hannahKay is the index by totals, of values over their mean.
func (c *linearCall) hannahKay(alpha float64) inequality.Linearised {
	mean := c.mean().Value
	all := c.totalOf(func(x float64) float64 { return x / mean })
	if alpha == 1 { // exp(sum s ln s), s = x/all
		logs := c.totalOf(func(x float64) float64 {
			if x == 0 {
				return 0
			}
			return x / mean * math.Log(x/mean)
		})
		l := c.minus(c.over(logs, all), all.Map(math.Log(all.Value), 1/all.Value))
		return l.Map(math.Exp(l.Value), math.Exp(l.Value))
	}
	powers := c.totalOf(func(x float64) float64 { return math.Pow(x/mean, alpha) })
	return powerOf(c.over(powers, powerOf(all, alpha)), 1/(alpha-1))
}

// weights are those of the group that a parameter names, 0 in other rows.
func (c *linearCall) weights(group string) []float64 {
	label := fmt.Sprint(c.m.Params[group])
	w := make([]float64, len(c.x))
	for i, l := range c.s.labels {
		if l != label {
			continue
		}
		if w[i] = 1; c.w != nil {
			w[i] = c.w[i]
		}
	}
	return w
}

func (c *linearCall) groupMean(group string) inequality.Linearised {
	return c.must(inequality.LinearisedMean(c.x, c.weights(group)))
}

// groupPeople is the sum of weights of a group, and squares its variance times that.
func (c *linearCall) groupPeople(group string) inequality.Linearised {
	return c.must(inequality.LinearisedTotal(mapped(c.x, func(float64) float64 { return 1 }), c.weights(group)))
}

func (c *linearCall) squares(group string) inequality.Linearised {
	return c.times(c.groupPeople(group), c.must(inequality.LinearisedVariance(c.x, c.weights(group))))
}

// sampleVariance has the divisor N - 1.
func (c *linearCall) sampleVariance(group string) inequality.Linearised {
	return c.over(c.squares(group), shiftedBy(-1, c.groupPeople(group)))
}

func (c *linearCall) cohensD() inequality.Linearised {
	people := c.plus(c.groupPeople("a"), c.groupPeople("b"))
	if c.s.counts {
		people = shiftedBy(-2, people)
	}
	pooled := rootOf(c.over(c.plus(c.squares("a"), c.squares("b")), people))
	return c.over(c.minus(c.groupMean("a"), c.groupMean("b")), pooled)
}

func (c *linearCall) cliff() inequality.Linearised {
	return c.must(inequality.LinearisedCliffsDelta(c.x, c.weights("a"), c.weights("b")))
}

// linearised returns a measure with its linearised variable; not ok if there is none.
func (s *sample) linearised(m *result) (l inequality.Linearised, ok bool, err error) {
	of, ok := linearOf[m.Measure]
	if t := m.Params["type"]; !ok || t != nil && fmt.Sprint(t) != "2" { // quantiles of other types
		return l, false, nil
	}
	c := linearCall{s: s, x: s.x, w: s.w, m: m}
	if l = of.of(&c); errors.Is(c.err, errNoDensity) {
		return l, false, nil
	}
	return l, true, c.err
}

// rowsForErrors reports whether a call has a standard error only by its rows. Those that nobody asked for do without, which spares time and memory.
func (o *options) rowsForErrors(c call) bool {
	return len(o.measures) > 0 && o.interval == analytic && (linearOf[c.kind.name].simple || o.level > 0 && !c.kind.hasErrors())
}

// simpleErrors adds the standard errors of measures asked for that have them by their linearised variable alone. Groups that are compared count as samples of
// their own.
func (r *findings) simpleErrors(ctx context.Context, o *options, s *sample) error {
	if len(o.measures) == 0 {
		return nil
	}
	for k := range r.Measures {
		m := &r.Measures[k]
		if err := ctx.Err(); err != nil {
			return err
		}
		if !linearOf[m.Measure].simple || m.SE != nil || !finite(float64(m.Value)) {
			continue
		}
		l, ok, err := s.linearised(m)
		if err != nil {
			return err
		}
		if !ok || !finite(l.Value) {
			continue
		}
		se, err := s.simpleSE(l, m)
		if err != nil {
			return err
		}
		if finite(se) {
			m.within(se)
		}
	}
	return nil
}

func (s *sample) simpleSE(l inequality.Linearised, m *result) (float64, error) {
	if _, compared := m.Params["a"]; !compared || s.labels == nil {
		return l.SE(s.w)
	}
	c := linearCall{s: s, x: s.x, w: s.w, m: m}
	a, err := l.SE(c.weights("a"))
	if err != nil {
		return a, err
	}
	b, err := l.SE(c.weights("b"))
	return math.Hypot(a, b), err
}
