package measure

import (
	"math"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/inequality/histogram"
	"github.com/cogap/cogap/internal/sum"
	"github.com/cogap/cogap/population"
)

// meanMeasures are means over people.
var meanMeasures = []*Measure{
	meanOf("mean.income", "mean income", "u/month", "mean income", "mean of y", func(g *agent.Group) sum.Fixed { return g.Income }),
	meanOf("mean.cognition", "mean cognition", "1", "mean cognition unaided; 1 is the average at the start", "mean of c", func(g *agent.Group) sum.Fixed { return g.Cognition }),
	meanOf("mean.augmented", "mean augmented cognition", "1", "mean augmented cognition: with AI, or missing it", "mean of E", func(g *agent.Group) sum.Fixed { return g.Augmented }),
	meanAugmented("access", "with access", "people with access, of any tier", "k > 0", (*cogap.Record).MeanWith),
	meanAugmented("no_access", "without access", "people without access", "k = 0", (*cogap.Record).MeanWithout),
	meanAugmented("sota", "with SOTA", "people who hold the SOTA tier", "k = K", func(r *cogap.Record) float64 { return mean(holders(r).Augmented, holders(r).People) }),
	meanAugmented("no_sota", "without SOTA", "people who do not hold the SOTA tier", "k < K", func(r *cogap.Record) float64 {
		g := r.Total.Total()
		g.People -= holders(r).People
		g.Augmented.Sub(holders(r).Augmented)
		return mean(g.Augmented, g.People)
	}),
	meanOfUsers("mean.gain", "mean gain of users", "mean share of output that AI adds to people with access", "mean of G over k > 0", func(g *agent.Group) sum.Fixed { return g.Gain }),
	meanOfUsers("mean.belief", "mean belief of users", "mean share of output that people with access believe AI at full quality adds", "mean of gamma over k > 0", func(g *agent.Group) sum.Fixed { return g.Belief }),
}

// holders are the people of some sums who hold the SOTA tier.
func holders(r *cogap.Record) *agent.Group { return &r.Total.Tiers[len(r.Total.Tiers)-1] }

func mean(s sum.Fixed, people int64) float64 { return s.Float() / float64(people) }

// rounded is a mean with the bounds that the rounding of its sum leaves.
func rounded(x float64) histogram.Interval {
	off := float64(math.Abs(x) * cogap.SumError)
	return histogram.Interval{Value: x, Lo: x - off, Hi: x + off}
}

func newMean(id, label, unit, meaning, formula string, of func(*agent.Group) sum.Fixed, over func(*agent.Sums) agent.Group) *Measure {
	x := &Measure{ID: id, Label: label, Unit: unit, Meaning: meaning, Formula: formula, Bounds: Rounding}
	x.of = ofSums(func(r *cogap.Record) histogram.Interval {
		g := over(r.Total)
		return rounded(mean(of(&g), g.People))
	})
	x.of[Tier] = func(m *Month, tier int) histogram.Interval {
		g := &m.Record.Total.Tiers[tier]
		return rounded(mean(of(g), g.People))
	}
	return x
}

func meanOf(id, label, unit, meaning, formula string, of func(*agent.Group) sum.Fixed) *Measure {
	return newMean(id, label, unit, meaning, formula, of, (*agent.Sums).Total)
}

func meanOfUsers(id, label, meaning, formula string, of func(*agent.Group) sum.Fixed) *Measure {
	return newMean(id, label, "share", meaning, formula, of, (*agent.Sums).With)
}

func meanAugmented(id, label, of, condition string, value func(*cogap.Record) float64) *Measure {
	return &Measure{
		ID: "mean.augmented." + id, Label: "mean augmented cognition " + label, Unit: "1", Meaning: "mean augmented cognition of " + of,
		Formula: "mean of E over " + condition, Bounds: Rounding,
		of: ofSums(func(r *cogap.Record) histogram.Interval { return rounded(value(r)) }),
	}
}

// gainMeasures are what AI in each domain adds.
func gainMeasures() []*Measure {
	var list []*Measure
	for d := range population.Domain(population.Domains) {
		list = append(list, &Measure{
			ID: "gain." + d.String(), Label: "gain from domain " + d.String(), Unit: "1", Bounds: Rounding,
			Meaning: "what AI in the domain " + d.String() + " adds to the mean augmented cognition of people with access",
			Formula: "mean over k > 0 of c G, each stratum's split as its gain is",
			of:      map[By]reader{Everybody: func(m *Month, _ int) histogram.Interval { return gainOf(m.Record, d) }},
		})
	}
	return list
}

// gainOf returns a part of the difference of two sums, which are each within their own bounds.
func gainOf(r *cogap.Record, d population.Domain) histogram.Interval {
	with, x := r.Total.With(), r.Domains[d]
	off := 0.0
	if with.People > 0 && x != 0 {
		off = cogap.SumError * (mean(with.Augmented, with.People) + mean(with.Cognition, with.People))
	}
	return histogram.Interval{Value: x, Lo: x - off, Hi: x + off}
}
