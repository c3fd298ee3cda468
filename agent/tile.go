package agent

import (
	"math"

	"github.com/cogap/cogap/internal/fmath"
	"github.com/cogap/cogap/rng"
)

// tileLen is the number of people that the portable kernel updates at a time.
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

	y, c, a, gamma, omega, h, aug [tileLen]float32
	held                          [tileLen]uint8
	s, theta, cognition, reserve  []float32 // of the block itself: a copy would cost more than it saves
	filter                        []uint8   // the same

	below         [tileLen]uint8 // 1 if the income is below the threshold of policies
	can           [tileLen]uint8 // the tiers that a person can take, a bit for each from the best down; of menus of several
	takes         [tileLen]uint8 // the tier that a person takes this month, 0 for none; held is last month's
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
	t.s, t.theta, t.cognition = b.BudgetShare[at:][:t.n], b.Threshold[at:][:t.n], b.Cognition[at:][:t.n]
	t.reserve, t.filter = b.Reservation[at:][:t.n], b.Filter[at:][:t.n]
	copy(t.c[:], t.cognition)
	copy(t.a[:], b.Aptitude[at:])
	copy(t.gamma[:], b.Belief[at:])
	copy(t.omega[:], b.Uncertainty[at:])
	copy(t.h[:], b.Habit[at:])
	copy(t.held[:], b.Tier[at:])
}

// put writes back what a month changes.
func (t *tile) put(b *Block, at int) {
	copy(b.Income[at:], t.y[:t.n])
	copy(b.Belief[at:], t.gamma[:t.n])
	copy(b.Uncertainty[at:], t.omega[:t.n])
	copy(b.Habit[at:], t.h[:t.n])
	copy(b.Tier[at:], t.takes[:t.n])
	copy(b.Augmented[at:], t.aug[:t.n])
}

// step updates the people of a tile by a month, in plain Go: the definition of every bit that a kernel gives. First everybody
// decides; then those without access are updated, and then those with access, who alone need a random number.
func (t *tile) step(m *Month, sums *tally) {
	k := &m.k
	t.markBelow(k)
	with, without := t.decide(k)
	t.choose(k, with)
	if k.rationed {
		with, without = t.admit(m, with, sums)
	}
	t.stepWithout(k, without, sums)
	t.draw(m, with)
	t.stepWith(k, with, sums)
	if k.means {
		t.countBelow(sums)
	}
}

// What a person answers to the SOTA tier, in bits: it could pay for it, it would, it is confirmed.
const could, would, confirmed, all = 1, 2, 4, 7

// filters are the filters by answer.
var filters = [8]uint8{
	uint8(Neither), uint8(OptedOut), uint8(PricedOut), uint8(Waiting), uint8(Neither), uint8(OptedOut), uint8(PricedOut), uint8(None),
}

// decide lists who takes a tier, if admitted, and who takes none, and finds why some don't take the SOTA tier. The two best
// tiers are looked up in one pass; menus of more tiers are rare enough for a pass each.
func (t *tile) decide(k *constants) (with, without []uint8) {
	if k.several {
		clear(t.can[:t.people()])
		for j := 2; j < len(k.tiers); j++ {
			t.consider(k, j)
		}
	}
	in, people := 0, t.people()
	s, theta, reserve, filter := t.s[:people], t.theta[:people], t.reserve[:people], t.filter[:people]
	for i := range people {
		y, a, gamma, below := t.y[i], t.a[i], t.gamma[i], t.below[i]&1
		ability, stake := k.ability(s[i], y+k.topUp[below]), k.moneyAtStake(y, a, t.h[i])
		discount := riskDiscount(a, t.omega[i])
		worth, bar, sure := k.sota.valuation(stake, gamma, discount), k.sota.bar[below], bit(k.share >= theta[i])
		reserve[i] = reservation(worth, ability)
		answer := bit(reaches(ability, bar)) | bit(reaches(worth, bar))<<1 | sure<<2
		filter[i] = filters[answer&all]
		takes := bit(answer == all)
		if k.several {
			worth, bar := k.second.valuation(stake, gamma, discount), k.second.bar[below]
			t.can[i] |= takes | (sure&bit(reaches(ability, bar))&bit(reaches(worth, bar)))<<1
			takes = bit(t.can[i] != 0)
		}
		t.with[uint8(in)], t.without[uint8(i-in)] = uint8(i), uint8(i)
		in += int(takes)
	}
	return t.with[:in], t.without[:t.n-in]
}

// consider finds who can take tier j from the best down.
func (t *tile) consider(k *constants, j int) {
	o := &k.tiers[j]
	people := t.people()
	s, theta := t.s[:people], t.theta[:people]
	for i := range people {
		y, a, below := t.y[i], t.a[i], t.below[i]&1
		ability, bar := k.ability(s[i], y+k.topUp[below]), o.bar[below]
		worth := o.valuation(k.moneyAtStake(y, a, t.h[i]), t.gamma[i], riskDiscount(a, t.omega[i]))
		t.can[i] |= (bit(reaches(ability, bar)) & bit(reaches(worth, bar)) & bit(k.share >= theta[i])) << (j & 7)
	}
}

// choose notes the tier that leaves most to a person, of those that it can take, or as much at a lower price; 0 if it can
// take none.
func (t *tile) choose(k *constants, people []uint8) {
	clear(t.takes[:t.people()])
	if !k.several {
		for _, i := range people {
			t.takes[i] = k.sota.number
		}
		return
	}
	tiers := k.tiers
	for _, i := range people {
		gamma, below, can := t.gamma[i], t.below[i]&1, t.can[i]
		stake, discount := k.moneyAtStake(t.y[i], t.a[i], t.h[i]), riskDiscount(t.a[i], t.omega[i])
		number, best := int64(0), int64(0)
		for j := range tiers {
			o := &tiers[j]
			worth, price := o.valuation(stake, gamma, discount), o.price[below]
			// what it leaves, then how far below the highest price there is; 0 for a tier that it cannot take
			appeal := (int64(math.Float32bits(surplus(worth, price)))<<32 | int64(math.MaxInt32-math.Float32bits(price))) & -int64(can>>(j&7)&1)
			better := (best - appeal) >> 63 // -1 or 0: a branch would be mispredicted
			best += (appeal - best) & better
			number += (int64(o.number) - number) & better
		}
		t.takes[i] = uint8(number)
	}
}

// admit has people choose again, among the tiers that admit them at their place in the waiting list or that they held, and
// tells who takes a tier now. Who would and could have SOTA and is not admitted is rationed.
func (t *tile) admit(m *Month, wanting []uint8, sums *tally) (with, without []uint8) {
	k := &m.k
	k.key.Quads(t.words[:(t.n+t.offset+3)&^3], t.quad, m.Number, rng.Admission, 0)
	for _, i := range wanting {
		sums.wanted[t.takes[i]&MaxTiers]++
		place := Place(t.words[int(i)+t.offset])
		for j := range k.tiers {
			o := &k.tiers[j]
			if place >= o.admission && t.held[i] != o.number {
				t.can[i] &^= 1 << j
				if j == 0 && t.filter[i] == uint8(None) {
					t.filter[i] = uint8(Rationed)
				}
			}
		}
	}
	t.choose(k, wanting)
	in := 0
	for i := range t.people() {
		t.with[uint8(in)], t.without[uint8(i-in)] = uint8(i), uint8(i)
		in += int(bit(t.takes[i] != 0))
	}
	return t.with[:in], t.without[:t.n-in]
}

// stepWithout updates people who take no tier.
func (t *tile) stepWithout(k *constants, without []uint8, sums *tally) {
	income, cognition, augmented := &sums.income[0], &sums.cognition[0], &sums.augmented[0]
	for _, i := range without {
		c, h := t.c[i], k.habitDecay(t.h[i])
		earned, withdrawn := k.incomeWithout(t.y[i]), k.withdrawn(c, h)
		t.gamma[i], t.omega[i] = k.wordOfMouth(t.gamma[i]), k.beliefDrift(t.omega[i])
		t.y[i], t.h[i], t.aug[i] = earned, h, withdrawn

		lane := i % lanes
		income[lane] += earned
		cognition[lane] += c
		augmented[lane] += withdrawn
	}
}

// markBelow notes whose income is below the threshold of policies.
func (t *tile) markBelow(k *constants) {
	clear(t.below[:t.people()])
	if k.means {
		for i := range t.people() {
			t.below[i] = bit(t.y[i] < k.threshold)
		}
	}
}

// countBelow counts people below the threshold by tier.
func (t *tile) countBelow(sums *tally) {
	for i := range t.people() {
		sums.below[t.takes[i]&MaxTiers] += int64(t.below[i])
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
		m.k.key.Quads(t.words[4*int(quad):][:4], t.quad+uint64(quad), m.Number, rng.Signal, 0)
	}
	for j, i := range with {
		t.luck[uint8(j)] = fmath.Normal(t.words[int(i)+t.offset])
	}
}

// stepWith updates those with access.
func (t *tile) stepWith(k *constants, with []uint8, sums *tally) {
	joined := int64(0)
	for j, i := range with {
		t.theta[i] = 0 // confirmed for good

		y, c, gamma, omega := t.y[i], t.c[i], t.gamma[i], t.omega[i]
		number := t.takes[i] & MaxTiers
		kalman, gain := k.kalmanGain(omega), k.outputGain(t.a[i], k.delivered[number])
		belief, skill := posteriorMean(gamma, kalman, k.signal(t.luck[uint8(j)])), k.learningByDoing(c, gain)
		augmented, earned := augmented(skill, gain), k.incomeWith(y, gain)
		t.gamma[i], t.omega[i], t.h[i] = belief, k.posteriorVariance(omega, kalman), k.habitFormation(t.h[i])
		t.cognition[i], t.aug[i], t.y[i] = skill, augmented, earned

		joined += int64(bit(t.held[i] == 0))
		lane := i % lanes
		sums.income[number][lane] += earned
		sums.cognition[number][lane] += skill
		sums.augmented[number][lane] += augmented
		sums.belief[number][lane] += belief
		sums.gain[number][lane] += gain
	}
	sums.joined += joined
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
