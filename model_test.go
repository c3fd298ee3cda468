package cogap_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/same"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/observe"
)

// TestModelRunsAgain: each run of a model is the run of its scenario, the first and the next, and so is one of a model that was
// made with another, of another price or seed. What somebody does to scenario, model or results changes none of it.
func TestModelRunsAgain(t *testing.T) {
	s := full()
	m, err := cogap.NewModel(s)
	require.NoError(t, err)
	want := same.Digest(run(t, full(), cogap.Options{}))
	same.Spoil(&s)
	for range 3 {
		r, err := m.Run(t.Context(), cogap.Options{})
		require.NoError(t, err)
		require.Equal(t, want, same.Digest(r))
		copied := m.Scenario()
		same.Spoil(&copied)
		same.Spoil(&r.Months)
		same.Spoil(&r.Manifest)
	}
	for _, change := range []func(*cogap.Scenario){
		func(s *cogap.Scenario) { s.Market.Tiers[0].Price = market.Constant(50) },
		func(s *cogap.Scenario) { s.Seed = 7 },
		func(s *cogap.Scenario) { s.Population.Scale *= 2 },
		func(s *cogap.Scenario) {
			s.Statistics.Mobility, s.Statistics.Collect, s.Statistics.Panel = false, nil, observe.Panel{}
		},
	} {
		s := full()
		change(&s)
		other, err := m.With(s)
		require.NoError(t, err)
		r, err := other.Run(t.Context(), cogap.Options{})
		require.NoError(t, err)
		require.Empty(t, same.Differences(run(t, s, cogap.Options{}), r, 3))
	}
	s = full()
	s.Months = 0
	_, err = m.With(s)
	require.ErrorContains(t, err, "months: got 0")
}

// TestEach: the months that Each shows are those of Run, stored or streamed, and an error ends them.
func TestEach(t *testing.T) {
	for _, passes := range []int{0, 2} {
		s := full()
		s.Stream.Passes = passes
		m, err := cogap.NewModel(s)
		require.NoError(t, err)
		r, err := m.Run(t.Context(), cogap.Options{})
		require.NoError(t, err)
		var months []cogap.Record
		require.NoError(t, m.Each(t.Context(), cogap.Options{Workers: 1}, func(month *cogap.Record) error {
			months = append(months, *month)
			return nil
		}))
		require.Empty(t, same.Differences(r.Months, months, 3))
		seen := 0
		err = m.Each(t.Context(), cogap.Options{}, func(*cogap.Record) error {
			if seen++; seen == 2 {
				return errStop
			}
			return nil
		})
		require.ErrorIs(t, err, errStop)
		require.Equal(t, 2, seen)
	}
}

var errStop = errors.New("stop")

// BenchmarkModel compares the first run of a model with its second, which makes neither tables nor people. Both are per
// agent-step, at 100,000 agents.
func BenchmarkModel(b *testing.B) {
	s := cogap.Default()
	s.Population.Scale, s.Statistics.Every = 1409, 0
	for _, again := range []bool{false, true} {
		b.Run(fmt.Sprintf("again=%t", again), func(b *testing.B) {
			m, err := cogap.NewModel(s)
			require.NoError(b, err)
			steps := int64(0)
			for b.Loop() {
				if !again {
					m, err = cogap.NewModel(s)
					require.NoError(b, err)
				}
				r, err := m.Run(b.Context(), cogap.Options{Workers: 1})
				require.NoError(b, err)
				steps += int64(r.Manifest.Agents * len(r.Months))
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(steps), "ns/agent-step")
		})
	}
}
