package inequality

import "math"

// LinearisedCliffsDelta returns [Gap.CliffsDelta] of the rows that weigh wa to those that weigh wb, each 0 in the rows of the other, with its linearised variable
//
//	z = (P(b < x) - P(b > x) - delta)/W_a in A,   (P(a > x) - P(a < x) - delta)/W_b in B
//
// Half of 1 plus it is the probability of superiority. Other effect sizes follow from [LinearisedMean] and [LinearisedVariance] of each group, by their weights. Errors as [New].
func LinearisedCliffsDelta(x, wa, wb []float64) (Linearised, error) {
	a, err := New(x, wa)
	if err != nil {
		return Linearised{}, err
	}
	b, err := New(x, wb)
	if err != nil {
		return Linearised{}, err
	}
	gap := Gap{A: a, B: b}
	l := Linearised{Value: gap.CliffsDelta(), Z: make([]float64, len(x))}
	for i, v := range x {
		switch inA, inB := weightAt(wa, i) > 0, weightAt(wb, i) > 0; {
		case gap.empty() && (inA || inB):
			l.Z[i] = math.NaN()
		case gap.empty():
		default:
			l.Z[i] = gap.cliffsInfluence(v, inA, inB, l.Value)
		}
	}
	return l, nil
}

// cliffsInfluence is that of a row on delta, for each unit of its weight.
func (g Gap) cliffsInfluence(v float64, inA, inB bool, delta float64) (z float64) {
	if inA {
		z += (2*g.B.midRank(v) - 1 - delta) / g.A.Weight()
	}
	if inB {
		z += (1 - 2*g.A.midRank(v) - delta) / g.B.Weight()
	}
	return z
}
