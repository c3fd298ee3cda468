//go:build goexperiment.simd && go1.27 && !purego

package agent

import (
	"encoding/binary"

	"github.com/cogap/cogap/internal/fmath"
	"github.com/cogap/cogap/internal/vector"
)

// wide are a month's constants for the vectors of any width, each repeated as often as the widest has lanes. A vector
// instruction takes them from memory at no cost, while repeating them in the loops would cost more than the rule.
//
// Rows come first, so that each is a cache line of its own: a load across two of them costs twice as much.
type wide struct {
	constantsRows
	sota wideTier

	share, threshold, topUpHigh, topUpLow row
	none, lattice, half, tailBelow        row
	centreP                               [5]row
	centreQ                               [4]row

	could, would, confirmed, all, below, tierBits rowOfBits

	person, answerMask, tierMask, belowMask, bothFilter rowOfBytes
	filters                                             [Filters]rowOfBytes
	numbers                                             [MaxTiers + 1]rowOfBytes

	key    vector.Key
	tiers  [MaxTiers - 1]wideTier
	lesser []wideTier // of them, from the best down
	offers int
	means  bool
}

type wideTier struct {
	tierRows
	number                         rowOfBits // as it stands in a decision
	barHigh, barLow                rowOfInts
	priceHigh, priceLow, delivered row
}

type (
	row        [lanes]float32
	rowOfInts  [lanes]int32
	rowOfBits  [lanes]uint32
	rowOfBytes [4 * lanes]uint8
)

// A decision is an answer and, in higher bits, what follows.
const (
	tierUnit, tierBits = 8, 7 * 8 // the tier taken
	isBelow            = 64       // income below the threshold
)

// fix sets what is the same in all months.
func (w *wide) fix() {
	for _, c := range [...]struct {
		to *row
		x  float32
	}{
		{&w.none, -1},
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
	for _, c := range [...]struct {
		to *rowOfBits
		x  uint32
	}{
		{&w.could, could},
		{&w.would, would},
		{&w.confirmed, confirmed},
		{&w.all, all},
		{&w.below, isBelow},
		{&w.tierBits, tierBits},
	} {
		c.to.set(c.x)
	}
	for _, c := range [...]struct {
		to *rowOfBytes
		x  uint8
	}{
		{&w.person, 1},
		{&w.answerMask, all},
		{&w.tierMask, MaxTiers},
		{&w.belowMask, isBelow},
		{&w.bothFilter, could + would},
	} {
		c.to.set(c.x)
	}
	for f := range w.filters {
		w.filters[f].set(uint8(f))
	}
	for n := range w.numbers {
		w.numbers[n].set(uint8(n))
	}
}

// set sets what a month brings.
func (w *wide) set(k *constants) {
	w.means, w.offers = k.means, len(k.tiers)
	w.constantsRows.set(k)
	w.share.set(k.share)
	w.threshold.set(k.threshold)
	w.topUpHigh.set(k.topUp[0])
	w.topUpLow.set(k.topUp[1])
	w.sota.set(k, 0)
	w.lesser = w.tiers[:w.offers-1]
	for i := range w.lesser {
		w.lesser[i].set(k, 1+i)
	}
	w.key.Set(k.key.Words())
}

// set makes t tier i of a month, from the best down.
func (t *wideTier) set(k *constants, i int) {
	o := &k.tiers[i]
	t.tierRows.set(o)
	t.number.set(tierUnit * uint32(o.number))
	t.barHigh.set(o.bar[0])
	t.barLow.set(o.bar[1])
	t.priceHigh.set(o.price[0])
	t.priceLow.set(o.price[1])
	t.delivered.set(k.delivered[o.number])
}

func (r *row) set(x float32)      { vector.Repeat((*[lanes]float32)(r), x) }
func (r *rowOfInts) set(x int32)  { vector.Repeat((*[lanes]int32)(r), x) }
func (r *rowOfBits) set(x uint32) { vector.Repeat((*[lanes]uint32)(r), x) }

func (r *rowOfBytes) set(x uint8) {
	eight := uint64(x) * 0x0101010101010101
	for i := 0; i < len(r); i += 8 {
		binary.LittleEndian.PutUint64(r[i:], eight)
	}
}
