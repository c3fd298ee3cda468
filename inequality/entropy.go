package inequality

import (
	"math"
	"slices"

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
	if v, known := d.geKnown(alpha); known {
		return v
	}
	return d.kept.value("ge", alpha, func() float64 {
		return d.average(func(i int) float64 { return d.entropyTerm(i, alpha) })
	})
}

// geKnown is the index where it is NaN or infinite, which takes no sum.
func (d *Distribution) geKnown(alpha float64) (v float64, known bool) {
	switch {
	case !d.relative() || (d.x[0] < 0 && alpha != 2):
		return math.NaN(), true
	case d.x[0] == 0 && alpha <= 0:
		return math.Inf(1), true
	}
	return 0, false
}

// KeepGE computes [Distribution.GE] and [Distribution.GESE] at several parameters in two passes over the values, which take each logarithm once, and keeps them. What is made
// of them is then had at once, with the same bits: TheilT of alpha 1, TheilL of 0, CV of 2, Atkinson of 1 - epsilon. It returns an error if an alpha is not finite. Cost O(n) for each
// alpha, about half of what they take one by one.
func (d *Distribution) KeepGE(alphas ...float64) error {
	var ask []float64
	for _, a := range alphas {
		if err := checkRange("alpha", a, math.Inf(-1), math.Inf(1)); err != nil {
			return err
		}
		if _, known := d.geKnown(a); !known && !slices.Contains(ask, a) && len(ask) < mostKept/4 {
			ask = append(ask, a)
		}
	}
	if len(ask) > 0 && d.n > 1 {
		d.keepErrors(ask, d.keepEntropies(ask))
	}
	return nil
}

func (d *Distribution) keepEntropies(alphas []float64) (values []float64) {
	sums, values := make([]compensated, len(alphas)), make([]float64, len(alphas))
	for i, w := range d.w {
		p := d.entropyPoint(i)
		for k, a := range alphas {
			sums[k].Add(float64(w * p.term(a)))
		}
	}
	for k, a := range alphas {
		values[k] = sums[k].Value() / d.total()
		d.kept.keep("ge", a, values[k])
	}
	return values
}

func (d *Distribution) keepErrors(alphas, values []float64) {
	sums := make([]compensated, len(alphas))
	for i := range d.x {
		p, weight := d.entropyPoint(i), d.squaredShare(i)
		for k, a := range alphas {
			sums[k].Add(float64(weight * squared(p.influence(a, values[k]))))
		}
	}
	for k, a := range alphas {
		d.kept.keep("ge se", a, standardError(sums[k].Value(), d.n))
	}
}

// influence is that of the value on GE(a).
func (p *entropyPoint) influence(a, ge float64) float64 {
	return p.term(a) - ge - float64(a*ge*p.dev)
}

// entropyTerm is (r^a - 1 - a dev)/(a(a-1)), or its limit, for r = 1 + dev = x_i/mu.
func (d *Distribution) entropyTerm(i int, a float64) float64 {
	if a == 2 {
		return squared(d.dev(i)) / 2
	}
	p := d.entropyPoint(i)
	return p.term(a)
}

// An entropyPoint is what the terms of entropy of a value have in common, whatever their parameter.
type entropyPoint struct {
	d               *Distribution
	i               int
	dev, ratio, log float64 // log is 0 until it is needed: that of no value but the mean
}

func (d *Distribution) entropyPoint(i int) entropyPoint {
	return entropyPoint{d: d, i: i, dev: d.dev(i), ratio: d.ratioTo(i)}
}

// term has three branches, which agree; each is taken where it keeps the digits.
func (p *entropyPoint) term(a float64) float64 {
	if a == 2 {
		return squared(p.dev) / 2
	}
	if math.Abs(p.dev) < 0.1 && math.Abs(a*p.dev) < 0.5 {
		return entropy.Series(p.dev, a)
	}
	if p.d.x[p.i] == 0 {
		return 1 / a // dev = -1; only asked for a > 0
	}
	if p.log == 0 {
		p.log = p.d.logRatio(p.i)
	}
	if math.Abs(a) < math.Abs(a-1) {
		return (powerLess1(p.log, a) - p.dev) / (a - 1)
	}
	return (float64(p.ratio*powerLess1(p.log, a-1)) - p.dev) / a
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
