package inequality

import "math"

// RelativeDeprivation returns how much a person with value v lacks compared with the others,
// sum f_j max(x_j - v, 0), in the unit of x. Averaged over all people it is mean times Gini,
// [Distribution.AbsoluteGini]. v need not occur in the data. NaN: see [Distribution].
// Cost O(log n), after O(n) once. Source: Yitzhaki 1979.
func (d *Distribution) RelativeDeprivation(v float64) float64 {
	if d.empty() || math.IsNaN(v) {
		return math.NaN()
	}
	i, upTo := d.rank(v)
	if i == len(d.x) {
		return 0
	}
	above := d.allIncome() - d.incomeUpToValue(i-1)
	lack := above - float64((d.total()-upTo)*float64(v*d.scale))
	return max(lack/d.total()/d.scale, 0)
}
