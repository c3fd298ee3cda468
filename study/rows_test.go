package study

import (
	"bytes"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
)

// FuzzRuns: whatever runs.csv holds, reading it does not panic; and rows that were read are those that were written, whatever
// follows them.
func FuzzRuns(f *testing.F) {
	base := cogap.Plain()
	base.Population.Scale, base.Months = 100_000, 2
	s, err := New(Plan{
		Base: base, Replicates: 2, Measures: []string{"sota_share@last", "sota_gap@last"},
		Factors: []Factor{{Path: "behaviour.captured_share", Values: []string{"0.1", "0.2"}}},
	})
	require.NoError(f, err)
	rows := []Row{
		{Job: s.Job(0), Values: []float64{0.25, 1e-300}, Digest: "0123456789abcdef", Seconds: 0.5},
		{Job: s.Job(3), Err: errors.New("=panic: \"x\", y"), Seconds: 1},
	}
	whole := s.runsFile(rows)
	f.Add(whole)
	f.Add([]byte("job,cell"))
	f.Add(bytes.Replace(whole, []byte("0.25"), []byte("0x25"), 1))
	f.Add(append(bytes.Clone(whole), "4,0,0,9,0.1,ok,,1,x,00000000\n"...))
	f.Fuzz(func(t *testing.T, text []byte) {
		got, _, err := s.readRuns(bytes.NewReader(text))
		if err == nil && len(got) > 0 {
			again, complete, err := s.readRuns(bytes.NewReader(s.runsFile(got)))
			require.NoError(t, err)
			require.True(t, complete)
			require.Equal(t, s.runsFile(got), s.runsFile(again))
		}
		got, complete, err := s.readRuns(bytes.NewReader(append(bytes.Clone(whole), text...)))
		if err == nil {
			require.GreaterOrEqual(t, len(got), len(rows))
			require.Equal(t, rows[0], got[0])
			require.Equal(t, rows[1].Err.Error(), got[1].Err.Error())
			require.True(t, complete || len(text) > 0)
		}
	})
}
