package histogram

import "math"

// JDivergence returns the J-divergence, GE(0) + GE(1); see [inequality.Distribution.JDivergence]. NaN where one of them is.
func (b *Binned) JDivergence() Interval {
	l, t := b.GE(0), b.GE(1)
	if math.IsNaN(l.Value) || math.IsNaN(t.Value) {
		return nanInterval
	}
	return l.plus(t)
}

// Mehran returns the Mehran index, SGini(3); see [inequality.Distribution.Mehran].
func (b *Binned) Mehran() Interval { return b.SGini(3) }

// Piesch returns the Piesch index, (3 Gini - Mehran)/2; see [inequality.Distribution.Piesch]. Its interval is as wide as both of theirs.
func (b *Binned) Piesch() Interval {
	if !b.relative() {
		return nanInterval
	}
	return b.Gini().scaled(1.5).Minus(b.Mehran().scaled(.5)).rounded()
}

// Rosenbluth returns the Rosenbluth index of concentration, 1/(N (1 - Gini)) with the weight N of all; see [inequality.Distribution.Rosenbluth]. NaN where the Gini
// is, +Inf where that may be 1.
func (b *Binned) Rosenbluth() Interval {
	if !b.relative() {
		return nanInterval
	}
	return b.Gini().through(func(g float64) float64 { return 1 / (b.all * max(1-g, 0)) })
}

// ConcentrationRatio returns CR_k, the share of the total that the k largest rows hold; see [inequality.Distribution.ConcentrationRatio]. It panics if k is negative or NaN.
func (b *Binned) ConcentrationRatio(k float64) Interval {
	if !(k >= 0) {
		panic("histogram: k is negative or NaN")
	}
	if b.empty() {
		return nanInterval
	}
	return b.TopShare(min(k/b.all, 1))
}
