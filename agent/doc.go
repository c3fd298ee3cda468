// Package agent is the behaviour of a person in one month: it values what AI brings, compares that with what it can spend,
// takes a tier or stays out, learns, forms a habit or loses it, and earns.
//
// What you want, and where it is:
//
//	the model's rule, readable, for one person           [Person], [Person.Step]
//	the same for a chunk of people, in the hot loop      [Block], [Block.Step]
//	what people see in a month: prices, and others       [Month], [NewMonth]
//	what they do, added up over people                   [Sums], [Group]
//	constants of behaviour                               [Params], [Default]
//	another rule                                         [Rule], [PerPerson], [Block.Check]
//	whether sums can overflow, and whether they have     [Params.MayOverflow], [Sums.Err]
//
// Person is the definition, float64 code in the order of the model (docs/model.md, "One month"). Block computes the same
// in float32 columns; tests hold it to Person. A rule is given a Block at a time, so that a call costs nothing per person.
//
// A person reads of others only last month's averages of its stratum, which are in Month. So all people of a month can be
// updated at once, in any order.
//
// The files equations.go (each equation once), tile.go (plain Go) and kernel_amd64.s (AVX2, written by generate.go) are the
// kernels behind Block. Every kernel gives the same bits; Kernel names the one that runs here.
package agent
