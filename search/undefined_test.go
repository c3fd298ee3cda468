package search_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/search"
	"github.com/cogap/cogap/study"
)

// gapPlan is a search whose goal, the gap between those with and without access, is defined only where somebody has access.
func gapPlan(from, to float64) search.Plan {
	s := small()
	s.Market.Policies = nil
	return search.Plan{
		Study: study.Plan{
			Base: s, Seed: 5,
			Factors: []study.Factor{{Path: "market.tiers[0].price", Range: &study.Range{From: from, To: to, Scale: study.Log}}},
		},
		Goals:    []search.Goal{{Measure: "sota_gap@last", Maximise: true}},
		Settings: search.Settings{Population: 6, AtMost: 12},
		Confirm:  4,
	}
}

// TestUndefined: where the goal is defined at no point nothing was found, and that is said.
func TestUndefined(t *testing.T) {
	r, err := search.Run(t.Context(), gapPlan(1e9, 1e10), study.Options{})
	require.NoError(t, err)
	require.False(t, r.Kept())
	require.Equal(t, []string{"sota_gap@last"}, r.Undefined())
	var text bytes.Buffer
	require.NoError(t, r.WriteText(&text))
	require.Contains(t, text.String(), "0 keep all limits; at 12 a goal or limit is not defined\n")
	require.Contains(t, text.String(), "sota_gap@last: defined at no point that was tried, so that nothing was found.")
	require.Contains(t, text.String(), "- (0 of 4 runs)")

	r, err = search.Run(t.Context(), gapPlan(50, 100), study.Options{})
	require.NoError(t, err)
	require.True(t, r.Kept())
	require.Empty(t, r.Undefined())
}

// TestDefinedInSomeRuns: a mean of some of the runs says of how many, and a limit that is not defined in the others is not said to be broken.
func TestDefinedInSomeRuns(t *testing.T) {
	p := gapPlan(50, 100)
	p.Goals = []search.Goal{{Measure: "sota_share@last"}}
	p.Limits = []search.Condition{{Measure: "sota_gap@last", Is: "<", Value: 1000}}
	r, err := search.Run(t.Context(), p, study.Options{})
	require.NoError(t, err)
	r.Front[0].Fresh[1] = study.Summarise([]float64{2.5}) // as if nobody had access in the three others
	var text bytes.Buffer
	require.NoError(t, r.WriteText(&text))
	require.Contains(t, text.String(), "2.5 (1 of 4 runs)")
	require.Contains(t, text.String(), "sota_gap@last < 1000 is not sure to be kept: it is defined in 1 of 4 runs with other luck, by whose mean it is kept")
	require.NotContains(t, text.String(), "is broken")
	r.Front[0].Fresh[1] = study.Summarise(nil)
	text.Reset()
	require.NoError(t, r.WriteText(&text))
	require.Contains(t, text.String(), "it is defined in no run with other luck")
}

// TestOpposed: a goal that is to be small and large, or is there twice, and less points than one generation has are refused.
func TestOpposed(t *testing.T) {
	p := gapPlan(50, 100)
	p.Goals = append(p.Goals, search.Goal{Measure: "sota_gap@last"}, search.Goal{Measure: "sota_gap@last", Maximise: true})
	p.Settings.AtMost = 5
	err := p.Check()
	require.ErrorContains(t, err, "minimise: got sota_gap@last, which is to be as small and as large as can be: want one of the two")
	require.ErrorContains(t, err, "maximise: got sota_gap@last a second time")
	require.ErrorContains(t, err, "tries: got 5, want at least as many as points, 6")
}
