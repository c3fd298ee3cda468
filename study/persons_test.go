package study_test

import (
	"maps"
	"math"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/population"
	"github.com/cogap/cogap/study"
)

// helped is small with a voucher.
func helped() cogap.Scenario {
	s := small()
	s.Market.Policies = []market.Policy{market.Voucher(0.6).ForIncomesBelow(6000)}
	return s
}

// person is one agent as a naive observer sees it.
type person struct {
	tier   uint8
	weight int64
	done   float32
}

// everybody keeps everybody, by stratum and place in it.
type everybody struct {
	sync.Mutex
	month int
	seen  map[[2]int]person
}

func (e *everybody) See(b *agent.Block, m *agent.Month) {
	if m.Number != e.month {
		return
	}
	e.Lock()
	defer e.Unlock()
	for i := range b.Tier {
		e.seen[[2]int{b.Stratum, b.First + i}] = person{b.Tier[i], b.Weight, b.Augmented[i]}
	}
}

// incomes are those of everybody before the first month, by stratum and place in it.
func incomes(t *testing.T, s cogap.Scenario) map[[2]int]float32 {
	t.Helper()
	m, err := cogap.NewModel(s)
	require.NoError(t, err)
	all, buffer := map[[2]int]float32{}, population.NewChunk(population.ChunkLen, 0)
	for i := range m.Engine().Chunks() {
		c := m.Engine().Born(i, &buffer)
		for j, y := range c.Income {
			all[[2]int{c.Stratum, c.First + j}] = y
		}
	}
	return all
}

// naive counts person by person, the slow way.
func naive(t *testing.T, a, b cogap.Scenario) study.PersonPair {
	t.Helper()
	var seen [2]*everybody
	var pair study.PersonPair
	for i, s := range []cogap.Scenario{a, b} {
		seen[i] = &everybody{month: s.Months - 1, seen: map[[2]int]person{}}
		r, err := cogap.Run(t.Context(), s, cogap.Options{Watch: []observe.Watcher{seen[i]}})
		require.NoError(t, err)
		pair.PublicMoney[i] = measure.Must("public_money").Of(r.Last()).Value
		pair.Access.Strata, pair.SOTA.Strata = make([]study.Overlap, len(r.Strata)), make([]study.Overlap, len(r.Strata))
	}
	born := incomes(t, a)
	m, err := cogap.NewModel(a)
	require.NoError(t, err)
	cuts := a.Population.IncomeTenths(m.Engine().Strata())
	byPlace := func(a, b [2]int) int { return slices.Compare(a[:], b[:]) }
	for _, key := range slices.SortedFunc(maps.Keys(seen[0].seen), byPlace) { // sums of floats depend on the order
		x, y, tenth := seen[0].seen[key], seen[1].seen[key], 0
		for tenth < 9 && born[key] > float32(cuts[tenth]) {
			tenth++
		}
		for run, did := range []float64{float64(x.weight) * float64(x.done), float64(y.weight) * float64(y.done)} {
			switch {
			case x.tier == 2 && y.tier != 2:
				pair.Augmented[run].OnlyA += did
			case x.tier != 2 && y.tier == 2:
				pair.Augmented[run].OnlyB += did
			}
		}
		for _, o := range []*study.Overlaps{&pair.Access, &pair.SOTA} {
			inA, inB := x.tier > 0, y.tier > 0
			if o == &pair.SOTA {
				inA, inB = x.tier == 2, y.tier == 2
			}
			for _, to := range []*study.Overlap{&o.All, &o.Deciles[tenth], &o.Strata[key[0]]} {
				switch {
				case inA && inB:
					to.Both += x.weight
				case inA:
					to.OnlyA += x.weight
				case inB:
					to.OnlyB += x.weight
				default:
					to.Neither += x.weight
				}
			}
		}
	}
	return pair
}

// TestPersons: who holds what in both, in one and in neither is what counting everybody gives, in every pair, for any number of workers.
func TestPersons(t *testing.T) {
	a, b := small(), helped()
	plan := study.Plan{Seed: 3, Replicates: 3}
	p, err := study.ComparePersons(t.Context(), a, b, plan, study.Options{Workers: 2})
	require.NoError(t, err)
	require.Equal(t, "2026-05", p.Date)
	require.Len(t, p.Pairs, 3)
	pairs, err := study.Pair(a, b, study.Plan{Seed: 3, Replicates: 3, Measures: []string{"sota", "public_money"}})
	require.NoError(t, err)
	result := run(t, pairs, study.Options{})
	for r := range p.Pairs {
		pair := &p.Pairs[r]
		a.Seed, b.Seed = pairs.Job(2*r).Seed, pairs.Job(2*r).Seed
		want := naive(t, a, b)
		require.InEpsilon(t, want.WithinGap(), pair.WithinGap(), 1e-12)
		want.Augmented = pair.Augmented // whose sums are in another order
		require.Equal(t, want, *pair)
		require.Greater(t, pair.WithinGap(), 1.0)
		require.Equal(t, result.Values(0, 0)[r], float64(pair.SOTA.All.Both+pair.SOTA.All.OnlyA), "the same runs as the comparison's")
		require.Equal(t, result.Values(1, 0)[r], float64(pair.SOTA.All.Both+pair.SOTA.All.OnlyB))
		require.Equal(t, result.Values(1, 1)[r], pair.PublicMoney[1])
		require.Positive(t, pair.SOTA.All.OnlyB)
		require.Greater(t, pair.Access.All.Both, pair.SOTA.All.Both, "some hold the free tier")
		require.InDelta(t, (pair.PublicMoney[1]-pair.PublicMoney[0])/float64(pair.SOTA.All.OnlyB), pair.PerGain(), 1e-9)
		people := int64(0)
		for _, g := range p.Strata {
			people += g.People
		}
		for _, o := range []study.Overlaps{pair.Access, pair.SOTA} {
			require.Equal(t, people, o.All.People())
			var tenths, strata study.Overlap
			for _, x := range o.Deciles {
				require.InEpsilon(t, people/10, x.People(), 0.45, "of 470 agents")
				tenths = plus(tenths, x)
			}
			for g, x := range o.Strata {
				require.Equal(t, p.Strata[g].People, x.People())
				strata = plus(strata, x)
			}
			require.Equal(t, o.All, tenths)
			require.Equal(t, o.All, strata)
		}
	}
	one, err := study.ComparePersons(t.Context(), small(), helped(), plan, study.Options{Workers: 1})
	require.NoError(t, err)
	require.Equal(t, p, one)
	gained := p.Of(func(x *study.PersonPair) float64 { return float64(x.SOTA.All.OnlyB) })
	require.Equal(t, 3, gained.N)
}

// TestWithinGap: the same people with and without access differ by what AI adds to their work alone, whoever they are: those whose aptitude
// and cognition the model makes go with income get nothing of it in the gap within persons.
func TestWithinGap(t *testing.T) {
	with := small()
	with.Months, with.Behaviour.LearningByDoing = 1, 0
	with.Market.Tiers = with.Market.Tiers[1:]
	with.Population.CorrIncomeCognition = 0.9
	without := with
	without.Market.Tiers = []market.Tier{with.Market.Tiers[0]}
	without.Market.Tiers[0].Price = market.Constant(market.Withdrawn)
	pairs, err := study.Pair(without, with, study.Plan{Seed: 3, Replicates: 1})
	require.NoError(t, err)
	p, err := study.ComparePersons(t.Context(), without, with, study.Plan{Seed: 3, Replicates: 1}, study.Options{})
	require.NoError(t, err)
	with.Seed = pairs.Job(1).Seed
	r, err := cogap.Run(t.Context(), with, cogap.Options{})
	require.NoError(t, err)
	last := r.Last()
	require.InEpsilon(t, last.WithinGap().Value, p.Pairs[0].WithinGap(), 1e-5, "without AI everybody does what it does unaided")
	require.Greater(t, last.SOTAGap().Value, 1.05*last.WithinGap().Value, "who holds it would think better without too")
	require.Greater(t, last.WithinGap().Value, 1.0)

	nobody, err := study.ComparePersons(t.Context(), with, with, study.Plan{Seed: 3, Replicates: 1}, study.Options{})
	require.NoError(t, err)
	require.True(t, math.IsNaN(nobody.Pairs[0].WithinGap()))
}

func plus(a, b study.Overlap) study.Overlap {
	return study.Overlap{Both: a.Both + b.Both, OnlyA: a.OnlyA + b.OnlyA, OnlyB: a.OnlyB + b.OnlyB, Neither: a.Neither + b.Neither}
}

// TestPersonsRefuses: what can't be compared person by person is told before anything runs.
func TestPersonsRefuses(t *testing.T) {
	a, b := small(), small()
	b.Population.Strata = b.Population.Strata[1:]
	_, err := study.ComparePersons(t.Context(), a, b, study.Plan{}, study.Options{})
	require.ErrorContains(t, err, "the scenarios are of different people")
	b = small()
	b.Stream.Passes = 1
	_, err = study.ComparePersons(t.Context(), a, b, study.Plan{}, study.Options{})
	require.ErrorContains(t, err, "streamed runs keep nobody")
	b = small()
	b.Start = "2031-01"
	_, err = study.ComparePersons(t.Context(), a, b, study.Plan{}, study.Options{})
	require.ErrorContains(t, err, "no month in common: 2026-01 to 2026-05, and 2031-01 to 2031-05")
	m, err := cogap.NewModel(a)
	require.NoError(t, err)
	_, err = study.NewHolders(m, "2027-01")
	require.EqualError(t, err, "study: got month 2027-01, want one from 2026-01 to 2026-05")
}
