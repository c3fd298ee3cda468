package measure

import (
	"math"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/inequality/histogram"
	"github.com/cogap/cogap/market"
)

// moneyMeasures are the flows of money of a month.
var moneyMeasures = []*Measure{
	{
		ID: "revenue", Label: "revenue", Unit: "u", Bounds: Exact,
		Meaning: "what was paid this month, money of the public and of employers included",
		Formula: "sum over people of what is paid for their tier",
		of: map[By]reader{
			Everybody: func(m *Month, _ int) histogram.Interval { return exactly(total(m.Record.Market.Revenue)) },
			Tier: func(m *Month, tier int) histogram.Interval {
				if tier >= len(m.Record.Market.Revenue) {
					return exactly(0)
				}
				return exactly(m.Record.Market.Revenue[tier])
			},
			Provider: ledger(func(l *market.Ledger) float64 { return l.Revenue }),
		},
	},
	{
		ID: "public_money", Label: "public money", Unit: "u", Bounds: Exact,
		Meaning: "what the public paid this month: vouchers, transfers, losses of public tiers",
		Formula: "vouchers + transfers + variable cost of public tiers - their revenue",
		of:      map[By]reader{Everybody: func(m *Month, _ int) histogram.Interval { return exactly(m.Record.Market.Public) }},
	},
	{
		ID: "employer_money", Label: "employers' money", Unit: "u", Bounds: Exact,
		Meaning: "what employers paid this month for the seats of their people",
		Formula: "sum over people of what their employer pays for their tier",
		of:      map[By]reader{Everybody: func(m *Month, _ int) histogram.Interval { return exactly(m.Record.Market.Employers) }},
	},
	{
		ID: "subsidy", Label: "subsidy", Unit: "u", Bounds: Exact, needs: books,
		Meaning: "what providers whose books are kept lost this month; negative is profit",
		Formula: "cost - revenue",
		of: map[By]reader{
			Everybody: func(m *Month, _ int) histogram.Interval {
				sum := 0.0
				for _, l := range m.Record.Market.Providers {
					sum += l.Subsidy
				}
				return exactly(sum)
			},
			Provider: ledger(func(l *market.Ledger) float64 { return l.Subsidy }),
		},
	},
	demanded("consumer_surplus", "consumer surplus", "u", "what people are ready and able to pay for the SOTA tier beyond its price, summed; an approximation",
		"sum of R - P over R >= P", func(c *market.CurveReport) float64 { return c.Surplus }),
}

func total(list []float64) float64 {
	sum := 0.0
	for _, x := range list {
		sum += x
	}
	return sum
}

// demandMeasures are what the month's demand curve says at the posted price of the SOTA tier.
var demandMeasures = []*Measure{
	demanded("demand.customers", "people ready to pay", "people", "people who are ready and able to pay the price of the SOTA tier, those who wait or prefer another tier included",
		"N(R >= P)", func(c *market.CurveReport) float64 { return c.Customers }),
	demanded("demand.elasticity", "elasticity", "1", "price elasticity of demand for the SOTA tier: percent of customers for one percent of price",
		"((N2 - N1) / ((N2 + N1) / 2)) / 0.2, N1 = N(R >= 0.9 P), N2 = N(R >= 1.1 P)", func(c *market.CurveReport) float64 { return c.Elasticity }),
	demanded("demand.best_price", "price that brings in most", "u/month", "price of the SOTA tier that would bring in most",
		"the p with the highest p N(R >= p)", func(c *market.CurveReport) float64 { return c.MaxRevenue.Price }),
	demanded("demand.best_revenue", "most that a price brings in", "u", "what that price would bring in",
		"p N(R >= p) at that p", func(c *market.CurveReport) float64 { return c.MaxRevenue.Profit }),
	demanded("demand.profit_price", "price that earns most", "u/month", "price of the SOTA tier that would earn most at its provider's unit cost, at no cost if no books are kept",
		"the p with the highest (p - cost) N(R >= p)", func(c *market.CurveReport) float64 { return c.MaxProfit.Price }),
	demanded("demand.profit", "most that a price earns", "u", "what that price would earn",
		"(p - cost) N(R >= p) at that p", func(c *market.CurveReport) float64 { return c.MaxProfit.Profit }),
}

// demanded is a measure of the demand curve, which spreads people evenly inside a bin: how far off that is, is not known.
func demanded(id, label, unit, meaning, formula string, of func(*market.CurveReport) float64) *Measure {
	return &Measure{
		ID: id, Label: label, Unit: unit, Meaning: meaning, Formula: formula, Bounds: Unknown, needs: thresholds,
		of: map[By]reader{Everybody: func(m *Month, _ int) histogram.Interval {
			if m.Record.Market.Curve == nil { // the record is of a part of the people
				return undefined
			}
			return about(of(m.Record.Market.Curve))
		}},
	}
}

// reachMeasures are whom policies reach that change what people pay or have; nobody where there are none.
var reachMeasures = []*Measure{
	reached("reached", "people reached", "people whom a policy offers other prices or money", "N(reached)", func(p *cogap.Reach) int64 { return p.Eligible }),
	reached("reached.access", "of them with access", "people reached who hold a tier", "N(reached, k > 0)", func(p *cogap.Reach) int64 { return p.Users }),
	reached("reached.sota", "of them with SOTA", "people reached who hold the SOTA tier", "N(reached, k = K)", func(p *cogap.Reach) int64 { return p.SOTAUsers }),
}

func reached(id, label, meaning, formula string, of func(*cogap.Reach) int64) *Measure {
	return &Measure{ID: id, Label: label, Unit: "people", Meaning: meaning, Formula: formula, Bounds: Exact, Whole: true, of: map[By]reader{
		Everybody: func(m *Month, _ int) histogram.Interval {
			if m.Record.Policies == nil {
				return exactly(0)
			}
			return exactly(float64(of(m.Record.Policies)))
		},
	}}
}

// bookMeasures are a provider's books.
var bookMeasures = []*Measure{
	booked("users", "users", "people", "people who hold one of its tiers", "N(k of the provider)", func(l *market.Ledger) float64 { return float64(l.Users) }),
	booked("compute", "compute", "SOTA users' months", "compute delivered to its users", "sum over users of load x quota", func(l *market.Ledger) float64 { return l.Compute }),
	booked("supply", "supply", "SOTA users' months", "compute that it has", "supply x N", func(l *market.Ledger) float64 { return l.Supply }),
	booked("utilisation", "utilisation", "share", "compute delivered over supply; above 1 if quotas were promised beyond it", "compute / supply", func(l *market.Ledger) float64 { return l.Utilisation }),
	booked("delivered", "delivered", "share", "part of the promised quotas that its users got, by compute", "compute / compute promised", func(l *market.Ledger) float64 { return l.Delivered }),
	booked("unit_cost", "unit cost", "u", "variable cost of a SOTA user's month", "unit (1 - decline)^month (1 + use so far / (experience x first use))^-learning", func(l *market.Ledger) float64 { return l.UnitCost }),
	booked("variable_cost", "variable cost", "u", "cost of what was delivered", "unit cost x compute", func(l *market.Ledger) float64 { return l.Variable }),
	booked("fixed_cost", "fixed cost", "u", "cost whatever is delivered", "fixed x highest monthly revenue of the promotion", func(l *market.Ledger) float64 { return l.Fixed }),
	booked("cost", "cost", "u", "its variable and fixed cost", "variable cost + fixed cost", func(l *market.Ledger) float64 { return l.Cost }),
	booked("margin", "margin", "share", "part of its revenue that is left after cost; not defined without revenue", "(revenue - cost) / revenue", func(l *market.Ledger) float64 {
		if l.Revenue == 0 {
			return math.NaN()
		}
		return l.Margin
	}),
	booked("subsidy_per_user", "subsidy per user", "u", "subsidy for each user; not defined without users", "subsidy / users", func(l *market.Ledger) float64 {
		if l.Users == 0 {
			return math.NaN()
		}
		return l.SubsidyPerUser
	}),
	booked("burn", "burnt so far", "u", "all subsidies since month 0", "sum of subsidies", func(l *market.Ledger) float64 { return l.Burn }),
	booked("runway", "runway", "u", "what is left to burn", "money at the start - burn, not below 0", func(l *market.Ledger) float64 { return l.Runway }),
}

func booked(id, label, unit, meaning, formula string, of func(*market.Ledger) float64) *Measure {
	x := &Measure{ID: id, Label: label, Unit: unit, Meaning: meaning, Formula: formula, Bounds: Exact, Whole: id == "users", needs: books}
	x.of = map[By]reader{Provider: ledger(of)}
	return x
}

func ledger(of func(*market.Ledger) float64) reader {
	return func(m *Month, place int) histogram.Interval { return exactly(of(&m.Record.Market.Providers[place])) }
}
