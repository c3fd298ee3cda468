package inequality

import (
	"math"
	"sort"
)

// Lorenz returns L(p), the share of the total that the poorest share p of the people hold.
//
// The curve is the polygon through (C_i/W, S_i/S), with C and S the cumulated weights and
// totals over ascending distinct values; in between it is linear, so a person may be split.
// Shares, Palma, S-Gini, Gini and Wolfson all come from this curve and agree with each other.
// L(0) = 0 and L(1) = 1; with negative values it dips below 0. NaN if the mean is not
// positive. It returns an error if p is not in [0, 1]. Cost O(log n), after O(n) once.
func (d *Distribution) Lorenz(p float64) (float64, error) {
	if err := checkRange("p", p, 0, 1); err != nil {
		return math.NaN(), err
	}
	return d.lorenz(p), nil
}

func (d *Distribution) lorenz(p float64) float64 {
	if !d.relative() {
		return math.NaN()
	}
	income := d.cumIncome()
	return d.incomeUpTo(p) / income[len(income)-1]
}

// incomeUpTo is the scaled total held by the poorest share p.
func (d *Distribution) incomeUpTo(p float64) float64 {
	income := d.cumIncome()
	target := float64(p * d.total())
	i := min(sort.SearchFloat64s(d.cum, target), len(d.cum)-1)
	before := 0.0
	if i > 0 {
		before = income[i-1]
	}
	if target >= d.cum[i] {
		return income[i]
	}
	return before + float64((target-d.below(i))*d.scaled(i))
}

// GeneralizedLorenz returns mean times L(p), the amount per head of the whole population that
// the poorest share p hold, in the unit of x. It is defined for any mean. NaN: see
// [Distribution]. It returns an error if p is not in [0, 1]. Cost as [Distribution.Lorenz].
func (d *Distribution) GeneralizedLorenz(p float64) (float64, error) {
	if err := checkRange("p", p, 0, 1); err != nil || d.empty() {
		return math.NaN(), err
	}
	return d.incomeUpTo(p) / d.total() / d.scale, nil
}

// LorenzCurve returns the corners of the Lorenz curve, (0, 0) and one more for each distinct
// value: population shares p and shares of the total l. Without observations both are nil;
// l is all NaN if the mean is not positive. Cost O(n).
func (d *Distribution) LorenzCurve() (p, l []float64) {
	if d.empty() {
		return nil, nil
	}
	income := d.cumIncome()
	p, l = make([]float64, len(d.x)+1), make([]float64, len(d.x)+1)
	for i := range d.x {
		p[i+1] = d.cum[i] / d.total()
		l[i+1] = income[i] / income[len(income)-1]
	}
	if !d.relative() {
		for i := range l {
			l[i] = math.NaN()
		}
	}
	return p, l
}

// TopShare returns 1 - L(1-t), the share of the total held by the richest share t; see
// [Distribution.Lorenz].
func (d *Distribution) TopShare(t float64) (float64, error) {
	if err := checkRange("t", t, 0, 1); err != nil {
		return math.NaN(), err
	}
	return 1 - d.lorenz(1-t), nil
}

// BottomShare returns L(b), the share of the total held by the poorest share b; see
// [Distribution.Lorenz].
func (d *Distribution) BottomShare(b float64) (float64, error) {
	if err := checkRange("b", b, 0, 1); err != nil {
		return math.NaN(), err
	}
	return d.lorenz(b), nil
}

// Palma returns the Palma ratio, what the richest tenth holds over what the poorest four
// tenths hold: (1 - L(0.9))/L(0.4). No unit. +Inf if the poorest hold nothing, NaN if they
// hold less than nothing or the mean is not positive. Cost O(log n), after O(n) once.
func (d *Distribution) Palma() float64 { return ratio(1-d.lorenz(0.9), d.lorenz(0.4)) }

// S80S20 returns the quintile share ratio, what the richest fifth holds over what the poorest
// fifth holds: (1 - L(0.8))/L(0.2). Edge cases and cost as [Distribution.Palma].
//
// Sums up to a threshold value, as Eurostat has it, differ from this wherever values are tied.
func (d *Distribution) S80S20() float64 { return ratio(1-d.lorenz(0.8), d.lorenz(0.2)) }

// ratio is a/b for b > 0 and, for positive a, +Inf at b = 0; otherwise NaN.
func ratio(a, b float64) float64 {
	if b < 0 {
		return math.NaN()
	}
	return a / math.Abs(b) // abs: a -0 must not make the ratio -Inf
}

// Ordering is the result of comparing two Lorenz curves.
type Ordering int

// The orderings of two Lorenz curves a and b.
const (
	Incomparable Ordering = iota // the curves cross, or one is not defined
	Same                         // equal everywhere within the tolerance
	FirstAbove                   // a nowhere below b: a is more equal (Lorenz), or better (generalised)
	SecondAbove                  // b nowhere below a
)

// String returns the name of the ordering.
func (o Ordering) String() string {
	names := [...]string{"incomparable", "same", "first above", "second above"}
	if o < 0 || int(o) >= len(names) {
		return "unknown"
	}
	return names[o]
}

// LorenzDominance compares the Lorenz curves of a and b at the union of their corners, where
// all that can happen between two polygons happens. If one curve lies nowhere below the other,
// every measure that respects transfers from rich to poor calls it more equal.
//
// Differences up to tolerance (>= 0, a share) count as none. Incomparable if a curve is not
// defined. It returns an error if tolerance is negative or not finite. Cost O(n).
// Source: Atkinson 1970.
func LorenzDominance(a, b *Distribution, tolerance float64) (Ordering, error) {
	if err := checkRange("tolerance", tolerance, 0, math.Inf(1)); err != nil || !a.relative() || !b.relative() {
		return Incomparable, err
	}
	return dominance(a, b, a.lorenz, b.lorenz, tolerance), nil
}

// GeneralizedLorenzDominance compares mean times Lorenz curve: a curve nowhere below means
// more welfare for everyone who likes more income and less inequality. tolerance is in the
// unit of x; otherwise as [LorenzDominance]. Source: Shorrocks 1983.
func GeneralizedLorenzDominance(a, b *Distribution, tolerance float64) (Ordering, error) {
	if err := checkRange("tolerance", tolerance, 0, math.Inf(1)); err != nil || a.empty() || b.empty() {
		return Incomparable, err
	}
	general := func(d *Distribution) func(float64) float64 {
		return func(p float64) float64 { return d.incomeUpTo(p) / d.total() / d.scale }
	}
	return dominance(a, b, general(a), general(b), tolerance), nil
}

func dominance(a, b *Distribution, curveA, curveB func(p float64) float64, tolerance float64) Ordering {
	var above, below bool
	for _, d := range []*Distribution{a, b} {
		for i := range d.cum {
			p := d.cum[i] / d.total()
			gap := curveA(p) - curveB(p)
			above = above || gap > tolerance
			below = below || gap < -tolerance
		}
	}
	switch {
	case above && below:
		return Incomparable
	case above:
		return FirstAbove
	case below:
		return SecondAbove
	}
	return Same
}
