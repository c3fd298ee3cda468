// Code generated from rule.go by generate.go; DO NOT EDIT.

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

// ability is the most that a person can spend, A, where that is not below 0; money is its income with what policies add.
func abilityWide(k *wide, s, money simd.Float32s) simd.Float32s {
	return money.Sub(of(&k.subsistence)).Mul(s)
}

// stake is the money at stake per unit of captured gain, y*a, with the necessity premium on it.
func stakeWide(k *wide, y, a, h simd.Float32s) simd.Float32s {
	return y.Mul(a).Mul(h.Mul(of(&k.necessity)).Add(of(&k.one)))
}

// doubt is what a belief's variance takes off it, but for the tier's part.
func doubtWide(a, omega simd.Float32s) simd.Float32s {
	return a.Mul(omega)
}

// worth is the value of a tier to a person, W, where that is not below 0.
func worthWide(o *wideTier, stake, gamma, doubt simd.Float32s) simd.Float32s {
	return stake.Mul(of(&o.atStake)).Mul(gamma.Sub(doubt.Mul(of(&o.risk))))
}

// surplus is what a tier leaves to a person who takes it.
func surplusWide(worth, price simd.Float32s) simd.Float32s {
	return positiveWide(worth).Sub(price)
}

// least is the smaller of the two, R, or 0 where one of them is below.
func leastWide(worth, ability simd.Float32s) simd.Float32s {
	return worth.ToBits().BitsToInt32().Min(ability.ToBits().BitsToInt32()).Max(simd.Int32s{}).ToBits().BitsToFloat32()
}

// reaches tells whether a value or an ability is enough for a price; see barOf.
func reachesWide(x simd.Float32s, bar simd.Int32s) simd.Mask32s {
	return x.ToBits().BitsToInt32().GreaterEqual(bar)
}

// hear is the belief of somebody without access after word of mouth.
func hearWide(k *wide, gamma simd.Float32s) simd.Float32s {
	return gamma.Add(of(&k.heard).Sub(gamma).Mul(of(&k.heed)))
}

// wear is a variance after a month in which a belief grew stale.
func wearWide(k *wide, omega simd.Float32s) simd.Float32s {
	return omega.Add(of(&k.drift))
}

// fade is a habit after a month without access.
func fadeWide(k *wide, h simd.Float32s) simd.Float32s {
	return h.Mul(of(&k.habitOff)).Add(of(&k.tiny)).Sub(of(&k.tiny))
}

// miss is the augmented cognition of somebody without access, who misses what it was used to.
func missWide(k *wide, c, h simd.Float32s) simd.Float32s {
	return c.Sub(h.Mul(of(&k.missed)).Mul(c))
}

// grow is an income after a month without access.
func growWide(k *wide, y simd.Float32s) simd.Float32s {
	return y.Mul(of(&k.growth))
}

// signal is the gain that somebody with access experiences, z.
func signalWide(k *wide, luck simd.Float32s) simd.Float32s {
	return luck.Mul(of(&k.noise)).Add(of(&k.gain))
}

// kalman is the weight of a month's experience.
func kalmanWide(k *wide, omega simd.Float32s) simd.Float32s {
	return omega.Div(omega.Add(of(&k.noise2)))
}

// learn is a belief after a month of use.
func learnWide(gamma, kalman, z simd.Float32s) simd.Float32s {
	return gamma.Add(kalman.Mul(z.Sub(gamma)))
}

// settle is a variance after a month of use.
func settleWide(k *wide, omega, kalman simd.Float32s) simd.Float32s {
	return omega.Sub(kalman.Mul(omega)).Add(of(&k.drift))
}

// form is a habit after a month of use.
func formWide(k *wide, h simd.Float32s) simd.Float32s {
	return h.Mul(of(&k.habitOn)).Add(of(&k.habitUp))
}

// gains is the gain in output from AI, G; delivered is the quality that arrives.
func gainsWide(k *wide, a, delivered simd.Float32s) simd.Float32s {
	return a.Mul(of(&k.gain)).Mul(delivered)
}

// practise is unaided cognition after a month of use.
func practiseWide(k *wide, c, gain simd.Float32s) simd.Float32s {
	return c.Add(gain.Mul(of(&k.learning)).Mul(c))
}

// augment is cognition with the exoskeleton on.
func augmentWide(c, gain simd.Float32s) simd.Float32s {
	return c.Add(c.Mul(gain))
}

// earn is an income after a month of use.
func earnWide(k *wide, y, gain simd.Float32s) simd.Float32s {
	return gain.Mul(of(&k.passThrough)).Add(of(&k.growth)).Mul(y)
}

// positive is x where it is above zero, else 0.
func positiveWide(x simd.Float32s) simd.Float32s {
	return x.ToBits().BitsToInt32().Max(simd.Int32s{}).ToBits().BitsToFloat32()
}
