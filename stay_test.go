package cogap_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/market"
)

// dearer is a scenario in which SOTA AI becomes dearer after half a year, in which need nobody's ends.
func dearer() cogap.Scenario {
	s := small()
	s.Market.Tiers = []market.Tier{market.Free(), s.Market.Tiers[0]}
	s.Market.Tiers[1].Price = market.Steps([]int{0, 6}, []float64{60, 400})
	return s
}

// TestStayOff: where people get round to cancelling, next to always, and tiers commit nobody for more than a month, a run is that without either, to the bit.
func TestStayOff(t *testing.T) {
	without := run(t, rich(), cogap.Options{})
	s := rich()
	s.Behaviour.Inertia = 1e-30
	require.True(t, s.Behaviour.Attends())
	require.Equal(t, without.Manifest.Result, run(t, s, cogap.Options{}).Manifest.Result)
	s = rich()
	for i := range s.Market.Tiers {
		s.Market.Tiers[i].Commitment = 1
	}
	require.Equal(t, without.Manifest.Result, run(t, s, cogap.Options{}).Manifest.Result)
}

// TestInertiaKeeps: the seldomer people get round to cancelling the more hold a tier that has become too dear, and at an inertia of 1 nobody ever leaves.
func TestInertiaKeeps(t *testing.T) {
	last := -1.0
	for _, inertia := range []float64{0, 0.5, 0.9, 1} {
		s := dearer()
		s.Behaviour.Inertia = inertia
		r := run(t, s, cogap.Options{})
		require.Greater(t, r.Last().SOTAShare(), last)
		last = r.Last().SOTAShare()
		if inertia != 1 {
			continue
		}
		for i := 1; i < len(r.Months); i++ {
			require.GreaterOrEqual(t, r.Months[i].SOTAShare(), r.Months[i-1].SOTAShare())
		}
	}
}

// TestInertiaHazard: of those who would leave at once when the price rises a share 1 - inertia does so in each month.
func TestInertiaHazard(t *testing.T) {
	const inertia = 0.7
	s := dearer()
	s.Population.RightSide, s.Behaviour.HabitUp = 0, 0
	s.Market.Tiers[1].Price = market.Steps([]int{0, 6}, []float64{60, market.Withdrawn / 2})
	s.Behaviour.Inertia = inertia
	r := run(t, s, cogap.Options{})
	for i := 6; i < len(r.Months); i++ {
		require.InDelta(t, inertia, r.Months[i].SOTAShare()/r.Months[i-1].SOTAShare(), 0.03, "month %d", i)
	}
}

// TestYearly: who pays by the year does so for a year. Nobody who began in the first month leaves before the thirteenth, though the price has become too high for nearly
// all by then, and nobody stays longer than it would have without.
func TestYearly(t *testing.T) {
	s := dearer()
	s.Population.RightSide, s.Market.Tiers[1].Price = 0, market.Steps([]int{0, 1}, []float64{60, market.Withdrawn / 2})
	s.Market.Tiers[1].Commitment = 12
	r := run(t, s, cogap.Options{})
	require.Positive(t, r.Months[0].SOTAShare())
	for i := range 12 {
		require.Equal(t, r.Months[0].SOTAShare(), r.Months[i].SOTAShare(), "month %d", i)
	}
	require.Zero(t, r.Months[12].SOTAShare())
}

// TestYearlyLapse: with a hazard of lapsing alone as many have left after a year, by the year or by the month, but by the year at its end.
func TestYearlyLapse(t *testing.T) {
	stays := func(commitment int) []float64 {
		s := dearer()
		s.Population.RightSide, s.Market.Tiers[1].Price = 0, market.Constant(1)
		s.Behaviour.Lapse, s.Behaviour.Reconsider = 0.1, 0
		s.Behaviour.NecessityPremium, s.Behaviour.SignalNoise, s.Behaviour.WordOfMouth, s.Behaviour.BeliefDrift = 0, 10, 0, 0 // nobody learns
		s.Market.Tiers[1].Commitment = commitment
		var list []float64
		for _, m := range run(t, s, cogap.Options{}).Months {
			list = append(list, m.SOTAShare())
		}
		return list
	}
	monthly, yearly := stays(0), stays(12)
	require.GreaterOrEqual(t, yearly[11], yearly[0])
	require.Less(t, monthly[11], 0.5*monthly[0])
	require.InEpsilon(t, monthly[12], yearly[12], 0.05)
}

// TestBranchCommits: waits of another unit cannot be taken on.
func TestBranchCommits(t *testing.T) {
	s := dearer()
	s.Behaviour.Lapse = 0.1
	dir := saved(t, s, 2, 4)
	branch := s
	branch.Market.Tiers = slices.Clone(s.Market.Tiers)
	branch.Market.Tiers[1].Commitment = 12
	_, err := cogap.Branch(ctx, dir, branch, cogap.Options{})
	require.ErrorContains(t, err, "commitments (market.tiers[].commitment)")
}
