package network_test

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/network"
)

// some returns bits for n people, those of whom it is true.
func some(n int, has func(i int) bool) network.Bits {
	b := network.NewBits(n)
	for i := range n {
		if has(i) {
			b.Set(uint32(i))
		}
	}
	return b
}

// TestMixing: on a ring a stretch with access touches others at its two ends alone, whatever its length.
func TestMixing(t *testing.T) {
	n := made(t, network.People{Strata: strata(1000)}, 1, func(s *network.Spec) { s.Kind, s.Neighbours, s.Ties = network.KindSmallWorld, 2, 0 })
	m := n.Mix(some(1000, func(i int) bool { return i < 250 }))
	require.Equal(t, network.Mixing{{1498, 2}, {2, 498}}, m)
	require.InDelta(t, 498.0/500, m.Share(1), 1e-12)
	require.InDelta(t, 2.0/1500, m.Share(0), 1e-12)
	e, a := 1996.0/2000, 0.25*0.25+0.75*0.75
	require.InDelta(t, (e-a)/(1-a), m.Assortativity(), 1e-12)
	other := n.Mix(some(1000, func(i int) bool { return i%2 == 0 }))
	require.InDelta(t, -1, other.Assortativity(), 1e-12, "whoever has it knows those without alone")
	all := n.Mix(some(1000, func(int) bool { return true }))
	require.True(t, math.IsNaN(all.Assortativity()))

	random := made(t, network.People{Strata: strata(40_000)}, 1, func(s *network.Spec) { s.Kind, s.Ties = network.KindRandom, 6 })
	by := random.Mix(some(40_000, func(i int) bool { return i < 10_000 }))
	require.InDelta(t, 0, by.Assortativity(), 5/math.Sqrt(120_000))
}

// TestClustering: of a ring of k neighbours who all have access it is 3(k-2)/(4(k-1)), and that of half a ring is about the same.
func TestClusteringOfAccess(t *testing.T) {
	n := made(t, network.People{Strata: strata(600)}, 1, func(s *network.Spec) { s.Kind, s.Neighbours, s.Ties = network.KindSmallWorld, 6, 0 })
	require.InDelta(t, 3*4/(4*5.0), n.Clustering(some(600, func(int) bool { return true })), 1e-12)
	require.InDelta(t, 3*4/(4*5.0), n.Clustering(some(600, func(i int) bool { return i < 300 })), 0.01)
	require.True(t, math.IsNaN(n.Clustering(some(600, func(i int) bool { return i%100 == 0 }))))
}

// TestIslands holds islands to a search through those with access, for networks of all kinds.
func TestIslands(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, err := network.New(anySpec(t), anyPeople(t), 1)
		require.NoError(t, err)
		share := rapid.Uint32Range(1, 9).Draw(t, "tenths with access")
		access := some(n.Len(), func(i int) bool { return uint32(i)*2654435761>>16%10 < share })
		seen, want := make([]bool, n.Len()), []int{}
		for i := range uint32(n.Len()) {
			if seen[i] || !access.Has(i) {
				continue
			}
			seen[i] = true
			size, queue := 0, []uint32{i}
			for ; len(queue) > 0; queue, size = queue[1:], size+1 {
				for _, peer := range n.Peers(nil, queue[0]) {
					if access.Has(peer) && !seen[peer] {
						seen[peer] = true
						queue = append(queue, peer)
					}
				}
			}
			want = append(want, size)
		}
		slices.Sort(want)
		slices.Reverse(want)
		require.Equal(t, want, n.Islands(access))
	})
}

// TestBrought: each newcomer is brought once, by the peers who had access.
func TestBrought(t *testing.T) {
	edges := []network.Edge{{A: 0, B: 1}, {A: 0, B: 2}, {A: 3, B: 1}, {A: 4, B: 3}}
	n, err := network.FromEdges(edges, strata(6))
	require.NoError(t, err)
	before, after := some(6, func(i int) bool { return i == 1 || i == 2 }), some(6, func(i int) bool { return i != 4 })
	by, alone := n.Brought(before, after, func(person uint32) int { return int(person) % 2 }, 2)
	require.Equal(t, [][]float64{{0.5, 0.5}, {0, 1}}, by, "0 by 1 and 2, 3 by 1")
	require.Equal(t, []int64{0, 1}, alone, "5 knows nobody")
}
