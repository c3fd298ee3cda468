package market

import (
	"github.com/cogap/cogap/internal/fmath"
	"github.com/cogap/cogap/internal/param"
)

// Spec is the market of a scenario, as plain data.
type Spec struct {
	Tiers     []Tier     `json:"tiers" limit:"7"` // what is on sale, in ascending order of quality; the last is the SOTA tier
	Phases    Phases     `json:"phases"`
	Ending    Ending     `json:"ending"`
	Frontier  Frontier   `json:"frontier"`
	Providers []Provider `json:"providers" limit:"100"` // none: prices are given from outside and nobody's books are kept
	Policies  []Policy   `json:"policies" limit:"1000"` // measures that change what people pay, can choose or have
	// LoadByIntensity has a user take a tier's load times the intensity of its use (population.sd_log_use_intensity), whose mean over everybody is 1:
	// who uses AI more takes more compute. Default false: every user takes the load once.
	LoadByIntensity bool `json:"load_by_intensity"`
}

// Tier is one tier over the months of a run. Offer says what each series means in a month.
type Tier struct {
	// Name is what policies and reports call it.
	Name string `json:"name"`
	// Price is what a month costs. Default 100, 200 and 400u, a year each; the first low 20, high 200, the last low 190,
	// high 400. Source: the question; list prices of 2026 have 100 and 200, and cost over revenue of 2.22 means 220.
	// At 1e12u it is not on sale: tables then have no price.
	Price Series `json:"price" unit:"u/month" range:"0,1000000000000"`
	// Quality is the capability of its model, SOTA = 1, which is the definition.
	Quality Series `json:"quality" unit:"SOTA" range:"0,1000"`
	// Quota is the part of the promised use that is delivered. Default 1, low 0.5; assumption: all that is promised.
	// Under load it was 0.9; caps bind for under 5% of users.
	Quota Series `json:"quota" unit:"share" range:"0,1"`
	// Admission is the probability that somebody who does not hold this tier is let in this month. Default 1;
	// assumption: no queue. Sign-ups were paused in November 2023 and September 2026.
	Admission Series `json:"admission" unit:"probability" range:"0,1"`
	// Lag is how far the tier's models are behind the frontier; Quality is multiplied by Frontier.Lagged. 0 for SOTA.
	Lag int `json:"lag" unit:"month" range:"0,1200"`
	// Commitment is for how many months somebody who takes it at a price pays for it, and cannot stop; 12 if it is paid by the year (annual billing), whose discount
	// is in the price. Default 0, as 1: by the month.
	Commitment int `json:"commitment,omitempty" unit:"month" range:"0,120"`
	// Provider is the name of who sells it; empty: nobody whose books are kept.
	Provider string `json:"provider"`
	// Load is the compute that a month's full use takes, SOTA = 1, which is the definition; for lesser tiers see Free,
	// Entry, Basic and OpenWeight.
	Load float64 `json:"load" unit:"SOTA" range:"0,1000000"`
}

// Default returns the market of cogap.Plain: one SOTA tier at the question's own prices, 100, 200 and 400u
// a month, a year each.
func Default() Spec {
	return Spec{
		Tiers:    []Tier{SOTA(Steps([]int{0, 12, 24}, []float64{100, 200, 400}))},
		Phases:   Phases{Transition: 12, Plateau: 24},
		Ending:   DefaultEnding(),
		Frontier: DefaultFrontier(),
	}
}

// SOTA returns a tier of full quality and quota that lets everybody in.
func SOTA(price Series) Tier {
	return Tier{Name: "SOTA", Price: price, Quality: Constant(1), Quota: Constant(1), Admission: Constant(1), Load: 1}
}

// Free returns a tier at no price: quality 0.625 times quota 0.4 is 0.25 of SOTA. Source: models of 8 to 14 months
// before (0.6 to 0.7) under a cap of 0.3 to 0.5; between 0.10 and 0.45 are plausible. Load 0.05 is an
// assumption: a model that is ten times cheaper a year later, and light use.
func Free() Tier { return lesser("free", 0, 0.625, 0.4, 0.05) }

// Entry returns the tier at 8u: quality 0.8 times quota 0.5 is 0.40 of SOTA. Source: price of 2026's entry plans; the
// product lies between the free and the standard tier, 0.25 to 0.60; its split is an assumption. Load 0.16 makes the
// gross margin 35% at 65u for SOTA use; margins were 33-40% in 2025.
func Entry() Tier { return lesser("entry", 8, 0.8, 0.5, 0.16) }

// Basic returns the standard tier at 20u: quality 0.8 times quota 0.75 is 0.60 of SOTA. Source: price of standard plans
// since 2023; 40-80 hours a week without the best model, 0.45 to 0.80; the split of the product is an assumption.
// Load 0.25 makes the gross margin 39% at 65u for SOTA use; margins were 33-40% in 2025.
func Basic() Tier { return lesser("basic", 20, 0.8, 0.75, 0.25) }

// OpenWeight returns a tier of open models that are lag months behind the frontier, at a price that should be near
// cost. Its load falls tenfold for a year of lag. Source: the price of constant capability falls by a factor of 10 a
// year (9 to 900).
func OpenWeight(lag int, price Series) Tier {
	t := SOTA(price)
	const yearly = 2.302585092994046 // ln 10
	t.Name, t.Lag = "open-weight", lag
	t.Load = float64(fmath.Exp(float32(-yearly * float64(min(lag, 400)) / 12)))
	return t
}

func lesser(name string, price, quality, quota, load float64) Tier {
	t := SOTA(Constant(price))
	t.Name, t.Quality, t.Quota, t.Load = name, Constant(quality), Constant(quota), load
	return t
}

// Problems reports what the ranges of the fields can't see, but for the order of the tiers: see OrderProblems.
func (s Spec) Problems(report func(path, format string, args ...any)) {
	if len(s.Tiers) == 0 {
		report("tiers", "got none, want at least the SOTA tier")
	}
	names := make([]string, len(s.Tiers))
	for i, t := range s.Tiers {
		names[i] = t.Name
	}
	nameProblems("tiers", names, report)
	s.providerProblems(report)
	s.policyProblems(report)
}

// Commitments returns for how many months each tier commits those who pay for it; nil if none does for more than one.
func (s *Spec) Commitments() []int {
	list, commits := make([]int, len(s.Tiers)), false
	for i := range s.Tiers {
		list[i] = s.Tiers[i].Commitment
		commits = commits || list[i] > 1
	}
	if !commits {
		return nil
	}
	return list
}

// nameProblems reports names that are missing or taken.
func nameProblems(list string, names []string, report func(path, format string, args ...any)) {
	for i, name := range names {
		if first, _ := known(names, name); name == "" {
			report(index(list, i)+".name", "got none, want a name")
		} else if first != i {
			report(index(list, i)+".name", "got %q, which is the name of %s, want a name of its own", name, index(list, first))
		}
	}
}

// OrderProblems reports, for each two neighbouring tiers, the first month of a run of so many in which the lower one has
// the higher quality. A Spec does not know how long its run is, so a scenario asks this beside Problems.
func (s Spec) OrderProblems(months int, report func(path, format string, args ...any)) {
	for i := 1; i < len(s.Tiers); i++ {
		if !s.Tiers[i-1].Quality.valid() || !s.Tiers[i].Quality.valid() || !s.Frontier.valid() {
			continue // reported where it is broken
		}
		for month := range months {
			below, above := s.quality(i-1, month), s.quality(i, month)
			if below > above {
				report(index("tiers", i)+".quality", "got %g in month %d below the %g of tiers[%d], want ascending quality", above, month, below, i-1)
				break
			}
		}
	}
}

func (s Spec) providerProblems(report func(path, format string, args ...any)) {
	names := make([]string, len(s.Providers))
	for i, p := range s.Providers {
		names[i] = p.Name
	}
	nameProblems("providers", names, report)
	sells := map[string]bool{}
	for i, t := range s.Tiers {
		sells[t.Provider] = true
		if _, ok := known(names, t.Provider); !ok && t.Provider != "" {
			report(index("tiers", i)+".provider", "%w", param.Unknown(t.Provider, names))
		}
	}
	for i, name := range names {
		if !sells[name] {
			report(index("providers", i), "got no tier of %q, want at least one", name)
		}
	}
}

// valid reports whether At can be asked.
func (p Series) valid() bool {
	ok := true
	p.Problems(func(string, string, ...any) { ok = false })
	return ok
}

func (f *Frontier) valid() bool {
	for _, d := range f.domains() {
		if !d.Open.valid() {
			return false
		}
	}
	return true
}

// quality returns the quality of tier number i in a month.
func (s *Spec) quality(i, month int) float64 {
	t := &s.Tiers[i]
	return float64(t.Quality.At(month) * s.Frontier.Lagged(month, s.lag(i, month)))
}

// at returns the menu of a month as the series give it, prices as of seriesMonth.
func (s *Spec) at(month, seriesMonth int) Menu {
	menu := make(Menu, len(s.Tiers))
	for i, t := range s.Tiers {
		menu[i] = Offer{t.Name, t.Price.At(seriesMonth), s.quality(i, month), t.Quota.At(month), t.Admission.At(month)}
	}
	return menu
}
