package inequality

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// groupedLinearised are the decompositions with their linearised variables, and the plain ones.
var groupedLinearised = map[string]struct {
	of    func(x, w []float64, label []string) (LinearisedDecomposition, error)
	plain func(g *Grouped[string]) (Decomposition, error)
}{
	"ge 0":    {geOf(0), func(g *Grouped[string]) (Decomposition, error) { return g.GE(0) }},
	"ge 1":    {geOf(1), func(g *Grouped[string]) (Decomposition, error) { return g.GE(1) }},
	"ge 2":    {geOf(2), func(g *Grouped[string]) (Decomposition, error) { return g.GE(2) }},
	"ge -0.5": {geOf(-.5), func(g *Grouped[string]) (Decomposition, error) { return g.GE(-.5) }},
	"j":       {LinearisedGroupedJDivergence[string], func(g *Grouped[string]) (Decomposition, error) { return g.JDivergence(), nil }},
	"gini":    {LinearisedGroupedGini[string], func(g *Grouped[string]) (Decomposition, error) { return g.Gini(), nil }},
	"gini yl": {LinearisedGroupedGiniStratified[string], func(g *Grouped[string]) (Decomposition, error) { return g.GiniStratified(), nil }},
	"atk 0.5": {atkinsonOf(.5), func(g *Grouped[string]) (Decomposition, error) { return g.Atkinson(.5) }},
	"atk 1":   {atkinsonOf(1), func(g *Grouped[string]) (Decomposition, error) { return g.Atkinson(1) }},
	"atk 2":   {atkinsonOf(2), func(g *Grouped[string]) (Decomposition, error) { return g.Atkinson(2) }},
	"atk 5":   {atkinsonOf(5), func(g *Grouped[string]) (Decomposition, error) { return g.Atkinson(5) }},
}

func geOf(alpha float64) func(x, w []float64, label []string) (LinearisedDecomposition, error) {
	return func(x, w []float64, label []string) (LinearisedDecomposition, error) {
		return LinearisedGroupedGE(x, w, label, alpha)
	}
}

func atkinsonOf(epsilon float64) func(x, w []float64, label []string) (LinearisedDecomposition, error) {
	return func(x, w []float64, label []string) (LinearisedDecomposition, error) {
		return LinearisedGroupedAtkinson(x, w, label, epsilon)
	}
}

func partsOf(d LinearisedDecomposition) []Linearised {
	return []Linearised{d.Total, d.Within, d.Between, d.Residual}
}

func valuesOf(d Decomposition) []float64 { return []float64{d.Total, d.Within, d.Between, d.Residual} }

// TestGroupedLinearisedIsDerivative: each part has the value of the plain decomposition, and moves with a weight as its linearised variable says.
func TestGroupedLinearisedIsDerivative(t *testing.T) {
	for name, measure := range groupedLinearised {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				x, w := weighted(t, 4)
				n := len(x)
				label := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c"}), n, n).Draw(t, "label")
				w[3] = 0
				l, err := measure.of(x, w, label)
				require.NoError(t, err)
				at := func(w []float64) []float64 {
					g, err := GroupBy(x, w, label)
					require.NoError(t, err)
					d, err := measure.plain(g)
					require.NoError(t, err)
					return valuesOf(d)
				}
				i := rapid.IntRange(0, n-1).Draw(t, "row")
				value := at(w)
				for k, part := range partsOf(l) {
					require.InDelta(t, value[k], part.Value, 1e-12*(1+math.Abs(value[k])))
				}
				if w[i] == 0 {
					require.Zero(t, l.Within.Z[i])
					return
				}
				const step = 1e-5
				up, down := moved(w, i, step)
				a, b := at(up), at(down)
				for k, part := range partsOf(l) {
					slope := (a[k] - b[k]) / (2 * step)
					if math.Abs((a[k]-value[k])-(value[k]-b[k])) > 1e-3*math.Abs(a[k]-b[k])+1e-12 {
						continue // groups of the same mean change places
					}
					require.InDelta(t, slope, part.Z[i], 1e-6*(1+math.Abs(value[k])+math.Abs(part.Z[i])), "part %d", k)
				}
			})
		})
	}
}

// TestGroupedLinearisedEdges: one group, groups of one, zeros, negative values, nobody, and faults.
func TestGroupedLinearisedEdges(t *testing.T) {
	for name, measure := range groupedLinearised {
		for _, c := range []struct{ x []float64 }{{[]float64{3, 3, 3}}, {[]float64{0, 0, 0}}, {[]float64{0, 1, 5}}, {[]float64{-3, 1, 5}}, {[]float64{1, math.NaN(), 2}}, {[]float64{1, math.NaN(), math.NaN()}}, {nil}} {
			for _, labels := range [][]string{{"a", "a", "a"}, {"a", "b", "c"}, {"a", "b", "b"}} {
				labels = labels[:len(c.x)]
				g, err := GroupBy(c.x, nil, labels)
				require.NoError(t, err)
				want, err := measure.plain(g)
				require.NoError(t, err)
				got, err := measure.of(c.x, nil, labels)
				require.NoError(t, err)
				for k, part := range partsOf(got) {
					require.Len(t, part.Z, len(c.x))
					if v := valuesOf(want)[k]; math.IsNaN(v) {
						require.True(t, math.IsNaN(part.Value), "%s %v %v", name, c.x, labels)
					} else {
						require.InDelta(t, v, part.Value, 1e-12, "%s %v %v", name, c.x, labels)
					}
				}
			}
		}
		_, err := measure.of([]float64{1, 2}, nil, []string{"a"})
		require.Error(t, err, name)
		_, err = measure.of([]float64{1, 2}, []float64{1, -1}, []string{"a", "b"})
		require.Error(t, err, name)
	}
	_, err := LinearisedGroupedGE([]float64{1, 2}, nil, []string{"a", "b"}, math.NaN())
	require.Error(t, err)
	_, err = LinearisedGroupedAtkinson([]float64{1, 2}, nil, []string{"a", "b"}, -1)
	require.Error(t, err)
}

// TestLinearisedConcentrationCurve: where y is its own rank it is the Lorenz curve's, but for the kernel; errors and edges.
func TestLinearisedConcentrationCurve(t *testing.T) {
	x := make([]float64, 4001)
	for i := range x {
		x[i] = math.Exp(float64(i) / 1500)
	}
	for _, p := range []float64{.2, .5, .8} {
		a, err := LinearisedConcentrationCurve(x, x, nil, p)
		require.NoError(t, err)
		b, err := LinearisedLorenz(x, nil, p)
		require.NoError(t, err)
		require.InDelta(t, b.Value, a.Value, 1e-12)
		seA, err := a.SE(nil)
		require.NoError(t, err)
		seB, err := b.SE(nil)
		require.NoError(t, err)
		require.InEpsilon(t, seB, seA, .02)
	}
	_, err := LinearisedConcentrationCurve(x, x, nil, 2)
	require.Error(t, err)
	_, err = LinearisedConcentrationCurve(x, x[:3], nil, .5)
	require.Error(t, err)
	l, err := LinearisedConcentrationCurve([]float64{0, 0}, []float64{1, 2}, []float64{1, 0}, .5)
	require.NoError(t, err)
	require.True(t, math.IsNaN(l.Value) && math.IsNaN(l.Z[0]))
	require.Zero(t, l.Z[1])
}
