package inequality

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func testDraws() rand.Source { return rand.NewPCG(1, 2) }

func TestNineQuantiles(t *testing.T) {
	x := []float64{40, 10, 30, 20}
	d := newTest(t, x, nil)
	for kind, want := range map[QuantileType]float64{
		InverseCDF: 20, AveragedInverseCDF: 20, NearestEven: 10, InterpolatedCDF: 12, Hazen: 17, Weibull: 15, Linear: 19, MedianUnbiased: 16 + 1.0/3, NormalUnbiased: 16.5,
	} {
		require.InDelta(t, want, valid(d.Quantile(0.3, kind)), 1e-13, kind) // R: quantile(c(40,10,30,20), 0.3, type = 1:9)
	}
	equal := newTest(t, x, []float64{3, 3, 3, 3})
	one := newTest(t, []float64{7}, []float64{.5})
	for kind := InverseCDF; kind <= NormalUnbiased; kind++ {
		require.InDelta(t, valid(d.Quantile(.3, kind)), valid(equal.Quantile(.3, kind)), 1e-13)
		require.Equal(t, 7.0, valid(one.Quantile(.3, kind)))
		require.True(t, math.IsNaN(valid(one.QuantileCounts(.3, kind))), "half a person")
	}
	require.Equal(t, 7.0, valid(one.RankQuantile(.3)))
	require.Equal(t, 7.0, valid(one.MidRankQuantile(.3)))
	weighted := newTest(t, []float64{1, 2, 3}, []float64{1, 2, 1})
	require.InDelta(t, 2, valid(weighted.MidRankQuantile(.5)), 1e-15)
	require.InDelta(t, 1+1.0/3, valid(weighted.MidRankQuantile(.25)), 1e-15)
	require.InDelta(t, 1.5, valid(weighted.RankQuantile(.5)), 1e-15)
	_, err := weighted.MidRankQuantile(2)
	require.Error(t, err)
}

// TestQuantilesAscend: with p, from the smallest to the largest value; for counts they are those of the rows written out.
func TestQuantilesAscend(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSample(t, -3)
		d := s.distribution(t)
		if d.empty() {
			return
		}
		p, q := rapid.Float64Range(0, 1).Draw(t, "p"), rapid.Float64Range(0, 1).Draw(t, "q")
		p, q = min(p, q), max(p, q)
		of := map[int]func(p float64) (float64, error){0: d.RankQuantile, 10: d.MidRankQuantile}
		for kind := InverseCDF; kind <= NormalUnbiased; kind++ {
			of[int(kind)] = func(p float64) (float64, error) { return d.Quantile(p, kind) }
		}
		for kind, quantile := range of {
			a, b := valid(quantile(p)), valid(quantile(q))
			require.LessOrEqual(t, a, b+1e-12*math.Abs(b), kind)
			require.True(t, a >= d.Min()-1e-12 && b <= d.Max()+1e-9, "%d: %v to %v", kind, a, b)
			if d.unit != 0 {
				require.InDelta(t, d.Min(), valid(quantile(0)), 1e-12, kind)
			}
		}
		slices.Reverse(s.x)
		slices.Reverse(s.w)
		for kind := InverseCDF; kind <= NormalUnbiased; kind++ {
			require.InDelta(t, valid(d.Quantile(p, kind)), valid(s.distribution(t).Quantile(p, kind)), 1e-9, "rows in another order")
		}
		var copies []float64
		for i, x := range s.x {
			if w := weightAt(s.w, i); w != math.Trunc(w) {
				return
			}
			for range int(weightAt(s.w, i)) {
				copies = append(copies, x)
			}
		}
		rows := drawn{x: copies}.distribution(t)
		for kind := InverseCDF; kind <= NormalUnbiased; kind++ {
			require.InDelta(t, valid(rows.Quantile(p, kind)), valid(d.QuantileCounts(p, kind)), 1e-9, kind)
		}
	})
}

func TestKolmPollak(t *testing.T) {
	d := newTest(t, []float64{1, 2, 5}, []float64{1, 1, 2})
	mirrored := newTest(t, []float64{-1, -2, -5}, []float64{1, 1, 2})
	for _, kappa := range []float64{1e-9, .3, 4, 900} {
		require.Equal(t, valid(d.Kolm(kappa)), valid(d.KolmPollak(kappa)))
		require.InEpsilon(t, valid(mirrored.Kolm(kappa)), valid(d.KolmPollak(-kappa)), 1e-13)
		require.Less(t, valid(d.KolmPollakEDE(kappa)), d.Mean())
		require.Greater(t, valid(d.KolmPollakEDE(-kappa)), d.Mean())
	}
	require.InEpsilon(t, .5*13/55, valid(newTest(t, []float64{1, 2, 5, 5}, nil).KolmPollakKappa(.5)), 1e-14)
	require.True(t, math.IsNaN(valid(newTest(t, []float64{0, 0}, nil).KolmPollakKappa(.5))))
	require.Zero(t, valid(d.KolmPollak(0)))
	require.Equal(t, d.Mean(), valid(d.KolmPollakEDE(0)))
	require.Zero(t, valid(d.KolmSE(0)))
	for _, kappa := range []float64{nan, inf, -inf} {
		_, err := d.KolmPollak(kappa)
		require.Error(t, err)
		_, err = d.KolmPollakKappa(kappa)
		require.Error(t, err)
	}
	_, err := d.KolmSE(-1)
	require.Error(t, err)
}

func TestConcentrationOnFew(t *testing.T) {
	d := newTest(t, []float64{50, 30, 10, 10}, nil)
	require.InEpsilon(t, .36, d.Herfindahl(), 1e-14)
	require.InEpsilon(t, (.36-.25)/.75, d.HerfindahlNormalized(), 1e-13)
	require.InEpsilon(t, 1/(2*(.5+.6+.3+.4)-1), d.Rosenbluth(), 1e-14)
	require.InEpsilon(t, .8, valid(d.ConcentrationRatio(2)), 1e-14)
	require.InEpsilon(t, .65, valid(d.ConcentrationRatio(1.5)), 1e-14)
	require.InEpsilon(t, 1, valid(d.ConcentrationRatio(9)), 1e-14)
	require.InEpsilon(t, math.Exp(.5*math.Log(.5)+.3*math.Log(.3)+.2*math.Log(.1)), valid(d.HannahKay(1)), 1e-14)
	counts := newTest(t, []float64{50, 30, 10}, []float64{1, 1, 2})
	require.InEpsilon(t, d.Herfindahl(), counts.Herfindahl(), 1e-14)
	require.InEpsilon(t, d.Rosenbluth(), counts.Rosenbluth(), 1e-14)
	alone := newTest(t, []float64{3}, nil)
	require.Equal(t, 1.0, alone.Herfindahl())
	require.Equal(t, 1.0, alone.Rosenbluth())
	require.True(t, math.IsNaN(alone.HerfindahlNormalized()))
	zeros := newTest(t, []float64{0, 0}, nil)
	require.True(t, math.IsNaN(zeros.Herfindahl()) && math.IsNaN(zeros.Rosenbluth()) && math.IsNaN(valid(zeros.HannahKay(2))))
	negative := newTest(t, []float64{-1, 5}, nil)
	require.InEpsilon(t, 26.0/16, negative.Herfindahl(), 1e-14)
	require.True(t, math.IsNaN(valid(negative.HannahKay(2))))
	_, err := d.HannahKay(0)
	require.Error(t, err)
	_, err = d.ConcentrationRatio(-1)
	require.Error(t, err)
}

func TestRelativePoverty(t *testing.T) {
	d := newTest(t, []float64{1, 2, 5, 10, 10, 12, 20, 30, 40, 70}, nil) // median 11, line 6.6
	require.Equal(t, .3, d.AtRiskOfPoverty())
	require.InEpsilon(t, (6.6-2)/6.6, valid(d.RelativeMedianGap(.6, .5)), 1e-14)
	require.InEpsilon(t, (5.6+4.6+1.6)/6.6/10, valid(d.RelativeFGT(1, .6, .5)), 1e-13)
	require.True(t, math.IsNaN(valid(d.RelativeMedianGap(.01, .5))), "nobody is poor")
	// 20% quantile (2+5)/2, 80% quantile (30+40)/2.
	require.InEpsilon(t, 110.0/3, d.QuintileShareRatio(), 1e-14)
	require.True(t, math.IsNaN(newTest(t, []float64{0, 0, 0, 5}, nil).AtRiskOfPoverty()), "the median is 0")
	require.Equal(t, inf, newTest(t, []float64{0, 0, 0, 0, 1, 5}, nil).QuintileShareRatio())
	require.Equal(t, 0.0, newTest(t, []float64{3, 3, 3, 3, 3}, nil).QuintileShareRatio(), "nobody is above the quantile")
	g := Gap{A: newTest(t, []float64{10, 30}, nil), B: newTest(t, []float64{10, 20, 30}, []float64{2, 1, 1})}
	require.InEpsilon(t, .125, g.PayGap(), 1e-14)
	require.InEpsilon(t, .25, g.MedianPayGap(), 1e-14)
	require.True(t, math.IsNaN(Gap{}.PayGap()) && math.IsNaN(Gap{}.MedianPayGap()))
	for _, of := range []func() (float64, error){
		func() (float64, error) { return d.RelativeLine(0, .5) }, func() (float64, error) { return d.RelativeLine(.6, 2) },
		func() (float64, error) { return d.RelativeFGT(-1, .6, .5) }, func() (float64, error) { return d.RelativeMedianGap(nan, .5) },
		func() (float64, error) { return d.Takayama(0) }, func() (float64, error) { return d.Thon(-1) },
		func() (float64, error) { return d.KakwaniPoverty(5, -1) }, func() (float64, error) { return d.KakwaniPoverty(0, 1) },
		func() (float64, error) { return d.Chakravarty(5, 0) }, func() (float64, error) { return d.Chakravarty(0, .5) },
		func() (float64, error) { return d.Hagenaars(1) },
	} {
		_, err := of()
		require.Error(t, err)
	}
}

// TestPovertyIndicesAreRelated to those of the first package files, for any data.
func TestPovertyIndicesAreRelated(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSample(t, 0)
		d := s.distribution(t)
		if d.empty() {
			return
		}
		z := rapid.Float64Range(.5, 900).Draw(t, "z")
		require.InDelta(t, valid(d.FGT(1, z)), valid(d.KakwaniPoverty(z, 0)), 1e-12)
		require.InDelta(t, valid(d.Sen(z)), valid(d.KakwaniPoverty(z, 1)), 1e-12)
		require.InDelta(t, valid(d.FGT(1, z)), valid(d.Chakravarty(z, 1)), 1e-12)
		if watts := valid(d.Watts(z)); !math.IsInf(watts, 1) {
			require.InDelta(t, watts, valid(d.Chakravarty(z, 1e-9))/1e-9, 1e-3) // off by at most 1e-9 ln^2(x/z)/2
		}
		require.InDelta(t, valid(d.SST(z)), valid(d.Thon(z)), 2/(d.Weight()+1))
		censored := drawn{w: s.w}
		for _, x := range s.x {
			censored.x = append(censored.x, min(x, z))
		}
		if valid(d.FGT(0, z)) > 0 {
			require.True(t, isClose(censored.distribution(t).Gini(), valid(d.Takayama(z)), 1e-12) || valid(d.Takayama(z)) < 1e-12)
		}
	})
}

func TestPovertyByGroup(t *testing.T) {
	g, err := GroupBy([]float64{1, 2, 3, 4, 5, 6}, []float64{1, 1, 2, 1, 1, 0}, []string{"a", "a", "b", "b", "c", "d"})
	require.NoError(t, err)
	for _, of := range []func() ([]GroupPoverty, error){
		func() ([]GroupPoverty, error) { return g.FGT(1, 3.5) }, func() ([]GroupPoverty, error) { return g.Watts(3.5) },
	} {
		list, err := of()
		require.NoError(t, err)
		require.Len(t, list, 3)
		sum, shares := 0.0, 0.0
		for _, p := range list {
			sum += p.Contribution
			shares += p.Share
		}
		require.InDelta(t, 1, sum, 1e-14)
		require.InDelta(t, 1, shares, 1e-14)
		require.Zero(t, list[2].Index)
	}
	_, err = g.FGT(1, 0)
	require.Error(t, err)
	_, err = g.Watts(-1)
	require.Error(t, err)
}

func TestShareTable(t *testing.T) {
	d := newTest(t, []float64{1, 2, 3, 4}, nil)
	rows, err := d.ShareTable(2)
	require.NoError(t, err)
	require.Equal(t, ShareRow{From: 0, To: .5, Share: .3, Cumulated: .3, Mean: 1.5, UpTo: 2.5}, rows[0])
	require.InDelta(t, .7, rows[1].Share, 1e-15)
	require.InDelta(t, 3.5, rows[1].Mean, 1e-15)
	require.Equal(t, 4.0, rows[1].UpTo)
	none, err := newTest(t, nil, nil).ShareTable(2)
	require.NoError(t, err)
	require.True(t, math.IsNaN(none[1].Share) && math.IsNaN(none[1].Mean))
	zeros, err := newTest(t, []float64{0, 0}, nil).ShareTable(2)
	require.NoError(t, err)
	require.True(t, math.IsNaN(zeros[0].Share) && zeros[0].Mean == 0)
	_, err = d.ShareTable(0)
	require.Error(t, err)
}

func TestEffectSizes(t *testing.T) {
	g := Gap{A: newTest(t, []float64{2, 4, 6}, nil), B: newTest(t, []float64{1, 2, 2, 3, 9}, nil)}
	require.InEpsilon(t, (4-3.4)/math.Sqrt((4+10.3)/2), g.CohensDUnpooled(), 1e-14)
	require.InEpsilon(t, .8, g.U3(), 1e-15) // of 1 2 2 3 9, four lie below 4
	require.True(t, math.IsNaN(Gap{}.U3()) && math.IsNaN(Gap{}.CohensDUnpooled()))
	require.True(t, math.IsNaN(Gap{A: g.A, B: newTest(t, []float64{1}, nil)}.CohensDUnpooled()))
	// Cohen 1988, table 2.2.1, as printed in many places: d = .8 has U1 47.4%, U2 65.5%, U3 78.8%.
	require.InDelta(t, .474, CohensU1(.8), 5e-4)
	require.InDelta(t, .655, CohensU2(-.8), 5e-4)
	require.InDelta(t, .788, CohensU3(.8), 5e-4)
	require.Zero(t, CohensU1(0))
	require.Equal(t, .5, CohensU2(0))
}

func TestLorenzAsymmetry(t *testing.T) {
	require.InDelta(t, 1, newTest(t, []float64{2, 2}, nil).LorenzAsymmetry(), 1e-15)
	require.InDelta(t, 1, newTest(t, []float64{1, 3}, nil).LorenzAsymmetry(), .4)
	few := newTest(t, []float64{1, 1, 1, 1, 1, 1, 1, 13}, nil)
	many := newTest(t, []float64{1, 10, 10, 10, 10, 10, 10, 10}, nil)
	require.Greater(t, few.LorenzAsymmetry(), 1.0)
	require.Less(t, many.LorenzAsymmetry(), 1.0)
	require.True(t, math.IsNaN(newTest(t, []float64{0}, nil).LorenzAsymmetry()))
}
