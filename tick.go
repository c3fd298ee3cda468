package cogap

import (
	"context"
	"fmt"

	"github.com/cogap/cogap/engine"
	"github.com/cogap/cogap/market"
)

// tick takes everybody through month t. This is the whole model, in order.
func (r *run) tick(ctx context.Context, t int) (Record, error) {
	menu := r.seller.Post(t)         // what is on sale
	seen := r.show(t, menu)          // what people see of it, and of each other
	done, err := r.people(ctx, seen) // everybody decides, learns, gets used to it, earns
	if err != nil {
		return Record{}, err
	}
	month, err := r.record(seen, done) // what they did, counted
	if err != nil {
		return Record{}, err
	}
	month.Market = r.seller.Adapt(month.demand()) // the market reads demand
	month.averagesInto(&r.last)                   // people see this next month
	return month, nil
}

// people takes everybody through the month, unless a run that was stopped has done so, and returns what they did.
func (r *run) people(ctx context.Context, seen *engine.Seen) (*engine.Partial, error) {
	if r.saved = false; seen.Month < len(r.past) {
		r.done = r.past[seen.Month]
		return r.done, nil
	}
	mine, err := r.decide(ctx, seen)
	if err != nil {
		return nil, err
	}
	if r.done, err = r.options.Share.everybodys(r.model.engine, mine); err != nil {
		return nil, err
	}
	if err := r.hear(r.done); err != nil {
		return nil, err
	}
	if r.model.engine.MeasuresPeers(seen.Month) {
		r.done.Peers, err = r.shard.AmongPeers(ctx)
	}
	return r.done, err
}

// decide takes the people of this process through the month, and has them saved at its end if that is due.
func (r *run) decide(ctx context.Context, seen *engine.Seen) (done *engine.Partial, err error) {
	if r.saved = r.saver.due(r, seen.Month); r.saved {
		done, r.saver.unsaved, err = r.shard.AdvanceInto(ctx, r.saver.create, seen)
		return done, err
	}
	parts, err := r.shard.Advance(ctx, seen)
	if err != nil {
		return nil, err
	}
	return parts[0], nil
}

// show prepares what people see in month t, in the memory of the month before.
func (r *run) show(t int, menu market.Menu) *engine.Seen {
	r.model.engine.ShowIn(&r.seen, t, menu, &r.last)
	return &r.seen
}

// record makes the record of a month of what everybody did in it. Its error is that of sums that overflow.
func (r *run) record(seen *engine.Seen, p *engine.Partial) (Record, error) {
	month := Record{
		Month:         seen.Month,
		Date:          r.scenario.Date(seen.Month),
		Phase:         r.seller.Phase(seen.Month),
		Menu:          seen.Menu,
		Strata:        p.Strata,
		Distributions: p.Distributions,
		Use:           p.Use.Floats(),
		Collected:     r.shard.Rows(p),
		Peers:         p.Peers,
	}
	month.total(r.model.engine, seen)
	if err := month.Total.Err(); err != nil {
		return Record{}, fmt.Errorf("month %d, %s: %w", month.Month, month.Date, err)
	}
	return month, nil
}
