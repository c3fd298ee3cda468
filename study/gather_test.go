package study_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/study"
)

// TestGather: rows that were sent as lines, in any order, one of them twice, give the files of a study that was run at one place.
func TestGather(t *testing.T) {
	p := prices()
	p.Factors[1].Range.From = 0.2
	s, err := study.New(p)
	require.NoError(t, err)
	local := t.TempDir()
	runIn(t, p, local, study.Options{})
	var rows []study.Row
	for i := range s.Len() {
		row, err := s.RunJob(t.Context(), i)
		require.NoError(t, err)
		got, err := s.ParseRow(s.AppendRow(nil, row))
		require.NoError(t, err)
		rows = append(rows, got)
	}
	slices.Reverse(rows)
	rows = append(rows, rows[3])
	rows[3].Seconds++
	dir := t.TempDir()
	r, err := s.Gather(dir, rows)
	require.NoError(t, err)
	require.Len(t, r.Rows(), s.Len())
	require.Equal(t, files(t, local), files(t, dir))
}

// TestGatherRefuses: what is missing, there twice, damaged or of something else is told, and nothing is made.
func TestGatherRefuses(t *testing.T) {
	p := prices()
	p.Replicates = 1
	s, err := study.New(p)
	require.NoError(t, err)
	r, err := s.Run(t.Context(), study.Options{})
	require.NoError(t, err)
	dir := filepath.Join(t.TempDir(), "result")
	refused := func(rows []study.Row, want string) {
		t.Helper()
		_, err := s.Gather(dir, rows)
		require.ErrorContains(t, err, want)
		require.NoDirExists(t, dir)
	}
	refused(nil, "6 of 6 runs are missing, the first is run 0")
	refused(r.Rows()[1:], "1 of 6 runs are missing, the first is run 0")
	twice := append(r.Rows(), r.Rows()[2])
	twice[6].Values = slices.Clone(twice[6].Values)
	twice[6].Values[0]++
	refused(twice, "run 2 is there twice, with different numbers")
	foreign := r.Rows()
	foreign[4].Seed++
	refused(foreign, "got another cell, replicate, seed or levels than run 4")
	_, err = s.ParseRow(s.AppendRow(nil, r.Rows()[0])[1:])
	require.ErrorContains(t, err, "damaged, or not whole")
	for want, change := range map[string]func(p *study.Plan){
		"job 0: got seed ":                   func(p *study.Plan) { p.Seed++ },
		"got " + p.Factors[0].Column() + " ": func(p *study.Plan) { slices.Reverse(p.Factors[0].Values) },
	} {
		other := prices()
		other.Replicates = 1
		change(&other)
		o, err := study.New(other)
		require.NoError(t, err)
		row := r.Rows()[0]
		row.Job = o.Job(0)
		_, err = s.ParseRow(o.AppendRow(nil, row))
		require.ErrorContains(t, err, want)
	}
	require.NoError(t, os.MkdirAll(dir, 0o777))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "plan.yaml"), []byte("name: other\n"), 0o666))
	_, err = s.Gather(dir, r.Rows())
	require.ErrorContains(t, err, "is of another plan")
	require.ErrorContains(t, s.Claim(dir), "is of another plan")
	own := t.TempDir()
	require.NoError(t, s.Claim(own))
	status, err := study.StatusOf(own)
	require.NoError(t, err)
	require.Zero(t, status.Done)
	_, err = s.Gather(own, r.Rows())
	require.NoError(t, err)
	p.Until = &study.Until{Measure: "sota_share@last", HalfWidth: 0.1, AtMost: 50}
	until, err := study.New(p)
	require.NoError(t, err)
	_, err = until.Gather(t.TempDir(), r.Rows())
	require.ErrorContains(t, err, "a study with until cannot be shared")
}
