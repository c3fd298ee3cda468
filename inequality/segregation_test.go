package inequality

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func segregated(t require.TestingT, people ...[]float64) *Segregation {
	s, err := NewSegregation(people)
	require.NoError(t, err)
	return s
}

// TestSegregationByHand has the tables of the documentation of R's segregation, whose D are equal though its M are not.
func TestSegregationByHand(t *testing.T) {
	a := segregated(t, []float64{100, 0}, []float64{60, 40}, []float64{40, 60}, []float64{0, 100})
	b := segregated(t, []float64{80, 20}, []float64{80, 20}, []float64{20, 80}, []float64{20, 80})
	require.InEpsilon(t, 0.6, a.Dissimilarity(), 1e-15)
	require.InEpsilon(t, 0.6, b.Dissimilarity(), 1e-15)
	entropy := func(p float64) float64 { return -p*math.Log(p) - (1-p)*math.Log(1-p) }
	require.InEpsilon(t, math.Ln2-entropy(.6)/2, a.MutualInformation(), 1e-14)
	require.InEpsilon(t, math.Ln2-entropy(.2), b.MutualInformation(), 1e-14)
	require.InEpsilon(t, 1-entropy(.2)/math.Ln2, b.TheilH(), 1e-14)
	require.InDeltaSlice(t, []float64{math.Ln2, math.Ln2 - entropy(.4), math.Ln2 - entropy(.4), math.Ln2}, a.LocalMutualInformation(), 1e-14)
	require.InEpsilon(t, (100.+60*.6+40*.4)/200, valid(a.Isolation(0)), 1e-14)
	require.InEpsilon(t, (60*.4+40*.6)/200, valid(a.Exposure(0, 1)), 1e-14)

	empty := segregated(t, []float64{0, 0})
	for _, v := range []float64{empty.Dissimilarity(), empty.MutualInformation(), empty.TheilH(), valid(empty.Isolation(1))} {
		require.True(t, math.IsNaN(v))
	}
	require.True(t, math.IsNaN(segregated(t, []float64{3}, []float64{4}).Dissimilarity()), "one group")
	_, err := a.Exposure(0, 2)
	require.ErrorContains(t, err, "b: got group 2, want 0 to 1")
	for _, bad := range [][][]float64{nil, {{}}, {{1, 2}, {1}}, {{1, -2}}, {{1, inf}}} {
		_, err := NewSegregation(bad)
		require.Error(t, err)
	}
}

func TestSegregationProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		groups := rapid.IntRange(2, 4).Draw(t, "groups")
		row := rapid.SliceOfN(rapid.Map(rapid.IntRange(0, 9), func(n int) float64 { return float64(n) }), groups, groups)
		people := rapid.SliceOfN(row, 2, 6).Draw(t, "people")
		for g := range groups {
			people[0][g]++ // every group has people
		}
		s := segregated(t, people...)
		require.InDelta(t, 0, segregated(t, people[0], people[0]).Dissimilarity(), 1e-15)
		require.InDelta(t, 0, segregated(t, people[0], people[0]).TheilH(), 1e-15)
		for _, v := range []float64{s.Dissimilarity(), s.TheilH()} {
			require.True(t, v >= 0 && v <= 1+1e-14, v)
		}
		var apart [][]float64
		for g, n := range s.group {
			alone := make([]float64, groups)
			alone[g] = n
			apart = append(apart, alone)
		}
		require.InDelta(t, 1, segregated(t, apart...).Dissimilarity(), 1e-14)
		require.InDelta(t, 1, segregated(t, apart...).TheilH(), 1e-14)

		// Two units alike put together change nothing; M splits into between and within.
		half, again := [][]float64{}, make([]float64, groups)
		for g, n := range people[0] {
			again[g] = n / 2
		}
		half = append(append(half, again, again), people[1:]...)
		require.InDelta(t, s.MutualInformation(), segregated(t, half...).MutualInformation(), 1e-13)
		require.InDelta(t, s.Dissimilarity(), segregated(t, half...).Dissimilarity(), 1e-13)
		together := make([]float64, groups)
		for g := range together {
			together[g] = people[0][g] + people[1][g]
		}
		pair := segregated(t, people[0], people[1])
		between := segregated(t, append([][]float64{together}, people[2:]...)...)
		require.InDelta(t, s.MutualInformation(), between.MutualInformation()+pair.people/s.people*pair.MutualInformation(), 1e-13)

		sum := 0.0
		for g := range groups {
			sum += valid(s.Exposure(0, g))
		}
		require.InDelta(t, 1, sum, 1e-13)
	})
}

func TestGiniOfPlaces(t *testing.T) {
	// Places on a line: equal neighbours, in pairs.
	x := []float64{1, 1, 5, 5, 9, 9, 20, 20}
	var neighbours [][]int
	for i := range x {
		neighbours = append(neighbours, []int{i ^ 1, i})
	}
	g, err := GiniOfPlaces(x, neighbours, 199, testDraws())
	require.NoError(t, err)
	require.Equal(t, newTest(t, x, nil).Gini(), g.Gini)
	require.Zero(t, g.Neighbours)
	require.True(t, math.IsNaN(g.Polarization))
	require.Less(t, g.P, 0.05)

	x[0] = 2
	pair, err := GiniOfPlaces(x, [][]int{{1}, {}, {3}, {2}, nil, {4}, {7}, nil}, 0, nil)
	require.NoError(t, err)
	require.InEpsilon(t, 1.0/8/8/(71.0/8), pair.Neighbours, 1e-14)
	require.InEpsilon(t, pair.Gini, pair.Neighbours+pair.Others, 1e-15)
	require.InEpsilon(t, pair.Others/24/(pair.Neighbours/4), pair.Polarization, 1e-14)
	require.True(t, math.IsNaN(pair.P))
	mixed, err := GiniOfPlaces(x, [][]int{{7}, {6}, {4}, {5}, nil, nil, nil, nil}, 199, testDraws())
	require.NoError(t, err)
	require.Greater(t, mixed.P, 0.5)
	zero, err := GiniOfPlaces([]float64{0, 0}, [][]int{{1}, {0}}, 5, testDraws())
	require.NoError(t, err)
	require.True(t, math.IsNaN(zero.Gini) && math.IsNaN(zero.P))
	for _, of := range []func() (SpatialGini, error){
		func() (SpatialGini, error) { return GiniOfPlaces(x, nil, 0, nil) },
		func() (SpatialGini, error) { return GiniOfPlaces([]float64{1}, [][]int{{1}}, 0, nil) },
		func() (SpatialGini, error) { return GiniOfPlaces([]float64{nan}, [][]int{{}}, 0, nil) },
		func() (SpatialGini, error) { return GiniOfPlaces(x, neighbours, 9, nil) },
	} {
		_, err := of()
		require.Error(t, err)
	}
}
