// Package study runs a scenario many times, with other luck and other values of its parameters, and says how sure the answer
// is, what drives it and what difference a change makes.
//
// A study is data: a base scenario, the factors that vary, a design that combines their values into cells, how many
// replicates each cell has, and the measures that are wanted.
//
//	essay, err := scenario.Load("essay")
//	result, err := study.Run(ctx, study.Plan{
//		Base:       essay,
//		Factors:    []study.Factor{{Path: "market.tiers[0].price.values[2]", Values: []string{"200", "400", "800"}}},
//		Replicates: 20,
//		Measures:   []string{"sota_share@last", "sota_gap@last"},
//	}, study.Options{})
//	fmt.Println(result.Stat(0, 0)) // of the first cell, the first measure
//
// What you want, and where it is:
//
//	a study as data                                [Plan], [Factor], [Design]
//	run it, go on with it                          [Run], [Options], [Result]
//	all that is wrong with it, and what it takes   [New]
//	keep it in a folder, stop and go on            [Study.RunIn], [Write]
//	two scenarios, in pairs                        [Compare], [Comparison]
//	which parameters matter, by two methods        [Result.Effects], [Result.Shares], [Published]
//	one run of it, alone                           [Study.Job], [Study.RunJob], [Plan.Scenario]
//	mean, interval and quantiles of each number    [Result.Stat], [Summarise], [Stat]
//
// # Words
//
//   - factor: what a study varies: a parameter, or the whole scenario
//   - cell: one value of each factor; a study without factors has one cell
//   - replicate: a run of a cell with luck of its own
//   - job: the number of a run within its study, which says cell, replicate and seed
//   - row: what a run gave: the job, its measures, or its error
//
// # Luck
//
// The seed of a run is a function of the study's seed and the replicate, so that in every cell replicate r has the same
// people with the same luck, and a difference between cells within a replicate is the effect of the factors. With
// Independent luck every run has its own.
//
// # Same bits
//
// A plan gives the same rows, to the bit, for any number of workers, in any order, at once or run by run.
package study
