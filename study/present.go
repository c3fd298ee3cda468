package study

import (
	"context"
	"errors"
	"fmt"
	"slices"
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
	past   *past
	seed   uint64
	at     *cogap.Present
	before *present // from which it was made; nil: the start
	made   sync.Once
	err    error
	users  int // the list that it is in, runs that begin from it, presents that were made from it
}

// of returns a present that is made now or was, of at most so many that are kept. It has a user more, until it is given back.
func (p *presents) of(of *past, seed uint64, keep int) *present {
	p.Lock()
	defer p.Unlock()
	at := slices.IndexFunc(p.list, func(x *present) bool { return x.past == of && x.seed == seed })
	if at < 0 {
		at = 0
		p.keepOnly(keep - 1)
		p.list = slices.Insert(p.list, 0, &present{past: of, seed: seed, users: 1})
	}
	p.list[at].users++
	return p.list[at]
}

// keepOnly drops all presents but the first ones of the list.
func (p *presents) keepOnly(first int) {
	for len(p.list) > first {
		last := len(p.list) - 1
		p.drop(p.list[last])
		p.list = slices.Delete(p.list, last, last+1)
	}
}

// drop takes a user away from a present. What nobody uses is over: its memory is used for others.
func (p *presents) drop(x *present) {
	for ; x != nil; x = x.before {
		if x.users--; x.users > 0 {
			return
		}
		if x.at != nil {
			x.at.Release()
		}
	}
}

// giveBack says that a present is not needed any more by one who asked for it.
func (p *presents) giveBack(x *present) {
	p.Lock()
	defer p.Unlock()
	p.drop(x)
}

// present returns where a replicate with the given seed is after a past, which is run by a cell's model and so many workers if nobody has; nil after none. It is to be
// given back, unless there is an error.
func (u *runner) present(ctx context.Context, of *past, m *cogap.Model, workers int) (*present, error) {
	if of == nil {
		return nil, nil
	}
	p := &u.study.presents
	x := p.of(of, m.Scenario().Seed, u.keep())
	x.made.Do(func() {
		if x.before, x.err = u.present(ctx, of.before, m, workers); x.err == nil {
			x.at, x.err = m.Present(ctx, x.before.present(), of.months, cogap.Options{Workers: workers})
		}
	})
	if x.err != nil {
		p.giveBack(x)
		return nil, x.err
	}
	return x, nil
}

// present returns what runs begin from; nil: the start.
func (x *present) present() *cogap.Present {
	if x == nil {
		return nil
	}
	return x.at
}

// presentsMore is how many presents are kept beside that of each run that is done at once: those from which they begin.
const presentsMore = 2

// keep returns how many presents are kept.
func (u *runner) keep() int { return u.outer + presentsMore }

// forget lets the memory be used for something else.
func (p *presents) forget() {
	p.Lock()
	defer p.Unlock()
	p.keepOnly(0)
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
