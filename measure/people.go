package measure

import (
	"slices"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/engine"
	"github.com/cogap/cogap/inequality/histogram"
)

// counts are numbers of people and, but for the first, their shares of all: each is a measure of its own.
var counts = []struct {
	id, label, shareLabel string
	meaning, condition    string
	of                    func(r *cogap.Record) int64
}{
	{"people", "people", "", "real people", "", (*cogap.Record).People},
	{"sota", "people with SOTA", "SOTA share", "people who hold the SOTA tier", "k = K", func(r *cogap.Record) int64 { return cogap.SOTA(r.Total) }},
	{"access", "people with access", "access share", "people who hold any tier", "k > 0", func(r *cogap.Record) int64 { return r.Total.With().People }},
	{"priced_out", "people priced out", "priced out", "people who would pay and cannot (the SOTA tier is worth its price to them, but they cannot spend that much)", "filter = priced_out", kept(agent.PricedOut)},
	{"opted_out", "people opted out", "opted out", "people who could pay and would not (they can spend its price, but it is not worth that to them)", "filter = opted_out", kept(agent.OptedOut)},
	{"neither", "people who neither would nor could", "neither", "people who neither would nor could pay (it is not worth its price to them, and they cannot spend that much)", "filter = neither", kept(agent.Neither)},
	{"waiting", "people waiting", "waiting", "people who would and could pay, and wait until more of those around them have access", "filter = waiting", kept(agent.Waiting)},
	{"rationed", "people rationed", "rationed", "people who would and could pay, and were not admitted", "filter = rationed", kept(agent.Rationed)},
	{"unaware", "people unaware", "unaware", "people who would and could pay, and have not noticed what is on sale", "filter = unaware", kept(agent.Unaware)},
	{"lapsed", "people lapsed", "lapsed", "people who would and could pay, and stopped paying and have not looked again", "filter = lapsed", kept(agent.Lapsed)},
	{"lesser", "people who prefer a lesser tier", "prefer lesser", "people who would and could pay, and prefer a lesser tier", "filter = none, k < K", func(r *cogap.Record) int64 { return r.Total.Filter[agent.None] - cogap.SOTA(r.Total) }},
	{"joined", "people who joined", "joined", "people who held no tier last month and hold one now", "k > 0, k last month = 0", func(r *cogap.Record) int64 { return r.Total.Joined }},
	{"left", "people who left", "left", "people who held a tier last month and hold none now", "k = 0, k last month > 0", func(r *cogap.Record) int64 { return r.Total.Left }},
}

func kept(f agent.Filter) func(r *cogap.Record) int64 {
	return func(r *cogap.Record) int64 { return r.Total.Filter[f] }
}

// peopleMeasures are numbers of people, then their shares, then those of tiers alone.
func peopleMeasures() []*Measure {
	var numbers, shares []*Measure
	for _, c := range counts {
		number := &Measure{ID: c.id, Label: c.label, Unit: "people", Meaning: c.meaning, Formula: "N(" + c.condition + ")", Bounds: Exact, Whole: true}
		number.of = ofSums(func(r *cogap.Record) histogram.Interval { return exactly(float64(c.of(r))) })
		numbers = append(numbers, number)
		if c.shareLabel == "" {
			number.Formula = "N"
			number.of[Tier] = ofHolders(func(g *agent.Group) float64 { return float64(g.People) })
			number.of[Decile] = ofTenth(func(t *engine.Tenth) int64 { return t.People })
			continue
		}
		share := &Measure{ID: c.id + "_share", Label: c.shareLabel, Unit: "share", Meaning: c.meaning, Formula: number.Formula + " / N", Bounds: Exact}
		share.of = ofSums(func(r *cogap.Record) histogram.Interval { return exactly(float64(c.of(r)) / float64(r.People())) })
		shares = append(shares, share)
		if c.id == "sota" {
			number.of[Decile] = ofTenth(func(t *engine.Tenth) int64 { return t.SOTA })
			share.of[Decile] = func(m *Month, d int) histogram.Interval { return m.tenths(d, d+1) }
		}
	}
	return slices.Concat(numbers, shares, tierMeasures)
}

// tierMeasures are of the holders of a tier alone.
var tierMeasures = []*Measure{
	{
		ID: "share", Label: "share", Unit: "share", Meaning: "people who hold the tier, of all people", Formula: "N(k) / N", Bounds: Exact,
		of: map[By]reader{Tier: func(m *Month, tier int) histogram.Interval { return exactly(m.Record.Tier(tier)) }},
	},
	{
		ID: "wanted", Label: "people who want it", Unit: "people", Meaning: "people who would hold the tier at its price if everybody were admitted", Formula: "N(k wanted)", Bounds: Exact, Whole: true,
		of: map[By]reader{Tier: ofHolders(func(g *agent.Group) float64 { return float64(g.Wanted) })},
	},
	{
		ID: "refused", Label: "people refused", Unit: "people", Meaning: "people who wanted the tier and were not admitted to it", Formula: "N(k wanted, not admitted)", Bounds: Exact, Whole: true,
		of: map[By]reader{Tier: func(m *Month, tier int) histogram.Interval {
			if tier >= len(m.Record.Market.Rationed) {
				return exactly(0)
			}
			return exactly(float64(m.Record.Market.Rationed[tier]))
		}},
	},
}

// ofSums reads what follows from people's sums: of everybody, of a stratum, of a group of strata.
func ofSums(of func(r *cogap.Record) histogram.Interval) map[By]reader {
	return map[By]reader{
		Everybody: func(m *Month, _ int) histogram.Interval { return of(m.Record) },
		Stratum:   func(m *Month, g int) histogram.Interval { return of(m.stratum(g)) },
		Group:     func(m *Month, g int) histogram.Interval { return of(m.group(g)) },
	}
}

// ofTenth reads a number of people of a tenth by income.
func ofTenth(of func(*engine.Tenth) int64) reader {
	return func(m *Month, d int) histogram.Interval {
		return exactly(float64(of(&m.Record.Distributions.Tenths[d])))
	}
}

// ofHolders reads what is known exactly of the holders of a tier.
func ofHolders(of func(*agent.Group) float64) reader {
	return func(m *Month, tier int) histogram.Interval { return exactly(of(&m.Record.Total.Tiers[tier])) }
}
