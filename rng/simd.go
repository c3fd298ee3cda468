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
