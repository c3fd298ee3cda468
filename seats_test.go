package cogap_test

import (
	"math"
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

// TestSeatsOfAdults: adults without a job and households without earners have no seat; as many people have one as are asked for.
func TestSeatsOfAdults(t *testing.T) {
	for _, source := range []string{"us-adults", "us-households"} {
		s := cogap.Plain()
		s.Population.Source, s.Population.Scale, s.Population.EmployerPaid = source, 400_000, 0.13
		s.Months, s.Statistics.Every = 1, 0
		m, err := cogap.NewModel(s)
		require.NoError(t, err)
		seats, without, all := 0.0, 0, 0.0
		for _, g := range m.Engine().Strata() {
			all += float64(g.People)
			if g.NotEmployed {
				without++
				require.False(t, g.EmployerPaid, "%s: %s", source, g.Name)
			}
			if g.EmployerPaid {
				seats += float64(g.People)
			}
		}
		require.Equal(t, 9, without)
		require.InDelta(t, 0.13, seats/all, 1e-4)
	}
}

// TestElasticSeats: at a price that is so many times higher employers keep so many fewer seats, those of the better paid; up to the price at which they keep all, and without
// an elasticity, nothing changes, to the bit. Employers pay for the seats that they keep.
func TestElasticSeats(t *testing.T) {
	const elasticity = 1.5
	scenario := func(policy market.Policy) cogap.Scenario {
		s := cogap.Plain()
		s.Population.Scale, s.Months, s.Statistics.Every = 5000, 8, 0
		s.Population.EmployerPaid, s.Behaviour.PassThrough = 0.13, 0
		s.Market.Tiers[0].Price = market.Steps([]int{0, 3, 6}, []float64{100, 200, 400})
		s.Market.Policies = []market.Policy{policy}
		return s
	}
	seats := func(r *cogap.Result, month int) (held, kept float64) {
		for g := range r.Strata {
			if r.Strata[g].EmployerPaid {
				held += float64(r.Months[month].Strata[g].Tiers[1].People)
				kept += float64(r.Months[month].Strata[g].Total().People - r.Months[month].Strata[g].Total().Below)
			}
		}
		return held, kept
	}
	all := run(t, scenario(market.EmployerSeats()), cogap.Options{})
	dear := run(t, scenario(market.EmployerSeats().WithElasticity(elasticity, 400)), cogap.Options{})
	require.Equal(t, all.Manifest.Result, dear.Manifest.Result)

	s := scenario(market.EmployerSeats().WithElasticity(elasticity, 100))
	s.Behaviour.CapturedShare = 0.001 // nobody would pay by himself
	r := run(t, s, cogap.Options{})
	full, everybody := seats(r, 2)
	require.Greater(t, full, 0.3*everybody)
	for month, price := range map[int]float64{3: 200, 5: 200, 6: 400, 7: 400} {
		held, kept := seats(r, month)
		require.InEpsilon(t, everybody*math.Pow(price/100, -elasticity), kept, 0.1, "month %d", month)
		require.InEpsilon(t, full*math.Pow(price/100, -elasticity), held, 0.15, "month %d", month)
		require.InEpsilon(t, price*held, r.Months[month].Market.Employers, 1e-9)
	}
}
