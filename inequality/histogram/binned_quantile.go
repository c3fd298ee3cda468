package histogram

import (
	"math"
	"sort"
)

// Quantile is [Histogram.Quantile]. For weights that are not whole numbers the average of two neighbours is taken where p times the
// weight misses the weight of all up to the first of them by no more than rounding, as [inequality.Distribution.Quantile] does, and the interval
// covers either reading where that cannot be told.
func (b *Binned) Quantile(p float64) Interval {
	checkShare(p)
	switch {
	case b.empty():
		return nanInterval
	case b.count > 0:
		return b.wholeQuantile(p)
	}
	return b.weightedQuantile(p)
}

// Median returns Quantile(0.5).
func (b *Binned) Median() Interval { return b.Quantile(.5) }

// QuantileRatio is [Histogram.QuantileRatio].
func (b *Binned) QuantileRatio(num, den float64) Interval {
	return b.Quantile(num).ratio(b.Quantile(den))
}

// wholeQuantile is Quantile for people who are counted. See docs/histogram.md [6], [15].
func (b *Binned) wholeQuantile(p float64) Interval {
	target := float64(p * b.all)
	whole := math.Round(target)
	if math.Abs(target-whole) > 0x1p-50*b.all || whole == 0 || whole == b.all {
		k := int64(min(math.Ceil(target), b.all))
		return b.order(min(max(k, 1), b.count))
	}
	k := min(max(int64(whole), 1), b.count-1)
	x, y := b.order(k), b.order(k+1)
	if target == whole && b.count < 1<<52 {
		return x.average(y)
	}
	return Interval{x.average(y).Value, x.Lo, y.Hi} // a number that p may just miss: either neighbour, or their average
}

// order returns the k-th smallest value, counted from 1.
func (b *Binned) order(k int64) Interval {
	last := len(b.groups) - 1
	g := &b.groups[sort.Search(last, func(i int) bool { return b.groups[i].below+b.groups[i].count >= k })]
	return g.order(k - g.below)
}

// order returns the k-th smallest value of the group, 1 to count. The k smallest are at most as large as it and the others
// at most hi, the count-k+1 largest are at least as large and the others at least lo: with the mean known that bounds it. See docs/histogram.md [4], [14].
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

// How far p times the weight may be off, relative to the weight: nearer than sure the weight of all up to a value counts as equal to
// it here and in [inequality.Distribution.Quantile], beyond near in neither. See docs/histogram.md [26].
const (
	sureTie = 0x1p-51
	nearTie = 0x1p-49
)

// weightedQuantile is Quantile for people with weights.
func (b *Binned) weightedQuantile(p float64) Interval {
	target, near := float64(p*b.all), float64(nearTie*b.all)
	i := b.firstUpTo(target - near)
	g := &b.groups[i]
	gap := math.Abs(g.upTo - target)
	if gap > near || i == len(b.groups)-1 {
		value := g.split().quantile(fraction01(target-g.before, g.n))
		return interval(value, b.notBelow(target-near), b.notAbove(target+near))
	}
	x := Interval{g.hi, g.hi, g.hi}.average(Interval{b.groups[i+1].lo, b.groups[i+1].lo, b.groups[i+1].lo})
	if gap <= sureTie*b.all && b.lightest > 4*near {
		return x
	}
	return interval(x.Value, b.notBelow(target-near), b.notAbove(target+near))
}

// notBelow returns a value that the quantile at so many people is not below. They are at most the quantile and the others of their group
// at most hi: with the mean known that bounds it.
func (b *Binned) notBelow(people float64) float64 {
	if people <= 0 {
		return b.groups[0].lo
	}
	g := &b.groups[b.firstUpTo(people)]
	q := (people - g.before) / g.n
	if g.lo == g.hi || !(q > 0) {
		return g.lo
	}
	slack := float64(0x1p-49 * max(math.Abs(g.lo), math.Abs(g.hi)))
	return max(g.hi-(g.hi-g.mean+slack)/min(q, 1)-slack, g.lo)
}

// notAbove returns a value that the quantile at so many people is not above.
func (b *Binned) notAbove(people float64) float64 {
	last := &b.groups[len(b.groups)-1]
	if people >= b.all {
		return last.hi
	}
	g := &b.groups[b.firstUpTo(people)]
	q := (people - g.before) / g.n
	if g.lo == g.hi || !(q < 1) {
		return g.hi
	}
	slack := float64(0x1p-49 * max(math.Abs(g.lo), math.Abs(g.hi)))
	return min(g.lo+(g.mean-g.lo+slack)/(1-max(q, 0))+slack, g.hi)
}
