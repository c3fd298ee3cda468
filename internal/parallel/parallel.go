// Package parallel shares numbered, independent jobs among workers.
package parallel

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
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
// It stops handing out jobs when the context ends and returns its error. A job that panics ends the call with an
// error that holds the stack; nothing panics through Do.
func Do(ctx context.Context, workers, n int, job func(worker, i int)) error {
	var (
		next  atomic.Int64
		group sync.WaitGroup
		first atomic.Pointer[error]
	)
	run := func(worker int) {
		i := -1
		defer func() {
			if p := recover(); p != nil {
				err := fmt.Errorf("job %d panicked: %v\n%s", i, p, debug.Stack())
				first.CompareAndSwap(nil, &err)
			}
		}()
		for ctx.Err() == nil && first.Load() == nil {
			if i = int(next.Add(1)) - 1; i >= n {
				return
			}
			job(worker, i)
		}
	}
	for worker := range min(workers, n) {
		group.Go(func() { run(worker) })
	}
	group.Wait()
	if err := first.Load(); err != nil {
		return *err
	}
	if int(next.Load()) < n { // some job was never handed out
		return ctx.Err()
	}
	return nil
}
