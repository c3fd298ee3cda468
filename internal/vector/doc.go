// Package vector says whether the processor has AVX2, draws random words with it, counts people by tenth and numbers by bin, and marks who has
// something of a column. What uses it is a faster way to the same bits.
package vector

//go:generate env GOWORK=off go run -modfile=../../go.tools.mod generate.go -out threefry_amd64.s

// Lines are eight lines a + b*z, by the first word of each: of fewer the last one again and again, from any word on.
type Lines struct {
	First [8]uint32 // ascending; that of the first counts as 0
	A, B  [8]float32
}

// Bins count numbers from 2^-32 up to, not including, 2^32: those that have the high 16 bits in common, in the order of these. A bin is 2^40 for each of its numbers,
// and the low 16 bits of all.
type Bins [1 << 13]uint64

// Key is what the quads of one draw share: the last three words of their counter, with the key added, and what the rounds add.
type Key [9]uint32

// NewKey prepares the words of rng.Key.Words, for the quads of a counter. It returns the counter's own word, with the key
// added, which is one more for the next quad.
func NewKey(k0, k1, k4 uint32, counter [4]uint32) (k Key, first uint32) {
	return Key{counter[1] + k1, counter[2], counter[3], k1, k4 + 1, k4, k0 + 2, k0, k1 + 3}, counter[0] + k0
}
