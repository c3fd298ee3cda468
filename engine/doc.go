// Package engine computes a population's months: which person decides what, in exact sums that do not depend on who
// computes them, where or in what order.
//
// What a run does, and what does it:
//
//	all that a run needs, made once and never changed      [NewModel], [Model]
//	what a month shows to people: prices, and others       [Model.Show], [Seen]
//	a range of people, stored or made again                [Model.Shard], [Shard]
//	take them through a month, or many                     [Shard.Advance]
//	what they did, in integers that merge in any order     [Partial]
//	what it will take                                      [Model.Time]
//
// A run is then: show, advance, merge, let the market read demand, and so on. Package cogap is that loop for one machine,
// and makes records of the partials. Shards may be anywhere, since partials have bytes:
//
//	people are cut into chunks   0 1 2 3 | 4 5 6 7 | 8 9        Model.Chunks
//	some chunks are a shard      [0,4)     [4,8)     [8,10)     Model.Shard
//	each gives a partial         p0        p1        p2         Shard.Advance
//	and those add up             p0.Merge(p1), p0.Merge(p2)     the same bits in any order
package engine
