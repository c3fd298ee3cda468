package engine_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/engine"
)

var ctx = context.Background()

// savable draws a model whose people lose a habit fast, slowly or never get one, differ in attention or do not, in large strata or small.
func savable(t *rapid.T) engine.Spec {
	s := spec()
	s.Months, s.Collect, s.Mobility = 6, nil, false
	b := &s.Behaviour
	b.HabitUp = rapid.SampledFrom([]float64{0, 1e-20, 1e-9, 0.2, 1}).Draw(t, "habit up")
	b.HabitDown = rapid.SampledFrom([]float64{0, 0.08, 0.49, 0.5, 0.9, 1}).Draw(t, "habit down")
	b.News = rapid.SampledFrom([]float64{0, 0.1}).Draw(t, "news")
	if rapid.Bool().Draw(t, "attends") {
		b.Notice, b.Lapse, b.Reconsider, b.NoticePeers = 0.1, 0.3, 0.2, 0.3
	}
	if rapid.Bool().Draw(t, "needs") {
		b.NeedSpread, b.NeedMonths = 0.5, 2
	}
	if rapid.Bool().Draw(t, "posted prices") {
		s.Market.Policies = nil
	}
	s.Market.Tiers[0].Price.Values[0] = rapid.SampledFrom([]float64{0, 5, 50}).Draw(t, "price")
	s.Population.Scale = rapid.SampledFrom([]int{3, 100, 700}).Draw(t, "scale")
	return s
}

// everything returns what months change of all people, in bytes.
func everything(t require.TestingT, s *engine.Shard) [][]byte {
	var whole engine.Snapshot
	require.NoError(t, s.Snapshot(ctx, &whole))
	return everySection(t, &whole)
}

// TestSomeAreSaved: people of whom only those are saved who have ever had access are, a month later, those who were never saved.
func TestSomeAreSaved(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, err := engine.NewModel(savable(t))
		require.NoError(t, err)
		seen := look(m, 6)
		months := rapid.IntRange(1, 5).Draw(t, "months")
		run := m.Shard(0, m.Chunks(), engine.Options{Workers: 2, Stored: true})
		require.NoError(t, run.Make(ctx))
		var past engine.History
		for _, month := range seen[:months-1] {
			past.Add(month)
			_, err := run.Advance(ctx, month)
			require.NoError(t, err)
		}
		past.Add(seen[months-1])
		var saved engine.Snapshot
		_, err = run.AdvanceInto(ctx, &saved, seen[months-1])
		require.NoError(t, err)

		again := m.Shard(0, m.Chunks(), engine.Options{Workers: 1, Stored: true})
		require.NoError(t, again.Make(ctx))
		require.NoError(t, again.Restore(ctx, &past, saved.File))
		require.Equal(t, months, again.Month())
		for _, s := range []*engine.Shard{run, again} {
			_, err := s.Advance(ctx, seen[months])
			require.NoError(t, err)
		}
		require.Equal(t, everything(t, run), everything(t, again))
	})
}

// TestFewAreSaved: what is saved grows with those who have had access, and not with the people.
func TestFewAreSaved(t *testing.T) {
	s := spec()
	s.Mobility, s.Collect, s.Market.Policies = false, nil, nil
	for _, price := range []float64{0, 50, 1e9} {
		s.Market.Tiers[0].Price.Values, s.Market.Tiers[1].Price.Values = []float64{price}, []float64{1e9, 1e9, 1e9}
		m := model(t, s)
		run := m.Shard(0, m.Chunks(), engine.Options{Stored: true})
		require.NoError(t, run.Make(t.Context()))
		var saved engine.Snapshot
		part, err := run.AdvanceInto(t.Context(), &saved, look(m, 1)[0])
		require.NoError(t, err)
		users, bytes := int64(0), int64(0)
		for _, g := range part.Strata {
			users += g.With().People
		}
		for _, b := range everySection(t, &saved) {
			bytes += int64(len(b))
		}
		users /= int64(s.Population.Scale)
		agents := int64(m.Layout().Len())
		least := min(21*users+agents/8, 21*agents)
		require.InDelta(t, least, bytes, float64(200*saved.Sections()+9*m.Chunks()+21*m.Chunks()), "%d of %d at %v", users, agents, price)
	}
}

// everySection lists the bytes of a snapshot's files.
func everySection(t require.TestingT, p *engine.Snapshot) (all [][]byte) {
	for i := range p.Sections() {
		b, err := p.File(p.Name(i))
		require.NoError(t, err)
		all = append(all, b)
	}
	return all
}

// TestRestoreRefuses: bytes of which any is another, or that are cut or longer anywhere, are refused; and what another model shows.
func TestRestoreRefuses(t *testing.T) {
	s := spec()
	s.Population.Scale, s.Collect = 100, nil
	m := model(t, s)
	seen := look(m, 1)
	run := m.Shard(0, m.Chunks(), engine.Options{Stored: true})
	require.NoError(t, run.Make(t.Context()))
	var saved engine.Snapshot
	_, err := run.AdvanceInto(t.Context(), &saved, seen[0])
	require.NoError(t, err)
	var past engine.History
	past.Add(seen[0])
	restore := func(change func([]byte) []byte) error {
		require.NoError(t, run.Make(t.Context()))
		return run.Restore(t.Context(), &past, func(name string) ([]byte, error) {
			b, err := saved.File(name)
			if name == saved.Name(2) {
				b = change(b)
			}
			return b, err
		})
	}
	require.NoError(t, restore(slices.Clip))
	whole, err := saved.File(saved.Name(2))
	require.NoError(t, err)
	for at := range whole {
		require.ErrorContains(t, restore(func(b []byte) []byte { b[at] ^= 0x10; return b }), "0002.bin: ", "byte %d", at)
		require.ErrorContains(t, restore(func(b []byte) []byte { return b[:at] }), "0002.bin: ", "%d bytes", at)
	}
	require.ErrorContains(t, restore(func(b []byte) []byte { return append(b, 0) }), "0002.bin: not in the expected format: 1 bytes after its end")

	past = engine.History{}
	past.Add(look(model(t, s), 1)[0])
	require.ErrorContains(t, restore(slices.Clip), "what another model shows")
	require.Panics(t, func() { past.Add(seen[0]) })
}

// TestUnsaved: what cannot be saved is an error.
func TestUnsaved(t *testing.T) {
	m := model(t, spec())
	made := m.Shard(0, m.Chunks(), engine.Options{})
	_, err := made.AdvanceInto(t.Context(), new(engine.Snapshot), look(m, 1)[0])
	require.ErrorContains(t, err, "no stored people")
	stored := m.Shard(0, m.Chunks(), engine.Options{Stored: true})
	_, err = stored.AdvanceInto(t.Context(), new(engine.Snapshot), look(m, 1)[0])
	require.ErrorContains(t, err, "no stored people")
	require.False(t, (&agent.Params{HabitUp: 0.5, HabitDown: 0.5}).HabitLasts())
	require.True(t, (&agent.Params{HabitUp: 0.5, HabitDown: 0.4}).HabitLasts())
}
