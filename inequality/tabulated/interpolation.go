package tabulated

import (
	"fmt"
	"iter"
	"math"
	"slices"
	"sort"

	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/mat"

	"github.com/cogap/cogap/internal/dmath"
	"github.com/cogap/cogap/internal/sum"
)

// Interpolation is a smooth distribution with exactly the brackets and means of a table, by generalised Pareto interpolation. It is built by
// [Table.Interpolate]; it never changes and may be used by several goroutines at once.
//
// With phi(x) = -ln of what the richest share 1-p hold for each of all, x = -ln(1-p), the table gives phi and its slope at the start of each
// bracket; in between it is a polynomial of degree 5 with two continuous derivatives more, chosen so that the third derivative is continuous.
// Above the last start is a generalised Pareto distribution that continues the quantiles and their slope and has the bracket's mean.
//
// Those with one amount at the bottom, such as nothing, are a step below all that.
//
// As gpinter, with three differences: in a bracket in which quantiles would fall gpinter first tries to add points by a numerical search, and takes
// two uniform densities if that fails, where they are taken at once here; a last bracket that ends has two uniform densities too; and a
// table begins with its first bracket, at p = 0, so that no model for the bottom is needed.
// Source: Blanchet, Fournier and Piketty 2022; gpinter.
type Interpolation struct {
	mean   float64
	pieces []piece // ascending
}

// piece is the distribution in a bracket.
type piece interface {
	quantile(p float64) float64
	above(p float64) float64 // what the richest share 1-p hold, for each of all people
	area() float64           // integral of above over the piece
	start() float64          // p
}

// Interpolate returns the distribution. It returns an error if there are fewer than three brackets with people, a mean is not known or lies at
// the end of its bracket, or what the richest hold is not above 0. Cost O(k) for k brackets.
func (t *Table) Interpolate() (*Interpolation, error) {
	if err := t.needMeans(); err != nil {
		return nil, err
	}
	knots, err := t.knots()
	if err != nil {
		return nil, err
	}
	knots.bend()
	i := &Interpolation{mean: t.total}
	if b, share := t.lowestBracket(); b.point() {
		i.pieces = append(i.pieces, step{share, b.Lower, knots.left[0]})
	}
	for k := range len(knots.x) - 1 {
		i.pieces = append(i.pieces, knots.piece(k))
	}
	i.pieces = append(i.pieces, knots.top())
	return i, nil
}

// InterpolateFilled returns the distribution of [Table.Interpolate] or, where means of brackets are not known, that of the table with those that
// [Table.MidpointPareto] fills in, and whether it did. It returns an error as these two.
func (t *Table) InterpolateFilled() (i *Interpolation, filled bool, err error) {
	whole, err := t.MidpointPareto()
	if err != nil {
		return nil, true, err
	}
	i, err = whole.Interpolate()
	return i, whole != t, err
}

// knots are the starts of brackets with people: x and phi there with its slope and second derivative, and the bracket after.
type knots struct {
	x, y, s, a []float64
	brackets   []Bracket
	from       float64   // share below the first
	p, left    []float64 // share below, and held by those from here on for each of all
}

func (t *Table) knots() (*knots, error) {
	k := &knots{}
	for j := len(t.brackets) - 1; j >= 0; j-- {
		b := t.brackets[j]
		if t.share[j] == 0 {
			if len(k.p) > 0 && j > 0 { // nobody is here: the bracket above may begin anywhere, but so does the table not say
				return nil, rowError(j, "Weight", "got 0 between others, want people in each bracket")
			}
			continue
		}
		if lowest, _ := t.lowestBracket(); b.point() && b == lowest {
			k.from = t.upTo[j]
			continue
		}
		if !(b.Mean > b.Lower && b.Mean < b.Upper) {
			return nil, rowError(j, "Mean", "got %v, want it inside %v to %v, not at an end", b.Mean, b.Lower, b.Upper)
		}
		below := 0.0
		if j > 0 {
			below = t.upTo[j-1]
		}
		if below == t.upTo[j] {
			return nil, rowError(j, "Weight", "got %v of all, which is too little beside the others", t.share[j])
		}
		k.brackets = append(k.brackets, b)
		k.p = append(k.p, below)
		above := 0.0
		if n := len(k.left); n > 0 {
			above = k.left[n-1]
		}
		if above += float64(t.share[j] * b.Mean); !(above > 0) {
			return nil, rowError(j, "Mean", "those from here on hold %v for each of all, want more than 0", above)
		}
		k.left = append(k.left, above)
	}
	if len(k.p) < 3 {
		return nil, fmt.Errorf("tabulated: brackets: got %d with people of different amounts, want at least 3", len(k.p))
	}
	k.reverse()
	return k, nil
}

// reverse puts the knots in ascending order and computes phi.
func (k *knots) reverse() {
	slices.Reverse(k.brackets)
	slices.Reverse(k.p)
	slices.Reverse(k.left)
	k.p[0] = k.from
	for i, p := range k.p {
		k.x = append(k.x, -dmath.Log1p(-p))
		k.y = append(k.y, -dmath.Log(k.left[i]))
		k.s = append(k.s, (1-p)*k.brackets[i].Lower/k.left[i])
	}
}

// bend computes second derivatives such that the third is continuous, 0 at the first knot, and the last second one is the slope between the last two. Then it
// makes quantiles ascend at the knots.
func (k *knots) bend() {
	n := len(k.x)
	lower, diagonal, upper, rhs := make([]float64, n-1), make([]float64, n), make([]float64, n-1), make([]float64, n)
	for i := range n - 1 { // the third derivative at the left end, from the right
		d := k.x[i+1] - k.x[i]
		diagonal[i], upper[i] = 9/d, -3/d
		rhs[i] = 60*(k.y[i+1]-k.y[i])/(d*d*d) - (float64(36*k.s[i])+float64(24*k.s[i+1]))/(d*d)
	}
	for i := 1; i < n-1; i++ { // equals that at the right end of the piece before
		d := k.x[i] - k.x[i-1]
		diagonal[i] += 9 / d
		lower[i-1] = -3 / d
		rhs[i] += (float64(24*k.s[i-1])+float64(36*k.s[i]))/(d*d) - 60*(k.y[i]-k.y[i-1])/(d*d*d)
	}
	diagonal[n-1] = 1
	rhs[n-1] = (k.s[n-1] - k.s[n-2]) / (k.x[n-1] - k.x[n-2])
	a := mat.NewDense(n, 1, nil)
	// The matrix is diagonally dominant, so that there is a solution.
	_ = mat.NewTridiag(n, lower, diagonal, upper).SolveTo(a, false, mat.NewDense(n, 1, rhs))
	for i := range n {
		k.a = append(k.a, max(a.At(i, 0), -k.s[i]*(1-k.s[i])))
	}
}

// piece is the polynomial from knot i to the next, or two uniform densities if its quantiles fall.
func (k *knots) piece(i int) piece {
	q := newQuintic(k, i)
	if q.ascends() {
		return q
	}
	return newUniform(k.brackets[i], k.p[i], k.p[i+1], k.left[i+1])
}

// top is the last piece.
func (k *knots) top() piece {
	n := len(k.x) - 1
	b, left := k.brackets[n], 1-k.p[n]
	if !math.IsInf(b.Upper, 1) {
		return newUniform(b, k.p[n], 1, 0)
	}
	t := pareto{from: k.p[n], mu: b.Lower}
	t.sigma = dmath.Exp(k.x[n]-k.y[n]) * (k.a[n] + float64(k.s[n]*(1-k.s[n])))
	t.xi = 1 - left*t.sigma/(k.left[n]-float64(left*t.mu))
	if !(t.sigma > 0) || t.xi >= 1 {
		t.xi = 1 - k.s[n]
		t.sigma = t.mu * t.xi
	}
	return t
}

// quintic is phi as a polynomial in u = (x - x0)/width.
type quintic struct {
	p0, p1, x0, width float64
	c                 [6]float64
}

func newQuintic(k *knots, i int) *quintic {
	d := k.x[i+1] - k.x[i]
	y0, y1 := k.y[i], k.y[i+1]
	s0, s1 := k.s[i]*d, k.s[i+1]*d
	a0, a1 := float64(k.a[i]*d*d), float64(k.a[i+1]*d*d)
	rise := y1 - y0
	return &quintic{k.p[i], k.p[i+1], k.x[i], d, [6]float64{
		y0, s0, a0 / 2,
		float64(10*rise) - float64(6*s0) - float64(4*s1) - float64(1.5*a0) + float64(0.5*a1),
		float64(-15*rise) + float64(8*s0) + float64(7*s1) + float64(1.5*a0) - a1,
		float64(6*rise) - float64(3*s0) - float64(3*s1) - float64(0.5*a0) + float64(0.5*a1),
	}}
}

// at returns phi and its first two derivatives by x.
func (q *quintic) at(x float64) (phi, slope, bend float64) {
	u := (x - q.x0) / q.width
	for k := 5; k >= 0; k-- {
		bend = float64(bend*u) + 2*slope
		slope = float64(slope*u) + phi
		phi = float64(phi*u) + q.c[k]
	}
	return phi, slope / q.width, bend / (q.width * q.width)
}

// ascends reports whether quantiles never fall: phi” + phi' (1 - phi') >= 0.
func (q *quintic) ascends() bool {
	const points, rounding = 1000, -1e-6 // as gpinter, which looks at 10,000
	for k := range points + 1 {
		_, s, a := q.at(q.x0 + q.width*float64(k)/points)
		if a+float64(s*(1-s)) < rounding {
			return false
		}
	}
	return true
}

func (q *quintic) start() float64 { return q.p0 }

func (q *quintic) quantile(p float64) float64 {
	x := -dmath.Log1p(-p)
	phi, slope, _ := q.at(x)
	return dmath.Exp(x-phi) * slope
}

func (q *quintic) above(p float64) float64 {
	phi, _, _ := q.at(-dmath.Log1p(-p))
	return dmath.Exp(-phi)
}

func (q *quintic) area() float64 {
	return quad.Fixed(q.above, q.p0, q.p1, 40, quad.Legendre{}, 0)
}

// uniform is two uniform densities that meet at the mean of a bracket.
type uniform struct {
	p0, p1     float64
	q0, q1     float64
	middle     float64 // share below the mean
	mean       float64
	heldBeyond float64 // by those above the bracket, for each of all
}

func newUniform(b Bracket, p0, p1, beyond float64) *uniform {
	middle := p0 + (p1-p0)*(b.Upper-b.Mean)/(b.Upper-b.Lower)
	return &uniform{p0, p1, b.Lower, b.Upper, min(max(middle, p0), p1), b.Mean, beyond} // rounding may take it beyond an end
}

func (u *uniform) start() float64 { return u.p0 }

func (u *uniform) quantile(p float64) float64 {
	switch {
	case p <= u.middle && u.middle > u.p0:
		return u.q0 + float64((u.mean-u.q0)*((p-u.p0)/(u.middle-u.p0)))
	case u.p1 > u.middle:
		return u.mean + float64((u.q1-u.mean)*((p-u.middle)/(u.p1-u.middle)))
	}
	return u.mean
}

// above adds the area under the quantiles, which are two lines.
func (u *uniform) above(p float64) float64 {
	q := u.quantile(p)
	if p > u.middle {
		return u.heldBeyond + float64((u.p1-p)*(q+u.q1)/2)
	}
	return u.heldBeyond + float64((u.p1-u.middle)*(u.mean+u.q1)/2) + float64((u.middle-p)*(q+u.mean)/2)
}

func (u *uniform) area() float64 { // exact: above is two parabolas
	const points = 3
	area := 0.0
	for _, part := range [...][2]float64{{u.p0, u.middle}, {u.middle, u.p1}} {
		if part[0] < part[1] {
			area += quad.Fixed(u.above, part[0], part[1], points, quad.Legendre{}, 0)
		}
	}
	return area
}

// step is the share p1 of people who all have the same, at the bottom.
type step struct {
	p1, amount float64
	beyond     float64 // held by those above, for each of all
}

func (s step) start() float64           { return 0 }
func (s step) quantile(float64) float64 { return s.amount }
func (s step) above(p float64) float64  { return s.beyond + float64((s.p1-p)*s.amount) }
func (s step) area() float64            { return s.p1 * (s.above(0) + s.beyond) / 2 }

// pareto is a generalised Pareto distribution above mu.
type pareto struct{ from, mu, sigma, xi float64 }

func (t pareto) start() float64 { return t.from }

// quantile is mu + sigma/xi (v^-xi - 1) with v the share above among those of the piece.
func (t pareto) quantile(p float64) float64 {
	log := dmath.Log((1 - p) / (1 - t.from))
	return t.mu + float64(t.sigma*growth(-t.xi, log))
}

// growth is (e^(a log) - 1)/abs(a) with the sign of -a, continuous in a: -log at 0.
func growth(a, log float64) float64 {
	if math.Abs(a*log) < 0x1p-50 {
		return -log
	}
	return dmath.Expm1(a*log) / -a
}

func (t pareto) above(p float64) float64 {
	if p == 1 {
		return 0
	}
	// The mean above a quantile q is q + (sigma + xi (q - mu))/(1 - xi).
	q := t.quantile(p)
	return (1 - p) * (q + (t.sigma+float64(t.xi*(q-t.mu)))/(1-t.xi))
}

// area is the integral of above from the start to 1, (1-p)^2 (mu/2 + sigma (3-xi)/(2 (1-xi)(2-xi))).
func (t pareto) area() float64 {
	left := 1 - t.from
	return left * left * (float64(t.mu/2) + t.sigma*(3-t.xi)/(2*(1-t.xi)*(2-t.xi)))
}

// at returns the piece of a share.
func (i *Interpolation) at(p float64) piece {
	k := sort.Search(len(i.pieces), func(k int) bool { return i.pieces[k].start() > p })
	return i.pieces[max(k-1, 0)]
}

// Mean returns the mean, that of the table, in the unit of the amounts.
func (i *Interpolation) Mean() float64 { return i.mean }

// Quantile returns the p-quantile, in the unit of the amounts: the lower end of the first bracket at 0, +Inf at 1 if the last one is open. It returns
// an error if p is not in [0, 1].
func (i *Interpolation) Quantile(p float64) (float64, error) {
	if err := checkShare(p); err != nil {
		return math.NaN(), err
	}
	return i.at(p).quantile(p), nil
}

// Lorenz returns what the poorest share p hold of the total. NaN if the mean is not above 0. It returns an error if p is not in [0, 1].
func (i *Interpolation) Lorenz(p float64) (float64, error) {
	if err := checkShare(p); err != nil || !(i.mean > 0) {
		return math.NaN(), err
	}
	return 1 - i.at(p).above(p)/i.mean, nil
}

// TopShare returns what the richest share t hold of the total, without the digits that 1 - Lorenz(1-t) loses. NaN and errors as [Interpolation.Lorenz].
func (i *Interpolation) TopShare(t float64) (float64, error) {
	if err := checkShare(t); err != nil || !(i.mean > 0) {
		return math.NaN(), err
	}
	return i.at(1-t).above(1-t) / i.mean, nil
}

// Gini returns twice the area under what the richest hold, over the mean, less 1. NaN if the mean is not above 0.
func (i *Interpolation) Gini() float64 {
	if !(i.mean > 0) {
		return math.NaN()
	}
	var area sum.Compensated
	for _, p := range i.pieces {
		area.Add(p.area())
	}
	return 2*(area.Value()/i.mean) - 1
}

// Headcount returns the share of people below z.
func (i *Interpolation) Headcount(z float64) float64 {
	lo, hi := 0.0, 1.0
	if z <= i.pieces[0].quantile(0) {
		return 0
	}
	for range 60 {
		if p := (lo + hi) / 2; i.at(p).quantile(p) < z {
			lo = p
		} else {
			hi = p
		}
	}
	return hi
}

// People returns the incomes of n people, ascending: each the mean of the n-th part of the people for whom he or she stands, so that the mean, and what tops and
// bottoms of whole people hold, are those of the interpolation. Only differences within a part are gone, and with them a little of the Gini. It returns an error if
// n is below 1. Cost O(1) an income.
func (i *Interpolation) People(n int) (iter.Seq[float64], error) {
	if n < 1 {
		return nil, fmt.Errorf("tabulated: n: got %d, want at least 1", n)
	}
	return func(yield func(float64) bool) {
		from, left := i.at(0).quantile(0), i.at(0).above(0)
		for k := range n {
			p := float64(k+1) / float64(n)
			piece := i.at(p)
			to, beyond := math.Inf(1), piece.above(p)
			if k+1 < n {
				to = piece.quantile(p)
			}
			mean := (left - beyond) * float64(n)
			if !yield(max(min(mean, to), from)) { // between quantiles, in spite of rounding
				return
			}
			from, left = to, beyond
		}
	}, nil
}
