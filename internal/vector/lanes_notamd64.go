//go:build goexperiment.simd && go1.27 && !purego && !amd64

package vector

// What lanes_amd64.go does in vectors, for the other processors that package simd serves.

// End has nothing to do where scalar code does not wait for vector registers.
func End() {}

// Interleave turns the words of 16 quads, word by word and the quads as QuadAt says, into those of their 64 people.
func Interleave(dst *[4 * Lanes]uint32, w0, w1, w2, w3 *[Lanes]uint32) {
	for i := range Lanes {
		people := dst[4*QuadAt(i):][:4]
		people[0], people[1], people[2], people[3] = w0[i], w1[i], w2[i], w3[i]
	}
}

// Narrow writes the low bytes of numbers below 256, a multiple of 64 of them.
func Narrow(dst []uint8, src []uint32) { narrow(dst, src) }

// NotZero has bit i set if byte i is not 0.
func NotZero(bytes *[64]uint8) uint64 { return notZero(bytes) }
