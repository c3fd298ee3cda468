package histogram

import (
	"math"
	"math/big"
	"slices"
	"testing"

	"github.com/cogap/cogap/inequality"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// lightAndHeavy draws rows whose weights differ by up to 24 orders of magnitude: whole numbers, fractions that no unit divides, light
// ones beside heavy ones.
func lightAndHeavy(positive bool) *rapid.Generator[[]row] {
	weight := rapid.OneOf(
		rapid.Custom(func(t *rapid.T) float64 { return math.Exp(rapid.Float64Range(-27.6, 27.6).Draw(t, "log w")) }),
		rapid.SampledFrom([]float64{1, 2, 3, .1, .35, 1. / 3, 1e-12, 1e-9, 1e9, 1e12}),
	)
	return rapid.Custom(func(t *rapid.T) []row {
		var rows []row
		for _, p := range adversarial(positive).Draw(t, "people") {
			rows = append(rows, row{p.x, weight.Draw(t, "w")})
		}
		return rows
	})
}

func weightedOf(rows []row) *WeightedHistogram {
	h := new(WeightedHistogram)
	for _, r := range rows {
		h.Add(r.x, r.w)
	}
	return h
}

func columnsOf(rows []row) (x, w []float64) {
	for _, r := range rows {
		x, w = append(x, r.x), append(w, r.w)
	}
	return x, w
}

// exactOrNoise is contains for a value that itself has rounding errors, relative to size.
func exactOrNoise(t *rapid.T, i Interval, exact, size float64, what string, args ...any) {
	if math.IsInf(exact, 0) || math.IsNaN(exact) {
		contains(t, i, exact, what, args...)
		return
	}
	contains(t, i.widen(1e-13*size), exact, what, args...)
}

func TestWeightedIntervalsContainTheExactValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := lightAndHeavy(false).Draw(t, "rows")
		h, n := weightedOf(rows).Binned(), naiveRows(rows)
		d, err := inequality.New(columnsOf(rows))
		require.NoError(t, err)
		half, mean, size := float(n.halfDifference()), float(n.mean), n.over(math.Abs)
		contains(t, h.AbsoluteGini(), half, "absolute gini")
		require.InDelta(t, mean, h.Mean(), 1e-15*size)
		exactOrNoise(t, h.GiniNormalized(), d.GiniNormalized(), 1, "normalised gini")
		exactOrNoise(t, h.StdDev(), n.deviation(), size, "standard deviation")
		for _, p := range []float64{0, .1, .2, .25, .5, .75, .9, .999, 1, rapid.Float64Range(0, 1).Draw(t, "p")} {
			exact, err := d.Quantile(p, inequality.AveragedInverseCDF)
			require.NoError(t, err)
			contains(t, h.Quantile(p), exact, "quantile %v", p)
		}
		if math.Abs(mean) < 1e-12*size {
			return // its sign is lost in rounding
		}
		if !(mean > 0) {
			for what, i := range map[string]Interval{"gini": h.Gini(), "lorenz": h.Lorenz(.5), "sgini": h.SGini(3), "palma": h.Palma(), "hoover": h.Hoover(), "wolfson": h.Wolfson()} {
				contains(t, i, math.NaN(), what)
			}
			return
		}
		contains(t, h.Gini(), float(zero().Quo(n.halfDifference(), n.mean)), "gini")
		rel := 1 + size/mean
		for _, p := range []float64{0, .1, .4, .5, .9, 1, rapid.Float64Range(0, 1).Draw(t, "p")} {
			contains(t, h.Lorenz(p), n.lorenz(p), "lorenz %v", p)
		}
		for _, nu := range []float64{1, 1.5, 2, 4, 30} {
			exact, err := d.SGini(nu)
			require.NoError(t, err)
			exactOrNoise(t, h.SGini(nu), exact, rel, "sgini %v", nu)
		}
		exactOrNoise(t, h.Hoover(), d.Hoover(), rel, "hoover")
		if w := h.Wolfson(); !math.IsNaN(d.Wolfson()) {
			exactOrNoise(t, w, d.Wolfson(), rel*(1+size/d.Median()), "wolfson")
		}
		if b := h.BottomShare(.4); b.Lo > 0 { // as far as it is known what is not below 0
			exactOrNoise(t, h.Palma(), d.Palma(), rel*(1+d.Palma())/b.Lo, "palma")
		} else if b.Hi < 0 {
			contains(t, h.Palma(), d.Palma(), "palma")
		}
	})
}

// TestWeightedIsSharp: people who share a bin and a value are known exactly, in whatever order light and heavy come.
func TestWeightedIsSharp(t *testing.T) {
	rows := []row{{1, 1}, {1e6, 1e-9}, {1e6, 1e-9}}
	for range 3 {
		rows = append(rows[1:], rows[0])
		g := weightedOf(rows).Binned().Gini()
		require.InDelta(t, .001996, g.Value, 1e-6)
		require.Less(t, g.Width(), 1e-12)
	}
	rows = nil
	for i := range 1000 {
		rows = append(rows, row{float64(100 + i%3), .35})
	}
	h := weightedOf(rows).Binned()
	d, err := inequality.New(columnsOf(rows))
	require.NoError(t, err)
	require.InDelta(t, d.Gini(), h.Gini().Value, 1e-14)
	require.Equal(t, Interval{101, 101, 101}, h.Median())
	require.Less(t, h.Gini().Width(), 1e-12)
}

// TestWeightedEqualsHistogram: for whole weights both hold the same people, and the one that knows the smallest and largest value of
// each bin is the narrower one.
func TestWeightedEqualsHistogram(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people := adversarial(true).Draw(t, "people")
		whole, weighted := histogramOf(people), new(WeightedHistogram)
		for _, p := range people {
			weighted.Add(p.x, float64(p.w))
		}
		require.Equal(t, float64(whole.Count()), weighted.Weight())
		a, b := whole.Gini(), weighted.Binned().Gini()
		if math.IsNaN(a.Value) {
			require.True(t, math.IsNaN(b.Value))
			return
		}
		require.LessOrEqual(t, b.Width(), a.Width()+1e-13)
		require.True(t, a.Lo-1e-13 <= b.Hi && b.Lo <= a.Hi+1e-13)
	})
}

func TestWeightedGapIntervalsContainTheExactValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ra, rb := lightAndHeavy(false).Draw(t, "a"), lightAndHeavy(false).Draw(t, "b")
		g := BinnedGap{weightedOf(ra).Binned(), weightedOf(rb).Binned()}
		a, err := inequality.New(columnsOf(ra))
		require.NoError(t, err)
		b, err := inequality.New(columnsOf(rb))
		require.NoError(t, err)
		exact := inequality.Gap{A: a, B: b}
		top := max(math.Abs(a.Min()), math.Abs(a.Max()), math.Abs(b.Min()), math.Abs(b.Max()))
		exactOrNoise(t, g.Mean(), exact.Mean(), top, "mean")
		exactOrNoise(t, g.KolmogorovSmirnov(), exact.KolmogorovSmirnov(), 1, "ks")
		exactOrNoise(t, g.CliffsDelta(), exact.CliffsDelta(), 1, "delta")
		exactOrNoise(t, g.Wasserstein(), exact.Wasserstein(), top, "wasserstein")
		for _, p := range []float64{.1, .5, .9} {
			q, err := exact.Quantile(p, inequality.AveragedInverseCDF)
			require.NoError(t, err)
			contains(t, g.Quantile(p), q, "quantile %v", p)
		}
		edges := []float64{-200, -50, -1, 0, .5, 3, 10.1, 1000, 1e200}
		in := func(n naive, k int) float64 {
			total := zero()
			for _, p := range n.people {
				if p.x >= edges[k] && p.x < edges[k+1] {
					total.Add(total, bf(p.w))
				}
			}
			return float(total.Quo(total, n.w))
		}
		na, nb, overlap := naiveRows(ra), naiveRows(rb), 0.0
		for k := range len(edges) - 1 {
			overlap += min(in(na, k), in(nb, k))
		}
		exactOrNoise(t, g.Overlap(edges), overlap, 1, "overlap")
	})
}

func TestWeightedJointIntervalsContainTheExactValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := lightAndHeavy(false).Draw(t, "rows")
		h, err := NewWeightedJointHistogram(0, 100)
		require.NoError(t, err)
		rank, w := columnsOf(rows)
		y := make([]float64, len(rows))
		for i := range rows {
			y[i] = rapid.OneOf(rapid.Float64Range(0, 100), rapid.SampledFrom([]float64{0, 50, 100})).Draw(t, "y")
			h.Add(rank[i], y[i], w[i])
		}
		c, err := inequality.NewConcentration(y, rank, w)
		require.NoError(t, err)
		mean := c.Values().Mean()
		exactOrNoise(t, h.Mean(), mean, 100, "mean")
		exactOrNoise(t, h.Generalized(), c.Generalized(), 100, "generalized")
		e, err := c.Erreygers(0, 100)
		require.NoError(t, err)
		exactOrNoise(t, h.Erreygers(), e, 4, "erreygers")
		if mean > 1e-9 && mean < 100-1e-9 {
			exactOrNoise(t, h.Index(), c.Index(), 100/mean, "index")
			v, err := c.Wagstaff(0, 100)
			require.NoError(t, err)
			exactOrNoise(t, h.Wagstaff(), v, 1e4/mean/(100-mean), "wagstaff")
		}
	})
}

func TestWeightedEdgeCases(t *testing.T) {
	var h WeightedHistogram
	contains(t, h.Binned().Gini(), math.NaN(), "empty")
	h.Add(math.NaN(), 0)
	require.Zero(t, h)
	for _, w := range []float64{-1, math.NaN(), math.Inf(1)} {
		require.Panics(t, func() { h.Add(1, w) })
	}
	h.Add(3, .5)
	require.Equal(t, Interval{}, h.Binned().Gini())
	require.Equal(t, Interval{3, 3, 3}, h.Binned().Median())
	for i, r := range []row{{math.NaN(), 1}, {math.Inf(1), 1}, {0x1p400, 1}, {1e-300, 1}, {1, 1e-61}, {1, 1e61}} {
		require.Error(t, CheckRow(r.x, r.w))
		h.Add(r.x, r.w)
		require.Equal(t, int64(i+1), h.NonFinite())
		contains(t, h.Binned().Median(), math.NaN(), "out of range")
	}
	for _, b := range [][2]float64{{1, 1}, {2, 1}, {math.NaN(), 1}, {0, math.Inf(1)}, {0, 1e130}} {
		_, err := NewWeightedJointHistogram(b[0], b[1])
		require.Error(t, err)
	}
	j, err := NewWeightedJointHistogram(0, 1)
	require.NoError(t, err)
	contains(t, j.Index(), math.NaN(), "empty")
	j.Add(1, 0, .5)
	contains(t, j.Index(), math.NaN(), "mean 0")
	contains(t, j.Wagstaff(), math.NaN(), "mean at a bound")
	contains(t, j.Erreygers(), 0, "one person")
	j.Add(1, 2, .5)
	require.Equal(t, int64(1), j.Outside())
	contains(t, j.Erreygers(), math.NaN(), "outside")
	b := new(Binned)
	require.Panics(t, func() { b.GiniCorrected(2) })
	require.Panics(t, func() { b.SGini(.5) })
	contains(t, b.GiniCorrected(.5), math.NaN(), "corrected")
}

// TestDouble: sums of any order and products are good for 2^-100 of their terms.
func TestDouble(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var d double
		exact, size := zero(), zero()
		for _, r := range lightAndHeavy(false).Draw(t, "rows") {
			d.AddProduct(r.x, r.w)
			p := zero().Mul(bf(r.x), bf(r.w))
			exact.Add(exact, p)
			size.Add(size, p.Abs(p))
		}
		exact.Sub(exact, bf(d.Hi)).Sub(exact, bf(d.Lo)).Abs(exact)
		bound := new(big.Float).SetMantExp(size, -100)
		require.LessOrEqual(t, exact.Cmp(bound), 0)
	})
}

// TestOrderBarelyMatters: rows in another order give the same to all digits but the last few.
func TestOrderBarelyMatters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := lightAndHeavy(true).Draw(t, "rows")
		back := slices.Clone(rows)
		slices.Reverse(back)
		a, b := weightedOf(rows).Binned().AbsoluteGini(), weightedOf(back).Binned().AbsoluteGini()
		require.InDelta(t, a.Value, b.Value, 1e-14*weightedOf(rows).Binned().size)
	})
}

// TestCorrectionKeepsItsDigits: where one row has nearly all the weight, 1 - Σ f² is not the difference of two numbers near 1.
func TestCorrectionKeepsItsDigits(t *testing.T) {
	x, w := []float64{1, 2, 3, 3}, []float64{1e-3, 1e12, 1e-3, 2e-3}
	d, err := inequality.New(x, w)
	require.NoError(t, err)
	m := momentsOf(t, MomentsSpec{}, x, w)
	unlike := 2 * (4e-3*1e12 + 1e-3*1e-3 + 3e-3*1e-3 - 1e-6 + 2e-6) / (1e12 + 4e-3) / (1e12 + 4e-3)
	require.InEpsilon(t, unlike, m.GiniSimpson(), 1e-14)
	require.InEpsilon(t, d.Gini()/unlike, d.GiniCorrected(), 1e-14)
}

// A -0 is 0, as in inequality.New.
func TestNegativeZero(t *testing.T) {
	h := &WeightedHistogram{}
	var m Moments
	for _, x := range []float64{math.Copysign(0, -1), 1, 2} {
		h.Add(x, 1)
		m.Add(x, 1)
	}
	q := h.Binned().Quantile(.1)
	require.False(t, math.Signbit(q.Value) || math.Signbit(q.Lo) || math.Signbit(q.Hi), "%v", q)
	require.False(t, math.Signbit(m.Min()))
}
