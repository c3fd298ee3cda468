package cogap

import "context"

// RunInOrder is Run with the chunks handed out in another order.
func RunInOrder(s Scenario, o Options, order func(i, n int) int) (*Result, error) {
	w, err := newWorld(&s, &o)
	if err != nil {
		return nil, err
	}
	w.order = func(i int) int { return order(i, w.layout.Chunks()) }
	return w.run(context.Background(), o.OnMonth)
}
