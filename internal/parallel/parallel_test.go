package parallel

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDo(t *testing.T) {
	for _, workers := range []int{1, 2, 7, 64} {
		var calls [100]atomic.Int32
		require.NoError(t, Do(t.Context(), workers, len(calls), func(worker, i int) error {
			require.Less(t, worker, workers)
			calls[i].Add(1)
			return nil
		}))
		for i := range calls {
			require.Equal(t, int32(1), calls[i].Load())
		}
	}
	require.NoError(t, Do(t.Context(), 3, 0, nil))
	require.Positive(t, Workers(0))
	require.Equal(t, 5, Workers(5))
}

func TestDoEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var calls atomic.Int32
	err := Do(ctx, 2, 1<<30, func(_, i int) error {
		if calls.Add(1) >= 10 { // from the tenth on each: a worker that was not told yet must not run ahead
			cancel()
		}
		return nil
	})
	require.ErrorIs(t, err, context.Canceled)
	require.LessOrEqual(t, calls.Load(), int32(11), "one more each, of the two workers")

	err = Do(t.Context(), 2, 1<<30, func(_, i int) error {
		if i == 5 {
			panic("a user's mistake")
		}
		return nil
	})
	require.Regexp(t, `^panic: a user's mistake \(.*parallel.TestDoEnds.func\d, parallel_test.go:\d+\)$`, err.Error())

	var list []int
	err = Do(t.Context(), 2, 10, func(_, i int) error { return fmt.Errorf("job %d of %d", i, list[i]) })
	require.Regexp(t, `^panic: runtime error: index out of range .*parallel_test.go:\d+\)$`, err.Error())

	mistake := errors.New("mistake")
	require.ErrorIs(t, Do(t.Context(), 2, 1<<30, func(_, i int) error { return mistake }), mistake)
}
