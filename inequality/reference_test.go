package inequality

import (
	"encoding/binary"
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
)

// exactGini is the mean difference of all pairs over twice the mean, in exact arithmetic.
func exactGini(x, w []float64) (gini float64, defined bool) {
	number := func(v float64) *big.Rat { return new(big.Rat).SetFloat64(v) }
	differences, all, total := new(big.Rat), new(big.Rat), new(big.Rat)
	for i := range x {
		wi := number(weightAt(w, i))
		all.Add(all, wi)
		total.Add(total, new(big.Rat).Mul(wi, number(x[i])))
		for j := range i {
			gap := new(big.Rat).Sub(number(x[i]), number(x[j]))
			gap.Abs(gap).Mul(gap, wi)
			differences.Add(differences, gap.Mul(gap, number(weightAt(w, j))))
		}
	}
	if all.Sign() == 0 || total.Sign() <= 0 {
		return 0, false
	}
	// sum_{i<j} w w |x-x| / (W sum w x)
	gini, _ = differences.Quo(differences, total.Mul(total, all)).Float64()
	return gini, true
}

// decode turns fuzz input into values and weights: any float64, and counts.
func decode(data []byte) (x, w []float64) {
	for len(data) >= 9 {
		x = append(x, math.Float64frombits(binary.LittleEndian.Uint64(data)))
		w = append(w, float64(data[8]%5))
		data = data[9:]
	}
	return x, w
}

func encodeRows(x []float64, w byte) []byte {
	var out []byte
	for _, v := range x {
		out = binary.LittleEndian.AppendUint64(out, math.Float64bits(v))
		out = append(out, w)
	}
	return out
}

// FuzzGini compares with exact arithmetic.
func FuzzGini(f *testing.F) {
	f.Add(encodeRows([]float64{1, 2, 3, 10}, 1))
	f.Add(encodeRows([]float64{1e15, 1e15 + 1, 1e15 + 2}, 2))
	f.Add(encodeRows([]float64{5e-324, 1e-323, 2e-323}, 1))
	f.Add(encodeRows([]float64{1e308, 1.5e308, 1.7e308}, 3))
	f.Add(encodeRows([]float64{0, 0, 7}, 1))
	f.Fuzz(func(t *testing.T, data []byte) {
		x, w := decode(data[:min(len(data), 9*12)])
		var keepX, keepW []float64
		for i := range x {
			if w[i] == 0 {
				continue
			}
			if !finite(x[i]) {
				return
			}
			keepX, keepW = append(keepX, math.Abs(x[i])), append(keepW, w[i])
		}
		want, defined := exactGini(keepX, keepW)
		got, err := Gini(keepX, keepW)
		require.NoError(t, err)
		if !defined {
			require.True(t, math.IsNaN(got))
			return
		}
		require.InDelta(t, want, got, 1e-14*want+1e-300, "%v %v", keepX, keepW)
	})
}

// FuzzMeasures feeds any numbers to everything: no panic, and inequality is never negative.
func FuzzMeasures(f *testing.F) {
	f.Add(encodeRows([]float64{1, 2, 3, 10}, 1), 0.5, 2.0)
	f.Add(encodeRows([]float64{math.NaN(), math.Inf(1), -1, 0}, 1), -1.0, 0.0)
	f.Add(encodeRows([]float64{1e-300, 1e300, -1e300}, 2), math.NaN(), math.Inf(1))
	f.Add(encodeRows([]float64{math.MaxFloat64, -math.MaxFloat64, math.MaxFloat64}, 1), 3.0, 1.0)
	f.Fuzz(func(t *testing.T, data []byte, a, b float64) {
		x, w := decode(data[:min(len(data), 9*40)])
		for _, weights := range [][]float64{nil, w} {
			d, err := New(x, weights)
			require.NoError(t, err)
			for name, s := range scalars {
				if v := s.of(d); s.inequality && v < 0 && !(name == "wolfson" || name == "der 0.5") {
					t.Fatalf("%s of %v, %v: %v", name, x, weights, v)
				}
			}
			withParameters(d, a, b)
			withTwo(t, d, x, weights, a, b)
		}
	})
}

// withParameters calls what takes any parameters; errors and NaN are fine.
func withParameters(d *Distribution, a, b float64) {
	for _, f := range []func(float64) (float64, error){
		d.Lorenz, d.GeneralizedLorenz, d.TopShare, d.BottomShare, d.SGini, d.GE, d.GESE, d.Atkinson,
		d.AtkinsonSE, d.EDE, d.Kolm, d.Watts, d.Sen, d.SST,
	} {
		_, _ = f(a)
	}
	_, _ = d.FGT(a, b)
	_, _ = d.DER(a, b)
	_, _ = d.Quantile(a, QuantileType(int(math.Mod(b, 9))))
	_, _ = d.QuantileRatio(a, b, AveragedInverseCDF)
	_, _ = d.GroupedGini([]float64{a, b})
	d.RelativeDeprivation(a)
}

// withTwo calls what takes two variables or groups.
func withTwo(t *testing.T, d *Distribution, x, w []float64, a, b float64) {
	y := make([]float64, len(x))
	label := make([]int, len(x))
	for i := range x {
		y[i] = x[len(x)-1-i]
		label[i] = i % 3
	}
	c, err := NewConcentration(y, x, w)
	require.NoError(t, err)
	for _, f := range []func() float64{
		c.Index, c.Generalized, c.Kakwani, c.ReynoldsSmolensky, c.Reranking,
		c.SlopeIndex, c.RelativeSlopeIndex, c.IndexSE,
	} {
		f()
	}
	_, _ = c.Erreygers(a, b)
	_, _ = c.Wagstaff(a, b)
	_, _ = c.Extended(a)
	_, _ = c.Curve(a)

	g, err := GroupBy(x, w, label)
	require.NoError(t, err)
	_, _ = g.GE(a)
	_, _ = g.Atkinson(a)
	g.Gini()
	g.GiniStratified()
	_, _ = g.EstebanRay(a, b)
	g.ValueShare()

	gap := Gap{A: g.Part(0), B: g.Part(1)}
	for _, f := range []func(Gap) float64{
		Gap.Mean, Gap.MeanSE, Gap.MeanRatio, Gap.MedianRatio, Gap.CohensD, Gap.CohensDPopulation,
		Gap.HedgesG, Gap.GlassDelta, Gap.CliffsDelta, Gap.ProbabilityOfSuperiority, Gap.Gastwirth,
		Gap.KolmogorovSmirnov, Gap.Wasserstein, Gap.EnergyDistance,
	} {
		f(gap)
	}
	_, _ = gap.Quantile(a, Linear)
	_, _ = gap.Overlap([]float64{a, b})
	_, _ = gap.RelativeDensity(3)
	gap.RelativePolarization()
	_, _ = LorenzDominance(d, d, a)

	m, err := NewMobility(x, y, w)
	require.NoError(t, err)
	for _, f := range []func() float64{
		m.RankRankSlope, m.Spearman, m.KendallTauB, m.FieldsOk1996, m.FieldsOk1999,
		m.FieldsOkDirectional, m.PearsonLog, m.Elasticity, m.Gini,
	} {
		f()
	}
	m.Rigidity((*Distribution).TheilT)
	_, err = m.Transition(4)
	require.NoError(t, err)
	_, err = Sources(w, x, y)
	require.NoError(t, err)
	_, err = ShapleyGini(w, x, y)
	require.NoError(t, err)
	_, _ = GiniJackknifeSE(x, w)
	_, _ = RIFGini(x, w)
	_, _ = RIFQuantile(x, w, a, b)
	_, _ = LeastSquares(y, [][]float64{x}, w)
}
