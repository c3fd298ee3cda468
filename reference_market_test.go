package cogap_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/inequality/histogram"
	"github.com/cogap/cogap/market"
)

// This file is the market that reacts a second time, written from model.md [7.10] alone. What a market decides follows
// from what people did, without chance: so it reads people's months off a run of the library, and its menus and books
// must be the library's, but for the rounding that model.md grants [11].

type refProvider struct {
	Name     string
	Cost     struct{ Unit, Learning, Experience, Decline, Fixed float64 }
	Capacity struct {
		Supply   refPath
		Overload string
	}
	Pricing struct {
		Rule, From   string
		Margin, Step float64
	}
	Runway float64
}

// refMarket is the market in the middle of a run.
type refMarket struct {
	s            *refScenario
	people       float64
	ended        int // the first month after promotion; 0 while nobody knows
	slow         int // months in a row with slow adoption
	with         float64
	before       []float64 // users by tier in the month before
	quota, admit []float64 // what overload leaves of them this month, by tier from 0
	firms        []*refFirm
}

type refFirm struct {
	*refProvider
	tiers             []int // from 0, the last is its best
	used, first, peak float64
	burn              float64
	price             float64 // that its rule has set; 0 before
}

func newRefMarket(s *refScenario, people float64) *refMarket {
	m := &refMarket{s: s, people: people}
	if s.Market.Ending.By == "date" {
		m.ended = s.Market.Phases.Transition
	}
	for range s.Market.Tiers {
		m.quota, m.admit, m.before = append(m.quota, 1), append(m.admit, 1), append(m.before, 0)
	}
	for i := range s.Market.Providers {
		f := &refFirm{refProvider: &s.Market.Providers[i]}
		for k, tier := range s.Market.Tiers {
			if tier.Provider == f.Name {
				f.tiers = append(f.tiers, k)
			}
		}
		m.firms = append(m.firms, f)
	}
	return m
}

func (f *refFirm) best() int { return f.tiers[len(f.tiers)-1] }

var refPhases = []string{"promotion", "transition", "plateau"}

func (m *refMarket) phase(t int) int {
	p := m.s.Market.Phases
	switch {
	case m.ended == 0 || t < m.ended:
		return 0
	case t < m.ended+p.Plateau-p.Transition:
		return 1
	}
	return 2
}

// unit is c(t).
func (f *refFirm) unit(t int) float64 {
	c := f.Cost.Unit * math.Pow(1-f.Cost.Decline, float64(t))
	if f.first > 0 {
		c *= math.Pow(1+f.used/(f.Cost.Experience*f.first), -f.Cost.Learning)
	}
	return c
}

// refPosted is an offer as the market posts it; x is what arrives.
type refPosted struct{ price, quota, admission, x float64 }

// menu is what is posted for month t, in the order that model.md gives.
func (m *refMarket) menu(t int) []refPosted {
	pathMonth := t
	switch wait := m.s.Market.Phases.Transition; {
	case m.phase(t) == 0:
		pathMonth = min(t, wait-1)
	default:
		pathMonth = t - m.ended + wait
	}
	menu := make([]refPosted, len(m.s.Market.Tiers))
	for k, offer := range m.s.menu(t) {
		tier := m.s.Market.Tiers[k]
		menu[k] = refPosted{tier.Price.at(pathMonth), tier.Quota.at(t) * m.quota[k], offer.admission * m.admit[k], offer.quality * m.quota[k]}
	}
	for _, f := range m.firms {
		if path := menu[f.best()].price; f.price > 0 && path > 0 {
			for _, k := range f.tiers {
				menu[k].price *= f.price / path
			}
		}
		for _, k := range f.tiers {
			if f.burn >= f.Runway*m.people && menu[k].price > 0 {
				menu[k].price = max(menu[k].price, f.unit(t)*m.s.Market.Tiers[k].Load*menu[k].quota)
			}
		}
	}
	for k := range menu {
		menu[k].price = min(menu[k].price, m.cap(t, k))
	}
	return menu
}

// cap is the highest price that policies allow tier k in month t.
func (m *refMarket) cap(t, k int) float64 {
	most := math.Inf(1)
	for _, p := range m.s.Market.Policies {
		if p.Kind == "cap" && p.holds(t, m.s.Market.Tiers[k].Name) {
			most = min(most, p.Amount)
		}
	}
	return most
}

// refBooks are a provider's month.
type refBooks struct{ compute, unit, revenue, variable, fixed, burn, runway, supply, delivered float64 }

// live closes the books of month t, in which menu was posted, and decides what changes next month. Users and wanted are
// by tier, 0 is none; use is how many users of average intensity they are [7.10]; demand is R.
func (m *refMarket) live(t int, menu []refPosted, users, use, wanted []float64, demand *histogram.Histogram) (books []refBooks) {
	tiers := m.s.Market.Tiers
	var lead *refBooks
	for _, f := range m.firms {
		b := refBooks{unit: f.unit(t), supply: f.Capacity.Supply.at(t) * m.people}
		promised := 0.
		for _, k := range f.tiers {
			b.compute += use[k+1] * tiers[k].Load * menu[k].quota
			promised += use[k+1] * tiers[k].Load * tiers[k].Quota.at(t)
			b.revenue += users[k+1] * menu[k].price
		}
		if m.phase(t) == 0 {
			f.peak = max(f.peak, b.revenue)
		}
		b.delivered = b.compute / promised
		b.variable, b.fixed = b.unit*b.compute, f.Cost.Fixed*f.peak
		f.burn += b.variable + b.fixed - b.revenue
		b.burn, b.runway = f.burn, max(0, f.Runway*m.people-f.burn)
		f.used += b.compute
		if f.first == 0 {
			f.first = b.compute
		}
		books = append(books, b)
		if f.best() == len(menu)-1 {
			lead = &books[len(books)-1]
		}
	}
	m.turn(t, m.people-users[0], lead)
	for _, f := range m.firms {
		m.ration(f, t+1, use, wanted)
	}
	for _, f := range m.firms {
		m.reprice(f, t+1, menu, demand)
	}
	copy(m.before, users[1:])
	return books
}

// turn ends the promotion with month t if it is time.
func (m *refMarket) turn(t int, with float64, lead *refBooks) {
	e := m.s.Market.Ending
	if grown := with - m.with; m.with > 0 && grown < e.Growth*m.with {
		m.slow++
	} else {
		m.slow = 0
	}
	m.with = with
	if m.ended > 0 || t+1 < m.s.Market.Phases.Transition {
		return
	}
	if e.By == "slowing" && m.slow >= e.Patience ||
		e.By == "runway" && lead.runway <= float64(e.Notice)*max(0, lead.variable+lead.fixed-lead.revenue) {
		m.ended = t + 1
	}
}

// ration decides what overload takes from a provider's tiers in month t, by the demand of the month before.
func (m *refMarket) ration(f *refFirm, t int, use, wanted []float64) {
	supply := f.Capacity.Supply.at(t) * m.people
	load, queue := map[int]float64{}, 0.
	sum := 0.
	for _, k := range f.tiers {
		one := m.s.Market.Tiers[k].Load * m.s.Market.Tiers[k].Quota.at(t)
		load[k] = use[k+1] * one
		sum += load[k]
		queue += max(0, wanted[k+1]-m.before[k]) * one
	}
	for i := len(f.tiers) - 1; i >= 0; i-- {
		k := f.tiers[i]
		m.quota[k], m.admit[k] = 1, 1
		switch f.Capacity.Overload {
		case "quota":
			m.quota[k] = min(1, supply/sum)
		case "tier":
			if load[k] > 0 {
				m.quota[k] = min(1, supply/load[k])
			}
			supply = max(0, supply-load[k])
		case "queue":
			switch {
			case supply <= sum:
				m.admit[k] = 0
			case queue > 0:
				m.admit[k] = min(1, (supply-sum)/queue)
			}
		}
	}
}

// reprice sets a provider's price for month t.
func (m *refMarket) reprice(f *refFirm, t int, menu []refPosted, demand *histogram.Histogram) {
	if f.Pricing.Rule == "series" || m.phase(t) < slices.Index(refPhases, f.Pricing.From) {
		return
	}
	k := f.best()
	now := menu[k].price
	cost := f.unit(t) * m.s.Market.Tiers[k].Load * m.s.Market.Tiers[k].Quota.at(t) * m.quota[k]
	target := now
	if f.Pricing.Rule == "cost-plus" {
		target = cost / (1 - f.Pricing.Margin)
	} else {
		var turns []*refFirm
		for _, g := range m.firms {
			if g.Pricing.Rule == "revenue" || g.Pricing.Rule == "profit" {
				turns = append(turns, g)
			}
		}
		if turns[t%len(turns)] == f {
			if f.Pricing.Rule == "revenue" {
				cost = 0
			}
			target = m.optimum(k, t, menu, demand, cost)
		}
	}
	f.price = min(max(target, now*(1-f.Pricing.Step)), now*(1+f.Pricing.Step))
}

// optimum is the price of tier k that earns most.
func (m *refMarket) optimum(k, t int, menu []refPosted, demand *histogram.Histogram, cost float64) float64 {
	value := func(j int) float64 { return menu[j].x / menu[len(menu)-1].x }
	rival := -1
	for j := range menu {
		if j != k && value(j) >= value(k) && (rival < 0 || menu[j].price < menu[rival].price) {
			rival = j
		}
	}
	fallback := func(r float64) float64 { // what somebody pays rather than take a lesser tier
		least := r
		for j := range menu {
			if v := value(j); j != k && v < 1 && k == len(menu)-1 {
				least = min(least, menu[j].price+r*(1-v))
			}
		}
		return least
	}
	var edges, tops, counts []float64
	for bin := range demand.Bins() {
		edges, tops, counts = append(edges, fallback(bin.Lo)), append(tops, fallback(bin.Hi)), append(counts, float64(bin.Count))
	}
	n := func(p float64) (sum float64) { // N(p)
		for i := range edges {
			switch {
			case edges[i] >= p:
				sum += counts[i]
			case tops[i] > p:
				sum += counts[i] * (tops[i] - p) / (tops[i] - edges[i])
			}
		}
		return sum
	}
	earns := func(p float64) float64 { return (p - cost) * n(p) }
	limit := m.cap(t, k)
	best, candidates := min(cost, limit), slices.Clone(edges)
	if rival >= 0 {
		v, w, other := value(k), value(rival), menu[rival].price
		earns = func(p float64) float64 {
			served := n(p / v) // all to whom it is worth its price
			switch {
			case v == w && p == other:
				served /= 2
			case v == w && p > other:
				served = 0
			case w > v: // not those to whom the rival is worth its price and so much more
				served -= min(served, n(max(other/w, (other-p)/(w-v))))
			}
			return (p - cost) * served
		}
		best = menu[k].price
		for i := range candidates {
			candidates[i] = min(limit, v*candidates[i])
		}
	}
	most := earns(best)
	for _, p := range append(candidates, limit) {
		if p <= limit && !math.IsInf(p, 1) && earns(p) > most {
			best, most = p, earns(p)
		}
	}
	return best
}

// TestMarketReplication holds every menu and every book of some reacting markets to the second implementation.
func TestMarketReplication(t *testing.T) {
	lab := func(change func(p *market.Provider)) market.Provider {
		p := market.DefaultProvider("lab")
		change(&p)
		return p
	}
	ladder := market.Steps([]int{0, 6, 12}, []float64{60, 150, 300})
	for name, change := range map[string]func(m *market.Spec){
		"profit after slow growth": func(m *market.Spec) {
			m.Ending = market.Ending{By: market.EndBySlowing, Growth: 0.05, Patience: 2, Notice: 1}
			m.Phases = market.Phases{Transition: 3, Plateau: 8}
			*m = m.SoldBy(lab(func(p *market.Provider) {
				p.Pricing.Rule, p.Pricing.From = market.RuleProfit, market.Transition
				p.Cost.Decline, p.Cost.Learning = 0.02, 0.5
				p.Capacity = market.Capacity{Supply: market.Ramp(0, 20, 0.05, 0.1), Overload: market.OverloadQuota}
			}))
		},
		"runway, three tiers, the best served first": func(m *market.Spec) {
			m.Tiers[0].Price, m.Tiers[0].Quota = ladder, market.Ramp(0, 18, 1, 0.7)
			m.Tiers = append([]market.Tier{market.Free(), market.Basic()}, m.Tiers...)
			m.Ending = market.Ending{By: market.EndByRunway, Growth: 0.02, Patience: 1, Notice: 4}
			m.Phases = market.Phases{Transition: 6, Plateau: 12}
			*m = m.SoldBy(lab(func(p *market.Provider) {
				p.Runway = 90
				p.Capacity = market.Capacity{Supply: market.Constant(0.06), Overload: market.OverloadTier}
			}))
		},
		"cost-plus and a queue": func(m *market.Spec) {
			m.Tiers = append([]market.Tier{market.Basic()}, m.Tiers...)
			m.Policies = []market.Policy{market.PriceCap(90).During(10, 14)}
			*m = m.SoldBy(lab(func(p *market.Provider) {
				p.Pricing = market.Pricing{Rule: market.RuleCostPlus, From: market.Promotion, Margin: 0.4, Step: 0.1}
				p.Capacity = market.Capacity{Supply: market.Steps([]int{0, 9}, []float64{0.03, 0.2}), Overload: market.OverloadQueue}
			}))
		},
		"loads by intensity": func(m *market.Spec) {
			m.LoadByIntensity = true
			m.Tiers = append([]market.Tier{market.Free()}, m.Tiers...)
			*m = m.SoldBy(lab(func(p *market.Provider) {
				p.Capacity = market.Capacity{Supply: market.Constant(0.1), Overload: market.OverloadQuota}
			}))
		},
		"no runway at all": func(m *market.Spec) {
			m.Tiers = append([]market.Tier{market.Free()}, m.Tiers...)
			m.Tiers[1].Price = market.Constant(20)
			*m = m.SoldBy(lab(func(p *market.Provider) { p.Runway, p.Cost.Experience = 0, 3 }))
		},
		"profit beside lesser tiers": func(m *market.Spec) {
			m.Tiers = append([]market.Tier{market.Free(), market.Basic()}, m.Tiers...)
			m.Policies = []market.Policy{market.PriceCap(180).During(12, 16)}
			*m = m.SoldBy(lab(func(p *market.Provider) {
				p.Pricing.Rule, p.Pricing.From, p.Pricing.Step = market.RuleProfit, market.Promotion, 0.4
			}))
		},
		"two who take turns": func(m *market.Spec) {
			basic := market.Basic()
			basic.Provider = "small"
			m.Tiers = append([]market.Tier{basic}, m.Tiers...)
			m.Providers = []market.Provider{{}}
			m.Providers[0] = lab(func(p *market.Provider) {
				p.Name, p.Pricing.Rule, p.Pricing.From = "small", market.RuleRevenue, market.Promotion
			})
			*m = m.SoldBy(lab(func(p *market.Provider) { p.Pricing.Rule, p.Pricing.From = market.RuleProfit, market.Promotion }))
		},
		"two of equal value": func(m *market.Spec) {
			twin := market.SOTA(market.Constant(120))
			twin.Name, twin.Provider = "twin", "twin"
			m.Tiers = append([]market.Tier{twin}, m.Tiers...)
			m.Providers = []market.Provider{lab(func(p *market.Provider) {
				p.Name, p.Pricing.Rule, p.Pricing.From = "twin", market.RuleProfit, market.Promotion
			})}
			*m = m.SoldBy(lab(func(p *market.Provider) {
				p.Pricing.Rule, p.Pricing.From, p.Cost.Unit = market.RuleProfit, market.Promotion, 40
			}))
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := cogap.Plain()
			s.Population.Scale, s.Months = 5000, 20
			s.Market.Tiers[0].Price = market.Constant(100)
			if change(&s.Market); s.Market.LoadByIntensity {
				s.Population.SdLogUseIntensity = 1
			}
			r := run(t, s, cogap.Options{})
			ref := newRefMarket(readScenario(t, s), float64(r.Manifest.People))
			prices, phases := map[float64]bool{}, map[int]bool{}
			for i := range r.Months {
				m := &r.Months[i]
				at := func(what string) string { return fmt.Sprintf("%s in month %d", what, i) }
				near := func(want, got float64, what string) {
					require.InDelta(t, want, got, 1e-5*math.Abs(want)+1e-9, at(what))
				}
				require.Equal(t, refPhases[ref.phase(i)], m.Phase.String(), at("phase"))
				phases[ref.phase(i)] = true
				var menu []refPosted // as posted: whether one undercuts the other must not hang on the last digit
				for k, want := range ref.menu(i) {
					menu = append(menu, refPosted{m.Menu[k].Price, m.Menu[k].Quota, m.Menu[k].Admission, m.Menu[k].Quality * m.Menu[k].Quota})
					near(want.price, m.Menu[k].Price, "price of "+m.Menu[k].Name)
					near(want.quota, m.Menu[k].Quota, "quota of "+m.Menu[k].Name)
					near(want.admission, m.Menu[k].Admission, "admission of "+m.Menu[k].Name)
					near(want.x, m.Menu[k].Quality*m.Menu[k].Quota, "what arrives of "+m.Menu[k].Name)
				}
				prices[m.Menu.SOTA().Price] = true
				var users, wanted []float64
				for _, g := range m.Total.Tiers {
					users, wanted = append(users, float64(g.People)), append(wanted, float64(g.Wanted))
				}
				use := users
				if s.Market.LoadByIntensity {
					use = m.Use
				}
				for k, want := range ref.live(i, menu, users, use, wanted, &m.Distributions.Reservation) {
					l := m.Market.Providers[k]
					near(want.compute, l.Compute, "compute")
					near(want.unit, l.UnitCost, "unit cost")
					near(want.revenue, l.Revenue, "revenue")
					near(want.variable, l.Variable, "variable cost")
					near(want.fixed, l.Fixed, "fixed cost")
					require.InDelta(t, want.burn, l.Burn, 1e-5*(math.Abs(want.burn)+want.revenue), at("burn"))
					require.InDelta(t, want.runway, l.Runway, 1e-5*(want.runway+want.revenue), at("runway"))
					near(want.supply, l.Supply, "supply")
					if want.supply > 0 {
						near(want.compute/want.supply, l.Utilisation, "utilisation")
					}
					if !math.IsNaN(want.delivered) {
						near(want.delivered, l.Delivered, "delivered")
					}
				}
			}
			require.True(t, len(prices) > 3 || len(phases) > 1 || ref.firms[0].Runway == 0, "something happens")
		})
	}
}
