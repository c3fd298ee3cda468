package market

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/internal/param"
)

// lab returns a market with one SOTA tier at a constant price, sold by a provider.
func lab(price float64, change func(p *Provider)) Spec {
	spec := Default()
	spec.Tiers = []Tier{SOTA(Constant(price))}
	p := DefaultProvider("lab")
	if change != nil {
		change(&p)
	}
	return spec.SoldBy(p)
}

func TestWrightsLaw(t *testing.T) {
	c := DefaultProvider("lab").Cost
	require.Equal(t, 65.0, c.At(0, 0, 0), "nothing used yet")
	require.Equal(t, 65.0, c.At(0, 0, 1000))
	require.InEpsilon(t, 65*0.801, c.At(0, 12*1000, 1000), 1e-3, "experience doubled: 20% less")
	require.InEpsilon(t, c.At(0, 12*1000, 1000)*math.Pow(2, -0.32), c.At(0, 36*1000, 1000), 1e-6, "and doubled again")

	c.Learning = 1
	require.InEpsilon(t, 65.0/2, c.At(0, 12*1000, 1000), 1e-6, "exponent 1 halves it")
	c.Learning = 0
	require.Equal(t, 65.0, c.At(0, 1e9, 1))

	c.Decline = 0.05
	require.InEpsilon(t, 65*math.Pow(0.95, 24), c.At(24, 0, 0), 1e-12)
}

func TestCostFallsWithUseAndTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := DefaultProvider("lab").Cost
		c.Learning = rapid.Float64Range(0, 1).Draw(t, "learning")
		c.Decline = rapid.Float64Range(0, 0.2).Draw(t, "decline")
		used := rapid.Float64Range(0, 1e12).Draw(t, "used")
		month := rapid.IntRange(0, 100).Draw(t, "month")
		require.LessOrEqual(t, c.At(month, used*2, 1e3), c.At(month, used, 1e3)*(1+1e-6))
		require.LessOrEqual(t, c.At(month+1, used, 1e3), c.At(month, used, 1e3))
		want := c.Unit * math.Pow(1-c.Decline, float64(month)) * math.Pow(1+used/12e3, -c.Learning)
		require.InEpsilon(t, want, c.At(month, used, 1e3), 1e-5)
	})
}

func TestLedgerOfOneMonth(t *testing.T) {
	spec := Default()
	spec.Tiers = append([]Tier{Free()}, spec.Tiers...)
	spec = spec.SoldBy(DefaultProvider("lab"))
	require.NoError(t, param.Check(spec))
	seller := New(spec)
	seller.Post(0)
	r := seller.Adapt(Demand{
		Month: 0, People: 1000, Users: []int64{100, 800, 100}, Wanted: []int64{90, 800, 110}, Use: []float64{0, 400, 150},
	})
	require.Equal(t, []float64{0, 0, 10_000}, r.Revenue)
	require.Equal(t, []int64{0, 0, 10}, r.Rationed)
	require.Nil(t, r.Curve)
	l := r.Providers[0]
	compute := 400*0.4*0.05 + 150 // free tier: quota 0.4, load 0.05
	require.Equal(t, "lab", l.Provider)
	require.EqualValues(t, 900, l.Users)
	require.Equal(t, compute, l.Compute)
	require.Equal(t, 65.0, l.UnitCost)
	require.Equal(t, 65*compute, l.Variable)
	require.Equal(t, 15_500.0, l.Fixed, "1.55 of promotional revenue")
	require.Equal(t, l.Variable+l.Fixed-10_000, l.Subsidy)
	require.Equal(t, l.Subsidy/900, l.SubsidyPerUser)
	require.Equal(t, -l.Subsidy/10_000, l.Margin)
	require.Equal(t, l.Subsidy, l.Burn)
	require.Equal(t, 700*1000-l.Burn, l.Runway)
	require.Equal(t, 1000.0, l.Supply)
	require.Equal(t, compute/1000, l.Utilisation)
	require.Equal(t, 1.0, l.Delivered)
}

func TestBooksBalance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spec := Default()
		spec.Tiers = append([]Tier{Free(), Basic()}, spec.Tiers...)
		spec = spec.SoldBy(DefaultProvider("lab"))
		spec.Providers[0].Cost.Fixed = rapid.Float64Range(0, 3).Draw(t, "fixed")
		spec.Providers[0].Capacity = Capacity{Constant(rapid.Float64Range(0, 1).Draw(t, "supply")), Overload(rapid.SampledFrom(overloads).Draw(t, "overload"))}
		menus, reports := newCrowd(300, 500).run(spec, 12)
		burn, used, first := 0.0, 0.0, 0.0
		for month, r := range reports {
			l := r.Providers[0]
			money := 0.0
			for k, paid := range r.Revenue {
				money += paid
				if k > 0 {
					require.GreaterOrEqual(t, menus[month][k-1].Quota, 0.0)
				}
			}
			require.InDelta(t, money, l.Revenue, 1e-6, "money paid is revenue")
			require.InDelta(t, l.Cost-l.Revenue, l.Subsidy, 1e-6, "subsidy is cost less revenue")
			require.InDelta(t, l.UnitCost*l.Compute, l.Variable, 1e-6)
			if l.Users > 0 {
				require.InDelta(t, l.Subsidy, l.SubsidyPerUser*float64(l.Users), 1e-6)
			}
			burn += l.Subsidy
			require.InDelta(t, burn, l.Burn, 1e-6)
			require.Equal(t, spec.Providers[0].Cost.At(month, used, first), l.UnitCost)
			used += l.Compute
			if first == 0 {
				first = used
			}
		}
	})
}

func TestFixedCostStopsGrowingWithPromotion(t *testing.T) {
	spec := lab(100, nil)
	spec.Tiers[0].Price = Steps([]int{0, 12}, []float64{100, 200})
	_, reports := newCrowd(1000, 1000).run(spec, 24)
	promotion, later := reports[11].Providers[0], reports[12].Providers[0]
	require.Equal(t, 1.55*promotion.Revenue, promotion.Fixed)
	require.Greater(t, later.Revenue, promotion.Revenue)
	require.Equal(t, promotion.Fixed, later.Fixed)
}

func TestEmptyRunwayEndsTheSubsidy(t *testing.T) {
	at := func(runway float64) []Menu {
		menus, _ := newCrowd(1000, 500).run(lab(20, func(p *Provider) { p.Runway, p.Cost.Learning = runway, 0 }), 12)
		return menus
	}
	rich := at(1e9)
	require.Equal(t, 20.0, rich[11].SOTA().Price, "a subsidy without end")
	require.Equal(t, 65.0, at(0)[0].SOTA().Price, "nothing to subsidise with, from the start")
	poor := at(200) // burns 960*(65+31-20)/1000 = 73 a month for each person
	require.Equal(t, 20.0, poor[2].SOTA().Price)
	require.Equal(t, 65.0, poor[3].SOTA().Price)
	require.Equal(t, 65.0, poor[11].SOTA().Price, "it never comes back")

	spec := lab(0, func(p *Provider) { p.Runway, p.Cost.Learning, p.Cost.Fixed = 200, 0, 0 })
	spec.Tiers[0].Price = Steps([]int{0, 6, 12}, []float64{20, 200, 20}) // burns 43 a month for each person, then earns 81
	menus, reports := newCrowd(1000, 500).run(spec, 13)
	require.Equal(t, 65.0, menus[5].SOTA().Price)
	require.Greater(t, reports[11].Providers[0].Runway, 100_000.0, "it has earned its money back")
	require.Equal(t, 65.0, menus[12].SOTA().Price, "nobody lends to it again")
}

func TestFreeTierStaysFreeWithoutRunway(t *testing.T) {
	spec := lab(20, func(p *Provider) { p.Runway = 0 })
	spec.Tiers = append([]Tier{Free()}, spec.Tiers...)
	spec.Tiers[0].Provider = "lab"
	menu := New(spec).Post(0)
	require.Zero(t, menu[0].Price)
	require.Equal(t, 65.0, menu[1].Price)
}

func TestCostPlus(t *testing.T) {
	spec := lab(100, func(p *Provider) {
		p.Pricing = Pricing{Rule: RuleCostPlus, From: Plateau, Margin: 0.5, Step: 10}
		p.Cost.Learning = 0
	})
	menus, _ := newCrowd(1000, 1000).run(spec, 30)
	require.Equal(t, 100.0, menus[23].SOTA().Price, "the series holds before the plateau")
	require.Equal(t, 130.0, menus[24].SOTA().Price, "65/(1-0.5)")

	spec.Providers[0].Pricing.Step = 0.1
	menus, _ = newCrowd(1000, 1000).run(spec, 30)
	for month, want := range map[int]float64{23: 100, 24: 110, 25: 121, 26: 130, 29: 130} {
		require.InDelta(t, want, menus[month].SOTA().Price, 1e-9)
	}
	spec.Providers[0].Pricing.Step = 0
	menus, _ = newCrowd(1000, 1000).run(spec, 30)
	require.Equal(t, 100.0, menus[29].SOTA().Price, "a step of nothing is no step")
}

func TestOtherTiersKeepTheirProportion(t *testing.T) {
	spec := lab(100, func(p *Provider) { p.Pricing = Pricing{Rule: RuleCostPlus, From: Promotion, Margin: 0.75, Step: 10} })
	basic := Basic()
	basic.Provider = "lab"
	spec.Tiers = append([]Tier{basic}, spec.Tiers...)
	menus, _ := newCrowd(1000, 1000).run(spec, 2)
	require.InDelta(t, 0.2, menus[1][0].Price/menus[1][1].Price, 1e-12)
	require.Greater(t, menus[1][1].Price, 150.0)
}

func TestMonopolistFindsTheMonopolyPrice(t *testing.T) {
	for rule, want := range map[PricingRule]float64{RuleProfit: (400 + 65.0) / 2, RuleRevenue: 200} {
		spec := lab(100, func(p *Provider) {
			p.Pricing = Pricing{Rule: rule, From: Promotion, Step: 10}
			p.Cost.Learning = 0
		})
		require.True(t, spec.ReadsCurve())
		menus, reports := newCrowd(20_000, 400).run(spec, 4)
		require.InDelta(t, want, menus[1].SOTA().Price, 400*binWidth)
		require.Equal(t, menus[1].SOTA().Price, menus[3].SOTA().Price, "and stays")
		best := map[PricingRule]Optimum{RuleProfit: reports[0].Curve.MaxProfit, RuleRevenue: reports[0].Curve.MaxRevenue}[rule]
		require.Equal(t, best.Price, menus[1].SOTA().Price, "the price that the month before was reported")
	}
	require.False(t, lab(1, nil).ReadsCurve())
}

func TestMonopolistKeepsItsPriceWithoutACurve(t *testing.T) {
	spec := lab(100, func(p *Provider) { p.Pricing = Pricing{Rule: RuleProfit, From: Promotion, Step: 10} })
	seller := New(spec)
	seller.Post(0)
	seller.Adapt(Demand{People: 10, Users: []int64{5, 5}, Wanted: []int64{5, 5}})
	require.Equal(t, 100.0, seller.Post(1).SOTA().Price)
}

func TestMonopolistFacesTheFreeTier(t *testing.T) {
	spec := lab(100, func(p *Provider) { p.Pricing = Pricing{Rule: RuleRevenue, From: Promotion, Step: 10} })
	spec.Tiers = append([]Tier{Free()}, spec.Tiers...)
	menus, _ := newCrowd(20_000, 400).run(spec, 3)
	require.InDelta(t, 150, menus[2].SOTA().Price, 400*binWidth, "3/4 of 200: a quarter can be had for nothing")
}

func TestTwoProvidersMoveInTurn(t *testing.T) {
	spec := Default()
	cheap := Basic()
	cheap.Quality, cheap.Quota = Constant(0.5), Constant(1)
	cheap.Load = 0
	spec.Tiers = []Tier{cheap, SOTA(Constant(200))}
	maximise := func(name string) Provider {
		p := DefaultProvider(name)
		p.Pricing = Pricing{Rule: RuleProfit, From: Promotion, Step: 100}
		p.Cost.Unit = 0
		return p
	}
	spec.Tiers[0].Provider, spec.Tiers[1].Provider = "challenger", "leader"
	spec.Providers = []Provider{maximise("leader"), maximise("challenger")}
	require.NoError(t, param.Check(spec))
	spec.Tiers[1].Quota = Constant(0.8) // values are relative: reservation prices are for what SOTA delivers
	spec.Tiers[0].Quota = Constant(0.8)
	menus, _ := newCrowd(50_000, 700/0.8).run(spec, 24)
	for month := 1; month < 24; month++ {
		moved := 0
		for i := range 2 {
			if menus[month][i].Price != menus[month-1][i].Price {
				moved++
			}
		}
		require.LessOrEqual(t, moved, 1, "one a month")
	}
	// price equilibrium of two qualities H = 1 and L = 1/2 on uniform demand over [0, b], no cost:
	// P_H = 2bH(H-L)/(4H-L) = 2b/7, P_L = bL(H-L)/(4H-L) = b/14
	require.InDelta(t, 200, menus[23][1].Price, 6)
	require.InDelta(t, 50, menus[23][0].Price, 2)
}

func TestEqualProvidersUndercutEachOtherDownToCost(t *testing.T) {
	spec := Default()
	a, b := SOTA(Constant(100)), SOTA(Constant(100))
	a.Name, b.Name = "a", "b"
	spec.Tiers = []Tier{Free(), a, b}
	for i, name := range []string{"a", "b"} {
		p := DefaultProvider(name)
		p.Cost.Learning = 0
		p.Pricing = Pricing{Rule: RuleProfit, From: Promotion, Step: 100}
		spec.Providers = append(spec.Providers, p)
		spec.Tiers[i+1].Provider = name
	}
	require.NoError(t, param.Check(spec))
	menus, _ := newCrowd(2000, 400).run(spec, 90)
	for i := 1; i <= 2; i++ {
		require.Less(t, menus[5][i].Price, 100.0)
		require.Greater(t, menus[5][i].Price, 90.0, "step by step")
		require.InDelta(t, 65, menus[89][i].Price, 65*2*binWidth)
	}
}

func TestCheapestOfSeveralEqualsIsTheRival(t *testing.T) {
	spec := Default()
	spec.Tiers = nil
	for i, price := range []float64{120, 100, 110} {
		tier := SOTA(Constant(price))
		tier.Name = string(rune('a' + i))
		spec.Tiers = append(spec.Tiers, tier)
	}
	spec = spec.SoldBy(DefaultProvider("others"))
	lab := DefaultProvider("lab")
	lab.Pricing = Pricing{Rule: RuleProfit, From: Promotion, Step: 1}
	spec.Providers = append(spec.Providers, lab)
	spec.Tiers[2].Provider = "lab"
	menus, _ := newCrowd(2000, 400).run(spec, 3)
	require.InDelta(t, 100, menus[2].SOTA().Price, 1)
	require.Less(t, menus[2].SOTA().Price, 100.0)
}

func TestProfitIsAtTheCostOfWhatIsDelivered(t *testing.T) {
	spec := lab(100, nil)
	spec.Tiers[0].Load, spec.Tiers[0].Quota = 2, Constant(0.9)
	_, reports := newCrowd(1000, 400).run(spec, 1)
	r := reports[0]
	require.InDelta(t, (360+65*2*0.9)/2, r.Curve.MaxProfit.Price, 2*360*binWidth, "nine tenths of 400 is what it is worth")
	require.InDelta(t, r.Revenue[1]/100, r.Providers[0].Compute/2/0.9, 1e-6, "each user takes twice nine tenths")
}

func TestProviderProblems(t *testing.T) {
	spec := lab(100, func(p *Provider) {
		p.Capacity.Overload = "quotas"
		p.Pricing.Rule = "cost"
		p.Pricing.Margin = 1
		p.Cost.Experience = 0
		p.Runway = -1
	})
	spec.Tiers[0].Provider = "labs"
	spec.Providers = append(spec.Providers, DefaultProvider("lab"))
	spec.Ending.By = "never"
	err := param.Check(spec)
	for _, want := range []string{
		`providers[0].capacity.overload: got "quotas", want one of none, quota, tier, queue`,
		`providers[0].pricing.rule: got "cost", want one of series, cost-plus, revenue, profit`,
		"providers[0].pricing.margin: got 1 share, want >= 0 and < 1",
		"providers[0].cost.experience: got 0 month, want > 0",
		"providers[0].runway: got -1 u/person, want 0 to 1e12",
		`tiers[0].provider: got "labs", want one of lab, lab`,
		`providers[1].name: got "lab", which is the name of providers[0], want a name of its own`,
		`providers[0]: got no tier of "lab", want at least one`,
		`ending.by: got "never", want one of date, slowing, runway`,
	} {
		require.ErrorContains(t, err, want)
	}
	require.Empty(t, param.Undeclared(spec))
}

func TestSellersAreRepeatable(t *testing.T) {
	spec := Default()
	spec.Tiers = append([]Tier{Free(), Basic()}, spec.Tiers...)
	spec = spec.SoldBy(DefaultProvider("lab"))
	spec.Providers[0].Pricing = Pricing{Rule: RuleProfit, From: Transition, Step: 0.25}
	spec.Providers[0].Capacity = Capacity{Ramp(0, 36, 0.1, 0.4), OverloadTier}
	menusA, reportsA := newCrowd(2000, 800).run(spec, 36)
	menusB, reportsB := newCrowd(2000, 800).run(spec, 36)
	require.Equal(t, menusA, menusB)
	require.Equal(t, reportsA, reportsB)
}

// TestNearlyFree: a best tier at next to no price stays there; no other tier's price is infinite or undefined for it.
func TestNearlyFree(t *testing.T) {
	f := &firm{tiers: []int{0, 1}, set: true}
	menu := Menu{{Price: 100}, {Price: 5e-324}}
	f.label(menu)
	require.Equal(t, Menu{{Price: 100}, {Price: 5e-324}}, menu)
}
