package engine

import (
	"context"
	"math"
	"time"

	"github.com/cogap/cogap/internal/parallel"
	"github.com/cogap/cogap/market"
)

// Cost is the time that people take on one core of this machine.
type Cost struct {
	Making float64 // [ns] to make a person
	Step   float64 // [ns] of an agent-step: one person, one month
}

// timed is how many chunks are timed at most: people of poor strata hold nothing, and take a tenth of the time of others.
const timed = 6

// Time measures what the model's people cost, on the first months of some chunks that lie evenly among all. It takes some milliseconds. The
// fastest of several turns counts, because a busy machine may do something else in one. Its error is that of a user's rule.
func (m *Model) Time(ctx context.Context) (Cost, error) {
	seller, last := market.New(m.spec.Market), m.Nothing()
	var seen []*Seen
	for t := range min(6, m.spec.Months) {
		seen = append(seen, m.Show(t, seller.Post(t), &last))
	}
	var making, all, people float64
	n := min(timed, m.Chunks())
	var strangers *peers
	if m.Networked() {
		ties, err := m.outline()
		if err != nil {
			return Cost{}, err
		}
		strangers = m.strangers(ties)
	}
	for k := range n { // a small chunk counts as little as it is
		s := m.Shard((2*k+1)*m.Chunks()/(2*n), (2*k+1)*m.Chunks()/(2*n)+1, Options{Workers: 1})
		if strangers != nil {
			s.peers, s.workers[0].sight = strangers, newSight()
		}
		made, err := s.fastest(ctx, nil)
		if err != nil {
			return Cost{}, err
		}
		took, err := s.fastest(ctx, seen)
		if err != nil {
			return Cost{}, err
		}
		making, all, people = making+made, all+took, people+float64(m.layout.Place(s.lo).Len)
	}
	return Cost{Making: making / people, Step: max(all-making, 0) / people / float64(len(seen))}, nil
}

// fastest returns how many nanoseconds the first chunk takes through some months in the fastest of several turns.
func (s *Shard) fastest(ctx context.Context, seen []*Seen) (float64, error) {
	best := math.Inf(1)
	for range 3 {
		took, err := s.time(ctx, seen)
		if err != nil {
			return 0, err
		}
		best = min(best, took)
	}
	return best, nil
}

// time returns how many nanoseconds the first chunk takes through some months.
func (s *Shard) time(ctx context.Context, seen []*Seen) (float64, error) {
	var parts []*Partial
	for _, month := range seen {
		parts = append(parts, s.model.newPartial(month))
	}
	s.workers[0].prepare(s.model, seen)
	start := time.Now()
	err := parallel.Guard(func() error { return s.take(0, 0, seen, parts) })
	took := float64(time.Since(start))
	for _, part := range parts { // with sums of all strata, for the next turn
		s.model.Recycle(part)
	}
	if err == nil {
		err = ctx.Err()
	}
	return took, err
}
