package network_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/network"
)

// follow tells an exposure who has access now, all parts at once.
func follow(e *network.Exposure, access network.Bits) {
	var wg sync.WaitGroup
	for i := range e.Stretches() {
		wg.Go(func() { e.Follow(i, access, network.NewSight(0)) })
	}
	wg.Wait()
}

// requireSame requires that an exposure shows to people from number first on what a look at all peers shows, to the bit.
func requireSame(t require.TestingT, n *network.Network, e *network.Exposure, last network.Last, first, people int) {
	want, got := network.NewSight(people), network.NewSight(people)
	n.Look(want, last, uint32(first))
	e.Look(got, last.Belief, uint32(first))
	require.Equal(t, want.Known, got.Known)
	require.Equal(t, want.With, got.With)
	if last.Belief != nil {
		require.Equal(t, want.Belief, got.Belief)
	}
}

// TestExposure is that an exposure shows what a look at all peers does, whoever gets access and loses it, month after month, in networks of all kinds, kept and computed.
func TestExposure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people, spec, seed := anyPeople(t), anySpec(t), rapid.Uint64().Draw(t, "seed")
		var n *network.Network
		build := func() { n = made(t, people, seed, func(s *network.Spec) { *s = spec }) }
		switch rapid.IntRange(0, 2).Draw(t, "how") {
		case 0:
			build()
		case 1:
			network.Computed(build)
		case 2:
			build()
			var edges []network.Edge
			for i, peers := range graphOf(n) {
				for _, peer := range peers {
					edges = append(edges, network.Edge{A: uint32(i), B: peer})
				}
			}
			var err error
			n, err = network.FromEdges(edges, people.Strata)
			require.NoError(t, err)
		}
		e := n.NewExposure()
		last := network.Last{Access: network.NewBits(n.Len())}
		person := rapid.IntRange(0, n.Len()-1)
		for range rapid.IntRange(1, 4).Draw(t, "months") {
			for _, i := range rapid.SliceOf(person).Draw(t, "change") {
				last.Access[i/64] ^= 1 << (i % 64)
			}
			last.Belief = nil
			if rapid.Bool().Draw(t, "listen") {
				last.Belief = beliefs(n.Len())
			}
			follow(e, last.Access)
			first := person.Draw(t, "first")
			requireSame(t, n, e, last, first, rapid.IntRange(0, n.Len()-first).Draw(t, "people"))
		}
	})
}

// beliefs are such that their sum depends on the order.
func beliefs(n int) []float32 {
	list := make([]float32, n)
	for i := range list {
		list[i] = 1 / float32(1+i*i%1009*i)
	}
	return list
}

// TestExposureFar is TestExposure of more people than a part or a block has, half of whom have access and each change it.
func TestExposureFar(t *testing.T) {
	const people = 40_001
	who := network.People{Strata: strata(7001, 0, 3, people-7004), Tenths: make([]uint8, people)}
	for _, kind := range []network.Kind{network.KindSmallWorld, network.KindRandom, network.KindHomophily, network.KindScaleFree} {
		for _, how := range []func(func()){func(f func()) { f() }, network.Computed} {
			var n *network.Network
			how(func() { n = made(t, who, 1, func(s *network.Spec) { s.Kind, s.Ties, s.Cutoff = kind, 4, 1000 }) })
			e := n.NewExposure()
			require.Greater(t, e.Stretches(), 1)
			last := network.Last{Access: network.NewBits(people), Belief: beliefs(people)}
			for i := range uint32(people) {
				if i*i%7 < 3 {
					last.Access.Set(i)
				}
			}
			for range 2 {
				follow(e, last.Access)
				requireSame(t, n, e, last, 0, people)
				for i := range last.Access[:people/64] {
					last.Access[i] = ^last.Access[i]
				}
			}
		}
	}
}

// TestExposureSelves is TestExposure of so few people with so few ties that many are tied to themselves, by neighbouring ends of theirs, by the first and the last, or by one end.
func TestExposureSelves(t *testing.T) {
	for _, people := range []int{4, 5, 9} {
		for seed := range uint64(20) {
			for _, degree := range []int{1, 2, 3} {
				for _, how := range []func(func()){func(f func()) { f() }, network.Computed} {
					var n *network.Network
					how(func() {
						n = made(t, network.People{Strata: strata(people)}, seed, func(s *network.Spec) { s.Kind, s.Least, s.Cutoff = network.KindScaleFree, degree, degree })
					})
					last := network.Last{Access: network.NewBits(people), Belief: beliefs(people)}
					for i := range uint32(people) {
						last.Access.Set(i)
					}
					e := n.NewExposure()
					follow(e, last.Access)
					requireSame(t, n, e, last, 0, people)
				}
			}
		}
	}
}

// TestExposureOutline: an outline of ties that are computed says what memory they take, and an exposure of it shows ties that are as many and lead both ways, as those do
// that it stands for.
func TestExposureOutline(t *testing.T) {
	const people = 2001
	who := network.People{Strata: strata(people)}
	network.Computed(func() {
		spec := network.Default()
		spec.Kind, spec.Cutoff = network.KindScaleFree, 500
		n, err := network.New(spec, who, 1)
		require.NoError(t, err)
		outline, err := network.Outline(spec, who.Strata, 1)
		require.NoError(t, err)
		require.InEpsilon(t, n.Bytes(), outline.Bytes(), 0.05)

		everybody, seen := network.NewBits(people), [2]int{}
		for i := range uint32(people) {
			everybody.Set(i)
		}
		for i, n := range []*network.Network{n, outline} {
			e, sight := n.NewExposure(), network.NewSight(people)
			follow(e, everybody)
			e.Look(sight, nil, 0)
			for _, with := range sight.With {
				seen[i] += int(with)
			}
		}
		require.Positive(t, seen[0])
		require.Equal(t, seen[0], seen[1])
	})
}
