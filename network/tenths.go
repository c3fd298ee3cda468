package network

import "github.com/cogap/cogap/rng"

// stored is one slot with a partner for each person, itself for somebody without one: 4 bytes a person.
type stored []uint32

// newTenths returns the matchings of a number of slots, the first of which is given, within each income tenth. The people of a tenth are not neighbours
// in number, so it stores who is the partner of whom.
func newTenths(of []uint8, key rng.Key, slot, turns int) []stored {
	var members [tenths][]uint32
	for person, t := range of {
		members[t] = append(members[t], uint32(person))
	}
	slots := make([]stored, turns)
	for turn := range slots {
		slots[turn] = make(stored, len(of))
		for t, people := range members {
			pairs := newPairing(uint32(len(people)), key, t, slot+turn, turn, turns)
			slots[turn].fill(people, pairs)
		}
	}
	return slots
}

// fill sets the partners of people whose places in the list are paired.
func (s stored) fill(people []uint32, pairs pairing) {
	partners := make([]uint32, len(people))
	numbers(partners, 0)
	pairs.pair(partners)
	for k, partner := range partners {
		s[people[k]] = people[partner]
	}
}

func (s stored) peers(dst []uint32, person uint32) []uint32 {
	if s[person] != person {
		dst = append(dst, s[person])
	}
	return dst
}

func (s stored) count(t tally) {
	for len(t.known) > 0 {
		var head tally
		head, t = t.cut(uint32(min(block, len(t.known))))
		head.add(s[head.first:][:len(head.known)], 0)
	}
}

func (s stored) size() int { return 4 * len(s) }
