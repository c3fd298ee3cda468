package histogram

import (
	"fmt"
	"math"
	"slices"

	"github.com/cogap/cogap/inequality"
	"github.com/cogap/cogap/inequality/internal/entropy"
	"github.com/cogap/cogap/internal/dmath"
)

// SDLogs returns the standard deviation of the logarithms. NaN unless all values are above 0.
func (m *Moments) SDLogs() float64 { return m.BoundSDLogs().Value }

// BoundSDLogs returns SDLogs with bounds that hold the exact value, rounding of logarithms included.
//
// Differences of logarithms are those of the values over a number between the least and the largest, so it lies between
// StdDev/Max and StdDev/Min; where that is wide, the sums of logarithms tell it to about 1e-16 of the largest of these.
func (m *Moments) BoundSDLogs() Interval {
	switch {
	case m.empty() || m.zeros+m.negatives > 0:
		return nanInterval
	case m.min == m.max:
		return Interval{}
	}
	sd := m.StdDev()
	near := Interval{sd / (float64(m.min/2) + float64(m.max/2)), sd / m.max, sd / m.min}.rounded()
	slack := float64(logRounding * m.largestLog()) // a standard deviation moves by no more than the largest of its values does
	direct := math.Sqrt(variance(&m.logs2, &m.logs, &m.weight))
	return narrower(near, Interval{direct, direct - slack, direct + slack}.rounded()).clip(0, math.Inf(1))
}

// logRounding bounds the error of a logarithm, and of a mean of logarithms or of values times logarithms over the mean value, relative to
// the largest logarithm: one digit for each, and a reserve of three.
const logRounding = 0x1p-50

// largestLog bounds the size of the logarithm of every positive value, and of their mean with the zeros.
func (m *Moments) largestLog() float64 {
	if m.zeros > 0 {
		return 1100 // from the least of float64, and by weights that are 2^-400 of the others'
	}
	return max(math.Abs(entropy.Log(m.min/m.unit())), math.Abs(entropy.Log(m.max/m.unit())))
}

// narrower returns what two intervals for the same number have in common, with the value of that which has less width.
func narrower(a, b Interval) Interval {
	if b.Width() < a.Width() {
		a, b = b, a
	}
	return a.clip(b.Lo, b.Hi)
}

// TheilT returns Theil's T, GE(1).
func (m *Moments) TheilT() float64 { return m.boundGE(1, nil).Value }

// TheilL returns Theil's L, GE(0): +Inf if anybody has 0.
func (m *Moments) TheilL() float64 { return m.boundGE(0, nil).Value }

// GE returns the generalised entropy index as [inequality.Distribution.GE] does, for alpha 0, 1, 2 and those declared; ErrNotDeclared for others.
func (m *Moments) GE(alpha float64) (float64, error) {
	i, err := m.BoundGE(alpha)
	return i.Value, err
}

// BoundGE returns GE with bounds that hold the exact value, rounding of logarithms and powers included.
//
// The index comes from their sums, which leaves an error of some 1e-15 however small it is. It also lies between CV²/2 times
// the largest and the least of (x/mean)^(alpha-2), since r^(alpha-2) is the second derivative of its terms; that is the narrower of the
// two if all values nearly agree. An index of 1e-13 or less with some values far from the mean, as of light weights beside
// heavy ones, is known by neither: then the bounds are wide.
func (m *Moments) BoundGE(alpha float64) (Interval, error) {
	if alpha == 0 || alpha == 1 || alpha == 2 {
		return m.boundGE(alpha, nil), nil
	}
	k := slices.Index(m.spec.Alphas, alpha)
	if k < 0 {
		return nanInterval, fmt.Errorf("%w: alpha %v", ErrNotDeclared, alpha)
	}
	return m.boundGE(alpha, &m.powers[k]), nil
}

// boundGE is BoundGE with the sum of powers for an alpha other than 0, 1 and 2.
func (m *Moments) boundGE(alpha float64, power *exactSum) Interval {
	switch {
	case !m.relative() || alpha != 2 && m.negatives > 0 || power != nil && m.beyond > 0:
		return nanInterval
	case m.zeros > 0 && alpha <= 0:
		return Interval{math.Inf(1), math.Inf(1), math.Inf(1)}
	case m.min == m.max:
		return Interval{}
	}
	cv := m.CV()
	half := float64(cv*cv) / 2
	if alpha == 2 {
		return Interval{half, half, half}.rounded()
	}
	mean := m.mean()
	r := Interval{1, m.min / m.unit() / mean, m.max / m.unit() / mean}.rounded()
	near := interval(half, half*dmath.Pow(max(r.Lo, 0), alpha-2), half*dmath.Pow(r.Hi, alpha-2))
	near.Value = float64(near.Lo/2) + float64(near.Hi/2)
	if half < 0x1p-1000 { // its digits may be lost
		near = Interval{half, 0, math.Inf(1)}
	}
	return narrower(near.rounded(), m.fromSums(alpha, mean, power)).clip(0, math.Inf(1))
}

// fromSums returns GE(alpha) by its definition, where alpha is not 2.
func (m *Moments) fromSums(alpha, mean float64, power *exactSum) Interval {
	off := float64(2 * logRounding * (1 + m.largestLog()))
	around := func(x, off float64) Interval { return Interval{x, x - off, x + off} }
	switch alpha {
	case 0:
		return around(entropy.Log(mean)-quotient(m.logs.Big(), m.weight.Big()), off)
	case 1:
		return around(quotient(m.xlogs.Big(), m.sum.Big())-entropy.Log(mean), off)
	}
	// ln(mean of powers / power of the mean), small if people are nearly equal
	log := entropy.Log(quotient(power.Big(), m.weight.Big())) - float64(alpha*entropy.Log(mean))
	ge := func(log float64) float64 { return dmath.Expm1(log) / (alpha * (alpha - 1)) }
	off = float64(2 * logRounding * (1 + float64(math.Abs(alpha)*m.largestLog())))
	end := m.max // which has the largest power
	if alpha < 0 {
		end = m.min
	}
	if alpha*entropy.Log(end/m.unit()) < -277 {
		off = math.Inf(1) // powers below 2^-400 may have lost digits
	}
	i := interval(ge(log), ge(log-off), ge(log+off))
	return i.rounded()
}

// Atkinson returns Atkinson's index as [inequality.Distribution.Atkinson] does, for epsilon 1, for 0, and where GE(1-epsilon) is kept.
func (m *Moments) Atkinson(epsilon float64) (float64, error) {
	i, err := m.BoundAtkinson(epsilon)
	return i.Value, err
}

// BoundAtkinson returns Atkinson with bounds that hold the exact value, as [Moments.BoundGE] does.
func (m *Moments) BoundAtkinson(epsilon float64) (Interval, error) {
	if !(epsilon >= 0) || math.IsInf(epsilon, 1) {
		return nanInterval, fmt.Errorf("histogram: epsilon: got %v, want a finite number >= 0", epsilon)
	}
	ge, err := m.BoundGE(1 - epsilon)
	if err != nil || math.IsNaN(ge.Value) {
		return nanInterval, err
	}
	if math.IsInf(ge.Value, 1) {
		return Interval{1, 1, 1}, nil
	}
	return ge.through(func(ge float64) float64 { return atkinsonOf(ge, 1-epsilon) }).clip(0, 1), nil
}

// DecomposeGE splits GE(alpha) of everyone into that within and between groups, as [inequality.Grouped.GE] does. All moments must have the same spec, which
// declares alpha unless it is 0, 1 or 2. Groups without people do not count. Source: Shorrocks (1984).
func DecomposeGE(alpha float64, groups ...*Moments) (inequality.Decomposition, error) {
	total, within, between, err := BoundDecomposedGE(alpha, groups...)
	return inequality.Decomposition{Total: total.Value, Within: within.Value, Between: between.Value}, err
}

// BoundDecomposedGE returns the parts of DecomposeGE with bounds that hold the exact values, as [Moments.BoundGE] does.
func BoundDecomposedGE(alpha float64, groups ...*Moments) (total, within, between Interval, err error) {
	none := nanInterval
	if len(groups) == 0 {
		return none, none, none, nil
	}
	all, err := NewMoments(groups[0].spec)
	if err != nil {
		return none, none, none, err
	}
	for _, g := range groups {
		if err := all.Merge(g); err != nil {
			return none, none, none, err
		}
	}
	total, err = all.BoundGE(alpha)
	if err != nil || math.IsNaN(total.Value) {
		return none, none, none, err
	}
	for _, g := range groups {
		if g.rows == 0 {
			continue
		}
		share := quotient(g.weight.Big(), all.weight.Big())
		within = within.plus(g.withinGE(alpha, g.mean()/all.mean()).scaled(share))
		between = between.plus(g.betweenGE(alpha, all).scaled(share))
	}
	return total, within, between, nil
}

// plus returns i + j, rounded outwards; both are 0 or more.
func (i Interval) plus(j Interval) Interval {
	return Interval{i.Value + j.Value, i.Lo + j.Lo, i.Hi + j.Hi}.rounded()
}

// betweenGE is the term of a group's mean.
func (m *Moments) betweenGE(alpha float64, all *Moments) Interval {
	dev := quotient(crossed(m, all), exactOf().Mul(m.weight.Big(), all.sum.Big())) // mean over that of all, less 1
	if math.Abs(dev) < 0.1 && math.Abs(alpha*dev) < 0.5 {
		term := entropy.Series(dev, alpha)
		return Interval{term, term, term}.rounded()
	}
	term, size := entropyTerm(alpha, m.mean(), all.mean())
	return Interval{term, term, term}.widen(float64(rounding*size)).clip(0, math.Inf(1))
}

// withinGE is mean^alpha GE for a group with this mean relative to all. A group of equals, such as zeros, is equal within; at alpha = 2 it
// is half a variance, defined whatever the mean of the group.
func (m *Moments) withinGE(alpha, mean float64) Interval {
	switch {
	case m.min == m.max:
		return Interval{}
	case alpha == 2:
		half := variance(&m.squares, &m.sum, &m.weight) / 2 / squared(m.mean()/mean)
		return Interval{half, half, half}.rounded()
	}
	ge, err := m.BoundGE(alpha)
	if err != nil {
		return nanInterval
	}
	return ge.scaled(dmath.Pow(mean, alpha)).rounded()
}
