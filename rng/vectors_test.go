package rng_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/internal/vector"
	"github.com/cogap/cogap/rng"
)

// TestVectors holds vectors to Quad, for neighbouring quads and for people listed.
func TestVectors(t *testing.T) {
	if !vector.AVX2 {
		t.Skip("no vectors in this build or on this processor (amd64, AVX2)")
	}
	rapid.Check(t, func(t *rapid.T) {
		k := rng.NewKey(rapid.Uint64().Draw(t, "seed"))
		tick, purpose := rapid.IntRange(-1, 1<<20).Draw(t, "tick"), rng.Purpose(rapid.Byte().Draw(t, "purpose"))
		quad := rng.QuadOf(rng.Person(rapid.IntRange(0, 1<<20).Draw(t, "stratum"), rapid.IntRange(0, 1<<31-1).Draw(t, "index")))
		k0, k1, k4 := k.Words()
		var key vector.Key
		first := key.Set(k0, k1, k4, rng.Counter(quad, tick, purpose, 0))

		n := rapid.IntRange(1, 40).Draw(t, "quads")
		list, marked := make([]uint8, 40), make([]uint32, 40)
		offset := uint32(rapid.IntRange(0, 3).Draw(t, "offset"))
		for i := range n {
			list[i] = rapid.Byte().Draw(t, "person")
			marked[i] = rapid.Uint32Max(1<<20).Draw(t, "person, with a mark")
		}
		near, ofBytes, ofMarked := make([]uint32, 160), make([]uint32, 40), make([]uint32, 40)
		vector.Neighbours(&key, first, &near[0], n)
		vector.OfBytes(&key, first, offset, &list[0], &ofBytes[0], n)
		vector.OfMarked(&key, first, 2*offset, &marked[0], &ofMarked[0], n)
		word := func(person uint32) uint32 {
			return k.Quad(quad+uint64((person+offset)/4), tick, purpose, 0)[(person+offset)%4]
		}
		for i := range n {
			require.Equal(t, k.Quad(quad+uint64(i), tick, purpose, 0), [4]uint32(near[4*i:]))
			require.Equal(t, word(uint32(list[i])), ofBytes[i])
			require.Equal(t, word(marked[i]/2), ofMarked[i])
		}
	})
}
