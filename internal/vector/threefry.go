//go:build goexperiment.simd && go1.27 && !purego

package vector

import "simd"

// Lanes is how many numbers of 32 bits the widest vector has.
const Lanes = 16

// Row is a number repeated for all lanes. A vector instruction takes it from memory at no cost.
type Row [Lanes]uint32

// Set repeats x.
func (r *Row) Set(x uint32) { Repeat((*[Lanes]uint32)(r), x) }

// Repeat sets all of a row, four numbers at a time: when people are streamed, every chunk has a month's constants set anew.
func Repeat[T any](row *[Lanes]T, x T) {
	for i := 0; i < Lanes; i += 4 {
		four := row[i : i+4 : i+4]
		four[0], four[1], four[2], four[3] = x, x, x, x
	}
}

func of(r *Row) simd.Uint32s { return simd.LoadUint32s(r[:]) }

// Key is the key schedule of rng.Key, for vectors.
type Key struct{ k0, k1, k4, k4and1, k0and2, k1and3 Row }

// Set prepares a key of its words; see rng.Key.Words.
func (k *Key) Set(k0, k1, k4 uint32) {
	k.k0.Set(k0)
	k.k1.Set(k1)
	k.k4.Set(k4)
	k.k4and1.Set(k4 + 1)
	k.k0and2.Set(k0 + 2)
	k.k1and3.Set(k1 + 3)
}

// Threefry is rng.Key.Quad for several quads, word by word, of counters to which the key is already added.
func Threefry(k *Key, x0, x1, x2, x3 simd.Uint32s) (y0, y1, y2, y3 simd.Uint32s) {
	x0, x1, x2, x3 = mix(x0, x1, x2, x3, 10, 26)
	x0, x3, x2, x1 = mix(x0, x3, x2, x1, 11, 21)
	x0, x1, x2, x3 = mix(x0, x1, x2, x3, 13, 27)
	x0, x3, x2, x1 = mix(x0, x3, x2, x1, 23, 5)
	x0, x3 = x0.Add(of(&k.k1)), x3.Add(of(&k.k4and1))

	x0, x1, x2, x3 = mix(x0, x1, x2, x3, 6, 20)
	x0, x3, x2, x1 = mix(x0, x3, x2, x1, 17, 11)
	x0, x1, x2, x3 = mix(x0, x1, x2, x3, 25, 10)
	x0, x3, x2, x1 = mix(x0, x3, x2, x1, 18, 20)
	x2, x3 = x2.Add(of(&k.k4)), x3.Add(of(&k.k0and2))

	x0, x1, x2, x3 = mix(x0, x1, x2, x3, 10, 26)
	x0, x3, x2, x1 = mix(x0, x3, x2, x1, 11, 21)
	x0, x1, x2, x3 = mix(x0, x1, x2, x3, 13, 27)
	x0, x3, x2, x1 = mix(x0, x3, x2, x1, 23, 5)
	x1, x2, x3 = x1.Add(of(&k.k4)), x2.Add(of(&k.k0)), x3.Add(of(&k.k1and3))

	return mix(x0, x1, x2, x3, 6, 20)
}

// mix is a round of Threefry on two pairs of words.
func mix(a, b, c, d simd.Uint32s, r, s uint64) (a1, b1, c1, d1 simd.Uint32s) {
	a = a.Add(b)
	c = c.Add(d)
	return a, b.RotateAllLeft(r).Xor(a), c, d.RotateAllLeft(s).Xor(c)
}

// QuadAt is the quad in place i of a row of words. In this order, which changes places within rows of 16, interleaving
// the quarters of the widest vectors is enough to put people in order.
func QuadAt(i int) int { return i&^(Lanes-1) + 4*(i%4) + i%Lanes/4 }
