package calibrate_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/calibrate"
	"github.com/cogap/cogap/scenario"
	"github.com/cogap/cogap/study"
)

// TestFittedStudy: its cells are the scenario with sets of the ensemble, and differ as much as the ensemble lets them.
func TestFittedStudy(t *testing.T) {
	ensemble := calibrate.FittedEnsemble()
	known := map[string]bool{}
	for _, set := range ensemble {
		known[fmt.Sprint(set["behaviour.notice"])] = true
	}
	for _, name := range []string{"default", "today", "fitted"} {
		s, err := scenario.Load(name)
		require.NoError(t, err)
		s.Population.Scale, s.Months, s.Statistics.Every = 200_000, 2, 0
		plan, err := calibrate.FittedStudy(s, 24, 2)
		require.NoError(t, err)
		require.Equal(t, 24, plan.Cells())
		require.Equal(t, 2, plan.Replicates)
		seen := map[string]bool{}
		for _, f := range plan.Factors {
			require.Len(t, f.Values, 24, f.Path)
			if f.Path == "behaviour.notice" {
				for _, value := range f.Values {
					require.True(t, known[value], value)
					seen[value] = true
				}
			}
		}
		require.Greater(t, len(seen), 16, "an ensemble of walkers has sets twice, but not the few of one walker")
		plan.Measures = []string{"access_share@last"}
		r, err := study.Run(t.Context(), plan, study.Options{})
		require.NoError(t, err)
		require.Zero(t, r.Failed())
		require.Positive(t, r.Spread(0).Cells.SD)
	}

	all, err := calibrate.FittedStudy(scenario.Default(), len(ensemble), 1)
	require.NoError(t, err)
	for _, f := range all.Factors {
		if f.Path != "market.frontier.coding.phi" {
			continue
		}
		got, want := map[string]int{}, map[string]int{}
		for k, set := range ensemble {
			got[f.Values[k]]++
			want[fmt.Sprintf("%.12g", 0.3179*set["phi"]/calibrate.Fitted()["phi"])]++
		}
		require.Equal(t, want, got, "each set once, a factor times what the scenario has")
	}
}

// TestFittedStudyRefuses what is not of the fitted model, and says where.
func TestFittedStudyRefuses(t *testing.T) {
	plain, err := scenario.Load("plain")
	require.NoError(t, err)
	_, err = calibrate.FittedStudy(plain, 2, 1)
	require.EqualError(t, err, "calibrate: not of the fitted model: behaviour.captured_share: got 0.3, want 0.1588")
	s, err := scenario.Read(strings.NewReader("base: default\nmarket: {tiers: [{name: SOTA, price: 100}]}"), "one.yaml")
	require.NoError(t, err)
	_, err = calibrate.FittedStudy(s, 2, 1)
	require.ErrorContains(t, err, "calibrate: not of the fitted model: market.tiers[0].quota: got 1, want 0.5281")
	for _, sets := range []int{0, -1, 289} {
		_, err = calibrate.FittedStudy(scenario.Default(), sets, 1)
		require.ErrorContains(t, err, "parameter sets, want 1 to 288")
	}
}
