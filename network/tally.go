package network

import "slices"

// tally is a stretch of people whose peers are counted.
type tally struct {
	known, with []uint32 // [person] how many peers it has, and how many of these have access
	access      Bits
	beliefs     []float32 // by number; nil if nobody asks
	sums        []float64 // [person] of what its peers with access believe
	first       uint32    // the number of the first person
	*scratch
}

// scratch is the memory of one who counts.
type scratch struct {
	list  [block]uint32 // of people whose partners are found
	hits  [block]uint32 // peers with access, or who has them; of those to come it is written over
	words []uint64      // of bits
	ends  []uint32      // of ties
	whose []uint32      // whose these are, by their places in a block
}

// block is how many people's partners are found before their bits are read.
const block = 512

// cut returns the first so many people of the stretch, and those after them.
func (t tally) cut(people uint32) (head, rest tally) {
	head, rest = t, t
	head.known, head.with = t.known[:people], t.with[:people]
	rest.known, rest.with, rest.first = t.known[people:], t.with[people:], t.first+people
	if t.beliefs != nil {
		head.sums, rest.sums = t.sums[:people], t.sums[people:]
	}
	return head, rest
}

// add adds the partners of at most a block of people, who are numbered from start, where a partner of itself is none. That they have one each is known already.
func (t *tally) add(partners []uint32, start uint32) {
	with, words, hits, found := t.with[:len(partners)], t.gather(partners, start), &t.hits, 0
	for i, partner := range partners {
		partner += start
		has := uint32(words[i]>>(partner%64)) & 1
		if partner == t.first+uint32(i) { // hardly ever
			t.known[i]--
			has = 0
		}
		with[i] += has
		hits[uint(found)%block] = uint32(i)
		found += int(has)
	}
	if t.beliefs == nil {
		return
	}
	for _, i := range hits[:found] {
		t.sums[i] += float64(t.beliefs[partners[i]+start])
	}
}

// gather returns the words of bits where some people's are, who are numbered from start, in words if they fit. Since a turn of it is short, a processor waits for many words at once.
func (b Bits) gather(words []uint64, people []uint32, start uint32) []uint64 {
	words = slices.Grow(words[:0], len(people))[:len(people)]
	for i, person := range people {
		words[i] = b[(person+start)/64]
	}
	return words
}

func (t *tally) gather(people []uint32, start uint32) []uint64 {
	t.words = t.access.gather(t.words, people, start)
	return t.words
}

// see adds a peer to what the i-th person of the stretch sees.
func (t *tally) see(i int, peer uint32) {
	t.known[i]++
	if t.access.at(peer) == 0 {
		return
	}
	t.with[i]++
	if t.beliefs != nil {
		t.sums[i] += float64(t.beliefs[peer])
	}
}

// rows adds the peers of people from the i-th on, one after another, of each as many as its degree.
func (t *tally) rows(peers, degrees []uint32) {
	words := t.gather(peers, 0)
	for i, degree := range degrees {
		t.row(i, peers[:degree], words)
		peers, words = peers[degree:], words[degree:]
	}
}

// row adds the peers of the i-th person, whose bits are in those words.
func (t *tally) row(i int, peers []uint32, words []uint64) {
	hits, in := &t.hits, uint32(0)
	for j, peer := range peers {
		has := uint32(words[j]>>(peer%64)) & 1
		hits[in%block] = peer
		if in += has; in == block && has > 0 { // hardly ever
			t.believe(i, hits[:])
			t.with[i] += block
			in = 0
		}
	}
	t.known[i] += uint32(len(peers))
	t.with[i] += in
	t.believe(i, hits[:in])
}

// believe adds what peers with access of the i-th person believe.
func (t *tally) believe(i int, peers []uint32) {
	if t.beliefs == nil {
		return
	}
	for _, peer := range peers {
		t.sums[i] += float64(t.beliefs[peer])
	}
}

// belief returns what somebody with access believes, and 0 of others.
func (t *tally) belief(person uint32) float64 {
	if t.access.at(person) == 0 {
		return 0
	}
	return float64(t.beliefs[person])
}
