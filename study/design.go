package study

import (
	"slices"
	"sync"

	"github.com/cogap/cogap/rng"
)

// coordinate returns where a cell of a design that is drawn lies on the way of factor d, from 0 to 1.
func (p *Plan) coordinate(cell, d int) float64 {
	k := len(p.Factors)
	switch p.kind() {
	case Halton:
		return scrambledHalton(p.Seed, cell, d)
	case Morris:
		return p.trajectory(cell/(k+1), cell%(k+1), d)
	case Sobol:
		if m := cell % (k + 2); m == 1 || m == 2+d { // of B
			d += k
		}
		return scrambledHalton(p.Seed, cell/(k+2), d)
	}
	return latin(p.Seed, cell, d, p.Design.Points)
}

// trajectory returns coordinate d after some steps of a trajectory. Coordinates are on a grid of levels; each step moves one factor by half of
// its levels, up or down, in an order of the trajectory's own. Every level is as likely as any other at both ends of a step.
func (p *Plan) trajectory(t, steps, d int) float64 {
	levels := p.Factors[d].trajectoryLevels()
	level := int(rng.At(p.Seed, rng.Person(d, t), 1, rng.Users).Float64() * float64(levels))
	if p.stepOf(t, d) < steps {
		level = (level + levels/2) % levels // up from the lower half, down from the upper
	}
	return float64(level) / float64(levels-1)
}

// morrisLevels is how many levels a trajectory's grid has of a factor of any numbers. With 4, all are equally likely at both ends of a
// step of 2/3. Source: Morris (1991), section 2.
const morrisLevels = 4

// mostTrajectoryLevels is the most whole numbers of a range each of which is a level of trajectories; of more numbers there are 4 levels.
const mostTrajectoryLevels = 1 << 20

// trajectoryLevels returns how many levels a trajectory's grid has of the factor: its values, if it has no others.
func (f *Factor) trajectoryLevels() int {
	r := f.Range
	switch {
	case r == nil:
		return f.levels()
	case r.Whole && r.Scale != Log && r.To-r.From < mostTrajectoryLevels:
		return int(r.To-r.From) + 1
	}
	return morrisLevels
}

// stepOf returns which step of a trajectory moves factor d.
func (p *Plan) stepOf(t, d int) int { return shuffled(d, len(p.Factors), mix(mix(p.Seed)^uint64(t))) }

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
func prime(d int) int { return primes()[d] }

// mostFactors is how many factors a design of Halton points may have: Sobol needs two dimensions for each.
const mostFactors = 1000

// primes are as many as Halton points can have dimensions.
var primes = sync.OnceValue(func() []int {
	var list []int
	for n := 2; len(list) < 2*mostFactors; n++ {
		if !slices.ContainsFunc(list, func(p int) bool { return n%p == 0 }) {
			list = append(list, n)
		}
	}
	return list
})
