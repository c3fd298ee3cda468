package histogram

import (
	"errors"
	"fmt"
	"iter"
	"math"
	"math/bits"
)

// DefaultPrecision is the precision of a Histogram's zero value: bins no wider than 2^-7 = 0.8% of their values.
// On incomes it gives the Gini to within a few millionths from one to three thousand bins. See docs/histogram.md [1].
const DefaultPrecision = 7

// MaxPrecision is the finest precision of a Histogram, bins no wider than 0.1% of their values.
const MaxPrecision = 10

var (
	// ErrPrecision says that two histograms do not share their bins.
	ErrPrecision = errors.New("histogram: histograms differ in precision")
	// ErrOverflow says that a total weight would reach 2^63.
	ErrOverflow = errors.New("histogram: total weight overflows 63 bits")
)

// A Histogram holds a distribution of any number of people in a few thousand bins, and from them every measure with a
// guaranteed Interval.
//
// A bin is named by the sign, the exponent and the leading mantissa bits of a float64 (as many as the precision), so bins
// are equally fine everywhere; zero has a bin of its own. Each bin holds the exact number of people and the exact sum of their
// values: all values of one bin share their exponent, so the sum of their mantissas is an integer. Adding and merging are therefore
// associative and commutative to the bit: whatever way the people were split over workers, files or machines, the result is the same.
//
// Weights are whole numbers of people; equal to adding the value that many times. Their total must stay below 2^63. For weights
// that are not whole numbers see [WeightedHistogram].
//
// Values are 0, or from 2^-400 (4e-121) up to 2^400 (2.6e120) in size, the latter excluded; every float32 is. In that range no product
// that measures need leaves that of float64. What lies outside, and NaN, is counted apart (see [Histogram.NonFinite]).
// While there is any, every measure is NaN, as it is without people. A parameter outside its range is a mistake in
// the program, and panics.
//
// The zero value is an empty histogram of DefaultPrecision. Memory is 24 bytes per bin, in pages of 64 bins. Several goroutines
// may read a Histogram at once if none adds.
//
// The page docs/histogram.md derives every bound and constant.
//
// Sources: Gastwirth (1972), The estimation of the Lorenz curve and Gini index, Rev. Econ. Stat. 54; Cowell and Mehta
// (1982), The estimation and interpolation of inequality measures, Rev. Econ. Stud. 49.
type Histogram struct {
	finer    int8  // precision beyond DefaultPrecision
	total    int64 // weight of everything, NaN and infinite included
	zero     int64
	nan      int64    // and nearer to 0 than the range
	inf      [2]int64 // below and above the range
	neg, pos ladder   // by magnitude
}

// NewHistogram returns an empty histogram whose bins are told apart by precision mantissa bits, 1 to MaxPrecision.
// Each bit more doubles the bins and makes intervals four times narrower.
func NewHistogram(precision int) (*Histogram, error) {
	if precision < 1 || precision > MaxPrecision {
		return nil, fmt.Errorf("histogram: precision: got %d bits, want 1 to %d", precision, MaxPrecision)
	}
	return &Histogram{finer: int8(precision - DefaultPrecision)}, nil
}

// Precision returns the number of mantissa bits that tell bins apart.
func (h *Histogram) Precision() int { return DefaultPrecision + int(h.finer) }

// shift is the number of mantissa bits that a bin's name drops.
func (h *Histogram) shift() uint { return uint(52 - h.Precision()) }

// Add adds weight people with the value x. A weight of 0 adds nothing, whatever x is.
// It panics if weight is negative or the total weight reaches 2^63. Cost: a few ns.
func (h *Histogram) Add(x float64, weight int64) {
	if weight <= 0 {
		if weight < 0 {
			panic("histogram: negative weight")
		}
		return
	}
	if h.total > math.MaxInt64-weight {
		panic("histogram: total weight overflows 63 bits")
	}
	h.total += weight
	all := math.Float64bits(x)
	magnitude := all &^ signBit
	switch {
	case magnitude == 0:
		h.zero += weight
	case holds(magnitude):
		side := &h.pos
		if all != magnitude {
			side = &h.neg
		}
		hi, lo := bits.Mul64(mantissa(magnitude), uint64(weight))
		side.at(int(magnitude>>h.shift())).add(weight, hi, lo)
	case magnitude > infinite || magnitude < leastBits:
		h.nan += weight
	case all == magnitude:
		h.inf[1] += weight
	default:
		h.inf[0] += weight
	}
}

// AddAll adds every value of xs once.
func (h *Histogram) AddAll(xs []float64) {
	for _, x := range xs {
		h.Add(x, 1)
	}
}

// Merge adds all that other holds. The order of merges does not matter to a single bit. It returns ErrPrecision or
// ErrOverflow, and then h is unchanged. Cost: the number of bins.
func (h *Histogram) Merge(other *Histogram) error {
	if err := h.takes(other, 0, 1); err != nil {
		return err
	}
	h.mergeTimes(other, 1)
	return nil
}

// takes returns an error unless h can take all that other holds and so many more, weight times.
func (h *Histogram) takes(other *Histogram, more, weight int64) error {
	if h.Precision() != other.Precision() {
		return fmt.Errorf("%w: %d and %d bits", ErrPrecision, h.Precision(), other.Precision())
	}
	if hi, lo := bits.Mul64(uint64(other.total)+uint64(more), uint64(weight)); hi != 0 || lo > uint64(math.MaxInt64-h.total) {
		return ErrOverflow
	}
	return nil
}

// mergeTimes adds all that other holds, weight times; h takes that.
func (h *Histogram) mergeTimes(other *Histogram, weight int64) {
	h.total += other.total * weight
	h.zero += other.zero * weight
	h.nan += other.nan * weight
	for i := range h.inf {
		h.inf[i] += other.inf[i] * weight
	}
	h.neg.merge(&other.neg, weight)
	h.pos.merge(&other.pos, weight)
}

// Clone returns a copy that shares nothing with h.
func (h *Histogram) Clone() *Histogram {
	c := &Histogram{finer: h.finer}
	if err := c.Merge(h); err != nil {
		panic("histogram: clone: " + err.Error()) // impossible: same precision, nothing to overflow
	}
	return c
}

// Reset empties the histogram, keeping its precision.
func (h *Histogram) Reset() { *h = Histogram{finer: h.finer} }

// Count returns the number of people with a value in range (the total weight).
func (h *Histogram) Count() int64 { return h.total - h.NonFinite() }

// NonFinite returns the number of people whose value is NaN, infinite or out of range. While it is not 0 every measure is NaN.
func (h *Histogram) NonFinite() int64 { return h.nan + h.inf[0] + h.inf[1] }

// OmitNonFinite forgets the people whose value is NaN, infinite or out of range, and returns how many they were.
func (h *Histogram) OmitNonFinite() int64 {
	dropped := h.NonFinite()
	h.total -= dropped
	h.nan, h.inf = 0, [2]int64{}
	return dropped
}

// A Bin is one bin of a Histogram that holds someone.
type Bin struct {
	Lo, Hi float64 // smallest and largest value that belong here, both included
	Count  int64   // people
	Sum    float64 // of their values; the nearest float64 of the exact sum
}

// Bins yields the bins that hold someone, from the lowest to the highest.
func (h *Histogram) Bins() iter.Seq[Bin] {
	return func(yield func(Bin) bool) {
		for s := range h.slots() {
			if !yield(Bin{s.lo, s.hi, s.count, s.sum().value()}) {
				return
			}
		}
	}
}

// A slot is a cell with its place.
type slot struct {
	lo, hi   float64
	key      int // magnitude key; its sign is the values' sign, and 0 with lo = 0 is the zero bin
	negative bool
	cell
}

// bin returns the place of the slot's bin in the order of all bins: below 0 if its values are.
func (s *slot) bin() int {
	switch {
	case s.negative:
		return -s.key
	case s.lo > 0:
		return s.key
	}
	return 0
}

// sum returns the sum of the slot's values, and of nothing else.
func (s *slot) sum() pair {
	if s.lo == 0 && s.hi == 0 {
		return pair{}
	}
	p := s.cell.sum(exponent(math.Float64bits(math.Abs(s.lo))))
	if s.negative {
		return pair{double{Hi: -p.sum.Hi, Lo: -p.sum.Lo}, p.exp}
	}
	return p
}

// slots yields the bins that hold someone in ascending order of their values.
func (h *Histogram) slots() iter.Seq[slot] {
	return func(yield func(slot) bool) {
		for k, c := range h.neg.down() {
			lo, hi := edges(k, h.shift())
			if !yield(slot{-hi, -lo, k, true, *c}) {
				return
			}
		}
		if h.zero != 0 && !yield(slot{cell: cell{count: h.zero}}) {
			return
		}
		for k, c := range h.pos.up() {
			lo, hi := edges(k, h.shift())
			if !yield(slot{lo, hi, k, false, *c}) {
				return
			}
		}
	}
}

const (
	signBit  = 1 << 63
	infinite = 0x7ff << 52 // bits of +Inf; those of NaN are above
	fraction = 1<<52 - 1

	// See docs/histogram.md [27].
	leastBits = (1023 - 400) << 52 // bits of 2^-400, the smallest value of a histogram
	mostBits  = (1023 + 400) << 52 // of 2^400, the smallest that is too large
)

// holds reports whether a histogram holds a value other than 0 with these bits, the sign left out.
func holds(magnitude uint64) bool { return magnitude-leastBits < mostBits-leastBits }

// mantissa returns the integer M of x = M * 2^exponent, from the bits of a positive finite x.
func mantissa(b uint64) uint64 {
	if b <= fraction {
		return b // subnormal
	}
	return b&fraction | 1<<52
}

// exponent returns the E of x = mantissa * 2^E.
func exponent(b uint64) int { return max(int(b>>52), 1) - 1075 }

// edges returns the smallest and the largest positive value whose key is k.
func edges(k int, shift uint) (lo, hi float64) {
	first := uint64(k) << shift
	return math.Float64frombits(first), math.Float64frombits(first | (1<<shift - 1))
}

// A cell holds a weight and a 128-bit sum of weight times mantissa: 2^63 people at 2^53 need 116 bits.
type cell struct {
	count  int64
	hi, lo uint64
}

func (c *cell) add(count int64, hi, lo uint64) {
	var carry uint64
	c.count += count
	c.lo, carry = bits.Add64(c.lo, lo, 0)
	c.hi, _ = bits.Add64(c.hi, hi, carry)
}

// times returns the cell counted weight times.
func (c *cell) times(weight int64) cell {
	w := uint64(weight)
	hi, lo := bits.Mul64(c.lo, w)
	return cell{c.count * weight, hi + c.hi*w, lo}
}

// sum returns the cell's sum of mantissas times 2^exp.
func (c *cell) sum(exp int) pair {
	s := double{Hi: float64(c.hi) * 0x1p64} // exact: hi < 2^52
	s.Add(float64(c.lo >> 32 << 32))
	s.Add(float64(c.lo & (1<<32 - 1)))
	return pair{s, exp}
}

// A pair is a number of twice the digits that may be beyond the range of float64: sum * 2^exp.
type pair struct {
	sum double
	exp int
}

func (p pair) value() float64 { return ldexp(p.sum.Value(), p.exp) }

// over returns p / d, rounded.
func (p pair) over(d float64) float64 { return ldexp(p.sum.Hi/d+p.sum.Lo/d, p.exp) }

// ldexp is math.Ldexp for a power of two that is a normal number, as those of a histogram's values are.
func ldexp(x float64, exp int) float64 { return x * math.Float64frombits(uint64(exp+1023)<<52) }

// A ladder is a sparse row of cells by key, in pages over the range of keys in use.
type ladder struct {
	first int // page number of pages[0]
	pages []*page
}

const (
	pageBits = 6
	pageMask = 1<<pageBits - 1
)

type page [1 << pageBits]cell

// at returns the cell of a key, making it if need be.
func (l *ladder) at(key int) *cell {
	i := key>>pageBits - l.first
	if uint(i) >= uint(len(l.pages)) || l.pages[i] == nil {
		i = l.open(key >> pageBits)
	}
	return &l.pages[i][key&pageMask]
}

// open makes page number n and returns its place.
func (l *ladder) open(n int) int {
	switch {
	case len(l.pages) == 0:
		l.first, l.pages = n, make([]*page, 1)
	case n < l.first:
		wider := make([]*page, l.first-n+len(l.pages))
		copy(wider[l.first-n:], l.pages)
		l.first, l.pages = n, wider
	case n >= l.first+len(l.pages):
		l.pages = append(l.pages, make([]*page, n-l.first-len(l.pages)+1)...)
	}
	i := n - l.first
	l.pages[i] = new(page)
	return i
}

func (l *ladder) merge(other *ladder, weight int64) {
	for k, c := range other.up() {
		m := c.times(weight)
		l.at(k).add(m.count, m.hi, m.lo)
	}
}

// up yields the cells that hold someone in ascending order of keys.
func (l *ladder) up() iter.Seq2[int, *cell] {
	return func(yield func(int, *cell) bool) {
		for i, p := range l.pages {
			if p == nil {
				continue
			}
			for j := range p {
				if p[j].count != 0 && !yield((l.first+i)<<pageBits|j, &p[j]) {
					return
				}
			}
		}
	}
}

// down yields the cells that hold someone in descending order of keys.
func (l *ladder) down() iter.Seq2[int, *cell] {
	return func(yield func(int, *cell) bool) {
		for i := len(l.pages) - 1; i >= 0; i-- {
			p := l.pages[i]
			if p == nil {
				continue
			}
			for j := len(p) - 1; j >= 0; j-- {
				if p[j].count != 0 && !yield((l.first+i)<<pageBits|j, &p[j]) {
					return
				}
			}
		}
	}
}
