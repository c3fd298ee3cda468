package cogap

import (
	"context"
	"fmt"
	"math"

	"github.com/cogap/cogap/engine"
	"github.com/cogap/cogap/internal/deep"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/observe"
)

// Stream says whether people are streamed rather than stored: made, taken through all their months and counted, chunk by chunk,
// so that memory does not grow with their number.
//
// A person reads others only through last month's averages (share with access, the users' belief, the mean gain) and
// the menu; a collection also does that asks for peers. Without such coupling one pass is exactly the stored run, to the bit. With coupling a pilot, a smaller run
// of the same strata with stored people, gives the trajectory of the averages; each pass streams everybody against the
// trajectory that the pass before it found. A pass makes at least one more month exact, so as many passes as months equal the
// stored run to the bit; far fewer are enough (see Result.Stream, which holds the trajectory assumed against the one found).
type Stream struct {
	// Passes is the number of passes over the people; fewer are made if the trajectory has stopped changing. 0 means that people are
	// stored. Default 0.
	Passes int `json:"passes" unit:"1" range:"0,1200"`
	// PilotAgents is about how many agents the pilot has. Fewer people than that need no pilot: they are the pilot.
	// Default 2,000,000, which take 70 MB.
	PilotAgents int `json:"pilot_agents" unit:"agents" range:"1,1e9"`
	// Tolerance is the largest relative difference between a price assumed and the price that a reacting market would
	// have posted to the demand found; beyond it Run returns ErrReacts, because the answer would be wrong. Default 0.01, assumption.
	Tolerance float64 `json:"tolerance" unit:"share" range:"0,1"`
}

// StreamReport says how well a streamed run's assumption fits what it found. Streaming is exact where all differences
// are 0.
type StreamReport struct {
	Passes int  `json:"passes"` // made; 0 of a run that was interrupted before the first was complete: its months are the pilot's
	Exact  bool `json:"exact"`  // the trajectory found is the one assumed, to the bit: the result is the stored run's
	Pilot  int  `json:"pilot"`  // agents of the pilot; 0 if there was none
	// Months compares, for each month, the averages that people saw with those that they would have seen.
	Months []Mismatch `json:"months"`
}

// Mismatch is the difference between what people of one month saw and what they would have seen. All are absolute
// differences; those by stratum are means over the people.
type Mismatch struct {
	Share      float64 `json:"share"`       // share of the stratum with access
	UserBelief float64 `json:"user_belief"` // over strata that have users
	MeanGain   float64 `json:"mean_gain"`
	Price      float64 `json:"price"` // relative, the largest over tiers
}

// ErrReacts says that a streamed market would have posted other prices to the demand that was found.
var ErrReacts = fmt.Errorf("the market reacts too strongly to be streamed; run it with stored people, or with more passes")

// streamed runs the scenario without storing anybody.
func (r *run) streamed(ctx context.Context) (*Result, error) {
	if err := r.savesPasses(); err != nil {
		return nil, err
	}
	result, err := r.streamedSaved(ctx)
	if unsaved := r.passSaver.close(); err == nil {
		err = unsaved
	}
	return result, err
}

// streamedSaved is streamed, which may be saved meanwhile, and may begin where a run was that was stopped.
func (r *run) streamedSaved(ctx context.Context) (*Result, error) {
	from, pilot, err := r.beginning(ctx)
	if err != nil {
		return pilot, err
	}
	report := &StreamReport{Passes: from.pass, Pilot: from.pilot}
	result, err := r.passes(ctx, from.assumed, report)
	if result == nil && pilot != nil { // nothing that was computed is lost: the pilot is a run of its own
		return pilot, fmt.Errorf("only the pilot is complete, %d agents: %w", pilot.Manifest.Agents, err)
	}
	if err != nil {
		return result, err
	}
	for t, m := range report.Months {
		if m.Price > r.scenario.Stream.Tolerance {
			return result, fmt.Errorf("month %d: a price is off by %.2g of itself: %w", t, m.Price, ErrReacts)
		}
	}
	if r.options.OnMonth != nil {
		for i := range result.Months {
			if err := r.options.OnMonth(result.Months[i].clone()); err != nil {
				return result, err
			}
		}
	}
	r.progress.finish()
	return result, nil
}

// assume returns the trajectory that the first pass assumes, and the pilot that found it, if there is coupling.
func (r *run) assume(ctx context.Context) (assumed trajectory, pilot *Result, err error) {
	if !r.model.engine.Coupled() {
		return r.given(), nil, nil
	}
	if pilot, err = r.pilot(ctx); err != nil {
		return trajectory{}, pilot, fmt.Errorf("pilot: %w", err)
	}
	return r.trajectoryOf(pilot.Months), pilot, nil
}

// passes streams everybody against the trajectory that is assumed, then against the one that was found, and so on. With an error it
// returns the last complete pass.
func (r *run) passes(ctx context.Context, assumed trajectory, report *StreamReport) (*Result, error) {
	var result *Result
	passes := r.scenario.Stream.Passes
	for pass := report.Passes; pass < passes; pass++ {
		r.shard = r.model.everybody(r.options, r.progress)
		r.passSaver.begin(r, passState{pass, report.Pilot, assumed})
		seen := r.look(assumed)
		months, err := r.pass(ctx, assumed, seen)
		if err != nil {
			return result, fmt.Errorf("pass %d of %d: %w", pass+1, passes, err)
		}
		found := r.trajectoryOf(months)
		r.repost(found, months)
		if !r.model.engine.Coupled() {
			assumed = found // whatever it is, nobody reads it
		}
		report.Passes, report.Months = pass+1, assumed.mismatch(found, r.model.engine)
		report.Exact = assumed.equal(found)
		assumed = found
		result = r.streamResult(months, report)
		if (report.Exact || pass == passes-1) && r.scenario.Statistics.Mobility {
			result.Mobility, err = r.moved(ctx, result.Last(), seen...)
			if err != nil {
				return result, fmt.Errorf("mobility: %w", err)
			}
		}
		if report.Exact {
			break
		}
	}
	return result, nil
}

// streamResult returns what a pass found.
func (r *run) streamResult(months []Record, report *StreamReport) *Result {
	sum := newDigest()
	for t := range months {
		sum.month(&months[t])
	}
	return &Result{
		Strata: deep.Copy(r.model.engine.Strata()), Months: months, Stream: report,
		Panel: r.shard.Lives(len(months)), Manifest: r.manifest(len(months), sum.String()),
	}
}

// trajectory is what people see, month by month: the menu, and the averages of the month before.
type trajectory struct {
	menus []market.Menu
	last  []engine.Averages
}

// given is the trajectory of a market whose prices are given and whose people nobody reads.
func (r *run) given() trajectory {
	var p trajectory
	seller := market.New(r.scenario.Market)
	for t := range r.scenario.Months {
		p.menus = append(p.menus, seller.Post(t))
		p.last = append(p.last, r.model.engine.Nothing())
	}
	return p
}

// trajectoryOf returns the trajectory that a run's months found.
func (r *run) trajectoryOf(months []Record) trajectory {
	p := trajectory{last: []engine.Averages{r.model.engine.Nothing()}}
	for t := range months {
		p.menus = append(p.menus, months[t].Menu)
		p.last = append(p.last, months[t].averages())
	}
	p.last = p.last[:len(months)] // nobody sees the last month's
	return p
}

// look prepares what people see along a trajectory.
func (r *run) look(p trajectory) []*engine.Seen {
	var seen []*engine.Seen
	for t := range p.menus {
		seen = append(seen, r.model.engine.Show(t, p.menus[t], &p.last[t]))
	}
	return seen
}

// pilot returns the model of fewer agents, stored. What is collected and followed waits for everybody.
func (m *Model) pilot() (*Model, error) {
	s := m.scenario
	agents := int64(s.Stream.PilotAgents)
	scale := (m.engine.Layout().People() + agents - 1) / agents
	s.Population.Scale = max(s.Population.Scale, int(min(scale, mostScale)))
	s.Stream.Passes = 0
	s.Statistics.Mobility, s.Statistics.Collect, s.Statistics.Panel = false, nil, observe.Panel{}
	return modelOf(s, m)
}

// mostScale is the largest scale that its range allows.
const mostScale = 1e9

// pilot runs the pilot.
func (r *run) pilot(ctx context.Context) (*Result, error) {
	m, err := r.model.pilot()
	if err != nil {
		return nil, err
	}
	pilot, err := m.Run(ctx, Options{Workers: r.options.Workers})
	if pilot != nil { // it says what it is, if it is all that remains of an interrupted run
		pilot.Stream = &StreamReport{Pilot: pilot.Manifest.Agents}
	}
	return pilot, err
}

// partials takes everybody of the share through all months, unless that was done in parts, and returns what they did.
func (r *run) partials(ctx context.Context, assumed trajectory, seen []*engine.Seen) ([]*engine.Partial, error) {
	if r.part != nil {
		return r.part.monthsUnder(assumed)
	}
	if r.passSaver != nil {
		return r.bySections(ctx, assumed, seen)
	}
	if err := r.shard.Make(ctx); err != nil {
		return nil, err
	}
	return r.shard.Advance(ctx, seen...)
}

// pass takes everybody through all months against a trajectory.
func (r *run) pass(ctx context.Context, assumed trajectory, seen []*engine.Seen) ([]Record, error) {
	partials, err := r.partials(ctx, assumed, seen)
	if err != nil {
		return nil, err
	}
	var months []Record
	for t := range partials {
		done, err := r.options.Share.everybodys(r.model.engine, partials[t])
		if err != nil {
			return nil, err
		}
		month, err := r.record(seen[t], done)
		if err != nil {
			return nil, err
		}
		months = append(months, month)
	}
	return months, nil
}

// repost lets a fresh seller post its menus to the demand that was found.
func (r *run) repost(found trajectory, months []Record) {
	r.seller = market.New(r.scenario.Market)
	for t := range months {
		found.menus[t] = r.seller.Post(t)
		months[t].Phase = r.seller.Phase(t)
		months[t].Market = r.seller.Adapt(months[t].demand())
	}
}

// equal tells whether two trajectories are the same to the bit.
func (p trajectory) equal(q trajectory) bool {
	for t := range p.last {
		for i := range p.menus[t] {
			if p.menus[t][i] != q.menus[t][i] {
				return false
			}
		}
		a, b := p.last[t], q.last[t]
		if a.MeanGain != b.MeanGain {
			return false
		}
		for g := range a.Share {
			if a.Share[g] != b.Share[g] || a.UserBelief[g] != b.UserBelief[g] {
				return false
			}
		}
	}
	return true
}

// mismatch compares a trajectory assumed with the one found.
func (p trajectory) mismatch(q trajectory, e *engine.Model) []Mismatch {
	people := float64(e.Layout().People())
	list := make([]Mismatch, len(p.last))
	for t := range list {
		m := &list[t]
		a, b := p.last[t], q.last[t]
		m.MeanGain = math.Abs(a.MeanGain - b.MeanGain)
		users := 0.0
		for g := range a.Share {
			part := float64(e.Strata()[g].People) / people
			m.Share += float64(part * math.Abs(a.Share[g]-b.Share[g]))
			if b.Share[g] > 0 {
				users += part
				m.UserBelief += float64(part * math.Abs(a.UserBelief[g]-b.UserBelief[g]))
			}
		}
		if users > 0 {
			m.UserBelief /= users
		}
		for i, offer := range p.menus[t] {
			price := q.menus[t][i].Price
			if offer.Price != price {
				m.Price = max(m.Price, math.Abs(offer.Price-price)/max(offer.Price, price))
			}
		}
	}
	return list
}
