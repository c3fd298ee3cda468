package calibrate

import (
	"context"
	"math"
)

// Result is what a calibration found.
type Result struct {
	Plan        Plan
	Evaluations []*Evaluation // that have ended, in the order in which they were asked for
	Best        *Evaluation   // with the lowest objective, of the last stage that has any; nil if all failed
	Fit         *Evaluation   // the best point, with all strata and FinalReplicates; nil before there is one
	Start       *Evaluation   // the scenarios as they are, likewise

	Identification *Identification // if the plan asks for it, as are those that follow
	Profiles       []Profile
	Space          *Space
	Sample         *Sample
	Bands          []Band
	HeldBack       []Prediction

	calibration *Calibration
}

// Run runs a calibration: it is New and then Calibration.Run.
func Run(ctx context.Context, p Plan, o Options) (*Result, error) {
	c, err := New(p)
	if err != nil {
		return nil, err
	}
	return c.Run(ctx, o)
}

// Run does the calibration. An evaluation of which a run fails or panics has an objective of infinity, and the search goes on. If ctx
// ends or OnEvaluation returns an error, it returns that error with what there is.
func (c *Calibration) Run(ctx context.Context, o Options) (*Result, error) {
	if err := c.Fittable(); err != nil {
		return nil, err
	}
	s := c.session(ctx, o, c.total())
	r := &Result{Plan: c.Plan(), calibration: c}
	err := s.all(r)
	for _, e := range s.list {
		if e.Moments != nil || e.Err != nil { // else it was stopped before its end
			r.Evaluations = append(r.Evaluations, e)
		}
	}
	if r.Best == nil {
		r.Best = bestOf(r.Evaluations)
	}
	return r, err
}

// session starts a run of the calibration, of about so many evaluations.
func (c *Calibration) session(ctx context.Context, o Options, total int) *session {
	s := &session{Calibration: c, ctx: ctx, options: o, total: total, done: map[string]*Evaluation{}, asked: map[string]*Evaluation{}}
	for _, e := range o.Done {
		s.done[key(e.Stage, e.Replicates, e.Values)] = e
	}
	return s
}

// all does everything that the plan asks for, one after the other.
func (s *session) all(r *Result) (err error) {
	if r.Best, err = s.search(); err != nil || math.IsInf(r.Best.Objective, 1) {
		r.Best = nil
		return err
	}
	fits, err := s.evaluate("fit", -1, s.plan.finalReplicates(), [][]float64{r.Best.Point, s.home})
	if err != nil {
		return err
	}
	if r.Fit, r.Start = fits[0], fits[1]; r.Fit.Err != nil {
		return nil // of a point at which other luck fails there is nothing more to say
	}
	s.learnLuck(r.Fit)
	p := &s.plan
	if p.Identify {
		if r.Identification, err = s.identify(r.Best); err != nil {
			return err
		}
	}
	if p.Profiles != nil {
		if r.Profiles, err = s.profiles(r.Best); err != nil {
			return err
		}
	}
	if p.History != nil {
		if r.Space, err = s.history(); err != nil {
			return err
		}
	}
	if p.Ensemble != nil {
		if r.Sample, err = s.ensemble(r.Best); err != nil {
			return err
		}
	}
	if p.Bands != nil {
		if r.Bands, err = s.bands(r.Sample); err != nil {
			return err
		}
	}
	if p.HoldBack != nil {
		r.HeldBack, err = s.holdBack()
	}
	return err
}

// bestOf returns the evaluation of the last stage with the lowest objective; nil if all failed.
func bestOf(list []*Evaluation) *Evaluation {
	var best *Evaluation
	for _, e := range list {
		switch {
		case e.Stage < 0 || math.IsInf(e.Objective, 1):
		case best == nil || e.Stage > best.Stage || e.Stage == best.Stage && e.Objective < best.Objective:
			best = e
		}
	}
	return best
}

// last is the number of the last stage, at which all that follows the search is evaluated.
func (c *Calibration) last() int { return len(c.stages) - 1 }

// total returns about how many evaluations there will be.
func (c *Calibration) total() int {
	p, n := &c.plan, 2
	for _, st := range p.stages() {
		n += st.Evaluations
	}
	d := len(p.Parameters)
	if p.Identify {
		n += 4 * d
	}
	if x := p.Profiles; x != nil {
		n += d * x.Points * (x.Evaluations + 1)
	}
	if x := p.History; x != nil {
		n += x.Waves * x.Points
	}
	if x := p.Ensemble; x != nil {
		n += (x.Steps+1)*x.walkers(d) + x.Training + x.Refining
	}
	return n + p.HoldBack.evaluations()
}
