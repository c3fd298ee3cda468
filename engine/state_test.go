package engine_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/engine"
	"github.com/cogap/cogap/internal/same"
	"github.com/cogap/cogap/network"
)

// TestState: shards that go on from a state, also two of them and by other numbers of workers, take the people through the months that are left as the shard would have, to the bit,
// and its panel with them.
func TestState(t *testing.T) {
	for _, kind := range []network.Kind{network.KindNone, network.KindRandom} {
		s := spec()
		s.Months, s.Mobility, s.MobilityFrom, s.Panel.People = 5, true, 1, 20
		s.Network = network.Default()
		s.Network.Kind, s.Network.Ties = kind, 4
		testState(t, s)
	}
}

func testState(t *testing.T, s engine.Spec) {
	m := model(t, s)
	seen := look(m, 5)
	run := m.Shard(0, m.Chunks(), engine.Options{Workers: 2, Stored: true})
	_, err := run.Leave()
	require.ErrorContains(t, err, "no stored people")
	advance := func(run *engine.Shard, from, to int) (all []string) {
		for _, month := range seen[from:to] {
			parts, err := run.Advance(ctx, month)
			require.NoError(t, err)
			all = append(all, same.Digest(parts[0].Strata))
		}
		return all
	}
	require.NoError(t, run.Make(ctx))
	want := advance(run, 0, 5)[3:]
	people, lives := everything(t, run), run.Lives(5)
	require.NotEmpty(t, lives)
	require.NoError(t, run.Make(ctx))
	advance(run, 0, 3)
	state, err := run.Leave()
	require.NoError(t, err)
	_, err = run.Advance(ctx, seen[3])
	require.ErrorContains(t, err, "before Make")

	first := m.Shard(0, m.Chunks(), engine.Options{Workers: 1, Stored: true})
	for _, again := range []*engine.Shard{first, m.Shard(0, m.Chunks(), engine.Options{Workers: 3, Stored: true}), first} {
		require.NoError(t, again.MakeAs(ctx, state))
		require.Equal(t, 3, again.Month())
		require.Equal(t, want, advance(again, 3, 5))
		require.Equal(t, people, everything(t, again))
		require.Equal(t, lives, again.Lives(5))
	}
	for _, other := range []*engine.Shard{
		m.Shard(0, m.Chunks(), engine.Options{}), m.Shard(0, m.Chunks()-1, engine.Options{Stored: true}), model(t, s).Shard(0, m.Chunks(), engine.Options{Stored: true}),
	} {
		require.ErrorContains(t, other.MakeAs(ctx, state), "cannot be those of a state")
	}
	state.Release()
	require.ErrorContains(t, first.MakeAs(ctx, state), "released")
}
