package engine

import (
	"context"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/population"
)

// span is some neighbouring chunks of stored people: small ones, which agent.Few updates at once, or one that is not.
type span struct {
	lo, hi int // its chunks, counted from the shard's first
	people int
	spots  []agent.Spot // nil: it is one chunk by itself
	small  *agent.Span  // of the spots
}

// spansOf cuts the chunks of stored people into spans. The chunks of a stratum stay together, since a remainder may lie in one
// vector with the people before it: those of a stratum that is not small are by themselves.
func (s *Shard) spansOf(r *room) (spans []span) {
	open := span{}
	shut := func() {
		if open.hi > open.lo {
			columns, starts := r.people.Span(s.lo+open.lo, s.lo+open.hi)
			for i, at := range starts {
				open.spots = append(open.spots, agent.Spot{Place: s.model.layout.Place(s.lo + open.lo + i), At: at})
			}
			open.small = agent.NewSpan(columns, open.spots)
			spans = append(spans, open)
		}
		open = span{lo: open.hi, hi: open.hi}
	}
	for lo := 0; lo < len(r.chunks); {
		hi, people, most := lo, 0, 0
		for ; hi < len(r.chunks) && r.chunks[hi].Stratum == r.chunks[lo].Stratum; hi++ {
			most, people = max(most, r.chunks[hi].Len()), people+r.chunks[hi].Len()
		}
		columns, _ := r.people.Span(s.lo+open.lo, s.lo+hi)
		if len(columns.Income) > agent.SpanPlaces {
			shut()
		}
		small := most <= agent.SpanPeople && r.chunks[lo].First%population.Align == 0
		if small {
			open.hi, open.people = hi, open.people+people
		} else {
			shut()
			for i := lo; i < hi; i++ {
				spans = append(spans, span{lo: i, hi: i + 1, people: r.chunks[i].Len()})
			}
			open = span{lo: hi, hi: hi}
		}
		lo = hi
	}
	shut()
	return spans
}

// byFew reports whether the people can be taken span by span: stored, by the model's own rule, in a month of the same terms for
// all strata; tests that want another order of chunks get it.
func (s *Shard) byFew(seen []*Seen) bool {
	return s.room != nil && len(seen) == 1 && s.model.standard && s.options.Order == nil &&
		seen[0].alike && seen[0].posted && seen[0].months[0].Few()
}

// takeSpans takes everybody through a month, span by span.
func (s *Shard) takeSpans(ctx context.Context, seen *Seen, part *Partial) error {
	spans := s.room.spans
	return s.share(ctx, len(spans), func(id, i int) error {
		x, k := &spans[i], s.workers[id]
		if x.spots != nil {
			s.stepFew(id, x, seen, part, &k.months[0])
			return nil
		}
		s.open(k, x.lo)
		return s.step(id, x.lo, seen, part, &k.months[0])
	})
}

// stepFew is step for all chunks of a span.
func (s *Shard) stepFew(id int, x *span, seen *Seen, part *Partial, c *count) {
	k := s.workers[id]
	var peers agent.PeersOf
	if s.peers != nil {
		peers = k.sight.PeersOf
		for j := range x.spots {
			at, c := x.spots[j].At, &s.room.chunks[x.lo+j]
			end := at + c.Len()
			s.lookAt(agent.PeersOf{Share: peers.Share[at:end], UserBelief: peers.UserBelief[at:end]}, k.sight, c)
		}
	}
	k.few.Update(x.small, &seen.months[0], seen.local, peers)
	looked := c.measured.Any() || c.use != nil || s.observer != nil || len(s.options.Watch) > 0 || s.had != nil
	for j := range x.spots {
		g := x.spots[j].Stratum
		s.lock(g)
		k.few.AddTo(j, part.Strata[g])
		s.unlock(g)
		if looked {
			s.observer.Before(id, k.few.Before(j))
			b := k.few.Block(j, &s.room.chunks[x.lo+j])
			s.look(id, x.lo+j, seen, b, seen.Stratum(g, &k.month), c)
		}
		if s.saving {
			k.copier.begin(s.model, &s.room.chunks[x.lo+j], true)
			k.copier.addSome(0, s.room.chunks[x.lo+j].Len())
			s.save(id, x.lo+j)
		}
	}
	s.progress(x.people)
}
