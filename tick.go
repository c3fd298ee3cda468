package cogap

import (
	"context"
	"sync"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/inequality"
	"github.com/cogap/cogap/internal/parallel"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/population"
)

// world is a population and its market in the middle of a run.
type world struct {
	scenario *Scenario
	strata   []population.Stratum
	layout   population.Layout
	people   *population.People
	seller   market.Seller
	rule     agent.Behaviour
	workers  []*worker
	shared   []shared // [stratum]
	last     averages // of the month before
	order    func(i int) int
	progress *progress
}

// shared gathers a stratum's month from the workers; integers, so the order in which they come does not matter.
type shared struct {
	mu   sync.Mutex
	sums *agent.Sums
}

// averages are all that a person sees of others: last month's.
type averages struct {
	share      []float64 // [stratum] share with access
	userBelief []float64 // [stratum] mean belief of those with access
	meanGain   float64   // over everybody
}

// tick lives one month. This is the whole model, in order.
func (w *world) tick(ctx context.Context, t int) (Record, error) {
	menu := w.seller.Post(t)                                // what is on sale
	months := w.look(t, menu)                               // what each stratum can see of it and of the others
	distributions, err := w.live(ctx, months, w.measure(t)) // everybody decides, learns, gets used to it, earns
	if err != nil {
		return Record{}, err
	}
	r := w.record(t, menu, distributions) // what it came to
	w.seller.Adapt(r.demand())            // the market reads demand
	w.last = r.averages()                 // people will see this next month
	return r, nil
}

// measure tells whether whole distributions are measured in a month; the last month always is, if any.
func (w *world) measure(t int) bool {
	s := w.scenario.Statistics
	return s.at(t) || s.Every > 0 && t == w.scenario.Months-1
}

// look prepares, for each stratum, what its people can see in month t.
func (w *world) look(t int, menu market.Menu) []*agent.Month {
	months := make([]*agent.Month, len(w.strata))
	for g := range w.strata {
		months[g] = agent.NewMonth(agent.Month{
			Params:     w.scenario.Behaviour,
			Seed:       w.scenario.Seed,
			Tick:       t,
			Menu:       menu,
			Gain:       gain(w.scenario, &w.strata[g], t),
			Share:      w.last.share[g],
			UserBelief: w.last.userBelief[g],
			MeanGain:   w.last.meanGain,
		})
	}
	return months
}

// gain is the output that full quality adds to a stratum's work in month t.
func gain(s *Scenario, g *population.Stratum, t int) float64 {
	return s.Market.Frontier.Gain(g.Direct, g.Full, t)
}

// live takes every chunk through the month, in any order, and leaves the sums in w.shared.
func (w *world) live(ctx context.Context, months []*agent.Month, measure bool) (*Distributions, error) {
	for g := range w.shared {
		w.shared[g].sums.Reset()
	}
	err := parallel.Do(ctx, len(w.workers), w.people.Chunks(), func(id, i int) {
		if w.order != nil {
			i = w.order(i)
		}
		k := w.workers[id]
		chunk := w.people.Chunk(i)
		k.block.Load(chunk)
		k.sums.Reset()
		w.rule.Step(&k.block, months[chunk.Stratum], k.sums)
		if measure {
			k.measure(int64(w.scenario.Population.Scale))
		}
		s := &w.shared[chunk.Stratum]
		s.mu.Lock()
		s.sums.Add(k.sums)
		s.mu.Unlock()
		w.progress.add(chunk.Len())
	})
	if err != nil || !measure {
		return nil, err
	}
	d := new(Distributions)
	for _, k := range w.workers {
		if err := k.gather(d, int64(w.scenario.Population.Scale)); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// record makes the month's record of what lies in w.shared.
func (w *world) record(t int, menu market.Menu, d *Distributions) Record {
	r := Record{
		Month:         t,
		Date:          w.scenario.Date(t),
		Phase:         w.seller.Phase(t),
		Menu:          menu,
		Total:         agent.NewSums(len(menu)),
		Strata:        make([]*agent.Sums, len(w.shared)),
		Distributions: d,
	}
	for g := range w.shared {
		r.Strata[g] = w.shared[g].sums.Clone()
		r.Total.Add(r.Strata[g])
	}
	return r
}

// worker is one goroutine's scratch.
type worker struct {
	block agent.Block
	sums  *agent.Sums
	class []uint8 // 1 where a person has access

	// fast accumulators for agents of the common weight, and exact ones for the few others
	augmented, income [2]inequality.Filler // [without, with access]
	reservation       inequality.Filler
	rest              Distributions
}

// measure adds the month just lived to the worker's distributions.
func (k *worker) measure(common int64) {
	b := &k.block
	if b.Weight != common {
		for i := range b.Income {
			with := min(b.Tier[i], 1)
			k.rest.Augmented[with].Add(float64(b.Augmented[i]), b.Weight)
			k.rest.Income[with].Add(float64(b.Income[i]), b.Weight)
			k.rest.Reservation.Add(float64(b.Reservation[i]), b.Weight)
		}
		return
	}
	k.class = k.class[:0]
	for _, tier := range b.Tier {
		k.class = append(k.class, min(tier, 1))
	}
	inequality.AddSplit(b.Augmented, k.class, &k.augmented[1], &k.augmented[0])
	inequality.AddSplit(b.Income, k.class, &k.income[1], &k.income[0])
	k.reservation.AddAll(b.Reservation)
}

// gather moves the worker's distributions into d.
func (k *worker) gather(d *Distributions, common int64) error {
	for with := range 2 {
		if err := k.augmented[with].FlushInto(&d.Augmented[with], common); err != nil {
			return err
		}
		if err := k.income[with].FlushInto(&d.Income[with], common); err != nil {
			return err
		}
	}
	if err := k.reservation.FlushInto(&d.Reservation, common); err != nil {
		return err
	}
	if err := d.merge(&k.rest); err != nil {
		return err
	}
	k.rest = Distributions{}
	return nil
}
