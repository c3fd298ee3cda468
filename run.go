package cogap

import (
	"context"
	"fmt"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/internal/parallel"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/population"
)

// Options say how a run is done. They never change a number of its result, but for Stream when people read what others
// do. The zero value is valid.
type Options struct {
	// Workers is how many goroutines live people's months; 0 means one for each processor.
	Workers int
	// OnMonth is called after each month with a copy of its record. An error ends the run, which then returns it
	// together with all months so far.
	OnMonth func(Record) error
	// Stream, if not nil, makes a run in which people are never stored; see Stream for when its result is the stored run's.
	Stream *Stream
	// Progress is called about ten times a second, never twice at once, with the number of agent-steps done and the
	// number that the run will take. Making a person counts as one.
	Progress func(done, total int64)
}

// Result is what a run found.
type Result struct {
	Manifest Manifest
	Strata   []population.Stratum // in the order of Record.Strata
	Months   []Record
	Mobility *Mobility      // if the scenario asks for it and the run was complete and stored
	Stream   *StreamReport  // of a streamed run; nil if people were stored
	Panel    []observe.Life // if the scenario asks for a panel
}

// Collected returns what the scenario's collections found in all months.
func (r *Result) Collected() []observe.Row {
	var rows []observe.Row
	for i := range r.Months {
		rows = append(rows, r.Months[i].Collected...)
	}
	return rows
}

// Last returns the last month. It panics if there is none.
func (r *Result) Last() *Record { return &r.Months[len(r.Months)-1] }

// Run makes the scenario's people and lives its months.
//
// It returns an error for a scenario that is not valid (all problems at once, see Validate) before anything runs. If
// ctx ends, if OnMonth returns an error or if a user's rule panics, it returns that error together with the result of
// all months that are complete; their manifest covers just them.
func Run(ctx context.Context, s Scenario, o Options) (*Result, error) {
	w, err := newWorld(&s, &o)
	if err != nil {
		return nil, err
	}
	if o.Stream != nil {
		return w.streamed(ctx, o)
	}
	return w.run(ctx, o.OnMonth)
}

// newWorld prepares a run: everything but the people themselves.
func newWorld(s *Scenario, o *Options) (*world, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	strata, err := s.Population.Resolve()
	if err != nil {
		return nil, err
	}
	w := &world{
		scenario: s,
		strata:   strata,
		seller:   market.New(s.Market),
		rule:     s.rule(),
		last:     newAverages(len(strata)),
	}
	offers := len(s.Market.Tiers)
	w.month = newMonth(len(strata), offers)
	w.layout = population.NewLayout(strata, s.Population.Scale)
	for range min(parallel.Workers(o.Workers), w.layout.Chunks()) {
		w.workers = append(w.workers, &worker{sums: agent.NewSums(offers)})
	}
	w.mobility = newMobility(s, &w.layout)
	w.observer = w.newObserver()
	steps := int64(w.layout.Len()) * int64(s.Months+1)
	if o.Stream != nil {
		steps *= int64(max(o.Stream.Passes, 1))
	}
	w.progress = newProgress(o.Progress, steps)
	return w, nil
}

// run makes the people and lives the months.
func (w *world) run(ctx context.Context, onMonth func(Record) error) (*Result, error) {
	result := &Result{Strata: w.strata}
	for _, k := range w.workers {
		k.tallies = []*tally{w.newTally()}
	}
	err := w.cutTenths(ctx)
	if err == nil {
		err = w.populate(ctx)
	}
	sum := newDigest()
	var summing sync.WaitGroup
	for t := 0; t < w.scenario.Months && err == nil; t++ {
		var r Record
		if r, err = w.tick(ctx, t); err != nil {
			break
		}
		summing.Wait()
		summing.Go(func() { sum.month(&r) }) // while the next month is lived
		result.Months = append(result.Months, r)
		if onMonth != nil {
			err = onMonth(r.clone())
		}
	}
	if err == nil && w.mobility != nil {
		result.Mobility, err = w.moved(ctx, result.Last().Distributions)
	}
	result.Panel = w.observer.Lives(len(result.Months))
	summing.Wait()
	result.Manifest = newManifest(w, len(result.Months), sum.String())
	if err != nil {
		return result, fmt.Errorf("after %d of %d months: %w", len(result.Months), w.scenario.Months, err)
	}
	w.progress.finish()
	return result, nil
}

// populate makes everybody as they are before the first month.
func (w *world) populate(ctx context.Context) error {
	w.people = population.New(w.layout, len(w.rule.Columns()))
	makers := w.synthesizer()
	return parallel.Do(ctx, len(w.workers), w.people.Chunks(), func(_, i int) {
		c := w.people.Chunk(i)
		makers.Fill(&c)
		w.observer.Born(i, c.Income, w.tenths.class)
		w.progress.add(c.Len())
	})
}

func (w *world) newObserver() *observe.Observer {
	s := w.scenario
	return observe.New(s.Statistics.Collect, s.Statistics.Panel, observe.Run{
		Strata: w.strata, Tiers: len(s.Market.Tiers), Extra: w.rule.Columns(), Seed: s.Seed,
		Months: s.Months, Chunks: w.layout.Chunks(), Workers: len(w.workers),
	})
}

// cutTenths finds the incomes that part the tenths of everybody before the first month, if somebody asks for them. That
// takes making everybody once more.
func (w *world) cutTenths(ctx context.Context) error {
	if !w.observer.NeedsDeciles() {
		return nil
	}
	incomes, err := w.incomesAtBirth(ctx)
	w.tenths = cutsOf(incomes)
	return err
}

func (w *world) synthesizer() *population.Synthesizer {
	gain0, frontier := make([]float64, len(w.strata)), w.scenario.Market.Frontier.In(0)
	for g := range gain0 {
		gain0[g] = frontier.Gain(w.strata[g].Direct, w.strata[g].Full)
	}
	return population.NewSynthesizer(w.scenario.Population, w.strata, w.scenario.Seed, gain0)
}

// progress counts agent-steps and tells about them ten times a second.
type progress struct {
	tell        func(done, total int64)
	total, done atomic.Int64
	mu          sync.Mutex
	told        time.Time
}

func newProgress(tell func(done, total int64), total int64) *progress {
	p := &progress{tell: tell}
	p.total.Store(total)
	return p
}

func (p *progress) add(steps int) {
	done := p.done.Add(int64(steps))
	if p.tell == nil || !p.mu.TryLock() {
		return
	}
	defer p.mu.Unlock()
	if now := time.Now(); now.Sub(p.told) >= 100*time.Millisecond {
		p.told = now
		p.tell(done, p.total.Load())
	}
}

func (p *progress) finish() {
	if p.tell != nil {
		p.tell(p.done.Load(), p.total.Load())
	}
}

// Plan is what a run will take.
type Plan struct {
	People     int64         // real people
	Agents     int           // simulated people
	Strata     int           //
	Months     int           //
	AgentSteps int64         // agents times months
	Bytes      int64         // memory of the people, 0 if they are streamed; all but collections stays below 64 MiB, 256 MiB streamed, 512 MiB with policies that change prices, on up to 16 workers
	Passes     int           // over the people; 1 unless they are streamed
	Time       time.Duration // rough: a chunk of the scenario's people was timed on this machine
	Workers    int           // goroutines that will work at once
}

// Estimate says what a run will take, without running it. It takes some milliseconds. Its error is that of Run for a
// scenario that is not valid.
func Estimate(s Scenario, o Options) (Plan, error) {
	w, err := newWorld(&s, &o)
	if err != nil {
		return Plan{}, err
	}
	extra := len(w.rule.Columns())
	p := Plan{
		People:     w.layout.People(),
		Agents:     w.layout.Len(),
		Strata:     len(w.strata),
		Months:     s.Months,
		AgentSteps: int64(w.layout.Len()) * int64(s.Months),
		Bytes:      w.layout.Bytes(extra),
		Passes:     1,
		Workers:    len(w.workers),
	}
	if w.observer.NeedsDeciles() {
		p.Bytes += int64(p.Agents) // a byte each
	}
	if o.Stream != nil {
		p.Bytes, p.Passes = 0, max(o.Stream.Passes, 1)
	}
	making, living := w.timeChunk(extra)
	work := float64(p.Agents)*making + float64(p.AgentSteps)*living
	p.Time = time.Duration(work * float64(p.Passes) / float64(min(p.Workers, parallel.Workers(0))))
	return p, nil
}

// timeChunk returns the nanoseconds of making a person and of an agent-step, from the first chunk's first months. The
// fastest of several turns counts: one takes a millisecond, in which a busy machine may do something else instead.
func (w *world) timeChunk(extra int) (making, living float64) {
	place := w.layout.Place(0)
	buffer := population.NewChunk(place.Len, extra)
	chunk := w.layout.Chunk(0, &buffer)
	maker := w.synthesizer()
	months := min(6, w.scenario.Months)
	looks := make([]*agent.Month, months)
	for t := range looks {
		looks[t] = w.look(t, w.seller.Post(t), &w.last)[place.Stratum]
	}
	k, tally := w.workers[0], w.newTally()
	making, living = math.Inf(1), math.Inf(1)
	for range 5 {
		start := time.Now()
		maker.Fill(&chunk)
		w.observer.Born(0, chunk.Income, w.tenths.class)
		making = min(making, float64(time.Since(start))/float64(place.Len))
		k.block.Load(chunk)
		start = time.Now()
		for t := range months {
			w.rule.Step(&k.block, looks[t], k.sums)
			if w.measures(t) {
				tally.add(&k.block, uint8(len(looks[t].Menu)), false)
			}
			w.observer.See(0, t, 0, &k.block, looks[t])
		}
		living = min(living, float64(time.Since(start))/float64(months*place.Len))
	}
	return making, living
}
