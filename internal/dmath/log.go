package dmath

import "math"

// Log returns the natural logarithm of x, within 1 unit in the last place. It is -Inf at 0 and not a number below.
func Log(x float64) float64 {
	switch {
	case x != x || x > math.MaxFloat64:
		return x
	case x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	}
	f, exponent := parts(x)
	if f < math.Sqrt2/2 {
		f *= 2
		exponent--
	}
	f--
	k := float64(exponent)
	half, rest := logReduced(f)
	return float64(k*ln2Hi) - ((half - (rest + float64(k*ln2Lo))) - f)
}

// parts is math.Frexp of a positive finite number, without calls where it is normal.
func parts(x float64) (f float64, exponent int) {
	if x < 0x1p-1022 {
		return math.Frexp(x)
	}
	bits := math.Float64bits(x)
	return math.Float64frombits(bits&(1<<52-1) | 1022<<52), int(bits>>52) - 1022
}

// logReduced returns two terms of ln(1 + f) = f - (half - rest), for f from sqrt(1/2) - 1 to sqrt(2) - 1: half of the square of f, and
// what the series of odd powers of f/(2 + f) adds to it.
func logReduced(f float64) (half, rest float64) {
	const (
		l1 = 6.666666666666735130e-01
		l2 = 3.999999999940941908e-01
		l3 = 2.857142874366239149e-01
		l4 = 2.222219843214978396e-01
		l5 = 1.818357216161805012e-01
		l6 = 1.531383769920937332e-01
		l7 = 1.479819860511658591e-01
	)
	s := f / (2 + f)
	s2 := s * s
	s4 := s2 * s2
	odd := float64(s2 * (l1 + float64(s4*(l3+float64(s4*(l5+float64(s4*l7)))))))
	even := float64(s4 * (l2 + float64(s4*(l4+float64(s4*l6)))))
	half = float64(0.5 * f * f)
	return half, float64(s * (half + (odd + even)))
}

// Log1p returns ln(1 + x), within 2 units in the last place, also where x is near 0.
func Log1p(x float64) float64 {
	switch {
	case math.Abs(x) < 0x1p-54:
		return x // with its sign, and what is below the normal numbers
	case math.Sqrt2/2-1 < x && x < math.Sqrt2-1:
		half, rest := logReduced(x)
		return x - (half - rest)
	}
	u := 1 + x
	if !(x > -1 && u <= math.MaxFloat64) {
		return Log(u)
	}
	lost := x - (u - 1) // by the rounding of u
	if u > 0x1p53 {
		lost = 0
	}
	return Log(u) + lost/u
}
