package inequality

import (
	"fmt"
	"math"
	"math/bits"
)

// Source is what one source adds to the inequality of a total, such as wages to incomes.
type Source struct {
	Share         float64 // S: its mean over the mean of the total
	Gini          float64 // G: its own Gini; NaN if its mean is not positive
	Concentration float64 // C: its concentration index, ranked by the total
	Correlation   float64 // R = cov(x, R_total)/cov(x, R_x) with mid-ranks, its Gini correlation with the total: C/G where both are defined
	Contribution  float64 // S C; over all sources they add up to the Gini of the total
	Marginal      float64 // relative change of that Gini per relative growth of the source, S C/G_total - S
	VarianceShare float64 // cov(source, total)/var(total); over all sources they add up to 1
}

// maxSources limits the Shapley value, which takes 2^K Ginis.
const maxSources = 12

// Sources decomposes the Gini and the variance of a total, the row sums of the columns, by
// source. w are weights (nil: equal weights). No unit.
//
// Negative values of a source are fine: contributions and the correlation are computed from
// covariances, which need no Gini. Everything is NaN if a value is NaN or infinite; what is
// relative to the total also if its mean is not positive, Gini and Concentration if the mean
// of the source is not, Correlation if the source does not vary and VarianceShare if the total
// does not. It returns the sources in the given order, or an error if there is none, lengths
// differ or a weight is negative, NaN or infinite. Cost: three sorts per source.
// Source: Lerman and Yitzhaki 1985; Shorrocks 1982 (variance; with the terms of a regression
// as columns, Fields 2003).
func Sources(w []float64, columns ...[]float64) ([]Source, error) {
	total, err := rowSums(columns)
	if err != nil {
		return nil, err
	}
	out := make([]Source, len(columns))
	for k, column := range columns {
		c, err := NewConcentration(column, total, w)
		if err != nil {
			return nil, fmt.Errorf("columns[%d]: %w", k, err)
		}
		out[k] = newSource(c)
	}
	return out, nil
}

func newSource(c *Concentration) Source {
	mean, gini := c.by.Mean(), c.by.Gini()
	s := Source{
		Share:         c.of.Mean() / mean,
		Gini:          c.of.Gini(),
		Concentration: c.Index(),
		Contribution:  c.Generalized() / mean,
		Correlation:   c.giniCorrelation(),
		VarianceShare: math.NaN(),
	}
	if !c.by.relative() {
		s.Share, s.Contribution = math.NaN(), math.NaN()
	}
	s.Marginal = s.Contribution/gini - s.Share
	if !c.empty() {
		covariance := c.by.average(func(k int) float64 { return float64(c.by.gap(k) * c.gaps[k]) })
		variance := c.by.average(func(k int) float64 { return squared(c.by.gap(k)) })
		s.VarianceShare = covariance / variance * (c.by.scale / c.of.scale)
	}
	return s
}

// giniCorrelation returns cov(y, R)/cov(y, R_y), the Gini correlation of y with the variable that ranks. It needs no mean.
// Source: Schechtman and Yitzhaki 1987.
func (c *Concentration) giniCorrelation() float64 {
	if c.empty() {
		return math.NaN()
	}
	return c.covariance() / c.of.gaps()
}

// rowSums adds columns of equal length up.
func rowSums(columns [][]float64) ([]float64, error) {
	if len(columns) == 0 {
		return nil, fmt.Errorf("inequality: columns: got none, want at least one")
	}
	total := make([]float64, len(columns[0]))
	for k, column := range columns {
		if err := checkLength(fmt.Sprintf("columns[%d]", k), len(column), len(total), "columns[0]"); err != nil {
			return nil, err
		}
		for i, v := range column {
			total[i] += v
		}
	}
	return total, nil
}

// ShapleyGini returns the Shapley value of each source in the Gini of their total: what adding
// the source changes, averaged over all orders in which the sources can be added. A source
// that is not there counts as zero for everyone ("removed"), and a total of zeros has Gini 0.
// The values add up to the Gini of the total; a source equal for all has a negative one.
//
// NaN if the total of some combination of sources has a negative mean, or a value is NaN or
// infinite. It returns an error as [Sources], and for more than 12 sources. Cost: 2^K sorts.
// Source: Shorrocks 2013.
func ShapleyGini(w []float64, columns ...[]float64) ([]float64, error) {
	if len(columns) > maxSources {
		return nil, fmt.Errorf("inequality: columns: got %d, want at most %d", len(columns), maxSources)
	}
	if _, err := rowSums(columns); err != nil {
		return nil, err
	}
	value := make([]float64, 1<<len(columns))
	for set := 1; set < len(value); set++ {
		var some [][]float64
		for k, column := range columns {
			if set>>k&1 == 1 {
				some = append(some, column)
			}
		}
		total, err := rowSums(some)
		if err != nil {
			return nil, err
		}
		d, err := New(total, w)
		if err != nil {
			return nil, err
		}
		if value[set] = d.Gini(); !d.empty() && d.Min() == 0 && d.Max() == 0 {
			value[set] = 0
		}
	}
	return shapley(len(columns), value), nil
}

// shapley returns the Shapley value of each of k players; value is indexed by the bit set of
// the players present.
func shapley(k int, value []float64) []float64 {
	weight := make([]float64, k) // of a set of s others: s! (k-1-s)!/k!
	weight[0] = 1 / float64(k)
	for s := 1; s < k; s++ {
		weight[s] = weight[s-1] * float64(s) / float64(k-s)
	}
	out := make([]float64, k)
	for player := range out {
		var sum compensated
		for set := range value {
			if set>>player&1 == 0 {
				gain := value[set|1<<player] - value[set]
				sum.Add(float64(weight[bits.OnesCount(uint(set))] * gain))
			}
		}
		out[player] = sum.Value()
	}
	return out
}
