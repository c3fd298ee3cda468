package cogap

import (
	"context"
	"time"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/internal/parallel"
)

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
	// MayOverflow names quantities whose sums over people may overflow within the run, which then ends with an error; empty:
	// it is proved that none can. Of a user's rule nothing is known.
	MayOverflow []string
	// ScaleBias is about what part of the SOTA share will be missing because strata have few agents; see Manifest.ScaleBias.
	ScaleBias float64
}

// Estimate says what a run of a scenario will take, without running it: it is NewModel and then Model.Estimate.
func Estimate(s Scenario, o Options) (Plan, error) {
	m, err := NewModel(s)
	if err != nil {
		return Plan{}, err
	}
	return m.Estimate(o)
}

// Estimate says what a run of the model will take, without running it. It takes some milliseconds. Its error is that of a user's
// rule that fails.
func (m *Model) Estimate(o Options) (Plan, error) {
	layout, months := m.engine.Layout(), m.scenario.Months
	p := Plan{
		People:      layout.People(),
		Agents:      layout.Len(),
		Strata:      len(m.engine.Strata()),
		Months:      months,
		AgentSteps:  int64(layout.Len()) * int64(months),
		Bytes:       m.engine.Bytes(),
		Passes:      1,
		MayOverflow: m.engine.MayOverflow(),
		ScaleBias:   scaleBias(&m.scenario, agent.IsStandard(m.engine.Rule()), len(m.engine.Strata()), layout.Len()),
		Workers:     min(parallel.Workers(o.Workers), max(layout.Chunks(), 1)),
	}
	if passes := m.passes(); m.scenario.Stream.Passes > 0 {
		p.Bytes, p.Passes = 0, passes
	}
	cost, err := m.engine.Time(context.Background())
	if err != nil {
		return Plan{}, err
	}
	work := float64(p.Agents)*cost.Making + float64(p.AgentSteps)*cost.Step
	p.Time = time.Duration(work * float64(p.Passes) / float64(min(p.Workers, parallel.Workers(0))))
	return p, nil
}

// passes returns how many times people who are streamed are taken through the months, at most. Mobility takes one more,
// because it must know the end.
func (m *Model) passes() int {
	if m.scenario.Statistics.Mobility {
		return m.scenario.Stream.Passes + 1
	}
	return m.scenario.Stream.Passes
}

// steps returns how many agent-steps a run takes, at most.
func (m *Model) steps() int64 {
	agents, months := int64(m.engine.Layout().Len()), int64(m.scenario.Months)
	if m.scenario.Stream.Passes > 0 {
		return agents * (months + 1) * int64(m.passes())
	}
	if m.scenario.Statistics.Mobility {
		return agents * (months + 2) // people are made once more
	}
	return agents * (months + 1)
}
