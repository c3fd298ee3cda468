package inequality

import (
	"math"

	"github.com/cogap/cogap/internal/dmath"
)

// The indices of Erreygers and Wagstaff, the modified one and that of achievement follow from these and [LinearisedMean] by [Linearised.Times], Over and Map.

// LinearisedConcentrationGeneralized returns [Concentration.Generalized], the mean times the index, with its linearised variable. It is defined for any mean. Errors as
// [NewConcentration].
//
// Of an index sum y_k [V(F_k) - V(F_{k-1})] over ranks k with averages y_k, cumulated shares F, V(0) = V(1) = 0 and the derivative v of V,
//
//	W z = (y - y_k) [V(F_k) - V(F_{k-1})]/f_k + sum over j of (y_j - y_{j+1}) v(F_j) ([k <= j] - F_j)
//
// for a row at rank k. Here V(p) = p^2 - p. It is the derivative of the value by a weight.
func LinearisedConcentrationGeneralized(y, rank, w []float64) (Linearised, error) {
	c, err := NewConcentration(y, rank, w)
	if err != nil {
		return Linearised{}, err
	}
	l := c.linearised(y, rank, w, func(p float64) float64 { return p * (p - 1) }, func(p float64) float64 { return 2*p - 1 })
	l.Value = c.Generalized()
	return l, nil
}

// LinearisedConcentrationExtended returns [Concentration.Extended] with its linearised variable, that of [LinearisedConcentrationGeneralized] with V(p) = (1-p)^nu + p - 1 and of the
// mean. Errors as [NewConcentration] and Extended.
func LinearisedConcentrationExtended(y, rank, w []float64, nu float64) (Linearised, error) {
	if err := checkRange("nu", nu, 1, math.Inf(1)); err != nil {
		return Linearised{}, err
	}
	c, err := NewConcentration(y, rank, w)
	if err != nil {
		return Linearised{}, err
	}
	value, _ := c.Extended(nu) // nu has been checked
	return c.overMean(value, y, w, c.linearised(
		y, rank, w,
		func(p float64) float64 { return dmath.Pow(1-p, nu) + p - 1 },
		func(p float64) float64 { return 1 - float64(nu*dmath.Pow(1-p, nu-1)) },
	)), nil
}

// LinearisedConcentrationSymmetric returns [Concentration.Symmetric] with its linearised variable, that of [LinearisedConcentrationGeneralized] with
// V(p) = (abs(2p-1)^beta - 1)/4 and of the mean. Errors as [NewConcentration] and Symmetric.
func LinearisedConcentrationSymmetric(y, rank, w []float64, beta float64) (Linearised, error) {
	if err := checkAbove("beta", beta, 1); err != nil {
		return Linearised{}, err
	}
	c, err := NewConcentration(y, rank, w)
	if err != nil {
		return Linearised{}, err
	}
	value, _ := c.Symmetric(beta) // beta has been checked
	return c.overMean(value, y, w, c.linearised(
		y, rank, w,
		func(p float64) float64 { return (dmath.Pow(math.Abs(2*p-1), beta) - 1) / 4 },
		func(p float64) float64 { return math.Copysign(beta/2*dmath.Pow(math.Abs(2*p-1), beta-1), 2*p-1) },
	)), nil
}

// LinearisedSlopeIndex returns [Concentration.SlopeIndex], 2 mu C/E with E the average of (2R-1)^2, with its linearised variable. E is (1 - sum f^3)/3 over ranks, whose influence is
// sum f^3 - f_k^2. Errors as [NewConcentration].
func LinearisedSlopeIndex(y, rank, w []float64) (Linearised, error) {
	c, err := NewConcentration(y, rank, w)
	if err != nil {
		return Linearised{}, err
	}
	g, err := LinearisedConcentrationGeneralized(y, rank, w)
	if err != nil || c.empty() {
		return g, err
	}
	cube := c.by.average(func(k int) float64 { return squared(c.by.w[k] / c.by.total()) })
	e := Linearised{Value: c.by.average(func(k int) float64 { return squared(c.by.spread(k)) }), Z: make([]float64, len(y))}
	for i := range y {
		if weightAt(w, i) > 0 {
			k, _ := c.by.rank(rank[i])
			e.Z[i] = (cube - squared(c.by.w[k-1]/c.by.total())) / c.by.Weight()
		}
	}
	s, err := g.Map(2*g.Value, 2).Over(e)
	s.Value = c.SlopeIndex()
	return s, err
}

// linearised is the linearised variable of sum y_k [V(F_k) - V(F_{k-1})], in the unit of y over that of a weight.
func (c *Concentration) linearised(y, rank, w []float64, whole, slope func(p float64) float64) Linearised {
	l := Linearised{Value: math.NaN(), Z: make([]float64, len(y))}
	if c.empty() {
		for i := range y {
			if weightAt(w, i) > 0 {
				l.Z[i] = math.NaN()
			}
		}
		return l
	}
	n := len(c.gaps)
	step := make([]float64, n) // (y_j - y_{j+1}) v(F_j)
	var all compensated
	for j := range n - 1 {
		p := c.by.cum[j] / c.by.total()
		step[j] = (c.gaps[j] - c.gaps[j+1]) * slope(p)
		all.Add(float64(step[j] * p))
	}
	moved, bracket := make([]float64, n), make([]float64, n)
	var above compensated // steps from k on
	for k := n - 1; k >= 0; k-- {
		above.Add(step[k])
		moved[k] = above.Value() - all.Value()
		bracket[k] = (whole(c.by.cum[k]/c.by.total()) - whole(c.by.below(k)/c.by.total())) / (c.by.w[k] / c.by.total())
	}
	for i := range y {
		if weightAt(w, i) == 0 {
			continue
		}
		k, _ := c.by.rank(rank[i])
		k--
		gap := (float64(y[i]*c.of.scale) - c.of.mean) - c.of.rest
		l.Z[i] = (float64((gap-c.gaps[k])*bracket[k]) + moved[k]) / c.of.scale / c.by.Weight()
	}
	return l
}

// overMean is an index relative to the mean, from the linearised variable of the absolute one.
func (c *Concentration) overMean(value float64, y, w []float64, absolute Linearised) Linearised {
	l := Linearised{Value: value, Z: absolute.Z}
	mean := c.of.Mean()
	for i := range y {
		if weightAt(w, i) > 0 {
			l.Z[i] = (l.Z[i] - float64(value*(y[i]-mean))/c.by.Weight()) / mean
		}
	}
	return l
}

// LinearisedConcentrationCurve returns [Concentration.Curve] at p with its linearised variable
//
//	z = ((y - m)[F <= p] + p m - C(p) y)/(W mu),   m = E(y at rank p)
//
// with ranks F and, since who is at the rank p differs from sample to sample, for m the mean of y by a Gaussian kernel over mid-ranks with the bandwidth sqrt(1/12)/n^(1/5), that of
// [Distribution.Bandwidth] for ranks. So it is no exact derivative, and the jackknife, which takes the y of one row for m, says something else. Errors as [NewConcentration] and Curve. Source: by the
// same steps as [LinearisedLorenz], where y is the quantile at p; the bandwidth is an assumption.
func LinearisedConcentrationCurve(y, rank, w []float64, p float64) (Linearised, error) {
	c, err := NewConcentration(y, rank, w)
	if err != nil {
		return Linearised{}, err
	}
	value, err := c.Curve(p)
	if err != nil {
		return Linearised{}, err
	}
	l := Linearised{Value: value, Z: make([]float64, len(y))}
	mean := c.of.Mean()
	var at float64
	if !math.IsNaN(value) {
		at = c.meanAtRank(p)
	}
	for i := range y {
		switch {
		case weightAt(w, i) == 0:
		case math.IsNaN(value):
			l.Z[i] = value
		default:
			k, _ := c.by.rank(rank[i])
			part := min(max((float64(p*c.by.total())-c.by.below(k-1))/c.by.w[k-1], 0), 1) // of those at this rank who are up to p
			l.Z[i] = (float64(part*(y[i]-at)) + float64(p*at) - float64(value*y[i])) / mean / c.by.Weight()
		}
	}
	return l, nil
}

// meanAtRank is the mean of y at a share of people by rank, in the unit of y.
func (c *Concentration) meanAtRank(p float64) float64 {
	h := math.Sqrt(1.0/12) / dmath.Pow(float64(c.by.n), 0.2)
	var weighed, all compensated
	before := 0.0
	for k, upTo := range c.income { // scaled
		middle := (c.by.below(k) + float64(c.by.w[k]/2)) / c.by.total()
		near := dmath.Exp(-squared((middle-p)/h) / 2)
		weighed.Add(float64(near * (upTo - before)))
		all.Add(float64(near * c.by.w[k]))
		before = upTo
	}
	return weighed.Value() / all.Value() / c.of.scale
}
