package inequality

import "math"

// What is not here follows by [Linearised.Plus], Minus, Times, Over and Map: the coefficient of variation is the root of the variance over the mean, Mehran's index is
// [LinearisedSGini] at 3, and an index that is a mean of a function of x over people, such as those of Watts and Chakravarty, is [LinearisedMean] of that function.

// LinearisedVariance returns [Distribution.Variance] with its linearised variable, ((x - mu)^2 - variance)/W. Errors as [New].
func LinearisedVariance(x, w []float64) (Linearised, error) {
	return linearise(x, w, func(d *Distribution) (float64, func(int) float64) {
		v := d.Variance()
		return v, func(i int) float64 { return squared(d.gap(i)/d.scale) - v }
	})
}

// LinearisedAbsoluteGini returns [Distribution.AbsoluteGini] with its linearised variable, the influence of [Distribution.AbsoluteGiniSE] over W. Errors as [New].
func LinearisedAbsoluteGini(x, w []float64) (Linearised, error) {
	return linearise(x, w, func(d *Distribution) (float64, func(int) float64) {
		influence, unit := d.absoluteGiniInfluence(), d.widest()/d.scale
		return d.AbsoluteGini(), func(i int) float64 { return influence(i) * unit }
	})
}

// LinearisedHoover returns [Distribution.Hoover] with its linearised variable, the influence of [Distribution.HooverSE] over W. Errors as [New].
func LinearisedHoover(x, w []float64) (Linearised, error) {
	return linearise(x, w, func(d *Distribution) (float64, func(int) float64) {
		if !d.relative() {
			return math.NaN(), nil
		}
		h := d.Hoover()
		return h, d.hooverInfluence(h)
	})
}

// LinearisedSGini returns [Distribution.SGini] with its linearised variable, the influence of [Distribution.SGiniSE] over W. Errors as [New] and SGini.
func LinearisedSGini(x, w []float64, nu float64) (Linearised, error) {
	if err := checkRange("nu", nu, 1, math.Inf(1)); err != nil {
		return Linearised{}, err
	}
	return linearise(x, w, func(d *Distribution) (float64, func(int) float64) {
		if !d.relative() {
			return math.NaN(), nil
		}
		value := d.extended(nu, d.dev)
		return value, d.lStatisticInfluence(value, sginiWeights(nu))
	})
}

// LinearisedBonferroni returns [Distribution.Bonferroni] with its linearised variable, the influence of [Distribution.BonferroniSE] over W. Errors as [New].
func LinearisedBonferroni(x, w []float64) (Linearised, error) {
	return linearise(x, w, func(d *Distribution) (float64, func(int) float64) {
		if !d.relative() {
			return math.NaN(), nil
		}
		value := d.Bonferroni()
		return value, d.bonferroniInfluence(value)
	})
}

// LinearisedKolmPollak returns [Distribution.KolmPollak] with its linearised variable, the influence of [Distribution.KolmPollakSE] over W. The mean less it, or for kappa < 0 plus it,
// is the equally distributed equivalent. Errors as [New] and KolmPollak.
func LinearisedKolmPollak(x, w []float64, kappa float64) (Linearised, error) {
	if err := checkRange("kappa", kappa, math.Inf(-1), math.Inf(1)); err != nil {
		return Linearised{}, err
	}
	return linearise(x, w, func(d *Distribution) (float64, func(int) float64) {
		k := d.kolm(kappa)
		return k, d.kolmInfluence(kappa, k)
	})
}

// LinearisedKakwani returns [Distribution.Kakwani], of the length of the Lorenz curve, with its linearised variable, the influence of [Distribution.KakwaniSE] over W. Errors as [New].
func LinearisedKakwani(x, w []float64) (Linearised, error) {
	return linearise(x, w, func(d *Distribution) (float64, func(int) float64) {
		if !d.relative() {
			return math.NaN(), nil
		}
		return d.Kakwani(), d.lengthInfluence()
	})
}

// LinearisedGeneralizedLorenz returns [Distribution.GeneralizedLorenz] at p with its linearised variable
//
//	z = ((x - q)[x <= q] + p q - GL(p))/W
//
// with q the p-quantile, whose density cancels. It is defined for any mean. Errors as [New] and GeneralizedLorenz.
func LinearisedGeneralizedLorenz(x, w []float64, p float64) (Linearised, error) {
	if err := checkRange("p", p, 0, 1); err != nil {
		return Linearised{}, err
	}
	return linearise(x, w, func(d *Distribution) (float64, func(int) float64) {
		value := d.incomeUpTo(p) / d.total() / d.scale
		return value, d.generalizedLorenzInfluence(p, value)
	})
}

// generalizedLorenzInfluence is in the unit of x.
func (d *Distribution) generalizedLorenzInfluence(p, value float64) func(i int) float64 {
	k, _ := d.rank(d.quantile(p, InverseCDF))
	q := d.x[k-1]
	return func(i int) float64 {
		below := float64(p * q)
		if i < k {
			below += d.x[i] - q
		}
		return below - value
	}
}

// LinearisedConcentrationRatio returns [Distribution.ConcentrationRatio] of the k largest with its linearised variable. With p = 1 - k/W and q the p-quantile,
//
//	z = -z_L(p) - q/mu k/W^2
//
// where z_L is that of [LinearisedLorenz]: one more row makes the k largest a smaller share of all. Errors as [New] and ConcentrationRatio.
func LinearisedConcentrationRatio(x, w []float64, k float64) (Linearised, error) {
	if err := checkRange("k", k, 0, math.Inf(1)); err != nil {
		return Linearised{}, err
	}
	return linearise(x, w, func(d *Distribution) (float64, func(int) float64) {
		top := k / d.Weight()
		if !d.relative() || top >= 1 {
			return 1 - d.lorenz(0), func(int) float64 { return 0 }
		}
		l := d.lorenz(1 - top)
		of := d.lorenzInfluence(1-top, l)
		at, _ := d.rank(d.quantile(1-top, InverseCDF))
		fewer := top * d.ratioTo(at-1)
		return 1 - l, func(i int) float64 { return -of(i) - fewer }
	})
}

// LinearisedZenga returns [Distribution.Zenga] with its linearised variable, the influence of [Distribution.ZengaSE] over W. Errors as [New].
func LinearisedZenga(x, w []float64) (Linearised, error) {
	return linearise(x, w, func(d *Distribution) (float64, func(int) float64) {
		if !d.relative() {
			return math.NaN(), nil
		}
		z := d.Zenga()
		return z, d.zengaInfluence(z)
	})
}

// LinearisedWolfson returns [Distribution.Wolfson] with its linearised variable, the influence of [Distribution.WolfsonSE] over W, with a Gaussian kernel density of bandwidth h
// at the median; see [Distribution.Bandwidth]. Errors as [New], and if h is not positive and finite.
func LinearisedWolfson(x, w []float64, h float64) (Linearised, error) {
	if err := checkPositive("h", h); err != nil {
		return Linearised{}, err
	}
	return linearise(x, w, func(d *Distribution) (float64, func(int) float64) {
		value := d.Wolfson()
		if math.IsNaN(value) {
			return value, nil
		}
		return value, d.wolfsonInfluence(value, h)
	})
}

// LinearisedSen returns [Distribution.Sen] below a fixed line with its linearised variable, the influence of [Distribution.SenSE] over W. Errors as [New] and Sen.
func LinearisedSen(x, w []float64, z float64) (Linearised, error) {
	if err := checkPositive("z", z); err != nil {
		return Linearised{}, err
	}
	return linearise(x, w, func(d *Distribution) (float64, func(int) float64) {
		value, _ := d.Sen(z) // z has been checked
		return value, d.senInfluence(z, value)
	})
}

// LinearisedSST returns [Distribution.SST] below a fixed line with its linearised variable, the influence of [Distribution.SSTSE] over W. Errors as [New] and SST.
func LinearisedSST(x, w []float64, z float64) (Linearised, error) {
	if err := checkPositive("z", z); err != nil {
		return Linearised{}, err
	}
	return linearise(x, w, func(d *Distribution) (float64, func(int) float64) {
		value, _ := d.SST(z) // z has been checked
		return value, d.sstInfluence(z, value)
	})
}
