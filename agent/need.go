package agent

import (
	"github.com/cogap/cogap/internal/dmath"
	"github.com/cogap/cogap/internal/fmath"
	"github.com/cogap/cogap/rng"
)

// This file has the need for AI that comes and goes: a factor of the money at stake in a person's decisions, log-normal with mean 1, which is
// drawn anew every so many months. It changes what a tier is worth to the person, and not what it does.

// Needs reports whether people's need for AI comes and goes.
func (b *Params) Needs() bool { return b.NeedSpread > 0 }

// renewed is how many neighbouring people of a stratum get another need in the same month: a vector's luck is not drawn for few of them.
const renewed = 16

// renews tells whether a person's need is drawn anew in the month: everybody's in the first, and then every NeedMonths months, of each
// sixteen people and of each stratum in turn.
func (m *Month) renews(stratum, index int) bool {
	return m.Number == 0 || (m.Number+stratum+index/renewed)%max(m.Params.NeedMonths, 1) == 0
}

// need is the factor of the money at stake: 1 where needs do not come and go.
func (p *Person) need(m *Month) float64 {
	if !m.Params.Needs() {
		return 1
	}
	return p.Need
}

// renew gives the person another need, if it is time: exp(sd*z - sd²/2).
func (p *Person) renew(m *Month, luck Luck) {
	if sd := m.Params.NeedSpread; m.Params.Needs() && luck.Renews {
		p.Need = dmath.Exp(float64(sd*luck.Need) - float64(sd*sd/2))
	}
}

// want finds the aptitude that counts in people's decisions: times their need, where needs come and go.
func (t *tile) want(k *constants) {
	if t.keen = t.a; !k.needs {
		return
	}
	n := t.people()
	t.keen = t.wanted[:n]
	for i := t.wantWide(); i < n; i++ {
		t.keen[i] = float32(t.a[i] * t.need[i])
	}
}

// renew draws the needs that begin of people from lo up to, not including, hi, who are of one chunk.
func (t *tile) renew(m *Month, lo, hi int) {
	if !m.k.needs {
		return
	}
	spans := t.renewing(m, lo, hi)
	if len(spans) == 0 || t.needsWide(m, spans) {
		return
	}
	for _, s := range spans {
		t.drawNeeds(m, int(s.lo), int(s.hi))
	}
}

// span is some neighbours, at most renewed: of one group of so many in a stratum.
type span struct{ lo, hi uint16 }

// renewing lists those of some neighbours whose needs begin: everybody in the first month; see Month.renews.
func (t *tile) renewing(m *Month, lo, hi int) []span {
	months := max(m.Params.NeedMonths, 1)
	if m.Number == 0 {
		months = 1
	}
	spans, first := t.spans[:0], t.index()
	group := (first + lo) / renewed
	group += months - 1 - (m.Number+int(t.quad>>32)+group+months-1)%months // the next whose month it is
	for at := group*renewed - first; at < hi; at += months * renewed {
		spans = append(spans, span{uint16(max(at, lo)), uint16(min(at+renewed, hi))})
	}
	return spans
}

// index is the number in its stratum of a tile's first person.
func (t *tile) index() int { return int(uint32(t.quad)<<2) + t.offset }

// drawNeeds draws the needs of some neighbours.
func (t *tile) drawNeeds(m *Month, lo, hi int) {
	k, own, end := &m.k, lo+t.offset, hi+t.offset
	k.key.Quads(t.words[own&^3:(end+3)&^3], t.quad+uint64(own>>2), m.Number, rng.Need, 0)
	for i := range t.need[lo:hi] {
		t.need[lo+i] = k.logOfNeed(fmath.Normal(t.words[own+i]))
	}
	fmath.ExpAll(t.need[lo:hi])
}
