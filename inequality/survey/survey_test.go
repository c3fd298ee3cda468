package survey

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/inequality"
)

func mean(t require.TestingT, x, w []float64) inequality.Linearised {
	l, err := inequality.LinearisedMean(x, w)
	require.NoError(t, err)
	return l
}

// A simple sample has the standard error of a mean; the order of rows, names of clusters and the scale of weights change nothing; rows of
// weight 0 in clusters of others are not there.
func TestDesignProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(6, 30).Draw(t, "n")
		x := rapid.SliceOfN(rapid.Float64Range(1, 100), n, n).Draw(t, "x")
		w := rapid.SliceOfN(rapid.Float64Range(0.5, 3), n, n).Draw(t, "w")
		strata, psu := make([]string, n), make([]string, n)
		for i := range x {
			strata[i] = string(rune('A' + i%2))
			psu[i] = string(rune('a' + i/2%3))
		}
		simple, err := Design{Weights: w}.Estimate(mean(t, x, w))
		require.NoError(t, err)
		d, err := inequality.New(x, w)
		require.NoError(t, err)
		require.InEpsilon(t, d.MeanSE()+1, simple.SE+1, 1e-12)
		require.Equal(t, n-1, simple.DegreesOfFreedom)

		first, err := Design{Weights: w, Stages: []Stage{{Strata: strata, Clusters: psu}}}.Estimate(mean(t, x, w))
		require.NoError(t, err)
		perm := rand.New(rand.NewPCG(1, uint64(n))).Perm(n)
		x2, w2, s2, p2 := make([]float64, n+1), make([]float64, n+1), make([]string, n+1), make([]string, n+1)
		for to, from := range perm {
			x2[to], w2[to], s2[to], p2[to] = x[from], 5*w[from], strata[from], psu[from]+"!"
		}
		x2[n], s2[n], p2[n] = math.NaN(), s2[0], p2[0]
		second, err := Design{Weights: w2, Stages: []Stage{{Strata: s2, Clusters: p2}}}.Estimate(mean(t, x2, w2))
		require.NoError(t, err)
		require.InDelta(t, first.SE, second.SE, 1e-10)
		require.Equal(t, first.DegreesOfFreedom, second.DegreesOfFreedom)

		// The jackknife of a total is the same formula.
		of := Design{Weights: w, Stages: []Stage{{Strata: strata, Clusters: psu}}}
		r, err := of.Replicates(n, JKn, 0, 0, nil)
		require.NoError(t, err)
		sum := func(w []float64) (float64, error) {
			l, err := inequality.LinearisedTotal(x, w)
			return l.Value, err
		}
		jackknife, err := r.Estimate(w, sum)
		require.NoError(t, err)
		total, err := inequality.LinearisedTotal(x, w)
		require.NoError(t, err)
		linear, err := of.Estimate(total)
		require.NoError(t, err)
		require.InDelta(t, linear.SE, jackknife.SE, 1e-8*(1+linear.SE))
	})
}

// All of a population drawn leaves nothing to chance.
func TestWholePopulation(t *testing.T) {
	x := []float64{1, 5, 9, 2}
	e, err := Design{Stages: []Stage{{FPC: []float64{4, 4, 4, 4}}}}.Estimate(mean(t, x, nil))
	require.NoError(t, err)
	require.Zero(t, e.SE)
	half, err := Design{Stages: []Stage{{FPC: []float64{.5, .5, .5, .5}}}}.Estimate(mean(t, x, nil))
	require.NoError(t, err)
	number, err := Design{Stages: []Stage{{FPC: []float64{8, 8, 8, 8}}}}.Estimate(mean(t, x, nil))
	require.NoError(t, err)
	require.Equal(t, number, half)
}

func TestBootstrapReplicates(t *testing.T) {
	d := readHousehold(t)
	of := d.designs()["clusters"]
	r, err := of.Replicates(len(d.x), Bootstrap, 0, 400, rand.NewPCG(1, 2))
	require.NoError(t, err)
	e, err := r.Estimate(d.w, func(w []float64) (float64, error) { return inequality.Gini(d.x, w) })
	require.NoError(t, err)
	l, err := inequality.LinearisedGini(d.x, d.w)
	require.NoError(t, err)
	linear, err := of.Estimate(l)
	require.NoError(t, err)
	require.InEpsilon(t, linear.SE, e.SE, 0.12) // 400 replicates: +- 3.5% at one standard error
	require.Equal(t, linear.DegreesOfFreedom, e.DegreesOfFreedom)
}

func TestInterval(t *testing.T) {
	lo, hi, err := Estimate{Value: 10, SE: 2, DegreesOfFreedom: 10}.Interval(0.95)
	require.NoError(t, err)
	require.InDelta(t, 10-2*2.228138851964939, lo, 1e-9) // qt(.975, 10) of R
	require.InDelta(t, 10+2*2.228138851964939, hi, 1e-9)
	lo, _, err = Estimate{Value: 10, SE: 2}.Interval(0.95)
	require.NoError(t, err)
	require.True(t, math.IsNaN(lo))
	_, _, err = Estimate{}.Interval(1)
	require.ErrorContains(t, err, "level: got 1")
	d := Design{}
	lo, hi, err = d.QuantileInterval([]float64{1, 2, 3, 4}, 0, 0.95) // beyond the ends
	require.NoError(t, err)
	require.Equal(t, 1.0, lo)
	require.GreaterOrEqual(t, hi, lo)
	lo, _, err = Design{Lonely: Certainty}.QuantileInterval([]float64{1}, 0.5, 0.95)
	require.NoError(t, err)
	require.True(t, math.IsNaN(lo))
	_, _, err = d.QuantileInterval([]float64{1}, 2, 0.95)
	require.Error(t, err)
	_, _, err = d.QuantileInterval([]float64{1}, .5, 95)
	require.Error(t, err)
}

func TestDesignErrors(t *testing.T) {
	z := []float64{1, 2, 3}
	lonely := []string{"a", "a", "b"}
	for _, c := range []struct {
		d    Design
		want string
	}{
		{Design{Weights: []float64{1}}, "Weights: got length 1, want 3"},
		{Design{Weights: []float64{1, -1, 1}}, "Weights[1]: got -1"},
		{Design{Lonely: 9}, "Lonely: got 9"},
		{Design{Stages: []Stage{{Strata: lonely}}}, `the stratum "b"`},
		{Design{Stages: []Stage{{Clusters: lonely[:1]}}}, "Stages[0].Clusters: got length 1"},
		{Design{Stages: []Stage{{FPC: []float64{1, 0, 1}}}}, "Stages[0].FPC[1]: got 0"},
		{Design{Stages: []Stage{{FPC: []float64{5, 5, 6}}}}, "FPC[2]: got 6, want 5"},
		{Design{Stages: []Stage{{FPC: []float64{2, 2, 2}}}}, `FPC: got 2 in the population of the stratum "all", want at least the 3 that were drawn`},
		{Design{Stages: []Stage{{Clusters: lonely, FPC: []float64{9, 9, 9}}, {FPC: []float64{1.5, 1.5, 9}}}}, "Stages[1].FPC: got 1.5"},
	} {
		_, err := c.d.Variance(z)
		require.ErrorContains(t, err, c.want)
	}
	v, err := Design{Stages: []Stage{{Strata: lonely}}, Lonely: Average}.Variance(z)
	require.NoError(t, err)
	require.InDelta(t, 2*2*(.25+.25), v, 1e-12)
	v, err = Design{Stages: []Stage{{Strata: []string{"a", "b", "c"}}}, Lonely: Average}.Variance(z)
	require.NoError(t, err)
	require.True(t, math.IsNaN(v)) // no stratum knows
	v, err = Design{}.Variance([]float64{1, math.NaN()})
	require.NoError(t, err)
	require.True(t, math.IsNaN(v))
	freedom, err := Design{Weights: []float64{0, 0}}.DegreesOfFreedom(2)
	require.NoError(t, err)
	require.Zero(t, freedom)
	for l := Fail; l <= Average; l++ {
		got, err := ParseLonely(l.String())
		require.NoError(t, err)
		require.Equal(t, l, got)
	}
	got, err := ParseLonely("remove")
	require.NoError(t, err)
	require.Equal(t, Certainty, got)
	_, err = ParseLonely("ignore")
	require.ErrorContains(t, err, `got "ignore", want fail`)
}

func TestReplicatesErrors(t *testing.T) {
	two := [][]float64{{1, 2}, {2, 1}}
	for _, c := range []struct {
		method  Method
		columns [][]float64
		rho     float64
		scales  []float64
		want    string
	}{
		{"half", two, 0, nil, `method: got "half"`},
		{BRR, two[:1], 0, nil, "columns: got 1"},
		{BRR, two, 0.5, nil, "rho: got 0.5, want 0"},
		{Fay, two, 1, nil, "rho: got 1"},
		{JKn, two, 0, nil, "rowScales: got 0, want 2"},
		{JK1, two, 0, []float64{1, 1}, "rowScales: got 2, want none"},
		{JKn, two, 0, []float64{1, -1}, "rowScales[1]: got -1"},
		{JK1, [][]float64{{1, 2}, {1}}, 0, nil, "columns[1]: got length 1"},
		{JK1, [][]float64{{1, 2}, {1, math.NaN()}}, 0, nil, "columns[1][1]: got NaN"},
	} {
		_, err := NewReplicates(c.method, c.columns, c.rho, c.scales)
		require.ErrorContains(t, err, c.want)
	}
	strata := Stage{Strata: []string{"a", "a", "b", "b", "b"}}
	for _, c := range []struct {
		d      Design
		method Method
		want   string
	}{
		{Design{Stages: []Stage{strata}}, JK1, "jk1 for 2 strata"},
		{Design{Stages: []Stage{strata}}, BRR, `got 3 in the stratum "b"`},
		{Design{Stages: []Stage{strata}}, Bootstrap, "count and source"},
		{Design{Stages: []Stage{strata}}, SDR, `method: got "sdr"`},
		{Design{Stages: []Stage{{Strata: []string{"a", "a", "b", "b", "c"}}}}, JKn, `the stratum "c"`},
		{Design{Weights: []float64{1}}, JKn, "Weights"},
		{Design{Stages: []Stage{{FPC: []float64{9, 9, 9, 9, 3}}}}, JKn, "FPC[4]: got 3, want 9, as in row 0 of the same stratum"},
	} {
		_, err := c.d.Replicates(5, c.method, 0, 0, nil)
		require.ErrorContains(t, err, c.want)
	}
	_, err := Design{}.Replicates(40_000, JK1, 0, 0, nil)
	require.ErrorContains(t, err, "jk1 makes some 40000 replicates of 40000 rows")
	lonely := Design{Stages: []Stage{{Strata: []string{"a", "a", "b"}}}, Lonely: Certainty}
	r, err := lonely.Replicates(3, JKn, 0, 0, nil)
	require.NoError(t, err)
	require.Equal(t, [][]float64{{0, 2, 1}, {2, 0, 1}}, r.Weights)
	_, err = lonely.Replicates(3, Bootstrap, 0, 2, rand.NewPCG(1, 1))
	require.NoError(t, err)

	bad := errors.New("no")
	_, err = r.Estimate(nil, func([]float64) (float64, error) { return 0, bad })
	require.ErrorIs(t, err, bad)
	calls := 0
	_, err = r.Estimate(nil, func([]float64) (float64, error) {
		if calls++; calls > 1 {
			return 0, bad
		}
		return 0, nil
	})
	require.ErrorContains(t, err, "replicate 0")
	_, err = r.Estimates(nil, func(w []float64) ([]float64, error) { return make([]float64, len(w)), nil })
	require.ErrorContains(t, err, "got 3 values, want 0")
	e, err := r.Estimate(nil, func(w []float64) (float64, error) {
		if w == nil {
			return 1, nil
		}
		return math.NaN(), nil
	})
	require.NoError(t, err)
	require.True(t, math.IsNaN(e.SE))
}

// TestReplicateDegreesOfFreedom: they are those of the strata, however many columns there are, as degf of R's survey.
func TestReplicateDegreesOfFreedom(t *testing.T) {
	const strata = 8
	var s Stage
	var w []float64
	for h := range strata {
		for c := range 2 {
			for i := range 3 {
				s.Strata, s.Clusters = append(s.Strata, string(rune('A'+h))), append(s.Clusters, string(rune('a'+c)))
				w = append(w, 1.3+float64(h)/7+float64(i)/3)
			}
		}
	}
	d := Design{Weights: w, Stages: []Stage{s}}
	for method, rho := range map[Method]float64{BRR: 0, Fay: .3, JKn: 0} {
		made, err := d.Replicates(len(w), method, rho, 0, nil)
		require.NoError(t, err)
		given, err := NewReplicates(method, made.Weights, rho, made.RowScales)
		require.NoError(t, err)
		require.Equal(t, strata, made.DegreesOfFreedom, method)
		require.Equal(t, strata, given.DegreesOfFreedom, method)
		require.Greater(t, len(made.Weights)-1, strata, "there are more columns")
	}
	random := rand.New(rand.NewPCG(3, 4))
	columns := make([][]float64, 12)
	for k := range columns {
		for range 8 {
			columns[k] = append(columns[k], random.Float64())
		}
		columns[k] = append(columns[k], 2*columns[k][3], 0)
	}
	require.Equal(t, 8, rank(columns, mostRank))
	require.Equal(t, 8, rank(columns, 9))
	require.Equal(t, 10, rank(columns, 5), "taken to be full")
	none, err := NewReplicates(SDR, [][]float64{{0, 0}, {0, 0}}, 0, nil)
	require.NoError(t, err)
	require.Zero(t, none.DegreesOfFreedom)
}
