package inequality

import "sort"

// sortFloats sorts x in place, ascending. x holds no NaN.
func sortFloats(x []float64) { sort.Float64s(x) }

// sortPairs sorts x in place, ascending, and moves w along. x holds no NaN.
func sortPairs(x, w []float64) { sort.Sort(pairs{x, w}) }

type pairs struct{ x, w []float64 }

func (p pairs) Len() int           { return len(p.x) }
func (p pairs) Less(i, j int) bool { return p.x[i] < p.x[j] }
func (p pairs) Swap(i, j int) {
	p.x[i], p.x[j] = p.x[j], p.x[i]
	p.w[i], p.w[j] = p.w[j], p.w[i]
}
