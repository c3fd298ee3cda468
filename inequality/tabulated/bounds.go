package tabulated

import (
	"fmt"
	"math"

	"github.com/cogap/cogap/internal/sum"
)

// Interval is all that a value can be, from Lo to Hi.
type Interval struct{ Lo, Hi float64 }

var unknown = Interval{math.NaN(), math.NaN()}

// Mean returns what the mean of all people can be, in the unit of the amounts: a point if it is known.
func (t *Table) Mean() Interval {
	if !math.IsNaN(t.total) {
		return Interval{t.total, t.total}
	}
	lo, hi := t.meanRange()
	return Interval{lo, hi}
}

// Gini returns what the Gini can be. With the means m of all brackets [a, b] it is Gastwirth's interval,
//
//	Lo = Gini of the means,   Hi = Lo + sum f^2 (m-a)(b-m)/(mu (b-a))
//
// with f^2 (m-a)/mu for an open bracket. Where means are not known the ends are those over all means that agree with the table and, if it is
// known, with the mean of all. An open bracket without any mean has the end 1, which is not reached. No unit. NaN if amounts can be
// negative or all are 0. Cost O(k) a step of a search, some 100 steps. Source: Gastwirth 1972; the search is Dinkelbach's 1967.
func (t *Table) Gini() Interval {
	if _, hi := t.meanRange(); t.lowest() < 0 || !(hi > 0) {
		return unknown
	}
	if !math.IsNaN(t.total) {
		if !(t.total > 0) {
			return unknown
		}
		return Interval{t.least() / t.total, t.most() / t.total}
	}
	return Interval{t.leastRatio(), t.mostRatio()}
}

// lowest is the lower end of the first bracket with people.
func (t *Table) lowest() float64 {
	for _, b := range t.brackets {
		if b.Weight > 0 {
			return b.Lower
		}
	}
	return math.NaN()
}

// spread is 2R - 1 of a bracket, with the mid-rank R.
func (t *Table) spread(k int) float64 { return 2*t.upTo[k] - t.share[k] - 1 }

// within is the absolute Gini that a bracket with the mean m can have inside, all its people at its ends, times its share squared.
func (t *Table) within(k int, m float64) float64 {
	b, f := t.brackets[k], t.share[k]
	switch {
	case b.point():
		return 0
	case math.IsInf(b.Upper, 1):
		return f * f * (m - b.Lower)
	}
	return f * f * ((m - b.Lower) / (b.Upper - b.Lower) * (b.Upper - m))
}

// absolute is sum f m (2R-1), and what is within brackets if asked for, over the means that pick chooses.
func (t *Table) absolute(pick func(k int) float64, within bool) (gini, mean float64) {
	var g, mu sum.Compensated
	for k := range t.brackets {
		if t.share[k] == 0 {
			continue
		}
		m := pick(k)
		mu.Add(float64(t.share[k] * m))
		g.Add(float64(t.share[k] * m * t.spread(k)))
		if within {
			g.Add(t.within(k, m))
		}
	}
	return g.Value(), mu.Value()
}

// least is the least absolute Gini with the mean of all that is known: what is left above the lowest means goes to the poorest first.
func (t *Table) least() float64 {
	lowest, _ := t.meanRange()
	rest := t.total - lowest
	gini, _ := t.absolute(func(k int) float64 {
		from, to := t.brackets[k].reach()
		more := min(to-from, max(rest, 0)/t.share[k])
		rest -= float64(more * t.share[k])
		return from + more
	}, false)
	return gini
}

// most is the largest absolute Gini with the mean of all that is known. An open bracket whose mean is not known takes all that the others leave at
// their lower ends; otherwise one price of a unit of mean balances all brackets.
func (t *Table) most() float64 {
	price := t.balance()
	gini, _ := t.absolute(func(k int) float64 { return t.dearest(k, price) }, true)
	return gini
}

// balance is the price at which the dearest means have the mean of all. Where the last bracket is open it is 1.
func (t *Table) balance() float64 {
	if last := t.brackets[len(t.brackets)-1]; t.openTop() && math.IsNaN(last.Mean) {
		return 1
	}
	lo, hi := -2.0, 2.0
	for range 200 {
		price := (lo + hi) / 2
		if _, mean := t.absolute(func(k int) float64 { return t.dearest(k, price) }, false); mean > t.total {
			lo = price
		} else {
			hi = price
		}
	}
	return (lo + hi) / 2
}

func (t *Table) openTop() bool {
	last := len(t.brackets) - 1
	return t.share[last] > 0 && math.IsInf(t.brackets[last].Upper, 1)
}

// dearest is the mean m of a bracket with the largest f m (2R-1) + within - price f m.
func (t *Table) dearest(k int, price float64) float64 {
	b := t.brackets[k]
	switch {
	case !math.IsNaN(b.Mean):
		return b.Mean
	case math.IsInf(b.Upper, 1): // all that is left
		lowest, _ := t.meanRange()
		return b.Lower + max(t.total-lowest, 0)/t.share[k]
	}
	width := b.Upper - b.Lower
	m := b.Lower + float64(width/2) + float64(width*((t.spread(k)-price)/(2*t.share[k])))
	return min(max(m, b.Lower), b.Upper)
}

// leastRatio is the least Gini over all means: for a Gini g, the means with the least sum f m (2R-1-g) lie at ends, and the g at which that
// sum is 0 is the least.
func (t *Table) leastRatio() float64 {
	return dinkelbach(func(g float64) (float64, float64) {
		return t.absolute(func(k int) float64 {
			from, to := t.brackets[k].reach()
			if t.spread(k) >= g || math.IsInf(to, 1) {
				return from
			}
			return to
		}, false)
	})
}

// mostRatio is the largest Gini over all means, 1 with an open bracket whose mean is not known.
func (t *Table) mostRatio() float64 {
	if t.openTop() && math.IsNaN(t.brackets[len(t.brackets)-1].Mean) {
		return 1
	}
	return dinkelbach(func(g float64) (float64, float64) {
		return t.absolute(func(k int) float64 { return t.dearest(k, g) }, true)
	})
}

// dinkelbach finds the best ratio of two sums from what is best for a given ratio.
func dinkelbach(best func(g float64) (numerator, denominator float64)) float64 {
	g := 0.0
	for range 100 {
		num, den := best(g)
		if !(den > 0) { // all at 0
			return g
		}
		next := num / den
		if math.Abs(next-g) < 1e-15 {
			return next
		}
		g = next
	}
	return g
}

// Lorenz returns what the poorest share p of people can hold of the total. In its bracket [a, b] the poorest share u of people hold at most u times its mean m, and at least u a and m - (1-u) b.
// A point at the end of a bracket where all means are known. Means that are not known are where they make the share the largest or the smallest: all at an end of their bracket, but for
// that of the bracket in which p lies, which for the smallest is u a + (1-u) b; if the mean of all is known, what the lowest means leave goes to those first that make it so. NaN
// if amounts can be negative or all are 0. It returns an error if p is not in [0, 1].
func (t *Table) Lorenz(p float64) (Interval, error) {
	if err := checkShare(p); err != nil {
		return unknown, err
	}
	if _, hi := t.meanRange(); !(hi > 0) || !t.means() && t.lowest() < 0 || !math.IsNaN(t.total) && !(t.total > 0) {
		return unknown, nil
	}
	if p == 1 {
		return Interval{1, 1}, nil
	}
	k, u := t.ending(p)
	i := Interval{t.leastHeld(k, u), t.mostHeld(k, u)}
	return Interval{min(i.Lo, i.Hi), i.Hi}, nil
}

// ending is the bracket in which the poorest share p ends, and the share of its people among them.
func (t *Table) ending(p float64) (k int, u float64) {
	before := 0.0
	for k, f := range t.share {
		if f > 0 && (p <= t.upTo[k] || t.upTo[k] == 1) {
			if p == t.upTo[k] {
				return k, 1
			}
			return k, min(max((p-before)/f, 0), 1)
		}
		before = t.upTo[k]
	}
	return len(t.share) - 1, 1
}

// sides are what those below a bracket and above it have, for each of all, where means that are not known are at an end of theirs.
func (t *Table) sides(k int, below, above func(lo, hi float64) float64) (lower, upper float64) {
	var low, high sum.Compensated
	for j, b := range t.brackets {
		f := t.share[j]
		if f == 0 || j == k {
			continue
		}
		if lo, hi := b.reach(); j < k {
			low.Add(float64(f * below(lo, hi)))
		} else {
			high.Add(float64(f * above(lo, hi)))
		}
	}
	return low.Value(), high.Value()
}

func lowerEnd(lo, _ float64) float64 { return lo }
func upperEnd(_, hi float64) float64 { return hi }

// mostHeld is the largest share that those below the bracket k and the poorest share u of it can hold.
func (t *Table) mostHeld(k int, u float64) float64 {
	f := t.share[k]
	lo, hi := t.brackets[k].reach()
	if !math.IsNaN(t.total) {
		low, _ := t.sides(k, lowerEnd, lowerEnd)
		most, _ := t.sides(k, upperEnd, lowerEnd)
		least, _ := t.meanRange()
		rest := max(t.total-least, 0)
		more := min(most-low, rest) // to those below first, then to the bracket
		inside := min(float64(f*(hi-lo)), rest-more)
		if math.IsInf(hi, 1) {
			inside = rest - more
		}
		return min((low+more+float64(u*(float64(f*lo)+inside)))/t.total, 1)
	}
	low, high := t.sides(k, upperEnd, lowerEnd)
	share := func(m float64) float64 {
		all := low + float64(f*m) + high
		if !(all > 0) {
			return u // as if those of the bracket had next to nothing, and others nothing
		}
		return (low + float64(u*f*m)) / all
	}
	if math.IsInf(hi, 1) {
		return max(share(lo), u)
	}
	return max(share(lo), share(hi))
}

// leastHeld is the smallest such share.
func (t *Table) leastHeld(k int, u float64) float64 {
	f, b := t.share[k], t.brackets[k]
	lo, hi := b.reach()
	poorest := func(m float64) float64 { // what the poorest share u of the bracket hold, for each of all
		held := u * b.Lower
		if u == 1 {
			held = m
		} else if !math.IsInf(b.Upper, 1) {
			held = max(held, m-float64((1-u)*b.Upper))
		}
		return float64(f * held)
	}
	turn := hi // up to this mean those hold no more
	if math.IsInf(b.Upper, 1) {
		if u == 1 {
			turn = lo
		}
	} else {
		turn = min(max(float64(u*b.Lower)+float64((1-u)*b.Upper), lo), hi)
	}
	if !math.IsNaN(t.total) {
		low, high := t.sides(k, lowerEnd, upperEnd)
		_, from := t.sides(k, lowerEnd, lowerEnd)
		least, _ := t.meanRange()
		rest := max(t.total-least, 0)
		rest -= min(rest, (high-from)+float64(f*(turn-lo))) // to those above and to the bracket first
		return (low + poorest(lo) + rest) / t.total
	}
	low, high := t.sides(k, lowerEnd, upperEnd)
	all := low + float64(f*turn) + high
	if math.IsInf(all, 1) || !(all > 0) {
		return 0
	}
	return (low + poorest(turn)) / all
}

func checkShare(p float64) error {
	if p >= 0 && p <= 1 {
		return nil
	}
	return fmt.Errorf("tabulated: p: got %v, want 0 to 1", p)
}

// Quantile returns what the p-quantile can be, in the unit of the amounts: inside the bracket that holds it and, if its mean m is known, no further
// from it than leaves m possible, so that m itself always is. With the share u of the bracket's people below,
//
//	Hi = (m - u a)/(1-u),   Lo = (m - (1-u) b)/u
//
// It returns an error if p is not in [0, 1].
func (t *Table) Quantile(p float64) (Interval, error) {
	if err := checkShare(p); err != nil {
		return unknown, err
	}
	before := 0.0
	for k, b := range t.brackets {
		if f := t.share[k]; f > 0 && (p <= t.upTo[k] || t.upTo[k] == 1) {
			return b.quantile(min(max((p-before)/f, 0), 1)), nil
		}
		before = t.upTo[k]
	}
	return unknown, nil
}

func (b Bracket) quantile(u float64) Interval {
	i := Interval{b.Lower, b.Upper}
	if math.IsNaN(b.Mean) {
		return i
	}
	// As distances from the ends, which do not cancel, and with m inside in spite of rounding.
	if u < 1 {
		i.Hi = min(i.Hi, max(b.Lower+(b.Mean-b.Lower)/(1-u), b.Mean))
	}
	if u > 0 && !math.IsInf(b.Upper, 1) {
		const rounding = 1e-14
		if lo := min(b.Upper-(b.Upper-b.Mean)/u, b.Mean); lo-b.Lower > rounding*(b.Upper-b.Lower) {
			i.Lo = lo
		}
	}
	return i
}

// Headcount returns what the share of people below the line z can be. Inside a bracket whose mean m is known it is, of the bracket's people,
//
//	up to m       0 to (b-m)/(b-z)
//	above m       (z-m)/(z-a) to 1
//
// else 0 to 1. It returns an error if z is not finite.
func (t *Table) Headcount(z float64) (Interval, error) {
	if math.IsNaN(z) || math.IsInf(z, 0) {
		return unknown, fmt.Errorf("tabulated: z: got %v, want a finite number", z)
	}
	before := 0.0
	for k, b := range t.brackets {
		if f := t.share[k]; f > 0 && z < b.Upper {
			in := b.below(z)
			return Interval{before + float64(f*in.Lo), before + float64(f*in.Hi)}, nil
		}
		before = t.upTo[k]
	}
	return Interval{1, 1}, nil
}

// below is the share of a bracket's people below z < Upper.
func (b Bracket) below(z float64) Interval {
	switch {
	case z <= b.Lower:
		return Interval{0, 0}
	case math.IsNaN(b.Mean):
		return Interval{0, 1}
	case z > b.Mean:
		return Interval{(z - b.Mean) / (z - b.Lower), 1}
	case math.IsInf(b.Upper, 1):
		return Interval{0, 1}
	}
	return Interval{0, (b.Upper - b.Mean) / (b.Upper - z)}
}
