// Package histogram measures inequality, poverty and the gap between two groups of populations too large to sort or to hold: values
// are added one by one or by the slice, what several machines have added merges, and results come with bounds that surely hold them.
// Package [github.com/cogap/cogap/inequality] has the same measures of slices, by the same conventions, and many more.
//
// # What you want, and the type
//
//	any measure that needs order        [Histogram]: Gini, Lorenz, shares, quantiles, GE, Atkinson, Hoover, poverty; see [Binned]
//	means, variances, FGT, GE, gaps     [Moments]: exact but for rounding, nothing but sums
//	weights that are no whole numbers   [WeightedHistogram]
//	two groups                          [BinnedGap], [MomentsGap], [DecomposeGE]
//	a score and what it goes with       [JointHistogram], [WeightedJointHistogram]
//	millions of float32 a second        [Filler], [WeightedFiller], [AddSplit]
//
// [Binned] is what a histogram knows, ready to be measured: make it once for several measures. An [Interval] is a measure with its
// bounds. Histograms and moments have bytes (MarshalBinary) to be kept or sent.
package histogram
