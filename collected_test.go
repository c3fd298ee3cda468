package cogap_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/observe"
)

// TestTierBefore: what people held the month before is what they were counted to hold at its end, whether they are stored or streamed.
func TestTierBefore(t *testing.T) {
	s := small()
	s.Market.Tiers = append([]market.Tier{market.Free()}, s.Market.Tiers...)
	s.Statistics.Collect = []observe.Collect{
		{Name: "was", Aggregate: observe.Count, By: []string{"tier_before"}},
		{Name: "is", Aggregate: observe.Count, By: []string{"tier"}},
		{Name: "left", Aggregate: observe.Mean, Quantity: "tier < 2", Where: "tier_before == 2"},
	}
	stored := run(t, s, cogap.Options{})
	moved := 0.0
	was := map[string]float64{"0": float64(stored.Manifest.People)}
	for _, month := range stored.Months {
		now := map[string]float64{}
		for _, row := range month.Collected {
			switch row.Collection {
			case "was":
				require.Equal(t, was[row.Groups[0]], row.Value, "month %d, tier %s", row.Month, row.Groups[0])
			case "is":
				now[row.Groups[0]] = row.Value
			case "left":
				if row.Of > 0 && row.People > 0 {
					moved = max(moved, row.Value)
				}
			}
		}
		was = now
	}
	require.Positive(t, moved, "some left the SOTA tier, when it got dearer")

	s.Stream.Passes = 1
	require.NotEmpty(t, run(t, s, cogap.Options{}).Months[13].Collected)
}
