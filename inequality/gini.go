package inequality

import "math"

// Gini returns the Gini coefficient, the mean difference between two people relative to
// twice the mean: 0 when all have the same, towards 1 as one person has all.
//
//	G = sum f_i (x_i - mu)/mu (2 R_i - 1) = 2 cov(x, R)/mu = 1 - 2 area under the Lorenz curve
//
// This is the population value: two copies of everyone change nothing, and integer weights
// equal physical copies. [Distribution.GiniCorrected] corrects for small samples.
// No unit. Zeros are fine; with negative values it may exceed 1; NaN if the mean is not
// positive; 0 for one value. Cost O(n) after sorting.
// Source: Gini 1914; Lerman and Yitzhaki 1989.
func (d *Distribution) Gini() float64 {
	if !d.relative() {
		return math.NaN()
	}
	return d.gaps() / d.mu()
}

// gaps is the absolute Gini of the scaled values: sum f_i (x_i - mu)(2 R_i - 1).
func (d *Distribution) gaps() float64 {
	return d.kept.value("gini", 0, func() float64 {
		return d.average(func(i int) float64 { return float64(d.gap(i) * d.spread(i)) })
	})
}

// AbsoluteGini returns mean times Gini, half the mean absolute difference between two
// people, in the unit of x.
//
// It does not change when everybody gains the same amount, so it suits scores without a
// natural zero. It is defined for any mean and equals the average [Distribution.RelativeDeprivation].
// Cost O(n) after sorting.
func (d *Distribution) AbsoluteGini() float64 {
	if d.empty() {
		return math.NaN()
	}
	return d.gaps() / d.scale
}

// GiniCorrected returns the Gini corrected for small samples, G/(1 - sum f_i^2) with f_i the
// weight share of row i. Unweighted, that is G n/(n-1), which makes the mean difference
// unbiased. For weights that count people see [Distribution.GiniCorrectedCounts].
// NaN for a single row and where [Distribution.Gini] is. Cost O(n) after sorting.
func (d *Distribution) GiniCorrected() float64 {
	if d.n < 2 {
		return math.NaN()
	}
	return d.Gini() / d.unlike
}

// GiniCorrectedCounts returns G N/(N-1), N the sum of weights: the small-sample correction
// when weights are counts of people. It equals [Distribution.GiniCorrected] of the data with
// every row written out w times. NaN if N <= 1. Cost O(n) after sorting.
func (d *Distribution) GiniCorrectedCounts() float64 {
	n := d.Weight()
	if !(n > 1) {
		return math.NaN()
	}
	return d.Gini() / (1 - 1/n)
}

// GiniNormalized returns the Gini normalised for data with negative values, mean times Gini
// over the mean of abs(x). It lies in [0, 1], is defined for any mean and equals the Gini if
// no value is negative. NaN if all values are 0. Cost O(n) after sorting.
// Source: Raffinetti, Siletti and Vernizzi 2015.
func (d *Distribution) GiniNormalized() float64 {
	if d.empty() {
		return math.NaN()
	}
	return d.gaps() / d.average(func(i int) float64 { return math.Abs(d.scaled(i)) })
}
