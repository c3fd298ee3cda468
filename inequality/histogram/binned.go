package histogram

import (
	"math"
	"sort"
)

// Binned is a distribution as a [Histogram] or a [WeightedHistogram] knows it at one time: how many people each bin holds, their mean,
// and between which values they lie. Its methods are the measures, each with a guaranteed [Interval]; they cost less than those of the
// same name of Histogram, which sort the bins anew every time.
//
// A Binned never changes and may be used by several goroutines at once. The zero value is a distribution of nobody: all measures
// are NaN, as they are where the histogram held something that is not finite or out of range.
type Binned struct {
	groups    []group // ascending; empty if measures are NaN
	all       float64 // people, or their weight
	mean      float64
	size      float64 // mean of the absolute values
	precision int
	count     int64   // people, of a Histogram
	lightest  float64 // smallest weight of a person, of a WeightedHistogram
}

// A group is one bin as the measures see it: so many people between lo and hi whose mean is known.
type group struct {
	lo, hi, mean float64
	bin          int     // place of its bin in the order of all bins that can be
	n            float64 // people, or their weight
	before, upTo float64 // people in lower groups, and in these and this one
	rank         float64 // 2R - 1, with R the mid-rank of the group
	share        float64 // of all people
	part         float64 // share * mean: what the group adds to the mean of all
	base         float64 // the parts of all lower groups together
	count, below int64   // n and before of a Histogram
}

func (b *Binned) empty() bool { return len(b.groups) == 0 }

// relative reports whether measures relative to the mean are defined.
func (b *Binned) relative() bool { return !b.empty() && b.mean > 0 }

// fractional reports whether numbers of people are rounded.
func (b *Binned) fractional() bool { return b.count == 0 || b.count >= 1<<52 }

// finish computes the shares of all groups.
func (b *Binned) finish() {
	var parts tally
	for i := range b.groups {
		g := &b.groups[i]
		g.share = g.n / b.all
		g.part = g.share * g.mean
		g.base = parts.value()
		parts.add(g.part, math.Abs(g.part))
	}
	b.size = parts.size
}

// Binned returns what the histogram knows, ready to be measured.
func (h *Histogram) Binned() *Binned {
	b := &Binned{precision: h.Precision()}
	if h.NonFinite() > 0 || h.total == 0 {
		return b
	}
	b.count, b.all = h.total, float64(h.total)
	var below int64
	for s := range h.slots() {
		g := newGroup(&s)
		g.below = below
		below += g.count
		g.before, g.upTo = float64(g.below), float64(below)
		g.rank = float64(g.below-(h.total-below)) / b.all
		b.groups = append(b.groups, g)
	}
	b.finish()
	s := h.exact()
	b.mean = s.Over(b.all)
	return b
}

// newGroup returns the slot as a group whose place among the others is not known yet.
func newGroup(s *slot) group {
	g := group{lo: s.lo, hi: s.hi, bin: s.bin(), count: s.count, n: float64(s.count)}
	switch {
	case g.lo == g.hi:
		g.mean = g.lo
		return g
	case s.count == 1:
		v := s.sum().value()
		g.lo, g.hi, g.mean = v, v, v
		return g
	}
	g.mean = min(max(s.sum().over(g.n), g.lo), g.hi)
	if g.mean == g.lo || g.mean == g.hi { // is everybody there, or is it rounding?
		m := mantissa(math.Float64bits(math.Abs(g.mean)))
		if one := (cell{1, 0, m}); one.times(s.count) == s.cell {
			g.lo, g.hi = g.mean, g.mean
		}
	}
	return g
}

// spread returns the largest mean absolute difference that the group's people can have among them, halved:
// (mean-lo)(hi-mean)/(hi-lo), all of them at the edges.
func (g *group) spread() float64 {
	if g.hi == g.lo {
		return 0
	}
	return (g.mean - g.lo) / (g.hi - g.lo) * (g.hi - g.mean)
}

// atLo is the share of the group's people who sit at lo when all are at the edges.
func (g *group) atLo() float64 {
	if g.hi == g.lo {
		return 1
	}
	return (g.hi - g.mean) / (g.hi - g.lo)
}

// meanError bounds the relative rounding error of the mean, and of parts relative to it. See docs/histogram.md [11].
func (b *Binned) meanError() float64 {
	if b.size == 0 {
		return 0
	}
	return 0x1p-50 * b.size / math.Abs(b.mean)
}

// halfDifference returns half the mean absolute difference, divided by scale. See docs/histogram.md [2], [9].
func (b *Binned) halfDifference(scale float64) Interval {
	var between, within tally
	for i := range b.groups {
		g := &b.groups[i]
		between.add(g.share*(g.mean-b.mean)/scale*g.rank, math.Abs(g.share*g.rank)*(math.Abs(g.mean)+math.Abs(b.mean))/scale)
		if s := g.spread(); g.lo < g.hi {
			square := squared(g.share)
			edge := max(math.Abs(g.lo), math.Abs(g.hi)) / scale
			within.add(square*(s/scale), float64(square*(s/scale))+float64(0x1p-4*square*edge))
		}
	}
	lo := between.value()
	hi := lo + within.value()
	slack := between.slack() + within.slack()
	return Interval{lo + within.value()*2/3, lo - slack, hi + slack}
}

// spreadOf returns Σ f φ(x) for a convex φ, given with the size of its rounding errors: at least its value at
// the bins' means, at most at their edges; a third of the way for people spread evenly and φ nearly quadratic. See
// docs/histogram.md [3], [10].
func (b *Binned) spreadOf(phi func(x float64) (value, size float64)) Interval {
	var low, more tally
	for i := range b.groups {
		g := &b.groups[i]
		v, size := phi(g.mean)
		low.add(g.share*v, g.share*(size+math.Abs(v)))
		if g.lo == g.hi {
			continue
		}
		a, sizeA := phi(g.lo)
		z, sizeZ := phi(g.hi)
		q := g.atLo()
		edge := float64(q*(a-v)) + float64((1-q)*(z-v))
		wobble := float64(0x1p-4 * max(math.Abs(g.lo), math.Abs(g.hi)) / (g.hi - g.lo) * math.Abs(z-a))
		more.add(g.share*max(edge, 0), g.share*(size+sizeA+sizeZ+math.Abs(a)+math.Abs(z)+wobble))
	}
	lo := low.value()
	if math.IsInf(lo, 1) {
		return Interval{lo, lo, lo}
	}
	slack := low.slack() + more.slack()
	return Interval{lo + more.value()/3, lo - slack, lo + more.value() + slack}
}

// monotone returns Σ f φ(x) for a decreasing φ.
func (b *Binned) monotone(phi func(float64) float64) Interval {
	var lo, mid, hi tally
	for i := range b.groups {
		g := &b.groups[i]
		l, m, u := phi(g.hi), phi(g.mean), phi(g.lo)
		lo.add(g.share*l, g.share*math.Abs(l))
		mid.add(g.share*m, 0)
		hi.add(g.share*u, g.share*math.Abs(u))
	}
	return interval(mid.value(), lo.value(), hi.value()).widen(lo.slack() + hi.slack())
}

// find returns the group that the poorest share p of the people ends in, and the share of that group among them.
func (b *Binned) find(p float64) (g *group, into float64) {
	g = &b.groups[b.firstUpTo(float64(p*b.all))]
	into = math.FMA(p, b.all, -g.before) / g.n
	return g, min(max(into, 0), 1)
}

// firstUpTo returns the number of the first group that, with all below it, holds so many people; the last one if none does.
func (b *Binned) firstUpTo(people float64) int {
	last := len(b.groups) - 1
	return sort.Search(last, func(i int) bool { return b.groups[i].upTo >= people })
}

// lorenz is Lorenz where it is defined. See docs/histogram.md [12].
func (b *Binned) lorenz(p float64) Interval {
	switch p {
	case 0:
		return Interval{}
	case 1:
		return Interval{1, 1, 1}
	}
	g, into := b.find(p)
	l := g.lorenz(into)
	steep := math.Abs(g.lo) + math.Abs(g.hi)
	slack := float64(0x1p-50 * (b.size + float64(g.share*steep)))
	if b.fractional() {
		slack += float64(0x1p-50 * steep)
	}
	return Interval{
		(g.base + float64(g.share*l.Value)) / b.mean,
		(g.base + float64(g.share*l.Lo) - slack) / b.mean,
		(g.base + float64(g.share*l.Hi) + slack) / b.mean,
	}.widen(b.meanError())
}

// lorenz returns the sum of the group's poorest share q, per head of the group.
func (g *group) lorenz(q float64) Interval {
	low := max(q*g.lo, g.mean-float64((1-q)*g.hi))
	return interval(g.split().sum(q), low, q*g.mean)
}

// A split spreads the people of a bin evenly from lo to mean and evenly from mean to hi, as many on each side as keeps
// the mean. Source: Cowell (2011), Measuring Inequality, 3rd ed., "split histogram density".
type split struct{ lo, mean, hi, atLo float64 }

func (g *group) split() split { return split{g.lo, g.mean, g.hi, g.atLo()} }

// quantile returns the value at rank q, 0 to 1.
func (s split) quantile(q float64) float64 {
	if q <= s.atLo {
		return s.lo + float64((s.mean-s.lo)*fraction01(q, s.atLo))
	}
	return s.mean + float64((s.hi-s.mean)*fraction01(q-s.atLo, 1-s.atLo))
}

// sum returns the integral of quantile from 0 to q.
func (s split) sum(q float64) float64 {
	if q <= s.atLo {
		return q * (s.lo + s.quantile(q)) / 2
	}
	return float64(s.atLo*(s.lo+s.mean)/2) + float64((q-s.atLo)*(s.mean+s.quantile(q))/2)
}

// rank is the inverse of quantile.
func (s split) rank(x float64) float64 {
	if x <= s.mean {
		return s.atLo * fraction01(x-s.lo, s.mean-s.lo)
	}
	return s.atLo + float64((1-s.atLo)*fraction01(x-s.mean, s.hi-s.mean))
}

// fraction01 returns a/b within 0 to 1, and 1 if b is 0.
func fraction01(a, b float64) float64 {
	if b <= 0 {
		return 1
	}
	return min(max(a/b, 0), 1)
}
