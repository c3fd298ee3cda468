package inequality

import "math"

// Zenga returns the Zenga 2007 index, sum f_i (upper_i - lower_i)/upper_i: at each value, the
// mean of those above it against the mean of those up to it. For the largest value the upper
// mean is that value itself. No unit; 0 when all are equal, 1 at most for x >= 0; NaN if the
// mean is not positive. Ties are merged first. Cost O(n) after sorting. Source: Zenga 2007.
func (d *Distribution) Zenga() float64 {
	if !d.relative() {
		return math.NaN()
	}
	top := len(d.x) - 1
	var s, above, excess compensated // excess: weighted deviations of those above
	s.Add(float64(d.w[top] * (d.dev(top) / (1 + d.dev(top)))))
	for i := top - 1; i >= 0; i-- {
		above.Add(d.w[i+1])
		excess.Add(float64(d.w[i+1] * d.dev(i+1)))
		upper := excess.Value() / above.Value()
		lower := -excess.Value() / d.cum[i] // deviations sum to zero
		s.Add(float64(d.w[i] * ((upper - lower) / (1 + upper))))
	}
	return s.Value() / d.total()
}
