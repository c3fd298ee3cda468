package cogap_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/engine"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/population"
)

var update = flag.Bool("update", false, "rewrite testdata; a changed digest changes every published result")

// small is the default scenario with few enough agents for tests: 1 for 2000 people, some 71,000 of them.
func small() cogap.Scenario {
	s := cogap.Plain()
	s.Population.Scale = 2000
	s.Months = 14
	return s
}

// rich is a scenario that reaches every part of the rule: four tiers, one of them rationed.
func rich() cogap.Scenario {
	s := small()
	s.Market.Tiers = []market.Tier{market.Free(), market.Entry(), market.Basic(), s.Market.Tiers[0]}
	s.Market.Tiers[2].Admission = market.Constant(0.5)
	return s
}

// helped is a short scenario whose people pay different parts of the posted price, by income, stratum and month.
func helped() cogap.Scenario {
	s := small()
	s.Months = 4
	s.Market.Policies = []market.Policy{
		market.Voucher(0.3).ForIncomesBelow(4000).During(1, market.Always),
		market.Discount(0.2, "Management").During(2, market.Always),
		market.Discount(1, "Healthcare Support"),
	}
	return s
}

func run(t *testing.T, s cogap.Scenario, o cogap.Options) *cogap.Result {
	t.Helper()
	r, err := cogap.Run(t.Context(), s, o)
	require.NoError(t, err)
	return r
}

// crowded is a scenario whose sums depend on the order if they are added as float64: few strata with many chunks each,
// and incomes over so many orders of magnitude that float64 has to round. (Sums of float32 values of similar size are
// exact in float64, whatever the order, so ordinary people would prove nothing.)
func crowded() cogap.Scenario {
	s := rich()
	s.Population.Source, s.Population.Scale = "", 60
	s.Population.Strata = population.USWorkforce2021()
	slices.SortFunc(s.Population.Strata, func(a, b population.Stratum) int { return int(b.People - a.People) })
	s.Population.Strata = s.Population.Strata[:4]
	s.Population.IncomeFloor = 1e-6
	for g := range s.Population.Strata {
		s.Population.Strata[g].Income = []population.Quantile{{P: 0.1, Value: 1e-3}, {P: 0.999, Value: 1e-2}, {P: 0.9999, Value: 1e12}}
	}
	return s
}

// TestSameBits runs on 1, 2, 7 and 64 workers, forwards, backwards and shuffled. Adding float64 numbers instead of
// fixed-point ones makes it fail.
func TestSameBits(t *testing.T) {
	for name, s := range map[string]cogap.Scenario{"small": small(), "crowded": crowded(), "helped": helped()} {
		want := run(t, s, cogap.Options{Workers: 1}).Manifest.Result
		for _, workers := range []int{2, 7, 64} {
			require.Equal(t, want, run(t, s, cogap.Options{Workers: workers}).Manifest.Result, "%s, %d workers", name, workers)
		}
		backwards := func(i, n int) int { return n - 1 - i }
		var shuffled []int
		shuffle := func(i, n int) int {
			if len(shuffled) != n {
				shuffled = rand.New(rand.NewPCG(1, 2)).Perm(n)
			}
			return shuffled[i]
		}
		for _, order := range []func(i, n int) int{backwards, shuffle} {
			r, err := cogap.RunInOrder(s, cogap.Options{Workers: 1}, order)
			require.NoError(t, err)
			require.Equal(t, want, r.Manifest.Result, name)
		}
	}
}

// TestOrderMatters proves that the data of TestSameBits can tell: a stratum's chunks, added up as float64 in different
// orders, give different sums.
func TestOrderMatters(t *testing.T) {
	terms, err := cogap.ChunkIncomes(crowded())
	require.NoError(t, err)
	require.Greater(t, len(terms), 5)
	sums := map[float64]bool{}
	for seed := range uint64(20) {
		sum := 0.0
		for _, i := range rand.New(rand.NewPCG(1, seed)).Perm(len(terms)) {
			sum += terms[i]
		}
		sums[sum] = true
	}
	require.Greater(t, len(sums), 1)
}

// TestFrozenResults holds results to what they always were, on any machine.
func TestFrozenResults(t *testing.T) {
	var got strings.Builder
	for _, c := range []struct {
		name     string
		scenario cogap.Scenario
	}{{"small", small()}, {"rich", rich()}, {"crowded", crowded()}, {"helped", helped()}} {
		fmt.Fprintln(&got, c.name, run(t, c.scenario, cogap.Options{}).Manifest.Result)
	}
	const path = "testdata/digests.txt"
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o777))
		require.NoError(t, os.WriteFile(path, []byte(got.String()), 0o666))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), got.String())
}

// TestWatching lets an observer do its worst to the records it is shown.
func TestWatching(t *testing.T) {
	want := run(t, small(), cogap.Options{})
	months, calls := 0, int64(0)
	got := run(t, small(), cogap.Options{
		Progress: func(done, total int64) { calls++ },
		OnMonth: func(r cogap.Record) error {
			require.Equal(t, months, r.Month)
			months++
			r.Menu[0].Price = -1
			r.Total.Tiers[0].People = -1
			r.Strata[3].Filter[0] = 99
			r.Distributions.Reservation.Add(5, 1000)
			*r.Strata[0] = agent.Sums{}
			return nil
		},
	})
	require.Equal(t, want.Manifest.Result, got.Manifest.Result)
	require.Equal(t, 14, months)
	require.Positive(t, calls)
}

// TestConserved holds every month's sums together.
func TestConserved(t *testing.T) {
	for name, s := range map[string]cogap.Scenario{"small": small(), "rich": rich()} {
		r := run(t, s, cogap.Options{})
		require.Equal(t, int64(140_885_570), r.Manifest.People)
		before := int64(0)
		for i := range r.Months {
			m := &r.Months[i]
			require.Equal(t, r.Manifest.People, m.People(), name)
			total := agent.NewSums(len(m.Menu))
			for g, stratum := range m.Strata {
				require.Equal(t, r.Strata[g].People, stratum.Total().People)
				total.Add(stratum)
			}
			require.Equal(t, m.Total, total)
			filtered := int64(0)
			for _, n := range total.Filter {
				filtered += n
			}
			require.Equal(t, r.Manifest.People, filtered)
			with := total.With().People
			require.Equal(t, with-before, total.Joined-total.Left)
			before = with

			d := m.Distributions
			require.Equal(t, with, d.Augmented[1].Count())
			last := i == len(r.Months)-1
			whole := last || i == 11 // of the year
			require.Equal(t, engine.Measured{Augmented: true, Income: whole, Demand: whole, Cognition: last}, d.Measured(), "%s, month %d", name, i)
			// the histograms' sums are exact, the kernel's are within the bound that AccessGap states
			if whole {
				require.Equal(t, r.Manifest.People, d.Reservation.Count())
				require.Equal(t, r.Manifest.People, d.Income.Count())
				require.InEpsilon(t, d.Income.Sum(), total.Total().Income.Float(), 1.6e-5)
			}
			if last {
				require.Equal(t, r.Manifest.People, d.Cognition.Count())
				require.InEpsilon(t, d.Cognition.Sum(), total.Total().Cognition.Float(), 1.6e-5)
			}
			people, sota := int64(0), int64(0)
			for _, tenth := range d.Tenths {
				people, sota = people+tenth.People, sota+tenth.SOTA
			}
			require.Equal(t, r.Manifest.People, people)
			require.Equal(t, cogap.SOTA(total), sota)
			gap := m.AccessGap()
			exact := d.Augmented[1].Sum() / float64(with) / (d.Augmented[0].Sum() / float64(d.Augmented[0].Count()))
			require.LessOrEqual(t, gap.Lo, exact)
			require.GreaterOrEqual(t, gap.Hi, exact)
			gini := m.Gini()
			require.LessOrEqual(t, gini.Hi-gini.Lo, 1e-5)
			require.Len(t, m.SOTAShareByDecile(), 10)
		}
	}
}

// TestTenths: each tenth by income is about a tenth of the people, the same people in all months, and those of whom a collection by tenth
// tells; people who are stored and those who are made again are in the same tenths.
func TestTenths(t *testing.T) {
	s := rich()
	s.Statistics.Collect = []observe.Collect{
		{Name: "sota", Quantity: "people", Aggregate: observe.Count, Where: "sota", By: []string{"income_decile"}},
		{Name: "people", Quantity: "people", Aggregate: observe.Count, By: []string{"income_decile"}},
	}
	stored := run(t, s, cogap.Options{})
	for i := range stored.Months {
		m := &stored.Months[i]
		collected := map[string]int64{}
		for _, row := range m.Collected {
			collected[row.Collection+row.Groups[0]] = int64(row.Value)
		}
		for d, tenth := range m.Distributions.Tenths {
			number := strconv.Itoa(d + 1)
			require.InEpsilon(t, float64(stored.Manifest.People)/10, tenth.People, 0.05, number)
			require.Equal(t, collected["people"+number], tenth.People)
			require.Equal(t, collected["sota"+number], tenth.SOTA)
			require.Equal(t, stored.Months[0].Distributions.Tenths[d].People, tenth.People)
			require.Equal(t, float64(tenth.SOTA)/float64(tenth.People), m.SOTAShareByDecile()[d])
		}
	}
	s.Stream.Passes = s.Months
	require.Equal(t, stored.Manifest.Result, run(t, s, cogap.Options{}).Manifest.Result)
}

// TestDefinition runs the same scenario by Person, the readable float64 rule, and by the kernel.
func TestDefinition(t *testing.T) {
	s := rich()
	s.Population.Scale = 20000
	kernel := run(t, s, cogap.Options{})
	s.Rule = agent.PerPerson("definition", (*agent.Person).Step)
	person := run(t, s, cogap.Options{})
	require.NotEqual(t, kernel.Manifest.Rule, person.Manifest.Rule)
	for i := range kernel.Months {
		k, p := &kernel.Months[i], &person.Months[i]
		for tier := range k.Total.Tiers {
			require.InDelta(t, p.Tier(tier), k.Tier(tier), 1e-3, "a few of 7000 decisions may differ by rounding")
		}
		for f := range agent.Filters {
			require.InDelta(t, p.Filtered(agent.Filter(f)), k.Filtered(agent.Filter(f)), 1e-3)
		}
		require.InEpsilon(t, p.AccessGap().Value, k.AccessGap().Value, 1e-3)
		require.InEpsilon(t, p.Gini().Value, k.Gini().Value, 1e-3)
		require.InEpsilon(t, p.Total.Total().Income.Float(), k.Total.Total().Income.Float(), 1e-4)
	}
}

// TestStatistics computes distributions only in the months that ask for them, and the rest of the run does not notice.
func TestStatistics(t *testing.T) {
	s := small()
	all := run(t, s, cogap.Options{})
	s.Statistics.Every = 6
	some := run(t, s, cogap.Options{})
	for i := range some.Months {
		require.Equal(t, i == 5 || i == 11 || i == 13, some.Months[i].Distributions != nil, "month %d", i)
		require.Equal(t, all.Months[i].Total, some.Months[i].Total)
	}
	s.Statistics.Every = 0
	none := run(t, s, cogap.Options{}).Last()
	require.Nil(t, none.Distributions)
	require.Nil(t, none.SOTAShareByDecile())
	require.True(t, math.IsNaN(none.Gini().Value))
	require.Equal(t, all.Last().AccessGap(), none.AccessGap())
}

// TestFrontierFollowsTheStart: midpoints that are counted from a month are where that month is, whatever the run's first one.
func TestFrontierFollowsTheStart(t *testing.T) {
	s := small()
	s.Start, s.Market.Frontier.Since = "2024-11", "2026-01"
	follows := run(t, s, cogap.Options{})
	s.Market.Frontier = s.Market.Frontier.Later(14)
	s.Market.Frontier.Since = ""
	require.Equal(t, run(t, s, cogap.Options{}).Months, follows.Months)

	s = small()
	s.Market.Frontier.Since = s.Start
	require.Equal(t, run(t, small(), cogap.Options{}).Months, run(t, s, cogap.Options{}).Months, "from the first month is what it is without")
	s.Market.Frontier.Since = "soon"
	require.EqualError(t, s.Validate(), `market.frontier.since: got "soon", want a month such as 2026-01, or nothing`)
}

// TestInterrupted keeps what was computed when a run is stopped, by its context, its observer or a rule that panics.
func TestInterrupted(t *testing.T) {
	whole := run(t, small(), cogap.Options{})

	ctx, cancel := context.WithCancel(t.Context())
	r, err := cogap.Run(ctx, small(), cogap.Options{OnMonth: func(r cogap.Record) error {
		if r.Month == 4 {
			cancel()
		}
		return nil
	}})
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorContains(t, err, "after 5 of 14 months")
	require.Equal(t, whole.Months[:5], r.Months)
	require.Equal(t, 5, r.Manifest.Months)

	enough := errors.New("enough")
	r, err = cogap.Run(t.Context(), small(), cogap.Options{OnMonth: func(cogap.Record) error { return enough }})
	require.ErrorIs(t, err, enough)
	require.Equal(t, whole.Months[:1], r.Months)

	s := small()
	s.Rule = breaking{agent.Standard{}}
	r, err = cogap.Run(t.Context(), s, cogap.Options{})
	require.ErrorContains(t, err, "cannot live in month 2")
	require.Equal(t, whole.Months[:2], r.Months)

	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	r, err = cogap.Run(cancelled, small(), cogap.Options{})
	require.ErrorIs(t, err, context.Canceled)
	require.Empty(t, r.Months)
}

type breaking struct{ agent.Standard }

func (b breaking) Step(block *agent.Block, m *agent.Month, dst *agent.Sums) {
	if m.Number == 2 {
		panic("cannot live in month 2")
	}
	b.Standard.Step(block, m, dst)
}

// TestBadScenario reports all that is wrong at once, each with its path, and runs nothing.
func TestBadScenario(t *testing.T) {
	s := cogap.Plain()
	s.Months = 0
	s.Start = "soon"
	s.Behaviour.CapturedShare = 1.5
	s.Behaviour.RiskAversion = math.NaN()
	s.Market.Tiers[0].Price.Values[2] = -5
	s.Population.Scale = 0
	s.Population.Source = "us-workforce-2012"
	s.Statistics.Every = -1
	r, err := cogap.Run(t.Context(), s, cogap.Options{OnMonth: func(cogap.Record) error { panic("nothing runs") }})
	require.Nil(t, r)
	for _, want := range []string{
		"months: got 0 month, want 1 to 1200",
		`start: got "soon", want a month such as 2026-01`,
		"behaviour.captured_share: got 1.5 share, want 0 to 1",
		"behaviour.risk_aversion: got NaN",
		"market.tiers[0].price.values[2]: got -5 u/month, want 0 to 1e12",
		"population.scale: got 0",
		`population.source: got "us-workforce-2012"`,
		"us-workforce-2021",
		"statistics.every: got -1 month, want 0 to 1200",
	} {
		require.ErrorContains(t, err, want)
	}
	parameter, ok := errors.AsType[*cogap.ParameterError](err)
	require.True(t, ok)
	require.NotEmpty(t, parameter.Path)
	require.ErrorIs(t, err, cogap.ErrRange)

	_, err = cogap.Estimate(s, cogap.Options{})
	require.ErrorContains(t, err, "months: got 0")

	s = cogap.Plain()
	s.Population.Source = ""
	require.ErrorContains(t, s.Validate(), "population.strata")
	s.Population.Strata = []population.Stratum{{Code: "x", Name: "x", People: 10, Income: []population.Quantile{{P: 0.5, Value: 20}, {P: 0.25, Value: 30}}}}
	require.ErrorContains(t, s.Validate(), "population.strata[0].income")
	s = cogap.Plain()
	s.Market.Tiers = nil
	require.ErrorContains(t, s.Validate(), "market.tiers: got none")
}

// TestRegionalPrices: what everybody together would pay of a posted price is counted in 63 bits; prices so high that it
// could not be are refused, and the highest that are not can be run.
func TestRegionalPrices(t *testing.T) {
	s := cogap.Plain()
	s.Months = 2
	s.Population.Source, s.Population.Scale = "", 10
	people := population.Stratum{Code: "x", Name: "dear", People: 1000, Income: []population.Quantile{{P: 0.25, Value: 1e5}, {P: 0.75, Value: 2e5}}}
	people.PriceLevel = 1000
	s.Population.Strata = []population.Stratum{people}
	s.Market.Policies = []market.Policy{market.RegionalPrice(), market.RegionalPrice(), market.RegionalPrice()}
	for i := range s.Market.Policies {
		s.Market.Policies[i].Name = fmt.Sprint(i)
	}
	_, err := cogap.Run(t.Context(), s, cogap.Options{})
	require.NoError(t, err, "10^12 times the posted price")

	s.Population.Strata[0].PriceLevel = 2000
	require.EqualError(t, s.Validate(), "market.policies: regional prices let all people together pay 8e+12 times the posted price, want at most 4.4e+12: lower the strata's price levels, or the policies' shares")
	s.Market.Policies[0].Share = 0
	require.NoError(t, s.Validate())
	s.Market.Policies[0].Share, s.Market.Policies[0].Strata = 1, []string{"nobody", "dear"}
	require.ErrorContains(t, s.Validate(), "want at most 4.4e+12")
}

// TestOrderOfTiers: tiers must be in order in the months of the run, in no others.
func TestOrderOfTiers(t *testing.T) {
	s := cogap.Plain()
	s.Market.Tiers = append([]market.Tier{market.Free()}, s.Market.Tiers...)
	s.Market.Tiers[0].Quality = market.Steps([]int{0, 30}, []float64{0.5, 1.5})
	s.Months = 24
	require.NoError(t, s.Validate())
	for _, months := range []int{31, 1200, 1 << 40} {
		s.Months = months
		require.ErrorContains(t, s.Validate(), "market.tiers[1].quality: got 1 in month 30 below the 1.5 of tiers[0], want ascending quality")
	}
	s.Market.Tiers[0].Quality = market.Steps([]int{0, 650}, []float64{0.5, 1.5})
	s.Months = 700
	require.ErrorContains(t, s.Validate(), "market.tiers[1].quality: got 1 in month 650")
}

// TestOwnPeople runs on strata of the caller's, one agent each, down to a single person.
func TestOwnPeople(t *testing.T) {
	s := cogap.Plain()
	s.Population.Source, s.Population.Scale = "", 1
	s.Population.Strata = []population.Stratum{
		{Code: "A", Name: "writers", People: 1, Income: []population.Quantile{{P: 0.25, Value: 2000}, {P: 0.75, Value: 5000}}, Full: [5]float64{0, 0, 0, 1, 0}},
		{Code: "B", Name: "others", People: 4097, Income: []population.Quantile{{P: 0.25, Value: 2000}, {P: 0.75, Value: 5000}}},
	}
	r := run(t, s, cogap.Options{})
	require.Equal(t, int64(4098), r.Manifest.People)
	require.Equal(t, 4098, r.Manifest.Agents)
	require.Zero(t, r.Last().Strata[1].With().People, "nobody pays for what brings nothing")
}

func TestEstimate(t *testing.T) {
	s := cogap.Plain()
	s.Population.Scale = 1
	p, err := cogap.Estimate(s, cogap.Options{Workers: 2})
	require.NoError(t, err)
	require.Equal(t, int64(140_885_570), p.People)
	require.Equal(t, 140_885_570, p.Agents)
	require.Equal(t, int64(140_885_570*36), p.AgentSteps)
	require.Equal(t, 831, p.Strata)
	require.LessOrEqual(t, p.Bytes, int64(40*140_885_570), "40 bytes a person")
	require.Positive(t, p.Time)
}

// TestCommonLuck: a dearer market and the default one give each person the same traits and luck, so in the months
// before prices differ nothing differs.
func TestCommonLuck(t *testing.T) {
	cheap, dear := small(), small()
	dear.Market.Tiers[0].Price = market.Steps([]int{0, 12}, []float64{100, 300})
	a, b := run(t, cheap, cogap.Options{}), run(t, dear, cogap.Options{})
	for i := range 12 {
		require.Equal(t, a.Months[i].Total, b.Months[i].Total)
	}
	require.Greater(t, a.Last().SOTAShare(), b.Last().SOTAShare())
	other := small()
	other.Seed = 2
	require.NotEqual(t, a.Manifest.Result, run(t, other, cogap.Options{}).Manifest.Result)
}

// TestPriceIsMonotone: with no peers and no feedback a higher price never adds users.
func TestPriceIsMonotone(t *testing.T) {
	last := int64(math.MaxInt64)
	for _, price := range []float64{0, 10, 50, 100, 200, 400, 1000} {
		s := small()
		s.Months = 3
		s.Population.RightSide = 0
		s.Behaviour.WordOfMouth, s.Behaviour.PassThrough = 0, 0
		s.Market.Tiers[0].Price = market.Constant(price)
		users := run(t, s, cogap.Options{}).Months[0].Total.With().People
		require.LessOrEqual(t, users, last)
		last = users
	}
	require.Positive(t, last)
}
