package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestKnown: what a file says of programs that take minutes is written again, to the byte, and is held against the targets; of no file there is nothing.
func TestKnown(t *testing.T) {
	was := *output
	defer func() { *output = was }()
	*output = filepath.Join(t.TempDir(), "RESULTS.md")
	var none strings.Builder
	require.NoError(t, everybody(&none, new(targets)))
	require.Empty(t, none.String())

	text, err := os.ReadFile("../RESULTS.md")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(*output, text, 0o666))
	var md strings.Builder
	var goals targets
	require.NoError(t, everybody(&md, &goals))
	require.Contains(t, string(text), md.String())
	require.Equal(t, len(wholes), strings.Count(md.String(), " MiB |"))
	var rows strings.Builder
	goals.write(&rows)
	require.Len(t, goals, 3)
	for line := range strings.Lines(rows.String()[strings.Index(rows.String(), "|---|"):]) {
		require.Contains(t, string(text), line)
	}
}

// TestHeader: what is not here is named.
func TestHeader(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	var md strings.Builder
	header(&md)
	require.Contains(t, md.String(), "| C | no gcc, -O3 ")
}
