package dmath

import "math"

// Pow returns x**y; the special cases are those of math.Pow. Whole powers are products, of others the part below one half is
// exp(y ln x): within about 4 units in the last place for |y| up to 4, and about |y| of them beyond.
func Pow(x, y float64) float64 {
	switch {
	case x == 0 || y == 0 || x == 1 || x-x != 0 || y-y != 0:
		return math.Pow(x, y) // which are 0, 1, infinite or not a number, or x itself
	case y == 1:
		return x
	case x > 0:
		return power(x, y)
	}
	switch whole, part := math.Modf(y); {
	case part != 0:
		return math.NaN()
	case math.Mod(whole, 2) != 0:
		return -power(-x, y)
	}
	return power(-x, y)
}

// power is Pow for positive x.
func power(x, y float64) float64 {
	switch {
	case x == 1:
		return 1
	case y == 0.5:
		return math.Sqrt(x)
	case y == -0.5:
		return 1 / math.Sqrt(x)
	case math.Abs(y) >= 0x1p62: // x differs from 1 by 2^-53 at least
		if (x < 1) == (y > 0) {
			return 0
		}
		return math.Inf(1)
	}
	whole, part := math.Modf(math.Abs(y))
	product := 1.0
	if part > 0.5 {
		part--
		whole++
	}
	if part != 0 {
		product = Exp(float64(part * Log(x)))
	}
	if whole == 1 && y > 0 {
		if p := product * x; 0x1p-1022 < p && p <= math.MaxFloat64 {
			return p // as below, without taking x apart
		}
	}
	m, exponent := wholePower(x, int64(whole))
	product *= m
	if y < 0 {
		product, exponent = 1/product, -exponent
	}
	return math.Ldexp(product, exponent)
}

// wholePower returns x**n = m * 2**exponent, for n of at least 0, by squaring. An exponent out of what a number can have stays there.
func wholePower(x float64, n int64) (m float64, exponent int) {
	const far = 1 << 12
	m = 1
	square, e := math.Frexp(x)
	for ; n != 0; n >>= 1 {
		if e < -far || far < e {
			return m, exponent + e
		}
		if n&1 == 1 {
			m *= square
			exponent += e
		}
		square = float64(square * square)
		e *= 2
		if square < 0.5 {
			square *= 2
			e--
		}
	}
	return m, exponent
}

// Hypot returns the root of x² + y², without overflow where the root has none, within 2 units in the last place.
func Hypot(x, y float64) float64 {
	x, y = math.Abs(x), math.Abs(y)
	most, least := max(x, y), min(x, y)
	if most == 0 || most-most != 0 || least-least != 0 {
		return math.Hypot(x, y) // which is 0, infinite or not a number
	}
	r := least / most
	return most * math.Sqrt(1+float64(r*r))
}
