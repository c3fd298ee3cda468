package engine_test

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/engine"
)

// TestRestoreOfOthers: whole files of another model, another month or other sections are refused.
func TestRestoreOfOthers(t *testing.T) {
	s := spec()
	s.Population.Scale, s.Collect = 100, nil
	m := model(t, s)
	s.Seed++
	taken := func(m *engine.Model, lo, months int) (*engine.History, fstest.MapFS) {
		past, saved := new(engine.History), engine.Files{}
		run := m.Shard(lo, m.Chunks(), engine.Options{Stored: true})
		require.NoError(t, run.Make(ctx))
		for _, month := range look(m, months) {
			past.Add(month)
			save(t, run, &saved, month)
		}
		return past, saved.MapFS
	}
	past, one := taken(m, 0, 1)
	longer, _ := taken(m, 0, 2)
	_, other := taken(model(t, s), 0, 1)
	middle, _ := m.Section(2)
	_, half := taken(m, middle, 1)
	half["0000.bin"] = half["0002.bin"]
	restore := func(past *engine.History, saved fstest.MapFS) error {
		run := m.Shard(0, m.Chunks(), engine.Options{Stored: true})
		require.NoError(t, run.Make(ctx))
		return run.Restore(ctx, past, saved)
	}
	require.NoError(t, restore(past, one))
	require.ErrorContains(t, restore(past, other), "it is of another model")
	require.ErrorContains(t, restore(longer, one), "it is of month 1")
	require.ErrorContains(t, restore(past, half), "it begins with section 2, want 0")
}
