package random

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/market"
)

// market draws tiers, who sells them, how promotion ends, and policies. Their numbers are varied later.
func (d *draw) market(s *cogap.Scenario) {
	m := &s.Market
	n := one(d, 1, 2+d.upTo(2), 2+d.upTo(2), 1+d.upTo(6))
	offers := []market.Tier{market.Free(), market.Entry(), market.Basic(), market.OpenWeight(6, market.Constant(30))}
	sota := m.Tiers[0]
	sota.Price = one(d, sota.Price, market.Constant(20), market.Constant(50))
	m.Tiers = nil
	for i := range n - 1 {
		tier := offers[(i+d.upTo(3))%len(offers)]
		tier.Name = fmt.Sprintf("%s %d", tier.Name, i)
		tier.Lag = 0
		m.Tiers = append(m.Tiers, tier)
	}
	m.Tiers = append(m.Tiers, sota)
	if d.once(3) { // kernels leave rationed menus to the portable one
		for i := range m.Tiers {
			m.Tiers[i].Admission = d.series(declared(sota, "admission"), 1)
		}
	}
	if d.once(4) {
		for i := range m.Tiers {
			m.Tiers[i].Commitment = one(d, 0, 1, 2, 5, 12)
		}
	}
	d.quality(m.Tiers)
	d.phases(m)
	d.providers(m)
	d.policies(s)
}

// quality draws qualities that ascend from tier to tier in all months: parts of one series.
func (d *draw) quality(tiers []market.Tier) {
	whole, part := market.Constant(1), 1.0
	if d.once(3) {
		whole = d.series(declared(tiers[0], "quality"), 1)
	}
	for i := len(tiers) - 1; i >= 0; i-- {
		q := whole
		q.Values = slices.Clone(whole.Values)
		for k := range q.Values {
			q.Values[k] *= part
		}
		tiers[i].Quality = q
		part *= one(d, 0.7, d.real(0.05, 0.95))
	}
}

// lagging makes the tier below SOTA lag, where tiers then still ascend.
func (d *draw) lagging(s *cogap.Scenario) {
	if len(s.Market.Tiers) < 2 {
		return
	}
	t := &s.Market.Tiers[len(s.Market.Tiers)-2]
	t.Lag = one(d, 0, 0, d.upTo(24), 1000)
	if broken(s) {
		t.Lag = 0
	}
}

// broken reports whether tiers do not ascend.
func broken(s *cogap.Scenario) bool {
	found := false
	s.Market.OrderProblems(s.Months, func(string, string, ...any) { found = true })
	return found
}

func (d *draw) phases(m *market.Spec) {
	m.Phases.Transition = one(d, d.upTo(d.months), d.upTo(d.months), 0, 1e6)
	m.Phases.Plateau = m.Phases.Transition + one(d, d.upTo(d.months), 0)
	m.Ending.By = one(d, market.EndByDate, market.EndBySlowing, market.EndByRunway)
}

// providers draws who sells the tiers: nobody, or firms of which each has at least one tier.
func (d *draw) providers(m *market.Spec) {
	n := min(one(d, 0, 1, 1+d.upTo(2), d.upTo(4)), len(m.Tiers))
	for k := range n {
		p := market.DefaultProvider(fmt.Sprintf("firm %d", k))
		p.Pricing.Rule = one(d, market.RuleSeries, market.RuleCostPlus, market.RuleRevenue, market.RuleProfit)
		p.Pricing.From = one(d, market.Promotion, market.Transition, market.Plateau)
		p.Capacity.Overload = one(d, market.OverloadNone, market.OverloadQuota, market.OverloadTier, market.OverloadQueue)
		p.Capacity.Supply = market.Constant(one(d, 1, 0.3, 0.05))
		p.Runway = one(d, p.Runway, 1, 0)
		m.Providers = append(m.Providers, p)
		m.Tiers[len(m.Tiers)-1-k].Provider = p.Name
	}
	for i := range len(m.Tiers) - n {
		if k := d.upTo(n); k > 0 {
			m.Tiers[i].Provider = m.Providers[k-1].Name
		}
	}
}

var policies = []market.PolicyKind{
	market.PolicyVoucher, market.PolicyDiscount, market.PolicyRegional, market.PolicyCap, market.PolicyPublic,
	market.PolicyOpenWeights, market.PolicyTransfer, market.PolicyEmployer,
}

func (d *draw) policies(s *cogap.Scenario) {
	var poor market.Policy
	poor = poor.ForIncomesBelow(one(d, 4000, math.Pow(10, d.real(-3, 9))))
	if d.once(3) {
		poor = market.Policy{}.ForPoorest(one(d, 0.3, d.real(0.01, 0.99)))
	}
	for i := range one(d, 0, d.upTo(2), d.upTo(5)) {
		p := market.Policy{Name: fmt.Sprintf("policy %d", i), Kind: one(d, policies...), Until: market.Always}
		if d.once(2) {
			p.From = d.upTo(d.months)
			p.Until = min(p.From+one(d, 1+d.upTo(d.months), market.Always), market.Always)
		}
		p.Share, p.Amount, p.Lag = 0.5, one(d, 100.0, 20), 6
		d.reach(&p, s, poor)
		s.Market.Policies = append(s.Market.Policies, p)
	}
}

// reach draws whom and what a policy is about.
func (d *draw) reach(p *market.Policy, s *cogap.Scenario, poor market.Policy) {
	named := p.Kind == market.PolicyPublic || p.Kind == market.PolicyOpenWeights
	if named || d.once(3) {
		p.Tiers = []string{s.Market.Tiers[d.upTo(len(s.Market.Tiers)-1)].Name}
	}
	if !named && p.Kind != market.PolicyCap && d.once(2) {
		for range 1 + d.upTo(1) {
			p.Strata = append(p.Strata, d.tag(s))
		}
	}
	if personal := p.Kind == market.PolicyVoucher || p.Kind == market.PolicyDiscount || p.Kind == market.PolicyTransfer; personal && d.once(2) {
		p.MeansTested, p.Below, p.BelowQuantile = true, poor.Below, poor.BelowQuantile
	}
}

// seats makes employers end seats when the price rises, where no other policy has a threshold of incomes.
func (d *draw) seats(s *cogap.Scenario) {
	list := s.Market.Policies
	if slices.ContainsFunc(list, func(p market.Policy) bool { return p.MeansTested }) {
		return
	}
	if i := slices.IndexFunc(list, func(p market.Policy) bool { return p.Kind == market.PolicyEmployer && p.Amount > 0 }); i >= 0 {
		list[i].Elasticity = one(d, 0, 0.5, d.real(0, 5))
	}
}

// tag draws a name of strata: their own, their code or their group.
func (d *draw) tag(s *cogap.Scenario) string {
	strata, err := s.Population.Resolve()
	if err != nil {
		return "" // there are always some
	}
	of := &strata[d.upTo(len(strata)-1)]
	switch {
	case of.EmployerPaid:
		return market.EmployerPaid
	case of.SharedAccount:
		return market.SharedAccount
	}
	return cmp.Or(one(d, of.Name, of.Code, of.Group), of.Name)
}
