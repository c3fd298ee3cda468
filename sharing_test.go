package cogap_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/market"
)

// TestSharedAccounts: who shares an account pays its part of the price, so that more have access the more share one, and providers are paid once for all its users. One user
// alone is none who shares, to the bit.
func TestSharedAccounts(t *testing.T) {
	sharing := func(users int) *cogap.Result {
		s := cogap.Plain()
		s.Population.Scale, s.Months, s.Statistics.Every = 20000, 4, 0
		s.Population.SharedAccounts = 0.3
		if users > 0 {
			s.Market.Policies = []market.Policy{market.SharedAccounts(users)}
		}
		return run(t, s, cogap.Options{})
	}
	holders := func(r *cogap.Result) (sharing, alone, people float64) {
		for g := range r.Strata {
			n := float64(r.Last().Strata[g].Tiers[1].People)
			if r.Strata[g].SharedAccount {
				sharing += n
				people += float64(r.Strata[g].People)
			} else {
				alone += n
			}
		}
		return sharing, alone, people
	}
	none := sharing(0)
	before, _, people := holders(none)
	require.InEpsilon(t, 0.3*float64(none.Manifest.People), people, 1e-4)
	require.Equal(t, none.Manifest.People, sharing(3).Manifest.People)
	first, _, _ := holders(sharing(1))
	require.Equal(t, before, first)
	for users := 2; users < 5; users++ {
		r := sharing(users)
		shared, alone, _ := holders(r)
		require.Greater(t, shared, before)
		require.InEpsilon(t, 100*(alone+shared/float64(users)), r.Last().Market.Revenue[1], 1e-9, "an account is paid once")
		before = shared
	}
}
