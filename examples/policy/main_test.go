package main

import (
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPolicy(t *testing.T) {
	var stdout strings.Builder
	require.NoError(t, run(t.Context(), []string{"-scale", "10000"}, &stdout, io.Discard))
	for _, c := range policies {
		require.Contains(t, stdout.String(), c.name)
	}
	require.Contains(t, stdout.String(), `Per unit of public money, "voucher`)
	require.Error(t, run(t.Context(), []string{"-scale", "-1"}, io.Discard, io.Discard))
}
