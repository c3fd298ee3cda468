package tabulated

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/mathext"

	"github.com/cogap/cogap/internal/dmath"
)

// Beta is the Beta Lorenz curve, L(p) = p - Theta p^Gamma (1-p)^Delta.
// Source: Kakwani 1980; Datt 1998; as wbpip of the World Bank.
type Beta struct{ Theta, Gamma, Delta float64 }

// FitBeta fits the curve to points by least squares of ln(p - L) = ln Theta + Gamma ln p + Delta ln(1-p), without the last point. It returns an error as
// [FitGeneralQuadratic], and for a point on the diagonal, whose logarithm there is not. Use Check before you trust it.
func FitBeta(of Points) (Beta, error) {
	if err := of.check(fewestPoints); err != nil {
		return Beta{}, err
	}
	n := len(of.P) - 1
	design, rhs := mat.NewDense(n, 3, nil), mat.NewDense(n, 1, nil)
	for k := range n {
		p, l := of.P[k], of.L[k]
		if !(p > l) {
			return Beta{}, rowError(k, "", "got (%v, %v), want a share of the total below that of people", p, l)
		}
		design.SetRow(k, []float64{1, dmath.Log(p), dmath.Log1p(-p)})
		rhs.Set(k, 0, dmath.Log(p-l))
	}
	c, err := leastSquares(design, rhs)
	return Beta{dmath.Exp(c[0]), c[1], c[2]}, err
}

// lag is p - L.
func (b Beta) lag(p float64) float64 {
	if p == 0 || p == 1 {
		return 0
	}
	return b.Theta * dmath.Pow(p, b.Gamma) * dmath.Pow(1-p, b.Delta)
}

// Lorenz returns L(p).
func (b Beta) Lorenz(p float64) float64 { return p - b.lag(p) }

// Slope returns L'(p) = 1 - (p-L) (Gamma/p - Delta/(1-p)); at the ends its limit.
func (b Beta) Slope(p float64) float64 {
	switch p {
	case 0:
		return 1 - b.end(b.Gamma)
	case 1:
		return 1 + b.end(b.Delta)
	}
	return 1 - float64(b.lag(p)*(b.Gamma/p-b.Delta/(1-p)))
}

// end is the limit of Theta power p^(power-1) at 0.
func (b Beta) end(power float64) float64 {
	switch {
	case power == 1:
		return b.Theta
	case power > 1:
		return 0
	}
	return math.Inf(1)
}

// Bend returns L”(p) = (p-L) (Gamma(1-Gamma)/p^2 + 2 Gamma Delta/(p(1-p)) + Delta(1-Delta)/(1-p)^2).
func (b Beta) Bend(p float64) float64 {
	q := 1 - p
	return b.lag(p) * (b.Gamma*(1-b.Gamma)/(p*p) + 2*b.Gamma*b.Delta/(p*q) + b.Delta*(1-b.Delta)/(q*q))
}

// Gini returns 2 Theta B(1+Gamma, 1+Delta), with the Beta function B.
func (b Beta) Gini() float64 { return 2 * b.Theta * mathext.Beta(1+b.Gamma, 1+b.Delta) }

// Headcount returns the share of people below the line z, relative to the mean. With Gamma < 1 the slope starts at minus infinity, and with it
// amounts; they count as poor.
func (b Beta) Headcount(z float64) float64 { return headcount(b, z) }

// Severity returns (1 - 1/z) (2 PG - (1 - 1/z) H) + (Theta/z)^2 [Gamma^2 B(H, 2 Gamma-1, 2 Delta+1) - 2 Gamma Delta B(H, 2 Gamma, 2 Delta) + Delta^2 B(H, 2 Gamma+1, 2 Delta-1)] with
// the incomplete Beta function B. NaN if Gamma or Delta is 1/2 or less. Source: Datt 1998.
func (b Beta) Severity(z float64) float64 {
	h := b.Headcount(z)
	if h == 0 {
		return 0
	}
	if b.Gamma <= 0.5 || b.Delta <= 0.5 {
		return math.NaN()
	}
	gap := h - b.Lorenz(h)/z
	u := 1 - 1/z
	g, d := b.Gamma, b.Delta
	bracket := float64(g*g*incomplete(h, float64(2*g)-1, float64(2*d)+1)) - float64(2*g*d*incomplete(h, 2*g, 2*d)) + float64(d*d*incomplete(h, float64(2*g)+1, float64(2*d)-1))
	return float64(u*(float64(2*gap)-float64(u*h))) + float64(b.Theta*b.Theta/(z*z)*bracket)
}

// incomplete is the incomplete Beta function, not over the whole.
func incomplete(x, a, b float64) float64 { return mathext.RegIncBeta(a, b, x) * mathext.Beta(a, b) }

// Check returns nil if the curve has a slope of 0 or more and bends upwards between the thousandths of p, else an error that says where not. The World
// Bank looks at p = 0.001, 0.051, ... only: see [Beta.WorldBank].
func (b Beta) Check() error { return b.check(0.001, 0.999) }

// WorldBank returns whether wbpip calls the fit valid, which decides if inequality is computed from it.
func (b Beta) WorldBank() (valid bool) { return b.check(0.05, 0.1) == nil }

// check looks at 0.001, 0.001 + step, ...: at the slope up to flat.
func (b Beta) check(step, flat float64) error {
	for k := 0; ; k++ {
		p := 0.001 + float64(float64(k)*step)
		switch {
		case p > 0.9995:
			return nil
		case p <= flat && !(b.Slope(p) >= 0):
			return fmt.Errorf("tabulated: Beta: the curve falls at p = %.3f, so that amounts are negative", p)
		case !(b.Bend(p) >= 0):
			return fmt.Errorf("tabulated: Beta: the curve does not bend upwards at p = %.3f", p)
		}
	}
}
