// Code generated from equations.go by generate.go; DO NOT EDIT.

//go:build goexperiment.simd && go1.27 && !purego

package agent

import "simd"

// constantsRows are the numbers of constants that the rule reads.
type constantsRows struct {
	subsistence, necessity, one, heard, heed, drift, habitOff, tiny, missed, growth, noise, gain, noise2, habitOn, habitUp, learning, passThrough row
}

func (r *constantsRows) set(x *constants) {
	r.subsistence.set(x.subsistence)
	r.necessity.set(x.necessity)
	r.one.set(1)
	r.heard.set(x.heard)
	r.heed.set(x.heed)
	r.drift.set(x.drift)
	r.habitOff.set(x.habitOff)
	r.tiny.set(tiny)
	r.missed.set(x.missed)
	r.growth.set(x.growth)
	r.noise.set(x.noise)
	r.gain.set(x.gain)
	r.noise2.set(x.noise2)
	r.habitOn.set(x.habitOn)
	r.habitUp.set(x.habitUp)
	r.learning.set(x.learning)
	r.passThrough.set(x.passThrough)
}

// tierRows are the numbers of tier that the rule reads.
type tierRows struct {
	atStake, risk row
}

func (r *tierRows) set(x *tier) {
	r.atStake.set(x.atStake)
	r.risk.set(x.risk)
}

// abilityWide is the most that a person can spend on AI, A, where that is not below 0; money is its income with what policies
// add.
func abilityWide(k *wide, s, money simd.Float32s) simd.Float32s {
	return money.Sub(of(&k.subsistence)).Mul(s)
}

// moneyAtStakeWide is the money at stake per unit of captured gain, y*a, with the necessity premium on it.
func moneyAtStakeWide(k *wide, y, a, h simd.Float32s) simd.Float32s {
	return y.Mul(a).Mul(h.Mul(of(&k.necessity)).Add(of(&k.one)))
}

// riskDiscountWide is what risk aversion takes off a belief for its variance, but for the tier's part.
func riskDiscountWide(a, omega simd.Float32s) simd.Float32s {
	return a.Mul(omega)
}

// valuationWide is what a tier is worth to a person, W, where that is not below 0.
func valuationWide(o *wideTier, stake, gamma, discount simd.Float32s) simd.Float32s {
	return stake.Mul(of(&o.atStake)).Mul(gamma.Sub(discount.Mul(of(&o.risk))))
}

// surplusWide is what a tier leaves to a person who takes it, W - P.
func surplusWide(worth, price simd.Float32s) simd.Float32s {
	return positiveWide(worth).Sub(price)
}

// reservationWide is the highest price at which a person takes a tier, R = min(W, A), or 0 where one of the two is below.
func reservationWide(worth, ability simd.Float32s) simd.Float32s {
	return worth.ToBits().BitsToInt32().Min(ability.ToBits().BitsToInt32()).Max(simd.Int32s{}).ToBits().BitsToFloat32()
}

// reachesWide tells whether a valuation or an ability is enough for a price; see barOf.
func reachesWide(x simd.Float32s, bar simd.Int32s) simd.Mask32s {
	return x.ToBits().BitsToInt32().GreaterEqual(bar)
}

// wordOfMouthWide is the belief of somebody without access, who hears of that of the users.
func wordOfMouthWide(k *wide, gamma simd.Float32s) simd.Float32s {
	return gamma.Add(of(&k.heard).Sub(gamma).Mul(of(&k.heed)))
}

// beliefDriftWide is the variance of a belief that no experience renews: it grows by q.
func beliefDriftWide(k *wide, omega simd.Float32s) simd.Float32s {
	return omega.Add(of(&k.drift))
}

// habitDecayWide is the habit of somebody without access.
func habitDecayWide(k *wide, h simd.Float32s) simd.Float32s {
	return h.Mul(of(&k.habitOff)).Add(of(&k.tiny)).Sub(of(&k.tiny))
}

// withdrawnWide is the augmented cognition of somebody without access: unaided cognition less the withdrawal loss, c - w*h*c.
func withdrawnWide(k *wide, c, h simd.Float32s) simd.Float32s {
	return c.Sub(h.Mul(of(&k.missed)).Mul(c))
}

// incomeWithoutWide is the income of somebody without access, who gains nothing.
func incomeWithoutWide(k *wide, y simd.Float32s) simd.Float32s {
	return y.Mul(of(&k.growth))
}

// signalWide is the gain that somebody with access experiences, z.
func signalWide(k *wide, luck simd.Float32s) simd.Float32s {
	return luck.Mul(of(&k.noise)).Add(of(&k.gain))
}

// kalmanGainWide is the weight of that experience against the belief, K = omega/(omega + sigma^2).
func kalmanGainWide(k *wide, omega simd.Float32s) simd.Float32s {
	return omega.Div(omega.Add(of(&k.noise2)))
}

// posteriorMeanWide is the belief of somebody with access, who learns from experience.
func posteriorMeanWide(gamma, kalman, z simd.Float32s) simd.Float32s {
	return gamma.Add(kalman.Mul(z.Sub(gamma)))
}

// posteriorVarianceWide is the variance of that belief, with its drift.
func posteriorVarianceWide(k *wide, omega, kalman simd.Float32s) simd.Float32s {
	return omega.Sub(kalman.Mul(omega)).Add(of(&k.drift))
}

// habitFormationWide is the habit of somebody with access.
func habitFormationWide(k *wide, h simd.Float32s) simd.Float32s {
	return h.Mul(of(&k.habitOn)).Add(of(&k.habitUp))
}

// outputGainWide is the gain in output from AI, G; delivered is the quality that arrives.
func outputGainWide(k *wide, a, delivered simd.Float32s) simd.Float32s {
	return a.Mul(of(&k.gain)).Mul(delivered)
}

// learningByDoingWide is the unaided cognition of somebody with access.
func learningByDoingWide(k *wide, c, gain simd.Float32s) simd.Float32s {
	return c.Add(gain.Mul(of(&k.learning)).Mul(c))
}

// augmentedWide is the augmented cognition of somebody with access, E = c*(1 + G).
func augmentedWide(c, gain simd.Float32s) simd.Float32s {
	return c.Add(c.Mul(gain))
}

// incomeWithWide is the income of somebody with access, part of whose gain passes through to it.
func incomeWithWide(k *wide, y, gain simd.Float32s) simd.Float32s {
	return gain.Mul(of(&k.passThrough)).Add(of(&k.growth)).Mul(y)
}

// positiveWide is x where it is above zero, else 0.
func positiveWide(x simd.Float32s) simd.Float32s {
	return x.ToBits().BitsToInt32().Max(simd.Int32s{}).ToBits().BitsToFloat32()
}
