package cogap

import (
	"context"
	"errors"
	"fmt"
	"reflect"

	"github.com/cogap/cogap/engine"
	"github.com/cogap/cogap/internal/deep"
)

// Model is a scenario that was found to be valid, with all that its runs share: it is made once and never changes. It may be
// run many times, also at once, and what its runs need of people is made only once.
type Model struct {
	scenario Scenario // a copy of its own
	engine   *engine.Model
	along    along // of its parts
}

// NewModel returns the model of a scenario. It copies the scenario, so nothing that is done to it later changes the model or its
// results. Its error holds all problems of the scenario; see [Scenario.Validate].
func NewModel(s Scenario) (*Model, error) { return newModel(s, nil) }

// With returns the model of another scenario, as NewModel does, which shares with m what is the same for both: strata and the
// tables that people are made with if their population is the same, and the people themselves if the seed is too, as
// for other prices.
func (m *Model) With(s Scenario) (*Model, error) { return newModel(s, m) }

func newModel(s Scenario, old *Model) (*Model, error) {
	known := ""
	if old != nil && reflect.DeepEqual(s.Population, old.scenario.Population) {
		known = "population" // whose strata may be thousands
	}
	if err := s.validate(known); err != nil {
		return nil, err
	}
	return modelOf(s, old)
}

// modelOf is newModel of a scenario that is known to be valid.
func modelOf(s Scenario, old *Model) (*Model, error) {
	rule := s.Rule
	s = deep.Copy(s)
	s.Rule = rule
	for i, c := range s.Statistics.Collect {
		s.Statistics.Collect[i] = c.Complete()
	}
	m := &Model{scenario: s}
	var err error
	if m.scenario.Network.SHA256, err = s.Network.Digest(); err != nil {
		return nil, err
	}
	if old == nil {
		m.engine, err = engine.NewModel(m.scenario.spec())
	} else {
		m.engine, err = old.engine.With(m.scenario.spec())
	}
	return m, err
}

// Scenario returns a copy of the scenario.
func (m *Model) Scenario() Scenario { return deep.Copy(m.scenario) }

// Engine returns what computes the model's months, for those who write a run of their own.
func (m *Model) Engine() *engine.Model { return m.engine }

// spec returns what the engine has to know of a scenario.
func (s *Scenario) spec() engine.Spec {
	return engine.Spec{
		Seed:         s.Seed,
		Months:       s.Months,
		Population:   s.Population,
		Market:       s.market(),
		Behaviour:    s.Behaviour,
		Network:      s.Network,
		Rule:         s.Rule,
		Every:        s.Statistics.Every,
		IncomeEvery:  s.Statistics.IncomeEvery,
		DemandEvery:  s.Statistics.DemandEvery,
		PeersEvery:   s.Statistics.PeersEvery,
		Mobility:     s.Statistics.Mobility,
		MobilityFrom: s.Statistics.MobilityFrom,
		Collect:      s.Statistics.Collect,
		Panel:        s.Statistics.Panel,
	}
}

// Run makes the model's people and takes them through its months.
//
// If ctx ends, if OnMonth returns an error, if a user's rule fails or if sums overflow, it returns that error together with the result of all
// months that are complete; their manifest covers just them.
func (m *Model) Run(ctx context.Context, o Options) (*Result, error) {
	if err := o.Share.problem(m); err != nil {
		return nil, err
	}
	if err := o.Share.alike(o.Checkpoint.saving("runs")); err != nil {
		return nil, err
	}
	r := newRun(m, o)
	if m.scenario.Stream.Passes > 0 {
		return r.streamed(ctx)
	}
	return r.stored(ctx)
}

// Follow runs the model and shows the record of each month, of which nothing is kept: its memory is used again for the months
// that follow, so the function must not keep the record itself. It is for those who run a model many times and want some
// numbers of each run: there is no result, no digest, and nobody in a panel. Its errors are those of Run, and the
// function's.
func (m *Model) Follow(ctx context.Context, o Options, show func(*Record) error) error {
	return m.FollowFrom(ctx, nil, o, show)
}

// FollowFrom is Follow of a run that begins from a present, whose months are not computed again; nil is the start. All months are shown. It
// ends with a *DiffersError, perhaps after some months, if the model's run has another past than the present.
func (m *Model) FollowFrom(ctx context.Context, from *Present, o Options, show func(*Record) error) error {
	if o.Checkpoint.Dir != "" {
		return errors.New("Follow keeps no months, so that it cannot save them")
	}
	if m.scenario.Stream.Passes > 0 {
		if from != nil {
			return errors.New("a streamed run has no present to begin from")
		}
		o.OnMonth = func(r Record) error { return show(&r) }
		_, err := m.Run(ctx, o)
		return err
	}
	if err := o.Share.problem(m); err != nil {
		return err
	}
	if err := o.Share.alike(o.Checkpoint.saving("runs")); err != nil {
		return err
	}
	r := newRunFrom(from, m, o)
	defer r.shard.Release()
	if err := r.beginFrom(ctx, from); err != nil {
		return err
	}
	for t := range m.scenario.Months {
		month, err := r.tick(ctx, t)
		if err == nil {
			err = r.hasPast(from, t)
		}
		if err == nil {
			err = show(&month)
		}
		if err != nil {
			return fmt.Errorf("after %d of %d months: %w", t, m.scenario.Months, err)
		}
		if t >= len(r.past) {
			m.engine.Recycle(r.done)
		}
	}
	r.progress.finish()
	return nil
}
