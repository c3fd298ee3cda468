package engine

import (
	"context"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/internal/parallel"
	"github.com/cogap/cogap/population"
)

// span is some neighbouring chunks of stored people: small ones, which agent.Few updates at once, or one that is not.
type span struct {
	lo, hi int // its chunks, counted from the shard's first
	people int
	few    bool
	places []population.Place // of a few
	at     population.Chunk   // their columns
}

// spansOf cuts the chunks of stored people into spans.
func (s *Shard) spansOf(r *room) (spans []span) {
	for lo := 0; lo < len(r.chunks); {
		x := span{lo: lo, hi: lo}
		for places := 0; x.hi < len(r.chunks); x.hi++ {
			n := r.chunks[x.hi].Len()
			places += (n + population.Align - 1) &^ (population.Align - 1)
			if n > agent.FewPeople || places > agent.FewPlaces {
				break
			}
			x.places = append(x.places, s.model.layout.Place(s.lo+x.hi))
			x.people += n
		}
		if x.few = x.hi > lo; x.few {
			x.at = r.people.Span(s.lo+lo, s.lo+x.hi)
		} else {
			x.hi, x.people = lo+1, r.chunks[lo].Len()
		}
		spans = append(spans, x)
		lo = x.hi
	}
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
	at := s.atOnce(len(spans))
	return parallel.Do(ctx, len(s.workers), (len(spans)+at-1)/at, func(id, j int) error {
		for i := j * at; i < min((j+1)*at, len(spans)); i++ {
			x, c := &spans[i], &s.workers[id].months[0]
			if x.few {
				s.stepFew(id, x, seen, part, c)
				continue
			}
			s.open(s.workers[id], x.lo)
			if err := s.step(id, x.lo, seen, part, c); err != nil {
				return err
			}
		}
		return nil
	})
}

// stepFew is step for all chunks of a span.
func (s *Shard) stepFew(id int, x *span, seen *Seen, part *Partial, c *count) {
	k := s.workers[id]
	k.few.Update(&x.at, x.places, &seen.months[0], seen.local)
	looked := c.measured || s.observer != nil || len(s.options.Watch) > 0 || s.had != nil
	for j := range x.places {
		g := x.places[j].Stratum
		s.lock(g)
		k.few.AddTo(j, part.Strata[g])
		s.unlock(g)
		if looked {
			b := k.few.Block(j, &s.room.chunks[x.lo+j])
			s.look(id, x.lo+j, seen, b, seen.Stratum(g, &k.month), c)
		}
	}
	s.progress(x.people)
}
