package sum

import (
	"math"
	"math/bits"
)

// fraction is the number of binary places behind the point.
const fraction = 40

// Fixed is a 128-bit two's complement integer in units of 2^-40, with a resolution of 9e-13. The zero value is 0. Sums of
// the same terms, in whatever order and split, are equal by ==.
//
// It has overflowed if the absolute values of its terms add up to 2^86 = 7.7e25 or more, or if a term was not finite. Then
// Float is NaN, whatever is added. A sum that has not overflowed is exact.
type Fixed struct {
	Hi int64  `json:"hi"`
	Lo uint64 `json:"lo"`

	size uint64 // of the absolute values of all terms, each rounded up to units of 2^64; it stays at full
}

// full is the size of a sum that has overflowed. Below it the absolute value, in units of 2^-40, is below 2^126. Two of it
// do not overflow a size, so that adding sizes and then cutting them to full is associative and commutative.
const full = 1 << 62

// Of returns v times weight, v rounded to the nearest multiple of 2^-40 (halves upwards). It has overflowed if v is not
// finite or the product is 2^86 or more.
func Of(v float64, weight int64) Fixed {
	const edge = 1 << (126 - fraction)
	if !(math.Abs(v) < edge) {
		return Fixed{size: full}
	}
	word := math.Float64bits(v)
	exponent := int(word >> 52 & 0x7ff)
	if exponent == 0 {
		return Fixed{} // 0, or far below the resolution
	}
	// v = mantissa * 2^(exponent-1075); the mantissa is an integer
	mantissa := int64(word&(1<<52-1) | 1<<52)
	if v < 0 {
		mantissa = -mantissa
	}
	s := Fixed{Hi: mantissa >> 63, Lo: uint64(mantissa)}
	switch shift := exponent - 1075 + fraction; {
	case shift >= 64:
		s = Fixed{Hi: int64(s.Lo << (shift - 64))}
	case shift >= 0:
		s = Fixed{Hi: s.Hi<<shift | int64(s.Lo>>(64-shift)), Lo: s.Lo << shift}
	case shift > -55:
		half := mantissa + 1<<(-shift-1)
		s = Fixed{Hi: half >> 63, Lo: uint64(half >> -shift)}
	default:
		return Fixed{}
	}
	return s.times(weight)
}

// times multiplies by a weight, modulo 2^128, and finds the size.
func (s Fixed) times(weight int64) Fixed {
	negative := s.Hi < 0 != (weight < 0)
	if s.Hi < 0 {
		s = s.negated()
	}
	w := uint64(max(weight, -weight)) // right for the least int64 too
	over, hi := bits.Mul64(uint64(s.Hi), w)
	carry, lo := bits.Mul64(s.Lo, w)
	hi, carry = bits.Add64(hi, carry, 0)
	over += carry
	s = Fixed{Hi: int64(hi), Lo: lo}
	if negative {
		s = s.negated()
	}
	switch {
	case over > 0 || hi >= full:
		s.size = full
	case hi|lo != 0:
		s.size = hi + 1
	}
	return s
}

// negated returns the sum with the other sign, and no size.
func (s Fixed) negated() Fixed {
	lo, borrow := bits.Sub64(0, s.Lo, 0)
	hi, _ := bits.Sub64(0, uint64(s.Hi), borrow)
	return Fixed{Hi: int64(hi), Lo: lo}
}

// Overflowed reports whether a term was not finite, or the absolute values of all terms add up to 2^86 or more.
func (s Fixed) Overflowed() bool { return s.size >= full }

// Add adds another sum. Addition is exact, so it is associative and commutative to the bit.
func (s *Fixed) Add(other Fixed) {
	lo, carry := bits.Add64(s.Lo, other.Lo, 0)
	hi, _ := bits.Add64(uint64(s.Hi), uint64(other.Hi), carry)
	*s = Fixed{int64(hi), lo, min(s.size+other.size, full)}
}

// AddOf adds v times weight, to the bit as Add(Of(v, weight)) does; for v from 2^-41 to 2^23 in a fraction of the time.
func (s *Fixed) AddOf(v float64, weight int64) {
	const most = 10 // places that a mantissa can be moved up in an int64
	word := math.Float64bits(v)
	down := uint(most - (int(word>>52) - 1075 + fraction))
	if down > 63 || weight <= 0 { // of what is below 0 too, whose exponents seem large
		s.Add(Of(v, weight))
		return
	}
	rounded := ((word&(1<<52-1)|1<<52)<<most + 1<<down>>1) >> down
	hi, lo := bits.Mul64(rounded, uint64(weight)) // below 2^126
	lo, carry := bits.Add64(s.Lo, lo, 0)
	*s = Fixed{s.Hi + int64(hi+carry), lo, min(s.size+hi+1, full)}
}

// Sub takes away another sum. The difference of two sums that have not overflowed always fits; it has overflowed if one of
// them has. What is added to it later is not counted rightly against overflow, unless the other was a part of the sum.
func (s *Fixed) Sub(other Fixed) {
	lo, borrow := bits.Sub64(s.Lo, other.Lo, 0)
	hi, _ := bits.Sub64(uint64(s.Hi), uint64(other.Hi), borrow)
	*s = Fixed{int64(hi), lo, max(s.size, other.size)}
}

// Float returns the sum as the nearest float64, or its neighbour; NaN if it has overflowed.
func (s Fixed) Float() float64 {
	if s.Overflowed() {
		return math.NaN()
	}
	sign := 1.0
	if s.Hi < 0 {
		s, sign = s.negated(), -1
	}
	return sign * (float64(float64(uint64(s.Hi))*0x1p64) + float64(s.Lo)) / (1 << fraction)
}
