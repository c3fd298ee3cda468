package inequality

import (
	"math"

	"github.com/cogap/cogap/inequality/internal/entropy"
)

// TheilT returns the Theil index T, sum f r ln r with r = x/mu, which is GE(1): 0 when all
// are equal, at most ln n. No unit. Zeros count as 0 ln 0 = 0; NaN with negative values or a
// mean that is not positive. Cost O(n). Source: Theil 1967.
func (d *Distribution) TheilT() float64 { return d.ge(1) }

// TheilL returns the mean log deviation, sum f ln(mu/x), which is GE(0) and also called
// Theil's L. No unit; +Inf if a value is 0; NaN with negative values or a mean that is not
// positive. Cost O(n). Source: Theil 1967.
func (d *Distribution) TheilL() float64 { return d.ge(0) }

// GE returns the generalised entropy index
//
//	GE(alpha) = [sum f (x/mu)^alpha - 1] / (alpha (alpha-1))
//
// with the limits sum f ln(mu/x) at alpha = 0 and sum f r ln r at 1. The smaller alpha, the
// more the bottom counts; GE(2) is half the squared [Distribution.CV]. No unit, not bounded.
//
// Zeros give +Inf for alpha <= 0. NaN if the mean is not positive and, except at alpha = 2,
// with negative values. It returns an error if alpha is not finite. Cost O(n).
// Source: Shorrocks 1980, 1984; Cowell 2011.
func (d *Distribution) GE(alpha float64) (float64, error) {
	if err := checkRange("alpha", alpha, math.Inf(-1), math.Inf(1)); err != nil {
		return math.NaN(), err
	}
	return d.ge(alpha), nil
}

// Every term of ge is >= 0, so nothing cancels between people however equal they are.
func (d *Distribution) ge(alpha float64) float64 {
	switch {
	case !d.relative() || (d.x[0] < 0 && alpha != 2):
		return math.NaN()
	case d.x[0] == 0 && alpha <= 0:
		return math.Inf(1)
	}
	return d.average(func(i int) float64 { return d.entropyTerm(i, alpha) })
}

// entropyTerm is (r^a - 1 - a dev)/(a(a-1)), or its limit, for r = 1 + dev = x_i/mu.
// The three branches agree; each is taken where it keeps the digits.
func (d *Distribution) entropyTerm(i int, a float64) float64 {
	dev := d.dev(i)
	if a == 2 {
		return float64(dev*dev) / 2
	}
	if math.Abs(dev) < 0.1 && math.Abs(a*dev) < 0.5 {
		return entropy.Series(dev, a)
	}
	if d.x[i] == 0 {
		return 1 / a // dev = -1; only asked for a > 0
	}
	log := d.logRatio(i)
	if math.Abs(a) < math.Abs(a-1) {
		return (powerLess1(log, a) - dev) / (a - 1)
	}
	return (float64(d.ratioTo(i)*powerLess1(log, a-1)) - dev) / a
}

// powerLess1 is (r^a - 1)/a for log = ln r, continuous in a: ln r at a = 0.
func powerLess1(log, a float64) float64 {
	if math.Abs(a*log) < 0x1p-60 {
		return log
	}
	return math.Expm1(a*log) / a
}

// ratioTo is x_i/mu.
func (d *Distribution) ratioTo(i int) float64 { return d.scaled(i) / d.mu() }

// logRatio is ln(x_i/mu), -Inf for 0. Near the mean the deviation has the digits; far below
// it, and where the ratio is not a normal number, the logarithms have.
func (d *Distribution) logRatio(i int) float64 {
	if dev := d.dev(i); math.Abs(dev) < 0.5 {
		return math.Log1p(dev)
	}
	if r := d.ratioTo(i); r > 0x1p-1000 {
		return math.Log(r)
	}
	return entropy.Log(d.x[i]) - (entropy.Log(d.mu()) - entropy.Log(d.scale))
}

// Atkinson returns the Atkinson index with inequality aversion epsilon >= 0: the share of the
// total that could be given up if the rest were shared equally, for the same welfare.
//
//	A(eps) = 1 - (sum f r^(1-eps))^(1/(1-eps)),   A(1) = 1 - exp(sum f ln r),   r = x/mu
//
// No unit, 0 to 1. A value of 0 gives 1 for epsilon >= 1. NaN with negative values or a mean
// that is not positive. It returns an error if epsilon is negative or not finite. Cost O(n).
// Source: Atkinson 1970.
func (d *Distribution) Atkinson(epsilon float64) (float64, error) {
	if err := checkRange("epsilon", epsilon, 0, math.Inf(1)); err != nil {
		return math.NaN(), err
	}
	return d.atkinson(epsilon), nil
}

func (d *Distribution) atkinson(epsilon float64) float64 {
	return 0 - math.Expm1(d.logEDE(epsilon))
}

// EDE returns the equally distributed equivalent, mean (1 - Atkinson(epsilon)): the amount
// which, if everyone had it, would give the same welfare. In the unit of x; edge cases and
// errors as [Distribution.Atkinson].
func (d *Distribution) EDE(epsilon float64) (float64, error) {
	if err := checkRange("epsilon", epsilon, 0, math.Inf(1)); err != nil {
		return math.NaN(), err
	}
	return d.mu() * math.Exp(d.logEDE(epsilon)) / d.scale, nil
}

// logEDE is ln(1 - A): from the entropy while that is small, which keeps the digits of a tiny
// A, and from the power mean itself otherwise.
func (d *Distribution) logEDE(epsilon float64) float64 {
	a := 1 - epsilon
	entropy := d.ge(a)
	switch {
	case math.IsNaN(entropy) || d.x[0] < 0:
		return math.NaN()
	case a == 0:
		return -entropy
	case a < 0 && d.x[0] == 0:
		return math.Inf(-1)
	}
	if excess := a * (a - 1) * entropy; math.Abs(excess) < 0.5 {
		return math.Log1p(excess) / a
	}
	return d.logPowerMean(a)
}

// logPowerMean is ln(sum f r^a)/a, with the largest term taken out so that nothing overflows.
func (d *Distribution) logPowerMean(a float64) float64 {
	top := a * d.logRatio(len(d.x)-1)
	if a < 0 {
		top = a * d.logRatio(0)
	}
	mean := d.average(func(i int) float64 { return math.Exp(float64(a*d.logRatio(i)) - top) })
	return (top + entropy.Log(mean)) / a
}

// Kolm returns the Kolm index with inequality aversion alpha >= 0, in 1/unit of x:
//
//	K = (1/alpha) ln sum f exp(alpha (mu - x))
//
// It is in the unit of x and does not change when everybody gains the same amount: the
// absolute counterpart of Atkinson. 0 at alpha = 0, its limit, and when all are equal; any
// sign of x is fine. NaN: see [Distribution]. It returns an error if alpha is negative or not
// finite. Cost O(n). Source: Kolm 1976.
func (d *Distribution) Kolm(alpha float64) (float64, error) {
	if err := checkRange("alpha", alpha, 0, math.Inf(1)); err != nil || d.empty() {
		return math.NaN(), err
	}
	if alpha == 0 || len(d.x) == 1 {
		return 0, nil
	}
	unit := alpha / d.scale
	if u := unit * d.gap(0); u > -1 { // mean(exp(-u)) - 1, in terms that are all >= 0
		excess := d.average(func(i int) float64 { return expLess1(-unit * d.gap(i)) })
		return math.Log1p(excess) / alpha, nil
	}
	mean := d.average(func(i int) float64 {
		return math.Exp(-unit * (d.scaled(i) - d.scaled(0)))
	})
	return -d.gap(0)/d.scale + entropy.Log(mean)/alpha, nil
}

// expLess1 is exp(u) - 1 - u, >= 0.
func expLess1(u float64) float64 {
	if math.Abs(u) >= 0.1 {
		return math.Expm1(u) - u
	}
	term := float64(u*u) / 2
	sum := term
	for k := 3.0; math.Abs(term) > 0x1p-60*sum; k++ {
		term = float64(term * (u / k))
		sum += term
	}
	return sum
}

// Hoover returns the Hoover (Pietra, Schutz) index, sum f abs(x - mu)/(2 mu): the share of the
// total that would have to move to make all equal, and the largest distance between p and
// L(p). No unit; 0 to 1 for x >= 0; NaN if the mean is not positive. Cost O(n).
func (d *Distribution) Hoover() float64 {
	if !d.relative() {
		return math.NaN()
	}
	return d.average(func(i int) float64 { return math.Abs(d.dev(i)) }) / 2
}

// CV returns the coefficient of variation, population standard deviation over mean. No unit;
// NaN if the mean is not positive. Cost O(n).
func (d *Distribution) CV() float64 {
	if !d.relative() {
		return math.NaN()
	}
	return math.Sqrt(2 * d.ge(2))
}

// SDLogs returns the population standard deviation of ln x. No unit; NaN if a value is not
// positive. Cost O(n).
//
// It does not respect every transfer from rich to poor; prefer [Distribution.TheilL].
func (d *Distribution) SDLogs() float64 {
	if d.empty() || d.x[0] <= 0 {
		return math.NaN()
	}
	mean := d.average(d.logRatio)
	return math.Sqrt(d.average(func(i int) float64 {
		gap := d.logRatio(i) - mean
		return float64(gap * gap)
	}))
}
