package agent

import (
	"bytes"
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
	cognition, threshold               []float32 // of the block itself: only those with access change them

	below         [tileLen]uint8 // 1 if the income is below the threshold of policies
	takes         [tileLen]uint8 // the tier that a person takes; of menus with a waiting list
	with, without [tileLen]uint8 // people who take a tier, and who don't, ascending
	quads         [tileLen]uint8 // of the people with a tier
	words         [tileLen + 4]uint32
	luck          [tileLen]float32 // of the people with a tier
}

// get copies the people from at on, as many as there are.
func (t *tile) get(b *Block, at int) {
	first := rng.Person(b.Stratum, b.First+at)
	t.quad, t.offset = rng.QuadOf(first), int(first&3)
	t.n = copy(t.y[:], b.Income[at:])
	t.cognition, t.threshold = b.Cognition[at:][:t.n], b.Threshold[at:][:t.n]
	copy(t.c[:], t.cognition)
	copy(t.a[:], b.Aptitude[at:])
	copy(t.gamma[:], b.Belief[at:])
	copy(t.omega[:], b.Uncertainty[at:])
	copy(t.h[:], b.Habit[at:])
	copy(t.s[:], b.BudgetShare[at:])
	copy(t.theta[:], t.threshold)
	copy(t.held[:], b.Tier[at:])
}

// put writes back what a month changes.
func (t *tile) put(b *Block, at int) {
	copy(b.Income[at:], t.y[:t.n])
	copy(b.Belief[at:], t.gamma[:t.n])
	copy(b.Uncertainty[at:], t.omega[:t.n])
	copy(b.Habit[at:], t.h[:t.n])
	copy(b.Tier[at:], t.held[:t.n])
	copy(b.Filter[at:], t.filter[:t.n])
	copy(b.Reservation[at:], t.reserve[:t.n])
	copy(b.Augmented[at:], t.aug[:t.n])
}

// live takes a tile through the month in plain Go: the definition of every bit that a kernel gives. First everybody
// decides, and those without access live on; then those with access, who alone need a random number.
func (t *tile) live(m *Month, sums *tally) {
	k := &m.k
	if k.means {
		t.measure(k)
	} else {
		t.below = [tileLen]uint8{}
	}
	if k.rationed {
		k.key.Quads(t.words[:(t.n+t.offset+3)&^3], t.quad, m.Tick, rng.Admission, 0)
	}
	with := t.decide(k, sums)
	if k.means {
		t.count(sums)
	}
	t.draw(m, with)
	t.use(k, with, sums)
}

// What a person answers to the SOTA tier, in bits: it could pay for it, it would, it is confirmed.
const could, would, confirmed, all = 1, 2, 4, 7

// filters are the filters by answer.
var filters = [8]uint8{
	uint8(Both), uint8(OptedOut), uint8(PricedOut), uint8(Waiting), uint8(Both), uint8(OptedOut), uint8(PricedOut), uint8(None),
}

// decide finds what tier everybody takes and why some don't take the SOTA tier, and lives the month of those who take
// none. It returns the others, ascending.
//
// Most people take no tier and had none, so both are branches. Where as many have access as not, every second such branch
// would be mispredicted; there a list is made of both.
func (t *tile) decide(k *constants, sums *tally) (with []uint8) {
	people := t.people()
	holders := people - bytes.Count(t.held[:people], none)
	even := holders > people/4 && holders < people*3/4
	lesser := k.tiers[1:]
	var answers [8]int64
	in := 0
	for i := range people {
		y, a, h, gamma, omega := t.y[i], t.a[i], t.h[i], t.gamma[i], t.omega[i]
		below := t.below[i] & 1
		ability, bar := k.ability(t.s[i], y+k.topUp[below]), k.sota.bar[below]
		stake, doubt := k.stake(y, a, h), doubt(a, omega)
		worth := k.sota.worth(stake, gamma, doubt)
		t.reserve[i] = least(worth, ability)
		answer := int(bit(reaches(ability, bar))|bit(reaches(worth, bar))<<1|bit(k.share >= t.theta[i])<<2) & all
		answers[answer]++
		t.filter[i] = filters[answer]

		has := bit(answer == all)
		if k.several {
			for j := range lesser {
				o := &lesser[j]
				has |= bit(answer&confirmed != 0) & bit(reaches(ability, o.bar[below])) & bit(reaches(o.worth(stake, gamma, doubt), o.bar[below]))
			}
			if k.rationed {
				has = t.queue(k, i, answer == all, sums)
			}
		}
		if even {
			had := bit(t.held[i] != 0)
			sums.joined += int64(has &^ had)
			sums.left += int64(had &^ has)
			t.with[uint8(in)], t.without[uint8(i-in)] = uint8(i), uint8(i)
			in += int(has)
			continue
		}
		if has != 0 {
			sums.joined += int64(bit(t.held[i] == 0))
			t.with[uint8(in)] = uint8(i)
			in++
			continue
		}
		if t.held[i] != 0 {
			sums.left++
			t.held[i] = 0
		}
		c := t.c[i]
		t.gamma[i], t.omega[i] = k.hear(gamma), k.wear(omega)
		t.y[i], t.h[i], t.aug[i] = k.goWithout(y, c, h)
		sums.goWithout(i, t.y[i], c, t.aug[i])
	}
	for answer, n := range answers {
		sums.filter[filters[answer]] += n
	}
	sums.people[0] += int64(people - in)
	if even {
		t.goWithout(k, t.without[:people-in], sums)
	}
	t.choose(k, t.with[:in])
	return t.with[:in]
}

var none = []byte{0}

// choose notes which tier people take who take one.
func (t *tile) choose(k *constants, with []uint8) {
	switch {
	case k.rationed: // noted by queue
		for _, i := range with {
			t.held[i] = t.takes[i]
		}
	case k.several:
		for _, i := range with {
			t.held[i] = t.best(k, int(i), -1)
		}
	default:
		for _, i := range with {
			t.held[i] = k.sota.number
		}
	}
}

// queue notes which tier a person takes where there is a waiting list, and tells whether it takes one. Who would and could
// have SOTA and is not admitted is rationed.
func (t *tile) queue(k *constants, i int, wants bool, sums *tally) uint8 {
	sums.wanted[t.best(k, i, -1)&MaxTiers]++
	place := Place(t.words[i+t.offset]) // below 1, so every tier that is not rationed admits it
	if wants && place >= k.sota.admission && t.held[i] != k.sota.number {
		t.filter[i] = uint8(Rationed)
		sums.filter[Rationed]++
		sums.filter[None]--
	}
	t.takes[i] = t.best(k, i, place)
	return bit(t.takes[i] != 0)
}

// best is the tier that leaves most to a person, of those that it would and could pay, or as much at a lower price; 0 if
// there is none. A tier that it does not hold must admit it at its place in the waiting list.
func (t *tile) best(k *constants, i int, place float32) uint8 {
	i &= tileLen - 1
	y, a, gamma, had, below := t.y[i], t.a[i], t.gamma[i], t.held[i], t.below[i]&1
	ability, stake, doubt := k.ability(t.s[i], y+k.topUp[below]), k.stake(y, a, t.h[i]), doubt(a, t.omega[i])
	confirmed := bit(k.share >= t.theta[i])
	number, most, cheapest := int32(0), int32(0), int32(0)
	for j := range k.tiers {
		o := &k.tiers[j]
		worth, bar := o.worth(stake, gamma, doubt), o.bar[below]
		can := confirmed & bit(reaches(worth, bar)) & bit(reaches(ability, bar)) & (bit(place < o.admission) | bit(had == o.number))
		// 0 for a tier that it cannot take, else 1 more than the bits of what it leaves
		left, price := (toBits(surplus(worth, o.price[below]))+1)&-int32(can), toBits(o.price[below])
		// -1 if it is better, else 0: the signs of differences of numbers below 2^31, since a branch would be mispredicted
		better := (most-left)>>31 | ((most^left)-1)>>31&(price-cheapest)>>31
		most += (left - most) & better
		cheapest += (price - cheapest) & better
		number += (int32(o.number) - number) & better
	}
	return uint8(number)
}

// goWithout lives the month of people who take no tier.
func (t *tile) goWithout(k *constants, without []uint8, sums *tally) {
	for _, i := range without {
		c := t.c[i]
		t.held[i], t.gamma[i], t.omega[i] = 0, k.hear(t.gamma[i]), k.wear(t.omega[i])
		t.y[i], t.h[i], t.aug[i] = k.goWithout(t.y[i], c, t.h[i])
		sums.goWithout(int(i), t.y[i], c, t.aug[i])
	}
}

// goWithout is the income, the habit and the augmented cognition of somebody without access.
func (k *constants) goWithout(y, c, h float32) (earned, habit, augmented float32) {
	h = k.fade(h)
	return k.grow(y), h, k.miss(c, h)
}

// goWithout counts somebody without access.
func (t *tally) goWithout(i int, income, cognition, augmented float32) {
	lane := i & (lanes - 1)
	t.income[0][lane] += income
	t.cognition[0][lane] += cognition
	t.augmented[0][lane] += augmented
}

// measure notes whose income is below the threshold of policies.
func (t *tile) measure(k *constants) {
	for i := range t.people() {
		t.below[i] = bit(t.y[i] < k.threshold)
	}
}

// count counts them by tier.
func (t *tile) count(sums *tally) {
	for i := range t.people() {
		sums.below[t.held[i]&MaxTiers] += int64(t.below[i])
	}
}

// Place turns 32 random bits into a place in the waiting list: uniform in (0, 1), on the lattice (k + 1/2)/2^23, so
// that every value is a float32.
func Place(word uint32) float32 { return float32(float32(word>>9)*0x1p-23) + 0x1p-24 }

// barOf is what a value and an ability must reach for a price: its bits. A free tier is worth it to everybody.
func barOf(price float32) int32 {
	if price <= 0 {
		return math.MinInt32
	}
	return toBits(price)
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
		t.threshold[i] = 0 // confirmed for good

		y, c, gamma, omega := t.y[i], t.c[i], t.gamma[i], t.omega[i]
		number := t.held[i] & MaxTiers
		kalman, gain := k.kalman(omega), k.gains(t.a[i], k.delivered[number])
		belief, skill := learn(gamma, kalman, k.signal(t.luck[uint8(j)])), k.practise(c, gain)
		augmented, earned := augment(skill, gain), k.earn(y, gain)
		t.gamma[i], t.omega[i], t.h[i] = belief, k.settle(omega, kalman), k.form(t.h[i])
		t.cognition[i], t.aug[i], t.y[i] = skill, augmented, earned

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

// bit is 1 if x is true; it compiles to one instruction.
func bit(x bool) uint8 {
	var b uint8
	if x {
		b = 1
	}
	return b
}

// toBits turns a float into an integer that compares as it does among floats that are not negative, and is below 0 for
// the others. Integers are compared and clamped without a branch.
func toBits(x float32) int32 { return int32(math.Float32bits(x)) }

func fromBits(x int32) float32 { return math.Float32frombits(uint32(x)) }
