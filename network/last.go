package network

// Last is what everybody shows to its peers: how it was last month.
type Last struct {
	Access Bits      // who had access
	Belief []float32 // what each believed, by its number; nil if nobody asks
}

// Sight is what neighbouring people see of their peers. One that NewSight made has memory to look with as well, so that it is for one at a time.
type Sight struct {
	Known, With []uint32  // [person] how many peers it has, and how many of them have access
	Belief      []float64 // [person] the sum of what those with access believe, in the order of Peers; not written without Last.Belief

	scratch *scratch
}

// NewSight returns a sight for n people.
func NewSight(n int) Sight {
	return Sight{make([]uint32, n), make([]uint32, n), make([]float64, n), new(scratch)}
}

// Cut returns the first n people of a sight.
func (s Sight) Cut(n int) Sight { return Sight{s.Known[:n], s.With[:n], s.Belief[:n], s.scratch} }

// Look writes what the people from number first on see of their peers. It is Peers again and again, in blocks and a slot at a time. It panics if
// the columns of the sight differ in length, there are fewer people, or last has fewer.
func (n *Network) Look(to Sight, last Last, first uint32) {
	n.look(to, last, first, func(i int, t tally) { n.layers[i].count(t) })
}

// look is Look, where count counts the peers in a layer.
func (n *Network) look(to Sight, last Last, first uint32, count func(layer int, t tally)) {
	t := tally{known: to.Known, with: to.With, access: last.Access, first: first, scratch: to.scratch}
	if t.scratch == nil {
		t.scratch = new(scratch)
	}
	if last.Belief != nil {
		t.beliefs, t.sums = last.Belief, to.Belief
	}
	switch {
	case len(t.known) != len(t.with) || t.beliefs != nil && len(t.sums) != len(t.known):
		panic("network: lengths differ")
	case uint64(first)+uint64(len(t.known)) > uint64(n.people.len()):
		panic("network: no such person")
	case len(t.access) < (n.Len()+63)/64:
		panic("network: too few bits")
	case t.beliefs != nil && len(t.beliefs) < n.Len():
		panic("network: too few beliefs")
	}
	for i := range t.known {
		t.known[i] = n.slots
	}
	clear(t.with)
	clear(t.sums)
	const near = 4096 // people whose sums stay near the processor
	for len(t.known) > 0 {
		var head tally
		head, t = t.cut(uint32(min(near, len(t.known))))
		for i := range n.layers {
			count(i, head)
		}
	}
}

// Count is Look for those who do not ask what peers believe.
func (n *Network) Count(known, with []uint32, access Bits, first uint32) {
	n.Look(Sight{Known: known, With: with}, Last{Access: access}, first)
}
