package study

import (
	"math"
	"math/bits"
)

// seedBits is how long seeds are: JSON readers and spreadsheets take whole numbers of this length for what they are.
const seedBits = 53

const seedMask = 1<<seedBits - 1

// seedOf returns the n-th seed of a study. Of one study no two of the first 2^53 are the same: each step can be undone within
// 53 bits.
func seedOf(study, n uint64) uint64 {
	x := (mix(study) + n) & seedMask
	for _, factor := range []uint64{0xbf58476d1ce4e5b9, 0x94d049bb133111eb} { // those of mix; they are odd
		x ^= x >> 27
		x = x * factor & seedMask
	}
	return x ^ x>>27
}

// mix returns a number from which neighbours can't be told to have been neighbours. Source: Steele, Lea and Flood (2014), Fast
// splittable pseudorandom number generators, OOPSLA: the finaliser of SplitMix64.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// shuffled returns where i goes, below n, in the permutation of the first n numbers that key names. It is computed for one number
// at a time: a Feistel network shuffles the numbers below a power of 4, and is applied again while the result is n or more.
// Source: Black and Rogaway (2002), Ciphers with arbitrary finite domains, CT-RSA.
func shuffled(i, n int, key uint64) int {
	half := (bits.Len(uint(max(n-1, 1))) + 1) / 2
	mask := uint64(1)<<half - 1
	x := uint64(i)
	for {
		left, right := x>>half, x&mask
		for round := range uint64(6) {
			left, right = right, left^mix(key^mix(right<<3|round))&mask
		}
		if x = left<<half | right; x < uint64(n) {
			return int(x)
		}
	}
}

// spread returns the i-th of n cells, neighbours about 0.618 of all cells apart, which leaves no wide gaps however few are taken.
func spread(i, n int) int { return product(i, stride(n), n) }

// product returns a*b modulo n.
func product(a, b, n int) int {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	return int(bits.Rem64(hi, lo, uint64(n)))
}

// gather undoes spread.
func gather(cell, n int) int {
	step, inverse := stride(n), 1
	// Extended Euclid: inverse*step = 1 modulo n.
	for a, b, x := n, step, 0; b > 1; {
		q := a / b
		a, b, x, inverse = b, a%b, inverse, x-q*inverse
	}
	return product(cell, (inverse%n+n)%n, n)
}

// stride returns a number near 0.618 n that shares no divisor with n, of those near the one whose multiples are spread best.
func stride(n int) int {
	const near = 16
	start := max(int(float64(n)*0.6180339887498949), 1)
	best, least := 0, math.MaxInt
	for away := 0; away < near || best == 0; away++ {
		for _, step := range []int{start - away, start + away} {
			if step < 1 || step > n {
				continue
			}
			if widest, coprime := quotient(step, n); coprime && widest < least {
				best, least = step, widest
			}
		}
	}
	return best
}

// quotient returns the largest partial quotient of the continued fraction of a/n, with which the gaps between multiples of a modulo n
// grow, and whether a and n share no divisor. Source: Niederreiter (1992), Random number generation and quasi-Monte Carlo
// methods, theorem 5.17.
func quotient(a, n int) (widest int, coprime bool) {
	a, n = n, a
	for n != 0 {
		widest = max(widest, a/n)
		a, n = n, a%n
	}
	return widest, a == 1
}
