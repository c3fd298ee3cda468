package live

import "context"

// queue is where requests wait for their turn, in the order in which they came. What does not fit into it is refused
// before anything of it was read, so that refusing costs next to nothing.
type queue struct {
	places chan struct{} // one for each request that is at work or waits
	turns  chan struct{} // one for each that is at work
}

func newQueue(atWork, waiting int) queue {
	return queue{places: make(chan struct{}, atWork+max(waiting, 0)), turns: make(chan struct{}, atWork)}
}

// enter takes a place, to be left, and reports whether there was one.
func (q queue) enter() bool {
	select {
	case q.places <- struct{}{}:
		return true
	default:
		return false
	}
}

func (q queue) leave() { <-q.places }

// turn waits for a turn, to be ended, or for the end of ctx, whose cause it then returns.
func (q queue) turn(ctx context.Context) error {
	select {
	case q.turns <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (q queue) end() { <-q.turns }
