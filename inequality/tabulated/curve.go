package tabulated

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/mat"

	"github.com/cogap/cogap/internal/dmath"
)

// Curve is a Lorenz curve as a formula. p and L are shares; lines and amounts are relative to the mean, so that z = 0.5 is a line at half the mean.
type Curve interface {
	Lorenz(p float64) float64 // what the poorest share p hold of the total
	Slope(p float64) float64  // L'(p): the p-quantile over the mean
	Bend(p float64) float64   // L''(p)
	Gini() float64
	// Headcount is the share of people below the line z: where the slope is z.
	Headcount(z float64) float64
	// Severity is FGT with alpha 2 below the line z: the mean of ((z-x)/z)^2 over all.
	Severity(z float64) float64
	// Check says why this is no Lorenz curve of a population with amounts >= 0, or nil.
	Check() error
}

// PovertyGap returns FGT with alpha 1 below the line z, relative to the mean, H - L(H)/z with the headcount H. Source: Datt 1998.
func PovertyGap(c Curve, z float64) float64 {
	h := c.Headcount(z)
	if h == 0 {
		return 0
	}
	return h - c.Lorenz(h)/z
}

// Watts returns the Watts index below the line z, relative to the mean: the mean of ln(z/x) over the poor, as an integral over the slope. The World
// Bank sums trapezoids of a hundredth of the headcount, and leaves out up to a twentieth of the people where the slope is not positive. NaN here if it
// is not positive from 0 on.
func Watts(c Curve, z float64) float64 {
	h := c.Headcount(z)
	if h == 0 {
		return 0
	}
	return integral(func(p float64) float64 { return dmath.Log(z / c.Slope(p)) }, 0, h)
}

// MeanLogDeviation returns Theil's L of a curve, minus the integral of ln L'(p). The World Bank sums trapezoids of a thousandth. NaN as
// [Watts].
func MeanLogDeviation(c Curve) float64 {
	return integral(func(p float64) float64 { return -dmath.Log(c.Slope(p)) }, 0, 1)
}

// Polarization returns Wolfson's index of a curve, 2 (1 - G - 2 L(1/2))/L'(1/2). Source: Wolfson 1994; as the World Bank has it at p0 = 0.5.
func Polarization(c Curve) float64 {
	return 2 * (1 - c.Gini() - 2*c.Lorenz(0.5)) / c.Slope(0.5)
}

// integral integrates over an interval at whose ends the function may go to infinity like a logarithm or a root: p runs through a
// polynomial of t that is flat at both ends.
func integral(f func(p float64) float64, from, to float64) float64 {
	return quad.Fixed(func(t float64) float64 {
		p := t * t * t * (10 + float64(t*(float64(6*t)-15)))
		slope := 30 * t * t * (1 - t) * (1 - t)
		return f(from+float64((to-from)*p)) * (to - from) * slope
	}, 0, 1, 200, quad.Legendre{}, 0)
}

// headcount finds where a slope that ascends reaches z, to the last digit.
func headcount(c Curve, z float64) float64 {
	switch {
	case !(z > 0) || z <= c.Slope(0):
		return 0
	case z >= c.Slope(1):
		return 1
	}
	lo, hi := 0.0, 1.0
	for range 100 {
		p := (lo + hi) / 2
		if c.Slope(p) < z {
			lo = p
		} else {
			hi = p
		}
	}
	return (lo + hi) / 2
}

// GeneralQuadratic is the general quadratic Lorenz curve, a part of an ellipse or hyperbola:
//
//	L (1-L) = A (p^2 - L) + B L (p-1) + C (p-L)
//	L(p) = -(B p + e + (m p^2 + n p + e^2)^(1/2))/2,   e = -(A+B+C+1),  m = B^2 - 4A,  n = 2Be - 4C
//
// Source: Villasenor and Arnold 1989; Datt 1998; as wbpip of the World Bank.
type GeneralQuadratic struct{ A, B, C float64 }

// FitGeneralQuadratic fits the curve to points by least squares of its first line, without the last point, through which it goes anyway. It returns
// an error for points of no Lorenz curve, and if there are fewer than 3 besides the last or they do not determine the curve. Use Check before you
// trust it.
func FitGeneralQuadratic(of Points) (GeneralQuadratic, error) {
	if err := of.check(fewestPoints); err != nil {
		return GeneralQuadratic{}, err
	}
	n := len(of.P) - 1
	design, rhs := mat.NewDense(n, 3, nil), mat.NewDense(n, 1, nil)
	for k := range n {
		p, l := of.P[k], of.L[k]
		design.SetRow(k, []float64{float64(p*p) - l, l * (p - 1), p - l})
		rhs.Set(k, 0, l*(1-l))
	}
	c, err := leastSquares(design, rhs)
	return GeneralQuadratic{c[0], c[1], c[2]}, err
}

// leastSquares solves for three coefficients.
func leastSquares(design, rhs *mat.Dense) ([3]float64, error) {
	var qr mat.QR
	var c mat.Dense
	const least = 1e12 // condition from which on no digits are left
	if qr.Factorize(design); !(qr.Cond() < least) {
		return [3]float64{}, errors.New("tabulated: the points do not determine the curve")
	}
	if err := qr.SolveTo(&c, false, rhs); err != nil {
		return [3]float64{}, fmt.Errorf("tabulated: %w", err)
	}
	return [3]float64{c.At(0, 0), c.At(1, 0), c.At(2, 0)}, nil
}

func (q GeneralQuadratic) e() float64 { return -(q.A + q.B + q.C + 1) }
func (q GeneralQuadratic) m() float64 { return float64(q.B*q.B) - float64(4*q.A) }
func (q GeneralQuadratic) n() float64 { return float64(2*q.B*q.e()) - float64(4*q.C) }

// root is (m p^2 + n p + e^2)^(1/2), 0 where rounding makes it negative.
func (q GeneralQuadratic) root(p float64) float64 {
	return math.Sqrt(max(float64(q.m()*p*p)+float64(q.n()*p)+float64(q.e()*q.e()), 0))
}

// Lorenz returns L(p).
func (q GeneralQuadratic) Lorenz(p float64) float64 { return -(float64(q.B*p) + q.e() + q.root(p)) / 2 }

// Slope returns L'(p) = -B/2 - (2 m p + n)/(4 root). +Inf where the root is 0.
func (q GeneralQuadratic) Slope(p float64) float64 {
	return float64(-q.B/2) - (float64(2*q.m()*p)+q.n())/(4*q.root(p))
}

// Bend returns L”(p) = (n^2 - 4 m e^2)/(8 root^3).
func (q GeneralQuadratic) Bend(p float64) float64 {
	return (float64(q.n()*q.n()) - float64(4*q.m()*q.e()*q.e())) / (8 * dmath.Pow(q.root(p), 3))
}

// Gini returns 1 - 2 times the area under the curve, in closed form where m is not near 0.
func (q GeneralQuadratic) Gini() float64 {
	e, m, n := q.e(), q.m(), q.n()
	// 1 - 2 integral of L = 1 + B/2 + e + integral of the root.
	return 1 + float64(q.B/2) + e + rootIntegral(m, n, float64(e*e), q.root)
}

// rootIntegral is the integral of (m p^2 + n p + k)^(1/2) from 0 to 1.
func rootIntegral(m, n, k float64, root func(p float64) float64) float64 {
	const flat = 1e-6 // where the closed form loses its digits
	if math.Abs(m) < flat {
		return integral(root, 0, 1)
	}
	square := float64(n*n) - float64(4*m*k)
	ends := (float64((float64(2*m)+n)*root(1)) - float64(n*root(0))) / (4 * m)
	if m > 0 {
		s := math.Sqrt(m)
		return ends - float64(square/(8*m*s)*dmath.Log(math.Abs((float64(2*m)+n+float64(2*s*root(1)))/(n+float64(2*s*root(0))))))
	}
	r := math.Sqrt(max(square, 0))
	if r == 0 {
		return ends
	}
	angle := math.Asin(clamp((2*m+n)/r)) - math.Asin(clamp(n/r))
	return ends + float64(square/(8*m*math.Sqrt(-m))*angle)
}

func clamp(v float64) float64 { return min(max(v, -1), 1) }

// Headcount returns the share of people below the line z, relative to the mean.
func (q GeneralQuadratic) Headcount(z float64) float64 { return headcount(q, z) }

// Severity returns 2 PG - H - (1/z)^2 (A H + B L(H) - r/16 ln((1 - H/s1)/(1 - H/s2))), r^2 = n^2 - 4 m e^2, s1 and s2 = (+-r - n)/(2m). Source: Datt 1998.
func (q GeneralQuadratic) Severity(z float64) float64 {
	h := q.Headcount(z)
	if h == 0 {
		return 0
	}
	return h - 2*q.Lorenz(h)/z + q.squares(h)/(z*z)
}

// squares is the integral of L'^2 from 0 to h: with u = (2mp+n), L' = -B/2 - u/(4 root).
func (q GeneralQuadratic) squares(h float64) float64 {
	e, m, n := q.e(), q.m(), q.n()
	r := math.Sqrt(max(float64(n*n)-float64(4*m*e*e), 0))
	const flat = 1e-6
	if math.Abs(m) < flat || r == 0 {
		return integral(func(p float64) float64 { return q.Slope(p) * q.Slope(p) }, 0, h)
	}
	s1, s2 := (r-n)/(2*m), -(r+n)/(2*m)
	return -(float64(q.A*h) + float64(q.B*q.Lorenz(h)) - float64(r/16*dmath.Log((1-h/s1)/(1-h/s2))))
}

// Check returns nil if the curve starts in (0, 0) without falling, bends upwards and ends in (1, 1):
//
//	e < 0,  C >= 0,  A + C >= 1,  and m < 0, or 0 <= m < n^2/(4e^2) with n >= 0 or m < -n/2
//
// else an error that names the condition. The World Bank is content with A + C >= 0.9 and m other than 0: see [GeneralQuadratic.WorldBank].
// Source: Datt 1998, section 4.
func (q GeneralQuadratic) Check() error {
	normal, _ := q.WorldBank()
	switch {
	case !(q.e() < 0):
		return fmt.Errorf("tabulated: general quadratic: e is %.4g, want below 0: the curve does not start in (0, 0)", q.e())
	case !(q.C >= 0):
		return fmt.Errorf("tabulated: general quadratic: C is %.4g, want 0 or more: the curve falls at first, so that amounts are negative", q.C)
	case !normal && q.m() != 0:
		return fmt.Errorf("tabulated: general quadratic: m is %.4g and n %.4g: the curve does not bend upwards from 0 to 1", q.m(), q.n())
	case !(q.A+q.C >= 1):
		return fmt.Errorf("tabulated: general quadratic: A + C is %.4g, want 1 or more: the curve does not end in (1, 1)", q.A+q.C)
	}
	return nil
}

// WorldBank returns what wbpip asks of a fit: normal if poverty can be computed from it, valid if inequality can.
func (q GeneralQuadratic) WorldBank() (normal, valid bool) {
	e, m, n := q.e(), q.m(), q.n()
	if e > 0 || q.C < 0 {
		return false, false
	}
	bound := n * n / (4 * e * e)
	normal = m < 0 || m > 0 && m < bound && (n >= 0 || m < -n/2)
	const least = 0.9
	return normal, normal && q.A+q.C >= least
}
