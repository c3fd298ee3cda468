package engine_test

import (
	"context"
	"errors"
	"math"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/engine"
	"github.com/cogap/cogap/internal/parallel"
	"github.com/cogap/cogap/internal/sum"
	"github.com/cogap/cogap/internal/wire"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/population"
)

// spec is a small model with something of everything: several strata, a remainder, two tiers, a policy by income, collections.
func spec() engine.Spec {
	p := population.Default()
	p.Source, p.Scale, p.Strata = "", 3, population.USWorkforce2021()[:4]
	for g := range p.Strata {
		p.Strata[g].People = int64(10_000 + 4_000*g)
	}
	m := market.Default()
	m.Tiers = append([]market.Tier{market.Basic()}, m.Tiers...)
	m.Policies = []market.Policy{market.Voucher(0.5).ForIncomesBelow(4000)}
	return engine.Spec{
		Seed: 1, Months: 4, Population: p, Market: m, Behaviour: agent.Default(), Every: 2, IncomeEvery: 3, DemandEvery: 4, Mobility: true, MobilityFrom: 1,
		Collect: []observe.Collect{
			{Name: "spread", Quantity: "income / 3", Aggregate: observe.SD, By: []string{"income_decile"}},
			{Name: "gini", Quantity: "augmented", Aggregate: observe.Gini, By: []string{"stratum"}},
		},
	}
}

func model(t testing.TB, s engine.Spec) *engine.Model {
	t.Helper()
	m, err := engine.NewModel(s)
	require.NoError(t, err)
	return m
}

// look prepares months that nobody's behaviour changes: given prices, and always the same averages.
func look(m *engine.Model, months int) []*engine.Seen {
	seller, last := market.New(m.Spec().Market), m.Nothing()
	for g := range last.Share {
		last.Share[g], last.UserBelief[g] = 0.5, 0.1
	}
	var seen []*engine.Seen
	for t := range months {
		seen = append(seen, m.Show(t, seller.Post(t), &last))
	}
	return seen
}

// everyMonth takes stored people through the months one by one.
func everyMonth(t testing.TB, s *engine.Shard, seen []*engine.Seen) []*engine.Partial {
	t.Helper()
	require.NoError(t, s.Make(t.Context()))
	var parts []*engine.Partial
	for _, month := range seen {
		p, err := s.Advance(t.Context(), month)
		require.NoError(t, err)
		parts = append(parts, p[0])
	}
	return parts
}

func bytesOf(t testing.TB, parts []*engine.Partial) [][]byte {
	t.Helper()
	var list [][]byte
	for _, p := range parts {
		b, err := p.MarshalBinary()
		require.NoError(t, err)
		list = append(list, b)
	}
	return list
}

// TestShards: a population cut into shards anywhere, each stored or made again, its partials sent as bytes and merged in any
// order, gives the bytes of the whole, and so does who moved.
func TestShards(t *testing.T) {
	m := model(t, spec())
	seen := look(m, 4)
	whole := m.Shard(0, m.Chunks(), engine.Options{Workers: 1, Stored: true})
	want := bytesOf(t, everyMonth(t, whole, seen))
	now := &engine.Tenths{1500, 2000, 2500, 3000, 4000, 5000, 6000, 8000, 10000}
	wantMoved, err := whole.Moved(t.Context(), now)
	require.NoError(t, err)
	require.Positive(t, wantMoved.Access[1][1])

	rapid.Check(t, func(rt *rapid.T) {
		cuts := []int{0, m.Chunks()}
		for range rapid.IntRange(0, 3).Draw(rt, "cuts") {
			at := rapid.IntRange(1, len(cuts)-1).Draw(rt, "at")
			cuts = append(cuts[:at], append([]int{rapid.IntRange(cuts[at-1], cuts[at]).Draw(rt, "cut")}, cuts[at:]...)...)
		}
		var all [][]*engine.Partial
		var moved engine.Mobility
		for i := range len(cuts) - 1 {
			o := engine.Options{Workers: rapid.IntRange(1, 3).Draw(rt, "workers"), Stored: rapid.Bool().Draw(rt, "stored")}
			s := m.Shard(cuts[i], cuts[i+1], o)
			var parts []*engine.Partial
			var again []*engine.Seen
			if o.Stored {
				parts = everyMonth(t, s, seen)
			} else {
				require.NoError(rt, s.Make(t.Context()))
				var err error
				parts, err = s.Advance(t.Context(), seen...)
				require.NoError(rt, err)
				again = seen
			}
			mine, err := s.Moved(t.Context(), now, again...)
			require.NoError(rt, err)
			moved.Merge(mine)
			all = append(all, parts)
		}
		for month := range seen {
			sum := new(engine.Partial)
			for k, i := range rapid.Permutation(order(len(all))).Draw(rt, "order") {
				sent, err := all[i][month].MarshalBinary()
				require.NoError(rt, err)
				p := new(engine.Partial)
				require.NoError(rt, p.UnmarshalBinary(sent))
				if k == 0 {
					sum = p
				} else {
					require.NoError(rt, sum.Merge(p))
				}
			}
			got, err := sum.MarshalBinary()
			require.NoError(rt, err)
			require.Equal(rt, want[month], got, "month %d of shards at %v", month, cuts)
		}
		require.Equal(rt, *wantMoved, moved)
	})
}

func order(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

// TestMergeRefuses: partials that do not belong together are not added up.
func TestMergeRefuses(t *testing.T) {
	m := model(t, spec())
	parts := everyMonth(t, m.Shard(0, m.Chunks(), engine.Options{Stored: true}), look(m, 2))
	before := bytesOf(t, parts)
	require.ErrorContains(t, parts[0].Merge(parts[1]), "month 0 with month 1")
	require.ErrorContains(t, parts[0].Merge(parts[0]), "with itself")
	require.ErrorContains(t, parts[0].Merge(nil), "with none")
	sent := new(engine.Partial)
	require.NoError(t, sent.UnmarshalBinary(before[0]))
	for name, change := range map[string]func(*engine.Spec){
		"tiers":       func(s *engine.Spec) { s.Market.Tiers = s.Market.Tiers[1:] },
		"seed":        func(s *engine.Spec) { s.Seed++ },
		"parameter":   func(s *engine.Spec) { s.Behaviour.CapturedShare /= 2 },
		"people":      func(s *engine.Spec) { s.Population.Strata[1].People++ },
		"collections": func(s *engine.Spec) { s.Collect = s.Collect[1:] },
		"rule":        func(s *engine.Spec) { s.Rule = own{func(*agent.Block) {}} },
	} {
		other := spec()
		change(&other)
		n := model(t, other)
		shard := n.Shard(0, n.Chunks(), engine.Options{Stored: true})
		foreign := everyMonth(t, shard, look(n, 1))
		require.ErrorContains(t, parts[0].Merge(foreign[0]), "other models", name)
		require.ErrorContains(t, sent.Merge(foreign[0]), "other models", name)
		require.PanicsWithValue(t, "engine: rows of another model's partial", func() { shard.Rows(sent) }, name)
	}
	require.Equal(t, before, bytesOf(t, parts))
	again := model(t, spec())
	require.Equal(t, m.ID(), again.ID())
	require.NoError(t, sent.Merge(everyMonth(t, again.Shard(0, 0, engine.Options{Stored: true}), look(again, 1))[0]), "a partial of nobody")
	require.Equal(t, before[0], bytesOf(t, []*engine.Partial{sent})[0])
}

// TestAdvanceRefuses: months that are not next, of another model, of people who were not made or were left in the middle
// are refused, and nothing is done.
func TestAdvanceRefuses(t *testing.T) {
	m := model(t, spec())
	seen := look(m, 4)
	for _, stored := range []bool{true, false} {
		s := m.Shard(0, m.Chunks(), engine.Options{Stored: stored})
		refused := func(why string, seen ...*engine.Seen) {
			t.Helper()
			_, err := s.Advance(t.Context(), seen...)
			require.ErrorContains(t, err, why)
		}
		refused("before Make", seen[0])
		require.NoError(t, s.Make(t.Context()))
		refused("got month 1, want month 0", seen[1])
		refused("got month 2, want month 1", seen[0], seen[2])
		refused("another model", look(model(t, spec()), 1)...)
		parts, err := s.Advance(t.Context(), seen[:2]...)
		require.NoError(t, err)
		want := bytesOf(t, parts)
		if stored {
			refused("got month 0, want month 2", seen[0])
		}
		over, cancel := context.WithCancel(t.Context())
		cancel()
		rest := seen
		if stored {
			rest = seen[2:]
		}
		_, err = s.Advance(over, rest...)
		require.ErrorIs(t, err, context.Canceled)
		refused("after an error: context canceled", seen[2])
		require.NoError(t, s.Make(t.Context()))
		parts, err = s.Advance(t.Context(), seen[:2]...)
		require.NoError(t, err)
		require.Equal(t, want, bytesOf(t, parts), "Make begins anew")
	}
	menu, none := market.New(m.Spec().Market).Post(0), m.Nothing()
	require.Panics(t, func() { m.Show(0, menu[1:], &none) })
	require.Panics(t, func() { m.Show(0, menu, nil) })
	require.Panics(t, func() { m.Show(0, menu, &engine.Averages{}) })
	unasked := spec()
	unasked.Mobility = false
	n := model(t, unasked)
	s := n.Shard(0, n.Chunks(), engine.Options{Stored: true})
	everyMonth(t, s, look(n, 4))
	_, err := s.Moved(t.Context(), new(engine.Tenths))
	require.ErrorContains(t, err, "does not ask for mobility")
}

// TestAdvanceAgain: people who are not stored can be taken through all months any number of times, and the panel is the same.
func TestAdvanceAgain(t *testing.T) {
	followed := spec()
	followed.Panel = observe.Panel{People: 3, By: []string{"income_decile"}}
	m := model(t, followed)
	seen := look(m, 4)
	s := m.Shard(0, m.Chunks(), engine.Options{})
	require.NoError(t, s.Make(t.Context()))
	parts, err := s.Advance(t.Context(), seen...)
	require.NoError(t, err)
	want, lives := bytesOf(t, parts), s.Lives(4)
	require.Len(t, lives, 30)
	parts, err = s.Advance(t.Context(), seen...)
	require.NoError(t, err)
	require.Equal(t, want, bytesOf(t, parts))
	require.Equal(t, lives, s.Lives(4))
}

// TestPartialBytes: any sums come back as they were, and damaged bytes change nothing.
func TestPartialBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := &engine.Partial{Month: rapid.IntRange(0, 1200).Draw(t, "month"), Strata: agent.NewSumsOf(rapid.IntRange(0, 3).Draw(t, "strata"), 2)}
		number := func() int64 { return rapid.Int64().Draw(t, "n") }
		for _, s := range p.Strata {
			for k := range s.Tiers {
				g := &s.Tiers[k]
				g.People, g.Wanted, g.Below = number(), number(), number()
				for _, x := range []*sum.Fixed{&g.Income, &g.Cognition, &g.Augmented, &g.Belief, &g.Gain} {
					*x = sum.Fixed{Hi: number(), Lo: uint64(number())}
				}
			}
			s.Joined, s.Left, s.Filter[2] = number(), number(), number()
		}
		for range rapid.IntRange(0, 3).Draw(t, "tiers of use") {
			p.Use = append(p.Use, sum.Fixed{Hi: number(), Lo: uint64(number())})
		}
		b, err := p.MarshalBinary()
		require.NoError(t, err)
		got := new(engine.Partial)
		require.NoError(t, got.UnmarshalBinary(b))
		require.Equal(t, p.Month, got.Month)
		require.Equal(t, p.Use, got.Use)
		require.Len(t, got.Strata, len(p.Strata))
		for g := range p.Strata {
			require.Equal(t, p.Strata[g], got.Strata[g])
		}
		b[rapid.IntRange(0, len(b)-1).Draw(t, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		kept := *got
		require.ErrorIs(t, got.UnmarshalBinary(b), wire.ErrFormat)
		require.Equal(t, kept, *got)
	})
}

func FuzzPartial(f *testing.F) {
	m := model(f, spec())
	for _, b := range bytesOf(f, everyMonth(f, m.Shard(0, 1, engine.Options{Stored: true}), look(m, 1))) {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		e := wire.Encoder{Bytes: append([]byte("cgpart\x05"), data...)} // with a right checksum, so that what is within is read
		e.Seal(0)
		for _, b := range [][]byte{data, e.Bytes} {
			p := new(engine.Partial)
			if p.UnmarshalBinary(b) == nil {
				again, err := p.MarshalBinary()
				require.NoError(t, err)
				require.NoError(t, new(engine.Partial).UnmarshalBinary(again))
			}
		}
	})
}

// TestWith: a model made with another one is the model made alone, whatever differs: price, seed, people, rule, frontier.
func TestWith(t *testing.T) {
	base := model(t, spec())
	everyMonth(t, base.Shard(0, base.Chunks(), engine.Options{Stored: true}), look(base, 1)) // it keeps its people
	for name, change := range map[string]func(*engine.Spec){
		"nothing":  func(*engine.Spec) {},
		"price":    func(s *engine.Spec) { s.Market.Tiers[1].Price = market.Constant(300) },
		"seed":     func(s *engine.Spec) { s.Seed = 2 },
		"scale":    func(s *engine.Spec) { s.Population.Scale = 2 },
		"traits":   func(s *engine.Spec) { s.Population.BeliefSpread /= 2 },
		"strata":   func(s *engine.Spec) { s.Population.Strata = s.Population.Strata[:2] },
		"frontier": func(s *engine.Spec) { s.Market.Frontier.General.Open = market.Constant(0.1) },
		"rule":     func(s *engine.Spec) { s.Rule = agent.PerPerson("kept", (*agent.Person).Step, "one", "two") },
		"habit":    func(s *engine.Spec) { s.Behaviour.HabitUp = 0.9 },
	} {
		s := spec()
		change(&s)
		alone := model(t, s)
		with, err := base.With(s)
		require.NoError(t, err)
		options := engine.Options{Stored: true}
		want := bytesOf(t, everyMonth(t, alone.Shard(0, alone.Chunks(), options), look(alone, 4)))
		for range 3 { // the third run takes people that the second kept
			require.Equal(t, want, bytesOf(t, everyMonth(t, with.Shard(0, with.Chunks(), options), look(with, 4))), name)
		}
	}
}

// TestAtOnce runs one model from several goroutines: none sees what another does to its people.
func TestAtOnce(t *testing.T) {
	m := model(t, spec())
	want := bytesOf(t, everyMonth(t, m.Shard(0, m.Chunks(), engine.Options{Stored: true}), look(m, 4)))
	var group sync.WaitGroup
	got := make([][][]byte, 4)
	for i := range got {
		group.Go(func() {
			s := m.Shard(0, m.Chunks(), engine.Options{Stored: true, Workers: 2})
			if s.Make(context.Background()) != nil {
				return
			}
			for _, month := range look(m, 4) {
				p, err := s.Advance(context.Background(), month)
				if err != nil {
					return
				}
				b, _ := p[0].MarshalBinary()
				got[i] = append(got[i], b)
			}
		})
	}
	group.Wait()
	for i := range got {
		require.Equal(t, want, got[i])
	}
}

// TestInterrupted: an ended context ends making people, advancing and counting who moved, and what was kept stays whole.
func TestInterrupted(t *testing.T) {
	m := model(t, spec())
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	s := m.Shard(0, m.Chunks(), engine.Options{Stored: true})
	require.ErrorIs(t, s.Make(ended), context.Canceled)
	require.NoError(t, s.Make(t.Context()))
	_, err := s.Advance(ended, look(m, 1)...)
	require.ErrorIs(t, err, context.Canceled)
	_, err = s.Moved(ended, new(engine.Tenths))
	require.ErrorIs(t, err, context.Canceled)
	_, err = m.Time(ended)
	require.ErrorIs(t, err, context.Canceled)
}

// TestRuleAtFault: what a user's rule does wrong is an error that names month, stratum, person and column, wherever it runs.
func TestRuleAtFault(t *testing.T) {
	for want, wrong := range map[string]func(b *agent.Block){
		`month 2, stratum General and Operations Managers, agents 0 to 4095: rule "own": person 7: tier: got 200, want 0 to 2`:            func(b *agent.Block) { b.Tier[7] = 200 },
		`month 2, stratum General and Operations Managers, agents 0 to 4095: rule "own": person 8: filter: got 77, want 0 to 7`:           func(b *agent.Block) { b.Filter[8] = 77 },
		`month 2, stratum General and Operations Managers, agents 0 to 4095: rule "own": person 9: income: got NaN, want a finite number`: func(b *agent.Block) { b.Income[9] = float32(math.NaN()) },
		`month 2, stratum General and Operations Managers, agents 0 to 4095: rule "own": panic: runtime error: index out of range [-1] (`: func(b *agent.Block) { b.Tier[len(b.Tier[:0])-1]++ },
	} {
		s := spec()
		s.Rule = own{wrong}
		m := model(t, s)
		for g := range m.Strata() {
			if m.Strata()[g].Name == "General and Operations Managers" {
				s.Population.Strata = m.Strata()[g : g+1]
			}
		}
		m = model(t, s)
		stored := m.Shard(0, m.Chunks(), engine.Options{Stored: true, Workers: 1})
		require.NoError(t, stored.Make(t.Context()))
		seen := look(m, 3)
		for _, month := range seen[:2] {
			_, err := stored.Advance(t.Context(), month)
			require.NoError(t, err)
		}
		_, err := stored.Advance(t.Context(), seen[2])
		require.ErrorContains(t, err, want)
		made := m.Shard(0, m.Chunks(), engine.Options{Workers: 1})
		require.NoError(t, made.Make(t.Context()))
		_, err = made.Advance(t.Context(), seen...)
		require.ErrorContains(t, err, want)
		_, err = m.Time(t.Context())
		require.ErrorContains(t, err, want)
		if fault, ok := errors.AsType[*agent.RuleError](err); ok {
			require.GreaterOrEqual(t, fault.Person, 7)
		} else {
			_, ok := errors.AsType[*parallel.Panic](err)
			require.True(t, ok)
		}
	}
}

// own is the model's own rule, which does something wrong in month 2.
type own struct{ wrong func(*agent.Block) }

func (own) Name() string      { return "own" }
func (own) Columns() []string { return nil }
func (r own) Step(b *agent.Block, m *agent.Month, dst *agent.Sums) {
	b.Step(m, dst)
	if m.Number == 2 {
		r.wrong(b)
	}
}

// TestOutOfRange: chunks that there are not are the caller's mistake.
func TestOutOfRange(t *testing.T) {
	m := model(t, spec())
	for _, c := range [][2]int{{-1, 1}, {2, 1}, {0, m.Chunks() + 1}} {
		require.Panics(t, func() { m.Shard(c[0], c[1], engine.Options{}) })
	}
	none := everyMonth(t, m.Shard(1, 1, engine.Options{Stored: true}), look(m, 1))
	require.Zero(t, none[0].Strata[0].Total().People)
}
