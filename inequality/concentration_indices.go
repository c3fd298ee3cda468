package inequality

import (
	"fmt"
	"math"

	"github.com/cogap/cogap/internal/dmath"
)

// Symmetric returns the symmetric concentration index with inequality aversion beta > 1,
//
//	S(beta) = 2^(beta-2) sum y_k/mu [abs(F_k - 1/2)^beta - abs(F_{k-1} - 1/2)^beta]
//
// It is [Concentration.Index] at beta = 2. The larger beta, the more the two ends of the ranking count against each other and the less
// its middle, where [Concentration.Extended] weighs the bottom alone. No unit. NaN: see [Concentration]. It returns an error if beta is not
// above 1 or not finite. Cost O(n). Stata's conindex calls it the extended index with option beta.
// Source: Erreygers, Clarke and Van Ourti 2012; the formula as in R's port of conindex.
func (c *Concentration) Symmetric(beta float64) (float64, error) {
	if err := checkAbove("beta", beta, 1); err != nil || !c.relative() {
		return math.NaN(), err
	}
	return c.symmetric(beta) / c.of.mu(), nil
}

// GeneralizedSymmetric returns 4 times the mean times [Concentration.Symmetric], in the unit of y. It does not change when everybody gains
// the same amount and is defined for any mean. Errors and cost as Symmetric. Source: Erreygers, Clarke and Van Ourti 2012.
func (c *Concentration) GeneralizedSymmetric(beta float64) (float64, error) {
	if err := checkAbove("beta", beta, 1); err != nil || c.empty() {
		return math.NaN(), err
	}
	return 4 * (c.symmetric(beta) / c.of.scale), nil
}

// symmetric is mu S(beta), in the scale of of. The brackets sum to 0, so that gaps from the mean can stand for values.
func (c *Concentration) symmetric(beta float64) float64 {
	power := func(weight float64) float64 { // abs(F - 1/2)^beta 2^beta
		return dmath.Pow(math.Abs(2*(weight/c.by.total())-1), beta)
	}
	var s compensated
	for k := range c.by.w {
		s.Add(float64(c.gaps[k] * (power(c.by.cum[k]) - power(c.by.below(k)))))
	}
	return s.Value() / 4
}

// GeneralizedExtended returns the extended index times the mean and nu^(nu/(nu-1))/(nu-1), in the unit of y, which makes its largest value
// that of a variable between 0 and 1. 4 times [Concentration.Generalized] at nu = 2. NaN: see [Concentration]. It returns an error if nu is
// not above 1 or not finite. Cost O(n). Source: Erreygers, Clarke and Van Ourti 2012; the formula as in R's port of conindex.
func (c *Concentration) GeneralizedExtended(nu float64) (float64, error) {
	if err := checkAbove("nu", nu, 1); err != nil || c.empty() {
		return math.NaN(), err
	}
	absolute := c.by.extended(nu, func(k int) float64 { return c.gaps[k] / c.of.scale })
	return absolute * (dmath.Pow(nu, nu/(nu-1)) / (nu - 1)), nil
}

// Modified returns the modified concentration index of a variable with the least possible value lo and no largest, mu C/(mu - lo). It
// does not change when y and lo are shifted or rescaled together, so it suits a variable whose zero is a convention. With lo = 0 it is
// [Concentration.Index]. No unit. NaN if the mean is lo, and see [Concentration]. It returns an error if a value lies below lo. Cost O(n).
// Source: Erreygers and Van Ourti 2011. (R's port of conindex multiplies it by mu/(mu - lo) once more.)
func (c *Concentration) Modified(lo float64) (float64, error) {
	if err := c.checkLeast(lo); err != nil || c.empty() {
		return math.NaN(), err
	}
	if c.of.Max() == lo {
		return math.NaN(), nil
	}
	below := c.of.average(func(i int) float64 { return c.of.x[i] - lo }) // mu - lo, to the last digit
	return c.Generalized() / below, nil
}

func (c *Concentration) checkLeast(lo float64) error {
	if !finite(lo) {
		return fmt.Errorf("inequality: lo: got %v, want a finite number", lo)
	}
	for i, y := range c.y {
		if y < lo {
			return fmt.Errorf("inequality: y, row %d of positive weight: got %v, want at least %v", i, y, lo)
		}
	}
	return nil
}

// Achievement returns the achievement index, mean times (1 - C(nu)) with the extended index C(nu): the mean of y, less what its
// concentration among the highly ranked costs in the eyes of somebody with inequality aversion nu. In the unit of y; the mean at nu = 1.
// NaN: see [Concentration]. Errors and cost as [Concentration.Extended]. Source: Wagstaff 2002.
func (c *Concentration) Achievement(nu float64) (float64, error) {
	if err := checkRange("nu", nu, 1, math.Inf(1)); err != nil || c.empty() {
		return math.NaN(), err
	}
	return c.of.Mean() - c.by.extended(nu, func(k int) float64 { return c.gaps[k] / c.of.scale }), nil
}

// checkAbove reports a parameter that is not above lo or not finite.
func checkAbove(name string, v, lo float64) error {
	if v > lo && !math.IsInf(v, 1) {
		return nil
	}
	return fmt.Errorf("inequality: %s: got %v, want a finite number > %v", name, v, lo)
}
