// Package survey gives the standard errors of estimates from samples with a design: strata, clusters drawn in stages, finite populations,
// replicate weights.
//
// # What you want, and the call
//
// Say how the rows were drawn, and give it an estimate with its linearised variable:
//
//	d := survey.Design{Weights: w, Stages: []survey.Stage{{Strata: region, Clusters: village}}}
//	gini, err := inequality.LinearisedGini(income, w)
//	e, err := d.Estimate(gini)      value, standard error, degrees of freedom
//	lo, hi, err := e.Interval(0.95)
//
// Which measures have a linearised variable: see [inequality.Linearised]. Any other, or all, by replicate weights:
//
//	weights that came with the data     NewReplicates(survey.BRR, columns, 0, nil)
//	weights made from the design        d.Replicates(survey.JKn, 0, 0, nil)
//	then                                r.Estimate(w, func(w []float64) (float64, error) { return inequality.Gini(income, w) })
//
// A quantile without a density: d.QuantileInterval, Woodruff's.
//
// # Domains
//
// A part of the population, such as one region, is estimated with the weights of all other rows 0 and the design of the whole sample. Rows
// of weight 0 are left out of measures but stay in the design: their clusters were drawn, and count. Deleting rows instead would make the
// standard error that of another design.
//
// # Peers
//
// Variances agree with R's survey 4.1 (svytotal, svymean, svyrecvar, svrVar), which convey builds on, to 12 digits; inequality/survey/testdata/survey.R has
// the values. Where they differ: clusters of one name in two strata are two clusters here (nest = TRUE there), and a replicate whose
// measure is NaN makes the standard error NaN (survey drops it).
package survey
