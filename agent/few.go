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
	spots       []Spot
	with        []uint8 // users of all chunks, ascending
	tiers       []tier  // of the month
	people      set
	had, has    set // access, before the month and now
	augmented   [FewPlaces]float32
	reservation [FewPlaces]float32
	tile        tile
	shown       Block
	sums        tally // of a chunk
	unread      tally // lanes of many chunks
}

// Spot is a chunk among the places of a span.
type Spot struct {
	population.Place
	At int // where it starts
}

// Most people that a chunk of a Few may have, and most places of all its chunks.
const (
	FewPeople = tileLen / 2
	FewPlaces = tileLen
)

// Few reports whether Few can update people in the month, which must be prepared: not where there is a waiting list, and not where
// policies change what people pay or have.
func (m *Month) Few() bool { return !m.k.rationed && !m.k.means }

// Update updates the people of a span by one month. Columns has a multiple of [population.Align] places, up to FewPlaces; a stratum starts at such a
// multiple too. Places of nobody may get any values. The month must be prepared and such that Few can update people; shown is what
// it shows to each stratum.
func (f *Few) Update(columns *population.Chunk, spots []Spot, m *Month, shown []Local) {
	f.spots, f.tiers, f.people = spots, m.k.tiers, set{}
	t, k, n := &f.tile, &m.k, len(columns.Income)
	for j := range spots {
		s := &spots[j]
		f.people.add(s.At, s.At+s.Len)
		of := m.shown(&shown[s.Stratum])
		for i := s.At / align; i*align < s.At+s.Len; i++ {
			t.strata[i] = of
		}
	}
	t.y, t.c, t.a, t.gamma = columns.Income, columns.Cognition[:n], columns.Aptitude[:n], columns.Belief[:n]
	t.omega, t.h, t.s, t.theta = columns.Uncertainty[:n], columns.Habit[:n], columns.BudgetShare[:n], columns.Threshold[:n]
	t.reserve, t.aug, t.held, t.filter = f.reservation[:n], f.augmented[:n], columns.Tier[:n], columns.Filter[:n]

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

// list lists who takes a tier, and who had one.
func (f *Few) list(k *constants) {
	t, in := &f.tile, 0
	f.had, f.has = set{}, set{}
	for i := 0; i < len(t.held); i += 8 {
		word, place := i/64, i%64
		f.had[word] |= bitOfEach(some(t.held[i:])) << place
		able := bitOfEach(t.able(k, i)) & (f.people[word] >> place) & 0xff
		f.has[word] |= able << place
		for ; able != 0; able &= able - 1 {
			t.with[uint8(in)] = uint8(i + bits.TrailingZeros64(able))
			in++
		}
	}
	f.with = t.with[:in]
}

// keep notes the tiers taken.
func (f *Few) keep(k *constants) {
	held := f.tile.held
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
	for j := range f.spots {
		s := &f.spots[j]
		if end := from + f.has.count(s.At, s.At+s.Len); from < end {
			first := rng.Person(s.Stratum, s.First)
			t.quad, t.offset = rng.QuadOf(first), int(first&3)-s.At
			t.drawFew(m, f.with[from:end], t.users.luck[from:])
			from = end
		}
	}
}

// AddTo adds the sums of chunk j of the last Update to dst, which must be for a menu of the same length.
func (f *Few) AddTo(j int, dst *Sums) {
	s := &f.spots[j]
	from, end := s.At, s.At+s.Len
	had, has := &f.had, &f.has
	dst.Joined += int64(has.without(had, from, end)) * s.Weight
	dst.Left += int64(had.without(has, from, end)) * s.Weight
	filters := uint64(0) // a byte for each
	for _, filter := range f.tile.filter[from:end] {
		filters += 1 << (8 * filter)
	}
	for f := range dst.Filter {
		dst.Filter[f] += int64(uint8(filters>>(8*f))) * s.Weight
	}
	users := has.count(from, end)
	switch {
	case s.Len > align:
		f.addLanes(s, dst)
	case users > 0:
		f.addGroups(s, dst)
	default:
		f.addWithout(s, &dst.Tiers[0])
	}
}

// addLanes adds the sums of a chunk over more people than a sum has parts.
func (f *Few) addLanes(s *Spot, dst *Sums) {
	t, sums := &f.tile, &f.sums
	user := f.has.count(0, s.At)
	sums.reset()
	sums.expectUsers(len(f.tiers))
	for i := s.At; i < s.At+s.Len; i++ {
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
	sums.addTo(dst, s.Weight, lanes)
}

// addGroups adds the sums of a chunk over so few people that no two are in one part of a sum.
func (f *Few) addGroups(s *Spot, dst *Sums) {
	t, user := &f.tile, f.has.count(0, s.At)
	var groups [MaxTiers + 1]group
	for i := s.At; i < s.At+s.Len; i++ {
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
		groups[k].addTo(&dst.Tiers[k], s.Weight)
	}
}

// addWithout is addGroups where nobody has access.
func (f *Few) addWithout(s *Spot, dst *Group) {
	from, end := s.At, s.At+s.Len
	y, c, aug := f.tile.y[from:end], f.tile.c[from:end], f.tile.aug[from:end]
	g := group{people: int64(len(y))}
	for i := range y {
		g.income += float64(y[i])
		g.cognition += float64(c[i])
		g.augmented += float64(aug[i])
	}
	g.addTo(dst, s.Weight)
}

// Block returns chunk j of the last Update, which is given as it is stored, with what the month left; until the next call.
func (f *Few) Block(j int, c *population.Chunk) *Block {
	at, n := f.spots[j].At, len(c.Income)
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

// some has a 1 in each of eight bytes that is not 0.
func some(column []uint8) uint64 { return (binary.LittleEndian.Uint64(column) + mosts) >> 7 & ones }

// bitOfEach moves the lowest bits of eight bytes together: the i-th byte's to place i.
func bitOfEach(bytes uint64) uint64 { return bytes * 0x0102040810204080 >> 56 }

// set is a set of places, a bit for each.
type set [FewPlaces / 64]uint64

// add adds the places from lo up to, not including, hi.
func (s *set) add(lo, hi int) {
	for i := range s {
		s[i] |= between(lo-64*i, hi-64*i)
	}
}

// count counts the members from lo up to, not including, hi.
func (s *set) count(lo, hi int) (n int) { return s.without(&set{}, lo, hi) }

// without counts the members from lo up to, not including, hi that are not in other.
func (s *set) without(other *set, lo, hi int) (n int) {
	for i := lo / 64; i < (hi+63)/64; i++ {
		n += bits.OnesCount64(s[i] &^ other[i] & between(lo-64*i, hi-64*i))
	}
	return n
}

// between has a bit for each place of a word from lo up to, not including, hi, as far as there are such.
func between(lo, hi int) uint64 {
	if hi <= 0 || lo >= 64 {
		return 0
	}
	word := ^uint64(0)
	if lo > 0 {
		word <<= lo
	}
	if hi < 64 {
		word &= 1<<hi - 1
	}
	return word
}
