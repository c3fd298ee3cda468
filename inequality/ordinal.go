package inequality

import (
	"fmt"
	"math"

	"github.com/cogap/cogap/internal/dmath"
)

// Ordinal is a distribution over ordered categories, such as answers from bad to good or scores whose steps mean nothing: it is built once, by [NewOrdinal], and
// its methods use the order of the categories and, but for [Ordinal.AllisonFoster], nothing else of them.
//
// Let F_k be the share of people in category k or lower, K the number of categories and m the median category, the lowest with F_m >= 1/2. The methods
// return NaN without people. Copies of everybody change nothing.
type Ordinal struct {
	share []float64 // of each category
	cum   []float64 // F
	m     int       // median category
}

// NewOrdinal makes a distribution of the weights of each category, the lowest first, which may be 0. It returns an error if there are less than two categories or
// a weight is negative, NaN or infinite.
func NewOrdinal(weights []float64) (*Ordinal, error) {
	if len(weights) < 2 {
		return nil, fmt.Errorf("inequality: weights: got %d categories, want at least 2", len(weights))
	}
	if err := checkWeights(weights, len(weights), "categories"); err != nil {
		return nil, err
	}
	w := take(weights, nil)
	scaleWeights(w)
	var all, upTo compensated
	for _, v := range w {
		all.Add(v)
	}
	o := &Ordinal{share: make([]float64, len(w)), cum: make([]float64, len(w)), m: -1}
	for k, v := range w {
		upTo.Add(v)
		o.share[k], o.cum[k] = v/all.Value(), upTo.Value()/all.Value()
		if o.m < 0 && o.cum[k] >= 0.5-quantileFuzz {
			o.m = k
		}
	}
	o.cum[len(w)-1] = 1
	return o, nil
}

// mostCategories bounds the categories of a distribution.
const mostCategories = 100_000

// Ordinal returns the distribution over the categories lo to hi, numbered by the values, which are whole numbers: answers from 1 to 5, a score of whole points. Categories that
// nobody has count too. It returns an error if there are less than 2 or more than 100,000, or a value is not the number of one. Cost O(n).
func (d *Distribution) Ordinal(lo, hi int) (*Ordinal, error) {
	if hi <= lo || hi-lo >= mostCategories {
		return nil, fmt.Errorf("inequality: categories: got %d to %d, want 2 to %d of them", lo, hi, mostCategories)
	}
	weights := make([]float64, hi-lo+1)
	for i, x := range d.x {
		if x != math.Trunc(x) || x < float64(lo) || x > float64(hi) {
			return nil, fmt.Errorf("inequality: value %v is not the number of a category, want a whole number %d to %d", x, lo, hi)
		}
		weights[int(x)-lo] = d.w[i]
	}
	return NewOrdinal(weights)
}

// CountCategories returns the weight of each of k categories, numbered from 0, for [NewOrdinal]; w nil counts each row once. It returns an error if the lengths
// differ, a weight is negative, NaN or infinite, or a row of positive weight has a category outside 0 to k-1.
func CountCategories(category []int, w []float64, k int) ([]float64, error) {
	if err := checkWeights(w, len(category), "category"); err != nil {
		return nil, err
	}
	counts := make([]float64, max(k, 0))
	for i, c := range category {
		weight := weightAt(w, i)
		switch {
		case weight == 0:
		case c < 0 || c >= k:
			return nil, fmt.Errorf("inequality: category[%d]: got %d, want 0 to %d", i, c, k-1)
		default:
			counts[c] += weight
		}
	}
	return counts, nil
}

func (o *Ordinal) empty() bool { return o.m < 0 }

// Median returns the number of the median category, from 0; -1 without people.
func (o *Ordinal) Median() int { return o.m }

// Shares returns the share of people in each category. It is a copy.
func (o *Ordinal) Shares() []float64 { return take(o.share, nil) }

// AllisonFoster returns the Allison-Foster index, the average score of the better half of people less that of the worse half, people of the median category
// being split so that the halves are equal. scores are of the categories, ascending; nil means 1 to K. In the unit of the scores: 0 if all are in one category, scores' range at
// most. R's wINEQ counts the whole median category to the better part (AF, divided by the range unless norm = FALSE), so it changes by a jump where F passes
// 1/2. It returns an error if scores are not ascending and finite or as many as there are categories. Source: as wINEQ cites it, Allison and Foster 2004.
func (o *Ordinal) AllisonFoster(scores []float64) (float64, error) {
	if scores == nil {
		scores = make([]float64, len(o.share))
		for k := range scores {
			scores[k] = float64(k + 1)
		}
	}
	if err := checkLength("scores", len(scores), len(o.share), "categories"); err != nil {
		return math.NaN(), err
	}
	if err := checkEdges(scores); err != nil {
		return math.NaN(), fmt.Errorf("scores: %w", err)
	}
	if o.empty() {
		return math.NaN(), nil
	}
	// The better half less the worse half, step by step: at each step, who is above it less who is not, within the halves.
	var s compensated
	for k := range len(scores) - 1 {
		s.Add(float64((scores[k+1] - scores[k]) * (2 * min(o.cum[k], 1-o.cum[k]))))
	}
	return s.Value(), nil
}

// AbulNagaYalcin returns the Abul Naga-Yalcin index with alpha and beta >= 1, the weight on inequality below and above the median category:
//
//	[sum_{k<m} F_k^alpha - sum_{k>=m} F_k^beta + K + 1 - m]/[(m-1)/2^alpha - 1 - (K-m)/2^beta + K + 1 - m]
//
// with the cumulated shares F, K categories and the median one m. 0 if all are in one category, 1 if half are in the lowest and half in the highest. Unless alpha
// is beta it jumps where an F passes 1/2, since the median category, and with it the power of that term, is another then. R's wINEQ multiplies the two sums by its parameters a and b instead
// of taking powers (AN_Y); at 1 and 1 the two agree. It returns an error if alpha or beta is below 1 or not finite. Source: as wINEQ cites it, Abul Naga and
// Yalcin 2008.
func (o *Ordinal) AbulNagaYalcin(alpha, beta float64) (float64, error) {
	if err := checkRange("alpha", alpha, 1, math.Inf(1)); err != nil {
		return math.NaN(), err
	}
	if err := checkRange("beta", beta, 1, math.Inf(1)); err != nil || o.empty() {
		return math.NaN(), err
	}
	below, above := float64(o.m), float64(len(o.cum)-1-o.m)
	var s compensated
	for k := range len(o.cum) - 1 {
		if k < o.m {
			s.Add(dmath.Pow(o.cum[k], alpha))
		} else {
			s.Add(-dmath.Expm1(beta * dmath.Log(o.cum[k])))
		}
	}
	return s.Value() / (float64(below*math.Exp2(-alpha)) + float64(above*(1-math.Exp2(-beta)))), nil
}

// Apouey returns the Apouey index P2 of polarisation with alpha in (0, 1],
//
//	1 - 2^alpha/(K-1) sum_{k<K} abs(F_k - 1/2)^alpha
//
// 0 if all are in one category, 1 if half are in the lowest and half in the highest; the smaller alpha, the more the middle counts. At alpha = 1 it is
// [Ordinal.AbulNagaYalcin] at 1 and 1, and what R's wINEQ has with the parameters 2/(1-K) and K/(K-1), which it takes from the number of rows unless they
// are given. It returns an error if alpha is not above 0 and at most 1. Source: as wINEQ cites it, Apouey 2007.
func (o *Ordinal) Apouey(alpha float64) (float64, error) {
	if err := checkRange("alpha", alpha, math.SmallestNonzeroFloat64, 1); err != nil || o.empty() {
		return math.NaN(), err
	}
	var s compensated
	for _, f := range o.cum[:len(o.cum)-1] {
		s.Add(1 - dmath.Pow(2*math.Abs(f-0.5), alpha))
	}
	return s.Value() / float64(len(o.cum)-1), nil
}

// Leti returns the Leti index over its largest value, 4/(K-1) sum_{k<K} F_k (1 - F_k): 0 if all are in one category, 1 if half are in the lowest and half in the
// highest. It is twice the average distance in categories between two people, over K-1. R's wINEQ has it as Leti(norm = TRUE).
func (o *Ordinal) Leti() float64 {
	if o.empty() {
		return math.NaN()
	}
	var s compensated
	for _, f := range o.cum[:len(o.cum)-1] {
		s.Add(f * (1 - f))
	}
	return 4 * s.Value() / float64(len(o.cum)-1)
}
