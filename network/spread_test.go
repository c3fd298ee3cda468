package network_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/network"
)

// spread lets access spread from one person, month by month, until nobody more gets it: who sees at least that share of its peers with access last month
// gets it. It returns how many have it after each month, the start included.
func spread(n *network.Network, from uint32, threshold float64) (counts []int) {
	access := network.NewBits(n.Len())
	access.Set(from)
	known, with := make([]uint32, n.Len()), make([]uint32, n.Len())
	for count, before := 1, 0; count > before; {
		counts = append(counts, count)
		before = count
		n.Count(known, with, access, 0)
		for i := range known {
			if !access.Has(uint32(i)) && known[i] > 0 && float64(with[i]) >= threshold*float64(known[i]) {
				access.Set(uint32(i))
				count++
			}
		}
	}
	return counts
}

// TestSpreadOnARing: along a ring it goes one neighbourhood a month, both ways.
func TestSpreadOnARing(t *testing.T) {
	for _, k := range []int{2, 6} {
		n := made(t, network.People{Strata: strata(100, 31)}, 1, func(s *network.Spec) {
			s.Kind, s.Neighbours, s.Ties = network.KindSmallWorld, k, 0
		})
		counts := spread(n, 40, 1/float64(k))
		for month, count := range counts {
			require.Equal(t, min(1+k*month, 100), count, "and not to another stratum")
		}
		require.Equal(t, 100, counts[len(counts)-1])
	}
}

// TestCascadeOfRegular: where everybody has c peers, one person starts a cascade that takes all if one peer in c is enough, and none otherwise.
func TestCascadeOfRegular(t *testing.T) {
	const c = 4
	n := made(t, network.People{Strata: strata(3000)}, 1, func(s *network.Spec) { s.Kind, s.Ties = network.KindRandom, c })
	for from := uint32(0); from < 3000; from += 300 {
		all := spread(n, from, 1.0/c)
		require.Equal(t, 3000, all[len(all)-1])
		require.Less(t, len(all), 15, "in about log n months")
		none := spread(n, from, 1.01/c)
		require.LessOrEqual(t, none[len(none)-1], 5, "but for those whom two ties join")
	}
}

// TestCascadeWindow holds cascades on a scale-free network to the condition of Watts (2002), A simple model of global cascades on random networks: with p_k the
// share of people with k ties, z their mean and a threshold of 1/K, a single person can start a global cascade if the sum of k(k-1)p_k over k up to K is more than
// z (recalled). Here it is 3.3 for K = 4 and 4.3 for K = 5, where z is 4.0.
func TestCascadeWindow(t *testing.T) {
	const people, starts = 4000, 16
	n := made(t, network.People{Strata: strata(people)}, 1, func(s *network.Spec) {
		s.Kind, s.Exponent, s.Least, s.Cutoff = network.KindScaleFree, 2.5, 2, 60
	})
	z, sum := 0.0, map[int]float64{}
	for _, peers := range graphOf(n) {
		k := len(peers)
		z += float64(k) / people
		for _, limit := range []int{3, 4, 5, 8} {
			if k <= limit {
				sum[limit] += float64(k*(k-1)) / people
			}
		}
	}
	require.Less(t, sum[4], z)
	require.Greater(t, sum[5], z)
	global := func(limit int) (cascades int) {
		for start := range starts {
			counts := spread(n, uint32(start*people/starts), 1/float64(limit))
			if counts[len(counts)-1] > people/10 {
				cascades++
			}
		}
		return cascades
	}
	require.Zero(t, global(3))
	require.Greater(t, global(8), starts/4)
}
