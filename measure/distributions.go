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
		"mean of |y - y'| over pairs of people / (2 mean of y)", incomes, func(m *Month) histogram.Interval { return m.incomes().Gini() }),
	ofTenths("sota_share.poorer_half", "SOTA share, poorer half", "people who hold the SOTA tier, of the poorer half by income before the first month",
		"N(k = K, decile <= 5) / N(decile <= 5)", 0, 5),
	ofTenths("sota_share.next_40", "SOTA share, next 40%", "people who hold the SOTA tier, of the four tenths by income before the first month below the richest",
		"N(k = K, decile 6 to 9) / N(decile 6 to 9)", 5, 9),
	limit("income_from", "income from", "income above which the tenth lies, before the first month; 0 of the poorest", "y_0(p), p = (decile - 1) / 10", 0),
	limit("income_to", "income up to", "highest income of the tenth, before the first month; none of the richest", "y_0(p), p = decile / 10", 1),
}

func distributed(id, label, unit, meaning, formula string, needs need, of func(*Month) histogram.Interval) *Measure {
	return &Measure{
		ID: id, Label: label, Unit: unit, Meaning: meaning, Formula: formula, Bounds: Binning, needs: needs,
		of: map[By]reader{Everybody: func(m *Month, _ int) histogram.Interval { return of(m) }},
	}
}

func ofAugmented(id, label, meaning, formula string, of func(*distribution) histogram.Interval) *Measure {
	return distributed(id+".augmented", label, "1", meaning, formula, outputs, func(m *Month) histogram.Interval { return of(m.everybody()) })
}

// ofTenths is of some neighbouring tenths by income.
func ofTenths(id, label, meaning, formula string, from, to int) *Measure {
	return &Measure{
		ID: id, Label: label, Unit: "share", Meaning: meaning, Formula: formula, Bounds: Exact, needs: outputs,
		of: map[By]reader{Everybody: func(m *Month, _ int) histogram.Interval { return m.tenths(from, to) }},
	}
}

// limit is where a tenth by income starts or ends.
func limit(id, label, meaning, formula string, end int) *Measure {
	return &Measure{
		ID: id, Label: label, Unit: "u/month", Meaning: meaning, Formula: formula, Bounds: Exact, needs: outputs,
		of: map[By]reader{Decile: func(m *Month, d int) histogram.Interval {
			switch cuts := &m.Record.Distributions.Tenths; d + end {
			case 0:
				return exactly(0)
			case len(cuts):
				return undefined
			default:
				return exactly(cuts[d+end-1].UpTo)
			}
		}},
	}
}
