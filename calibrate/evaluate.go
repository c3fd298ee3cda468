package calibrate

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"

	"github.com/cogap/cogap/internal/parallel"
	"github.com/cogap/cogap/study"
)

// Evaluation is what the runs at one point gave.
type Evaluation struct {
	Index      int       // from 0, in the order in which points were asked for
	Phase      string    // what asked for it first: start, search, fit, jacobian, profile, history or ensemble
	Stage      int       // of the search, from 0; -1 is all strata whatever the stages
	Replicates int       // runs of each scenario
	Point      []float64 // of the parameters, from 0 to 1
	Values     []float64 // of the parameters
	Moments    []float64 // of the plan's moments: the mean over replicates; NaN if it is defined in none
	SDs        []float64 // standard deviations between replicates; NaN of fewer than two
	Objective  float64   // +Inf if a run failed
	Seconds    float64   // of all its runs
	Err        error     // why a run failed; nil if none did
}

// Options say how a calibration is run. They never change a number. The zero value is valid.
type Options struct {
	// Workers is how many runs are done at once; 0 means one for each processor.
	Workers int
	// Done are evaluations of the same plan that there are already, such as those of a calibration that was stopped.
	Done []*Evaluation
	// OnEvaluation is called with each evaluation as it is ready, never twice at once, in whatever order. An error ends the calibration. It
	// is not called for Done.
	OnEvaluation func(*Evaluation) error
	// Progress is called after each evaluation, never twice at once, with how many are done and about how many there will be.
	Progress func(done, total int)
}

// session is one run of a calibration.
type session struct {
	*Calibration
	ctx     context.Context
	options Options
	done    map[string]*Evaluation // that there were already
	asked   map[string]*Evaluation
	list    []*Evaluation // in order of their index
	total   int           // about how many there will be
	luck    []float64     // of each moment, of one evaluation: the variance of z
	mu      sync.Mutex
	ready   int // evaluations
}

// key names what an evaluation is a function of.
func key(stage, replicates int, values []float64) string {
	list := []string{strconv.Itoa(stage), strconv.Itoa(replicates)}
	for _, x := range values {
		list = append(list, text(x))
	}
	return strings.Join(list, " ")
}

// values returns the values of the parameters at a point.
func (c *Calibration) values(point []float64) []float64 {
	list := make([]float64, len(point))
	for i := range list {
		list[i] = c.value(i, point[i])
	}
	return list
}

// evaluate evaluates points, all at once, those that were not evaluated before. A stage of -1 is that of all strata.
func (s *session) evaluate(phase string, stage, replicates int, points [][]float64) ([]*Evaluation, error) {
	list := make([]*Evaluation, len(points))
	var todo []*Evaluation
	for k, x := range points {
		point := make([]float64, len(x))
		for d := range x {
			point[d] = rounded(x[d])
		}
		values := s.values(point)
		key := key(stage, replicates, values)
		if e := s.asked[key]; e != nil {
			list[k] = e
			continue
		}
		e := &Evaluation{Index: len(s.list), Phase: phase, Stage: stage, Replicates: replicates, Point: point, Values: values}
		if old := s.done[key]; old != nil {
			e.Moments, e.SDs, e.Seconds, e.Err = old.Moments, old.SDs, old.Seconds, old.Err
			e.Objective = s.objective(e)
			s.ready++
		} else {
			todo = append(todo, e)
		}
		s.asked[key], list[k] = e, e
		s.list = append(s.list, e)
	}
	if err := s.do(todo); err != nil {
		return nil, err // some have no values yet
	}
	return list, nil
}

// do does the runs of evaluations.
func (s *session) do(list []*Evaluation) error {
	type job struct{ evaluation, scenario, replicate int }
	var jobs []job
	pending := make([]*pending, len(list))
	for k, e := range list {
		pending[k] = newPending(s.stageOf(e.Stage), e.Replicates)
		for r := range e.Replicates {
			for i := range s.plan.Scenarios {
				jobs = append(jobs, job{k, i, r})
			}
		}
	}
	workers := parallel.Workers(s.options.Workers)
	outer := min(s.outer(workers), max(len(jobs), 1))
	inner := max(workers/outer, 1)
	return parallel.Do(s.ctx, outer, len(jobs), func(_, j int) error {
		e, p := list[jobs[j].evaluation], pending[jobs[j].evaluation]
		row, err := s.run(e, jobs[j].scenario, jobs[j].replicate, inner)
		if err != nil {
			return err
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		p.rows[jobs[j].scenario][jobs[j].replicate] = row
		if p.left--; p.left > 0 {
			return nil
		}
		s.finish(e, p)
		return s.tell(e)
	})
}

// tell tells the caller of an evaluation that is ready.
func (s *session) tell(e *Evaluation) error {
	if s.options.Progress != nil {
		s.ready++
		s.options.Progress(s.ready, max(s.total, len(s.list)))
	}
	if s.options.OnEvaluation != nil {
		return s.options.OnEvaluation(e)
	}
	return nil
}

func (c *Calibration) stageOf(number int) *stage {
	if number < 0 {
		return c.full
	}
	return c.stages[number]
}

// run does one run of an evaluation.
func (s *session) run(e *Evaluation, scenario, replicate, workers int) (study.Row, error) {
	set := s.stageOf(e.Stage).setups[scenario]
	if set.study == nil {
		return study.Row{}, nil // no moment asks it anything
	}
	values := make([]string, len(set.levels))
	for i, l := range set.levels {
		values[i] = l.text(e.Values[l.parameter])
	}
	return set.study.RunAt(s.ctx, values, replicate, workers)
}

// pending is an evaluation that is under way.
type pending struct {
	rows [][]study.Row // by scenario and replicate
	left int
}

func newPending(st *stage, replicates int) *pending {
	p := &pending{rows: make([][]study.Row, len(st.setups)), left: len(st.setups) * replicates}
	for i := range p.rows {
		p.rows[i] = make([]study.Row, replicates)
	}
	return p
}

// finish puts an evaluation together from its runs.
func (c *Calibration) finish(e *Evaluation, p *pending) {
	for i := range p.rows {
		for r, row := range p.rows[i] {
			e.Seconds += row.Seconds
			if row.Err != nil && e.Err == nil {
				e.Err = fmt.Errorf("scenario %s, replicate %d: %w", c.plan.Scenarios[i].Name, r, row.Err)
			}
		}
	}
	if e.Err == nil {
		e.Moments, e.SDs = make([]float64, len(c.plan.Moments)), make([]float64, len(c.plan.Moments))
		for k, m := range c.stageOf(e.Stage).moments {
			var values []float64
			for _, row := range p.rows[m.scenario] {
				values = append(values, m.of(row.Values))
			}
			s := study.Summarise(values)
			e.Moments[k], e.SDs[k] = s.Mean, s.SD
		}
	}
	e.Objective = c.objective(e)
}

// objective returns the sum of weight times z squared over the fitted targets, over 100.
func (c *Calibration) objective(e *Evaluation) float64 {
	if e.Err != nil {
		return math.Inf(1)
	}
	sum := 0.0
	for k := range c.plan.Moments {
		z := c.capped(k, e.Moments[k])
		sum += float64(c.weightOf(k) * float64(z*z))
	}
	return sum / 100
}

// capped returns z as the objective has it: of a moment that is not defined it is the cap.
func (c *Calibration) capped(moment int, value float64) float64 {
	most := c.plan.cap()
	if z := c.target(moment).z(value); !math.IsNaN(z) {
		return min(max(z, -most), most)
	}
	return most
}

// learnLuck notes how much luck moves the moments of one evaluation, from the replicates of the fit: the variance of z.
func (s *session) learnLuck(fit *Evaluation) {
	s.luck = make([]float64, len(fit.SDs))
	for k, sd := range fit.SDs {
		if z := sd / s.target(k).SE; !math.IsNaN(z) { // else it is not known
			s.luck[k] = float64(z*z) / float64(s.plan.replicates())
		}
	}
}

// misfit returns the sum of z squared over the fitted targets that have a weight, whatever it is. The standard error of each covers the luck
// of the runs too.
func (s *session) misfit(e *Evaluation) float64 {
	if e.Err != nil {
		return math.Inf(1)
	}
	sum := 0.0
	for _, k := range s.fitted() {
		z := s.capped(k, e.Moments[k])
		sum += float64(z*z) / (1 + s.luck[k])
	}
	return sum
}

// fitted lists the moments whose targets are fitted.
func (c *Calibration) fitted() []int {
	var list []int
	for k := range c.plan.Moments {
		if c.weightOf(k) > 0 {
			list = append(list, k)
		}
	}
	return list
}
