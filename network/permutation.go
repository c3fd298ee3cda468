package network

import (
	"math/bits"

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

// at returns where x goes.
func (p *permutation) at(x uint32) uint32 {
	for {
		if x = p.once(x); x < p.n {
			return x
		}
	}
}

// from returns what goes to x.
func (p *permutation) from(x uint32) uint32 {
	for {
		if x = p.back(x); x < p.n {
			return x
		}
	}
}

func (p *permutation) once(x uint32) uint32 {
	l, r := x&p.mask, x>>p.h
	l ^= uint32(p.ofR[r][0])
	r = p.plus(r, uint32(p.ofL[l][0]))
	l ^= uint32(p.ofR[r][1])
	r = p.plus(r, uint32(p.ofL[l][1]))
	return r<<p.h | l
}

func (p *permutation) back(x uint32) uint32 {
	l, r := x&p.mask, x>>p.h
	r = p.minus(r, uint32(p.ofL[l][1]))
	l ^= uint32(p.ofR[r][1])
	r = p.minus(r, uint32(p.ofL[l][0]))
	l ^= uint32(p.ofR[r][0])
	return r<<p.h | l
}

// plus returns a + b modulo m, both below m.
func (d *domain) plus(a, b uint32) uint32 {
	if a += b; a >= d.m { // at most 2^17: nothing is lost
		a -= d.m
	}
	return a
}

// minus undoes plus.
func (d *domain) minus(a, b uint32) uint32 { return d.plus(a, d.m-b) }
