//go:build goexperiment.simd && go1.27 && !purego

package vector

import "simd/archsimd"

// What package simd has no operation for: it cannot move numbers between lanes.

// End makes scalar code fast again: it would wait for the upper parts of registers that vectors have used.
func End() { archsimd.ClearAVXUpperBits() }

// Interleave turns the words of 16 quads, word by word and the quads as QuadAt says, into those of their 64 people.
func Interleave(dst *[4 * Lanes]uint32, w0, w1, w2, w3 *[Lanes]uint32) {
	if archsimd.X86.AVX512() {
		a, b := archsimd.LoadUint32x16(w0[:]), archsimd.LoadUint32x16(w1[:])
		c, d := archsimd.LoadUint32x16(w2[:]), archsimd.LoadUint32x16(w3[:])
		ab, cd := a.InterleaveLoGrouped(b).AsUint64x8(), c.InterleaveLoGrouped(d).AsUint64x8()
		ab.InterleaveLoGrouped(cd).AsUint32x16().Store(dst[0:])
		ab.InterleaveHiGrouped(cd).AsUint32x16().Store(dst[16:])
		ab, cd = a.InterleaveHiGrouped(b).AsUint64x8(), c.InterleaveHiGrouped(d).AsUint64x8()
		ab.InterleaveLoGrouped(cd).AsUint32x16().Store(dst[32:])
		ab.InterleaveHiGrouped(cd).AsUint32x16().Store(dst[48:])
		return
	}
	for i := range 4 {
		a, b := archsimd.LoadUint32x4(w0[4*i:]), archsimd.LoadUint32x4(w1[4*i:])
		c, d := archsimd.LoadUint32x4(w2[4*i:]), archsimd.LoadUint32x4(w3[4*i:])
		ab, cd := a.InterleaveLo(b).AsUint64x2(), c.InterleaveLo(d).AsUint64x2()
		ab.InterleaveLo(cd).AsUint32x4().Store(dst[4*i:])
		ab.InterleaveHi(cd).AsUint32x4().Store(dst[4*i+16:])
		ab, cd = a.InterleaveHi(b).AsUint64x2(), c.InterleaveHi(d).AsUint64x2()
		ab.InterleaveLo(cd).AsUint32x4().Store(dst[4*i+32:])
		ab.InterleaveHi(cd).AsUint32x4().Store(dst[4*i+48:])
	}
}

// Narrow writes the low bytes of numbers, a multiple of 16 of them.
func Narrow(dst []uint8, src []uint32) {
	if !archsimd.X86.AVX512() {
		narrow(dst, src)
		return
	}
	for i := 0; i < len(src); i += 16 {
		archsimd.LoadUint32x16(src[i:]).TruncToUint8().Store(dst[i:])
	}
}
