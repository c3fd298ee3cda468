package inequality

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestConcentrationEdges(t *testing.T) {
	make2 := func(y, rank, w []float64) *Concentration {
		c, err := NewConcentration(y, rank, w)
		require.NoError(t, err)
		return c
	}
	undefined := map[string]*Concentration{
		"empty":    make2(nil, nil, nil),
		"zeros":    make2([]float64{1}, []float64{1}, []float64{0}),
		"NaN y":    make2([]float64{nan, 1}, []float64{1, 2}, nil),
		"Inf rank": make2([]float64{1, 1}, []float64{inf, 2}, nil),
	}
	for name, c := range undefined {
		for _, v := range []float64{
			c.Index(), c.Generalized(), c.SlopeIndex(), c.RelativeSlopeIndex(), c.IndexSE(), c.Kakwani(),
			c.ReynoldsSmolensky(), c.Reranking(), valid(c.Erreygers(0, 5)), valid(c.Wagstaff(0, 5)),
			valid(c.Extended(2)), valid(c.Curve(0.5)),
		} {
			require.True(t, math.IsNaN(v), name)
		}
	}
	tied := make2([]float64{1, 2, 3}, []float64{7, 7, 7}, nil)
	require.Zero(t, tied.Index())
	require.True(t, math.IsNaN(tied.SlopeIndex()))
	balanced := make2([]float64{-1, 1}, []float64{1, 2}, nil)
	require.True(t, math.IsNaN(balanced.Index()))
	require.Equal(t, 0.5, balanced.Generalized())
	require.Equal(t, 2.0, make2([]float64{1, 2}, []float64{1, 2}, nil).SlopeIndex())
	require.InEpsilon(t, 4.0/3, make2([]float64{1, 2}, []float64{1, 2}, nil).RelativeSlopeIndex(), 1e-15)
	require.True(t, math.IsNaN(make2([]float64{3}, []float64{1}, nil).IndexSE()))
	require.Equal(t, 3, tied.Values().Distinct())
	require.Equal(t, 1, tied.Rank().Distinct())

	all := make2([]float64{1, 1}, []float64{1, 2}, nil)
	require.True(t, math.IsNaN(valid(all.Wagstaff(0, 1))))
	require.True(t, math.IsNaN(valid(all.Wagstaff(1, 2))))
	// One step from a bound the mean rounds to the bound, but the index does not.
	near := make2([]float64{1, 1, 1 - 0x1p-53, 1}, []float64{1, 2, 3, 0}, nil)
	require.InEpsilon(t, -0.75, valid(near.Wagstaff(0, 1)), 1e-14)

	_, err := all.Erreygers(2, 3)
	require.EqualError(t, err, "inequality: y, row 0 of positive weight: got 1, want 2 to 3")
	_, err = all.Wagstaff(3, 2)
	require.EqualError(t, err, "inequality: bounds: got 3 to 2, want finite and ascending")
	_, err = all.Erreygers(0, inf)
	require.Error(t, err)
	_, err = all.Extended(0)
	require.Error(t, err)
	_, err = all.Curve(2)
	require.Error(t, err)
	_, err = NewConcentration([]float64{1}, nil, nil)
	require.EqualError(t, err, "inequality: rank: got length 0, want 1, the length of y")
	_, err = NewConcentration([]float64{1}, []float64{1}, []float64{-1})
	require.Error(t, err)
	require.InEpsilon(t, 0.25, valid(make2([]float64{1, 3}, []float64{1, 2}, nil).Curve(0.5)), 1e-15)
}

func TestGroupsEdges(t *testing.T) {
	g, err := GroupBy([]float64{1, 5, 0, 0, nan}, []float64{1, 1, 1, 1, 0}, []string{"a", "a", "b", "b", "c"})
	require.NoError(t, err)
	require.Equal(t, []string{"a", "b"}, g.Labels, "a group without weight does not occur")
	require.Nil(t, g.Part("c"))
	require.Equal(t, 3.0, g.Part("a").Mean())
	d, err := g.GE(1)
	require.NoError(t, err)
	require.InEpsilon(t, d.Total, d.Within+d.Between, 1e-14, "a group of zeros adds nothing within")
	d, err = g.GE(0)
	require.NoError(t, err)
	require.Equal(t, inf, d.Total)
	require.Equal(t, inf, d.Between)
	a, err := g.Atkinson(0.5)
	require.NoError(t, err)
	require.InEpsilon(t, 1-a.Total, (1-a.Within)*(1-a.Between), 1e-14)

	// At alpha 2 negative values, and a group with a negative mean, are fine.
	g, err = GroupBy([]float64{-3, 1, 4, 8}, nil, []string{"a", "a", "b", "b"})
	require.NoError(t, err)
	d, err = g.GE(2)
	require.NoError(t, err)
	require.InEpsilon(t, d.Total, d.Within+d.Between, 1e-14)
	d, err = g.GE(1)
	require.NoError(t, err)
	require.True(t, math.IsNaN(d.Total))
	require.InDelta(t, 0.0, g.Gini().Residual, 1e-15, "the groups do not overlap")

	zero, err := GroupBy([]float64{-1, 1}, nil, []int{0, 1})
	require.NoError(t, err)
	require.True(t, math.IsNaN(zero.Gini().Total))
	require.True(t, math.IsNaN(zero.GiniStratified().Within))
	require.True(t, math.IsNaN(valid(zero.EstebanRay(1, 1))))
	require.True(t, math.IsNaN(zero.ValueShare()[0]))
	invalid, err := GroupBy([]float64{inf, 1}, nil, []int{0, 1})
	require.NoError(t, err)
	require.True(t, math.IsNaN(invalid.PopulationShare()[1]))
	for _, e := range []error{
		last(zero.GE(nan)), last(zero.Atkinson(-1)), last(zero.EstebanRay(2, 1)), last(zero.EstebanRay(1, 0)),
		last(GroupBy([]float64{1}, nil, []int{})), last(GroupBy([]float64{1}, []float64{-1}, []int{1})),
		last(GroupBy([]float64{1}, nil, []float64{nan})),
	} {
		require.Error(t, e)
	}
}

func last[T any](_ T, err error) error { return err }

func TestSourcesEdges(t *testing.T) {
	sources, err := Sources(nil, []float64{4, 5, 9}, []float64{-1, -2, -3})
	require.NoError(t, err)
	require.True(t, math.IsNaN(sources[1].Gini), "a negative source has no Gini")
	require.InEpsilon(t, newTest(t, []float64{3, 3, 6}, nil).Gini(), sources[0].Contribution+sources[1].Contribution, 1e-14)
	sources, err = Sources(nil, []float64{1, 2, 3}, []float64{-1, -1, -2})
	require.NoError(t, err)
	require.InEpsilon(t, -.5, sources[1].Correlation, 1e-15, "it needs no positive mean")
	require.InEpsilon(t, sources[0].Concentration/sources[0].Gini, sources[0].Correlation, 1e-15)
	sources, err = Sources(nil, []float64{-1, 1})
	require.NoError(t, err)
	require.True(t, math.IsNaN(sources[0].Share))
	require.InEpsilon(t, 1.0, sources[0].VarianceShare, 1e-15)
	values, err := ShapleyGini(nil, []float64{0, 0}, []float64{1, 3}, []float64{2, 2})
	require.NoError(t, err)
	require.Zero(t, values[0])
	require.InEpsilon(t, (0.25+0.125-0)/2, values[1], 1e-14)
	require.InEpsilon(t, (0.125-0.25+0)/2, values[2], 1e-14)
	for _, e := range []error{
		last(Sources(nil)), last(Sources(nil, []float64{1}, nil)), last(Sources([]float64{-1}, []float64{1})),
		last(ShapleyGini(nil)), last(ShapleyGini([]float64{-1}, []float64{1})),
		last(ShapleyGini(nil, make([][]float64, 13)...)),
	} {
		require.Error(t, e)
	}
}

func TestGapEdges(t *testing.T) {
	one := newTest(t, []float64{1, 1}, nil)
	for name, g := range map[string]Gap{
		"empty": {A: newTest(t, nil, nil), B: one},
		"nil":   {A: one},
		"NaN":   {A: one, B: newTest(t, []float64{nan}, nil)},
	} {
		for _, f := range []func(Gap) float64{
			Gap.Mean, Gap.MeanSE, Gap.MeanRatio, Gap.MedianRatio, Gap.CohensD, Gap.CohensDPopulation,
			Gap.HedgesG, Gap.GlassDelta, Gap.CliffsDelta, Gap.ProbabilityOfSuperiority, Gap.Gastwirth,
			Gap.KolmogorovSmirnov, Gap.Wasserstein, Gap.EnergyDistance,
			func(g Gap) float64 { return valid(g.Quantile(0.5, 2)) },
			func(g Gap) float64 { return valid(g.Overlap([]float64{0, 2})) },
			func(g Gap) float64 { return g.RelativePolarization().Upper },
		} {
			require.True(t, math.IsNaN(f(g)), name)
		}
		density, err := g.RelativeDensity(2)
		require.NoError(t, err)
		require.True(t, math.IsNaN(density[1]))
	}
	two, five := newTest(t, []float64{2, 2}, nil), newTest(t, []float64{4, 6}, nil)
	g := Gap{A: five, B: one}
	require.Equal(t, -inf, Gap{A: one, B: two}.CohensD())
	require.True(t, math.IsNaN(Gap{A: one, B: one}.CohensD()))
	require.True(t, math.IsNaN(Gap{A: newTest(t, []float64{1}, nil), B: newTest(t, []float64{2}, nil)}.CohensD()))
	require.True(t, math.IsNaN(Gap{A: one, B: newTest(t, []float64{2}, nil)}.GlassDelta()))
	require.Equal(t, 1.0, g.CliffsDelta())
	require.Equal(t, 1.0, g.KolmogorovSmirnov())
	require.Equal(t, 4.0, g.Wasserstein())
	require.Equal(t, 5.0, g.MeanRatio())
	require.Equal(t, 5.0, g.MedianRatio())
	require.Zero(t, g.Gastwirth())
	require.InEpsilon(t, 4/math.Sqrt(2.0/2), g.CohensD(), 1e-15)
	require.InEpsilon(t, 4/math.Sqrt(2.0/4), g.CohensDPopulation(), 1e-15)
	require.InEpsilon(t, 4*(1-3.0/7), g.HedgesG(), 1e-15)
	require.InEpsilon(t, 1.0, g.MeanSE(), 1e-15)
	require.True(t, math.IsNaN(Gap{A: one, B: newTest(t, []float64{-1}, nil)}.MeanRatio()))
	require.True(t, math.IsNaN(Gap{A: one, B: newTest(t, []float64{-1}, nil)}.MedianRatio()))
	require.Equal(t, 0.5, valid(Gap{A: five, B: newTest(t, []float64{4, 5}, nil)}.Overlap([]float64{4, 5, 5.5, 6})))

	for _, e := range []error{
		last(g.Quantile(2, 2)), last(g.RelativeDensity(0)), last(g.Overlap([]float64{0, 1})),
		last(g.Overlap([]float64{4, 6})), last(g.Overlap(nil)),
	} {
		require.Error(t, e)
	}

	// A twice as spread as B about the same middle.
	b := newTest(t, []float64{1, 2, 3, 4, 5, 6, 7, 8}, nil)
	ends := Gap{A: newTest(t, []float64{101, 108}, nil), B: b}.RelativePolarization()
	require.InEpsilon(t, 4*(0.5-1.0/16)-1, ends.Median, 1e-14)
	require.InEpsilon(t, ends.Lower, ends.Upper, 1e-14)
	middle := Gap{A: newTest(t, []float64{-9}, nil), B: b}.RelativePolarization()
	require.InDelta(t, -1.0, middle.Median, 1e-15)
	between := Gap{A: newTest(t, []float64{-10, 4.6, 19.6}, nil), B: b}.RelativePolarization() // moved by -0.1
	require.InEpsilon(t, 4*(0.5+0+0.5)/3-1, between.Median, 1e-14)
	require.InEpsilon(t, 8*0.5/3-1, between.Upper, 1e-14)
	density, err := Gap{A: newTest(t, []float64{9, 9, 0.5, 4.5}, nil), B: b}.RelativeDensity(2)
	require.NoError(t, err)
	require.Equal(t, []float64{0.5, 1.5}, density)
}

func TestMobilityEdges(t *testing.T) {
	empty, err := NewMobility(nil, nil, nil)
	require.NoError(t, err)
	broken, err := NewMobility([]float64{1, nan}, []float64{1, 2}, nil)
	require.NoError(t, err)
	for _, m := range []*Mobility{empty, broken} {
		tr, err := m.Transition(2)
		require.NoError(t, err)
		g01, g10 := m.GiniCorrelations()
		for _, v := range []float64{
			m.RankRankSlope(), m.Spearman(), m.KendallTauB(), m.FieldsOk1996(), m.FieldsOk1999(),
			m.FieldsOkDirectional(), m.PearsonLog(), m.Elasticity(), m.Gini(), g01, g10,
			m.Rigidity((*Distribution).Gini), tr.ShorrocksTrace(), tr.Bartholomew(), tr.Immobility(), tr.Origin[0],
		} {
			require.True(t, math.IsNaN(v))
		}
	}
	m, err := NewMobility([]float64{0, 1, 2, 3}, []float64{3, 2, 1, -1}, nil)
	require.NoError(t, err)
	require.True(t, math.IsNaN(m.FieldsOk1999()))
	require.True(t, math.IsNaN(m.Elasticity()))
	require.InEpsilon(t, -1.0, m.Spearman(), 1e-15)
	require.InEpsilon(t, -1.0, m.KendallTauB(), 1e-15)
	debts, err := NewMobility([]float64{-1, -2, -5}, []float64{3, 2, 1}, nil)
	require.NoError(t, err)
	g01, g10 := debts.GiniCorrelations()
	require.InEpsilon(t, 1.0, g01, 1e-15, "it needs no positive mean")
	require.InEpsilon(t, 1.0, g10, 1e-15)
	require.True(t, math.IsNaN(debts.Gini()))
	tr, err := m.Transition(2)
	require.NoError(t, err)
	require.Equal(t, [][]float64{{0, 1}, {1, 0}}, tr.Probability)
	require.Equal(t, 2.0, tr.ShorrocksTrace())
	require.Equal(t, 1.0, tr.Bartholomew())
	require.Equal(t, []float64{0.5, 0.5}, tr.Destination)
	heavy, err := NewMobility([]float64{0, 1, 2, 3}, []float64{3, 2, 1, -1}, []float64{1e300, 1e300, 1e300, 1e300})
	require.NoError(t, err)
	require.InEpsilon(t, m.FieldsOk1996(), heavy.FieldsOk1996(), 1e-15)
	require.InEpsilon(t, -1.0, heavy.KendallTauB(), 1e-15)
	ceiling, err := NewMobility([]float64{9, 9, 9, 9}, []float64{1, 2, 3, 4}, nil)
	require.NoError(t, err)
	tr, err = ceiling.Transition(2)
	require.NoError(t, err)
	require.Equal(t, []float64{1, 0}, tr.Origin, "everyone at the ceiling is below the cut")
	require.True(t, math.IsNaN(tr.ShorrocksTrace()))
	_, err = m.Transition(1)
	require.EqualError(t, err, "inequality: k: got 1, want at least 2")
	_, err = NewMobility([]float64{1}, nil, nil)
	require.Error(t, err)
	_, err = NewMobility([]float64{1}, []float64{1}, []float64{nan})
	require.Error(t, err)
}

func TestLeastSquares(t *testing.T) {
	x, z := []float64{1, 2, 3, 4, nan}, []float64{1, 0, 0, 1, 1}
	y := []float64{2 + 3 - 1, 2 + 6, 2 + 9, 2 + 12 - 1, 0}
	beta, err := LeastSquares(y, [][]float64{x, z}, []float64{1, 2, 1, 3, 0})
	require.NoError(t, err)
	require.InDeltaSlice(t, []float64{2, 3, -1}, beta, 1e-13)
	beta, err = LeastSquares([]float64{1, 2, 6}, nil, nil)
	require.NoError(t, err)
	require.Equal(t, []float64{3}, beta)
	// A column that hardly varies around a large mean.
	beta, err = LeastSquares([]float64{1, 2, 4}, [][]float64{{1e9, 1e9 + 1, 1e9 + 3}}, nil)
	require.NoError(t, err)
	require.InEpsilon(t, 1.0, beta[1], 1e-14)

	for want, e := range map[string]error{
		"inequality: x[0]: got length 1, want 2, the length of y":                                    last(LeastSquares([]float64{1, 2}, [][]float64{{1}}, nil)),
		"inequality: w: got length 1, want 2, the length of y":                                       last(LeastSquares([]float64{1, 2}, nil, []float64{1})),
		"inequality: y[1]: got NaN, want a finite number":                                            last(LeastSquares([]float64{1, nan}, nil, nil)),
		"inequality: x[0][1]: got +Inf, want a finite number":                                        last(LeastSquares([]float64{1, 2}, [][]float64{{1, inf}}, nil)),
		"inequality: y: got 1 rows, want at least 2, one for each coefficient":                       last(LeastSquares([]float64{1}, [][]float64{{1}}, nil)),
		"inequality: x[0]: does not vary, so its coefficient is not determined":                      last(LeastSquares([]float64{1, 2}, [][]float64{{3, 3}}, nil)),
		"inequality: x: a column is explained by the others, so the coefficients are not determined": last(LeastSquares([]float64{1, 2, 4, 5}, [][]float64{{1, 2, 3, 5}, {2, 4, 6, 10}}, nil)),
	} {
		require.EqualError(t, e, want)
	}
}

func TestOaxacaBlinder(t *testing.T) {
	// A earns 2 + 3 x, B earns 1 + 2 x.
	a := Sample{Y: []float64{8, 11, 14, 17}, X: [][]float64{{2, 3, 4, 5}}}
	b := Sample{Y: []float64{3, 5, 7}, X: [][]float64{{1, 2, 3}}, W: []float64{1, 2, 1}}
	o, err := NewOaxacaBlinder(a, b)
	require.NoError(t, err)
	require.InEpsilon(t, 12.5-5, o.Gap, 1e-14)
	three := o.ThreeFold()
	require.InEpsilon(t, 1.5*2, three.Endowments.Total, 1e-13)
	require.InEpsilon(t, 1+2*1.0, three.Coefficients.Total, 1e-13)
	require.InEpsilon(t, 1.5*1, three.Interaction.Total, 1e-13)
	require.InDeltaSlice(t, []float64{1, 2}, three.Coefficients.Detail, 1e-12)
	require.Equal(t, 0.5, o.ShareA())
	pooled, err := o.Pooled()
	require.NoError(t, err)
	for _, reference := range [][]float64{nil, o.Weighted(0), o.Weighted(1), o.Weighted(o.ShareA()), pooled} {
		two, err := o.TwoFold(reference)
		require.NoError(t, err)
		require.InEpsilon(t, o.Gap, two.Explained.Total+two.Unexplained.Total, 1e-13)
		require.InEpsilon(t, two.Unexplained.Total, two.Unexplained.Detail[0]+two.Unexplained.Detail[1], 1e-13)
	}
	two, err := o.TwoFold(o.Weighted(1))
	require.NoError(t, err)
	require.InEpsilon(t, 1.5*3, two.Explained.Total, 1e-13)
	require.InDelta(t, 0.0, two.UnexplainedA.Total, 1e-13)

	flat := Sample{Y: []float64{1, 2}, X: [][]float64{{1, 1}}}
	for want, e := range map[string]error{
		"inequality: b.X: got 0 columns, want 1, as many as in a.X":                      last(NewOaxacaBlinder(a, Sample{})),
		"group A: inequality: x[0]: does not vary, so its coefficient is not determined": last(NewOaxacaBlinder(flat, b)),
		"group B: inequality: x[0]: does not vary, so its coefficient is not determined": last(NewOaxacaBlinder(a, flat)),
		"inequality: reference: got length 1, want 2, the length of A":                   last(o.TwoFold([]float64{1})),
	} {
		require.EqualError(t, e, want)
	}
}

func TestRIFEdges(t *testing.T) {
	rif, err := RIFGini([]float64{1, 3, nan}, []float64{1, 1, 0})
	require.NoError(t, err)
	require.True(t, math.IsNaN(rif[2]))
	require.InEpsilon(t, 0.5, rif[0]+rif[1], 1e-15)
	rif, err = RIFGini([]float64{-1, 1}, nil)
	require.NoError(t, err)
	require.True(t, math.IsNaN(rif[0]))
	rif, err = RIFQuantile([]float64{nan, 1}, nil, 0.5, 1)
	require.NoError(t, err)
	require.True(t, math.IsNaN(rif[1]))
	rif, err = RIFQuantile([]float64{1, 1, 2}, nil, 0.5, 1)
	require.NoError(t, err)
	density := (2 + math.Exp(-0.5)) / 3 / math.Sqrt(2*math.Pi)
	require.InDeltaSlice(t, []float64{1 - 0.5/density, 1 - 0.5/density, 1 + 0.5/density}, rif, 1e-14)
	for _, e := range []error{
		last(RIFGini([]float64{1}, []float64{-1})), last(RIFQuantile([]float64{1}, []float64{-1}, 0.5, 1)),
		last(RIFQuantile([]float64{1}, nil, 2, 1)), last(RIFQuantile([]float64{1}, nil, 0.5, 0)),
	} {
		require.Error(t, e)
	}
}

func TestBootstrap(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	x := make([]float64, 400)
	for i := range x {
		x[i] = math.Exp(random.NormFloat64() / 2)
	}
	gini := func(w []float64) (float64, error) { return Gini(x, w) }
	run := func(seed uint64) BootstrapResult {
		r, err := Bootstrap{Rows: len(x), Replicates: 200, Source: rand.NewPCG(seed, 0)}.Run(gini)
		require.NoError(t, err)
		return r
	}
	first := run(1)
	require.Equal(t, first, run(1), "the same source gives the same result")
	require.NotEqual(t, first.SE, run(2).SE)
	d := newTest(t, x, nil)
	require.Equal(t, d.Gini(), first.Estimate)
	require.InEpsilon(t, d.GiniSE(), first.SE, 0.2)
	require.IsNonDecreasing(t, first.Replicates)
	require.InEpsilon(t, d.GiniSE(), valid(GiniJackknifeSE(x, nil)), 0.05)
	lo, hi, err := first.Percentile(0.95)
	require.NoError(t, err)
	require.Less(t, lo, first.Estimate)
	require.Greater(t, hi, first.Estimate)
	require.InEpsilon(t, 2*1.96*first.SE, hi-lo, 0.2)
	_, _, err = first.Percentile(2)
	require.Error(t, err)

	// Half the samples of two rows hold one of them twice: a NaN, then, is a NaN in the SE.
	pair := Bootstrap{Rows: 2, Weights: []float64{1, 3}, Replicates: 20, Source: rand.NewPCG(1, 1)}
	r, err := pair.Run(func(w []float64) (float64, error) {
		d, err := New([]float64{1, 2}, w)
		return d.GiniCorrected(), err
	})
	require.NoError(t, err)
	require.True(t, math.IsNaN(r.SE))
	require.True(t, math.IsNaN(r.Replicates[19]))
	undefined := slices.IndexFunc(r.Replicates, math.IsNaN)
	require.Positive(t, undefined)
	for _, v := range r.Replicates[undefined:] {
		require.True(t, math.IsNaN(v), "NaN last")
	}

	calls := 0
	fails := func([]float64) (float64, error) {
		if calls++; calls > 2 {
			return 0, errTest
		}
		return 1, nil
	}
	_, err = pair.Run(fails)
	require.ErrorIs(t, err, errTest)
	require.ErrorContains(t, err, "replicate 1")
	calls = 3
	_, err = pair.Run(fails)
	require.ErrorIs(t, err, errTest)
	for want, b := range map[string]Bootstrap{
		"inequality: Rows: got 0, want at least 1":                     {},
		"inequality: Replicates: got 1, want at least 2":               {Rows: 1, Replicates: 1},
		"inequality: Source: got nil, want a source of random numbers": {Rows: 1, Replicates: 2},
		"inequality: w: got length 1, want 2, the length of Rows":      {Rows: 2, Replicates: 2, Source: rand.NewPCG(1, 1), Weights: []float64{1}},
	} {
		_, err := b.Run(gini)
		require.EqualError(t, err, want)
	}
}

type testError struct{}

func (testError) Error() string { return "test" }

var errTest = testError{}
