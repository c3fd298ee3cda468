package study_test

import (
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
