package agent

import (
	"math/bits"

	"github.com/cogap/cogap/population"
	"github.com/cogap/cogap/rng"
)

// Span is some small chunks that are stored side by side, of any strata, and where they are.
type Span struct {
	spots   []Spot
	columns population.Chunk
	owner   [SpanPlaces]uint8 // [place] the number of its chunk
	people  bitset            // the places that are somebody's
}

// Spot is a chunk among the places of a span.
type Spot struct {
	population.Place
	At int // where it starts
}

// Most people that a chunk of a Span may have, and most places of all its chunks.
const (
	SpanPeople = tileLen / 2
	SpanPlaces = tileLen
)

// mostSpots is how many chunks a span can have: of each stratum, which has 16 places or more, some people and a remainder.
const mostSpots = 2 * SpanPlaces / align

// NewSpan returns the span of some chunks. Columns has a multiple of [population.Align] places, at most SpanPlaces; a stratum
// starts at such a multiple too. The other places are of nobody, and may get any values.
func NewSpan(columns population.Chunk, spots []Spot) *Span {
	s := &Span{spots: spots, columns: columns}
	for j := range spots {
		for i := range spots[j].Len {
			at := spots[j].At + i
			s.owner[at] = uint8(j)
			s.people[at/8] |= 1 << (at % 8)
		}
	}
	return s
}

// Few updates the people of a span at once, by the model's own rule: [Block] takes some hundred nanoseconds for a chunk however few people
// it has. Columns and sums get the same bits as from Block. A worker makes one and updates one span after the other. Not safe for
// concurrent use.
type Few struct {
	span   *Span
	with   []uint8 // users of all chunks, ascending
	tiers  []tier  // of the month
	before [SpanPlaces]uint8
	counts [mostSpots]struct{ users, before, joined, left int } // by chunk; before: users of the chunks before it

	augmented, reservation [SpanPlaces]float32
	tile                   tile
	shown                  Block
	peers                  PeersOf
	sums                   tally // of a chunk
	unread                 tally // lanes of many chunks
}

// Few reports whether Few can update people in the month, which must be prepared: not where there is a waiting list, and not where
// policies change what people pay or have.
func (m *Month) Few() bool { return !m.k.rationed && !m.k.means }

// Update updates the people of a span by one month, which must be prepared and such that Few can; shown is what it shows to each
// stratum, and peers in a month with a network what each place sees of its peers.
func (f *Few) Update(s *Span, m *Month, shown []Local, peers PeersOf) {
	f.span, f.tiers = s, m.k.tiers
	t, k, n := &f.tile, &m.k, len(s.columns.Income)
	for j := range s.spots {
		p, local := &s.spots[j], &shown[s.spots[j].Stratum]
		of, exposure := m.shown(local), [4]float32{}
		if k.attends {
			exposure = m.exposure(local)
		}
		for i := p.At / align; i*align < p.At+p.Len; i++ {
			t.seen.set(align*i, &of)
			t.exposures[i] = exposure
		}
	}
	if m.Network {
		t.seen.peers(m, peers.cut(0, n))
	}
	f.peers = peers
	c := &s.columns
	t.y, t.c, t.a, t.gamma = c.Income, c.Cognition[:n], c.Aptitude[:n], c.Belief[:n]
	t.omega, t.h, t.s, t.theta = c.Uncertainty[:n], c.Habit[:n], c.BudgetShare[:n], c.Threshold[:n]
	t.reserve, t.aug, t.held, t.filter = f.reservation[:n], f.augmented[:n], c.Tier[:n], c.Filter[:n]
	if t.cost = c.UseCost; t.cost != nil {
		t.cost = t.cost[:n]
	}
	t.sees(k, c, 0, n)
	if t.born = c.Born; t.born != nil {
		t.born = t.born[:n]
	}
	if t.wait = c.Wait; t.wait != nil {
		t.wait = t.wait[:n]
	}

	f.renew(m)
	t.decide(k)
	if k.attends {
		t.attend(m)
	}
	f.list(k)
	if k.several {
		t.choose(k, f.with)
	}
	if k.holds() {
		f.stay(m)
	}
	f.keep(k)
	if k.attends {
		f.begin(m)
	}
	f.count()
	t.lift(k, f.with)
	f.unread.reset()
	t.stepWithout(k, 0, &f.unread)
	if len(f.with) > 0 {
		f.unread.expectUsers(k.tiers)
		f.draw(m)
		t.stepWith(k, f.with, &f.unread)
	}
}

// list lists who takes a tier.
func (f *Few) list(k *constants) {
	t := &f.tile
	t.take(k)
	for i, people := range f.span.people {
		t.takers[i] &= people
	}
	f.with = t.takers.list(&t.with, 0)
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

// count counts users, and who was none before or is none any more, by chunk.
func (f *Few) count() {
	clear(f.counts[:])
	owner := &f.span.owner
	for _, i := range f.with {
		c := &f.counts[owner[i]%mostSpots]
		c.users++
		c.joined += int(bit(f.before[i] == 0))
	}
	users := 0
	for j := range f.span.spots {
		f.counts[j].before = users
		users += f.counts[j].users
	}
	t := &f.tile
	for n := range len(t.takers) / 8 {
		for left := f.span.people.word(n) &^ t.fresh.word(n) &^ t.takers.word(n); left != 0; left &= left - 1 {
			f.counts[owner[(64*n+bits.TrailingZeros64(left))%SpanPlaces]%mostSpots].left++
		}
	}
}

// begin is tile.changes and begin, each chunk's people with their own luck.
func (f *Few) begin(m *Month) {
	t := &f.tile
	t.changes(&m.k)
	for _, x := range t.begins[:t.begun] {
		i := int(x >> 1)
		s := &f.span.spots[f.span.owner[i]]
		t.wait[i] = m.begin(rng.Person(s.Stratum, s.First+i-s.At), uint8(x&1), t.held[i])
	}
	t.begun = 0
}

// stay is tile.stay and renewTerms, each chunk's people with their own luck.
func (f *Few) stay(m *Month) {
	t := &f.tile
	for i := range t.held { // nobody stays in places of nobody
		t.held[i] &= -(f.span.people[uint8(i)>>3] >> (i & 7) & 1)
	}
	if t.mayStay(m, f.with) {
		for _, i := range t.stays.asks[:t.stays.asking] {
			t.of(&f.span.spots[f.span.owner[i]])
			t.cancel(m, int(i))
		}
		f.with = t.join(&m.k)
	}
	t.renewTerms(m)
	t.takers.of(f.with)
}

// renew is tile.renew, each chunk's people with their own luck.
func (f *Few) renew(m *Month) {
	if m.k.needs == nil {
		return
	}
	for j := range f.span.spots {
		s := &f.span.spots[j]
		f.tile.of(s)
		f.tile.renew(m, s.At, s.At+s.Len)
	}
}

// of has the luck of a tile's people drawn as that of a chunk.
func (t *tile) of(s *Spot) {
	first := rng.Person(s.Stratum, s.First)
	t.quad, t.offset = rng.QuadOf(first), int(first&3)-s.At
}

// draw fills the luck of users, each chunk's as tile.draw does.
func (f *Few) draw(m *Month) {
	t := &f.tile
	for j := range f.span.spots {
		s, c := &f.span.spots[j], &f.counts[j]
		if c.users > 0 {
			t.of(s)
			t.drawFew(m, f.with[c.before:c.before+c.users], t.users.luck[c.before:])
		}
	}
}

// A byte for each filter has to fit into a word; this does not compile if there are too many.
const _ = uint(8 - Filters)

// AddTo adds the sums of chunk j of the last Update to dst, which must be for a menu of the same length.
func (f *Few) AddTo(j int, dst *Sums) {
	s, c := &f.span.spots[j], &f.counts[j]
	dst.Joined += int64(c.joined) * s.Weight
	dst.Left += int64(c.left) * s.Weight
	filters := uint64(0) // a byte for each
	for _, filter := range f.tile.filter[s.At : s.At+s.Len] {
		filters += 1 << (8 * filter)
	}
	for f := range dst.Filter {
		dst.Filter[f] += int64(uint8(filters>>(8*f))) * s.Weight
	}
	if c.users == 0 {
		f.addWithout(s, &dst.Tiers[0])
	} else {
		f.addAll(s, c.before, dst)
	}
}

// addAll adds the sums of a chunk in which some have access; user is the number of its first user.
func (f *Few) addAll(s *Spot, user int, dst *Sums) {
	t, sums := &f.tile, &f.sums
	sums.reset()
	sums.expectUsers(f.tiers)
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
	sums.addTo(dst, s.Weight, lanes) // a remainder may be in any part
}

// addWithout adds the sums of a chunk in which nobody has access.
func (f *Few) addWithout(s *Spot, dst *Group) {
	from, end := s.At, s.At+s.Len
	y, c, aug := f.tile.y[from:end], f.tile.c[from:end], f.tile.aug[from:end]
	var income, cognition, augmented float64
	for lane := range min(len(y), lanes) {
		earned, skill, output := y[lane], c[lane], aug[lane]
		for i := lane + lanes; i < len(y); i += lanes {
			earned += y[i]
			skill += c[i]
			output += aug[i]
		}
		income += float64(earned)
		cognition += float64(skill)
		augmented += float64(output)
	}
	people := int64(s.Len) * s.Weight
	dst.People += people
	dst.Wanted += people
	dst.Income.AddOf(income, s.Weight)
	dst.Cognition.AddOf(cognition, s.Weight)
	dst.Augmented.AddOf(augmented, s.Weight)
}

// Before returns the tiers that the people of chunk j of the last Update held before it; until the next call.
func (f *Few) Before(j int) []uint8 {
	s := &f.span.spots[j]
	return f.before[s.At : s.At+s.Len]
}

// Block returns chunk j of the last Update, which is given as it is stored, with what the month left; until the next call.
func (f *Few) Block(j int, c *population.Chunk) *Block {
	at, n := f.span.spots[j].At, len(c.Income)
	f.shown.Chunk = *c
	f.shown.Augmented, f.shown.Reservation = f.augmented[at:at+n:at+n], f.reservation[at:at+n:at+n]
	if f.peers.Share != nil {
		f.shown.Peers = f.peers.cut(at, at+n)
	}
	return &f.shown
}
