package market

// Spec is the market of a scenario, as plain data.
type Spec struct {
	Tiers    []Tier   `json:"tiers"` // in ascending order of quality; the last is the SOTA tier
	Phases   Phases   `json:"phases"`
	Frontier Frontier `json:"frontier"`
}

// Tier is one tier over the months of a run. Offer says what each path means in a month.
type Tier struct {
	Name      string `json:"name"`
	Price     Path   `json:"price" unit:"u/month" range:"0,"`
	Quality   Path   `json:"quality" unit:"SOTA" range:"0,"`
	Quota     Path   `json:"quota" unit:"share" range:"0,1"`
	Admission Path   `json:"admission" unit:"probability" range:"0,1"`
	// Lag is how far the tier's models are behind the frontier; Quality is multiplied by Frontier.Lagged. 0 for SOTA.
	Lag int `json:"lag" unit:"month" range:"0,"`
}

// Phases says when promotion ends.
type Phases struct {
	// Transition is the first month of the transition. Assumption: 12, the first step of the price ladder.
	Transition int `json:"transition" unit:"month" range:"0,"`
	// Plateau is the first month of the plateau. Assumption: 24, the second step of the price ladder.
	Plateau int `json:"plateau" unit:"month" range:"0,"`
}

// Default returns the market of the default scenario: one SOTA tier at the question's own prices, 100, 200 and 400u
// a month, a year each.
func Default() Spec {
	return Spec{
		Tiers:    []Tier{SOTA(Steps([]int{0, 12, 24}, []float64{100, 200, 400}))},
		Phases:   Phases{Transition: 12, Plateau: 24},
		Frontier: DefaultFrontier(),
	}
}

// SOTA returns a tier of full quality and quota that lets everybody in.
func SOTA(price Path) Tier {
	return Tier{Name: "SOTA", Price: price, Quality: Constant(1), Quota: Constant(1), Admission: Constant(1)}
}

// Free returns a tier at no price: quality 0.625 times quota 0.4 is 0.25 of SOTA. Source: models of 8 to 14 months
// before (0.6 to 0.7) under a cap of 0.3 to 0.5; between 0.10 and 0.45 are plausible.
func Free() Tier { return lesser("free", 0, 0.625, 0.4) }

// Entry returns the tier at 8u: quality 0.8 times quota 0.5 is 0.40 of SOTA. Source: price of 2026's entry plans; the
// product lies between the free and the standard tier, 0.25 to 0.60; its split is an assumption.
func Entry() Tier { return lesser("entry", 8, 0.8, 0.5) }

// Basic returns the standard tier at 20u: quality 0.8 times quota 0.75 is 0.60 of SOTA. Source: price of standard plans
// since 2023; 40-80 hours a week without the best model, 0.45 to 0.80; the split of the product is an assumption.
func Basic() Tier { return lesser("basic", 20, 0.8, 0.75) }

// OpenWeight returns a tier of open models that are lag months behind the frontier, at a price near cost.
func OpenWeight(lag int, price Path) Tier {
	t := SOTA(price)
	t.Name, t.Lag = "open-weight", lag
	return t
}

func lesser(name string, price, quality, quota float64) Tier {
	t := SOTA(Constant(price))
	t.Name, t.Quality, t.Quota = name, Constant(quality), Constant(quota)
	return t
}

// horizon is how many months the order of the tiers is checked for: 50 years, longer than any run.
const horizon = 600

// Problems reports what the ranges of the fields can't see.
func (s Spec) Problems(report func(path, format string, args ...any)) {
	if len(s.Tiers) == 0 {
		report("tiers", "got none, want at least the SOTA tier")
	}
	if s.Phases.Plateau < s.Phases.Transition {
		report("phases.plateau", "got month %d, want the transition's month %d or later", s.Phases.Plateau, s.Phases.Transition)
	}
	named := map[string]int{}
	for i, t := range s.Tiers {
		if t.Name == "" {
			report(index("tiers", i)+".name", "got none, want a name")
		} else if first, taken := named[t.Name]; taken {
			report(index("tiers", i)+".name", "got %q, which is the name of tiers[%d], want a name of its own", t.Name, first)
		} else {
			named[t.Name] = i
		}
	}
	s.orderProblems(report)
}

// orderProblems reports the first month in which a tier is better than the next one.
func (s Spec) orderProblems(report func(path, format string, args ...any)) {
	for i := 1; i < len(s.Tiers); i++ {
		if !s.Tiers[i-1].Quality.valid() || !s.Tiers[i].Quality.valid() || !s.Frontier.valid() {
			continue // reported where it is broken
		}
		for month := range horizon {
			below, above := s.quality(i-1, month), s.quality(i, month)
			if below > above {
				report(index("tiers", i)+".quality", "got %g in month %d below the %g of tiers[%d], want ascending quality", above, month, below, i-1)
				break
			}
		}
	}
}

// valid reports whether At can be asked.
func (p Path) valid() bool {
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
func (s Spec) quality(i, month int) float64 {
	t := &s.Tiers[i]
	return float64(t.Quality.At(month) * s.Frontier.Lagged(month, t.Lag))
}

// At returns the menu of a month at the given prices, qualities and quotas.
func (s Spec) At(month int) Menu {
	menu := make(Menu, len(s.Tiers))
	for i, t := range s.Tiers {
		menu[i] = Offer{t.Name, t.Price.At(month), s.quality(i, month), t.Quota.At(month), t.Admission.At(month)}
	}
	return menu
}

// Phase returns the phase of a month by date.
func (s Spec) Phase(month int) Phase {
	switch {
	case month >= s.Phases.Plateau:
		return Plateau
	case month >= s.Phases.Transition:
		return Transition
	}
	return Promotion
}
