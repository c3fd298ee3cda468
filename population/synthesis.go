package population

import (
	"math"
	"sync"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/cogap/cogap/internal/dmath"
	"github.com/cogap/cogap/internal/fmath"
	"github.com/cogap/cogap/internal/vector"
	"github.com/cogap/cogap/rng"
)

// birth is the tick of all draws that make people: before the first month.
const birth = -1

// Synthesizer makes people: each a pure function of (seed, stratum, index within the stratum).
// It is read only after NewSynthesizer, so any number of goroutines may Fill different chunks.
type Synthesizer struct {
	seed   uint64
	key    rng.Key
	spec   Spec
	traits traits
	strata []groupTraits
	tenths func() [Tenths - 1]float32 // incomes that part people in ten; computed when first asked for
}

// traits are the numbers of the spec that all strata share, in the form that Fill wants.
type traits struct {
	corrC, restC float32 // r_cy, sqrt(1-r_cy^2)
	corrA, restA float32 // r_ac, sqrt(1-r_ac^2)
	sdC, meanC   float32 // of log cognition
	sdA, meanA   float32 // of log aptitude

	normal, belief, budget, wait *rng.Table

	waiting    uint64 // words below it wait: right_side * 2^32
	perWaiting uint64 // 2^64 / waiting
}

// groupTraits are the numbers that one stratum's people share.
type groupTraits struct {
	exact incomeCurve
	gain0 float64

	lines     []line32     // by increasing first
	eight     vector.Lines // the same, if they are at most so many
	tailFirst uint32       // words from here on are in the tail
	tail      float32      // there ln y = tail - perLog * ln((1-p) * 2^32)
	perLog    float32
	floor     float32
	most      float32 // ln y where the tail begins
	steep     bool    // float32 cannot follow the lines everywhere, or their incomes vanish: see cut

	belief, uncertainty float32 // g_g(0), omega
}

// line32 is ln y = a + b*z for words from first on.
type line32 struct {
	first uint32
	a, b  float32
}

// NewSynthesizer prepares to make the people of strata with the traits of spec. gain0 has one value per stratum:
// g_g(0), the gain that full quality brings it in the first month [share of output], >= 0.
//
// spec and strata must be free of Problems. It panics if strata and gain0 differ in length.
func NewSynthesizer(spec Spec, strata []Stratum, seed uint64, gain0 []float64) *Synthesizer {
	if len(strata) != len(gain0) {
		panic("population: strata and gain0 length mismatch")
	}
	s := &Synthesizer{seed: seed, key: rng.NewKey(seed), spec: spec, traits: newTraits(&spec)}
	for g := range strata {
		s.strata = append(s.strata, newGroupTraits(&spec, strata[g].Income, gain0[g]))
	}
	s.tenths = sync.OnceValue(func() (cuts [Tenths - 1]float32) {
		for i, cut := range spec.IncomeTenths(strata) {
			cuts[i] = float32(cut)
		}
		return cuts
	})
	return s
}

// WithSeed returns a synthesizer of other people of the same strata and traits: those of another seed. It shares all
// tables with s.
func (s *Synthesizer) WithSeed(seed uint64) *Synthesizer {
	other := *s
	other.seed, other.key = seed, rng.NewKey(seed)
	return &other
}

func newTraits(spec *Spec) traits {
	waiting := uint64(math.Round(spec.RightSide * 0x1p32))
	var budget, wait *rng.Table
	var tables sync.WaitGroup
	tables.Go(func() { budget = betaTable(spec.BudgetShare) })
	tables.Go(func() { wait = betaTable(spec.Threshold) })
	tables.Wait()
	return traits{
		corrC: float32(spec.CorrIncomeCognition), restC: float32(rest(spec.CorrIncomeCognition)),
		corrA: float32(spec.CorrCognitionAptitude), restA: float32(rest(spec.CorrCognitionAptitude)),
		sdC: float32(spec.SdLogCognition), meanC: float32(meanOne(spec.SdLogCognition)),
		sdA: float32(spec.SdLogAptitude), meanA: float32(meanOne(spec.SdLogAptitude)),
		normal:  rng.NewTable(normal{}),
		belief:  rng.NewTable(misjudgement(spec.BeliefSpread)),
		budget:  budget,
		wait:    wait,
		waiting: waiting, perWaiting: math.MaxUint64 / max(waiting, 1),
	}
}

// misjudgement is the distribution of xi, log-normal with mean 1.
func misjudgement(sd float64) logNormals { return logNormals{meanOne(sd), sd} }

// normal is the standard normal distribution.
type normal struct{}

func (normal) Quantile(p float64) float64 { return dmath.NormalQuantile(p) }

// logNormals is the distribution of e**x for x normal with a mean and a standard deviation.
type logNormals struct{ mean, sd float64 }

func (l logNormals) Quantile(p float64) float64 {
	return dmath.Exp(l.mean + float64(l.sd*dmath.NormalQuantile(p)))
}

// betaTables keeps the tables made last: inverting a beta distribution thousands of times takes 1 to 5 ms, and a study
// makes many synthesizers, several at once that want the same.
var betaTables = struct {
	sync.Mutex
	of map[Beta]func() *rng.Table
}{of: map[Beta]func() *rng.Table{}}

func betaTable(b Beta) *rng.Table {
	betaTables.Lock()
	table, ok := betaTables.of[b]
	if !ok {
		if len(betaTables.of) == 64 {
			clear(betaTables.of)
		}
		table = sync.OnceValue(func() *rng.Table { return rng.NewTable(b.distribution()) })
		betaTables.of[b] = table
	}
	betaTables.Unlock()
	return table()
}

func (b Beta) distribution() distuv.Beta { return distuv.Beta{Alpha: b.Alpha, Beta: b.Beta} }

// rest returns sqrt(1-r^2), the weight of the independent part of a normal score correlated by r.
func rest(r float64) float64 { return math.Sqrt(1 - float64(r*r)) }

// meanOne returns the mean of the logarithm of a log-normal variate with mean 1.
func meanOne(sd float64) float64 { return float64(-sd * sd / 2) }

func newGroupTraits(spec *Spec, known []Quantile, gain0 float64) groupTraits {
	known = spec.disposable(known)
	c := newIncomeCurve(known, spec.IncomeTailAlpha, spec.IncomeFloor)
	t := groupTraits{
		exact: c, gain0: gain0,
		tail:   float32(c.tail + 32*math.Ln2/c.alpha),
		perLog: float32(1 / c.alpha),
		floor:  float32(c.floor),
		most:   float32(dmath.Log(known[len(known)-1].Value)),
		belief: float32(gain0), uncertainty: float32(dmath.Pow(spec.BeliefUncertainty*gain0, 2)),
	}
	first := uint32(0)
	for _, l := range c.lines {
		t.steep = t.steep || !(math.Abs(l.b) < steepest) || !(l.a-float64(l.b*mostZ) > leastLog)
		t.lines = append(t.lines, line32{first, float32(l.a), float32(l.b)})
		first = wordAfter(l.p)
	}
	t.tailFirst = first
	for k := range t.eight.First {
		l := t.lines[min(k, len(t.lines)-1)]
		t.eight.First[k], t.eight.A[k], t.eight.B[k] = l.first, l.a, l.b
	}
	return t
}

const (
	steepest = 200 // slope of ln y in z from which on the error of z, 2e-5, moves incomes by 0.4%
	leastLog = -87 // of which fmath can take the exponential: 1.6e-38
)

// cut brings logarithms of incomes that are on lines to where incomes can be.
func (g *groupTraits) cut(logs []float32) {
	for i, x := range logs {
		if !(x > leastLog) {
			logs[i] = leastLog
		} else if x > g.most {
			logs[i] = g.most
		}
	}
}

// wordAfter returns the first word that means a probability above p: word w means (w + 1/2) / 2^32.
func wordAfter(p float64) uint32 {
	return uint32(min(max(math.Ceil(float64(p*0x1p32)-0.5), 0), math.MaxUint32))
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
//	intensity       exp(sd*z - sd^2/2), z standard normal, a factor of aptitude; in a column if there is one
//	born            cognition; if there is such a column
//	keen            aptitude; if there is such a column
//	use cost        kappa*(income/4000)^epsilon*exp(sd*z - sd^2/2), z standard normal; if there is such a column
//	tenth           by income, see Spec.IncomeTenths; if there is such a column
//	wait            unit exponential, both lowest bits set; if there is such a column
//	the rest        0
//
// It is float32 arithmetic with the same bits on every machine. Synthesizer.Person is the same in float64.
func (s *Synthesizer) Fill(c *Chunk) {
	people := *c
	people.Extra = nil // cleared below; their views would be allocated
	for lo := 0; lo < c.Len(); lo += blockLen {
		b := people.slice(lo, min(lo+blockLen, c.Len()))
		b.Stratum, b.First = c.Stratum, c.First+lo
		s.fillBlock(&b)
	}
	fill(c.Uncertainty, s.strata[c.Stratum].uncertainty)
	copy(c.Born, c.Cognition)
	copy(c.Keen, c.Aptitude)
	s.fillTenths(c)
	clear(c.Habit)
	clear(c.Tier)
	clear(c.Filter)
	for _, x := range c.Extra {
		clear(x)
	}
}

// Tenths returns the incomes [u/month] that part all people in ten; see Spec.IncomeTenths.
func (s *Synthesizer) Tenths() [Tenths - 1]float32 { return s.tenths() }

// fillTenths says in which tenth by income people begin.
func (s *Synthesizer) fillTenths(c *Chunk) {
	if c.Tenth == nil {
		return
	}
	cuts, tenth := s.tenths(), c.Tenth[:len(c.Income)]
	for i := vector.Above(tenth, c.Income, &cuts); i < len(tenth); i++ {
		n := uint32(Tenths)
		for _, cut := range &cuts { // incomes are positive, so that their bits compare as they do
			n -= (math.Float32bits(c.Income[i]) - math.Float32bits(cut) - 1) >> 31
		}
		tenth[i] = uint8(n)
	}
}

// blockLen is how many people fillBlock makes: a multiple of 4, few enough for its scratch to stay in the nearest cache.
const blockLen = 512

// fillBlock makes the people of a block, one attribute after another: short loops with no branch that could go either
// way let the processor work on several people at once.
func (s *Synthesizer) fillBlock(b *Chunk) {
	g, t := &s.strata[b.Stratum], &s.traits
	var scratch [blockLen + 4]uint32
	var scores [blockLen]float32
	z := scores[:b.Len()]

	words := s.words(&scratch, b, rng.Income)
	t.normal.All(z, words)
	g.incomes(b.Income, words, z)

	words = s.words(&scratch, b, rng.Cognition)
	correlate(z, t.corrC, t.restC, t.normal, words)
	logNormal(b.Cognition, z, t.sdC, t.meanC)

	words = s.words(&scratch, b, rng.Aptitude)
	correlate(z, t.corrA, t.restA, t.normal, words)
	logNormal(b.Aptitude, z, t.sdA, t.meanA)

	fill(b.Intensity, 1)
	if s.spec.SdLogUseIntensity > 0 {
		s.intensities(b, &scratch)
	}

	words = s.words(&scratch, b, rng.Belief)
	t.belief.All(b.Belief, words)
	linear(b.Belief, b.Belief, g.belief, 0)

	words = s.words(&scratch, b, rng.BudgetShare)
	t.budget.All(b.BudgetShare, words)

	words = s.words(&scratch, b, rng.Threshold)
	t.thresholds(b.Threshold, words)

	if b.UseCost != nil {
		t.normal.All(z, s.words(&scratch, b, rng.UseCost))
		s.useCosts(b.UseCost, b.Income, z)
	}
	if b.Wait != nil {
		fmath.ExponentialAll(b.Wait, s.words(&scratch, b, rng.Wait))
		for i, wait := range b.Wait {
			b.Wait[i] = math.Float32frombits(math.Float32bits(wait) | 3) // agent.BeforeNotice
		}
	}
}

// intensities draws how intensively people use AI, and multiplies their aptitude by it.
func (s *Synthesizer) intensities(b *Chunk, scratch *[blockLen + 4]uint32) {
	var z, u [blockLen]float32
	intensities := u[:b.Len()]
	s.traits.normal.All(z[:b.Len()], s.words(scratch, b, rng.Intensity))
	sd := s.spec.SdLogUseIntensity
	logNormal(intensities, z[:b.Len()], float32(sd), float32(meanOne(sd)))
	for i, u := range intensities {
		b.Aptitude[i] *= u
	}
	copy(b.Intensity, intensities)
}

// useCosts writes what using AI costs people of some incomes; z are normal scores.
func (s *Synthesizer) useCosts(dst, incomes, z []float32) {
	sd, elasticity := float32(s.spec.SdLogUseCost), float32(s.spec.UseCostElasticity)
	mean := float32(dmath.Log(s.spec.UseCost) + meanOne(s.spec.SdLogUseCost) - float64(s.spec.UseCostElasticity*dmath.Log(referenceIncome)))
	for i, y := range incomes {
		dst[i] = max(y, 0x1p-126)
	}
	fmath.LogAll(dst)
	for i, log := range dst {
		dst[i] = min(max(float32(elasticity*log)+mean+float32(sd*z[i]), leastLog), mostLog)
	}
	fmath.ExpAll(dst)
}

// referenceIncome is the income [u/month] of which Spec.UseCost is the cost.
const referenceIncome = 4000

// mostLog is the largest logarithm of which fmath can take the exponential.
const mostLog = 88

// correlate makes z, standard normals, into others that are correlated with them by r; rest is sqrt(1-r^2).
func correlate(z []float32, r, rest float32, normal *rng.Table, words []uint32) {
	var scores [blockLen]float32
	other := scores[:len(words)]
	normal.All(other, words)
	for i := vector.Mix(z, z, other, r, rest); i < len(other); i++ {
		z[i] = float32(r*z[i]) + float32(rest*other[i])
	}
}

// logNormal writes exp(sd*z + mean) to dst.
func logNormal(dst, z []float32, sd, mean float32) {
	linear(dst[:len(z)], z, sd, mean)
	fmath.ExpAll(dst[:len(z)])
}

// linear writes a*x + b to dst, which is as long.
func linear(dst, x []float32, a, b float32) {
	for i := vector.Line(dst, x, a, b); i < len(x); i++ {
		dst[i] = float32(a*x[i]) + b
	}
}

// words returns the first word of each of the block's people for a purpose, in scratch. Words come by quads; those of
// neighbours outside the block are dropped.
func (s *Synthesizer) words(scratch *[blockLen + 4]uint32, b *Chunk, purpose rng.Purpose) []uint32 {
	skip := b.First & 3
	n := skip + b.Len()
	s.key.Quads(scratch[:(n+3)&^3], rng.QuadOf(rng.Person(b.Stratum, b.First)), birth, purpose, 0)
	return scratch[skip:n]
}

func fill(x []float32, v float32) {
	for i := range x {
		x[i] = v
	}
}

// incomes writes the incomes at words and their normal scores z to dst. Logarithms come first; who is in the tail is
// noted, rather than branched on, and gets another one.
func (g *groupTraits) incomes(dst []float32, words []uint32, z []float32) {
	g.onLines(dst, words, z)
	if g.steep {
		g.cut(dst)
	}
	var inTail [blockLen]uint16
	n := 0
	for i, w := range words {
		inTail[n&(blockLen-1)] = uint16(i)
		n += notBefore(w, g.tailFirst)
	}
	var logs [blockLen]float32
	for j, i := range inTail[:n] {
		logs[j] = float32(^words[i]) + 0.5 // (1-p) * 2^32
	}
	fmath.LogAll(logs[:n])
	for j, i := range inTail[:n] {
		dst[i] = g.tail - float32(g.perLog*logs[j])
	}
	fmath.ExpAll(dst)
	floor := int32(math.Float32bits(g.floor))
	for i, y := range dst { // as integers, numbers above 0 are in the same order, and compared without a branch
		dst[i] = math.Float32frombits(uint32(max(int32(math.Float32bits(y)), floor)))
	}
}

// onLines writes the logarithms of incomes to dst, for people who are not in the tail.
func (g *groupTraits) onLines(dst []float32, words []uint32, z []float32) {
	dst, z = dst[:len(words)], z[:len(words)]
	lines, done := g.lines, 0
	if vector.AVX2 && len(words) >= 8 && len(lines) <= len(g.eight.First) {
		done = len(words) &^ 7
		vector.OnLines(&g.eight, &words[0], &z[0], &dst[0], done)
	}
	for i := done; i < len(words); i++ {
		word, k := words[i], 0
		for _, l := range lines[1:] {
			k += notBefore(word, l.first)
		}
		dst[i] = lines[k].a + float32(lines[k].b*z[i])
	}
}

// notBefore returns 1 if w >= first, else 0, without a branch.
func notBefore(w, first uint32) int { return int(1 ^ (uint64(w)-uint64(first))>>63) }

// thresholds writes the mixture's values at words u in 0..1 to dst: one draw decides both whether a person waits, which
// it does for u < right_side, and for how many others, which is the beta quantile at u/right_side.
func (t *traits) thresholds(dst []float32, words []uint32) {
	var scratch [blockLen]uint32
	within := scratch[:len(words)]
	for i, w := range words {
		within[i] = uint32(uint64(w) * t.perWaiting >> 32)
	}
	t.wait.All(dst, within)
	for i, w := range words {
		mask := uint32(int64(uint64(w)-t.waiting) >> 63) // all ones if the person waits
		dst[i] = math.Float32frombits(math.Float32bits(dst[i]) & mask)
	}
}

// Person is the initial state of one agent, in the exact form. Fields are those of Chunk.
type Person struct {
	Income, Cognition, Aptitude, Belief, Uncertainty, Habit, BudgetShare, Threshold float64
	Wait                                                                            float64 // unit exponential
	UseCost                                                                         float64
	Intensity                                                                       float64
}

// Person makes person i of a stratum, in float64 and with the textbook functions: the readable definition of what
// Fill computes, from the same draws.
func (s *Synthesizer) Person(stratum, i int) Person {
	spec, g := &s.spec, &s.strata[stratum]
	// u is the probability that the person's draw for a purpose means
	u := func(purpose rng.Purpose) float64 {
		word := rng.At(s.seed, rng.Person(stratum, i), birth, purpose).Uint32()
		return float64((float64(word) + 0.5) * 0x1p-32)
	}
	z := func(purpose rng.Purpose) float64 { return dmath.NormalQuantile(u(purpose)) }

	zy := z(rng.Income)
	zc := float64(spec.CorrIncomeCognition*zy) + float64(rest(spec.CorrIncomeCognition)*z(rng.Cognition))
	za := float64(spec.CorrCognitionAptitude*zc) + float64(rest(spec.CorrCognitionAptitude)*z(rng.Aptitude))
	p := Person{
		Income:      g.exact.at(zy, 1-u(rng.Income)),
		Cognition:   dmath.Exp(float64(spec.SdLogCognition*zc) + meanOne(spec.SdLogCognition)),
		Aptitude:    dmath.Exp(float64(spec.SdLogAptitude*za) + meanOne(spec.SdLogAptitude)),
		Belief:      g.gain0 * misjudgement(spec.BeliefSpread).Quantile(u(rng.Belief)),
		Uncertainty: dmath.Pow(spec.BeliefUncertainty*g.gain0, 2),
		BudgetShare: spec.BudgetShare.distribution().Quantile(u(rng.BudgetShare)),
		Wait:        -dmath.Log(u(rng.Wait)),
	}
	p.UseCost = spec.UseCost * dmath.Pow(p.Income/referenceIncome, spec.UseCostElasticity) *
		dmath.Exp(float64(spec.SdLogUseCost*z(rng.UseCost))+meanOne(spec.SdLogUseCost))
	p.Intensity = dmath.Exp(float64(spec.SdLogUseIntensity*z(rng.Intensity)) + meanOne(spec.SdLogUseIntensity))
	p.Aptitude *= p.Intensity
	if u := u(rng.Threshold); u < spec.RightSide {
		p.Threshold = spec.Threshold.distribution().Quantile(u / spec.RightSide)
	}
	return p
}
