// Package rng gives every person its own luck: random streams that are pure functions of
// (seed, person, tick, purpose). The tick counts months from 0; -1 is the making of the people.
//
// Nothing is stored between draws and no stream depends on another, so a run gives the same numbers for any number
// of workers and any order of people, after a restart and on any machine; person i can be made without persons
// 0..i-1; and two scenarios with the same seed give each person the same luck (common random numbers), so that the
// difference between them is the effect of what was changed.
//
// The generator is Threefry4x32 with 13 rounds (Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy
// as 1, 2, 3"), a block function that turns a 128-bit counter and a 128-bit key into four random words. One block
// serves four neighbouring people, because the hot loop needs one word for each of many people rather than many
// words for one.
//
// What you want, and the call:
//
//	a stream for anything, also for gonum's samplers    [At]
//	a uniform, a normal, a log-normal, a beta from it   [Stream.Float64], [Stream.Normal], [Stream.LogNormal], [Stream.Beta]
//	a purpose of your own                               [Users] and the 127 after it
//	four people's words at once, in a hot loop          [Key.Quad], [Key.Quads]
//	one uniform turned into a fast variate              [NewTable], [Table.At]
package rng
