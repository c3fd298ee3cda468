package study

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/engine"
)

// TestRunsShareTheirPeople: runs of cells that differ in prices have the people that the first of them made, also where the base measures distributions that no column needs.
func TestRunsShareTheirPeople(t *testing.T) {
	base := cogap.Plain()
	base.Population.Scale, base.Months = 1_000_000, 1
	require.Positive(t, base.Statistics.Every)
	s, err := New(Plan{Base: base, Factors: []Factor{{Path: "market.tiers[0].price.values[0]", Values: []string{"100", "200"}}}, Measures: []string{"sota_share@last"}})
	require.NoError(t, err)
	kept := func() bool {
		m, _, err := s.model(s.Job(1))
		require.NoError(t, err)
		return m.Engine().Bytes(engine.Options{Stored: true}).People > m.Engine().PeopleBytes()
	}
	require.False(t, kept())
	_, err = s.RunJob(t.Context(), 0)
	require.NoError(t, err)
	require.True(t, kept())

	cost, err := s.Estimate(1)
	require.NoError(t, err)
	alone, err := New(Plan{Base: base, Measures: []string{"sota_share@last"}, Replicates: 2})
	require.NoError(t, err)
	less, err := alone.Estimate(1)
	require.NoError(t, err)
	m, _, err := s.model(s.Job(0))
	require.NoError(t, err)
	require.Equal(t, 2*m.Engine().BornBytes(), cost.Bytes-less.Bytes, "of two replicates at once")
}
