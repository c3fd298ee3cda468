package cogap_test

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/same"
	"github.com/cogap/cogap/observe"
)

// meeting is where processes exchange what they have: goroutines here.
type meeting struct {
	mu      sync.Mutex
	met     *sync.Cond
	of      int
	brought map[int][]byte
	all     [][]byte
	times   int
	err     error
}

func newMeeting(of int) *meeting {
	m := &meeting{of: of, brought: map[int][]byte{}}
	m.met = sync.NewCond(&m.mu)
	return m
}

// exchange returns what one of them calls.
func (m *meeting) exchange(number int) func([]byte) ([][]byte, error) {
	return func(mine []byte) ([][]byte, error) {
		m.mu.Lock()
		defer m.mu.Unlock()
		time := m.times
		m.brought[number] = bytes.Clone(mine)
		if len(m.brought) == m.of {
			m.all = make([][]byte, m.of)
			for number, b := range m.brought {
				m.all[number] = b
			}
			m.brought = map[int][]byte{}
			m.times++
			m.met.Broadcast()
		}
		for m.times == time && m.err == nil {
			m.met.Wait()
		}
		return m.all, m.err
	}
}

// leave ends the meeting: one of them has failed, and the others must not wait for it.
func (m *meeting) leave(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.err = err
	m.met.Broadcast()
}

// together runs a scenario by several processes and returns what each got.
func together(of int, s func(number int) cogap.Scenario, o cogap.Options) (results []*cogap.Result, errs []error) {
	m := newMeeting(of)
	results, errs = make([]*cogap.Result, of), make([]error, of)
	var group sync.WaitGroup
	for number := range of {
		group.Go(func() {
			o := o
			o.Share = cogap.Share{Number: number, Of: of, Exchange: m.exchange(number)}
			results[number], errs[number] = cogap.Run(context.Background(), s(number), o)
			if errs[number] != nil {
				m.leave(errs[number])
			}
		})
	}
	group.Wait()
	return results, errs
}

// shared runs a scenario by several processes and returns what the last of them got.
func shared(of int) func(cogap.Scenario) (*cogap.Result, error) {
	return func(s cogap.Scenario) (*cogap.Result, error) {
		s.Statistics.Panel = observe.Panel{}
		results, errs := together(of, func(int) cogap.Scenario { return s }, cogap.Options{Workers: 2})
		return results[of-1], errors.Join(errs...)
	}
}

// TestShare: every process of a run by several has the result of one, stored and streamed, whatever their number.
func TestShare(t *testing.T) {
	s := full()
	s.Statistics.Panel = observe.Panel{}
	for _, s := range []cogap.Scenario{s, streaming(s, stream{Passes: 2, PilotAgents: 100})} {
		want := run(t, s, cogap.Options{})
		for _, of := range []int{1, 2, 4, 100} { // more processes than chunks: some have nobody
			results, errs := together(of, func(int) cogap.Scenario { return s }, cogap.Options{})
			for number := range of {
				require.NoError(t, errs[number])
				require.Empty(t, same.Differences(want, results[number], 5), "process %d of %d", number, of)
			}
		}
	}
}

// TestShareRefuses: what several processes cannot do is refused, and a process that fails, or runs something else, ends all.
func TestShareRefuses(t *testing.T) {
	s := full()
	exchange := func([]byte) ([][]byte, error) { return nil, nil }
	for want, o := range map[string]cogap.Options{
		"a panel is drawn from everybody": {Share: cogap.Share{Of: 2, Exchange: exchange}},
		"share 2 of 2: want a number":     {Share: cogap.Share{Number: 2, Of: 2, Exchange: exchange}},
		"share 0 of 2: want a number":     {Share: cogap.Share{Of: 2}},
	} {
		_, err := cogap.Run(ctx, s, o)
		require.ErrorContains(t, err, want)
		m, err := cogap.NewModel(s)
		require.NoError(t, err)
		require.ErrorContains(t, m.Follow(ctx, o, nil), want)
	}
	s.Statistics.Panel = observe.Panel{}
	_, err := cogap.Run(ctx, s, cogap.Options{Share: cogap.Share{Of: 2, Exchange: exchange}, Checkpoint: cogap.Checkpoint{Dir: t.TempDir()}})
	require.ErrorContains(t, err, "a run of several processes cannot be saved")
	_, err = cogap.Run(ctx, s, cogap.Options{Share: cogap.Share{Of: 2, Exchange: exchange}})
	require.ErrorContains(t, err, "got the bytes of 0 processes, want those of 2")

	_, errs := together(2, func(number int) cogap.Scenario {
		other := s
		other.Seed += uint64(number)
		return other
	}, cogap.Options{})
	for _, err := range errs {
		require.ErrorContains(t, err, "process")
		require.ErrorContains(t, err, "another model")
	}
	stop := errors.New("stop")
	_, errs = together(3, func(int) cogap.Scenario { return s }, cogap.Options{OnMonth: func(r cogap.Record) error {
		if r.Month == 1 {
			return stop
		}
		return nil
	}})
	for _, err := range errs {
		require.ErrorIs(t, err, stop)
	}
}
