package engine

import (
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/inequality/histogram"
	"github.com/cogap/cogap/market"
)

// tally counts people into distributions. It is one worker's.
type tally struct {
	common            int64               // weight of most agents
	augmented, income [2]histogram.Filler // as in Distributions
	reservation       histogram.Filler
	cognition         histogram.Filler
	posted            *market.PostedFiller // nil if everybody has always paid posted prices
	others            []other              // agents of another weight, at most one of each stratum
}

// other is an agent whose weight is not the common one.
type other struct {
	augmented, income, reservation, cognition float32
	access, sota                              int  // 1 if it holds a tier, and the SOTA tier, else 0
	last                                      bool // of the run's months
	weight                                    int64
}

// add counts the people of a block at the end of a month, which may be the run's last. sota is the number of the SOTA tier.
func (y *tally) add(b *agent.Block, sota uint8, last bool) {
	if b.Weight != y.common {
		for i, tier := range b.Tier {
			y.others = append(y.others, other{
				b.Augmented[i], b.Income[i], b.Reservation[i], b.Cognition[i], int(min(tier, 1)), int(tier / sota), last, b.Weight,
			})
		}
		return
	}
	histogram.AddSplit(b.Augmented, b.Tier, 1, &y.augmented[1], &y.augmented[0])
	histogram.AddSplit(b.Income, b.Tier, sota, &y.income[1], &y.income[0])
	y.reservation.AddAll(b.Reservation)
	if last {
		y.cognition.AddAll(b.Cognition)
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
	for with := range 2 {
		if err := y.augmented[with].FlushInto(&d.Augmented[with], y.common); err != nil {
			return err
		}
		if err := y.income[with].FlushInto(&d.Income[with], y.common); err != nil {
			return err
		}
	}
	if err := y.reservation.FlushInto(&d.Reservation, y.common); err != nil {
		return err
	}
	if err := y.cognition.FlushInto(&d.Cognition, y.common); err != nil {
		return err
	}
	for _, p := range y.others {
		d.Augmented[p.access].Add(float64(p.augmented), p.weight)
		d.Income[p.sota].Add(float64(p.income), p.weight)
		d.Reservation.Add(float64(p.reservation), p.weight)
		if p.last {
			d.Cognition.Add(float64(p.cognition), p.weight)
		}
	}
	y.others = y.others[:0]
	if d.Posted == nil || y.posted == nil {
		return nil
	}
	return y.posted.FlushInto(d.Posted)
}
