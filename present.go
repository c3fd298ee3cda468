package cogap

import (
	"context"
	"errors"
	"fmt"

	"github.com/cogap/cogap/engine"
)

// Present is where a run is after some of its months, kept in memory: the people, at some 34 bytes each, and what they did until then. Many runs may
// begin from one, also at once; they need not compute its months again, and each is, to the bit, the run that began at the start.
type Present struct {
	model  *Model // whose run it is
	past   []*engine.Partial
	others int            // the first months of past that another present has
	seen   engine.History // of past
	people *engine.State
}

// DiffersError says that a run's past is not that of the present from which it should begin.
type DiffersError struct{ Err error }

func (e *DiffersError) Error() string { return "its past differs: " + e.Err.Error() }

// Unwrap returns what differs.
func (e *DiffersError) Unwrap() error { return e.Err }

// Months returns how many months the present has behind it.
func (p *Present) Months() int { return len(p.past) }

// PresentBytes returns about how much memory a present of a model takes at most.
func (m *Model) PresentBytes() int64 {
	return m.engine.PeopleBytes() + m.engine.RecordBytes()
}

// Present runs the first months of the model, from an earlier present of it or of another model with that past, or from the start if that is nil, and
// returns where it is then. Its errors are those of FollowFrom.
func (m *Model) Present(ctx context.Context, from *Present, months int, o Options) (*Present, error) {
	if m.scenario.Stream.Passes > 0 || o.Share.Of > 0 {
		return nil, errors.New("people who are streamed, or shared by several processes, have no present to keep")
	}
	if months < 1 || months >= m.scenario.Months || from != nil && months < from.Months() {
		return nil, fmt.Errorf("got a present after %d months, want one within the run's %d, and after that from which it begins", months, m.scenario.Months)
	}
	r := newRunFrom(from, m, o)
	defer r.shard.Release()
	if err := r.beginFrom(ctx, from); err != nil {
		return nil, err
	}
	p := &Present{model: m, others: len(r.past)}
	for t := range months {
		err := p.tick(ctx, r, t)
		if err == nil {
			err = r.hasPast(from, t)
		}
		if err != nil {
			return nil, fmt.Errorf("after %d of %d months: %w", t, months, err)
		}
	}
	return p.left(r)
}

// tick takes a run through a month and keeps what was.
func (p *Present) tick(ctx context.Context, r *run, t int) error {
	if _, err := r.tick(ctx, t); err != nil {
		return err
	}
	p.past = append(p.past, r.done)
	p.seen.Add(&r.seen)
	return nil
}

// Release lets the model's next runs use the memory of the people, and of what they did in the present's months. It may be called once, when nothing that began from the
// present goes on any more, and no present that was made from it is needed; the present is not to be used afterwards.
func (p *Present) Release() {
	for _, done := range p.past[p.others:] {
		p.model.engine.Recycle(done)
	}
	p.past = nil
	p.people.Release()
}

// SavedPresent returns where the run that was saved in a folder is in its last snapshot that is whole. What is wrong with a later one is told to warn,
// if that is not nil.
func SavedPresent(ctx context.Context, dir string, warn func(error)) (*Present, error) {
	saved, err := readSaved(dir)
	if err != nil {
		return nil, err
	}
	m, err := saved.model(dir, nil)
	if err != nil {
		return nil, err
	}
	if err := m.keepsPeople(dir); err != nil {
		return nil, err
	}
	from := &saver{folder: folder{Checkpoint: Checkpoint{Dir: dir, Warn: warn}, reads: true}}
	if err := from.claim(); err != nil {
		return nil, err
	}
	defer from.lock.Close() // nothing was written to it
	r := newRun(m, Options{})
	defer func() { r.shard.Release() }()
	if err := r.restore(ctx, from, m); err != nil {
		return nil, err
	}
	p := &Present{model: m}
	for t := range r.past {
		if err := p.tick(ctx, r, t); err != nil {
			return nil, err
		}
	}
	return p.left(r)
}

// left takes the people of a run, which is over.
func (p *Present) left(r *run) (*Present, error) {
	people, err := r.shard.Leave()
	if err != nil {
		return nil, err
	}
	p.people = people
	return p, nil
}

// Agrees returns a *DiffersError unless a model's run has the present's past: people, seed, rule, what is measured, and all that people
// saw of prices, models and policies in each of its months. No people are computed for that.
func (p *Present) Agrees(ctx context.Context, m *Model) error {
	r := newRun(m, Options{})
	r.shard = p.model.engine.Shard(0, 0, engine.Options{Stored: true})
	if err := r.takeOver(p); err != nil {
		return err
	}
	for t := range p.past {
		if _, err := r.tick(ctx, t); err != nil {
			return err
		}
		if err := r.hasPast(p, t); err != nil {
			return err
		}
	}
	return nil
}

// newRunFrom prepares a run that begins from a present, whose people it takes over, or from the start if that is nil.
func newRunFrom(p *Present, m *Model, o Options) *run {
	if p == nil {
		return newRun(m, o)
	}
	return newRunOf(p.model, m, o)
}

// beginFrom makes the people as they are in a present, or before the first month.
func (r *run) beginFrom(ctx context.Context, p *Present) error {
	if p == nil {
		return r.shard.Make(ctx)
	}
	if err := r.shard.MakeAs(ctx, p.people); err != nil {
		return err
	}
	if err := r.takeOver(p); err != nil {
		return err
	}
	return r.meet()
}

// takeOver lets the run's model take over the people and the past of a present.
func (r *run) takeOver(p *Present) error {
	if p.Months() >= r.scenario.Months {
		return &DiffersError{fmt.Errorf("the present is at the end of month %d, and the run has %d months", p.Months()-1, r.scenario.Months)}
	}
	if err := r.shard.Under(r.model.engine); err != nil {
		return &DiffersError{err}
	}
	for _, done := range p.past {
		own := *done
		if err := own.Under(r.model.engine); err != nil {
			return &DiffersError{err}
		}
		r.past = append(r.past, &own)
	}
	return nil
}

// hasPast returns an error unless people saw in a month what they saw in the present's, if that is in its past.
func (r *run) hasPast(p *Present, t int) error {
	if p == nil || t >= p.Months() {
		return nil
	}
	if err := p.seen.Agrees(&r.seen); err != nil {
		return &DiffersError{fmt.Errorf("month %d, %s: %w", t, r.scenario.Date(t), err)}
	}
	return nil
}
