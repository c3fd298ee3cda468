package measure

import (
	"github.com/cogap/cogap"
	"github.com/cogap/cogap/inequality/histogram"
)

// gapMeasures are how far apart two halves of people are.
var gapMeasures = []*Measure{
	{
		ID: "sota_gap", Label: "SOTA gap", Unit: "1", Bounds: Rounding,
		Meaning: "mean augmented cognition of people who hold the SOTA tier over that of everybody else",
		Formula: "mean of E over k = K / mean of E over k < K",
		of:      ofSums((*cogap.Record).SOTAGap),
	},
	{
		ID: "within_gap", Label: "gap within persons", Unit: "1", Bounds: Rounding,
		Meaning: "mean augmented cognition of people who hold the SOTA tier over the mean cognition unaided of the same people: who holds it cannot inflate it",
		Formula: "mean of E over k = K / mean of c over k = K",
		of:      ofSums((*cogap.Record).WithinGap),
	},
	{
		ID: "access_gap", Label: "access gap", Unit: "1", Bounds: Rounding,
		Meaning: "mean augmented cognition of people with access, of any tier, over that of people without",
		Formula: "mean of E over k > 0 / mean of E over k = 0",
		of:      ofSums((*cogap.Record).AccessGap),
	},
	gapOf("median", "access gap of medians", "augmented cognition of the median person with access, of any tier, over that of the median person without",
		"median of E over k > 0 / median of E over k = 0", histogram.BinnedGap.MedianRatio),
	gapOf("cliffs_delta", "Cliff's delta of access", "how much likelier somebody with access, of any tier, is ahead of somebody without than behind: -1 to 1",
		"Pr(E1 > E0) - Pr(E1 < E0), E1 over k > 0, E0 over k = 0", histogram.BinnedGap.CliffsDelta),
}

func gapOf(id, label, meaning, formula string, of func(histogram.BinnedGap) histogram.Interval) *Measure {
	return &Measure{
		ID: "access_gap." + id, Label: label, Unit: "1", Meaning: meaning, Formula: formula, Bounds: Binning, needs: outputs,
		of: map[By]reader{Everybody: func(m *Month, _ int) histogram.Interval {
			return of(histogram.BinnedGap{A: m.half(1), B: m.half(0)})
		}},
	}
}
