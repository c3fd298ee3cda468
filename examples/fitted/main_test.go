package main

import (
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestFitted: it prints bands; what can't be asked is an error.
func TestFitted(t *testing.T) {
	var stdout strings.Builder
	require.NoError(t, run(t.Context(), &stdout, 50000, 2))
	for _, a := range asked {
		require.Regexp(t, `(?m)^`+regexp.QuoteMeta(a.label)+`  .*\(.* to .*\)  +.*\(.* to .*\)$`, stdout.String())
	}
	require.Error(t, run(t.Context(), io.Discard, 50000, 0))
}
