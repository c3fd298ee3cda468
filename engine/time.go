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

// Time measures what the model's people cost, on its first chunk's first months. It takes some milliseconds. The fastest of
// several turns counts, because a busy machine may do something else in one. Its error is that of a user's rule.
func (m *Model) Time(ctx context.Context) (Cost, error) {
	s := m.Shard(0, min(1, m.Chunks()), Options{Workers: 1})
	seller, last := market.New(m.spec.Market), m.Nothing()
	var seen []*Seen
	for t := range min(6, m.spec.Months) {
		seen = append(seen, m.Show(t, seller.Post(t), &last))
	}
	people := float64(m.layout.Place(0).Len)
	cost := Cost{math.Inf(1), math.Inf(1)}
	for range 5 {
		making, err := s.time(ctx, nil)
		if err != nil {
			return Cost{}, err
		}
		all, err := s.time(ctx, seen)
		if err != nil {
			return Cost{}, err
		}
		cost.Making = min(cost.Making, making/people)
		cost.Step = min(cost.Step, max(all-making, 0)/people/float64(len(seen)))
	}
	return cost, nil
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
	if err == nil {
		err = ctx.Err()
	}
	return float64(time.Since(start)), err
}
