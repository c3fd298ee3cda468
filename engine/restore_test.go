package engine_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/engine"
)

// TestRestoreOfOthers: whole files of another model, another month or another section are refused.
func TestRestoreOfOthers(t *testing.T) {
	s := spec()
	s.Population.Scale, s.Collect = 100, nil
	m := model(t, s)
	s.Seed++
	taken := func(m *engine.Model, months int) (past *engine.History, saved *engine.Snapshot) {
		past, saved = new(engine.History), new(engine.Snapshot)
		run := m.Shard(0, m.Chunks(), engine.Options{Stored: true})
		require.NoError(t, run.Make(ctx))
		for _, month := range look(m, months) {
			past.Add(month)
			_, err := run.AdvanceInto(ctx, saved, month)
			require.NoError(t, err)
		}
		return past, saved
	}
	past, one := taken(m, 1)
	longer, _ := taken(m, 2)
	_, other := taken(model(t, s), 1)
	restore := func(past *engine.History, saved *engine.Snapshot, section func(name string) string) error {
		run := m.Shard(0, m.Chunks(), engine.Options{Stored: true})
		require.NoError(t, run.Make(ctx))
		return run.Restore(ctx, past, func(name string) ([]byte, error) { return saved.File(section(name)) })
	}
	own := func(name string) string { return name }
	require.NoError(t, restore(past, one, own))
	require.ErrorContains(t, restore(past, other, own), "it is of another model")
	require.ErrorContains(t, restore(longer, one, own), "it is of month 1")
	require.ErrorContains(t, restore(past, one, func(string) string { return one.Name(1) }), "it is of chunks")
}
