//go:build goexperiment.simd && go1.27 && !purego

package rng

import (
	"simd"

	"github.com/cogap/cogap/internal/vector"
)

// vectors writes the first words of Quads, 64 at a time, and returns how many.
func (k Key) vectors(dst []uint32, quad uint64, tick int, purpose Purpose, n uint32) int {
	// quads whose first word overflows are left to the portable way
	if len(dst) < 4*vector.Lanes || simd.Emulated() || uint64(uint32(quad))+uint64(len(dst)) > 1<<32-1 {
		return 0
	}
	return quads(k, dst, Counter(quad, tick, purpose, n))
}

func quads(k Key, dst []uint32, first [4]uint32) int {
	var key vector.Key
	key.Set(k.k0, k.k1, k.k4)
	var places vector.Row
	for i := range places {
		places[i] = first[0] + k.k0 + uint32(vector.QuadAt(i))
	}
	x1, x2, x3 := simd.BroadcastUint32s(first[1]+k.k1), simd.BroadcastUint32s(first[2]), simd.BroadcastUint32s(first[3])
	var words [4][vector.Lanes]uint32
	at := 0
	for ; at+4*vector.Lanes <= len(dst); at += 4 * vector.Lanes {
		for i := 0; i < vector.Lanes; i += x1.Len() {
			y0, y1, y2, y3 := vector.Threefry(&key, simd.LoadUint32s(places[i:]).Add(simd.BroadcastUint32s(uint32(at/4))), x1, x2, x3)
			y0.Store(words[0][i:])
			y1.Store(words[1][i:])
			y2.Store(words[2][i:])
			y3.Store(words[3][i:])
		}
		vector.Interleave((*[4 * vector.Lanes]uint32)(dst[at:]), &words[0], &words[1], &words[2], &words[3])
	}
	vector.End()
	return at
}

// tableRun is how many words of a table are looked up at a time.
const tableRun = 512

// vectors writes the first quantiles of All, as many as fill whole vectors, and returns how many. Where a word is in which
// cell is found in vectors; the cells, which are all over the table, are read one by one.
func (t *Table) vectors(dst []float32, words []uint32) int {
	if simd.Emulated() {
		return 0
	}
	var cells [tableRun]uint32
	n := len(words) &^ (vector.Lanes - 1)
	for at := 0; at < n; at += tableRun {
		run := dst[at:min(at+tableRun, n)]
		find(&cells, run, words[at:])
		for i, place := range run {
			run[i] = t.cells[cells[i&(tableRun-1)]&(2*tableCells-1)].at(place)
		}
	}
	return n
}

// find notes in which cells words are, and writes their places there to dst. Each line is one of At.
func find(cells *[tableRun]uint32, dst []float32, words []uint32) {
	last, first := simd.BroadcastUint32s(lastWord), simd.BroadcastUint32s(firstPlace)
	rest, upper := simd.BroadcastUint32s(1<<restBits-1), simd.BroadcastUint32s(tableCells)
	half := simd.BroadcastFloat32s(0.5)
	for i := 0; i < len(dst); i += last.Len() {
		word := simd.LoadUint32s(words[i:])
		side := word.BitsToInt32().ShiftAllRight(31).ToBits()
		v := word.Xor(side).Min(last)
		place := v.BitsToInt32().ConvertToFloat32().Add(half).ToBits().Sub(first)
		place.ShiftAllRight(restBits).Add(side.And(upper)).Store(cells[i:])
		place.And(rest).BitsToInt32().ConvertToFloat32().Store(dst[i:])
	}
	vector.End()
}
