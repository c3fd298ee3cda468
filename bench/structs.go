package bench

import (
	"math/rand/v2"
	"unsafe"

	"github.com/cogap/cogap/agent"
)

// Structs is what a Go programmer writes first, done well: a slice of structs in the kernel's precision, one loop,
// constants hoisted, and a random number only for those who need one. Its noise depends on the order of people and its
// sums on the order of adding, so its results depend on the number of workers.
type Structs struct {
	work   *Work
	people []person
	born   []person
	random *rand.Rand
	sums   sums
	shares float64
	months float64
}

type person struct {
	income, cognition, aptitude float32
	belief, uncertainty, habit  float32
	budgetShare, threshold      float32
	augmented, reservation      float32
	tier, filter                uint8
}

// StructBytes is what a person takes.
const StructBytes = float64(unsafe.Sizeof(person{}))

// sums of a month: as the kernel's, by access.
type sums struct {
	people                                     [2]int64
	income, cognition, augmented, belief, gain [2]float64
	filter                                     [agent.Filters]int64
	joined, left                               int64
}

// NewStructs returns the structs at work.
func NewStructs(w *Work) *Structs {
	s := &Structs{work: w, random: rand.New(rand.NewPCG(1, 2))}
	for i := range w.born.Chunks() {
		c := w.born.Chunk(i)
		for j := range c.Income {
			s.born = append(s.born, person{
				income: c.Income[j], cognition: c.Cognition[j], aptitude: c.Aptitude[j],
				belief: c.Belief[j], uncertainty: c.Uncertainty[j], habit: c.Habit[j],
				budgetShare: c.BudgetShare[j], threshold: c.Threshold[j],
			})
		}
	}
	s.people = make([]person, len(s.born))
	return s
}

// Reset gives everybody the state of birth.
func (s *Structs) Reset() { copy(s.people, s.born) }

// Share returns the mean share with access.
func (s *Structs) Share() float64 { return s.shares / s.months }

// Step lives one month of everybody's.
func (s *Structs) Step(month int) {
	s.sums = s.step(s.work.Month(month))
	s.shares += float64(s.sums.people[1]) / float64(len(s.people))
	s.months++
}

func (s *Structs) step(m *agent.Month) sums {
	b, offer := &m.Params, m.Menu[0]
	var (
		sums        sums
		price       = float32(offer.Price)
		delivered   = float32(offer.Quality * offer.Quota)
		atStake     = float32(b.CapturedShare) * delivered
		risk        = float32(b.RiskAversion/2) * atStake
		necessity   = float32(b.NecessityPremium)
		subsistence = float32(b.Subsistence)
		share       = float32(m.Share)
		gain        = float32(m.Gain)
		noise       = float32(b.SignalNoise)
		noise2      = noise * noise
		drift       = float32(b.BeliefDrift * b.BeliefDrift)
		hear        = float32(b.WordOfMouth * m.Share)
		heard       = float32(m.UserBelief)
		up, down    = float32(b.HabitUp), float32(1 - b.HabitDown)
		missed      = float32(b.MissedShare)
		learning    = float32(b.LearningByDoing)
		growth      = float32(1 + b.IncomeGrowth - b.PassThrough*m.MeanGain)
		passThrough = float32(b.PassThrough)
	)
	for i := range s.people {
		p := &s.people[i]
		ability := p.budgetShare * max(0, p.income-subsistence)
		worth := max(0, atStake*p.income*p.aptitude*(p.belief-risk*p.aptitude*p.uncertainty)) * (1 + necessity*p.habit)
		p.reservation = min(worth, ability)
		if worth >= price && ability >= price && share >= p.threshold {
			if p.tier == 0 {
				sums.joined++
			}
			p.tier, p.filter, p.threshold = 1, uint8(agent.None), 0
			z := gain + noise*float32(s.random.NormFloat64())
			kalman := p.uncertainty / (p.uncertainty + noise2)
			p.belief += kalman * (z - p.belief)
			p.uncertainty = (1-kalman)*p.uncertainty + drift
			p.habit += up * (1 - p.habit)
			g := p.aptitude * gain * delivered
			p.cognition *= 1 + learning*g
			p.augmented = p.cognition * (1 + g)
			p.income *= growth + passThrough*g
			sums.people[1]++
			sums.income[1] += float64(p.income)
			sums.cognition[1] += float64(p.cognition)
			sums.augmented[1] += float64(p.augmented)
			sums.belief[1] += float64(p.belief)
			sums.gain[1] += float64(g)
			sums.filter[agent.None]++
			continue
		}
		switch {
		case worth < price && ability < price:
			p.filter = uint8(agent.Neither)
		case worth < price:
			p.filter = uint8(agent.OptedOut)
		case ability < price:
			p.filter = uint8(agent.PricedOut)
		default:
			p.filter = uint8(agent.Waiting)
		}
		if p.tier != 0 {
			sums.left++
			p.tier = 0
		}
		p.belief += hear * (heard - p.belief)
		p.uncertainty += drift
		p.habit *= down
		p.augmented = p.cognition * (1 - missed*p.habit)
		p.income *= growth
		sums.people[0]++
		sums.income[0] += float64(p.income)
		sums.cognition[0] += float64(p.cognition)
		sums.augmented[0] += float64(p.augmented)
		sums.filter[p.filter]++
	}
	return sums
}
