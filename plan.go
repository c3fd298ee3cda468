package cogap

import (
	"context"
	"time"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/engine"
	"github.com/cogap/cogap/internal/parallel"
)

// Plan is what a run will take.
type Plan struct {
	People     int64         // real people
	Agents     int           // simulated people
	Strata     int           //
	Months     int           //
	AgentSteps int64         // agents times months
	Passes     int           // over the people; 1 unless they are streamed
	Time       time.Duration // rough: a chunk of the scenario's people was timed on this machine
	CoreTime   time.Duration // rough, of one core
	Workers    int           // goroutines that will work at once
	// Bytes is about how much memory the run takes at most, its result included, in bytes: the people if they are stored,
	// what workers count at once, records, collections, the panel, the pilot of a streamed run, and
	// what waits for the garbage collector. The program itself is not in it, nor what a user's rule allocates or reports take. Runs were measured to take
	// 0.4 to 1.0 of it.
	Bytes       int64
	PeopleBytes int64 // of Bytes, the people's columns; 0 if they are streamed
	RecordBytes int64 // of Bytes, what the records of all months take, which Model.Follow does not keep
	// DiskBytes is about how much disk a run takes that saves itself (Options.Checkpoint): the last two snapshots, the one that is being
	// written, and the months; of streamed people what those did whose sections are done.
	DiskBytes int64
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

// Estimate says what a run of the model will take, without running it. It takes some milliseconds; and, where the
// constants alone do not prove that sums cannot overflow, as long as it takes to make the people. Its error is that of a user's rule that fails.
func (m *Model) Estimate(o Options) (Plan, error) {
	p, err := m.Size(o)
	if err != nil {
		return Plan{}, err
	}
	p.MayOverflow = m.engine.MayOverflow()
	cost, err := m.engine.Time(context.Background())
	if err != nil {
		return Plan{}, err
	}
	work := float64(float64(p.Agents)*cost.Making) + float64(float64(p.AgentSteps)*cost.Step)
	p.CoreTime = time.Duration(work * float64(p.Passes))
	p.Time = p.CoreTime / time.Duration(min(p.Workers, parallel.Workers(0)))
	return p, nil
}

// Size is what Estimate says but for Time, CoreTime and MayOverflow, which it leaves out: nobody is made and nothing is timed.
func (m *Model) Size(o Options) (Plan, error) {
	layout, months := m.engine.Layout(), m.scenario.Months
	p := Plan{
		People:     layout.People(),
		Agents:     layout.Len(),
		Strata:     len(m.engine.Strata()),
		Months:     months,
		AgentSteps: int64(layout.Len()) * int64(months),
		Passes:     1,
		ScaleBias:  scaleBias(&m.scenario, agent.IsStandard(m.engine.Rule()), len(m.engine.Strata()), layout.Len()),
		Workers:    min(parallel.Workers(o.Workers), max(layout.Chunks(), 1)),
	}
	if m.scenario.Stream.Passes > 0 {
		p.Passes = m.passes()
	} else {
		p.PeopleBytes = m.engine.PeopleBytes()
	}
	var err error
	if p.Bytes, p.RecordBytes, err = m.bytes(p.Workers); err != nil {
		return Plan{}, err
	}
	p.DiskBytes = 2 * p.RecordBytes
	if m.scenario.Stream.Passes == 0 {
		snapshot := int64(p.Agents)*int64(m.engine.SnapshotBytes()) + m.engine.PanelBytes()
		p.DiskBytes = 3*snapshot + p.RecordBytes
		if o.Checkpoint.Dir != "" {
			p.Bytes += m.engine.SavingBytes(p.Workers)
		}
	}
	return p, nil
}

// garbage is how much waits for the collector at most, for each byte in use but people, who are allocated once. Fixed is
// what every run takes: stacks, tables that make people. Both were measured.
const (
	garbage = 0.25
	fixed   = 8 << 20
)

// bytes returns about how much memory a run of the model takes, and what of it is for records.
func (m *Model) bytes(workers int) (all, records int64, err error) {
	stored := m.scenario.Stream.Passes == 0
	use := m.engine.Bytes(engine.Options{Workers: workers, Stored: stored})
	records = m.engine.RecordBytes() * int64(max(min(m.scenario.Stream.Passes, 2), 1)) // of a pass and the one before
	if !stored && m.engine.Coupled() {
		pilot, err := m.pilot()
		if err != nil {
			return 0, 0, err
		}
		first := pilot.engine.Bytes(engine.Options{Workers: workers, Stored: true})
		use.People += first.People // who may still wait for the collector
		use.Others += first.Others + pilot.engine.RecordBytes()
	}
	records += int64(garbage * float64(records))
	return fixed + use.People + int64((1+garbage)*float64(use.Others)) + records, records, nil
}

// passes returns how many times people who are streamed are taken through the months, at most. Mobility takes one more,
// because it must know the end.
func (m *Model) passes() int {
	return m.scenario.Stream.Passes
}

// steps returns how many agent-steps a run takes, at most.
func (m *Model) steps() int64 {
	agents, months := int64(m.engine.Layout().Len()), int64(m.scenario.Months)
	if m.scenario.Stream.Passes > 0 {
		return agents * (months + 1) * int64(m.passes())
	}
	return agents * (months + 1)
}
