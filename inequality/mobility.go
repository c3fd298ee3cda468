package inequality

import (
	"fmt"
	"math"
	"sort"

	"github.com/cogap/cogap/inequality/internal/entropy"
	"github.com/cogap/cogap/internal/dmath"
)

// Mobility follows the same people from one date to another. It is built once, by
// [NewMobility]. Its methods return NaN without observations and if a value of either date is
// NaN or infinite.
type Mobility struct {
	y0, y1, w []float64      // rows of positive weight; w nil: all 1
	d0, d1    *Distribution  // the two dates
	by0, by1  *Concentration // y1 ranked by y0, and y0 ranked by y1
}

// NewMobility pairs the values y0 at the first date with y1 at the second, with weights w
// (nil: equal weights). Rows of weight 0 are dropped. The slices are copied, not modified. It
// returns an error if lengths differ or a weight is negative, NaN or infinite. Cost: six sorts.
func NewMobility(y0, y1, w []float64) (*Mobility, error) {
	by0, err := NewConcentration(y1, y0, w)
	if err != nil {
		return nil, err
	}
	by1, err := NewConcentration(y0, y1, w)
	if err != nil {
		return nil, err
	}
	return &Mobility{y0: by1.y, y1: by0.y, w: by0.w, d0: by0.by, d1: by0.of, by0: by0, by1: by1}, nil
}

func (m *Mobility) empty() bool { return m.by0.empty() }

// weight is the share of row i.
func (m *Mobility) weight(i int) float64 { return weightAt(m.w, i) * m.d0.wscale / m.d0.total() }

// average is the weighted mean of term over the rows.
func (m *Mobility) average(term func(i int) float64) float64 {
	if m.empty() {
		return math.NaN()
	}
	var s compensated
	for i := range m.y0 {
		s.Add(float64(m.weight(i) * term(i)))
	}
	return s.Value()
}

// Transition is a transition matrix between k classes of the two dates.
type Transition struct {
	Share       [][]float64 // [origin][destination] share of all people
	Probability [][]float64 // the same given the origin: rows sum to 1, NaN for an empty class
	Origin      []float64   // size of each class at the first date, a share
	Destination []float64   // and at the second
}

// Transition returns the matrix of moves between k classes, cut at the type 2 quantiles 1/k,
// 2/k, ... of each date; a value equal to a cut belongs below it. Where many people are tied,
// as at the ceiling of a score, classes are uneven: look at their sizes. All NaN where
// [Mobility] is. It returns an error if k < 2. Cost O(n log k).
func (m *Mobility) Transition(k int) (*Transition, error) {
	if k < 2 {
		return nil, fmt.Errorf("inequality: k: got %d, want at least 2", k)
	}
	t, sums := newTransition(k)
	if !m.empty() {
		cuts0, cuts1 := m.d0.cuts(k), m.d1.cuts(k)
		for i := range m.y0 {
			sums[sort.SearchFloat64s(cuts0, m.y0[i])][sort.SearchFloat64s(cuts1, m.y1[i])].Add(m.weight(i))
		}
	}
	t.fill(sums, m.empty())
	return t, nil
}

// NewTransition returns a transition matrix that is known as such: people, or their weights, by class of origin (rows) and destination.
// Rows that each sum to 1, as published matrices of probabilities have them, stand for classes of equal size. All NaN if nobody
// is counted. It returns an error unless the matrix is square, 2 by 2 at least, and its entries are finite and not negative.
func NewTransition(people [][]float64) (*Transition, error) {
	k := len(people)
	if k < 2 {
		return nil, fmt.Errorf("inequality: people: got %d rows, want at least 2", k)
	}
	t, sums := newTransition(k)
	var all compensated
	for i, row := range people {
		if err := checkLength(fmt.Sprintf("people[%d]", i), len(row), k, "people"); err != nil {
			return nil, err
		}
		for j, n := range row {
			if !(n >= 0) || math.IsInf(n, 1) {
				return nil, fmt.Errorf("inequality: people[%d][%d]: got %v, want a finite number >= 0", i, j, n)
			}
			all.Add(n)
		}
	}
	for i, row := range people {
		for j, n := range row {
			sums[i][j].Add(n / all.Value())
		}
	}
	t.fill(sums, all.Value() == 0)
	return t, nil
}

func newTransition(k int) (*Transition, [][]compensated) {
	t := &Transition{make([][]float64, k), make([][]float64, k), make([]float64, k), make([]float64, k)}
	sums := make([][]compensated, k)
	for i := range k {
		t.Share[i], t.Probability[i], sums[i] = make([]float64, k), make([]float64, k), make([]compensated, k)
	}
	return t, sums
}

func (t *Transition) fill(sums [][]compensated, undefined bool) {
	for i, row := range sums {
		for j := range row {
			t.Share[i][j] = row[j].Value()
			if undefined {
				t.Share[i][j] = math.NaN()
			}
			t.Origin[i] += t.Share[i][j]
			t.Destination[j] += t.Share[i][j]
		}
		for j := range row {
			t.Probability[i][j] = t.Share[i][j] / t.Origin[i]
		}
	}
}

// cuts are the k-1 inner quantiles.
func (d *Distribution) cuts(k int) []float64 {
	out := make([]float64, k-1)
	for i := range out {
		out[i] = d.quantile(float64(i+1)/float64(k), AveragedInverseCDF)
	}
	return out
}

// ShorrocksTrace returns (k - trace)/(k - 1): 0 if nobody leaves their class, 1 if the origin
// says nothing. NaN if a class of origin is empty. Source: Shorrocks 1978.
func (t *Transition) ShorrocksTrace() float64 {
	trace, k := 0.0, float64(len(t.Probability))
	for i, row := range t.Probability {
		trace += row[i]
	}
	return (k - trace) / (k - 1)
}

// Bartholomew returns the mean number of classes that people move, sum of share abs(i - j).
func (t *Transition) Bartholomew() float64 {
	var s compensated
	for i, row := range t.Share {
		for j, share := range row {
			s.Add(float64(share * math.Abs(float64(i-j))))
		}
	}
	return s.Value()
}

// Immobility returns the share of people who stay in their class.
func (t *Transition) Immobility() float64 {
	var s compensated
	for i, row := range t.Share {
		s.Add(row[i])
	}
	return s.Value()
}

// RankRankSlope returns cov(R0, R1)/var(R0), the slope of the second rank on the first, with
// mid-ranks: 1 if everyone keeps their place, 0 if it says nothing about the later one. No
// unit. NaN if all values of the first date are tied. Cost O(n log n).
func (m *Mobility) RankRankSlope() float64 {
	v0, _, cov := m.rankMoments()
	return cov / v0
}

// Spearman returns the rank correlation, with the ranks of ties averaged. No unit, -1 to 1.
// NaN if all values of a date are tied. Cost O(n log n).
func (m *Mobility) Spearman() float64 {
	v0, v1, cov := m.rankMoments()
	return cov / math.Sqrt(v0*v1)
}

func (m *Mobility) rankMoments() (v0, v1, cov float64) {
	return m.moments(
		func(i int) float64 { return m.d0.midRank(m.y0[i]) - 0.5 },
		func(i int) float64 { return m.d1.midRank(m.y1[i]) - 0.5 })
}

// moments returns the variances and the covariance of a and b over the rows.
func (m *Mobility) moments(a, b func(i int) float64) (va, vb, cov float64) {
	meanA, meanB := m.average(a), m.average(b)
	va = m.average(func(i int) float64 { return squared(a(i) - meanA) })
	vb = m.average(func(i int) float64 { return squared(b(i) - meanB) })
	cov = m.average(func(i int) float64 { return float64((a(i) - meanA) * (b(i) - meanB)) })
	return va, vb, cov
}

// KendallTauB returns Kendall's tau-b: concordant less discordant pairs of people, over the
// geometric mean of the numbers of pairs not tied at each date. A pair counts with the product
// of its weights. No unit, -1 to 1. NaN if all values of a date are tied. Cost O(n log n).
func (m *Mobility) KendallTauB() float64 {
	if m.empty() {
		return math.NaN()
	}
	var order compensated // concordant less discordant, as a share of all ordered pairs
	seen := make(fenwick, m.d1.Distinct())
	first := 0
	for _, end := range m.by0.end {
		tied := m.by0.order[first:end]
		for _, row := range tied {
			k, _ := m.d1.rank(m.y1[row])
			order.Add(float64(m.weight(row) * (seen.sum(k-1) - (seen.sum(len(seen)) - seen.sum(k)))))
		}
		for _, row := range tied {
			k, _ := m.d1.rank(m.y1[row])
			seen.add(k-1, m.weight(row))
		}
		first = end
	}
	return 2 * order.Value() / math.Sqrt(m.d0.untied()*m.d1.untied())
}

// untied is the share of ordered pairs of people with different values.
func (d *Distribution) untied() float64 {
	return d.average(func(i int) float64 { return 1 - d.w[i]/d.total() })
}

// fenwick is a binary indexed tree of weights.
type fenwick []float64

// add adds w at index k.
func (f fenwick) add(k int, w float64) {
	for ; k < len(f); k |= k + 1 {
		f[k] += w
	}
}

// sum is the sum of the first k.
func (f fenwick) sum(k int) float64 {
	total := 0.0
	for ; k > 0; k &= k - 1 {
		total += f[k-1]
	}
	return total
}

// FieldsOk1996 returns the mean absolute change, mean abs(y1 - y0), in the unit of y. Cost O(n).
// Source: Fields and Ok 1996.
func (m *Mobility) FieldsOk1996() float64 {
	return m.average(func(i int) float64 { return math.Abs(m.y1[i] - m.y0[i]) })
}

// FieldsOk1999 returns the mean absolute change of logarithms, mean abs(ln y1 - ln y0). No
// unit. NaN if a value is not positive. Cost O(n). Source: Fields and Ok 1999.
func (m *Mobility) FieldsOk1999() float64 {
	return m.average(func(i int) float64 { return math.Abs(m.growth(i)) })
}

// FieldsOkDirectional returns the mean change of logarithms, mean (ln y1 - ln y0): the part of
// [Mobility.FieldsOk1999] that has a direction. NaN if a value is not positive. Cost O(n).
func (m *Mobility) FieldsOkDirectional() float64 { return m.average(m.growth) }

// growth is ln y1 - ln y0 of row i, from the change where that is small.
func (m *Mobility) growth(i int) float64 {
	if change := (m.y1[i] - m.y0[i]) / m.y0[i]; m.y0[i] > 0 && math.Abs(change) < 0.5 {
		return dmath.Log1p(change)
	}
	return logPositive(m.y1[i]) - logPositive(m.y0[i])
}

// logPositive is ln v, NaN unless v > 0.
func logPositive(v float64) float64 {
	if v <= 0 {
		return math.NaN()
	}
	return entropy.Log(v)
}

// PearsonLog returns the correlation of the logarithms. No unit. NaN if a value is not
// positive or a date does not vary. Cost O(n).
func (m *Mobility) PearsonLog() float64 {
	v0, v1, cov := m.logMoments()
	return cov / math.Sqrt(v0*v1)
}

// Elasticity returns the slope of ln y1 on ln y0, between generations the intergenerational
// elasticity: which percentage of an advantage is passed on. No unit. NaN if a value is not
// positive or the first date does not vary. Cost O(n).
func (m *Mobility) Elasticity() float64 {
	v0, _, cov := m.logMoments()
	return cov / v0
}

func (m *Mobility) logMoments() (v0, v1, cov float64) {
	return m.moments(
		func(i int) float64 { return logPositive(m.y0[i]) },
		func(i int) float64 { return logPositive(m.y1[i]) })
}

// GiniCorrelations returns the two Gini correlations, which differ in general:
// g01 = cov(y0, R1)/cov(y0, R0), for positive means C(y0 ranked by y1)/G(y0), and g10 with the
// dates exchanged. No unit, -1 to 1. NaN if a date does not vary. Cost O(n).
// Source: Yitzhaki and Wodon 2004.
func (m *Mobility) GiniCorrelations() (g01, g10 float64) {
	return m.by1.giniCorrelation(), m.by0.giniCorrelation()
}

// Gini returns the Gini mobility index, [G0 (1 - g01) + G1 (1 - g10)]/(G0 + G1): 0 if ranks
// stay, 1 if they are independent, 2 if they are reversed. No unit. NaN unless both means are
// positive and a date varies. Cost O(n). Source: Yitzhaki and Wodon 2004.
func (m *Mobility) Gini() float64 {
	kept := m.by1.Index() + m.by0.Index() // G0 g01 + G1 g10
	return 1 - kept/(m.d0.Gini()+m.d1.Gini())
}

// Rigidity returns Shorrocks' rigidity for an inequality measure I, such as
// (*Distribution).Gini: that of everyone's average over the two dates, over the mean of the
// two dates' own, each weighted by its mean,
//
//	I((y0+y1)/2) (mu0 + mu1)/(mu0 I(y0) + mu1 I(y1))
//
// 1 if nobody moves relative to the others; the lower, the more averaging over time equalises.
// No unit. NaN where the measure is or if both dates are equal within. Cost: one sort.
// Source: Shorrocks 1978.
func (m *Mobility) Rigidity(measure func(*Distribution) float64) float64 {
	if m.empty() {
		return math.NaN()
	}
	average := make([]float64, len(m.y0))
	for i := range average {
		average[i] = float64(m.y0[i]/2) + float64(m.y1[i]/2)
	}
	both := newDistribution(average, take(m.w, nil))
	mu0, mu1 := m.d0.Mean(), m.d1.Mean()
	single := float64(mu0*measure(m.d0)) + float64(mu1*measure(m.d1))
	return measure(both) * (mu0 + mu1) / single
}
