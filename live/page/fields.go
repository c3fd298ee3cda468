package page

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/scenario"
)

// Field is a parameter of a scenario, with its value as a file would say it.
type Field struct {
	Path  string `json:"path"`
	Value string `json:"value"`
	About string `json:"about"` // path under which it is explained
}

// lists are the parts of a scenario that can be changed as a whole, since elements can be added; each with what it means and an element.
var lists = []struct{ path, meaning, element string }{
	{"market.tiers", "What is on sale, in ascending order of quality; the last is the SOTA tier.", "{name: basic, price: 20, quality: 0.7}"},
	{"market.providers", "Who sells tiers and keeps books. Each needs a tier that names it as its provider.", "{name: lab}"},
	{"market.policies", "A policy is a voucher, a discount, a price cap or another of its kinds; all are in force at once.", "{name: half, kind: voucher, share: 0.5, means_tested: true, below: 3000}"},
	{"statistics.collect", "Numbers of your own, which are drawn in a group of charts of their own.", "{name: left, aggregate: share, where: '!access && habit > 0'}"},
}

// fieldsOf lists every parameter of a scenario, but those of strata of its own, and the lists as a whole.
func fieldsOf(s *cogap.Scenario) []Field {
	var all []Field
	for _, l := range lists {
		all = append(all, Field{l.path, textOf(param.PlaceOf(s).Find(l.path).Value.Interface()), l.path + "[]"})
	}
	for _, f := range param.Fields(s) {
		if !strings.HasPrefix(f.Path, "population.strata[") {
			all = append(all, Field{f.Path, textOf(f.Value), explained(f.Path)})
		}
	}
	return all
}

// parts are what a series has beside its values, which are what is said of it.
var parts = map[string]Meaning{
	"kind":   {Meaning: "How the values run over time.", Values: kinds()},
	"months": {Meaning: "The month of the run, counted from 0, from which on the value of the same place holds. Of a ramp it is where that value is reached, of logistic where half of the way is gone.", Unit: "month"},
	"speed":  {Meaning: "How fast a logistic goes from its first value to its second: from 12% to 88% of the way in 4/speed months.", Unit: "1/month"},
}

func kinds() (list []string) {
	for _, k := range []market.Kind{market.KindConstant, market.KindSteps, market.KindRamp, market.KindLogistic, market.KindData} {
		list = append(list, string(k))
	}
	return list
}

// explained returns the path under which a parameter is explained: of parts of a series "series." and their name.
func explained(path string) string {
	at := strings.LastIndexByte(path, '.')
	name := general(path[at+1:])
	if _, ok := parts[name]; ok && at > 0 && meanings()[general(path[:at])].Type == "series" {
		return "series." + name
	}
	return general(path)
}

// textOf returns a value as a file would say it: JSON is YAML, and texts and numbers go without quotes.
func textOf(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v) // a number that is not finite
	}
	if string(text) == "null" {
		return "[]"
	}
	if name := ""; json.Unmarshal(text, &name) == nil {
		return name
	}
	return string(text)
}

// Meaning is what a parameter means.
type Meaning struct {
	Meaning string   `json:"meaning"`
	Source  string   `json:"source,omitempty"`
	Unit    string   `json:"unit,omitempty"`
	Range   string   `json:"range,omitempty"`
	Values  []string `json:"values,omitempty"` // the names that it may be
}

// about returns the meaning of every parameter, by the path under which it is explained.
func about() map[string]Meaning {
	all := map[string]Meaning{}
	for _, p := range scenario.Describe() {
		m := Meaning{Meaning: p.Meaning, Source: p.Source, Unit: p.Unit, Range: p.Range}
		for _, v := range p.Values {
			m.Values = append(m.Values, v.Value)
		}
		all[p.Path] = m
	}
	for name, m := range parts {
		all["series."+name] = m
	}
	for _, l := range lists {
		all[l.path+"[]"] = Meaning{Meaning: l.meaning + " An element is written as in a file, such as " + l.element + "."}
	}
	return all
}

// Add is something that a scenario can be given: some lists with one element more.
type Add struct {
	Label string            `json:"label"`
	Set   map[string]string `json:"set"`
}

// addsTo lists what a scenario can be given. Whether it is valid then is found out when it is run.
func addsTo(s cogap.Scenario) []Add {
	var list []Add
	for _, p := range []struct {
		label  string
		policy market.Policy
	}{
		{"voucher for half the price, for the poorer half", market.Voucher(0.5).ForPoorest(0.5)},
		{"voucher for half the price, for incomes below 3,000u", market.Voucher(0.5).ForIncomesBelow(3000)},
		{"price cap of 100u", market.PriceCap(100)},
		{"cash transfer of 100u a month, for the poorer half", market.CashTransfer(100).ForPoorest(0.5)},
	} {
		if joins(s.Market.Policies, p.policy) {
			list = append(list, Add{p.label, map[string]string{"market.policies": textOf(append(slices.Clone(s.Market.Policies), p.policy))}})
		}
	}
	for _, t := range []market.Tier{market.Free(), market.Basic()} {
		if tiers, ok := withTier(s.Market.Tiers, t); ok {
			list = append(list, Add{fmt.Sprintf("%s tier at %gu", t.Name, t.Price.Values[0]), map[string]string{"market.tiers": textOf(tiers)}})
		}
	}
	if len(s.Market.Providers) == 0 {
		sold := s.Market.SoldBy(market.DefaultProvider("lab"))
		list = append(list, Add{"provider that keeps books", map[string]string{"market.providers": textOf(sold.Providers), "market.tiers": textOf(sold.Tiers)}})
	}
	list = append(list, accountsTo(&s)...)
	return append(list, networksTo(&s)...)
}

// accountsTo lists the ways in which others may pay a part that a scenario can be given: employers' seats, accounts that are shared.
func accountsTo(s *cogap.Scenario) (list []Add) {
	if len(s.Population.Strata) > 0 {
		return nil // which say themselves who has a seat and who shares
	}
	offer := func(label, path string, has float64, share string, p market.Policy) {
		if has == 0 && joins(s.Market.Policies, p) {
			list = append(list, Add{label, map[string]string{path: share, "market.policies": textOf(append(slices.Clone(s.Market.Policies), p))}})
		}
	}
	seats := market.EmployerSeats()
	seats.Amount, seats.Elasticity = 100, 1
	offer("seats that employers pay for, for 12% of people; 1% fewer for each 1% above 100u", "population.employer_paid", s.Population.EmployerPaid, "0.12", seats)
	offer("accounts that two share, for 15% of people", "population.shared_accounts", s.Population.SharedAccounts, "0.15", market.SharedAccounts(2))
	return list
}

// joins reports whether a policy can join others: a scenario has one threshold at a time, of incomes or of seats that end.
func joins(policies []market.Policy, p market.Policy) bool {
	return !slices.ContainsFunc(policies, func(other market.Policy) bool {
		return p.Elasticity > 0 && other.MeansTested ||
			p.MeansTested && (other.Elasticity > 0 || other.MeansTested && (other.Below != p.Below || other.BelowQuantile != p.BelowQuantile))
	})
}

// withTier returns tiers with one more, in order of quality, unless there is one of its name or there are too many.
func withTier(tiers []market.Tier, t market.Tier) ([]market.Tier, bool) {
	if len(tiers) == 0 || slices.ContainsFunc(tiers, func(other market.Tier) bool { return other.Name == t.Name }) {
		return nil, false
	}
	t.Provider = tiers[len(tiers)-1].Provider
	at := 0
	if t.Name == market.Basic().Name {
		at = len(tiers) - 1
	}
	return slices.Insert(slices.Clone(tiers), at, t), true
}
