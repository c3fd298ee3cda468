package study

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/cogap/cogap/internal/parallel"
)

// Options say how a study is run. They never change a number. The zero value is valid.
type Options struct {
	// Workers is how many runs are done at once; 0 means one for each processor. Runs of many agents are done one by one, and
	// the workers share each.
	Workers int
	// Done are rows of the same plan that there are already, such as those of a study that was stopped. Their runs are not done
	// again. Those that are not of the plan (cell, replicate, seed, levels, number of values) are an error.
	Done []Row
	// OnRow is called with each row as it is ready, never twice at once, in whatever order runs end. An error ends the
	// study, which then returns it. It is not called for Done.
	OnRow func(Row) error
	// Progress is called before the first run and after each, never twice at once, with the number of runs that are done and
	// the number that the study will have; with Until, the most that it may still need.
	Progress func(done, total int)
}

// Run runs a study: it is New and then Study.Run.
func Run(ctx context.Context, p Plan, o Options) (*Result, error) {
	s, err := New(p)
	if err != nil {
		return nil, err
	}
	return s.Run(ctx, o)
}

// together is how many agents a run may have to be done by one worker beside others.
const together = 1 << 20

// Run does all runs of the study. A run that fails or panics is a row with an error, and the study goes on.
//
// If ctx ends or OnRow returns an error, it returns that error with the result of all runs that were complete.
func (s *Study) Run(ctx context.Context, o Options) (*Result, error) {
	r := newResult(s)
	if err := s.take(r, o.Done); err != nil {
		return nil, err
	}
	return r, s.complete(ctx, r, o)
}

// complete does all runs of the study that a result does not have.
func (s *Study) complete(ctx context.Context, r *Result, o Options) error {
	u := s.runner(r, o)
	cells := s.plan.Cells()
	for to := s.plan.first(); ; to = s.plan.next(to) {
		r.Replicates = to
		if err := u.runs(ctx, numbers(to*cells)); err != nil {
			return err
		}
		if to == s.plan.replicates() || s.enough(r) {
			return nil
		}
	}
}

// take puts rows that there are already into a result. Those that are not of the plan are an error.
func (s *Study) take(r *Result, rows []Row) error {
	var problems []error
	for i, row := range rows {
		if err := s.belongs(&row); err != nil {
			problems = append(problems, fmt.Errorf("study: Done[%d]: %w", i, err))
			continue
		}
		r.keep(&row)
	}
	return errors.Join(problems...)
}

// belongs returns an error if a row is not one of the study's.
func (s *Study) belongs(row *Row) error {
	if row.Index < 0 || row.Index >= s.Len() {
		return fmt.Errorf("got run %d, want one from 0 to %d", row.Index, s.Len()-1)
	}
	switch want := s.plan.Job(row.Index); {
	case row.Cell != want.Cell || row.Replicate != want.Replicate || row.Seed != want.Seed || !slices.Equal(row.Levels, want.Levels):
		return fmt.Errorf("got another cell, replicate, seed or levels than run %d of the plan has", row.Index)
	case row.Err == nil && len(row.Values) != len(s.columns):
		return fmt.Errorf("got %d values of run %d, want %d", len(row.Values), row.Index, len(s.columns))
	}
	return nil
}

// split returns how many runs of such sizes so many workers do at once, and how many share each.
func split(list []size, workers int) (outer, inner int) {
	if many(list) {
		return 1, workers
	}
	return workers, 1
}

// many reports whether a run is of too many agents to be done beside others.
func many(list []size) bool {
	return slices.ContainsFunc(list, func(x size) bool { return x.Agents > together })
}

// runner does runs and gathers their rows.
type runner struct {
	study        *Study
	result       *Result
	options      Options
	outer, inner int  // runs at once, workers of each
	many         bool // runs are of so many agents that they are done one after the other

	mu   sync.Mutex
	done int
}

func (s *Study) runner(r *Result, o Options) *runner {
	u := &runner{study: s, result: r, options: o}
	list, _ := s.sized() // a cell that can't be made is a row with that error
	u.outer, u.inner = split(list, parallel.Workers(o.Workers))
	u.many = many(list)
	return u
}

// numbers lists the first n numbers.
func numbers(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

// runs does the runs of a list that are not done.
func (u *runner) runs(ctx context.Context, list []int) error {
	var left []int
	for _, i := range list {
		if u.result.rows[i] == nil {
			left = append(left, i)
		}
	}
	if _, err := u.study.from(ctx); err != nil {
		return err
	}
	defer u.study.presents.forget()
	u.study.pasts().sorted(u.study, left)
	deals := u.study.pasts().dealt(u.study, left, u.outer)
	u.done = len(list) - len(left)
	u.tell(len(list))
	return parallel.Do(ctx, u.outer, len(left), func(_, k int) error {
		if u.many {
			runtime.GC() // people of the run before make room
		}
		row, err := u.run(ctx, deals[k])
		if err != nil {
			return err
		}
		u.mu.Lock()
		defer u.mu.Unlock()
		u.result.keep(&row)
		u.done++
		u.tell(len(list))
		if u.options.OnRow != nil {
			return u.options.OnRow(row)
		}
		return nil
	})
}

func (u *runner) tell(total int) {
	if u.options.Progress != nil {
		u.options.Progress(u.done, total)
	}
}
