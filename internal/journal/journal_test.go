package journal_test

import (
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/internal/journal"
)

// TestSealed: what was sealed comes back, and any letter that is changed or cut off is noticed.
func TestSealed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cells := rapid.SliceOfN(rapid.StringMatching(`[a-z0-9,."]{1,8}`), 1, 5).Draw(t, "cells")
		line := journal.Sealed(cells)
		got, err := journal.Unsealed(line)
		require.NoError(t, err)
		require.Equal(t, cells, got)
		_, err = journal.Unsealed(line[:rapid.IntRange(0, len(line)-1).Draw(t, "end")])
		require.ErrorIs(t, err, journal.ErrDamaged)
		line[rapid.IntRange(0, len(line)-1).Draw(t, "letter")] ^= 1
		_, err = journal.Unsealed(line)
		require.ErrorIs(t, err, journal.ErrDamaged)
	})
}

func TestNumber(t *testing.T) {
	for _, x := range []float64{0, -1.5, 1e-300, math.Inf(1), math.NaN(), 0.1} {
		got, err := journal.ParseNumber(journal.Number(x))
		require.NoError(t, err)
		require.Equal(t, math.Float64bits(x), math.Float64bits(got))
	}
	require.Equal(t, "'=a; b", journal.Text("=a\nb"))
}

func TestReplaceAndLock(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, journal.Replace(dir, "a", []byte("1")))
	require.NoError(t, journal.Replace(dir, "a", []byte("2")))
	text, err := os.ReadFile(filepath.Join(dir, "a"))
	require.NoError(t, err)
	require.Equal(t, "2", string(text))
	require.Error(t, journal.Replace(filepath.Join(dir, "none"), "a", nil))
	held, err := journal.Lock(filepath.Join(dir, "lock"))
	require.NoError(t, err)
	_, err = journal.Lock(filepath.Join(dir, "lock"))
	require.ErrorIs(t, err, journal.ErrLocked)
	require.NoError(t, held.Close())
	again, err := journal.Lock(filepath.Join(dir, "lock"))
	require.NoError(t, err)
	require.NoError(t, again.Close())
}

// TestClaim: a folder is of what was there first, and keeps it.
func TestClaim(t *testing.T) {
	dir := t.TempDir()
	is, err := journal.Holds(dir, "plan", "study", []byte("a\nb\n"))
	require.NoError(t, err)
	require.False(t, is)
	for range 2 {
		require.NoError(t, journal.Claim(dir, "plan", "study", []byte("a\nb\n")))
	}
	is, err = journal.Holds(dir, "plan", "study", []byte("a\nb\n"))
	require.NoError(t, err)
	require.True(t, is)
	name := filepath.Join(dir, "plan")
	require.EqualError(t, journal.Claim(dir, "plan", "study", []byte("a\nc\n")), name+`: is of another study, or another version of cogap: take another folder (line 2 there is "b", and here "c")`)
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, "a\nb\n", string(text))
	require.ErrorIs(t, journal.Claim(filepath.Join(dir, "none"), "plan", "study", nil), fs.ErrNotExist)
}
