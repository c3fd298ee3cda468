package agent

import (
	"bytes"
	"slices"

	"github.com/cogap/cogap/internal/sum"
	"github.com/cogap/cogap/population"
)

// Block is a chunk of people in float32 columns, with two results of a month beside their state at its end. A worker makes
// one and loads one chunk after the other into it. Not safe for concurrent use.
type Block struct {
	population.Chunk
	Augmented   []float32 // E [1 = average], augmented cognition of the month
	Reservation []float32 // R [u/month] for the SOTA tier, before deciding in the month

	loaded  loaded
	fault   *RuleError // what a rule on one person left; see Check
	tally   tally
	tile    tile
	scratch any // of the vector kernel, whose types exist only where it is built
}

// loaded is a block as Load left it. A rule may change what is in the columns, but not which people they are of.
type loaded struct {
	population.Chunk
	augmented, reservation []float32
}

// Load points the block at a chunk. A rule must not call it.
func (b *Block) Load(c population.Chunk) {
	n := len(c.Income)
	b.Chunk, b.fault = c, nil
	if cap(b.Augmented) < n {
		size := max(n, population.ChunkLen)
		b.Augmented, b.Reservation = make([]float32, size), make([]float32, size)
	}
	b.Augmented, b.Reservation = b.Augmented[:n], b.Reservation[:n]
	b.loaded = loaded{c, b.Augmented, b.Reservation}
	b.loaded.Extra = slices.Clone(c.Extra) // a rule can write to the list itself
}

// Step updates everybody by one month and adds them to dst: [Person.Step] for all, in float32. dst must be for a menu of the
// same length.
//
// Against Person the columns agree to 2e-6 relative where no decision is within rounding of its threshold.
func (b *Block) Step(m *Month, dst *Sums) {
	m = m.prepared()
	b.tally = tally{}
	b.portable(m, vectors(b, m))
	b.tally.addTo(dst, m.k.rationed, b.Weight)
}

// portable updates the people from at on, a multiple of lanes.
func (b *Block) portable(m *Month, at int) {
	tiers, filters, sums := b.Tier[at:], b.Filter[at:], &b.tally
	had, joined := len(tiers)-count(tiers, 0), sums.joined
	for ; at < len(b.Income); at += tileLen {
		b.tile.get(b, at)
		b.tile.step(m, sums)
		b.tile.put(b, at)
	}
	have := 0
	for _, o := range m.k.tiers {
		n := count(tiers, o.number)
		sums.people[o.number] += int64(n)
		have += n
	}
	sums.people[0] += int64(len(tiers) - have)
	for f := range sums.filter {
		sums.filter[f] += int64(count(filters, uint8(f)))
	}
	sums.left += int64(had-have) + sums.joined - joined
}

// count is how often a value occurs.
func count(column []uint8, value uint8) int { return bytes.Count(column, []byte{value}) }

// tally has the sums over a chunk's people, before they are rounded to integers. Groups are by tier held, 0 = no access.
type tally struct {
	people       [MaxTiers + 1]int64
	wanted       [MaxTiers + 1]int64 // by tier that they would hold if all were admitted; of menus with a waiting list
	below        [MaxTiers + 1]int64 // those of them below the income threshold; with policies that ask for it
	income       [MaxTiers + 1]partial
	cognition    [MaxTiers + 1]partial
	augmented    [MaxTiers + 1]partial
	belief       [MaxTiers + 1]partial // of those with access
	gain         [MaxTiers + 1]partial
	filter       [Filters]int64
	joined, left int64
}

// partial is a sum in parts: person i of a chunk adds to part i mod 16, in ascending order of i, and the parts are added
// up at the end of the chunk. So kernels with vectors of 4, 8 or 16 numbers, and without any, add in the same order and
// get the same bits.
type partial [lanes]float32

const lanes = 16

// fixed adds the parts, always in the same order, and returns the sum times a weight, rounded to an integer.
func (p *partial) fixed(weight int64) sum.Fixed {
	s := 0.0
	for _, v := range p {
		s += float64(v)
	}
	return sum.Of(s, weight)
}

// addTo rounds the sums to integers, and adds them to dst.
func (t *tally) addTo(dst *Sums, rationed bool, weight int64) {
	if !rationed {
		t.wanted = t.people
	} else { // those who want a tier are counted
		t.wanted[0] = 0
		for k := range t.people {
			t.wanted[0] += t.people[k]
		}
		for _, n := range t.wanted[1:] {
			t.wanted[0] -= n
		}
	}
	for k := range dst.Tiers {
		g := &dst.Tiers[k]
		g.Wanted += t.wanted[k] * weight
		if t.people[k] == 0 {
			continue
		}
		g.People += t.people[k] * weight
		g.Below += t.below[k] * weight
		g.Income.Add(t.income[k].fixed(weight))
		g.Cognition.Add(t.cognition[k].fixed(weight))
		g.Augmented.Add(t.augmented[k].fixed(weight))
		if k > 0 { // both are of those with access
			g.Belief.Add(t.belief[k].fixed(weight))
			g.Gain.Add(t.gain[k].fixed(weight))
		}
	}
	for f := range dst.Filter {
		dst.Filter[f] += t.filter[f] * weight
	}
	dst.Joined += t.joined * weight
	dst.Left += t.left * weight
}
