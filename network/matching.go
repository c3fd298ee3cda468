package network

import "github.com/cogap/cogap/rng"

// matchings are one slot: the random matching of each of some groups of neighbours in number, which together are all people.
type matchings struct {
	starts []uint32 // [group] its first person; one more entry: of all people
	pairs  []pairing
	alone  []uint32 // who has no partner, ascending
}

// pairing is a matching within a group.
type pairing interface {
	// pair replaces people, who are numbers within the group, by their partners; somebody without one stays.
	pair(people []uint32)
	// alone appends those who have no partner, ascending.
	alone(dst []uint32) []uint32
	size() int // bytes
}

// numbers writes the numbers from first on to dst.
func numbers(dst []uint32, first uint32) {
	for k := range dst {
		dst[k] = first + uint32(k)
	}
}

// newMatchings returns the matchings of a slot, the turn-th of so many turns. In a group that is small beside its turns they are those of a round robin, so that nobody
// meets twice.
func newMatchings(starts []uint32, key rng.Key, slot, turn, turns int) *matchings {
	m := &matchings{starts: starts}
	for g := range len(starts) - 1 {
		pairs := newPairing(starts[g+1]-starts[g], key, g, slot, turn, turns)
		m.pairs = append(m.pairs, pairs)
		before := len(m.alone)
		m.alone = pairs.alone(m.alone)
		for i := range m.alone[before:] {
			m.alone[before+i] += starts[g]
		}
	}
	return m
}

func newPairing(n uint32, key rng.Key, group, slot, turn, turns int) pairing {
	switch {
	case int64(n) <= int64(turns)+1:
		return roundRobin{n, uint32(turn)}
	case n <= few:
		return newShuffled(n, key, group, slot)
	}
	return newInvolution(n, key, group, slot)
}

// kept returns the matchings as partners that are stored.
func (m *matchings) kept() stored {
	s := stored{make([]uint32, m.starts[len(m.starts)-1]), m.alone}
	for g, pairs := range m.pairs {
		start := m.starts[g]
		own := s.partners[start:m.starts[g+1]]
		numbers(own, 0)
		pairs.pair(own)
		for i := range own {
			own[i] += start
		}
	}
	return s
}

// group returns the group of a person.
func (m *matchings) group(person uint32) int {
	n := numbering{starts: m.starts}
	return n.stratum(person)
}

func (m *matchings) peers(dst []uint32, person uint32) []uint32 {
	g := m.group(person)
	one := [1]uint32{person - m.starts[g]}
	m.pairs[g].pair(one[:])
	if partner := one[0] + m.starts[g]; partner != person {
		dst = append(dst, partner)
	}
	return dst
}

func (m *matchings) count(t tally) {
	m.blocks(t, func(head tally, g int) {
		partners := head.list[:len(head.known)]
		numbers(partners, head.first-m.starts[g])
		m.pairs[g].pair(partners)
		head.add(partners, m.starts[g])
	})
}

// blocks calls do with at most a block of neighbouring people of one group at a time.
func (m *matchings) blocks(t tally, do func(head tally, g int)) {
	for g := m.group(t.first); len(t.known) > 0; {
		for m.starts[g+1] <= t.first {
			g++
		}
		var head tally
		head, t = t.cut(min(m.starts[g+1]-t.first, uint32(len(t.known)), block))
		do(head, g)
	}
}

// A person's end is at the place of its number.
func (m *matchings) ends() uint64 { return uint64(m.starts[len(m.starts)-1]) }

func (m *matchings) meet(dst, people []uint32) []uint32 {
	for len(people) > 0 {
		g := m.group(people[0])
		start, own := m.starts[g], firstFrom(people, m.starts[g+1])
		at := len(dst)
		for _, person := range people[:own] {
			dst = append(dst, person-start)
		}
		m.pairs[g].pair(dst[at:])
		for i := range dst[at:] {
			dst[at+i] += start
		}
		dst, people = paired(dst[:at], dst[at:], people), people[own:]
	}
	return dst
}

// paired appends partners who are not the people themselves.
func paired(dst, partners, people []uint32) []uint32 {
	for i, partner := range partners {
		if partner != people[i] {
			dst = append(dst, partner)
		}
	}
	return dst
}

func (m *matchings) expose(t tally, met Bits) {
	t.without(m.alone)
	m.blocks(t, func(head tally, g int) {
		hit := head.hit(met)
		if head.beliefs == nil {
			return
		}
		start, partners := m.starts[g], head.list[:len(hit)]
		for k, i := range hit {
			partners[k] = head.first - start + i
		}
		m.pairs[g].pair(partners)
		for k, i := range hit {
			head.sums[i] += float64(head.beliefs[partners[k]+start])
		}
	})
}

func (m *matchings) size() int {
	bytes := 4*len(m.starts) + 4*len(m.alone)
	for _, p := range m.pairs {
		bytes += p.size()
	}
	return bytes
}

// shuffled is a random matching of few people, which is stored: neighbours in an order that was shuffled are partners.
type shuffled []uint32

// few is up to how many people matchings are stored. Of few numbers an involution would make some matchings more often than others.
const few = 256

// newShuffled returns the matching of a slot within a group of n people. Source of the shuffle: Fisher and Yates, as in Knuth, The Art of
// Computer Programming, volume 2, algorithm P.
func newShuffled(n uint32, key rng.Key, group, slot int) shuffled {
	order := make([]uint32, n)
	for i, word := range random(n, key, group, slot, 0) {
		j := uint64(word) * uint64(i+1) >> 32
		order[i] = order[j]
		order[j] = uint32(i)
	}
	s := make(shuffled, n)
	for i, person := range order {
		s[person] = person
		if next := i ^ 1; next < len(order) {
			s[person] = order[next]
		}
	}
	return s
}

func (s shuffled) pair(people []uint32) {
	for k, i := range people {
		people[k] = s[i]
	}
}

func (s shuffled) alone(dst []uint32) []uint32 { return unpaired(dst, s, uint32(len(s))) }

// unpaired appends those of n people, who are few, who have no partner.
func unpaired(dst []uint32, pairs pairing, n uint32) []uint32 {
	var partner [1]uint32
	for i := range n {
		partner[0] = i
		if pairs.pair(partner[:]); partner[0] == i {
			dst = append(dst, i)
		}
	}
	return dst
}

func (s shuffled) size() int { return 4 * len(s) }

// roundRobin is one of the matchings in which everybody of a small group meets everybody once: in turn t, of m - 1 turns, i and j with
// i + j = 2t modulo m - 1, and t and m - 1, where m is n or, if n is odd, n + 1, whose partner has none. After that nobody meets. It is the circle
// method of tournaments.
type roundRobin struct{ n, turn uint32 }

func (r roundRobin) pair(people []uint32) {
	for k, i := range people {
		if j := r.partner(i); j < r.n {
			people[k] = j
		}
	}
}

func (r roundRobin) partner(i uint32) uint32 {
	last := (r.n+1)&^1 - 1 // m - 1
	switch {
	case r.n < 2 || r.turn >= last:
		return i
	case i == last:
		return r.turn
	case i == r.turn:
		return last
	}
	return (2*r.turn + last - i) % last
}

func (r roundRobin) alone(dst []uint32) []uint32 { return unpaired(dst, r, r.n) }

func (r roundRobin) size() int { return 8 }
