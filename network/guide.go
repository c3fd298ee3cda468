package network

import (
	"math/bits"
	"slices"
)

// guide finds which of some neighbouring ranges a number lies in: the leading bits of the number say between which ones to search.
type guide struct {
	starts []uint32 // ascending, from 0; one more entry: the end of the last range
	first  []uint32 // [number >> shift] the range of the least such number; one more entry: of the last number
	shift  uint8
}

// newGuide returns the guide of ranges, none of them empty, which is to keep starts.
func newGuide(starts []uint32) guide {
	const leading = 12 // bits, so that a guide fits into a first-level cache
	g := guide{starts: starts}
	g.shift = uint8(max(bits.Len32(g.total())-leading, 0))
	for at, c := uint32(0), 0; ; at++ {
		number := uint64(at) << g.shift
		if number >= uint64(g.total()) {
			break
		}
		for uint64(starts[c+1]) <= number {
			c++
		}
		g.first = append(g.first, uint32(c))
	}
	g.first = append(g.first, uint32(len(starts)-2))
	return g
}

// total returns the end of the last range.
func (g *guide) total() uint32 { return g.starts[len(g.starts)-1] }

// find returns the range of a number below total.
func (g *guide) find(number uint32) int {
	at := number >> g.shift
	from, to := g.first[at], g.first[at+1]
	if from == to {
		return int(from)
	}
	return g.search(from, to, number)
}

func (g *guide) search(from, to, number uint32) int {
	i, _ := slices.BinarySearch(g.starts[from:to+1], number+1)
	return int(from) + i - 1
}

func (g *guide) size() int { return 4 * (len(g.starts) + len(g.first)) }
