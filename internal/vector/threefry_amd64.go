//go:build !purego

package vector

import "golang.org/x/sys/cpu"

// AVX2 says that there are functions for the processor. GODEBUG=cpu.avx2=off says that it has none.
var AVX2 = cpu.X86.HasAVX2

// Neighbours writes the words of n neighbouring quads, of which first is the counter of the first, in the order of their people.
// It writes those of whole eights of quads.
//
//go:noescape
func Neighbours(key *Key, first uint32, words *uint32, n int)

// Quantiles writes the quantiles at n words, a multiple of 8, of a table: the values at which its cells begin, and slopes; see rng.Table.
//
//go:noescape
func Quantiles(cells *[2]float32, words *uint32, to *float32, n int)

// OnLines writes the value a + b*z of the line of each of n words, a multiple of 8, at its z.
//
//go:noescape
func OnLines(lines *Lines, words *uint32, z, to *float32, n int)

// Products writes each of 64 numbers times four factors, which a half of a word chooses for it, three bits of the low twelve for each: the low halves of the first words
// of eight neighbouring quads, of which first is the counter of the first, then the high halves of these words, and so on for their second words, third and fourth. x and to may
// be the same.
//
//go:noescape
func Products(key *Key, first uint32, factors *[4][8]float32, x, to *float32)

// OfBytes writes a word each for n people listed: that of a person is in the quad of its number and the offset, of which that of 0 has the counter first. It reads and
// writes whole eights.
//
//go:noescape
func OfBytes(key *Key, first, offset uint32, list *uint8, words *uint32, n int)

// OfMarked is OfBytes for a list of twice the numbers, and a mark that may be added to each: twice the offset too.
//
//go:noescape
func OfMarked(key *Key, first, offset uint32, list *uint32, words *uint32, n int)
