// Package measure has every number of a run's months once: its name, label, unit, meaning and formula, and the function
// that gives it, with its bounds. Tables, pages, pictures, comparisons and studies all read it.
//
// What you want, and the call:
//
//	every measure there is                      [All]
//	one of them by its id                       [Lookup], [Must]
//	a measure of everybody in a month           [Measure.Of]
//	of a tier, a stratum, a tenth by income     [NewMonth], [Month.In]
//	a number by its name                        [Parse], [Ref.Of]
//	many numbers, from months as they come      [Bind]
//
// # Names
//
// A number is named by a measure, by the group of people that it is of, and by a month:
//
//	sota_share                                      of everybody, in the last month
//	sota_share@2028-12                              in that month; so may @35, first and last
//	sota_share[decile=10]@first                     of the tenth of people with the highest incomes
//	left_share@sum, price@mean                      over all months
//	people[tier=free], unit_cost[provider=lab]      of a tier, of a provider
//	sota[stratum=15-1252], sota_share[group=high]   of a stratum by code or name, of a group of strata
//	collected.left[income_decile=1]@2028-12         what a collection of the scenario found
//
// A name with one of , = [ ] @ in it stands in quotation marks, as Go writes a text: collected."who, and why"@last.
//
// # Bounds
//
// A value comes with what is certain of it, Lo <= exact value <= Hi; Measure.Bounds says where the bounds are from. A
// number that is not defined, such as a gap when nobody has access, is NaN. A number that the run does not have, such as
// a Gini coefficient in a month without distributions, is an error when it is asked for by name and NaN in a table.
//
// # Formulas
//
// N(...) is the number of real people of the group for whom the condition holds, N the number of all of them. k is the
// tier that a person holds: 0 for none, K for the SOTA tier. y is its income, c its cognition unaided, E its augmented
// cognition, R its reservation price of the SOTA tier, all at the end of the month; P is the posted price of the SOTA
// tier. docs/model.md derives them.
package measure
