package inequality

import "math"

// IndexRegressionSE returns the standard error of the concentration index of y ranked by the variable rank, with weights w (nil: equal
// weights), from the convenient regression
//
//	2 var(R) y/mu = a + C R + e
//
// whose slope is [Concentration.Index]. kind says what is taken for granted about e: [RobustErrors] and [ClusteredErrors] are what Stata's
// conindex gives with robust and cluster. clusters has a label for every row and is read for ClusteredErrors only.
//
// The regression takes the mean of y and the ranks as known, which [Concentration.IndexSE], Kakwani's, does not: prefer that one, or
// [LinearisedConcentration] for a sample with clusters or strata. No unit. NaN where the index is, for fewer than three rows and if all
// ranks are tied. It returns an error as [NewConcentration] and [Regression.Clustered], and if kind is unknown. Cost O(n log n).
// Source: Kakwani, Wagstaff and van Doorslaer 1997; O'Donnell et al. 2008, 2016.
func IndexRegressionSE(y, rank, w []float64, kind RegressionErrors, clusters []string) (float64, error) {
	c, err := NewConcentration(y, rank, w)
	if err != nil || !c.relative() || len(c.gaps) == 1 || len(c.y) < 3 {
		return math.NaN(), err
	}
	variance := float64(c.by.average(func(k int) float64 { return squared(c.by.spread(k)) }) / 4)
	ranks, scaled := allNaN(len(y)), allNaN(len(y))
	for i := range y {
		if weightAt(w, i) > 0 {
			k, _ := c.by.rank(rank[i])
			ranks[i] = (c.by.spread(k-1) + 1) / 2
			scaled[i] = 2 * variance * (float64(y[i]*c.of.scale) / c.of.mu())
		}
	}
	r, err := Regress(scaled, [][]float64{ranks}, w)
	if err != nil {
		return math.NaN(), err
	}
	v, err := r.errorsOf(kind, clusters)
	if err != nil {
		return math.NaN(), err
	}
	return math.Sqrt(v[1][1]), nil
}
