// Package fixed adds numbers so that the order cannot matter.
//
// A float sum depends on the order of its terms. Here every term is rounded once to a multiple of 2^-40 and from
// then on only integers are added, so the sum of 10^10 people is the same for any number of workers and any split.
package fixed

import (
	"math"
	"math/bits"
)

// fraction is the number of binary places behind the point.
const fraction = 40

// Sum is a 128-bit two's complement integer in units of 2^-40: its range is ±1.5e26 and its resolution 9e-13. The
// zero value is 0. Sums can be compared with ==.
type Sum struct {
	Hi int64  `json:"hi"`
	Lo uint64 `json:"lo"`
}

// Of returns v times weight, v rounded to the nearest multiple of 2^-40 (halves upwards). Values that do not fit,
// infinities among them, saturate; NaN counts as 0.
func Of(v float64, weight int64) Sum {
	const edge = 1 << (127 - fraction)
	switch {
	case v != v:
		return Sum{}
	case v >= edge:
		return Sum{math.MaxInt64, math.MaxUint64}
	case v < -edge:
		return Sum{math.MinInt64, 0}
	}
	// v = mantissa * 2^(exponent-53); the mantissa is an integer
	frac, exponent := math.Frexp(v)
	mantissa := int64(frac * (1 << 53))
	s := Sum{mantissa >> 63, uint64(mantissa)}
	switch shift := exponent - 53 + fraction; {
	case shift >= 64:
		s = Sum{int64(s.Lo << (shift - 64)), 0}
	case shift >= 0:
		s = Sum{s.Hi<<shift | int64(s.Lo>>(64-shift)), s.Lo << shift}
	case shift > -55:
		half := mantissa + 1<<(-shift-1)
		s = Sum{half >> 63, uint64(half >> -shift)}
	default:
		s = Sum{}
	}
	return s.times(weight)
}

// times multiplies by a weight, modulo 2^128.
func (s Sum) times(weight int64) Sum {
	hi, lo := bits.Mul64(s.Lo, uint64(weight))
	return Sum{int64(hi) + s.Hi*weight + int64(s.Lo)*(weight>>63), lo}
}

// Add adds another sum. Addition is exact, so it is associative and commutative to the bit.
func (s *Sum) Add(other Sum) {
	lo, carry := bits.Add64(s.Lo, other.Lo, 0)
	hi, _ := bits.Add64(uint64(s.Hi), uint64(other.Hi), carry)
	*s = Sum{int64(hi), lo}
}

// Sub subtracts another sum.
func (s *Sum) Sub(other Sum) {
	lo, borrow := bits.Sub64(s.Lo, other.Lo, 0)
	hi, _ := bits.Sub64(uint64(s.Hi), uint64(other.Hi), borrow)
	*s = Sum{int64(hi), lo}
}

// Float returns the sum as the nearest float64, or its neighbour.
func (s Sum) Float() float64 {
	if s.Hi < 0 {
		var neg Sum
		neg.Sub(s)
		return -(float64(uint64(neg.Hi))*0x1p64 + float64(neg.Lo)) / (1 << fraction)
	}
	return (float64(s.Hi)*0x1p64 + float64(s.Lo)) / (1 << fraction)
}
