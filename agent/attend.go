package agent

import (
	"encoding/binary"
	"math"

	"github.com/cogap/cogap/internal/fmath"
	"github.com/cogap/cogap/rng"
)

// This file has the passes over a tile that attention takes, where people differ in it; see [Attention]. They come around the choice and
// leave the other passes as they are.

// attend takes the month's exposure off everybody's wait, changes the attention of those who have none left, notes it, and takes the tiers away at which they
// do not look.
func (t *tile) attend(m *Month) {
	n, k := t.people(), &m.k
	if k.hearsay {
		t.hearOf(m)
	}
	waits, done := t.wait[:n], t.attendWide(k)
	for i := done; i < n; i++ {
		attention := math.Float32bits(waits[i]) & tags
		left := toBits(waits[i] - t.exposures[i/align%len(t.exposures)][attention])
		if left > 0 {
			left = left&^tags | int32(attention)
		} else {
			left = int32(afterWait[attention])
		}
		waits[i] = fromBits(left)
		t.state[i] = uint8(left)&tags | bit(left == int32(Stopped))*hasLapsed
	}
	t.block(k, done)
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

// hasLapsed is in the state of those who stop paying by a lapse this month.
const hasLapsed = 4

// blocks are the filters of those who do not look at everything, by state.
var blocks = [16]uint8{Stopped: uint8(Lapsed), BeforeNotice: uint8(Unaware), Stopped | hasLapsed: uint8(Lapsed)}

// block takes the tiers away at which the people from a multiple of eight on do not look, eight at a time. Its filter is that of those who would and could, which
// are None and Waiting so far.
func (t *tile) block(k *constants, from int) {
	n := t.people()
	for i := from; i < n; i += 8 {
		blocked := uint64(0)
		for j, state := range t.state[i : i+8] {
			blocked |= uint64(blocks[state&15]) << (8 * j)
		}
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

// changes notes whose wait begins.
func (t *tile) changes(k *constants) {
	n := t.people()
	held, state := t.held[:n], t.state[:n]
	for i := t.changesWide(k); i < n; i++ {
		pays := k.pays[t.below[i]&1][held[i]&MaxTiers] & 1
		t.begins[t.begun%len(t.begins)] = uint32(t.at+i)<<1 | uint32(pays)
		t.begun += int(bit(begins[pays][state[i]&7]))
	}
}

// begins tells whose wait begins, by whether they pay now and by state: who pays and did not, and who paid and does not.
var begins = [2][8]bool{{Paying: true, Stopped | hasLapsed: true}, {Attentive: true, Stopped | hasLapsed: true}}

// begin draws the waits that begin, of people of the block.
func (t *tile) begin(m *Month, b *Block) {
	if t.begun > 0 && !t.beginWide(m, b) {
		for _, x := range t.begins[:t.begun] {
			b.Wait[x>>1] = m.begin(rng.Person(b.Stratum, b.First+int(x>>1)), uint8(x&1), b.Tier[x>>1])
		}
	}
	t.begun = 0
}

// begin draws the wait of somebody who pays for a tier from now on, which is 1, or no longer.
func (m *Month) begin(person uint64, pays, tier uint8) float32 {
	return m.spell(fmath.Exponential(m.k.key.Quad(rng.QuadOf(person), m.Number, rng.Wait, 0)[person&3]), pays, tier)
}

// spell is a wait that begins; e is unit exponential.
func (m *Month) spell(e float32, pays, tier uint8) float32 {
	if m.k.commits && pays == 1 {
		return Pack(m.firstWait(float64(e), int(tier&MaxTiers)), Paying)
	}
	return spell(e, pays)
}

// spell is the wait that begins where tiers do not commit: of who pays, which is 1, or no longer.
func spell(e float32, pays uint8) float32 {
	return fromBits(toBits(e)&^tags | int32(Stopped) - int32(pays)) // Paying comes before Stopped
}
