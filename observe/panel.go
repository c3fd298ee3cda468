package observe

import (
	"cmp"
	"math"
	"slices"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/internal/expr"
	"github.com/cogap/cogap/rng"
)

// Life is one person of a panel.
type Life struct {
	Stratum int      // index into the strata
	Index   int      // of the agent within its stratum
	Groups  []string // of the panel's By that it was drawn from
	// Weight is how many real people it stands for: those of its group who meet the condition, over the lives drawn from
	// them. Means over lives with this weight estimate those over people.
	Weight float64
	Months []State // at the end of each month
}

// State is a person at the end of a month.
type State struct {
	agent.Person
	Augmented   float64 // E [1 = average]
	Reservation float64 // R [u/month]: the most that it would and could have paid for the SOTA tier
}

// panel draws lives and follows them.
type panel struct {
	Panel
	where *node
	grouping
	key   rng.Key
	pools []map[int]*pool // [worker] by cell
	drawn [][]*drawn      // [chunk] those that may be among the lives, until it is known that they are not
	lives []*drawn
}

// pool holds the people of one group who come first.
type pool struct {
	people int64   // real people who meet the condition
	limit  float64 // keys above it do not come first, once there are enough
	first  []*drawn
}

// drawn is somebody who may be one of the lives.
type drawn struct {
	Life
	key float64 // small comes first
}

// offer takes somebody into the pool if it may be one of the first n.
func (p *pool) offer(d *drawn, n int) {
	p.first = append(p.first, d)
	if len(p.first) >= 2*n {
		p.cut(n)
	}
}

// cut leaves the first n.
func (p *pool) cut(n int) {
	slices.SortFunc(p.first, func(a, b *drawn) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.Stratum, b.Stratum), cmp.Compare(a.Index, b.Index))
	})
	if len(p.first) >= n {
		clear(p.first[n:])
		p.first = p.first[:n]
		p.limit = p.first[n-1].key
	}
}

// see draws from a chunk at the end of month 0, and keeps the month of those who were drawn.
func (p *panel) see(s *scratch, worker, t, chunk int) {
	if t == 0 {
		p.draw(s, worker, chunk)
	}
	for _, d := range p.drawn[chunk] {
		d.Months = append(d.Months, stateOf(s.Block, d.Index-s.First))
	}
}

func stateOf(b *agent.Block, i int) State {
	var x State
	x.Extra = make([]float64, len(b.Extra))
	x.Get(&b.Chunk, i)
	x.Augmented, x.Reservation = float64(b.Augmented[i]), float64(b.Reservation[i])
	return x
}

// draw finds who of a chunk may be one of the lives.
func (p *panel) draw(s *scratch, worker, chunk int) {
	v := &s.view
	base, weight := p.base(v), float64(v.Weight)
	var words [2][expr.TileLen + 4]uint32
	var from *pool // that of cell at
	at := -1
	for lo := 0; lo < v.Len(); lo += expr.TileLen {
		n := min(expr.TileLen, v.Len()-lo)
		chosen := s.choose(p.where, lo, n)
		if len(chosen) == 0 {
			continue
		}
		codes := s.codes[:n]
		p.codes(v, lo, codes)
		person := rng.Person(v.Stratum, v.First+lo)
		offset := int(person & 3)
		for draw := range words {
			p.key.Quads(words[draw][:(n+offset+3)&^3], rng.QuadOf(person), -1, rng.Panel, uint32(draw))
		}
		for _, i := range chosen {
			if cell := base + int(codes[i]); cell != at {
				from, at = p.pool(worker, cell), cell
			}
			from.people += v.Weight
			word := int(i) + offset
			luck := uint64(words[0][word])<<32 | uint64(words[1][word])
			key := (float64(luck>>11) + 0.5) / weight
			if key > from.limit {
				continue
			}
			d := &drawn{Life: Life{Stratum: v.Stratum, Index: v.First + lo + int(i)}, key: key}
			from.offer(d, p.People)
			p.drawn[chunk] = append(p.drawn[chunk], d)
		}
	}
}

// pool returns a worker's pool of a cell.
func (p *panel) pool(worker, cell int) *pool {
	from := p.pools[worker][cell]
	if from == nil {
		from = &pool{limit: math.Inf(1)}
		p.pools[worker][cell] = from
	}
	return from
}

// settle decides who the lives are, from what all workers have drawn.
func (p *panel) settle() {
	all := map[int]*pool{}
	for _, pools := range p.pools {
		for cell, from := range pools {
			if all[cell] == nil {
				all[cell] = &pool{}
			}
			all[cell].people += from.people
			all[cell].first = append(all[cell].first, from.first...)
		}
	}
	p.pools = nil
	chosen := map[*drawn]bool{}
	for _, cell := range inOrder(&p.grouping, all) {
		from := all[cell]
		from.cut(p.People)
		slices.SortFunc(from.first, func(a, b *drawn) int {
			return cmp.Or(cmp.Compare(a.Stratum, b.Stratum), cmp.Compare(a.Index, b.Index))
		})
		for _, d := range from.first {
			d.Groups = p.labels(cell)
			d.Weight = float64(from.people) / float64(len(from.first))
			chosen[d] = true
		}
		p.lives = append(p.lives, from.first...)
	}
	for i, list := range p.drawn {
		p.drawn[i] = slices.DeleteFunc(list, func(d *drawn) bool { return !chosen[d] })
	}
}
