package network

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestGuide: a number is found in the range that it lies in.
func TestGuide(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		starts := []uint32{0}
		for _, length := range rapid.SliceOfN(rapid.OneOf(rapid.Uint32Range(1, 3), rapid.Uint32Range(1, 1<<26)), 1, 60).Draw(t, "lengths") {
			starts = append(starts, starts[len(starts)-1]+length)
		}
		g := newGuide(starts)
		for c := range len(starts) - 1 {
			for _, number := range []uint32{starts[c], (starts[c] + starts[c+1]) / 2, starts[c+1] - 1} {
				require.Equal(t, c, g.find(number))
			}
		}
	})
}
