package cogap

import (
	"context"

	"github.com/cogap/cogap/engine"
	"github.com/cogap/cogap/internal/deep"
)

// Model is a scenario that was found to be valid, with all that its runs share: it is made once and never changes. It may be
// run many times, also at once, and what its runs need of people is made only once.
type Model struct {
	scenario Scenario // a copy of its own
	engine   *engine.Model
	keep     bool // people as they are made, for the next run
}

// NewModel returns the model of a scenario. It copies the scenario, so nothing that is done to it later changes the model or its
// results. Its error holds all problems of the scenario; see [Scenario.Validate].
func NewModel(s Scenario) (*Model, error) { return newModel(s, nil) }

// With returns the model of another scenario, as NewModel does, which shares with m what is the same for both: strata and the
// tables that people are made with if their population is the same, and the people themselves if the seed is too, as
// for other prices.
func (m *Model) With(s Scenario) (*Model, error) { return newModel(s, m) }

func newModel(s Scenario, old *Model) (*Model, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	rule := s.Rule
	s = deep.Copy(s)
	s.Rule = rule
	m := &Model{scenario: s, keep: true}
	var err error
	if old == nil {
		m.engine, err = engine.NewModel(s.spec())
	} else {
		m.engine, err = old.engine.With(s.spec())
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
		Market:       s.Market,
		Behaviour:    s.Behaviour,
		Rule:         s.Rule,
		Every:        s.Statistics.Every,
		Mobility:     s.Statistics.Mobility,
		MobilityFrom: s.Statistics.MobilityFrom,
		Collect:      s.Statistics.Collect,
		Panel:        s.Statistics.Panel,
	}
}

// Run makes the model's people and takes them through its months.
//
// If ctx ends, if OnMonth returns an error or if a user's rule fails, it returns that error together with the result of all
// months that are complete; their manifest covers just them.
func (m *Model) Run(ctx context.Context, o Options) (*Result, error) {
	r := newRun(m, o)
	if m.scenario.Stream.Passes > 0 {
		return r.streamed(ctx)
	}
	return r.stored(ctx)
}

// Each takes the model's people through its months as Run does, shows the record of each month to see and keeps none of them:
// for runs of which only some numbers are wanted. It leaves out what only a Result has: digest, mobility and panel;
// Options.OnMonth is not called. The record, and what it points to, is see's own.
//
// If ctx ends, if see returns an error or if a user's rule fails, it returns that error. A streamed run knows no month before it
// knows all, so see is called at the end.
func (m *Model) Each(ctx context.Context, o Options, see func(*Record) error) error {
	o.OnMonth = nil
	if m.scenario.Stream.Passes > 0 {
		return m.eachStreamed(ctx, o, see)
	}
	r, months := newRun(m, o), 0
	err := r.each(ctx, func(month *Record) error {
		months++
		return see(month)
	})
	if err != nil {
		return r.after(months, err)
	}
	r.progress.finish()
	return nil
}

func (m *Model) eachStreamed(ctx context.Context, o Options, see func(*Record) error) error {
	result, err := m.Run(ctx, o)
	if err != nil {
		return err
	}
	for i := range result.Months {
		if err := see(&result.Months[i]); err != nil {
			return err
		}
	}
	return nil
}
