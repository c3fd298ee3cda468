package histogram

import (
	"math"
	"testing"

	"github.com/cogap/cogap/inequality"
	"github.com/stretchr/testify/require"
)

// TestZerosAlone: whoever measures them, zeros alone have no relative inequality and an absolute one of 0; see the package comment.
func TestZerosAlone(t *testing.T) {
	value := func(v float64, err error) float64 {
		require.NoError(t, err)
		return v
	}
	for _, x := range [][]float64{{0}, {0, 0, 0}, {0, math.Copysign(0, -1)}} {
		d, err := inequality.New(x, nil)
		require.NoError(t, err)
		m := momentsOf(t, MomentsSpec{}, x, nil)
		h, w := new(Histogram), new(WeightedHistogram)
		h.AddAll(x)
		for _, v := range x {
			w.Add(v, .35)
		}
		c, err := inequality.NewConcentration(x, x, nil)
		require.NoError(t, err)
		relative := map[string]float64{
			"Gini": d.Gini(), "GiniNormalized": d.GiniNormalized(), "GiniCorrected": d.GiniCorrected(), "SGini": value(d.SGini(2)),
			"Bonferroni": d.Bonferroni(), "Zenga": d.Zenga(), "Hoover": d.Hoover(), "CV": d.CV(), "TheilT": d.TheilT(), "TheilL": d.TheilL(),
			"GE": value(d.GE(2)), "Atkinson": value(d.Atkinson(.5)), "Lorenz": value(d.Lorenz(.5)), "TopShare": value(d.TopShare(.1)),
			"Palma": d.Palma(), "S80S20": d.S80S20(), "QuantileRatio": value(d.QuantileRatio(.9, .1, inequality.AveragedInverseCDF)),
			"Wolfson": d.Wolfson(), "GiniSE": d.GiniSE(), "Concentration": c.Index(),
			"function Gini": value(inequality.Gini(x, nil)), "GiniSorting": value(inequality.GiniSorting(append([]float64{}, x...), nil)),
			"Moments CV": m.CV(), "Moments TheilT": m.TheilT(), "Moments TheilL": m.TheilL(), "Moments GE": value(m.GE(2)),
			"Moments Atkinson": value(m.Atkinson(1)),
		}
		for name, b := range map[string]*Binned{"Histogram ": h.Binned(), "WeightedHistogram ": w.Binned()} {
			for measure, i := range map[string]Interval{
				"Gini": b.Gini(), "GiniNormalized": b.GiniNormalized(), "SGini": b.SGini(2), "Hoover": b.Hoover(), "GE": b.GE(.5),
				"Lorenz": b.Lorenz(.5), "Palma": b.Palma(), "S80S20": b.S80S20(), "QuantileRatio": b.QuantileRatio(.9, .1), "Wolfson": b.Wolfson(),
			} {
				relative[name+measure] = i.Value
			}
			require.Equal(t, Interval{}, b.AbsoluteGini(), name)
			require.Equal(t, Interval{}, b.StdDev(), name)
			require.Equal(t, Interval{}, b.Median(), name)
		}
		for name, v := range relative {
			require.True(t, math.IsNaN(v), "%s of %v: %v", name, x, v)
		}
		require.Zero(t, d.AbsoluteGini())
		require.Zero(t, d.StdDev())
		require.Zero(t, value(d.Kolm(1)))
		require.Zero(t, m.Variance())
		require.Zero(t, c.Generalized())
	}
}
