// Package dmath holds the float64 elementary functions whose results get into simulated numbers.
//
// Those of package math are other code on each machine: assembly on amd64 (with fused multiply-adds where the processor has
// them), on arm64 and s390x, and elsewhere Go that may be compiled to fused multiply-adds. Their results differ in the last bit,
// and so would a run's. The functions here use only +, -, ×, ÷, square roots and moves of bits, every product is rounded before
// something is added to it (float64(a*b) + c), and so they give the same bits on every machine.
//
// The methods are those of FreeBSD's msun as package math documents them; special values are those of package math.
package dmath

import "math"

// ln 2 in two parts: the product of the first with an exponent is exact.
const (
	ln2Hi = 6.93147180369123816490e-01
	ln2Lo = 1.90821492927058770002e-10
)

// Exp returns e**x, within 1 unit in the last place. It is 0 below -745.2 and +Inf above 709.8.
func Exp(x float64) float64 {
	switch {
	case x != x:
		return x
	case x > 7.09782712893383973096e+02:
		return math.Inf(1)
	case x < -7.45133219101941108420e+02:
		return 0
	}
	k := math.RoundToEven(float64(x * math.Log2E))
	hi, lo := x-float64(k*ln2Hi), float64(k*ln2Lo)
	return scale(expReduced(hi, lo), int(k))
}

// expReduced returns e**(hi - lo) for |hi - lo| up to ln(2)/2 by a rational function.
func expReduced(hi, lo float64) float64 {
	const (
		p1 = 1.66666666666666657415e-01
		p2 = -2.77777777770155933842e-03
		p3 = 6.61375632143793436117e-05
		p4 = -1.65339022054652515390e-06
		p5 = 4.13813679705723846039e-08
	)
	r := hi - lo
	t := r * r
	c := r - float64(t*(p1+float64(t*(p2+float64(t*(p3+float64(t*(p4+float64(t*p5)))))))))
	return 1 - ((lo - float64(r*c)/(2-c)) - hi)
}

// scale returns x * 2**k, for x in [1/2, 2).
func scale(x float64, k int) float64 {
	if -1021 < k && k < 1023 {
		return x * math.Float64frombits(uint64(1023+k)<<52)
	}
	return math.Ldexp(x, k)
}

// polynomial returns the value at x of a polynomial, the highest coefficient first, by Horner's rule.
func polynomial(x float64, coefficients ...float64) float64 {
	sum := 0.0
	for _, c := range coefficients {
		sum = float64(sum*x) + c
	}
	return sum
}

// Expm1 returns e**x - 1, within 4 units in the last place, also where x is near 0.
func Expm1(x float64) float64 {
	if !(math.Abs(x) < math.Ln2/2) {
		return Exp(x) - 1
	}
	const (
		q1 = -3.33333333333331316428e-02
		q2 = 1.58730158725481460165e-03
		q3 = -7.93650757867487942473e-05
		q4 = 4.00821782732936239552e-06
		q5 = -2.01099218183624371326e-07
	)
	if math.Abs(x) < 0x1p-54 {
		return x // with its sign, and what is below the normal numbers
	}
	half := float64(0.5 * x)
	h := float64(x * half)
	r := 1 + float64(h*(q1+float64(h*(q2+float64(h*(q3+float64(h*(q4+float64(h*q5)))))))))
	t := 3 - float64(r*half)
	e := h * ((r - t) / (6 - float64(x*t)))
	return x - (float64(x*e) - h)
}
