package cogap

import (
	"context"
	"slices"
	"sync"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/inequality"
	"github.com/cogap/cogap/internal/parallel"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/population"
)

// world is a population and its market in the middle of a run.
type world struct {
	scenario *Scenario
	strata   []population.Stratum
	layout   population.Layout
	people   *population.People
	seller   market.Seller
	rule     agent.Rule
	workers  []*worker
	month    month
	last     averages          // of the month before
	order    func(i int) int   // tests hand chunks out in another order
	mobility *mobility         // nil unless asked for
	observer *observe.Observer // nil unless something is to be collected
	tenths   cuts              // of incomes before the first month, if the observer needs them
	progress *progress
}

// tick lives one month. This is the whole model, in order.
func (w *world) tick(ctx context.Context, t int) (Record, error) {
	menu := w.seller.Post(t)           // what is on sale
	months := w.look(t, menu, &w.last) // what each stratum can see of it and of the others
	err := w.live(ctx, t, months)      // everybody decides, learns, gets used to it, earns
	if err != nil {
		return Record{}, err
	}
	r := w.record(t, menu, months, &w.month) // what it came to
	r.Market = w.seller.Adapt(r.demand())    // the market reads demand
	w.last = r.averages()                    // people will see this next month
	return r, nil
}

// averages are all that a person sees of others: last month's.
type averages struct {
	share      []float64 // [stratum] share with access
	userBelief []float64 // [stratum] mean belief of those with access
	meanGain   float64   // over everybody
}

// look prepares, for each stratum, what its people can see in month t.
func (w *world) look(t int, menu market.Menu, seen *averages) []*agent.Month {
	months := make([]*agent.Month, len(w.strata))
	frontier := w.scenario.Market.Frontier.In(t)
	uniform := w.scenario.Market.Uniform(t)
	var terms *market.StratumMenu
	for g := range w.strata {
		if g == 0 || !uniform {
			resolved := w.scenario.Market.Resolve(menu, t, factsOf(&w.strata[g]))
			terms = &resolved
		}
		months[g] = agent.NewMonth(agent.Month{
			Params:     w.scenario.Behaviour,
			Seed:       w.scenario.Seed,
			Number:     t,
			Menu:       menu,
			Terms:      terms,
			Gain:       frontier.Gain(w.strata[g].Direct, w.strata[g].Full),
			Share:      seen.share[g],
			UserBelief: seen.userBelief[g],
			MeanGain:   seen.meanGain,
		})
	}
	return months
}

// factsOf is what policies know of a stratum.
func factsOf(g *population.Stratum) market.Facts {
	level := g.PriceLevel
	if level == 0 {
		level = 1
	}
	return market.Facts{Name: g.Name, Tags: []string{g.Code, g.Group}, PriceLevel: level}
}

// live takes every chunk through month t, in any order, and gathers it in w.month.
func (w *world) live(ctx context.Context, t int, months []*agent.Month) error {
	w.month.reset()
	measure, posted := w.measures(t), paysPosted(months)
	err := parallel.Do(ctx, len(w.workers), w.layout.Chunks(), func(id, i int) {
		if w.order != nil {
			i = w.order(i)
		}
		k := w.workers[id]
		chunk := w.people.Chunk(i)
		k.block.Load(chunk)
		var tally *tally
		if measure {
			tally = k.tallies[0]
		}
		k.step(w, months[chunk.Stratum], posted, &w.month.strata[chunk.Stratum], tally)
		w.observer.See(id, t, i, &k.block, months[chunk.Stratum])
		w.mobility.remember(t, i, chunk.Tier)
		w.progress.add(chunk.Len())
	})
	if err != nil || !measure {
		return err
	}
	return w.month.gather(w.workers, 0, posted)
}

// measures tells whether whole distributions are measured in a month: those that the scenario asks for, the last one,
// and all if prices follow the demand curve.
func (w *world) measures(t int) bool {
	s := w.scenario.Statistics
	return s.at(t) || s.Every > 0 && t == w.scenario.Months-1 || w.scenario.Market.ReadsCurve()
}

// month gathers what workers found in one month; it is all integers, so the order in which they come does not matter.
type month struct {
	strata        []gathered
	distributions *Distributions // nil unless measured
}

type gathered struct {
	mu   sync.Mutex
	sums *agent.Sums
}

func newMonth(strata, offers int) month {
	m := month{strata: make([]gathered, strata)}
	for g := range m.strata {
		m.strata[g].sums = agent.NewSums(offers)
	}
	return m
}

func (m *month) reset() {
	m.distributions = nil
	for g := range m.strata {
		m.strata[g].sums.Reset()
	}
}

// gather moves the workers' tallies number n into the month's distributions. posted says that everybody pays posted prices.
func (m *month) gather(workers []*worker, n int, posted bool) error {
	m.distributions = new(Distributions)
	if !posted {
		m.distributions.Posted = new(market.Posted)
	}
	for _, k := range workers {
		if err := k.tallies[n].moveTo(m.distributions); err != nil {
			return err
		}
	}
	return nil
}

// record makes the record of month t of what was gathered.
func (w *world) record(t int, menu market.Menu, months []*agent.Month, m *month) Record {
	r := Record{
		Month:         t,
		Date:          w.scenario.Date(t),
		Phase:         w.seller.Phase(t),
		Menu:          menu,
		Total:         agent.NewSums(len(menu)),
		Strata:        make([]*agent.Sums, len(m.strata)),
		Distributions: m.distributions,
		Collected:     w.observer.Month(t),
	}
	frontier := w.scenario.Market.Frontier.In(t)
	for g := range m.strata {
		r.Strata[g] = m.strata[g].sums.Clone()
		r.Total.Add(r.Strata[g])
		gains := frontier.Gains(w.strata[g].Direct, w.strata[g].Full)
		r.addDomains(r.Strata[g], gains, months[g].Gain)
	}
	r.finish(months)
	return r
}

// worker is one goroutine's scratch.
type worker struct {
	block   agent.Block
	sums    *agent.Sums
	before  []float32 // incomes before the month
	tallies []*tally  // one; when people are streamed, one for each month
}

// step lives the block's month, adds its sums to those of its stratum, and counts its people into y unless that is nil.
// posted says that everybody pays posted prices.
func (k *worker) step(w *world, m *agent.Month, posted bool, g *gathered, y *tally) {
	k.sums.Reset()
	if y != nil && !posted {
		k.before = append(k.before[:0], k.block.Income...) // by which policies tell the poor
	}
	w.rule.Step(&k.block, m, k.sums)
	g.mu.Lock()
	g.sums.Add(k.sums)
	g.mu.Unlock()
	if y == nil {
		return
	}
	y.add(&k.block, uint8(len(m.Menu)), m.Number == w.scenario.Months-1)
	if !posted {
		y.addPosted(&k.block, m.Terms, k.before)
	}
}

// paysPosted tells whether everybody pays the posted price of the SOTA tier.
func paysPosted(months []*agent.Month) bool {
	return !slices.ContainsFunc(months, func(m *agent.Month) bool { return !m.Terms.Posted() })
}

// tally counts people into distributions.
type tally struct {
	common            int64                // weight of most agents
	augmented, income [2]inequality.Filler // as in Distributions
	reservation       inequality.Filler
	cognition         inequality.Filler
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

func (w *world) newTally() *tally { return &tally{common: int64(w.scenario.Population.Scale)} }

// add counts the people of a block that has just lived its month, which may be the run's last. sota is the number of the
// SOTA tier.
func (y *tally) add(b *agent.Block, sota uint8, last bool) {
	if b.Weight != y.common {
		for i, tier := range b.Tier {
			y.others = append(y.others, other{
				b.Augmented[i], b.Income[i], b.Reservation[i], b.Cognition[i], int(min(tier, 1)), int(tier / sota), last, b.Weight,
			})
		}
		return
	}
	inequality.AddSplit(b.Augmented, b.Tier, 1, &y.augmented[1], &y.augmented[0])
	inequality.AddSplit(b.Income, b.Tier, sota, &y.income[1], &y.income[0])
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
