package inequality

import (
	"math"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

var nan, inf = math.NaN(), math.Inf(1)

func newTest(t testing.TB, x, w []float64) *Distribution {
	t.Helper()
	d, err := New(x, w)
	require.NoError(t, err)
	return d
}

func TestNothingToMeasureIsNaN(t *testing.T) {
	for name, d := range map[string]*Distribution{
		"no rows":          newTest(t, nil, nil),
		"no weights":       newTest(t, []float64{}, []float64{}),
		"all weights zero": newTest(t, []float64{1, 2}, []float64{0, 0}),
		"NaN":              newTest(t, []float64{1, nan, 3}, nil),
		"Inf":              newTest(t, []float64{1, inf}, nil),
		"-Inf":             newTest(t, []float64{1, -inf}, []float64{2, 1}),
	} {
		for measure, s := range scalars {
			require.True(t, math.IsNaN(s.of(d)), "%s of %s: %v", measure, name, s.of(d))
		}
		require.True(t, math.IsNaN(d.Weight()), name)
		require.True(t, math.IsNaN(d.GiniCorrectedCounts()), name)
		require.True(t, math.IsNaN(d.RelativeDeprivation(1)), name)
		for _, v := range []float64{
			valid(d.FGT(1, 2)), valid(d.Watts(2)), valid(d.Sen(2)), valid(d.SST(2)), valid(d.Kolm(1)), valid(d.Kolm(0)),
		} {
			require.True(t, math.IsNaN(v), name)
		}
		p, l := d.LorenzCurve()
		require.Nil(t, p)
		require.Nil(t, l)
	}
}

func TestEqualValuesAreExactlyEqual(t *testing.T) {
	for name, d := range map[string]*Distribution{
		"one value":      newTest(t, []float64{5}, nil),
		"one row of two": newTest(t, []float64{5, 7}, []float64{3, 0}),
		"seven tenths":   newTest(t, slices.Repeat([]float64{0.1}, 7), nil),
		"odd weights":    newTest(t, slices.Repeat([]float64{0.1}, 3), []float64{0.1, 0.7, 1e-9}),
		"tiny":           newTest(t, slices.Repeat([]float64{5e-324}, 3), nil),
		"huge":           newTest(t, slices.Repeat([]float64{math.MaxFloat64}, 3), nil),
	} {
		for measure, s := range scalars {
			if s.inequality && (d.N() > 1 || !s.rowwise) {
				require.Zero(t, s.of(d), "%s of %s", measure, name)
			}
		}
		require.Zero(t, valid(d.Kolm(3)), name)
	}
}

func TestSingleRowHasNoErrorNorCorrection(t *testing.T) {
	d := newTest(t, []float64{5}, []float64{2})
	for measure, s := range scalars {
		if s.rowwise {
			require.True(t, math.IsNaN(s.of(d)), measure)
		}
	}
	require.Zero(t, d.GiniCorrectedCounts(), "two people")
	require.True(t, math.IsNaN(newTest(t, []float64{5}, nil).GiniCorrectedCounts()))
}

func TestErrorsSayWhere(t *testing.T) {
	d := newTest(t, []float64{1, 2, 4}, nil)
	of := func(_ float64, err error) error { return err }
	_, short := New([]float64{1, 2}, []float64{1})
	_, negative := New([]float64{1, 2}, []float64{1, -1})
	_, notANumber := New([]float64{1, 2}, []float64{nan, 1})
	_, infinite := New([]float64{1, 2}, []float64{inf, 1})
	_, gini := Gini([]float64{1}, []float64{-1})
	_, atkinson := Atkinson([]float64{1}, []float64{-1}, 1)
	_, jackknife := GiniJackknifeSE([]float64{1}, []float64{-1})
	for want, err := range map[string]error{
		"inequality: w: got length 1, want 2, the length of x":                 short,
		"inequality: w[1]: got -1, want a finite number >= 0":                  negative,
		"inequality: w[0]: got NaN, want a finite number >= 0":                 notANumber,
		"inequality: w[0]: got +Inf, want a finite number >= 0":                infinite,
		"inequality: w[0]: got -1, want a finite number >= 0":                  gini,
		"inequality: p: got 1.5, want 0 to 1":                                  of(d.Lorenz(1.5)),
		"inequality: p: got NaN, want 0 to 1":                                  of(d.GeneralizedLorenz(nan)),
		"inequality: p: got -1, want 0 to 1":                                   of(d.Quantile(-1, Linear)),
		"inequality: t: got 2, want 0 to 1":                                    of(d.TopShare(2)),
		"inequality: b: got 2, want 0 to 1":                                    of(d.BottomShare(2)),
		"inequality: t: got quantile type 10, want 1 to 9":                     of(d.Quantile(0.5, 10)),
		"inequality: t: got quantile type 0, want 1 to 9":                      of(d.QuantileCounts(0.5, 0)),
		"inequality: nu: got 0.5, want a finite number >= 1":                   of(d.SGini(0.5)),
		"inequality: alpha: got +Inf, want a finite number":                    of(d.GE(inf)),
		"inequality: alpha: got NaN, want a finite number":                     of(d.GESE(nan)),
		"inequality: epsilon: got -0.1, want a finite number >= 0":             of(d.Atkinson(-0.1)),
		"inequality: epsilon: got -0.2, want a finite number >= 0":             of(d.EDE(-0.2)),
		"inequality: epsilon: got -0.3, want a finite number >= 0":             of(d.AtkinsonSE(-0.3)),
		"inequality: alpha: got -1, want a finite number >= 0":                 of(d.Kolm(-1)),
		"inequality: alpha: got -2, want a finite number >= 0":                 of(d.FGT(-2, 1)),
		"inequality: z: got 0, want a finite number > 0":                       of(d.FGT(1, 0)),
		"inequality: z: got NaN, want a finite number > 0":                     of(d.Watts(nan)),
		"inequality: z: got -1, want a finite number > 0":                      of(d.Sen(-1)),
		"inequality: z: got +Inf, want a finite number > 0":                    of(d.SST(inf)),
		"inequality: alpha: got 2, want 0 to 1":                                of(d.DER(2, 1)),
		"inequality: h: got 0, want a finite number > 0":                       of(d.DER(1, 0)),
		"inequality: edges: got 1, want at least 2":                            bad(d.GroupedGini([]float64{1})),
		"inequality: edges[1]: got 0, want more than 0":                        bad(d.GroupedGini([]float64{0, 0})),
		"inequality: edges[1]: got NaN, want a finite number":                  bad(d.GroupedGini([]float64{0, nan})),
		"inequality: value 4 is outside the edges 0 to 3":                      bad(d.GroupedGini([]float64{0, 3})),
		"inequality: w: got nil, want the weight of each class":                bad(GroupedGini([]float64{0, 1}, nil, []float64{0})),
		"inequality: mean: got length 2, want 1, the length of edges less one": bad(GroupedGini([]float64{0, 1}, nil, []float64{0, 1})),
		"inequality: mean[0]: got 2, want 0 to 1":                              bad(GroupedGini([]float64{0, 1}, []float64{1}, []float64{2})),
		"inequality: w[0]: got -3, want a finite number >= 0":                  bad(GroupedGini([]float64{0, 1}, []float64{-3}, []float64{1})),
	} {
		require.EqualError(t, err, want)
	}
	require.Error(t, atkinson)
	require.Error(t, jackknife)
}

func bad(_ GiniBounds, err error) error { return err }

func TestArgumentsAreNotModified(t *testing.T) {
	x := []float64{3, 1, math.Copysign(0, -1), 2, 1}
	w := []float64{1e300, 0, 2e300, 1e300, 3e300}
	y := []float64{0, 1, 0, 1, 1}
	check := func() {
		require.Equal(t, []float64{3, 1, math.Copysign(0, -1), 2, 1}, x)
		require.True(t, math.Signbit(x[2]))
		require.Equal(t, []float64{1e300, 0, 2e300, 1e300, 3e300}, w)
		require.Equal(t, []float64{0, 1, 0, 1, 1}, y)
	}
	for _, weights := range [][]float64{w, nil} {
		d := newTest(t, x, weights)
		for _, s := range scalars {
			s.of(d)
		}
		_, err := NewConcentration(y, x, weights)
		require.NoError(t, err)
		_, err = GroupBy(x, weights, y)
		require.NoError(t, err)
		m, err := NewMobility(x, y, weights)
		require.NoError(t, err)
		m.Rigidity((*Distribution).Gini)
		_, err = GiniJackknifeSE(x, weights)
		require.NoError(t, err)
		_, err = Sources(weights, x, y)
		require.NoError(t, err)
		_, err = ShapleyGini(weights, x, y)
		require.NoError(t, err)
		_, err = RIFGini(x, weights)
		require.NoError(t, err)
		_, err = LeastSquares(y, [][]float64{x}, weights)
		require.NoError(t, err)
		_, _, err = OmitNaN(weights, x, y)
		require.NoError(t, err)
		Gap{A: d, B: newTest(t, y, weights)}.RelativePolarization()
		check()
	}
	// A Distribution keeps nothing of the caller's.
	d := newTest(t, x, nil)
	before := d.Gini()
	x[0] = 99
	require.Equal(t, before, d.Gini())
}

func TestRowsOfWeightZeroAreDropped(t *testing.T) {
	got := newTest(t, []float64{1, nan, 3, inf}, []float64{1, 0, 1, 0})
	want := newTest(t, []float64{1, 3}, nil)
	require.Equal(t, want.Gini(), got.Gini())
	require.Equal(t, 2, got.N())
}

func TestOmitNaN(t *testing.T) {
	w, omitted, err := OmitNaN(nil, []float64{1, nan, 3, 4}, []float64{1, 2, nan, 4})
	require.NoError(t, err)
	require.Equal(t, []float64{1, 0, 0, 1}, w)
	require.Equal(t, 2, omitted)
	w, omitted, err = OmitNaN([]float64{0, 2}, []float64{nan, 1})
	require.NoError(t, err)
	require.Equal(t, []float64{0, 2}, w)
	require.Zero(t, omitted, "a row of weight 0 was not there to be omitted")
	_, _, err = OmitNaN(nil)
	require.ErrorContains(t, err, "at least one")
	_, _, err = OmitNaN(nil, []float64{1}, []float64{1, 2})
	require.ErrorContains(t, err, "columns[1]: got length 2, want 1")
	_, _, err = OmitNaN([]float64{-1}, []float64{1})
	require.ErrorContains(t, err, "w[0]")
}

func TestZerosFollowTheLimit(t *testing.T) {
	d := newTest(t, []float64{0, 1, 2}, nil)
	require.Equal(t, inf, d.TheilL())
	require.Equal(t, inf, valid(d.GE(-1)))
	require.Equal(t, 1.0, valid(d.Atkinson(1)))
	require.Equal(t, 1.0, valid(d.Atkinson(2.5)))
	require.Zero(t, valid(d.EDE(1)))
	require.InEpsilon(t, 2*math.Ln2/3-math.Log(1)/3, d.TheilT(), 1e-15)
	require.True(t, math.IsNaN(d.SDLogs()))
	require.True(t, math.IsNaN(valid(d.GESE(0))), "an infinite index has no standard error")
	zeros := newTest(t, []float64{0, 0}, nil)
	for _, v := range []float64{zeros.Gini(), zeros.Palma(), zeros.TheilT(), zeros.CV(), zeros.Wolfson(), zeros.GiniNormalized()} {
		require.True(t, math.IsNaN(v))
	}
	require.Zero(t, zeros.AbsoluteGini())
	require.Zero(t, zeros.Variance())
}

func TestNegativeValues(t *testing.T) {
	d := newTest(t, []float64{-1, 1, 3}, nil)
	require.InEpsilon(t, 8.0/9, d.Gini(), 1e-15)
	require.InEpsilon(t, 4.0/3, valid(d.GE(2)), 1e-15)
	require.Greater(t, d.Hoover(), 0.0)
	for _, v := range []float64{d.TheilT(), d.TheilL(), valid(d.Atkinson(0)), valid(d.Atkinson(0.5)), valid(d.EDE(2)), valid(d.GE(3)), d.SDLogs()} {
		require.True(t, math.IsNaN(v))
	}
	require.True(t, math.IsNaN(d.Palma()), "the bottom holds less than nothing")
	negative := newTest(t, []float64{-3, 0, 1}, nil)
	require.True(t, math.IsNaN(negative.Gini()))
	require.Greater(t, negative.AbsoluteGini(), 0.0)
	require.InDelta(t, negative.AbsoluteGini()/(4.0/3), negative.GiniNormalized(), 1e-15)
}

func TestScaledSumsSurviveExtremes(t *testing.T) {
	x := []float64{1, 2, 5, 9, 11}
	d := newTest(t, x, nil)
	for _, factor := range []float64{0x1p-1060, 0x1p-600, 0x1p600, 0x1p1020} {
		scaled := make([]float64, len(x))
		for i := range x {
			scaled[i] = x[i] * factor
		}
		for weight, w := range map[string][]float64{"none": nil, "tiny": slices.Repeat([]float64{1e-320}, 5), "huge": slices.Repeat([]float64{math.MaxFloat64}, 5)} {
			e := newTest(t, scaled, w)
			for name, s := range scalars {
				want := s.of(d)
				if s.kind != relative {
					want *= factor
				}
				require.InEpsilon(t, want, s.of(e), 1e-14, "%s at %v, %s weights", name, factor, weight)
			}
		}
	}
	// Values that differ by more than float64's range keep their logarithms.
	wide := newTest(t, []float64{5e-324, 1, 1e308}, nil)
	smallest := -1074 * math.Ln2 // math.Log is wrong for subnormal numbers
	want := math.Log(1e308/3) - (smallest+math.Log(1e308))/3
	require.InEpsilon(t, want, wide.TheilL(), 1e-14)
	require.Equal(t, 1e308, wide.Max())
	// An Atkinson index whose power mean overflows.
	steep := newTest(t, []float64{1e-10, 1}, nil)
	ede := valid(steep.EDE(50))
	require.InEpsilon(t, 1e-10*math.Pow(2, 1.0/49), ede, 1e-12)
}

func TestNearlyEqualValuesKeepTheirDigits(t *testing.T) {
	base := []float64{-3, -1, 0, 1, 3}
	d := newTest(t, []float64{1e9 - 3, 1e9 - 1, 1e9, 1e9 + 1, 1e9 + 3}, nil)
	var absolute float64
	for _, a := range base {
		for _, b := range base {
			absolute += math.Abs(a-b) / 50
		}
	}
	require.InEpsilon(t, absolute, d.AbsoluteGini(), 1e-15)
	require.InEpsilon(t, absolute/1e9, d.Gini(), 1e-15)
	for _, alpha := range []float64{-1, 0, 1e-12, 0.5, 1, 2} {
		require.InEpsilon(t, 4.0/2/1e18, valid(d.GE(alpha)), 1e-8) // half the variance over mu^2
	}
	require.InEpsilon(t, 0.5*4/1e18, valid(d.Atkinson(1)), 1e-8)
	require.InEpsilon(t, 1e-6*4/2, valid(d.Kolm(1e-6)), 1e-5) // alpha variance/2
	require.InEpsilon(t, math.Log((math.E+1)/2)-0.5, valid(newTest(t, []float64{1, 2}, nil).Kolm(1)), 1e-15)

	// Thirds of 1e16 + 1 cannot be told from the mean without what rounding left over.
	c, err := NewConcentration([]float64{1e16, 1e16, 1e16 + 2}, []float64{1, 2, 3}, nil)
	require.NoError(t, err)
	require.InEpsilon(t, 4.0/9, c.Generalized(), 1e-15)
	require.InEpsilon(t, 8.0/9, newTest(t, c.y, nil).Variance(), 1e-15)
}

func TestTinyParametersAreContinuous(t *testing.T) {
	d := newTest(t, []float64{1, 2, 3, 4, 10}, []float64{1, 2, 1, 1, 3})
	for _, h := range []float64{1e-6, 1e-9, 1e-12, 1e-300} {
		require.InEpsilon(t, d.TheilL(), valid(d.GE(h)), 10*h+1e-14)
		require.InEpsilon(t, d.TheilL(), valid(d.GE(-h)), 10*h+1e-14)
		require.InEpsilon(t, d.TheilT(), valid(d.GE(1+h)), 10*h+1e-14)
		require.InEpsilon(t, valid(d.Atkinson(1)), valid(d.Atkinson(1-h)), 10*h+1e-14)
	}
	require.Zero(t, valid(d.Atkinson(0)))
	require.Zero(t, valid(d.SGini(1)))
	require.InEpsilon(t, d.Gini(), valid(d.SGini(2)), 1e-14)
}

func TestQuantiles(t *testing.T) {
	x := []float64{40, 10, 30, 20}
	for _, c := range []struct {
		p    float64
		t    QuantileType
		want float64
	}{
		{0, InverseCDF, 10},
		{0.25, InverseCDF, 10},
		{0.26, InverseCDF, 20},
		{1, InverseCDF, 40},
		{0, AveragedInverseCDF, 10},
		{0.25, AveragedInverseCDF, 15},
		{0.3, AveragedInverseCDF, 20},
		{0.5, AveragedInverseCDF, 25}, // laeken's weightedQuantile returns 30
		{1, AveragedInverseCDF, 40},
		{0, Linear, 10},
		{0.5, Linear, 25},
		{0.1, Linear, 13},
		{1, Linear, 40},
	} {
		require.InDelta(t, c.want, valid(newTest(t, x, nil).Quantile(c.p, c.t)), 1e-13, c)
		if c.t != Linear {
			require.Equal(t, c.want, valid(newTest(t, x, []float64{0.1, 0.1, 0.1, 0.1}).Quantile(c.p, c.t)), c)
		}
	}
	equal := newTest(t, []float64{40, 10, 30, 20, nan}, []float64{3, 3, 3, 3, 0})
	require.InDelta(t, 13.0, valid(equal.Quantile(0.1, Linear)), 1e-13)
	// A jump is found although 0.1 + ... + 0.1 is not 0.3.
	tenths := newTest(t, []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, slices.Repeat([]float64{0.1}, 10))
	require.Equal(t, 3.5, valid(tenths.Quantile(0.3, AveragedInverseCDF)))
	require.Equal(t, 7.5, valid(tenths.Quantile(0.7, AveragedInverseCDF)))
	require.Equal(t, inf, valid(newTest(t, []float64{0, 0, 1}, nil).QuantileRatio(0.9, 0.1, 2)))
	require.True(t, math.IsNaN(valid(newTest(t, []float64{0, 0, 0}, nil).QuantileRatio(0.9, 0.1, 2))))
	require.True(t, math.IsNaN(valid(newTest(t, []float64{-1, 0, 5}, nil).QuantileRatio(0.9, 0.1, 2))))
	_, err := newTest(t, x, nil).QuantileRatio(2, 0.1, 2)
	require.Error(t, err)
	_, err = newTest(t, x, nil).QuantileRatio(0.1, 2, 2)
	require.Error(t, err)
}

func TestLorenzCurveAndDominance(t *testing.T) {
	d := newTest(t, []float64{3, 1, 1}, nil)
	p, l := d.LorenzCurve()
	require.InDeltaSlice(t, []float64{0, 2.0 / 3, 1}, p, 1e-15)
	require.InDeltaSlice(t, []float64{0, 0.4, 1}, l, 1e-15)
	require.Equal(t, 1.0, valid(d.Lorenz(1)))
	require.Zero(t, valid(d.Lorenz(0)))
	require.InEpsilon(t, 0.2, valid(d.Lorenz(1.0/3)), 1e-15)
	require.InEpsilon(t, 5.0/3*0.2, valid(d.GeneralizedLorenz(1.0/3)), 1e-15)
	_, undefined := newTest(t, []float64{-1, 1}, nil).LorenzCurve()
	require.True(t, math.IsNaN(undefined[0]))

	equal, other := newTest(t, []float64{2, 2, 2}, nil), newTest(t, []float64{4, 4, 5}, nil)
	crossing := newTest(t, []float64{0.5, 2.2, 2.3}, nil)
	for _, c := range []struct {
		a, b *Distribution
		want Ordering
	}{
		{equal, d, FirstAbove},
		{d, equal, SecondAbove},
		{d, newTest(t, []float64{6, 2, 2, 6, 2, 2}, nil), Same},
		{crossing, d, Incomparable},
		{d, newTest(t, nil, nil), Incomparable},
	} {
		got, err := LorenzDominance(c.a, c.b, 1e-12)
		require.NoError(t, err)
		require.Equal(t, c.want, got, got.String())
	}
	got, err := LorenzDominance(d, newTest(t, []float64{1, 3, 1}, nil), 0)
	require.NoError(t, err)
	require.Equal(t, Same, got)
	got, err = GeneralizedLorenzDominance(other, d, 0)
	require.NoError(t, err)
	require.Equal(t, FirstAbove, got)
	got, err = GeneralizedLorenzDominance(newTest(t, []float64{nan}, nil), d, 0)
	require.NoError(t, err)
	require.Equal(t, Incomparable, got)
	_, err = LorenzDominance(d, d, -1)
	require.Error(t, err)
	_, err = GeneralizedLorenzDominance(d, d, nan)
	require.Error(t, err)
	require.Equal(t, "first above", FirstAbove.String())
	require.Equal(t, "unknown", Ordering(9).String())
}

func TestRelativeDeprivation(t *testing.T) {
	d := newTest(t, []float64{1, 2, 5}, []float64{1, 2, 1})
	require.InEpsilon(t, (2*1+1*4)/4.0, d.RelativeDeprivation(1), 1e-15)
	require.InEpsilon(t, 3/4.0, d.RelativeDeprivation(2), 1e-15)
	require.InEpsilon(t, 2/4.0, d.RelativeDeprivation(3), 1e-15)
	require.Zero(t, d.RelativeDeprivation(5))
	require.Zero(t, d.RelativeDeprivation(inf))
	require.InEpsilon(t, 10/4.0+2, d.RelativeDeprivation(-2), 1e-15)
	require.True(t, math.IsNaN(d.RelativeDeprivation(nan)))
}

func TestPoverty(t *testing.T) {
	d := newTest(t, []float64{1, 2, 3, 4}, nil)
	require.Equal(t, 0.25, valid(d.FGT(0, 2)), "the line itself is not poor")
	require.InEpsilon(t, (0.75+0.5+0.25)/4, valid(d.FGT(1, 4)), 1e-15)
	require.InEpsilon(t, (0.5625+0.25+0.0625)/4, valid(d.FGT(2, 4)), 1e-15)
	require.InEpsilon(t, (math.Log(4)+math.Log(2)+math.Log(4.0/3))/4, valid(d.Watts(4)), 1e-15)
	// H = 3/4, I = 1/2, Gini of (1, 2, 3) = 2/9.
	require.InEpsilon(t, 0.75*(0.5+0.5*2/9), valid(d.Sen(4)), 1e-14)
	require.InEpsilon(t, (7*0.75+5*0.5+3*0.25)/16, valid(d.SST(4)), 1e-14)
	for _, v := range []float64{valid(d.FGT(0, 1)), valid(d.Watts(1)), valid(d.Sen(0.5)), valid(d.SST(1))} {
		require.Zero(t, v)
	}
	require.True(t, math.IsNaN(valid(newTest(t, []float64{-1, 2}, nil).Watts(1))))
	require.InEpsilon(t, 0.5, valid(newTest(t, []float64{0, 2}, nil).Sen(1)), 1e-15, "all the poor have nothing")
}

func TestGroupedGiniOfATable(t *testing.T) {
	// Two classes [0, 10] and [10, 30] with means 6 and 15, half of the people in each.
	b, err := GroupedGini([]float64{0, 10, 30}, []float64{1, 1}, []float64{6, 15})
	require.NoError(t, err)
	require.InEpsilon(t, 9.0/4/10.5, b.Lower, 1e-14)
	require.InEpsilon(t, 9.0/4/10.5+0.25*(6*4/10.0+5*15/20.0)/10.5, b.Upper, 1e-14)
	require.InEpsilon(t, b.Lower/3+2*b.Upper/3, b.Estimate(), 1e-14)
	// A class of weight 0 does not matter, whatever its mean.
	more, err := GroupedGini([]float64{0, 10, 30, 40}, []float64{1, 1, 0}, []float64{6, 15, nan})
	require.NoError(t, err)
	require.Equal(t, b, more)
	b, err = newTest(t, nil, nil).GroupedGini([]float64{0, 1})
	require.NoError(t, err)
	require.True(t, math.IsNaN(b.Lower))
	b, err = GroupedGini([]float64{-1, 0}, []float64{1}, []float64{-0.5})
	require.NoError(t, err)
	require.True(t, math.IsNaN(b.Upper))
}

func TestConveniences(t *testing.T) {
	x, w := []float64{1, 2, 3, 10}, []float64{1, 2, 1, 1}
	d := newTest(t, x, w)
	require.Equal(t, d.Gini(), valid(Gini(x, w)))
	require.Equal(t, d.TheilT(), valid(TheilT(x, w)))
	require.Equal(t, d.TheilL(), valid(TheilL(x, w)))
	require.Equal(t, d.Hoover(), valid(Hoover(x, w)))
	require.Equal(t, d.Palma(), valid(Palma(x, w)))
	require.Equal(t, valid(d.Atkinson(2)), valid(Atkinson(x, w, 2)))
	require.Equal(t, 5.0, d.Weight())
	require.Equal(t, 4, d.Distinct())
}

// TestKnownMistakes pins what other implementations get wrong; each mistake would fail here.
func TestKnownMistakes(t *testing.T) {
	x, w := []float64{1, 2, 3, 10}, []float64{3, 1, 2, 4}
	d := newTest(t, x, w)
	copies := newTest(t, []float64{1, 1, 1, 2, 3, 3, 10, 10, 10, 10}, nil)

	// Weighted Gini with 2C - 1 in place of 2C - w.
	var numerator, total, c float64
	for i := range x {
		c += w[i]
		numerator += (2*c - 1) * w[i] * x[i]
		total += w[i] * x[i]
	}
	mistaken := numerator/(total*10) - 1
	require.InEpsilon(t, copies.Gini(), d.Gini(), 1e-15)
	require.Greater(t, math.Abs(mistaken/d.Gini()-1), 1e-3)

	// Weighted entropy with the weights inside the wrong bracket, sum(W r^a - 1)/sum W.
	var sum float64
	for i := range x {
		sum += w[i]*math.Pow(x[i]/d.Mean(), 2) - 1
	}
	require.InEpsilon(t, valid(copies.GE(2)), valid(d.GE(2)), 1e-15)
	require.Greater(t, math.Abs(sum/10/2/valid(d.GE(2))-1), 1e-3)

	// A Lorenz curve sorted by w x instead of x, and ranks that depend on the order of ties.
	require.InEpsilon(t, valid(copies.Lorenz(0.5)), valid(d.Lorenz(0.5)), 1e-15)
	a, err := NewConcentration([]float64{1, 2, 3}, []float64{1, 1, 2}, nil)
	require.NoError(t, err)
	b, err := NewConcentration([]float64{2, 1, 3}, []float64{1, 1, 2}, nil)
	require.NoError(t, err)
	require.Equal(t, a.Index(), b.Index())

	// Zeros dropped before the mean.
	zeros := newTest(t, []float64{0, 1, 1}, nil)
	require.InEpsilon(t, math.Log(1.5), zeros.TheilT(), 1e-15)

	// Half of Wolfson's index.
	require.InEpsilon(t, 1.0, newTest(t, []float64{0, 0, 1, 1}, nil).Wolfson(), 1e-15)
}

// TestSortingMemory: all usual measures of weighted rows take no more than the rows themselves do once more, while they are sorted; where so many are tied that what is kept is smaller,
// two numbers for each value beside it.
func TestSortingMemory(t *testing.T) {
	const n = 1 << 17
	for _, c := range []struct{ unit, most float64 }{{0, 17}, {1, 17 + 8}, {100, 17 + 1}} {
		x, w := incomes(n)
		for i := range x {
			if c.unit > 0 {
				x[i] = math.Round(x[i]/c.unit) * c.unit
			}
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		d, err := NewSorting(x, w)
		require.NoError(t, err)
		require.False(t, math.IsNaN(usualMeasures(d)))
		runtime.ReadMemStats(&after)
		require.Less(t, float64(after.TotalAlloc-before.TotalAlloc)/n, c.most, "in steps of %v", c.unit)
		require.Equal(t, c.unit == 0, d.Distinct() == n)
	}

	// The same bits as New, rows of weight 0 aside.
	y, v := incomes(1000)
	v[3], v[77] = 0, 0
	a, err := New(y, v)
	require.NoError(t, err)
	b, err := NewSorting(y, v)
	require.NoError(t, err)
	require.Equal(t, usualMeasures(a), usualMeasures(b))
	_, err = NewSorting([]float64{1, 2}, []float64{1, -1})
	require.Error(t, err)
	none, err := NewSorting(nil, nil)
	require.NoError(t, err)
	require.True(t, math.IsNaN(none.Gini()))
}
