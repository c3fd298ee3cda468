//go:build goexperiment.simd && go1.27 && !purego

package agent

import (
	"simd"
	"simd/archsimd"
)

// bitsOf has bit i set where lane i of the mask is true.
func bitsOf(m simd.Mask32s) uint64 {
	switch m := m.ToArch().(type) {
	case archsimd.Mask32x16:
		return uint64(m.ToBits())
	case archsimd.Mask32x8:
		return uint64(m.ToBits())
	case archsimd.Mask32x4:
		return uint64(m.ToBits())
	}
	return bitsOfAny(m)
}

// transpose turns the four words of each quad into vectors of neighbouring people, if lane l holds quad n*(l%4) + l/4, n
// the number of quads in a vector of people. Then interleaving within each 128 bits is enough.
func transpose(x0, x1, x2, x3 simd.Uint32s) (y0, y1, y2, y3 simd.Uint32s) {
	switch a := x0.ToArch().(type) {
	case archsimd.Uint32x16:
		b, c, d := x1.ToArch().(archsimd.Uint32x16), x2.ToArch().(archsimd.Uint32x16), x3.ToArch().(archsimd.Uint32x16)
		abLo, abHi := a.InterleaveLoGrouped(b).AsUint64x8(), a.InterleaveHiGrouped(b).AsUint64x8()
		cdLo, cdHi := c.InterleaveLoGrouped(d).AsUint64x8(), c.InterleaveHiGrouped(d).AsUint64x8()
		return simd.Uint32sFromArch(abLo.InterleaveLoGrouped(cdLo).AsUint32x16()), simd.Uint32sFromArch(abLo.InterleaveHiGrouped(cdLo).AsUint32x16()),
			simd.Uint32sFromArch(abHi.InterleaveLoGrouped(cdHi).AsUint32x16()), simd.Uint32sFromArch(abHi.InterleaveHiGrouped(cdHi).AsUint32x16())
	case archsimd.Uint32x8:
		b, c, d := x1.ToArch().(archsimd.Uint32x8), x2.ToArch().(archsimd.Uint32x8), x3.ToArch().(archsimd.Uint32x8)
		abLo, abHi := a.InterleaveLoGrouped(b).AsUint64x4(), a.InterleaveHiGrouped(b).AsUint64x4()
		cdLo, cdHi := c.InterleaveLoGrouped(d).AsUint64x4(), c.InterleaveHiGrouped(d).AsUint64x4()
		return simd.Uint32sFromArch(abLo.InterleaveLoGrouped(cdLo).AsUint32x8()), simd.Uint32sFromArch(abLo.InterleaveHiGrouped(cdLo).AsUint32x8()),
			simd.Uint32sFromArch(abHi.InterleaveLoGrouped(cdHi).AsUint32x8()), simd.Uint32sFromArch(abHi.InterleaveHiGrouped(cdHi).AsUint32x8())
	case archsimd.Uint32x4:
		b, c, d := x1.ToArch().(archsimd.Uint32x4), x2.ToArch().(archsimd.Uint32x4), x3.ToArch().(archsimd.Uint32x4)
		abLo, abHi := a.InterleaveLo(b).AsUint64x2(), a.InterleaveHi(b).AsUint64x2()
		cdLo, cdHi := c.InterleaveLo(d).AsUint64x2(), c.InterleaveHi(d).AsUint64x2()
		return simd.Uint32sFromArch(abLo.InterleaveLo(cdLo).AsUint32x4()), simd.Uint32sFromArch(abLo.InterleaveHi(cdLo).AsUint32x4()),
			simd.Uint32sFromArch(abHi.InterleaveLo(cdHi).AsUint32x4()), simd.Uint32sFromArch(abHi.InterleaveHi(cdHi).AsUint32x4())
	}
	return transposeAny(x0, x1, x2, x3)
}
