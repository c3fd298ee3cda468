package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSensitivity(t *testing.T) {
	var stdout bytes.Buffer
	dir := filepath.Join(t.TempDir(), "pages")
	require.NoError(t, run(t.Context(), &stdout, 300_000, 2, 4, dir))
	text := stdout.String()
	require.Contains(t, text, "over its published range? 76 runs")
	require.Regexp(t, `(?m)^behaviour.captured_share +\d+\.\d\d +\d+\.\d\d to \d+\.\d\d +█+$`, text)
	require.Contains(t, text, "do the first 4 account for? 24 runs")
	require.Contains(t, text, "Less than a hundredth of the first: ")
	require.Contains(t, text, "behaviour.missed_share", "which no decision reads")
	for _, name := range []string{"screening.html", "variance.html"} {
		page, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		require.Contains(t, string(page), "title=\"behaviour.captured_share\">captured share")
	}
	require.ErrorContains(t, run(t.Context(), &stdout, 0, 2, 4, ""), "population.scale")
}
