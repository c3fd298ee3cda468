package market

import (
	"math"

	"github.com/cogap/cogap/internal/fmath"
	"github.com/cogap/cogap/internal/param"
)

// Provider is a firm that sells tiers: what they cost it, how much it can serve, how it sets prices and how long it
// can pay for a subsidy. Amounts are per person of the whole population, so one provider fits any country.
type Provider struct {
	Name     string   `json:"name"` // what tiers call it
	Cost     Cost     `json:"cost"`
	Capacity Capacity `json:"capacity"`
	Pricing  Pricing  `json:"pricing"`
	// Runway is the money it can burn, all subsidies since month 0 added up. When it is gone the provider never again
	// sells below unit cost, whatever its price series or rule. Assumption: 700, 100 billion u over the US workforce.
	Runway float64 `json:"runway" unit:"u/person" range:"0,1000000000000"`
}

// Cost is what a month of use costs a provider:
//
//	unit cost = Unit * (1-Decline)^month * (1 + cumulative use/experience)^-Learning
//
// with experience the use before month 0. A tier costs Load times quota of that for each user's month of promised use.
type Cost struct {
	// Unit is the variable cost of one SOTA user's month in month 0. Source: gross margins of 33-40% in 2025 at 100u; 30 to 220.
	Unit float64 `json:"unit" unit:"u" range:"0,1000000000000"`
	// Learning is Wright's exponent: a doubling of cumulative use lowers cost to 2^-Learning. Source: 0.32, 20% per
	// doubling, the usual learning rate; 0.15 to 0.5.
	Learning float64 `json:"learning" unit:"1" range:"0,10"`
	// Experience is the use before month 0, in months of the first month's use. Assumption: 12.
	Experience float64 `json:"experience" unit:"month" range:"(0,1000000000000"`
	// Decline is the part by which cost falls each month whatever the use. Source: 0, flagship API prices drifted by a
	// factor of 1.0 a year (0.2 to 3.3).
	Decline float64 `json:"decline" unit:"1/month" range:"0,1)"`
	// Fixed is the fixed cost of a month over the highest monthly revenue of the promotion so far. Source: 1.55, cost over
	// revenue of 2.22 less 0.67; 0.5 to 2.0.
	Fixed float64 `json:"fixed" unit:"ratio" range:"0,1000000"`
}

// Capacity is how much a provider can serve and what happens beyond.
type Capacity struct {
	// Supply is the compute it has: how many people it could serve with full SOTA use, over all people. Assumption: 1.
	Supply Series `json:"supply" unit:"SOTA users/person" range:"0,1000000"`
	// Overload says what gives when last month's demand is more than the supply. Assumption: none.
	Overload Overload `json:"overload"`
}

// Overload says what gives when servers overheat.
type Overload string

// The kinds of Overload.
const (
	OverloadNone  Overload = "none"  // nothing: supply follows demand
	OverloadQuota Overload = "quota" // the quotas of all its tiers, by the same factor
	OverloadTier  Overload = "tier"  // the quotas of its lowest tiers first
	OverloadQueue Overload = "queue" // admission: who holds a tier keeps it, others queue
)

var overloads = []string{string(OverloadNone), string(OverloadQuota), string(OverloadTier), string(OverloadQueue)}

// Pricing is how a provider sets the price of its best tier; its other tiers keep the proportions of their series. A
// best tier whose series is at no price stays free.
type Pricing struct {
	// Rule is what the provider aims at. Assumption: its price series.
	Rule PricingRule `json:"rule"`
	// From is the first phase in which the rule sets prices; before it they follow their series. Assumption:
	// plateau.
	From Phase `json:"from"`
	// Margin is the part of the price that is not unit cost, for cost-plus. Assumption: 0.5.
	Margin float64 `json:"margin" unit:"share" range:"0,1)"`
	// Step is the most by which the price changes from one month to the next, as a part of it. Assumption: 0.25.
	Step float64 `json:"step" unit:"share" range:"0,1000000"`
}

// PricingRule says what a provider aims at when it sets its price.
type PricingRule string

// The kinds of Rule. Revenue and profit are maximised on the measured demand curve against the posted prices of all
// other tiers; where several providers do so they move in turn, one a month.
const (
	RuleSeries   PricingRule = "series"    // nothing: the price series of the tier holds
	RuleCostPlus PricingRule = "cost-plus" // unit cost / (1 - Margin)
	RuleRevenue  PricingRule = "revenue"   // the highest revenue
	RuleProfit   PricingRule = "profit"    // the highest revenue less variable cost
)

var rules = []string{string(RuleSeries), string(RuleCostPlus), string(RuleRevenue), string(RuleProfit)}

// DefaultProvider returns a provider that keeps to its price series and serves all demand. Source of its numbers: see the
// fields.
func DefaultProvider(name string) Provider {
	return Provider{
		Name:     name,
		Cost:     Cost{Unit: 65, Learning: 0.32, Experience: 12, Decline: 0, Fixed: 1.55},
		Capacity: Capacity{Supply: Constant(1), Overload: OverloadNone},
		Pricing:  Pricing{Rule: RuleSeries, From: Plateau, Margin: 0.5, Step: 0.25},
		Runway:   700,
	}
}

// SoldBy returns the spec with one more provider, which sells all tiers that nobody sold yet. s is not modified.
func (s Spec) SoldBy(p Provider) Spec {
	s.Providers = append(append([]Provider(nil), s.Providers...), p)
	s.Tiers = append([]Tier(nil), s.Tiers...)
	for i := range s.Tiers {
		if s.Tiers[i].Provider == "" {
			s.Tiers[i].Provider = p.Name
		}
	}
	return s
}

// Problems reports what the ranges of the fields can't see.
func (c Capacity) Problems(report func(path, format string, args ...any)) {
	if _, ok := known(overloads, string(c.Overload)); !ok {
		report("overload", "%w", param.Unknown(string(c.Overload), overloads))
	}
}

// Problems reports what the ranges of the fields can't see.
func (p Pricing) Problems(report func(path, format string, args ...any)) {
	if _, ok := known(rules, string(p.Rule)); !ok {
		report("rule", "%w", param.Unknown(string(p.Rule), rules))
	}
	if p.From > Plateau {
		report("from", "got %s, want a phase", p.From)
	}
}

// At returns the unit cost [u] of a SOTA user's month, after so much use since month 0, where first was the use of the
// first month that had any. The same bits on every machine, within 1e-6 of the formula.
func (c Cost) At(month int, used, first float64) float64 {
	cost := c.Unit
	for range month {
		cost *= 1 - c.Decline
	}
	if first > 0 {
		cost *= power(1+used/(c.Experience*first), -c.Learning)
	}
	return cost
}

// power returns x^e for x in [1, 1e30], the same bits on every machine, which math.Pow does not promise.
func power(x, e float64) float64 {
	return float64(fmath.Exp(float32(max(e*float64(fmath.Log(float32(x))), -80))))
}

// known returns the place of a name in a list.
func known(names []string, name string) (int, bool) {
	for i, n := range names {
		if n == name {
			return i, true
		}
	}
	return 0, false
}

// Ledger is one provider's month.
type Ledger struct {
	Provider       string  `json:"provider"`
	Users          int64   `json:"users"`
	Compute        float64 `json:"compute"`          // [SOTA users' months] delivered
	UnitCost       float64 `json:"unit_cost"`        // [u] of a SOTA user's month
	Revenue        float64 `json:"revenue"`          // [u], public money included
	Variable       float64 `json:"variable"`         // [u] unit cost times compute
	Fixed          float64 `json:"fixed"`            // [u]
	Cost           float64 `json:"cost"`             // [u] variable and fixed
	Margin         float64 `json:"margin"`           // share of revenue that is left after cost; 0 without revenue
	Subsidy        float64 `json:"subsidy"`          // [u] cost less revenue; negative is profit
	SubsidyPerUser float64 `json:"subsidy_per_user"` // [u]; 0 without users
	Burn           float64 `json:"burn"`             // [u] all subsidies since month 0
	Runway         float64 `json:"runway"`           // [u] what is left to burn; not below 0
	Supply         float64 `json:"supply"`           // [SOTA users' months]
	// Utilisation is compute over supply. It may pass 1: quotas follow the demand of the month before. 0 if supply is 0.
	Utilisation float64 `json:"utilisation"`
	// Delivered is the part of the promised quotas that its users got, by compute. 1 if nothing was promised.
	Delivered float64 `json:"delivered"`
}

// firm is a provider in the middle of a run.
type firm struct {
	Provider
	tiers []int   // its tiers' places in the menu, ascending
	used  float64 // [SOTA users' months] since month 0
	first float64 // use of the first month that had any
	peak  float64 // [u] highest monthly revenue of the promotion
	burn  float64 // [u]
	broke bool    // the runway is gone
	price float64 // [u/month] of its best tier, if its rule has set one
	set   bool
}

// best is the place of its best tier in the menu.
func (f *firm) best() int { return f.tiers[len(f.tiers)-1] }

func (f *firm) unitCost(month int) float64 { return f.Cost.At(month, f.used, f.first) }

// settle closes a month's books. revenue and compute are by tier of the menu, and promised is the compute before quotas
// were cut.
func (f *firm) settle(d Demand, phase Phase, revenue, compute, promised []float64) Ledger {
	l := Ledger{Provider: f.Name, UnitCost: f.unitCost(d.Month), Delivered: 1}
	wanted := 0.0
	for _, i := range f.tiers {
		l.Users += d.Users[i+1]
		l.Revenue += revenue[i]
		l.Compute += compute[i]
		wanted += promised[i]
	}
	if wanted > 0 {
		l.Delivered = l.Compute / wanted
	}
	if phase == Promotion {
		f.peak = max(f.peak, l.Revenue)
	}
	l.Variable = float64(l.UnitCost * l.Compute)
	l.Fixed = float64(f.Cost.Fixed * f.peak)
	l.Cost = l.Variable + l.Fixed
	l.Subsidy = l.Cost - l.Revenue
	if l.Revenue > 0 {
		l.Margin = (l.Revenue - l.Cost) / l.Revenue
	}
	if l.Users > 0 {
		l.SubsidyPerUser = l.Subsidy / float64(l.Users)
	}
	f.burn += l.Subsidy
	runway := float64(f.Runway * float64(d.People))
	l.Burn, l.Runway = f.burn, max(0, runway-f.burn)
	f.broke = f.broke || f.burn >= runway
	l.Supply = float64(f.Capacity.Supply.At(d.Month) * float64(d.People))
	if l.Supply > 0 {
		l.Utilisation = l.Compute / l.Supply
	}
	f.learn(l.Compute)
	return l
}

func (f *firm) learn(compute float64) {
	if f.first == 0 {
		f.first = compute
	}
	f.used += compute
}

// stepped limits a change of price to the firm's step.
func (f *firm) stepped(now, target float64) float64 {
	if now == 0 {
		return target
	}
	most := float64(now * f.Pricing.Step)
	return max(0, min(max(target, now-most), now+most))
}

// unlimited is the price cap where there is none.
var unlimited = math.Inf(1)
