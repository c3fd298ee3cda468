package study_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/study"
)

// TestCompareOtherMonths: scenarios of other months are compared in months that both have, whatever the words for them, and what is left out is said.
func TestCompareOtherMonths(t *testing.T) {
	a, b := small(), small()
	b.Months = 3 // of 5
	p := study.Plan{Replicates: 2, Measures: []string{"sota_share@last", "price", "sota_share@1", "price@first"}, Series: []string{"sota_share"}, Seed: 3}
	c, err := study.Compare(t.Context(), a, b, p, study.Options{})
	require.NoError(t, err)
	var names []string
	for _, d := range c.Differences {
		names = append(names, d.Column.String())
		require.Zero(t, d.Difference.Mean, "the same months of the same scenario")
		require.Equal(t, 2, d.Difference.N)
	}
	require.Equal(t, []string{
		"sota_share@2026-03", "price@2026-03", "sota_share@2026-02", "price@2026-01",
		"sota_share@2026-01", "sota_share@2026-02", "sota_share@2026-03",
	}, names)
	var text strings.Builder
	require.NoError(t, c.WriteText(&text, "one", "two"))
	require.Contains(t, text.String(), "A: one, B: two\n3 months from 2026-01 to 2026-03; 2 more of A alone are left out\n")
	s, err := study.New(c.Result.Plan)
	require.NoError(t, err)
	cost, err := s.Estimate(1)
	require.NoError(t, err)
	require.Equal(t, [2]int{3, 5}, [2]int{cost.Fewest, cost.Most})

	b.Start, b.Months = "2026-03", 5
	later, err := study.Pair(a, b, p)
	require.NoError(t, err)
	require.Equal(t, []string{"sota_share@2026-05", "price@2026-05", "sota_share@2026-04", "price@2026-03"}, later.Measures)
	require.Equal(t, "3 months from 2026-03 to 2026-05; 2 more of A alone are left out; 2 more of B alone are left out; "+
		"A starts in 2026-01, B in 2026-03: months are compared by date, so that luck differs within them", run(t, later, study.Options{}).Months())

	p.Measures, p.Until = []string{"price@mean", "price@3", "price@last"}, &study.Until{Measure: "price@last", HalfWidth: 1, AtMost: 30}
	_, err = study.Pair(a, b, p)
	require.ErrorContains(t, err, "measures[0]: got price@mean, which would be over other months in one scenario (2026-01 to 2026-05) than in the other (2026-03 to 2026-07)")
	require.ErrorContains(t, err, "measures[1]: got month 3, want one of those that both scenarios have: 2026-03 to 2026-05, or 0 to 2")
	p.Measures = p.Measures[2:]
	later, err = study.Pair(a, b, p)
	require.NoError(t, err)
	require.Equal(t, "price@2026-05", later.Until.Measure)
	require.Equal(t, "price@last", p.Until.Measure, "the caller's plan is left as it is")

	b.Start = "2027-01"
	_, err = study.Pair(a, b, p)
	require.ErrorContains(t, err, "the scenarios have no month in common: 2026-01 to 2026-05, and 2027-01 to 2027-05")
}

// TestNoPairs: a result of anything but a comparison has no pairs.
func TestNoPairs(t *testing.T) {
	r := run(t, study.Plan{Base: small(), Measures: []string{"price"}, Replicates: 2}, study.Options{})
	require.Nil(t, r.Pairs())
	require.Empty(t, r.Shared())
	require.Empty(t, r.Months())
}
