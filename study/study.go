package study

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/deep"
	"github.com/cogap/cogap/internal/parallel"
	"github.com/cogap/cogap/measure"
)

// Study is a plan that was found to be sound, with what all of its runs share. It may be used by many goroutines at once.
type Study struct {
	plan    Plan
	columns []Column
	first   []int // the first column of the name of each: a measure may be a month of a series too
	base    *cogap.Model
	root    *cogap.Model // base, of which runs measure what columns need: models of runs are made of it, and share people and their memory
	need    need
	recent  recent

	sizing sync.Once
	found  []size // once they were asked for; see sized
	wrong  error

	sharing  sync.Once
	shared   *pasts // once it was asked for
	presents presents
}

// Column is one number of every run.
type Column struct {
	Ref    measure.Ref
	Series int // which of Plan.Series it is a month of; -1 for one of Plan.Measures
}

// String returns the column's name: sota_share@2028-12.
func (c Column) String() string { return c.Ref.String() }

// firsts returns for each column the first one of its name.
func firsts(columns []Column) []int {
	list := make([]int, len(columns))
	at := map[string]int{}
	for k, x := range columns {
		name := x.String()
		if _, known := at[name]; !known {
			at[name] = k
		}
		list[k] = at[name]
	}
	return list
}

// New checks a plan and prepares its runs; nothing runs. Its error holds all problems of the plan, each a
// *cogap.ParameterError with its place in the plan, such as factors[0].values[2]: unknown parameters and measures, values that
// are not allowed, designs that can't do what is asked, more runs than AtMost.
func New(p Plan) (*Study, error) {
	s := &Study{plan: p.clone()}
	s.plan.rebase()
	c := checker{plan: &s.plan, told: map[string]bool{}}
	c.shape()
	c.scenarios(s)
	if err := errors.Join(c.problems...); err != nil {
		return nil, err
	}
	s.first = firsts(s.columns)
	var err error
	s.root, err = s.base.With(s.measured(s.base.Scenario()))
	return s, err
}

// Shape returns what of New's error can be known whatever the scenarios of the plan are: of its numbers, its design, names of measures, and factors by themselves.
func (p Plan) Shape() error {
	c := checker{plan: &p}
	c.shape()
	return errors.Join(c.problems...)
}

// clone returns a copy of the plan. Rules are code and shared.
func (p Plan) clone() Plan {
	c := deep.Copy(p)
	c.Base.Rule = p.Base.Rule
	for i := range p.Factors {
		for k := range p.Factors[i].Scenarios {
			c.Factors[i].Scenarios[k].Scenario.Rule = p.Factors[i].Scenarios[k].Scenario.Rule
		}
	}
	return c
}

// Plan returns a copy of the plan.
func (s *Study) Plan() Plan { return s.plan.clone() }

// Len returns how many runs the study has; with Until, the most that it can have.
func (s *Study) Len() int { return s.plan.Len() }

// Job returns the i-th run of the study; see [Plan.Job]. It panics if there is no such run.
func (s *Study) Job(i int) Job { return s.plan.Job(i) }

// Columns lists the numbers of each run, in the order of Row.Values.
func (s *Study) Columns() []Column { return slices.Clone(s.columns) }

// Row is what one run gave.
type Row struct {
	Job
	Values  []float64 // of the study's columns; NaN where a number is not defined; nil if the run failed
	Digest  string    // 16 letters that tell this run from one in which any sum over everybody differs in any month
	Seconds float64   // that the run took
	Err     error     // why the run failed; nil if it did not
}

// RunJob does one run of the study, alone: its row is that of the whole study. A run that fails or panics is a row with an error;
// the second result is that of a context that ended, or of a number that no run has.
func (s *Study) RunJob(ctx context.Context, i int) (Row, error) {
	if i < 0 || i >= s.Len() {
		return Row{}, fmt.Errorf("study: got run %d, want one from 0 to %d", i, s.Len()-1)
	}
	from, err := s.from(ctx)
	if err != nil {
		return Row{}, err
	}
	return s.run(ctx, s.plan.Job(i), 0, from)
}

// RunAt does one run with values of the factors that the design need not have, such as a search asks for, as that replicate would have
// it with shared luck. levels are as in Job, of which Index and Cell are -1; workers share the run, 0 means one for each processor.
func (s *Study) RunAt(ctx context.Context, levels []string, replicate, workers int) (Row, error) {
	from, err := s.from(ctx)
	if err != nil {
		return Row{}, err
	}
	return s.run(ctx, Job{Index: -1, Cell: -1, Replicate: replicate, Seed: s.plan.seed(replicate), Levels: levels}, workers, from)
}

// run does a run with so many workers, from a present or, if that is nil, from the start.
func (s *Study) run(ctx context.Context, j Job, workers int, from *cogap.Present) (Row, error) {
	return s.timed(ctx, j, func(row *Row) error {
		m, readers, err := s.model(j)
		if err != nil {
			return err
		}
		return fill(ctx, row, m, readers, from, workers)
	})
}

// timed makes the row of a run, which may fail or panic.
func (s *Study) timed(ctx context.Context, j Job, do func(*Row) error) (Row, error) {
	start := time.Now()
	row := Row{Job: j}
	row.Err = parallel.Guard(func() error { return do(&row) })
	row.Seconds = time.Since(start).Seconds()
	if row.Err != nil {
		row.Values, row.Digest = nil, ""
		if err := ctx.Err(); err != nil {
			return row, err
		}
	}
	return row, nil
}

// run does a run of the study, from what it shares with others if it shares anything.
func (u *runner) run(ctx context.Context, d due) (Row, error) {
	s, workers := u.study, d.own*u.inner
	j := s.plan.Job(d.run)
	if of := s.pasts().of; of == nil || of[j.Cell] == nil {
		return s.run(ctx, j, workers, s.presents.saved)
	}
	return s.timed(ctx, j, func(row *Row) error {
		m, readers, err := s.model(j)
		if err != nil {
			return err
		}
		from, err := u.present(ctx, s.pasts().of[j.Cell], m, d.past*u.inner)
		if err == nil {
			err = fill(ctx, row, m, readers, from.present(), workers)
			s.presents.giveBack(from)
		}
		if err == nil || ctx.Err() != nil {
			return err
		}
		if m, readers, err = s.model(j); err != nil { // whatever went wrong, the run alone tells
			return err
		}
		return fill(ctx, row, m, readers, nil, workers)
	})
}

// fill runs the model of a row and fills in what it gave.
func fill(ctx context.Context, row *Row, m *cogap.Model, readers []*measure.Reader, from *cogap.Present, workers int) error {
	strata := m.Engine().Strata()
	sum := sha256.New()
	var bytes []byte
	err := m.FollowFrom(ctx, from, cogap.Options{Workers: workers}, func(r *cogap.Record) error {
		bytes, _ = r.Total.AppendBinary(bytes[:0]) // neither ever fails
		_, _ = sum.Write(bytes)
		month := measure.NewMonth(r, strata)
		for _, x := range readers {
			x.See(month)
		}
		return nil
	})
	if err != nil {
		return err
	}
	row.Digest = hex.EncodeToString(sum.Sum(nil)[:8])
	row.Values = make([]float64, len(readers))
	for k, x := range readers {
		v, err := x.Value()
		if err != nil {
			return err
		}
		row.Values[k] = v.Value
	}
	return nil
}

// refs returns the names of all columns.
func (s *Study) refs() []measure.Ref {
	list := make([]measure.Ref, len(s.columns))
	for k := range s.columns {
		list[k] = s.columns[k].Ref
	}
	return list
}
