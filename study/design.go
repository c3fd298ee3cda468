package study

import "github.com/cogap/cogap/rng"

// coordinate returns where a cell of a design that is drawn lies on the way of factor d, from 0 up to, not including, 1.
func (p *Plan) coordinate(cell, d int) float64 {
	if p.kind() == Halton {
		return scrambledHalton(p.Seed, cell, d)
	}
	return latin(p.Seed, cell, d, p.Design.Points)
}

// latin returns coordinate d of one of n points of a Latin hypercube: anywhere within its slice.
func latin(seed uint64, i, d, n int) float64 {
	slice := shuffled(i, n, mix(mix(seed)+uint64(d)))
	within := rng.At(seed, rng.Person(d, i), 0, rng.Users).Float64()
	return min((float64(slice)+within)/float64(n), below1)
}

// below1 is the largest number below 1.
const below1 = 1 - 0x1p-53

// scrambledHalton returns coordinate d of point i: the digits of i in the d-th prime base, mirrored at the point, each place's digits
// permuted by a permutation of its own. gonum's samplemv.Halton does so for a whole batch of points; this is one point of them.
func scrambledHalton(seed uint64, i, d int) float64 {
	base := prime(d)
	x, key := 0.0, mix(mix(seed)+uint64(d))
	for place, weight := uint64(0), 1/float64(base); weight > 0x1p-53; place, weight = place+1, weight/float64(base) {
		x += float64(float64(shuffled(i%base, base, mix(key+place))) * weight)
		i /= base
	}
	return min(x, below1)
}

// prime returns the d-th prime number, from 2.
func prime(d int) int {
	for n := 2; ; n++ {
		if !isPrime(n) {
			continue
		}
		if d == 0 {
			return n
		}
		d--
	}
}

func isPrime(n int) bool {
	for k := 2; k*k <= n; k++ {
		if n%k == 0 {
			return false
		}
	}
	return true
}
