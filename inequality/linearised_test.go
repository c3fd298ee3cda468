package inequality

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// linearisedMeasures are those whose linearised variable is the exact derivative of the value by a weight.
var linearisedMeasures = map[string]func(x, w []float64) (Linearised, error){
	"total":           LinearisedTotal,
	"mean":            LinearisedMean,
	"gini":            LinearisedGini,
	"ge-1":            func(x, w []float64) (Linearised, error) { return LinearisedGE(x, w, -1) },
	"ge0":             func(x, w []float64) (Linearised, error) { return LinearisedGE(x, w, 0) },
	"ge1":             func(x, w []float64) (Linearised, error) { return LinearisedGE(x, w, 1) },
	"ge2":             func(x, w []float64) (Linearised, error) { return LinearisedGE(x, w, 2) },
	"atk.5":           func(x, w []float64) (Linearised, error) { return LinearisedAtkinson(x, w, 0.5) },
	"atk1":            func(x, w []float64) (Linearised, error) { return LinearisedAtkinson(x, w, 1) },
	"atk2":            func(x, w []float64) (Linearised, error) { return LinearisedAtkinson(x, w, 2) },
	"fgt0":            func(x, w []float64) (Linearised, error) { return LinearisedFGT(x, w, 0, 30) },
	"fgt1":            func(x, w []float64) (Linearised, error) { return LinearisedFGT(x, w, 1, 30) },
	"fgt2":            func(x, w []float64) (Linearised, error) { return LinearisedFGT(x, w, 2, 30) },
	"lorenz.3":        func(x, w []float64) (Linearised, error) { return LinearisedLorenz(x, w, 0.3) },
	"palma":           func(x, w []float64) (Linearised, error) { return LinearisedShareRatio(x, w, 0.1, 0.4) },
	"s80s20":          func(x, w []float64) (Linearised, error) { return LinearisedShareRatio(x, w, 0.2, 0.2) },
	"concentration":   func(x, w []float64) (Linearised, error) { return LinearisedConcentration(x, rankOf(x), w) },
	"variance":        LinearisedVariance,
	"absolute gini":   LinearisedAbsoluteGini,
	"hoover":          LinearisedHoover,
	"sgini 3.5":       func(x, w []float64) (Linearised, error) { return LinearisedSGini(x, w, 3.5) },
	"kolm pollak 0.1": func(x, w []float64) (Linearised, error) { return LinearisedKolmPollak(x, w, 0.1) },
	"kolm pollak -.1": func(x, w []float64) (Linearised, error) { return LinearisedKolmPollak(x, w, -0.1) },
	"kakwani":         LinearisedKakwani,
	"glorenz.3":       func(x, w []float64) (Linearised, error) { return LinearisedGeneralizedLorenz(x, w, 0.3) },
	"bonferroni":      LinearisedBonferroni,
	"zenga":           LinearisedZenga,
	"sen":             func(x, w []float64) (Linearised, error) { return LinearisedSen(x, w, 60) },
	"sst":             func(x, w []float64) (Linearised, error) { return LinearisedSST(x, w, 60) },
	"generalized":     func(x, w []float64) (Linearised, error) { return LinearisedConcentrationGeneralized(x, rankOf(x), w) },
	"extended 3.5":    func(x, w []float64) (Linearised, error) { return LinearisedConcentrationExtended(x, rankOf(x), w, 3.5) },
	"symmetric 3":     func(x, w []float64) (Linearised, error) { return LinearisedConcentrationSymmetric(x, rankOf(x), w, 3) },
	"slope":           func(x, w []float64) (Linearised, error) { return LinearisedSlopeIndex(x, rankOf(x), w) },
	"cliff": func(x, w []float64) (Linearised, error) {
		a, b := make([]float64, len(x)), make([]float64, len(x))
		for i := range x {
			if i%3 == 0 {
				a[i] = w[i]
			} else {
				b[i] = w[i]
			}
		}
		return LinearisedCliffsDelta(x, a, b)
	},
	"herfindahl, composed": func(x, w []float64) (Linearised, error) {
		square := make([]float64, len(x))
		for i, v := range x {
			square[i] = v * v
		}
		all, err := LinearisedTotal(x, w)
		if err != nil {
			return all, err
		}
		of, err := LinearisedTotal(square, w)
		if err != nil {
			return of, err
		}
		squared, err := all.Times(all)
		if err != nil {
			return of, err
		}
		return of.Over(squared)
	},
	"ede, composed": func(x, w []float64) (Linearised, error) {
		mean, err := LinearisedMean(x, w)
		if err != nil {
			return mean, err
		}
		a, err := LinearisedAtkinson(x, w, 2)
		if err != nil {
			return a, err
		}
		less, err := a.Times(mean)
		if err != nil {
			return less, err
		}
		return mean.Plus(less.Map(-less.Value, -1))
	},
}

// rankOf is a ranking variable with ties, made of the values.
func rankOf(x []float64) []float64 {
	rank := make([]float64, len(x))
	for i := range rank {
		rank[i] = math.Floor(math.Mod(7*x[i], 5))
	}
	if len(rank) > 0 {
		rank[0] = 9 // so that ranks differ
	}
	return rank
}

// lorenzKinks are the shares of people at which a measure reads the Lorenz curve. Where one of them falls between two rows, the curve has a
// kink there and the measure has two derivatives, one for each side.
var lorenzKinks = map[string][]float64{"lorenz.3": {0.3}, "palma": {0.4, 0.9}, "s80s20": {0.2, 0.8}, "glorenz.3": {0.3}}

// nearKink says whether the weights of the rows up to one of them, in order of x, come within near of the share p of all weights.
func nearKink(x, w []float64, p, near float64) bool {
	order := make([]int, len(x))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(x[a], x[b]) })
	var total, below float64
	for _, v := range w {
		total += v
	}
	for _, i := range order {
		if below += w[i]; math.Abs(below-p*total) <= near {
			return true
		}
	}
	return false
}

// weighted draws values, two of which are the same, and their weights.
func weighted(t *rapid.T, least int) (x, w []float64) {
	n := rapid.IntRange(least, 12).Draw(t, "n")
	x = rapid.SliceOfN(rapid.Float64Range(1, 100), n, n).Draw(t, "x")
	x[1] = x[0]
	return x, rapid.SliceOfN(rapid.Float64Range(0.5, 3), n, n).Draw(t, "w")
}

// moved returns weights with that of a row a step up, and a step down.
func moved(w []float64, row int, step float64) (up, down []float64) {
	up, down = slices.Clone(w), slices.Clone(w)
	up[row] += step
	down[row] -= step
	return up, down
}

// The linearised variable is the derivative by a weight: moving all weights a little moves the value by sum z dw.
func TestLinearisedIsDerivative(t *testing.T) {
	for name, measure := range linearisedMeasures {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				x, w := weighted(t, 3)
				l, err := measure(x, w)
				require.NoError(t, err)
				i := rapid.IntRange(0, len(x)-1).Draw(t, "row")
				const step = 1e-5
				for _, p := range lorenzKinks[name] {
					if nearKink(x, w, p, 4*step) {
						t.Skip("no derivative at a kink of the Lorenz curve")
					}
				}
				up, down := moved(w, i, step)
				a, err := measure(x, up)
				require.NoError(t, err)
				b, err := measure(x, down)
				require.NoError(t, err)
				require.InDelta(t, (a.Value-b.Value)/(2*step), l.Z[i], 1e-6*(1+math.Abs(l.Value)+math.Abs(l.Z[i])))
			})
		})
	}
}

// The values are those of the measures, and the standard errors of simple samples come from the same influence.
func TestLinearisedAgrees(t *testing.T) {
	col := goldenColumns(t, "dagum800")
	x, w := col("x"), col("wr")
	d, err := New(x, w)
	require.NoError(t, err)
	simple := func(l Linearised, err error) (value, se float64) {
		require.NoError(t, err)
		var s float64
		for i, z := range l.Z {
			s += squared(w[i] * z)
		}
		return l.Value, standardError(s, len(x))
	}
	value, se := simple(LinearisedGini(x, w))
	require.Equal(t, d.Gini(), value)
	require.InEpsilon(t, d.GiniSE(), se, 1e-12)
	value, se = simple(LinearisedMean(x, w))
	require.Equal(t, d.Mean(), value)
	require.InEpsilon(t, d.MeanSE(), se, 1e-12)
	value, se = simple(LinearisedAtkinson(x, w, 1))
	want, err := d.AtkinsonSE(1)
	require.NoError(t, err)
	atkinson, err := d.Atkinson(1)
	require.NoError(t, err)
	require.Equal(t, atkinson, value)
	require.InEpsilon(t, want, se, 1e-12)
	value, _ = simple(LinearisedShareRatio(x, w, 0.2, 0.2))
	require.Equal(t, d.S80S20(), value)
	value, _ = simple(LinearisedRelativePoverty(x, w, 0, 0.6, 0.5, d.Bandwidth()))
	headcount, err := d.FGT(0, 0.6*d.Median())
	require.NoError(t, err)
	require.Equal(t, headcount, value)
}

// Where a quantile jumps, the derivative of what lies around it is found by the density: at alpha 1 without one, so it can be checked where
// the quantile is held by the step of a fine grid.
func TestLinearisedRelativePovertySlope(t *testing.T) {
	const n = 20000
	x := make([]float64, n)
	for i := range x {
		x[i] = math.Exp(math.Sqrt2 * math.Erfinv(2*(float64(i)+0.5)/n-1)) // lognormal
	}
	for _, alpha := range []float64{0, 1, 2} {
		l, err := LinearisedRelativePoverty(x, nil, alpha, 0.6, 0.5, 0.02)
		require.NoError(t, err)
		// Give the poorest half one per cent more weight: the median, the line and all else move.
		w := make([]float64, n)
		var first float64
		for i := range w {
			w[i] = 1
			if i < n/4 {
				w[i] = 1.01
				first += 0.01 * l.Z[i]
			}
		}
		moved, err := LinearisedRelativePoverty(x, w, alpha, 0.6, 0.5, 0.02)
		require.NoError(t, err)
		require.InEpsilon(t, moved.Value-l.Value, first, 0.02, "alpha %v", alpha)
	}
}

// Of the official quintile share ratio, the same way; without ties it is as sure as the one that splits people.
func TestLinearisedQuintileShareRatio(t *testing.T) {
	const n = 100_000 // a quantile moves by whole rows
	x, w := make([]float64, n), make([]float64, n)
	for i := range x {
		x[i] = math.Exp(0.7 * math.Sqrt2 * math.Erfinv(2*(float64(i)+0.5)/n-1))
		w[i] = 1
		if i%7 == 0 {
			w[i] = 2
		}
	}
	l, err := LinearisedQuintileShareRatio(x, w)
	require.NoError(t, err)
	d, err := New(x, w)
	require.NoError(t, err)
	require.Equal(t, d.QuintileShareRatio(), l.Value)
	moved, first := take(w, nil), 0.0
	for i := range n / 3 {
		first += 0.01 * w[i] * l.Z[i]
		moved[i] *= 1.01
	}
	after, err := LinearisedQuintileShareRatio(x, moved)
	require.NoError(t, err)
	require.InEpsilon(t, after.Value-l.Value, first, 0.03)
	split, err := LinearisedShareRatio(x, w, 0.2, 0.2)
	require.NoError(t, err)
	a, err := l.SE(w)
	require.NoError(t, err)
	b, err := split.SE(w)
	require.NoError(t, err)
	require.InEpsilon(t, b, a, 1e-3)
	l, err = LinearisedQuintileShareRatio([]float64{0, 0, 0, 0, 0, 1, 2, 3, 4, 5}, nil)
	require.NoError(t, err)
	require.True(t, math.IsInf(l.Value, 1) && math.IsNaN(l.Z[0]))
}

// TestLinearisedWolfson: as that of the poverty rate, where the median is held by the step of a fine grid; and its standard error is the spread over samples.
func TestLinearisedWolfson(t *testing.T) {
	const n = 20000
	x, w := make([]float64, n), make([]float64, n)
	for i := range x {
		x[i], w[i] = math.Exp(math.Sqrt2*math.Erfinv(2*(float64(i)+0.5)/n-1)), 1
	}
	l, err := LinearisedWolfson(x, w, 0.02)
	require.NoError(t, err)
	first := 0.0
	for i := range n / 4 {
		w[i] = 1.01
		first += 0.01 * l.Z[i]
	}
	moved, err := LinearisedWolfson(x, w, 0.02)
	require.NoError(t, err)
	require.InEpsilon(t, moved.Value-l.Value, first, 0.02)

	r := rand.New(rand.NewPCG(3, 4))
	var values, ses []float64
	for range 300 {
		x := make([]float64, 800)
		for i := range x {
			x[i] = math.Exp(0.5 * r.NormFloat64())
		}
		d := newTest(t, x, nil)
		values, ses = append(values, d.Wolfson()), append(ses, d.WolfsonSE())
	}
	spread := newTest(t, values, nil).StdDev()
	require.InEpsilon(t, spread, newTest(t, ses, nil).Mean(), 0.12)
	require.True(t, math.IsNaN(newTest(t, []float64{3, 3}, nil).WolfsonSE()))
	_, err = LinearisedWolfson(x, nil, 0)
	require.Error(t, err)
}

// TestLinearisedTotalSE: of a total in a simple sample, R's svytotal for equal weights, and by hand for others.
func TestLinearisedTotalSE(t *testing.T) {
	x, w := []float64{1, 2, 4, 9}, []float64{2, 1, 3, 1}
	l, err := LinearisedTotal(x, nil)
	require.NoError(t, err)
	se, err := l.SE(nil)
	require.NoError(t, err)
	require.InEpsilon(t, 4*newTest(t, x, nil).MeanSE(), se, 1e-12)
	l, err = LinearisedTotal(x, w)
	require.NoError(t, err)
	se, err = l.SE(w)
	require.NoError(t, err)
	products := newTest(t, []float64{2, 2, 12, 9}, nil)
	require.InEpsilon(t, 4*products.MeanSE(), se, 1e-12)
}

// TestLinearisedConcentrationRatio: the largest rows hold less of a larger total, by rows put in.
func TestLinearisedConcentrationRatio(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(4, 10).Draw(t, "n")
		x := rapid.SliceOfN(rapid.Float64Range(1, 100), n, n).Draw(t, "x")
		w := rapid.SliceOfN(rapid.Float64Range(0.5, 3), n, n).Draw(t, "w")
		i := rapid.IntRange(0, n-1).Draw(t, "row")
		const k, step = 1.3, 1e-5
		total := 0.0
		for _, v := range w {
			total += v
		}
		if nearKink(x, w, 1-k/total, 8*step) {
			t.Skip("no derivative at a kink of the Lorenz curve")
		}
		l, err := LinearisedConcentrationRatio(x, w, k)
		require.NoError(t, err)
		at := func(by float64) float64 {
			moved := take(w, nil)
			moved[i] += by
			v, err := drawn{x, moved}.distribution(t).ConcentrationRatio(k)
			require.NoError(t, err)
			return v
		}
		require.InDelta(t, (at(step)-at(-step))/(2*step), l.Z[i], 1e-6*(1+math.Abs(l.Z[i])))
	})
	l, err := LinearisedConcentrationRatio([]float64{1, 2}, nil, 5)
	require.NoError(t, err)
	require.Equal(t, Linearised{Value: 1, Z: []float64{0, 0}}, l)
}

func TestLinearisedEdges(t *testing.T) {
	l, err := LinearisedGini([]float64{1, math.NaN(), 3}, []float64{1, 0, 1})
	require.NoError(t, err)
	require.Zero(t, l.Z[1]) // a row of weight 0
	require.InDelta(t, 0.25, l.Value, 1e-15)
	l, err = LinearisedGini([]float64{1, math.NaN(), 3}, nil)
	require.NoError(t, err)
	require.True(t, math.IsNaN(l.Value) && math.IsNaN(l.Z[0]))
	l, err = LinearisedMean(nil, nil)
	require.NoError(t, err)
	require.True(t, math.IsNaN(l.Value))
	l, err = LinearisedGini([]float64{5}, nil)
	require.NoError(t, err)
	require.Zero(t, l.Z[0])
	l, err = LinearisedGE([]float64{0, 1}, nil, 0)
	require.NoError(t, err)
	require.True(t, math.IsInf(l.Value, 1) && math.IsNaN(l.Z[0]))
	l, err = LinearisedAtkinson([]float64{0, 1}, nil, 1)
	require.NoError(t, err)
	require.True(t, l.Value == 1 && math.IsNaN(l.Z[0]))
	l, err = LinearisedLorenz([]float64{-1, 1}, nil, 0.5)
	require.NoError(t, err)
	require.True(t, math.IsNaN(l.Value))
	for _, bad := range []func() (Linearised, error){
		func() (Linearised, error) { return LinearisedGE(nil, nil, math.NaN()) },
		func() (Linearised, error) { return LinearisedAtkinson(nil, nil, -1) },
		func() (Linearised, error) { return LinearisedQuantile(nil, nil, 2, 1) },
		func() (Linearised, error) { return LinearisedQuantile(nil, nil, 0.5, 0) },
		func() (Linearised, error) { return LinearisedFGT(nil, nil, -1, 1) },
		func() (Linearised, error) { return LinearisedFGT(nil, nil, 0, 0) },
		func() (Linearised, error) { return LinearisedRelativePoverty(nil, nil, 0, 0, 0.5, 1) },
		func() (Linearised, error) { return LinearisedLorenz(nil, nil, -1) },
		func() (Linearised, error) { return LinearisedShareRatio(nil, nil, 0, 0.5) },
		func() (Linearised, error) { return LinearisedConcentration(nil, []float64{1}, nil) },
		func() (Linearised, error) { return LinearisedConcentrationGeneralized(nil, []float64{1}, nil) },
		func() (Linearised, error) { return LinearisedConcentrationExtended(nil, nil, nil, 0.5) },
		func() (Linearised, error) { return LinearisedConcentrationExtended(nil, []float64{1}, nil, 2) },
		func() (Linearised, error) { return LinearisedConcentrationSymmetric(nil, nil, nil, 1) },
		func() (Linearised, error) { return LinearisedConcentrationSymmetric(nil, []float64{1}, nil, 2) },
		func() (Linearised, error) { return LinearisedSlopeIndex(nil, []float64{1}, nil) },
		func() (Linearised, error) { return LinearisedSGini(nil, nil, 0.5) },
		func() (Linearised, error) { return LinearisedKolmPollak(nil, nil, math.Inf(1)) },
		func() (Linearised, error) { return LinearisedGeneralizedLorenz(nil, nil, 2) },
		func() (Linearised, error) { return LinearisedConcentrationRatio(nil, nil, -1) },
		func() (Linearised, error) { return LinearisedSen(nil, nil, 0) },
		func() (Linearised, error) { return LinearisedSST(nil, nil, 0) },
		func() (Linearised, error) { return LinearisedCliffsDelta([]float64{1}, nil, []float64{1, 2}) },
		func() (Linearised, error) { return LinearisedCliffsDelta([]float64{1}, []float64{1, 2}, nil) },
		func() (Linearised, error) { return Linearised{}.Plus(Linearised{Z: []float64{1}}) },
		func() (Linearised, error) { return Linearised{}.Times(Linearised{Z: []float64{1}}) },
		func() (Linearised, error) { return LinearisedMean([]float64{1}, []float64{-1}) },
		func() (Linearised, error) { return Linearised{}.Minus(Linearised{Z: []float64{1}}) },
		func() (Linearised, error) { return Linearised{}.Over(Linearised{Z: []float64{1}}) },
	} {
		_, err := bad()
		require.ErrorContains(t, err, "inequality: ")
	}
}

// TestLinearisedEdgeValues: one row, equal values, zeros, weights of 0 and nobody: the value is that of the measure, and no influence is anything but 0 where nothing can differ.
func TestLinearisedEdgeValues(t *testing.T) {
	for name, measure := range linearisedMeasures {
		for _, s := range []drawn{{[]float64{5}, []float64{2}}, {[]float64{3, 3, 3}, []float64{1, 2, 1}}, {[]float64{4, math.NaN()}, []float64{1, 0}}, {[]float64{0, 0}, []float64{1, 1}}} {
			l, err := measure(s.x, s.w)
			require.NoError(t, err, name)
			require.Len(t, l.Z, len(s.x), name)
			for i, z := range l.Z {
				switch {
				case s.w[i] == 0:
					require.Zero(t, z, name)
				case finite(l.Value) && name != "total" && name != "herfindahl, composed": // which depend on how many there are
					require.InDelta(t, 0, z, 1e-12, "%s of %v", name, s)
				}
			}
		}
		l, err := measure([]float64{}, []float64{})
		require.NoError(t, err, name)
		require.True(t, math.IsNaN(l.Value) && len(l.Z) == 0, name)
	}
}

func TestLinearisedRatio(t *testing.T) {
	x, y, w := []float64{1, 2, 4}, []float64{2, 2, 3}, []float64{1, 2, 1}
	a, err := LinearisedTotal(x, w)
	require.NoError(t, err)
	b, err := LinearisedTotal(y, w)
	require.NoError(t, err)
	r, err := a.Over(b)
	require.NoError(t, err)
	require.InDelta(t, 9.0/9, r.Value, 1e-15)
	require.InDeltaSlice(t, []float64{(1 - 2.0) / 9, 0, (4 - 3.0) / 9}, r.Z, 1e-15)
	d, err := a.Minus(b)
	require.NoError(t, err)
	require.InDelta(t, 0, d.Value, 1e-15)
	require.Equal(t, []float64{-1, 0, 1}, d.Z)
}
