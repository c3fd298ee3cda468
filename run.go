package cogap

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/cogap/cogap/engine"
	"github.com/cogap/cogap/internal/deep"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/population"
)

// Options say how a run is done. They never change a number of its result. The zero value is valid.
type Options struct {
	// Workers is how many goroutines work at once; 0 means one for each processor.
	Workers int
	// OnMonth is called after each month with a copy of its record. An error ends the run, which then returns it
	// together with all months so far. A streamed run knows no month before it knows all, so it calls OnMonth at the end, and
	// returns all months whatever OnMonth says.
	OnMonth func(Record) error
	// Watch are observers written in Go. They see every chunk of people at the end of every month, in a streamed run in
	// each pass, and of its pilot nothing.
	Watch []observe.Watcher
	// Progress is called about ten times a second, never twice at once, with the number of agent-steps done and the
	// number that the run will take. Making a person counts as one.
	Progress func(done, total int64)
	// Checkpoint lets a run save itself as it goes. A run that saves itself is the same to the bit.
	Checkpoint Checkpoint
	// Share is the part of the people that this process has, where several run one scenario together.
	Share Share

	order func(i, n int) int // tests have chunks taken in another order
}

// Result is what a run found.
type Result struct {
	Manifest Manifest
	Strata   []population.Stratum // in the order of Record.Strata
	Months   []Record
	Mobility *engine.Mobility // if the scenario asks for it and the run was complete
	Stream   *StreamReport    // of a streamed run; nil if people were stored
	Panel    []observe.Life   // if the scenario asks for a panel
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

// Run runs a scenario once: it is NewModel and then Model.Run, and its errors are theirs. For a scenario that is not valid
// (all problems at once, see [Scenario.Validate]) nothing runs.
func Run(ctx context.Context, s Scenario, o Options) (*Result, error) {
	m, err := NewModel(s)
	if err != nil {
		return nil, err
	}
	return m.Run(ctx, o)
}

// run is a run in the middle of its months.
type run struct {
	model     *Model
	scenario  *Scenario
	options   Options
	seller    market.Seller
	shard     *engine.Shard
	last      engine.Averages // of the month before
	seen      engine.Seen     // of this month
	progress  *progress
	done      *engine.Partial   // what people did in the last month
	saved     bool              // the people at the end of the last month are, if nothing was wrong with that
	past      []*engine.Partial // the first months, if they were saved by a run that was stopped
	restored  bool              // people are as they were at the end of past
	saver     *saver            // nil: nothing is saved, or people are streamed
	passSaver *passSaver        // nil: nothing is saved, or people are stored
	part      *Part             // everybody, if that was done in parts
}

// newRun prepares a run: everything but the people themselves.
func newRun(m *Model, o Options) *run { return newRunOf(m, m, o) }

// newRunOf prepares a run that takes over the people of another model's.
func newRunOf(people, m *Model, o Options) *run {
	r := &run{
		model:    m,
		scenario: &m.scenario,
		options:  o,
		seller:   market.New(m.scenario.Market),
		last:     m.engine.Nothing(),
		progress: newProgress(o.Progress, m.steps()/int64(max(o.Share.Of, 1))),
	}
	r.shard = people.everybody(o, r.progress)
	return r
}

// everybody returns the whole population, or the share of it that this process has, as one shard.
func (m *Model) everybody(o Options, p *progress) *engine.Shard {
	lo, hi := o.Share.chunks(m.engine)
	return m.shard(lo, hi, o, p)
}

// shard returns the people of some chunks.
func (m *Model) shard(lo, hi int, o Options, p *progress) *engine.Shard {
	return m.engine.Shard(lo, hi, engine.Options{
		Workers: o.Workers, Stored: m.scenario.Stream.Passes == 0, Others: o.Share.Of > 0,
		Watch: o.Watch, Progress: p.add, Order: o.order,
	})
}

// saves begins to save the run, if that is asked for.
func (r *run) saves() error {
	if r.options.Checkpoint.Dir == "" || r.saver != nil {
		return nil
	}
	s := &saver{folder: folder{Checkpoint: r.options.Checkpoint, share: r.options.Share}}
	if err := s.begin(r.model); err != nil {
		return errors.Join(err, s.close(false))
	}
	r.saver = s
	return nil
}

// stored makes the people and takes them through the months, one after the other.
func (r *run) stored(ctx context.Context) (*Result, error) {
	if err := r.saves(); err != nil {
		return nil, err
	}
	result, err := r.months(ctx)
	if unsaved := r.saver.close(err == nil); err == nil {
		err = unsaved
	}
	return result, err
}

// months is stored, which may be saved meanwhile.
func (r *run) months(ctx context.Context) (*Result, error) {
	result := &Result{Strata: deep.Copy(r.model.engine.Strata())}
	defer r.shard.Release()
	var err error
	if r.restored {
		err = r.meet()
	} else {
		err = r.shard.Make(ctx)
	}
	r.progress.add(r.model.engine.Layout().Len() * len(r.past))
	sum := newDigest()
	var summing sync.WaitGroup
	for t := 0; t < r.scenario.Months && err == nil; t++ {
		var month Record
		if month, err = r.tick(ctx, t); err != nil {
			break
		}
		summing.Wait()
		summing.Go(func() { sum.month(&month) }) // while the next month is computed
		result.Months = append(result.Months, month)
		if r.options.OnMonth != nil && t >= len(r.past) {
			err = r.options.OnMonth(month.clone())
		}
		if err == nil {
			err = r.saver.month(r.done, r.saved)
		}
	}
	if err == nil && r.scenario.Statistics.Mobility {
		result.Mobility, err = r.moved(ctx, result.Last())
	}
	result.Panel = r.shard.Lives(len(result.Months))
	summing.Wait()
	result.Manifest = r.manifest(len(result.Months), sum.String())
	if err != nil {
		return result, fmt.Errorf("after %d of %d months: %w", len(result.Months), r.scenario.Months, err)
	}
	r.progress.finish()
	return result, nil
}

// moved counts who moved until the last month. People who are not stored are taken through all months once more.
func (r *run) moved(ctx context.Context, last *Record, seen ...*engine.Seen) (*engine.Mobility, error) {
	mine, err := r.shard.Moved(ctx, engine.TenthsOf(&last.Distributions.Income), seen...)
	if err != nil {
		return nil, err
	}
	return r.options.Share.moved(mine)
}
