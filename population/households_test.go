package population_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/population"
)

// TestUSHouseholds: households add up to the published number, brackets to their shares, and the distribution has the published median
// and a mean 7% above the published one, by the Pareto tail. Neither is read.
func TestUSHouseholds(t *testing.T) {
	strata := population.USHouseholds()
	require.Len(t, strata, 18)
	spec := population.Default()
	spec.Source, spec.IncomeFloor = "us-households", 0
	all, idle, lowest, lowestIdle, sum := 0.0, 0.0, 0.0, 0.0, 0.0
	for i := range strata {
		s := &strata[i]
		require.NoError(t, param.Check(s), s.Name)
		people := float64(s.People)
		all += people
		if strings.HasSuffix(s.Name, "without earners") {
			idle += people
			if i < 4 {
				lowestIdle += people
			}
		}
		if i < 4 {
			lowest += people
		}
		const points = 2000
		for k := range points {
			sum += people / points * s.IncomeAt((float64(k)+0.5)/points, spec.IncomeTailAlpha, 0)
		}
	}
	require.Equal(t, 131_202_000.0, all)
	require.InDelta(t, 70_784, 12*spec.IncomeQuantile(strata, 0.5), 1_200)
	require.InEpsilon(t, 1.07*102_316, 12*sum/all, 0.01, "the tail makes it 7% more, as docs/data.md says")
	require.InDelta(t, 0.175/1.001, lowest/all, 1e-6, "below 25 thousand: 9.3 and 8.2% of 100.1")
	require.InDelta(t, 0.175/1.001, below(spec, strata, 25000./12), 0.001, "in the tails between brackets next to nobody is")
	require.InDelta(t, 0.63, lowestIdle/lowest, 0.05, "published of the lowest fifth, 2013")
	require.InDelta(t, 0.24, idle/all, 0.01)

	strata[0].Income[0].Value = -1
	require.Positive(t, population.USHouseholds()[0].Income[0].Value, "a caller's copy is its own")
}

// below returns the share of households with incomes of at most y, by halving.
func below(spec population.Spec, strata []population.Stratum, y float64) float64 {
	low, high := 1e-6, 1-1e-6
	for range 40 {
		if middle := (low + high) / 2; spec.IncomeQuantile(strata, middle) < y {
			low = middle
		} else {
			high = middle
		}
	}
	return high
}
