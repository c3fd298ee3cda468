package network

import "slices"

// Edge is a tie between two people, by their numbers. Which of them is first means nothing.
type Edge struct{ A, B uint32 }

// rows are stored ties, in compressed rows: the peers of a person, ascending, follow those of the person before. They take 4 bytes for each end of a tie and 8 a
// person.
type rows struct {
	starts []uint64 // [person] where its peers start; one more entry: of all
	ends   []uint32
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
	r.ends = make([]uint32, sum)
	for _, e := range edges {
		r.put(e.A, e.B)
		r.put(e.B, e.A)
	}
	r.compact()
	return r
}

func (r *rows) put(person, peer uint32) {
	r.starts[person]--
	r.ends[r.starts[person]] = peer
}

// compact sorts each row and leaves each peer in it once.
func (r *rows) compact() {
	kept, start := r.ends[:0], r.starts[0]
	for person := range len(r.starts) - 1 {
		end := r.starts[person+1]
		row := r.ends[start:end]
		slices.Sort(row)
		r.starts[person] = uint64(len(kept))
		kept = append(kept, slices.Compact(row)...)
		start = end
	}
	r.starts[len(r.starts)-1] = uint64(len(kept))
	if len(kept) < len(r.ends) {
		kept = slices.Clone(kept)
	}
	r.ends = kept
}

func (r *rows) row(person uint32) []uint32 { return r.ends[r.starts[person]:r.starts[person+1]] }

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
		head.rows(r.ends[starts[0]:starts[len(degrees)]], degrees)
	}
}

func (r *rows) size() int { return 8*len(r.starts) + 4*len(r.ends) }
