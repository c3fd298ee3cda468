package inequality

import (
	"math"

	"github.com/cogap/cogap/internal/dmath"
)

// These measure how concentrated a total is on few, such as sales on firms. They depend on how many rows there are: two copies of everybody halve
// the Herfindahl index. Weights are counts of rows: a row of weight 3 is three of them.

// Herfindahl returns the Herfindahl-Hirschman index, the sum of squared shares of the total, sum w x^2/(sum w x)^2: 1/N when N rows are equal, 1 if one has
// all. In shares, not percent: some multiply it by 10,000. It is (1 + CV^2)/N. NaN if the mean is not positive; above 1 is
// possible with negative values. R's ineq and DescTools have it as Herfindahl. Cost O(n).
func (d *Distribution) Herfindahl() float64 {
	if !d.relative() {
		return math.NaN()
	}
	return (1 + 2*d.ge(2)) / d.Weight()
}

// HerfindahlNormalized returns (H - 1/N)/(1 - 1/N) of the [Distribution.Herfindahl] index H of N rows: 0 when all are equal, 1 if one has all. NaN for N <= 1
// and where that is. Cost O(n).
func (d *Distribution) HerfindahlNormalized() float64 {
	n := d.Weight()
	if !(n > 1) || !d.relative() {
		return math.NaN()
	}
	return 2 * d.ge(2) / (n - 1)
}

// HannahKay returns the Hannah-Kay index of concentration, (sum w s^alpha)^(1/(alpha-1)) with shares s of the total: the Herfindahl index at
// alpha = 2, exp(sum w s ln s) at 1, its limit. Its inverse is the number of equal rows that would be as concentrated. R's ineq has it as
// Herfindahl(parameter = alpha-1). 0 ln 0 = 0. NaN with negative values or a mean that is not positive. It returns an error if alpha is not above 0
// and finite. Cost O(n).
func (d *Distribution) HannahKay(alpha float64) (float64, error) {
	if err := checkPositive("alpha", alpha); err != nil {
		return math.NaN(), err
	}
	ge := d.ge(alpha)
	if math.IsNaN(ge) || d.x[0] < 0 {
		return math.NaN(), nil
	}
	if alpha == 1 {
		return dmath.Exp(ge) / d.Weight(), nil
	}
	// sum w s^alpha = N^(1-alpha) (1 + alpha(alpha-1) GE)
	return dmath.Exp(dmath.Log1p(alpha*(alpha-1)*ge)/(alpha-1)) / d.Weight(), nil
}

// Rosenbluth returns the Rosenbluth (Hall-Tideman) index of concentration, 1/(2 sum i s_i - 1) with shares s_i from the largest, i = 1, down: 1/N when N rows
// are equal, 1 if one has all. It is 1/(N (1 - Gini)). NaN where the Gini is; +Inf if that is 1. R's ineq and
// DescTools have it as Rosenbluth. Cost O(n) after sorting.
func (d *Distribution) Rosenbluth() float64 { return 1 / (d.Weight() * (1 - d.Gini())) }

// ConcentrationRatio returns CR_k, the share of the total that the k largest rows hold; k need not be a whole number, and all are counted if there
// are fewer. No unit. NaN if the mean is not positive. It returns an error if k is negative or not finite. Cost O(log n), after O(n) once.
func (d *Distribution) ConcentrationRatio(k float64) (float64, error) {
	if err := checkRange("k", k, 0, math.Inf(1)); err != nil || d.empty() {
		return math.NaN(), err
	}
	return d.TopShare(min(k/d.Weight(), 1))
}
