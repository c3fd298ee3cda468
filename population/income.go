package population

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/cogap/cogap/internal/dmath"
)

// IncomeAt returns the income [u/month] that the share p of the stratum's people, 0 < p < 1, earns at most.
//
// With z the standard normal quantile of p, and z_k, y_k those of the known points (k = 0..K):
//
//	between points  ln y is linear in z
//	below z_0       the line of the first interval goes on
//	above z_K       y = y_K * ((1-p_K)/(1-p))^(1/tailAlpha), a Pareto tail
//	everywhere      y >= floor
//
// A point that is censored in the source ("at least 208,000 a year") is not known, so the tail starts at the last one
// that is. A stratum with a single point has no first interval: below it the line has the slope that the tail starts with.
//
// This float64 form is the definition; Synthesizer.Fill computes it in float32. NaN for p outside (0, 1).
func (s *Stratum) IncomeAt(p, tailAlpha, floor float64) float64 {
	if !(p > 0 && p < 1) {
		return math.NaN()
	}
	return newIncomeCurve(s.Income, tailAlpha, floor).at(dmath.NormalQuantile(p), 1-p)
}

// incomeCurve is a stratum's log income as a function of the normal score z: lines between knots, then the tail.
type incomeCurve struct {
	lines []line // by increasing z
	tail  float64
	last  float64 // ln y_K
	p     float64 // p_K: the tail starts above it
	alpha float64
	floor float64 // [u/month]
}

// line is ln y = a + b*z, from a normal score up to that of the share p.
type line struct{ p, from, a, b float64 }

func newIncomeCurve(known []Quantile, alpha, floor float64) incomeCurve {
	last := known[len(known)-1]
	c := incomeCurve{
		// ln y = tail - ln(1-p)/alpha, and ln y_K at p_K
		tail: dmath.Log(last.Value) + dmath.Log1p(-last.P)/alpha,
		last: dmath.Log(last.Value),
		p:    last.P, alpha: alpha, floor: floor,
	}
	if len(known) == 1 {
		z := dmath.NormalQuantile(last.P)
		slope := dmath.Exp(-z*z/2) / math.Sqrt(2*math.Pi) / (1 - last.P) / alpha // d ln y / dz of the tail at z
		c.lines = []line{{last.P, math.Inf(-1), dmath.Log(last.Value) - float64(slope*z), slope}}
	}
	for k, hi := range known[1:] {
		lo := known[k]
		z0, z1 := dmath.NormalQuantile(lo.P), dmath.NormalQuantile(hi.P)
		b, from := (dmath.Log(hi.Value)-dmath.Log(lo.Value))/(z1-z0), z0
		if k == 0 {
			from = math.Inf(-1)
		}
		c.lines = append(c.lines, line{hi.P, from, dmath.Log(lo.Value) - float64(b*z0), b})
	}
	return c
}

// IncomeQuantile returns the income [u/month] below which a share of all people, 0 < share < 1, is before the first month: of
// the distribution that people are drawn from, so that of those who are drawn it is about that share. It is rounded to a
// hundredth, and so the same on every machine. Where more than that share of people is at the floor, it is the floor, and
// nobody is below it. It takes some microseconds a stratum.
func (s *Spec) IncomeQuantile(strata []Stratum, share float64) float64 {
	return s.mixture(strata).quantile(share)
}

// Tenths is the number of groups of equal size, as far as incomes differ, into which Spec.IncomeTenths parts people.
const Tenths = 10

// IncomeTenths returns the incomes [u/month] that part all people in ten by income before the first month, ascending: IncomeQuantile at 0.1 to
// 0.9. Somebody with just such an income is below it. So somebody's tenth depends on nobody else, and is the same in samples of any size.
func (s *Spec) IncomeTenths(strata []Stratum) [Tenths - 1]float64 {
	m := s.mixture(strata)
	var cuts [Tenths - 1]float64
	for i := range cuts {
		cuts[i] = m.quantile(float64(i+1) / Tenths)
	}
	return cuts
}

// mixture is the distribution of everybody's income.
type mixture struct {
	curves []incomeCurve
	people []float64 // of each curve
	all    float64
	floor  float64
	known  []point
}

// point is a logarithm of an income, and the share of people who have at most so much.
type point struct{ log, share float64 }

func (s *Spec) mixture(strata []Stratum) *mixture {
	m := &mixture{floor: s.IncomeFloor}
	for g := range strata {
		m.curves = append(m.curves, newIncomeCurve(s.disposable(strata[g].Income), s.IncomeTailAlpha, s.IncomeFloor))
		m.people = append(m.people, float64(strata[g].People))
		m.all += float64(strata[g].People)
	}
	return m
}

// quantile is the smallest income at or below which a share of people is, rounded.
func (m *mixture) quantile(share float64) float64 {
	const width = 1e-12 // of ln income
	low, high := m.around(share)
	target := dmath.NormalQuantile(share)
	missing, over := dmath.NormalQuantile(low.share)-target, dmath.NormalQuantile(high.share)-target
	for last := 0; high.log-low.log > width && m.rounded(low.log) != m.rounded(high.log); {
		at := point{log: low.log + (high.log-low.log)*missing/(missing-over)} // as if incomes were log-normal between them
		if !(at.log > low.log && at.log < high.log) {
			at.log = (low.log + high.log) / 2
		}
		if at.log <= low.log || at.log >= high.log {
			break
		}
		at.share = m.below(at.log) / m.all
		m.known = append(m.known, at)
		off := dmath.NormalQuantile(at.share) - target
		if at.share < share {
			if low, missing = at, off; last < 0 {
				over /= 2 // so that the other end moves too (Illinois)
			}
			last = -1
		} else {
			if high, over = at, off; last > 0 {
				missing /= 2
			}
			last = 1
		}
	}
	return m.rounded(high.log)
}

// around returns the nearest known points of the distribution, of which the first has less than a share of people.
func (m *mixture) around(share float64) (low, high point) {
	low, high = point{-50, 0}, point{50, 1}
	for _, p := range m.known {
		if p.share < share {
			if p.log > low.log {
				low = p
			}
		} else if p.log < high.log {
			high = p
		}
	}
	return low, high
}

// rounded returns an income by its logarithm, rounded.
func (m *mixture) rounded(log float64) float64 {
	const unit = 0.01
	return max(m.floor, math.Round(dmath.Exp(log)/unit)*unit)
}

// below returns how many people have at most an income, without the floor.
func (m *mixture) below(logIncome float64) float64 {
	n := 0.0
	for g := range m.curves {
		n += float64(m.people[g] * m.curves[g].below(logIncome))
	}
	return n
}

// below returns the share of people whose log income, without the floor, is at most logIncome.
func (c incomeCurve) below(logIncome float64) float64 {
	if logIncome > c.last {
		return 1 - dmath.Exp((c.tail-logIncome)*c.alpha)
	}
	for k := len(c.lines) - 1; ; k-- {
		l := &c.lines[k]
		switch z := (logIncome - l.a) / l.b; {
		case l.b == 0 && logIncome >= l.a:
			return l.p
		case l.b > 0 && z > l.from:
			return min(l.p, distuv.UnitNormal.CDF(z))
		case k == 0:
			return 0
		}
	}
}

// at returns the income at normal score z, where the share above earns more. Both are arguments because in the far
// tail neither can be had from the other without losing digits.
func (c incomeCurve) at(z, above float64) float64 {
	if 1-above > c.p {
		return max(c.floor, dmath.Exp(c.tail-dmath.Log(above)/c.alpha))
	}
	k := 0
	for k < len(c.lines)-1 && 1-above > c.lines[k].p {
		k++
	}
	return max(c.floor, dmath.Exp(c.lines[k].a+float64(c.lines[k].b*z)))
}
