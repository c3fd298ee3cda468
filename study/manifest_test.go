package study_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/study"
)

// TestManifest: a folder says of which plan, runs and version its files are, the same however the study was run.
func TestManifest(t *testing.T) {
	read := func(dir string) (m study.Manifest) {
		text, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(text, &m))
		require.NotEmpty(t, m.Kernel)
		require.NotEmpty(t, m.Go)
		return m
	}
	p, whole, tasks := prices(), t.TempDir(), t.TempDir()
	runIn(t, p, whole, study.Options{Workers: 1})
	want := read(whole)
	require.Equal(t, [3]int{18, 18, 0}, [3]int{want.Planned, want.Runs, want.Failed})
	require.Equal(t, cogap.Version, want.Version)
	plan, err := os.ReadFile(filepath.Join(whole, "plan.yaml"))
	require.NoError(t, err)
	sum := sha256.Sum256(plan)
	require.Equal(t, hex.EncodeToString(sum[:]), want.Plan)

	for number := range 2 {
		runTask(t, p, tasks, study.Task{Number: number, Of: 2})
	}
	_, err = study.Merge(tasks)
	require.NoError(t, err)
	require.Equal(t, want, read(tasks))

	s, err := study.New(p)
	require.NoError(t, err)
	stopped := t.TempDir()
	ctx, stop := context.WithCancel(t.Context())
	_, err = s.RunIn(ctx, stopped, study.Options{Workers: 1, OnRow: func(study.Row) error { stop(); return nil }})
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, 18, read(stopped).Planned)
	require.Less(t, read(stopped).Runs, 18)
	runIn(t, p, stopped, study.Options{Workers: 2})
	require.Equal(t, want, read(stopped))
	p.Seed++
	other := t.TempDir()
	runIn(t, p, other, study.Options{})
	require.NotEqual(t, want.Result, read(other).Result)
	require.NotEqual(t, want.Plan, read(other).Plan)
}
