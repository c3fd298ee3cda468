package study

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/param"
)

// presents keeps the presents from which runs begin: those of pasts that were needed last, and that of Plan.From.
type presents struct {
	sync.Mutex
	list  []*present
	saved *cogap.Present
}

// present is where a replicate is after a past.
type present struct {
	past *past
	seed uint64
	at   *cogap.Present
	made sync.Once
	err  error
}

// of returns a present that is made now or was, of at most so many that are kept.
func (p *presents) of(of *past, seed uint64, keep int) *present {
	p.Lock()
	defer p.Unlock()
	for _, x := range p.list {
		if x.past == of && x.seed == seed {
			return x
		}
	}
	x := &present{past: of, seed: seed}
	p.list = append([]*present{x}, p.list[:min(len(p.list), keep-1)]...)
	return x
}

// present returns where a replicate with the given seed is after a past, which is run by a cell's model if nobody has; nil after none.
func (u *runner) present(ctx context.Context, of *past, m *cogap.Model) (*cogap.Present, error) {
	if of == nil {
		return nil, nil
	}
	s := u.study
	x := s.presents.of(of, m.Scenario().Seed, u.keep())
	x.made.Do(func() {
		var before *cogap.Present
		if before, x.err = u.present(ctx, of.before, m); x.err == nil {
			x.at, x.err = m.Present(ctx, before, of.months, cogap.Options{Workers: u.inner})
		}
	})
	return x.at, x.err
}

// presentsMore is how many presents are kept beside that of each run that is done at once: those from which they begin.
const presentsMore = 2

// keep returns how many presents are kept.
func (u *runner) keep() int { return u.outer + presentsMore }

// forget lets the memory be used for something else.
func (p *presents) forget() {
	p.Lock()
	defer p.Unlock()
	p.list = nil
}

// from returns the present that the plan begins from; nil if it does from the start. It is read once.
func (s *Study) from(ctx context.Context) (*cogap.Present, error) {
	p := &s.presents
	p.Lock()
	defer p.Unlock()
	if s.plan.From == "" || p.saved != nil {
		return p.saved, nil
	}
	saved, err := cogap.SavedPresent(ctx, s.plan.From, nil)
	if err != nil {
		return nil, &cogap.ParameterError{Path: "from", Err: err}
	}
	if err := s.agree(ctx, saved); err != nil {
		return nil, err
	}
	p.saved = saved
	return saved, nil
}

// agree returns what cells that are checked have in their past that the saved run has not.
func (s *Study) agree(ctx context.Context, saved *cogap.Present) error {
	var problems []error
	told := map[string]bool{}
	for i := range min(s.plan.Cells(), mostTried) {
		j := s.plan.Job(i)
		m, _, err := s.model(j)
		if err == nil {
			err = saved.Agrees(ctx, m)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err == nil || told[err.Error()] {
			continue
		}
		told[err.Error()] = true
		problems = append(problems, &cogap.ParameterError{Path: "from", Err: s.plan.together(j.Levels, fmt.Errorf("%s: %w", param.Shorten(s.plan.From, 200), err))})
	}
	return errors.Join(problems...)
}
