// Package calibrate finds the parameters with which a scenario gives published figures, and says how well they are known.
//
// A calibration is data: targets, which are published figures with their standard errors; moments, which say what of a run each
// target is compared with; parameters with their ranges; and a method with a budget of evaluations.
//
//	plan, err := calibrate.ReadFile("us.yaml")
//	result, err := calibrate.Run(ctx, plan, calibrate.Options{})
//	fmt.Println(result.Fit.Objective, result.Fit.Values)
//
// What you want, and where it is:
//
//	a calibration as data, in Go or in a file         [Plan], [OpenFile], [ReadFile], [Write], [Schema]
//	published figures                                 [Target], [ReadTargets]
//	what a target is compared with                    [Moment], [Term]
//	all that is wrong with a plan, and what it takes  [New], [Calibration.Estimate]
//	run it; in a folder, to stop and go on            [Run], [Calibration.RunIn], [Result]
//	how far a scenario is from targets, unfitted      [Calibration.Assess], [OpenTargets]
//	how well parameters are known                     [Identification], [History], [Ensemble], [Profiles], [Bands]
//	what cogap calibrate found                        [Fitted], [FittedTargets], [FittedEnsemble]
//	how sure the fitted model's numbers are           [FittedStudy]
//
// # Words
//
//   - objective: sum over the fitted targets of weight times z squared, over 100
//   - z: (model - target) / standard error of the target; in the objective no further from 0 than Plan.Cap
//   - point: a number from 0 to 1 for each parameter, which says where in its range it is, on its scale
//   - evaluation: the runs of all scenarios and replicates at one point, and the moments that they gave
//   - stage: a part of the search; an early one may draw some of the strata to be quick
//
// # Same bits
//
// A plan gives the same evaluations for any number of workers. A search is a function of what its evaluations gave, so that one that
// was stopped goes on by reading them.
package calibrate
