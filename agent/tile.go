package agent

import (
	"math"

	"github.com/cogap/cogap/internal/fmath"
	"github.com/cogap/cogap/rng"
)

// tileLen is the number of people that the portable kernel takes through a month at a time.
const tileLen = 256

// tile is a copy of neighbouring people of a block, with what one pass over them leaves to the next. Symbols are those
// of docs/model.md.
//
// It is one struct of arrays: with a single address the compiler keeps all columns in reach, an index of one byte
// cannot leave them, and all stays in the first-level cache. That repays the copying three times over.
type tile struct {
	n      int    // people, at most tileLen
	quad   uint64 // that of the first person; see rng.QuadOf
	offset int    // the first person's number within it

	y, c, a, gamma, omega, h, s, theta [tileLen]float32
	reserve, aug                       [tileLen]float32
	held, filter                       [tileLen]uint8

	takes [tileLen]uint8 // the tier that a person takes

	below [tileLen]uint8 // 1 if its income is below the threshold of policies

	with, without [tileLen]uint8 // people who take one, and who don't, ascending
	quads         [tileLen]uint8 // of the people with a tier
	words         [tileLen + 4]uint32
	luck          [tileLen]float32 // of the people with a tier
}

// get copies the people from at on, as many as there are.
func (t *tile) get(b *Block, at int) {
	first := rng.Person(b.Stratum, b.First+at)
	t.quad, t.offset = rng.QuadOf(first), int(first&3)
	t.n = copy(t.y[:], b.Income[at:])
	copy(t.c[:], b.Cognition[at:])
	copy(t.a[:], b.Aptitude[at:])
	copy(t.gamma[:], b.Belief[at:])
	copy(t.omega[:], b.Uncertainty[at:])
	copy(t.h[:], b.Habit[at:])
	copy(t.s[:], b.BudgetShare[at:])
	copy(t.theta[:], b.Threshold[at:])
	copy(t.held[:], b.Tier[at:])
}

// put writes back what a month changes.
func (t *tile) put(b *Block, at int) {
	copy(b.Income[at:], t.y[:t.n])
	copy(b.Cognition[at:], t.c[:t.n])
	copy(b.Belief[at:], t.gamma[:t.n])
	copy(b.Uncertainty[at:], t.omega[:t.n])
	copy(b.Habit[at:], t.h[:t.n])
	copy(b.Threshold[at:], t.theta[:t.n])
	copy(b.Tier[at:], t.held[:t.n])
	copy(b.Filter[at:], t.filter[:t.n])
	copy(b.Reservation[at:], t.reserve[:t.n])
	copy(b.Augmented[at:], t.aug[:t.n])
}

// live takes a tile through the month in plain Go: the definition of every bit that a kernel gives. First everybody
// decides; then those without access live on, and those with access, who alone need a random number. Where people
// differ at random the passes compute rather than branch, since every second of such branches is mispredicted.
//
// Products are rounded before they are added, float32(a*b) + c, so that no compiler fuses the two.
func (t *tile) live(m *Month, sums *tally) {
	var with, without []uint8
	switch {
	case m.k.simple:
		with, without = t.decide(&m.k, sums)
	case m.k.rationed:
		t.choose(m, sums)
		with, without = t.part(sums)
	default:
		t.compare(&m.k, sums)
		with, without = t.part(sums)
	}
	t.goWithout(&m.k, without, sums)
	t.draw(m, with)
	t.use(&m.k, with, sums)
}

// verdict is the filter by whether a person would take the SOTA tier (1), could (2) and is confirmed (4).
var verdict = [8]struct {
	filter uint8
	count  uint64 // one person, in that filter's ten bits
}{
	{uint8(Both), 1 << (10 * Both)},
	{uint8(PricedOut), 1 << (10 * PricedOut)},
	{uint8(OptedOut), 1 << (10 * OptedOut)},
	{uint8(Waiting), 1 << (10 * Waiting)},
	{uint8(Both), 1 << (10 * Both)},
	{uint8(PricedOut), 1 << (10 * PricedOut)},
	{uint8(OptedOut), 1 << (10 * OptedOut)},
	{uint8(None), 1 << (10 * None)},
}

// decide finds who takes the SOTA tier and why the others don't, on a simple menu: one tier, with room for all, at one
// price for all. It returns the lists that part makes on other menus.
func (t *tile) decide(k *constants, sums *tally) (with, without []uint8) {
	people, counts := t.people(), uint64(0)
	in, joined, before := 0, 0, 0
	for i := range people {
		ability := float32(t.s[i] * positive(t.y[i]-k.subsistence))
		stake := float32(float32(t.y[i]*t.a[i]) * (1 + float32(k.necessity*t.h[i])))
		worth := k.sota.worth(stake, t.gamma[i], float32(t.a[i]*t.omega[i]))
		t.reserve[i] = min(worth, ability)

		price := k.sota.price[0]
		would, could, confirmed := bit(worth >= price), bit(ability >= price), bit(k.share >= t.theta[i])
		v := &verdict[would|could<<1|confirmed<<2]
		t.filter[i] = v.filter
		counts += v.count

		has, had := would&could&confirmed, t.held[i] // the only tier is number 1
		t.held[i] = has
		joined += int(has &^ had)
		before += int(had)
		t.with[uint8(in)], t.without[uint8(i-in)] = uint8(i), uint8(i)
		in += int(has)
	}
	for f := range sums.filter {
		sums.filter[f] += int64(counts >> (10 * f) & 0x3ff)
	}
	sums.joined += int64(joined)
	sums.left += int64(before + joined - in)
	return t.with[:in], t.without[:people-in]
}

// worth is the value W of a tier to a person. stake is y*a, the money at stake per unit of captured gain, with the
// necessity premium on it; doubt is a*omega.
func (o *tier) worth(stake, belief, doubt float32) float32 {
	return positive(float32(float32(o.atStake*stake) * (belief - float32(o.risk*doubt))))
}

// compare is decide on a menu of several tiers, at prices that may depend on the income, with room for all: the SOTA tier
// first, then each other one, which is taken if it is better. Everything is computed, nothing branches.
func (t *tile) compare(k *constants, sums *tally) {
	people, counts, anybody := t.people(), uint64(0), uint8(0)
	lesser := k.tiers[1:]
	for i := range people {
		below := bit(t.y[i] < k.threshold)
		anybody |= below
		ability := float32(t.s[i] * positive(t.y[i]+k.topUp[below]-k.subsistence))
		stake := float32(float32(t.y[i]*t.a[i]) * (1 + float32(k.necessity*t.h[i])))
		doubt, belief := float32(t.a[i]*t.omega[i]), t.gamma[i]
		worth, price := k.sota.worth(stake, belief, doubt), k.sota.price[below]
		t.reserve[i] = min(worth, ability)

		would, could, confirmed := bit(worth >= price), bit(ability >= price), bit(k.share >= t.theta[i])
		v := &verdict[would|could<<1|confirmed<<2]
		t.filter[i] = v.filter
		counts += v.count

		can := would & could & confirmed
		takes, best := int32(can)*int32(k.sota.number), rank(worth-price, can)
		cheapest := int32(math.Float32bits(price)) & -int32(can)
		for j := range lesser {
			o := &lesser[j]
			worth, price := o.worth(stake, belief, doubt), o.price[below]
			can := bit(worth >= price) & bit(ability >= price) & confirmed
			surplus, cost := rank(worth-price, can), int32(math.Float32bits(price))
			// better where it leaves more, or as much at a lower price: the sign of a difference of numbers below 2^31
			better := (best-surplus)>>31 | ((best^surplus)-1)>>31&(cost-cheapest)>>31
			best += (surplus - best) & better
			cheapest += (cost - cheapest) & better
			takes += (int32(o.number) - takes) & better
		}
		t.takes[i], t.below[i] = uint8(takes), below
	}
	for f := range sums.filter {
		sums.filter[f] += int64(counts >> (10 * f) & 0x3ff)
	}
	if anybody != 0 {
		for i := range people {
			sums.below[t.takes[i]&MaxTiers] += int64(t.below[i])
		}
	}
}

// rank is 0 for a tier that cannot be taken, else 1 more than the bits of its surplus: that is not negative, so ranks
// compare as surpluses do.
func rank(surplus float32, can uint8) int32 {
	return (int32(math.Float32bits(surplus)) + 1) & -int32(can)
}

// choose is compare on a menu with a waiting list: a tier that somebody does not hold must admit it. It is one pass over
// everybody, since such menus are rare.
func (t *tile) choose(m *Month, sums *tally) {
	k, people := &m.k, t.people()
	k.key.Quads(t.words[:(people+t.offset+3)&^3], t.quad, m.Tick, rng.Admission, 0)
	for i := range people {
		below := bit(t.y[i] < k.threshold)
		ability := float32(t.s[i] * positive(t.y[i]+k.topUp[below]-k.subsistence))
		stake := float32(float32(t.y[i]*t.a[i]) * (1 + float32(k.necessity*t.h[i])))
		doubt := float32(t.a[i] * t.omega[i])
		confirmed := bit(k.share >= t.theta[i])
		place := Place(t.words[i+t.offset]) // below 1, so every tier that is not rationed admits it
		held := t.held[i]

		var takes, wants pick
		for j := range k.tiers {
			o := &k.tiers[j]
			worth, price := o.worth(stake, t.gamma[i], doubt), o.price[below]
			would, could := bit(worth >= price), bit(ability >= price)
			admitted := bit(place < o.admission) | bit(held == o.number)
			if j == 0 { // SOTA, which the filter is about
				t.reserve[i] = min(worth, ability)
				refused := would & could & confirmed &^ admitted
				t.filter[i] = verdict[would|could<<1|confirmed<<2].filter + refused*uint8(Rationed)
			}
			can := would & could & confirmed
			takes = takes.or(o.number, worth-price, price, can&admitted)
			wants = wants.or(o.number, worth-price, price, can)
		}
		t.takes[i] = takes.number
		sums.filter[t.filter[i]&7%uint8(Filters)]++
		sums.wanted[wants.number&MaxTiers]++
		sums.below[takes.number&MaxTiers] += int64(below)
	}
}

// pick is the best of the offers seen so far.
type pick struct {
	number         uint8
	surplus, price int32 // see rank; the price by its bits
}

// or is the better of the pick and a tier that can be taken: the one that leaves more, or as much at a lower price.
func (p pick) or(number uint8, surplus, price float32, can uint8) pick {
	s, c := rank(surplus, can), int32(math.Float32bits(price))
	if bit(s > p.surplus)|bit(s == p.surplus)&bit(c < p.price) != 0 {
		return pick{number, s, c}
	}
	return p
}

// Place turns 32 random bits into a place in the waiting list: uniform in (0, 1), on the lattice (k + 1/2)/2^23, so
// that every value is a float32.
func Place(word uint32) float32 { return float32(float32(word>>9)*0x1p-23) + 0x1p-24 }

// part lists those who take a tier and those who don't, and counts who joined and left.
func (t *tile) part(sums *tally) (with, without []uint8) {
	people, in, joined, left := t.people(), 0, 0, 0
	for i := range people {
		has, had := int(bit(t.takes[i] != 0)), int(bit(t.held[i] != 0))
		t.held[i] = t.takes[i]
		joined += has &^ had
		left += had &^ has
		t.with[uint8(in)], t.without[uint8(i-in)] = uint8(i), uint8(i)
		in += has
	}
	sums.joined += int64(joined)
	sums.left += int64(left)
	return t.with[:in], t.without[:people-in]
}

// tiny, added and taken away again, lets a fading habit reach 0 rather than the subnormal numbers, which are slow.
const tiny = 0x1p-30

// goWithout lives the month of those who hold no tier.
func (t *tile) goWithout(k *constants, without []uint8, sums *tally) {
	for _, i := range without {
		t.gamma[i] += float32(k.hear * (k.heard - t.gamma[i]))
		t.omega[i] += k.drift
		habit := float32(k.habitOff*t.h[i]) + tiny - tiny
		skill := t.c[i]
		augmented := skill - float32(skill*float32(k.missed*habit))
		earned := float32(t.y[i] * k.growth)
		t.h[i], t.aug[i], t.y[i] = habit, augmented, earned

		lane := i % lanes
		sums.income[0][lane] += earned
		sums.cognition[0][lane] += skill
		sums.augmented[0][lane] += augmented
	}
	sums.people[0] += int64(len(without))
}

// draw fills the luck of the people listed. Neighbours of a quad share a random block, which is drawn once.
func (t *tile) draw(m *Month, with []uint8) {
	count, last := 0, -1
	for _, i := range with {
		quad := (int(i) + t.offset) >> 2
		t.quads[uint8(count)] = uint8(quad)
		count += int(bit(quad != last))
		last = quad
	}
	for _, quad := range t.quads[:count] {
		m.k.key.Quads(t.words[4*int(quad):][:4], t.quad+uint64(quad), m.Tick, rng.Signal, 0)
	}
	for j, i := range with {
		t.luck[uint8(j)] = fmath.Normal(t.words[int(i)+t.offset])
	}
}

// use lives the month of those with access.
func (t *tile) use(k *constants, with []uint8, sums *tally) {
	for j, i := range with {
		t.theta[i] = 0 // confirmed for good

		z := k.gain + float32(k.noise*t.luck[uint8(j)])
		variance := t.omega[i]
		kalman := variance / (variance + k.noise2)
		belief := t.gamma[i]
		belief += float32(kalman * (z - belief))
		t.gamma[i] = belief
		t.omega[i] = variance - float32(kalman*variance) + k.drift
		t.h[i] = k.habitUp + float32(k.habitOn*t.h[i])

		number := t.held[i] & MaxTiers
		gain := float32(float32(t.a[i]*k.gain) * k.delivered[number])
		skill := t.c[i]
		skill += float32(skill * float32(k.learning*gain))
		augmented := skill + float32(skill*gain)
		earned := float32(t.y[i] * (k.growth + float32(k.passThrough*gain)))
		t.c[i], t.aug[i], t.y[i] = skill, augmented, earned

		lane := i % lanes
		sums.people[number]++
		sums.income[number][lane] += earned
		sums.cognition[number][lane] += skill
		sums.augmented[number][lane] += augmented
		sums.belief[number][lane] += belief
		sums.gain[number][lane] += gain
	}
}

// people is t.n, in a form from which the compiler sees that it is at most tileLen.
func (t *tile) people() int {
	if uint(t.n) > tileLen {
		panic("agent: tile too long")
	}
	return t.n
}

// positive is x where it is above zero, else 0: without a branch, and the same for every float32 there is.
func positive(x float32) float32 {
	b := math.Float32bits(x)
	return math.Float32frombits(b &^ uint32(int32(b)>>31))
}

// bit is 1 if x is true; it compiles to one instruction.
func bit(x bool) uint8 {
	var b uint8
	if x {
		b = 1
	}
	return b
}
