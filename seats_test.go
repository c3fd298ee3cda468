package cogap_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/market"
)

// TestSeats: who has a seat has the tier that its employer pays for, its employer pays the posted price and it nothing, and people without a
// seat are whom they would be.
func TestSeats(t *testing.T) {
	s := cogap.Plain()
	s.Population.Scale, s.Months, s.Statistics.Every = 20000, 6, 0
	s.Population.EmployerPaid = 0.13
	without := run(t, s, cogap.Options{}).Last()
	s.Market.Policies = []market.Policy{market.EmployerSeats()}
	r := run(t, s, cogap.Options{})
	with := r.Last()
	require.Greater(t, with.SOTAShare(), without.SOTAShare()+0.05)

	holders := int64(0)
	for g := range r.Strata {
		if r.Strata[g].EmployerPaid {
			holders += with.Strata[g].Tiers[1].People
		}
	}
	require.Positive(t, holders)
	require.InEpsilon(t, 100*float64(holders), with.Market.Employers, 1e-9)
	require.Zero(t, with.Market.Public)
	require.InEpsilon(t, 100*with.SOTAShare()*float64(r.Manifest.People), with.Market.Revenue[1], 1e-9)
}
