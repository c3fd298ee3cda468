package study_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/study"
)

// TestScaleBias: what few agents take off the SOTA share is about what is said of it before a run, and nothing where nobody waits.
func TestScaleBias(t *testing.T) {
	share := func(scale int, rightSide float64, replicates int) (study.Stat, float64) {
		s := cogap.Plain()
		s.Population.Scale, s.Population.RightSide = scale, rightSide
		plan, err := cogap.Estimate(s, cogap.Options{})
		require.NoError(t, err)
		r := run(t, study.Plan{Base: s, Replicates: replicates, Measures: []string{"sota_share@last"}}, study.Options{})
		return r.Stat(0, 0), plan.ScaleBias
	}
	few, said := share(14_000, 0.65, 20)
	many, little := share(1500, 0.65, 3)
	require.InDelta(t, 0.65/0.35*831*14_000/140_885_570, said, 0.01)
	require.Less(t, little, said/8)
	measured := 1 - few.Mean/many.Mean
	require.Greater(t, measured, 0.6*(said-little))
	require.Less(t, measured, 1.4*(said-little))

	fewer, none := share(14_000, 0, 10)
	more, _ := share(3000, 0, 3)
	require.Zero(t, none)
	require.InDelta(t, more.Mean, fewer.Mean, 3*(more.HalfWidth()+fewer.HalfWidth()))

	s := cogap.Plain()
	s.Population.RightSide, s.Population.Scale = 1, 100_000
	plan, err := cogap.Estimate(s, cogap.Options{})
	require.NoError(t, err)
	require.Equal(t, 1.0, plan.ScaleBias)
	m := cogap.Manifest{Scenario: s, Rule: "standard", Strata: 10, Agents: 5}
	require.Equal(t, 1.0, m.ScaleBias())
	m.Rule = "mine"
	require.Zero(t, m.ScaleBias())
	m.Rule, m.Scenario.Population.Scale = "standard", 1
	require.Zero(t, m.ScaleBias(), "strata of few people are what they are")
}
