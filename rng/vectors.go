package rng

import "github.com/cogap/cogap/internal/vector"

// vectors writes the words of the first quads of Quads, in eights, and returns how many words.
func (k Key) vectors(dst []uint32, quad uint64, tick int, purpose Purpose, n uint32) int {
	quads := len(dst) / 4 &^ 7
	if !vector.AVX2 || quads == 0 || uint64(uint32(quad))+uint64(quads) > 1<<32-1 { // no carry into the next word
		return 0
	}
	var key vector.Key
	first := key.Set(k.k0, k.k1, k.k4, Counter(quad, tick, purpose, n))
	vector.Neighbours(&key, first, &dst[0], quads)
	return 4 * quads
}
