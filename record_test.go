package cogap_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/market"
)

// TestNotOnSaleInALine: a price of 1e12 is how the market says that nothing is on sale; it is printed nowhere.
func TestNotOnSaleInALine(t *testing.T) {
	s := cogap.Plain()
	s.Population.Scale, s.Months = 100_000, 2
	s.Market.Tiers[0].Price = market.Steps([]int{0, 1}, []float64{100, market.Withdrawn})
	r, err := cogap.Run(t.Context(), s, cogap.Options{})
	require.NoError(t, err)
	require.Contains(t, r.Months[0].String(), "2026-01, promotion at 100u: ")
	require.Contains(t, r.Last().String(), "2026-02, promotion with SOTA not on sale: ")
}
