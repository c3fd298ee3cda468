package network

import "slices"

// Edge is a tie between two people, by their numbers. Which of them is first means nothing.
type Edge struct{ A, B uint32 }

// rows are stored ties, in compressed rows: the peers of a person, ascending, follow those of the person before. They take 4 bytes for each end of a tie and 8 a
// person.
type rows struct {
	starts []uint64 // [person] where its peers start; one more entry: of all
	list   []uint32
}

// newRows returns the ties of edges among n people. An edge that is there twice, or both ways, is one tie.
func newRows(edges []Edge, n uint32) *rows {
	r := &rows{starts: make([]uint64, int(n)+1)}
	for _, e := range edges {
		r.starts[e.A]++
		r.starts[e.B]++
	}
	sum := uint64(0)
	for i, degree := range r.starts {
		sum += degree
		r.starts[i] = sum // the end of the row, which filling moves to its start
	}
	r.list = make([]uint32, sum)
	for _, e := range edges {
		r.put(e.A, e.B)
		r.put(e.B, e.A)
	}
	r.compact()
	return r
}

func (r *rows) put(person, peer uint32) {
	r.starts[person]--
	r.list[r.starts[person]] = peer
}

// compact sorts each row and leaves each peer in it once.
func (r *rows) compact() {
	kept, start := r.list[:0], r.starts[0]
	for person := range len(r.starts) - 1 {
		end := r.starts[person+1]
		row := r.list[start:end]
		slices.Sort(row)
		r.starts[person] = uint64(len(kept))
		kept = append(kept, slices.Compact(row)...)
		start = end
	}
	r.starts[len(r.starts)-1] = uint64(len(kept))
	if len(kept) < len(r.list) {
		kept = slices.Clone(kept)
	}
	r.list = kept
}

func (r *rows) row(person uint32) []uint32 { return r.list[r.starts[person]:r.starts[person+1]] }

func (r *rows) peers(dst []uint32, person uint32) []uint32 { return append(dst, r.row(person)...) }

func (r *rows) count(t tally) {
	for len(t.known) > 0 {
		var head tally
		head, t = t.cut(uint32(min(block, len(t.known))))
		degrees := t.list[:len(head.known)]
		starts := r.starts[head.first:][:len(degrees)+1]
		for i := range degrees {
			degrees[i] = uint32(starts[i+1] - starts[i])
		}
		head.rows(r.list[starts[0]:starts[len(degrees)]], degrees)
	}
}

// The ends of a person's ties have the places of the peers in its row.
func (r *rows) ends() uint64 { return uint64(len(r.list)) }

func (r *rows) meet(dst, people []uint32) []uint32 {
	for _, person := range people {
		for _, peer := range r.row(person) {
			at, _ := slices.BinarySearch(r.row(peer), person)
			dst = append(dst, uint32(r.starts[peer])+uint32(at))
		}
	}
	return dst
}

func (r *rows) expose(t tally, met Bits) {
	starts := r.starts[t.first:][:len(t.known)+1]
	for i := range t.known {
		degree := uint32(starts[i+1] - starts[i])
		t.known[i] += degree
		t.rowHit(i, uint32(starts[i]), degree, met, r.list)
	}
}

func (r *rows) size() int { return 8*len(r.starts) + 4*len(r.list) }
