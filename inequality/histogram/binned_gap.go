package histogram

import (
	"iter"
	"math"
	"sort"
)

// BinnedGap compares two groups that are held as histograms of the same precision, A (say those who pay) and B (those who
// do not), as [inequality.Gap] compares two samples. Every difference is A less B. Measures are NaN if a group is empty or holds
// values that are not finite; they panic if the precisions differ. Cost of each: the number of bins.
//
//	gap := inequality.BinnedGap{A: payers.Binned(), B: others.Binned()}
type BinnedGap struct {
	A, B *Binned
}

// check panics if the histograms do not share their bins.
func (g BinnedGap) check() {
	if g.A.precision != g.B.precision {
		panic("histogram: histograms differ in precision")
	}
}

func (g BinnedGap) empty() bool {
	g.check()
	return g.A.empty() || g.B.empty()
}

// Mean returns the difference of the means, exact but for rounding, in the unit of the values.
func (g BinnedGap) Mean() Interval {
	if g.empty() {
		return nanInterval
	}
	a, b := g.A.Mean(), g.B.Mean()
	return Interval{a - b, a - b, a - b}.widen(float64(0x1p-50 * (math.Abs(a) + math.Abs(b))))
}

// MeanRatio returns the mean of A over that of B, exact but for rounding. NaN unless the mean of B is above 0.
func (g BinnedGap) MeanRatio() Interval {
	if g.empty() || !(g.B.Mean() > 0) {
		return nanInterval
	}
	r := g.A.Mean() / g.B.Mean()
	return Interval{r, r, r}.rounded()
}

// Quantile returns the difference of the p-quantiles, in the unit of the values. p is 0 to 1.
func (g BinnedGap) Quantile(p float64) Interval {
	checkShare(p)
	if g.empty() {
		return nanInterval
	}
	return g.A.Quantile(p).Minus(g.B.Quantile(p))
}

// MedianRatio returns the median of A over that of B. NaN unless the median of B is above 0; where it may or may not be, the interval is
// what it is if it is.
func (g BinnedGap) MedianRatio() Interval {
	if g.empty() {
		return nanInterval
	}
	b := g.B.Median()
	if !(b.Hi > 0) {
		return nanInterval
	}
	return g.A.Median().ratio(b)
}

// A pairBin is one bin of two histograms, with the shares of A and B before and after it.
type pairBin struct {
	a, b                 group // count 0 if nobody is there
	a0, a1, b0, b1       float64
	lo, hi               float64 // from the smallest to the largest value possible
	inA, inB, same       bool    // same: all have the same value
	aFirst, bFirst, both bool    // both share the bin and are not known to be apart
}

// bins yields the bins of both histograms in ascending order.
func (g BinnedGap) bins() iter.Seq[pairBin] {
	return func(yield func(pairBin) bool) {
		a, b := g.A.groups, g.B.groups
		var p pairBin
		for len(a) > 0 || len(b) > 0 {
			p = pairBin{
				inA: len(a) > 0 && (len(b) == 0 || a[0].bin <= b[0].bin),
				inB: len(b) > 0 && (len(a) == 0 || b[0].bin <= a[0].bin),
				a0:  p.a1, a1: p.a1, b0: p.b1, b1: p.b1,
			}
			if p.inA {
				p.a, a = a[0], a[1:]
				p.a1 = p.a.upTo / g.A.all
			}
			if p.inB {
				p.b, b = b[0], b[1:]
				p.b1 = p.b.upTo / g.B.all
			}
			p.compare()
			if !yield(p) {
				return
			}
		}
	}
}

// compare finds out what is known about the order of A's and B's people in the bin.
func (p *pairBin) compare() {
	switch {
	case !p.inB:
		p.lo, p.hi = p.a.lo, p.a.hi
	case !p.inA:
		p.lo, p.hi = p.b.lo, p.b.hi
	default:
		p.lo, p.hi = min(p.a.lo, p.b.lo), max(p.a.hi, p.b.hi)
		p.same = p.lo == p.hi
		p.aFirst = !p.same && p.a.hi <= p.b.lo
		p.bFirst = !p.same && !p.aFirst && p.b.hi <= p.a.lo
		p.both = !p.same && !p.aFirst && !p.bFirst
	}
}

// KolmogorovSmirnov returns the largest difference of the two distribution functions, 0 to 1. It is exact at the edges of
// bins; Hi adds what may happen inside a bin, at most the larger of the shares there. See docs/histogram.md [20].
func (g BinnedGap) KolmogorovSmirnov() Interval {
	if g.empty() {
		return nanInterval
	}
	var lo, hi float64
	for p := range g.bins() {
		lo = max(lo, math.Abs(p.a1-p.b1))
		if p.aFirst && p.a.hi < p.b.lo {
			lo = max(lo, math.Abs(p.a1-p.b0))
		}
		if p.bFirst && p.b.hi < p.a.lo {
			lo = max(lo, math.Abs(p.a0-p.b1))
		}
		if p.aFirst || p.both {
			hi = max(hi, math.Abs(p.a1-p.b0))
		}
		if p.bFirst || p.both {
			hi = max(hi, math.Abs(p.a0-p.b1))
		}
		hi = max(hi, lo)
	}
	return Interval{lo, lo, hi}.widen(0x1p-50).clip(0, 1)
}

// CliffsDelta returns P(a > b) - P(a < b) for a person of A and one of B drawn at random, -1 to 1. Only pairs within
// one bin are uncertain; Value takes them as ties. See docs/histogram.md [21].
func (g BinnedGap) CliffsDelta() Interval {
	if g.empty() {
		return nanInterval
	}
	var sure, unsure tally
	for p := range g.bins() {
		a, b := p.a1-p.a0, p.b1-p.b0
		if p.inA { // people of A are above those of B before this bin, and below those after it
			sure.add(a*(p.b0-(1-p.b1)), a)
		}
		switch {
		case p.aFirst && p.a.hi < p.b.lo:
			sure.add(-a*b, a*b)
		case p.bFirst && p.b.hi < p.a.lo:
			sure.add(a*b, a*b)
		case p.both || p.aFirst || p.bFirst:
			unsure.add(a*b, a*b)
		}
	}
	d := sure.value()
	return Interval{d, d - unsure.value(), d + unsure.value()}.widen(float64(4*sure.slack())).clip(-1, 1)
}

// ProbabilityOfSuperiority returns P(a > b) + P(a = b)/2, which is (CliffsDelta + 1)/2.
func (g BinnedGap) ProbabilityOfSuperiority() Interval {
	delta := g.CliffsDelta()
	return Interval{delta.Value + 1, delta.Lo + 1, delta.Hi + 1}.scaled(.5).rounded().clip(0, 1)
}

// Wasserstein returns the first Wasserstein distance, the integral of |F_A - F_B|, in the unit of the values: how far people would
// have to move on average to make the groups alike. In bins where one distribution function is above the other
// throughout it is exact; elsewhere it differs from that of the bins' means by no more than people can lie off them. See
// docs/histogram.md [22].
func (g BinnedGap) Wasserstein() Interval {
	if g.empty() {
		return nanInterval
	}
	var value, lo, hi tally
	end, apart := 0.0, 0.0 // upper end of the last bin and F_A - F_B there
	for p := range g.bins() {
		if apart != 0 {
			between := float64(math.Abs(apart) * (p.lo - end))
			size := float64(4*(math.Abs(p.lo)+math.Abs(end))) + between
			value.add(between, 0)
			lo.add(between, size*0x1p-4)
			hi.add(between, size*0x1p-4)
		}
		i := p.distance()
		size := max(math.Abs(p.lo), math.Abs(p.hi)) * (p.a1 - p.a0 + p.b1 - p.b0 + 0x1p-4)
		value.add(i.Value, 0)
		lo.add(i.Lo, size)
		hi.add(i.Hi, size)
		end, apart = p.hi, p.a1-p.b1
	}
	i := interval(value.value(), lo.value(), hi.value()).widen(lo.slack() + hi.slack())
	i.Lo = max(i.Lo, 0)
	return i
}

// distance bounds the integral of |F_A - F_B| over the bin.
func (p *pairBin) distance() Interval {
	width := p.hi - p.lo
	a, b := p.a1-p.a0, p.b1-p.b0
	net := float64((p.a0-p.b0)*width) + float64(a*(p.hi-p.a.mean)) - float64(b*(p.hi-p.b.mean)) // of F_A - F_B, known exactly
	if !p.inA {
		net = float64((p.a0-p.b0)*width) - float64(b*(p.hi-p.b.mean))
	}
	if !p.inB {
		net = float64((p.a0-p.b0)*width) + float64(a*(p.hi-p.a.mean))
	}
	net = math.Abs(net)
	if p.a0 >= p.b1 || p.b0 >= p.a1 || p.same {
		return Interval{net, net, net}
	}
	steps := p.steps()
	off := float64(2 * (float64(a*p.a.spread()) + float64(b*p.b.spread())))
	most := max(math.Abs(p.a1-p.b0), math.Abs(p.b1-p.a0)) * width
	lo := max(net, steps-off, 0)
	hi := min(steps+off, most)
	return interval(p.straight(), min(lo, hi), max(lo, hi))
}

// steps returns the integral of |F_A - F_B| over the bin with everybody at the means.
func (p *pairBin) steps() float64 {
	a, b := p.a.mean, p.b.mean
	if !p.inA {
		a = p.hi
	}
	if !p.inB {
		b = p.hi
	}
	between := float64(math.Abs(p.a1-p.b0) * (b - a))
	if b < a {
		between = float64(math.Abs(p.a0-p.b1) * (a - b))
	}
	return float64(math.Abs(p.a0-p.b0)*(min(a, b)-p.lo)) + between + float64(math.Abs(p.a1-p.b1)*(p.hi-max(a, b)))
}

// straight returns that integral with both distribution functions straight across the bin.
func (p *pairBin) straight() float64 {
	from, to := p.a0-p.b0, p.a1-p.b1
	width := p.hi - p.lo
	if from*to >= 0 {
		return math.Abs(from+to) / 2 * width
	}
	return (squared(from) + squared(to)) / (math.Abs(from) + math.Abs(to)) / 2 * width
}

// Overlap returns the overlap coefficient of the two groups in classes with these edges, Σ min(p_A, p_B) over the classes
// edges[k] <= x < edges[k+1], the last one closed: 0 apart, 1 alike. It is exact where all edges are edges of bins. People
// outside the edges belong to no class. It panics unless the edges ascend and are two at least.
func (g BinnedGap) Overlap(edges []float64) Interval {
	if !ascending(edges) {
		panic("histogram: edges must ascend")
	}
	if g.empty() {
		return nanInterval
	}
	a, b := g.A.classShares(edges), g.B.classShares(edges)
	var value, lo, hi float64
	for k := range a {
		value += min(a[k].Value, b[k].Value)
		lo += min(a[k].Lo, b[k].Lo)
		hi += min(a[k].Hi, b[k].Hi)
	}
	return interval(value, lo, hi).widen(float64(0x1p-50*float64(len(a)))).clip(0, 1)
}

// ascending reports whether there are edges of one class or more.
func ascending(edges []float64) bool {
	for k := 1; k < len(edges); k++ {
		if !(edges[k-1] < edges[k]) {
			return false
		}
	}
	return len(edges) > 1 && !math.IsInf(edges[0], 0) && !math.IsInf(edges[len(edges)-1], 0)
}

// classShares returns the share of people in each class.
func (b *Binned) classShares(edges []float64) []Interval {
	shares := make([]Interval, len(edges)-1)
	from := b.shareBelow(edges[0])
	for k := range shares {
		edge := edges[k+1]
		if k == len(shares)-1 {
			edge = math.Nextafter(edge, math.Inf(1))
		}
		to := b.shareBelow(edge)
		shares[k] = interval(to.Value-from.Value, max(to.Lo-from.Hi, 0), to.Hi-from.Lo)
		from = to
	}
	return shares
}

// shareBelow returns the share of people below x.
func (b *Binned) shareBelow(x float64) Interval {
	n := len(b.groups)
	i := sort.Search(n, func(i int) bool { return b.groups[i].hi >= x })
	switch {
	case i == n:
		return Interval{1, 1, 1}
	case b.groups[i].lo >= x:
		share := b.groups[i].before / b.all
		return Interval{share, share, share}
	}
	g := &b.groups[i]
	few, many := g.partBelow(x)
	if g.count > 0 {
		least, most := g.countBelow(x)
		few, many = float64(least), float64(most)
	}
	value := g.before + float64(g.n*g.split().rank(x))
	return interval(value/b.all, (g.before+max(few, 0))/b.all, (g.before+min(many, g.n))/b.all)
}

// ShareByQuantile ranks the people of both histograms together, cuts them into groups of equal size from the poorest
// to the richest (10 for deciles), and returns the share of each group's people that belongs to with.
//
// The cut may fall inside a bin: then Value takes the bin's people mixed evenly, and the interval allows any order.
// It returns NaN in all groups if both are empty or one holds values that are not finite. It panics if the precisions differ or
// groups < 1. Cost: the number of bins.
func ShareByQuantile(with, without *Histogram, groups int) []Interval {
	if groups < 1 {
		panic("histogram: groups below 1")
	}
	if with.Precision() != without.Precision() {
		panic("histogram: histograms differ in precision")
	}
	shares := make([]Interval, groups)
	if with.total+without.total == 0 || with.NonFinite()+without.NonFinite() > 0 {
		for i := range shares {
			shares[i] = nanInterval
		}
		return shares
	}
	size := (float64(with.total) + float64(without.total)) / float64(groups)
	var below float64
	for p := range (BinnedGap{with.Binned(), without.Binned()}).bins() {
		a, b := p.a.n, p.b.n
		for k := min(int(below/size), groups-1); k < groups; k++ {
			in := takes(k, groups, size, below, a+b)
			if in == 0 && float64(k)*size >= below+a+b {
				break
			}
			shares[k].Value += in * (a / (a + b)) / size
			shares[k].Lo += max(in-b, 0) / size
			shares[k].Hi += min(in, a) / size
		}
		below += a + b
	}
	for i, s := range shares { // docs/histogram.md [23]
		shares[i] = s.widen(0x1p-40).clip(0, 1)
	}
	return shares
}
