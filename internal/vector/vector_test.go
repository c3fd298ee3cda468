//go:build goexperiment.simd && go1.27 && !purego

package vector

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestLanes holds what moves numbers between lanes to plain loops.
func TestLanes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bytes := rapid.SliceOfN(rapid.SampledFrom([]uint8{0, 0, 0, 1, 2, 127, 128, 255}), 64, 64).Draw(t, "bytes")
		var want uint64
		wide, narrowed := make([]uint32, len(bytes)), make([]uint8, len(bytes))
		for i, b := range bytes {
			wide[i] = uint32(b)
			if b != 0 {
				want |= 1 << i
			}
		}
		require.Equal(t, want, NotZero((*[64]uint8)(bytes)))
		require.Equal(t, want, notZero((*[64]uint8)(bytes)))
		Narrow(narrowed, wide)
		require.Equal(t, bytes, narrowed)

		words := rapid.SliceOfN(rapid.Uint32(), 4*Lanes, 4*Lanes).Draw(t, "words")
		var ordered [4 * Lanes]uint32
		row := func(i int) *[Lanes]uint32 { return (*[Lanes]uint32)(words[i*Lanes:]) }
		Interleave(&ordered, row(0), row(1), row(2), row(3))
		for i := range Lanes {
			for w := range 4 {
				require.Equal(t, row(w)[i], ordered[4*QuadAt(i)+w])
			}
		}
	})
	End()
}
