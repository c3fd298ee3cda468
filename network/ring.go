package network

import "math/bits"

// rings are the ties of a lattice: everybody knows half people on either side of it on its ring. On a ring of at most 2*half + 1 people everybody
// knows everybody. Source: Watts and Strogatz (1998).
type rings struct {
	people *numbering
	rings  []circle
	ringOf []int32  // [stratum] its ring
	at     []uint32 // [stratum] where on its ring it starts
	half   uint32
}

// circle is a ring: strata one after another.
type circle struct {
	strata []int
	starts []uint32 // where on the ring each stratum starts; one more entry: how many people there are
}

// newRings returns rings, each of the strata that are listed, around it in that order.
func newRings(people *numbering, lists [][]int, half uint32) *rings {
	r := &rings{people: people, half: half, ringOf: make([]int32, len(people.strata)), at: make([]uint32, len(people.strata))}
	for i, list := range lists {
		c := circle{strata: list, starts: []uint32{0}}
		for k, g := range list {
			r.ringOf[g], r.at[g] = int32(i), c.starts[k]
			c.starts = append(c.starts, c.starts[k]+people.starts[g+1]-people.starts[g])
		}
		r.rings = append(r.rings, c)
	}
	return r
}

// len returns how many people are on the ring.
func (c *circle) len() uint32 { return c.starts[len(c.starts)-1] }

// person returns who is at a place of a ring.
func (r *rings) person(c *circle, place uint32) uint32 {
	n := numbering{starts: c.starts}
	k := n.stratum(place)
	return r.people.starts[c.strata[k]] + place - c.starts[k]
}

// around calls do with each neighbour of a person.
func (r *rings) around(person uint32, do func(neighbour uint32)) {
	g := r.people.stratum(person)
	c := &r.rings[r.ringOf[g]]
	place, n := uint64(r.at[g]+person-r.people.starts[g]), uint64(c.len())
	half := uint64(r.half)
	if 2*half+1 >= n {
		for away := uint64(1); away < n; away++ {
			do(r.person(c, uint32((place+away)%n)))
		}
		return
	}
	for away := uint64(1); away <= half; away++ {
		do(r.person(c, uint32((place+n-away)%n)))
		do(r.person(c, uint32((place+away)%n)))
	}
}

func (r *rings) peers(dst []uint32, person uint32) []uint32 {
	r.around(person, func(neighbour uint32) { dst = append(dst, neighbour) })
	return dst
}

// count goes by what is the same for many: all of a stratum whose people know each other, and a window that moves through a stratum.
func (r *rings) count(t tally) {
	if r.half == 0 {
		return
	}
	for len(t.known) > 0 {
		g := r.people.stratum(t.first)
		start, end := r.people.starts[g], r.people.starts[g+1]
		var head tally
		head, t = t.cut(min(end-t.first, uint32(len(t.known))))
		c := &r.rings[r.ringOf[g]]
		if len(c.strata) == 1 && 2*r.half+1 >= c.len() {
			head.everybody(start, end)
		} else {
			r.window(head, start, end)
		}
	}
}

// everybody counts where all from start to end know each other.
func (t *tally) everybody(start, end uint32) {
	all := t.access.between(start, end)
	for i := range t.known {
		t.known[i] += end - start - 1
		t.with[i] += all - t.access.at(t.first+uint32(i))
	}
	if t.beliefs == nil {
		return
	}
	sum := 0.0
	for peer := start; peer < end; peer++ {
		sum += t.belief(peer)
	}
	for i := range t.sums {
		t.sums[i] += sum - t.belief(t.first+uint32(i))
	}
}

// window counts people of a stratum that goes from start to end. Those with all neighbours within it have them side by side.
func (r *rings) window(t tally, start, end uint32) {
	half := r.half
	sum, moving := uint32(0), false // bits from person - half to person + half, if that is known
	for i := range t.known {
		person := t.first + uint32(i)
		if person-start < half || end-person <= half {
			moving = false
			r.around(person, func(neighbour uint32) { t.see(i, neighbour) })
			continue
		}
		if half <= 64 {
			t.beside(i, person, half)
			continue
		}
		if moving {
			sum += t.access.at(person+half) - t.access.at(person-half-1)
		} else {
			sum, moving = t.access.between(person-half, person+half+1), true
		}
		t.known[i] += 2 * half
		t.with[i] += sum - t.access.at(person)
		if t.beliefs != nil && sum > t.access.at(person) {
			for away := uint32(1); away <= half; away++ { // as around goes
				t.sums[i] += t.belief(person - away)
				t.sums[i] += t.belief(person + away)
			}
		}
	}
}

// beside counts at most 64 neighbours on each side of a person.
func (t *tally) beside(i int, person, half uint32) {
	before, after := bits.Reverse64(t.access.word(person-half))>>(64-half), t.access.word(person+1)<<(64-half)>>(64-half)
	t.known[i] += 2 * half
	t.with[i] += uint32(bits.OnesCount64(before) + bits.OnesCount64(after))
	if t.beliefs == nil {
		return
	}
	for some := before | after; some != 0; some &= some - 1 { // as around goes
		away := uint32(bits.TrailingZeros64(some))
		if before>>away&1 == 1 {
			t.sums[i] += float64(t.beliefs[person-1-away])
		}
		if after>>away&1 == 1 {
			t.sums[i] += float64(t.beliefs[person+1+away])
		}
	}
}

// word returns the 64 bits from start on; those of nobody are 0.
func (b Bits) word(start uint32) uint64 {
	at, shift := start/64, start%64
	w := b[at] >> shift
	if int(at)+1 < len(b) {
		w |= b[at+1] << (64 - shift) // none of them, where shift is 0
	}
	return w
}

// between returns how many bits are set from start up to, not including, end.
func (b Bits) between(start, end uint32) uint32 {
	sum := 0
	for start < end && start%64 != 0 {
		sum += int(b.at(start))
		start++
	}
	for ; end-start >= 64; start += 64 {
		sum += bits.OnesCount64(b[start/64])
	}
	for ; start < end; start++ {
		sum += int(b.at(start))
	}
	return uint32(sum)
}

// ends are none that have places: neighbours' bits stand side by side.
func (r *rings) ends() uint64                  { return 0 }
func (r *rings) meet(dst, _ []uint32) []uint32 { return dst }
func (r *rings) expose(t tally, _ Bits)        { r.count(t) }

func (r *rings) size() int {
	bytes := 4*len(r.ringOf) + 4*len(r.at)
	for _, c := range r.rings {
		bytes += 12 * len(c.strata)
	}
	return bytes
}
