package cogap

import (
	"context"

	"github.com/cogap/cogap/agent"
)

// RunInOrder is Run with the chunks handed out in another order.
func RunInOrder(s Scenario, o Options, order func(i, n int) int) (*Result, error) {
	w, err := newWorld(&s, &o)
	if err != nil {
		return nil, err
	}
	w.order = func(i int) int { return order(i, w.layout.Chunks()) }
	return w.run(context.Background(), o.OnMonth)
}

// ChunkIncomes makes the scenario's people, lives their first month and returns the sum of incomes of each chunk of
// the first stratum: the terms that a run adds up in whatever order they come.
func ChunkIncomes(s Scenario) ([]float64, error) {
	w, err := newWorld(&s, &Options{})
	if err != nil {
		return nil, err
	}
	if err := w.populate(context.Background()); err != nil {
		return nil, err
	}
	month := w.look(0, w.seller.Post(0), &w.last)[0]
	var sums []float64
	for i := range w.people.Chunks() {
		chunk := w.people.Chunk(i)
		if chunk.Stratum != 0 {
			continue
		}
		var b agent.Block
		b.Load(chunk)
		dst := agent.NewSums(1)
		w.rule.Step(&b, month, dst)
		sums = append(sums, dst.Total().Income.Float()/float64(chunk.Weight))
	}
	return sums, nil
}
