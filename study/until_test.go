package study_test

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/study"
)

// TestUntil: a study goes on until its measure is known well enough, to the same run for any number of workers, and no longer.
func TestUntil(t *testing.T) {
	p := study.Plan{
		Base: small(), Seed: 2, Measures: []string{"price", "sota_share@last"},
		Factors: []study.Factor{{Path: "behaviour.captured_share", Values: []string{"0.2", "0.4"}}},
		Until:   &study.Until{Measure: "sota_share@last", HalfWidth: 0.006, AtMost: 200},
	}
	want := run(t, p, study.Options{Workers: 1})
	require.Greater(t, want.Replicates, 20)
	require.Less(t, want.Replicates, 200)
	require.Len(t, want.Rows(), 2*want.Replicates)
	for cell := range want.Cells() {
		require.LessOrEqual(t, want.Stat(cell, 1).HalfWidth(), 0.006)
	}
	require.Equal(t, bits(want.Rows()), bits(run(t, p, study.Options{Workers: 5}).Rows()))
	require.Equal(t, bits(want.Rows()), bits(run(t, p, study.Options{Done: want.Rows()[:33]}).Rows()))
	p.Until.AtMost = 21
	r := run(t, p, study.Options{})
	require.Equal(t, 21, r.Replicates)
	require.Greater(t, max(r.Stat(0, 1).HalfWidth(), r.Stat(1, 1).HalfWidth()), 0.006)
	p.Until.HalfWidth = 0.5
	require.Equal(t, 20, run(t, p, study.Options{}).Replicates, "the first look")
}

// TestGoal: a goal that was reached, and one that was not, is said where numbers are.
func TestGoal(t *testing.T) {
	p := study.Plan{
		Base: small(), Seed: 2, Measures: []string{"sota_share@last"},
		Until: &study.Until{Measure: "sota_share@last", HalfWidth: 1e-9, AtMost: 21},
	}
	dir := t.TempDir()
	r := runIn(t, p, dir, study.Options{})
	require.Regexp(t, `^the goal ± 1e-09 of sota_share@last was not reached: ± 0\.\d+ after 21 runs$`, r.Goal())
	status, err := study.StatusOf(dir)
	require.NoError(t, err)
	require.Equal(t, r.Goal(), status.Goal)
	var text strings.Builder
	require.NoError(t, r.WriteText(&text))
	require.Contains(t, text.String(), "21 replicates, seed 2; "+r.Goal())
	p.Until.HalfWidth = 1
	require.Regexp(t, `^the goal ± 1 of sota_share@last was reached: ± 0\.\d+ after 20 runs$`, run(t, p, study.Options{}).Goal())
	require.Empty(t, run(t, study.Plan{Base: small(), Measures: p.Measures}, study.Options{}).Goal())
}

// TestHowManyRuns: a mean of some of the runs says of how many.
func TestHowManyRuns(t *testing.T) {
	p := study.Plan{Base: small(), Seed: 2, Measures: []string{"price", "sota_share@last"}, Replicates: 4}
	s, err := study.New(p)
	require.NoError(t, err)
	var rows []study.Row
	for i := range s.Len() {
		row, err := s.RunJob(t.Context(), i)
		require.NoError(t, err)
		if i < 3 {
			row.Values[1] = math.NaN() // as of a gap when nobody has access
		}
		rows = append(rows, row)
	}
	r, err := s.Run(t.Context(), study.Options{Done: rows})
	require.NoError(t, err)
	var text strings.Builder
	require.NoError(t, r.WriteText(&text))
	require.Regexp(t, `(?m)^sota_share@last +\d+\.\d+% \(1 of 4 runs\)`, text.String())
	require.Equal(t, 1, strings.Count(text.String(), "of 4 runs"))
}
