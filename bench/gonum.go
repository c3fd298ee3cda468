package bench

import (
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/cogap/cogap/agent"
)

// Gonum is the rule on columns of float64, a vector operation at a time, as a user of gonum would write it: operations of
// gonum/floats where there is one, loops where people go different ways, and gonum/stat/distuv for the noise.
type Gonum struct {
	work                            *Work
	y, c, a, gamma, omega, h, s, th []float64
	tier, filter                    []uint8
	worth, ability, reserve, aug, x []float64
	noise                           distuv.Normal
	sums                            sums
	shares, months                  float64
}

// GonumBytes is what a person takes: thirteen columns of float64 and two of bytes.
const GonumBytes = 13*8 + 2

// NewGonum returns the columns at work.
func NewGonum(w *Work) *Gonum {
	n := w.born.Len()
	column := func() []float64 { return make([]float64, n) }
	return &Gonum{
		work: w, y: column(), c: column(), a: column(), gamma: column(), omega: column(), h: column(), s: column(), th: column(),
		tier: make([]uint8, n), filter: make([]uint8, n),
		worth: column(), ability: column(), reserve: column(), aug: column(), x: column(),
		noise: distuv.Normal{Mu: 0, Sigma: 1, Src: rand.NewPCG(1, 2)},
	}
}

// Reset gives everybody the state of birth.
func (g *Gonum) Reset() {
	at := 0
	for i := range g.work.born.Chunks() {
		c := g.work.born.Chunk(i)
		for j := range c.Income {
			g.y[at], g.c[at], g.a[at] = float64(c.Income[j]), float64(c.Cognition[j]), float64(c.Aptitude[j])
			g.gamma[at], g.omega[at], g.h[at] = float64(c.Belief[j]), float64(c.Uncertainty[j]), float64(c.Habit[j])
			g.s[at], g.th[at], g.tier[at] = float64(c.BudgetShare[j]), float64(c.Threshold[j]), c.Tier[j]
			at++
		}
	}
}

// Share returns the mean share with access.
func (g *Gonum) Share() float64 { return g.shares / g.months }

// Step lives one month of everybody's.
func (g *Gonum) Step(month int) {
	m := g.work.Month(month)
	b, offer := &m.Params, m.Menu[0]
	delivered := offer.Quality * offer.Quota
	atStake := b.CapturedShare * delivered

	floats.MulTo(g.worth, g.y, g.a) // atStake*y*a * (gamma - risk*a*omega) * (1 + necessity*h)
	floats.Scale(atStake, g.worth)
	floats.MulTo(g.x, g.a, g.omega)
	floats.Scale(-b.RiskAversion/2*atStake, g.x)
	floats.Add(g.x, g.gamma)
	floats.Mul(g.worth, g.x)
	floats.ScaleTo(g.x, b.NecessityPremium, g.h)
	floats.AddConst(1, g.x)
	floats.Mul(g.worth, g.x)
	copy(g.ability, g.y)
	floats.AddConst(-b.Subsistence, g.ability)
	floats.Mul(g.ability, g.s)

	g.sums = sums{}
	growth := 1 + b.IncomeGrowth - b.PassThrough*m.MeanGain
	for i := range g.y {
		worth, ability := max(0, g.worth[i]), max(0, g.ability[i])
		g.reserve[i] = min(worth, ability)
		with, filter := 0, agent.None
		switch would, could := worth >= offer.Price, ability >= offer.Price; {
		case would && could && m.Share >= g.th[i]:
			with = 1
		case would && could:
			filter = agent.Waiting
		case would:
			filter = agent.PricedOut
		case could:
			filter = agent.OptedOut
		default:
			filter = agent.Neither
		}
		gain := 0.0
		if with == 1 {
			z := m.Gain + b.SignalNoise*g.noise.Rand()
			kalman := g.omega[i] / (g.omega[i] + b.SignalNoise*b.SignalNoise)
			g.gamma[i] += kalman * (z - g.gamma[i])
			g.omega[i] *= 1 - kalman
			g.h[i] += b.HabitUp * (1 - g.h[i])
			g.th[i] = 0
			gain = g.a[i] * m.Gain * delivered
			g.c[i] *= 1 + b.LearningByDoing*gain
			g.aug[i] = g.c[i] * (1 + gain)
			g.sums.belief[1] += g.gamma[i]
		} else {
			g.gamma[i] += b.WordOfMouth * m.Share * (m.UserBelief - g.gamma[i])
			g.h[i] *= 1 - b.HabitDown
			g.aug[i] = g.c[i] * (1 - b.MissedShare*g.h[i])
		}
		g.y[i] *= growth + b.PassThrough*gain
		if with == 1 && g.tier[i] == 0 {
			g.sums.joined++
		}
		if with == 0 && g.tier[i] != 0 {
			g.sums.left++
		}
		g.tier[i], g.filter[i] = uint8(with), uint8(filter)
		g.sums.people[with]++
		g.sums.filter[filter]++
		g.sums.income[with] += g.y[i]
		g.sums.cognition[with] += g.c[i]
		g.sums.augmented[with] += g.aug[i]
		g.sums.gain[with] += gain
	}
	floats.AddConst(b.BeliefDrift*b.BeliefDrift, g.omega)
	g.shares += float64(g.sums.people[1]) / float64(len(g.y))
	g.months++
}
