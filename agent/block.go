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
	b.Point(&c)
	b.loaded = loaded{c, b.Augmented, b.Reservation}
	b.loaded.Extra = slices.Clone(c.Extra) // a rule can write to the list itself
}

// Point is Load for the model's own rule, whose results need no Check. It takes half as long, which small strata feel.
func (b *Block) Point(c *population.Chunk) {
	n := len(c.Income)
	b.Chunk, b.fault = *c, nil
	if cap(b.Augmented) < n {
		size := max(n, population.ChunkLen)
		b.Augmented, b.Reservation = make([]float32, size), make([]float32, size)
	}
	b.Augmented, b.Reservation = b.Augmented[:n], b.Reservation[:n]
}

// Step updates everybody by one month and adds them to dst: [Person.Step] for all, in float32. dst must be for a menu of the
// same length. It is Update and then AddTo.
//
// Against Person the columns agree to 2e-6 relative where no decision is within rounding of its threshold.
func (b *Block) Step(m *Month, dst *Sums) {
	b.Update(m)
	b.AddTo(dst)
}

// Update updates everybody by one month, and keeps the block's own sums for AddTo.
func (b *Block) Update(m *Month) {
	m = m.prepared()
	b.tally.reset(len(m.Menu))
	b.portable(m, vectors(b, m))
	b.tally.rationed = m.k.rationed
}

// AddTo adds the sums of the last Update to dst, which must be for a menu of the same length.
func (b *Block) AddTo(dst *Sums) { b.tally.addTo(dst, b.Weight, min(len(b.Income), lanes)) }

// portable updates the people from at on, a multiple of lanes.
func (b *Block) portable(m *Month, at int) {
	tiers, filters, sums := b.Tier[at:], b.Filter[at:], &b.tally
	had, joined := len(tiers)-count(tiers, 0), sums.joined
	for ; at < len(b.Income); at += tileLen {
		b.tile.get(b, at)
		b.tile.step(m, sums)
		b.tile.put(b, at)
	}
	have := sums.count(tiers, filters, m.k.tiers)
	sums.left += int64(had-have) + sums.joined - joined
}

// fewCounted is how many people are counted one by one: to look for each value in turn would take longer.
const fewCounted = 64

// count counts people by tier and filter, and returns how many hold a tier.
func (t *tally) count(tiers, filters []uint8, on []tier) int {
	if len(tiers) <= fewCounted {
		have := 0
		for i, k := range tiers {
			t.people[k&MaxTiers]++
			t.filter[filters[i]]++
			have += int(bit(k != 0))
		}
		return have
	}
	have := 0
	for _, o := range on {
		n := count(tiers, o.number)
		t.people[o.number] += int64(n)
		have += n
	}
	t.people[0] += int64(len(tiers) - have)
	for f := range t.filter {
		t.filter[f] += int64(count(filters, uint8(f)))
	}
	return have
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
	rationed     bool // there is a waiting list
}

// reset sets all sums to zero that a menu of so many offers can have.
func (t *tally) reset(offers int) {
	t.people, t.wanted, t.below, t.filter = [MaxTiers + 1]int64{}, [MaxTiers + 1]int64{}, [MaxTiers + 1]int64{}, [Filters]int64{}
	t.joined, t.left = 0, 0
	for _, sums := range [...]*[MaxTiers + 1]partial{&t.income, &t.cognition, &t.augmented, &t.belief, &t.gain} {
		clear(sums[:offers+1])
	}
}

// partial is a sum in parts: person i of a chunk adds to part i mod 16, in ascending order of i, and the parts are added
// up at the end of the chunk. So kernels with vectors of 4, 8 or 16 numbers, and without any, add in the same order and
// get the same bits.
type partial [lanes]float32

const lanes = 16

// fixed adds the first n parts, always in the same order, and returns the sum times a weight, rounded to an integer. The
// others are 0.
func (p *partial) fixed(n int, weight int64) sum.Fixed {
	s := 0.0
	for _, v := range p[:n] {
		s += float64(v)
	}
	return sum.Of(s, weight)
}

// addTo rounds the sums to integers, and adds them to dst. Only the first n parts of each have people.
func (t *tally) addTo(dst *Sums, weight int64, n int) {
	if !t.rationed {
		t.wanted = t.people
	} else { // those who want a tier are counted
		t.wanted[0] = 0
		for k := range t.people {
			t.wanted[0] += t.people[k]
		}
		for _, people := range t.wanted[1:] {
			t.wanted[0] -= people
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
		g.Income.Add(t.income[k].fixed(n, weight))
		g.Cognition.Add(t.cognition[k].fixed(n, weight))
		g.Augmented.Add(t.augmented[k].fixed(n, weight))
		if k > 0 { // both are of those with access
			g.Belief.Add(t.belief[k].fixed(n, weight))
			g.Gain.Add(t.gain[k].fixed(n, weight))
		}
	}
	for f := range dst.Filter {
		dst.Filter[f] += t.filter[f] * weight
	}
	dst.Joined += t.joined * weight
	dst.Left += t.left * weight
}
