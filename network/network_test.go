package network_test

import (
	"encoding/json"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/network"
)

// strata returns strata of so many people.
func strata(people ...int) []network.Stratum {
	var list []network.Stratum
	for _, n := range people {
		list = append(list, network.Stratum{People: n})
	}
	return list
}

// made returns the network of a changed default spec.
func made(t require.TestingT, people network.People, seed uint64, change func(*network.Spec)) *network.Network {
	spec := network.Default()
	change(&spec)
	n, err := network.New(spec, people, seed)
	require.NoError(t, err)
	return n
}

func TestSpec(t *testing.T) {
	spec := network.Default()
	require.NoError(t, param.Check(spec))
	require.Empty(t, param.Undeclared(spec))
	text, err := json.Marshal(spec)
	require.NoError(t, err)
	var got network.Spec
	require.NoError(t, json.Unmarshal(text, &got))
	require.Equal(t, spec, got)

	n, err := network.New(spec, network.People{Strata: strata(3, 4)}, 1)
	require.NoError(t, err)
	require.Equal(t, 7, n.Len())
	require.Empty(t, n.Peers(nil, 6), "nobody has ties")
}

// anyPeople draws strata, empty ones too, and tenths.
func anyPeople(t *rapid.T) network.People {
	p := network.People{Strata: strata(rapid.SliceOfN(rapid.IntRange(0, 120), 1, 6).Draw(t, "strata")...)}
	p.Strata[0].People += 60 // more than anybody has ties
	for g, s := range p.Strata {
		for i := range s.People {
			p.Tenths = append(p.Tenths, uint8((i*i+g)%10))
		}
	}
	return p
}

// anySpec draws a spec of any kind but data.
func anySpec(t *rapid.T) network.Spec {
	s := network.Default()
	s.Kind = rapid.SampledFrom([]network.Kind{
		network.KindNone, network.KindSmallWorld, network.KindRandom, network.KindHomophily, network.KindScaleFree,
	}).Draw(t, "kind")
	s.Neighbours = 2 * rapid.IntRange(0, 30).Draw(t, "neighbours")
	s.Across = rapid.Bool().Draw(t, "across")
	s.Ties = rapid.SampledFrom([]int{0, 2, 4, 10}).Draw(t, "ties")
	s.WithinStratum = rapid.SampledFrom([]float64{0, 0.5, 1}).Draw(t, "within stratum")
	s.WithinTenth = (1 - s.WithinStratum) * rapid.SampledFrom([]float64{0, 1}).Draw(t, "within tenth")
	s.Exponent = rapid.Float64Range(1, 4).Draw(t, "exponent")
	s.Least = rapid.IntRange(1, 3).Draw(t, "least")
	s.Cutoff = rapid.IntRange(3, 50).Draw(t, "cutoff")
	return s
}

// TestTies is what holds for ties of all kinds: they are as often at the one end as at the other, nobody has one with itself, whoever is asked first the
// answer is the same, and Count is what Peers say.
func TestTies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people, spec, seed := anyPeople(t), anySpec(t), rapid.Uint64().Draw(t, "seed")
		n, err := network.New(spec, people, seed)
		require.NoError(t, err)
		again, err := network.New(spec, people, seed)
		require.NoError(t, err)
		computed, first := n, rapid.Bool().Draw(t, "looks at computed ties")
		network.Computed(func() { computed, err = network.New(spec, people, seed) })
		require.NoError(t, err)
		require.Equal(t, graphOf(n), graphOf(computed), "ties are the same whether they are kept or computed")
		if first {
			n = computed
		}
		outline, err := network.Outline(spec, people.Strata, seed)
		require.NoError(t, err)
		require.InDelta(t, again.Bytes(), outline.Bytes(), 24*float64(len(people.Strata)+1)*float64(spec.Ties+1)+64+8*float64(spec.Cutoff), "what an outline says of its memory")
		require.InDelta(t, again.ExposureBytes(), outline.ExposureBytes(), 64, "and of that of an exposure")

		g := graphOf(n)
		ties := map[[2]uint32]int{}
		for i := n.Len() - 1; i >= 0; i-- {
			require.Equal(t, g[i], again.Peers([]uint32{}, uint32(i)), "asked from the last to the first")
			for _, j := range g[i] {
				require.NotEqualValues(t, i, j)
				ties[[2]uint32{uint32(i), j}]++
			}
			stratum, index := n.Person(uint32(i))
			require.Less(t, index, people.Strata[stratum].People)
			require.EqualValues(t, i, n.Number(stratum, index))
		}
		for tie, times := range ties {
			require.Equal(t, times, ties[[2]uint32{tie[1], tie[0]}], "%v", tie)
		}

		access := network.NewBits(n.Len())
		for _, i := range rapid.SliceOf(rapid.IntRange(0, n.Len()-1)).Draw(t, "with access") {
			access.Set(uint32(i))
		}
		from := rapid.IntRange(0, n.Len()).Draw(t, "first")
		known := make([]uint32, rapid.IntRange(0, n.Len()-from).Draw(t, "people"))
		with := make([]uint32, len(known))
		n.Count(known, with, access, uint32(from))
		believed := network.Last{Access: access, Belief: make([]float32, n.Len())}
		for i := range believed.Belief {
			believed.Belief[i] = float32(i*i%1009) / 77
		}
		sight := network.NewSight(len(known))
		n.Look(sight, believed, uint32(from))
		require.Equal(t, known, sight.Known)
		require.Equal(t, with, sight.With)
		for k := range known {
			want, belief := uint32(0), 0.0
			for _, j := range g[from+k] {
				if access.Has(j) {
					want++
					belief += float64(believed.Belief[j])
				}
			}
			require.EqualValues(t, len(g[from+k]), known[k])
			require.Equal(t, want, with[k], "person %d", from+k)
			require.InDelta(t, belief, sight.Belief[k], 1e-9)
		}
	})
}

// TestCountFar is Count where the number of people fills many blocks, of all kinds.
func TestCountFar(t *testing.T) {
	people := network.People{Strata: strata(7001, 0, 3, 12_000), Tenths: make([]uint8, 19_004)}
	for _, kind := range []network.Kind{network.KindSmallWorld, network.KindRandom, network.KindHomophily, network.KindScaleFree} {
		var n *network.Network
		network.Computed(func() { n = made(t, people, 1, func(s *network.Spec) { s.Kind, s.Ties = kind, 4 }) })
		access := network.NewBits(n.Len())
		for i := range uint32(n.Len()) {
			if i*i%7 < 3 {
				access.Set(i)
			}
		}
		known, with := make([]uint32, n.Len()), make([]uint32, n.Len())
		n.Count(known, with, access, 0)
		for i, peers := range graphOf(n) {
			want := uint32(0)
			for _, j := range peers {
				if access.Has(j) {
					want++
				}
			}
			require.EqualValues(t, len(peers), known[i])
			require.Equal(t, want, with[i], "%s: person %d", kind, i)
		}
	}
}

// TestSeeds: another seed gives other ties, and another number of ties the same ones and more.
func TestSeeds(t *testing.T) {
	people := network.People{Strata: strata(5000)}
	random := func(seed uint64, ties int) []uint32 {
		return made(t, people, seed, func(s *network.Spec) { s.Kind, s.Ties = network.KindRandom, ties }).Peers(nil, 7)
	}
	require.NotEqual(t, random(1, 3), random(2, 3))
	require.Equal(t, random(1, 3), random(1, 4)[:3])
}

func TestSmallWorldClustering(t *testing.T) {
	const k = 8
	ring := func(people, ties int) *network.Network {
		return made(t, network.People{Strata: strata(people)}, 1, func(s *network.Spec) {
			s.Kind, s.Neighbours, s.Ties = network.KindSmallWorld, k, ties
		})
	}
	require.InDelta(t, 3*(k-2)/(4.0*(k-1)), graphOf(ring(500, 0)).clustering(), 1e-12, "Watts and Strogatz (1998)")
	const c, d = 2, k + 2
	require.InDelta(t, 3*k*(k-2)/(4.0*d*(d-1)), graphOf(ring(20_000, c)).clustering(), 0.002, "random ties close few")
}

// TestRingPathLength: the way to somebody j places away takes j over k/2 ties, rounded up; about n/(2k) in the mean.
func TestRingPathLength(t *testing.T) {
	const n, k = 600, 6
	g := graphOf(made(t, network.People{Strata: strata(n)}, 1, func(s *network.Spec) {
		s.Kind, s.Neighbours, s.Ties = network.KindSmallWorld, k, 0
	}))
	want := 0.0
	for j := 1; j < n; j++ {
		want += math.Ceil(float64(min(j, n-j))/(k/2)) / (n - 1)
	}
	mean, _, all := g.reach(17)
	require.True(t, all)
	require.InDelta(t, want, mean, 1e-9)
	require.InEpsilon(t, n/(2.0*k), mean, 0.02, "Watts and Strogatz (1998)")
}

// TestShortcuts: a cycle plus a random matching has a diameter of about log2 n + log2 log n (Bollobas and Chung 1988), where the cycle has n/2.
func TestShortcuts(t *testing.T) {
	const n = 4096
	g := graphOf(made(t, network.People{Strata: strata(n)}, 1, func(s *network.Spec) {
		s.Kind, s.Neighbours, s.Ties = network.KindSmallWorld, 2, 1
	}))
	most := 0
	for from := 0; from < n; from += 64 {
		_, far, all := g.reach(from)
		require.True(t, all)
		most = max(most, far)
	}
	require.GreaterOrEqual(t, most, 12)
	require.LessOrEqual(t, most, 12+4+10, "their bound is log2 n + log2 log n + 10")
}

// TestRandomPathLength holds distances in random matchings to a tree that fills up: the chance to be farther than l from somebody is
// exp(-c((c-1)^l - 1)/((c-2)n)), where the tree has c((c-1)^l - 1)/(c-2) people within l ties.
func TestRandomPathLength(t *testing.T) {
	const n, c, sources = 10_000, 4, 10
	g := graphOf(made(t, network.People{Strata: strata(n)}, 1, func(s *network.Spec) { s.Kind, s.Ties = network.KindRandom, c }))
	want := 0.0
	for l := range 30 {
		want += math.Exp(-c * (math.Pow(c-1, float64(l)) - 1) / ((c - 2) * n))
	}
	got := 0.0
	for from := range sources {
		mean, _, all := g.reach(from * 997)
		require.True(t, all)
		got += mean / sources
	}
	require.InDelta(t, want, got, 0.1)
	require.Less(t, g.clustering(), 10*(c-1)/float64(n))
}

// TestRandomIsConnected: three matchings or more leave no islands, but for a chance that falls with n (random regular graphs; Bollobas 2001,
// section 7.6).
func TestRandomIsConnected(t *testing.T) {
	for seed := range uint64(20) {
		g := graphOf(made(t, network.People{Strata: strata(1500, 500)}, seed, func(s *network.Spec) { s.Kind, s.Ties = network.KindRandom, 3 }))
		_, _, all := g.reach(0)
		require.True(t, all, "seed %d", seed)
	}
}

// TestRings: strata have rings of their own, or one in a stated order.
func TestRings(t *testing.T) {
	named := strata(5, 4, 6)
	named[2].Name = "smiths"
	ring := func(across bool, order ...string) *network.Network {
		return made(t, network.People{Strata: named}, 1, func(s *network.Spec) {
			s.Kind, s.Neighbours, s.Ties, s.Across, s.Order = network.KindSmallWorld, 2, 0, across, order
		})
	}
	sorted := func(n *network.Network, person uint32) []uint32 {
		return slices.Sorted(slices.Values(n.Peers(nil, person)))
	}
	require.Equal(t, []uint32{1, 4}, sorted(ring(false), 0))
	require.Equal(t, []uint32{5, 7}, sorted(ring(false), 8), "the ends of a stratum meet")
	require.Equal(t, []uint32{1, 14}, sorted(ring(true), 0))
	require.Equal(t, []uint32{7, 9}, sorted(ring(true), 8))
	for _, n := range []*network.Network{ring(true), ring(true, "smiths", "0", "1")} {
		_, _, all := graphOf(n).reach(3)
		require.True(t, all)
	}
	require.Equal(t, []uint32{1, 14}, sorted(ring(true, "smiths", "0", "1"), 0))
	require.Equal(t, []uint32{7, 9}, sorted(ring(true, "smiths", "0", "1"), 8), "from the last stratum to the first")
	require.Equal(t, []uint32{4, 6}, sorted(ring(true, "0", "1", "smiths"), 5))
	require.Equal(t, []uint32{0, 7}, sorted(ring(true, "1", "0", "smiths"), 8), "from the end of a stratum to the next one's start")
}

// TestEverybody: with as many neighbours as there are people in a stratum everybody knows all of it, so that the share with access among the peers is
// that of the stratum without oneself.
func TestEverybody(t *testing.T) {
	n := made(t, network.People{Strata: strata(9, 6)}, 1, func(s *network.Spec) {
		s.Kind, s.Neighbours, s.Ties = network.KindSmallWorld, 8, 0
	})
	access := network.NewBits(n.Len())
	for _, i := range []uint32{0, 3, 4, 9} {
		access.Set(i)
	}
	known, with := make([]uint32, n.Len()), make([]uint32, n.Len())
	n.Count(known, with, access, 0)
	require.Equal(t, []uint32{8, 8, 8, 8, 8, 8, 8, 8, 8, 5, 5, 5, 5, 5, 5}, known)
	require.Equal(t, []uint32{2, 3, 3, 2, 2, 3, 3, 3, 3, 0, 1, 1, 1, 1, 1}, with)
}

// TestHomophily: so many ties are within the stratum, so many within the tenth, and the rest are anywhere.
func TestHomophily(t *testing.T) {
	people := network.People{Strata: strata(600, 400, 3), Tenths: make([]uint8, 1003)}
	for i := range people.Tenths {
		people.Tenths[i] = uint8(i * 7 % 10)
	}
	n := made(t, people, 1, func(s *network.Spec) {
		s.Kind, s.Ties, s.WithinStratum, s.WithinTenth = network.KindHomophily, 10, 0.4, 0.3
	})
	stratum := func(i uint32) int { g, _ := n.Person(i); return g }
	alike := 0
	for i := range uint32(1000) {
		peers := n.Peers(nil, i)
		if len(peers) < 10 { // one of an odd number
			continue
		}
		for _, j := range peers[:4] {
			require.Equal(t, stratum(i), stratum(j))
		}
		for _, j := range peers[4:7] {
			require.Equal(t, people.Tenths[i], people.Tenths[j])
		}
		for _, j := range peers[4:] {
			if stratum(i) == stratum(j) {
				alike++
			}
		}
	}
	require.InDelta(t, 0.6*0.6+0.4*0.4, float64(alike)/6000, 0.04, "the others by chance")
	require.ElementsMatch(t, []uint32{1001, 1002}, n.Peers(nil, 1000)[:2], "in a small stratum everybody knows everybody, once")
}

// TestHomophilyTiesDiffer: where a stratum or a tenth has everybody, ties within it are others than those within the other, and with anybody: none has the draws of another.
func TestHomophilyTiesDiffer(t *testing.T) {
	const people = 1000
	all := network.People{Strata: strata(people), Tenths: make([]uint8, people)}
	for _, within := range [][2]float64{{0.5, 0}, {0.5, 0.5}, {0, 0.5}} {
		n := made(t, all, 1, func(s *network.Spec) {
			s.Kind, s.Ties, s.WithinStratum, s.WithinTenth = network.KindHomophily, 2, within[0], within[1]
		})
		same := 0
		for i := range uint32(people) {
			if peers := n.Peers(nil, i); peers[0] == peers[1] {
				same++
			}
		}
		require.Less(t, same, 20, "%v", within)
	}
}

// TestScaleFreeDegrees holds the numbers of ties to the power law.
func TestScaleFreeDegrees(t *testing.T) {
	const people, exponent, least, cutoff = 20_000, 2.5, 2, 60
	n := made(t, network.People{Strata: strata(people)}, 1, func(s *network.Spec) {
		s.Kind, s.Exponent, s.Least, s.Cutoff = network.KindScaleFree, exponent, least, cutoff
	})
	total := 0.0
	for k := least; k <= cutoff; k++ {
		total += math.Pow(float64(k), -exponent)
	}
	counts := make([]float64, cutoff+1)
	for _, peers := range graphOf(n) {
		counts[len(peers)]++
	}
	below, want := 0.0, 0.0
	for k := least; k <= cutoff; k++ {
		below += counts[k]
		want += people * math.Pow(float64(k), -exponent) / total
		require.InDelta(t, want, below, 12, "people with at most %d ties; those whom a tie would lead to themselves have two less", k)
	}
}

// TestScaleFreeExtremes: whatever the power law, everybody has ties of its range.
func TestScaleFreeExtremes(t *testing.T) {
	for _, exponent := range []float64{1, 10} {
		n := made(t, network.People{Strata: strata(300_000)}, 1, func(s *network.Spec) {
			s.Kind, s.Exponent, s.Least, s.Cutoff = network.KindScaleFree, exponent, 1, 2000
		})
		for _, person := range []uint32{0, 1, 2, 100_000, 299_999} {
			peers := n.Peers(nil, person)
			require.NotEmpty(t, peers)
			require.LessOrEqual(t, len(peers), 2000)
			for _, peer := range peers {
				require.True(t, slices.Contains(n.Peers(nil, peer), person))
			}
		}
	}
}

// TestConfigurationModel: about nu/2 ties would lead to oneself, and nu^2/4 pairs are tied twice, with nu the mean of k(k-1) over that of k.
func TestConfigurationModel(t *testing.T) {
	const people, seeds = 4000, 60
	loops, doubles, nu := 0.0, 0.0, 0.0
	for seed := range uint64(seeds) {
		n := made(t, network.People{Strata: strata(people)}, seed, func(s *network.Spec) {
			s.Kind, s.Exponent, s.Least, s.Cutoff = network.KindScaleFree, 3, 2, 12
		})
		ends, pairs := 0.0, 0.0
		for i, peers := range graphOf(n) {
			ends += float64(len(peers))
			pairs += float64(len(peers) * (len(peers) - 1))
			slices.Sort(peers)
			for k := 1; k < len(peers); k++ {
				if peers[k] == peers[k-1] && int(peers[k]) > i {
					doubles++
				}
			}
		}
		nu = pairs / ends
		loops += (wanted(people, 3, 2, 12) - ends) / 2
	}
	require.InDelta(t, nu/2, loops/seeds, 4.5*math.Sqrt(nu/2/seeds)+0.5/2, "and half an end where their number is odd")
	require.InDelta(t, nu*nu/4, doubles/seeds, 4.5*math.Sqrt(nu*nu/4/seeds)+0.02*nu*nu/4)
}

// wanted returns how many ends of ties there would be if none were left out.
func wanted(people int, exponent float64, least, cutoff int) (ends float64) {
	total, sum, before := 0.0, 0.0, 0.0
	for k := least; k <= cutoff; k++ {
		total += math.Pow(float64(k), -exponent)
	}
	for k := least; k <= cutoff; k++ {
		sum += math.Pow(float64(k), -exponent)
		until := math.Round(float64(people) * sum / total)
		ends += (until - before) * float64(k)
		before = until
	}
	return ends
}

// TestBytes: computed ties take next to nothing, stored ones four bytes for each end.
func TestBytes(t *testing.T) {
	people := network.People{Strata: strata(100_000_000)}
	n := made(t, people, 1, func(s *network.Spec) { s.Kind, s.Ties = network.KindRandom, 10 })
	require.Less(t, n.Bytes(), int64(2_000_000))
	n, err := network.FromEdges([]network.Edge{{A: 0, B: 1}, {A: 1, B: 2}}, strata(3))
	require.NoError(t, err)
	require.EqualValues(t, 4*4+8*4+4*2, n.Bytes())
}

func TestCountPanics(t *testing.T) {
	n := made(t, network.People{Strata: strata(200)}, 1, func(s *network.Spec) { s.Kind = network.KindRandom })
	access := network.NewBits(200)
	require.PanicsWithValue(t, "network: lengths differ", func() { n.Count(make([]uint32, 2), make([]uint32, 1), access, 0) })
	require.PanicsWithValue(t, "network: no such person", func() { n.Count(make([]uint32, 2), make([]uint32, 2), access, 199) })
	require.PanicsWithValue(t, "network: too few bits", func() { n.Count(nil, nil, access[:3], 0) })
	require.PanicsWithValue(t, "network: no such person", func() { n.Peers(nil, 200) })
}
