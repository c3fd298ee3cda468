package inequality

import (
	"fmt"
	"math"
)

// Sum returns the sum of all values, exact but for one rounding; NaN if NonFinite.
func (h *Histogram) Sum() float64 {
	if h.NonFinite() > 0 {
		return math.NaN()
	}
	s := h.exact()
	return s.value()
}

// Mean returns the mean of all values to within one unit in the last place; NaN if empty or NonFinite.
func (h *Histogram) Mean() float64 {
	if h.NonFinite() > 0 || h.total == 0 {
		return math.NaN()
	}
	s := h.exact()
	return s.over(float64(h.total))
}

func (h *Histogram) exact() *exactSum {
	s := new(exactSum)
	for g := range h.slots() {
		if g.count > 0 && (g.hi != 0 || g.lo != 0) {
			e := exponent(math.Float64bits(math.Abs(g.lo)))
			s.addMantissa(g.cell.lo, e, g.negative)
			s.addMantissa(g.cell.hi, e+64, g.negative)
		}
	}
	return s
}

// A group is one bin as the measures see it: so many people between lo and hi whose mean is known.
type group struct {
	lo, hi, mean float64
	count        int64
	below        int64   // people in lower groups
	share        float64 // of all people
	part         float64 // share * mean: what the group adds to the mean of all
	partBelow    float64 // the parts of all lower groups together
}

// above is the number of people in higher groups.
func (g *group) above(all int64) int64 { return all - g.below - g.count }

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

// A table is a histogram ready to be measured: groups in ascending order and their totals. Values are in units of the
// histogram's values divided by unit, which is 1 unless they are all below 1e-150 or some above 1e301.
type table struct {
	groups []group
	count  int64
	mean   float64
	size   float64 // mean of the absolute values
	unit   float64
}

// table returns the groups of h, or ok = false if measures are NaN.
func (h *Histogram) table() (t table, ok bool) {
	if h.NonFinite() > 0 || h.total == 0 {
		return t, false
	}
	t = table{count: h.total, unit: h.unit()}
	all := float64(h.total)
	var below int64
	var parts tally
	for s := range h.slots() {
		g := newGroup(&s, 1/t.unit)
		g.below = below
		g.share = float64(g.count) / all
		g.part = g.share * g.mean
		g.partBelow = parts.value()
		below += g.count
		parts.add(g.part, math.Abs(g.part))
		t.groups = append(t.groups, g)
	}
	t.size = parts.size
	s := h.exact()
	t.mean = s.over(all) / t.unit
	return t, true
}

// unit returns a power of two that keeps values divided by it away from overflow and underflow.
func (h *Histogram) unit() float64 {
	end := func(l *ladder) int { return (l.first + len(l.pages)) << pageBits >> h.Precision() } // exponent of the largest
	switch top := max(end(&h.neg), end(&h.pos)); {
	case top == 0:
		return 1
	case top < 1023-500:
		return 0x1p-512
	case top > 1023+1000:
		return 0x1p8
	}
	return 1
}

func newGroup(s *slot, factor float64) group {
	g := group{lo: s.lo * factor, hi: s.hi * factor, count: s.count}
	switch {
	case g.lo == g.hi:
		g.mean = g.lo
		return g
	case s.count == 1:
		v := s.sum().times(1) * factor
		g.lo, g.hi, g.mean = v, v, v
		return g
	}
	g.mean = min(max(s.sum().over(float64(s.count))*factor, g.lo), g.hi)
	if g.mean == g.lo || g.mean == g.hi { // is everybody there, or is it rounding?
		m := mantissa(math.Float64bits(math.Abs(g.mean / factor)))
		if one := (cell{1, 0, m}); one.times(s.count) == s.cell {
			g.lo, g.hi = g.mean, g.mean
		}
	}
	return g
}

// Gini returns the Gini coefficient, half the mean absolute difference over the mean, of population values (no n/(n-1)).
//
// Lo is the Gini of the bins' means; Hi adds what the people of each bin can differ at most, Σ f²(m-a)(b-m)/((b-a)μ)
// for a bin of share f, mean m and edges a and b; Value is two thirds of the way. At DefaultPrecision the interval is about 4e-6
// wide on incomes, and Value errs by about 1e-9. Zeros are welcome; with negative values Gini may exceed 1; NaN unless
// the mean is above 0. Cost: the number of bins.
//
// Sources: Gastwirth (1972) for the bounds; Cowell and Mehta (1982) for the two-thirds rule.
func (h *Histogram) Gini() Interval {
	t, ok := h.table()
	if !ok || !(t.mean > 0) {
		return nanInterval
	}
	return t.gini()
}

// AbsoluteGini returns half the mean absolute difference, Gini times the mean, in the unit of the values. It is defined
// for any values, and unchanged when all shift alike.
func (h *Histogram) AbsoluteGini() Interval {
	t, ok := h.table()
	if !ok {
		return nanInterval
	}
	return t.halfDifference(1).scaled(t.unit)
}

func (i Interval) scaled(unit float64) Interval {
	return Interval{i.Value * unit, i.Lo * unit, i.Hi * unit}
}

func (t *table) gini() Interval {
	g := t.halfDifference(t.mean)
	g = g.widen(t.meanError() * math.Abs(g.Value))
	g.Lo = max(g.Lo, 0)
	return g
}

// meanError bounds the relative rounding error of the mean, and of parts relative to it.
func (t *table) meanError() float64 {
	if t.size == 0 {
		return 0
	}
	return 0x1p-50 * t.size / math.Abs(t.mean)
}

// halfDifference returns half the mean absolute difference, divided by scale.
func (t *table) halfDifference(scale float64) Interval {
	var between, within tally
	all := float64(t.count)
	for i := range t.groups {
		g := &t.groups[i]
		rank := float64(g.below-g.above(t.count)) / all // 2R - 1
		between.add(g.share*(g.mean-t.mean)/scale*rank, math.Abs(g.share*rank)*(math.Abs(g.mean)+math.Abs(t.mean))/scale)
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

// Lorenz returns L(p), the share of the sum that the poorest share p of the people holds; they may include a part of a
// person. It is exact (but for rounding) where p falls between two bins; inside a bin the curve lies between its two
// tangents and the straight line. Value follows the split histogram: people of a bin spread evenly on either side of its
// mean. p is 0 to 1. NaN unless the mean is above 0.
//
// Source: Gastwirth (1972).
func (h *Histogram) Lorenz(p float64) Interval { return h.LorenzAt([]float64{p})[0] }

// LorenzAt returns Lorenz at each of some shares, in one pass over the bins.
func (h *Histogram) LorenzAt(shares []float64) []Interval {
	t, ok := h.table()
	curve := make([]Interval, len(shares))
	for i, p := range shares {
		checkShare(p)
		if curve[i] = nanInterval; ok && t.mean > 0 {
			curve[i] = t.lorenz(p)
		}
	}
	return curve
}

func checkShare(p float64) {
	if !(p >= 0 && p <= 1) {
		panic("inequality: share outside 0 to 1")
	}
}

func (t *table) lorenz(p float64) Interval {
	switch p {
	case 0:
		return Interval{}
	case 1:
		return Interval{1, 1, 1}
	}
	g, into := t.find(p)
	l := g.lorenz(into)
	base := g.partBelow
	steep := math.Abs(g.lo) + math.Abs(g.hi)
	slack := float64(0x1p-50 * (t.size + float64(g.share*steep)))
	if t.count >= 1<<52 { // numbers of people are rounded too
		slack += float64(0x1p-50 * steep)
	}
	return Interval{
		(base + float64(g.share*l.Value)) / t.mean,
		(base + float64(g.share*l.Lo) - slack) / t.mean,
		(base + float64(g.share*l.Hi) + slack) / t.mean,
	}.widen(t.meanError())
}

// find returns the group that the poorest share p of the people ends in, and the share of that group among them.
func (t *table) find(p float64) (g *group, into float64) {
	all := float64(t.count)
	lo, hi := 0, len(t.groups)-1
	for lo < hi { // first group whose upper end is at or above p
		mid := (lo + hi) / 2
		if m := &t.groups[mid]; float64(m.below+m.count) < p*all {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	g = &t.groups[lo]
	into = math.FMA(p, all, -float64(g.below)) / float64(g.count)
	return g, min(max(into, 0), 1)
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

// TopShare returns the share of the sum held by the richest share top of the people, 1 - L(1-top).
func (h *Histogram) TopShare(top float64) Interval {
	l := h.Lorenz(1 - top)
	return Interval{1, 1, 1}.minus(l)
}

// BottomShare returns the share of the sum held by the poorest share bottom of the people, L(bottom).
func (h *Histogram) BottomShare(bottom float64) Interval { return h.Lorenz(bottom) }

// Palma returns the share of the richest tenth over that of the poorest four tenths; +Inf if those have nothing.
// Source: Palma (2011), Homogeneous middles vs. heterogeneous tails, Dev. Change 42.
func (h *Histogram) Palma() Interval { return h.TopShare(.1).over(h.BottomShare(.4)) }

// S80S20 returns the share of the richest fifth over that of the poorest fifth; +Inf if those have nothing.
func (h *Histogram) S80S20() Interval { return h.TopShare(.2).over(h.BottomShare(.2)) }

// Quantile returns the p-quantile: the smallest value that at least a share p of the people do not exceed, or the average
// of two neighbours p times the people, in float64, is a whole number (Hyndman and Fan's type 2); if it misses a whole number by no
// more than rounding, the interval covers either reading. The interval is the
// bin, narrowed by its mean, so it is at most 2^-precision of the value wide. p = 0 and 1 give the smallest and largest value.
// p is 0 to 1.
func (h *Histogram) Quantile(p float64) Interval {
	checkShare(p)
	t, ok := h.table()
	if !ok {
		return nanInterval
	}
	return t.quantile(p).scaled(t.unit)
}

func (t *table) quantile(p float64) Interval {
	all := float64(t.count)
	target := float64(p * all)
	whole := math.Round(target)
	if math.Abs(target-whole) > 0x1p-50*all || whole == 0 || whole == all {
		k := int64(min(math.Ceil(target), all))
		return t.order(min(max(k, 1), t.count))
	}
	k := min(max(int64(whole), 1), t.count-1)
	a, b := t.order(k), t.order(k+1)
	value := a.Value/2 + b.Value/2
	if target == whole && t.count < 1<<52 {
		return Interval{value, a.Lo/2 + b.Lo/2, a.Hi/2 + b.Hi/2}
	}
	return Interval{value, a.Lo, b.Hi} // a number that p may just miss: either neighbour, or their average
}

// order returns the k-th smallest value, counted from 1.
func (t *table) order(k int64) Interval {
	lo, hi := 0, len(t.groups)-1
	for lo < hi {
		mid := (lo + hi) / 2
		if m := &t.groups[mid]; m.below+m.count < k {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return t.groups[lo].order(k - t.groups[lo].below)
}

// order returns the k-th smallest value of the group, 1 to count. The k smallest are at most as large as it and the others
// at most hi, the count-k+1 largest are at least as large and the others at least lo: with the mean known that bounds it.
func (g *group) order(k int64) Interval {
	if g.lo == g.hi {
		return Interval{g.lo, g.lo, g.lo}
	}
	n, i := float64(g.count), float64(k)
	slack := float64(0x1p-49 * n * max(math.Abs(g.lo), math.Abs(g.hi)))
	lo := (float64(n*(g.mean-g.hi)) + float64(i*g.hi) - slack) / i
	hi := (float64(n*(g.mean-g.lo)) + float64((n-i+1)*g.lo) + slack) / (n - i + 1)
	return interval(g.split().quantile((i-.5)/n), max(lo, g.lo), min(hi, g.hi))
}

// QuantileRatio returns the num-quantile over the den-quantile, such as .9 and .1; +Inf over 0, NaN for 0/0.
func (h *Histogram) QuantileRatio(num, den float64) Interval {
	return h.Quantile(num).over(h.Quantile(den))
}

// Median returns Quantile(0.5).
func (h *Histogram) Median() Interval { return h.Quantile(.5) }

// TheilT returns Theil's T, Σ f r ln r with r = x/μ, the generalised entropy at alpha = 1; 0 ln 0 is 0. NaN with
// negative values or unless the mean is above 0.
func (h *Histogram) TheilT() Interval { return h.GE(1) }

// TheilL returns Theil's L, the mean logarithmic deviation Σ f ln(1/r), the generalised entropy at alpha = 0; +Inf if anybody
// has 0. NaN with negative values or unless the mean is above 0.
func (h *Histogram) TheilL() Interval { return h.GE(0) }

// GE returns the generalised entropy index (Σ f r^alpha - 1)/(alpha (alpha-1)) with r = x/μ, and its limits TheilT at 1 and TheilL
// at 0; GE(2) is half the squared coefficient of variation.
//
// Lo has everybody at the mean of the bin, Hi everybody at its edges, Value a third of the way (people spread evenly).
// With zeros and alpha <= 0 it is +Inf. NaN with negative values (unless alpha is 2) or unless the mean is above 0.
// Cost: a logarithm and an exponential per bin edge.
//
// Sources: Shorrocks (1980), The class of additively decomposable inequality measures, Econometrica 48; Cowell and Mehta
// (1982) for the bounds.
func (h *Histogram) GE(alpha float64) Interval {
	if math.IsNaN(alpha) || math.IsInf(alpha, 0) {
		panic("inequality: alpha is not finite")
	}
	if math.Abs(alpha) < 0x1p-200 {
		alpha = 0 // where alpha times a logarithm could underflow
	}
	t, ok := h.table()
	if !ok || !(t.mean > 0) || t.groups[0].lo < 0 && alpha != 2 {
		return nanInterval
	}
	e := t.spreadOf(func(x float64) (float64, float64) { return entropyTerm(alpha, x, t.mean) })
	e = e.widen(t.meanError() * 4 * (e.Value + math.Sqrt(max(e.Value, 0))))
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
		p := r * math.Expm1(e*log) / e
		return (p - d) / a, (math.Abs(p) + math.Abs(d) + float64(math.Abs(r*log)*math.Exp(e*log))) / math.Abs(a)
	}
	p := math.Expm1(a*log) / a
	size = (math.Abs(p) + math.Abs(d) + float64(math.Abs(log)*math.Exp(a*log))) / math.Abs(a-1)
	return (p - d) / (a - 1), size
}

// logRatio returns ln(x/mean) to full precision near x = mean, and where the quotient would underflow.
func logRatio(x, mean float64) float64 {
	if d := (x - mean) / mean; math.Abs(d) < .5 {
		return math.Log1p(d)
	}
	if r := x / mean; r > 0x1p-1000 {
		return math.Log(r)
	}
	return logOf(x) - logOf(mean)
}

// logOf is math.Log, which is wrong by up to 5% for subnormal numbers on amd64 (go1.26).
func logOf(x float64) float64 {
	if x < 0x1p-1000 {
		return math.Log(x*0x1p100) - 100*math.Ln2
	}
	return math.Log(x)
}

// spreadOf returns Σ f φ(x) for a convex φ, given with the size of its rounding errors: at least its value at
// the bins' means, at most at their edges; a third of the way for people spread evenly and φ nearly quadratic.
func (t *table) spreadOf(phi func(x float64) (value, size float64)) Interval {
	var low, more tally
	for i := range t.groups {
		g := &t.groups[i]
		v, size := phi(g.mean)
		low.add(g.share*v, g.share*(size+math.Abs(v)))
		if g.lo == g.hi {
			continue
		}
		a, sizeA := phi(g.lo)
		b, sizeB := phi(g.hi)
		q := g.atLo()
		edge := float64(q*(a-v)) + float64((1-q)*(b-v))
		wobble := float64(0x1p-4 * max(math.Abs(g.lo), math.Abs(g.hi)) / (g.hi - g.lo) * math.Abs(b-a))
		more.add(g.share*max(edge, 0), g.share*(size+sizeA+sizeB+math.Abs(a)+math.Abs(b)+wobble))
	}
	lo := low.value()
	if math.IsInf(lo, 1) {
		return Interval{lo, lo, lo}
	}
	slack := low.slack() + more.slack()
	return Interval{lo + more.value()/3, lo - slack, lo + more.value() + slack}
}

// Atkinson returns Atkinson's index for the inequality aversion epsilon >= 0: 1 - (Σ f r^(1-epsilon))^(1/(1-epsilon)), and
// 1 - exp(Σ f ln r) at epsilon = 1, with r = x/μ. 0 at epsilon = 0; 1 if anybody has 0 and epsilon >= 1. NaN with negative values,
// or unless the mean is above 0. The bounds are those of GE(1-epsilon), of which it is an increasing function.
// Source: Atkinson (1970), On the measurement of inequality, J. Econ. Theory 2.
func (h *Histogram) Atkinson(epsilon float64) Interval {
	if !(epsilon >= 0) || math.IsInf(epsilon, 1) {
		panic("inequality: epsilon is negative or not finite")
	}
	e := h.GE(1 - epsilon)
	switch {
	case math.IsNaN(e.Value):
		return e
	case math.IsInf(e.Lo, 1):
		return Interval{1, 1, 1}
	}
	return e.through(func(ge float64) float64 { return atkinsonOf(ge, 1-epsilon) }).clip(0, 1)
}

// atkinsonOf returns 1 - (1 + a(a-1) ge)^(1/a), keeping the digits of a small ge.
func atkinsonOf(ge, a float64) float64 {
	switch {
	case a == 1:
		return 0
	case a == 0 || math.IsInf(ge, 1):
		return -math.Expm1(-ge)
	}
	return -math.Expm1(math.Log1p(max(a*(a-1)*ge, -1)) / a)
}

// CV returns the coefficient of variation, the standard deviation of the population over its mean. NaN unless the mean is above 0.
func (h *Histogram) CV() Interval {
	return h.GE(2).through(func(ge float64) float64 { return math.Sqrt(2 * ge) })
}

// StdDev returns the standard deviation of the population, in the unit of the values.
func (h *Histogram) StdDev() Interval {
	t, ok := h.table()
	if !ok {
		return nanInterval
	}
	v := t.spreadOf(func(x float64) (float64, float64) {
		d := x - t.mean
		return d * d, math.Abs(d) * (math.Abs(x) + math.Abs(t.mean))
	})
	v.Lo = max(v.Lo, 0)
	return v.through(math.Sqrt).scaled(t.unit)
}

// Hoover returns the Hoover index, Σ f |r-1| / 2: the share of the sum that would have to change hands for all to have the same.
// It is uncertain only as far as people of the bin around the mean are. NaN unless the mean is above 0.
func (h *Histogram) Hoover() Interval {
	t, ok := h.table()
	if !ok || !(t.mean > 0) {
		return nanInterval
	}
	i := t.spreadOf(func(x float64) (float64, float64) {
		d := math.Abs(x-t.mean) / t.mean / 2
		return d, math.Abs(x)/t.mean + 1
	})
	if len(t.groups) == 1 && t.groups[0].lo == t.groups[0].hi {
		return Interval{}
	}
	i = i.widen(t.meanError())
	i.Lo = max(i.Lo, 0)
	return i
}

// FGT returns the poverty measure of Foster, Greer and Thorbecke (1984) for a line above 0, the mean over all people of
// ((line-x)/line)^alpha where x < line: the share of poor at alpha = 0 (those at the line are not poor), the poverty gap at 1,
// its square at 2. NaN if empty. At alpha >= 1 nothing but the bin of the line is uncertain by
// more than a few millionths; the share of poor is exact if the line is an edge of a bin (a number of Precision + 1
// significant bits at most).
func (h *Histogram) FGT(alpha, line float64) Interval {
	if !(alpha >= 0) || math.IsInf(alpha, 1) {
		panic("inequality: alpha is negative or not finite")
	}
	if !(line > 0) || math.IsInf(line, 1) {
		panic("inequality: line is not positive and finite")
	}
	t, ok := h.table()
	if !ok {
		return nanInterval
	}
	if alpha == 0 {
		return h.headcount(line)
	}
	line /= t.unit
	gap := func(x float64) float64 { return math.Pow(max((line-x)/line, 0), alpha) }
	if alpha < 1 { // neither convex nor concave: between the values at the edges
		return t.monotone(gap)
	}
	i := t.spreadOf(func(x float64) (float64, float64) {
		if x > 2*line {
			return 0, 0
		}
		v := gap(x)
		return v, v + float64(alpha*math.Pow(v, 1-1/alpha)*(1+math.Abs(x)/line))
	})
	i.Lo = max(i.Lo, 0)
	return i
}

// monotone returns Σ f φ(x) for a decreasing φ.
func (t *table) monotone(phi func(float64) float64) Interval {
	var lo, mid, hi tally
	for i := range t.groups {
		g := &t.groups[i]
		l, m, u := phi(g.hi), phi(g.mean), phi(g.lo)
		lo.add(g.share*l, g.share*math.Abs(l))
		mid.add(g.share*m, 0)
		hi.add(g.share*u, g.share*math.Abs(u))
	}
	return interval(mid.value(), lo.value(), hi.value()).widen(lo.slack() + hi.slack())
}

// headcount returns the share of people below the line.
func (h *Histogram) headcount(line float64) Interval {
	all := float64(h.total)
	lo, hi := h.CountBelow(line)
	return interval(h.shareBelow(line), float64(lo)/all, float64(hi)/all).outward()
}

// outward moves ends that are not whole shares outwards by one rounding.
func (i Interval) outward() Interval {
	if i.Lo != 0 {
		i.Lo = math.Nextafter(i.Lo, math.Inf(-1))
	}
	if i.Hi != 1 && i.Hi != 0 {
		i.Hi = math.Nextafter(i.Hi, math.Inf(1))
	}
	return i
}

// AtMeans returns the bins' means with their counts as weights: of all distributions that h can stand for, the most equal.
//
// Every measure that no transfer from rich to poor raises, in whatever steps (Gini, S-Gini, entropies, Atkinson, Kolm), is at least
// its value here and at most its value at AtEdges, so those two bound measures that h does not offer itself. They do not bound
// Bonferroni's and Zenga's indices, which change when two neighbours become equal.
// Both are empty while NonFinite. Counts above 2^53 are rounded.
func (h *Histogram) AtMeans() (x, w []float64) {
	t, _ := h.table()
	for i := range t.groups {
		g := &t.groups[i]
		x, w = append(x, g.mean*t.unit), append(w, float64(g.count))
	}
	return x, w
}

// AtEdges returns the edges of the bins, with weights that keep each bin's count and mean: of all distributions that h can
// stand for, the most unequal. See AtMeans. Weights are not whole numbers, and rounded.
func (h *Histogram) AtEdges() (x, w []float64) {
	t, _ := h.table()
	for i := range t.groups {
		g := &t.groups[i]
		n, q := float64(g.count), g.atLo()
		if q > 0 {
			x, w = append(x, g.lo*t.unit), append(w, n*q)
		}
		if q < 1 {
			x, w = append(x, g.hi*t.unit), append(w, n*(1-q))
		}
	}
	return x, w
}

// String describes the histogram in one line.
func (h *Histogram) String() string {
	return fmt.Sprintf("histogram of %d people, precision %d bits", h.Count(), h.Precision())
}
