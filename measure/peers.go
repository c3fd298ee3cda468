package measure

import (
	"math"

	"github.com/cogap/cogap/engine"
	"github.com/cogap/cogap/inequality/histogram"
)

// peerMeasures are how access lies among those who know each other, of scenarios with a network. Everybody counts as an agent.
var peerMeasures = []*Measure{
	amongPeers("peers.assortativity", "assortativity of access", "1", "how far access goes with that of peers: 1 if only people with access know people with access, 0 if who knows whom has nothing to do with it",
		"(sum of e_ii - sum of a_i^2) / (1 - sum of a_i^2)", func(a *engine.AmongPeers) float64 { return a.Mixing.Assortativity() }),
	amongPeers("peers.of_users", "peers with access, of users", "share", "part of the peers of people with access who have it too",
		"ends(access, access) / ends(access)", func(a *engine.AmongPeers) float64 { return a.Mixing.Share(1) }),
	amongPeers("peers.of_others", "peers with access, of others", "share", "part of the peers of people without access who have it",
		"ends(none, access) / ends(none)", func(a *engine.AmongPeers) float64 { return a.Mixing.Share(0) }),
	amongPeers("peers.clustering", "clustering of access", "share", "part of the pairs of ties of people with access, to two others with access, whom a third tie joins",
		"closed pairs / pairs", func(a *engine.AmongPeers) float64 {
			if a.Clustering < 0 {
				return math.NaN()
			}
			return a.Clustering
		}),
	amongPeers("peers.islands", "islands of access", "islands", "groups of agents with access who know each other, directly or through others with access",
		"connected components of k > 0", func(a *engine.AmongPeers) float64 { return float64(a.Islands) }),
	amongPeers("peers.largest_island", "largest island", "share", "part of the agents with access who are on the largest island",
		"largest component / agents with k > 0", func(a *engine.AmongPeers) float64 { return ratio(float64(a.Largest), a.Users) }),
	amongPeers("peers.brought", "newcomers brought by peers", "share", "part of the agents who got access this month who knew somebody who had it last month",
		"newcomers with a peer with access last month / newcomers", func(a *engine.AmongPeers) float64 { return ratio(float64(a.Newcomers.Brought), a.Newcomers.All) }),
	amongPeers("peers.brought_within", "brought within the stratum", "share", "part of those newcomers whom people of their own stratum brought; who knew several is brought by each in equal parts",
		"sum over them of peers with access of the stratum / peers with access, over their number", func(a *engine.AmongPeers) float64 { return ratio(a.Newcomers.Within, a.Newcomers.Brought) }),
}

// ratio returns a part of a number of agents; NaN of nobody.
func ratio(part float64, of int64) float64 { return part / float64(of) }

func amongPeers(id, label, unit, meaning, formula string, of func(*engine.AmongPeers) float64) *Measure {
	return &Measure{ID: id, Label: label, Unit: unit, Meaning: meaning, Formula: formula, Bounds: Exact, needs: peers, of: map[By]reader{
		Everybody: func(m *Month, _ int) histogram.Interval {
			if m.Record.Peers == nil {
				return undefined
			}
			return exactly(of(m.Record.Peers))
		},
	}}
}
