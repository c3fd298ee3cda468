package study

import (
	"sync"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/population"
)

// model returns the model of a run, which shares with other models what the factors leave the same.
func (s *Study) model(j Job) (*cogap.Model, error) {
	sc, err := s.plan.Scenario(j)
	if err != nil {
		return nil, err
	}
	sc = lean(sc, s.refs(), s.base.Engine().Strata())
	root := s.base
	if s.plan.Luck != Independent && s.plan.Cells() > 1 {
		if root, err = s.recent.of(s.base, j.Seed); err != nil {
			return nil, err
		}
	}
	return root.With(sc)
}

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

// lean returns a scenario that gives the same numbers and measures nothing else. Distributions take most of the time of a run of
// few agents.
func lean(s cogap.Scenario, refs []measure.Ref, strata []population.Stratum) cogap.Scenario {
	var collect []observe.Collect
	for _, c := range s.Statistics.Collect {
		for _, r := range refs {
			if r.Collection == c.Name {
				collect = append(collect, c)
				break
			}
		}
	}
	s.Statistics.Collect, s.Statistics.Panel, s.Statistics.Mobility = collect, observe.Panel{}, false
	never, once := s, s
	never.Statistics.Every, once.Statistics.Every = 0, s.Months
	atEnd := true // all that distributions are needed for is of the last month
	needed := false
	for _, r := range refs {
		if has(&never, r, strata) {
			continue
		}
		needed = true
		atEnd = atEnd && r.Month != measure.Mean && has(&once, r, strata)
	}
	switch {
	case !needed:
		return never
	case atEnd:
		return once
	}
	return s
}

func has(s *cogap.Scenario, r measure.Ref, strata []population.Stratum) bool {
	_, err := measure.Bind([]measure.Ref{r}, s, strata)
	return err == nil
}
