package agent

import (
	"github.com/cogap/cogap/internal/fixed"
	"github.com/cogap/cogap/internal/fmath"
	"github.com/cogap/cogap/population"
	"github.com/cogap/cogap/rng"
)

// Block is a chunk of people in float32 columns, with what a month yields beside their new state. A worker makes one
// and loads one chunk after the other into it. Not safe for concurrent use.
type Block struct {
	population.Chunk
	Augmented   []float32 // E [1 = average], of the month just lived
	Reservation []float32 // R [u/month] for the SOTA tier, of the month just lived

	with  []int32   // the people with access, ascending
	luck  []float32 // their noise
	place []float32 // everybody's place in the waiting list, when a tier is rationed
}

// lanes is the number of float32 partial sums: person i of a chunk adds to partial sum i mod 16, in order, and they
// are added up at the end of the chunk. It is part of the results, and the width of the widest vector unit.
const lanes = 16

type partial [lanes]float32

// sum adds the partial sums, neighbours first; always in the same order.
func (p *partial) sum() float64 {
	s := 0.0
	for _, v := range p {
		s += float64(v)
	}
	return s
}

// Load points the block at a chunk.
func (b *Block) Load(c population.Chunk) {
	b.Chunk = c
	n := len(c.Income)
	if cap(b.luck) < n {
		size := max(n, population.ChunkLen)
		b.Augmented, b.Reservation = make([]float32, size), make([]float32, size)
		b.luck, b.place = make([]float32, size), make([]float32, size)
		b.with = make([]int32, size)
	}
	b.Augmented, b.Reservation = b.Augmented[:n], b.Reservation[:n]
}

// Step lives one month and adds it to dst: Person.Step for everybody, in float32, in two passes. The first decides
// for all and lives the month of those without access; the second lives the month of those with access, because only
// they need a random number.
//
// Against Person the columns agree to 2e-6 relative where no decision is within rounding of its threshold.
func (b *Block) Step(m *Month, dst *Sums) {
	with := b.decide(m, dst)
	b.draw(m, with)
	b.use(m, with, dst)
}

// why is the filter by whether a person would (1), could (2) and is confirmed (4), if it does not get SOTA access.
var why = [8]uint8{
	uint8(Both), uint8(PricedOut), uint8(OptedOut), uint8(Waiting),
	uint8(Both), uint8(PricedOut), uint8(OptedOut), uint8(None),
}

// decide chooses everybody's tier and lives the month of those who hold none. It returns the others' indices.
func (b *Block) decide(m *Month, dst *Sums) (with []int32) {
	var (
		k        = &m.k
		n        = len(b.Income)
		y        = b.Income[:n]
		c        = b.Cognition[:n]
		a        = b.Aptitude[:n]
		gamma    = b.Belief[:n]
		omega    = b.Uncertainty[:n]
		h        = b.Habit[:n]
		s        = b.BudgetShare[:n]
		theta    = b.Threshold[:n]
		held     = b.Tier[:n]
		filter   = b.Filter[:n]
		reserve  = b.Reservation[:n]
		aug      = b.Augmented[:n]
		list     = b.with[:n]
		sota     = k.sota
		count    = 0
		left     = int64(0)
		filters  [8]int64
		sy, sc   partial
		se       partial
		share    = k.share
		rationed = k.rationed
	)
	if rationed {
		b.queue(m)
	}
	for i := range y {
		ability := float32(s[i] * max(0, y[i]-k.subsistence))
		premium := 1 + float32(k.necessity*h[i])
		stake := float32(y[i] * a[i])
		doubt := float32(a[i] * omega[i])

		worth := float32(max(0, float32(float32(sota.atStake*stake)*(gamma[i]-float32(sota.risk*doubt)))) * premium)
		reserve[i] = min(worth, ability)
		would, could, confirmed := bit(worth >= sota.price), bit(ability >= sota.price), bit(share >= theta[i])
		can := would | could<<1 | confirmed<<2
		f, tier := why[can], uint8(0)
		admitted := !rationed || held[i] == sota.number || b.place[i] < sota.admission
		best, price := float32(-1), sota.price
		if can == 7 {
			if admitted {
				tier, best = sota.number, worth-sota.price
			} else {
				f = uint8(Rationed)
			}
		}
		for j := range k.lesser {
			t := &k.lesser[j]
			w := float32(max(0, float32(float32(t.atStake*stake)*(gamma[i]-float32(t.risk*doubt)))) * premium)
			if t.price > w || t.price > ability || confirmed == 0 || rationed && held[i] != t.number && b.place[i] >= t.admission {
				continue
			}
			if surplus := w - t.price; surplus > best || surplus == best && t.price < price {
				tier, best, price = t.number, surplus, t.price
			}
		}
		filter[i] = f
		filters[f&7]++
		if tier != 0 {
			list[count] = int32(i)
			count++
			// the month is lived in the second pass, which also needs to know who joined
			if held[i] == 0 {
				tier |= joinedNow
			}
			held[i] = tier
			continue
		}
		left += int64(bit(held[i] != 0))
		held[i] = 0
		gamma[i] += float32(k.hear * (k.heard - gamma[i]))
		omega[i] += k.drift
		h[i] = float32(k.habitOff*h[i]) + tiny - tiny
		aug[i] = c[i] - float32(c[i]*float32(k.missed*h[i]))
		y[i] = float32(y[i] * k.growth)
		lane := i % lanes
		sy[lane] += y[i]
		sc[lane] += c[i]
		se[lane] += aug[i]
	}

	for f := range dst.Filter {
		dst.Filter[f] += filters[f] * b.Weight
	}
	dst.Left += left * b.Weight
	g := &dst.Tiers[0]
	g.People += int64(n-count) * b.Weight
	g.Income.Add(fixed.Of(sy.sum(), b.Weight))
	g.Cognition.Add(fixed.Of(sc.sum(), b.Weight))
	g.Augmented.Add(fixed.Of(se.sum(), b.Weight))
	return list[:count]
}

// tiny, added and taken away again, lets a fading habit reach 0 rather than the subnormal numbers, which are slow.
const tiny = 0x1p-30

// joinedNow marks, between the two passes, a tier that was taken by somebody who held none.
const joinedNow = 0x80

// bit is 1 if x is true; it compiles to one instruction.
func bit(x bool) uint8 {
	var b uint8
	if x {
		b = 1
	}
	return b
}

// draw fills the noise of the people listed. Neighbours of a quad share a random block.
func (b *Block) draw(m *Month, with []int32) {
	luck := b.luck[:len(with)]
	first := b.First
	quad, words := uint64(1<<64-1), [4]uint32{}
	for j, i := range with {
		person := rng.Person(b.Stratum, first+int(i))
		if q := rng.QuadOf(person); q != quad {
			quad, words = q, m.k.key.Quad(q, m.Tick, rng.Signal, 0)
		}
		luck[j] = fmath.Normal(words[person&3])
	}
}

// queue gives everybody a place in the waiting list.
func (b *Block) queue(m *Month) {
	for i := range b.Income {
		person := rng.Person(b.Stratum, b.First+i)
		b.place[i] = Place(m.k.key.Quad(rng.QuadOf(person), m.Tick, rng.Admission, 0)[person&3])
	}
}

// Place turns 32 random bits into a place in the waiting list: uniform in (0, 1), on the lattice (k + 1/2)/2^23, so
// that every value is a float32.
func Place(word uint32) float32 { return float32(float32(word>>9)*0x1p-23) + 0x1p-24 }

// use lives the month of those with access.
func (b *Block) use(m *Month, with []int32, dst *Sums) {
	var (
		k      = &m.k
		n      = len(b.Income)
		y      = b.Income[:n]
		c      = b.Cognition[:n]
		a      = b.Aptitude[:n]
		gamma  = b.Belief[:n]
		omega  = b.Uncertainty[:n]
		h      = b.Habit[:n]
		theta  = b.Threshold[:n]
		held   = b.Tier[:n]
		aug    = b.Augmented[:n]
		luck   = b.luck[:len(with)]
		joined = int64(0)
		sums   [MaxTiers]struct {
			people                                   int64
			income, cognition, augmented, belief, gn partial
		}
	)
	for j, at := range with {
		i := int(at)
		number := held[i] &^ joinedNow
		joined += int64(held[i] >> 7)
		held[i] = number
		theta[i] = 0 // confirmed for good

		z := k.gain + float32(k.noise*luck[j])
		kalman := omega[i] / (omega[i] + k.noise2)
		gamma[i] += float32(kalman * (z - gamma[i]))
		omega[i] = omega[i] - float32(kalman*omega[i]) + k.drift
		h[i] = k.habitUp + float32(k.habitOn*h[i])
		gain := float32(float32(a[i]*k.gain) * k.delivered(number))
		c[i] += float32(c[i] * float32(k.learning*gain))
		aug[i] = c[i] + float32(c[i]*gain)
		y[i] = float32(y[i] * (k.growth + float32(k.passThrough*gain)))

		s, lane := &sums[(number-1)%MaxTiers], j%lanes
		s.people++
		s.income[lane] += y[i]
		s.cognition[lane] += c[i]
		s.augmented[lane] += aug[i]
		s.belief[lane] += gamma[i]
		s.gn[lane] += gain
	}
	dst.Joined += joined * b.Weight
	for t := range dst.Tiers[1:] {
		s, g := &sums[t], &dst.Tiers[t+1]
		g.People += s.people * b.Weight
		g.Income.Add(fixed.Of(s.income.sum(), b.Weight))
		g.Cognition.Add(fixed.Of(s.cognition.sum(), b.Weight))
		g.Augmented.Add(fixed.Of(s.augmented.sum(), b.Weight))
		g.Belief.Add(fixed.Of(s.belief.sum(), b.Weight))
		g.Gain.Add(fixed.Of(s.gn.sum(), b.Weight))
	}
}

// delivered is the quality that arrives with a tier.
func (k *constants) delivered(number uint8) float32 {
	if number == k.sota.number {
		return k.sota.delivered
	}
	return k.lesser[int(k.sota.number-number)-1].delivered
}
