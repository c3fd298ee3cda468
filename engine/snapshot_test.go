package engine_test

import (
	"context"
	"errors"
	"io"
	"maps"
	"slices"
	"testing"
	"testing/fstest"

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
	all, err := s.Everything(ctx)
	require.NoError(t, err)
	return all
}

// save takes a shard through a month and saves it into files.
func save(t require.TestingT, s *engine.Shard, into *engine.Files, seen *engine.Seen) *engine.Partial {
	done, unsaved, err := s.AdvanceInto(ctx, into.Create, seen)
	require.NoError(t, err)
	require.NoError(t, unsaved)
	return done
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
		var saved engine.Files
		save(t, run, &saved, seen[months-1])

		again := m.Shard(0, m.Chunks(), engine.Options{Workers: 1, Stored: true})
		require.NoError(t, again.Make(ctx))
		require.NoError(t, again.Restore(ctx, &past, &saved))
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
		var saved engine.Files
		part := save(t, run, &saved, look(m, 1)[0])
		users, bytes := int64(0), int64(0)
		for _, g := range part.Strata {
			users += g.With().People
		}
		for _, f := range saved.MapFS {
			bytes += int64(len(f.Data))
		}
		users /= int64(s.Population.Scale)
		agents := int64(m.Layout().Len())
		least := min(21*users+agents/8, 21*agents)
		require.InDelta(t, least, bytes, float64(200*len(saved.MapFS)+8*m.Chunks()+21*m.Chunks()), "%d of %d at %v", users, agents, price)
	}
}

// TestRestoreRefuses: files of which any byte is another, or that are cut or longer anywhere, are refused by their name; so are files that are missing or
// in each other's place, and what another model shows.
func TestRestoreRefuses(t *testing.T) {
	s := spec()
	s.Population.Scale, s.Collect = 100, nil
	m := model(t, s)
	seen := look(m, 1)
	var saved engine.Files
	middle, _ := m.Section(2)
	for _, of := range [][2]int{{0, middle}, {middle, m.Chunks()}} {
		half := m.Shard(of[0], of[1], engine.Options{Stored: true, Workers: 1, Order: alternating})
		require.NoError(t, half.Make(t.Context()))
		save(t, half, &saved, seen[0])
	}
	run := m.Shard(0, m.Chunks(), engine.Options{Stored: true})
	var past engine.History
	past.Add(seen[0])
	restore := func(change func(files fstest.MapFS)) error {
		require.NoError(t, run.Make(t.Context()))
		files := maps.Clone(saved.MapFS)
		change(files)
		return run.Restore(t.Context(), &past, files)
	}
	require.NoError(t, restore(func(fstest.MapFS) {}))
	require.Len(t, saved.MapFS, 4)
	for name, whole := range saved.MapFS {
		put := func(b []byte) func(fstest.MapFS) {
			return func(files fstest.MapFS) { files[name] = &fstest.MapFile{Data: b} }
		}
		require.ErrorContains(t, restore(put(append(slices.Clip(whole.Data), 0))), name+": not in the expected format: ")
		for at := range whole.Data {
			b := slices.Clone(whole.Data)
			b[at] ^= 0x10
			require.ErrorContains(t, restore(put(b)), name+": ", "byte %d", at)
			require.ErrorContains(t, restore(put(whole.Data[:at])), name+": ", "%d bytes", at)
		}
		require.ErrorContains(t, restore(func(files fstest.MapFS) { delete(files, name) }), name+": open ")
	}
	err := restore(func(files fstest.MapFS) {
		files["0000-0000.bin"], files["0002-0000.bin"] = files["0002-0000.bin"], files["0000-0000.bin"]
	})
	require.ErrorContains(t, err, "0000-0000.bin: ")

	past = engine.History{}
	past.Add(look(model(t, s), 1)[0])
	require.ErrorContains(t, restore(func(fstest.MapFS) {}), "what another model shows")
	require.Panics(t, func() { past.Add(seen[0]) })
}

// alternating is an order of chunks in which neighbours are far from each other.
func alternating(i, n int) int {
	if i%2 == 0 {
		return i / 2
	}
	return n - 1 - i/2
}

// TestSharesAreSaved: what shards of any sections have saved, those of any others go on with.
func TestSharesAreSaved(t *testing.T) {
	s := spec()
	s.Population.Scale, s.Collect = 20, nil
	m := model(t, s)
	seen := look(m, 2)
	var past engine.History
	past.Add(seen[0])
	shards := func(of int) (all []*engine.Shard) {
		for i := range of {
			lo, _ := m.Section(m.Sections() * i / of)
			_, hi := m.Section(m.Sections()*(i+1)/of - 1)
			all = append(all, m.Shard(lo, hi, engine.Options{Stored: true, Workers: 1 + i%3}))
			require.NoError(t, all[i].Make(ctx))
		}
		return all
	}
	require.GreaterOrEqual(t, m.Sections(), 4)
	var want [][]byte
	for _, by := range []int{1, 2, 4} {
		var saved engine.Files
		for _, shard := range shards(by) {
			save(t, shard, &saved, seen[0])
		}
		for _, then := range []int{1, 3, 4} {
			var got [][]byte
			for _, shard := range shards(then) {
				require.NoError(t, shard.Restore(ctx, &past, &saved))
				_, err := shard.Advance(ctx, seen[1])
				require.NoError(t, err)
				got = append(got, everything(t, shard)...)
			}
			if want == nil {
				want = got
			}
			require.Equal(t, want, got, "saved by %d, gone on with by %d", by, then)
		}
	}
}

// TestUnwritten: a month is whole though nothing of it can be written, and what is wrong is said once.
func TestUnwritten(t *testing.T) {
	m := model(t, spec())
	seen := look(m, 1)
	whole := m.Shard(0, m.Chunks(), engine.Options{Stored: true})
	require.NoError(t, whole.Make(ctx))
	_, err := whole.Advance(ctx, seen[0])
	require.NoError(t, err)
	wrong := errors.New("the disk is full")
	for name, create := range map[string]engine.Create{
		"no file":  func(string) (io.WriteCloser, error) { return nil, wrong },
		"no bytes": func(string) (io.WriteCloser, error) { return unwritable{wrong}, nil },
		"no end":   func(string) (io.WriteCloser, error) { return unwritable{}, nil },
	} {
		run := m.Shard(0, m.Chunks(), engine.Options{Stored: true, Workers: 3})
		require.NoError(t, run.Make(ctx))
		done, unsaved, err := run.AdvanceInto(ctx, create, seen[0])
		require.NoError(t, err)
		require.EqualError(t, unsaved, map[bool]string{true: "no end", false: wrong.Error()}[name == "no end"])
		require.NotNil(t, done)
		require.Equal(t, everything(t, whole), everything(t, run))
	}
}

// unwritable is a file that takes nothing, or cannot be closed.
type unwritable struct{ wrong error }

func (u unwritable) Write(b []byte) (int, error) { return len(b), u.wrong }
func (u unwritable) Close() error                { return errors.New("no end") }

// TestUnsaved: what cannot be saved is an error.
func TestUnsaved(t *testing.T) {
	m := model(t, spec())
	made := m.Shard(0, m.Chunks(), engine.Options{})
	_, _, err := made.AdvanceInto(t.Context(), new(engine.Files).Create, look(m, 1)[0])
	require.ErrorContains(t, err, "no stored people")
	stored := m.Shard(0, m.Chunks(), engine.Options{Stored: true})
	_, _, err = stored.AdvanceInto(t.Context(), new(engine.Files).Create, look(m, 1)[0])
	require.ErrorContains(t, err, "no stored people")
	require.False(t, (&agent.Params{HabitUp: 0.5, HabitDown: 0.5}).HabitLasts())
	require.True(t, (&agent.Params{HabitUp: 0.5, HabitDown: 0.4}).HabitLasts())
}
