package agent

import (
	"bytes"
	"slices"

	"github.com/cogap/cogap/population"
)

// Block is a chunk of people in float32 columns, with two results of a month beside their state at its end. A worker makes
// one and loads one chunk after the other into it. Not safe for concurrent use.
type Block struct {
	population.Chunk
	Augmented   []float32 // E [1 = average], augmented cognition of the month
	Reservation []float32 // R [u/month] for the SOTA tier, before deciding in the month
	Peers       PeersOf   // what each sees of its peers, in a month with a network

	loaded loaded
	visit  func(lo, hi int)
	fault  *RuleError // what a rule on one person left; see Check
	tally  *tally     // nil before the first month, as is tile
	tile   *tile
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
	b.hasColumns(m)
	b.ready()
	tiers, filters, sums := b.Tier, b.Filter, b.tally
	b.tile.show(&m.k, len(b.Income))
	for at := 0; at < len(b.Income); at += tileLen {
		b.tile.see(b, m, at)
		b.tile.step(m, sums)
		if b.visit != nil || b.tile.begun > tileLen {
			b.tile.begin(m, b)
		}
		if b.visit != nil {
			b.visit(at, min(at+tileLen, len(b.Income)))
		}
	}
	b.tile.begin(m, b)
	have, done := sums.countWide(b.tile, tiers, filters)
	if !done {
		have = sums.count(tiers, filters, &m.k)
	}
	sums.left = int64(len(tiers)-have) - sums.fresh + sums.joined
	sums.rationed = m.k.rationed
}

// ready makes the block ready for another month.
func (b *Block) ready() {
	if b.tile == nil {
		b.tile, b.tally = new(tile), new(tally)
	}
	b.tally.reset()
}

// hasColumns panics if people lack a column that the month needs.
func (b *Block) hasColumns(m *Month) {
	if m.k.attends && len(b.Wait) != len(b.Income) {
		panic("agent: people without waits in a month in which they notice, lapse or reconsider")
	}
	if m.k.limited && len(b.Born) != len(b.Income) {
		panic("agent: people without the cognition of the start in a month in which learning has a limit")
	}
	if m.Network && (len(b.Peers.Share) != len(b.Income) || len(b.Peers.UserBelief) != len(b.Income)) {
		panic("agent: people who see nothing of their peers in a month with a network")
	}
	if m.k.needs != nil && len(b.Keen) != len(b.Income) {
		panic("agent: people without needs in a month in which they come and go")
	}
}

// Visit has Update call f when the people from lo up to, not including, hi have had their month, while their columns are in the processor's nearest
// cache: all of them in turn, VisitLen at a time. Nil ends that.
func (b *Block) Visit(f func(lo, hi int)) { b.visit = f }

// VisitLen is how many people a visit has, but for the last.
const VisitLen = tileLen

// AddTo adds the sums of the last Update to dst, which must be for a menu of the same length.
func (b *Block) AddTo(dst *Sums) { b.tally.addTo(dst, b.Weight, min(len(b.Income), lanes)) }

// fewCounted is how many people are counted one by one: to look for each value in turn would take longer.
const fewCounted = 16

// count counts people by tier and filter, and returns how many hold a tier.
func (t *tally) count(tiers, filters []uint8, k *constants) int {
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
	for _, o := range k.tiers {
		n := count(tiers, uint8(o.number))
		t.people[o.number] += int64(n)
		have += n
	}
	t.people[0] += int64(len(tiers) - have)
	some := uint8(Unaware) // the filters from there on are of people who differ in attention
	if k.attends {
		some = uint8(Filters)
	}
	for f := range some {
		t.filter[f] += int64(count(filters, f))
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
	groups       [MaxTiers + 1]parts
	filter       [Filters]int64
	joined, left int64
	fresh        int64 // who held none last month
	rationed     bool  // there is a waiting list
	users        bool  // the groups with access are set to zero, and perhaps more
}

// parts are the sums over a group.
type parts struct {
	income, cognition, augmented partial
	belief, gain                 partial // of those with access
}

// reset sets all sums to zero but those of groups with access: most small blocks have none.
func (t *tally) reset() {
	t.people, t.wanted, t.below, t.filter = [MaxTiers + 1]int64{}, [MaxTiers + 1]int64{}, [MaxTiers + 1]int64{}, [Filters]int64{}
	t.joined, t.left, t.fresh, t.users = 0, 0, 0, false
	t.groups[0] = parts{}
}

// expectUsers prepares for people with access to one of some tiers.
func (t *tally) expectUsers(tiers []tier) {
	if t.users {
		return
	}
	for i := range tiers {
		t.groups[tiers[i].number&MaxTiers] = parts{}
	}
	t.users = true
}

// partial is a sum in parts: person i of a chunk adds to part i mod 16, in ascending order of i, and the parts are added
// up at the end of the chunk. So kernels with vectors of 4, 8 or 16 numbers, and without any, add in the same order and
// get the same bits.
type partial [lanes]float32

const lanes = 16

// total adds the first n parts of the sums over all people, the others being 0, always in the same order. The sums are side by
// side, since an addition waits for the last one.
func (p *parts) total(n int) (income, cognition, augmented float64) {
	for i := range min(n, lanes) {
		income += float64(p.income[i])
		cognition += float64(p.cognition[i])
		augmented += float64(p.augmented[i])
	}
	return income, cognition, augmented
}

// ofUsers is total of the sums over people with access.
func (p *parts) ofUsers(n int) (belief, gain float64) {
	for i := range min(n, lanes) {
		belief += float64(p.belief[i])
		gain += float64(p.gain[i])
	}
	return belief, gain
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
		income, cognition, augmented := t.groups[k].total(n)
		g.Income.AddOf(income, weight)
		g.Cognition.AddOf(cognition, weight)
		g.Augmented.AddOf(augmented, weight)
		if k > 0 {
			belief, gain := t.groups[k].ofUsers(n)
			g.Belief.AddOf(belief, weight)
			g.Gain.AddOf(gain, weight)
		}
	}
	for f := range dst.Filter {
		dst.Filter[f] += t.filter[f] * weight
	}
	dst.Joined += t.joined * weight
	dst.Left += t.left * weight
}
