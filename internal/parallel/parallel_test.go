package parallel

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

// ways are those in which jobs are handed out.
var ways = []func(ctx context.Context, workers, n int, job func(worker, i int) error) error{
	Do,
	func(ctx context.Context, workers, n int, job func(worker, i int) error) error {
		return Ranges(ctx, workers, n, false, job)
	},
	func(ctx context.Context, workers, n int, job func(worker, i int) error) error {
		return Ranges(ctx, workers, n, true, job)
	},
}

func TestDo(t *testing.T) {
	for _, workers := range []int{1, 2, 7, 64} {
		for _, way := range ways {
			var calls [100]atomic.Int32
			require.NoError(t, way(t.Context(), workers, len(calls), func(worker, i int) error {
				require.Less(t, worker, workers)
				calls[i].Add(1)
				return nil
			}))
			for i := range calls {
				require.Equal(t, int32(1), calls[i].Load())
			}
			require.NoError(t, way(t.Context(), workers, 0, nil))
		}
	}
	require.Positive(t, Workers(0))
	require.Equal(t, 5, Workers(5))
}

func TestRangesBegin(t *testing.T) {
	for back, want := range map[bool][]int{false: {0, 3, 6}, true: {2, 5, 9}} {
		var all sync.WaitGroup // workers that have begun
		all.Add(len(want))
		begun, firsts := make([]bool, len(want)), make([]int, len(want))
		require.NoError(t, Ranges(t.Context(), len(want), 10, back, func(worker, i int) error {
			if !begun[worker] {
				begun[worker], firsts[worker] = true, i
				all.Done()
				all.Wait()
			}
			return nil
		}))
		require.Equal(t, want, firsts)
	}
}

func TestRangesHelp(t *testing.T) {
	const n = 100
	var others sync.WaitGroup // jobs but the one that takes long
	others.Add(n - 1)
	require.NoError(t, Ranges(t.Context(), 2, n, false, func(_, i int) error {
		if i == 0 {
			others.Wait()
			return nil
		}
		others.Done()
		return nil
	}))
}

func TestDoEnds(t *testing.T) {
	for _, way := range ways {
		ends(t, way)
	}
}

func ends(t *testing.T, way func(ctx context.Context, workers, n int, job func(worker, i int) error) error) {
	ctx, cancel := context.WithCancel(t.Context())
	var calls atomic.Int32
	err := way(ctx, 2, 1<<30, func(_, i int) error {
		if calls.Add(1) >= 10 { // from the tenth on each: a worker that was not told yet must not run ahead
			cancel()
		}
		return nil
	})
	require.ErrorIs(t, err, context.Canceled)
	require.LessOrEqual(t, calls.Load(), int32(11), "one more each, of the two workers")

	err = way(t.Context(), 2, 1<<10, func(_, i int) error {
		if i == 5 {
			panic("a user's mistake")
		}
		return nil
	})
	require.Regexp(t, `^panic: a user's mistake \(.*parallel.ends.func\d, parallel_test.go:\d+\)$`, err.Error())

	var list []int
	err = way(t.Context(), 2, 10, func(_, i int) error { return fmt.Errorf("job %d of %d", i, list[i]) })
	require.Regexp(t, `^panic: runtime error: index out of range .*parallel_test.go:\d+\)$`, err.Error())

	mistake := errors.New("mistake")
	require.ErrorIs(t, way(t.Context(), 2, 1<<30, func(_, i int) error { return mistake }), mistake)
}
