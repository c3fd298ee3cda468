package inequality

import "math"

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
