package market

import (
	"fmt"
	"iter"
	"slices"

	"github.com/cogap/cogap/internal/param"
)

// Policy is a measure that changes what people pay, what they can choose or what they have, as plain data.
type Policy struct {
	Name string     `json:"name"` // what reports call it
	Kind PolicyKind `json:"kind"` // what it does
	// From is its first month, counted from 0.
	From int `json:"from" unit:"month" range:"0,1048576"`
	// Until is the first month after it; Always, 1048576, outlasts every run.
	Until int `json:"until" unit:"month" range:"0,1048576"`
	// Tiers names the tiers it is about; none means all. A public or an open-weights policy must name one.
	Tiers []string `json:"tiers" limit:"7"`
	// Strata names the strata it is for, their codes or groups; none means all.
	Strata []string `json:"strata" limit:"100000"`
	// MeansTested limits a voucher, discount or transfer to people with less income than the threshold Below.
	MeansTested bool `json:"means_tested"`
	// Below is the income threshold of a means-tested policy, from which on it has nothing to give.
	Below float64 `json:"below" unit:"u/month" range:"0,1000000000000"`
	// BelowQuantile is in place of Below the share of people, from the poorest, for whom a means-tested policy is: 0.3 for the
	// poorest 30%. Its threshold is that quantile of incomes before the first month, and stays as incomes grow.
	BelowQuantile float64 `json:"below_quantile,omitempty" unit:"share" range:"0,1)"`
	// Share is the part of the price that a voucher or discount takes off; of a regional price, how far it follows the
	// price level: 0 not at all, 1 wholly.
	Share float64 `json:"share" unit:"share" range:"0,1"`
	// Elasticity is by how many percent fewer seats employers keep for a price that is 1% higher, above the price Amount at which they keep all. Of employer
	// policies only. Default 0: the price ends no seat. Low 0.3, high 2, assumption.
	Elasticity float64 `json:"elasticity,omitempty" unit:"1" range:"0,100"`
	// Amount is the highest price that a cap allows, the money that a transfer gives, or the price up to which employers keep all seats.
	Amount float64 `json:"amount" unit:"u/month" range:"0,1000000000000"`
	// Lag is how old the best models are that an open-weights policy has published.
	Lag int `json:"lag" unit:"month" range:"0,1200"`
}

// PolicyKind says what a policy does.
type PolicyKind string

// The kinds of Policy.
const (
	PolicyVoucher     PolicyKind = "voucher"      // the public pays Share of the price
	PolicyDiscount    PolicyKind = "discount"     // the provider forgoes Share of the price, for students or an occupation
	PolicyRegional    PolicyKind = "regional"     // the provider's price follows the stratum's price level
	PolicyCap         PolicyKind = "cap"          // no price above Amount, for everybody
	PolicyPublic      PolicyKind = "public"       // a tier that is on sale only while the policy lasts, its losses are the public's
	PolicyOpenWeights PolicyKind = "open-weights" // an open tier lags no more than Lag months
	PolicyTransfer    PolicyKind = "transfer"     // Amount is added to the income of a month
	PolicyEmployer    PolicyKind = "employer"     // employers pay Share of the price for people who have a seat
)

var policyKinds = []string{
	string(PolicyVoucher), string(PolicyDiscount), string(PolicyRegional), string(PolicyCap), string(PolicyPublic),
	string(PolicyOpenWeights), string(PolicyTransfer), string(PolicyEmployer),
}

// EmployerPaid is the tag of strata whose people have a seat: access for which their employer pays. An employer policy is for them unless it
// names others.
const EmployerPaid = "employer-paid"

// SharedAccount is the tag of strata whose people share an account with others of their household.
const SharedAccount = "shared-account"

// Always is the Until of a policy that outlasts every run.
const Always = 1 << 20

// Withdrawn is the price [u/month] of a tier that is not on sale: nobody's reservation price is that high. A price series may say it, too. No policy brings such a tier on sale.
const Withdrawn = 1e12

func (o *Offer) onSale() bool { return o.Price < Withdrawn }

// Voucher returns a policy by which the public pays a share of every price.
func Voucher(share float64) Policy {
	return Policy{Name: "voucher", Kind: PolicyVoucher, Until: Always, Share: share}
}

// Discount returns a policy by which providers charge some strata, by name or tag, less by a share.
func Discount(share float64, strata ...string) Policy {
	return Policy{Name: "discount", Kind: PolicyDiscount, Until: Always, Share: share, Strata: strata}
}

// RegionalPrice returns a policy by which prices follow the price levels of strata wholly.
func RegionalPrice() Policy {
	return Policy{Name: "regional price", Kind: PolicyRegional, Until: Always, Share: 1}
}

// PriceCap returns a policy that allows no price above an amount [u/month].
func PriceCap(amount float64) Policy {
	return Policy{Name: "price cap", Kind: PolicyCap, Until: Always, Amount: amount}
}

// PublicTier returns a policy that puts a tier of the spec on sale at the public's expense.
func PublicTier(tier string) Policy {
	return Policy{Name: "public tier", Kind: PolicyPublic, Until: Always, Tiers: []string{tier}}
}

// OpenWeights returns a policy that has models published after lag months, which the named tier then offers.
func OpenWeights(tier string, lag int) Policy {
	return Policy{Name: "open weights", Kind: PolicyOpenWeights, Until: Always, Tiers: []string{tier}, Lag: lag}
}

// CashTransfer returns a policy that adds an amount [u/month] to incomes.
func CashTransfer(amount float64) Policy {
	return Policy{Name: "cash transfer", Kind: PolicyTransfer, Until: Always, Amount: amount}
}

// EmployerSeats returns a policy by which employers pay for tiers of those of their people who have a seat; with no tiers, for all.
func EmployerSeats(tiers ...string) Policy {
	return Policy{Name: "employers", Kind: PolicyEmployer, Until: Always, Tiers: tiers, Strata: []string{EmployerPaid}, Share: 1}
}

// SharedAccounts returns a policy by which people who share an account divide the price by so many users of one; with no tiers, of all tiers. It is a discount: the
// provider is paid once for them. It panics if users is below 1.
func SharedAccounts(users int, tiers ...string) Policy {
	if users < 1 {
		panic("market: an account has users")
	}
	p := Discount(1-1/float64(users), SharedAccount)
	p.Name, p.Tiers = "shared accounts", tiers
	return p
}

// ForIncomesBelow returns the policy limited to people with an income below a threshold [u/month].
func (p Policy) ForIncomesBelow(threshold float64) Policy {
	p.MeansTested, p.Below = true, threshold
	return p
}

// ForPoorest returns the policy limited to a share of people, from the poorest before the first month.
func (p Policy) ForPoorest(share float64) Policy {
	p.MeansTested, p.BelowQuantile = true, share
	return p
}

// WithThresholds returns the spec with the income threshold of each policy that is for a share of people, by the quantile
// [u/month] of incomes before the first month. s is not modified.
func (s Spec) WithThresholds(quantile func(share float64) float64) Spec {
	s.Policies = slices.Clone(s.Policies)
	known := map[float64]float64{}
	for i := range s.Policies {
		p := &s.Policies[i]
		if p.BelowQuantile == 0 {
			continue
		}
		if _, ok := known[p.BelowQuantile]; !ok {
			known[p.BelowQuantile] = quantile(p.BelowQuantile)
		}
		p.Below = known[p.BelowQuantile]
	}
	return s
}

// During returns the policy limited to the months from the first to the one before until.
func (p Policy) During(from, until int) Policy {
	p.From, p.Until = from, until
	return p
}

func (p *Policy) active(month int) bool { return p.From <= month && month < p.Until }

// covers reports whether a list of names, empty for all, has one of these.
func covers(list []string, names ...string) bool {
	return len(list) == 0 || slices.ContainsFunc(names, func(n string) bool { return slices.Contains(list, n) })
}

// acting yields the policies of a kind that act in a month.
func (s *Spec) acting(kind PolicyKind, month int) iter.Seq2[int, *Policy] {
	return func(yield func(int, *Policy) bool) {
		for i := range s.Policies {
			if p := &s.Policies[i]; p.Kind == kind && p.active(month) && !yield(i, p) {
				return
			}
		}
	}
}

// lag returns the lag of tier number i in a month.
func (s *Spec) lag(i, month int) int {
	lag := s.Tiers[i].Lag
	for _, p := range s.acting(PolicyOpenWeights, month) {
		if covers(p.Tiers, s.Tiers[i].Name) {
			lag = min(lag, p.Lag)
		}
	}
	return lag
}

// limit returns the highest price that tier number i may have in a month.
func (s *Spec) limit(i, month int) float64 {
	limit := unlimited
	for _, p := range s.acting(PolicyCap, month) {
		if covers(p.Tiers, s.Tiers[i].Name) {
			limit = min(limit, p.Amount)
		}
	}
	return limit
}

// public reports whether tier number i is a public one, and whether it is on sale in a month.
func (s *Spec) public(i, month int) (public, onSale bool) {
	for _, p := range s.Policies {
		if p.Kind == PolicyPublic && slices.Contains(p.Tiers, s.Tiers[i].Name) {
			public = true
			onSale = onSale || p.active(month)
		}
	}
	return public, onSale
}

// govern brings a menu in line with price caps and takes public tiers off sale out of their time.
func (s *Spec) govern(menu Menu, month int) {
	for i := range menu {
		if menu[i].onSale() {
			menu[i].Price = min(menu[i].Price, s.limit(i, month))
		}
		if public, onSale := s.public(i, month); public && !onSale {
			menu[i].Price, menu[i].Admission = Withdrawn, 0
		}
	}
}

// Facts are what policies may know of a stratum.
type Facts struct {
	Name       string
	Tags       []string // region, group of occupations, student, ...
	PriceLevel float64  // of its region, 1 = the reference

	// Income is the income [u/month] below which a share of its people is, as of before the first month, if incomes have grown as everybody's until a month.
	// Nil: not known, and no price ends a seat.
	Income func(share float64, month int) float64

	covered []bool // [policy] whether it is for the stratum; nil: see the lists of names
}

// in reports whether policy number i is for the stratum.
func (f *Facts) in(i int, p *Policy) bool {
	if f.covered != nil {
		return f.covered[i]
	}
	return covers(p.Strata, append([]string{f.Name}, f.Tags...)...)
}

// Cover returns facts of strata with which the spec's policies are found at once, for Resolve and MostOfPrice of this spec. Lists of
// names are long where policies are for many of many strata.
func (s Spec) Cover(strata []Facts) []Facts {
	list := slices.Clone(strata)
	for g := range list {
		list[g].covered = make([]bool, len(s.Policies))
	}
	for i := range s.Policies {
		p := &s.Policies[i]
		named := make(map[string]bool, len(p.Strata))
		for _, name := range p.Strata {
			named[name] = true
		}
		for g := range list {
			f := &list[g]
			f.covered[i] = len(named) == 0 || named[f.Name] || slices.ContainsFunc(f.Tags, func(tag string) bool { return named[tag] })
		}
	}
	return list
}

// Terms are what one person meets in a month.
type Terms struct {
	Menu      Menu      // at the prices that the person pays
	Shares    []Share   // by place in the menu: what it pays of the posted price; nil: all
	Public    []float64 // [u/month] by place in the menu: what the public adds to the price
	Employers []float64 // [u/month] by place in the menu: what employers add to the price
	Transfer  float64   // [u/month] added to the income
}

// StratumMenu is a month's menu as the people of one stratum meet it: one set of terms below an income threshold,
// another at and above it. The threshold is compared with the income before transfers.
type StratumMenu struct {
	Threshold float64 // [u/month]; 0: High is for everybody
	Low, High Terms
	Plain     bool // no policy acts here: everybody meets the posted menu as it is
	Seats     bool // the threshold is that from which on people have kept their seats, and not that of a means test
}

// Equal reports whether people meet the same, to the bit.
func (m *StratumMenu) Equal(other *StratumMenu) bool {
	return m.Threshold == other.Threshold && m.Plain == other.Plain && m.Seats == other.Seats && m.Low.equal(&other.Low) && m.High.equal(&other.High)
}

func (t *Terms) equal(other *Terms) bool {
	return t.Transfer == other.Transfer && slices.Equal(t.Menu, other.Menu) && slices.Equal(t.Shares, other.Shares) && slices.Equal(t.Public, other.Public)
}

// Resolve returns a month's posted menu as the people of a stratum meet it. menu is not modified.
//
// A person pays price * regional * (1-discount)... * (1-employer)... * (1-voucher)..., where regional = 1 - share*(1 - price level). The
// provider gets what is left before employers and vouchers, who pay the difference.
func (s *Spec) Resolve(menu Menu, month int, of Facts) StratumMenu {
	m := StratumMenu{Low: newTerms(menu), High: newTerms(menu), Plain: true}
	both := []*Terms{&m.Low, &m.High}
	for _, kind := range []PolicyKind{PolicyRegional, PolicyDiscount, PolicyEmployer, PolicyVoucher, PolicyTransfer} {
		for i, p := range s.acting(kind, month) {
			if !of.in(i, p) {
				continue
			}
			m.Plain = false
			to := both
			if p.MeansTested {
				m.Threshold = p.Below
				to = both[:1]
			}
			if p.Elasticity > 0 {
				m.Threshold = p.seatsFrom(menu, month, of)
				m.Seats, to = m.Threshold > 0, both[1:]
			}
			for _, t := range to {
				t.apply(p, of.PriceLevel)
			}
		}
	}
	if m.Threshold == 0 {
		m.Low = m.High // there is nobody below
	}
	return m
}

// Uniform reports whether a month's policies treat all strata alike: then what Resolve returns for one is that of all.
func (s *Spec) Uniform(month int) bool {
	return !slices.ContainsFunc(s.Policies, func(p Policy) bool {
		return p.active(month) && (p.Kind == PolicyRegional || len(p.Strata) > 0 || p.Elasticity > 0)
	})
}

func newTerms(menu Menu) Terms {
	return Terms{
		Menu: slices.Clone(menu), Shares: slices.Repeat([]Share{whole}, len(menu)),
		Public: make([]float64, len(menu)), Employers: make([]float64, len(menu)),
	}
}

// SOTA returns the share of the posted price of the SOTA tier that the person pays.
func (t *Terms) SOTA() Share {
	if t.Shares == nil {
		return whole
	}
	return t.Shares[len(t.Shares)-1]
}

// Posted reports whether everybody of the stratum pays the posted price of the SOTA tier.
func (m *StratumMenu) Posted() bool { return m.Low.SOTA() == whole && m.High.SOTA() == whole }

func (t *Terms) apply(p *Policy, level float64) {
	if p.Kind == PolicyTransfer {
		t.Transfer += p.Amount
		return
	}
	for i := range t.Menu {
		o := &t.Menu[i]
		if !covers(p.Tiers, o.Name) || !o.onSale() {
			continue
		}
		left := 1 - p.Share
		switch p.Kind {
		case PolicyRegional:
			left = 1 - float64(p.Share*(1-level))
			t.Shares[i].Kept *= left
		case PolicyDiscount:
			t.Shares[i].Kept *= left
		case PolicyEmployer:
			t.Employers[i] += float64(o.Price * p.Share)
		case PolicyVoucher:
			t.Public[i] += float64(o.Price * p.Share)
		}
		o.Price *= left
		t.Shares[i].Paid *= left
	}
}

// Bill is what the users of a month paid, and what the public and employers paid for them.
type Bill struct {
	Paid      []float64 // [u] by tier held, 0 = none: by the users themselves
	Public    []float64 // [u] by tier held: vouchers
	Employers []float64 // [u] by tier held: seats
	Transfers float64   // [u]
}

// NewBill returns an empty bill for a menu of so many tiers.
func NewBill(tiers int) Bill {
	return Bill{Paid: make([]float64, tiers+1), Public: make([]float64, tiers+1), Employers: make([]float64, tiers+1)}
}

// Add adds people who met the terms t, by tier held.
func (b *Bill) Add(t *Terms, users []int64) {
	everybody := users[0]
	for i, o := range t.Menu {
		n := users[i+1]
		everybody += n
		b.Paid[i+1] += float64(float64(n) * o.Price)
		b.Public[i+1] += float64(float64(n) * t.Public[i])
		b.Employers[i+1] += float64(float64(n) * t.Employers[i])
	}
	b.Transfers += float64(float64(everybody) * t.Transfer)
}

// Problems reports what the ranges of the fields can't see.
func (p Policy) Problems(report func(path, format string, args ...any)) {
	if _, ok := known(policyKinds, string(p.Kind)); !ok {
		report("kind", "%w", param.Unknown(string(p.Kind), policyKinds))
	}
	if p.Until <= p.From {
		report("until", "got month %d, want later than from, %d", p.Until, p.From)
	}
	named := p.Kind == PolicyPublic || p.Kind == PolicyOpenWeights
	if named && len(p.Tiers) == 0 {
		report("tiers", "got none, want the tier that the %s policy is about", p.Kind)
	}
	p.seatProblems(report)
	personal := p.Kind == PolicyVoucher || p.Kind == PolicyDiscount || p.Kind == PolicyTransfer
	if p.MeansTested && !personal {
		report("means_tested", "got true, want false for a %s policy", p.Kind)
	}
	if p.BelowQuantile != 0 && p.Below != 0 {
		report("below_quantile", "got %g beside below, %g u/month, want one or the other", p.BelowQuantile, p.Below)
	}
	if p.Below != 0 && !p.MeansTested {
		report("below", "got %g u/month, want 0, or means_tested: true", p.Below)
	}
	if p.BelowQuantile != 0 && !p.MeansTested {
		report("below_quantile", "got %g, want 0, or means_tested: true", p.BelowQuantile)
	}
	if len(p.Strata) > 0 && (named || p.Kind == PolicyCap) {
		report("strata", "got %d, want none: a %s policy holds for everybody", len(p.Strata), p.Kind)
	}
}

// threshold says whom a means-tested policy is for.
func (p Policy) threshold() string {
	if p.BelowQuantile != 0 {
		return fmt.Sprintf("poorest %g", p.BelowQuantile)
	}
	return fmt.Sprintf("%g u/month", p.Below)
}

// StrataProblems reports the strata of policies that nobody is called by: known are the names of all strata, and their tags.
// A Spec does not know whom it sells to, so a scenario asks this beside Problems.
func (s Spec) StrataProblems(known []string, report func(path, format string, args ...any)) {
	names := map[string]bool{}
	for _, name := range known {
		names[name] = name != ""
	}
	for i, p := range s.Policies {
		for k, name := range p.Strata {
			if !names[name] {
				report(index(index("policies", i)+".strata", k), "%w", param.Unknown(name, known))
			}
		}
	}
}

// MostOfPrice returns the most that people of a stratum may pay of a posted price of 1, whatever the month: above 1 where regional
// prices follow a higher price level.
func (s Spec) MostOfPrice(of Facts) float64 {
	most := 1.0
	for i := range s.Policies {
		if p := &s.Policies[i]; p.Kind == PolicyRegional && of.in(i, p) {
			most *= max(1, 1-float64(p.Share*(1-of.PriceLevel)))
		}
	}
	return most
}

func (s Spec) policyProblems(report func(path, format string, args ...any)) {
	tiers := make([]string, len(s.Tiers))
	for i, t := range s.Tiers {
		tiers[i] = t.Name
	}
	for i, p := range s.Policies {
		for k, name := range p.Tiers {
			if _, ok := known(tiers, name); !ok {
				report(index(index("policies", i)+".tiers", k), "%w", param.Unknown(name, tiers))
			}
		}
		for k, q := range s.Policies[:i] {
			meet := p.From < q.Until && q.From < p.Until
			if p.MeansTested && q.MeansTested && meet && (p.Below != q.Below || p.BelowQuantile != q.BelowQuantile) {
				report(index("policies", i)+".below", "got %s, want the %s of policies[%d]: there is one threshold at a time", p.threshold(), q.threshold(), k)
			}
			if meet && (p.Elasticity > 0 && (q.MeansTested || q.Elasticity > 0) || p.MeansTested && q.Elasticity > 0) {
				report(index("policies", i), "got seats that end with the price beside a means test, or others: policies[%d], want them in other months: there is one threshold at a time", k)
			}
		}
	}
}
