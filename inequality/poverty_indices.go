package inequality

import (
	"math"

	"github.com/cogap/cogap/inequality/internal/entropy"
	"github.com/cogap/cogap/internal/dmath"
)

// Takayama returns the Takayama index below the line z: the Gini of what people have when whoever has more than z is given z. No unit; 0 if nobody is
// poor. NaN if that distribution's mean is not positive, so also if nobody has anything, where [Distribution.Thon] and the others are 1: it is a Gini. See also [Distribution]. It may fall when somebody becomes poor, as any index of
// censored incomes over their own mean. It returns an error if z is not positive and finite. Stata's poverty and Python's apode
// have the same. Cost O(n). Source: as apode cites it, Takayama 1979.
func (d *Distribution) Takayama(z float64) (float64, error) {
	if err := checkPositive("z", z); err != nil || d.empty() {
		return math.NaN(), err
	}
	k := d.poor(z)
	if k == 0 {
		return 0, nil
	}
	x, w := take(d.x[:k], nil), take(d.w[:k], nil)
	if rest := d.total() - d.cum[k-1]; rest > 0 {
		x, w = append(x, z), append(w, rest)
	}
	censored := &Distribution{x: x, w: w}
	censored.finish(columns{})
	return censored.Gini(), nil
}

// Thon returns the Thon index below the line z of N rows,
//
//	2/(N (N+1) z) sum of (N + 1 - i) (z - x_i) over the poor, i = 1 the poorest
//
// It is (N SST + FGT_1)/(N+1): use [Distribution.SST], which copies of everybody do not change, unless values of others are to be met. Weights are
// counts of rows. No unit; 0 if nobody is poor. NaN: see [Distribution]. It returns an error if z is not positive and finite. Stata's
// poverty and Python's apode have the same. Cost O(n). Source: as apode cites it, Thon 1979.
func (d *Distribution) Thon(z float64) (float64, error) {
	sst, err := d.SST(z)
	if err != nil {
		return math.NaN(), err
	}
	gap, err := d.FGT(1, z)
	n := d.Weight()
	return (float64(n*sst) + gap) / (n + 1), err
}

// KakwaniPoverty returns the Kakwani index of poverty below the line z, which weighs the gap of a poor person by how many poor are at least as well off, to the
// power k >= 0:
//
//	P(k) = H sum over the poor of g [(1-u')^(k+1) - (1-u)^(k+1)]
//
// with the headcount H, gaps g = (z-x)/z, and u' and u the share of the poor before and up to that value. It is FGT_1 at k = 0 and Sen's index at
// k = 1. This is exact on shares, so copies of everybody change nothing; ranks of rows, as Kakwani has them, differ by the order of one over the
// number of the poor, and Python's apode by its weights (q-i+3)^k. No unit; 0 if nobody is poor. NaN: see [Distribution]. It returns an error if z is not
// positive or k is negative, or either is not finite. Cost O(n). Source: as apode cites it, Kakwani 1980.
func (d *Distribution) KakwaniPoverty(z, k float64) (float64, error) {
	if err := checkRange("k", k, 0, math.Inf(1)); err != nil {
		return math.NaN(), err
	}
	if err := checkPositive("z", z); err != nil || d.empty() {
		return math.NaN(), err
	}
	n := d.poor(z)
	if n == 0 {
		return 0, nil
	}
	all := d.cum[n-1]
	return d.poorSum(z, func(i int, gap float64) float64 {
		from, to := (all-d.below(i))/all, (all-d.cum[i])/all
		part := dmath.Pow(from, k+1) - dmath.Pow(to, k+1)
		return gap * part * (all / d.w[i])
	})
}

// Chakravarty returns the Chakravarty index of poverty below the line z, sum over the poor of f (1 - (x/z)^beta), with 0 < beta <= 1: the smaller beta, the
// more the poorest count. It is FGT_1 at beta = 1, and over beta it tends to the Watts index as beta does to 0; Clark, Hemming and Ulph's
// index is this over beta. No unit, 0 to 1; 0 if nobody is poor; NaN with negative values, see also [Distribution]. It returns an error if z is not
// positive and finite or beta is not above 0 and at most 1. Python's apode has the same. Cost O(n). Source: as apode cites it, Chakravarty 1983.
func (d *Distribution) Chakravarty(z, beta float64) (float64, error) {
	if err := checkRange("beta", beta, math.SmallestNonzeroFloat64, 1); err != nil {
		return math.NaN(), err
	}
	return d.poorSum(z, func(i int, gap float64) float64 {
		if d.x[i] < 0 {
			return math.NaN()
		}
		return -dmath.Expm1(beta * d.logShortfall(i, z, gap))
	})
}

// logShortfall is ln(x_i/z).
func (d *Distribution) logShortfall(i int, z, gap float64) float64 {
	if gap < 0.5 {
		return dmath.Log1p(-gap)
	}
	return entropy.Log(d.x[i]) - entropy.Log(z)
}

// Hagenaars returns the Hagenaars index of poverty below the line z, sum over the poor of f (1 - ln x/ln z), which is the Watts index over ln z. It depends
// on the unit of x, and so on nothing but a convention: prefer [Distribution.Watts]. 0 if nobody is poor, +Inf if a value is 0, NaN if one
// is negative; see also [Distribution]. It returns an error if z is not above 1 and finite. Python's apode has the same. Cost O(n). Source: as apode
// cites it, Hagenaars 1984.
func (d *Distribution) Hagenaars(z float64) (float64, error) {
	if err := checkRange("z", z, math.Nextafter(1, 2), math.Inf(1)); err != nil {
		return math.NaN(), err
	}
	w, err := d.Watts(z)
	return w / dmath.Log(z), err
}
