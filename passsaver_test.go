package cogap_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/internal/same"
	"github.com/cogap/cogap/observe"
)

// visits counts the chunks that are watched, month by month.
type visits struct {
	n    atomic.Int64
	then func(n int)
}

func (v *visits) See(*agent.Block, *agent.Month) { v.then(int(v.n.Add(1))) }

// stoppedStream saves a streamed run until so many chunks were watched, and returns how many were in all.
func stoppedStream(s cogap.Scenario, dir string, after int, o cogap.Options) (seen int, err error) {
	until, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	v := &visits{then: func(n int) {
		if n >= after {
			stop(errStop)
		}
	}}
	o.Watch, o.Checkpoint.Dir = []observe.Watcher{v}, dir
	if _, err = os.Stat(filepath.Join(dir, "scenario.json")); err == nil {
		var m *cogap.Model
		if m, err = cogap.NewModel(s); err == nil {
			_, err = m.Resume(until, dir, o)
		}
	} else {
		_, err = cogap.Run(until, s, o)
	}
	if errors.Is(err, context.Canceled) {
		err = nil
	}
	return int(v.n.Load()), err
}

// streamedAndResumed stops a streamed run twice and goes on with it.
func streamedAndResumed(s cogap.Scenario) (*cogap.Result, error) {
	dir, err := os.MkdirTemp("", "cogap-streamed-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	plan, err := cogap.Estimate(s, cogap.Options{})
	if err != nil {
		return nil, err
	}
	s = streaming(s, stream{Passes: s.Months + 1, PilotAgents: 1 + plan.Agents/3})
	s.Statistics.Panel = observe.Panel{}
	for _, chunks := range []int{3 * s.Months, 20 * s.Months} {
		if _, err := stoppedStream(s, dir, chunks, cogap.Options{Workers: 2}); err != nil {
			return nil, err
		}
	}
	m, err := cogap.NewModel(s)
	if err != nil {
		return nil, err
	}
	return m.Resume(ctx, dir, cogap.Options{Workers: 3})
}

// withoutPanelStreamed is streamedAlike of a run without a panel.
func withoutPanelStreamed(plain, other *cogap.Result) (a, b any) {
	x := *plain
	x.Panel, x.Manifest.Scenario.Statistics.Panel = nil, observe.Panel{}
	return streamedAlike(&x, other)
}

// chunked is a coupled scenario of some chunks, streamed in three passes.
func chunked() cogap.Scenario {
	s := full()
	s.Months, s.Population.Scale, s.Statistics.Panel = 5, 2000, observe.Panel{}
	return streaming(s, stream{Passes: 3, PilotAgents: 100, Tolerance: 1})
}

// TestStreamResumed: a streamed run that was stopped anywhere goes on with the pass and the sections that it had, and ends as one that never was;
// what is damaged is told and done again.
func TestStreamResumed(t *testing.T) {
	s := chunked()
	all := &visits{then: func(int) {}}
	want := same.Digest(run(t, s, cogap.Options{Watch: []observe.Watcher{all}}))
	total := int(all.n.Load())
	m, err := cogap.NewModel(s)
	require.NoError(t, err)
	chunk := s.Months // visits of one chunk
	for _, after := range []int{0, total / 5, total * 3 / 5} {
		dir := filepath.Join(t.TempDir(), "run")
		seen, err := stoppedStream(s, dir, after, cogap.Options{Workers: 1})
		require.NoError(t, err)
		rest := &visits{then: func(int) {}}
		got, err := cogap.Resume(ctx, dir, cogap.Options{Workers: 2, Watch: []observe.Watcher{rest}})
		require.NoError(t, err)
		require.Equal(t, want, same.Digest(got), "stopped after %d of %d", after, total)
		again := seen + int(rest.n.Load()) - total
		largest := 0
		for i := range m.Engine().Sections() {
			lo, hi := m.Engine().Section(i)
			largest = max(largest, (hi-lo)*chunk)
		}
		require.LessOrEqual(t, again, largest, "at most the section that was interrupted is done again")
	}
	dir := filepath.Join(t.TempDir(), "run")
	_, err = stoppedStream(s, dir, total/2, cogap.Options{Workers: 1})
	require.NoError(t, err)
	files, err := filepath.Glob(filepath.Join(dir, "pass-*-*.bin"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, name := range files {
		require.NoError(t, os.Truncate(name, 100))
	}
	var warned []error
	got, err := cogap.Resume(ctx, dir, cogap.Options{Checkpoint: cogap.Checkpoint{Warn: func(err error) { warned = append(warned, err) }}})
	require.NoError(t, err)
	require.Equal(t, want, same.Digest(got))
	require.Len(t, warned, len(files))
	require.ErrorContains(t, warned[0], filepath.Base(files[0])+": part: not in the expected format")

	names, err := filepath.Glob(filepath.Join(dir, "pass-????.bin"))
	require.NoError(t, err)
	require.Len(t, names, 1, "what was done in the passes before is not needed")
	require.NoError(t, os.Truncate(names[0], 50))
	got, err = cogap.Resume(ctx, dir, cogap.Options{Checkpoint: cogap.Checkpoint{Warn: func(err error) { warned = append(warned, err) }}})
	require.NoError(t, err)
	require.Equal(t, want, same.Digest(got))
	require.ErrorContains(t, warned[len(warned)-1], filepath.Base(names[0]))
}

// TestStreamShareResumed: what several processes have saved of a streamed run, another number goes on with.
func TestStreamShareResumed(t *testing.T) {
	s := chunked()
	want := same.Digest(run(t, s, cogap.Options{}))
	dir := t.TempDir()
	_, errs := by(3, cogap.Options{}, func(_ int, o cogap.Options) (*cogap.Result, error) {
		_, err := stoppedStream(s, dir, 9*s.Months, o)
		return nil, errors.Join(err, errStop)
	})
	require.Error(t, errors.Join(errs...))
	for _, of := range []int{2, 1} {
		results, err := resumedBy(of, s, dir, cogap.Options{})
		require.NoError(t, err)
		for _, got := range results {
			require.Equal(t, want, same.Digest(got), "%d processes", of)
		}
	}
}

// TestStreamKilled: a streamed run that is killed again and again ends as one that never was.
func TestStreamKilled(t *testing.T) {
	s := chunked()
	want := same.Digest(run(t, s, cogap.Options{}))
	random := rand.New(rand.NewPCG(uint64(os.Getpid()), 2))
	task := saving{Dir: filepath.Join(t.TempDir(), "run"), Scenario: s}
	for range *kills {
		killed(t, task, 1+random.IntN(40*s.Months), random.IntN(100_000))
	}
	got, err := cogap.Resume(ctx, task.Dir, cogap.Options{})
	if errors.Is(err, os.ErrNotExist) { // killed before it had begun, each time
		got, err = cogap.Run(ctx, s, cogap.Options{Checkpoint: cogap.Checkpoint{Dir: task.Dir}})
	}
	require.NoError(t, err)
	require.Equal(t, want, same.Digest(got))
}
