package cogap

import (
	"context"

	"github.com/cogap/cogap/engine"
	"github.com/cogap/cogap/market"
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
		parts, err := m.engine.Shard(i, i+1, engine.Options{}).Advance(context.Background(), seen)
		if err != nil {
			return nil, err
		}
		sums = append(sums, parts[0].Strata[0].Total().Income.Float()/float64(place.Weight))
	}
	return sums, nil
}
