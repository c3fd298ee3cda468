package calibrate

import (
	"errors"
	"fmt"

	"github.com/cogap/cogap/internal/deep"
	"github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/population"
	"github.com/cogap/cogap/study"
)

// Calibration is a plan that was found to be sound, with what all of its runs share.
type Calibration struct {
	plan   Plan
	strata [][]population.Stratum // of each scenario, all
	full   *stage                 // with all strata
	stages []*stage               // of the search
	broken []bool                 // scenarios that can't be used; none of a sound calibration
	home   []float64              // where the first scenario is as it is
	start  []float64              // and which values it has there
	unread []string               // columns of a table of figures that nothing is read from
}

// stage is a stage ready to evaluate points.
type stage struct {
	setups  []setup
	moments []moment
	agents  []int // of a run of each scenario
}

// setup is a scenario of a stage.
type setup struct {
	study  *study.Study
	levels []level
}

// New checks a plan and prepares its runs; nothing runs. Its error holds all problems of the plan, each a *cogap.ParameterError with its
// place in the plan, such as moments[2]: unknown parameters, measures, months and targets, ranges that are not allowed, targets without
// a moment.
func New(p Plan) (*Calibration, error) { return newOf(p, nil, false) }

// newOf is New of a plan of which some scenarios can't be used, or not all targets are known: nothing is said of what follows from these.
func newOf(p Plan, broken []bool, noTargets bool) (*Calibration, error) {
	c := &Calibration{plan: p.clone(), broken: broken}
	k := checker{plan: &c.plan, noTargets: noTargets}
	k.shape()
	k.prepare(c)
	if err := errors.Join(k.problems...); err != nil {
		return nil, err
	}
	return c, nil
}

// isBroken reports whether a scenario can't be used.
func (c *Calibration) isBroken(scenario int) bool { return c.broken != nil && c.broken[scenario] }

// clone returns a copy of the plan. Rules are code and shared.
func (p Plan) clone() Plan {
	c := deep.Copy(p)
	for i := range p.Scenarios {
		c.Scenarios[i].Scenario.Rule = p.Scenarios[i].Scenario.Rule
	}
	return c
}

// Plan returns a copy of the plan.
func (c *Calibration) Plan() Plan { return c.plan.clone() }

// prepare makes a stage ready. Problems are told of the place in the plan that caused them.
func (c *Calibration) prepare(which Stage, tell func(path string, err error)) *stage {
	p := &c.plan
	st := &stage{moments: make([]moment, len(p.Moments))}
	for i := range p.Scenarios {
		if c.isBroken(i) {
			c.names(st, i, tell)
			continue
		}
		sc, sampled := p.Scenarios[i].ready(c.strata[i], which, p.Seed)
		strata := c.strata[i]
		if len(sc.Population.Strata) > 0 {
			strata = sc.Population.Strata
		}
		st.agents = append(st.agents, agentsOf(strata, sc.Population.Scale))
		a := &asker{scenario: &sc, strata: strata, sampled: sampled, place: map[string]int{}}
		for k := range p.Moments {
			if p.find(p.Moments[k].Scenario) != i {
				continue
			}
			a.moment = k
			of, err := a.compile(&p.Moments[k])
			if err != nil {
				tell(fmt.Sprintf("moments[%d]", k), err)
			}
			st.moments[k] = moment{i, of}
		}
		st.setups = append(st.setups, c.setup(i, a, tell))
	}
	return st
}

// names tells of measures of a scenario that can't be used which no scenario has.
func (c *Calibration) names(st *stage, scenario int, tell func(path string, err error)) {
	st.setups, st.agents = append(st.setups, setup{}), append(st.agents, 0)
	for k := range c.plan.Moments {
		m := &c.plan.Moments[k]
		if c.plan.find(m.Scenario) != scenario {
			continue
		}
		list := []string{m.Of.Measure}
		if m.Over != nil {
			list = append(list, m.Over.Measure)
		}
		if m.On != "" {
			list = append(list, m.On)
		}
		for _, name := range list {
			if _, err := measure.Parse(name); err != nil {
				tell(fmt.Sprintf("moments[%d]", k), err)
			}
		}
	}
}

// setup makes the runs of a scenario ready, of which a has been asked for measures; none if it has not.
func (c *Calibration) setup(scenario int, a *asker, tell func(path string, err error)) setup {
	p := &c.plan
	if len(a.names) == 0 {
		return setup{}
	}
	list, levels := factors(p.Parameters, &p.Scenarios[scenario], a.scenario)
	runs := study.Plan{Name: p.Name, Base: *a.scenario, Factors: list, Seed: p.Seed, Measures: a.names}
	if len(list) > 0 {
		runs.Design = study.Design{Kind: study.LatinHypercube, Points: 2}
	}
	s, err := study.New(runs)
	if err != nil {
		c.explain(err, scenario, a, levels, tell)
	}
	return setup{s, levels}
}

// agentsOf returns how many agents a run has.
func agentsOf(strata []population.Stratum, scale int) int {
	agents := 0
	for g := range strata {
		agents += int((strata[g].People-1)/int64(max(scale, 1))) + 1
	}
	return agents
}

// weightOf returns what a moment's target counts for in the objective.
func (c *Calibration) weightOf(moment int) float64 {
	t := c.target(moment)
	if t.Role != Fit {
		return 0
	}
	return t.Weight
}

// target returns the target of a moment.
func (c *Calibration) target(moment int) *Target {
	for i := range c.plan.Targets {
		if c.plan.Targets[i].ID == c.plan.Moments[moment].Target {
			return &c.plan.Targets[i]
		}
	}
	return nil // New has looked
}

var slopeWays = []string{string(measure.Stratum), string(measure.Group)}
