//go:build goexperiment.simd && go1.27 && !purego

package agent

import "simd/archsimd"

// What package simd has no operation for: it cannot move numbers between lanes.

// endVectors makes scalar code fast again: it would wait for the upper parts of registers that vectors have used.
func endVectors() { archsimd.ClearAVXUpperBits() }

// narrow writes the low bytes of numbers.
func narrow(dst *[groupLen]uint8, src *[groupLen]uint32) {
	if !archsimd.X86.AVX512() {
		narrowAny(dst, src)
		return
	}
	for i := 0; i < groupLen; i += 16 {
		archsimd.LoadUint32x16(src[i:]).TruncToUint8().Store(dst[i:])
	}
}

// interleave turns the words of a row of quads, word by word and the quads as quadAt says, into those of their people.
func interleave(dst *[groupLen]uint32, src *[4][groupLen / 4]uint32, first int) {
	people := (*[4 * lanes]uint32)(dst[4*first:])
	if archsimd.X86.AVX512() {
		a, b := archsimd.LoadUint32x16(src[0][first:]), archsimd.LoadUint32x16(src[1][first:])
		c, d := archsimd.LoadUint32x16(src[2][first:]), archsimd.LoadUint32x16(src[3][first:])
		ab, cd := a.InterleaveLoGrouped(b).AsUint64x8(), c.InterleaveLoGrouped(d).AsUint64x8()
		ab.InterleaveLoGrouped(cd).AsUint32x16().Store(people[0:])
		ab.InterleaveHiGrouped(cd).AsUint32x16().Store(people[16:])
		ab, cd = a.InterleaveHiGrouped(b).AsUint64x8(), c.InterleaveHiGrouped(d).AsUint64x8()
		ab.InterleaveLoGrouped(cd).AsUint32x16().Store(people[32:])
		ab.InterleaveHiGrouped(cd).AsUint32x16().Store(people[48:])
		return
	}
	for i := range 4 {
		q := first + 4*i
		a, b := archsimd.LoadUint32x4(src[0][q:]), archsimd.LoadUint32x4(src[1][q:])
		c, d := archsimd.LoadUint32x4(src[2][q:]), archsimd.LoadUint32x4(src[3][q:])
		ab, cd := a.InterleaveLo(b).AsUint64x2(), c.InterleaveLo(d).AsUint64x2()
		ab.InterleaveLo(cd).AsUint32x4().Store(people[4*i:])
		ab.InterleaveHi(cd).AsUint32x4().Store(people[4*i+16:])
		ab, cd = a.InterleaveHi(b).AsUint64x2(), c.InterleaveHi(d).AsUint64x2()
		ab.InterleaveLo(cd).AsUint32x4().Store(people[4*i+32:])
		ab.InterleaveHi(cd).AsUint32x4().Store(people[4*i+48:])
	}
}
