package inequality

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestChangeGolden(t *testing.T) {
	g := readGoldenR(t, "change")
	col := goldenColumns(t, "bivariate2000")
	region := goldenLabels(t, "bivariate2000", "region")
	x := [][]float64{col("educ"), col("age"), col("access")}
	names := []string{"educ", "age", "access"}
	income, wr := col("income"), col("wr")
	logs := make([]float64, len(income))
	for i, v := range income {
		logs[i] = math.Log(v)
	}
	for weight, w := range map[string][]float64{"one": nil, "wr": wr} {
		f, err := DecomposeFields(logs, x, w)
		require.NoError(t, err)
		for k, name := range names {
			g.equal("fields_"+name+"_"+weight, f.Terms[k].Share, 1e-9)
		}
		g.equal("fields_residual_"+weight, f.Residual.Share, 1e-9)
		g.equal("fields_r2_"+weight, f.RSquared(), 1e-9)
	}
	rif := func(name string, l Linearised, err error, columns [][]float64) {
		require.NoError(t, err)
		r, err := RegressRIF(l, columns, wr)
		require.NoError(t, err)
		g.equal(name, r.Coefficients[1], 1e-8)
		if len(columns) > 1 {
			g.equal(name+"_se", StandardErrors(r.Robust())[1], 1e-8)
		}
	}
	l, err := LinearisedGini(income, wr)
	rif("rif_gini_educ", l, err, x)
	l, err = LinearisedQuantile(income, wr, 0.5, 3000)
	rif("rif_median_educ", l, err, x)
	d, err := New(income, wr)
	require.NoError(t, err)
	square := make([]float64, len(income))
	for i, v := range income {
		square[i] = squared(v - d.Mean())
	}
	l, err = LinearisedMean(square, wr) // the influence of the variance
	rif("rif_variance_educ", l, err, x[:1])
	checkMLDChange(t, g, income, col("w"), wr, region)
	checkOaxaca(t, g, col, region)
	checkDesignRegression(t, g, x, income, wr)
	g.complete()
}

func checkMLDChange(t *testing.T, g *goldenR, income, w, wr []float64, region []string) {
	t.Helper()
	later := make([]float64, len(income))
	for i, v := range income {
		later[i] = math.Pow(v, 1.2)
		if region[i] == "R2" {
			later[i] *= 1.5
		}
	}
	before, err := GroupBy(income, w, region)
	require.NoError(t, err)
	after, err := GroupBy(later, wr, region)
	require.NoError(t, err)
	c, err := ChangeMLD(before, after)
	require.NoError(t, err)
	require.InDelta(t, c.Total, c.WithinInequality+c.WithinShares+c.BetweenShares+c.BetweenMeans, 1e-12)
	g.equal("mld_total", c.Total, 1e-9)
	g.equal("mld_within", c.WithinInequality, 1e-9)
	g.equal("mld_within_shares", c.WithinShares, 1e-9)
	g.equal("mld_between_shares", c.BetweenShares, 1e-9)
	g.equal("mld_between_means", c.BetweenMeans, 1e-9)
	g.equal("mld_shares_approximate", c.SharesApproximate, 1e-9)
	g.equal("mld_means_approximate", c.MeansApproximate, 1e-9)
}

func checkOaxaca(t *testing.T, g *goldenR, col func(string) []float64, region []string) {
	t.Helper()
	var samples [2]Sample // with access, without
	var weights [2][]float64
	for s := range samples {
		samples[s].X = make([][]float64, 5)
		for i, access := range col("access") {
			if (access == 1) != (s == 0) {
				continue
			}
			row := []float64{col("educ")[i], col("age")[i], 0, 0, 0}
			if k := slices.Index([]string{"R2", "R3", "R4"}, region[i]); k >= 0 {
				row[2+k] = 1
			}
			for k, v := range row {
				samples[s].X[k] = append(samples[s].X[k], v)
			}
			samples[s].Y = append(samples[s].Y, col("income")[i])
			weights[s] = append(weights[s], col("wr")[i])
		}
		samples[s].W = weights[s]
	}
	o, err := NewOaxacaBlinderNormalised(samples[0], samples[1], []int{2, 3, 4})
	require.NoError(t, err)
	plain, err := NewOaxacaBlinder(samples[0], samples[1])
	require.NoError(t, err)
	require.InDelta(t, plain.ThreeFold().Endowments.Total, o.ThreeFold().Endowments.Total, 1e-6)
	w := slices.Concat(weights[0], weights[1])
	check := func(name string, p LinearisedPart) {
		se := func(l Linearised) float64 {
			v, err := l.SE(w)
			require.NoError(t, err)
			return v
		}
		g.equal("oaxaca_"+name+"_total", p.Total.Value, 1e-8)
		g.equal("oaxaca_se_"+name+"_total", se(p.Total), 1e-5)
		for k, column := range []string{"constant", "educ", "", "R2", "", "", "R1"} {
			if column == "" {
				continue
			}
			if column == "constant" && g.want["oaxaca_"+name+"_constant"] == 0 {
				require.InDelta(t, 0, p.Detail[k].Value, 1e-8)
				require.InDelta(t, 0, se(p.Detail[k]), 1e-8)
				g.seen["oaxaca_"+name+"_constant"], g.seen["oaxaca_se_"+name+"_constant"] = true, true
				continue
			}
			g.equal("oaxaca_"+name+"_"+column, p.Detail[k].Value, 1e-8)
			g.equal("oaxaca_se_"+name+"_"+column, se(p.Detail[k]), 1e-5)
		}
	}
	e, c, i := o.ThreeFoldLinearised()
	check("endowments", e)
	check("coefficients", c)
	check("interaction", i)
	v, err := e.Total.SE(w)
	require.NoError(t, err)
	g.equal("jann_endowments_se", v, 0.01) // cross terms apart
	explained, unexplained, err := o.TwoFoldLinearised(ReferencePooledWithGroup)
	require.NoError(t, err)
	check("explained", explained)
	check("unexplained", unexplained)
	two, err := o.TwoFold(nil)
	require.NoError(t, err)
	require.InDelta(t, two.Explained.Total, explained.Total.Value, 1e-6)
	require.InDeltaSlice(t, two.Unexplained.Detail, values(unexplained.Detail), 1e-6)
	explained, unexplained, err = o.TwoFoldLinearised(ReferenceA)
	require.NoError(t, err)
	check("explained_a", explained)
	check("unexplained_a", unexplained)
	_, same, err := o.TwoFoldLinearised(ReferenceB)
	require.NoError(t, err)
	require.InDelta(t, c.Total.Value+i.Total.Value, same.Total.Value, 1e-6)
	for reference, coefficients := range map[OaxacaReference][]float64{ReferenceShare: o.Weighted(o.ShareA())} {
		explained, _, err := o.TwoFoldLinearised(reference)
		require.NoError(t, err)
		two, err := o.TwoFold(coefficients)
		require.NoError(t, err)
		require.InDelta(t, two.Explained.Total, explained.Total.Value, 1e-6)
	}
	pooled, err := o.Pooled()
	require.NoError(t, err)
	two, err = o.TwoFold(pooled)
	require.NoError(t, err)
	explained, _, err = o.TwoFoldLinearised(ReferencePooled)
	require.NoError(t, err)
	require.InDelta(t, two.Explained.Total, explained.Total.Value, 1e-6)
	_, _, err = o.TwoFoldLinearised(OaxacaReference(9))
	require.ErrorContains(t, err, "reference: got 9")
}

func values(l []Linearised) []float64 {
	out := make([]float64, len(l))
	for k := range l {
		out[k] = l[k].Value
	}
	return out
}

// The variance of a stratified sample of clusters, from its definition.
func checkDesignRegression(t *testing.T, g *goldenR, x [][]float64, y, w []float64) {
	t.Helper()
	r, err := Regress(y, x, w)
	require.NoError(t, err)
	age, region := goldenLabels(t, "bivariate2000", "age"), goldenLabels(t, "bivariate2000", "region")
	for k, l := range r.Linearised() {
		require.Equal(t, r.Coefficients[k], l.Value)
		strata := map[string]map[string]float64{}
		for i, z := range l.Z {
			if strata[region[i]] == nil {
				strata[region[i]] = map[string]float64{}
			}
			strata[region[i]][age[i]] += w[i] * z
		}
		variance := 0.0
		for _, clusters := range strata {
			n, sum, squares := float64(len(clusters)), 0.0, 0.0
			for _, total := range clusters {
				sum += total
				squares += squared(total)
			}
			variance += n / (n - 1) * (squares - sum*sum/n)
		}
		g.equal("svyglm_se_"+string(rune('1'+k)), math.Sqrt(variance), 1e-9)
	}
}

func TestGrowthIncidence(t *testing.T) {
	before, err := New([]float64{10, 20, 30, 40}, nil)
	require.NoError(t, err)
	after, err := New([]float64{11, 24, 33, 40}, nil)
	require.NoError(t, err)
	growth, err := GrowthIncidence(before, after, []float64{.1, .3, .6, .9})
	require.NoError(t, err)
	require.InDeltaSlice(t, []float64{.1, .2, .1, 0}, growth, 1e-15)
	rate, err := ProPoorGrowth(before, after, 25)
	require.NoError(t, err)
	require.InDelta(t, .15, rate, 1e-15)
	three, err := New([]float64{12, 24, 36}, nil) // other jumps: 10 and 20 of the four make the poorest half
	require.NoError(t, err)
	rate, err = ProPoorGrowth(before, three, 25)
	require.NoError(t, err)
	require.InDelta(t, (.25*.2+(1.0/3-.25)*(12.0/20-1)+(.5-1.0/3)*.2)/.5, rate, 1e-12)

	followed, err := NonAnonymousGrowth([]float64{10, 20, 30, 40}, []float64{40, 10, 33, 20}, nil, 2)
	require.NoError(t, err)
	require.InDeltaSlice(t, []float64{50.0/30 - 1, 53.0/70 - 1}, followed, 1e-14)
	followed, err = NonAnonymousGrowth([]float64{10, 10, 10}, []float64{10, 20, 30}, nil, 3) // all tied: the same for all
	require.NoError(t, err)
	require.InDeltaSlice(t, []float64{1, 1, 1}, followed, 1e-14)

	zero, err := New([]float64{0, 0}, nil)
	require.NoError(t, err)
	growth, err = GrowthIncidence(zero, after, []float64{.5})
	require.NoError(t, err)
	require.True(t, math.IsInf(growth[0], 1))
	none, err := New(nil, nil)
	require.NoError(t, err)
	rate, err = ProPoorGrowth(none, after, 5)
	require.NoError(t, err)
	require.True(t, math.IsNaN(rate))
	rate, err = ProPoorGrowth(before, after, 5)
	require.NoError(t, err)
	require.True(t, math.IsNaN(rate))
	followed, err = NonAnonymousGrowth([]float64{math.NaN(), 1}, []float64{1, 1}, nil, 2)
	require.NoError(t, err)
	require.True(t, math.IsNaN(followed[1]))
	_, err = GrowthIncidence(before, after, []float64{.5, 2})
	require.ErrorContains(t, err, "p[1]")
	_, err = ProPoorGrowth(before, after, 0)
	require.ErrorContains(t, err, "z: got 0")
	_, err = NonAnonymousGrowth(nil, nil, nil, 2)
	require.ErrorContains(t, err, "k: got 2, want 1 to 1")
	_, err = NonAnonymousGrowth([]float64{1, 2}, []float64{1}, nil, 1)
	require.Error(t, err)
}

// Everybody growing alike is seen as such by all of them; weights in proportion and copies change nothing.
func TestGrowthProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 20).Draw(t, "n")
		x := rapid.SliceOfN(rapid.Float64Range(1, 100), n, n).Draw(t, "x")
		w := rapid.SliceOfN(rapid.Float64Range(.5, 2), n, n).Draw(t, "w")
		before, err := New(x, w)
		require.NoError(t, err)
		after, err := New(scale(x, 1.25), scale(w, 3))
		require.NoError(t, err)
		rate, err := ProPoorGrowth(before, after, 1000)
		require.NoError(t, err)
		require.InDelta(t, .25, rate, 1e-6)
		k := rapid.IntRange(1, n).Draw(t, "k")
		followed, err := NonAnonymousGrowth(x, scale(x, 1.25), scale(w, 1e200), k)
		require.NoError(t, err)
		for _, g := range followed {
			require.InDelta(t, .25, g, 1e-9)
		}
		labels := make([]int, n)
		for i := range labels {
			labels[i] = i % 2
		}
		a, err := GroupBy(x, w, labels)
		require.NoError(t, err)
		b, err := GroupBy(scale(x, 1.25), scale(w, 3), labels)
		require.NoError(t, err)
		c, err := ChangeMLD(a, b)
		require.NoError(t, err)
		require.InDelta(t, 0, math.Abs(c.WithinInequality)+math.Abs(c.WithinShares)+math.Abs(c.BetweenShares)+math.Abs(c.BetweenMeans), 1e-12)

		y := rapid.SliceOfN(rapid.Float64Range(1, 100), n, n).Draw(t, "y")
		other := rapid.SliceOfN(rapid.IntRange(0, 1), n, n).Draw(t, "labels")
		other[0], other[1] = 0, 1
		b, err = GroupBy(y, w, other)
		require.NoError(t, err)
		c, err = ChangeMLD(a, b)
		require.NoError(t, err)
		require.InDelta(t, c.Total, c.WithinInequality+c.WithinShares+c.BetweenShares+c.BetweenMeans, 1e-10)
		f, err := DecomposeFields(y, [][]float64{x}, w)
		if err != nil {
			return
		}
		if !math.IsNaN(f.Residual.Share) {
			require.InDelta(t, 1, f.Terms[0].Share+f.Residual.Share, 1e-9)
			parts, rest, err := f.Change(f, .3, .5)
			require.NoError(t, err)
			require.InDelta(t, .2, parts[0]+rest, 1e-9)
		}
	})
}

func TestChangeErrors(t *testing.T) {
	a, err := GroupBy([]float64{1, 2}, nil, []string{"a", "b"})
	require.NoError(t, err)
	b, err := GroupBy([]float64{1, 2}, nil, []string{"a", "a"})
	require.NoError(t, err)
	_, err = ChangeMLD(a, b)
	require.ErrorContains(t, err, "label b: it is at one date only")
	_, err = ChangeMLD(b, a)
	require.ErrorContains(t, err, "label b: it is at one date only")
	zeros, err := GroupBy([]float64{0, 2}, nil, []string{"a", "b"})
	require.NoError(t, err)
	c, err := ChangeMLD(a, zeros)
	require.NoError(t, err)
	require.True(t, math.IsNaN(c.Total))

	f, err := DecomposeFields([]float64{2, 2, 2}, [][]float64{{0, 1, 1}}, nil)
	require.NoError(t, err)
	require.True(t, math.IsNaN(f.Terms[0].Share))
	_, _, err = f.Change(&FieldsDecomposition{}, 1, 1)
	require.ErrorContains(t, err, "after.Terms")
	_, err = DecomposeFields([]float64{2}, nil, []float64{-1})
	require.Error(t, err)
	f, err = DecomposeFields([]float64{2, math.NaN(), 3, 7}, [][]float64{{0, 1, 1, 0}}, []float64{1, 0, 1, 1}) // a row of weight 0
	require.NoError(t, err)
	require.InDelta(t, 1, f.Terms[0].Share+f.Residual.Share, 1e-12)

	_, err = Linearised{Z: []float64{1}}.RIF([]float64{1, 2})
	require.Error(t, err)
	_, err = Linearised{Z: []float64{1}}.SE([]float64{1, 2})
	require.Error(t, err)
	_, err = RegressRIF(Linearised{Value: math.NaN(), Z: []float64{1, 2}}, nil, nil)
	require.ErrorContains(t, err, "y[0]: got NaN")
	_, err = RegressRIF(Linearised{Z: []float64{1}}, nil, []float64{1, 2})
	require.Error(t, err)
	se, err := Linearised{Z: []float64{1}}.SE(nil)
	require.NoError(t, err)
	require.True(t, math.IsNaN(se))

	s := Sample{Y: []float64{1, 2, 4, 3}, X: [][]float64{{0, 1, 0, 0}, {0, 0, 1, 0}}}
	for _, sets := range [][][]int{{{2}}, {{0, 0}}, {{0}, {0}}, {{-1}}} {
		_, err = NewOaxacaBlinderNormalised(s, s, sets...)
		require.ErrorContains(t, err, "each once")
	}
	both := Sample{Y: s.Y, X: [][]float64{{0, 1, 0, 0}, {0, 1, 1, 0}}}
	_, err = NewOaxacaBlinderNormalised(s, both, []int{0, 1})
	require.ErrorContains(t, err, "group B: inequality: row 1: got 2 dummies")
	half := Sample{Y: s.Y, X: [][]float64{{0, .5, 0, 0}, {0, 0, 1, 0}}}
	_, err = NewOaxacaBlinderNormalised(half, s, []int{0, 1})
	require.ErrorContains(t, err, "group A: inequality: x[0][1]: got 0.5, want 0 or 1")
}

// Which category is left out does not change normalised details.
func TestNormalisedDummies(t *testing.T) {
	col := goldenColumns(t, "bivariate2000")
	region := goldenLabels(t, "bivariate2000", "region")
	detail := func(categories ...string) map[string]float64 {
		var s [2]Sample
		for g := range s {
			s[g].X = make([][]float64, 3)
			for i, access := range col("access") {
				if (access == 1) == (g == 0) {
					s[g].Y = append(s[g].Y, col("income")[i])
					for k, c := range categories[:3] {
						dummy := 0.0
						if region[i] == c {
							dummy = 1
						}
						s[g].X[k] = append(s[g].X[k], dummy)
					}
				}
			}
		}
		o, err := NewOaxacaBlinderNormalised(s[0], s[1], []int{0, 1, 2})
		require.NoError(t, err)
		out := map[string]float64{"constant": o.ThreeFold().Coefficients.Detail[0]}
		for k, c := range categories {
			out[c] = o.ThreeFold().Coefficients.Detail[k+1]
		}
		return out
	}
	require.InDeltaMapValues(t, detail("R1", "R2", "R3", "R4"), detail("R4", "R3", "R2", "R1"), 1e-7)
}

func TestGrowthNeedsDistributions(t *testing.T) {
	d := newTest(t, []float64{1, 2}, nil)
	_, err := GrowthIncidence(nil, d, []float64{.5})
	require.ErrorContains(t, err, "before: got nil")
	_, err = GrowthIncidence(d, nil, nil)
	require.ErrorContains(t, err, "after: got nil")
	_, err = ProPoorGrowth(nil, nil, -1)
	require.ErrorContains(t, err, "before: got nil")
	require.ErrorContains(t, err, "after: got nil")
	require.ErrorContains(t, err, "z: got -1")
}
