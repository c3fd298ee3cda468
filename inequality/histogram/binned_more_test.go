package histogram

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/inequality"
)

// TestMoreMeasuresHold: bounds hold the exact value, for counts and for any weights.
func TestMoreMeasuresHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 60).Draw(t, "n")
		x := rapid.SliceOfN(rapid.OneOf(rapid.Float64Range(1e-3, 1000), rapid.SampledFrom([]float64{0, 1, 2, 50})), n, n).Draw(t, "x")
		w := rapid.SliceOfN(rapid.Float64Range(.1, 9), n, n).Draw(t, "w")
		var h Histogram
		var v WeightedHistogram
		h.AddAll(x)
		for i := range x {
			v.Add(x[i], w[i])
		}
		d, err := inequality.New(x, nil)
		require.NoError(t, err)
		e, err := inequality.New(x, w)
		require.NoError(t, err)
		k := rapid.Float64Range(0, 70).Draw(t, "k")
		line := rapid.Float64Range(1e-3, 2000).Draw(t, "line")
		kappa := rapid.OneOf(rapid.Float64Range(-0.1, 0.1), rapid.Float64Range(-50, 50)).Draw(t, "kappa")
		for _, pair := range []struct {
			b *Binned
			d *inequality.Distribution
		}{{h.Binned(), d}, {v.Binned(), e}} {
			ratio, err := pair.d.ConcentrationRatio(k)
			require.NoError(t, err)
			watts, err := pair.d.Watts(line)
			require.NoError(t, err)
			kolm, err := pair.d.KolmPollak(kappa)
			require.NoError(t, err)
			for name, m := range map[string]struct {
				of   Interval
				want float64
			}{
				"j": {pair.b.JDivergence(), pair.d.JDivergence()}, "mehran": {pair.b.Mehran(), pair.d.Mehran()}, "piesch": {pair.b.Piesch(), pair.d.Piesch()},
				"watts": {pair.b.Watts(line), watts}, "kakwani": {pair.b.Kakwani(), pair.d.Kakwani()}, "kolm": {pair.b.KolmPollak(kappa), kolm},
				"rosenbluth": {pair.b.Rosenbluth(), pair.d.Rosenbluth()}, "cr": {pair.b.ConcentrationRatio(k), ratio},
			} {
				if math.IsNaN(m.want) || math.IsInf(m.want, 0) {
					require.Equal(t, math.IsNaN(m.want), math.IsNaN(m.of.Value), name)
					continue
				}
				noise := 1e-12 * max(1, math.Abs(m.want))
				require.True(t, m.of.Lo-noise <= m.want && m.want <= m.of.Hi+noise, "%s: %v not in %v to %v", name, m.want, m.of.Lo, m.of.Hi)
			}
		}
	})
	var none Histogram
	for _, i := range []Interval{none.Binned().JDivergence(), none.Binned().Piesch(), none.Binned().Rosenbluth(), none.Binned().ConcentrationRatio(2), none.Binned().Watts(1), none.Binned().Kakwani(), none.Binned().KolmPollak(1)} {
		require.True(t, math.IsNaN(i.Value))
	}
	require.Panics(t, func() { none.Binned().ConcentrationRatio(-1) })
	require.Panics(t, func() { none.Binned().Watts(0) })
	require.Panics(t, func() { none.Binned().KolmPollak(math.NaN()) })
	// Of many values the bounds are narrow.
	var many Histogram
	var x []float64
	for i := range 5000 {
		x = append(x, math.Exp(float64(i%500)/100))
	}
	many.AddAll(x)
	d, err := inequality.New(x, nil)
	require.NoError(t, err)
	watts, err := d.Watts(10)
	require.NoError(t, err)
	require.Less(t, many.Binned().Watts(10).Width(), 2e-4*watts)
	require.Less(t, many.Binned().Kakwani().Width(), 2e-4*d.Kakwani())
	kolm, err := d.KolmPollak(.05)
	require.NoError(t, err)
	require.Less(t, many.Binned().KolmPollak(.05).Width(), 2e-3*kolm)
}
