package engine

import (
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/inequality/histogram"
	"github.com/cogap/cogap/internal/vector"
	"github.com/cogap/cogap/market"
)

// tally counts people into distributions. It is one worker's.
type tally struct {
	common                         int64               // weight of most agents
	augmented                      [2]histogram.Filler // as in Distributions
	income, reservation, cognition histogram.Filler
	tenths                         [Classes]Tenth
	posted                         *market.PostedFiller // nil if everybody has always paid posted prices
	others                         []other              // agents of another weight, at most one of each stratum
}

// other is an agent whose weight is not the common one.
type other struct {
	augmented, income, reservation, cognition float32
	access                                    int // 1 if it holds a tier, else 0
	what                                      Measured
	weight                                    int64
}

// add counts the people of a block at the end of a month. sota is the number of the SOTA tier.
func (y *tally) add(b *agent.Block, sota uint8, what Measured) {
	if what.Augmented {
		y.addTenths(b, sota)
	}
	if b.Weight != y.common {
		for i, tier := range b.Tier {
			y.others = append(y.others, other{b.Augmented[i], b.Income[i], b.Reservation[i], b.Cognition[i], int(min(tier, 1)), what, b.Weight})
		}
		return
	}
	if what.Augmented {
		histogram.AddSplit(b.Augmented, b.Tier, 1, &y.augmented[1], &y.augmented[0])
	}
	if what.Income {
		y.income.AddAll(b.Income)
	}
	if what.Demand {
		y.reservation.AddAll(b.Reservation)
	}
	if what.Cognition {
		y.cognition.AddAll(b.Cognition)
	}
}

// addTenths counts people by tenth, all and those who hold the SOTA tier.
func (y *tally) addTenths(b *agent.Block, sota uint8) {
	var lesser, holders [Classes]uint64
	done := vector.Tenths(b.Tenth, b.Tier, sota, &holders)
	vector.TenthsBut(b.Tenth, b.Tier, sota, &lesser)
	for i := done; i < b.Len(); i++ {
		if d := b.Tenth[i] - 1; b.Tier[i] == sota {
			holders[d]++
		} else {
			lesser[d]++
		}
	}
	for d := range y.tenths {
		y.tenths[d].add(&Tenth{People: int64(holders[d]+lesser[d]) * b.Weight, SOTA: int64(holders[d]) * b.Weight})
	}
}

// addPosted counts the people of a block by what they would pay as a posted price, where before are their incomes before
// the month.
func (y *tally) addPosted(b *agent.Block, terms *market.StratumMenu, before []float32) {
	if y.posted == nil {
		y.posted = new(market.PostedFiller)
	}
	y.posted.AddStratum(terms, before, b.Reservation, b.Weight)
}

// moveTo moves all counts to d.
func (y *tally) moveTo(d *Distributions) error {
	for _, x := range []struct {
		from *histogram.Filler
		to   *histogram.Histogram
	}{
		{&y.augmented[0], &d.Augmented[0]},
		{&y.augmented[1], &d.Augmented[1]},
		{&y.income, &d.Income},
		{&y.reservation, &d.Reservation},
		{&y.cognition, &d.Cognition},
	} {
		if err := x.from.FlushInto(x.to, y.common); err != nil {
			return err
		}
	}
	for _, p := range y.others {
		p.addTo(d)
	}
	y.others = y.others[:0]
	for i := range y.tenths {
		d.Tenths[i].add(&y.tenths[i])
	}
	y.tenths = [Classes]Tenth{}
	if d.Posted == nil || y.posted == nil {
		return nil
	}
	return y.posted.FlushInto(d.Posted)
}

// addTo adds the agent to the distributions that are measured.
func (p *other) addTo(d *Distributions) {
	for _, x := range []struct {
		measured bool
		to       *histogram.Histogram
		value    float32
	}{
		{p.what.Augmented, &d.Augmented[p.access], p.augmented},
		{p.what.Income, &d.Income, p.income},
		{p.what.Demand, &d.Reservation, p.reservation},
		{p.what.Cognition, &d.Cognition, p.cognition},
	} {
		if x.measured {
			x.to.Add(float64(x.value), p.weight)
		}
	}
}
