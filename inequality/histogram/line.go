package histogram

import "math"

// CountBelow returns bounds of the number of people whose value is below x, -Inf among them and NaN never. The two are
// equal unless x lies inside a bin; there the bin's mean narrows them. x must not be NaN: then both are 0.
func (h *Histogram) CountBelow(x float64) (lo, hi int64) {
	if math.IsNaN(x) {
		return 0, 0
	}
	if x > math.Inf(-1) {
		lo = h.inf[0]
	}
	for s := range h.slots() {
		if s.lo >= x {
			break
		}
		if s.hi < x {
			lo += s.count
			continue
		}
		g := newGroup(&s)
		few, many := g.countBelow(x)
		return lo + few, lo + many
	}
	return lo, lo
}

// CountAtLeast returns bounds of the number of people whose value is x or more, +Inf among them and NaN never. If values are
// reservation prices that is the demand at the price x; it is exact where x is an edge of a bin (a number of
// Precision + 1 significant bits at most). x must not be NaN: then both are 0.
func (h *Histogram) CountAtLeast(x float64) (lo, hi int64) {
	if math.IsNaN(x) {
		return 0, 0
	}
	few, many := h.CountBelow(x)
	all := h.total - h.nan
	return all - many, all - few
}

// CountAbove returns bounds of the number of people whose value is above x, +Inf among them and NaN never.
func (h *Histogram) CountAbove(x float64) (lo, hi int64) {
	if !(x < math.Inf(1)) {
		return 0, 0
	}
	return h.CountAtLeast(math.Nextafter(x, math.Inf(1)))
}

// countBelow bounds the number of the group's people below x, the line in its bin.
func (g *group) countBelow(x float64) (lo, hi int64) {
	switch {
	case g.lo >= x: // the only value of its bin
		return 0, 0
	case g.hi < x:
		return g.count, g.count
	}
	few, many := g.partBelow(x)
	return g.people(math.Ceil(few - 1e-6)), g.people(math.Floor(many + 1e-6))
}

// partBelow bounds the number of the group's people below x, between its edges. They are at least lo, the others at least x:
// too few below would lift the mean. The others are at most hi, those below less than x: too many below would sink it. See docs/histogram.md [5], [16].
func (g *group) partBelow(x float64) (few, many float64) {
	slack := float64(0x1p-50 * (math.Abs(x) + math.Abs(g.mean)))
	few = g.n * (1 - 0x1p-50) * (x - g.mean - slack) / (x - g.lo)
	many = g.n * (1 + 0x1p-50) * (g.hi - g.mean + slack) / (g.hi - x) // +Inf if x = hi
	return few, many
}

// people returns n within 0 to the group's count.
func (g *group) people(n float64) int64 {
	switch {
	case !(n > 0):
		return 0
	case n >= float64(g.count):
		return g.count
	}
	return int64(n)
}

// CDF returns F(x), the share of people whose value is x or less. NaN if empty, NonFinite or x is NaN.
func (h *Histogram) CDF(x float64) Interval {
	if h.NonFinite() > 0 || h.total == 0 || math.IsNaN(x) {
		return nanInterval
	}
	if math.IsInf(x, 0) {
		v := float64(max(0, math.Copysign(1, x)))
		return Interval{v, v, v}
	}
	return h.headcount(math.Nextafter(x, math.Inf(1)))
}

// shareBelow estimates the share of people below x by the split histogram.
func (h *Histogram) shareBelow(x float64) float64 {
	var below float64
	for s := range h.slots() {
		if s.lo >= x {
			break
		}
		g := newGroup(&s)
		below += float64(float64(g.count) * g.split().rank(x))
	}
	return below / float64(h.total)
}

// SumAtLeast returns the sum of the values of the people who have x or more: what they spend if they all pay what they
// are ready to. Exact but for rounding where x is an edge of a bin. NaN if NonFinite or x is NaN; 0 if empty.
func (h *Histogram) SumAtLeast(x float64) Interval {
	if h.NonFinite() > 0 || math.IsNaN(x) {
		return nanInterval
	}
	var value, lo, hi tally
	for s := range h.slots() {
		if s.hi < x {
			continue
		}
		g := newGroup(&s)
		if g.lo >= x {
			v := s.sum().value()
			value.add(v, 0)
			lo.add(v, math.Abs(v))
			hi.add(v, math.Abs(v))
			continue
		}
		if g.hi < x {
			continue
		}
		i := g.sumAtLeast(x)
		value.add(i.Value, 0)
		lo.add(i.Lo, math.Abs(i.Lo))
		hi.add(i.Hi, math.Abs(i.Hi))
	}
	return interval(value.value(), lo.value()-lo.slack(), hi.value()+hi.slack())
}

// sumAtLeast bounds the sum of the group's values that are x or more, for lo < x <= hi: the sum of all less that of so many below,
// and so many times x to hi. See docs/histogram.md [17].
func (g *group) sumAtLeast(x float64) Interval {
	n := float64(g.count)
	few, many := g.countBelow(x)
	below := interval(0, float64(few), float64(many))
	rest := interval(0, n-below.Hi, n-below.Lo)
	under := products(below, g.lo, x)
	over := products(rest, x, g.hi)
	slack := float64(0x1p-48 * n * max(math.Abs(g.lo), math.Abs(g.hi)))
	lo := max(float64(n*g.mean)-under.Hi, over.Lo) - slack
	hi := min(float64(n*g.mean)-under.Lo, over.Hi) + slack
	s := g.split()
	return interval(n*(g.mean-s.sum(s.rank(x))), lo, hi)
}

// products bounds k*v for k in an interval and v from lo to hi.
func products(k Interval, lo, hi float64) Interval {
	return Interval{0, min(k.Lo*lo, k.Hi*lo), max(k.Lo*hi, k.Hi*hi)}
}
