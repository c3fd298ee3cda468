package network

import (
	"math/bits"
	"slices"
)

// locate gives ends their places, those of a person side by side, in the order of people's numbers. So neighbours' bits are read one after another. They would be
// anywhere in 125 MB if ends had the places of the order by degree, as they have in an outline, where people are in that order.
func (s *scaleFree) locate() {
	n := s.place.total()
	s.starts = make([]uint32, uint64(n)+1)
	for first := uint64(0); first < uint64(n); first += block {
		some := s.starts[first+1:][:min(block, uint64(n)-first)]
		numbers(some, uint32(first))
		s.order.do(some)
		before := s.starts[first]
		for i, place := range some {
			_, degree := s.ties(place)
			before += degree
			some[i] = before
		}
	}
}

// own returns the places of a person's ends: from first on, degree of them.
func (s *scaleFree) own(person uint32) (first, degree uint32) {
	if s.starts == nil {
		return s.ties(person)
	}
	first = s.starts[person]
	return first, s.starts[person+1] - first
}

// ends have places that locate gives them.
func (s *scaleFree) ends() uint64 { return uint64(s.end.total()) }

// leading appends the ends that lead to people.
func (s *scaleFree) leading(dst, people []uint32) []uint32 {
	var degrees, own [block]uint32
	copy(own[:], people)
	return s.joined(dst, degrees[:len(people)], own[:len(people)])
}

func (s *scaleFree) meet(dst, people []uint32) []uint32 {
	start := len(dst)
	dst = s.leading(dst, people)
	if s.starts == nil {
		return dst
	}
	var within [block]uint32
	for ends := dst[start:]; len(ends) > 0; {
		some := ends[:min(block, len(ends))]
		for k, end := range some {
			c, by, at := s.whose(end)
			some[k], within[k] = s.place.starts[c]+by, at
		}
		s.order.undo(some)
		for k, person := range some {
			some[k] = s.starts[person] + within[k]
		}
		ends = ends[len(some):]
	}
	return dst
}

func (s *scaleFree) expose(t tally, met Bits) {
	t.without(s.loners)
	for len(t.known) > 0 {
		var head tally
		head, t = t.cut(uint32(min(block, len(t.known))))
		head.ends, head.whose = head.ends[:0], head.whose[:0]
		s.reach(&head, met)
		s.pairs.pair(head.ends)
		s.owners(head.ends)
		for k, i := range head.whose {
			head.sums[i] += float64(head.beliefs[head.ends[k]])
		}
	}
}

// reach counts the ends of a block of people, and those of them that lead to somebody with access. If somebody asks what peers believe, it lists these, and whose
// they are: of each person in ascending order.
func (s *scaleFree) reach(t *tally, met Bits) {
	var left [block]uint32
	hit, n := &t.hits, len(t.known)
	numbers(left[:n], 0)
	t.words = slices.Grow(t.words[:0], block)[:block]
	for from := uint32(0); n > 0; from += 64 { // a word of everybody's at a time, of those who have more ends
		more, found := 0, 0
		for _, i := range left[:n] {
			first, degree := s.own(t.first + i)
			degree -= from
			word := met.few(first+from, degree)
			t.known[i] += min(degree, 64)
			t.with[i] += uint32(bits.OnesCount64(word))
			hit[found], t.words[found] = i, word // without a jump, which a processor could not guess
			found += int((word | -word) >> 63)
			if left[more] = i; degree > 64 { // hardly ever
				more++
			}
		}
		if t.beliefs != nil {
			s.list(t, hit[:found], from)
		}
		n = more
	}
}

// list lists the ends of people, from the one of that number on, whose bits are set in words: the first of everybody, then the second of those who have two, and so on.
// So no jump depends on how many somebody has.
func (s *scaleFree) list(t *tally, people []uint32, from uint32) {
	firsts := t.list[:len(people)]
	for k, i := range people {
		firsts[k] = t.first + i
	}
	s.order.do(firsts)
	for k, place := range firsts {
		firsts[k], _ = s.ties(place)
	}
	for n := len(people); n > 0; {
		start := len(t.ends)
		t.ends, t.whose = slices.Grow(t.ends, n)[:start+n], slices.Grow(t.whose, n)[:start+n]
		ends, whose, more := t.ends[start:], t.whose[start:], 0
		for k, i := range people[:n] {
			first, word := firsts[k], t.words[k]
			ends[k], whose[k] = first+from+uint32(bits.TrailingZeros64(word)), i
			word &= word - 1
			people[more], firsts[more], t.words[more] = i, first, word
			more += int((word | -word) >> 63)
		}
		n = more
	}
}
