package calibrate

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/internal/journal"
)

// rowsOf is a calibration as far as its rows know it.
var rowsOf = &Calibration{plan: Plan{
	Parameters: []Parameter{{Paths: []string{"a"}, From: 0, To: 2}, {Name: "=b", Paths: []string{"b"}, From: 1, To: 3}},
	Moments:    []Moment{{Target: "C1"}, {Target: "C2"}},
}}

// FuzzRows: no text makes the reader panic, damaged lines are left out, and what it reads is written as it was.
func FuzzRows(f *testing.F) {
	list := []*Evaluation{
		{Index: 0, Phase: "start", Replicates: 2, Values: []float64{0.5, 1.25}, Moments: []float64{0.1, math.NaN()}, SDs: []float64{0.01, math.NaN()}, Objective: 3, Seconds: 0.5},
		{Index: 1, Phase: "fit", Stage: -1, Replicates: 1, Values: []float64{0.5, 2}, Objective: math.Inf(1), Err: journal.ErrDamaged},
	}
	text := rowsOf.rowsFile(list)
	read, whole, err := rowsOf.readRows(text)
	require.NoError(f, err)
	require.True(f, whole)
	require.Equal(f, rowsOf.rowsFile(list), rowsOf.rowsFile(read))
	require.Contains(f, string(text), "'=b")
	f.Add(text, 0)
	f.Add(text[:len(text)-9], 1)
	f.Add(text, 130)
	f.Fuzz(func(t *testing.T, text []byte, at int) {
		text = slices.Clone(text)
		if at > 0 && at < len(text) {
			text[at] ^= 1
		}
		list, whole, err := rowsOf.readRows(text)
		if err != nil || !whole {
			return
		}
		again, whole, err := rowsOf.readRows(rowsOf.rowsFile(list))
		require.NoError(t, err)
		require.True(t, whole)
		require.Len(t, again, len(list))
	})
}
