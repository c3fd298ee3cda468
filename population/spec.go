package population

import (
	"fmt"
	"math"

	"github.com/cogap/cogap/internal/param"
)

// Spec says who the people of a scenario are. It is data: every number below enters the result, and a zero is a zero.
// Default fills it in.
type Spec struct {
	// Source names the built-in people: "us-workforce-2021", "us-adults", "us-households" or "world". Empty when Strata has people of your own.
	Source string `json:"source"`

	// File is the file that Strata are from. A scenario file that names one and gives no strata reads them, as ReadStrata
	// does: relative to itself, with population.columns for what the columns are called, such as {name: job, p50: median}.
	File string `json:"file,omitempty"`

	// Strata are people of your own; empty when Source names built-in ones.
	Strata []Stratum `json:"strata,omitempty" limit:"100000"`

	// Scale is how many real people one agent stands for; the last agent of a stratum stands for what is left.
	// Default 100: 1.4 million agents for the US workforce, sampling errors below those of the parameters.
	Scale int `json:"scale" unit:"people" range:"1,1000000000"`

	// CorrIncomeCognition is r_cy, the correlation of log cognition and the normal score of income within a stratum
	// (Gaussian copula). Default 0.3, low 0.2, high 0.4. Source: Strenze (2007), 0.23; wage return to numeracy in
	// PIAAC, 18% per standard deviation (recalled).
	CorrIncomeCognition float64 `json:"corr_income_cognition" unit:"1" range:"-1,1"`

	// CorrCognitionAptitude is r_ac, the correlation of log aptitude and log cognition. Default 0, low -0.5, high 0.5:
	// the evidence has both signs (negative: Brynjolfsson, Li and Raymond; Noy and Zhang; Dell'Acqua; Cui. Positive:
	// Otis; tenure in Anthropic's data), and it decides whether AI levels or widens.
	CorrCognitionAptitude float64 `json:"corr_cognition_aptitude" unit:"1" range:"-1,1"`

	// SdLogCognition is the standard deviation of log unaided output. Default 0.35, low 0.19, high 0.48.
	// Source: Hunter, Schmidt and Judiesch (1990), 19, 32 and 48% by complexity of the job (recalled).
	SdLogCognition float64 `json:"sd_log_cognition" unit:"1" range:"0,5"`

	// SdLogAptitude is the standard deviation of log aptitude for AI. Default 0.6, low 0.3, high 0.9.
	// Source: Brynjolfsson, Li and Raymond, gains from 0 to 30% around 15%.
	SdLogAptitude float64 `json:"sd_log_aptitude" unit:"1" range:"0,5"`

	// BeliefSpread is xi_sd, the standard deviation of log initial misjudgement of the benefit. Default 1, low 0.5,
	// high 1.5. Source: METR (2025), +20% believed where -19% was measured, +38% forecast by experts.
	BeliefSpread float64 `json:"belief_spread" unit:"1" range:"0,5"`

	// BeliefUncertainty is nu, the initial standard deviation of a person's belief over the gain at the start.
	// Default 1, low 0.5, high 2. Source: the same gap, an error as large as the signal.
	BeliefUncertainty float64 `json:"belief_uncertainty" unit:"1" range:"0,1000"`

	// BudgetShare is the distribution of s, the most of their supernumerary income that a person spends on AI. Default
	// Beta(1.2, 10.8), mean 0.10; low mean 0.05, high mean 0.16. Source: own fit to NTIA (2010) by income group.
	BudgetShare Beta `json:"budget_share"`

	// RightSide is the share of people who wait until enough others have joined. Default 0.65, low 0.4, high 0.84.
	// Source: Rogers, 84% join after the first 16%; the early jump of ChatGPT argues for less.
	RightSide float64 `json:"right_side" unit:"share" range:"0,1"`

	// Threshold is the distribution of theta, the share of the stratum that must have joined first, among those who
	// wait. Default Beta(1.5, 6), mean 0.20; low mean 0.10, high mean 0.30. Source: Granovetter, mean 0.25 and
	// standard deviation 0.12; Rogers, 16% mark.
	Threshold Beta `json:"threshold"`

	// SdLogUseIntensity is the standard deviation of the log of u, how intensively a person uses AI (log-normal with mean 1): it takes part in
	// what the person turns into output as the aptitude does, a = u times the rest. Default 0, low 0, high 2.2: with a median of one use a
	// day 31% then turn to it three times or more and 9% twenty times, where Pew (February 2026) has 49% of users daily, 33% several times a day and 8% almost
	// constantly; and the mean of what it brings is 11 medians, as that of published values.
	SdLogUseIntensity float64 `json:"sd_log_use_intensity" unit:"1" range:"0,5"`

	// UseCost is kappa, what using AI costs a month beside its price, in the mean of people with 4000 u/month: time, a device, a connection,
	// learning. It counts against what AI is worth, not against what can be spent. Default 0, none, which takes no column. Where it is on 0.3 to 3, own fit
	// of the share of adults who use AI at all, by economy.
	UseCost float64 `json:"use_cost" unit:"u/month" range:"0,1000000"`

	// UseCostElasticity is epsilon, by how many percent that cost is higher for somebody whose income at the start is 1% higher. Default 0.5, low 0,
	// high 1, assumption: time costs what it earns, a device and a connection cost everybody the same.
	UseCostElasticity float64 `json:"use_cost_elasticity" unit:"1" range:"-5,5"`

	// SdLogUseCost is the standard deviation of the log of that cost among people of one income. Default 1, low 0.5, high 1.5, assumption.
	SdLogUseCost float64 `json:"sd_log_use_cost" unit:"1" range:"0,5"`

	// IncomeTailAlpha is the Pareto exponent of income above the last known quantile. Default 2, low 1.4, high 3.
	// Source: adjusted gross incomes of IRS 2023, 1.81 at 200-500 thousand a year down to 1.38 above 2 million; wages
	// are thinner. Above 1, or the mean income would be infinite.
	IncomeTailAlpha float64 `json:"income_tail_alpha" unit:"1" range:"(1,1000"`

	// IncomeFloor is the least income of anybody. Default 100 for US workers, 1 for the world; assumption: the lowest
	// quantiles are extended below what is published, and somebody must live on it.
	// With Taxes a floor of 291 has a source: what the US pays somebody without any income for food in the fiscal year of 2024 (SNAP, maximum
	// allotment of a household of one).
	IncomeFloor float64 `json:"income_floor" unit:"u/month" range:"0,1000000"`

	// IncomeRise is how far incomes have risen from the date of the source to the first month, as a share; before taxes. Default 0:
	// none. At the 0.3% a month of behaviour.income_growth 0.183 brings wages of May 2021 to January 2026, and 0.059 to December 2022.
	IncomeRise float64 `json:"income_rise,omitempty" unit:"share" range:"(-1,100"`

	// EmployerPaid is the share of people who have a seat, access for which their employer pays, in strata of people with a job in proportion to their full exposure:
	// they become strata of their own, for market policies of the kind employer. Default 0, none; low 0.12, high 0.15. Source:
	// 24 to 29% of employed weekly users (inferred from Epoch AI and Ipsos, March 2026), who are half of adults there.
	EmployerPaid float64 `json:"employer_paid,omitempty" unit:"share" range:"0,1"`

	// SharedAccounts is the share of people without a seat who share a paid account with others of their household: they become strata of their own, with the tag
	// shared-account, for policies that divide the price (market.SharedAccounts). Default 0, none; low 0.05, high 0.3, assumption.
	SharedAccounts float64 `json:"shared_accounts,omitempty" unit:"share" range:"0,1"`

	// Taxes names the effective rates of tax that are taken off incomes, so that they are disposable: us-federal-2019, source Tax Policy
	// Center, T20-0037. Default none: incomes are gross. Rates are those of the known quantiles, between and beyond which the
	// distribution keeps its form.
	Taxes string `json:"taxes,omitempty"`
}

// Beta is the beta distribution with density proportional to x^(Alpha-1) * (1-x)^(Beta-1) on 0..1.
type Beta struct {
	// Alpha is the first shape parameter; the mean is Alpha/(Alpha+Beta).
	Alpha float64 `json:"alpha" unit:"1" range:"0.05,1000"`
	// Beta is the second shape parameter.
	Beta float64 `json:"beta" unit:"1" range:"0.05,1000"`
}

// Default returns the people of cogap.Plain: the US workforce of May 2021, one agent for 100 people.
func Default() Spec {
	return Spec{
		Source:              "us-workforce-2021",
		Scale:               100,
		CorrIncomeCognition: 0.3,
		SdLogCognition:      0.35,
		SdLogAptitude:       0.6,
		BeliefSpread:        1,
		BeliefUncertainty:   1,
		BudgetShare:         Beta{1.2, 10.8},
		RightSide:           0.65,
		Threshold:           Beta{1.5, 6},
		UseCostElasticity:   0.5,
		SdLogUseCost:        1,
		IncomeTailAlpha:     2,
		IncomeFloor:         100,
	}
}

// DefaultWorld returns Default with everyone on Earth, one agent for 10,000 people, and a floor of 1 u/month: half
// of mankind lives on less than the default floor.
func DefaultWorld() Spec {
	s := Default()
	s.Source, s.Scale, s.IncomeFloor = "world", 10_000, 1
	return s
}

// Resolve returns the strata that the spec means: the built-in ones of its Source, or its own, divided by who has a seat and
// who shares an account if the spec says how many do. The caller may not change them.
func (s *Spec) Resolve() ([]Stratum, error) {
	strata, err := s.resolved()
	if s.Source != "" {
		strata = clone(strata)
	}
	return strata, err
}

// resolved is Resolve without a copy of what is built in, for those who only read it.
func (s *Spec) resolved() ([]Stratum, error) {
	strata, err := s.published()
	return s.sharing(s.seated(strata)), err
}

// published returns the strata of the source, which everybody shares, or the spec's own.
func (s *Spec) published() ([]Stratum, error) {
	if s.Source == "" {
		return s.Strata, nil
	}
	load, ok := builtIn[s.Source]
	if !ok {
		return nil, fmt.Errorf("source: got %q, want one of %q, or nothing and strata of your own", s.Source, Sources())
	}
	return load(), nil
}

// ScaleFor returns the scale at which about so many agents stand for the spec's people, at least one of each stratum.
// Its error is that of Resolve. It panics if agents is below 1.
func (s *Spec) ScaleFor(agents int64) (int, error) {
	if agents < 1 {
		panic("population: agents below 1")
	}
	strata, err := s.resolved()
	if err != nil {
		return 0, err
	}
	total := int64(0)
	for i := range strata {
		total += strata[i].People
	}
	return int(max(1, (total+agents-1)/agents)), nil
}

// Problems reports what is wrong with the spec beyond the range of a single number and beyond its strata, which have
// Problems of their own; paths are relative to it. param.Check asks for all of them.
func (s *Spec) Problems(report func(path, format string, args ...any)) {
	strata, err := s.resolved()
	switch {
	case err != nil:
		report("source", "got %q, want one of %q, or nothing and strata of your own", s.Source, Sources())
		return
	case s.File != "" && s.Source != "":
		report("file", "got %s beside source %q, want one or the other", param.Quote(s.File), s.Source)
	case s.File != "" && len(s.Strata) == 0:
		report("file", "got %s without its strata; ReadStrataFile reads them", param.Quote(s.File))
	case s.Source != "" && len(s.Strata) > 0:
		report("strata", "got %d strata beside source %q, want one or the other", len(s.Strata), s.Source)
	case len(strata) == 0:
		report("strata", "got no people: want strata, or a source")
	}
	if _, known := taxes[s.Taxes]; !known && s.Taxes != "" {
		report("taxes", "%w", param.Unknown(s.Taxes, TaxSchedules()))
	}
	s.codeProblems(report)
	s.sizeProblems(strata, report)
	s.floorProblems(strata, report)
}

// codeProblems reports codes that several strata of one's own have.
func (s *Spec) codeProblems(report func(path, format string, args ...any)) {
	first := map[string]int{}
	for i := range s.Strata {
		code := s.Strata[i].Code
		if before, taken := first[code]; taken && code != "" {
			report(fmt.Sprintf("strata[%d].code", i), "got %s, which is the code of strata[%d], want one of its own or none", param.Quote(code), before)
			continue
		}
		first[code] = i
	}
}

// sizeProblems reports strata with more agents than a person's number has room for, and sums that overflow.
func (s *Spec) sizeProblems(strata []Stratum, report func(path, format string, args ...any)) {
	total := 0.0
	for i := range strata {
		total += float64(strata[i].People)
		if s.Scale >= 1 && strata[i].People/int64(s.Scale) > math.MaxUint32 {
			report("scale", "got %d: stratum %d (%s) would have more than 2^32 agents", s.Scale, i, strata[i].Name)
		}
	}
	if total > maxPeople {
		report("strata", "got %g people in total, want at most %g", total, float64(maxPeople))
	}
}

// maxPeople is far above any population and far below the end of int64.
const maxPeople = 1e12

// floorProblems reports a floor that would flatten half of a stratum, as the one for US workers does abroad.
func (s *Spec) floorProblems(strata []Stratum, report func(path, format string, args ...any)) {
	flat, first := 0, ""
	for i := range strata {
		for _, q := range s.disposable(strata[i].Income) {
			if q.P >= 0.5 && q.Value < s.IncomeFloor {
				if flat++; flat == 1 {
					first = strata[i].Name
				}
				break
			}
		}
	}
	if flat > 0 {
		report("income_floor", "got %v u/month, which is above the income of half of the people of %d strata, first %s%s", s.IncomeFloor, flat, first, s.ofFile())
	}
}

// ofFile says which file strata are from, if they are.
func (s *Spec) ofFile() string {
	if s.File == "" {
		return ""
	}
	return " of " + param.Shorten(s.File, 200)
}
