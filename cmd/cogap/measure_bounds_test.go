package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A value outside the bounds that a measure needs is told with its line, exactly and in a stream; other measures take it.
func TestMeasureOutOfBounds(t *testing.T) {
	const in = "x,r\n1,1\n2,2\n3,3\n"
	args := []string{"measure", "-", "--value", "x", "--rank", "r", "--lo", "0", "--hi", "2"}
	for _, stream := range [][]string{nil, {"--stream"}} {
		_, errs, code := command(t, in, append(append(args, stream...), "--measures", "erreygers")...)
		require.Equal(t, 1, code)
		require.Contains(t, errs, "standard input:4: column \"x\": got 3, want 0 to 2")
	}
	_, errs, code := command(t, in, append(args, "--measures", "gini")...)
	require.Zero(t, code, errs)
}
