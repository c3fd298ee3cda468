package main

import (
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestQuota(t *testing.T) {
	var stdout strings.Builder
	require.NoError(t, run(t.Context(), []string{"-scale", "10000"}, &stdout, io.Discard))
	for _, want := range []string{"enough for all", "newcomers queue", "quota got", "Share of the US workforce that holds"} {
		require.Contains(t, stdout.String(), want)
	}
	require.Error(t, run(t.Context(), []string{"-scale", "many"}, io.Discard, io.Discard))
}
