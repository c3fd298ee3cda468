package inequality

import (
	"math"
	"sort"
	"sync"
)

// Distribution is a sorted sample of a variable: distinct values with their weights. It is
// built once, by [New], and every measure of one variable is a method of it.
//
// A Distribution never changes and may be used by several goroutines at once. The methods
// return NaN when there are no observations, when a value is NaN or infinite and, for
// relative measures, when the mean is not positive.
type Distribution struct {
	x   []float64 // distinct values, ascending
	w   []float64 // weight of each, > 0
	sq  []float64 // sum of squared row shares of each; nil: from w
	cum []float64 // cumulated weights

	n       int     // rows of positive weight
	unit    float64 // the weight of a row if all are the same, else 0
	counts  bool    // w counts rows
	scale   float64 // power of two by which x is multiplied before it is summed
	unlike  float64 // 1 - sum f^2 over rows
	wscale  float64 // power of two by which the caller's weights were multiplied
	mean    float64 // mean of the scaled values ...
	rest    float64 // ... and what rounding took from it
	invalid bool    // a value is NaN or infinite

	kept   memo
	once   sync.Once
	income []compensated // every so many of the sums of scaled w x, made when first needed
}

// Values beyond these powers of two are scaled before they are summed, so that no sum
// overflows or loses digits to underflow.
const (
	hugeValue  = 0x1p900
	tinyValue  = 0x1p-900
	hugeWeight = 0x1p60
	tinyWeight = 0x1p-60
)

// New sorts the values x with the weights w, which may be nil for equal weights.
//
// Only ratios of weights matter, except where a method says otherwise. Rows of weight 0 are
// dropped before anything else, even if their value is NaN; see [OmitNaN]. Equal values are
// merged, so no result depends on the order of the rows. x and w are copied, not modified.
//
// It returns an error if w is neither nil nor as long as x, or if a weight is negative, NaN
// or infinite. Cost: one sort, O(n log n) or better; 24 bytes per distinct value, with weights 32.
func New(x, w []float64) (*Distribution, error) {
	if err := checkWeights(w, len(x), "x"); err != nil {
		return nil, err
	}
	keep := positiveRows(len(x), w)
	return newDistribution(take(x, keep), take(w, keep)), nil
}

// NewSorting is [New] for data so large that one more copy is too many: it sorts x, and w with it, in place, and keeps them, so that the caller must not use
// them any more. Rows of weight 0 end up last, outside. It returns an error as New does; then nothing was moved. Memory: as much as x and w take once
// more, which stays in use for what measures need, or, where most values are tied, as much for each distinct value.
func NewSorting(x, w []float64) (*Distribution, error) {
	if err := checkWeights(w, len(x), "x"); err != nil {
		return nil, err
	}
	c := columns{x, w}.weighted()
	return newDistribution(c.x, c.w), nil
}

// newDistribution takes ownership of x and w. The weights are positive.
func newDistribution(x, w []float64) *Distribution {
	d := &Distribution{n: len(x), unit: commonWeight(w)}
	if len(x) == 0 || !allFinite(x) {
		d.invalid = len(x) > 0
		return d
	}
	d.wscale = scaleWeights(w)
	d.unit *= d.wscale
	if w == nil {
		sortFloats(x)
		d.x, d.w = countTies(x)
		d.counts = true
		d.unlike = 1 - 1/float64(d.n)
		d.finish(columns{})
	} else {
		d.finishRows(x, w, sortPairs(x, w))
	}
	return d
}

// finishRows merges sorted rows and computes what follows from them.
func (d *Distribution) finishRows(x, w []float64, room columns) {
	ofRows := func() { d.unlike = unlike(w) }
	n := distinct(x)
	if n < len(x) {
		ofRows() // before weights are merged
		d.x, d.w, d.sq = mergeTies(x, w, n, room.w)
		d.finish(room)
		return
	}
	d.x, d.w = x, w
	atOnce(n, ofRows, func() { d.finish(room) })
}

// finish computes what follows from the sorted values and weights, in the room of the sort where there is some.
func (d *Distribution) finish(room columns) {
	d.cum = roomFor(len(d.w), room.x)
	var c compensated
	for i, w := range d.w {
		c.Add(w)
		d.cum[i] = c.Value()
	}
	d.scale = 1
	if top := max(math.Abs(d.x[0]), math.Abs(d.x[len(d.x)-1])); top >= hugeValue {
		d.scale = 0x1p-124 // below 2^900, and small values keep their digits
	} else if top > 0 && top <= tinyValue {
		d.scale = powerOfTwo(top)
	}
	atOnce(len(d.x), d.setMean, func() { d.keepSquares(room.w) })
}

// setMean computes the mean and, in a second pass, the small correction that rounding left
// out of it: with both, deviations from the mean keep their relative precision even if all
// values are nearly equal.
func (d *Distribution) setMean() {
	if len(d.x) == 1 {
		d.mean = d.x[0] * d.scale
		return
	}
	var total, rest compensated
	for i, x := range d.x {
		total.Add(float64(d.w[i] * float64(x*d.scale)))
	}
	d.mean = total.Value() / d.total()
	for i, x := range d.x {
		rest.Add(float64(d.w[i] * (float64(x*d.scale) - d.mean)))
	}
	d.rest = rest.Value() / d.total()
}

// N returns the number of rows of positive weight.
func (d *Distribution) N() int { return d.n }

// Distinct returns the number of distinct values.
func (d *Distribution) Distinct() int { return len(d.x) }

// Weight returns the sum of the weights; with equal weights (nil), the number of rows.
// Without observations, and if a value is NaN or infinite, it is NaN.
func (d *Distribution) Weight() float64 {
	if d.empty() {
		return math.NaN()
	}
	return d.total() / d.wscale
}

// Min returns the smallest value, in the unit of x. NaN: see [Distribution].
func (d *Distribution) Min() float64 {
	if d.empty() {
		return math.NaN()
	}
	return d.x[0]
}

// Max returns the largest value, in the unit of x. NaN: see [Distribution].
func (d *Distribution) Max() float64 {
	if d.empty() {
		return math.NaN()
	}
	return d.x[len(d.x)-1]
}

// Mean returns sum w x / sum w, in the unit of x. NaN: see [Distribution]. Cost O(1).
func (d *Distribution) Mean() float64 {
	if d.empty() {
		return math.NaN()
	}
	return d.mu() / d.scale
}

// Variance returns the population variance, sum f (x-mean)^2, in the squared unit of x.
// NaN: see [Distribution]. Cost O(n).
func (d *Distribution) Variance() float64 {
	if d.empty() {
		return math.NaN()
	}
	return d.average(func(i int) float64 {
		gap := d.gap(i) / d.scale
		return float64(gap * gap)
	})
}

// StdDev returns the population standard deviation, the root of [Distribution.Variance], in
// the unit of x. NaN: see [Distribution]. Cost O(n).
func (d *Distribution) StdDev() float64 {
	if d.empty() {
		return math.NaN()
	}
	square := d.average(func(i int) float64 { return squared(d.gap(i) / d.widest()) })
	return math.Sqrt(square) * d.widest() / d.scale
}

// widest is the largest abs(x - mu) in the scale of mu, or 1: over it, no square underflows.
func (d *Distribution) widest() float64 {
	if w := max(math.Abs(d.gap(0)), math.Abs(d.gap(len(d.x)-1))); w > 0 {
		return w
	}
	return 1
}

// empty tells whether no measure can be computed.
func (d *Distribution) empty() bool { return len(d.x) == 0 }

// relative tells whether measures relative to the mean are defined.
func (d *Distribution) relative() bool { return !d.empty() && d.mu() > 0 }

// total is the (scaled) sum of weights.
func (d *Distribution) total() float64 { return d.cum[len(d.cum)-1] }

// mu is the mean of the scaled values.
func (d *Distribution) mu() float64 { return d.mean + d.rest }

// scaled is the i-th distinct value in the scale of mu.
func (d *Distribution) scaled(i int) float64 { return float64(d.x[i] * d.scale) }

// gap is x_i - mu in the scale of mu.
func (d *Distribution) gap(i int) float64 { return (d.scaled(i) - d.mean) - d.rest }

// dev is the relative deviation (x_i - mu)/mu, exactly 0 where x_i is the mean.
func (d *Distribution) dev(i int) float64 { return d.gap(i) / d.mu() }

// below is the weight before the i-th distinct value.
func (d *Distribution) below(i int) float64 {
	if i == 0 {
		return 0
	}
	return d.cum[i-1]
}

// spread is 2R_i - 1, with R_i the mid-rank (C_{i-1} + w_i/2)/W: from -1 to 1, mean 0.
func (d *Distribution) spread(i int) float64 {
	return (d.below(i) - (d.total() - d.cum[i])) / d.total()
}

// keepSquares makes sq shares, which every standard error takes: of squared weights, or of none where there is room for them.
func (d *Distribution) keepSquares(room []float64) {
	total := d.total()
	switch {
	case d.sq != nil:
		for i, v := range d.sq {
			d.sq[i] = v / total / total
		}
	case len(room) > 0:
		sq := roomFor(len(d.w), room)
		for i := range sq {
			sq[i] = d.squaredShare(i)
		}
		d.sq = sq
	}
}

// squaredShare is the sum of the squared shares f of the rows that hold the i-th value.
func (d *Distribution) squaredShare(i int) float64 {
	if d.sq != nil {
		return d.sq[i]
	}
	v := d.w[i]
	if !d.counts { // else the square of each row's is 1
		v = float64(v * v)
	}
	return v / d.total() / d.total()
}

// average returns sum f_i term(i), in compensated arithmetic.
func (d *Distribution) average(term func(i int) float64) float64 {
	var s compensated
	for i, w := range d.w {
		s.Add(float64(w * term(i)))
	}
	return s.Value() / d.total()
}

// incomeStep is how many distinct values lie between two sums that are kept of the cumulated w x; those between are made anew, with the same bits.
const incomeStep = 64

// incomeUpToValue is the cumulated w x of the scaled values, up to the i-th and with it; 0 for i = -1. Cost O(1), after O(n) once.
func (d *Distribution) incomeUpToValue(i int) float64 {
	d.once.Do(func() {
		d.income = make([]compensated, 0, len(d.x)/incomeStep+1)
		var s compensated
		for i := range d.x {
			if i%incomeStep == 0 {
				d.income = append(d.income, s)
			}
			s.Add(d.incomeOf(i))
		}
	})
	if i < 0 {
		return 0
	}
	s := d.income[i/incomeStep]
	for k := i - i%incomeStep; k <= i; k++ {
		s.Add(d.incomeOf(k))
	}
	return s.Value()
}

// incomeOf is what those at the i-th value have, in the scale of mu.
func (d *Distribution) incomeOf(i int) float64 { return float64(d.w[i] * d.scaled(i)) }

// allIncome is what all have, in the scale of mu.
func (d *Distribution) allIncome() float64 { return d.incomeUpToValue(len(d.x) - 1) }

// rank returns how many distinct values are <= v and the (scaled) weight that they hold.
func (d *Distribution) rank(v float64) (int, float64) {
	i := sort.Search(len(d.x), func(i int) bool { return d.x[i] > v })
	return i, d.below(i)
}

// midRank is the share of the weight below v plus half of the weight at v.
func (d *Distribution) midRank(v float64) float64 {
	i, upTo := d.rank(v)
	if i > 0 && d.x[i-1] == v {
		return (d.below(i-1) + upTo) / 2 / d.total()
	}
	return upTo / d.total()
}

// countTies merges equal values of the sorted x, in place, and counts them.
func countTies(x []float64) (values, counts []float64) {
	n := distinct(x)
	values, counts = x[:n], make([]float64, n)
	k := 0
	for _, v := range x {
		if counts[k] > 0 && v != values[k] {
			k++
		}
		values[k] = v
		counts[k]++
	}
	return values, counts
}

// distinct counts the distinct values of the sorted x.
func distinct(x []float64) int {
	n := min(len(x), 1)
	for i := 1; i < len(x); i++ {
		if x[i] != x[i-1] {
			n++
		}
	}
	return n
}

// mergeTies merges equal values of the sorted x, n of which are distinct, in place, and sums their weights and the
// squares of these, in room where that fits.
func mergeTies(x, w []float64, n int, room []float64) (values, weights, squares []float64) {
	values, weights, squares = x[:0], w[:0], roomFor(n, room)[:0]
	for i := 0; i < len(x); {
		j := i
		var sum, sq compensated
		for ; j < len(x) && x[j] == x[i]; j++ {
			sum.Add(w[j])
			sq.Add(float64(w[j] * w[j]))
		}
		squares = append(squares, sq.Value())
		values = append(values, x[i])
		weights = append(weights, sum.Value())
		i = j
	}
	return values, weights, squares
}

// unlike returns 1 - sum f^2, the chance that two rows drawn by weight are not the same one: as twice the sum of f_i f_j over
// pairs, which keeps its digits where one row has nearly all the weight.
func unlike(w []float64) float64 {
	var before, pairs compensated
	for _, v := range w {
		pairs.Add(float64(v * before.Value()))
		before.Add(v)
	}
	return 2 * (pairs.Value() / before.Value() / before.Value())
}

// scaleWeights brings very large or very small weights near 1, in place, and returns the
// factor, a power of two.
func scaleWeights(w []float64) float64 {
	if len(w) == 0 {
		return 1
	}
	top := w[0]
	for _, v := range w {
		top = max(top, v)
	}
	if top > tinyWeight && top < hugeWeight {
		return 1
	}
	factor := powerOfTwo(top)
	for i := range w {
		w[i] *= factor
	}
	return factor
}

// commonWeight returns the weight of every row if they are the same, else 0.
func commonWeight(w []float64) float64 {
	if w == nil {
		return 1
	}
	for _, v := range w {
		if v != w[0] {
			return 0
		}
	}
	if len(w) == 0 {
		return 0
	}
	return w[0]
}

// powerOfTwo returns the power of two that brings v > 0 into [1/2, 1), as far as it is a
// finite float64. Multiplying by it is exact as long as nothing underflows.
func powerOfTwo(v float64) float64 {
	_, e := math.Frexp(v)
	return math.Ldexp(1, min(-e, 1023))
}
