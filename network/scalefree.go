package network

import (
	"math"
	"math/bits"
	"slices"

	"github.com/cogap/cogap/internal/fmath"
	"github.com/cogap/cogap/rng"
)

// scaleFree are ties whose numbers follow a power law, as Spec.Exponent has it, computed and not stored. A keyed permutation puts people in an
// order by degree. The ends of ties are numbered in that order, and a second permutation pairs them.
type scaleFree struct {
	degrees    []uint32    // [class] of its people
	inverses   []uint64    // [class] 2^63 by the degree, rounded up
	place, end guide       // of classes: the places of their people in the order, and the numbers of their ends
	order      permutation // of people
	pairs      pairing     // of ends of ties
	selves     []uint32    // ends that are joined to one of the same person or to none, ascending
	loners     []uint32    // whose these are, ascending
	starts     []uint32    // [person] the place of its first end, as locate has it; one more entry: of all
}

// degrees returns how many of n people have each degree from least to cutoff: the differences of n times the distribution function, rounded.
// It returns as well how many ends of ties that makes.
func degrees(n uint32, exponent float64, least, cutoff int) (counts []uint32, ends uint64) {
	weights := make([]float64, cutoff-least+1)
	total := 0.0
	for i := range weights {
		// the same to the bit on every machine, which math.Pow does not promise
		weights[i] = float64(fmath.Exp(float32(-exponent * float64(fmath.Log(float32(least+i)/float32(least))))))
		total += weights[i]
	}
	counts = make([]uint32, len(weights))
	sum, before := 0.0, uint32(0)
	for i, w := range weights {
		sum += w
		until := uint32(math.Round(float64(n) * min(sum/total, 1)))
		counts[i] = until - before
		ends += uint64(until-before) * uint64(least+i)
		before = until
	}
	return counts, ends
}

// newScaleFree returns the ties of people with the counts that degrees returns; ends are below 2^32.
func newScaleFree(counts []uint32, least int, key rng.Key) *scaleFree {
	s := new(scaleFree)
	places, ends := []uint32{0}, []uint32{0}
	for i, people := range counts {
		if people > 0 {
			degree := uint32(least + i)
			last := len(s.degrees)
			s.degrees, s.inverses = append(s.degrees, degree), append(s.inverses, (1<<63+uint64(degree)-1)/uint64(degree))
			places, ends = append(places, places[last]+people), append(ends, ends[last]+people*degree)
		}
	}
	s.place, s.end = newGuide(places), newGuide(ends)
	s.order, s.pairs = newPermutation(s.place.total(), key, 0, 0), newPairing(s.end.total(), key, 0, 1, 0, 0)
	return s
}

// ties returns the ends of the one at a place in the order: from first on, degree of them.
func (s *scaleFree) ties(place uint32) (first, degree uint32) {
	c := s.place.find(place)
	degree = s.degrees[c]
	return s.end.starts[c] + (place-s.place.starts[c])*degree, degree
}

// owners replaces ends by whose they are.
func (s *scaleFree) owners(ends []uint32) {
	for k, end := range ends {
		c, by, _ := s.whose(end)
		ends[k] = s.place.starts[c] + by
	}
	s.order.undo(ends)
}

// whose returns of which class an end is, of which of its people, and which of the ends of these.
func (s *scaleFree) whose(end uint32) (c int, by, at uint32) {
	c = s.end.find(end)
	within := end - s.end.starts[c]
	// the quotient, exact as the error of the inverse is less than the degree and below 2^-31 of it
	quotient, _ := bits.Mul64(uint64(within)<<1, s.inverses[c])
	return c, uint32(quotient), within - uint32(quotient)*s.degrees[c]
}

func (s *scaleFree) peers(dst []uint32, person uint32) []uint32 {
	var degree [1]uint32
	return s.appendAll(dst, degree[:], person)
}

func (s *scaleFree) count(t tally) {
	var degrees [block]uint32
	for len(t.known) > 0 {
		var head tally
		head, t = t.cut(uint32(min(block, len(t.known))))
		t.ends = s.appendAll(t.ends[:0], degrees[:len(head.known)], head.first)
		head.rows(t.ends, degrees[:len(head.known)])
	}
}

// appendAll appends the peers of at most a block of neighbouring people, and says how many each has. All of them go through each step before the next, so that a
// processor has many to look up at once.
func (s *scaleFree) appendAll(dst, degrees []uint32, first uint32) []uint32 {
	var people [block]uint32
	numbers(people[:len(degrees)], first)
	start := len(dst)
	dst = s.joined(dst, degrees, people[:len(degrees)])
	s.owners(dst[start:])
	return dst
}

// joined appends the ends that those of at most a block of people are joined to, and says how many each has. It writes over people.
func (s *scaleFree) joined(dst, degrees, people []uint32) []uint32 {
	var firsts [block]uint32
	s.order.do(people)
	start := len(dst)
	for i := range degrees {
		firsts[i], degrees[i] = s.ties(people[i])
		end := len(dst) + int(degrees[i])
		dst = slices.Grow(dst, int(degrees[i]))[:end]
		numbers(dst[end-int(degrees[i]):], firsts[i])
	}
	ends, in := dst[start:], 0
	s.pairs.pair(ends)
	for i, degree := range degrees {
		degrees[i] = others(dst[start+in:], ends[:degree], firsts[i])
		in, ends = in+int(degrees[i]), ends[degree:]
	}
	return dst[:start+in]
}

// others copies what the ends of one, from first on, are joined to, and returns how many: what is joined to an end of its own, or to none, is left out.
func others(dst, ends []uint32, first uint32) (in uint32) {
	degree := uint32(len(ends))
	for _, other := range ends {
		dst[in] = other
		if other-first >= degree {
			in++
		}
	}
	return in
}

// findSelves finds the ends that are joined to one of the same person, of which there are some dozens.
func (s *scaleFree) findSelves() {
	var list [block]uint32
	most, total := s.degrees[len(s.degrees)-1], uint64(s.end.total())
	for first := uint64(0); first < total; first += block {
		ends := list[:min(block, total-first)]
		numbers(ends, uint32(first))
		s.pairs.pair(ends)
		for k, other := range ends {
			end := uint32(first) + uint32(k)
			if other-end+most > 2*most { // as nearly all are
				continue
			}
			if c, by, at := s.whose(end); other-(end-at) < s.degrees[c] {
				s.selves = append(s.selves, end)
				s.loners = append(s.loners, s.place.starts[c]+by)
			}
		}
	}
	s.order.undo(s.loners)
	slices.Sort(s.loners)
}

// kept returns the ties as rows that are stored.
func (s *scaleFree) kept() *drawn {
	n := s.place.total()
	r := &rows{starts: make([]uint64, 1, uint64(n)+1), list: make([]uint32, 0, s.end.total())}
	var degrees [block]uint32
	for first := uint32(0); first < n; first += block { // n is at most mostKept
		some := degrees[:min(block, n-first)]
		r.list = s.appendAll(r.list, some, first)
		for _, degree := range some {
			r.starts = append(r.starts, r.starts[len(r.starts)-1]+uint64(degree))
		}
	}
	return &drawn{r, s}
}

func (s *scaleFree) size() int {
	return 12*len(s.degrees) + s.place.size() + s.end.size() + s.order.size() + s.pairs.size() + 4*len(s.selves) + 4*len(s.loners) + 4*len(s.starts)
}

// drawn are the ties of a scale-free network as stored rows, where the peers of a person have the order of its ends.
type drawn struct {
	*rows
	from *scaleFree
}

func (d *drawn) meet(dst, people []uint32) []uint32 {
	start := len(dst)
	dst = d.from.leading(dst, people)
	ends := dst[start:]
	within := make([]uint32, len(ends))
	for k, end := range ends {
		c, by, at := d.from.whose(end)
		within[k] = at - uint32(firstFrom(d.from.selves, end)-firstFrom(d.from.selves, end-at))
		ends[k] = d.from.place.starts[c] + by
	}
	d.from.order.undo(ends)
	for k, person := range ends {
		ends[k] = uint32(d.starts[person]) + within[k]
	}
	return dst
}

func (d *drawn) size() int { return d.rows.size() + d.from.size() }
