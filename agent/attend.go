package agent

import (
	"encoding/binary"
	"math"
	"math/bits"

	"github.com/cogap/cogap/internal/fmath"
	"github.com/cogap/cogap/rng"
)

// This file has the passes over a tile that attention takes, where people differ in it; see [Attention]. They come around the choice and
// leave the other passes as they are.

// attend takes the month's exposure off everybody's wait, changes the attention of those who have none left, and notes the filter
// of those who do not look at everything.
func (t *tile) attend(m *Month) {
	n, k := t.people(), &m.k
	if k.hearsay {
		t.hearOf(m)
	}
	waits := t.wait[:n]
	for i := t.attendWide(k); i < n; i++ {
		attention := math.Float32bits(waits[i]) & tags
		left := toBits(waits[i] - t.exposures[i/align%len(t.exposures)][attention])
		if left > 0 {
			left = left&^tags | int32(attention)
		} else {
			left = int32(afterWait[attention])
		}
		waits[i] = fromBits(left)
		t.blocked[i] = blocks[left&tags]
	}
}

// hearOf takes the exposure of those who have not noticed off their waits, where each has that of its peers. A wait that is over is left below 0,
// with the attention in the place of its lowest bits.
func (t *tile) hearOf(m *Month) {
	for i, wait := range t.wait {
		if bits := math.Float32bits(wait); bits&tags == uint32(BeforeNotice) {
			left := toBits(wait - float32(m.Params.noticing(float64(t.seen.share[uint8(i)]))))
			if left <= 0 {
				left = toBits(-1)
			}
			t.wait[i] = fromBits(left | tags)
		}
	}
}

// afterWait is the attention at the end of a wait.
var afterWait = [4]Attention{Paying: Stopped}

// blocks are the filters of those who do not look at everything, by attention.
var blocks = [4]uint8{Stopped: uint8(Lapsed), BeforeNotice: uint8(Unaware)}

// block takes the tiers away at which people do not look, eight people at a time. Its filter is that of those who would and could, which
// are None and Waiting so far.
func (t *tile) block(k *constants) {
	n := t.people()
	for i := 0; i < n; i += 8 {
		blocked := binary.LittleEndian.Uint64(t.blocked[i:])
		if blocked == 0 {
			continue
		}
		all, stopped := (blocked+mosts)>>7&ones*0xff, blocked&ones*0xff // Lapsed is odd, Unaware even
		below := binary.LittleEndian.Uint64(t.below[i:]) & ones
		free := uint64(k.free[0])*ones ^ below*uint64(k.free[0]^k.free[1])
		can := binary.LittleEndian.Uint64(t.can[i:])
		binary.LittleEndian.PutUint64(t.can[i:], can&^(all&^(stopped&free)))

		filter := eight(t.filter[:n], i, 0)
		would := ((filter&(3*ones)+mosts)>>7&ones ^ ones) * 0xff // 1 to 3 are of those who would not or could not
		change := all & would &^ (stopped & (free & ones * 0xff))
		putEight(t.filter[:n], i, filter&^change|blocked&change)
	}
}

// putEight stores eight bytes in a column from i on, as far as it goes.
func putEight(column []uint8, i int, bytes uint64) {
	if len(column)-i >= 8 {
		binary.LittleEndian.PutUint64(column[i:], bytes)
		return
	}
	for j := range column[i:] {
		column[i+j] = uint8(bytes >> (8 * j))
	}
}

// settle notes who pays for the tier that it took, and draws the waits that begin.
func (t *tile) settle(m *Month) {
	t.changes(&m.k)
	for i := 0; i < t.people(); i += 8 {
		for set := t.begins[uint8(i)>>3]; set != 0; set &= set - 1 {
			t.begin(m, i+bits.TrailingZeros8(set))
		}
	}
}

// changes notes whose wait begins.
func (t *tile) changes(k *constants) {
	n := t.people()
	waits, held := t.wait[:n], t.held[:n]
	for i := t.changesWide(k); i < n; i++ {
		place := &t.begins[uint8(i)>>3]
		if i&7 == 0 {
			*place = 0
		}
		pays := k.pays[t.below[i]&1][held[i]&MaxTiers]
		if begins[pays&1][math.Float32bits(waits[i])&tags] || toBits(waits[i]) == int32(Stopped) {
			*place |= 1 << (i & 7)
		}
	}
}

// begins tells whose wait begins: who pays and did not, and who paid and does not.
var begins = [2][4]bool{{Paying: true}, {Attentive: true}}

// begin draws the wait of somebody who pays from now on, or no longer.
func (t *tile) begin(m *Month, i int) {
	own, pays := i+t.offset, m.k.pays[t.below[i]&1][t.held[i]&MaxTiers]
	word := m.k.key.Quad(t.quad+uint64(own>>2), m.Number, rng.Wait, 0)[own&3]
	wait := float64(fmath.Exponential(word))
	if pays != 0 {
		wait = m.firstWait(wait, int(t.held[i]))
	}
	t.wait[i] = Pack(wait, Stopped-Attention(pays))
}
