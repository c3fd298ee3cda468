package main

import (
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPolicy(t *testing.T) {
	var stdout strings.Builder
	require.NoError(t, run(t.Context(), &stdout, 10000, ""))
	for _, c := range policies {
		require.Contains(t, stdout.String(), c.name)
	}
	require.Contains(t, stdout.String(), `Per unit of public money, "voucher`)
	require.Error(t, run(t.Context(), io.Discard, -1, ""))
}
