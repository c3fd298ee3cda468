package rng_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/internal/vector"
	"github.com/cogap/cogap/rng"
)

// TestVectors holds vectors to Quad, for neighbouring quads and for others.
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
		counters, at := make([]uint32, 40), make([]uint64, 40)
		for i := range n {
			at[i] = uint64(rapid.IntRange(0, 1000).Draw(t, "at"))
			counters[i] = first + uint32(at[i])
		}
		near, far := make([]uint32, 160), make([]uint32, 160)
		vector.Neighbours(&key, first, &near[0], n)
		vector.Listed(&key, &counters[0], &far[0], n)
		for i := range n {
			require.Equal(t, k.Quad(quad+uint64(i), tick, purpose, 0), [4]uint32(near[4*i:]))
			require.Equal(t, k.Quad(quad+at[i], tick, purpose, 0), [4]uint32(far[4*i:]))
		}
	})
}
