package agent

import "math"

// Extremes bound what a run starts from and what acts on people in it: nobody has more before the first month, and no month
// of any stratum brings more.
type Extremes struct {
	People int64 // real people
	Months int

	Income      float64 // [u/month], of one person before the first month; so are the next four
	Cognition   float64 // [1 = average], unaided
	Aptitude    float64 // [1 = average]
	Belief      float64 // [share of output], absolute value
	Uncertainty float64 // [share²], variance of the belief

	Gain      float64 // g [share of output] of a stratum from full quality, in any month
	Delivered float64 // x = Q*q [1 = SOTA], quality that arrives from a tier, in any month
}

// MayOverflow returns the quantities of Sums that might overflow in a run of Standard by these constants: none is a proof,
// before the run, that Sums.Err stays nil; the others are not sure to overflow.
//
// With Y, C, A, B the largest income, cognition, aptitude and belief, T months, N people and the largest gain in output
// Ĝ = A*g*x of a person, which no mean gain exceeds, a month of Person.Step leaves
//
//	income      |y'| <= |y|*(|1 + growth| + pi*Ĝ)       so N*Y*max(1, |1 + growth| + pi*Ĝ)^T bounds the sum
//	cognition   |c'| <= |c|*(1 + |lambda_c|*Ĝ)          N*C*(1 + |lambda_c|*Ĝ)^T
//	            or <= max(|c|, |limit|)               of which N*C*max(1, limit) bounds the sum, if learning has a limit
//	augmented   |E|  <= |c'|*(1 + Ĝ)                    that of cognition times 1 + Ĝ; who misses AI has no more than c
//	belief      means of beliefs and signals            N*max(B, g + 5.5*sigma): no signal is further from g
//	gain        |G|  <= Ĝ                               N*Ĝ
//
// to which come 2^-20 of it each month for the rounding of float32, 2^-12 for that of a chunk's sums, and 2^24 a person for
// the rounding of sizes in sum.Fixed. What is below 2^86 does not overflow. A belief is a number only if the variances of
// signals and beliefs are, in float32, and the first is not 0.
func (b *Params) MayOverflow(e Extremes) []string {
	gain := e.Aptitude * e.Gain * e.Delivered
	income := math.Abs(1+b.IncomeGrowth) + b.PassThrough*gain
	cognition, skill := 1+math.Abs(b.LearningByDoing)*gain, e.Cognition
	if b.SkillLimit > 0 {
		cognition, skill = 1, e.Cognition*max(1, b.limit())
	}
	uncertainty := e.Uncertainty + float64(e.Months)*b.drift()
	noise := float32(b.SignalNoise * b.SignalNoise)

	var may []string
	for _, q := range [...]struct {
		name         string
		first, grows float64 // largest value before the first month, and what a month makes of it
		number       bool
	}{
		{"income", e.Income, income, true},
		{"cognition", skill, cognition, true},
		{"augmented", skill * (1 + gain), cognition, true},
		{"belief", max(e.Belief, e.Gain+5.5*b.SignalNoise), 1, noise > 0 && uncertainty < 0x1p100},
		{"gain", gain, 1, true},
	} {
		if !q.number || !e.fits(q.first, q.grows) {
			may = append(may, q.name)
		}
	}
	return may
}

// fits tells whether the sum of everybody's values stays in range if a value grows by a factor each month at most. It
// computes with logarithms, which do not overflow.
func (e *Extremes) fits(first, grows float64) bool {
	const rounding, sums, most = 0x1p-20, 0x1p-12, 86
	people, months := float64(e.People), float64(e.Months)
	log := math.Log2(people) + math.Log2(first) + months*math.Log2(max(1, grows)*(1+rounding)) + math.Log2(1+sums)
	return math.Exp2(log)+people*0x1p24 < 1<<most*(1-0x1p-30)
}
