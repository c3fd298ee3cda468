// Package fmath holds the float32 elementary functions of the hot loops.
//
// They use only +, -, ×, comparisons and bit moves, and every product is rounded before it is added
// (float32(a*b) + c), so no compiler may fuse the two: the same argument gives the same bits on every
// machine and in every kernel. The standard library's Exp and Log promise neither.
package fmath

import "math"

//go:generate env GOWORK=off go run -modfile=../../go.tools.mod ../../agent/generate.go -fmath -out columns_amd64.s

const (
	ln2Hi = 0.693359375    // ln 2 in two parts: the first has few bits, so n*ln2Hi is exact
	ln2Lo = -2.12194440e-4 // ln 2 - ln2Hi
	log2e = 1.44269504088896341
	round = 12582912 // 1.5 * 2^23: adding and subtracting it rounds a float32 to an integer
)

// Log returns the natural logarithm of x, for normal positive x. It is within 1.2e-7 relative or 6e-8 absolute of
// the true value, whichever is larger. Zero, negative, subnormal and non-finite x are not served.
//
// x = m * 2^e with m in [sqrt(1/2), sqrt(2)); ln m by a polynomial in m-1 (coefficients: Cephes, logf).
func Log(x float32) float32 {
	bits := math.Float32bits(x)
	// subtracting the bits of sqrt(1/2) makes the exponent field roll over at sqrt(2), without a branch
	shifted := bits - 0x3f3504f3
	e := float32(int32(shifted) >> 23)
	m := math.Float32frombits(shifted&0x007fffff+0x3f3504f3) - 1
	z := float32(m * m)
	p := float32(7.0376836292e-2)
	p = float32(p*m) - 1.1514610310e-1
	p = float32(p*m) + 1.1676998740e-1
	p = float32(p*m) - 1.2420140846e-1
	p = float32(p*m) + 1.4249322787e-1
	p = float32(p*m) - 1.6668057665e-1
	p = float32(p*m) + 2.0000714765e-1
	p = float32(p*m) - 2.4999993993e-1
	p = float32(p*m) + 3.3333331174e-1
	y := float32(float32(p*m) * z)
	y += float32(e * ln2Lo)
	y -= float32(z * 0.5)
	return float32(m+y) + float32(e*ln2Hi)
}

// Exponential returns the unit exponential deviate of 32 random bits, -ln u with u = (n + 1/2)/2^23 and n their upper 23. It is 2^-25 to
// 16.7.
func Exponential(bits uint32) float32 {
	return max(0x1p-25, -Log(float32(float32(bits>>9)*0x1p-23)+0x1p-24))
}

// the polynomial of Exp
const (
	exp0 = 1.9875691500e-4
	exp1 = 1.3981999507e-3
	exp2 = 8.3334519073e-3
	exp3 = 4.1665795894e-2
	exp4 = 1.6666665459e-1
	exp5 = 5.0000001201e-1
)

// Exp returns e**x for x in [-87, 88], within 1.3e-7 relative. Outside that range the result is of no use.
//
// x = n ln 2 + r with abs(r) <= ln(2)/2; e**r by a polynomial (coefficients: Cephes, expf).
func Exp(x float32) float32 {
	n := float32(x*log2e) + round
	n -= round
	r := x - float32(n*ln2Hi)
	r -= float32(n * ln2Lo)
	z := float32(r * r)
	p := float32(exp0)
	p = float32(p*r) + exp1
	p = float32(p*r) + exp2
	p = float32(p*r) + exp3
	p = float32(p*r) + exp4
	p = float32(p*r) + exp5
	y := float32(float32(p*z)+r) + 1
	return float32(y * math.Float32frombits(uint32(int32(n)+127)<<23))
}

// ExpAll replaces each x by Exp(x), to the bit. Where there are no vectors it is the body of Exp in a loop, which Go would not inline: a third faster.
func ExpAll(x []float32) {
	x = x[expWide(x):]
	for i, x0 := range x {
		n := float32(x0*log2e) + round
		n -= round
		r := x0 - float32(n*ln2Hi)
		r -= float32(n * ln2Lo)
		z := float32(r * r)
		p := float32(exp0)
		p = float32(p*r) + exp1
		p = float32(p*r) + exp2
		p = float32(p*r) + exp3
		p = float32(p*r) + exp4
		p = float32(p*r) + exp5
		y := float32(float32(p*z)+r) + 1
		x[i] = float32(y * math.Float32frombits(uint32(int32(n)+127)<<23))
	}
}

// LogAll replaces each x by Log(x), to the bit.
func LogAll(x []float32) {
	x = x[logWide(x):]
	for i := range x {
		x[i] = Log(x[i])
	}
}

// ExponentialAll writes Exponential of each word to dst, which must be as long.
func ExponentialAll(dst []float32, words []uint32) {
	dst = dst[:len(words)]
	for i := exponentialWide(dst, words); i < len(words); i++ {
		dst[i] = Exponential(words[i])
	}
}

// Normal returns the standard normal deviate of 32 random bits, by inverting the distribution function.
//
// The upper 24 bits n, read as a signed integer, give x = (2n+1)/2^24 in (-1, 1) and the deviate sqrt(2)*erfinv(x),
// so the lattice is symmetric, no infinity can occur and the largest deviate is 5.42. Its error is at most 3e-6
// relative.
//
// With t = 1-x^2, erfinv(x)/x is a quotient of two polynomials in t, all of whose terms are positive, unless t is small.
// There it is a polynomial in the root of -ln t. (Giles (2012), Approximating the erfinv function, takes the logarithm
// everywhere, for twice the time.) The coefficients are our own minimax fits.
func Normal(bits uint32) float32 {
	x := latticeOfNormal(bits)
	t := float32((1 - x) * (1 + x))
	if t < TailOfNormal {
		return normalTail(x, t)
	}
	return normalCentre(x, t)
}

// TailOfNormal is the t below which Normal takes its second form: 1.5% of all.
const TailOfNormal = 0.03

func latticeOfNormal(bits uint32) float32 { return float32(float32(int32(bits)>>8)*0x1p-23) + 0x1p-24 }

// The coefficients of the first form, x*p(t)/q(t); q0 is 1.
const (
	p0, p1, p2, p3, p4 = 3.31066626, 277.336829, 2837.8358, 4466.93443, 599.075989
	q1, q2, q3, q4     = 110.889787, 1524.77666, 3671.5825, 1222.02322
)

func normalCentre(x, t float32) float32 {
	p := float32(p4*t) + p3
	q := float32(q4*t) + q3
	p = float32(p*t) + p2
	q = float32(q*t) + q2
	p = float32(p*t) + p1
	q = float32(q*t) + q1
	p = float32(p*t) + p0
	q = float32(q*t) + 1
	return float32(x*p) / q
}

func normalTail(x, t float32) float32 {
	// correctly rounded: a float32 root through float64 is exact to the bit
	v := float32(math.Sqrt(float64(-Log(t)))) - 3
	p := float32(0.000625766326*v) + 0.00106194072
	p = float32(p*v) - 0.00599285177
	p = float32(p*v) + 0.00879677559
	p = float32(p*v) - 0.0103869186
	p = float32(p*v) + 0.0131862799
	p = float32(p*v) + 1.41653145
	p = float32(p*v) + 4.00644005
	return float32(p * x)
}
