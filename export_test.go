package cogap

import (
	"context"

	"github.com/cogap/cogap/engine"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/observe"
)

// InOrder returns the options with the chunks handed out in another order.
func (o Options) InOrder(order func(i, n int) int) Options {
	o.order = order
	return o
}

// RunInOrder is Run with the chunks handed out in another order.
func RunInOrder(s Scenario, o Options, order func(i, n int) int) (*Result, error) {
	return Run(context.Background(), s, o.InOrder(order))
}

// RunInShards is Run with the people in shards, as if each were on a machine of its own: their partials are sent as bytes and
// merged from the last shard to the first. People of every other shard are made again for each month. There is no panel,
// which is drawn from everybody.
func RunInShards(s Scenario, shards int) (*Result, error) {
	s.Statistics.Panel = observe.Panel{}
	m, err := NewModel(s)
	if err != nil {
		return nil, err
	}
	r := newRun(m, Options{})
	var list []*engine.Shard
	for k := range shards {
		n := m.engine.Chunks()
		shard := m.engine.Shard(n*k/shards, n*(k+1)/shards, engine.Options{Workers: 1 + k, Stored: k%2 == 0 || m.engine.Networked(), Others: true})
		if err := shard.Make(context.Background()); err != nil {
			return nil, err
		}
		list = append(list, shard)
	}
	r.shard = list[0]
	result, sum := &Result{Strata: m.engine.Strata()}, newDigest()
	var seen []*engine.Seen
	for t := range s.Months {
		seen = append(seen, m.engine.Show(t, r.seller.Post(t), &r.last))
		partial, err := advanced(list, seen)
		if err != nil {
			return nil, err
		}
		if m.engine.MeasuresPeers(t) { // any of them knows
			if partial.Peers, err = list[t%len(list)].AmongPeers(context.Background()); err != nil {
				return nil, err
			}
		}
		month, err := r.record(seen[t], partial)
		if err != nil {
			return nil, err
		}
		month.Market = r.seller.Adapt(month.demand())
		r.last = month.averages()
		sum.month(&month)
		result.Months = append(result.Months, month)
	}
	result.Manifest = r.manifest(s.Months, sum.String())
	if s.Statistics.Mobility {
		result.Mobility = new(engine.Mobility)
	}
	for _, shard := range list {
		if !s.Statistics.Mobility {
			break
		}
		r.shard = shard
		part, err := r.moved(context.Background(), result.Last(), seen...)
		if err != nil {
			return nil, err
		}
		result.Mobility.Merge(part)
	}
	return result, nil
}

// advanced takes shards through the last of some months and returns what all their people did, as a partial that was sent.
func advanced(shards []*engine.Shard, seen []*engine.Seen) (*engine.Partial, error) {
	var all *engine.Partial
	for k := len(shards) - 1; k >= 0; k-- {
		months := seen
		if k%2 == 0 || shards[k].Marks() != nil {
			months = seen[len(seen)-1:]
		}
		parts, err := shards[k].Advance(context.Background(), months...)
		if err != nil {
			return nil, err
		}
		sent, err := parts[len(parts)-1].MarshalBinary()
		if err != nil {
			return nil, err
		}
		part := new(engine.Partial)
		if err := part.UnmarshalBinary(sent); err != nil {
			return nil, err
		}
		if all == nil {
			all = part
		} else if err := all.Merge(part); err != nil {
			return nil, err
		}
	}
	for _, s := range shards {
		if err := s.Hear(all.Marks); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// ChunkIncomes makes the scenario's people, takes them through the first month and returns the sum of incomes of each chunk of
// the first stratum: the terms that a run adds up in whatever order they come.
func ChunkIncomes(s Scenario) ([]float64, error) {
	m, err := NewModel(s)
	if err != nil {
		return nil, err
	}
	last := m.engine.Nothing()
	seen := m.engine.Show(0, market.New(s.Market).Post(0), &last)
	var sums []float64
	for i := range m.engine.Chunks() {
		place := m.engine.Layout().Place(i)
		if place.Stratum != 0 {
			continue
		}
		shard := m.engine.Shard(i, i+1, engine.Options{})
		if err := shard.Make(context.Background()); err != nil {
			return nil, err
		}
		parts, err := shard.Advance(context.Background(), seen)
		if err != nil {
			return nil, err
		}
		sums = append(sums, parts[0].Strata[0].Total().Income.Float()/float64(place.Weight))
	}
	return sums, nil
}
