package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPlateau(t *testing.T) {
	var stdout bytes.Buffer
	picture := filepath.Join(t.TempDir(), "plateau.png")
	require.NoError(t, run(t.Context(), &stdout, 10000, picture))
	for _, want := range []string{
		"Promotion ends by date", "Promotion ends by runway", "promotion ends: 2027-01;", "price at the end:", "by slowing",
		"both sell SOTA, with room for all", "one sells SOTA, one 60% of it",
	} {
		require.Contains(t, stdout.String(), want)
	}
	png, err := os.ReadFile(picture)
	require.NoError(t, err)
	require.True(t, bytes.HasPrefix(png, []byte("\x89PNG")))
	require.ErrorContains(t, run(t.Context(), io.Discard, 0, ""), "population.scale")
}
