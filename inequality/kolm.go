package inequality

import (
	"math"

	"github.com/cogap/cogap/inequality/internal/entropy"
	"github.com/cogap/cogap/internal/dmath"
)

// Kolm returns the Kolm index with inequality aversion alpha >= 0, in 1/unit of x:
//
//	K = (1/alpha) ln sum f exp(alpha (mu - x))
//
// It is in the unit of x and does not change when everybody gains the same amount: the
// absolute counterpart of Atkinson. 0 at alpha = 0, its limit, and when all are equal; any
// sign of x is fine. NaN: see [Distribution]. It returns an error if alpha is negative or not
// finite; see [Distribution.KolmPollak] for negative ones. Cost O(n). Source: Kolm 1976.
func (d *Distribution) Kolm(alpha float64) (float64, error) {
	if err := checkRange("alpha", alpha, 0, math.Inf(1)); err != nil || d.empty() {
		return math.NaN(), err
	}
	return d.kolm(alpha), nil
}

// KolmPollak returns the Kolm-Pollak index with the parameter kappa, in 1/unit of x: with kappa > 0, for what is good to have, it is
// mean - EDE, the [Distribution.Kolm] index of kappa; with kappa < 0, for what is bad to have, such as noise, it is EDE - mean,
//
//	EDE = -(1/kappa) ln sum f exp(-kappa x)
//
// In the unit of x, never negative, 0 when all are equal and at kappa = 0, its limit. Python's inequalipy calls the same index
// kolm_pollak, with kappa from [Distribution.KolmPollakKappa]. NaN: see [Distribution]. It returns an error if kappa is not finite. Cost O(n).
func (d *Distribution) KolmPollak(kappa float64) (float64, error) {
	if err := checkRange("kappa", kappa, math.Inf(-1), math.Inf(1)); err != nil || d.empty() {
		return math.NaN(), err
	}
	return d.kolm(kappa), nil
}

// KolmPollakEDE returns the equally distributed equivalent of Kolm and Pollak, -(1/kappa) ln sum f exp(-kappa x): the amount which, if
// everyone had it, would be as good (kappa > 0) or as bad (kappa < 0) as what they have. In the unit of x; the mean at kappa = 0, its limit.
// Edge cases and errors as [Distribution.KolmPollak]. Cost O(n).
func (d *Distribution) KolmPollakEDE(kappa float64) (float64, error) {
	k, err := d.KolmPollak(kappa)
	if kappa < 0 {
		k = -k
	}
	return d.Mean() - k, err
}

// KolmPollakKappa returns epsilon sum f x / sum f x^2, the parameter kappa for which [Distribution.KolmPollak] near equality is as averse to
// inequality as [Distribution.Atkinson] at epsilon. In 1/unit of x; NaN if all values are 0, otherwise see [Distribution]. It returns an
// error if epsilon is not finite. Cost O(n).
func (d *Distribution) KolmPollakKappa(epsilon float64) (float64, error) {
	if err := checkRange("epsilon", epsilon, math.Inf(-1), math.Inf(1)); err != nil || d.empty() {
		return math.NaN(), err
	}
	top := max(math.Abs(d.scaled(0)), math.Abs(d.scaled(len(d.x)-1)))
	squares := d.average(func(i int) float64 { return squared(d.scaled(i) / top) })
	return epsilon * (d.mu() / top) / squares / top * d.scale, nil
}

// kolm is abs of the mean less the EDE, for alpha of either sign.
func (d *Distribution) kolm(alpha float64) float64 {
	if alpha == 0 || len(d.x) == 1 {
		return 0
	}
	unit, size := alpha/d.scale, math.Abs(alpha)
	worst := 0 // the value with the largest exponential
	if alpha < 0 {
		worst = len(d.x) - 1
	}
	if u := unit * d.gap(worst); u > -1 { // mean(exp(-u)) - 1, in terms that are all >= 0
		excess := d.average(func(i int) float64 { return expLess1(-unit * d.gap(i)) })
		return dmath.Log1p(excess) / size
	}
	mean := d.average(func(i int) float64 {
		return dmath.Exp(-unit * (d.scaled(i) - d.scaled(worst)))
	})
	return math.Abs(d.gap(worst))/d.scale + entropy.Log(mean)/size
}

// expLess1 is exp(u) - 1 - u, >= 0.
func expLess1(u float64) float64 {
	if math.Abs(u) >= 0.1 {
		return dmath.Expm1(u) - u
	}
	term := float64(u*u) / 2
	sum := term
	for k := 3.0; math.Abs(term) > 0x1p-60*sum; k++ {
		term = float64(term * (u / k))
		sum += term
	}
	return sum
}

// KolmSE returns the linearised standard error of [Distribution.Kolm], with s_i = exp(alpha (mu - x_i)) over its mean:
//
//	IF_i = (s_i - 1)/alpha + x_i - mu,   var = n/(n-1) sum (f_i IF_i)^2
//
// In the unit of x. NaN for a single row and where the index is. It returns an error if alpha is negative or not finite. Cost O(n).
func (d *Distribution) KolmSE(alpha float64) (float64, error) {
	if err := checkRange("alpha", alpha, 0, math.Inf(1)); err != nil {
		return math.NaN(), err
	}
	return d.KolmPollakSE(alpha)
}

// KolmPollakSE returns the linearised standard error of [Distribution.KolmPollak], for kappa < 0 from minus the influence of [Distribution.KolmSE]. In the unit of x. NaN for a
// single row and where the index is. It returns an error if kappa is not finite. Cost O(n).
func (d *Distribution) KolmPollakSE(kappa float64) (float64, error) {
	k, err := d.KolmPollak(kappa)
	if err != nil || d.empty() {
		return math.NaN(), err
	}
	return d.linearised(d.kolmInfluence(kappa, k)), nil
}

// kolmInfluence is that on the index k, in the unit of x.
func (d *Distribution) kolmInfluence(kappa, k float64) func(i int) float64 {
	switch {
	case kappa == 0:
		return func(int) float64 { return 0 }
	case kappa < 0: // k is EDE - mean
		return func(i int) float64 {
			gap := d.gap(i) / d.scale
			return -dmath.Expm1(-kappa*(gap-k))/kappa - gap
		}
	}
	return func(i int) float64 {
		gap := d.gap(i) / d.scale
		return dmath.Expm1(-kappa*(gap+k))/kappa + gap
	}
}
