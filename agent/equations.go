package agent

// This file has the equations of the rule in float32, each once. tile.go applies them to one person after the other;
// kernel_amd64.s, which generate.go makes of this file, has them for eight people at a time. So a change here, and go generate,
// changes both kernels. person.go is the definition that both are held to, in float64.
//
// Names are those of the literature, symbols those of docs/model.md. Products are rounded before they are added,
// float32(a*b) + c, so that no compiler fuses the two.

//go:generate env GOWORK=off go run -modfile=../go.tools.mod generate.go -out kernel_amd64.s

// tiny, added and taken away again, lets a decaying habit reach 0 rather than the subnormal numbers, which are slow.
const tiny = 0x1p-30

// ability is the most that a person can spend on AI, A, where that is not below 0; money is its income with what policies
// add.
func (k *constants) ability(s, money float32) float32 { return float32((money - k.subsistence) * s) }

// moneyAtStake is the money at stake per unit of captured gain, y*a, with the necessity premium on it.
func (k *constants) moneyAtStake(y, a, h float32) float32 {
	return float32(float32(y*a) * (float32(h*k.necessity) + 1))
}

// riskDiscount is what risk aversion takes off a belief for its variance, but for the tier's part.
func riskDiscount(a, omega float32) float32 { return float32(a * omega) }

// valuation is what a tier is worth to a person, W, where that is not below 0.
func (o *tier) valuation(stake, gamma, discount float32) float32 {
	return float32(float32(stake*o.atStake) * (gamma - float32(discount*o.risk)))
}

// surplus is what a tier leaves to a person who takes it, W - P.
func surplus(worth, price float32) float32 { return positive(worth) - price }

// netValue is what a tier is worth beyond what using AI costs a person beside the price, W - kappa; it may be below 0.
func netValue(worth, cost float32) float32 { return positive(worth) - cost }

// reservation is the highest price at which a person takes a tier, R = min(W - kappa, A), or 0 where one of the two is below.
func reservation(worth, ability float32) float32 {
	return fromBits(max(0, min(toBits(worth), toBits(ability))))
}

// reaches tells whether a valuation or an ability is enough for a price; see barOf.
func reaches(x float32, bar int32) bool { return toBits(x) >= bar }

// wordOfMouth is the belief of somebody without access, who hears of that of the users.
func wordOfMouth(gamma, heed, heard float32) float32 {
	return gamma + float32((heard-gamma)*heed)
}

// beliefDrift is the variance of a belief that no experience renews: it grows by q.
func (k *constants) beliefDrift(omega float32) float32 { return omega + k.drift }

// habitDecay is the habit of somebody without access.
func (k *constants) habitDecay(h float32) float32 { return float32(h*k.habitOff) + tiny - tiny }

// withdrawn is the augmented cognition of somebody without access: unaided cognition less the withdrawal loss, c - w*h*c.
func (k *constants) withdrawn(c, h float32) float32 { return c - float32(float32(h*k.missed)*c) }

// incomeWithout is the income of somebody without access, who gains nothing.
func (k *constants) incomeWithout(y float32) float32 { return float32(y * k.growth) }

// signal is the gain that somebody with access experiences, z; g is that of its stratum.
func (k *constants) signal(luck, g float32) float32 { return float32(luck*k.noise) + g }

// kalmanGain is the weight of that experience against the belief, K = omega/(omega + sigma^2).
func (k *constants) kalmanGain(omega float32) float32 { return omega / (omega + k.noise2) }

// posteriorMean is the belief of somebody with access, who learns from experience.
func posteriorMean(gamma, kalman, z float32) float32 { return gamma + float32(kalman*(z-gamma)) }

// posteriorVariance is the variance of that belief, with its drift.
func (k *constants) posteriorVariance(omega, kalman float32) float32 {
	return omega - float32(kalman*omega) + k.drift
}

// habitFormation is the habit of somebody with access.
func (k *constants) habitFormation(h float32) float32 { return float32(h*k.habitOn) + k.habitUp }

// outputGain is the gain in output from AI, G; g is the stratum's from full quality, delivered the quality that arrives.
func outputGain(a, g, delivered float32) float32 {
	return float32(float32(a*g) * delivered)
}

// learningByDoing is the unaided cognition of somebody with access.
func (k *constants) learningByDoing(c, gain float32) float32 {
	return c + float32(float32(gain*k.learning)*c)
}

// learningTo is learningByDoing where it has a limit, so many times the cognition of the start: a part of the way to it, or all. There
// learning is the absolute value.
func (k *constants) learningTo(c, gain, born float32) float32 {
	part := fromBits(min(toBits(gain*k.learning), toBits(1)))
	return c + float32(part*(float32(born*k.limit)-c))
}

// augmented is the augmented cognition of somebody with access, E = c*(1 + G).
func augmented(c, gain float32) float32 { return c + float32(c*gain) }

// incomeWith is the income of somebody with access, part of whose gain passes through to it.
func (k *constants) incomeWith(y, gain float32) float32 {
	return float32((float32(gain*k.passThrough) + k.growth) * y)
}

// positive is x where it is above zero, else 0.
func positive(x float32) float32 { return fromBits(max(0, toBits(x))) }
