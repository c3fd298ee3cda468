// Package cogap simulates a whole population deciding, month by month, whether it can still pay for state-of-the-art
// (SOTA) AI, and measures how wide the cognitive gap becomes between those who can and those who cannot.
//
// SOTA AI costs 100u a month today, perhaps below its cost. When prices leave promotion for their plateau, 200u or
// 400u, who still pays for something that is not guaranteed to improve their life? Money alone then splits people
// into those who can use SOTA models and those who can't: the first filter.
//
// A run is three lines:
//
//	result, err := cogap.Run(ctx, scenario.Default(), cogap.Options{})
//	last := result.Last()
//	fmt.Println(last, last.Gini())
//
// What you want, and where it is:
//
//	what is simulated, complete and as plain data       [Scenario], [Plain]; fitted to published figures: scenario.Default
//	run it, watch it, stop it                           [Run], [Options]
//	run it many times, with other seeds or prices       [NewModel], [Model]
//	go on after a crash, or with another future         [Checkpoint], [Resume], [Branch], [Present]
//	what it will take, before it starts                 [Estimate], [Plan]
//	one population on many machines                     [Part], [Share], [Cluster]
//	what people did in a month, all and by stratum      [Record], and agent.Sums in it
//	what else to collect, and people to follow          [Statistics], and package observe
//	how a person behaves, and another rule              package agent
//	what is on sale                                     package market
//	who the people are                                  package population
//	a month's work cut in pieces, for runs of your own  package engine
//	Gini, Lorenz, Theil, gaps, on any data              package inequality
//
// The whole model, in order, is one function: tick, in tick.go. docs/model.md gives its equations.
//
// # Words
//
//   - u: the unit of money, 1 US dollar of 2026
//   - month: one step of time
//   - stratum: people who share their work and their market, such as an occupation
//   - agent: one simulated person, which stands for Scale real people
//   - tier: one offer of the menu; the last one is the SOTA tier; tier 0 is no access
//   - access: holding a tier, whichever; SOTA share: the share of people who hold the SOTA tier
//   - valuation W, ability A: what a tier is worth to a person, and the most it can spend on it
//   - willingness to pay, reservation price: R = min(W, A), the highest price at which a person takes a tier
//   - filter: why a person does not hold the SOTA tier: priced out, opted out, neither (would nor could), waiting, rationed, unaware, lapsed
//   - series: a number over the months that is given from outside, such as a price
//   - cognition, augmented cognition: output unaided, and with AI
//   - SOTA gap: mean augmented cognition of those who hold the SOTA tier over that of everybody else
//   - access gap: mean augmented cognition of those with access over that of those without
//   - record: what people did in a month, in numbers
//   - chunk, shard, partial: neighbouring people of one stratum; a range of chunks; what those people did in a month
//   - share, part: the people that one of several processes has; what they did in all months
//   - section: a range of chunks that depends on the scenario alone; shares are sections
//   - snapshot, present: the people as they were between two months, in files; in memory, with what they did until then
//
// # Same bits
//
// The same scenario gives the same bits for any number of workers, any order of work and on any machine. Options never
// change a number.
package cogap
