package inequality

import "math"

// CV returns the coefficient of variation, population standard deviation over mean. No unit;
// NaN if the mean is not positive. Cost O(n).
func (d *Distribution) CV() float64 {
	if !d.relative() {
		return math.NaN()
	}
	return math.Sqrt(2 * d.ge(2))
}

// SDLogs returns the population standard deviation of ln x. No unit; NaN if a value is not
// positive. Cost O(n).
//
// It does not respect every transfer from rich to poor; prefer [Distribution.TheilL].
func (d *Distribution) SDLogs() float64 {
	if d.empty() || d.x[0] <= 0 {
		return math.NaN()
	}
	mean := d.average(d.logRatio)
	return math.Sqrt(d.average(func(i int) float64 {
		gap := d.logRatio(i) - mean
		return float64(gap * gap)
	}))
}
