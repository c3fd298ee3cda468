package main

import (
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestQuota(t *testing.T) {
	var stdout strings.Builder
	require.NoError(t, run(t.Context(), &stdout, 10000, ""))
	for _, want := range []string{"enough for all", "newcomers queue", "quota got", "Share of the US workforce that holds"} {
		require.Contains(t, stdout.String(), want)
	}
	require.Error(t, run(t.Context(), io.Discard, 0, ""))
}
