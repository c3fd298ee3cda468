package calibrate

import (
	"runtime"
	"slices"
	"time"

	"github.com/cogap/cogap/internal/parallel"
	"github.com/cogap/cogap/study"
)

// Cost is what a calibration will take.
type Cost struct {
	Evaluations int           // about: a search may end before its budget
	Runs        int           // of all of them
	Agents      int           // of the largest run
	AtOnce      int           // runs that are done at once
	Time        time.Duration // rough: a chunk of people was timed on this machine
	Bytes       int64         // of memory that the runs take at most, about
}

// together is how many agents a run may have to be done by one worker beside others, as in package study.
const together = 1 << 20

// Estimate says what the calibration will take with so many workers, 0 meaning one for each processor. Evaluations that there are already
// are not known to it.
func (c *Calibration) Estimate(workers int) (Cost, error) {
	workers = parallel.Workers(workers)
	x := Cost{AtOnce: c.outer(workers)}
	var busy time.Duration
	add := func(st *stage, evaluations, replicates int) error {
		x.Evaluations += evaluations
		for _, set := range st.setups {
			if set.study == nil {
				continue
			}
			one, err := set.study.EstimateAlone(1)
			if err != nil {
				return err
			}
			runs := evaluations * replicates
			x.Runs += runs
			x.Agents = max(x.Agents, one.Agents)
			x.Bytes = max(x.Bytes, int64(x.AtOnce)*one.Bytes)
			busy += one.Time / time.Duration(one.Runs) * time.Duration(runs)
		}
		return nil
	}
	searched := 0
	for k, st := range c.plan.stages() {
		if err := add(c.stages[k], st.Evaluations, c.plan.replicates()); err != nil {
			return x, err
		}
		searched += st.Evaluations
	}
	if err := add(c.full, 2, c.plan.finalReplicates()); err != nil {
		return x, err
	}
	held := c.plan.HoldBack.evaluations()
	if err := add(c.stages[0], held, c.plan.replicates()); err != nil {
		return x, err
	}
	err := add(c.stages[c.last()], c.total()-searched-held-2, c.plan.replicates())
	if b, e := c.plan.Bands, c.plan.Ensemble; b != nil && err == nil {
		var member study.Cost
		s, errNew := study.New(c.bandPlan(nil))
		if errNew != nil {
			return x, errNew
		}
		member, err = s.EstimateAlone(1)
		walkers := e.walkers(len(c.plan.Parameters))
		n := b.members(walkers * e.kept(walkers, e.Steps-e.Steps/3))
		x.Runs += n * member.Runs
		busy += time.Duration(n) * member.Time
	}
	x.Time = busy / time.Duration(min(workers, runtime.GOMAXPROCS(0)))
	return x, err
}

// outer returns how many runs are done at once: one after the other if any is of many agents.
func (c *Calibration) outer(workers int) int {
	for _, st := range slices.Concat(c.stages, []*stage{c.full}) {
		for _, n := range st.agents {
			if n > together {
				return 1
			}
		}
	}
	return workers
}
