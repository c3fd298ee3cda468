package inequality

import "math"

// compensated is a running sum that carries its own rounding error (Neumaier's form of
// compensated summation), so that the result is good to about one unit in the last place
// however many terms are added. The zero value is an empty sum.
type compensated struct{ sum, err float64 }

// add adds v. Products passed in are written float64(a*b), which forbids the compiler to
// fuse them with the additions here: the same bits on every machine.
func (c *compensated) add(v float64) {
	t := c.sum + v
	if math.Abs(c.sum) >= math.Abs(v) {
		c.err += (c.sum - t) + v
	} else {
		c.err += (v - t) + c.sum
	}
	c.sum = t
}

// value is the sum so far. An infinite sum has no meaningful error term.
func (c *compensated) value() float64 {
	if math.IsInf(c.sum, 0) {
		return c.sum
	}
	return c.sum + c.err
}

// powerOfTwo returns the power of two that brings v > 0 into [1/2, 1), as far as it is a
// finite float64. Multiplying by it is exact as long as nothing underflows.
func powerOfTwo(v float64) float64 {
	_, e := math.Frexp(v)
	return math.Ldexp(1, min(-e, 1023))
}
