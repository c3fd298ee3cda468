package page

import (
	"github.com/cogap/cogap"
	"github.com/cogap/cogap/network"
)

// networks are what people who see their whole stratum can be given instead.
var networks = []Add{
	{"people see 8 neighbours at work and 2 people anywhere", map[string]string{"network.kind": string(network.KindSmallWorld), "network.neighbours": "8", "network.ties": "2"}},
	{"people see 10 strangers", map[string]string{"network.kind": string(network.KindRandom), "network.ties": "10"}},
	{"people see 10 like themselves, by work and income", map[string]string{
		"network.kind": string(network.KindHomophily), "network.ties": "10", "network.within_stratum": "0.5", "network.within_tenth": "0.5",
	}},
	{"people see few or many others, by a power law", map[string]string{"network.kind": string(network.KindScaleFree)}},
}

// networksTo lists the networks that a scenario can be given: people who are streamed can have none.
func networksTo(s *cogap.Scenario) []Add {
	if s.Network.Kind != network.KindNone && s.Network.Kind != "" || s.Stream.Passes > 0 {
		return nil
	}
	return networks
}

// networkKnobs lists the knobs of a scenario's network.
func networkKnobs(s *cogap.Scenario) []knob {
	neighbours := knob{"network.neighbours", groupPeople, "neighbours whom everybody knows", 0, 100, 2, ""}
	ties := knob{"network.ties", groupPeople, "others anywhere whom everybody knows", 0, 50, 1, ""}
	switch s.Network.Kind {
	case network.KindSmallWorld:
		return []knob{neighbours, ties}
	case network.KindRandom:
		return []knob{ties}
	case network.KindScaleFree:
		return []knob{
			{"network.exponent", groupPeople, "exponent: the higher, the fewer know many", 1, 5, 0.1, ""},
			{"network.least", groupPeople, "fewest whom anybody knows", 1, 20, 1, ""},
		}
	}
	return nil
}
