package histogram

import (
	"math"

	"github.com/cogap/cogap/inequality"
	"github.com/cogap/cogap/inequality/internal/entropy"
	"github.com/cogap/cogap/internal/dmath"
)

// Mean returns the mean of all values to within a few units in the last place, if they do not nearly cancel; NaN if empty.
func (b *Binned) Mean() float64 {
	if b.empty() {
		return math.NaN()
	}
	return b.mean
}

// Gini is [Histogram.Gini].
func (b *Binned) Gini() Interval {
	if !b.relative() {
		return nanInterval
	}
	g := b.halfDifference(b.mean)
	g = g.widen(float64(b.meanError() * math.Abs(g.Value)))
	g.Lo = max(g.Lo, 0)
	return g
}

// AbsoluteGini is [Histogram.AbsoluteGini].
func (b *Binned) AbsoluteGini() Interval {
	if b.empty() {
		return nanInterval
	}
	return b.halfDifference(1)
}

// GiniNormalized returns the Gini normalised for negative values, the absolute Gini over the mean of the absolute values, in 0 to 1 and
// defined for any mean; see [inequality.Distribution.GiniNormalized]. NaN if all values are 0.
func (b *Binned) GiniNormalized() Interval {
	if b.empty() || b.size == 0 {
		return nanInterval
	}
	g := b.halfDifference(b.size)
	g.Lo = max(g.Lo, 0)
	return g.rounded()
}

// GiniCorrected returns the Gini corrected for small samples, G/(1 - Σ f²) over rows of weight share f; see
// [inequality.Distribution.GiniCorrected]. unlike is 1 - Σ f², such as (n-1)/n for n rows of equal weight; see [Moments.GiniSimpson]. NaN where the
// Gini is, and if unlike is NaN or 0, a single row. It is 1 at most.
func (b *Binned) GiniCorrected(unlike float64) Interval {
	switch {
	case unlike > 1:
		panic("histogram: share outside 0 to 1")
	case !(unlike > 0):
		return nanInterval
	}
	return b.Gini().scaled(1 / unlike).rounded()
}

// SGini returns the extended Gini with inequality aversion nu >= 1, [inequality.Distribution.SGini]: at least its value with everybody at the mean
// of the bin, at most that at the edges; Value is two thirds of the way, as for the Gini. NaN unless the mean is above 0.
func (b *Binned) SGini(nu float64) Interval {
	if !(nu >= 1) || math.IsInf(nu, 1) {
		panic("histogram: nu is below 1 or not finite")
	}
	if !b.relative() {
		return nanInterval
	}
	x, w := b.AtMeans()
	lo := sgini(x, w, nu)
	x, w = b.AtEdges()
	hi := sgini(x, w, nu)
	// Rounding: of ranks, which slopes up to nu magnify, and of weights at the edges; docs/histogram.md [25].
	slack := float64(0x1p-45*nu*math.Max(math.Abs(lo), math.Abs(hi))) + float64(b.meanError()*nu)
	return Interval{lo + (hi-lo)*2/3, max(lo-slack, 0), hi + slack}
}

// sgini returns the extended Gini of people at these places, whose mean is above 0.
func sgini(x, w []float64, nu float64) float64 {
	d, err := inequality.New(x, w)
	if err != nil {
		return math.NaN()
	}
	g, err := d.SGini(nu)
	if err != nil {
		return math.NaN()
	}
	return g
}

// Wolfson returns Wolfson's index of polarisation, 2 (2 (1/2 - L(1/2)) - G) mean/median; see [inequality.Distribution.Wolfson]. NaN unless mean and
// median are above 0.
func (b *Binned) Wolfson() Interval {
	median := b.Median()
	if !b.relative() || !(median.Hi > 0) {
		return nanInterval
	}
	apart := Interval{1, 1, 1}.Minus(b.Lorenz(.5).scaled(2)).Minus(b.Gini())
	return apart.scaled(2 * b.mean).widen(float64(0x1p-48 * b.size)).over(median)
}

// Lorenz is [Histogram.Lorenz].
func (b *Binned) Lorenz(p float64) Interval {
	checkShare(p)
	if !b.relative() {
		return nanInterval
	}
	return b.lorenz(p)
}

// TopShare returns the share of the sum held by the richest share top of the people, 1 - L(1-top).
func (b *Binned) TopShare(top float64) Interval {
	return Interval{1, 1, 1}.Minus(b.Lorenz(1 - top))
}

// BottomShare returns the share of the sum held by the poorest share bottom of the people, L(bottom).
func (b *Binned) BottomShare(bottom float64) Interval { return b.Lorenz(bottom) }

// Palma is [Histogram.Palma].
func (b *Binned) Palma() Interval { return b.TopShare(.1).ratio(b.BottomShare(.4)) }

// S80S20 is [Histogram.S80S20].
func (b *Binned) S80S20() Interval { return b.TopShare(.2).ratio(b.BottomShare(.2)) }

// GE is [Histogram.GE].
func (b *Binned) GE(alpha float64) Interval {
	if math.IsNaN(alpha) || math.IsInf(alpha, 0) {
		panic("histogram: alpha is not finite")
	}
	if math.Abs(alpha) < 0x1p-200 {
		alpha = 0 // where alpha times a logarithm could underflow
	}
	if !b.relative() || b.groups[0].lo < 0 && alpha != 2 {
		return nanInterval
	}
	e := b.spreadOf(func(x float64) (float64, float64) { return entropyTerm(alpha, x, b.mean) })
	// docs/histogram.md [13]
	e = e.widen(float64(b.meanError() * max(4, math.Abs(alpha)) * (e.Value + math.Sqrt(max(e.Value, 0)))))
	e.Lo = max(e.Lo, 0)
	return e
}

// entropyTerm returns (r^a - 1 - a(r-1))/(a(a-1)) for r = x/mean, its limits for a = 0 and 1, and the size of the terms that it
// is the difference of. It is convex in x, never negative, and 0 at the mean.
func entropyTerm(a, x, mean float64) (term, size float64) {
	d := (x - mean) / mean
	r := x / mean
	log := logRatio(x, mean)
	switch {
	case a == 2:
		return d * d / 2, math.Abs(d) * (1 + math.Abs(r))
	case x == 0 && a <= 0:
		return math.Inf(1), 0
	case x == 0:
		return 1 / a, 1 / a
	case a == 0:
		return d - log, math.Abs(d) + math.Abs(log)
	case a == 1:
		return float64(r*log) - d, math.Abs(r*log) + math.Abs(d)
	case math.Abs(a-1) < .5:
		e := a - 1
		p := r * dmath.Expm1(e*log) / e
		return (p - d) / a, (math.Abs(p) + math.Abs(d) + float64(math.Abs(r*log)*dmath.Exp(e*log))) / math.Abs(a)
	}
	p := dmath.Expm1(a*log) / a
	size = (math.Abs(p) + math.Abs(d) + float64(math.Abs(log)*dmath.Exp(a*log))) / math.Abs(a-1)
	return (p - d) / (a - 1), size
}

// logRatio returns ln(x/mean) to full precision near x = mean, and where the quotient would underflow.
func logRatio(x, mean float64) float64 {
	if d := (x - mean) / mean; math.Abs(d) < .5 {
		return dmath.Log1p(d)
	}
	if r := x / mean; r > 0x1p-1000 {
		return dmath.Log(r)
	}
	return entropy.Log(x) - entropy.Log(mean)
}

// StdDev is [Histogram.StdDev].
func (b *Binned) StdDev() Interval {
	if b.empty() {
		return nanInterval
	}
	v := b.spreadOf(func(x float64) (float64, float64) {
		d := x - b.mean
		return d * d, math.Abs(d) * (math.Abs(x) + math.Abs(b.mean))
	})
	v.Lo = max(v.Lo, 0)
	return v.through(math.Sqrt)
}

// Hoover is [Histogram.Hoover].
func (b *Binned) Hoover() Interval {
	if !b.relative() {
		return nanInterval
	}
	i := b.spreadOf(func(x float64) (float64, float64) {
		d := math.Abs(x-b.mean) / b.mean / 2
		return d, math.Abs(x)/b.mean + 1
	})
	if len(b.groups) == 1 && b.groups[0].lo == b.groups[0].hi {
		return Interval{}
	}
	i = i.widen(b.meanError())
	i.Lo = max(i.Lo, 0)
	return i
}

// fgt is [Histogram.FGT] for alpha above 0.
func (b *Binned) fgt(alpha, line float64) Interval {
	gap := func(x float64) float64 { return dmath.Pow(max((line-x)/line, 0), alpha) }
	if alpha < 1 { // neither convex nor concave: between the values at the edges
		return b.monotone(gap)
	}
	i := b.spreadOf(func(x float64) (float64, float64) {
		if x > 2*line {
			return 0, 0
		}
		v := gap(x)
		return v, v + float64(alpha*dmath.Pow(v, 1-1/alpha)*(1+math.Abs(x)/line))
	})
	i.Lo = max(i.Lo, 0)
	return i
}

// AtMeans is [Histogram.AtMeans].
func (b *Binned) AtMeans() (x, w []float64) {
	for i := range b.groups {
		g := &b.groups[i]
		x, w = append(x, g.mean), append(w, g.n)
	}
	return x, w
}

// AtEdges is [Histogram.AtEdges].
func (b *Binned) AtEdges() (x, w []float64) {
	for i := range b.groups {
		g := &b.groups[i]
		q := g.atLo()
		if q > 0 {
			x, w = append(x, g.lo), append(w, g.n*q)
		}
		if q < 1 {
			x, w = append(x, g.hi), append(w, g.n*(1-q))
		}
	}
	return x, w
}
