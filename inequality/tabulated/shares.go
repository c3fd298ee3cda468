package tabulated

import (
	"fmt"
	"math"

	"github.com/cogap/cogap/internal/dmath"
	"github.com/cogap/cogap/internal/sum"
)

// Shares are the bounds that points of a Lorenz curve leave when nothing else is known, for amounts that are not negative. They are built by [NewShares]. Amounts are relative to the
// mean: a line of 0.5 is half the mean. [Shares.Interpolate] returns one distribution that has them.
//
// Between two points the curve bends as it likes, as long as it gets steeper: no amount there is below the average amount of those before it, nor above that of those after.
type Shares struct {
	parts []Bracket // between points: the averages before and after, the share of people, the average
	upTo  []float64 // share of people in it and those below
	held  []float64 // and what they hold
}

// NewShares checks points of a Lorenz curve and returns what they leave open. It returns an error if they are on no curve, with each as a [RowError], if there are none, or if the poorest
// have less than 0.
func NewShares(of Points) (*Shares, error) {
	if err := of.check(0); err != nil {
		return nil, err
	}
	if of.L[0] < 0 {
		return nil, rowError(0, "", "got (%v, %v), want no share below 0: bounds are for amounts that are not negative", of.P[0], of.L[0])
	}
	s := &Shares{}
	n := len(of.P)
	p, l := 0.0, 0.0
	for k := range n {
		to, held := of.P[k], of.L[k]
		if k == n-1 {
			to, held = 1, 1
		}
		s.parts = append(s.parts, Bracket{Weight: to - p, Mean: (held - l) / (to - p)})
		s.upTo, s.held = append(s.upTo, to), append(s.held, held)
		p, l = to, held
	}
	for k := range s.parts {
		b := &s.parts[k]
		if k > 0 { // rounding may have the curve fall by a little
			b.Mean = max(b.Mean, s.parts[k-1].Mean)
			b.Lower = s.parts[k-1].Mean
		}
	}
	for k := range s.parts {
		if s.parts[k].Upper = math.Inf(1); k+1 < n {
			s.parts[k].Upper = s.parts[k+1].Mean
		}
	}
	return s, nil
}

// Gini returns what the Gini can be: at least that of the polygon through the points, at most that of the least convex curve through them,
//
//	Hi = Lo + sum f^2 (m-s)(t-m)/(t-s)
//
// with the averages m, the shares of people f, and slopes s, t at the ends of each part that all parts agree on and make the sum the largest; f^2 (m-s) for the last part, whose end is as
// steep as one likes. It is exact to the last digits where a thousand rounds find these slopes, else a little too wide. Cost O(k) a round. Source: Gastwirth 1972, with
// slopes that are not known.
func (s *Shares) Gini() Interval {
	lo := 1.0
	before := 0.0
	for k, b := range s.parts {
		lo -= float64(b.Weight * (before + s.held[k]))
		before = s.held[k]
	}
	lo = max(lo, 0)
	return Interval{lo, min(lo+s.mostInside(), 1)}
}

// mostInside is the largest sum of what is inside parts. It is concave in the slopes, each of which is best between those beside it in closed form, and so at most its value at any
// slopes plus what its tangent there rises to inside their ends, which is small after some rounds.
func (s *Shares) mostInside() float64 {
	n := len(s.parts)
	slopes := make([]float64, n+1) // at the ends of parts
	slopes[n] = math.Inf(1)
	for k := 1; k < n; k++ {
		slopes[k] = (s.parts[k-1].Mean + s.parts[k].Mean) / 2
	}
	at := func(k int) (from, to float64) { return slopes[k], slopes[k+1] }
	const rounds, small = 1000, 1e-14
	best := s.inside(func(k int) (from, to float64) { return s.parts[k].Lower, s.parts[k].Upper }) // each part by itself
	for range rounds {
		for k := 1; k < n; k++ {
			slopes[k] = bestSlope(s.parts[k-1], s.parts[k], slopes[k-1], slopes[k+1])
		}
		rise := s.rise(slopes)
		best = min(best, s.inside(at)+rise)
		if rise < small {
			break
		}
	}
	return best
}

// rise is how much more the tangent of what is inside has at the best slopes that parts allow.
func (s *Shares) rise(slopes []float64) float64 {
	var all sum.Compensated
	before := s.towards(0, slopes, 0) // u/(u+v) of the part before
	for k := 1; k < len(s.parts); k++ {
		a, b := s.parts[k-1], s.parts[k]
		share := s.towards(k, slopes, a.Weight*before)
		gains, takes := a.Weight*before, b.Weight*(1-share)
		slope := float64(gains*gains) - float64(takes*takes)
		all.Add(max(slope*(b.Mean-slopes[k]), slope*(a.Mean-slopes[k]), 0))
		before = share
	}
	return all.Value()
}

// towards is u/(u+v) of a part. Where both are 0 there are many tangents: that is the best which takes no more at its lower end than the part before gains there.
func (s *Shares) towards(k int, slopes []float64, gained float64) float64 {
	b := s.parts[k]
	none := 1e-12 * b.Mean // but for rounding
	switch u, v := b.Mean-slopes[k], slopes[k+1]-b.Mean; {
	case math.IsInf(v, 1):
		return 0
	case u+v > none:
		return u / (u + v)
	case k == 0 || b.Mean-s.parts[k-1].Mean <= none: // its lower end cannot move
		return 0
	default:
		return max(1-gained/b.Weight, 0)
	}
}

// bestSlope is the slope between two parts at which a little more of it gives the one what it takes from the other: f u/(u+v) = g v'/(u'+v').
func bestSlope(a, b Bracket, from, to float64) float64 {
	u, f, g := a.Mean-from, a.Weight, b.Weight
	best := a.Mean + float64(u*(f/g-1))
	if !math.IsInf(to, 1) {
		v := to - b.Mean
		best = (float64(f*u*to) + float64(g*v*from)) / (float64(f*u) + float64(g*v))
	}
	if !(best >= a.Mean) { // also where nothing is inside
		return a.Mean
	}
	return min(best, b.Mean)
}

func (s *Shares) inside(slopes func(k int) (from, to float64)) float64 {
	var all sum.Compensated
	for k, b := range s.parts {
		from, to := slopes(k)
		switch u, v := b.Mean-from, to-b.Mean; {
		case math.IsInf(to, 1):
			all.Add(b.Weight * b.Weight * u)
		case u > 0 && v > 0:
			all.Add(b.Weight * b.Weight * (u / (u + v) * v))
		}
	}
	return all.Value()
}

// Lorenz returns what the poorest share p can hold: at most what the chord between points says, at least what the chords before and after say if they go on. It returns an error if p is not in [0, 1].
func (s *Shares) Lorenz(p float64) (Interval, error) {
	if err := checkShare(p); err != nil {
		return unknown, err
	}
	from, base := 0.0, 0.0
	for k, b := range s.parts {
		if p > s.upTo[k] {
			from, base = s.upTo[k], s.held[k]
			continue
		}
		hi := base + float64((p-from)/b.Weight*(s.held[k]-base))
		lo := base + float64((p-from)*b.Lower)
		switch {
		case p == s.upTo[k]:
			lo = s.held[k]
		case !math.IsInf(b.Upper, 1):
			lo = max(lo, s.held[k]-float64((s.upTo[k]-p)*b.Upper))
		}
		return Interval{min(lo, hi), hi}, nil
	}
	return Interval{1, 1}, nil
}

// TopShare returns what the richest share t can hold, 1 less [Shares.Lorenz] at 1-t. It returns an error if t is not in [0, 1].
func (s *Shares) TopShare(t float64) (Interval, error) { return topShare(s, t) }

// Quantile returns what the p-quantile can be, relative to the mean, as [Table.Quantile] has it. It returns an error if p is not in [0, 1].
func (s *Shares) Quantile(p float64) (Interval, error) {
	if err := checkShare(p); err != nil {
		return unknown, err
	}
	from := 0.0
	for k, b := range s.parts {
		if p <= s.upTo[k] {
			return b.quantile(min(max((p-from)/b.Weight, 0), 1)), nil
		}
		from = s.upTo[k]
	}
	return Interval{s.parts[len(s.parts)-1].Lower, math.Inf(1)}, nil
}

// FGT returns what the Foster-Greer-Thorbecke index with alpha 0, or 1 and more, can be below the line z, relative to the mean. Each part has its own bounds, so that all together are
// a little too wide where z lies between two averages. It returns an error as [Table.FGT].
func (s *Shares) FGT(alpha, z float64) (Interval, error) {
	if err := checkFGT(alpha, z); err != nil {
		return unknown, err
	}
	if alpha == 0 {
		return s.headcount(z), nil
	}
	return fgtOf(s.parts, func(k int) float64 { return s.parts[k].Weight }, alpha, z), nil
}

// headcount uses that those of a part are below the line only if all before are.
func (s *Shares) headcount(z float64) Interval {
	i := Interval{0, 1}
	from := 0.0
	for k, b := range s.parts {
		in := Interval{1, 1}
		if z < b.Upper {
			in = b.below(z)
		}
		if in.Lo > 0 {
			i.Lo = max(i.Lo, from+float64(b.Weight*in.Lo))
		}
		if in.Hi < 1 {
			i.Hi = min(i.Hi, from+float64(b.Weight*in.Hi))
		}
		from = s.upTo[k]
	}
	return i
}

// FGT returns what the Foster-Greer-Thorbecke index with alpha 0 ([Table.Headcount]), or 1 and more, can be below the line z. Its summand is convex in the amount, so in a
// bracket [a, b] with the mean m it is least if all have m, and largest if they are at its ends,
//
//	((z-m)/z)^alpha [m < z]   to   ((b-m) ((z-a)/z)^alpha [a < z] + (m-a) ((z-b)/z)^alpha [b < z])/(b-a)
//
// and without a mean it is that of m = b to that of m = a. A known mean of all does not narrow it. It returns an error if alpha is not 0, or 1 or more and finite, or z is not positive and finite.
func (t *Table) FGT(alpha, z float64) (Interval, error) {
	if err := checkFGT(alpha, z); err != nil {
		return unknown, err
	}
	if alpha == 0 {
		return t.Headcount(z)
	}
	return fgtOf(t.brackets, func(k int) float64 { return t.share[k] }, alpha, z), nil
}

func checkFGT(alpha, z float64) error {
	switch {
	case alpha != 0 && !(alpha >= 1) || math.IsInf(alpha, 1):
		return fmt.Errorf("tabulated: alpha: got %v, want 0, or a finite number >= 1", alpha)
	case !(z > 0) || math.IsInf(z, 1):
		return fmt.Errorf("tabulated: z: got %v, want a finite number > 0", z)
	}
	return nil
}

func fgtOf(brackets []Bracket, share func(k int) float64, alpha, z float64) Interval {
	var lo, hi sum.Compensated
	for k, b := range brackets {
		if f := share(k); f > 0 {
			in := b.shortfall(alpha, z)
			lo.Add(float64(f * in.Lo))
			hi.Add(float64(f * in.Hi))
		}
	}
	return Interval{lo.Value(), hi.Value()}
}

// shortfall is what the average of ((z-x)/z)^alpha can be in a bracket.
func (b Bracket) shortfall(alpha, z float64) Interval {
	of := func(x float64) float64 {
		if x >= z {
			return 0
		}
		return dmath.Pow((z-x)/z, alpha)
	}
	switch {
	case math.IsNaN(b.Mean):
		return Interval{of(b.Upper), of(b.Lower)}
	case math.IsInf(b.Upper, 1) || !(b.Upper > b.Lower): // a few far above leave the others at the lower end
		return Interval{of(b.Mean), of(b.Lower)}
	}
	part := (b.Mean - b.Lower) / (b.Upper - b.Lower)
	most := float64((1-part)*of(b.Lower)) + float64(part*of(b.Upper))
	return Interval{min(of(b.Mean), most), most}
}

// TopShare returns what the richest share u can hold of the total, 1 less [Table.Lorenz] at 1-u. Errors as that.
func (t *Table) TopShare(u float64) (Interval, error) { return topShare(t, u) }

func topShare(of interface {
	Lorenz(p float64) (Interval, error)
}, t float64,
) (Interval, error) {
	if err := checkShare(t); err != nil {
		return unknown, err
	}
	i, err := of.Lorenz(1 - t)
	return Interval{1 - i.Hi, 1 - i.Lo}, err
}
