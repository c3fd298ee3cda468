//go:build goexperiment.simd && go1.27 && !purego

package agent

import "github.com/cogap/cogap/internal/fmath"

// wide are a month's constants for the vectors of any width, each repeated as often as the widest has lanes. A vector
// instruction takes them from memory at no cost, while repeating them in the loops would cost more than the rule.
type wide struct {
	simple bool
	offers int
	sota   wideTier
	lesser []wideTier // from the best down

	one, tiny, none                             row
	threshold, topUpHigh, topUpLow, subsistence row
	necessity, share, gain, noise, noise2       row
	drift, hear, heard                          row
	habitUp, habitOn, habitOff, missed          row
	learning, growth, passThrough               row
	lattice, half, tailBelow                    row
	centreP                                     [5]row
	centreQ                                     [4]row

	could, would, confirmed, all, below, tierBits  rowOfBits
	key0, key1, key4, key4and1, key0and2, key1and3 rowOfBits

	person, askedMask, tierMask, belowMask, bothFilter rowOfBytes
	filters                                            [Filters]rowOfBytes
	numbers                                            [MaxTiers + 1]rowOfBytes
}

type wideTier struct {
	number                                        rowOfBits // as it stands in a decision
	priceHigh, priceLow, atStake, risk, delivered row
}

type (
	row        [lanes]float32
	rowOfBits  [lanes]uint32
	rowOfBytes [4 * lanes]uint8
)

// the bits of a decision
const (
	could, would, confirmed = 1, 2, 4
	tierUnit, tierBits      = 8, 7 * 8 // the tier taken
	isBelow                 = 64       // income below the threshold
)

// widen makes the constants of the vectors.
func widen(k *constants) *wide {
	w := &wide{simple: k.simple, offers: len(k.tiers)}
	for _, c := range [...]struct {
		to *row
		x  float32
	}{
		{&w.one, 1},
		{&w.tiny, tiny},
		{&w.none, -1},
		{&w.threshold, k.threshold},
		{&w.topUpHigh, k.topUp[0]},
		{&w.topUpLow, k.topUp[1]},
		{&w.subsistence, k.subsistence},
		{&w.necessity, k.necessity},
		{&w.share, k.share},
		{&w.gain, k.gain},
		{&w.noise, k.noise},
		{&w.noise2, k.noise2},
		{&w.drift, k.drift},
		{&w.hear, k.hear},
		{&w.heard, k.heard},
		{&w.habitUp, k.habitUp},
		{&w.habitOn, k.habitOn},
		{&w.habitOff, k.habitOff},
		{&w.missed, k.missed},
		{&w.learning, k.learning},
		{&w.growth, k.growth},
		{&w.passThrough, k.passThrough},
		{&w.lattice, 0x1p-23},
		{&w.half, 0x1p-24},
		{&w.tailBelow, fmath.TailOfNormal},
	} {
		c.to.set(c.x)
	}
	p, q := fmath.NormalCentre()
	for i, c := range p {
		w.centreP[i].set(c)
	}
	for i, c := range q {
		w.centreQ[i].set(c)
	}
	for i := range k.tiers {
		o := &k.tiers[i]
		var t wideTier
		t.number.set(tierUnit * uint32(o.number))
		t.priceHigh.set(o.price[0])
		t.priceLow.set(o.price[1])
		t.atStake.set(o.atStake)
		t.risk.set(o.risk)
		t.delivered.set(k.delivered[o.number])
		if i == 0 {
			w.sota = t
		} else {
			w.lesser = append(w.lesser, t)
		}
		w.numbers[o.number].set(o.number)
	}
	k0, k1, k4 := k.key.Words()
	for _, c := range [...]struct {
		to *rowOfBits
		x  uint32
	}{
		{&w.could, could},
		{&w.would, would},
		{&w.confirmed, confirmed},
		{&w.all, could + would + confirmed},
		{&w.below, isBelow},
		{&w.tierBits, tierBits},
		{&w.key0, k0},
		{&w.key1, k1},
		{&w.key4, k4},
		{&w.key4and1, k4 + 1},
		{&w.key0and2, k0 + 2},
		{&w.key1and3, k1 + 3},
	} {
		c.to.set(c.x)
	}
	for _, c := range [...]struct {
		to *rowOfBytes
		x  uint8
	}{
		{&w.person, 1},
		{&w.askedMask, could + would + confirmed},
		{&w.tierMask, MaxTiers},
		{&w.belowMask, isBelow},
		{&w.bothFilter, could + would},
	} {
		c.to.set(c.x)
	}
	for f := range w.filters {
		w.filters[f].set(uint8(f))
	}
	return w
}

func (r *row) set(x float32) {
	for i := range r {
		r[i] = x
	}
}

func (r *rowOfBits) set(x uint32) {
	for i := range r {
		r[i] = x
	}
}

func (r *rowOfBytes) set(x uint8) {
	for i := range r {
		r[i] = x
	}
}
