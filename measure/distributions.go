package measure

import (
	"github.com/cogap/cogap/inequality/histogram"
)

// distributionMeasures are of whole distributions.
var distributionMeasures = []*Measure{
	ofAugmented("gini", "Gini", "Gini coefficient of augmented cognition over everybody: 0 if all are alike, towards 1 as one has all",
		"mean of |E - E'| over pairs of people / (2 mean of E)", func(d *distribution) histogram.Interval { return d.binned.Gini() }),
	ofAugmented("theil_t", "Theil's T", "entropy index of augmented cognition over everybody, sensitive to the top",
		"mean of (E / mean) log(E / mean)", func(d *distribution) histogram.Interval { return d.binned.GE(1) }),
	ofAugmented("atkinson", "Atkinson's index", "share of all augmented cognition that could go without loss of welfare if the rest were shared equally, at inequality aversion 1",
		"1 - exp(mean of log E) / mean of E", func(d *distribution) histogram.Interval { return d.Atkinson(1) }),
	ofAugmented("palma", "Palma ratio", "what the top tenth has of all augmented cognition over what the bottom four tenths have",
		"share of the top 10% / share of the bottom 40%", func(d *distribution) histogram.Interval { return d.binned.Palma() }),
	ofAugmented("p90_p10", "90/10 ratio", "augmented cognition of somebody above nine tenths of people over that of somebody above one tenth",
		"90th percentile of E / 10th percentile of E", func(d *distribution) histogram.Interval { return d.binned.QuantileRatio(0.9, 0.1) }),
	distributed("gini.cognition", "Gini unaided", "1", "Gini coefficient of cognition unaided; in the last month only",
		"mean of |c - c'| over pairs of people / (2 mean of c)", unaided, func(m *Month) histogram.Interval { return m.Record.Distributions.Cognition.Gini() }),
	distributed("gini.income", "Gini of income", "1", "Gini coefficient of income over everybody",
		"mean of |y - y'| over pairs of people / (2 mean of y)", distributions, func(m *Month) histogram.Interval { return m.incomes().binned.Gini() }),
	distributed("sota_share.poorer_half", "SOTA share, poorer half", "share", "people who hold the SOTA tier, of the poorer half by income",
		"N(k = K, decile <= 5) / N(decile <= 5)", distributions, func(m *Month) histogram.Interval { return average(m.shares()[:5]) }),
	distributed("sota_share.next_40", "SOTA share, next 40%", "share", "people who hold the SOTA tier, of the four tenths by income below the richest",
		"N(k = K, decile 6 to 9) / N(decile 6 to 9)", distributions, func(m *Month) histogram.Interval { return average(m.shares()[5:9]) }),
	limit("income_from", "income from", "lowest income of the tenth by income", "y(n), n = (decile - 1) N / 10", 0),
	limit("income_to", "income up to", "highest income of the tenth by income", "y(n), n = decile N / 10", 1),
}

func distributed(id, label, unit, meaning, formula string, needs need, of func(*Month) histogram.Interval) *Measure {
	return &Measure{
		ID: id, Label: label, Unit: unit, Meaning: meaning, Formula: formula, Bounds: Binning, needs: needs,
		of: map[By]reader{Everybody: func(m *Month, _ int) histogram.Interval { return of(m) }},
	}
}

func ofAugmented(id, label, meaning, formula string, of func(*distribution) histogram.Interval) *Measure {
	return distributed(id+".augmented", label, "1", meaning, formula, distributions, func(m *Month) histogram.Interval { return of(m.everybody()) })
}

// limit is where a tenth by income starts or ends.
func limit(id, label, meaning, formula string, end int) *Measure {
	return &Measure{
		ID: id, Label: label, Unit: "u/month", Meaning: meaning, Formula: formula, Bounds: Binning, needs: distributions,
		of: map[By]reader{Decile: func(m *Month, d int) histogram.Interval {
			return m.incomes().binned.Quantile(float64(d+end) / 10)
		}},
	}
}

// average is the mean of intervals of groups of equal size.
func average(list []histogram.Interval) histogram.Interval {
	var sum histogram.Interval
	for _, x := range list {
		sum.Value += x.Value
		sum.Lo += x.Lo
		sum.Hi += x.Hi
	}
	n := float64(len(list))
	return histogram.Interval{Value: sum.Value / n, Lo: sum.Lo / n, Hi: sum.Hi / n}
}
