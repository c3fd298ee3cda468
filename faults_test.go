package cogap_test

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/internal/same"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/population"
)

// ctx is that of runs which nobody stops.
var ctx = context.Background()

// stream is how a run is streamed.
type stream = cogap.Stream

// streamed runs a scenario without storing anybody.
func streamed(s cogap.Scenario, o cogap.Options, how stream) (*cogap.Result, error) {
	return streamedUntil(ctx, s, o, how)
}

// streamedUntil is streamed, which somebody may stop.
func streamedUntil(ctx context.Context, s cogap.Scenario, o cogap.Options, how stream) (*cogap.Result, error) {
	return cogap.Run(ctx, streaming(s, how), o)
}

// full is a small scenario with something in every list that a scenario can have.
func full() cogap.Scenario {
	s := watched(sold(market.RuleProfit))
	s.Months = 4
	s.Population.Source, s.Population.Scale, s.Population.Strata = "", 100_000, population.USWorkforce2021()[:5]
	s.Market.Policies = []market.Policy{market.Voucher(0.5).ForIncomesBelow(4000), market.Discount(0.1, "Chief Executives")}
	s.Market.Policies[0].Tiers = []string{"SOTA"}
	s.Statistics.Mobility = true
	return s
}

// TestManifestIsACopy: a loop that changes a price and runs gives results of which each says what was run.
func TestManifestIsACopy(t *testing.T) {
	s := full()
	var results []*cogap.Result
	prices := []float64{100, 200, 400}
	for _, price := range prices {
		s.Market.Tiers[0].Price.Values[0] = price
		results = append(results, run(t, s, cogap.Options{}))
	}
	for i, r := range results {
		require.Equal(t, prices[i], r.Manifest.Scenario.Market.Tiers[0].Price.At(0))
		require.Equal(t, r.Manifest.Result, run(t, r.Manifest.Scenario, cogap.Options{}).Manifest.Result)
	}
}

// TestResultIsACopy: whatever somebody writes to a scenario that was run, or to a result of it, changes no other result.
func TestResultIsACopy(t *testing.T) {
	s := full()
	kept, other := run(t, s, cogap.Options{}), run(t, s, cogap.Options{})
	want := same.Digest(kept)
	same.Spoil(other)
	require.Equal(t, want, same.Digest(kept), "another result")
	require.Equal(t, want, same.Digest(run(t, full(), cogap.Options{})))
	same.Spoil(&s)
	require.Empty(t, same.Differences(run(t, full(), cogap.Options{}), kept, 5), "the scenario")

	s = small()
	s.Months = 1
	want = same.Digest(run(t, s, cogap.Options{}))
	same.Spoil(run(t, s, cogap.Options{}))
	require.Equal(t, want, same.Digest(run(t, s, cogap.Options{})), "built-in people")

	for _, s := range []cogap.Scenario{full(), streaming(full(), stream{Passes: 2, PilotAgents: 100})} {
		m, err := cogap.NewModel(s)
		require.NoError(t, err)
		kept, err := m.Run(ctx, cogap.Options{})
		require.NoError(t, err)
		other, err := m.Run(ctx, cogap.Options{})
		require.NoError(t, err)
		want = same.Digest(kept)
		same.Spoil(other)
		require.Equal(t, want, same.Digest(kept), "another result of the model")
		again, err := m.Run(ctx, cogap.Options{})
		require.NoError(t, err)
		require.Equal(t, want, same.Digest(again), "the model")
	}
}

// TestNilRule: a nil pointer to the model's own rule is the model's own rule.
func TestNilRule(t *testing.T) {
	s := small()
	s.Months = 2
	want := run(t, s, cogap.Options{}).Manifest
	s.Rule = (*agent.Standard)(nil)
	got := run(t, s, cogap.Options{}).Manifest
	require.Equal(t, want.Result, got.Result)
	require.Equal(t, "standard", got.Rule)
}

// replacing is the model's own rule, which then puts other incomes in the place of the column.
type replacing struct{ agent.Standard }

func (replacing) Name() string { return "replacing" }
func (replacing) Step(b *agent.Block, m *agent.Month, dst *agent.Sums) {
	b.Step(m, dst)
	b.Income = slices.Repeat([]float32{1000}, b.Len())
}

// TestReplacedColumn: a rule that replaces a column is refused however it is run: stored people would keep the old one.
func TestReplacedColumn(t *testing.T) {
	s := small()
	s.Months, s.Rule = 2, replacing{}
	for _, s := range []cogap.Scenario{s, streaming(s, stream{Passes: 2, PilotAgents: 7000})} {
		_, err := cogap.Run(ctx, s, cogap.Options{})
		require.ErrorContains(t, err, `rule "replacing": income: want other numbers in the column, not another column in its place`)
	}
}

// TestScenarioMayChangeWhileItRuns: a run reads nothing of the caller's once it has begun.
func TestScenarioMayChangeWhileItRuns(t *testing.T) {
	want := same.Digest(run(t, full(), cogap.Options{}))
	s := full()
	got := run(t, s, cogap.Options{OnMonth: func(r cogap.Record) error {
		if r.Month == 0 {
			same.Spoil(&s)
		}
		return nil
	}})
	require.Equal(t, want, same.Digest(got))
}

// TestRecordIsACopy: a watcher can write to all of the record that it is given.
func TestRecordIsACopy(t *testing.T) {
	want := run(t, full(), cogap.Options{})
	got := run(t, full(), cogap.Options{OnMonth: func(r cogap.Record) error {
		require.NotNil(t, r.Policies)
		require.NotEmpty(t, r.Market.Providers)
		same.Spoil(&r)
		return nil
	}})
	require.Empty(t, same.Differences(want, got, 5))
}

// TestStreamedMobility: who moved is found whether people are stored or not.
func TestStreamedMobility(t *testing.T) {
	s := small()
	s.Months, s.Statistics.Mobility = 4, true
	stored := run(t, s, cogap.Options{})
	require.NotNil(t, stored.Mobility)
	got, err := streamed(s, cogap.Options{}, stream{Passes: 5, PilotAgents: 7000})
	require.NoError(t, err)
	require.True(t, got.Stream.Exact)
	require.Equal(t, stored.Mobility, got.Mobility)
}

// TestStreamedMobilityByAnotherRule: what a rule of one's own left is checked when people are taken through their months
// once more, too.
func TestStreamedMobilityByAnotherRule(t *testing.T) {
	s := small()
	s.Months, s.Statistics.Mobility, s.Rule = 3, true, keepsDiary{}
	stored := run(t, s, cogap.Options{})
	got, err := streamed(s, cogap.Options{}, stream{Passes: 4, PilotAgents: 7000, Tolerance: 0.01})
	require.NoError(t, err)
	require.True(t, got.Stream.Exact)
	require.Equal(t, stored.Mobility, got.Mobility)
}

// TestStreamedPeers: where nobody reads what others do but a collection, that reads it in a streamed run too.
func TestStreamedPeers(t *testing.T) {
	s := uncoupled()
	s.Months = 4
	s.Statistics.Collect = []observe.Collect{{Name: "peers", Quantity: "peers", Aggregate: observe.Mean}}
	stored := run(t, s, cogap.Options{})
	require.Positive(t, stored.Last().Collected[0].Value)
	got, err := streamed(s, cogap.Options{}, stream{Passes: 5, PilotAgents: 7000})
	require.NoError(t, err)
	require.True(t, got.Stream.Exact)
	require.Equal(t, 2, got.Stream.Passes, "one to find the others, one to read them")
	require.Equal(t, stored.Collected(), got.Collected())
}

// TestManifestRepeatsAStreamedRun: what is needed to repeat a streamed run that is not exact is in its manifest.
func TestManifestRepeatsAStreamedRun(t *testing.T) {
	s := small()
	s.Months = 4
	first, err := streamed(s, cogap.Options{}, stream{Passes: 2, PilotAgents: 5000, Tolerance: 0.5})
	require.NoError(t, err)
	require.False(t, first.Stream.Exact)
	again := run(t, first.Manifest.Scenario, cogap.Options{Workers: 1})
	require.Empty(t, same.Differences(first, again, 5))
}

// TestInterruptedStream: a run that is stopped before the first pass over its people has only its pilot to return, and
// says so.
func TestInterruptedStream(t *testing.T) {
	s := small()
	s.Months = 4
	ctx, cancel := context.WithCancel(t.Context())
	agents := run(t, s, cogap.Options{}).Manifest.Agents
	var calls atomic.Int64
	r, err := streamedUntil(ctx, s, cogap.Options{Progress: func(done, total int64) {
		calls.Add(1)
		cancel()
	}}, stream{Passes: 2, PilotAgents: agents / 3})
	require.Positive(t, calls.Load())
	require.ErrorIs(t, err, context.Canceled)
	if r != nil && len(r.Months) > 0 && r.Manifest.Agents < agents {
		require.ErrorContains(t, err, "pilot")
		require.Equal(t, r.Manifest.Result, run(t, r.Manifest.Scenario, cogap.Options{}).Manifest.Result)
	}
}

// TestStandardIsNoOtherRule: naming the model's own rule is the same as naming none, also where a foreign rule would be
// taken to read what others do.
func TestStandardIsNoOtherRule(t *testing.T) {
	s := uncoupled()
	s.Months = 4
	none, err := streamed(s, cogap.Options{}, stream{PilotAgents: 5000})
	require.NoError(t, err)
	s.Rule = agent.Standard{}
	named, err := streamed(s, cogap.Options{}, stream{PilotAgents: 5000})
	require.NoError(t, err)
	require.True(t, named.Stream.Exact)
	require.Zero(t, named.Stream.Pilot)
	require.Equal(t, none.Manifest.Result, named.Manifest.Result)
	require.Equal(t, none.Manifest.Rule, named.Manifest.Rule)
}

// TestRulesHaveNames: results of two rules say which was which.
func TestRulesHaveNames(t *testing.T) {
	s := small()
	s.Months, s.Population.Scale = 1, 200_000
	names := map[string]bool{}
	for _, rule := range []agent.Rule{
		nil,
		agent.PerPerson("one by one", (*agent.Person).Step),
		agent.PerPerson("no habit", func(p *agent.Person, m *agent.Month, luck agent.Luck) agent.Outcome {
			p.Habit = 0
			return p.Step(m, luck)
		}),
	} {
		s.Rule = rule
		names[run(t, s, cogap.Options{}).Manifest.Rule] = true
	}
	require.Len(t, names, 3)
}

// TestStreamIsWatchedInOrder: a streamed run tells of its months too, each once, in order, as they are in the result.
func TestStreamIsWatchedInOrder(t *testing.T) {
	s := full()
	var seen []cogap.Record
	r, err := streamed(s, cogap.Options{OnMonth: func(r cogap.Record) error {
		seen = append(seen, r)
		return nil
	}}, stream{Passes: 5, PilotAgents: 1000})
	require.NoError(t, err)
	require.Len(t, seen, s.Months)
	require.Empty(t, same.Differences(r.Months, seen, 5))
}

// mute is a rule that cannot say something of itself.
type mute struct {
	agent.Standard
	name bool
}

func (m mute) Name() string {
	if m.name {
		panic("no name")
	}
	return "mute"
}

func (m mute) Columns() []string {
	if !m.name {
		panic("no columns")
	}
	return nil
}

// TestMuteRule: a rule that panics when it is asked for its name or its columns is a problem of the scenario, before anything runs.
func TestMuteRule(t *testing.T) {
	for _, name := range []bool{false, true} {
		s := small()
		s.Rule = mute{name: name}
		_, err := cogap.Run(ctx, s, cogap.Options{})
		require.ErrorContains(t, err, map[bool]string{false: "rule: panic: no columns", true: "rule: panic: no name"}[name])
		_, err = cogap.Estimate(s, cogap.Options{})
		require.ErrorContains(t, err, "rule: panic: ")
	}
}

// TestManyPolicies: thousands of strata that thousands of names of policies are about, and names that there are not, cost no more than
// they are long.
func TestManyPolicies(t *testing.T) {
	s := small()
	s.Months = 1
	s.Population.Source, s.Population.Scale = "", 10
	var names []string
	for g := range 2000 {
		name := fmt.Sprintf("stratum %d", g)
		names = append(names, name)
		s.Population.Strata = append(s.Population.Strata, population.Stratum{
			Code: fmt.Sprint(g), Name: name, People: 20, Income: []population.Quantile{{P: 0.25, Value: 2000}, {P: 0.75, Value: 4000}},
		})
	}
	for i := range 50 {
		p := market.Discount(0.01, names...)
		p.Name = fmt.Sprint(i)
		s.Market.Policies = append(s.Market.Policies, p)
	}
	last := run(t, s, cogap.Options{}).Last()
	require.EqualValues(t, 40_000, last.Policies.Eligible)
	for i := range s.Market.Policies {
		for k := range names {
			names[k] = fmt.Sprintf("strata %d", k)
		}
		s.Market.Policies[i].Strata = names
	}
	err := s.Validate()
	require.ErrorContains(t, err, `got "strata 0", want one of 4000 names; did you mean stratum 0?`)
	require.ErrorContains(t, err, "and 99900 more problems")
}
