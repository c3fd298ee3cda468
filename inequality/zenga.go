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

// ZengaSE returns the linearised standard error of [Distribution.Zenga]. With L_i the mean of those up to value i, U_i that of those above it (the largest value itself at the top), and
// q_i = L_i/U_i,
//
//	IF_k = 1 - Zenga - q_k - sum over i >= k of w_i (x_k - L_i)/(C_i U_i) + sum over i < k of w_i q_i (x_k - U_i)/(U_i (W - C_i))
//
// with cumulated weights C of the sum W, and var = n/(n-1) sum (f_i IF_i)^2. It is the derivative of the value by the weights. No unit. NaN for a single row and where the index is.
// Cost O(n) after sorting. convey's svyzenga treats ties one by one.
func (d *Distribution) ZengaSE() float64 {
	if !d.relative() {
		return math.NaN()
	}
	return d.linearised(d.zengaInfluence(d.Zenga()))
}

// zengaSums are parts of the influence: its terms by x and without.
type zengaSums struct{ byValue, rest compensated }

// zengaInfluence is to be called once for each i from 0 up.
func (d *Distribution) zengaInfluence(zenga float64) func(k int) float64 {
	top := len(d.x) - 1
	var up, from zengaSums // of those from the value reached up, of all at first; and of those below it
	visit := d.zengaMeans()
	for i := range d.x {
		lower, upper := visit(i)
		part := d.w[i] / d.cum[i] / upper
		up.byValue.Add(part)
		up.rest.Add(float64(part * lower))
	}
	visit = d.zengaMeans()
	return func(k int) float64 {
		lower, upper := visit(k)
		x := d.ratioTo(k)
		influence := 1 - zenga - lower/upper - (float64(x*up.byValue.Value()) - up.rest.Value()) + (float64(x*from.byValue.Value()) - from.rest.Value())
		part := d.w[k] / d.cum[k] / upper
		up.byValue.Add(-part)
		up.rest.Add(-float64(part * lower))
		if k < top {
			above := d.w[k] * (lower / upper) / (d.total() - d.cum[k])
			from.byValue.Add(above / upper)
			from.rest.Add(above)
		}
		return influence
	}
}

// zengaMeans returns the means of those up to the i-th value and above it, over the mean, to be called once for each i from 0 up.
func (d *Distribution) zengaMeans() func(i int) (lower, upper float64) {
	var excess compensated // weighted deviations of those up to here; all of them sum to 0
	return func(i int) (lower, upper float64) {
		excess.Add(float64(d.w[i] * d.dev(i)))
		lower = 1 + excess.Value()/d.cum[i]
		if i == len(d.x)-1 {
			return lower, d.ratioTo(i)
		}
		return lower, 1 - excess.Value()/(d.total()-d.cum[i])
	}
}
