// Package sum adds numbers: a kind of sum for each need, from exact whatever the order to as fast as can be.
//
// The sums of this module, and what each is for:
//
//	sum                  where                 terms                     order matters   bits          for
//	Fixed                agent                 one a chunk, float64      no              128, 2^-40    people's sums in every month: exact, merged anywhere
//	Wide                 observe               two a chunk, float64      no              256, 2^-128   collections: squares, and columns of any size
//	Exact                histogram.Moments    one a value, float64      no              2304, 2^-1074 any data; 3 ns a value, 6 kB for a dozen
//	Double               inequality            one a value, float64      last bit        106           weighted histograms, ranks; normalised, so that it can be divided
//	Compensated          inequality, observe   one a value, float64      last bit        106           formulas on sorted slices; bounds of intervals; lanes of a chunk
//	(agent) partial      agent                 one a value, float32      fixed by lane   24            the hot loop; a sum in 16 parts for vectors of 4, 8 or 16
//	(agent) counters     agent                 bytes                     no              8             the hot loop; people, emptied every 15 groups
//	(inequality) cell    Histogram             mantissas of one bin      no              128           all values of a bin have one exponent, so they are integers
//	(inequality) Filler  Histogram             the same                  no              64            the same for float32, two fields in a word; a value costs one addition
//	(market) float64     books, curves         one a tier or bin         fixed           53            few terms, always in the same order
//
// Those in parentheses stay where they are: partial and counters have the layout of the vectors that add to them, and cell and
// Filler are the format of a histogram.
//
// Which to take: people or machines that merge in any order take Fixed, or Wide where values have no known range; data of
// one process in a fixed order takes Compensated; numbers that are divided or subtracted afterwards take Double; and where
// a difference of sums must not lose digits, Exact.
package sum
