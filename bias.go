package cogap

import "github.com/cogap/cogap/agent"

// ScaleBias is about what part of the SOTA share a run misses because its strata have few agents:
//
//	min(1, right_side / (1 - right_side) * strata / agents)
//
// Those who wait until enough others of their stratum have joined (population.right_side) see the share of its agents. In a stratum of few
// agents that is 0 more often than the share of its people would be, and then nobody who waits ever joins. More replicates show nothing of
// it; more agents do. It is a rule of thumb: in the built-in scenarios in which it could be measured the bias was 0.7 to 1.2 times as much
// as long as that is below a fifth (docs/study.md). It is 0 where nobody waits, where each agent is one person, and by a rule of a user's, of which nothing is known.
func (m *Manifest) ScaleBias() float64 {
	return scaleBias(&m.Scenario, m.Rule == agent.NameOf(nil), m.Strata, m.Agents)
}

func scaleBias(s *Scenario, isStandard bool, strata, agents int) float64 {
	waiting := s.Population.RightSide
	if !isStandard || waiting == 0 || s.Population.Scale == 1 || agents == 0 {
		return 0
	}
	return min(1, waiting/(1-waiting)*float64(strata)/float64(agents)) // of 1 it is infinite
}
