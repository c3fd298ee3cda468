package inequality

import (
	"fmt"
	"math"
	"sort"
)

// Concentration is a variable y ranked by another one, such as health, schooling or access
// ranked by income. It is built once, by [NewConcentration]; it never changes and may be used
// by several goroutines at once.
//
// Its methods return NaN when there are no observations or when a value of either variable is
// NaN or infinite; those relative to the mean of y also when that mean is not positive.
type Concentration struct {
	by     *Distribution // the ranking variable
	of     *Distribution // y
	y, w   []float64     // rows of positive weight; w nil: all 1
	order  []int         // these rows, by ascending rank
	end    []int         // for each distinct rank, how many of order have at most that rank
	gaps   []float64     // for each distinct rank, the average of y - mu, in the scale of of
	income []float64     // cumulated w y over ranks, in the scale of of
}

// NewConcentration ranks y by the variable rank, with weights w (nil: equal weights).
//
// People of equal rank are averaged first, so no result depends on the order of the rows, and
// ranks are weighted mid-ranks R_i = (C_{i-1} + w_i/2)/W (van Ourti 2004). Rows of weight 0
// are dropped. The slices are copied, not modified. It returns an error if lengths differ or
// a weight is negative, NaN or infinite. Cost: three sorts.
func NewConcentration(y, rank, w []float64) (*Concentration, error) {
	if err := checkLength("rank", len(rank), len(y), "y"); err != nil {
		return nil, err
	}
	if err := checkWeights(w, len(y), "y"); err != nil {
		return nil, err
	}
	keep := positiveRows(len(y), w)
	by := take(rank, keep)
	c := &Concentration{y: take(y, keep), w: take(w, keep)}
	c.of = newDistribution(take(c.y, nil), take(c.w, nil))
	c.by = newDistribution(take(by, nil), take(c.w, nil))
	if c.empty() {
		return c, nil
	}
	c.order = order(by)
	c.average(by)
	return c, nil
}

// average fills what is kept for each distinct rank.
func (c *Concentration) average(rank []float64) {
	var income compensated
	for k := 0; k < len(c.order); {
		var weight, gap compensated
		at := rank[c.order[k]]
		for ; k < len(c.order) && rank[c.order[k]] == at; k++ {
			row := c.order[k]
			w, y := weightAt(c.w, row), float64(c.y[row]*c.of.scale)
			weight.Add(w)
			gap.Add(float64(w * ((y - c.of.mean) - c.of.rest)))
			income.Add(float64(w * y))
		}
		c.end = append(c.end, k)
		c.gaps = append(c.gaps, gap.Value()/weight.Value())
		c.income = append(c.income, income.Value())
	}
}

func (c *Concentration) empty() bool { return c.by.empty() || c.of.empty() }

func (c *Concentration) relative() bool { return !c.empty() && c.of.relative() }

// covariance is sum f (y - mu)(2R - 1), in the scale of of.
func (c *Concentration) covariance() float64 {
	return c.by.average(func(k int) float64 { return float64(c.gaps[k] * c.by.spread(k)) })
}

// Rank returns the distribution of the ranking variable.
func (c *Concentration) Rank() *Distribution { return c.by }

// Values returns the distribution of y.
func (c *Concentration) Values() *Distribution { return c.of }

// Index returns the concentration index
//
//	C = 2 cov(y, R)/mu_y = sum f (y - mu)/mu (2R - 1)
//
// -1 to 1 for y >= 0: positive if the highly ranked have more, 0 if all ranks are tied; ranked
// by itself, y has its Gini. No unit. NaN: see [Concentration]. It changes when the scale of
// y is shifted; for a score with bounds see [Concentration.Erreygers]. Cost O(n).
// Source: Kakwani, Wagstaff and van Doorslaer 1997; O'Donnell et al. 2008.
func (c *Concentration) Index() float64 {
	if !c.relative() {
		return math.NaN()
	}
	return c.covariance() / c.of.mu()
}

// Generalized returns mean times concentration index, 2 cov(y, R), in the unit of y. It does
// not change when everybody gains the same amount and is defined for any mean. NaN: see
// [Concentration]. Cost O(n). Source: Clarke et al. 2002.
func (c *Concentration) Generalized() float64 {
	if c.empty() {
		return math.NaN()
	}
	return c.covariance() / c.of.scale
}

// Erreygers returns the corrected concentration index of a variable between the declared
// bounds lo and hi, 4 mu C/(hi-lo): -1 to 1, no unit, the same in absolute size whether
// attainment (y) or shortfall (hi-y) is ranked. NaN: see [Concentration]. It returns an error
// if a value lies outside the bounds or the bounds do not ascend. Cost O(n).
// Source: Erreygers 2009.
func (c *Concentration) Erreygers(lo, hi float64) (float64, error) {
	if err := c.checkBounds(lo, hi); err != nil || c.empty() {
		return math.NaN(), err
	}
	return 4 * (c.Generalized() / (hi - lo)), nil
}

// Wagstaff returns the normalised concentration index of a variable between the declared
// bounds lo and hi, (hi-lo) mu C/((hi-mu)(mu-lo)): -1 to 1, no unit. NaN if the mean is at a
// bound, and see [Concentration]. Errors and cost as [Concentration.Erreygers].
// Source: Wagstaff 2005.
func (c *Concentration) Wagstaff(lo, hi float64) (float64, error) {
	if err := c.checkBounds(lo, hi); err != nil || c.empty() {
		return math.NaN(), err
	}
	if c.of.Min() == hi || c.of.Max() == lo { // everyone, and so the mean, is at a bound
		return math.NaN(), nil
	}
	above := c.of.average(func(i int) float64 { return hi - c.of.x[i] }) // hi - mu, to the last digit
	below := c.of.average(func(i int) float64 { return c.of.x[i] - lo })
	return c.Generalized() / above * ((hi - lo) / below), nil
}

func (c *Concentration) checkBounds(lo, hi float64) error {
	if !(lo < hi) || math.IsInf(hi-lo, 0) {
		return fmt.Errorf("inequality: bounds: got %v to %v, want finite and ascending", lo, hi)
	}
	for i, y := range c.y {
		if y < lo || y > hi {
			return fmt.Errorf("inequality: y, row %d of positive weight: got %v, want %v to %v", i, y, lo, hi)
		}
	}
	return nil
}

// Extended returns the extended concentration index with inequality aversion nu >= 1,
//
//	C(nu) = 1 - sum y_k/mu [(1-F_{k-1})^nu - (1-F_k)^nu]
//
// which is 0 at nu = 1 and [Concentration.Index] at 2. No unit. NaN: see [Concentration]. It
// returns an error if nu is below 1 or not finite. Cost O(n). Source: Wagstaff 2002.
func (c *Concentration) Extended(nu float64) (float64, error) {
	if err := checkRange("nu", nu, 1, math.Inf(1)); err != nil || !c.relative() {
		return math.NaN(), err
	}
	return c.by.extended(nu, func(k int) float64 { return c.gaps[k] / c.of.mu() }), nil
}

// Curve returns the ordinate of the concentration curve at p, the share of all y held by the
// lowest-ranked share p of the people; linear between ranks. NaN: see [Concentration]. It
// returns an error if p is not in [0, 1]. Cost O(log n).
func (c *Concentration) Curve(p float64) (float64, error) {
	if err := checkRange("p", p, 0, 1); err != nil || !c.relative() {
		return math.NaN(), err
	}
	return c.upTo(p) / c.income[len(c.income)-1], nil
}

// upTo is the scaled total of y that the lowest-ranked share p hold.
func (c *Concentration) upTo(p float64) float64 {
	target := float64(p * c.by.total())
	k := min(sort.SearchFloat64s(c.by.cum, target), len(c.income)-1)
	before := 0.0
	if k > 0 {
		before = c.income[k-1]
	}
	part := min((target-c.by.below(k))/(c.by.cum[k]-c.by.below(k)), 1)
	return before + float64(part*(c.income[k]-before))
}

// Kakwani returns the Kakwani index, C of y less the Gini of the ranking variable: for a tax
// or a payment y ranked by income, positive if it is progressive. No unit. NaN if either is.
// Cost O(n). Source: Kakwani 1977.
func (c *Concentration) Kakwani() float64 { return c.Index() - c.by.Gini() }

// ReynoldsSmolensky returns the Gini of the ranking variable less C of y: for incomes y after
// a policy ranked by those before, what the policy takes off the Gini before people change
// places. No unit. NaN if either is. Cost O(n).
func (c *Concentration) ReynoldsSmolensky() float64 { return c.by.Gini() - c.Index() }

// Reranking returns the Atkinson-Plotnick index, the Gini of y less C of y: what people
// changing places adds to the Gini. Never negative, 0 if nobody overtakes. No unit. NaN if
// either is. Cost O(n).
func (c *Concentration) Reranking() float64 { return c.of.Gini() - c.Index() }

// SlopeIndex returns the slope of the weighted least squares line of y on the rank R, the gap
// between the top and the bottom of the ranking along that line, in the unit of y. NaN if all
// ranks are tied, and see [Concentration]. Cost O(n).
func (c *Concentration) SlopeIndex() float64 {
	if c.empty() || len(c.gaps) == 1 {
		return math.NaN()
	}
	// cov(y, R)/var(R), with 2R-1 for R in both.
	square := c.by.average(func(k int) float64 {
		s := c.by.spread(k)
		return float64(s * s)
	})
	return 2 * c.Generalized() / square
}

// RelativeSlopeIndex returns [Concentration.SlopeIndex] over the mean of y. No unit. NaN also
// if that mean is not positive. Cost O(n).
func (c *Concentration) RelativeSlopeIndex() float64 {
	if !c.relative() {
		return math.NaN()
	}
	return c.SlopeIndex() / c.of.Mean()
}

// IndexSE returns the linearised standard error of [Concentration.Index] when the rows are a
// sample, drawn with probabilities inverse to their weights:
//
//	IF_i = y_i/mu (2R_i - 1 - C) + 2 - 2q_i - (1 + C),   var = n/(n-1) sum (f_i IF_i)^2
//
// with q_i the cumulated share of y up to the middle of rank i. No unit. NaN for a single row
// and where the index is. Cost O(n). Source: Deville 1999; Davidson 2009.
func (c *Concentration) IndexSE() float64 {
	if !c.relative() || len(c.y) < 2 {
		return math.NaN()
	}
	index := c.Index()
	var s compensated
	first := 0
	for k, end := range c.end {
		for _, row := range c.order[first:end] {
			f := weightAt(c.w, row) * c.of.wscale / c.of.total()
			s.Add(squared(f * c.influence(k, c.y[row], index)))
		}
		first = end
	}
	return standardError(s.Value(), len(c.y))
}

// influence is that of a row with the k-th distinct rank and the value y on the index.
func (c *Concentration) influence(k int, y, index float64) float64 {
	before := 0.0
	if k > 0 {
		before = c.income[k-1]
	}
	middle := (before + c.income[k]) / c.income[len(c.income)-1] // 2 q
	r := float64(y*c.of.scale) / c.of.mu()
	return float64(r*(c.by.spread(k)-index)) + (1 - index - middle)
}
