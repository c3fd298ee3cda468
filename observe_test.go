package cogap_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/population"
)

// watched asks a scenario for collections of every kind, and for a panel.
func watched(s cogap.Scenario) cogap.Scenario {
	s.Statistics.Collect = []observe.Collect{
		{Name: "income", Quantity: "income", Aggregate: observe.Sum, By: []string{"stratum"}},
		{Name: "squares", Quantity: "income * income", Aggregate: observe.Mean},
		{Name: "spread", Quantity: "income / 3", Aggregate: observe.SD, By: []string{"tier", "filter"}},
		{Name: "rich_optouts", Quantity: "belief", Aggregate: observe.Mean, Where: "filter == opted_out && income > 8000", By: []string{"income_decile"}},
		{Name: "surplus", Quantity: "max(0, reservation - price)", Aggregate: observe.Gini, By: []string{"access", "bins(habit, 0.1, 0.5)"}, Every: 5},
		{Name: "median", Quantity: "augmented", Aggregate: observe.Median, By: []string{"group"}, Every: 1200},
		{Name: "richest", Quantity: "income", Aggregate: observe.Max, By: []string{"code"}, Every: 7},
		{Name: "people", Aggregate: observe.Count, By: []string{"filter", "sota"}},
		{Name: "half", Quantity: "income", Aggregate: observe.Share, Where: "income_decile >= 6"},
	}
	s.Statistics.Panel = observe.Panel{People: 20, By: []string{"income_decile"}, Where: "threshold == 0 || income > 3000"}
	return s
}

// found is all that was observed, as text: NaN is equal to itself there.
// found is what was observed. It is without what people have only in models in which they differ in attention or use cost, where they do not.
func found(r *cogap.Result) string {
	return strings.NewReplacer(" Attention:0 Wait:0", "", " UseCost:0", "", " Born:0", "", " Need:0", "", " Peers:{Share:0 UserBelief:0}", "").Replace(fmt.Sprintf("%v\n%+v", r.Collected(), r.Panel))
}

// TestObservingChangesNothing: the run is the same with and without, stored and streamed.
func TestObservingChangesNothing(t *testing.T) {
	plain, seen := run(t, rich(), cogap.Options{}), run(t, watched(rich()), cogap.Options{})
	require.Equal(t, plain.Manifest.Result, seen.Manifest.Result)
	require.NotEmpty(t, seen.Panel)
	require.NotEmpty(t, seen.Collected())
	require.Nil(t, plain.Panel)
	require.Nil(t, plain.Collected())
	for i := range seen.Months {
		m := seen.Months[i]
		m.Collected = nil
		require.Equal(t, plain.Months[i], m)
	}
	streamed := run(t, streaming(watched(uncoupled()), cogap.Stream{}), cogap.Options{})
	require.Equal(t, run(t, uncoupled(), cogap.Options{}).Manifest.Result, streamed.Manifest.Result)
}

// TestObservedSameBits: what is collected, and who is followed, does not depend on workers or order, on data on which
// float64 sums do (see TestOrderMatters), nor on whether people are stored where streaming is exact.
func TestObservedSameBits(t *testing.T) {
	for name, s := range map[string]cogap.Scenario{"small": small(), "crowded": crowded()} {
		s = watched(s)
		s.Months = 3
		want := found(run(t, s, cogap.Options{Workers: 1}))
		for _, workers := range []int{2, 7, 64} {
			require.Equal(t, want, found(run(t, s, cogap.Options{Workers: workers})), "%s, %d workers", name, workers)
		}
		var shuffled []int
		r, err := cogap.RunInOrder(s, cogap.Options{Workers: 1}, func(i, n int) int {
			if len(shuffled) != n {
				shuffled = rand.New(rand.NewPCG(1, 2)).Perm(n)
			}
			return shuffled[i]
		})
		require.NoError(t, err)
		require.Equal(t, want, found(r), name)
	}
	s := watched(uncoupled())
	s.Months = 5
	stored := found(run(t, s, cogap.Options{}))
	for _, workers := range []int{1, 7} {
		require.Equal(t, stored, found(run(t, streaming(s, cogap.Stream{}), cogap.Options{Workers: workers})))
	}
	s = watched(small())
	s.Months = 5
	exact := run(t, streaming(s, cogap.Stream{Passes: 5, PilotAgents: 7000}), cogap.Options{})
	require.True(t, exact.Stream.Exact)
	require.Equal(t, found(run(t, s, cogap.Options{})), found(exact))
}

// TestCollectDefaults: what a collection leaves out is the same in Go as in a file, and one mistake gives one message.
func TestCollectDefaults(t *testing.T) {
	s := fewer()
	s.Months = 2
	s.Statistics.Collect = []observe.Collect{{Name: "everybody"}, {Name: "with", Where: "access"}}
	r := run(t, s, cogap.Options{})
	require.Len(t, r.Collected(), 4)
	require.Equal(t, float64(r.Manifest.People), r.Collected()[0].Value)
	require.Equal(t, float64(r.Months[0].Total.With().People), r.Collected()[1].Value)
	require.Equal(t, observe.Collect{Name: "with", Quantity: "people", Aggregate: observe.Count, Where: "access", Every: 1}, r.Manifest.Scenario.Statistics.Collect[1])
	s.Statistics.Collect = []observe.Collect{{Name: "a", Aggregate: "mad"}, {Name: "b", Aggregate: "mean"}, {Name: "c", Aggregate: "mad", Where: "acess"}}
	err := s.Validate()
	require.ErrorContains(t, err, `statistics.collect[0].aggregate: got "mad"`)
	require.NotContains(t, err.Error(), "collect[0].quantity")
	require.ErrorContains(t, err, "statistics.collect[1].quantity: got people, of whom there is no mean: want a column or an expression")
	require.ErrorContains(t, err, "statistics.collect[2].where")
}

// TestFrozenObserved holds what is observed to what it always was, on any machine.
func TestFrozenObserved(t *testing.T) {
	got := fmt.Sprintf("%x\n", sha256.Sum256([]byte(found(run(t, watched(rich()), cogap.Options{})))))
	const path = "testdata/observed.txt"
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(got), 0o666))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

// TestCollectedAgrees: where the run's own sums and histograms say the same, they do.
func TestCollectedAgrees(t *testing.T) {
	s := watched(rich())
	s.Statistics.Collect = append(s.Statistics.Collect,
		observe.Collect{Name: "gini", Quantity: "augmented", Aggregate: observe.Gini},
		observe.Collect{Name: "surplus sum", Quantity: "reservation - price", Aggregate: observe.Sum, Where: "reservation >= price"},
		observe.Collect{Name: "tenths", Aggregate: observe.Count, By: []string{"income_decile"}},
		observe.Collect{Name: "bill", Quantity: "posted", Aggregate: observe.Sum},
	)
	s.Statistics.DemandEvery = 1
	r := run(t, s, cogap.Options{})
	for i := range r.Months {
		m := &r.Months[i]
		for g, row := range m.Collection("income") {
			require.Equal(t, r.Strata[g].Name, row.Groups[0])
			require.Equal(t, r.Strata[g].People, row.People)
			require.InEpsilon(t, m.Strata[g].Total().Income.Float(), row.Value, 1.6e-5)
		}
		var filters [agent.Filters]int64
		sota := int64(0)
		for _, row := range m.Collection("people") {
			for f := range filters {
				if row.Groups[0] == observe.FilterName(agent.Filter(f)) {
					filters[f] += row.People
				}
			}
			if row.Groups[1] == "true" {
				sota += row.People
			}
			require.Equal(t, float64(row.People), row.Value)
		}
		require.Equal(t, m.Total.Filter, filters)
		require.Equal(t, cogap.SOTA(m.Total), sota)
		require.Equal(t, m.Gini(), m.Collection("gini")[0].Interval)
		require.InDelta(t, m.Market.Curve.Surplus, m.Collection("surplus sum")[0].Value, 1e-3*m.Market.Curve.Surplus+1)
		tenths := m.Collection("tenths")
		require.Len(t, tenths, 10)
		for _, row := range tenths {
			require.InEpsilon(t, float64(r.Manifest.People)/10, row.Value, 0.05)
		}
		revenue := 0.0
		for _, x := range m.Market.Revenue {
			revenue += x
		}
		require.InEpsilon(t, revenue+1, m.Collection("bill")[0].Value+1, 1e-12)
		require.Equal(t, (i+1)%5 == 0 || i == 13, m.Collection("surplus") != nil, "month %d", i)
		require.Equal(t, i == 13, m.Collection("median") != nil)
	}
}

// TestObservedUntilStopped keeps what was seen of the months that are complete.
func TestObservedUntilStopped(t *testing.T) {
	whole := run(t, watched(small()), cogap.Options{})
	enough := errors.New("enough")
	r, err := cogap.Run(t.Context(), watched(small()), cogap.Options{OnMonth: func(r cogap.Record) error {
		r.Collected[0].Groups[0] = "an observer does its worst"
		r.Collected[0].People = -1
		if r.Month == 3 {
			return enough
		}
		return nil
	}})
	require.ErrorIs(t, err, enough)
	require.Equal(t, fmt.Sprint(whole.Collected()[:len(r.Collected())]), fmt.Sprint(r.Collected()))
	require.Len(t, r.Months, 4)
	require.Len(t, r.Panel, len(whole.Panel))
	for i, life := range r.Panel {
		require.Equal(t, whole.Panel[i].Months[:4], life.Months)
	}

	s := watched(small())
	s.Rule = breaking{agent.Standard{}}
	r, err = cogap.Run(t.Context(), s, cogap.Options{})
	require.Error(t, err)
	require.Len(t, r.Months, 2)
	for _, life := range r.Panel {
		require.Len(t, life.Months, 2, "the third month was not complete")
	}
}

// diary is a rule that writes down what happens to everybody.
type diary struct {
	agent.Standard
	mu    *sync.Mutex
	pages map[[3]int]float32 // stratum, index, month: income
}

func (diary) Columns() []string { return []string{"mood"} }

func (d diary) Step(b *agent.Block, m *agent.Month, dst *agent.Sums) {
	d.Standard.Step(b, m, dst)
	d.mu.Lock()
	defer d.mu.Unlock()
	for i, y := range b.Income {
		b.Extra[0][i] += y
		d.pages[[3]int{b.Stratum, b.First + i, m.Number}] = y
	}
}

// TestPanelFollows: a life is that of one person, month after month, in its own columns and those of a user's rule.
func TestPanelFollows(t *testing.T) {
	s := small()
	s.Months, s.Population.Scale = 5, 20_000
	d := diary{mu: new(sync.Mutex), pages: map[[3]int]float32{}}
	s.Rule = d
	s.Statistics.Panel = observe.Panel{People: 50}
	s.Statistics.Collect = []observe.Collect{{Name: "mood", Quantity: "mood - income", Aggregate: observe.Max}}
	r := run(t, s, cogap.Options{})
	require.Len(t, r.Panel, 50)
	for _, life := range r.Panel {
		require.Len(t, life.Months, 5)
		mood := float32(0)
		for month, state := range life.Months {
			y := d.pages[[3]int{life.Stratum, life.Index, month}]
			mood += y
			require.Equal(t, float64(y), state.Income)
			require.Equal(t, []float64{float64(mood)}, state.Extra)
		}
	}
	require.Zero(t, r.Months[0].Collected[0].Value)
	require.Positive(t, r.Last().Collected[0].Value)

	s.Rule = nil
	require.ErrorContains(t, s.Validate(), "statistics.collect[0].quantity: column 1: unknown name mood, want one of")
}

// TestPanelIsASample: lives stand for the people they were drawn from; who is drawn depends on the seed alone.
func TestPanelIsASample(t *testing.T) {
	s := small()
	s.Months = 2
	s.Statistics.Panel = observe.Panel{People: 3000}
	s.Statistics.Collect = []observe.Collect{{Name: "income", Quantity: "cognition", Aggregate: observe.Mean}, {Name: "sd", Quantity: "cognition", Aggregate: observe.SD}}
	r := run(t, s, cogap.Options{})
	people, sum, distinct := 0.0, 0.0, map[[2]int]bool{}
	for _, life := range r.Panel {
		people += life.Weight
		sum += life.Weight * life.Months[1].Cognition
		distinct[[2]int{life.Stratum, life.Index}] = true
	}
	require.Len(t, distinct, 3000)
	require.InEpsilon(t, float64(r.Manifest.People), people, 1e-9)
	rows := r.Last().Collected
	require.InDelta(t, rows[0].Value, sum/people, 4*rows[1].Value/math.Sqrt(3000), "within four standard errors")

	who := func(s cogap.Scenario) (list [][2]int) {
		for _, life := range run(t, s, cogap.Options{}).Panel {
			list = append(list, [2]int{life.Stratum, life.Index})
		}
		return list
	}
	dear := s
	dear.Market.Tiers = []market.Tier{market.SOTA(market.Constant(900))}
	require.Equal(t, who(s), who(dear))
	s.Seed = 2
	require.NotEqual(t, who(s), who(dear))

	// chance in proportion to what agents stand for: two agents of 100 people and one of 50
	s = cogap.Plain()
	s.Months, s.Population.Source = 1, ""
	s.Population.Strata = []population.Stratum{{Code: "A", Name: "all", People: 250, Income: []population.Quantile{{P: 0.5, Value: 2000}}}}
	s.Statistics.Panel = observe.Panel{People: 1}
	counts := [3]int{}
	for seed := range uint64(600) {
		s.Seed = seed
		life := run(t, s, cogap.Options{}).Panel[0]
		require.Equal(t, 250.0, life.Weight)
		counts[life.Index]++
	}
	require.InDelta(t, counts[0], counts[1], 90)
	require.InDelta(t, 600*0.2, counts[2], 40, "%v", counts)

	// groups of fewer people than asked for give all of them
	s.Statistics.Panel = observe.Panel{People: 10, By: []string{"sota"}}
	all := run(t, s, cogap.Options{}).Panel
	require.Len(t, all, 3)
	require.Equal(t, []string{"false"}, all[0].Groups)
}

// TestBadCollections reports what is wrong with the rest of the scenario, before anything runs.
func TestBadCollections(t *testing.T) {
	s := cogap.Plain()
	s.Months = 0
	s.Statistics.Collect = []observe.Collect{
		{Name: "a", Quantity: "incme", Aggregate: "mean", P: 1.5, Every: -1},
		{Name: "a", Aggregate: "median", Where: "filter == rich", By: []string{"bins(income)"}},
	}
	s.Statistics.Panel = observe.Panel{People: -1}
	_, err := cogap.Run(t.Context(), s, cogap.Options{})
	for _, want := range []string{
		"months: got 0 month, want 1 to 1200",
		"statistics.collect[0].quantity: column 1: unknown name incme, did you mean income?",
		"statistics.collect[0].p: got 1.5 share, want 0 to 1",
		"statistics.collect[0].every: got -1 month, want 0 to 1200",
		"statistics.collect[1].name: got \"a\", which is the name of collect[0] already",
		"statistics.collect[1].quantity: got people, of whom there is no median",
		"statistics.collect[1].where: column 11: unknown name rich",
		"statistics.collect[1].by[0]: column 1: got 1 arguments",
		"statistics.panel.people: got -1 people, want 0 to 100000",
	} {
		require.ErrorContains(t, err, want)
	}
	require.ErrorIs(t, err, cogap.ErrUnknown)
}
