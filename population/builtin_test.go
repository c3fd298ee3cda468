package population_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/population"
)

// TestResolvedIsOwn: what somebody does to the strata that a spec means changes nobody else's.
func TestResolvedIsOwn(t *testing.T) {
	for _, source := range population.Sources() {
		s := population.Default()
		s.Source, s.EmployerPaid = source, 0.01
		first, err := s.Resolve()
		require.NoError(t, err)
		was := first[0].Income[0].Value
		first[0].People, first[0].Income[0].Value = 1, 1
		again, err := s.Resolve()
		require.NoError(t, err)
		require.NotEqual(t, int64(1), again[0].People)
		require.Equal(t, was, again[0].Income[0].Value)
	}
}
