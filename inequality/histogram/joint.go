package histogram

import (
	"fmt"
	"math"
	"math/bits"
)

// A JointHistogram holds a bounded score by the rank of another variable, such as cognition by income, and from it the
// concentration index with a guaranteed Interval. It is a Histogram of the ranking variable whose bins also hold the sum of the
// score, in whole parts of 2^-40 of its range; so it merges to the bit as a Histogram does. Intervals allow for that rounding.
//
// Make one with NewJointHistogram. Memory is 48 bytes per bin.
type JointHistogram struct {
	by       Histogram // the ranking variable
	lo, hi   float64   // bounds of the score
	zero     cell      // sums of the score, in the bins of by; the counts repeat those of by
	neg, pos ladder
	outside  int64
}

// scoreBits is the number of bits that a score is held in.
const scoreBits = 40

// NewJointHistogram returns an empty one with the precision for the ranking variable (see NewHistogram) and the bounds of the
// score, which must be finite and lo < hi.
func NewJointHistogram(precision int, lo, hi float64) (*JointHistogram, error) {
	by, err := NewHistogram(precision)
	if err != nil {
		return nil, err
	}
	if !(lo < hi) || math.IsInf(hi-lo, 0) {
		return nil, fmt.Errorf("histogram: bounds of the score: got %v to %v, want finite and ascending", lo, hi)
	}
	return &JointHistogram{by: *by, lo: lo, hi: hi}, nil
}

// Add adds weight people with the rank variable x and the score y. People whose score is NaN or outside its bounds are counted by
// Outside and left out. A weight of 0 adds nothing. It panics if weight is negative or the total weight reaches 2^63.
func (h *JointHistogram) Add(x, y float64, weight int64) {
	if !(y >= h.lo && y <= h.hi) && weight > 0 {
		if h.outside > math.MaxInt64-weight {
			panic("histogram: total weight overflows 63 bits")
		}
		h.outside += weight
		return
	}
	h.by.Add(x, weight)
	b := math.Float64bits(x) &^ signBit
	if weight == 0 || b != 0 && !holds(b) {
		return
	}
	units := uint64(math.RoundToEven((y - h.lo) / (h.hi - h.lo) * (1 << scoreBits)))
	hi, lo := bits.Mul64(units, uint64(weight))
	h.cell(x, int(b>>h.by.shift())).add(weight, hi, lo)
}

func (h *JointHistogram) cell(x float64, key int) *cell {
	switch {
	case x == 0:
		return &h.zero
	case x < 0:
		return h.neg.at(key)
	}
	return h.pos.at(key)
}

// Merge adds all that other holds. The order of merges does not matter to a single bit. It returns ErrPrecision, ErrOverflow,
// or an error if the bounds of the scores differ; then h is unchanged.
func (h *JointHistogram) Merge(other *JointHistogram) error {
	if h.lo != other.lo || h.hi != other.hi {
		return fmt.Errorf("histogram: bounds of the score differ: %v to %v and %v to %v", h.lo, h.hi, other.lo, other.hi)
	}
	if h.outside > math.MaxInt64-other.outside {
		return ErrOverflow
	}
	if err := h.by.Merge(&other.by); err != nil {
		return err
	}
	h.outside += other.outside
	h.zero.add(other.zero.count, other.zero.hi, other.zero.lo)
	h.neg.merge(&other.neg, 1)
	h.pos.merge(&other.pos, 1)
	return nil
}

// Rank returns the histogram of the ranking variable. It must not be changed.
func (h *JointHistogram) Rank() *Histogram { return &h.by }

// Count returns the number of people held, those with a rank that is not finite or out of range excluded.
func (h *JointHistogram) Count() int64 { return h.by.Count() }

// Outside returns the number of people whose score was NaN or out of bounds. While it is not 0 every measure is NaN.
func (h *JointHistogram) Outside() int64 { return h.outside }

// scores returns the bins in ascending order of rank, and the mean score of all; empty if measures are NaN.
func (h *JointHistogram) scores() *scores {
	s := &scores{lo: h.lo, hi: h.hi}
	by := h.by.Binned()
	if by.empty() || h.outside > 0 {
		return s
	}
	s.all = by.all
	// docs/histogram.md [24]
	s.slack = float64(0x1p-40*(h.hi-h.lo)) + float64(0x1p-48*(math.Abs(h.lo)+math.Abs(h.hi)))
	var total cell
	for slot := range h.by.slots() {
		c := h.cell(slot.lo, slot.key)
		total.add(c.count, c.hi, c.lo)
		s.bins = append(s.bins, scored{by.groups[len(s.bins)], h.mean(c), h.lo, h.hi})
	}
	s.mean = h.mean(&total)
	return s
}

func (h *JointHistogram) mean(c *cell) float64 {
	units := c.sum(-scoreBits).over(float64(c.count))
	return h.lo + float64(units*(h.hi-h.lo))
}

// Mean returns the mean score, which is known but for the rounding of scores.
func (h *JointHistogram) Mean() Interval { return h.scores().average() }

// Generalized returns the generalised concentration index 2 cov(y, R), with mid-ranks R from 0 to 1: how much more of the score goes
// to those of higher rank, in its unit. Only the order within bins is unknown: it can add at most f²(m-lo)(hi-m)/(hi-lo) for a
// bin of share f and mean score m, either way.
func (h *JointHistogram) Generalized() Interval { return h.scores().generalized() }

// Index returns the concentration index 2 cov(y, R) / mean, from -1 to 1: above 0 if the score gathers at the upper ranks. NaN unless
// the mean score is above 0, by more than it may be off.
//
// Source: Kakwani, Wagstaff and van Doorslaer (1997), Socioeconomic inequalities in health, J. Econometrics 77.
func (h *JointHistogram) Index() Interval { return h.scores().index() }

// Erreygers returns Erreygers' index 4 * 2 cov(y, R) / (hi - lo) for the bounds of the score, the same for the score and,
// with the other sign, for what lacks to its upper bound.
// Source: Erreygers (2009), Correcting the concentration index, J. Health Econ. 28.
func (h *JointHistogram) Erreygers() Interval { return h.scores().erreygers() }

// Wagstaff returns Wagstaff's index (hi-lo) 2 cov(y, R) / ((hi-mean)(mean-lo)). NaN if the mean is at a bound.
// Source: Wagstaff (2005), The bounds of the concentration index when the variable of interest is binary, Health Econ. 14.
func (h *JointHistogram) Wagstaff() Interval { return h.scores().wagstaff() }

// MeanByQuantile cuts the people into groups of equal size by rank (10 for deciles) and returns the mean score of each, such as the
// share with access by decile of income for a score of 0 or 1. Where a cut falls inside a bin Value takes its people mixed evenly,
// and the interval allows any order. NaN in all groups if empty, not finite or outside. It panics if groups < 1.
func (h *JointHistogram) MeanByQuantile(groups int) []Interval {
	if groups < 1 {
		panic("histogram: groups below 1")
	}
	means := make([]Interval, groups)
	s := h.scores()
	if len(s.bins) == 0 {
		for i := range means {
			means[i] = nanInterval
		}
		return means
	}
	size := s.all / float64(groups)
	for i := range s.bins {
		b := &s.bins[i]
		n, below := b.n, b.before
		for k := min(int(below/size), groups-1); k < groups; k++ {
			in := takes(k, groups, size, below, n)
			if in == 0 && float64(k)*size >= below+n {
				break
			}
			rest := float64(b.score*n) - float64((n-in)*h.hi)
			most := float64(b.score*n) - float64((n-in)*h.lo)
			means[k].Value += float64(in*b.score) / size
			means[k].Lo += max(in*h.lo, rest) / size
			means[k].Hi += min(in*h.hi, most) / size
		}
	}
	for k, m := range means {
		means[k] = m.widen(s.slack+float64(0x1p-40*(math.Abs(h.lo)+math.Abs(h.hi)))).clip(h.lo, h.hi)
	}
	return means
}

// takes returns how many of the n people above the first below belong to group k of so many of a size.
func takes(k, groups int, size, below, n float64) float64 {
	to := float64(k+1) * size
	if k == groups-1 {
		to = math.Inf(1)
	}
	return min(max(min(to, below+n)-max(float64(k)*size, below), 0), n)
}
