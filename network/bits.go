package network

import "sync/atomic"

// Bits has a bit for each person, by its number: who had access last month. 10^8 people take 12.5 MB.
type Bits []uint64

// NewBits returns bits for n people, none of them set.
func NewBits(n int) Bits { return make(Bits, (n+63)/64) }

// Set sets a person's bit.
func (b Bits) Set(person uint32) { b[person/64] |= 1 << (person % 64) }

// Has reports whether a person's bit is set.
func (b Bits) Has(person uint32) bool { return b.at(person) == 1 }

// at returns a person's bit as a number.
func (b Bits) at(person uint32) uint32 { return uint32(b[person/64]>>(person%64)) & 1 }

// Put sets the bits of those who have a tier among the people from number first on, whose bits are all clear. Many may call it at once for people of their
// own.
func (b Bits) Put(first uint32, tiers []uint8) {
	for len(tiers) > 0 {
		n := min(64-int(first%64), len(tiers))
		word := uint64(0)
		for i, tier := range tiers[:n] {
			if tier > 0 {
				word |= 1 << i
			}
		}
		if to := &b[first/64]; n < 64 { // others have bits of it
			atomic.OrUint64(to, word<<(first%64))
		} else {
			*to = word
		}
		first, tiers = first+uint32(n), tiers[n:]
	}
}
