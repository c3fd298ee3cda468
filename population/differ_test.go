package population_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/population"
)

// TestDifferentTraits: traits that differ are named; which strata and how many agents there are is no trait.
func TestDifferentTraits(t *testing.T) {
	a, b := population.Default(), population.DefaultWorld()
	require.Equal(t, []string{"income_floor"}, a.DifferentTraits(&b))
	b = population.Default()
	require.Empty(t, a.DifferentTraits(&b))
	b.CorrIncomeCognition, b.IncomeTailAlpha, b.Threshold.Alpha = -0.9, 5, 2
	require.Equal(t, []string{"corr_income_cognition", "threshold.alpha", "income_tail_alpha"}, a.DifferentTraits(&b))
}
