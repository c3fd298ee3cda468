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

// Narrow writes the low bytes of numbers below 256, a multiple of 64 of them. It stores whole vectors, since loading one
// from the parts that were stored last makes a processor wait.
func Narrow(dst []uint8, src []uint32) {
	if archsimd.X86.AVX512() {
		for i := 0; i < len(src); i += 64 {
			pair := func(i int) archsimd.Uint8x32 {
				lo, hi := archsimd.LoadUint32x16(src[i:]).TruncToUint8(), archsimd.LoadUint32x16(src[i+16:]).TruncToUint8()
				return archsimd.Uint8x32{}.SetLo(lo).SetHi(hi)
			}
			archsimd.Uint8x64{}.SetLo(pair(i)).SetHi(pair(i + 32)).Store(dst[i:])
		}
		return
	}
	if archsimd.X86.AVX2() {
		narrow32(dst, src)
		return
	}
	narrow(dst, src)
}

// narrow32 is Narrow with AVX2: number i of four vectors becomes the bytes of one, which are then put in order.
func narrow32(dst []uint8, src []uint32) {
	bytes, words := archsimd.LoadInt8x32(inGroup[:]), archsimd.LoadUint32x8(acrossGroups[:])
	for i := 0; i < len(src); i += 32 {
		a, b := archsimd.LoadUint32x8(src[i:]), archsimd.LoadUint32x8(src[i+8:])
		c, d := archsimd.LoadUint32x8(src[i+16:]), archsimd.LoadUint32x8(src[i+24:])
		mixed := a.Or(b.ShiftAllLeft(8)).Or(c.ShiftAllLeft(16)).Or(d.ShiftAllLeft(24))
		mixed.AsUint8x32().PermuteOrZeroGrouped(bytes).AsUint32x8().Permute(words).AsUint8x32().Store(dst[i:])
	}
}

var (
	inGroup      = [32]int8{0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15}
	acrossGroups = [8]uint32{0, 4, 1, 5, 2, 6, 3, 7}
)

// NotZero has bit i set if byte i is not 0.
func NotZero(bytes *[64]uint8) uint64 {
	if archsimd.X86.AVX512() {
		return archsimd.LoadUint8x64(bytes[:]).NotEqual(archsimd.Uint8x64{}).ToBits()
	}
	if archsimd.X86.AVX2() {
		lo, hi := archsimd.LoadUint8x32(bytes[:]), archsimd.LoadUint8x32(bytes[32:])
		return ^(uint64(lo.Equal(archsimd.Uint8x32{}).ToBits()) | uint64(hi.Equal(archsimd.Uint8x32{}).ToBits())<<32)
	}
	return notZero(bytes)
}
