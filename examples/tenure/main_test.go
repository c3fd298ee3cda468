package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/population"
)

// TestTenure: it prints a life table of both models; hazards of needs that come and go fall with tenure.
func TestTenure(t *testing.T) {
	var stdout strings.Builder
	require.NoError(t, run(t.Context(), &stdout, 50000))
	require.Regexp(t, `(?m)^a hazard of lapsing( +\d+\.\d\d%){8}$`, stdout.String())
	require.Regexp(t, `(?m)^needs that come and go( +\d+\.\d\d%){8}$`, stdout.String())
	require.Regexp(t, `(?m)^a hazard, and inertia( +\d+\.\d\d%){8}$`, stdout.String())
	require.Regexp(t, `(?m)^a hazard, by the year +\d+\.\d\d%( +0\.00%){4}( +100\.00%){2} +\d+\.\d\d%$`, stdout.String(), "nobody leaves within the year")
}

// TestTable: months of paying are counted without a break, and only those of the table's months count.
func TestTable(t *testing.T) {
	x := &table{paid: map[[2]int][]uint8{}}
	b := &agent.Block{Chunk: population.NewChunk(3, 0)}
	b.Weight = 5
	menu := market.Menu{{Name: free, Price: 0, Quality: 0.5, Quota: 1, Admission: 1}, {Name: "standard", Price: 20, Quality: 1, Quota: 1, Admission: 1}}
	for month, tiers := range [][3]uint8{{2, 0, 1}, {2, 2, 2}, {2, 1, 2}, {1, 2, 2}} {
		copy(b.Tier, tiers[:])
		x.See(b, &agent.Month{Number: first - 1 + month, Menu: menu})
	}
	require.Equal(t, 5*3.0, x.risk[1], "the first after its first month, the others after theirs")
	require.Equal(t, 5.0, x.left[1], "the second")
	require.Equal(t, 5*2.0, x.risk[2])
	require.Zero(t, x.left[2])
	require.Equal(t, 5.0, x.risk[3])
	require.Equal(t, 5.0, x.left[3], "the first, for a free tier")
	require.InDelta(t, 1/3.0, x.hazard(1, 1), 1e-12)
	require.InDelta(t, 2/6.0, x.hazard(1, 3), 1e-12)
	require.Zero(t, x.stay(3))
	require.InDelta(t, 2/3.0, x.stay(2), 1e-12)
}
