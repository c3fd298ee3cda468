package cogap

import (
	"context"

	"github.com/cogap/cogap/engine"
)

// tick takes everybody through month t. This is the whole model, in order.
func (r *run) tick(ctx context.Context, t int) (Record, error) {
	menu := r.seller.Post(t)                      // what is on sale
	seen := r.model.engine.Show(t, menu, &r.last) // what people see of it, and of each other
	partials, err := r.shard.Advance(ctx, seen)   // everybody decides, learns, gets used to it, earns
	if err != nil {
		return Record{}, err
	}
	month := r.record(seen, partials[0])          // what they did, counted
	month.Market = r.seller.Adapt(month.demand()) // the market reads demand
	r.last = month.averages()                     // people see this next month
	return month, nil
}

// record makes the record of a month of what everybody did in it.
func (r *run) record(seen *engine.Seen, p *engine.Partial) Record {
	month := Record{
		Month:         seen.Month,
		Date:          r.scenario.Date(seen.Month),
		Phase:         r.seller.Phase(seen.Month),
		Menu:          seen.Menu,
		Strata:        p.Strata,
		Distributions: p.Distributions,
		Collected:     r.shard.Rows(p),
	}
	month.total(r.model.engine, seen)
	return month
}
