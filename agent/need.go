package agent

import (
	"math"

	"github.com/cogap/cogap/internal/dmath"
	"github.com/cogap/cogap/population"
	"github.com/cogap/cogap/rng"
)

// This file has the need for AI that comes and goes: a factor of the money at stake in a person's decisions, log-normal with mean 1, which is
// drawn anew every so many months. It changes what a tier is worth to the person, and not what it does.
//
// A need is the product of four factors, each one of eight equally probable numbers: they fit into registers, where a normal deviate and an exponential
// would take a third of what a month costs. The column has what decisions need of it, aptitude times need.

// Needs reports whether people's need for AI comes and goes.
func (b *Params) Needs() bool { return b.NeedSpread > 0 }

// renewed is how many neighbouring people of a stratum get another need in the same month: as many as the words of eight quads have halves.
const renewed = 64

// renews tells whether a person's need is drawn anew in the month: everybody's in the first, and then every NeedMonths months, of each
// sixty-four people and of each stratum in turn.
func (m *Month) renews(stratum, index int) bool {
	return m.Number == 0 || (m.Number+stratum+index/renewed)%max(m.Params.NeedMonths, 1) == 0
}

const (
	needParts   = 4 // of which a need's score is the sum
	needNumbers = 8 // that each may be, by three bits
)

// scores are the numbers that the parts of a need's score may be. Their sum has mean 0 and variance 1; that it is normal but for 0.003 of probability
// is why they are what they are: found by trying short ones.
var scores = func() (all [needParts][needNumbers]float64) {
	halves := [needNumbers / 2]float64{0.1, 0.35, 0.75, 1.8}
	weight, sum := 1.0, 0.0 // of squares
	for part := range all {
		for i, x := range halves {
			x *= weight
			all[part][needNumbers/2-1-i], all[part][needNumbers/2+i] = -x, x
			sum += float64(x * x)
		}
		weight *= 0.9
	}
	for part := range all {
		for i := range all[part] {
			all[part][i] /= math.Sqrt(sum / float64(len(halves)))
		}
	}
	return all
}()

// needFactors are what the parts of a need's score multiply it by; each has mean 1.
type needFactors [needParts][needNumbers]float32

func (b *Params) needFactors() *needFactors {
	factors := new(needFactors)
	for part, list := range scores {
		mean := b.meanFactor(part)
		for i, z := range list {
			factors[part][i] = float32(dmath.Exp(b.NeedSpread*z) / mean)
		}
	}
	return factors
}

// meanFactor is the mean of exp(sd*z) over the numbers z of a part.
func (b *Params) meanFactor(part int) float64 {
	sum := 0.0
	for _, z := range scores[part] {
		sum += dmath.Exp(b.NeedSpread * z)
	}
	return sum / needNumbers
}

// placeOfNeed returns where a person's bits of a need are, the low twelve of what is left of a word of a quad after a shift. Each half of a word is of one of
// 64 neighbours, in an order that vectors have them in.
func placeOfNeed(stratum, index int) (quad uint64, word, shift int) {
	const quads = 8
	person := rng.Person(stratum, index/renewed*quads+index%quads)
	return person, index % renewed / (2 * quads), index / quads % 2 * 16
}

// scoreOfNeed is the sum of the parts that bits choose.
func scoreOfNeed(bits uint32) (z float64) {
	for part := range scores {
		z += scores[part][bits>>(3*part)%needNumbers]
	}
	return z
}

// need is the factor of the money at stake: 1 where needs do not come and go.
func (p *Person) need(m *Month) float64 {
	if !m.Params.Needs() {
		return 1
	}
	return p.Need
}

// renew gives the person another need, if it is time: exp(sd*z) over the mean of that.
func (p *Person) renew(m *Month, luck Luck) {
	b := &m.Params
	if !b.Needs() || !luck.Renews {
		return
	}
	p.Need = dmath.Exp(b.NeedSpread * luck.Need)
	for part := range scores {
		p.Need /= b.meanFactor(part)
	}
}

// sees points the tile at what counts for aptitude in the decisions of its people: times their need, where needs come and go.
func (t *tile) sees(k *constants, c *population.Chunk, lo, hi int) {
	if t.keen = t.a; k.needs != nil {
		t.keen = c.Keen[lo:hi]
	}
}

// renew draws the needs that begin of people from lo up to, not including, hi, who are of one chunk.
func (t *tile) renew(m *Month, lo, hi int) {
	if m.k.needs == nil {
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

// drawNeeds draws the needs of some neighbours of one group.
func (t *tile) drawNeeds(m *Month, lo, hi int) {
	k, stratum, first := &m.k, int(t.quad>>32), t.index()
	quad, _, _ := placeOfNeed(stratum, (first+lo)/renewed*renewed)
	words := t.words[:renewed/2]
	k.key.Quads(words, quad, m.Number, rng.Need, 0)
	for i := lo; i < hi; i++ {
		own, word, shift := placeOfNeed(stratum, first+i)
		t.keen[i] = float32(k.needs.of(words[int(own-quad)<<2|word]>>shift) * t.a[i])
	}
}

// of is the need that bits choose.
func (f *needFactors) of(bits uint32) float32 {
	return float32(float32(f[0][bits%needNumbers]*f[1][bits>>3%needNumbers]) * float32(f[2][bits>>6%needNumbers]*f[3][bits>>9%needNumbers]))
}
