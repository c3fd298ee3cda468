// Package tabulated measures distributions that are known as a table only: how many people have an income in each bracket, or which shares
// the tenths of a population hold.
//
// # What you want, and the call
//
//	t, err := tabulated.New(brackets)     a table of brackets, with the mean of each where it is known
//	p, err := t.Points()                  what it says of the Lorenz curve; or Points{P: p, L: l} from shares
//
// What is certain?
//
//	bounds that no distribution with      t.Gini, t.Mean, t.Lorenz, t.Quantile, t.Headcount
//	this table leaves
//
// What is likely?
//
//	a smooth distribution with exactly    t.Interpolate, then its Quantile, Lorenz, Gini and others:
//	this table                            generalised Pareto interpolation, as gpinter; of shares NewShares,
//	                                      then its Interpolate, which estimates the thresholds
//	a Lorenz curve of three numbers,      FitGeneralQuadratic, FitBeta; or Fit, then f.ForInequality or f.ForPoverty,
//	as the World Bank fits to shares      which choose between them by its rules
//	means of brackets that are not known  t.MidpointPareto; or t.InterpolateFilled
//
// How heavy is the tail?
//
//	of a sample, above a threshold        Hill; thresholds by name: VanKermThreshold, KolmogorovThreshold
//	of a table                            TailFromMean, TailFromThresholds
//
// The bounds need no assumption. Everything else is one of many distributions that agree with the table: report it with its bounds.
package tabulated
