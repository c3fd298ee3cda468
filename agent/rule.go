package agent

// This file is the rule in float32, term by term: what both kernels compute. tile.go applies it to one person after the
// other; simd_rule.go, which generate.go makes of this file, is the same for vectors. So a change here changes both.
//
// Products are rounded before they are added, float32(a*b) + c, so that no compiler fuses the two. Symbols are those of
// docs/model.md.

//go:generate go run generate.go

// tiny, added and taken away again, lets a fading habit reach 0 rather than the subnormal numbers, which are slow.
const tiny = 0x1p-30

// ability is the most that a person can spend, A, where that is not below 0; money is its income with what policies add.
func (k *constants) ability(s, money float32) float32 { return float32((money - k.subsistence) * s) }

// stake is the money at stake per unit of captured gain, y*a, with the necessity premium on it.
func (k *constants) stake(y, a, h float32) float32 {
	return float32(float32(y*a) * (float32(h*k.necessity) + 1))
}

// doubt is what a belief's variance takes off it, but for the tier's part.
func doubt(a, omega float32) float32 { return float32(a * omega) }

// worth is the value of a tier to a person, W, where that is not below 0.
func (o *tier) worth(stake, gamma, doubt float32) float32 {
	return float32(float32(stake*o.atStake) * (gamma - float32(doubt*o.risk)))
}

// surplus is what a tier leaves to a person who takes it.
func surplus(worth, price float32) float32 { return positive(worth) - price }

// least is the smaller of the two, R, or 0 where one of them is below.
func least(worth, ability float32) float32 {
	return fromBits(max(0, min(toBits(worth), toBits(ability))))
}

// reaches tells whether a value or an ability is enough for a price; see barOf.
func reaches(x float32, bar int32) bool { return toBits(x) >= bar }

// hear is the belief of somebody without access after word of mouth.
func (k *constants) hear(gamma float32) float32 {
	return gamma + float32((k.heard-gamma)*k.heed)
}

// wear is a variance after a month in which a belief grew stale.
func (k *constants) wear(omega float32) float32 { return omega + k.drift }

// fade is a habit after a month without access.
func (k *constants) fade(h float32) float32 { return float32(h*k.habitOff) + tiny - tiny }

// miss is the augmented cognition of somebody without access, who misses what it was used to.
func (k *constants) miss(c, h float32) float32 { return c - float32(float32(h*k.missed)*c) }

// grow is an income after a month without access.
func (k *constants) grow(y float32) float32 { return float32(y * k.growth) }

// signal is the gain that somebody with access experiences, z.
func (k *constants) signal(luck float32) float32 { return float32(luck*k.noise) + k.gain }

// kalman is the weight of a month's experience.
func (k *constants) kalman(omega float32) float32 { return omega / (omega + k.noise2) }

// learn is a belief after a month of use.
func learn(gamma, kalman, z float32) float32 { return gamma + float32(kalman*(z-gamma)) }

// settle is a variance after a month of use.
func (k *constants) settle(omega, kalman float32) float32 {
	return omega - float32(kalman*omega) + k.drift
}

// form is a habit after a month of use.
func (k *constants) form(h float32) float32 { return float32(h*k.habitOn) + k.habitUp }

// gains is the gain in output from AI, G; delivered is the quality that arrives.
func (k *constants) gains(a, delivered float32) float32 {
	return float32(float32(a*k.gain) * delivered)
}

// practise is unaided cognition after a month of use.
func (k *constants) practise(c, gain float32) float32 { return c + float32(float32(gain*k.learning)*c) }

// augment is cognition with the exoskeleton on.
func augment(c, gain float32) float32 { return c + float32(c*gain) }

// earn is an income after a month of use.
func (k *constants) earn(y, gain float32) float32 {
	return float32((float32(gain*k.passThrough) + k.growth) * y)
}

// positive is x where it is above zero, else 0.
func positive(x float32) float32 { return fromBits(max(0, toBits(x))) }
