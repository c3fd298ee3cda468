package agent

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cogap/cogap/internal/sum"
)

// OverflowError says that sums cannot be told: somebody's number is not finite, or the absolute values of all people's
// numbers add up to 2^86 = 7.7e25 or more.
type OverflowError struct {
	Quantities []string // income, cognition, augmented, belief, gain
	Parameters []string // that let them grow, by their path in a scenario
}

// Error names the quantities and the parameters.
func (e *OverflowError) Error() string {
	return fmt.Sprintf("sums of %s are not finite or reach 7.7e25; what lets them grow: %s",
		strings.Join(e.Quantities, ", "), strings.Join(e.Parameters, ", "))
}

// Err returns an *OverflowError if a sum has overflowed, over the people of one tier or of all. Once it has, it has for
// good, and whether it has depends on the people only: not on their order, nor on how they were split.
func (s *Sums) Err() error {
	all := s.Total()
	e := new(OverflowError)
	for _, q := range [...]struct {
		name       string
		sum        *sum.Fixed
		parameters []string
	}{
		{"income", &all.Income, []string{"behaviour.income_growth", "behaviour.pass_through"}},
		{"cognition", &all.Cognition, []string{"behaviour.learning_by_doing"}},
		{"augmented", &all.Augmented, []string{"behaviour.learning_by_doing", "market.frontier"}},
		{"belief", &all.Belief, []string{"behaviour.signal_noise", "market.frontier"}},
		{"gain", &all.Gain, []string{"market.frontier", "population.sd_log_aptitude"}},
	} {
		if q.sum.Overflowed() {
			e.Quantities = append(e.Quantities, q.name)
			for _, p := range q.parameters {
				if !slices.Contains(e.Parameters, p) {
					e.Parameters = append(e.Parameters, p)
				}
			}
		}
	}
	if len(e.Quantities) == 0 {
		return nil
	}
	return e
}
