package network

import (
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/rng"
)

// TestPermutation: each number goes to one of its own, and comes back.
func TestPermutation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Uint32Range(1, 3000).Draw(t, "n")
		p := newPermutation(n, rng.NewKey(rapid.Uint64().Draw(t, "seed")), rapid.IntRange(0, 1000).Draw(t, "group"), rapid.IntRange(0, 100).Draw(t, "slot"))
		taken := make([]bool, n)
		for x := range n {
			y := p.at(x)
			require.Less(t, y, n)
			require.False(t, taken[y], "two go to %d", y)
			taken[y] = true
			require.Equal(t, x, p.from(y))
		}
	})
	for _, n := range []uint32{1e8, math.MaxUint32 - 1, math.MaxUint32} {
		p := newPermutation(n, rng.NewKey(1), 0, 0)
		for i := range uint32(1000) {
			x := uint32(uint64(i) * uint64(n) / 1000)
			require.Equal(t, x, p.from(p.at(x)))
		}
	}
}

// at returns where x goes, and from what goes to x.
func (p *permutation) at(x uint32) uint32 {
	one := [1]uint32{x}
	p.do(one[:])
	return one[0]
}

func (p *permutation) from(x uint32) uint32 {
	one := [1]uint32{x}
	p.undo(one[:])
	return one[0]
}

// all returns the partners of everybody.
func all(p pairing, n uint32) []uint32 {
	partners := make([]uint32, n)
	numbers(partners, 0)
	p.pair(partners)
	return partners
}

// TestPairings: a partner's partner is oneself, and nobody is alone but for one of an odd number. Asked one by one, they answer the same.
func TestPairings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := uint32(rapid.OneOf(rapid.IntRange(2, 20), rapid.IntRange(few-2, few+2), rapid.IntRange(2, 5000)).Draw(t, "n"))
		turns := rapid.IntRange(1, 12).Draw(t, "turns")
		turn := rapid.IntRange(0, turns-1).Draw(t, "turn")
		p := newPairing(n, rng.NewKey(rapid.Uint64().Draw(t, "seed")), 0, turn, turn, turns)
		alone := 0
		partners := all(p, n)
		for i, j := range partners {
			require.Less(t, j, n)
			require.EqualValues(t, i, partners[j])
			if int(j) == i {
				alone++
			}
		}
		if r, small := p.(roundRobin); small && turn >= (int(r.n)+1)&^1-1 {
			require.EqualValues(t, n, alone, "everybody has met everybody")
		} else {
			require.EqualValues(t, n%2, alone)
		}
		i := rapid.Uint32Range(0, n-1).Draw(t, "i")
		one := [1]uint32{i}
		p.pair(one[:])
		require.Equal(t, partners[i], one[0])
	})
	for _, n := range []uint32{1e8, 1e8 + 1, math.MaxUint32 - 1, math.MaxUint32} {
		v := newInvolution(n, rng.NewKey(1), 0, 0)
		for i := range uint32(1000) {
			x := [1]uint32{uint32(uint64(i) * uint64(n) / 1000)}
			y := x
			v.pair(y[:])
			back := y
			v.pair(back[:])
			require.Less(t, y[0], n)
			require.Equal(t, x, back)
			require.NotEqual(t, x, y)
		}
	}
}

// TestRoundRobin: a group no larger than its turns allow meets once each.
func TestRoundRobin(t *testing.T) {
	for n := range uint32(12) {
		turns := max(n, 1) // an odd number takes as many turns as people
		met := map[[2]uint32]int{}
		for turn := range turns {
			for i, j := range all(roundRobin{n, turn}, n) {
				if uint32(i) < j {
					met[[2]uint32{uint32(i), j}]++
				}
			}
		}
		require.Len(t, met, int(n*max(n, 1)-n)/2)
		for pair, times := range met {
			require.Equal(t, 1, times, "%v of %d", pair, n)
		}
	}
}

// TestShuffledIsUniform: each of the 15 matchings of six people is as likely.
func TestShuffledIsUniform(t *testing.T) {
	const seeds = 15_000
	counts := map[string]int{}
	for seed := range uint64(seeds) {
		counts[fmt.Sprint(newShuffled(6, rng.NewKey(seed), 0, 0))]++
	}
	require.Len(t, counts, 15)
	requireEven(t, counts, seeds)
}

// TestInvolutionIsUniform: any other is as likely to be a person's partner, also by the person's and its partner's places in the pairs of the network.
func TestInvolutionIsUniform(t *testing.T) {
	const n, seeds = few + 44, 12_000
	for _, person := range []uint32{0, 31, 32, n - 1} {
		counts := map[uint32]int{}
		for seed := range uint64(seeds) {
			one := [1]uint32{person}
			newInvolution(n, rng.NewKey(seed), 0, 0).pair(one[:])
			counts[one[0]]++
		}
		require.Len(t, counts, n-1)
		require.Zero(t, counts[person])
		requireEven(t, counts, seeds)
	}
}

// TestInvolutionDefinition holds the involution to its formula and its tables to the streams of package rng: entry i of the tables F, G and K is draw 0, 1
// and 2 of person i of the stratum that is the group, in the tick that is the slot.
func TestInvolutionDefinition(t *testing.T) {
	const n, h, m, seed, group, slot = 1000, 5, 32, 9, 4, 7 // 32 * 2^5 = 1024
	draw := func(i uint32, round int, below uint32) uint32 {
		s := rng.At(seed, rng.Person(group, int(i)), slot, rng.Ties)
		for range round {
			s.Uint32()
		}
		return uint32(uint64(s.Uint32()) * uint64(below) >> 32)
	}
	partners := all(newInvolution(n, rng.NewKey(seed), group, slot), n)
	apart := 0
	for i, partner := range partners {
		l, r := uint32(i)%32, uint32(i)/32
		l ^= draw(r, 0, 32)
		g := draw(l, 1, m)
		r = (r + g) % m
		l ^= 1 + draw(r, 2, 31)
		r = (r + m - draw(l, 1, m)) % m
		l ^= draw(r, 0, 32)
		if want := r<<h | l; want < n {
			require.Equal(t, want, partner)
		} else {
			apart++
		}
	}
	require.Positive(t, apart)
	require.LessOrEqual(t, apart, 1024-n, "the others are as the formula has it")
}

// requireEven holds Pearson's chi-squared to 4.5 standard deviations above its mean.
func requireEven[K comparable](t *testing.T, counts map[K]int, total int) {
	want, chi2 := float64(total)/float64(len(counts)), 0.0
	for _, c := range counts {
		chi2 += (float64(c) - want) * (float64(c) - want) / want
	}
	degrees := float64(len(counts) - 1)
	require.Less(t, chi2, degrees+4.5*math.Sqrt(2*degrees))
}

// TestCycles holds matchings to what independent random ones have: the number of cycles of length r is Poisson with mean ((c-1)^r + (-1)^r (c-1))/(2r).
// Structure in a permutation, or among those of different slots, would show in short cycles.
func TestCycles(t *testing.T) {
	const n, c, seeds = 1000, 6, 30
	var sums [5]float64
	for seed := range uint64(seeds) {
		var partners [c][]uint32
		for slot := range partners {
			partners[slot] = all(newInvolution(n, rng.NewKey(seed), 0, slot), n)
		}
		for length := 2; length <= 4; length++ {
			closed := 0
			for start := range uint32(n) {
				closed += walks(&partners, []uint32{start}, -1, -1, length)
			}
			sums[length] += float64(closed) / float64(2*length) // from each of its people, both ways
		}
	}
	for length := 2; length <= 4; length++ {
		sign := float64(1 - 2*(length%2))
		mean := (math.Pow(c-1, float64(length)) + sign*(c-1)) / float64(2*length)
		require.InDelta(t, mean, sums[length]/seeds, 4.5*math.Sqrt(mean/seeds), "length %d", length)
	}
}

// walks counts the ways on, of so many more ties, that meet nobody twice but end where they started; neighbouring ties are of different slots.
func walks(partners *[6][]uint32, path []uint32, first, last, more int) (closed int) {
	for slot := range partners {
		if slot == last {
			continue
		}
		if len(path) == 1 {
			first = slot
		}
		next := partners[slot][path[len(path)-1]]
		switch {
		case more == 1 && next == path[0] && slot != first:
			closed++
		case more > 1 && !slices.Contains(path, next):
			closed += walks(partners, append(path, next), first, slot, more-1)
		}
	}
	return closed
}

// TestFrozen holds ties to what they always were: whoever changes them changes every published result.
func TestFrozen(t *testing.T) {
	sum := func(p pairing, n uint32) uint64 {
		h := fnv.New64a()
		for _, j := range all(p, n) {
			h.Write([]byte{byte(j), byte(j >> 8), byte(j >> 16), byte(j >> 24)})
		}
		return h.Sum64()
	}
	key := rng.NewKey(1)
	got := []uint64{sum(newInvolution(100_003, key, 3, 2), 100_003), sum(newShuffled(101, key, 3, 2), 101), sum(roundRobin{9, 3}, 9)}
	require.Equal(t, []uint64{0x2a5f7b69ffbc9b85, 0x1d3ce5ead887daf1, 0xc17d37d9a44d07cd}, got)
	p := newPermutation(100_003, key, 0, 1)
	require.Equal(t, []uint32{0x10bf0, 0x7b2e, 0xa3c}, []uint32{p.at(0), p.at(1), p.at(100_002)})
	counts, ends := degrees(1e8, 2.5, 2, 150)
	require.Equal(t, []uint32{51_821_498, 18_805_368, 1064}, []uint32{counts[0], counts[1], counts[148]})
	require.Equal(t, uint64(424871445), ends)
}
