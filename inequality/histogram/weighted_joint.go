package histogram

import (
	"fmt"
	"maps"
	"math"
	"slices"
)

// A WeightedJointHistogram is a [JointHistogram] for weights that are no whole numbers, as a [WeightedHistogram] is a Histogram.
//
// Make one with NewWeightedJointHistogram. It is for one goroutine.
type WeightedJointHistogram struct {
	by      WeightedHistogram // the ranking variable
	lo, hi  float64           // bounds of the score
	scores  map[int]*weightedBin
	outside int64
}

// NewWeightedJointHistogram returns an empty one with the bounds of the score: lo < hi, both 2^400 (2.6e120) at most in size.
func NewWeightedJointHistogram(lo, hi float64) (*WeightedJointHistogram, error) {
	if !(lo < hi && lo >= -0x1p400 && hi <= 0x1p400) {
		return nil, fmt.Errorf("histogram: bounds of the score: got %v to %v, want them ascending and at most %v in size", lo, hi, 0x1p400)
	}
	return &WeightedJointHistogram{lo: lo, hi: hi, scores: map[int]*weightedBin{}}, nil
}

// Add adds a row with the rank variable x, the score y and the weight w. Rows whose score is NaN or outside its bounds are counted by
// Outside and left out. It panics if w is negative, NaN or infinite.
func (h *WeightedJointHistogram) Add(x, y, w float64) {
	if !(y >= h.lo && y <= h.hi) && w > 0 {
		h.outside++
		return
	}
	h.by.Add(x, w)
	if w == 0 || CheckRow(x, w) != nil {
		return
	}
	k := binOf(x, DefaultPrecision)
	b := h.scores[k]
	if b == nil {
		b = &weightedBin{lo: y, hi: y}
		h.scores[k] = b
	}
	b.weight.Add(w)
	b.sum.AddProduct(w, y)
	b.lo, b.hi = min(b.lo, y), max(b.hi, y)
}

// Outside returns the number of rows whose score was NaN or out of bounds. While it is not 0 every measure is NaN.
func (h *WeightedJointHistogram) Outside() int64 { return h.outside }

// table returns the scores ready to be measured.
func (h *WeightedJointHistogram) table() *scores {
	s := &scores{lo: h.lo, hi: h.hi}
	by := h.by.Binned()
	if by.empty() || h.outside > 0 {
		return s
	}
	s.all = by.all
	var sum double
	for i, k := range slices.Sorted(maps.Keys(h.scores)) {
		b := h.scores[k]
		sum.Merge(b.sum)
		s.bins = append(s.bins, scored{by.groups[i], b.group().mean, b.lo, b.hi})
		s.slack += float64(0x1p-48 * by.groups[i].share * max(math.Abs(b.lo), math.Abs(b.hi)))
	}
	s.mean = sum.Over(h.by.weight)
	return s
}

// Rank returns the histogram of the ranking variable. It must not be changed.
func (h *WeightedJointHistogram) Rank() *WeightedHistogram { return &h.by }

// Mean is [JointHistogram.Mean].
func (h *WeightedJointHistogram) Mean() Interval { return h.table().average() }

// Generalized is [JointHistogram.Generalized], narrowed by the smallest and the largest score of each bin.
func (h *WeightedJointHistogram) Generalized() Interval { return h.table().generalized() }

// Index is [JointHistogram.Index].
func (h *WeightedJointHistogram) Index() Interval { return h.table().index() }

// Erreygers is [JointHistogram.Erreygers].
func (h *WeightedJointHistogram) Erreygers() Interval { return h.table().erreygers() }

// Wagstaff is [JointHistogram.Wagstaff].
func (h *WeightedJointHistogram) Wagstaff() Interval { return h.table().wagstaff() }
