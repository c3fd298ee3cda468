// Package parallel shares numbered, independent jobs among workers.
package parallel

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
)

// Workers returns n, or the number of processors that the program may use if n is 0 or less.
func Workers(n int) int {
	if n > 0 {
		return n
	}
	return runtime.GOMAXPROCS(0)
}

// Do calls job(worker, i) once for each i below n, from that many workers at once; worker is 0..workers-1, so a job
// can use its worker's scratch without locking. Jobs are handed out in ascending order as workers come free, so the
// result must not depend on which worker did what, nor when.
//
// It stops handing out jobs when a job returns an error or the context ends, and returns that error. A job that panics
// ends the call with a *Panic; nothing panics through Do.
func Do(ctx context.Context, workers, n int, job func(worker, i int) error) error {
	var next atomic.Int64
	return do(ctx, min(workers, n), n, func(int) int { return int(next.Add(1)) - 1 }, job)
}

// Ranges is Do for jobs whose neighbours lie side by side in memory. A worker begins with a range of them that is its own, the same in every call, and
// takes from the ranges of others when it is through: processors that worked on neighbours at the same time would slow each other down. Back is
// whether ranges are gone through in descending order.
func Ranges(ctx context.Context, workers, n int, back bool, job func(worker, i int) error) error {
	workers = min(workers, n)
	type taken struct {
		atomic.Int64
		_ [120]byte // no two in one or in neighbouring cache lines
	}
	ranges := make([]taken, workers)
	return do(ctx, workers, n, func(worker int) int {
		for k := range workers {
			r := (worker + k) % workers
			lo, hi := r*n/workers, (r+1)*n/workers
			switch i := int(ranges[r].Add(1)) - 1; {
			case i >= hi-lo:
			case back:
				return hi - 1 - i
			default:
				return lo + i
			}
		}
		return n
	}, job)
}

// do is Do of the jobs that next tells a worker, until that is none below n.
func do(ctx context.Context, workers, n int, next func(worker int) int, job func(worker, i int) error) error {
	var (
		group  sync.WaitGroup
		first  atomic.Pointer[error]
		undone atomic.Bool // a job was left
	)
	run := func(worker int) {
		for i := next(worker); i < n; i = next(worker) {
			if ctx.Err() != nil || first.Load() != nil {
				undone.Store(true)
				return
			}
			if err := guarded(job, worker, i); err != nil {
				failed := err // err itself would be on the heap in every turn
				first.CompareAndSwap(nil, &failed)
			}
		}
	}
	for worker := range workers {
		group.Go(func() { run(worker) })
	}
	group.Wait()
	if err := first.Load(); err != nil {
		return *err
	}
	if undone.Load() {
		return ctx.Err()
	}
	return nil
}

// Panic is the error that a panic becomes: what it said, and where.
type Panic struct {
	Value any
	At    string // function, file and line; not known in a program without debugging information
}

// Error says what panicked, in a line.
func (p *Panic) Error() string { return fmt.Sprintf("panic: %v (%s)", p.Value, p.At) }

// Guard calls f and returns its error, or a *Panic if it panics.
func Guard(f func() error) error {
	return guarded(func(_, _ int) error { return f() }, 0, 0)
}

// guarded calls job and returns its error, or a *Panic if it panics.
func guarded(job func(worker, i int) error, worker, i int) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &Panic{Value: p, At: panicked()}
		}
	}()
	return job(worker, i)
}

// panicked returns the place of the panic that is being recovered: the first function below the runtime's own.
func panicked() string {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs)])
	inRuntime := false
	for {
		frame, more := frames.Next()
		switch {
		case strings.HasPrefix(frame.Function, "runtime."):
			inRuntime = true
		case inRuntime:
			return fmt.Sprintf("%s, %s:%d", filepath.Base(frame.Function), filepath.Base(frame.File), frame.Line)
		}
		if !more {
			return "place not known"
		}
	}
}
