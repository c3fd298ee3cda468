package page_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/calibrate"
	"github.com/cogap/cogap/live/page"
	"github.com/cogap/cogap/scenario"
	"github.com/cogap/cogap/study"
)

// TestFittedSets: a page of the fitted model asks for runs with sets that fit as well, which are those of calibrate.FittedStudy; whatever it opens with
// has the fields by which it knows such a scenario, and one of other parameters asks for none.
func TestFittedSets(t *testing.T) {
	fitted := func(s cogap.Scenario) (of struct {
		Has   map[string]string
		Paths []string
		Sets  [][]string
	},
	) {
		d, err := page.Document(s, nil)
		require.NoError(t, err)
		text, err := json.Marshal(d.Data.(map[string]any)["fitted"])
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(text, &of))
		return of
	}
	s := scenario.Default()
	s.Population.Scale, s.Months, s.Statistics.Every, s.Statistics.Mobility = 2_000_000, 40, 0, false
	of := fitted(s)
	require.Len(t, of.Sets, study.LeastOfBand)

	var run struct{ Fields []page.Field }
	require.NoError(t, reply(t, "run", map[string]any{"link": linkOf(t, s)}, &run))
	has := map[string]string{}
	for _, f := range run.Fields {
		has[f.Path] = f.Value
	}
	require.Subset(t, has, of.Has)
	require.Equal(t, "free", of.Has["market.tiers[0].name"])

	plan, err := calibrate.FittedStudy(s, study.LeastOfBand, 1)
	require.NoError(t, err)
	for _, k := range []int{0, study.LeastOfBand - 1} {
		other := s
		for _, f := range plan.Factors {
			require.NoError(t, scenario.Set(&other, f.Path, f.Values[k]))
		}
		r, err := cogap.Run(t.Context(), other, cogap.Options{})
		require.NoError(t, err)
		var a struct{ Lines map[string][][]float64 }
		set := map[string]string{}
		for i, path := range of.Paths {
			set[path] = of.Sets[k][i]
		}
		require.NoError(t, reply(t, "luck", map[string]any{"link": linkOf(t, s), "set": set}, &a))
		require.InDelta(t, r.Last().SOTAShare(), a.Lines["ladder"][0][s.Months-1], 1e-6)
	}
	require.Empty(t, fitted(few()).Sets)
}
