package network

import (
	"slices"

	"github.com/cogap/cogap/rng"
)

// stored is one slot with a partner for each person, itself for somebody without one: 4 bytes a person.
type stored struct {
	partners []uint32
	alone    []uint32 // who has none, ascending
}

// newTenths returns the matchings of a number of slots, the first of which is given, within each income tenth. The people of a tenth are not neighbours
// in number, so it stores who is the partner of whom.
func newTenths(of []uint8, key rng.Key, slot, turns int) []stored {
	var members [tenths][]uint32
	for person, t := range of {
		members[t] = append(members[t], uint32(person))
	}
	slots := make([]stored, turns)
	for turn := range slots {
		s := stored{partners: make([]uint32, len(of))}
		for t, people := range members {
			pairs := newPairing(uint32(len(people)), key, t, slot+turn, turn, turns)
			s.fill(people, pairs)
		}
		slices.Sort(s.alone)
		slots[turn] = s
	}
	return slots
}

// fill sets the partners of people whose places in the list are paired.
func (s *stored) fill(people []uint32, pairs pairing) {
	partners := make([]uint32, len(people))
	numbers(partners, 0)
	pairs.pair(partners)
	for k, partner := range partners {
		s.partners[people[k]] = people[partner]
		if people[partner] == people[k] {
			s.alone = append(s.alone, people[k])
		}
	}
}

func (s stored) peers(dst []uint32, person uint32) []uint32 {
	return s.meet(dst, []uint32{person})
}

func (s stored) count(t tally) {
	for len(t.known) > 0 {
		var head tally
		head, t = t.cut(uint32(min(block, len(t.known))))
		head.add(s.partners[head.first:][:len(head.known)], 0)
	}
}

// A person's end is at the place of its number.
func (s stored) ends() uint64 { return uint64(len(s.partners)) }

func (s stored) meet(dst, people []uint32) []uint32 {
	for _, person := range people {
		if partner := s.partners[person]; partner != person {
			dst = append(dst, partner)
		}
	}
	return dst
}

func (s stored) expose(t tally, met Bits) {
	t.without(s.alone)
	for len(t.known) > 0 {
		var head tally
		head, t = t.cut(uint32(min(block, len(t.known))))
		hit := head.hit(met)
		if t.beliefs == nil {
			continue
		}
		partners := s.partners[head.first:]
		for _, i := range hit {
			head.sums[i] += float64(t.beliefs[partners[i]])
		}
	}
}

func (s stored) size() int { return 4*len(s.partners) + 4*len(s.alone) }
