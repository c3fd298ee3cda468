package search_test

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/internal/killed"
	"github.com/cogap/cogap/search"
	"github.com/cogap/cogap/study"
)

// short is a search of four generations.
func short() search.Plan {
	p := voucher()
	p.Study.Base.Months = 3
	p.Settings, p.Confirm = search.Settings{Population: 6, AtMost: 24}, 3
	return p
}

// TestChild is the process that TestKilled kills.
func TestChild(t *testing.T) {
	if killed.Folder() == "" {
		return
	}
	_, err := search.RunIn(t.Context(), short(), killed.Folder(), study.Options{Workers: 2, Progress: func(int, int) { killed.Tell() }})
	require.NoError(t, err)
}

// TestKilled: a search that is killed three times, at random moments, and gone on with finds what one found that was never killed, to the bit; what
// it had done is not done again.
func TestKilled(t *testing.T) {
	dir := t.TempDir()
	want, err := search.Run(t.Context(), short(), study.Options{})
	require.NoError(t, err)
	random := rand.New(rand.NewPCG(3, 4))
	for range 3 {
		killed.Once(t, "TestChild", dir, 1+random.IntN(24), random) // the last may be through before
	}
	there := rowsIn(t, dir)
	require.Greater(t, there, 12)
	told := 0
	got, err := search.RunIn(t.Context(), short(), dir, study.Options{Progress: func(int, int) { told++ }})
	require.NoError(t, err)
	require.Equal(t, want, got)
	all := 2*len(want.Points) + 3
	require.Equal(t, all, rowsIn(t, dir))
	require.Equal(t, 5+all-there, told, "what is done before each of four generations and the confirmation, and each run that was left")
}

// rowsIn counts the rows of all generations in a folder.
func rowsIn(t *testing.T, dir string) (rows int) {
	files, err := filepath.Glob(filepath.Join(dir, "generations", "*", "runs.csv"))
	require.NoError(t, err)
	for _, name := range files {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		rows += max(bytes.Count(text, []byte("\n"))-1, 0)
	}
	return rows
}

// TestFolderRefuses: a folder of another search, of a study, or in which a search is running is refused, and nothing of it changes.
func TestFolderRefuses(t *testing.T) {
	dir := t.TempDir()
	enough := errors.New("enough")
	ctx, stop := context.WithCancelCause(t.Context())
	_, err := search.RunIn(ctx, short(), dir, study.Options{Workers: 1, Progress: func(int, int) {
		_, err := search.RunIn(t.Context(), short(), dir, study.Options{})
		require.ErrorContains(t, err, "another program is running there")
		stop(enough)
	}})
	require.ErrorIs(t, err, context.Canceled)
	other := short()
	other.Settings.AtMost += 6
	_, err = search.RunIn(t.Context(), other, dir, study.Options{})
	require.ErrorContains(t, err, `is of another search, or another version of cogap: take another folder (line 8 there is "tries: 24", and here "tries: 30")`)
	other.Goals = nil
	_, err = search.RunIn(t.Context(), other, filepath.Join(dir, "none"), study.Options{})
	require.ErrorContains(t, err, "got no goal")
	require.NoDirExists(t, filepath.Join(dir, "none"))

	foreign := t.TempDir()
	s, err := study.New(study.Plan{Base: small(), Measures: []string{"price"}})
	require.NoError(t, err)
	_, err = s.RunIn(t.Context(), foreign, study.Options{})
	require.NoError(t, err)
	_, err = search.RunIn(t.Context(), short(), foreign, study.Options{})
	require.ErrorContains(t, err, "has plan.yaml but no search.yaml, so that it is not of this search")
	_, err = s.RunIn(t.Context(), dir, study.Options{})
	require.ErrorContains(t, err, "has generations but no plan.yaml")
}

// TestWrite: a plan that is written is the plan that is read, whatever it says.
func TestWrite(t *testing.T) {
	one := voucher()
	one.Study.Name, one.Study.Seed, one.Study.AtMost = `the "cheapest"`, 1<<64-1, 5000
	several := voucher()
	several.Goals = []search.Goal{{"sota_share@last", true}, {"public_money@last", false}, {"sota_gap@last", false}}
	several.Limits = append(several.Limits, search.Condition{"price@first", "<", 1e-300})
	free := voucher()
	free.Limits, free.Settings, free.Confirm = nil, search.Settings{}, 0
	for _, p := range []search.Plan{one, several, free} {
		var text, again bytes.Buffer
		require.NoError(t, search.Write(&text, p, "a search"))
		read, err := search.Read(strings.NewReader(text.String()), "search.yaml", "")
		require.NoError(t, err, text.String())
		require.Equal(t, p.Goals, read.Goals)
		require.Equal(t, p.Limits, read.Limits)
		require.Equal(t, p.Runs(), read.Runs())
		require.Equal(t, p.Study.Name, read.Study.Name)
		require.Equal(t, p.Study.Seed, read.Study.Seed)
		require.Equal(t, p.Study.Base.Population, read.Study.Base.Population)
		require.NoError(t, search.Write(&again, read, "a search"))
		require.Equal(t, text.String(), again.String())
	}
}
