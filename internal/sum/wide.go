package sum

import (
	"math"
	"math/big"
	"math/bits"
)

// wideFraction is the number of binary places behind the point of a Wide.
const wideFraction = 128

// Wide is a Fixed for numbers of any size that float32 columns hold, and for their squares: a 256-bit two's complement
// integer in units of 2^-128. The zero value is 0. Sums of the same terms, in whatever order and split, are equal by ==.
//
// It has overflowed if the absolute values of its terms add up to 2^126 = 8.5e37 or more, or if a term was not finite. Then
// what is computed from it is NaN, whatever is added. A sum that has not overflowed is exact.
type Wide struct {
	words [4]uint64 // the lowest first
	size  uint64    // of the absolute values of all terms, each rounded up to units of 2^64; it stays at full
}

// Add adds v times weight, v rounded to the nearest multiple of 2^-128. It panics if weight is negative.
func (s *Wide) Add(v float64, weight int64) {
	if weight < 0 {
		panic("sum: negative weight")
	}
	if v != 0 {
		term := wideOf(v, weight)
		s.merge(&term)
	}
}

// AddCompensated adds another sum, weight times.
func (s *Wide) AddCompensated(other Compensated, weight int64) {
	s.Add(other.high, weight)
	s.Add(other.low, weight)
}

// wideOf returns v times weight.
func wideOf(v float64, weight int64) Wide {
	if !(math.Abs(v)*max(float64(weight), 1) < 0x1p126) {
		return Wide{size: full}
	}
	frac, exponent := math.Frexp(math.Abs(v))
	mantissa := uint64(frac * (1 << 53)) // |v| = mantissa * 2^(exponent-53)
	shift := exponent - 53 + wideFraction
	if shift < 0 {
		if shift < -54 {
			return Wide{}
		}
		mantissa, shift = (mantissa+1<<(-shift-1))>>-shift, 0
	}
	hi, lo := bits.Mul64(mantissa, uint64(weight))
	term := Wide{words: placed(hi, lo, uint(shift))}
	if hi|lo != 0 {
		term.size = min(term.words[3]+1, full)
	}
	if v < 0 {
		term = term.negated()
	}
	return term
}

// placed returns a 128-bit integer shifted to the left; the result fits.
func placed(hi, lo uint64, shift uint) (words [4]uint64) {
	at, offset := shift/64, shift%64
	for i, w := range [3]uint64{lo << offset, hi<<offset | lo>>(64-offset), hi >> (64 - offset)} {
		if int(at)+i < len(words) {
			words[int(at)+i] = w
		}
	}
	return words
}

func (s Wide) negated() Wide {
	carry := uint64(1)
	for i, w := range s.words {
		s.words[i], carry = bits.Add64(^w, 0, carry)
	}
	return s
}

// Merge adds another sum. Addition is exact, so it is associative and commutative to the bit.
func (s *Wide) Merge(other Wide) { s.merge(&other) }

func (s *Wide) merge(other *Wide) {
	var carry uint64
	for i, w := range &other.words {
		s.words[i], carry = bits.Add64(s.words[i], w, carry)
	}
	s.size = min(s.size+other.size, full)
}

// Overflowed reports whether a term was not finite, or the absolute values of all terms add up to 2^126 or more.
func (s Wide) Overflowed() bool { return s.size >= full }

// exact returns the sum in units of 2^-128.
func (s Wide) exact() *big.Int {
	negative := s.words[3]>>63 != 0
	if negative {
		s = s.negated()
	}
	sum := new(big.Int)
	for i := len(s.words) - 1; i >= 0; i-- {
		sum.Lsh(sum, 64).Or(sum, new(big.Int).SetUint64(s.words[i]))
	}
	if negative {
		sum.Neg(sum)
	}
	return sum
}

// Float returns the sum as the nearest float64; NaN if it has overflowed.
func (s Wide) Float() float64 { return s.Over(1) }

// Over returns the sum divided by n, as the nearest float64; NaN if n is 0 or the sum has overflowed.
func (s Wide) Over(n int64) float64 {
	if n == 0 || s.Overflowed() {
		return math.NaN()
	}
	return nearest(s.exact(), new(big.Int).Lsh(big.NewInt(n), wideFraction))
}

// OverSum returns the sum divided by another one, as the nearest float64; NaN if that is 0, or if one has overflowed.
func (s Wide) OverSum(other Wide) float64 {
	if other.words == [4]uint64{} || s.Overflowed() || other.Overflowed() {
		return math.NaN()
	}
	return nearest(s.exact(), other.exact())
}

// Variance returns the variance of n numbers, from their sum and that of their squares: nothing cancels, since the
// difference is of integers. NaN if n is 0, or if one has overflowed.
func Variance(sum, squares Wide, n int64) float64 {
	if n == 0 || sum.Overflowed() || squares.Overflowed() {
		return math.NaN()
	}
	s, all := sum.exact(), big.NewInt(n)
	top := squares.exact()
	top.Mul(top, all).Lsh(top, wideFraction)
	top.Sub(top, new(big.Int).Mul(s, s))
	return nearest(top, all.Mul(all, all).Lsh(all, 2*wideFraction))
}

func nearest(top, bottom *big.Int) float64 {
	x, _ := new(big.Rat).SetFrac(top, bottom).Float64()
	return x
}
