package page

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/scenario"
)

// Knob is a parameter that the page has a slider for. Unit, meaning, source and what values are allowed come from the
// parameter's declaration; label, step and how far the slider reaches are the page's.
type Knob struct {
	Path    string  `json:"path"`
	Group   string  `json:"group"`
	Label   string  `json:"label"`
	Unit    string  `json:"unit"`
	Min     float64 `json:"min"`
	Max     float64 `json:"max"`
	Step    float64 `json:"step"`
	Value   float64 `json:"value"`
	Meaning string  `json:"meaning"`
	Source  string  `json:"source,omitempty"`
}

// The groups of knobs. Those of dates ascend.
const (
	groupPrices = "What SOTA AI costs"
	groupDates  = "When the price changes"
	groupPeople = "How people are"
	groupSupply = "What they get"
)

// knob is a knob as declared here; the rest comes from the parameter's own declaration. A reach of 0 is that of the parameter, and
// so is an empty meaning.
type knob struct {
	path, group, label string
	from, to, step     float64
	meaning            string
}

// fixedKnobs are the knobs that every scenario has.
var fixedKnobs = []knob{
	{"behaviour.risk_aversion", groupPeople, "risk aversion", 0, 10, 0.1, ""},
	{"behaviour.necessity_premium", groupPeople, "worth more to those used to it", 0, 3, 0.05, ""},
	{"behaviour.captured_share", groupPeople, "part of a gain that they keep", 0, 1, 0.01, ""},
	{"population.right_side", groupPeople, "people who wait until others have it", 0, 1, 0.01, ""},
}

// mostSteps is how many steps of a price have sliders.
const mostSteps = 6

// declared lists a scenario's knobs.
func declared(s *cogap.Scenario) []knob {
	var list []knob
	top := len(s.Market.Tiers) - 1
	sota := fmt.Sprintf("market.tiers[%d].", top)
	price, quota := s.Market.Tiers[top].Price, s.Market.Tiers[top].Quota
	if (price.Kind == market.KindSteps || price.Kind == market.KindConstant) && len(price.Values) <= mostSteps {
		before := 0 // the months before the tier is on sale have no price
		for before < len(price.Values)-1 && price.Values[before] >= market.Withdrawn {
			before++
		}
		for i, value := range price.Values {
			if value >= market.Withdrawn {
				continue
			}
			label := "price"
			if len(price.Values)-before > 1 {
				label = ordinal(i-before) + " price"
			}
			reach := 1000.0
			for reach < value {
				reach *= 10
			}
			list = append(list, knob{sota + fmt.Sprintf("price.values[%d]", i), groupPrices, label, 0, reach, 5, priceMeaning(s, top, i)})
		}
		for i := max(before, 1); i < len(price.Months); i++ {
			which := ordinal(i - before)
			list = append(list, knob{sota + fmt.Sprintf("price.months[%d]", i), groupDates, which + " price starts", 1, float64(max(s.Months-1, price.Months[i])), 1, fmt.Sprintf("The month in which the %s price of the tier %s starts.", which, s.Market.Tiers[top].Name)})
		}
	}
	list = append(list, fixedKnobs...)
	list = append(list, networkKnobs(s)...)
	if quota.Kind != market.KindData && quota.Kind != market.KindLogistic {
		label := "promised use that is delivered (quota)"
		if len(quota.Values) > 1 {
			label = "promised use that is delivered in the end (quota)"
		}
		list = append(list, knob{sota + fmt.Sprintf("quota.values[%d]", len(quota.Values)-1), groupSupply, label, 0, 1, 0.01, ""})
	}
	return append(list, knob{voucherPath(s), groupSupply, "voucher for " + forWhom(s) + ": part of the price that the public pays", 0, 1, 0.01, ""})
}

// priceMeaning says from when on a step of a tier's price holds.
func priceMeaning(s *cogap.Scenario, tier, step int) string {
	from := "the first month"
	if months := s.Market.Tiers[tier].Price.Months; step > 0 && step < len(months) {
		from = "month " + strconv.Itoa(months[step]) + " of the run, counted from 0,"
	}
	return fmt.Sprintf("The posted price of the tier %s from %s on.", s.Market.Tiers[tier].Name, from)
}

// forWhom says whom the scenario's voucher is for, or one that is added.
func forWhom(s *cogap.Scenario) string {
	i := slices.IndexFunc(s.Market.Policies, func(p market.Policy) bool { return p.Kind == market.PolicyVoucher })
	if i < 0 {
		return "everybody"
	}
	p, words := s.Market.Policies[i], "everybody"
	switch {
	case len(p.Strata) > 3:
		words = fmt.Sprintf("people of %d strata", len(p.Strata))
	case len(p.Strata) > 0:
		words = strings.Join(p.Strata, ", ")
	}
	switch {
	case p.MeansTested && p.BelowQuantile > 0:
		words += fmt.Sprintf(" among the poorest %g%%", 100*p.BelowQuantile)
	case p.MeansTested:
		words += fmt.Sprintf(" with less than %s a month", report.Units(p.Below))
	}
	return words
}

func ordinal(i int) string { return []string{"1st", "2nd", "3rd", "4th", "5th", "6th"}[i] }

// voucherPath is the path of the voucher's share: of the one that the scenario has, or of one to be added.
func voucherPath(s *cogap.Scenario) string {
	at := len(s.Market.Policies)
	for i, p := range s.Market.Policies {
		if p.Kind == market.PolicyVoucher {
			at = i
			break
		}
	}
	return fmt.Sprintf("market.policies[%d].share", at)
}

// change gives parameters the values that texts say; a share of a policy that the scenario does not have is that of a
// voucher, which is added. All problems come joined, and then s is not to be used.
func change(s *cogap.Scenario, values map[string]string) []error {
	var problems []error
	s.Market.Policies = append([]market.Policy(nil), s.Market.Policies...)
	added := voucherPath(s)
	if _, wanted := values[added]; wanted && added == fmt.Sprintf("market.policies[%d].share", len(s.Market.Policies)) {
		s.Market.Policies = append(s.Market.Policies, market.Voucher(0))
	}
	for _, path := range slices.Sorted(maps.Keys(values)) {
		if err := scenario.Set(s, path, values[path]); err != nil {
			problems = append(problems, err)
		}
	}
	if last := len(s.Market.Policies) - 1; last >= 0 && isNoVoucher(s.Market.Policies[last]) {
		s.Market.Policies = s.Market.Policies[:last] // a voucher of nothing is none
	}
	if len(s.Market.Policies) == 0 {
		s.Market.Policies = nil
	}
	return problems
}

func isNoVoucher(p market.Policy) bool {
	none := market.Voucher(0)
	return p.Kind == none.Kind && p.Share == 0 && p.Name == none.Name && p.Until == none.Until && !p.MeansTested && len(p.Tiers)+len(p.Strata) == 0
}

// Knobs lists the parameters of a valid scenario that the page has sliders for.
func Knobs(s cogap.Scenario) []Knob {
	withVoucher := s
	withVoucher.Market.Policies = append(append([]market.Policy(nil), s.Market.Policies...), market.Voucher(0))
	fields := map[string]param.Field{}
	for _, f := range param.Fields(&withVoucher) {
		fields[f.Path] = f
	}
	var list []Knob
	for _, k := range declared(&s) {
		f := fields[k.path]
		about := meanings()[general(k.path)]
		if k.meaning != "" {
			about = scenario.Parameter{Meaning: k.meaning}
		}
		list = append(list, Knob{
			Path: k.path, Group: k.group, Label: k.label, Unit: f.Unit, Step: k.step, Value: number(f.Value),
			Min: max(k.from, f.Range.Low), Max: max(min(k.to, f.Range.High), number(f.Value)),
			Meaning: about.Meaning, Source: about.Source,
		})
	}
	return list
}

func number(v any) float64 {
	if n, whole := v.(int); whole {
		return float64(n)
	}
	x, _ := v.(float64) // all knobs are numbers, as a test knows
	return x
}

var meanings = sync.OnceValue(func() map[string]scenario.Parameter {
	all := map[string]scenario.Parameter{}
	for _, p := range scenario.Describe() {
		all[p.Path] = p
	}
	return all
})

var index = regexp.MustCompile(`\[\d+\]`)

// general returns the path under which a parameter is described: of any place in a list, and of a path over time as a whole.
func general(path string) string {
	path = strings.TrimSuffix(index.ReplaceAllString(path, "[]"), "[]")
	return strings.TrimSuffix(strings.TrimSuffix(path, ".values"), ".months")
}
