package population

import (
	"cmp"
	"slices"
)

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
// remainder is a chunk of its own. Chunks are numbered by stratum, as strata come or Mixed: the main ones, cut at multiples of ChunkLen, then the
// remainder.
type Layout struct {
	scale   int64
	agents  []int   // [stratum] agents with weight scale
	rest    []int64 // [stratum] weight of the remainder; 0 if there is none
	order   []int   // strata as their chunks are numbered; nil: as they come
	chunks  []int   // [place in that order] chunks of the strata before it; one more entry: of all
	slots   []int   // [stratum] where it starts in the stored columns, in slots, of which each stratum has whole multiples of Align
	total   int     // agents
	persons int64   // real people
}

// NewLayout returns the chunks of strata at a scale: real people per agent. It panics if scale is below 1.
func NewLayout(strata []Stratum, scale int) Layout {
	if scale < 1 {
		panic("population: scale below 1")
	}
	l := Layout{scale: int64(scale)}
	for g := range strata {
		people := strata[g].People
		l.agents, l.rest = append(l.agents, int(people/l.scale)), append(l.rest, people%l.scale)
		l.total += l.Agents(g)
		l.persons += people
	}
	l.number()
	return l
}

// Mixed returns the layout with the chunks of strata numbered in another order: people of neighbouring strata are alike, such as managers, who
// come first among US workers, and those of one month who have access take longer than those who have none. In this order every range
// of chunks has strata from all over the list, so that ranges of as many people take about as long. Chunks themselves are the same.
func (l *Layout) Mixed() Layout {
	mixed := *l
	n := l.Strata()
	mixed.order = make([]int, n)
	for g := range mixed.order {
		mixed.order[g] = g
	}
	at := func(g int) uint64 { return uint64(g) * 0x9E3779B97F4A7C15 } // the part after the point of g times the golden ratio, which lies evenly for all ranges of g
	slices.SortFunc(mixed.order, func(a, b int) int { return cmp.Compare(at(a), at(b)) })
	mixed.number()
	return mixed
}

// number numbers chunks and slots in the order of strata.
func (l *Layout) number() {
	chunks, slots := 0, 0
	l.chunks, l.slots = make([]int, 0, l.Strata()+1), make([]int, l.Strata()+1)
	for at := range l.Strata() {
		g := l.at(at)
		l.chunks, l.slots[g] = append(l.chunks, chunks), slots
		chunks += (l.agents[g] + ChunkLen - 1) / ChunkLen
		if l.rest[g] > 0 {
			chunks++
		}
		slots += aligned(l.Agents(g))
	}
	l.chunks, l.slots[l.Strata()] = append(l.chunks, chunks), slots
}

// at returns the stratum at a place in the order.
func (l *Layout) at(place int) int {
	if l.order == nil {
		return place
	}
	return l.order[place]
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
	at := l.place(i)
	g := l.at(at)
	if i == l.chunks[at+1]-1 && l.rest[g] > 0 {
		return Place{Stratum: g, First: l.agents[g], Len: 1, Weight: l.rest[g]}
	}
	first := (i - l.chunks[at]) * ChunkLen
	return Place{Stratum: g, First: first, Len: min(ChunkLen, l.agents[g]-first), Weight: l.scale}
}

// Before returns the number of agents in all chunks before chunk i; for the number of chunks, that of all agents.
func (l *Layout) Before(i int) int {
	if i == l.Chunks() {
		return l.total
	}
	n := l.Place(i).First
	for at := range l.place(i) {
		n += l.Agents(l.at(at))
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

// place returns the place in the order of the stratum of chunk i: the last whose first chunk is not after i, empty strata skipped.
func (l *Layout) place(i int) int {
	at, _ := slices.BinarySearch(l.chunks, i+1)
	return at - 1
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
