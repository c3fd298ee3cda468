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

// TestRestoreOfOtherLists: an index that is whole but has a chunk twice, or not at all, or says of fewer or more people than there are whether they had
// access, is refused. Nobody is left as they were made for that, and no one's access is read where there is none.
func TestRestoreOfOtherLists(t *testing.T) {
	s := spec()
	s.Population.Scale, s.Collect = 20, nil
	m := model(t, s)
	saved := func(months int) (*engine.Shard, *engine.History, fstest.MapFS) {
		past, saved := new(engine.History), engine.Files{}
		run := m.Shard(0, m.Chunks(), engine.Options{Stored: true, Workers: 1})
		require.NoError(t, run.Make(ctx))
		for _, month := range look(m, months) {
			past.Add(month)
			save(t, run, &saved, month)
		}
		return run, past, saved.MapFS
	}
	restore := func(past *engine.History, index, people []byte) error {
		run := m.Shard(0, m.Chunks(), engine.Options{Stored: true})
		require.NoError(t, run.Make(ctx))
		return run.Restore(ctx, past, fstest.MapFS{"0000.bin": {Data: index}, "0000-0000.bin": {Data: people}})
	}
	run, past, files := saved(2)
	whole := files["0000-0000.bin"].Data
	all := make([]int, m.Chunks())
	for i := range all {
		all[i] = i
	}
	last := len(all) - 1
	require.Positive(t, last)
	for name, x := range map[string]struct {
		chunks []int
		want   string
	}{
		"as it was":        {all, ""},
		"in another order": {append([]int{last}, all[:last]...), ""},
		"twice":            {append([]int{0}, all...), "it has chunk 0 twice"},
		"one for another":  {append([]int{0}, all[:last]...), "it has chunk 0 twice"},
		"not at all":       {all[1:], "1 chunks are in no file"},
	} {
		people, index := run.Relisted(whole, x.chunks...)
		if err := restore(past, index, people); x.want == "" {
			require.NoError(t, err, name)
		} else {
			require.ErrorContains(t, err, "0000.bin: not in the expected format: "+x.want, name)
		}
	}
	early, none, file := saved(1) // mobility begins at the end of the second month
	words := (m.Layout().Place(0).Len + 63) / 64
	require.NoError(t, restore(past, run.ReindexedHad(words), whole))
	require.NoError(t, restore(none, early.ReindexedHad(0), file["0000-0000.bin"].Data))
	for _, n := range []int{0, words - 1, words + 1} {
		require.ErrorContains(t, restore(past, run.ReindexedHad(n), whole), "words of who had access", "%d", n)
	}
	require.ErrorContains(t, restore(none, early.ReindexedHad(words), file["0000-0000.bin"].Data), "words of who had access")
}
