package study

import (
	"fmt"
	"strings"

	"github.com/cogap/cogap"
)

// Published returns a factor for each parameter of a scenario for which docs/model.md has a low and a high value for sensitivity runs, in
// order of declaration: the range that published figures, or where there are none our assumptions, leave. They are for designs
// that are drawn. Of the parameters that have a joint range there (the two shapes of a distribution, the steps of the price
// ladder) there is none.
func Published(s cogap.Scenario) []Factor {
	sota := fmt.Sprintf("market.tiers[%d]", len(s.Market.Tiers)-1)
	list := make([]Factor, len(published))
	for i, p := range published {
		list[i] = Factor{Path: strings.Replace(p.path, "market.tiers[0]", sota, 1), Range: &Range{From: p.low, To: p.high}}
	}
	return list
}

// published are the ranges, by the paths of cogap.Plain; a test holds docs/model.md to them.
var published = []struct {
	path      string
	low, high float64
}{
	{"population.corr_income_cognition", 0.2, 0.4},
	{"population.corr_cognition_aptitude", -0.5, 0.5},
	{"population.sd_log_cognition", 0.19, 0.48},
	{"population.sd_log_aptitude", 0.3, 0.9},
	{"population.belief_spread", 0.5, 1.5},
	{"population.belief_uncertainty", 0.5, 2},
	{"population.right_side", 0.4, 0.84},
	{"population.income_tail_alpha", 1.4, 3},
	{"market.tiers[0].quota", 0.5, 1},
	{"market.frontier.coding.midpoint", -12, 2},
	{"market.frontier.security.midpoint", -7, 5},
	{"market.frontier.visual.midpoint", -1, 17},
	{"market.frontier.composition.midpoint", -1, 17},
	{"market.frontier.general.midpoint", 5, 41},
	{"market.frontier.coding.speed", 0.06, 0.14},
	{"market.frontier.security.speed", 0.06, 0.14},
	{"market.frontier.visual.speed", 0.06, 0.14},
	{"market.frontier.composition.speed", 0.06, 0.14},
	{"market.frontier.general.speed", 0.06, 0.14},
	{"market.frontier.coding.phi", 0.05, 0.55},
	{"market.frontier.security.phi", 0.07, 0.35},
	{"market.frontier.visual.phi", 0.1, 0.5},
	{"market.frontier.composition.phi", 0.2, 0.67},
	{"market.frontier.general.phi", 0.03, 0.25},
	{"behaviour.captured_share", 0.05, 0.6},
	{"behaviour.risk_aversion", 1, 4},
	{"behaviour.necessity_premium", 0, 1.5},
	{"behaviour.subsistence", 0, 500},
	{"behaviour.signal_noise", 0.1, 0.5},
	{"behaviour.belief_drift", 0.001, 0.01},
	{"behaviour.word_of_mouth", 0.03, 0.12},
	{"behaviour.habit_up", 0.1, 0.35},
	{"behaviour.habit_down", 0.03, 0.2},
	{"behaviour.missed_share", 0.1, 0.4},
	{"behaviour.learning_by_doing", -0.02, 0.05},
	{"behaviour.pass_through", 0.002, 0.02},
	{"behaviour.income_growth", 0.002, 0.004},
}
