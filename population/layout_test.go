package population_test

import (
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/population"
)

// TestWeightsOfTheUSWorkforce: the weights sum to exactly the real number of people, at any scale.
func TestWeightsOfTheUSWorkforce(t *testing.T) {
	us := population.USWorkforce2021()
	for scale, agents := range map[int]int{1: 140_885_570, 7: 20_126_867, 100: 1_409_235, 1000: 141_302} {
		l := population.NewLayout(us, scale)
		checkLayout(t, us, scale, l)
		checkMixed(t, l)
		require.Equal(t, agents, l.Len(), "scale %d", scale)
		require.Equal(t, int64(140_885_570), l.People())
	}
}

// TestMemory: below 36 bytes a person, one to one.
func TestMemory(t *testing.T) {
	l := population.NewLayout(population.USWorkforce2021(), 1)
	require.Less(t, float64(l.Bytes(0))/float64(l.Len()), 34.01)
	l = population.NewLayout(population.USWorkforce2021(), 100)
	require.Less(t, float64(l.Bytes(0))/float64(l.Len()), 36.0)
	world := population.NewLayout(population.World(), 1)
	require.Equal(t, int64(7_954_874_557), world.People())
	require.Less(t, float64(world.Bytes(0))/float64(world.Len()), 34.01)
}

// checkLayout checks what a layout promises, without making any people.
func checkLayout(t require.TestingT, strata []population.Stratum, scale int, l population.Layout) {
	type count struct {
		agents int
		people int64
	}
	counts := make([]count, len(strata))
	last, rest := -1, false
	for i := range l.Chunks() {
		p := l.Place(i)
		require.Equal(t, counts[p.Stratum].agents, p.First, "no gap, no overlap")
		require.Positive(t, p.Len)
		require.LessOrEqual(t, p.Len, population.ChunkLen)
		require.GreaterOrEqual(t, p.Stratum, last, "by stratum")
		if p.Stratum > last {
			rest = false
		}
		require.False(t, rest, "a remainder is the last of its stratum")
		if rest = p.Weight < int64(scale); rest {
			require.Equal(t, 1, p.Len)
		} else {
			require.Zero(t, p.First%population.ChunkLen)
		}
		last = p.Stratum
		counts[p.Stratum].agents += p.Len
		counts[p.Stratum].people += int64(p.Len) * p.Weight
	}
	agents, people := 0, int64(0)
	for g, c := range counts {
		require.Equal(t, strata[g].People, c.people)
		agents, people = agents+c.agents, people+c.people
	}
	require.Equal(t, agents, l.Len())
	require.Equal(t, people, l.People())
	require.Equal(t, len(strata), l.Strata())
}

// checkMixed checks that a layout and the mixed one have the same chunks, those of each stratum one after the other.
func checkMixed(t require.TestingT, l population.Layout) {
	mixed := l.Mixed()
	require.Equal(t, l.Chunks(), mixed.Chunks())
	require.Equal(t, l.Bytes(1), mixed.Bytes(1))
	of := make([][]population.Place, l.Strata())
	n, last := 0, -1
	for i := range mixed.Chunks() {
		p := mixed.Place(i)
		require.Equal(t, n, mixed.Before(i))
		require.True(t, p.Stratum == last || of[p.Stratum] == nil, "by stratum")
		of[p.Stratum] = append(of[p.Stratum], p)
		n, last = n+p.Len, p.Stratum
	}
	require.Equal(t, n, mixed.Before(mixed.Chunks()))
	i := 0
	for _, places := range of {
		for _, p := range places {
			require.Equal(t, l.Place(i), p)
			i++
		}
	}
}

// TestMixed: halves and thirds of the chunks, by people, have about as many from each third of the list of occupations: managers who come first as
// well as drivers who come last.
func TestMixed(t *testing.T) {
	l := population.NewLayout(population.USWorkforce2021(), 100)
	mixed := l.Mixed()
	third := make([]int, l.Strata()) // of the list
	for i := range l.Chunks() {
		if p := l.Place(i); p.First == 0 {
			third[p.Stratum] = 3 * l.Before(i) / l.Len()
		}
	}
	for _, ranges := range []int{2, 3} {
		people := make([][3]float64, ranges)
		for i := range mixed.Chunks() {
			p := mixed.Place(i)
			people[ranges*mixed.Before(i)/mixed.Len()][third[p.Stratum]] += float64(ranges*p.Len) / float64(mixed.Len())
		}
		for _, of := range people {
			for _, share := range of {
				require.InDelta(t, 1./3, share, 0.12, "%.2f", people)
			}
		}
	}
}

// TestStoredChunks: chunks cover the stored columns without touching each other, each stratum from a cache line on.
func TestStoredChunks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		strata := make([]population.Stratum, rapid.IntRange(1, 6).Draw(t, "strata"))
		scale := rapid.IntRange(1, 30).Draw(t, "scale")
		for g := range strata {
			strata[g] = clerks()
			strata[g].People = rapid.Int64Range(1, 100_000).Draw(t, "people")
		}
		extra := rapid.IntRange(0, 2).Draw(t, "extra")
		l := population.NewLayout(strata, scale)
		checkLayout(t, strata, scale, l)
		checkMixed(t, l)
		if rapid.Bool().Draw(t, "mixed") {
			l = l.Mixed()
		}

		people := population.New(l, extra)
		require.Equal(t, l.Bytes(extra), people.Bytes())
		var origin uintptr
		for i := range people.Chunks() {
			c := people.Chunk(i)
			p := l.Place(i)
			require.Equal(t, p, population.Place{Stratum: c.Stratum, First: c.First, Len: c.Len(), Weight: c.Weight})
			require.Len(t, c.Extra, extra)
			require.Equal(t, c.Len(), cap(c.Filter))
			start := uintptr(unsafe.Pointer(&c.Threshold[0]))
			if i == 0 {
				origin = start
			}
			if c.Len() > 1 || c.First == 0 { // not a remainder, which lies behind the people before it
				require.Zero(t, (start-origin)%64)
			}
			for j := range c.Len() {
				require.Zero(t, c.Threshold[j], "not another chunk's")
				c.Threshold[j] = 1
			}
			for _, x := range c.Extra {
				require.Len(t, x, c.Len())
				require.Zero(t, x[0])
				x[0] = 1
			}
		}
	})
}

// TestStoredRange: ranges of chunks stored apart hold the same people in the same chunks as all stored at once, in as much
// memory but for a cut before a remainder; a clone has columns of its own.
func TestStoredRange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		strata := make([]population.Stratum, rapid.IntRange(1, 5).Draw(t, "strata"))
		for g := range strata {
			strata[g] = clerks()
			strata[g].People = rapid.Int64Range(1, 30_000).Draw(t, "people")
		}
		l := population.NewLayout(strata, rapid.IntRange(1, 5).Draw(t, "scale"))
		if rapid.Bool().Draw(t, "mixed") {
			l = l.Mixed()
		}
		maker := population.NewSynthesizer(population.Default(), strata, 7, make([]float64, len(strata)))
		all := population.New(l, 1)
		cut := rapid.IntRange(0, l.Chunks()).Draw(t, "cut")
		parts := []*population.People{population.NewRange(l, 0, cut, 1), population.NewRange(l, cut, l.Chunks(), 1)}
		extra := parts[0].Bytes() + parts[1].Bytes() - all.Bytes()
		require.Contains(t, []int64{0, population.Align * (8*4 + 2 + 4)}, extra, "a remainder in the place of its neighbours")
		require.Equal(t, all.Chunks(), parts[0].Chunks()+parts[1].Chunks())
		for i := range l.Chunks() {
			here, there := parts[0], parts[1]
			if i >= cut {
				here, there = there, here
			}
			require.Panics(t, func() { there.Chunk(i) })
			a, b := all.Chunk(i), here.Chunk(i)
			maker.Fill(&a)
			maker.Fill(&b)
			require.Equal(t, a, b)
		}
		clone := population.New(l, 1)
		of := rapid.IntRange(1, 3).Draw(t, "parts")
		for part := range of {
			all.CopyPart(clone, part, of)
		}
		for i := range l.Chunks() {
			require.Equal(t, all.Chunk(i), clone.Chunk(i))
		}
		c, was := clone.Chunk(0), all.Chunk(0).Income[0]
		c.Income[0], c.Tier[0], c.Extra[0][0] = -1, 9, 9
		require.Equal(t, was, all.Chunk(0).Income[0])
		require.Zero(t, all.Chunk(0).Tier[0])
		require.Zero(t, all.Chunk(0).Extra[0][0])
	})
	require.Panics(t, func() { population.NewRange(population.NewLayout(nil, 1), 0, 1, 0) })
}

// TestLayoutChunk: one buffer serves all chunks of a population that is not stored.
func TestLayoutChunk(t *testing.T) {
	s := clerks() // 12,345 people: three full chunks and 57
	l := population.NewLayout([]population.Stratum{s}, 1)
	buffer := population.NewChunk(population.ChunkLen, 1)
	require.Equal(t, 4, l.Chunks())
	c := l.Chunk(3, &buffer)
	require.Equal(t, 57, c.Len())
	require.Equal(t, 3*population.ChunkLen, c.First)
	require.Len(t, c.Extra[0], 57)
	require.Same(t, &buffer.Income[0], &c.Income[0])
	require.Panics(t, func() { l.Chunk(4, &buffer) })
	require.Panics(t, func() { population.NewLayout(nil, 0) })
	require.Zero(t, new(population.NewLayout(nil, 1)).Chunks())
}

// TestBefore: agents before a chunk are those of all chunks before it.
func TestBefore(t *testing.T) {
	l := population.NewLayout([]population.Stratum{{People: 3}, {People: 2 * population.ChunkLen * 10}, {People: 10*population.ChunkLen + 7}, {People: 5}}, 10)
	n := 0
	for i := range l.Chunks() {
		require.Equal(t, n, l.Before(i))
		n += l.Place(i).Len
	}
	require.Equal(t, n, l.Before(l.Chunks()))
	require.Equal(t, l.Len(), n)
}
