package inequality

import (
	"fmt"
	"math"

	"github.com/cogap/cogap/internal/dmath"
)

// Linearised is an estimate with its linearised variable: how the estimate changes with a little more weight of each row,
//
//	z_i = d value/d w_i
//
// over all rows. To first order the estimate varies from sample to sample as the total sum w z does, so a formula for the variance
// of a total, whatever the design of the sample, gives its standard error: see package survey. A row of weight 0 has z = 0.
//
// Each is the exact derivative of the value that this package returns, except where a density is needed, which stands for the jump
// that a quantile makes. z times the sum of weights is the influence function. Values agree with R's convey up to conventions named at
// the functions. Source: Deville 1999; Osier 2009.
type Linearised struct {
	Value float64
	Z     []float64 // of every row, in the unit of the value over that of a weight
}

// linearise builds a Linearised from the influence of each distinct value, which is asked for once for each, ascending; NaN if the value is.
func linearise(x, w []float64, of func(d *Distribution) (value float64, influence func(i int) float64)) (Linearised, error) {
	d, err := New(x, w)
	if err != nil {
		return Linearised{}, err
	}
	value, influence := math.NaN(), func(int) float64 { return math.NaN() }
	if !d.empty() {
		value, influence = of(d)
	}
	influences := make([]float64, len(d.x))
	for i := range influences {
		influences[i] = math.NaN()
		if finite(value) {
			influences[i] = influence(i)
		}
	}
	l := Linearised{Value: value, Z: make([]float64, len(x))}
	for i, v := range x {
		switch {
		case weightAt(w, i) == 0:
		case !finite(value):
			l.Z[i] = math.NaN()
		default:
			k, _ := d.rank(v)
			l.Z[i] = influences[k-1] / d.Weight()
		}
	}
	return l, nil
}

// Minus returns the difference of two estimates of the same rows, such as one of each group with the weights of the other rows 0, or of two
// years. It returns an error if the numbers of rows differ.
func (l Linearised) Minus(other Linearised) (Linearised, error) {
	if err := checkLength("other.Z", len(other.Z), len(l.Z), "Z"); err != nil {
		return Linearised{}, err
	}
	return Linearised{Value: l.Value - other.Value, Z: minus(l.Z, other.Z)}, nil
}

// Plus returns the sum of two estimates of the same rows. It returns an error if the numbers of rows differ.
func (l Linearised) Plus(other Linearised) (Linearised, error) {
	if err := checkLength("other.Z", len(other.Z), len(l.Z), "Z"); err != nil {
		return Linearised{}, err
	}
	return l.plus(other), nil
}

// Times returns the product of two estimates of the same rows. It returns an error if the numbers of rows differ.
func (l Linearised) Times(other Linearised) (Linearised, error) {
	if err := checkLength("other.Z", len(other.Z), len(l.Z), "Z"); err != nil {
		return Linearised{}, err
	}
	p := Linearised{Value: l.Value * other.Value, Z: make([]float64, len(l.Z))}
	for i := range p.Z {
		p.Z[i] = sloped(l.Z[i], other.Value) + sloped(other.Z[i], l.Value)
	}
	return p, nil
}

// Map returns a function of an estimate by its value and its derivative there, the delta method: l.Map(math.Sqrt(l.Value), 1/(2*math.Sqrt(l.Value))) is
// the square root.
func (l Linearised) Map(value, slope float64) Linearised {
	m := Linearised{Value: value, Z: make([]float64, len(l.Z))}
	for i := range m.Z {
		m.Z[i] = sloped(l.Z[i], slope)
	}
	return m
}

// sloped is z times a slope, 0 for a row that does not count whatever the slope.
func sloped(z, slope float64) float64 {
	if z == 0 {
		return 0
	}
	return float64(z * slope)
}

// Over returns the ratio of two estimates of the same rows, such as a mean for each of something else. It returns an error if the numbers
// of rows differ; NaN where the other is 0.
func (l Linearised) Over(other Linearised) (Linearised, error) {
	if err := checkLength("other.Z", len(other.Z), len(l.Z), "Z"); err != nil {
		return Linearised{}, err
	}
	r := Linearised{Value: l.Value / other.Value, Z: make([]float64, len(l.Z))}
	for i := range r.Z {
		if d := l.Z[i] - sloped(other.Z[i], r.Value); d != 0 {
			r.Z[i] = d / other.Value
		}
	}
	return r, nil
}

// LinearisedTotal returns the total of x, sum w x, and z = x. Errors as [New].
func LinearisedTotal(x, w []float64) (Linearised, error) {
	return linearise(x, w, func(d *Distribution) (float64, func(int) float64) {
		return d.Mean() * d.Weight(), func(i int) float64 { return d.x[i] * d.Weight() }
	})
}

// LinearisedMean returns the mean of x and z = (x - mu)/W. Errors as [New].
func LinearisedMean(x, w []float64) (Linearised, error) {
	return linearise(x, w, func(d *Distribution) (float64, func(int) float64) {
		return d.Mean(), func(i int) float64 { return d.gap(i) / d.scale }
	})
}

// LinearisedGini returns [Distribution.Gini] with its linearised variable, the influence of [Distribution.GiniSE] over W. With mid-ranks it
// is exact; convey takes upper ranks, which differ by the order of a row's weight, and is scale dependent in its value. Errors as [New].
func LinearisedGini(x, w []float64) (Linearised, error) {
	return linearise(x, w, func(d *Distribution) (float64, func(int) float64) {
		if !d.relative() {
			return math.NaN(), nil
		}
		return d.Gini(), d.giniInfluenceInOrder()
	})
}

// LinearisedGE returns [Distribution.GE] with its linearised variable, the influence of [Distribution.GESE] over W; convey's svygei has the
// same. Errors as [New] and GE.
func LinearisedGE(x, w []float64, alpha float64) (Linearised, error) {
	if err := checkRange("alpha", alpha, math.Inf(-1), math.Inf(1)); err != nil {
		return Linearised{}, err
	}
	return linearise(x, w, func(d *Distribution) (float64, func(int) float64) {
		ge := d.ge(alpha)
		return ge, func(i int) float64 { return d.entropyTerm(i, alpha) - ge - float64(alpha*ge*d.dev(i)) }
	})
}

// LinearisedAtkinson returns [Distribution.Atkinson] with its linearised variable, epsilon (1-A)^epsilon times that of GE(1-epsilon);
// convey's svyatk has the same. Errors as [New] and Atkinson.
func LinearisedAtkinson(x, w []float64, epsilon float64) (Linearised, error) {
	if err := checkRange("epsilon", epsilon, 0, math.Inf(1)); err != nil {
		return Linearised{}, err
	}
	return linearise(x, w, func(d *Distribution) (float64, func(int) float64) {
		a := d.atkinson(epsilon)
		if a == 1 { // a value of 0
			return a, func(int) float64 { return math.NaN() }
		}
		alpha := 1 - epsilon
		ge, slope := d.ge(alpha), epsilon*dmath.Exp(epsilon*d.logEDE(epsilon))
		return a, func(i int) float64 {
			return slope * (d.entropyTerm(i, alpha) - ge - float64(alpha*ge*d.dev(i)))
		}
	})
}

// LinearisedQuantile returns the p-quantile q (type 2) with its linearised variable
//
//	z = (p - [x <= q])/(W f(q))
//
// with f a Gaussian kernel density of bandwidth h, in the unit of x, which is part of the answer: see [Distribution.Bandwidth]. An interval
// that needs no density is Woodruff's, in package survey. Errors as [RIFQuantile].
func LinearisedQuantile(x, w []float64, p, h float64) (Linearised, error) {
	if err := checkQuantile(p, h); err != nil {
		return Linearised{}, err
	}
	return linearise(x, w, func(d *Distribution) (float64, func(int) float64) { return d.quantileInfluence(p, h) })
}

func checkQuantile(p, h float64) error {
	if err := checkRange("p", p, 0, 1); err != nil {
		return err
	}
	return checkPositive("h", h)
}

func (d *Distribution) quantileInfluence(p, h float64) (float64, func(int) float64) {
	q := d.quantile(p, AveragedInverseCDF)
	density := d.densityAt(q, h)
	return q, func(i int) float64 {
		if d.x[i] <= q {
			return (p - 1) / density
		}
		return p / density
	}
}

// densityAt is the Gaussian kernel density of bandwidth h at a value.
func (d *Distribution) densityAt(at, h float64) float64 {
	return d.kernel(at, h, func(j int) float64 { return d.x[j] })
}

// Bandwidth returns the standard deviation over the fifth root of the number of rows, in the unit of x: a bandwidth for the densities that
// quantiles need. convey takes the sum of weights in the place of the number of rows, so that its densities are the rougher the larger
// the population that weights stand for. 0 if all values are equal. NaN: see [Distribution]. Cost O(n). Source: Deville 1999; Osier 2009.
func (d *Distribution) Bandwidth() float64 {
	return d.StdDev() / dmath.Pow(float64(d.n), 0.2)
}

// LinearisedFGT returns [Distribution.FGT] below a fixed line with its linearised variable, ((line-x)/line)^alpha [x < line] less its mean, over W;
// convey's svyfgt has the same, but for people at the line, who are poor there. Errors as [New] and FGT.
func LinearisedFGT(x, w []float64, alpha, line float64) (Linearised, error) {
	if err := checkPoverty(alpha, line); err != nil {
		return Linearised{}, err
	}
	return linearise(x, w, func(d *Distribution) (float64, func(int) float64) {
		value, _ := d.FGT(alpha, line) // both have been checked
		return value, func(i int) float64 { return d.shortfall(i, alpha, line) - value }
	})
}

func checkPoverty(alpha, line float64) error {
	if err := checkRange("alpha", alpha, 0, math.Inf(1)); err != nil {
		return err
	}
	return checkPositive("line", line)
}

// shortfall is ((line-x)/line)^alpha of the poor, 0 of others.
func (d *Distribution) shortfall(i int, alpha, line float64) float64 {
	if d.x[i] >= line {
		return 0
	}
	return dmath.Pow((line-d.x[i])/line, alpha)
}

// LinearisedRelativePoverty returns FGT below the line share times the p-quantile, with its linearised variable. At alpha = 0, share 0.6 and
// p = 0.5 it is the at-risk-of-poverty rate of Eurostat and convey's svyarpr. With F = FGT and the line c = share q,
//
//	z = ([x < c] ((c-x)/c)^alpha - F)/W + share F'(c) z_q
//
// where z_q is that of the quantile and F'(c) is alpha/c^2 sum f x ((c-x)/c)^(alpha-1) [x < c], or, at alpha = 0, a Gaussian kernel density of
// bandwidth h at c. Errors as [LinearisedQuantile] and [Distribution.FGT]; share must be positive and finite. NaN if the line is not positive.
// Source: Osier 2009; Berger and Skinner 2003.
func LinearisedRelativePoverty(x, w []float64, alpha, share, p, h float64) (Linearised, error) {
	if err := checkQuantile(p, h); err != nil {
		return Linearised{}, err
	}
	if err := checkPoverty(alpha, 1); err != nil {
		return Linearised{}, err
	}
	if err := checkPositive("share", share); err != nil {
		return Linearised{}, err
	}
	return linearise(x, w, func(d *Distribution) (float64, func(int) float64) {
		q, ofQuantile := d.quantileInfluence(p, h)
		line := share * q
		if !(line > 0) {
			return math.NaN(), nil
		}
		value, _ := d.FGT(alpha, line) // both have been checked
		slope := share * d.fgtSlope(alpha, line, h)
		return value, func(i int) float64 {
			return d.shortfall(i, alpha, line) - value + float64(slope*ofQuantile(i))
		}
	})
}

// fgtSlope is d FGT/d line.
func (d *Distribution) fgtSlope(alpha, line, h float64) float64 {
	if alpha == 0 {
		return d.densityAt(line, h)
	}
	return alpha / line * d.average(func(i int) float64 {
		if d.x[i] >= line {
			return 0
		}
		return d.x[i] / line * dmath.Pow((line-d.x[i])/line, alpha-1)
	})
}

// LinearisedLorenz returns [Distribution.Lorenz] at p, the share of the poorest p, with its linearised variable
//
//	z = ((x - q)[x <= q] + p q - L(p) x)/(W mu)
//
// with q the p-quantile. The density of the quantile cancels. Errors as [New] and Lorenz. Source: Langel and Tille 2011.
func LinearisedLorenz(x, w []float64, p float64) (Linearised, error) {
	if err := checkRange("p", p, 0, 1); err != nil {
		return Linearised{}, err
	}
	return linearise(x, w, func(d *Distribution) (float64, func(int) float64) {
		value := d.lorenz(p)
		return value, d.lorenzInfluence(p, value)
	})
}

func (d *Distribution) lorenzInfluence(p, value float64) func(i int) float64 {
	if !d.relative() {
		return nil
	}
	k, _ := d.rank(d.quantile(p, InverseCDF))
	q := d.scaled(k - 1)
	return func(i int) float64 {
		below := float64(p * q)
		if i < k {
			below += d.scaled(i) - q
		}
		return (below - float64(value*d.scaled(i))) / d.mu()
	}
}

// LinearisedShareRatio returns what the richest share top holds over what the poorest share bottom holds, with its linearised variable. It is
// [Distribution.S80S20], the quintile share ratio, with 0.2 and 0.2, and [Distribution.Palma] with 0.1 and 0.4. By thresholds it is
// [LinearisedQuintileShareRatio], which differs where values are tied. It returns an error if a share is not in (0, 1], and as [New].
func LinearisedShareRatio(x, w []float64, top, bottom float64) (Linearised, error) {
	for _, s := range []struct {
		name  string
		value float64
	}{{"top", top}, {"bottom", bottom}} {
		if !(s.value > 0 && s.value <= 1) {
			return Linearised{}, fmt.Errorf("inequality: %s: got %v, want a share above 0 and at most 1", s.name, s.value)
		}
	}
	return linearise(x, w, func(d *Distribution) (float64, func(int) float64) {
		upper, lower := d.lorenz(1-top), d.lorenz(bottom)
		value := ratio(1-upper, lower)
		ofUpper, ofLower := d.lorenzInfluence(1-top, upper), d.lorenzInfluence(bottom, lower)
		return value, func(i int) float64 { return (-ofUpper(i) - float64(value*ofLower(i))) / lower }
	})
}

// LinearisedQuintileShareRatio returns [Distribution.QuintileShareRatio], the official S80/S20, with its linearised variable. With the quantiles q80 and q20, and U and L what
// those above the one and those up to the other have in all,
//
//	z = (x [x > q80] + q80 ([x <= q80] - 0.8) - U/L (x [x <= q20] - q20 ([x <= q20] - 0.2)))/L
//
// The densities of the quantiles cancel; convey's svyqsr is the same to first order. Errors as [New]. Source: Osier 2009; Langel and Tille 2011.
func LinearisedQuintileShareRatio(x, w []float64) (Linearised, error) {
	return linearise(x, w, func(d *Distribution) (float64, func(int) float64) {
		value := d.QuintileShareRatio()
		if math.IsNaN(value) || math.IsInf(value, 0) {
			return value, nil
		}
		upper, lower := d.quantile(0.8, AveragedInverseCDF), d.quantile(0.2, AveragedInverseCDF)
		k, _ := d.rank(lower)
		held := d.incomeUpToValue(k-1) / d.total()
		upTo := func(i int, q, p float64) float64 { // x [x <= q] - q ([x <= q] - p)
			below := float64(p * (q * d.scale))
			if d.x[i] <= q {
				below += d.scaled(i) - float64(q*d.scale)
			}
			return below
		}
		return value, func(i int) float64 {
			above := d.scaled(i) - upTo(i, upper, 0.8)
			return (above - float64(value*upTo(i, lower, 0.2))) / held
		}
	})
}

// LinearisedConcentration returns [Concentration.Index] with its linearised variable, the influence of [Concentration.IndexSE] over W. Errors
// as [NewConcentration].
func LinearisedConcentration(y, rank, w []float64) (Linearised, error) {
	c, err := NewConcentration(y, rank, w)
	if err != nil {
		return Linearised{}, err
	}
	l := Linearised{Value: c.Index(), Z: make([]float64, len(y))}
	for i := range y {
		switch {
		case weightAt(w, i) == 0:
		case !c.relative():
			l.Z[i] = math.NaN()
		default:
			k, _ := c.by.rank(rank[i])
			l.Z[i] = c.influence(k-1, y[i], l.Value) / c.by.Weight()
		}
	}
	return l, nil
}
