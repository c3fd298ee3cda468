// Package vector says whether the processor has AVX2, draws random words with it, counts people by tenth and numbers by bin, and puts those who
// have something of a column side by side. What uses it is a faster way to the same bits.
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

// Set prepares the words of rng.Key.Words, for the quads of a counter. It returns the counter's own word, with the key
// added, which is one more for the next quad. It writes word by word: a key that is
// copied would be read in wider pieces than it was written in, for which a processor waits.
func (k *Key) Set(k0, k1, k4 uint32, counter [4]uint32) (first uint32) {
	k[0], k[1], k[2] = counter[1]+k1, counter[2], counter[3]
	k[3], k[4], k[5] = k1, k4+1, k4
	k[6], k[7], k[8] = k0+2, k0, k1+3
	return counter[0] + k0
}
