package population

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/inequality/tabulated"
)

// People made from brackets have the shares of the brackets, nearly their means, and nearly the Gini of their interpolation.
func TestQuantilesOfBrackets(t *testing.T) {
	brackets := []tabulated.Bracket{
		{Lower: 0, Upper: 10000, Weight: .18, Mean: 5600},
		{Lower: 10000, Upper: 20000, Weight: .22, Mean: 15100},
		{Lower: 20000, Upper: 35000, Weight: .24, Mean: 27000},
		{Lower: 35000, Upper: 60000, Weight: .2, Mean: 45500},
		{Lower: 60000, Upper: 100000, Weight: .1, Mean: 75500},
		{Lower: 100000, Upper: 200000, Weight: .045, Mean: 131000},
		{Lower: 200000, Upper: math.Inf(1), Weight: .015, Mean: 420000},
	}
	table, err := tabulated.New(brackets)
	require.NoError(t, err)
	known, err := QuantilesOfBrackets(table)
	require.NoError(t, err)
	s := Stratum{Income: known}
	tail, err := table.TailFromMean()
	require.NoError(t, err)
	const n = 100_000
	counts, sums := make([]float64, len(brackets)), make([]float64, len(brackets))
	for i := range n {
		x := s.IncomeAt((float64(i)+.5)/n, tail.Alpha, 1)
		for k, b := range brackets {
			if x >= b.Lower && x < b.Upper {
				counts[k]++
				sums[k] += x
			}
		}
	}
	for k, b := range brackets {
		require.InDelta(t, b.Weight, counts[k]/n, 0.002, "bracket %d", k)
		require.InEpsilon(t, b.Mean, sums[k]/counts[k], 0.03, "bracket %d", k)
	}

	for k := range brackets { // without means: the midpoints
		brackets[k].Mean = math.NaN()
	}
	table, err = tabulated.New(brackets)
	require.NoError(t, err)
	known, err = QuantilesOfBrackets(table)
	require.NoError(t, err)
	require.Len(t, known, len(bracketShares))

	poor, err := tabulated.New([]tabulated.Bracket{{Lower: -30, Upper: -20, Weight: .01, Mean: -25}, {Lower: -20, Upper: 10, Weight: .5, Mean: 2}, {Lower: 10, Upper: 30, Weight: 1, Mean: 22}})
	require.NoError(t, err)
	known, err = QuantilesOfBrackets(poor)
	require.NoError(t, err)
	require.Positive(t, known[0].Value)
	require.Greater(t, known[0].P, .01)
	two, err := tabulated.New([]tabulated.Bracket{{Lower: 0, Upper: 20, Weight: 1, Mean: math.NaN()}, {Lower: 20, Upper: math.Inf(1), Weight: 1, Mean: math.NaN()}})
	require.NoError(t, err)
	_, err = QuantilesOfBrackets(two)
	require.Error(t, err)
	known2, err := tabulated.New([]tabulated.Bracket{{Lower: 0, Upper: 20, Weight: 1, Mean: 3}, {Lower: 20, Upper: 30, Weight: 1, Mean: 22}})
	require.NoError(t, err)
	_, err = QuantilesOfBrackets(known2)
	require.ErrorContains(t, err, "got 2 with people of different amounts, want at least 3")
}
