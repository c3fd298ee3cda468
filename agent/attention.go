package agent

import (
	"math"

	"github.com/cogap/cogap/internal/fmath"
)

// Attention says whether a person looks at what is on sale. It is a chain of states with a hazard each:
//
//	BeforeNotice  takes nothing            becomes Attentive with hazard p + q*share, at most 1
//	Attentive     looks                    becomes Paying in the month in which it takes a tier at a price
//	Paying        looks                    becomes Stopped with hazard delta, or by its own choice, if it pays for none
//	Stopped       takes what costs nothing becomes Attentive with hazard r
//
// A hazard is the probability that the change comes this month, before the person chooses. When a state with a hazard begins, a unit
// exponential variate is drawn, the wait; each month takes the exposure -ln(1 - hazard) off it, and the change comes when nothing is left.
// So a wait of any distribution of hazards over time takes one draw.
//
// While [Month.Attends] is false everybody looks at everything, whatever its attention.
type Attention uint8

// The states of attention. Their numbers are the two lowest bits of a packed wait; see Pack.
const (
	Attentive    Attention = iota // has noticed, does not pay
	Paying                        // holds a tier that costs something
	Stopped                       // stopped paying and has not looked again
	BeforeNotice                  // has not noticed what is on sale
)

// Attends reports whether people differ in their attention: whether some notice late, lapse, look again late, or cancel late.
func (b *Params) Attends() bool {
	return b.Notice < 1 || b.Lapse > 0 || b.Reconsider < 1 || b.Inertia > 0
}

// exposure is how much of a wait a month with a hazard takes, -ln(1 - hazard): all of it, if the hazard is 1. The logarithm is that of the
// survival in float32, less the error of its rounding, so that every machine has the same bits.
func exposure(hazard float64) float64 {
	switch survival := float32(1 - hazard); {
	case survival <= 0:
		return math.Inf(1)
	case survival == 1:
		return hazard
	default:
		return -float64(fmath.Log(survival)) * hazard / (1 - float64(survival))
	}
}

// exposures are those of the states of attention, where a share of the stratum has access.
func (m *Month) exposures(share float64) [4]float64 {
	b := &m.Params
	all := [...]float64{Attentive: 0, Paying: exposure(b.Lapse), Stopped: exposure(b.Reconsider), BeforeNotice: b.noticing(share)}
	if m.Commits() {
		all[Paying] = 1 // of waits in months
	}
	return all
}

// noticing is the exposure of those who have not noticed, where a share of the stratum has access.
func (b *Params) noticing(share float64) float64 {
	return exposure(b.Notice + float64(b.NoticePeers*share))
}

// attend takes a month's exposure off the person's wait, and changes its attention when nothing is left.
func (p *Person) attend(m *Month) {
	if !m.Attends() || p.Attention == Attentive {
		return
	}
	p.Wait -= m.exposures(p.others(m).Share)[p.Attention]
	if p.Wait > 0 {
		return
	}
	p.Wait = 0
	if p.Attention == Paying {
		p.Attention = Stopped
	} else {
		p.Attention = Attentive
	}
}

// looks tells whether the person looks at a tier that costs it a price.
func (p *Person) looks(m *Month, price float64) bool {
	return !m.Attends() || p.Attention <= Paying || p.Attention == Stopped && price <= 0
}

// settle notes whether the person pays for the tier that it took. A wait that begins is drawn.
func (p *Person) settle(m *Month, wait float64) {
	if !m.Attends() {
		return
	}
	pays := p.Tier > 0 && m.terms(p.Income).Menu[p.Tier-1].Price > 0
	switch {
	case pays && p.Attention == Attentive:
		p.Attention, p.Wait = Paying, m.firstWait(wait, p.Tier)
	case !pays && p.Attention == Paying, p.Attention == Stopped && p.Wait == 0:
		p.Attention, p.Wait = Stopped, wait
	}
}

// Pack returns a wait and an attention as the column of waits has them: the wait in float32, with the attention in the place of its two lowest bits.
func Pack(wait float64, attention Attention) float32 {
	return math.Float32frombits(math.Float32bits(float32(wait))&^tags | uint32(attention))
}

// Unpack returns the wait and the attention of a number of the column.
func Unpack(packed float32) (wait float64, attention Attention) {
	bits := math.Float32bits(packed)
	return float64(math.Float32frombits(bits &^ tags)), Attention(bits & tags)
}

// tags are the bits of a packed wait that have the attention.
const tags = 3
