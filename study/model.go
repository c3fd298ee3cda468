package study

import (
	"slices"
	"sync"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/observe"
)

// model returns the model of a run and what reads its columns. The model shares with other models what the factors leave the same.
func (s *Study) model(j Job) (*cogap.Model, []*measure.Reader, error) {
	sc, err := s.plan.Scenario(j)
	if err != nil {
		return nil, nil, err
	}
	root := s.root
	if s.sharesLuck() {
		if root, err = s.recent.of(s.root, j.Seed); err != nil {
			return nil, nil, err
		}
	}
	m, err := root.With(s.measured(sc))
	if err != nil {
		return nil, nil, err
	}
	readers, err := measure.Bind(s.refs(), m)
	if err != nil {
		return nil, nil, err
	}
	return m, readers, nil
}

// measured returns a scenario that measures what columns need, or what the saved run measures that the study goes on from.
func (s *Study) measured(sc cogap.Scenario) cogap.Scenario {
	if s.plan.From != "" {
		return sc
	}
	return s.need.lean(sc, s.columns)
}

// sharesLuck reports whether a replicate of one cell has the people of the same replicate of another.
func (s *Study) sharesLuck() bool { return s.plan.Luck != Independent && s.plan.Cells() > 1 }

// recent holds the models of the seeds that were used last: a replicate of one cell has the people of the same replicate of the next.
type recent struct {
	sync.Mutex
	models [2]*cogap.Model
	seeds  [2]uint64
}

// of returns the base with a seed.
func (r *recent) of(base *cogap.Model, seed uint64) (*cogap.Model, error) {
	r.Lock()
	defer r.Unlock()
	for i, m := range r.models {
		if m != nil && r.seeds[i] == seed {
			return m, nil
		}
	}
	sc := base.Scenario()
	sc.Seed = seed
	m, err := base.With(sc)
	if err != nil {
		return nil, err
	}
	r.models, r.seeds = [2]*cogap.Model{m, r.models[0]}, [2]uint64{seed, r.seeds[0]}
	return m, nil
}

// need is in which months a study's columns need distributions. Distributions take most of the time of a run of few agents.
type need int

const (
	never need = iota
	last
	asked // in those in which the scenario asks for them
)

// lean returns a scenario that measures what columns need, and nothing else.
func (n need) lean(s cogap.Scenario, columns []Column) cogap.Scenario {
	var collect []observe.Collect
	for _, c := range s.Statistics.Collect {
		if slices.ContainsFunc(columns, func(x Column) bool { return x.Ref.Collection == c.Name }) {
			collect = append(collect, c)
		}
	}
	s.Statistics.Collect, s.Statistics.Panel, s.Statistics.Mobility = collect, observe.Panel{}, false
	isMean := func(x Column) bool { return x.Ref.Month == measure.Mean } // over the months that are asked for
	switch {
	case n == never:
		s.Statistics.Every = 0
	case n == last && !slices.ContainsFunc(columns, isMean):
		st := &s.Statistics
		st.Every, st.IncomeEvery, st.DemandEvery = s.Months, min(st.IncomeEvery, 1)*s.Months, min(st.DemandEvery, 1)*s.Months
		st.PeersEvery = min(st.PeersEvery, 1) * s.Months
	}
	return s
}
