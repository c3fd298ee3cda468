package main

import (
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFrontier(t *testing.T) {
	var stdout strings.Builder
	require.NoError(t, run(t.Context(), &stdout, 10000, ""))
	for _, want := range []string{"If models stay in coding", "If they spread", "selection", "Management", "composition", "heard the news"} {
		require.Contains(t, stdout.String(), want)
	}
	require.Error(t, run(t.Context(), io.Discard, 0, ""))
}
