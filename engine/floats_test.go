package engine

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestFloats: columns are copied as bytes that are the same on every machine, and back to the bit.
func TestFloats(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		column := rapid.SliceOf(rapid.Float32()).Draw(t, "column")
		var want, other []byte
		for _, x := range column {
			want = binary.LittleEndian.AppendUint32(want, math.Float32bits(x))
			other = binary.BigEndian.AppendUint32(other, math.Float32bits(x))
		}
		got := make([]byte, 4*len(column))
		putFloats(got, column)
		require.Equal(t, string(want), string(got))
		back := make([]float32, len(column))
		takeFloats(back, got)
		for i := range column {
			require.Equal(t, math.Float32bits(column[i]), math.Float32bits(back[i]))
		}
		swap(got) // what a machine does that has the other order
		require.Equal(t, string(other), string(got))
	})
}
