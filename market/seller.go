package market

import (
	"slices"

	"github.com/cogap/cogap/inequality/histogram"
	"github.com/cogap/cogap/internal/deep"
)

// Seller is the market as a run sees it. Each month, in this order: Post says what is on sale, people choose, Adapt
// tells the seller what came of it. Months come in ascending order from 0, none left out.
//
// A Seller belongs to one run and is not safe for concurrent use; a Menu is not modified once posted.
type Seller interface {
	// Post returns the menu of a month. Its length and the order of its tiers are the same in all months.
	Post(month int) Menu
	// Phase returns the phase of a month that was posted.
	Phase(month int) Phase
	// Adapt reads what came of the month's menu and returns what it was in money. Nothing in d is kept or modified.
	Adapt(d Demand) Report
}

// Demand is what came of a month's menu, over all people. Slices by tier have one value for each tier of the menu and
// one more at index 0 for no access.
type Demand struct {
	Month  int
	People int64     // everybody
	Users  []int64   // by tier held this month; they add up to People
	Wanted []int64   // by tier: would hold it at the posted price if everybody were admitted
	Joined int64     // have access and had none last month
	Left   int64     // had access last month and have none
	Use    []float64 // [SOTA users' months of promised use] by tier, before quotas; nil: each user counts 1
	// Bill is who paid what where policies act (see Resolve); nil: all users paid the posted price.
	Bill *Bill
	// Curve is the demand curve: the reservation prices of the SOTA tier [u/month] of everybody, by number of people.
	// nil where it was not measured; sellers who read it then keep their prices.
	Curve *histogram.Histogram
	// Posted is the demand over posted prices where policies make people pay something else; nil: they pay what is posted.
	Posted *Posted
}

// curve returns the demand curve over posted prices. Curve must not be nil.
func (d *Demand) curve() *Curve {
	if d.Posted != nil {
		return d.Posted.Curve()
	}
	return NewCurve(d.Curve)
}

// use returns the promised use of tier number i of the menu.
func (d *Demand) use(i int) float64 {
	if d.Use == nil {
		return float64(d.Users[i+1])
	}
	return d.Use[i+1]
}

// Report is what the market made of a month.
type Report struct {
	Month     int          `json:"month"`
	Phase     Phase        `json:"phase"`
	Revenue   []float64    `json:"revenue"`            // [u] by tier held, 0 = none; public money included
	Rationed  []int64      `json:"rationed"`           // people by tier that they wanted and were not admitted to
	Public    float64      `json:"public"`             // [u] vouchers, transfers, and the losses of public tiers at variable cost
	Employers float64      `json:"employers,omitzero"` // [u] seats that employers paid for
	Providers []Ledger     `json:"providers"`          // in the order of the spec
	Curve     *CurveReport `json:"curve,omitempty"`    // at the posted price of the SOTA tier; nil where not measured
}

// Clone returns a copy that shares nothing.
func (r Report) Clone() Report { return deep.Copy(r) }

// New returns the seller that a valid Spec describes. Without providers, prices are given from outside and demand does
// not move them.
func New(spec Spec) Seller {
	s := &shop{spec: spec, clock: newClock(spec.Phases, spec.Ending), reliefs: make([]relief, len(spec.Tiers))}
	for i := range s.reliefs {
		s.reliefs[i] = relief{1, 1}
	}
	for _, p := range spec.Providers {
		f := &firm{Provider: p, broke: p.Runway == 0}
		for i, t := range spec.Tiers {
			if t.Provider == p.Name {
				f.tiers = append(f.tiers, i)
			}
		}
		s.firms = append(s.firms, f)
		if maximises(p.Pricing.Rule) {
			s.movers = append(s.movers, f)
		}
	}
	return s
}

func maximises(r PricingRule) bool { return r == RuleRevenue || r == RuleProfit }

// EndsPrice reports whether the month is the last one of a price of the SOTA tier that is posted in steps.
func (s Spec) EndsPrice(month int) bool {
	price := s.Tiers[len(s.Tiers)-1].Price
	return price.Kind == KindSteps && price.At(month) != price.At(month+1)
}

// ReadsCurve reports whether Demand.Curve moves prices, so that it must be measured every month.
func (s Spec) ReadsCurve() bool {
	return slices.ContainsFunc(s.Providers, func(p Provider) bool { return maximises(p.Pricing.Rule) })
}

// shop is the market in the middle of a run.
type shop struct {
	spec    Spec
	clock   clock
	firms   []*firm
	movers  []*firm  // those who move in turn
	reliefs []relief // by place in the menu, for the next month
	before  []int64  // users by tier of the month before
}

// Post returns the menu: series, then prices that providers have set, then no sale below cost by who can't pay for it,
// then policies; quotas and admission last, as overload leaves them.
func (s *shop) Post(month int) Menu {
	menu := s.spec.at(month, s.clock.seriesMonth(month))
	for _, f := range s.firms {
		f.label(menu)
	}
	for i := range menu {
		menu[i].Quota *= s.reliefs[i].quota
		menu[i].Admission *= s.reliefs[i].admission
	}
	for _, f := range s.firms {
		f.floor(menu, s.spec.Tiers, month)
	}
	s.spec.govern(menu, month)
	return menu
}

func (s *shop) Phase(month int) Phase { return s.clock.phase(month) }

// Adapt closes the month's books, then decides the next month's phase, quotas and prices, in this order.
func (s *shop) Adapt(d Demand) Report {
	menu := s.Post(d.Month)
	r := s.report(d, menu)
	var lead *Ledger
	for i, f := range s.firms {
		if f.best() == len(menu)-1 {
			lead = &r.Providers[i]
		}
	}
	s.clock.turn(d, lead)
	for _, f := range s.firms {
		s.ration(f, d)
	}
	for _, f := range s.firms {
		s.reprice(f, d, menu)
	}
	s.before = append(s.before[:0], d.Users...)
	return r
}

// report closes the books of a month.
func (s *shop) report(d Demand, menu Menu) Report {
	n := len(menu)
	r := Report{Month: d.Month, Phase: s.Phase(d.Month), Revenue: revenue(d, menu), Rationed: make([]int64, n+1)}
	compute, promised := make([]float64, n), make([]float64, n)
	for i, t := range s.spec.Tiers {
		r.Rationed[i+1] = max(0, d.Wanted[i+1]-d.Users[i+1])
		full := float64(d.use(i) * t.Load)
		compute[i] = float64(full * menu[i].Quota)
		promised[i] = float64(full * t.Quota.At(d.Month))
	}
	unitCost := 0.0
	for _, f := range s.firms {
		unit := f.unitCost(d.Month)
		for _, i := range f.tiers {
			if public, _ := s.spec.public(i, d.Month); public {
				r.Public += float64(unit*compute[i]) - r.Revenue[i+1]
			}
		}
		if f.best() == n-1 {
			unitCost = float64(float64(unit*s.spec.Tiers[n-1].Load) * menu[n-1].Quota)
		}
		r.Providers = append(r.Providers, f.settle(d, r.Phase, r.Revenue[1:], compute, promised))
	}
	if d.Bill != nil {
		r.Public += d.Bill.Transfers
		for _, u := range d.Bill.Public {
			r.Public += u
		}
		for _, u := range d.Bill.Employers {
			r.Employers += u
		}
	}
	if d.Curve != nil {
		c := d.curve().Report(menu.SOTA().Price, unitCost)
		r.Curve = &c
	}
	return r
}

// revenue returns what providers got for each tier.
func revenue(d Demand, menu Menu) []float64 {
	r := make([]float64, len(menu)+1)
	for i, o := range menu {
		if d.Bill != nil {
			r[i+1] = d.Bill.Paid[i+1] + d.Bill.Public[i+1] + d.Bill.Employers[i+1]
		} else {
			r[i+1] = float64(float64(d.Users[i+1]) * o.Price)
		}
	}
	return r
}

// ration decides what a firm takes back next month.
func (s *shop) ration(f *firm, d Demand) {
	next := d.Month + 1
	loads := make([]load, len(f.tiers))
	for k, i := range f.tiers {
		t := &s.spec.Tiers[i]
		one := float64(t.Load * t.Quota.At(next))
		asked := d.Wanted[i+1] // by who did not hold it already
		if s.before != nil {
			asked -= s.before[i+1]
		}
		loads[k] = load{float64(d.use(i) * one), float64(float64(max(0, asked)) * one)}
	}
	supply := float64(f.Capacity.Supply.At(next) * float64(d.People))
	for k, r := range ration(f.Capacity.Overload, supply, loads) {
		s.reliefs[f.tiers[k]] = r
	}
}

// label puts the firm's own prices on its tiers: that of the best tier as its rule has set it, those of the others in the
// proportions of their series. A best tier that is free in its series stays free.
func (f *firm) label(menu Menu) {
	given := menu[f.best()].Price
	if !f.set || given < free {
		return
	}
	for _, i := range f.tiers {
		menu[i].Price = float64(menu[i].Price/given) * f.price
	}
}

// free is the price [u/month] below which a tier counts as free: in proportion to less, the prices of other tiers could be
// infinite.
const free = 1e-9

// floor lifts the prices of paid tiers to cost if there is nothing left to subsidise them with.
func (f *firm) floor(menu Menu, tiers []Tier, month int) {
	if !f.broke {
		return
	}
	for _, i := range f.tiers {
		if o := &menu[i]; o.Price > 0 {
			o.Price = max(o.Price, f.costOf(tiers[i], *o, month))
		}
	}
}

// costOf returns the variable cost [u/month] of a user of a tier.
func (f *firm) costOf(t Tier, o Offer, month int) float64 {
	return float64(float64(f.unitCost(month)*t.Load) * o.Quota)
}

// reprice decides a firm's price of the next month.
func (s *shop) reprice(f *firm, d Demand, menu Menu) {
	rule, next := f.Pricing.Rule, d.Month+1
	if rule == RuleSeries || s.clock.phase(next) < f.Pricing.From {
		return
	}
	best := f.best()
	offer := menu[best]
	if offer.Price >= Withdrawn {
		return // not on sale yet
	}
	offer.Quota = float64(s.spec.Tiers[best].Quota.At(next) * s.reliefs[best].quota)
	cost := f.costOf(s.spec.Tiers[best], offer, next)
	target := offer.Price
	switch {
	case rule == RuleCostPlus:
		target = cost / (1 - f.Pricing.Margin)
	case d.Curve == nil || s.movers[next%len(s.movers)] != f:
	case rule == RuleRevenue:
		target = s.optimal(best, menu, d, 0)
	default:
		target = s.optimal(best, menu, d, cost)
	}
	f.price, f.set = f.stepped(offer.Price, target), true
}

// optimal returns the price of tier number i that earns most at a cost [u/month], against the other tiers' prices. A
// tier that others match or beat has the cheapest of those as its rival; lesser ones are alternatives to the SOTA tier.
func (s *shop) optimal(i int, menu Menu, d Demand, cost float64) float64 {
	c := d.curve()
	limit := s.spec.limit(i, d.Month+1)
	self := Rival{Value: worth(menu, i), Cost: cost, Price: menu[i].Price, Capacity: unlimited}
	rival := Rival{Price: Withdrawn, Capacity: unlimited}
	var lesser []Alternative
	for k, o := range menu {
		switch value := worth(menu, k); {
		case k == i:
		case value >= self.Value && o.Price < rival.Price:
			rival.Value, rival.Price = value, o.Price
		case value < 1:
			lesser = append(lesser, Alternative{o.Price, value})
		}
	}
	if self.Value >= 1 {
		c = c.Facing(lesser)
	}
	if rival.Value == 0 {
		return c.BestBelow(cost, limit).Price
	}
	edge := func(k int) float64 { return min(limit, float64(self.Value*c.bins[k].Lo)) }
	return c.answer(self, rival, len(c.bins)-1, edge)
}

// worth returns what tier number i delivers, quality times quota, over what the SOTA tier delivers; 0 if that is nothing.
func worth(menu Menu, i int) float64 {
	sota := menu.SOTA()
	full := float64(sota.Quality * sota.Quota)
	if full == 0 {
		return 0
	}
	return float64(menu[i].Quality*menu[i].Quota) / full
}
