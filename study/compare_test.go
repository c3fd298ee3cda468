package study_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/study"
)

// TestCompare: pairs have the same luck, so that their difference is known far better than that of runs of other luck, and a
// scenario does not differ from itself.
func TestCompare(t *testing.T) {
	a, b := small(), small()
	b.Market.Tiers[1].Price = market.Steps([]int{0, 2}, []float64{50, 110})
	p := study.Plan{Replicates: 12, Measures: []string{"sota_share@last", "price@last"}, Seed: 3}
	c, err := study.Compare(t.Context(), a, b, p, study.Options{})
	require.NoError(t, err)
	share, price := c.Differences[0], c.Differences[1]
	require.Equal(t, "sota_share@last", share.Column.String())
	require.Less(t, share.Difference.Hi, 0.0)
	require.InDelta(t, share.B.Mean-share.A.Mean, share.Difference.Mean, 1e-12)
	require.Greater(t, share.Correlation, 0.4)
	require.Greater(t, share.Saved(), 0.0)
	require.Equal(t, study.Stat{N: 12, Mean: 10, Lo: 10, Hi: 10, Quantiles: [5]float64{10, 10, 10, 10, 10}}, price.Difference)
	require.True(t, math.IsNaN(price.Correlation) && math.IsNaN(price.Unpaired), "what never varies")

	// by hand
	x, y := c.Result.Values(0, 0), c.Result.Values(1, 0)
	var of, and, differences []float64
	for i := range x {
		of, and, differences = append(of, x[i]), append(and, y[i]), append(differences, y[i]-x[i])
	}
	va, vb, vd := study.Summarise(of).SD, study.Summarise(and).SD, study.Summarise(differences).SD
	require.InEpsilon(t, 12*(va*va+vb*vb)/(vd*vd), share.Unpaired, 1e-12)

	c, err = study.Compare(t.Context(), a, a, p, study.Options{})
	require.NoError(t, err)
	require.Zero(t, c.Differences[0].Difference.Mean)
	require.True(t, math.IsInf(c.Differences[0].Unpaired, 1))
	require.InDelta(t, 1, c.Differences[0].Correlation, 1e-12)
}

// TestCompareRefuses: scenarios of different people are refused before anything runs.
func TestCompareRefuses(t *testing.T) {
	for want, change := range map[string]func(*cogap.Scenario){
		"21 strata, and 16": func(s *cogap.Scenario) { s.Population.Strata = s.Population.Strata[:16] },
		"and \"Computer and Information Research Scientists\" of 9": func(s *cogap.Scenario) { s.Population.Strata[2].People = 9 },
		"one agent for 10000 people, and for 5000":                  func(s *cogap.Scenario) { s.Population.Scale = 5000 },
		"months: got 0": func(s *cogap.Scenario) { s.Months = 0 },
	} {
		b := small()
		change(&b)
		_, err := study.Compare(t.Context(), small(), b, study.Plan{Measures: []string{"price"}}, study.Options{OnRow: func(study.Row) error { panic("nothing is to run") }})
		require.ErrorContains(t, err, want)
	}
	other := small() // of the same strata, but other people
	other.Population.CorrIncomeCognition, other.Population.IncomeTailAlpha = -0.9, 5
	const differ = "study: the scenarios are of people who differ:\n  population.corr_income_cognition: 0.3 in A, -0.9 in B\n  population.income_tail_alpha: 2 in A, 5 in B"
	_, err := study.Compare(t.Context(), small(), other, study.Plan{Measures: []string{"price"}}, study.Options{OnRow: func(study.Row) error { panic("nothing is to run") }})
	require.ErrorIs(t, err, study.ErrTraits)
	require.EqualError(t, err, differ)
	_, err = study.ComparePersons(t.Context(), small(), other, study.Plan{}, study.Options{})
	require.EqualError(t, err, differ)
	p, err := study.PairOthers(small(), other, study.Plan{Measures: []string{"price"}})
	require.NoError(t, err)
	r := run(t, p, study.Options{})
	require.Equal(t, "people of the same strata with the same luck; they differ in population.corr_income_cognition, population.income_tail_alpha", r.Shared())
	require.Equal(t, "people differ in population.corr_income_cognition, population.income_tail_alpha", r.Pairs().WhyNoPersons())

	_, err = study.Compare(t.Context(), small(), small(), study.Plan{}, study.Options{})
	require.ErrorContains(t, err, "measures: got none")
}

// TestCompareInterrupted: a comparison that was stopped is of the pairs of which both runs were done, and says how many; so is one of which a run failed.
func TestCompareInterrupted(t *testing.T) {
	a, b := small(), small()
	b.Market.Tiers[1].Price = market.Steps([]int{0, 2}, []float64{50, 110})
	p := study.Plan{Replicates: 60, Measures: []string{"sota_share@last"}, Seed: 3}
	stop, done := errors.New("stop"), map[int]int{}
	c, err := study.Compare(t.Context(), a, b, p, study.Options{Workers: 1, OnRow: func(row study.Row) error {
		if done[row.Replicate]++; len(done) > 4 {
			return stop
		}
		return nil
	}})
	require.ErrorIs(t, err, stop)
	require.Equal(t, 4, c.Pairs)
	d := c.Differences[0]
	require.Equal(t, [3]int{4, 4, 4}, [3]int{d.A.N, d.B.N, d.Difference.N}, "the run that has no partner counts for nothing")
	require.InDelta(t, d.B.Mean-d.A.Mean, d.Difference.Mean, 1e-12)
	require.Equal(t, "4 of 60 pairs: the others are not done yet", c.WhyNoPersons())
	var text strings.Builder
	require.NoError(t, c.WriteText(&text, "one", "two"))
	require.True(t, strings.HasPrefix(text.String(), "B - A in 4 of 60 pairs of runs with the same people and the same luck: the others are not done yet; A: one, B: two\n"), text.String())

	whole, err := study.Compare(t.Context(), a, b, study.Plan{Replicates: 4, Measures: p.Measures, Seed: 3}, study.Options{})
	require.NoError(t, err)
	require.Equal(t, whole.Differences, c.Differences)
	require.Equal(t, "4 pairs", whole.Said())
	require.Empty(t, whole.WhyNoPersons())
}
