package bench_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/bench"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/population"
)

// TestContestants holds everybody to the same rule: a benchmark of another rule would say nothing.
func TestContestants(t *testing.T) {
	const people = 4 * population.ChunkLen
	w := bench.NewWork(people, 0.1)
	kernel := bench.NewKernel(w)
	times := bench.Times(people, 0, kernel)
	require.Len(t, times[0], bench.Months)
	require.InDelta(t, 0.1, kernel.Share(), 0.005)

	for _, c := range []bench.Contestant{bench.NewStructs(w), bench.NewGonum(w)} {
		bench.Times(people, 0, c)
		require.InDelta(t, kernel.Share(), c.Share(), 0.004, "%T, with luck of its own", c)
	}

	first := bench.NewKernel(w)
	first.Reset()
	first.Step(0)
	sums := first.Sums()
	with, without := sums.With(), sums.Without()
	for _, peer := range bench.Peers {
		t.Run(peer.Name, func(t *testing.T) {
			share := 0.004 // by how much shares may differ
			if peer.Name == "c" {
				share = 0.0005 // the luck is the same
			}
			p, err := peer.New()
			if errors.Is(err, bench.ErrMissing) {
				t.Skip(err)
			}
			require.NoError(t, err)
			defer func() { require.NoError(t, p.Close()) }()
			r, err := p.Run(w, 0)
			require.NoError(t, err)
			require.InDelta(t, kernel.Share(), r.Share, share)
			require.InDelta(t, with.People, r.First.People[1], 3, "the first month's decisions have no luck")
			require.InEpsilon(t, without.Income.Float(), r.First.Income[0], 1e-4)
			require.InEpsilon(t, without.Cognition.Float(), r.First.Cognition[0], 1e-4)
			require.InEpsilon(t, without.Augmented.Float(), r.First.Augmented[0], 1e-4)
			require.InEpsilon(t, with.Income.Float(), r.First.Income[1], 1e-3)
			require.InEpsilon(t, with.Augmented.Float(), r.First.Augmented[1], 1e-3)
			require.InEpsilon(t, with.Belief.Float(), r.First.Belief, 20*share)
			require.InEpsilon(t, with.Gain.Float(), r.First.Gain, 1e-3)
		})
	}
}

// kernelName is the kernel's name in that of a benchmark.
var kernelName = agent.Kernel()

// report gives a benchmark the numbers that all benchmarks here have.
func report(b *testing.B, ns, bytes float64) {
	b.ReportMetric(ns, "ns/agent-step")
	b.ReportMetric(1e9/ns, "agent-steps/s")
	if bytes > 0 {
		b.ReportMetric(bytes, "B/person")
	}
}

// BenchmarkStep lives months of people who fit in the second-level cache, and of a million who don't.
func BenchmarkStep(b *testing.B) {
	c, err := bench.NewC()
	if err == nil {
		defer func() { _ = c.Close() }()
	}
	for _, people := range []int{population.ChunkLen, 1 << 20} {
		for _, adoption := range []float64{0.01, 0.1, 0.5} {
			w := bench.NewWork(people, adoption)
			name := func(kernel string) string {
				return fmt.Sprintf("kernel=%s/adoption=%v/people=%d", kernel, adoption, people)
			}
			for _, c := range []struct {
				kernel     string
				contestant bench.Contestant
				bytes      float64
			}{
				{kernelName, bench.NewKernel(w), float64(w.People.Bytes()) / float64(people)},
				{"structs", bench.NewStructs(w), bench.StructBytes},
				{"gonum", bench.NewGonum(w), bench.GonumBytes},
			} {
				contestant := c.contestant
				b.Run(name(c.kernel), func(b *testing.B) {
					contestant.Reset()
					for month := 0; b.Loop(); month++ {
						if month == bench.Months {
							b.StopTimer()
							contestant.Reset()
							month = 0
							b.StartTimer()
						}
						contestant.Step(month)
					}
					report(b, float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(people), c.bytes)
				})
			}
			if c != nil {
				b.Run(name("c"), func(b *testing.B) {
					r, err := c.Run(w, 300*time.Millisecond)
					require.NoError(b, err)
					for b.Loop() { // the program has measured itself
					}
					report(b, r.Median, bench.CBytes)
				})
			}
		}
	}
}

// TestStudyAllocates: a run of some 10,000 agents in a study uses the memory of runs that are over.
func TestStudyAllocates(t *testing.T) {
	s, err := bench.NewStudy(14_000)
	require.NoError(t, err)
	_, bytes, err := s.Run(1)
	require.NoError(t, err)
	require.Less(t, bytes, 2e6)
}

// TestNetworked: the runs that are compared differ in who knows whom alone, and networks have about ten ties a person.
func TestNetworked(t *testing.T) {
	n, err := bench.NewNetworked(t.Context(), 20_000, 2)
	require.NoError(t, err)
	for i, name := range n.Names {
		ns, err := n.Run(t.Context(), i)
		require.NoError(t, err)
		require.Positive(t, ns)
		if i > 0 {
			require.InDelta(t, 10, n.Ties(i), 1, name)
		}
	}
}

// BenchmarkRun is whole runs of the default scenario's rule and market: people made, then 36 months.
func BenchmarkRun(b *testing.B) {
	for _, people := range []int{1e4, 1e5, 1e6} {
		for _, every := range []int{0, 1} {
			for _, workers := range []int{1, 2} {
				b.Run(fmt.Sprintf("kernel=%s/histograms=%d/workers=%d/people=%d", kernelName, every, workers, people), func(b *testing.B) {
					s := bench.Scenario(people, every)
					plan, err := cogap.Estimate(s, cogap.Options{})
					require.NoError(b, err)
					for b.Loop() {
						_, err := cogap.Run(b.Context(), s, cogap.Options{Workers: workers})
						require.NoError(b, err)
					}
					steps := float64(b.N) * float64(plan.AgentSteps)
					report(b, float64(b.Elapsed().Nanoseconds())/steps, float64(plan.PeopleBytes)/float64(plan.Agents))
				})
			}
		}
	}
}

// BenchmarkTiers lives months on two menus in turns, one of a tier more, that as many people take: what one more tier costs.
func BenchmarkTiers(b *testing.B) {
	const people = 16 * population.ChunkLen
	for _, adoption := range []float64{0.01, 0.1, 0.5} {
		for _, tiers := range []int{2, 3, 4, agent.MaxTiers} {
			b.Run(fmt.Sprintf("kernel=%s/adoption=%v/tiers=%d", kernelName, adoption, tiers), func(b *testing.B) {
				price := bench.PriceOf(adoption)
				fewer, more := bench.NewTiers(bench.NewWorkAt(people, price), tiers-1), bench.NewTiers(bench.NewWorkAt(people, price), tiers)
				var before, after []float64
				for b.Loop() {
					times := bench.Times(people, 0, fewer, more)
					before, after = append(before, times[0]...), append(after, times[1]...)
				}
				report(b, bench.Median(after), float64(more.People.Bytes())/people)
				b.ReportMetric(bench.Ratio(after, before), "times-one-tier-fewer")
				b.ReportMetric(more.Share(), "share-with")
			})
		}
	}
}

// BenchmarkMechanisms lives months with a mechanism of behaviour and without it in turns.
func BenchmarkMechanisms(b *testing.B) {
	const people = 16 * population.ChunkLen
	for _, x := range bench.Mechanisms {
		for _, adoption := range []float64{0.01, 0.1, 0.5} {
			b.Run(fmt.Sprintf("kernel=%s/mechanism=%s/adoption=%v", kernelName, x.Name, adoption), func(b *testing.B) {
				price := bench.PriceOf(adoption)
				without, with := bench.NewMechanism(people, price, nil), bench.NewMechanism(people, price, x.On)
				var before, after []float64
				for b.Loop() {
					times := bench.Times(people, 0, without, with)
					before, after = append(before, times[0]...), append(after, times[1]...)
				}
				report(b, bench.Median(after), float64(with.People.Bytes())/people)
				b.ReportMetric(bench.Median(before), "ns-without")
				b.ReportMetric(bench.Ratio(after, before), "times-without")
				b.ReportMetric(with.Share(), "share-with")
			})
		}
	}
}

// BenchmarkMarket is whole runs in turns: with a price given from outside, and with a provider that asks the measured
// demand curve each month for the price that maximises profit, and keeps the same price, so that as many people have access.
// It is what a market that reacts costs. Distributions are measured in both.
func BenchmarkMarket(b *testing.B) {
	given := cogap.Plain()
	given.Population.Scale = 200
	given.Market.Tiers[0].Price = market.Constant(100)
	reacting := given
	lab := market.DefaultProvider("lab")
	lab.Pricing.Rule, lab.Pricing.From = market.RuleProfit, market.Promotion
	lab.Pricing.Step = 0
	reacting.Market = given.Market.SoldBy(lab)
	plan, err := cogap.Estimate(given, cogap.Options{})
	require.NoError(b, err)
	run := func(s cogap.Scenario) (ns, access float64) {
		start := time.Now()
		result, err := cogap.Run(b.Context(), s, cogap.Options{Workers: 1})
		require.NoError(b, err)
		return float64(time.Since(start)) / float64(plan.AgentSteps), result.Last().SOTAShare()
	}
	var without, with []float64
	for b.Loop() {
		ns, access := run(given)
		without = append(without, ns)
		ns, same := run(reacting)
		with = append(with, ns)
		require.InDelta(b, access, same, 1e-9)
	}
	report(b, bench.Median(with), float64(plan.PeopleBytes)/float64(plan.Agents))
	b.ReportMetric(bench.Ratio(with, without), "times-given")
}
