package inequality

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestConcentrationGoldenR(t *testing.T) {
	g := readGoldenR(t, "concentration")
	col := goldenColumns(t, "bivariate2000")
	age := goldenLabels(t, "bivariate2000", "age")
	y := col("cognition")
	for _, rank := range []string{"income", "income_band"} {
		for weight, w := range map[string][]float64{"one": nil, "wr": col("wr")} {
			c, err := NewConcentration(y, col(rank), w)
			require.NoError(t, err)
			check := func(name string, v float64, err error) {
				require.NoError(t, err)
				g.equal(name+"_"+rank+"_"+weight, v, 1e-10)
			}
			check("index", c.Index(), nil)
			check("slope", c.Index(), nil)
			for name, beta := range map[string]float64{"symmetric1.5": 1.5, "symmetric2": 2, "symmetric5": 5} {
				v, err := c.Symmetric(beta)
				check(name, v, err)
				v, err = c.GeneralizedSymmetric(beta)
				check("g"+name, v, err)
			}
			for name, nu := range map[string]float64{"1.5": 1.5, "4": 4} {
				v, err := c.GeneralizedExtended(nu)
				check("gextended"+name, v, err)
				v, err = c.Achievement(nu)
				check("achievement"+name, v, err)
			}
			v, err := c.Modified(-20)
			check("modified", v, err)
			for name, kind := range map[string]RegressionErrors{"classical": ClassicalErrors, "robust": RobustErrors, "clustered": ClusteredErrors} {
				v, err := IndexRegressionSE(y, col(rank), w, kind, age)
				check("se_"+name, v, err)
			}
			of, err := DecomposeConcentration(y, col(rank), [][]float64{col("educ"), col("age"), col("access")}, w)
			require.NoError(t, err)
			for k, name := range []string{"educ", "age", "access"} {
				check("elasticity_"+name, of.Determinants[k].Elasticity, nil)
				check("contribution_"+name, of.Determinants[k].Contribution, nil)
			}
			check("residual", of.Residual, nil)
		}
	}
	g.complete()
}

// The parts of a decomposition add up to the index, whatever the sign of means; the symmetric index at 2 and the generalised extended one at 2 are
// the plain ones; the modified index does not change with a shift.
func TestConcentrationIndicesProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(4, 30).Draw(t, "n")
		draw := func(name string, lo, hi float64) []float64 {
			return rapid.SliceOfN(rapid.Float64Range(lo, hi), n, n).Draw(t, name)
		}
		y, x := draw("y", 1, 100), draw("x", -5, 5)
		w := draw("w", 0, 3)
		rank := make([]float64, n) // with ties
		for i, r := range rapid.SliceOfN(rapid.IntRange(0, 5), n, n).Draw(t, "rank") {
			rank[i] = float64(r)
		}
		c, err := NewConcentration(y, rank, w)
		require.NoError(t, err)
		if c.empty() {
			t.Skip()
		}
		two, err := c.Symmetric(2)
		require.NoError(t, err)
		require.InDelta(t, c.Index(), two, 1e-12)
		extended, err := c.GeneralizedExtended(2)
		require.NoError(t, err)
		require.InDelta(t, 4*c.Generalized(), extended, 1e-9)
		one, err := c.Achievement(1)
		require.NoError(t, err)
		require.InDelta(t, c.of.Mean(), one, 1e-12*c.of.Mean())
		shifted, err := NewConcentration(shift(y, 50), rank, w)
		require.NoError(t, err)
		before, err := c.Modified(0)
		require.NoError(t, err)
		after, err := shifted.Modified(50)
		require.NoError(t, err)
		require.InDelta(t, before, after, 1e-12)
		require.InDelta(t, c.Index(), before, 1e-12)

		d, err := DecomposeConcentration(y, rank, [][]float64{x}, w)
		if err != nil { // x does not vary, or too few rows
			return
		}
		require.InDelta(t, d.Index, d.Determinants[0].Contribution+d.Residual, 1e-9)
	})
}

// scale returns x times a factor.
func scale(x []float64, by float64) []float64 {
	out := make([]float64, len(x))
	for i := range x {
		out[i] = x[i] * by
	}
	return out
}

// shift returns x with everybody by so much better off.
func shift(x []float64, by float64) []float64 {
	out := make([]float64, len(x))
	for i := range x {
		out[i] = x[i] + by
	}
	return out
}

func TestConcentrationIndicesEdges(t *testing.T) {
	one, err := NewConcentration([]float64{3}, []float64{1}, nil)
	require.NoError(t, err)
	v, err := one.Symmetric(2)
	require.NoError(t, err)
	require.Zero(t, v)
	v, err = one.Modified(3)
	require.NoError(t, err)
	require.True(t, math.IsNaN(v))
	none, err := NewConcentration(nil, nil, nil)
	require.NoError(t, err)
	v, err = none.Achievement(2)
	require.NoError(t, err)
	require.True(t, math.IsNaN(v))
	_, err = one.Symmetric(1)
	require.ErrorContains(t, err, "beta: got 1, want a finite number > 1")
	_, err = one.Modified(4)
	require.ErrorContains(t, err, "got 3, want at least 4")
	_, err = one.Modified(math.Inf(-1))
	require.ErrorContains(t, err, "lo")
	// A mean below 0: what is relative to it is not defined, but absolute parts are.
	c, err := NewConcentration([]float64{-3, -1, -2}, []float64{1, 2, 3}, nil)
	require.NoError(t, err)
	v, err = c.Symmetric(2)
	require.NoError(t, err)
	require.True(t, math.IsNaN(v))
	v, err = c.GeneralizedSymmetric(2)
	require.NoError(t, err)
	require.InDelta(t, 4*c.Generalized(), v, 1e-12)
	d, err := DecomposeConcentration([]float64{-3, -1, -2}, []float64{1, 2, 3}, [][]float64{{1, 0, 1}}, nil)
	require.NoError(t, err)
	require.True(t, math.IsNaN(d.Determinants[0].Contribution))
}
