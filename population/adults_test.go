package population_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/population"
)

// TestUSAdults: employees are those of the workforce, with the others they add up to the published number of adults, those others are poorer, and nobody who is in no job has an
// income beyond that of its household.
func TestUSAdults(t *testing.T) {
	strata, workers := population.USAdults(), population.USWorkforce2021()
	require.Equal(t, workers, strata[:len(workers)])
	others := strata[len(workers):]
	require.Len(t, others, 9)
	all, idle, poorest := int64(0), int64(0), int64(0)
	for i := range strata {
		require.NoError(t, param.Check(&strata[i]), strata[i].Name)
		all += strata[i].People
		if i >= len(workers) {
			idle += strata[i].People
		}
	}
	require.Equal(t, int64(256_662_010), all)
	require.Equal(t, int64(256_662_010-140_885_570), idle)
	spec := population.Default()
	require.Less(t, spec.IncomeQuantile(others, 0.5), spec.IncomeQuantile(workers, 0.5))
	for i := range others {
		require.Positive(t, others[i].People)
		if i > 0 {
			require.Greater(t, others[i].IncomeAt(0.5, 2, 0), others[i-1].IncomeAt(0.5, 2, 0), "richer households have more for each adult")
		}
		if i < 2 {
			poorest += others[i].People
		}
	}
	households := population.USHouseholds()
	require.Less(t, others[4].IncomeAt(0.999, 2, 0), households[8].IncomeAt(0.999, 2, 0))
	require.Greater(t, float64(poorest)/float64(idle), 0.175, "where few earn more people do not")

	strata[len(workers)].Income[0].Value = -1
	require.Positive(t, population.USAdults()[len(workers)].Income[0].Value, "a caller's copy is its own")
}
