package inequality

import "math"

// Hoover returns the Hoover (Pietra, Schutz) index, sum f abs(x - mu)/(2 mu): the share of the
// total that would have to move to make all equal, and the largest distance between p and
// L(p). No unit; 0 to 1 for x >= 0; NaN if the mean is not positive. Cost O(n).
func (d *Distribution) Hoover() float64 {
	if !d.relative() {
		return math.NaN()
	}
	return d.average(func(i int) float64 { return math.Abs(d.dev(i)) }) / 2
}
