package agent

import "math"

// Extremes bound what some people of a run start from and what acts on people in it: none of them has more before the first month, and no
// month of any stratum brings more.
type Extremes struct {
	People int64 // real people
	Months int

	Income      float64 // [u/month], of one person before the first month; so are the next four
	Cognition   float64 // [1 = average], unaided
	Aptitude    float64 // [1 = average]; no less than the mean over all people of a bound of it
	Belief      float64 // [share of output], absolute value, of everybody in the run: beliefs travel
	Uncertainty float64 // [share²], variance of the belief

	Gain      float64 // g [share of output] of a stratum from full quality, in any month
	Delivered float64 // x = Q*q [1 = SOTA], quality that arrives from a tier, in any month
	Mean      float64 // [share of output] g*x, in the mean of the months, of the largest g and x of each
}

// MayOverflow returns the quantities of Sums that might overflow in a run of Standard by these constants, by groups that are everybody: none is
// a proof, before the run, that Sums.Err stays nil; the others are not sure to overflow.
//
// With Y, C, A, B the largest income, cognition, aptitude and belief of N people, T months, the largest gain in output
// Ĝ = A*g*x of a person, which no mean gain exceeds, and its mean over months Ḡ, a month of Person.Step leaves
//
//	income      |y'| <= |y|*(|1 + growth| + pi*Ĝ)       so N*Y*(max(1, |1 + growth|) + pi*Ḡ)^T bounds the sum
//	cognition   |c'| <= |c|*(1 + |lambda_c|*Ĝ)          N*C*(1 + |lambda_c|*Ḡ)^T
//	            or <= max(|c|, |limit|)               of which N*C*max(1, limit) bounds the sum, if learning has a limit
//	augmented   |E|  <= |c'|*(1 + Ĝ)                    that of cognition times 1 + Ĝ; who misses AI has no more than c
//	belief      means of beliefs and signals            N*max(B, g + 5.5*sigma): no signal is further from g
//	gain        |G|  <= Ĝ                               N*Ĝ
//
// as a product of T factors is no larger than their mean to the power of T. To it come 2^-20 of it each month for the rounding of float32, 2^-12
// for that of a chunk's sums, and 2^24 a person for the rounding of sizes in sum.Fixed. What is below 2^86 over all groups does not overflow. A
// belief is a number only if the variances of signals and beliefs are, in float32, and the first is not 0.
func (b *Params) MayOverflow(groups ...Extremes) []string {
	var sums [len(sumNames)]float64
	for i := range groups {
		for q, most := range b.most(&groups[i]) {
			sums[q] += most
		}
	}
	var may []string
	for q, name := range sumNames {
		if !(sums[q] < 1<<86*(1-0x1p-30)) {
			may = append(may, name)
		}
	}
	return may
}

// sumNames are the quantities that are bounded.
var sumNames = [...]string{"income", "cognition", "augmented", "belief", "gain"}

// most returns bounds of the sums over a group; not a number of what may be none.
func (b *Params) most(e *Extremes) [len(sumNames)]float64 {
	gain, mean := float64(e.Aptitude*e.Gain*e.Delivered), float64(e.Aptitude*e.Mean)
	income := max(1, math.Abs(1+b.IncomeGrowth)) + float64(b.PassThrough*mean)
	cognition, skill := 1+float64(math.Abs(b.LearningByDoing)*mean), e.Cognition
	if b.SkillLimit > 0 {
		cognition, skill = 1, e.Cognition*max(1, b.limit())
	}
	belief := max(e.Belief, e.Gain+float64(5.5*b.SignalNoise))
	uncertainty := e.Uncertainty + float64(float64(e.Months)*b.drift())
	if noise := float32(b.SignalNoise * b.SignalNoise); !(noise > 0 && uncertainty < 0x1p100) {
		belief = math.NaN()
	}
	return [...]float64{e.sum(e.Income, income), e.sum(skill, cognition), e.sum(skill*(1+gain), cognition), e.sum(belief, 1), e.sum(gain, 1)}
}

// sum bounds the sum of everybody's values if a value grows by a factor each month at most. It computes with logarithms, which do not overflow.
func (e *Extremes) sum(first, grows float64) float64 {
	const rounding, sums = 0x1p-20, 0x1p-12
	people, months := float64(e.People), float64(e.Months)
	log := math.Log2(people) + math.Log2(first) + float64(months*math.Log2(grows*(1+rounding))) + math.Log2(1+sums)
	return math.Exp2(log) + float64(people*0x1p24)
}
