package cogap_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/engine"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/population"
)

// sold is the small scenario with a provider behind its tiers.
func sold(rule market.PricingRule) cogap.Scenario {
	s := small()
	lab := market.DefaultProvider("lab")
	lab.Pricing.Rule, lab.Pricing.From = rule, market.Promotion
	s.Market = s.Market.SoldBy(lab)
	return s
}

// TestMoney holds every month's books together: money paid is revenue, subsidy is cost less revenue, burn adds up.
func TestMoney(t *testing.T) {
	burn := 0.0
	s := sold(market.RuleSeries)
	s.Statistics.DemandEvery = 1
	for _, m := range run(t, s, cogap.Options{}).Months {
		lab := m.Market.Providers[0]
		require.InEpsilon(t, float64(m.Total.Tiers[1].People)*m.Menu[0].Price, lab.Revenue, 1e-12)
		require.Equal(t, m.Total.Tiers[1].People, lab.Users)
		require.InDelta(t, lab.Cost-lab.Revenue, lab.Subsidy, 1e-3)
		burn += lab.Subsidy
		require.InEpsilon(t, burn, lab.Burn, 1e-9)
		require.NotNil(t, m.Market.Curve)
		require.Positive(t, m.Market.Curve.Surplus)
		require.Negative(t, m.Market.Curve.Elasticity)
		require.Positive(t, m.Market.Curve.MaxProfit.Price)
	}
}

// TestReactingSameBits: a market that reacts does so the same way for any number of workers.
func TestReactingSameBits(t *testing.T) {
	s := sold(market.RuleProfit)
	s.Market.Providers[0].Capacity = market.Capacity{Supply: market.Constant(0.05), Overload: market.OverloadQuota}
	s.Statistics.Every = 0 // the demand curve is measured all the same
	want := run(t, s, cogap.Options{Workers: 1})
	require.Equal(t, want.Manifest.Result, run(t, s, cogap.Options{Workers: 7}).Manifest.Result)
	prices, quotas := map[float64]bool{}, map[float64]bool{}
	for _, m := range want.Months {
		prices[m.Menu[0].Price], quotas[m.Menu[0].Quota] = true, true
	}
	require.Greater(t, len(prices), 5, "prices move")
	require.Greater(t, len(quotas), 3, "quotas shrink and recover")
}

// TestProfit lets a provider maximise its profit from month to month: it asks what last month's demand curve called
// best, in steps of at most a quarter, and so earns more than at half or twice the price.
func TestProfit(t *testing.T) {
	r := run(t, sold(market.RuleProfit), cogap.Options{})
	for i := 1; i < len(r.Months); i++ {
		before, price := &r.Months[i-1], r.Months[i].Menu[0].Price
		best, asked := before.Market.Curve.MaxProfit.Price, before.Menu[0].Price
		require.InEpsilon(t, min(max(best, 0.75*asked), 1.25*asked), price, 0.1, "month %d: but for costs that have fallen since", i)

		curve, cost := market.NewCurve(&before.Distributions.Reservation), before.Market.Providers[0].UnitCost
		profit := func(price float64) float64 { return curve.Revenue(price) - cost*curve.Customers(price) }
		require.Greater(t, profit(best), profit(best/2))
		require.Greater(t, profit(best), profit(best*2))
	}
}

// TestQuota: smaller quotas at an unchanged price lower what people get, and some leave.
func TestQuota(t *testing.T) {
	full, cut := small(), small()
	full.Market.Tiers[0].Price = market.Constant(100)
	cut.Market.Tiers[0].Price = market.Constant(100)
	cut.Market.Tiers[0].Quota = market.Steps([]int{0, 6}, []float64{1, 0.5})
	a, b := run(t, full, cogap.Options{}), run(t, cut, cogap.Options{})
	require.Equal(t, a.Months[5].Total, b.Months[5].Total)
	require.Less(t, b.Months[6].SOTAShare(), 0.8*a.Months[6].SOTAShare())
	require.Greater(t, b.Months[6].Left(), a.Months[6].Left())
	require.Less(t, b.Last().MeanWith(), a.Last().MeanWith())
}

// TestRationed: a waiting list keeps people out who would and could, and the books know how many.
func TestRationed(t *testing.T) {
	s := small()
	s.Market.Tiers[0].Admission = market.Constant(0.2)
	for _, m := range run(t, s, cogap.Options{}).Months[:3] {
		sota := m.Total.Tiers[1]
		require.Positive(t, m.Total.Filter[agent.Rationed])
		require.Equal(t, sota.People+m.Total.Filter[agent.Rationed], sota.Wanted)
		require.Equal(t, m.Total.Filter[agent.Rationed], m.Market.Rationed[1])
	}
}

// TestVoucher: with nothing that people learn, of others or by trying, a voucher never removes anybody; the public pays what the
// provider gets more, and only people below the threshold are reached.
func TestVoucher(t *testing.T) {
	plain := small()
	plain.Population.RightSide, plain.Behaviour.WordOfMouth, plain.Behaviour.PassThrough = 0, 0, 0
	plain.Population.BeliefUncertainty, plain.Behaviour.BeliefDrift = 0, 0 // nobody learns better by trying
	helped := plain
	helped.Market.Policies = []market.Policy{market.Voucher(0.5).ForIncomesBelow(4000)}
	a, b := run(t, plain, cogap.Options{}), run(t, helped, cogap.Options{})
	for i := range a.Months {
		x, y := &a.Months[i], &b.Months[i]
		require.Nil(t, x.Policies)
		for g := range x.Strata {
			require.GreaterOrEqual(t, y.Strata[g].With().People, x.Strata[g].With().People, "month %d, %s", i, a.Strata[g].Name)
		}
		poor := y.Total.Tiers[1].Below
		require.Equal(t, poor, y.Policies.SOTAUsers)
		require.Equal(t, y.Total.Total().Below, y.Policies.Eligible)
		require.InEpsilon(t, 0.5*y.Menu[0].Price*float64(poor), y.Market.Public, 1e-12)
		require.InEpsilon(t, y.Menu[0].Price*float64(y.Total.Tiers[1].People), y.Market.Revenue[1], 1e-12, "vouchers included")
	}
	require.Greater(t, b.Last().SOTAShare(), a.Last().SOTAShare())
}

// TestPostedPrices: where policies change what people pay, the demand curve counts who takes the tier at what is posted.
// With one tier and nobody who waits these are its users, and what the curve says of money is what the books say.
func TestPostedPrices(t *testing.T) {
	s := sold(market.RuleProfit)
	s.Population.RightSide = 0
	s.Market.Policies = []market.Policy{
		market.Voucher(0.5).ForIncomesBelow(4000).During(2, 9),
		market.Discount(0.3, "Management").During(4, 12),
		market.CashTransfer(100).During(5, market.Always), // changes no price
	}
	s.Statistics.DemandEvery = 1
	stored := run(t, s, cogap.Options{})
	for i := range stored.Months {
		m := &stored.Months[i]
		d, price := m.Distributions, m.Menu[0].Price
		require.Equal(t, i >= 2 && i < 12, d.Posted != nil, "month %d", i)
		users := float64(m.Total.Tiers[1].People)
		require.InEpsilon(t, users, d.Demand().Customers(price), 0.01, "month %d", i)
		require.InEpsilon(t, m.Market.Revenue[1], d.Demand().Revenue(price), 0.01, "month %d", i)
		require.InEpsilon(t, m.Market.Revenue[1], m.Market.Curve.Revenue, 0.01, "month %d", i)
		if d.Posted != nil {
			require.Equal(t, m.People(), d.Posted.People.Count())
			plain := market.NewCurve(&d.Reservation)
			require.Greater(t, d.Demand().Customers(price), 1.01*plain.Customers(price), "month %d", i)
		}
	}
	passes := s
	passes.Months = 5
	streamed := run(t, streaming(passes, cogap.Stream{Passes: 5, Tolerance: 1}), cogap.Options{})
	require.Equal(t, stored.Months[4].Distributions.Posted, streamed.Months[4].Distributions.Posted)
	require.Equal(t, stored.Months[4].Market, streamed.Months[4].Market)
}

// TestRegionalPrice: prices that follow a country's price level bring in people of poorer countries only.
func TestRegionalPrice(t *testing.T) {
	s := cogap.Plain()
	s.Population = population.DefaultWorld()
	s.Population.Scale, s.Months = 20000, 4
	plain := run(t, s, cogap.Options{}).Last()
	s.Market.Policies = []market.Policy{market.RegionalPrice()}
	r := run(t, s, cogap.Options{})
	regional := r.Last()
	gained := map[string]int64{}
	for g := range r.Strata {
		gained[r.Strata[g].Group] += regional.Strata[g].With().People - plain.Strata[g].With().People
	}
	for g := range r.Strata { // everybody's price is its level's
		if level := r.Strata[g].PriceLevel; level == 1 {
			require.Equal(t, plain.Strata[g].With().People, regional.Strata[g].With().People, r.Strata[g].Name)
		}
	}
	home := small()
	home.Market.Policies = s.Market.Policies
	require.Equal(t, run(t, small(), cogap.Options{}).Manifest.Result, run(t, home, cogap.Options{}).Manifest.Result, "no level counts as 1")
	require.Positive(t, gained["upper-middle"])
	require.Positive(t, gained["high"], "levels differ there too")
	require.Greater(t, regional.SOTAShare(), plain.SOTAShare())
}

// TestDomains: what the domains add to those with access adds up, and a closed domain adds nothing.
func TestDomains(t *testing.T) {
	s := small()
	m := run(t, s, cogap.Options{}).Last()
	with := m.Total.With()
	sum := 0.0
	for _, added := range m.Domains {
		require.Positive(t, added)
		sum += added
	}
	require.InEpsilon(t, (with.Augmented.Float()-with.Cognition.Float())/float64(with.People), sum, 1e-9)
	s.Market.Frontier.Coding.Open = market.Constant(0)
	m = run(t, s, cogap.Options{}).Last()
	require.Zero(t, m.Domains[population.Coding])
	require.Positive(t, m.Domains[population.General])
}

// TestFeedback: access raises income. Without the feedback everybody's income grows alike and nobody changes tenth.
func TestFeedback(t *testing.T) {
	s := small()
	s.Statistics.Mobility = true
	s.Behaviour.PassThrough = 0
	off := run(t, s, cogap.Options{})
	s.Behaviour.PassThrough = 0.02
	on := run(t, s, cogap.Options{Workers: 3})
	for i, r := range []*cogap.Result{off, on} {
		m := r.Mobility
		people := int64(0)
		var from, to [engine.Classes]int64
		for a, row := range m.Income {
			for b, n := range row {
				people += n
				from[a] += n
				to[b] += n
			}
		}
		for k := range from {
			require.InEpsilon(t, float64(r.Manifest.People)/10, from[k], 0.06, "tenth %d of run %d", k, i)
			require.InEpsilon(t, float64(r.Manifest.People)/10, to[k], 0.06, "tenth %d of run %d", k, i)
		}
		require.Equal(t, r.Manifest.People, people, "run %d", i)
		require.Equal(t, r.Manifest.People, m.Access[0][0]+m.Access[0][1]+m.Access[1][0]+m.Access[1][1])
		require.Equal(t, r.Last().Total.With().People, m.Access[0][1]+m.Access[1][1])
		require.Equal(t, r.Months[0].Total.With().People, m.Access[1][0]+m.Access[1][1])
	}
	require.Less(t, off.Mobility.Shorrocks(), 0.03, "only the bins of the histograms")
	require.Greater(t, on.Mobility.Shorrocks(), off.Mobility.Shorrocks()+0.005)
	richer := func(r *cogap.Result) float64 {
		with, without := r.Last().Total.With(), r.Last().Total.Without()
		return with.Income.Float() / float64(with.People) / (without.Income.Float() / float64(without.People))
	}
	require.Greater(t, richer(on), richer(off))
	require.Positive(t, on.Last().Gap(1, 0))
	require.InEpsilon(t, on.Last().AccessGap().Value, on.Last().SOTAGap().Value, 1e-12, "one tier")
	s.Market.Tiers = append([]market.Tier{market.Free()}, s.Market.Tiers...)
	m := run(t, s, cogap.Options{}).Last()
	rest := float64(m.People() - m.Total.Tiers[2].People)
	lesser := (m.Gap(0, 2)*float64(m.Total.Tiers[0].People) + m.Gap(1, 2)*float64(m.Total.Tiers[1].People)) / rest
	require.InEpsilon(t, 1/lesser, m.SOTAGap().Value, 1e-9, "the others are those of lesser tiers and those of none")
}

// TestTies: at no price people to whom AI is worth nothing would and could all the same: they wait, or take the tier, the
// better one where surplus and price are equal; by the kernel and by the definition.
func TestTies(t *testing.T) {
	s := cogap.Plain()
	s.Months = 2
	s.Population.Source, s.Population.Scale = "", 1
	s.Population.Strata = []population.Stratum{
		{Code: "A", Name: "out of reach", People: 5000, Income: []population.Quantile{{P: 0.25, Value: 2000}, {P: 0.75, Value: 5000}}},
	}
	s.Market.Tiers = []market.Tier{market.Free(), market.SOTA(market.Constant(0))}
	for _, rule := range []agent.Rule{nil, agent.PerPerson("definition", (*agent.Person).Step)} {
		s.Rule = rule
		m := &run(t, s, cogap.Options{}).Months[0]
		waiting := m.Total.Filter[agent.Waiting]
		require.InDelta(t, 5000*s.Population.RightSide, waiting, 150)
		require.Equal(t, waiting, m.Total.Tiers[0].People)
		require.Zero(t, m.Total.Tiers[1].People)
		require.Equal(t, 5000-waiting, m.Total.Tiers[2].People)
	}
}

// TestDiffusion: one stratum, everybody alike but for the confirmation threshold, uniform on 0..1 as Beta(1, 1): next
// month's share is this month's for those who wait plus those who don't wait, as in a threshold model of diffusion.
// With a share w that waits, x(t+1) = (1 - w) + w*x(t), so x(t) = 1 - w^(t+1).
func TestDiffusion(t *testing.T) {
	const wait = 0.8
	s := cogap.Plain()
	s.Months = 12
	s.Population = population.Spec{
		Scale: 1, BudgetShare: population.Beta{Alpha: 1, Beta: 1}, RightSide: wait,
		Threshold: population.Beta{Alpha: 1, Beta: 1}, IncomeTailAlpha: 2, IncomeFloor: 1,
		Strata: []population.Stratum{{
			Code: "A", Name: "alike", People: 2_000_000, Income: []population.Quantile{{P: 0.1, Value: 5000}, {P: 0.9, Value: 5000}},
			Full: [5]float64{0, 0, 0, 0, 1},
		}},
	}
	s.Market.Tiers[0].Price = market.Constant(0)
	r := run(t, s, cogap.Options{})
	x := 1 - wait
	for i := range r.Months {
		require.InDelta(t, x, r.Months[i].SOTAShare(), 0.004, "month %d", i)
		x = (1 - wait) + wait*x
	}
}

// TestPoorest: a policy for a share of people reaches about that share, as one with the threshold in money does.
func TestPoorest(t *testing.T) {
	s := cogap.Plain()
	s.Months, s.Population.Scale, s.Statistics.Every = 2, 2000, 0
	s.Market.Policies = []market.Policy{market.Voucher(0.5).ForPoorest(0.3)}
	poorest, err := cogap.Run(t.Context(), s, cogap.Options{})
	require.NoError(t, err)
	reach := poorest.Months[0].Policies
	require.InDelta(t, 0.3, float64(reach.Eligible)/float64(poorest.Manifest.People), 0.005)
	require.Zero(t, poorest.Manifest.Scenario.Market.Policies[0].Below, "the scenario is as it was given")

	strata, err := s.Population.Resolve()
	require.NoError(t, err)
	s.Market.Policies[0] = market.Voucher(0.5).ForIncomesBelow(s.Population.IncomeQuantile(strata, 0.3))
	inMoney, err := cogap.Run(t.Context(), s, cogap.Options{})
	require.NoError(t, err)
	require.Equal(t, inMoney.Manifest.Result, poorest.Manifest.Result)
}

// TestUnknownStrata: a policy for people whom nobody is called by is an error.
func TestUnknownStrata(t *testing.T) {
	s := cogap.Plain()
	s.Market.Policies = []market.Policy{market.Discount(0.5, "Management", "11-1011", "Chief Executives", "Managment", "student")}
	require.EqualError(t, s.Validate(), `market.policies[0].strata[3]: got "Managment", want one of 1684 names; did you mean Management?
market.policies[0].strata[4]: got "student", want one of 1684 names`)
}
