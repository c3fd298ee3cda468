package cogap_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
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

// TestFollow: each month is shown as a run would record it, whether people are stored or streamed, and a function that has seen
// enough ends the run.
func TestFollow(t *testing.T) {
	for name, s := range map[string]cogap.Scenario{"stored": full(), "streamed": streaming(full(), cogap.Stream{Passes: 2, PilotAgents: 1000, Tolerance: 1})} {
		want := run(t, s, cogap.Options{})
		m, err := cogap.NewModel(s)
		require.NoError(t, err)
		for range 2 {
			months := 0
			require.NoError(t, m.Follow(t.Context(), cogap.Options{Workers: 3}, func(r *cogap.Record) error {
				require.Empty(t, same.Differences(&want.Months[months], r, 3), name)
				months++
				return nil
			}))
			require.Equal(t, s.Months, months)
		}
		enough := errors.New("enough")
		err = m.Follow(t.Context(), cogap.Options{}, func(r *cogap.Record) error {
			if r.Month == 2 {
				return enough
			}
			return nil
		})
		require.ErrorIs(t, err, enough)
	}
}

// TestOverflow: sums that would wrap end the run with an error that names month, quantity and parameters, beside all months
// before; the plan has said so before, and says of other runs that they cannot.
func TestOverflow(t *testing.T) {
	for name, change := range map[string]func(*cogap.Scenario){
		"pass through": func(s *cogap.Scenario) { s.Behaviour.PassThrough, s.Months = 1, 300 },
		"growth":       func(s *cogap.Scenario) { s.Behaviour.IncomeGrowth, s.Months = 0.5, 200 },
		"streamed":     func(s *cogap.Scenario) { s.Behaviour.IncomeGrowth, s.Months, s.Stream.Passes = 0.5, 200, 1 },
	} {
		s := cogap.Plain()
		s.Population.Scale, s.Statistics.Every = 100_000, 0
		plan, err := cogap.Estimate(s, cogap.Options{})
		require.NoError(t, err)
		require.Empty(t, plan.MayOverflow, "proved")
		change(&s)
		plan, err = cogap.Estimate(s, cogap.Options{})
		require.NoError(t, err)
		require.Contains(t, plan.MayOverflow, "income")
		r, err := cogap.Run(t.Context(), s, cogap.Options{})
		_, ok := errors.AsType[*agent.OverflowError](err)
		require.True(t, ok, "%s: %v", name, err)
		require.ErrorContains(t, err, "sums of income")
		require.ErrorContains(t, err, "behaviour.income_growth")
		require.NotEmpty(t, r.Months)
		last, people := r.Last(), float64(r.Last().People())
		require.ErrorContains(t, err, fmt.Sprintf("month %d, ", last.Month+1))
		mean := last.Total.Total().Income.Float() / people
		require.Greater(t, mean, 1e15, name)
		require.Less(t, mean, 0x1p86/people)
	}
}

// BenchmarkFollow is a small run as a study makes thousands of: 10,427 agents in 831 strata, 36 months.
func BenchmarkFollow(b *testing.B) {
	s := cogap.Plain()
	s.Population.Scale, s.Statistics.Every = 14090, 0
	m, err := cogap.NewModel(s)
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		require.NoError(b, m.Follow(b.Context(), cogap.Options{Workers: 1}, func(*cogap.Record) error { return nil }))
	}
}

// BenchmarkModel compares the first run of a model with its second, which makes neither tables nor people. Both are per
// agent-step, at 100,000 agents.
func BenchmarkModel(b *testing.B) {
	s := cogap.Plain()
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
