package engine_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/engine"
	"github.com/cogap/cogap/internal/wire"
	"github.com/cogap/cogap/network"
)

// TestMarks: a shard that has not everybody is told of all before each month, and says what is wrong with what it is told.
func TestMarks(t *testing.T) {
	s := spec()
	s.Network, s.Mobility = network.Default(), false
	s.Network.Kind, s.Network.Ties, s.PeersEvery = network.KindRandom, 4, 3
	m := model(t, s)
	seen := look(m, 3)
	require.ErrorContains(t, m.Shard(0, m.Chunks(), engine.Options{}).Make(t.Context()), "have to be stored")

	whole := m.Shard(0, m.Chunks(), engine.Options{Stored: true})
	require.NoError(t, whole.Make(t.Context()))
	beside := m.Shard(0, m.Chunks(), engine.Options{Stored: true, Others: true}) // shards of nobody, perhaps
	require.NoError(t, beside.Make(t.Context()))
	var halves []*engine.Shard
	for _, cut := range [][2]int{{0, 2}, {2, m.Chunks()}} {
		half := m.Shard(cut[0], cut[1], engine.Options{Stored: true})
		require.NoError(t, half.Make(t.Context()))
		halves = append(halves, half)
	}
	for month := range seen {
		want, err := whole.Advance(t.Context(), seen[month])
		require.NoError(t, err)
		require.Nil(t, want[0].Marks, "it knows everybody, and nobody else has to")
		told, err := beside.Advance(t.Context(), seen[month])
		require.NoError(t, err)
		require.Equal(t, beside.Marks(), told[0].Marks)
		got, err := halves[0].Advance(t.Context(), seen[month])
		require.NoError(t, err)
		first := got[0].Marks
		other, err := halves[1].Advance(t.Context(), seen[month])
		require.NoError(t, err)
		require.ErrorContains(t, halves[0].Hear(first), "show to their peers, want")
		require.ErrorContains(t, halves[0].Hear(nil), "nothing is known")
		require.NoError(t, got[0].Merge(other[0]))
		require.Equal(t, want[0].Strata, got[0].Strata)
		b, err := first.MarshalBinary()
		require.NoError(t, err)
		all := new(engine.Marks)
		require.NoError(t, all.UnmarshalBinary(b))
		for _, half := range halves {
			require.NoError(t, half.Hear(all))
		}
		for at := range b {
			b[at] ^= 1
			require.ErrorIs(t, all.UnmarshalBinary(b), wire.ErrFormat)
			b[at] ^= 1
			if at > 200 {
				break
			}
		}
	}
	_, err := halves[0].Advance(t.Context(), seen[0])
	require.ErrorContains(t, err, "want month 3")
}

// TestAdvanceBeforeHear: nobody sees peers of whom nothing is known.
func TestAdvanceBeforeHear(t *testing.T) {
	s := spec()
	s.Network = network.Default()
	s.Network.Kind = network.KindSmallWorld
	m := model(t, s)
	half := m.Shard(0, 2, engine.Options{Stored: true})
	require.NoError(t, half.Make(t.Context()))
	seen := look(m, 2)
	_, err := half.Advance(t.Context(), seen[0])
	require.NoError(t, err)
	_, err = half.Advance(t.Context(), seen[1])
	require.ErrorContains(t, err, "Advance before Hear")
}
