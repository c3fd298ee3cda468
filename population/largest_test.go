package population_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/population"
)

// TestLargest: nobody has more, and the bound of incomes is where the last word of all is.
func TestLargest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spec := anySpec().Draw(t, "spec")
		strata := []population.Stratum{
			{Name: "poor", People: 1, Income: []population.Quantile{{P: 0.5, Value: 1000}, {P: 0.9, Value: 5000}}},
			{Name: "rich", People: 1, Income: []population.Quantile{{P: 0.5, Value: 9000}}},
		}
		s := population.NewSynthesizer(spec, strata, rapid.Uint64().Draw(t, "seed"), []float64{gain0, 2 * gain0})
		most := s.Largest()
		for g := range strata {
			c := fill(s, g, 0, 5000)
			for name, bound := range map[string]float64{
				"income": most.Income, "cognition": most.Cognition, "aptitude": most.Aptitude, "belief": most.Belief,
				"uncertainty": most.Uncertainty, "budget share": most.BudgetShare, "threshold": most.Threshold,
			} {
				require.LessOrEqual(t, float64(slices.Max(columns(c)[name])), bound, name)
			}
		}
		last := max(strata[0].IncomeAt(1-0x1p-33, spec.IncomeTailAlpha, spec.IncomeFloor), strata[1].IncomeAt(1-0x1p-33, spec.IncomeTailAlpha, spec.IncomeFloor))
		require.InEpsilon(t, last, most.Income, 1e-3)
	})
}
