package network

import (
	"math/bits"
	"unsafe"

	"github.com/cogap/cogap/rng"
)

// permutation is a keyed permutation of the numbers below n, computed and not stored: a generalised Feistel network of four rounds
// on pairs (l, r), applied again while the result is n or more.
//
//	l = l xor F0(r);  r = r + F1(l) mod m;  l = l xor F2(r);  r = r + F3(l) mod m
//
// with 2^h near the root of n and m the least number for which m*2^h is at least n, so that hardly any number is walked on. The round functions
// F are tables of random numbers from package rng: some 8 bytes times the root of n.
//
// Source: Black and Rogaway (2002), Ciphers with arbitrary finite domains, CT-RSA: generalised Feistel networks and cycle walking; Luby and
// Rackoff (1988): with four rounds of random functions a permutation and its inverse look random.
type permutation struct {
	domain
	ofR [][2]uint16 // F0 and F2
	ofL [][2]uint16 // F1 and F3
}

// domain is the numbers below n, as pairs (l, r) of which the number is r*2^h + l, with l below 2^h and r below m.
type domain struct {
	n, m, mask uint32 // mask is 2^h - 1
	h          uint8
}

func newDomain(n uint32) domain {
	h := uint8(bits.Len32(n-1)+1) / 2
	return domain{n: n, h: h, mask: 1<<h - 1, m: (n-1)>>h + 1}
}

// newPermutation returns the permutation of a slot within a group of n people, n from 1 to 2^32-1.
func newPermutation(n uint32, key rng.Key, group, slot int) permutation {
	p := permutation{domain: newDomain(n)}
	p.ofR, p.ofL = make([][2]uint16, p.m), make([][2]uint16, p.mask+1)
	for pair := range 2 {
		for r, word := range random(p.m, key, group, slot, 2*pair) {
			p.ofR[r][pair] = below(word, p.mask+1)
		}
		for l, word := range random(p.mask+1, key, group, slot, 2*pair+1) {
			p.ofL[l][pair] = below(word, p.m)
		}
	}
	return p
}

// random returns the words of which the round functions of a slot within a group are made.
func random(n uint32, key rng.Key, group, slot, round int) []uint32 {
	words := make([]uint32, (n+3)&^3)
	key.Quads(words, rng.QuadOf(rng.Person(group, 0)), slot, rng.Ties, uint32(round))
	return words[:n]
}

// below returns a number below n, at most 2^16, of a random word; each about as often, to 2^-16.
func below(word, n uint32) uint16 { return uint16(uint64(word) * uint64(n) >> 32) }

// size returns the bytes of the tables.
func (p *permutation) size() int { return 4 * (len(p.ofR) + len(p.ofL)) }

// do replaces numbers by where they go.
func (p *permutation) do(list []uint32) {
	for k, x := range list {
		for x = p.once(x); x >= p.n; {
			x = p.once(x)
		}
		list[k] = x
	}
}

// undo undoes do.
func (p *permutation) undo(list []uint32) {
	for k, x := range list {
		for x = p.back(x); x >= p.n; {
			x = p.back(x)
		}
		list[k] = x
	}
}

// once is the network, once, for numbers below m times 2^h: see involution.compute.
func (p *permutation) once(x uint32) uint32 {
	ofR, ofL, m := unsafe.Pointer(unsafe.SliceData(p.ofR)), unsafe.Pointer(unsafe.SliceData(p.ofL)), int64(p.m)
	l, r := uint64(x&p.mask), int64(x>>(p.h&31))
	l ^= half(ofR, 2*r)
	r += int64(half(ofL, 2*int64(l))) - m
	r += r >> 63 & m
	l ^= half(ofR, 2*r+1)
	r += int64(half(ofL, 2*int64(l)+1)) - m
	r += r >> 63 & m
	return uint32(uint64(r)<<(p.h&31) | l)
}

func (p *permutation) back(x uint32) uint32 {
	ofR, ofL, m := unsafe.Pointer(unsafe.SliceData(p.ofR)), unsafe.Pointer(unsafe.SliceData(p.ofL)), int64(p.m)
	l, r := uint64(x&p.mask), int64(x>>(p.h&31))
	r -= int64(half(ofL, 2*int64(l)+1))
	r += r >> 63 & m
	l ^= half(ofR, 2*r+1)
	r -= int64(half(ofL, 2*int64(l)))
	r += r >> 63 & m
	l ^= half(ofR, 2*r)
	return uint32(uint64(r)<<(p.h&31) | l)
}
