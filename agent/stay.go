package agent

import (
	"math"
	"math/bits"

	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/rng"
)

// This file has why people go on paying for a tier that they would leave: they are committed to it, as who pays for a year at once, or they do
// not get round to cancelling it. It comes between the choice of a tier and its consequences.

// Commits reports whether a tier commits those who pay for it for more than a month.
func (m *Month) Commits() bool {
	for _, months := range m.Commitment {
		if months > 1 {
			return true
		}
	}
	return false
}

// Attends reports whether people's attention matters in the month: where they differ in it, and where payers may be kept from leaving.
func (m *Month) Attends() bool { return m.Params.Attends() || m.Commits() }

// term is for how many months somebody who pays for a tier is committed to it.
func (m *Month) term(tier int) int {
	if tier < 1 || tier > len(m.Commitment) {
		return 1
	}
	return max(1, m.Commitment[tier-1])
}

// longestWait is the longest wait in months, of somebody who never lapses: so many are whole in a packed wait.
const longestWait = 1 << 20

// firstWait is the wait of somebody who begins to pay for a tier; e is unit exponential. Where tiers commit it counts months, less a half against rounding,
// and ends with a term: who lapses during one does so at its end.
func (m *Month) firstWait(e float64, tier int) float64 {
	if !m.Commits() {
		return e
	}
	term := m.term(tier)
	terms := longestWait / term
	if x := exposure(m.Params.Lapse) * float64(term); x > 0 {
		terms = int(min(max(1, math.Ceil(e/x)), float64(terms)))
	}
	return float64(terms*term) - 0.5
}

// due is the wait of who lapses next month, whatever the hazard.
const due = 0x1p-100

// anotherTerm is the wait of somebody whose need has ended and who still pays: it lapses again next month or, where tiers commit, when the next term is over.
func (m *Month) anotherTerm(tier int) float64 {
	if !m.Commits() {
		return due
	}
	return float64(m.term(tier)) - 0.5
}

// committed tells whether so long before it lapses somebody who pays for a tier is in the middle of a term.
func (m *Month) committed(wait float64, tier int) bool {
	return m.Commits() && wait > 0 && int(wait+0.5)%m.term(tier) != 0
}

// paid tells whether the person paid last month, after attend.
func (p *Person) paid(m *Month) bool {
	return p.Tier > 0 && m.Attends() && (p.Attention == Paying || p.Attention == Stopped && p.Wait == 0)
}

// stay returns the tier that the person has, of which it would choose another. Who is committed to a tier takes none below it; who does not get
// round to cancelling keeps it if it would pay for none. A tier that is not on sale, or costs nothing any more, keeps nobody.
func (p *Person) stay(m *Month, choice int, luck Luck) int {
	menu := m.terms(p.Income).Menu
	costs := func(k int) bool { return k > 0 && menu[k-1].Price > 0 }
	if !p.paid(m) || !costs(p.Tier) || menu[p.Tier-1].Price >= market.Withdrawn {
		return choice
	}
	if m.committed(p.Wait, p.Tier) {
		return max(choice, p.Tier)
	}
	if !costs(choice) && luck.Cancel < m.Params.Inertia {
		return p.Tier
	}
	return choice
}

// take has the person have the tier that it chose or stays with. Who changes to another tier at a price begins another wait where one of the two
// commits it; who lapsed and stays has another term.
func (p *Person) take(m *Month, tier int, why Filter) {
	before, paid := p.Tier, p.paid(m)
	p.Tier, p.Filter = tier, why
	if tier == len(m.Menu) {
		p.Filter = None
	}
	if !paid || tier == 0 || m.terms(p.Income).Menu[tier-1].Price <= 0 {
		return
	}
	switch {
	case tier != before && max(m.term(before), m.term(tier)) > 1:
		p.Attention, p.Wait = Attentive, 0
	case p.Attention == Stopped:
		p.Attention, p.Wait = Paying, m.anotherTerm(tier)
	}
}

// stays are the people of a tile who paid and would have another tier, or none: who of them stays.
type stays struct {
	chosen [tileLen]uint8 // [person] the tier that it takes by its own choice
	tier   [tileLen]uint8 // [person] the tier with which it stays; 0: it does not
	moves  [tileLen]uint8 // people who paid and would have another tier, ascending
	asks   [tileLen]uint8 // those of them who stay if they do not get round to cancelling
	moving int            // how many
	asking int
	any    bool // somebody may stay
}

// holds reports whether payers may be kept from leaving.
func (k *constants) holds() bool { return k.commits || k.inertia > 0 }

// stay adds those who stay to those who take a tier.
func (t *tile) stay(m *Month, with []uint8) []uint8 {
	if !t.mayStay(m, with) {
		return with
	}
	for _, i := range t.stays.asks[:t.stays.asking] {
		t.cancel(m, int(i))
	}
	return t.join(&m.k)
}

// mayStay notes who stays, and who does unless it cancels. Nearly everybody takes again what it has: eight of them are passed over at a time.
func (t *tile) mayStay(m *Month, with []uint8) bool {
	k, s, n := &m.k, &t.stays, t.people()
	clear(s.chosen[:n])
	for at, i := range with {
		s.chosen[i] = t.taken(k, at)
	}
	s.moving, s.asking, s.any = 0, 0, false
	for i := 0; i < n; i += 8 {
		held, chosen := eight(t.held[:n], i, 0), eight(s.chosen[:n], i, 0)
		for set := ((held ^ chosen) + mosts) & (held + mosts) & tops; set != 0; set &= set - 1 {
			t.moves(m, i+bits.TrailingZeros64(set)/8)
		}
	}
	return s.any
}

// moves notes whether somebody who chose another tier than it has paid for that, and stays with it.
func (t *tile) moves(m *Month, i int) {
	k, s, wait := &m.k, &t.stays, t.wait[i]
	if !paidBefore(wait) {
		return
	}
	s.moves[uint8(s.moving)] = uint8(i)
	s.moving++
	s.tier[i] = 0
	tier, chosen, below := t.held[i]&MaxTiers, s.chosen[i]&MaxTiers, t.below[i]&1
	switch {
	case k.keeps[below][tier] == 0:
	case k.commits && m.committed(unpackedWait(wait), int(tier)):
		if chosen < tier {
			s.tier[i], s.any = tier, true
		}
	case k.inertia > 0 && k.pays[below][chosen] == 0:
		s.tier[i], s.any = tier, true
		s.asks[uint8(s.asking)] = uint8(i)
		s.asking++
	}
}

// cancel takes somebody who gets round to it off those who stay.
func (t *tile) cancel(m *Month, i int) {
	own := i + t.offset
	if Place(m.k.key.Quad(t.quad+uint64(own>>2), m.Number, rng.Cancel, 0)[own&3]) >= m.k.inertia {
		t.stays.tier[uint8(i)] = 0
	}
}

// taken is the tier that the one of so many who take one takes.
func (t *tile) taken(k *constants, at int) uint8 {
	if k.several {
		return t.takes[uint8(at)]
	}
	return uint8(k.sota.number)
}

// join lists who takes a tier or stays with one.
func (t *tile) join(k *constants) []uint8 {
	s, sota, n := &t.stays, uint8(k.sota.number), t.people()
	for _, i := range s.moves[:s.moving] {
		if s.tier[i] == 0 {
			continue
		}
		if s.chosen[i] = s.tier[i]; s.tier[i] == sota {
			t.filter[i] = uint8(None)
		}
	}
	in := 0
	for i := 0; i < n; i += 8 {
		for set := (eight(s.chosen[:n], i, 0) + mosts) & tops; set != 0; set &= set - 1 {
			who := uint8(i + bits.TrailingZeros64(set)/8)
			t.with[uint8(in)], t.takes[uint8(in)] = who, s.chosen[who]
			in++
		}
	}
	return t.with[:in]
}

// renewTerms is what take does to the waits of those who paid and still do.
func (t *tile) renewTerms(m *Month) {
	k, s := &m.k, &t.stays
	for _, i := range s.moves[:s.moving] {
		tier, before := s.chosen[i], t.held[i]
		if s.tier[i] != 0 {
			tier = s.tier[i]
		}
		switch {
		case k.pays[t.below[i]&1][tier&MaxTiers] == 0:
		case tier != before && max(m.term(int(before)), m.term(int(tier))) > 1:
			t.wait[i], t.state[i] = 0, uint8(Attentive)
		case math.Float32bits(t.wait[i])&tags == uint32(Stopped):
			t.wait[i], t.state[i] = Pack(m.anotherTerm(int(tier)), Paying), uint8(Paying)
		}
	}
}

// paidBefore tells, after attend, whether a packed wait is of somebody who paid last month: Paying, or Stopped with nothing left.
func paidBefore(wait float32) bool {
	bits := math.Float32bits(wait)
	return bits&tags == uint32(Paying) || bits == uint32(Stopped)
}

// unpackedWait is the wait of a packed one.
func unpackedWait(packed float32) float64 {
	wait, _ := Unpack(packed)
	return wait
}
