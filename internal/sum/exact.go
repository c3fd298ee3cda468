package sum

import (
	"math"
	"math/big"
	"math/bits"
)

// Exact adds float64 numbers without any rounding, so its result depends on neither order nor split. The zero value is 0.
//
// It is one long fixed-point integer from 2^-1074 to beyond 2^1024, in digits of 32 bits that each sit in an int64: additions
// touch three digits and leave carries for later, which 2^30 additions cannot overflow.
// Source: Kulisch (2013), Computer Arithmetic and Validity, chapter 8, "long accumulator".
type Exact struct {
	digits [sumDigits]int64
	adds   uint32 // additions since carries were last moved up
}

const (
	sumDigits = 72 // 72*32 bits from 2^-1074: up to 2^1230
	digitBits = 32
	digitMask = 1<<digitBits - 1
)

// Add adds a finite x.
func (s *Exact) Add(x float64) {
	b := math.Float64bits(x) &^ (1 << 63)
	m := b & (1<<52 - 1)
	if b > m { // not subnormal
		m |= 1 << 52
	}
	s.AddMantissa(m, max(int(b>>52), 1)-1075, math.Signbit(x))
}

// AddProduct adds the exact product x*y, which must not overflow. A part of it below 2^-1074 is rounded.
func (s *Exact) AddProduct(x, y float64) {
	p := x * y
	s.Add(p)
	s.Add(math.FMA(x, y, -p))
}

// AddMantissa adds m * 2^exp, or subtracts it.
func (s *Exact) AddMantissa(m uint64, exp int, negative bool) {
	if s.adds >= 1<<30 {
		s.carry()
	}
	s.adds++
	at, offset := uint(exp+1074)/digitBits, uint(exp+1074)%digitBits
	d := s.digits[at : at+3 : at+3]
	low, high := m<<offset, m>>(64-offset) // a shift by 64 gives 0
	if negative {
		d[0] -= int64(low & digitMask)
		d[1] -= int64(low >> digitBits)
		d[2] -= int64(high)
		return
	}
	d[0] += int64(low & digitMask)
	d[1] += int64(low >> digitBits)
	d[2] += int64(high)
}

// Merge adds what other holds.
func (s *Exact) Merge(other *Exact) {
	s.carry()
	o := *other
	o.carry()
	for i, d := range o.digits {
		s.digits[i] += d
	}
	s.carry()
}

// carry moves carries up, leaving every digit but the last in 0 to 2^32-1. That form is unique.
func (s *Exact) carry() {
	var c int64
	for i := range s.digits[:sumDigits-1] {
		d := s.digits[i] + c
		s.digits[i] = d & digitMask
		c = d >> digitBits
	}
	s.digits[sumDigits-1] += c
	s.adds = 0
}

// magnitude returns the sum's absolute value, with carries moved up, and whether the sum is negative.
func (s *Exact) magnitude() (t Exact, negative bool) {
	t = *s
	t.carry()
	if t.digits[sumDigits-1] >= 0 {
		return t, false
	}
	for i := range t.digits {
		t.digits[i] = -t.digits[i]
	}
	t.carry()
	return t, true
}

// float returns the sum as m * 2^exp with m correctly rounded and 2^63 <= |m| <= 2^64, or 0.
func (s *Exact) float() (m float64, exp int) {
	t, negative := s.magnitude()
	sign := 1.0
	if negative {
		sign = -1
	}
	top := sumDigits - 1
	for top >= 0 && t.digits[top] == 0 {
		top--
	}
	if top < 0 {
		return 0, 0
	}
	digit := func(i int) uint64 {
		if i < 0 {
			return 0
		}
		return uint64(t.digits[i])
	}
	hi, lo := digit(top), digit(top-1)<<digitBits|digit(top-2)
	z := uint(bits.LeadingZeros64(hi))
	head, rest := hi<<z|lo>>(64-z), lo<<z
	for i := top - 3; i >= 0 && rest == 0; i-- {
		rest |= digit(i)
	}
	if rest != 0 {
		head |= 1 // the eleven lowest bits are rounded away: one of them stands for all below
	}
	return sign * float64(head), digitBits*(top-2) - 1074 + 64 - int(z)
}

// Value returns the sum rounded to the nearest float64, infinite if beyond 1.8e308.
func (s *Exact) Value() float64 { return math.Ldexp(s.float()) }

// Over returns the sum divided by d; the sum itself may be beyond the range of float64.
func (s *Exact) Over(d float64) float64 {
	m, exp := s.float()
	return math.Ldexp(m/d, exp)
}

// Big returns the sum without rounding.
func (s *Exact) Big() *big.Float {
	t := *s
	t.carry()
	sum := new(big.Int)
	for i := sumDigits - 1; i >= 0; i-- {
		sum.Lsh(sum, digitBits)
		sum.Add(sum, big.NewInt(t.digits[i]))
	}
	f := new(big.Float).SetPrec(BigBits).SetInt(sum)
	return f.SetMantExp(f, -1074)
}

// BigBits is a precision of package big that holds an Exact and the product of two, so that their differences are exact.
const BigBits = 2 * sumDigits * digitBits

// Digits returns the sum as an integer in units of 2^-1074: its sign, and its digits of 32 bits, the lowest first, with as
// many zeros before them. Equal sums have equal digits.
func (s *Exact) Digits() (negative bool, zeros int, digits []uint32) {
	t, negative := s.magnitude()
	end := sumDigits
	for end > 0 && t.digits[end-1] == 0 {
		end--
	}
	for zeros < end && t.digits[zeros] == 0 {
		zeros++
	}
	for _, d := range t.digits[zeros:end] {
		digits = append(digits, uint32(d))
	}
	return negative, zeros, digits
}

// MaxDigits is the largest number of digits that SetDigits takes, zeros before them included.
const MaxDigits = sumDigits - 2

// SetDigits makes s the sum of which Digits returned these. It panics if there are more than MaxDigits.
func (s *Exact) SetDigits(negative bool, zeros int, digits []uint32) {
	if zeros < 0 || zeros+len(digits) > MaxDigits {
		panic("sum: too many digits")
	}
	*s = Exact{}
	for i, d := range digits {
		s.digits[zeros+i] = int64(d)
		if negative {
			s.digits[zeros+i] = -int64(d)
		}
	}
	s.carry()
}
