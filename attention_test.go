package cogap_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/observe"
)

// TestAttentionOff: a run in which hazards are there and change nothing is the run without them, to the bit.
func TestAttentionOff(t *testing.T) {
	without := run(t, rich(), cogap.Options{})
	s := rich()
	s.Behaviour.Lapse, s.Behaviour.NoticePeers = 1e-300, 0.5
	require.True(t, s.Behaviour.Attends())
	with := run(t, s, cogap.Options{})
	require.Equal(t, without.Manifest.Result, with.Manifest.Result)
	s.Behaviour.Notice = 1 - 1e-12 // counts as 1
	require.Equal(t, without.Manifest.Result, run(t, s, cogap.Options{}).Manifest.Result)
}

// noticing returns a run of which is collected who has noticed and who stopped.
func noticing(t *testing.T, change func(*cogap.Scenario)) *cogap.Result {
	s := small()
	s.Market.Tiers[0].Price = market.Constant(60)
	s.Statistics.Collect = []observe.Collect{
		{Name: "noticed", Quantity: "noticed", Aggregate: observe.Mean},
		{Name: "stopped", Quantity: "stopped", Aggregate: observe.Mean},
	}
	change(&s)
	return run(t, s, cogap.Options{})
}

// found returns what a collection of one value a month found.
func foundIn(r *cogap.Result, name string) (values []float64) {
	for _, row := range r.Collected() {
		if row.Collection == name {
			values = append(values, row.Value)
		}
	}
	return values
}

// TestNotice: of n people 1 - (1 - p)^(t+1) have noticed at the end of month t, whatever they would do; with no hazard nobody ever does, and
// who imitates notices earlier, person by person.
func TestNotice(t *testing.T) {
	const p = 0.05
	alone := noticing(t, func(s *cogap.Scenario) { s.Behaviour.Notice = p })
	people := float64(alone.Manifest.Agents)
	for month, share := range foundIn(alone, "noticed") {
		want := 1 - math.Pow(1-p, float64(month+1))
		require.InDelta(t, want, share, 5*math.Sqrt(want*(1-want)/people), "month %d", month)
	}
	imitating := noticing(t, func(s *cogap.Scenario) { s.Behaviour.Notice, s.Behaviour.NoticePeers = p, 0.5 })
	for month, share := range foundIn(imitating, "noticed") {
		require.GreaterOrEqual(t, share, foundIn(alone, "noticed")[month])
		require.GreaterOrEqual(t, imitating.Months[month].Total.With().People, alone.Months[month].Total.With().People)
	}
	require.Greater(t, imitating.Last().SOTAShare(), 1.05*alone.Last().SOTAShare())
	require.Positive(t, alone.Last().Filtered(agent.Unaware))

	never := noticing(t, func(s *cogap.Scenario) { s.Behaviour.Notice = 0 })
	require.Zero(t, never.Last().Total.With().People)
	require.Zero(t, never.Last().Filtered(agent.None))
	require.Zero(t, never.Last().Filtered(agent.Waiting))
	require.Equal(t, make([]float64, never.Manifest.Months), foundIn(never, "noticed"))
}

// TestLapse: where nothing else makes people leave, a share delta of payers leaves each month; who has lapsed stays out until it looks again,
// and takes what is free meanwhile.
func TestLapse(t *testing.T) {
	const delta = 0.1
	settled := func(s *cogap.Scenario) { // nobody learns, nobody forgets
		s.Population.RightSide, s.Behaviour.NecessityPremium, s.Behaviour.SignalNoise, s.Behaviour.PassThrough = 0, 0, 10, 0
		s.Behaviour.WordOfMouth, s.Behaviour.BeliefDrift, s.Behaviour.IncomeGrowth = 0, 0, 0
	}
	leave := func(r *cogap.Result) (left, of float64) {
		for i := 1; i < len(r.Months); i++ {
			left += float64(r.Months[i].Total.Left)
			of += float64(r.Months[i-1].Total.With().People)
		}
		return left, of
	}
	before, of := leave(noticing(t, settled))
	require.Less(t, before, 0.02*of)
	lapsing := noticing(t, func(s *cogap.Scenario) {
		settled(s)
		s.Behaviour.Lapse, s.Behaviour.Reconsider = delta, 0
	})
	left, of := leave(lapsing)
	require.InDelta(t, delta, left/of, 0.02+5*math.Sqrt(delta/(of/float64(cogap.Plain().Population.Scale*20))))
	require.Positive(t, lapsing.Last().Filtered(agent.Lapsed))
	for i := 1; i < len(lapsing.Months); i++ {
		require.Less(t, lapsing.Months[i].Total.Joined, lapsing.Months[0].Total.With().People/20, "they do not come back")
	}
	back := noticing(t, func(s *cogap.Scenario) {
		settled(s)
		s.Behaviour.Lapse, s.Behaviour.Reconsider = delta, 0.3
	})
	require.Greater(t, back.Last().SOTAShare(), 1.5*lapsing.Last().SOTAShare())

	free := noticing(t, func(s *cogap.Scenario) {
		settled(s)
		s.Market.Tiers = []market.Tier{market.Free(), s.Market.Tiers[0]}
		s.Behaviour.Lapse, s.Behaviour.Reconsider = 1, 0
	})
	for i := range free.Months {
		m := &free.Months[i]
		require.EqualValues(t, m.People(), m.Total.With().People, "month %d", i)
		if i > 0 {
			require.Less(t, m.SOTAShare(), 0.02, "who pays does so for a month")
		}
	}
	stopped := foundIn(free, "stopped")
	require.Greater(t, stopped[len(stopped)-1], free.Months[0].SOTAShare()-1e-9)
}

// TestUseCost: using AI costs something beside its price. The less it costs the more use a free tier, those whom it brings most first; a cost of next to
// nothing changes nothing where nothing is free.
func TestUseCost(t *testing.T) {
	without := run(t, small(), cogap.Options{})
	s := small()
	s.Population.UseCost = 1e-30
	require.Equal(t, without.Manifest.Result, run(t, s, cogap.Options{}).Manifest.Result)

	uses := func(kappa, elasticity float64) *cogap.Result {
		s := small()
		s.Months = 1
		s.Market.Tiers = []market.Tier{market.Free(), s.Market.Tiers[0]}
		s.Population.UseCost, s.Population.UseCostElasticity, s.Population.RightSide = kappa, elasticity, 0
		s.Statistics.Collect = []observe.Collect{
			{Name: "use", Aggregate: observe.Share, Where: "access", By: []string{"income_decile"}},
			{Name: "cost", Quantity: "use_cost", Aggregate: observe.Mean, Where: "income > 3900 && income < 4100"},
		}
		return run(t, s, cogap.Options{})
	}
	last := uses(0, 0.5)
	require.EqualValues(t, last.Last().People(), last.Last().Total.With().People)
	for _, kappa := range []float64{0.3, 1, 10, 1000} {
		dearer := uses(kappa, 0.5)
		require.Less(t, dearer.Last().Total.With().People, last.Last().Total.With().People)
		require.LessOrEqual(t, dearer.Last().SOTAShare(), last.Last().SOTAShare())
		require.InEpsilon(t, kappa, foundIn(dearer, "cost")[0], 0.1)
		last = dearer
	}
	use := foundIn(uses(3, 0), "use")
	require.Greater(t, use[9], 1.3*use[0], "the rich use it more")
	steep := foundIn(uses(3, 2), "use")
	require.Less(t, steep[9]/steep[0], use[9]/use[0], "unless it costs them more")
}

// TestAsked: what people ask for giving AI up is more than what it is worth to them, by what they are used to; saying so changes nothing, and how
// intensively they use it spreads values and tells who uses it daily.
func TestAsked(t *testing.T) {
	collected := func(change func(*cogap.Scenario)) *cogap.Result {
		return noticing(t, func(s *cogap.Scenario) {
			s.Market.Tiers = []market.Tier{market.Free(), s.Market.Tiers[0]}
			s.Statistics.Collect = append(s.Statistics.Collect,
				observe.Collect{Name: "value", Quantity: "value", Aggregate: observe.Mean, Where: "access"},
				observe.Collect{Name: "median", Quantity: "asked", Aggregate: observe.Median, Where: "access"},
				observe.Collect{Name: "asked", Quantity: "asked", Aggregate: observe.Mean, Where: "access"},
				observe.Collect{Name: "premium", Quantity: "asked - value * (1 + 2 * habit)", Aggregate: observe.Max},
				observe.Collect{Name: "daily", Quantity: "daily", Aggregate: observe.Mean, Where: "access"})
			change(s)
		})
	}
	last := func(r *cogap.Result, name string) float64 { return foundIn(r, name)[r.Manifest.Months-1] }
	plain := collected(func(*cogap.Scenario) {})
	require.Equal(t, last(plain, "value"), last(plain, "asked"))
	require.Equal(t, 1.0, last(plain, "daily"))

	asking := collected(func(s *cogap.Scenario) { s.Behaviour.LossPremium = 2 })
	require.Equal(t, plain.Manifest.Result, asking.Manifest.Result)
	require.Greater(t, last(asking, "asked"), 1.5*last(asking, "value"))
	require.InDelta(t, 0, last(asking, "premium"), 1e-6*last(asking, "asked"))

	const sd = 1.5
	intense := collected(func(s *cogap.Scenario) {
		s.Population.SdLogUseIntensity = sd
		s.Population.RightSide = 0 // a free tier is everybody's
	})
	require.Greater(t, last(intense, "asked")/last(intense, "median"), 2*last(plain, "asked")/last(plain, "median"))
	want := math.Erfc(sd/2/math.Sqrt2) / 2 // of a normal variate above half its standard deviation
	require.InDelta(t, want, last(intense, "daily"), 5*math.Sqrt(want*(1-want)/float64(intense.Manifest.Agents)))
}

// TestSkillLimit: learning by doing never passes its limit, goes nearly as far as without one at first, and ends near it.
func TestSkillLimit(t *testing.T) {
	skill := func(lambda, limit float64) *cogap.Result {
		s := small()
		s.Population.Scale, s.Population.SdLogCognition, s.Months = 20000, 0, 30
		s.Behaviour.LearningByDoing, s.Behaviour.SkillLimit = lambda, limit
		s.Market.Tiers[0].Price = market.Constant(0)
		s.Statistics.Collect = []observe.Collect{
			{Name: "most", Quantity: "cognition", Aggregate: observe.Max},
			{Name: "least", Quantity: "cognition", Aggregate: observe.Min},
			{Name: "mean", Quantity: "cognition", Aggregate: observe.Mean, Where: "access"},
		}
		return run(t, s, cogap.Options{})
	}
	free, limited := skill(0.5, 0), skill(0.5, 2)
	most := foundIn(limited, "most")
	require.Less(t, most[29], 2+1e-5)
	require.Greater(t, most[29], 1.99)
	require.Greater(t, foundIn(free, "most")[29], 3.)
	require.InEpsilon(t, foundIn(free, "mean")[0], foundIn(limited, "mean")[0], 0.02, "at twice the start learning begins as without a limit")
	fading := skill(-0.5, 2)
	require.Greater(t, foundIn(fading, "least")[29], 0.5-1e-5)
	require.Less(t, foundIn(fading, "least")[29], 0.51)
	require.Equal(t, 1.0, foundIn(skill(0, 2), "most")[29])
}

// TestNews: people without access believe the more of what AI has become the more they hear; all of it, if they hear all.
func TestNews(t *testing.T) {
	off := func(news float64) float64 {
		r := noticing(t, func(s *cogap.Scenario) {
			s.Behaviour.Notice, s.Behaviour.News = 0, news // nobody ever has access
			s.Statistics.Collect = []observe.Collect{{Name: "off", Quantity: "max(belief - gain, gain - belief) / gain", Aggregate: observe.Mean, Where: "gain > 0"}}
		})
		values := foundIn(r, "off")
		return values[len(values)-1]
	}
	last := off(0)
	require.Greater(t, last, 0.3)
	for _, news := range []float64{0.02, 0.1, 0.5} {
		next := off(news)
		require.Less(t, next, 0.9*last)
		last = next
	}
	require.Less(t, off(1), 1e-6)
}

// TestNeedOff: a need that is next to the same for everybody is none, to the bit.
func TestNeedOff(t *testing.T) {
	s := rich()
	without := run(t, s, cogap.Options{})
	s.Behaviour.NeedSpread = 1e-30
	require.True(t, s.Behaviour.Needs())
	require.Equal(t, without.Manifest.Result, run(t, s, cogap.Options{}).Manifest.Result)
}

// TestNeed: needs have a mean of 1 and the spread that is asked for in every month, one in so many is drawn anew each month, and the more they
// differ the more payers leave and come back.
func TestNeed(t *testing.T) {
	const months = 4
	needing := func(sd float64) *cogap.Result {
		return noticing(t, func(s *cogap.Scenario) {
			s.Population.RightSide, s.Behaviour.NecessityPremium, s.Behaviour.SignalNoise, s.Behaviour.PassThrough = 0, 0, 10, 0
			s.Behaviour.WordOfMouth, s.Behaviour.BeliefDrift, s.Behaviour.IncomeGrowth = 0, 0, 0
			s.Behaviour.NeedSpread, s.Behaviour.NeedMonths = sd, months
			s.Statistics.Collect = []observe.Collect{
				{Name: "mean", Quantity: "need", Aggregate: observe.Mean},
				{Name: "low", Quantity: "need", Aggregate: observe.Quantile, P: 0.158655},
				{Name: "high", Quantity: "need", Aggregate: observe.Quantile, P: 0.841345},
			}
			s.Statistics.Panel = observe.Panel{People: 2000}
		})
	}
	left := func(r *cogap.Result) float64 {
		sum, of := 0.0, 0.0
		for i := 1; i < len(r.Months); i++ {
			sum += float64(r.Months[i].Total.Left)
			of += float64(r.Months[i-1].Total.With().People)
		}
		return sum / of
	}
	some := needing(0.5)
	for month, mean := range foundIn(some, "mean") {
		require.InDelta(t, 1, mean, 5*math.Sqrt((math.Exp(0.25)-1)/float64(some.Manifest.Agents)), "month %d", month)
	}
	high, low := foundIn(some, "high"), foundIn(some, "low")
	require.InDelta(t, 0.5, math.Log(high[3]/low[3])/2, 0.03)
	lasted, all := 0, 0
	for _, life := range some.Panel {
		for t := 1; t < len(life.Months); t++ {
			if all++; life.Months[t].Need == life.Months[t-1].Need {
				lasted++
			}
		}
	}
	require.InDelta(t, 1-1.0/months, float64(lasted)/float64(all), 0.03)
	require.Less(t, left(needing(0)), 0.02)
	require.Greater(t, left(some), 0.04)
	require.Greater(t, left(needing(1)), left(some))
}

// TestLoadByIntensity: who uses AI more takes more compute, and those are the ones who pay; where all use it alike nothing changes.
func TestLoadByIntensity(t *testing.T) {
	provided := func(sd float64, byIntensity bool) cogap.Scenario {
		s := rich()
		s.Market = s.Market.SoldBy(market.DefaultProvider("lab"))
		s.Market.Providers[0].Capacity = market.Capacity{Supply: market.Constant(0.05), Overload: market.OverloadQuota}
		s.Population.SdLogUseIntensity, s.Market.LoadByIntensity = sd, byIntensity
		s.Statistics.Collect = []observe.Collect{{Name: "use", Quantity: "intensity", Aggregate: observe.Sum, By: []string{"tier"}}}
		return s
	}
	require.Equal(t, run(t, provided(0, false), cogap.Options{}).Manifest.Result, run(t, provided(0, true), cogap.Options{}).Manifest.Result)
	heads := run(t, provided(1, false), cogap.Options{})
	require.Nil(t, heads.Last().Use)
	s := provided(1, true)
	r := run(t, s, cogap.Options{Workers: 3})
	for i := range r.Months {
		m := &r.Months[i]
		require.Len(t, m.Use, len(m.Menu)+1)
		require.Zero(t, m.Use[0])
		for _, row := range m.Collection("use") {
			for k, offer := range m.Menu {
				if row.Groups[0] == offer.Name {
					require.InEpsilon(t, row.Value, m.Use[k+1], 1e-6)
				}
			}
		}
	}
	last := r.Last()
	require.Greater(t, last.Use[len(last.Use)-1], 1.2*float64(cogap.SOTA(last.Total)), "they use it more than others")
	require.NotEqual(t, heads.Manifest.Result, r.Manifest.Result)
	require.Equal(t, r.Manifest.Result, run(t, s, cogap.Options{Workers: 1}).Manifest.Result)
}
