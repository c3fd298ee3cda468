package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSweep(t *testing.T) {
	var stdout, again bytes.Buffer
	dir := filepath.Join(t.TempDir(), "result")
	require.NoError(t, run(t.Context(), &stdout, plan(100_000, 2), dir))
	require.Contains(t, stdout.String(), "2 replicates at each of 10 prices")
	require.Regexp(t, `(?m)^25u +\d+\.\d\d ± \d+\.\d\d% `, stdout.String())
	require.Regexp(t, `(?m)^1,600u +\d+\.\d\d ± \d+\.\d\d% +-\d\.\d\d ± \d\.\d\d `, stdout.String())
	_, err := os.Stat(filepath.Join(dir, "runs.csv"))
	require.NoError(t, err)
	require.NoError(t, run(t.Context(), &again, plan(100_000, 2), ""))
	require.Equal(t, stdout.String(), again.String())
	require.ErrorContains(t, run(t.Context(), io.Discard, plan(0, 1), ""), "population.scale")
}
