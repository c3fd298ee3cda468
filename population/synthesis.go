package population

import (
	"math"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/cogap/cogap/internal/fmath"
	"github.com/cogap/cogap/rng"
)

// birth is the tick of all draws that make people: before the first month.
const birth = -1

// Synthesizer makes people: each a pure function of (seed, stratum, index within the stratum).
// It is read only after NewSynthesizer, so any number of goroutines may Fill different chunks.
type Synthesizer struct {
	key    rng.Key
	seed   uint64
	spec   Spec
	strata []groupTraits
	shared traits
	budget *rng.Table
	wait   *rng.Table
	belief *rng.Table // xi
}

// traits are the numbers of the spec that all strata share, in the form that Fill wants.
type traits struct {
	corrC, restC float32 // r_cy, sqrt(1-r_cy^2)
	corrA, restA float32 // r_ac, sqrt(1-r_ac^2)
	sdC, meanC   float32 // of log cognition
	sdA, meanA   float32 // of log aptitude
}

// groupTraits are the numbers that one stratum's people share.
type groupTraits struct {
	exact       incomeCurve
	gain0       float64
	lines       []line32
	tail        float32 // ln y = tail - ln(v)*perLog in the tail, v = (1-p)*2^32
	perLog      float32
	floor       float32
	belief      float32 // g_g(0)
	uncertainty float32 // omega
}

// line32 is ln y = a + b*z for words up to last; see lastWord.
type line32 struct {
	last int32
	a, b float32
}

// NewSynthesizer prepares to make the people of strata with the traits of spec. gain0 has one value per stratum:
// g_g(0), the gain that full quality brings it in the first month [share of output], >= 0.
//
// spec and strata must be free of Problems. It panics if strata and gain0 differ in length.
func NewSynthesizer(spec Spec, strata []Stratum, seed uint64, gain0 []float64) *Synthesizer {
	if len(strata) != len(gain0) {
		panic("population: strata and gain0 length mismatch")
	}
	s := &Synthesizer{
		key: rng.NewKey(seed), seed: seed, spec: spec,
		shared: traits{
			corrC: float32(spec.CorrIncomeCognition), restC: float32(rest(spec.CorrIncomeCognition)),
			corrA: float32(spec.CorrCognitionAptitude), restA: float32(rest(spec.CorrCognitionAptitude)),
			sdC: float32(spec.SdLogCognition), meanC: float32(meanOne(spec.SdLogCognition)),
			sdA: float32(spec.SdLogAptitude), meanA: float32(meanOne(spec.SdLogAptitude)),
		},
		budget: rng.NewTable(distuv.Beta{Alpha: spec.BudgetShare.Alpha, Beta: spec.BudgetShare.Beta}),
		wait:   rng.NewTable(distuv.Beta{Alpha: spec.Threshold.Alpha, Beta: spec.Threshold.Beta}),
		belief: rng.NewTable(distuv.LogNormal{Mu: meanOne(spec.BeliefSpread), Sigma: spec.BeliefSpread}),
	}
	for g := range strata {
		s.strata = append(s.strata, newGroupTraits(&spec, strata[g].Income, gain0[g]))
	}
	return s
}

// rest returns sqrt(1-r^2), the weight of the independent part of a normal score correlated by r.
func rest(r float64) float64 { return math.Sqrt(1 - r*r) }

// meanOne returns the mean of the logarithm of a log-normal variate with mean 1.
func meanOne(sd float64) float64 { return -sd * sd / 2 }

func newGroupTraits(spec *Spec, known []Quantile, gain0 float64) groupTraits {
	c := newIncomeCurve(known, spec.IncomeTailAlpha, spec.IncomeFloor)
	t := groupTraits{
		exact: c, gain0: gain0,
		tail:   float32(c.tail + 32*math.Ln2/c.alpha),
		perLog: float32(1 / c.alpha),
		floor:  float32(c.floor),
		belief: float32(gain0), uncertainty: float32(math.Pow(spec.BeliefUncertainty*gain0, 2)),
	}
	for _, l := range c.lines {
		t.lines = append(t.lines, line32{lastWord(l.p), float32(l.a), float32(l.b)})
	}
	return t
}

// lastWord returns the last word, read as a signed number as fmath.Normal does, that means a probability of at most
// p: word w means (w + 2^31 + 1/2) / 2^32.
func lastWord(p float64) int32 { return int32(math.Floor(p*0x1p32-0.5) - 0x1p31) }

// draw returns the first word of one person's draw for a purpose.
func (s *Synthesizer) draw(stratum, i int, purpose rng.Purpose) uint32 {
	return rng.At(s.seed, rng.Person(stratum, i), birth, purpose).Uint32()
}

// Fill writes the initial state of every person of a chunk, whose place (Stratum, First) must be set:
//
//	z_y, e_c, e_a   independent standard normals
//	z_c             r_cy*z_y + sqrt(1-r_cy^2)*e_c
//	z_a             r_ac*z_c + sqrt(1-r_ac^2)*e_a
//	income          Stratum.IncomeAt the probability of z_y
//	cognition       exp(sd_c*z_c - sd_c^2/2)
//	aptitude        exp(sd_a*z_a - sd_a^2/2)
//	belief          g_g(0)*xi, xi log-normal with mean 1
//	uncertainty     (nu*g_g(0))^2
//	budget share    beta
//	threshold       0 with probability 1-right_side, else beta
//	the rest        0
//
// It is float32 arithmetic with the same bits on every machine. Synthesizer.Person is the same in float64.
func (s *Synthesizer) Fill(c *Chunk) {
	g := &s.strata[c.Stratum]
	for j := range c.Income {
		i := c.First + j
		word := s.draw(c.Stratum, i, rng.Income)
		zy := fmath.Normal(word)
		c.Income[j] = g.income(word, zy)
		zc := float32(s.shared.corrC*zy) + float32(s.shared.restC*fmath.Normal(s.draw(c.Stratum, i, rng.Cognition)))
		za := float32(s.shared.corrA*zc) + float32(s.shared.restA*fmath.Normal(s.draw(c.Stratum, i, rng.Aptitude)))
		c.Cognition[j] = fmath.Exp(float32(s.shared.sdC*zc) + s.shared.meanC)
		c.Aptitude[j] = fmath.Exp(float32(s.shared.sdA*za) + s.shared.meanA)
		c.Belief[j] = g.belief * s.belief.At(s.draw(c.Stratum, i, rng.Belief))
		c.Uncertainty[j] = g.uncertainty
		c.BudgetShare[j] = s.budget.At(s.draw(c.Stratum, i, rng.BudgetShare))
		c.Threshold[j] = s.threshold(s.draw(c.Stratum, i, rng.Threshold))
	}
	clear(c.Habit)
	clear(c.Tier)
	clear(c.Filter)
	for _, x := range c.Extra {
		clear(x)
	}
}

// income returns the income at a word and its normal score.
func (g *groupTraits) income(word uint32, z float32) float32 {
	w := int32(word)
	last := len(g.lines) - 1
	if w > g.lines[last].last {
		v := float32(uint32(math.MaxInt32-w)) + 0.5
		return max(g.floor, fmath.Exp(g.tail-float32(g.perLog*fmath.Log(v))))
	}
	k := 0
	for k < last && w > g.lines[k].last {
		k++
	}
	return max(g.floor, fmath.Exp(g.lines[k].a+float32(g.lines[k].b*z)))
}

// threshold returns the mixture's value at a word u in 0..1: one draw decides both whether a person waits, which it
// does for u < right_side, and for how many others, which is the beta quantile at u/right_side.
func (s *Synthesizer) threshold(word uint32) float32 {
	u := (float64(word) + 0.5) * 0x1p-32
	if u >= s.spec.RightSide {
		return 0
	}
	return s.wait.At(uint32(u / s.spec.RightSide * 0x1p32))
}

// Person is the initial state of one agent, in the exact form. Fields are those of Chunk.
type Person struct {
	Income, Cognition, Aptitude, Belief, Uncertainty, Habit, BudgetShare, Threshold float64
}

// Person makes person i of a stratum, in float64 and with the textbook functions: the readable definition of what
// Fill computes, from the same draws.
func (s *Synthesizer) Person(stratum, i int) Person {
	g := &s.strata[stratum]
	word := s.draw(stratum, i, rng.Income)
	zy := normal(word)
	zc := s.spec.CorrIncomeCognition*zy + rest(s.spec.CorrIncomeCognition)*normal(s.draw(stratum, i, rng.Cognition))
	za := s.spec.CorrCognitionAptitude*zc + rest(s.spec.CorrCognitionAptitude)*normal(s.draw(stratum, i, rng.Aptitude))
	xi := distuv.LogNormal{Mu: meanOne(s.spec.BeliefSpread), Sigma: s.spec.BeliefSpread}
	p := Person{
		Income:      g.exact.at(zy, 1-signed(word)),
		Cognition:   math.Exp(s.spec.SdLogCognition*zc + meanOne(s.spec.SdLogCognition)),
		Aptitude:    math.Exp(s.spec.SdLogAptitude*za + meanOne(s.spec.SdLogAptitude)),
		Belief:      g.gain0 * xi.Quantile(uniform(s.draw(stratum, i, rng.Belief))),
		Uncertainty: math.Pow(s.spec.BeliefUncertainty*g.gain0, 2),
		BudgetShare: s.spec.BudgetShare.quantile(uniform(s.draw(stratum, i, rng.BudgetShare))),
	}
	if u := uniform(s.draw(stratum, i, rng.Threshold)); u < s.spec.RightSide {
		p.Threshold = s.spec.Threshold.quantile(u / s.spec.RightSide)
	}
	return p
}

// uniform is the probability that a word means to a table.
func uniform(word uint32) float64 { return (float64(word) + 0.5) * 0x1p-32 }

// signed is the probability that a word, read as a signed number, means to an income curve.
func signed(word uint32) float64 { return uniform(word ^ 1<<31) }

// normal is the score that a word means to fmath.Normal, which reads the upper 24 bits as a signed number.
func normal(word uint32) float64 {
	return mathext.NormalQuantile((float64((word^1<<31)>>8) + 0.5) * 0x1p-24)
}

func (b Beta) quantile(p float64) float64 {
	return distuv.Beta{Alpha: b.Alpha, Beta: b.Beta}.Quantile(p)
}
