package engine

import (
	"context"
	"errors"
	"slices"

	"github.com/cogap/cogap/internal/parallel"
	"github.com/cogap/cogap/population"
)

// State is a shard's people between two months, in memory, and what observers remember of them. Any number of shards may go on from it, also at once: to
// copy people takes less than a tenth of the time in which they are made and taken through some months.
type State struct {
	model    *Model
	lo, hi   int
	room     *room // nil once it is released
	had      [][]uint64
	observed []byte // what the observer remembers
	month    int    // that comes next
}

// Leave returns where the shard's stored people are. They are the state's from then on: the shard is not to be used until Make begins anew.
func (s *Shard) Leave() (*State, error) {
	if s.failed != nil || !s.ready || s.room == nil {
		return nil, errors.New("engine: there are no stored people between two months")
	}
	observed, err := s.observer.AppendBinary(nil)
	x := &State{s.model, s.lo, s.hi, s.room, s.had, observed, s.next}
	s.room, s.had, s.ready = nil, nil, false
	return x, err
}

// MakeAs is Make of people as they are in a state, which the shard gets a copy of. It returns an error if the state is of another model or other chunks, or was released.
func (s *Shard) MakeAs(ctx context.Context, x *State) error {
	if x.room == nil || x.model != s.model || x.lo != s.lo || x.hi != s.hi || !s.options.Stored {
		return errors.New("engine: people who are stored cannot be those of a state that is released, or of another model or other chunks")
	}
	s.ready = false
	if err := s.prepare(ctx); err != nil {
		return err
	}
	s.had = slices.Clone(x.had) // the bits of a chunk are never changed, only replaced
	if err := s.observer.UnmarshalBinary(x.observed); err != nil {
		return err
	}
	if err := s.copyOf(ctx, x.room.people); err != nil {
		return err
	}
	s.peers.forget()
	s.ready, s.next, s.failed = true, x.month, nil
	return nil
}

// Release lets the model's next shard use the memory of the people. The state is not to be used afterwards.
func (x *State) Release() {
	x.model.reuse(x.room, x.lo, x.hi)
	x.room = nil
}

// copyOf makes the shard's people a copy of others.
func (s *Shard) copyOf(ctx context.Context, people *population.People) error {
	const each = 1 << 15 // a megabyte
	n := people.Len()
	parts := (n + each - 1) / each
	return parallel.Do(ctx, len(s.workers), parts, func(_, i int) error {
		people.CopyPart(s.room.people, i, parts)
		s.progress(n*(i+1)/parts - n*i/parts)
		return nil
	})
}
