package population

import (
	"math"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// IncomeAt returns the income [u/month] that the share p of the stratum's people, 0 < p < 1, earns at most.
//
// With z the standard normal quantile of p, and z_k, y_k those of the known points (k = 0..K):
//
//	between points  ln y is linear in z
//	below z_0       the line of the first interval goes on
//	above z_K       y = y_K * ((1-p_K)/(1-p))^(1/tailAlpha), a Pareto tail
//	everywhere      y >= floor
//
// A point that is censored in the source ("at least 208,000 a year") is not known, so the tail starts at the last one
// that is. A stratum with a single point has no first interval: below it the line has the slope that the tail starts with.
//
// This float64 form is the definition; Synthesizer.Fill computes it in float32. NaN for p outside (0, 1).
func (s *Stratum) IncomeAt(p, tailAlpha, floor float64) float64 {
	if !(p > 0 && p < 1) {
		return math.NaN()
	}
	return newIncomeCurve(s.Income, tailAlpha, floor).at(mathext.NormalQuantile(p), 1-p)
}

// incomeCurve is a stratum's log income as a function of the normal score z: lines between knots, then the tail.
type incomeCurve struct {
	lines []line // by increasing z
	tail  float64
	p     float64 // p_K: the tail starts above it
	alpha float64
	floor float64 // [u/month]
}

// line is ln y = a + b*z, up to the normal score of the share p.
type line struct{ p, a, b float64 }

func newIncomeCurve(known []Quantile, alpha, floor float64) incomeCurve {
	last := known[len(known)-1]
	c := incomeCurve{
		// ln y = tail - ln(1-p)/alpha, and ln y_K at p_K
		tail: math.Log(last.Value) + math.Log1p(-last.P)/alpha,
		p:    last.P, alpha: alpha, floor: floor,
	}
	if len(known) == 1 {
		z := mathext.NormalQuantile(last.P)
		slope := distuv.UnitNormal.Prob(z) / (1 - last.P) / alpha // d ln y / dz of the tail at z
		c.lines = []line{{last.P, math.Log(last.Value) - slope*z, slope}}
	}
	for k, hi := range known[1:] {
		lo := known[k]
		z0, z1 := mathext.NormalQuantile(lo.P), mathext.NormalQuantile(hi.P)
		b := (math.Log(hi.Value) - math.Log(lo.Value)) / (z1 - z0)
		c.lines = append(c.lines, line{hi.P, math.Log(lo.Value) - b*z0, b})
	}
	return c
}

// IncomeQuantile returns the income [u/month] below which a share of all people, 0 < share < 1, is before the first month: of
// the distribution that people are drawn from, so that of those who are drawn it is about that share. It is rounded to a
// hundredth, and so the same on every machine. Where more than that share of people is at the floor, it is the floor, and
// nobody is below it. It takes some microseconds a stratum.
func (s *Spec) IncomeQuantile(strata []Stratum, share float64) float64 {
	people, curves := 0.0, make([]incomeCurve, len(strata))
	for g := range strata {
		people += float64(strata[g].People)
		curves[g] = newIncomeCurve(s.disposable(strata[g].Income), s.IncomeTailAlpha, s.IncomeFloor)
	}
	const lowest, highest, halvings = -50, 50, 60 // of ln income; the last interval is 1e-16 wide
	low, high := float64(lowest), float64(highest)
	for range halvings {
		middle := (low + high) / 2
		below := 0.0
		for g := range curves {
			below += float64(float64(strata[g].People) * curves[g].below(middle))
		}
		if below < share*people {
			low = middle
		} else {
			high = middle
		}
	}
	const unit = 0.01
	return max(s.IncomeFloor, math.Round(math.Exp(high)/unit)*unit)
}

// below returns the share of people whose log income, without the floor, is at most logIncome.
func (c incomeCurve) below(logIncome float64) float64 {
	if above := math.Exp((c.tail - logIncome) * c.alpha); above < 1-c.p {
		return 1 - above
	}
	for k := len(c.lines) - 1; ; k-- {
		l, start := c.lines[k], math.Inf(-1)
		if k > 0 {
			start = mathext.NormalQuantile(c.lines[k-1].p)
		}
		switch z := (logIncome - l.a) / l.b; {
		case l.b == 0 && logIncome >= l.a:
			return l.p
		case l.b > 0 && z > start:
			return min(l.p, distuv.UnitNormal.CDF(z))
		case k == 0:
			return 0
		}
	}
}

// at returns the income at normal score z, where the share above earns more. Both are arguments because in the far
// tail neither can be had from the other without losing digits.
func (c incomeCurve) at(z, above float64) float64 {
	if 1-above > c.p {
		return max(c.floor, math.Exp(c.tail-math.Log(above)/c.alpha))
	}
	k := 0
	for k < len(c.lines)-1 && 1-above > c.lines[k].p {
		k++
	}
	return max(c.floor, math.Exp(c.lines[k].a+c.lines[k].b*z))
}
