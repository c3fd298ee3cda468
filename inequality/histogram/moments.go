package histogram

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"

	"github.com/cogap/cogap/inequality/internal/entropy"
	"github.com/cogap/cogap/internal/dmath"
)

// ErrNotDeclared says that Moments were not told to keep what is asked for.
var ErrNotDeclared = errors.New("histogram: not declared")

// Moments holds sums over people from which all measures follow that need no order: mean, variance, coefficient of
// variation, generalised entropies, Atkinson's indices, poverty below declared lines, and gaps and decompositions between groups.
//
// Every sum is exact: each person adds the same terms whatever came before, and terms are added without any rounding. So adding and
// merging are associative and commutative to the bit, and the results do not depend on how the people were split. Mean, variance and
// GE(2) are good to the last digit or two even if all values nearly agree. What comes from rounded logarithms and powers has
// bounds: see [Moments.BoundGE].
//
// Weights are finite and not negative; a person of weight 0 adds nothing. While a value of positive weight is NaN or infinite, every
// measure is NaN, as it is without people. So it is, since products would overflow or lose digits, with a value above 2^400 (3e120) times
// Unit, with weights outside 2^-200 to 2^200, and if nobody but those with 0 reaches 2^-350 (4e-106) times Unit.
//
// The zero value keeps no powers but 0, 1 and 2 and no lines. Memory is about 6 KB. Logarithms and powers come from package math, whose last
// digit may differ between processor architectures.
//
// Source: Kulisch (2013) for the sums; measures as in [inequality.Distribution].
type Moments struct {
	spec      MomentsSpec
	rows      int64
	finite    int64 // rows that were summed
	nonFinite int64 // rows that were not: NaN, infinite or out of range
	beyond    int64 // terms for lines and powers that were too large: those measures are NaN
	zeros     int64 // rows with the value 0
	negatives int64
	min, max  float64 // of the values, if finite > 0

	weight, weights2    exactSum // Σ w, Σ w²
	sum, squares        exactSum // Σ w x, Σ w x²
	logs, logs2, xlogs  exactSum // Σ w ln x, Σ w ln² x, Σ w x ln x for x > 0
	powers              []exactSum
	poor, gaps, severes []exactSum // per line, Σ over x < z of w, w (z-x)/z, w ((z-x)/z)²
}

// A MomentsSpec says what Moments keep beside the standard sums. Moments that are merged must have the same one.
type MomentsSpec struct {
	Unit   float64   // a power of two that values are divided by first, near their mean at best; 0 means 1
	Alphas []float64 // parameters of GE(alpha), and of Atkinson(1-alpha), beside 0, 1 and 2
	Lines  []float64 // poverty lines, above 0, in the unit of the values
}

// NewMoments returns empty Moments that keep what spec says. It returns an error if Unit is not a power of two, or a parameter is not finite
// or a line not above 0.
func NewMoments(spec MomentsSpec) (*Moments, error) {
	if spec.Unit == 0 {
		spec.Unit = 1
	}
	if f, _ := math.Frexp(spec.Unit); f != .5 || spec.Unit < 0x1p-1000 || spec.Unit > 0x1p1000 {
		return nil, fmt.Errorf("histogram: unit: got %v, want a power of two from 2^-1000 to 2^1000", spec.Unit)
	}
	for i, a := range spec.Alphas {
		if math.IsNaN(a) || math.IsInf(a, 0) {
			return nil, fmt.Errorf("histogram: alphas[%d]: got %v, want a finite number", i, a)
		}
	}
	for i, z := range spec.Lines {
		if !(z > 0) || math.IsInf(z, 1) {
			return nil, fmt.Errorf("histogram: lines[%d]: got %v, want a finite number above 0", i, z)
		}
	}
	spec.Alphas, spec.Lines = slices.Clone(spec.Alphas), slices.Clone(spec.Lines)
	m := &Moments{spec: spec}
	m.powers = make([]exactSum, len(spec.Alphas))
	m.poor = make([]exactSum, len(spec.Lines))
	m.gaps = make([]exactSum, len(spec.Lines))
	m.severes = make([]exactSum, len(spec.Lines))
	return m, nil
}

func (m *Moments) unit() float64 {
	if m.spec.Unit == 0 {
		return 1
	}
	return m.spec.Unit
}

// Add adds a person with the value x and the weight w. It panics if w is negative, NaN or infinite.
// Cost: about 0.2 µs, and a power for each declared alpha.
func (m *Moments) Add(x, w float64) {
	if !(w > 0) || math.IsInf(w, 1) {
		if w == 0 {
			return
		}
		panic("histogram: weight is negative or not finite")
	}
	m.rows++
	u := x / m.unit()
	if !inRange(u, w) || u == 0 && x != 0 { // or lost to the unit
		m.nonFinite++
		return
	}
	m.addRange(x, x)
	m.finite++
	m.weight.Add(w)
	m.weights2.AddProduct(w, w)
	m.sum.AddProduct(w, u)
	addTwice(&m.squares, w, u, u)
	for i, z := range m.spec.Lines {
		if x < z {
			m.addPoor(i, (z-x)/z, w)
		}
	}
	switch {
	case x > 0:
		m.addLogs(u, w)
	case x == 0:
		m.zeros++
	default:
		m.negatives++
	}
}

// inRange reports whether no product of u and w overflows, or loses digits unless u is too small to count.
func inRange(u, w float64) bool {
	return math.Abs(u) <= 0x1p400 && w >= 0x1p-200 && w <= 0x1p200 // false for NaN
}

// tiny reports whether squares of all values lose digits.
func (m *Moments) tiny() bool {
	top := max(math.Abs(m.min), math.Abs(m.max)) / m.unit()
	return top < 0x1p-350 && m.min != m.max
}

// addRange widens the range of values to include lo to hi.
func (m *Moments) addRange(lo, hi float64) {
	if m.finite == 0 {
		m.min, m.max = lo, hi
	}
	m.min, m.max = min(m.min, lo), max(m.max, hi)
}

func (m *Moments) addPoor(line int, gap, w float64) {
	square := gap * gap
	if math.IsInf(w*square, 1) {
		m.beyond++
		return
	}
	m.poor[line].Add(w)
	m.gaps[line].AddProduct(w, gap)
	m.severes[line].AddProduct(w, square)
}

func (m *Moments) addLogs(u, w float64) {
	log := entropy.Log(u)
	m.logs.AddProduct(w, log)
	addTwice(&m.logs2, w, log, log)
	addTwice(&m.xlogs, w, u, log)
	for i, a := range m.spec.Alphas {
		p := dmath.Exp(a * log)
		if math.IsInf(w*p, 1) {
			m.beyond++
			return
		}
		m.powers[i].AddProduct(w, p)
	}
}

// addTwice adds w x y, none of whose digits is lost.
func addTwice(s *exactSum, w, x, y float64) {
	product := x * y
	s.AddProduct(w, product)
	s.AddProduct(w, math.FMA(x, y, -product))
}

// AddAll adds every value of xs with the weight beside it, or 1 if weights is nil. It panics if the lengths differ, and as Add does.
func (m *Moments) AddAll(xs, weights []float64) {
	if weights != nil && len(weights) != len(xs) {
		panic("histogram: weights length mismatch")
	}
	for i, x := range xs {
		w := 1.0
		if weights != nil {
			w = weights[i]
		}
		m.Add(x, w)
	}
}

// Merge adds all that other holds. The order of merges does not matter to a single bit. It returns an error if the two keep
// different sums; then m is unchanged.
func (m *Moments) Merge(other *Moments) error {
	if m.unit() != other.unit() || !slices.Equal(m.spec.Alphas, other.spec.Alphas) || !slices.Equal(m.spec.Lines, other.spec.Lines) {
		return fmt.Errorf("histogram: moments differ in what they keep: %v and %v", m.spec, other.spec)
	}
	if m.rows > math.MaxInt64-other.rows {
		return ErrOverflow
	}
	if other.finite > 0 {
		m.addRange(other.min, other.max)
	}
	m.rows += other.rows
	m.finite += other.finite
	m.nonFinite += other.nonFinite
	m.beyond += other.beyond
	m.zeros += other.zeros
	m.negatives += other.negatives
	theirs := other.sums()
	for i, s := range m.sums() {
		s.Merge(theirs[i])
	}
	return nil
}

// sums lists all sums, in the order that they are encoded in.
func (m *Moments) sums() []*exactSum {
	list := []*exactSum{&m.weight, &m.weights2, &m.sum, &m.squares, &m.logs, &m.logs2, &m.xlogs}
	for _, each := range [][]exactSum{m.powers, m.poor, m.gaps, m.severes} {
		for i := range each {
			list = append(list, &each[i])
		}
	}
	return list
}

// N returns the number of people of positive weight, those that are not finite included.
func (m *Moments) N() int64 { return m.rows }

// NonFinite returns the number of values that are NaN, infinite or out of range. While it is not 0 every measure is NaN.
func (m *Moments) NonFinite() int64 { return m.nonFinite }

// Zeros returns the number of people with the value 0.
func (m *Moments) Zeros() int64 { return m.zeros }

// Negatives returns the number of people with a value below 0.
func (m *Moments) Negatives() int64 { return m.negatives }

func (m *Moments) empty() bool { return m.rows == 0 || m.nonFinite > 0 || m.tiny() }

// or returns x, or NaN if measures are not defined.
func (m *Moments) or(x float64) float64 {
	if m.empty() {
		return math.NaN()
	}
	return x
}

// Weight returns the sum of weights.
func (m *Moments) Weight() float64 { return m.or(m.weight.Value()) }

// EffectiveN returns (Σ w)²/Σ w², the number of people of equal weight that tell as much.
// Source: Kish (1965), Survey Sampling.
func (m *Moments) EffectiveN() float64 {
	return m.or(m.weight.Value() / m.weights2.Value() * m.weight.Value())
}

// GiniSimpson returns 1 - Σ f² for weight shares f, the chance that two people drawn by weight are not the same: 1 - 1/N for N of equal weight.
// Source: Simpson (1949), Measurement of diversity, Nature 163.
func (m *Moments) GiniSimpson() float64 {
	if m.empty() {
		return math.NaN()
	}
	w := m.weight.Big()
	square := exactOf().Mul(w, w)
	return quotient(exactOf().Sub(square, m.weights2.Big()), square)
}

// Min returns the smallest value. A -0 is 0.
func (m *Moments) Min() float64 { return m.or(m.min) + 0 }

// Max returns the largest value. A -0 is 0.
func (m *Moments) Max() float64 { return m.or(m.max) + 0 }

// Sum returns Σ w x.
func (m *Moments) Sum() float64 { return m.or(m.sum.Value() * m.unit()) }

// Mean returns Σ w x / Σ w, correctly rounded.
func (m *Moments) Mean() float64 {
	if m.empty() {
		return math.NaN()
	}
	return m.mean() * m.unit()
}

// mean is in units.
func (m *Moments) mean() float64 { return quotient(m.sum.Big(), m.weight.Big()) }

// Variance returns Σ w (x - mean)² / Σ w, the variance of the population, correctly rounded.
func (m *Moments) Variance() float64 {
	if m.empty() {
		return math.NaN()
	}
	return float64(variance(&m.squares, &m.sum, &m.weight)*m.unit()) * m.unit()
}

// StdDev returns the square root of Variance.
func (m *Moments) StdDev() float64 {
	if m.empty() {
		return math.NaN()
	}
	return math.Sqrt(variance(&m.squares, &m.sum, &m.weight)) * m.unit()
}

// variance returns (W Σ w v² - (Σ w v)²)/W², whose difference is exact.
func variance(squares, sum, weight *exactSum) float64 {
	w, s := weight.Big(), sum.Big()
	d := exactOf().Mul(w, squares.Big())
	d.Sub(d, exactOf().Mul(s, s))
	if d.Sign() < 0 {
		return 0 // terms that were rounded, such as squares of logarithms
	}
	return quotient(d, w.Mul(w, w))
}

func quotient(a, b *big.Float) float64 {
	f, _ := new(big.Float).SetPrec(128).Quo(a, b).Float64()
	return f
}

// relative reports whether measures relative to the mean are defined.
func (m *Moments) relative() bool { return !m.empty() && m.sum.Big().Sign() > 0 }

// CV returns the coefficient of variation, StdDev over the mean. NaN unless the mean is above 0.
func (m *Moments) CV() float64 {
	if !m.relative() {
		return math.NaN()
	}
	return math.Sqrt(variance(&m.squares, &m.sum, &m.weight)) / m.mean()
}

// FGT returns the poverty measure of [inequality.Distribution.FGT] for alpha 0, 1 or 2 and a declared line; ErrNotDeclared for others.
func (m *Moments) FGT(alpha, line float64) (float64, error) {
	k := slices.Index(m.spec.Lines, line)
	if k < 0 {
		return math.NaN(), fmt.Errorf("%w: line %v", ErrNotDeclared, line)
	}
	var s *exactSum
	switch alpha {
	case 0:
		s = &m.poor[k]
	case 1:
		s = &m.gaps[k]
	case 2:
		s = &m.severes[k]
	default:
		return math.NaN(), fmt.Errorf("%w: alpha %v, want 0, 1 or 2", ErrNotDeclared, alpha)
	}
	if m.empty() || m.beyond > 0 {
		return math.NaN(), nil
	}
	return quotient(s.Big(), m.weight.Big()), nil
}

// MomentsGap compares two groups, A and B, as [inequality.Gap] does, from their moments, which must have the same Unit.
type MomentsGap struct {
	A, B *Moments
}

func (g MomentsGap) empty() bool { return g.A.empty() || g.B.empty() }

// Mean returns the difference of the means, correctly rounded, in the unit of the values.
func (g MomentsGap) Mean() float64 {
	if g.empty() {
		return math.NaN()
	}
	a, b := g.A.weight.Big(), g.B.weight.Big()
	return quotient(crossed(g.A, g.B), a.Mul(a, b)) * g.A.unit()
}

// crossed returns W_b Σ_a w u - W_a Σ_b w u, the difference of two means times both weights.
func crossed(a, b *Moments) *big.Float {
	d := exactOf().Mul(a.sum.Big(), b.weight.Big())
	return d.Sub(d, exactOf().Mul(b.sum.Big(), a.weight.Big()))
}

// MeanRatio returns the mean of A over that of B. NaN unless the latter is above 0.
func (g MomentsGap) MeanRatio() float64 {
	if b := g.B.Mean(); b > 0 {
		return g.A.Mean() / b
	}
	return math.NaN()
}

// CohensD returns the standardised mean difference of [inequality.Gap.CohensD], for weights that count people.
func (g MomentsGap) CohensD() float64 { return g.standardised(-2) }

// CohensDPopulation returns that of [inequality.Gap.CohensDPopulation], for weights of which only the ratios mean something.
func (g MomentsGap) CohensDPopulation() float64 { return g.standardised(0) }

// HedgesG returns that of [inequality.Gap.HedgesG], for weights that count people.
func (g MomentsGap) HedgesG() float64 {
	return g.CohensD() * (1 - 3/(float64(4*(g.A.Weight()+g.B.Weight()))-9))
}

// GlassDelta returns that of [inequality.Gap.GlassDelta], for weights that count people.
func (g MomentsGap) GlassDelta() float64 {
	if n := g.B.Weight(); !g.empty() && n > 1 {
		return g.Mean() / math.Sqrt(g.B.Variance()/(1-1/n))
	}
	return math.NaN()
}

func (g MomentsGap) standardised(less float64) float64 {
	if g.empty() {
		return math.NaN()
	}
	a, b := g.A.Weight(), g.B.Weight()
	if !(a+b+less > 0) {
		return math.NaN()
	}
	squares := float64(a*g.A.Variance()) + float64(b*g.B.Variance())
	return g.Mean() / math.Sqrt(squares/(a+b+less))
}
