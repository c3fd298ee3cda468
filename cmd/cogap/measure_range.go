package main

import (
	"math"
	"slices"
)

// within puts ends of an interval that lie beyond the range of the measure at its ends. The truth lies in the range, so that takes nothing from what the interval covers.
func (i *interval) within(lo, hi float64) {
	i.Lo, i.Hi = number(clamped(float64(i.Lo), lo, hi)), number(clamped(float64(i.Hi), lo, hi))
}

// clamped keeps NaN.
func clamped(v, lo, hi float64) float64 { return max(lo, min(v, hi)) }

// Measures by their range, of values that are not negative. Others have none, or a range that hangs on the data.
var (
	shares = []string{
		"gini", "gini_rsv", "sgini", "mehran", "bonferroni", "zenga2007", "hoover", "kakwani_length", "atkinson", "lorenz", "top_share", "bottom_share",
		"concentration_ratio", "fgt", "sen", "sst", "chakravarty", "takayama", "thon", "arpr", "rmpg",
	}
	notNegative = []string{
		"mean", "total", "variance", "cv", "sd_logs", "gini_abs", "gini_unbiased", "wolfson", "der_polarization", "theil_t", "theil_l", "ge", "j_divergence", "ede", "kolm", "kolm_pollak",
		"generalized_lorenz", "palma", "s80s20", "qsr", "watts", "hagenaars", "arpt", "pareto_alpha", "herfindahl", "herfindahl_normalized", "rosenbluth", "hannah_kay",
		"ge_within", "ge_between", "atkinson_within", "atkinson_between", "j_divergence_within", "j_divergence_between", "gini_within", "gini_between",
	}
	oneEachSide = []string{"concentration_index", "erreygers", "wagstaff"}

	// Of two groups, whatever their values.
	groupShares = []string{"cohens_u1", "cohens_u2", "cohens_u3", "u3", "overlap_normal", "prob_superiority", "ks"}
)

// rangeOf is the range of a measure of values some of which may be negative.
func rangeOf(measure string, negative bool) (lo, hi float64) {
	is := func(list []string) bool { return slices.Contains(list, measure) }
	switch {
	case is(groupShares):
		return 0, 1
	case measure == "cliffs_delta":
		return -1, 1
	case negative && measure != "variance":
	case is(shares):
		return 0, 1
	case is(notNegative):
		return 0, math.Inf(1)
	case is(oneEachSide):
		return -1, 1
	}
	return math.Inf(-1), math.Inf(1)
}
