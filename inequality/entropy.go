package inequality

import (
	"math"

	"github.com/cogap/cogap/inequality/internal/entropy"
	"github.com/cogap/cogap/internal/dmath"
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
	return d.kept.value("ge", alpha, func() float64 {
		return d.average(func(i int) float64 { return d.entropyTerm(i, alpha) })
	})
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
	return dmath.Expm1(a*log) / a
}

// ratioTo is x_i/mu.
func (d *Distribution) ratioTo(i int) float64 { return d.scaled(i) / d.mu() }

// logRatio is ln(x_i/mu), -Inf for 0. Near the mean the deviation has the digits; far below
// it, and where the ratio is not a normal number, the logarithms have.
func (d *Distribution) logRatio(i int) float64 {
	if dev := d.dev(i); math.Abs(dev) < 0.5 {
		return dmath.Log1p(dev)
	}
	if r := d.ratioTo(i); r > 0x1p-1000 {
		return dmath.Log(r)
	}
	return entropy.Log(d.x[i]) - (entropy.Log(d.mu()) - entropy.Log(d.scale))
}
