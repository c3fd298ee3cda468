package cogap

import (
	"fmt"
	"slices"
	"time"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/engine"
	"github.com/cogap/cogap/internal/parallel"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/network"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/population"
)

// Scenario is all that decides the numbers of a run, as plain data. Every value counts as it stands, zero too: start
// from Plain, or from a scenario of package scenario, and change what differs.
type Scenario struct {
	// Name says what is simulated, in reports.
	Name string `json:"name"`
	// Seed chooses everybody's luck. Two scenarios with one seed give each person the same luck, so that their
	// difference is the effect of what differs between them.
	Seed uint64 `json:"seed" unit:"1" range:"0,"`
	// Start is the first month, as 2006-01. It names the months. The frontier's dates follow it if the frontier says since when they are
	// counted; else they are counted from the first month. Default 2026-01.
	Start string `json:"start"`
	// Months is how long the run is. Default 36: the three prices of the question, a year each.
	Months int `json:"months" unit:"month" range:"1,1200"`

	Population population.Spec `json:"population"`
	Market     market.Spec     `json:"market"`
	Behaviour  agent.Params    `json:"behaviour"`
	Network    network.Spec    `json:"network"`
	Statistics Statistics      `json:"statistics"`
	Stream     Stream          `json:"stream"`

	// Rule replaces the rule by which people decide and change in a month; nil is the model's own. It is code, so it is not part of the
	// scenario as data; a manifest has its name.
	Rule agent.Rule `json:"-"`
}

// Statistics says what is measured beyond sums. What nobody asks for is not computed.
type Statistics struct {
	// Every is how often the distribution of augmented cognition is measured (Record.Distributions; with it Gini and gaps between medians), and
	// the SOTA share of each tenth by income: 1 in all months, 3 in the last month of each quarter, 12 of each year, and always in the last
	// month of the run, in which the distribution of unaided cognition is measured too. 0 means never, of any distribution. Default 1.
	Every int `json:"every" unit:"month" range:"0,1200"`
	// IncomeEvery is how often the distribution of incomes is measured, in the same way. 0 means never. Default 12.
	IncomeEvery int `json:"income_every" unit:"month" range:"0,1200"`
	// DemandEvery is how often the demand curve is measured, in the same way, and also in the last month of each price of the SOTA tier that
	// is posted in steps. 0 means never, unless prices follow the curve: then it is measured in all months. Default 12.
	DemandEvery int `json:"demand_every" unit:"month" range:"0,1200"`
	// PeersEvery is how often it is measured how access lies among those who know each other (Record.Peers): 12 in the last month of each year, and always in
	// the last month of the run. 0 means never. Of use with a network only. Default 0.
	PeersEvery int `json:"peers_every" unit:"month" range:"0,1200"`
	// Mobility asks who moved between income tenths over the run, and between having access and not from the end of
	// month MobilityFrom to the end of the run (Result.Mobility). A streamed run takes everybody through all months once more for it. Default false.
	Mobility bool `json:"mobility"`
	// MobilityFrom is the month at whose end Mobility starts to compare access. Default 0.
	MobilityFrom int `json:"mobility_from" unit:"month" range:"0,1200"`
	// Collect has numbers of your own to collect (Record.Collected): a quantity, how it is put together, of whom, by what
	// groups. Default none.
	Collect []observe.Collect `json:"collect,omitempty" limit:"1000"`
	// Panel asks for a sample of people of whom every month is kept (Result.Panel).
	Panel observe.Panel `json:"panel,omitzero"`
}

// Plain returns the scenario in which every parameter has its documented default, which published evidence supports one by one, and no
// mechanism that is optional is on: every US worker of May 2021, one agent for 100 people, who for three years from January 2026 is offered one
// SOTA tier at 100u, then 200u, then 400u a month.
//
// It is not fitted to what was published of who uses and pays for AI; scenario.Default is.
func Plain() Scenario {
	return Scenario{
		Name:       "the first filter",
		Seed:       1,
		Start:      "2026-01",
		Months:     36,
		Population: population.Default(),
		Market:     market.Default(),
		Behaviour:  agent.Default(),
		Network:    network.Default(),
		Statistics: Statistics{Every: 1, IncomeEvery: 12, DemandEvery: 12},
		Stream:     Stream{PilotAgents: 2_000_000, Tolerance: 0.01},
	}
}

// longest is the longest run that the range of Months allows.
const longest = 1200

// Problems reports what the ranges of the fields can't see.
func (s *Scenario) Problems(report func(path, format string, args ...any)) {
	if _, err := s.start(); err != nil {
		report("start", "got %q, want a month such as 2026-01", s.Start)
	}
	if _, err := s.sinceStart(); err != nil {
		report("market.frontier.since", "got %q, want a month such as 2026-01, or nothing", s.Market.Frontier.Since)
	}
	if s.Statistics.Mobility && s.Statistics.MobilityFrom >= s.Months {
		report("statistics.mobility_from", "got month %d, want one of the run's %d", s.Statistics.MobilityFrom, s.Months)
	}
	if s.Statistics.Mobility && s.Statistics.Every == 0 {
		report("statistics.every", "got 0, want at least 1: mobility needs the income tenths of the last month")
	}
	posted := s.market()
	posted.OrderProblems(min(s.Months, longest), func(path, format string, args ...any) {
		report("market."+path, format, args...)
	})
	s.strataProblems(report)
	s.networkProblems(report)
	columns, err := s.ruleColumns()
	if err != nil {
		report("rule", "%w", err)
	}
	observe.Problems(s.Statistics.Collect, s.Statistics.Panel, len(s.Market.Tiers), columns, func(path, format string, args ...any) {
		report("statistics."+path, format, args...)
	})
}

// strataProblems reports the strata of policies that there are not, and regional prices beyond what can be counted.
func (s *Scenario) strataProblems(report func(path, format string, args ...any)) {
	if !slices.ContainsFunc(s.Market.Policies, func(p market.Policy) bool { return len(p.Strata) > 0 || p.Kind == market.PolicyRegional }) {
		return
	}
	strata, err := s.Population.Resolve()
	if err != nil {
		return // which is a problem of its own
	}
	var facts []market.Facts
	var known []string
	for i := range strata {
		facts = append(facts, engine.FactsOf(&strata[i]))
		known = append(append(known, facts[i].Name), facts[i].Tags...)
	}
	var paying float64 // if everybody bought at a posted price of 1
	for i, f := range s.Market.Cover(facts) {
		paying += float64(float64(strata[i].People) * s.Market.MostOfPrice(f))
	}
	slices.Sort(known)
	known = slices.DeleteFunc(slices.Compact(known), func(name string) bool { return name == "" }) // not every stratum has a group
	s.Market.StrataProblems(known, func(path, format string, args ...any) {
		report("market."+path, format, args...)
	})
	if !(paying <= market.MostPaying) {
		report("market.policies", "regional prices let all people together pay %.3g times the posted price, want at most %.3g: lower the strata's price levels, or the policies' shares",
			paying, float64(market.MostPaying))
	}
}

const monthLayout = "2006-01"

func (s *Scenario) start() (time.Time, error) { return time.Parse(monthLayout, s.Start) }

// sinceStart returns how many months after the first one the month is from which the frontier's midpoints are counted.
func (s *Scenario) sinceStart() (int, error) {
	if s.Market.Frontier.Since == "" {
		return 0, nil
	}
	since, err := time.Parse(monthLayout, s.Market.Frontier.Since)
	if err != nil {
		return 0, err
	}
	start, err := s.start()
	if err != nil {
		return 0, nil // which is a problem of its own
	}
	return 12*(since.Year()-start.Year()) + int(since.Month()) - int(start.Month()), nil
}

// market returns the market with the frontier's midpoints counted from the first month of the run.
func (s *Scenario) market() market.Spec {
	m := s.Market
	later, err := s.sinceStart()
	if err != nil {
		return m // which is a problem of its own
	}
	m.Frontier = m.Frontier.Later(later)
	return m
}

// Date returns the name of a month of the run, such as 2026-01 for month 0 of a run that starts then.
func (s *Scenario) Date(month int) string {
	start, err := s.start()
	if err != nil {
		return fmt.Sprintf("month %d", month)
	}
	return start.AddDate(0, month, 0).Format(monthLayout)
}

// ruleColumns returns the columns of the rule. It is an error if the rule cannot say them, or its name.
func (s *Scenario) ruleColumns() (columns []string, err error) {
	rule := s.rule()
	err = parallel.Guard(func() error {
		columns = rule.Columns()
		_ = rule.Name()
		return nil
	})
	return columns, err
}

// rule returns the rule by which people decide.
func (s *Scenario) rule() agent.Rule {
	if agent.IsStandard(s.Rule) {
		return agent.Standard{} // a nil pointer to it, too
	}
	return s.Rule
}
