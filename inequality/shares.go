package inequality

import "math"

// TopShare returns 1 - L(1-t), the share of the total held by the richest share t; see
// [Distribution.Lorenz].
func (d *Distribution) TopShare(t float64) (float64, error) {
	if err := checkRange("t", t, 0, 1); err != nil {
		return math.NaN(), err
	}
	return 1 - d.lorenz(1-t), nil
}

// BottomShare returns L(b), the share of the total held by the poorest share b; see
// [Distribution.Lorenz].
func (d *Distribution) BottomShare(b float64) (float64, error) {
	if err := checkRange("b", b, 0, 1); err != nil {
		return math.NaN(), err
	}
	return d.lorenz(b), nil
}

// Palma returns the Palma ratio, what the richest tenth holds over what the poorest four
// tenths hold: (1 - L(0.9))/L(0.4). No unit. +Inf if the poorest hold nothing, NaN if they
// hold less than nothing or the mean is not positive. Cost O(log n), after O(n) once.
func (d *Distribution) Palma() float64 { return ratio(1-d.lorenz(0.9), d.lorenz(0.4)) }

// S80S20 returns the quintile share ratio, what the richest fifth holds over what the poorest
// fifth holds: (1 - L(0.8))/L(0.2). Edge cases and cost as [Distribution.Palma].
//
// Sums up to a threshold value, as Eurostat has it, differ from this wherever values are tied.
func (d *Distribution) S80S20() float64 { return ratio(1-d.lorenz(0.8), d.lorenz(0.2)) }

// ratio is a/b for b > 0 and, for positive a, +Inf at b = 0; otherwise NaN.
func ratio(a, b float64) float64 {
	if b < 0 {
		return math.NaN()
	}
	return a / math.Abs(b) // abs: a -0 must not make the ratio -Inf
}
