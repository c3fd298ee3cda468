// Package search looks for what is best and for what explains: the values of a policy's parameters that make a measure least or
// greatest within limits, the Pareto front of several measures, and the box of parameters in which something happens.
//
// What you want, and where it is:
//
//	the cheapest policy that reaches a goal          [Plan], [Run], [Result]
//	what one measure costs in terms of another       [Plan] with two goals, [Result.Front]
//	in a folder, to stop and go on                   [RunIn]
//	the same for a function of your own              [Minimise], [Problem]
//	which parameters lead to an outcome              [Discover], [Condition]
//	the same for a table of your own                 [Prim], [Box]
//
// # Words
//
//   - goal: a measure that is to be as small, or as large, as can be
//   - point: values of the factors that are varied
//   - front: points than which no other is better in one goal and as good in all others (Pareto)
//   - box: a range of some factors; its density is the share of cases in it that are of interest, its coverage the share of all cases of
//     interest that are in it, its mass the share of all cases
//
// # Same bits
//
// A plan gives the same points and the same result for any number of workers: all points of a generation are known before any
// is run.
package search
