package cogap

import (
	"context"
	"fmt"
	"math"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/internal/parallel"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/population"
)

// Stream asks for a run in which people are never stored: they are made, live all their months and are counted, chunk
// by chunk, so that memory does not grow with their number.
//
// A person reads others only through last month's averages (share with access, the users' belief, the mean gain) and
// the menu. Without such coupling one pass is exactly the stored run, to the bit. With coupling a pilot, a smaller run
// of the same strata with stored people, gives the path of the averages; each pass streams everybody against the path
// that the pass before it found. A pass makes at least one more month exact, so as many passes as months equal the
// stored run to the bit; far fewer are enough (see Result.Stream, which holds the path assumed against the path found).
type Stream struct {
	// Passes is the number of passes over the people; fewer are made if the path has stopped changing. 0 means 1.
	Passes int `json:"passes"`
	// PilotAgents is about how many agents the pilot has; 0 means 2,000,000. Fewer people than that need no pilot:
	// they are the pilot.
	PilotAgents int `json:"pilot_agents"`
	// Tolerance is the largest relative difference between a price assumed and the price that a reacting market would
	// have posted to the demand found; beyond it Run returns ErrReacts, because the answer would be wrong. 0 means 0.01.
	Tolerance float64 `json:"tolerance"`
}

// StreamReport says how well a streamed run's assumption fits what it found. Streaming is exact where all differences
// are 0.
type StreamReport struct {
	Passes int  `json:"passes"` // made
	Exact  bool `json:"exact"`  // the path found is the path assumed, to the bit: the result is the stored run's
	Pilot  int  `json:"pilot"`  // agents of the pilot; 0 if there was none
	// Months compares, for each month, the averages that people saw with those that they would have seen.
	Months []Mismatch `json:"months"`
}

// Mismatch is the difference between what people of one month saw and what they would have seen. All are absolute
// differences; those by stratum are means over the people.
type Mismatch struct {
	Share      float64 `json:"share"`       // share of the stratum with access
	UserBelief float64 `json:"user_belief"` // over strata that have users
	MeanGain   float64 `json:"mean_gain"`
	Price      float64 `json:"price"` // relative, the largest over tiers
}

// ErrReacts says that a streamed market would have posted other prices to the demand that was found.
var ErrReacts = fmt.Errorf("the market reacts too strongly to be streamed; run it with stored people, or with more passes")

// streamed runs the scenario without storing anybody.
func (w *world) streamed(ctx context.Context, o Options) (*Result, error) {
	plan := *o.Stream
	result := &Result{Strata: w.strata}
	assumed := w.emptyPath()
	report := &StreamReport{}
	coupled := w.coupled()
	if coupled {
		pilot, err := w.pilot(ctx, o)
		if err != nil {
			if pilot != nil { // nothing that was computed is lost: the pilot is a run of its own
				return pilot, fmt.Errorf("pilot: %w", err)
			}
			return nil, err
		}
		assumed, report.Pilot = pathOf(pilot.Months, len(w.strata)), pilot.Manifest.Agents
		result = pilot
	}
	if err := w.cutTenths(ctx); err != nil {
		return result, err
	}
	passes := max(plan.Passes, 1)
	for pass := range passes {
		w.observer = w.newObserver()
		months, err := w.pass(ctx, assumed)
		if err != nil {
			return result, fmt.Errorf("pass %d of %d: %w", pass+1, passes, err)
		}
		found := pathOf(months, len(w.strata))
		w.repost(found, months)
		if !coupled {
			assumed = found // whatever it is, nobody reads it
		}
		report.Passes, report.Months = pass+1, assumed.mismatch(found, w)
		report.Exact = assumed.equal(found)
		assumed = found
		sum := newDigest()
		for t := range months {
			sum.month(&months[t])
		}
		result = &Result{Strata: w.strata, Months: months, Stream: report, Panel: w.observer.Lives(len(months)), Manifest: newManifest(w, len(months), sum.String())}
		if report.Exact {
			break
		}
	}
	tolerance := plan.Tolerance
	if tolerance == 0 {
		tolerance = 0.01
	}
	for t, m := range report.Months {
		if m.Price > tolerance {
			return result, fmt.Errorf("month %d: a price is off by %.2g of itself: %w", t, m.Price, ErrReacts)
		}
	}
	if o.OnMonth != nil {
		for i := range result.Months {
			if err := o.OnMonth(result.Months[i].clone()); err != nil {
				return result, err
			}
		}
	}
	w.progress.finish()
	return result, nil
}

// coupled tells whether people or the market read what people did. A user's rule may always.
func (w *world) coupled() bool {
	b, p := w.scenario.Behaviour, w.scenario.Population
	return w.scenario.Rule != nil || p.RightSide > 0 || b.WordOfMouth > 0 || b.PassThrough > 0 || reacts(&w.scenario.Market)
}

// reacts tells whether demand can move what is posted.
func reacts(m *market.Spec) bool { return len(m.Providers) > 0 || m.Ending.By != market.EndByDate }

// path is what people see, month by month: the menu, and the averages of the month before.
type path struct {
	menus []market.Menu
	seen  []averages // [month]; that of month 0 is empty
}

// emptyPath is the path of a run in which nobody reads what others do.
func (w *world) emptyPath() path {
	var p path
	for t := range w.scenario.Months {
		p.menus = append(p.menus, w.seller.Post(t))
		p.seen = append(p.seen, newAverages(len(w.strata)))
	}
	return p
}

// pathOf reads the path off the months of a run.
func pathOf(months []Record, strata int) path {
	p := path{seen: []averages{newAverages(strata)}}
	for t := range months {
		p.menus = append(p.menus, months[t].Menu)
		p.seen = append(p.seen, months[t].averages())
	}
	p.seen = p.seen[:len(months)] // nobody sees the last month's
	return p
}

// pilot runs the scenario on fewer agents, stored.
func (w *world) pilot(ctx context.Context, o Options) (*Result, error) {
	s := *w.scenario
	agents := int64(o.Stream.PilotAgents)
	if agents == 0 {
		agents = 2_000_000
	}
	s.Population.Scale = max(s.Population.Scale, int((w.layout.People()+agents-1)/agents))
	p, err := newWorld(&s, &Options{Workers: o.Workers})
	if err != nil {
		return nil, err
	}
	return p.run(ctx, nil)
}

// pass makes everybody, chunk by chunk, lets them live all their months against the path, and forgets them.
func (w *world) pass(ctx context.Context, assumed path) ([]Record, error) {
	n := w.scenario.Months
	looks, found, posted := make([][]*agent.Month, n), make([]month, n), make([]bool, n)
	for t := range n {
		looks[t] = w.look(t, assumed.menus[t], &assumed.seen[t])
		found[t] = newMonth(len(w.strata), len(assumed.menus[t]))
		posted[t] = paysPosted(looks[t])
	}
	maker, extra := w.synthesizer(), len(w.rule.Columns())
	buffers := make([]population.Chunk, len(w.workers))
	for id, k := range w.workers {
		buffers[id] = population.NewChunk(population.ChunkLen, extra)
		k.tallies = k.tallies[:0]
		for t := range n {
			k.tallies = append(k.tallies, nil)
			if w.measures(t) {
				k.tallies[t] = w.newTally()
			}
		}
	}
	err := parallel.Do(ctx, len(w.workers), w.layout.Chunks(), func(id, i int) {
		k := w.workers[id]
		chunk := w.layout.Chunk(i, &buffers[id])
		for _, column := range chunk.Extra {
			clear(column)
		}
		maker.Fill(&chunk)
		w.observer.Born(i, chunk.Income, w.tenths.class)
		k.block.Load(chunk)
		for t := range n {
			k.step(w, looks[t][chunk.Stratum], posted[t], &found[t].strata[chunk.Stratum], k.tallies[t])
			w.observer.See(id, t, i, &k.block, looks[t][chunk.Stratum])
		}
		w.observer.Forget(i)
		w.progress.add(chunk.Len() * (n + 1))
	})
	if err != nil {
		return nil, err
	}
	var records []Record
	for t := range n {
		if w.measures(t) {
			if err := found[t].gather(w.workers, t, posted[t]); err != nil {
				return nil, err
			}
		}
		records = append(records, w.record(t, assumed.menus[t], looks[t], &found[t]))
	}
	return records, nil
}

// repost lets a fresh seller post its menus to the demand that was found.
func (w *world) repost(found path, months []Record) {
	w.seller = market.New(w.scenario.Market)
	for t := range months {
		found.menus[t] = w.seller.Post(t)
		months[t].Phase = w.seller.Phase(t)
		months[t].Market = w.seller.Adapt(months[t].demand())
	}
}

// equal tells whether two paths are the same to the bit.
func (p path) equal(q path) bool {
	for t := range p.seen {
		for i := range p.menus[t] {
			if p.menus[t][i] != q.menus[t][i] {
				return false
			}
		}
		a, b := p.seen[t], q.seen[t]
		if a.meanGain != b.meanGain {
			return false
		}
		for g := range a.share {
			if a.share[g] != b.share[g] || a.userBelief[g] != b.userBelief[g] {
				return false
			}
		}
	}
	return true
}

// mismatch compares a path assumed with the path found.
func (p path) mismatch(q path, w *world) []Mismatch {
	people := float64(w.layout.People())
	list := make([]Mismatch, len(p.seen))
	for t := range list {
		m := &list[t]
		a, b := p.seen[t], q.seen[t]
		m.MeanGain = math.Abs(a.meanGain - b.meanGain)
		users := 0.0
		for g := range a.share {
			part := float64(w.strata[g].People) / people
			m.Share += part * math.Abs(a.share[g]-b.share[g])
			if b.share[g] > 0 {
				users += part
				m.UserBelief += part * math.Abs(a.userBelief[g]-b.userBelief[g])
			}
		}
		if users > 0 {
			m.UserBelief /= users
		}
		for i, offer := range p.menus[t] {
			price := q.menus[t][i].Price
			if offer.Price != price {
				m.Price = max(m.Price, math.Abs(offer.Price-price)/max(offer.Price, price))
			}
		}
	}
	return list
}
