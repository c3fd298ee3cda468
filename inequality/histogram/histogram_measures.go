package histogram

import (
	"fmt"
	"math"

	"github.com/cogap/cogap/internal/dmath"
)

// Sum returns the sum of all values, exact but for one rounding; NaN if NonFinite.
func (h *Histogram) Sum() float64 {
	if h.NonFinite() > 0 {
		return math.NaN()
	}
	s := h.exact()
	return s.Value()
}

// Mean returns the mean of all values to within one unit in the last place; NaN if empty or NonFinite.
func (h *Histogram) Mean() float64 {
	if h.NonFinite() > 0 || h.total == 0 {
		return math.NaN()
	}
	s := h.exact()
	return s.Over(float64(h.total))
}

func (h *Histogram) exact() *exactSum {
	s := new(exactSum)
	for g := range h.slots() {
		if g.count > 0 && (g.hi != 0 || g.lo != 0) {
			e := exponent(math.Float64bits(math.Abs(g.lo)))
			s.AddMantissa(g.cell.lo, e, g.negative)
			s.AddMantissa(g.cell.hi, e+64, g.negative)
		}
	}
	return s
}

// Gini returns the Gini coefficient, half the mean absolute difference over the mean, of population values (no n/(n-1)).
//
// Lo is the Gini of the bins' means; Hi adds what the people of each bin can differ at most, Σ f²(m-a)(b-m)/((b-a)μ)
// for a bin of share f, mean m and edges a and b; Value is two thirds of the way. At DefaultPrecision the interval is about 4e-6
// wide on incomes, and Value errs by about 1e-9. Zeros are welcome; with negative values Gini may exceed 1; NaN unless
// the mean is above 0. Cost: the number of bins.
//
// Sources: Gastwirth (1972) for the bounds; Cowell and Mehta (1982) for the two-thirds rule.
func (h *Histogram) Gini() Interval { return h.Binned().Gini() }

// AbsoluteGini returns half the mean absolute difference, Gini times the mean, in the unit of the values. It is defined
// for any values, and unchanged when all shift alike.
func (h *Histogram) AbsoluteGini() Interval { return h.Binned().AbsoluteGini() }

// Lorenz returns L(p), the share of the sum that the poorest share p of the people holds; they may include a part of a
// person. It is exact (but for rounding) where p falls between two bins; inside a bin the curve lies between its two
// tangents and the straight line. Value follows the split histogram: people of a bin spread evenly on either side of its
// mean. p is 0 to 1. NaN unless the mean is above 0.
//
// Source: Gastwirth (1972).
func (h *Histogram) Lorenz(p float64) Interval { return h.Binned().Lorenz(p) }

// LorenzAt returns Lorenz at each of some shares, in one pass over the bins.
func (h *Histogram) LorenzAt(shares []float64) []Interval {
	b := h.Binned()
	curve := make([]Interval, len(shares))
	for i, p := range shares {
		curve[i] = b.Lorenz(p)
	}
	return curve
}

func checkShare(p float64) {
	if !(p >= 0 && p <= 1) {
		panic("histogram: share outside 0 to 1")
	}
}

// TopShare returns the share of the sum held by the richest share top of the people, 1 - L(1-top).
func (h *Histogram) TopShare(top float64) Interval { return h.Binned().TopShare(top) }

// BottomShare returns the share of the sum held by the poorest share bottom of the people, L(bottom).
func (h *Histogram) BottomShare(bottom float64) Interval { return h.Lorenz(bottom) }

// Palma returns the share of the richest tenth over that of the poorest four tenths; +Inf if those have nothing, NaN if they have less
// than nothing. Where it cannot be told whether they do, the interval is what it is if they do not.
// Source: Palma (2011), Homogeneous middles vs. heterogeneous tails, Dev. Change 42.
func (h *Histogram) Palma() Interval { return h.Binned().Palma() }

// S80S20 returns the share of the richest fifth over that of the poorest fifth; where those have nothing or less, as Palma.
func (h *Histogram) S80S20() Interval { return h.Binned().S80S20() }

// Quantile returns the p-quantile: the smallest value that at least a share p of the people do not exceed, or the average
// of two neighbours p times the people, in float64, is a whole number (Hyndman and Fan's type 2); if it misses a whole number by no
// more than rounding, the interval covers either reading. The interval is the
// bin, narrowed by its mean, so it is at most 2^-precision of the value wide. p = 0 and 1 give the smallest and largest value.
// p is 0 to 1.
func (h *Histogram) Quantile(p float64) Interval { return h.Binned().Quantile(p) }

// QuantileRatio returns the num-quantile over the den-quantile, such as .9 and .1; +Inf over 0, NaN for 0/0 or if the lower one is
// below 0.
func (h *Histogram) QuantileRatio(num, den float64) Interval {
	return h.Binned().QuantileRatio(num, den)
}

// Median returns Quantile(0.5).
func (h *Histogram) Median() Interval { return h.Quantile(.5) }

// TheilT returns Theil's T, Σ f r ln r with r = x/μ, the generalised entropy at alpha = 1; 0 ln 0 is 0. NaN with
// negative values or unless the mean is above 0.
func (h *Histogram) TheilT() Interval { return h.GE(1) }

// TheilL returns Theil's L, the mean logarithmic deviation Σ f ln(1/r), the generalised entropy at alpha = 0; +Inf if anybody
// has 0. NaN with negative values or unless the mean is above 0.
func (h *Histogram) TheilL() Interval { return h.GE(0) }

// GE returns the generalised entropy index (Σ f r^alpha - 1)/(alpha (alpha-1)) with r = x/μ, and its limits TheilT at 1 and TheilL
// at 0; GE(2) is half the squared coefficient of variation.
//
// Lo has everybody at the mean of the bin, Hi everybody at its edges, Value a third of the way (people spread evenly).
// With zeros and alpha <= 0 it is +Inf. NaN with negative values (unless alpha is 2) or unless the mean is above 0.
// Cost: a logarithm and an exponential per bin edge.
//
// Sources: Shorrocks (1980), The class of additively decomposable inequality measures, Econometrica 48; Cowell and Mehta
// (1982) for the bounds.
func (h *Histogram) GE(alpha float64) Interval { return h.Binned().GE(alpha) }

// Atkinson returns Atkinson's index for the inequality aversion epsilon >= 0: 1 - (Σ f r^(1-epsilon))^(1/(1-epsilon)), and
// 1 - exp(Σ f ln r) at epsilon = 1, with r = x/μ. 0 at epsilon = 0; 1 if anybody has 0 and epsilon >= 1. NaN with negative values,
// or unless the mean is above 0. The bounds are those of GE(1-epsilon), of which it is an increasing function.
// Source: Atkinson (1970), On the measurement of inequality, J. Econ. Theory 2.
func (h *Histogram) Atkinson(epsilon float64) Interval {
	if !(epsilon >= 0) || math.IsInf(epsilon, 1) {
		panic("histogram: epsilon is negative or not finite")
	}
	e := h.GE(1 - epsilon)
	switch {
	case math.IsNaN(e.Value):
		return e
	case math.IsInf(e.Lo, 1):
		return Interval{1, 1, 1}
	}
	return e.through(func(ge float64) float64 { return atkinsonOf(ge, 1-epsilon) }).clip(0, 1)
}

// atkinsonOf returns 1 - (1 + a(a-1) ge)^(1/a), keeping the digits of a small ge.
func atkinsonOf(ge, a float64) float64 {
	switch {
	case a == 1:
		return 0
	case a == 0 || math.IsInf(ge, 1):
		return -dmath.Expm1(-ge)
	}
	return -dmath.Expm1(dmath.Log1p(max(a*(a-1)*ge, -1)) / a)
}

// CV returns the coefficient of variation, the standard deviation of the population over its mean. NaN unless the mean is above 0.
func (h *Histogram) CV() Interval {
	return h.GE(2).through(func(ge float64) float64 { return math.Sqrt(2 * ge) })
}

// StdDev returns the standard deviation of the population, in the unit of the values.
func (h *Histogram) StdDev() Interval { return h.Binned().StdDev() }

// Hoover returns the Hoover index, Σ f |r-1| / 2: the share of the sum that would have to change hands for all to have the same.
// It is uncertain only as far as people of the bin around the mean are. NaN unless the mean is above 0.
func (h *Histogram) Hoover() Interval { return h.Binned().Hoover() }

// FGT returns the poverty measure of Foster, Greer and Thorbecke (1984) for a line above 0, the mean over all people of
// ((line-x)/line)^alpha where x < line: the share of poor at alpha = 0 (those at the line are not poor), the poverty gap at 1,
// its square at 2. NaN if empty. At alpha >= 1 nothing but the bin of the line is uncertain by
// more than a few millionths; the share of poor is exact if the line is an edge of a bin (a number of Precision + 1
// significant bits at most).
func (h *Histogram) FGT(alpha, line float64) Interval {
	if !(alpha >= 0) || math.IsInf(alpha, 1) {
		panic("histogram: alpha is negative or not finite")
	}
	if !(line > 0) || math.IsInf(line, 1) {
		panic("histogram: line is not positive and finite")
	}
	b := h.Binned()
	switch {
	case b.empty():
		return nanInterval
	case alpha == 0:
		return h.headcount(line)
	}
	return b.fgt(alpha, line)
}

// headcount returns the share of people below the line.
func (h *Histogram) headcount(line float64) Interval {
	all := float64(h.total)
	lo, hi := h.CountBelow(line)
	return interval(h.shareBelow(line), float64(lo)/all, float64(hi)/all).outward()
}

// AtMeans returns the bins' means with their counts as weights: of all distributions that h can stand for, the most equal.
//
// Every measure that no transfer from rich to poor raises, in whatever steps (Gini, S-Gini, entropies, Atkinson, Kolm), is at least
// its value here and at most its value at AtEdges, so those two bound measures that h does not offer itself. They do not bound
// Bonferroni's and Zenga's indices, which change when two neighbours become equal.
// Both are empty while NonFinite. Counts above 2^53 are rounded.
func (h *Histogram) AtMeans() (x, w []float64) { return h.Binned().AtMeans() }

// AtEdges returns the edges of the bins, with weights that keep each bin's count and mean: of all distributions that h can
// stand for, the most unequal. See AtMeans. Weights are not whole numbers, and rounded.
func (h *Histogram) AtEdges() (x, w []float64) { return h.Binned().AtEdges() }

// String describes the histogram in one line.
func (h *Histogram) String() string {
	return fmt.Sprintf("histogram of %d people, precision %d bits", h.Count(), h.Precision())
}
