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

// interleave turns the words of a row of quads, word by word, into those of their people, person by person.
func interleave(dst *[groupLen]uint32, src *[4][groupLen / 4]uint32, first int) {
	for q := first; q < first+lanes; q += 4 {
		a, b := archsimd.LoadUint32x4(src[0][q:]), archsimd.LoadUint32x4(src[1][q:])
		c, d := archsimd.LoadUint32x4(src[2][q:]), archsimd.LoadUint32x4(src[3][q:])
		ab, cd := a.InterleaveLo(b).AsUint64x2(), c.InterleaveLo(d).AsUint64x2()
		people := dst[4*q:][:16]
		ab.InterleaveLo(cd).AsUint32x4().Store(people[0:])
		ab.InterleaveHi(cd).AsUint32x4().Store(people[4:])
		ab, cd = a.InterleaveHi(b).AsUint64x2(), c.InterleaveHi(d).AsUint64x2()
		ab.InterleaveLo(cd).AsUint32x4().Store(people[8:])
		ab.InterleaveHi(cd).AsUint32x4().Store(people[12:])
	}
}
