package inequality

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestRegressionGolden(t *testing.T) {
	g := readGoldenR(t, "regression")
	col := goldenColumns(t, "bivariate2000")
	x := [][]float64{col("educ"), col("age"), col("access")}
	for name, w := range map[string][]float64{"one": nil, "wr": col("wr")} {
		r, err := Regress(col("income"), x, w)
		require.NoError(t, err)
		clustered, err := r.Clustered(goldenLabels(t, "bivariate2000", "age"))
		require.NoError(t, err)
		for kind, v := range map[string][][]float64{"classical": r.Classical(), "robust": r.Robust(), "clustered": clustered} {
			se := StandardErrors(v)
			for k, column := range []string{"const", "educ", "age", "access"} {
				g.equal(column+"_"+kind+"_"+name, se[k], 1e-10)
			}
			g.equal("const_educ_"+kind+"_"+name, v[0][1], 1e-9)
		}
	}
	g.complete()
}

// Weights in proportion, a column in another unit and rows of weight 0 change no t statistic.
func TestRegressionInvariance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(5, 30).Draw(t, "n")
		draw := func(name string) []float64 {
			return rapid.SliceOfN(rapid.Float64Range(-10, 10), n, n).Draw(t, name)
		}
		y, x := draw("y"), draw("x")
		w := rapid.SliceOfN(rapid.Float64Range(0.5, 3), n, n).Draw(t, "w")
		a, err := Regress(y, [][]float64{x}, w)
		if err != nil || a.fitted.sizes[0] < 0.1 {
			t.Skip()
		}
		y2, x2, w2 := append(scale(y, 1), math.NaN()), append(scale(x, 1000), 5), append(scale(w, 7), 0)
		b, err := Regress(y2, [][]float64{x2}, w2)
		require.NoError(t, err)
		require.True(t, math.IsNaN(b.Residuals[n]))
		require.Equal(t, n, b.N())
		requireClose(t, a.Classical()[1][1], b.Classical()[1][1]*1e6)
		requireClose(t, a.Robust()[1][1], b.Robust()[1][1]*1e6)
		// A cluster for each row is the robust covariance, but for the factor of few clusters.
		labels := make([]string, n+1)
		for i := range labels {
			labels[i] = string(rune('a' + i))
		}
		c, err := b.Clustered(labels)
		require.NoError(t, err)
		requireClose(t, b.Robust()[1][1], c[1][1])
	})
}

func requireClose(t require.TestingT, want, got float64) {
	require.InDelta(t, want, got, 1e-8*max(math.Abs(want), 1e-12))
}

func TestRegressionFew(t *testing.T) {
	r, err := Regress([]float64{1, 2}, [][]float64{{0, 1}}, nil) // as many rows as coefficients
	require.NoError(t, err)
	require.True(t, math.IsNaN(r.Classical()[0][0]))
	require.True(t, math.IsNaN(r.Robust()[1][1]))
	r, err = Regress([]float64{1, 2, 4}, nil, nil) // a mean
	require.NoError(t, err)
	d, err := New([]float64{1, 2, 4}, nil)
	require.NoError(t, err)
	require.InDelta(t, d.MeanSE(), StandardErrors(r.Classical())[0], 1e-15)
	v, err := r.Clustered([]string{"a", "a", "a"})
	require.NoError(t, err)
	require.True(t, math.IsNaN(v[0][0]))
	_, err = r.Clustered(nil)
	require.ErrorContains(t, err, "clusters: got length 0, want 3")
	_, err = r.errorsOf(RegressionErrors(7), nil)
	require.ErrorContains(t, err, "kind: got 7")
}

func TestStandardErrorsOfNoSquare(t *testing.T) {
	se := StandardErrors([][]float64{{4, 0}, {}})
	require.Equal(t, 2.0, se[0])
	require.True(t, math.IsNaN(se[1]))
	require.True(t, math.IsNaN(StandardErrors([][]float64{{}})[0]))
}
