package population

import "slices"

// ChunkLen is the number of people in a full chunk. It is a constant of the model, not a tuning knob: sums are
// rounded to integers once per chunk, so another length would change the last digits of results. It is a multiple
// of 16, and a chunk's columns fit into a second-level cache.
const ChunkLen = 4096

// Align is what chunk starts are multiples of in the stored columns: 16 float32 are one cache line.
const Align = 16

// aligned is the smallest multiple of Align that is at least n.
func aligned(n int) int { return (n + Align - 1) &^ (Align - 1) }

// bytesEach is what one person takes in columns: eight float32 and two bytes.
const bytesEach = 8*4 + 2

// Place says where a chunk's people are, without the people.
type Place struct {
	Stratum int   // index into the strata
	First   int   // index within the stratum of the first person
	Len     int   // people in the chunk, 1..ChunkLen
	Weight  int64 // real people each of them stands for
}

// Layout cuts a population into chunks without making any of it: with 10^10 people it is still a few kilobytes.
//
// Every agent of a stratum stands for scale people, and a last one for what is left, so that the weights are whole
// numbers and their sum is exactly the number of real people. A chunk has one weight: the agent that stands for a
// remainder is a chunk of its own. Chunks are numbered by stratum: the main ones, cut at multiples of ChunkLen, then the
// remainder.
type Layout struct {
	scale   int64
	agents  []int   // [stratum] agents with weight scale
	rest    []int64 // [stratum] weight of the remainder; 0 if there is none
	chunks  []int   // [stratum] chunks of the strata before it; one more entry: of all
	slots   []int   // the same in slots: places in the stored columns, those of a stratum aligned
	total   int     // agents
	persons int64   // real people
}

// NewLayout returns the chunks of strata at a scale: real people per agent. It panics if scale is below 1.
func NewLayout(strata []Stratum, scale int) Layout {
	if scale < 1 {
		panic("population: scale below 1")
	}
	l := Layout{scale: int64(scale), chunks: []int{0}, slots: []int{0}}
	for g := range strata {
		people := strata[g].People
		n, rest := int(people/l.scale), people%l.scale
		chunks, agents := (n+ChunkLen-1)/ChunkLen, n
		if rest > 0 {
			chunks, agents = chunks+1, agents+1
		}
		l.agents, l.rest = append(l.agents, n), append(l.rest, rest)
		l.chunks = append(l.chunks, l.chunks[g]+chunks)
		l.slots = append(l.slots, l.slots[g]+aligned(agents))
		l.total += agents
		l.persons += people
	}
	return l
}

// Len returns the number of agents.
func (l *Layout) Len() int { return l.total }

// People returns the number of real people, which is the sum of weights over agents.
func (l *Layout) People() int64 { return l.persons }

// Strata returns the number of strata.
func (l *Layout) Strata() int { return len(l.agents) }

// Agents returns the number of agents of a stratum.
func (l *Layout) Agents(stratum int) int {
	if l.rest[stratum] > 0 {
		return l.agents[stratum] + 1
	}
	return l.agents[stratum]
}

// Chunks returns the number of chunks.
func (l *Layout) Chunks() int { return l.chunks[len(l.chunks)-1] }

// Bytes returns the memory that the columns of all agents take, with extra columns for a user's rule and more that are asked for, as New
// allocates them; below 36 bytes a person without them, for populations that are large beside their number of strata.
func (l *Layout) Bytes(extra int, more ...Column) int64 {
	each := bytesEach + 4*extra
	for _, m := range more {
		if m == Tenth {
			each++
		} else {
			each += 4
		}
	}
	return int64(l.slots[len(l.slots)-1]) * int64(each)
}

// Place returns where chunk i is. It panics if there is no chunk i.
func (l *Layout) Place(i int) Place {
	g := l.stratum(i)
	if i == l.chunks[g+1]-1 && l.rest[g] > 0 {
		return Place{Stratum: g, First: l.agents[g], Len: 1, Weight: l.rest[g]}
	}
	first := (i - l.chunks[g]) * ChunkLen
	return Place{Stratum: g, First: first, Len: min(ChunkLen, l.agents[g]-first), Weight: l.scale}
}

// Before returns the number of agents in all chunks before chunk i; for the number of chunks, that of all agents.
func (l *Layout) Before(i int) int {
	if i == l.Chunks() {
		return l.total
	}
	p := l.Place(i)
	n := p.First
	for g := range p.Stratum {
		n += l.Agents(g)
	}
	return n
}

// Chunk returns a view of buffer as chunk i: cut to its length, its place filled in, its columns as they were. With
// it one buffer, made by NewChunk, serves all chunks of a population that is never stored.
// It panics if there is no chunk i or buffer is too short.
func (l *Layout) Chunk(i int, buffer *Chunk) Chunk {
	p := l.Place(i)
	c := buffer.slice(0, p.Len)
	c.Stratum, c.First, c.Weight = p.Stratum, p.First, p.Weight
	return c
}

// stratum returns the stratum of chunk i: the last whose first chunk is not after i, empty strata skipped.
func (l *Layout) stratum(i int) int {
	g, _ := slices.BinarySearch(l.chunks, i+1)
	return g - 1
}

// slotsOf returns where the stored columns of the chunks from lo up to, not including, hi lie, in slots: whole multiples of Align,
// of which a remainder may share its first with people before it.
func (l *Layout) slotsOf(lo, hi int) (from, end int) {
	if lo == hi {
		return 0, 0
	}
	last := l.Place(hi - 1)
	return l.slot(l.Place(lo)) &^ (Align - 1), aligned(l.slot(last) + last.Len)
}

// slot returns where a chunk starts in the stored columns: the people of a stratum lie one after another.
func (l *Layout) slot(p Place) int { return l.slots[p.Stratum] + p.First }
