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
	rows := newResult(s)
	rows.Replicates = 2
	rows.keep(&Row{Job: s.Job(0), Values: []float64{0.25, 1e-300}, Digest: "0123456789abcdef", Seconds: 0.5})
	rows.keep(&Row{Job: s.Job(3), Err: errors.New("=panic: \"x\", y"), Seconds: 1})
	write := func(r *Result) []byte {
		var text bytes.Buffer
		if err := s.writeRuns(&text, r); err != nil {
			panic(err) // a buffer takes all
		}
		return text.Bytes()
	}
	read := func(text []byte) (*Result, bool, error) {
		r := newResult(s)
		whole, err := s.readRuns(bytes.NewReader(text), r)
		return r, whole, err
	}
	whole := write(rows)
	f.Add(whole)
	f.Add([]byte("job,cell"))
	f.Add(bytes.Replace(whole, []byte("0.25"), []byte("0x25"), 1))
	f.Add(append(bytes.Clone(whole), "4,0,0,9,0.1,ok,,1,x,00000000\n"...))
	f.Fuzz(func(t *testing.T, text []byte) {
		got, _, err := read(text)
		if err == nil && got.Done() > 0 {
			again, complete, err := read(write(got))
			require.NoError(t, err)
			require.True(t, complete)
			require.Equal(t, write(got), write(again))
		}
		got, complete, err := read(append(bytes.Clone(whole), text...))
		if err == nil {
			require.GreaterOrEqual(t, got.Done(), 2)
			require.Equal(t, rows.row(0), got.row(0))
			require.Equal(t, rows.row(3).Err.Error(), got.row(3).Err.Error())
			require.True(t, complete || len(text) > 0)
		}
	})
}
