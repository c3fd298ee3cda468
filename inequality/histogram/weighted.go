package histogram

import (
	"fmt"
	"maps"
	"math"
	"slices"
)

// A WeightedHistogram is a [Histogram] for weights that are no whole numbers, such as those of a survey: .35 of one person, a millionth of
// another. It has the same bins and gives the same measures, by [WeightedHistogram.Binned], with intervals that hold for any mixture of
// weights, light beside heavy, in any order.
//
// The weight of a bin and the sum of its values are each held in two float64, with an error of less than 2^-60 of them up to 2^40 rows:
// the intervals allow for it (docs/histogram.md [28]). A bin knows its smallest and its largest value too, so that people who share a bin and a value are exact.
// Unlike a Histogram's, the last of those 106 bits depend on the order of the rows, and it does not merge.
//
// Weights are finite and not negative; a row of weight 0 adds nothing. Values have the range of a Histogram. What lies outside,
// and weights outside 2^-200 (6e-61) to 2^200 (1.6e60), is counted by [WeightedHistogram.NonFinite]; measures are NaN while there is any.
//
// The zero value is an empty histogram of DefaultPrecision. Memory is some 100 bytes per bin. It is for one goroutine.
type WeightedHistogram struct {
	bins      map[int]*weightedBin
	weight    double
	lightest  float64
	nonFinite int64
}

type weightedBin struct {
	weight, sum double
	lo, hi      float64 // smallest and largest value
}

// Add adds a row with the value x and the weight w. It panics if w is negative, NaN or infinite. Cost: some 20 ns.
func (h *WeightedHistogram) Add(x, w float64) {
	switch {
	case !(w >= 0) || math.IsInf(w, 1):
		panic("histogram: weight is negative or not finite")
	case w == 0:
		return
	case CheckRow(x, w) != nil:
		h.nonFinite++
		return
	}
	b := h.bin(binOf(x, DefaultPrecision), x)
	b.weight.Add(w)
	b.sum.AddProduct(w, x)
	b.lo, b.hi = min(b.lo, x), max(b.hi, x)
	h.weigh(w)
}

// bin returns the bin of a number, made for x if need be.
func (h *WeightedHistogram) bin(k int, x float64) *weightedBin {
	b := h.bins[k]
	if b == nil {
		if h.bins == nil {
			h.bins = map[int]*weightedBin{}
		}
		b = &weightedBin{lo: x, hi: x}
		h.bins[k] = b
	}
	return b
}

func (h *WeightedHistogram) weigh(w float64) {
	if h.lightest == 0 {
		h.lightest = w
	}
	h.lightest = min(h.lightest, w)
	h.weight.Add(w)
}

// CheckRow returns an error that says why a [WeightedHistogram] cannot hold a row with the value x and the weight w above 0, or nil.
func CheckRow(x, w float64) error {
	switch magnitude := math.Float64bits(x) &^ signBit; {
	case magnitude != 0 && !holds(magnitude):
		return fmt.Errorf("histogram: value: got %v, want 0 or %v up to %v in size", x, 0x1p-400, 0x1p400)
	case !(w >= 0x1p-200 && w <= 0x1p200):
		return fmt.Errorf("histogram: weight: got %v, want 0 or %v to %v", w, 0x1p-200, 0x1p200)
	}
	return nil
}

// binOf returns the place of the bin of x, 0 or in the range of a histogram, in the order of all bins.
func binOf(x float64, precision int) int {
	key := int(math.Float64bits(x) &^ signBit >> (52 - precision))
	if x < 0 {
		return -key
	}
	return key
}

// NonFinite returns the number of rows whose value or weight is NaN, infinite or out of range. While it is not 0 every measure is NaN.
func (h *WeightedHistogram) NonFinite() int64 { return h.nonFinite }

// Weight returns the sum of weights.
func (h *WeightedHistogram) Weight() float64 { return h.weight.Value() }

// Binned returns what the histogram knows, ready to be measured.
func (h *WeightedHistogram) Binned() *Binned {
	b := &Binned{precision: DefaultPrecision}
	if h.nonFinite > 0 || len(h.bins) == 0 {
		return b
	}
	b.all, b.lightest = h.weight.Value(), h.lightest
	var below, sum double
	for _, k := range slices.Sorted(maps.Keys(h.bins)) {
		g := h.bins[k].group()
		g.bin, g.before = k, below.Value()
		after := below
		after.Merge(h.bins[k].weight)
		g.upTo = after.Value()
		g.rank = rankBetween(below, after, h.weight)
		below = after
		sum.Merge(h.bins[k].sum)
		b.groups = append(b.groups, g)
	}
	b.mean = sum.Over(h.weight)
	b.finish()
	return b
}

// rankBetween returns (below - (all - after))/all, twice the mid-rank less 1.
func rankBetween(below, after, all double) float64 {
	below.Merge(after)
	below.Add(-all.Hi)
	below.Add(-all.Lo)
	return below.Over(all)
}

// group returns the bin as a group whose place among the others is not known yet. A -0 is 0.
func (b *weightedBin) group() group {
	mean := min(max(b.sum.Over(b.weight), b.lo), b.hi)
	return group{lo: b.lo + 0, hi: b.hi + 0, mean: mean + 0, n: b.weight.Value()}
}
