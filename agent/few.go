package agent

import (
	"encoding/binary"
	"math/bits"

	"github.com/cogap/cogap/population"
	"github.com/cogap/cogap/rng"
)

// Few is a span of small chunks that are stored side by side, of any strata, updated at once by the model's own rule: [Block]
// takes some hundred nanoseconds for a chunk however few people it has. Columns and sums get the same bits as from Block. A
// worker makes one and updates one span after the other. Not safe for concurrent use.
type Few struct {
	places []population.Place
	starts [FewPlaces / align]int // [chunk] where it starts
	ends   [FewPlaces / align]int // [chunk] where its users end in with
	with   []uint8                // users of all chunks, ascending
	tiers  []tier                 // of the month
	before [FewPlaces]uint8       // tiers before the month

	augmented, reservation [FewPlaces]float32
	tile                   tile
	shown                  Block
	sums                   tally // of a chunk
	unread                 tally // lanes of many chunks
}

// Most people that a chunk of a Few may have, and most places of all its chunks.
const (
	FewPeople = 4 * align
	FewPlaces = tileLen
)

// Few reports whether Few can update people in the month, which must be prepared: not where there is a waiting list, and not where
// policies change what people pay or have.
func (m *Month) Few() bool { return !m.k.rationed && !m.k.means }

// Update updates the people of chunks by one month: places says where they are, span has their columns, each chunk's from a
// multiple of [population.Align] places on. The month must be prepared and such that Few can update people; shown is what it shows
// to each stratum.
func (f *Few) Update(span *population.Chunk, places []population.Place, m *Month, shown []Local) {
	f.places, f.tiers = places, m.k.tiers
	t, k := &f.tile, &m.k
	n := 0
	for j := range places {
		p, of := &places[j], m.shown(&shown[places[j].Stratum])
		f.starts[j] = n
		for end := n + p.Len; n < end; n += align {
			t.strata[n/align] = of
		}
	}
	t.y, t.c, t.a, t.gamma = span.Income[:n], span.Cognition[:n], span.Aptitude[:n], span.Belief[:n]
	t.omega, t.h, t.s, t.theta = span.Uncertainty[:n], span.Habit[:n], span.BudgetShare[:n], span.Threshold[:n]
	t.reserve, t.aug, t.held, t.filter = f.reservation[:n], f.augmented[:n], span.Tier[:n], span.Filter[:n]

	t.decide(k)
	f.list(k)
	if k.several {
		t.choose(k, f.with)
	}
	f.keep(k)
	t.lift(k, f.with)
	f.unread.reset()
	t.stepWithout(k, 0, &f.unread)
	if len(f.with) > 0 {
		f.unread.expectUsers(len(k.tiers))
		f.draw(m)
		t.stepWith(k, f.with, &f.unread)
	}
}

// list lists who takes a tier; places of nobody never do.
func (f *Few) list(k *constants) {
	t := &f.tile
	in := 0
	for j := range f.places {
		people := f.places[j].Len
		for at := f.starts[j]; people > 0; at, people = at+8, people-8 {
			set := t.able(k, at)
			if people < 8 {
				set &= 1<<(8*people) - 1
			}
			for ; set != 0; set &= set - 1 {
				t.with[uint8(in)] = uint8(at + bits.TrailingZeros64(set)/8)
				in++
			}
		}
		f.ends[j] = in
	}
	f.with = t.with[:in]
}

// keep notes the tiers taken.
func (f *Few) keep(k *constants) {
	held := f.tile.held
	copy(f.before[:], held)
	clear(held)
	for j, i := range f.with {
		if held[i] = uint8(k.sota.number); k.several {
			held[i] = f.tile.takes[uint8(j)]
		}
	}
}

// draw fills the luck of users, each chunk's as tile.draw does.
func (f *Few) draw(m *Month) {
	t, from := &f.tile, 0
	for j, end := range f.ends[:len(f.places)] {
		if from < end {
			p := &f.places[j]
			first := rng.Person(p.Stratum, p.First)
			t.quad, t.offset = rng.QuadOf(first), int(first&3)-f.starts[j]
			t.drawFew(m, f.with[from:end], t.users.luck[from:])
			from = end
		}
	}
}

// AddTo adds the sums of chunk j of the last Update to dst, which must be for a menu of the same length.
func (f *Few) AddTo(j int, dst *Sums) {
	t, p, at := &f.tile, &f.places[j], f.starts[j]
	users := f.ends[j]
	if j > 0 {
		users -= f.ends[j-1]
	}
	joined, left := 0, 0
	for i := at; i < at+p.Len; i += align {
		had, has := some(f.before[i:]), some(t.held[i:])
		joined += bits.OnesCount64(has &^ had)
		left += bits.OnesCount64(had &^ has)
	}
	dst.Joined += int64(joined) * p.Weight
	dst.Left += int64(left) * p.Weight
	filters := uint64(0) // a byte for each
	for _, filter := range t.filter[at : at+p.Len] {
		filters += 1 << (8 * filter)
	}
	for f := range dst.Filter {
		dst.Filter[f] += int64(uint8(filters>>(8*f))) * p.Weight
	}
	switch {
	case p.Len > align:
		f.addLanes(j, users, dst)
	case users > 0:
		f.addGroups(j, users, dst)
	default:
		f.addWithout(at, p, &dst.Tiers[0])
	}
}

// addLanes adds the sums of a chunk over more people than a sum has parts.
func (f *Few) addLanes(j, users int, dst *Sums) {
	t, p, at, sums := &f.tile, &f.places[j], f.starts[j], &f.sums
	user := f.ends[j] - users
	sums.reset()
	sums.expectUsers(len(f.tiers))
	for i := at; i < at+p.Len; i++ {
		k, lane := t.held[i]&MaxTiers, i%lanes
		g := &sums.groups[k]
		sums.people[k]++
		g.income[lane] += t.y[i]
		g.cognition[lane] += t.c[i]
		g.augmented[lane] += t.aug[i]
		if k != 0 {
			g.belief[lane] += t.gamma[i]
			g.gain[lane] += t.users.gain[uint8(user)]
			user++
		}
	}
	sums.addTo(dst, p.Weight, lanes)
}

// addGroups adds the sums of a chunk over so few people that no two are in one part of a sum.
func (f *Few) addGroups(j, users int, dst *Sums) {
	t, p, at := &f.tile, &f.places[j], f.starts[j]
	user := f.ends[j] - users
	var groups [MaxTiers + 1]group
	for i := at; i < at+p.Len; i++ {
		g := &groups[t.held[i]&MaxTiers]
		g.people++
		g.income += float64(t.y[i])
		g.cognition += float64(t.c[i])
		g.augmented += float64(t.aug[i])
		if t.held[i] != 0 {
			g.belief += float64(t.gamma[i])
			g.gain += float64(t.users.gain[uint8(user)])
			user++
		}
	}
	for k := range dst.Tiers {
		groups[k].addTo(&dst.Tiers[k], p.Weight)
	}
}

// addWithout is addGroups where nobody has access.
func (f *Few) addWithout(at int, p *population.Place, dst *Group) {
	y, c, aug := f.tile.y[at:at+p.Len], f.tile.c[at:at+p.Len], f.tile.aug[at:at+p.Len]
	g := group{people: int64(len(y))}
	for i := range y {
		g.income += float64(y[i])
		g.cognition += float64(c[i])
		g.augmented += float64(aug[i])
	}
	g.addTo(dst, p.Weight)
}

// Block returns chunk j of the last Update, which is given as it is stored, with what the month left; until the next call.
func (f *Few) Block(j int, c *population.Chunk) *Block {
	at, n := f.starts[j], len(c.Income)
	f.shown.Chunk = *c
	f.shown.Augmented, f.shown.Reservation = f.augmented[at:at+n:at+n], f.reservation[at:at+n:at+n]
	return &f.shown
}

// group has the sums over people of a chunk who hold one tier, before they are rounded. With a part of its own for each, it is what
// parts.total adds.
type group struct {
	people                                     int64
	income, cognition, augmented, belief, gain float64
}

func (g *group) addTo(dst *Group, weight int64) {
	if g.people == 0 {
		return
	}
	dst.People += g.people * weight
	dst.Wanted += g.people * weight
	dst.Income.AddOf(g.income, weight)
	dst.Cognition.AddOf(g.cognition, weight)
	dst.Augmented.AddOf(g.augmented, weight)
	if g.gain != 0 || g.belief != 0 {
		dst.Belief.AddOf(g.belief, weight)
		dst.Gain.AddOf(g.gain, weight)
	}
}

// some has a bit for each of 16 bytes that is not 0.
func some(column []uint8) uint64 {
	low, high := binary.LittleEndian.Uint64(column), binary.LittleEndian.Uint64(column[8:16])
	return (low+mosts)>>7&ones | (high+mosts)>>6&(2*ones)
}
