package network_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/network"
)

// TestLookFar: people with more ties than are looked at together see each of their peers, as few see theirs: a hub, wide neighbourhoods, and a person of a
// scale-free network.
func TestLookFar(t *testing.T) {
	const people = 3000
	networks := map[string]*network.Network{}
	var star []network.Edge
	for leaf := uint32(1); leaf < people; leaf++ {
		star = append(star, network.Edge{A: 0, B: leaf})
	}
	hub, err := network.FromEdges(star, strata(people))
	require.NoError(t, err)
	networks["hub"] = hub
	for _, k := range []int{126, 128, 130, 1200} {
		networks[fmt.Sprintf("ring of %d", k)] = made(t, network.People{Strata: strata(1700, people-1700)}, 1, func(s *network.Spec) {
			s.Kind, s.Neighbours, s.Ties = network.KindSmallWorld, k, 0
		})
	}
	network.Computed(func() {
		networks["scale-free"] = made(t, network.People{Strata: strata(people)}, 1, func(s *network.Spec) {
			s.Kind, s.Exponent, s.Least, s.Cutoff = network.KindScaleFree, 1, 900, 1000
		})
	})
	last := network.Last{Access: network.NewBits(people), Belief: make([]float32, people)}
	for i := range uint32(people) {
		last.Belief[i] = float32(i%97) / 97
		if i%5 < 3 {
			last.Access.Set(i)
		}
	}
	for name, n := range networks {
		sight := network.NewSight(people)
		n.Look(sight, last, 0)
		for i := range uint32(people) {
			peers := n.Peers(nil, i)
			with, sum := 0, 0.0
			for _, peer := range peers {
				if last.Access.Has(peer) {
					with++
					sum += float64(last.Belief[peer])
				}
			}
			require.EqualValues(t, len(peers), sight.Known[i], "%s, person %d", name, i)
			require.EqualValues(t, with, sight.With[i], "%s, person %d", name, i)
			require.Equal(t, sum, sight.Belief[i], "%s, person %d", name, i)
		}
	}
}
