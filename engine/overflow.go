package engine

import (
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/market"
)

// MayOverflow names the quantities whose sums over people may overflow within the run, as agent.Params.MayOverflow does from the
// largest numbers that the model can have: none means that it is proved that no sum can. Of a user's rule it knows nothing
// and names none; a sum that overflows is an error whatever the rule.
func (m *Model) MayOverflow() []string {
	if !m.standard {
		return nil
	}
	largest := m.maker.Largest()
	e := agent.Extremes{
		People: m.layout.People(), Months: m.spec.Months,
		Income: largest.Income, Cognition: largest.Cognition, Aptitude: largest.Aptitude,
		Belief: largest.Belief, Uncertainty: largest.Uncertainty,
	}
	seller := market.New(m.spec.Market)
	for t := range m.spec.Months {
		frontier := m.spec.Market.Frontier.In(t)
		for g := range m.strata {
			e.Gain = max(e.Gain, frontier.Gain(m.strata[g].Direct, m.strata[g].Full))
		}
		for _, o := range seller.Post(t) { // demand moves prices, quotas and admissions, and the latter two only down
			e.Delivered = max(e.Delivered, o.Quality*o.Quota)
		}
	}
	return m.spec.Behaviour.MayOverflow(e)
}
