package population

import (
	"math"

	"github.com/cogap/cogap/internal/dmath"
)

// mostZ is beyond the standard normal score of every word: that of the largest is 6.23.
const mostZ = 6.3

// Largest returns upper bounds of what anybody can have before the first month, whatever the seed: no Person of any stratum
// has more of anything. They are some ten standard deviations away where traits depend on each other, so that hardly
// anybody comes near.
func (s *Synthesizer) Largest() Person {
	spec := &s.spec
	far := func(r, z float64) float64 { return float64(math.Abs(r)*z) + float64(rest(r)*mostZ) } // of a score correlated with another by r
	zc := far(spec.CorrIncomeCognition, mostZ)
	za := far(spec.CorrCognitionAptitude, zc)
	most := func(sd, z float64) float64 { return dmath.Exp(float64(sd*z)+meanOne(sd)) * (1 + slack) }
	p := Person{
		Cognition:   most(spec.SdLogCognition, zc),
		Aptitude:    most(spec.SdLogAptitude, za) * most(spec.SdLogUseIntensity, mostZ),
		BudgetShare: 1,
		Threshold:   1,
	}
	for g := range s.strata {
		t := &s.strata[g]
		p.Income = max(p.Income, t.exact.at(mostZ, 0x1p-33)*(1+slack))
		p.Belief = max(p.Belief, t.gain0*most(spec.BeliefSpread, mostZ))
		p.Uncertainty = max(p.Uncertainty, float64(t.uncertainty))
	}
	return p
}

// slack is more than float32 arithmetic is off.
const slack = 1e-3
