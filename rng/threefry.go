package rng

import "math/bits"

// Rounds is how many rounds of Threefry4x32 a stream uses. Random123 publishes known answers for 13, 20 and 72; its
// default of 20 keeps a margin that nothing here needs, and rounds are what a draw costs.
const Rounds = 13

// parity is the constant word of Threefish's key schedule.
const parity = 0x1BD11BDA

// rotations are the rotation distances of Threefry4x32, by round modulo 8. Source: Random123, threefry.h, R_32x4.
var rotations = [8][2]int{{10, 26}, {11, 21}, {13, 27}, {23, 5}, {6, 20}, {17, 11}, {25, 10}, {18, 20}}

// Threefry4x32 returns the block of ctr under key after the given number of rounds. It is the readable definition;
// Quad is the same function with Rounds rounds, unrolled.
//
// Each round mixes two pairs of words by add, rotate and xor; after every fourth round the key is added again.
func Threefry4x32(ctr, key [4]uint32, rounds int) [4]uint32 {
	ks := [5]uint32{key[0], key[1], key[2], key[3], parity ^ key[0] ^ key[1] ^ key[2] ^ key[3]}
	x := ctr
	for i := range x {
		x[i] += ks[i]
	}
	for r := range rounds {
		a, b := 1, 3 // odd rounds pair (0,3) and (2,1), even rounds (0,1) and (2,3)
		if r%2 == 1 {
			a, b = 3, 1
		}
		x[0] += x[a]
		x[a] = bits.RotateLeft32(x[a], rotations[r%8][0]) ^ x[0]
		x[2] += x[b]
		x[b] = bits.RotateLeft32(x[b], rotations[r%8][1]) ^ x[2]
		if (r+1)%4 == 0 {
			n := (r + 1) / 4
			for i := range x {
				x[i] += ks[(n+i)%5]
			}
			x[3] += uint32(n)
		}
	}
	return x
}

// Key is a seed prepared for Quad: the words of Threefry's key schedule that are not zero.
type Key struct{ k0, k1, k4 uint32 }

// NewKey prepares a seed.
func NewKey(seed uint64) Key {
	k0, k1 := uint32(seed), uint32(seed>>32)
	return Key{k0, k1, parity ^ k0 ^ k1}
}

// Words returns the two words of the seed and the parity word, for kernels that compute the block themselves.
func (k Key) Words() (k0, k1, parity uint32) { return k.k0, k.k1, k.k4 }

// Quad returns draw number n of the given tick and purpose for the four people of one quad: word i is that of
// the quad's person i; see QuadOf.
//
// It is Threefry4x32(counter, {seed low, seed high, 0, 0}, Rounds) with the counter that Counter returns. Cost: about 10 ns.
func (k Key) Quad(quad uint64, tick int, purpose Purpose, n uint32) [4]uint32 {
	w0, w1, w2, w3 := k.four(quad, tick, purpose, n)
	return [4]uint32{w0, w1, w2, w3}
}

// Quads writes draw number n of the given tick and purpose for the people of neighbouring quads to dst: four words for
// each quad from the given one on. It is Quad again and again, at about 8 ns each, or 2 with AVX2. It panics if the length of dst is
// not a multiple of 4.
func (k Key) Quads(dst []uint32, quad uint64, tick int, purpose Purpose, n uint32) {
	i := k.vectors(dst, quad, tick, purpose, n)
	for quad += uint64(i / 4); i < len(dst); i += 4 {
		four := dst[i : i+4 : i+4]
		four[0], four[1], four[2], four[3] = k.four(quad, tick, purpose, n)
		quad++
	}
}

// added are the numbers that the key schedule adds. As variables they keep the compiler from moving them through the
// sums that follow, which costs an eighth more instructions.
var added = [3]uint32{1, 2, 3}

// four is Quad with its words in registers. An array would go through memory, written by words and read as a whole,
// for which a processor waits.
func (k Key) four(quad uint64, tick int, purpose Purpose, n uint32) (w0, w1, w2, w3 uint32) {
	c := Counter(quad, tick, purpose, n)
	k0, k1, k4 := k.k0, k.k1, k.k4
	x0, x1, x2, x3 := c[0]+k0, c[1]+k1, c[2], c[3]

	x0 += x1
	x1 = bits.RotateLeft32(x1, 10) ^ x0
	x2 += x3
	x3 = bits.RotateLeft32(x3, 26) ^ x2
	x0 += x3
	x3 = bits.RotateLeft32(x3, 11) ^ x0
	x2 += x1
	x1 = bits.RotateLeft32(x1, 21) ^ x2
	x0 += x1
	x1 = bits.RotateLeft32(x1, 13) ^ x0
	x2 += x3
	x3 = bits.RotateLeft32(x3, 27) ^ x2
	x0 += x3
	x3 = bits.RotateLeft32(x3, 23) ^ x0
	x2 += x1
	x1 = bits.RotateLeft32(x1, 5) ^ x2
	x0 += k1 // key schedule 1: k1, k2=0, k3=0, k4+1
	x3 += k4 + added[0]

	x0 += x1
	x1 = bits.RotateLeft32(x1, 6) ^ x0
	x2 += x3
	x3 = bits.RotateLeft32(x3, 20) ^ x2
	x0 += x3
	x3 = bits.RotateLeft32(x3, 17) ^ x0
	x2 += x1
	x1 = bits.RotateLeft32(x1, 11) ^ x2
	x0 += x1
	x1 = bits.RotateLeft32(x1, 25) ^ x0
	x2 += x3
	x3 = bits.RotateLeft32(x3, 10) ^ x2
	x0 += x3
	x3 = bits.RotateLeft32(x3, 18) ^ x0
	x2 += x1
	x1 = bits.RotateLeft32(x1, 20) ^ x2
	x2 += k4 // key schedule 2: k2=0, k3=0, k4, k0+2
	x3 += k0 + added[1]

	x0 += x1
	x1 = bits.RotateLeft32(x1, 10) ^ x0
	x2 += x3
	x3 = bits.RotateLeft32(x3, 26) ^ x2
	x0 += x3
	x3 = bits.RotateLeft32(x3, 11) ^ x0
	x2 += x1
	x1 = bits.RotateLeft32(x1, 21) ^ x2
	x0 += x1
	x1 = bits.RotateLeft32(x1, 13) ^ x0
	x2 += x3
	x3 = bits.RotateLeft32(x3, 27) ^ x2
	x0 += x3
	x3 = bits.RotateLeft32(x3, 23) ^ x0
	x2 += x1
	x1 = bits.RotateLeft32(x1, 5) ^ x2
	x1 += k4 // key schedule 3: k3=0, k4, k0, k1+3
	x2 += k0
	x3 += k1 + added[2]

	x0 += x1
	x1 = bits.RotateLeft32(x1, 6) ^ x0
	x2 += x3
	x3 = bits.RotateLeft32(x3, 20) ^ x2
	return x0, x1, x2, x3
}
