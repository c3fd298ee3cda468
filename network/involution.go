package network

import (
	"unsafe"

	"github.com/cogap/cogap/rng"
)

// involution is a random matching of n people, computed and not stored: a keyed permutation that is its own inverse and moves everybody.
// It is a Feistel network that reads the same from both ends, on pairs (l, r) with l below 2^h and r below m:
//
//	l = l xor F(r);  r = r + G(l) mod m;  l = l xor K(r);  r = r - G(l) mod m;  l = l xor F(r)
//
// where K is never 0: so the round in the middle moves everybody and undoes itself, and the rounds around it carry it elsewhere. It is
// inverse(pi(i) xor K), with pi the first two rounds. F, G and K are tables of random numbers from package rng, some 8 bytes times the root of n.
//
// Those whose partner is n or more, of which there are fewer than 2^h, are partners of each other instead; of an odd number of people
// one has none.
//
// Source of Feistel networks on such pairs: see permutation. That such a matching looks like a random one is tested.
type involution struct {
	domain
	ofR  [][2]uint16 // F and K
	ofL  []uint16    // G
	rest []uint32    // [i - n] the partner of the one whose partner would be i
	odd  []uint32    // the one without a partner, if there is one
}

// newInvolution returns the matching of a slot within a group of n people, n from 2 to 2^32-1.
func newInvolution(n uint32, key rng.Key, group, slot int) *involution {
	v := &involution{domain: newDomain(n)}
	v.ofR, v.ofL = make([][2]uint16, v.m), make([]uint16, v.mask+1)
	for r, word := range random(v.m, key, group, slot, 0) {
		v.ofR[r][0] = below(word, v.mask+1)
	}
	for l, word := range random(v.mask+1, key, group, slot, 1) {
		v.ofL[l] = below(word, v.m)
	}
	for r, word := range random(v.m, key, group, slot, 2) {
		v.ofR[r][1] = 1 + below(word, v.mask)
	}
	v.pairRest()
	return v
}

// pairRest pairs those whose partner would be n or more.
func (v *involution) pairRest() {
	v.rest = make([]uint32, uint64(v.m)<<v.h-uint64(v.n))
	var would, single [1]uint32
	last, waits := 0, false
	for i := range v.rest {
		would[0] = v.n + uint32(i)
		v.compute(would[:])
		if would[0] >= v.n {
			continue // would pair two of whom there are none
		}
		v.rest[i] = would[0] // itself, until there is another
		if waits {
			v.rest[i], v.rest[last] = single[0], would[0]
		}
		last, single, waits = i, would, !waits
	}
	if waits {
		v.odd = single[:]
	}
}

func (v *involution) pair(people []uint32) {
	v.compute(people)
	for k, partner := range people {
		if partner >= v.n {
			people[k] = v.rest[partner-v.n]
		}
	}
}

func (v *involution) alone(dst []uint32) []uint32 { return append(dst, v.odd...) }

// compute replaces numbers by what the network makes of them, each below m times 2^h. So r is below m and l below 2^h throughout, and tables are looked up
// without asking again, in half the time.
func (v *involution) compute(list []uint32) {
	ofR, ofL := unsafe.Pointer(unsafe.SliceData(v.ofR)), unsafe.Pointer(unsafe.SliceData(v.ofL))
	m, mask, h := int64(v.m), uint64(v.mask), v.h&31
	for k, x := range list {
		l, r := uint64(x)&mask, int64(x>>h)
		l ^= half(ofR, 2*r)
		r += int64(half(ofL, int64(l))) - m
		r += r >> 63 & m // modulo m, without a jump that a processor would have to guess
		l ^= half(ofR, 2*r+1)
		r -= int64(half(ofL, int64(l)))
		r += r >> 63 & m
		l ^= half(ofR, 2*r)
		list[k] = uint32(uint64(r)<<h | l)
	}
}

// half returns the i-th number of 16 bits of a table.
func half(table unsafe.Pointer, i int64) uint64 { return uint64(*(*uint16)(unsafe.Add(table, 2*i))) }

func (v *involution) size() int { return 4*len(v.ofR) + 2*len(v.ofL) + 4*len(v.rest) + 4*len(v.odd) }
