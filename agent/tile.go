package agent

import (
	"encoding/binary"
	"math"
	"math/bits"

	"github.com/cogap/cogap/internal/fmath"
	"github.com/cogap/cogap/population"
	"github.com/cogap/cogap/rng"
)

// tileLen is the number of people that a kernel updates at a time: few enough for their columns to stay in the first-level
// cache from one pass to the next, and for one byte to number them.
const tileLen = 256

// align is how many neighbouring people of a tile are surely of one stratum, from a multiple of it on.
const align = population.Align

// tile is a view of neighbouring people of a block, with what one pass over them leaves to the next. Symbols are those of
// docs/model.md.
//
// What vectors load comes first, in arrays of whole cache lines: a tile is made by itself, and so begins at one.
type tile struct {
	users     users
	words     [2 * tileLen]uint32
	begins    [2 * tileLen]uint32         // whose wait begins and is not drawn yet: twice a person's place in the block, and 1 if it pays
	exposures [tileLen / align][4]float32 // of every 16 people; where they differ in attention
	state     [tileLen]uint8              // attention, and 4 for those who have lapsed this month
	below     [tileLen]uint8              // 1 if the income is below the threshold of policies
	can       [tileLen]uint8              // the tiers that a person can take, a bit for each from the best down; of menus of several
	with      [tileLen]uint8              // people who take a tier, ascending
	takes     [tileLen]uint8              // the tiers that those take; of menus of several
	wide      wideDraw
	seen      seen

	takers bitset                    // who takes a tier, if admitted
	fresh  bitset                    // who held none last month
	spans  [tileLen/renewed + 1]span // those whose needs begin
	stays  stays

	quad   uint64 // that of the first person; see rng.QuadOf
	offset int    // the first person's number within it
	at     int    // the first person's place in the block
	begun  int    // of how many people the waits begin and are not drawn yet

	y, c, a, gamma, omega, h, s, theta, reserve, aug []float32
	held, filter                                     []uint8   // held is last month's tier until keep
	cost, wait, born                                 []float32 // nil unless the model has them
	keen                                             []float32 // a, times the need where needs come and go: of decisions

	marked bool // below is not all 0
	plain  bool // tests want plain Go for everybody
}

// users are the people of a tile who take a tier, side by side.
type users struct {
	y, c, a, gamma, omega, h [tileLen]float32
	luck, delivered          [tileLen]float32
	born                     [tileLen]float32 // where learning has a limit
	full                     [tileLen]float32 // g, the stratum's gain from full quality
	gain                     [tileLen]float32
	aug                      [tileLen]float32 // by vectors, whose choices need the next two too
	can, below               [tileLen]uint8
}

// see points the tile at the people of a block from at on, as many as there are, and shows them their peers.
func (t *tile) see(b *Block, m *Month, at int) {
	first := rng.Person(b.Stratum, b.First+at)
	t.quad, t.offset, t.at = rng.QuadOf(first), int(first&3), at
	end := min(at+tileLen, len(b.Income))
	t.y, t.c, t.a, t.gamma = b.Income[at:end], b.Cognition[at:end], b.Aptitude[at:end], b.Belief[at:end]
	t.omega, t.h, t.s, t.theta = b.Uncertainty[at:end], b.Habit[at:end], b.BudgetShare[at:end], b.Threshold[at:end]
	t.reserve, t.aug, t.held, t.filter = b.Reservation[at:end], b.Augmented[at:end], b.Tier[at:end], b.Filter[at:end]
	t.cost, t.wait, t.born = nil, nil, nil
	if b.Born != nil {
		t.born = b.Born[at:end]
	}
	t.sees(&m.k, &b.Chunk, at, end)
	if b.UseCost != nil {
		t.cost = b.UseCost[at:end]
	}
	if b.Wait != nil {
		t.wait = b.Wait[at:end]
	}
	if m.Network {
		t.seen.peers(m, b.Peers.cut(at, end))
	}
}

// show shows all of so many people the same.
func (t *tile) show(k *constants, people int) {
	t.seen.all(&k.ofStratum, people)
	if k.attends {
		for i := range (min(people, tileLen) + align - 1) / align {
			t.exposures[i] = k.exposure
		}
	}
}

// people is how many people a tile has, in a form from which the compiler sees that they are at most tileLen.
func (t *tile) people() int {
	if uint(len(t.y)) > tileLen {
		panic("agent: tile too long")
	}
	return len(t.y)
}

// step updates the people of a tile by a month. First everybody decides. Then those who take a tier are lifted out of the
// columns, where they leave zeros, and everybody is updated as if nobody had access: zeros stay zeros and add nothing to a
// sum, so that this pass, which most people are in, needs no list and no mask. Last come those with access, side by side,
// who alone need a random number.
//
// Plain Go is the definition of every bit that a kernel gives. Where the processor has vectors they take the first people of
// each pass, in eights, and plain Go the rest; see kernel_amd64.go.
func (t *tile) step(m *Month, sums *tally) {
	k := &m.k
	t.renew(m, 0, t.people())
	t.markBelow(k)
	t.decide(k)
	if k.attends {
		t.attend(m)
	}
	users, from := t.take(k), 0 // of the first ones nobody need be listed where vectors take everybody
	if t.crowded(users) && !k.means && !k.holds() {
		from = t.eights()
	}
	if k.rationed {
		t.queue(m)
	}
	if k.several && from > 0 {
		t.chooseAll(k, from, sums)
	}
	with := t.takers.list(&t.with, from)
	if k.several {
		t.choose(k, with)
	}
	if k.holds() {
		with = t.stay(m, with)
	}
	if k.rationed {
		with = t.admit(k, with, sums)
	}
	if k.holds() {
		if k.rationed {
			with = t.stay(m, with)
		}
		t.renewTerms(m)
		t.takers.of(with)
	}
	users = t.takers.count()
	t.keep(k, with, from, sums)
	if k.attends {
		t.changes(k)
	}
	if users > 0 {
		sums.expectUsers(k.tiers)
	}
	all := 0
	if t.crowded(users) {
		all = t.eights()
		t.stepAll(m, all, sums)
		with = after(with, all)
	} else if from > 0 { // few of them were admitted
		with = t.takers.list(&t.with, 0)
	}
	t.lift(k, with)
	t.stepWithout(k, all, sums)
	if len(with) > 0 {
		t.draw(m, with)
		t.stepWith(k, with, sums)
	}
}

// after is those of a list from a person on, who are few.
func after(list []uint8, person int) []uint8 {
	at := len(list)
	for at > 0 && int(list[at-1]) >= person {
		at--
	}
	return list[at:]
}

// What a person answers to the SOTA tier, in bits: it could pay for it, it would, it is confirmed.
const could, would, confirmed, all = 1, 2, 4, 7

// filters are the filters by answer.
var filters = [8]uint8{
	uint8(Neither), uint8(OptedOut), uint8(PricedOut), uint8(Waiting), uint8(Neither), uint8(OptedOut), uint8(PricedOut), uint8(None),
}

// decide finds which tiers everybody can take, and why some don't take the SOTA tier. The two best tiers are looked up in one
// pass; menus of more tiers are rare enough for a pass each.
func (t *tile) decide(k *constants) {
	n := t.people()
	if k.several {
		clear(t.can[:n])
	}
	done := t.decideWide(k)
	if !k.several && !k.means && t.cost == nil {
		t.decideOne(k, done)
		return
	}
	for j := 2; j < len(k.tiers); j++ {
		t.consider(k, j, done)
	}
	ys, as, gammas, omegas, hs := t.y[:n], t.keen[:n], t.gamma[:n], t.omega[:n], t.h[:n]
	s, theta, reserve, filter, shares := t.s[:n], t.theta[:n], t.reserve[:n], t.filter[:n], t.seen.share[:n]
	for i := done; i < n; i++ {
		a, gamma, below := as[i], gammas[i], t.below[i]&1
		ability, stake := k.ability(s[i], ys[i]+k.topUp[below]), k.moneyAtStake(ys[i], a, hs[i])
		discount := riskDiscount(a, omegas[i])
		worth, least := t.net(i, &k.sota, k.sota.valuation(stake, gamma, discount))
		sure := bit(shares[i] >= theta[i])
		reserve[i] = reservation(worth, ability)
		answer := bit(reaches(ability, k.sota.bar[below])) | bit(reaches(worth, least))<<1 | sure<<2
		filter[i] = filters[answer&all]
		if k.several {
			worth, least := t.net(i, &k.second, k.second.valuation(stake, gamma, discount))
			t.can[i] |= bit(answer == all) | (sure&bit(reaches(ability, k.second.bar[below]))&bit(reaches(worth, least)))<<1
		}
	}
}

// decideOne is decide for a menu of one tier on the same terms for all, of people from at on, without what others need: it takes two thirds of the time.
func (t *tile) decideOne(k *constants, at int) {
	n := t.people()
	ys, as, gammas, omegas, hs := t.y[:n], t.keen[:n], t.gamma[:n], t.omega[:n], t.h[:n]
	s, theta, reserve, filter, shares := t.s[:n], t.theta[:n], t.reserve[:n], t.filter[:n], t.seen.share[:n]
	topUp, bar := k.topUp[0], k.sota.bar[0]
	for i := at; i < n; i++ {
		y, a := ys[i], as[i]
		ability := k.ability(s[i], y+topUp)
		worth := k.sota.valuation(k.moneyAtStake(y, a, hs[i]), gammas[i], riskDiscount(a, omegas[i]))
		reserve[i] = reservation(worth, ability)
		answer := bit(reaches(ability, bar)) | bit(reaches(worth, bar))<<1 | bit(shares[i] >= theta[i])<<2
		filter[i] = filters[answer&all]
	}
}

// net is what a tier is worth to a person, less what using AI costs it beside the price, and what that must reach for the price.
func (t *tile) net(i int, o *tier, worth float32) (float32, int32) {
	below := t.below[uint8(i)] & 1
	if t.cost == nil {
		return worth, o.bar[below]
	}
	return netValue(worth, t.cost[i]), o.least[below]
}

// consider finds who can take tier j from the best down, of the people from at on.
func (t *tile) consider(k *constants, j, at int) {
	o := &k.tiers[j]
	n := t.people()
	ys, as, gammas, omegas, hs := t.y[:n], t.keen[:n], t.gamma[:n], t.omega[:n], t.h[:n]
	s, theta, shares := t.s[:n], t.theta[:n], t.seen.share[:n]
	for i := at; i < n; i++ {
		below := t.below[i] & 1
		ability, bar := k.ability(s[i], ys[i]+k.topUp[below]), o.bar[below]
		worth, least := t.net(i, o, o.valuation(k.moneyAtStake(ys[i], as[i], hs[i]), gammas[i], riskDiscount(as[i], omegas[i])))
		t.can[i] |= (bit(reaches(ability, bar)) & bit(reaches(worth, least)) & bit(shares[i] >= theta[i])) << (j & 7)
	}
}

// markBelow notes whose income is below the threshold of policies.
func (t *tile) markBelow(k *constants) {
	if k.means {
		n := t.people()
		for i := t.markWide(k); i < n; i++ {
			t.below[i] = bit(t.y[i] < k.threshold)
		}
	} else if t.marked {
		clear(t.below[:])
	}
	t.marked = k.means
}

const (
	ones  = 0x0101010101010101 // a 1 in each of eight bytes
	tops  = 0x80 * ones        // the top bit of each of eight bytes
	mosts = 0x7f * ones        // added to bytes of at most 0x80, it sets the top bit of those that are not 0
)

// bitset has a bit for each person of a tile.
type bitset [tileLen / 8]uint8

// word is the bits of 64 people, the n-th of four such words.
func (b *bitset) word(n int) uint64 { return binary.LittleEndian.Uint64(b[8*n:]) }

// count is how many people are in the set.
func (b *bitset) count() (people int) {
	for n := range len(b) / 8 {
		people += bits.OnesCount64(b.word(n))
	}
	return people
}

// list lists the people from a multiple of eight on, ascending.
func (b *bitset) list(to *[tileLen]uint8, from int) []uint8 {
	switch people := b.count(); {
	case people == 0:
		return nil
	case people > scattered:
		return b.listMany(to, from)
	}
	in := 0
	for n := from / 64; n < len(b)/8; n++ {
		set := b.word(n)
		if from > 64*n {
			set &^= 1<<(from-64*n) - 1
		}
		for ; set != 0; set &= set - 1 {
			to[uint8(in)] = uint8(64*n + bits.TrailingZeros64(set))
			in++
		}
	}
	return to[:in]
}

// scattered is up to how many people of a tile are soonest listed one by one.
const scattered = 12

// listMany is list without a branch for each person, most of which a processor would guess wrong.
func (b *bitset) listMany(to *[tileLen]uint8, from int) []uint8 {
	in, first := 0, uint64(from)*ones
	for _, set := range b[from/8:] {
		binary.LittleEndian.PutUint64(to[uint8(in):], places[set]+first)
		in += bits.OnesCount8(set)
		first += 8 * ones
	}
	return to[:in]
}

// places are those of the bits of a set of eight, ascending, a byte each.
var places = func() (all [256]uint64) {
	for set := range all {
		in := 0
		for i := range uint64(8) {
			if set>>i&1 == 1 {
				all[set] |= i << (8 * in)
				in++
			}
		}
	}
	return all
}()

// zeros makes a set of those whose byte of a column is 0.
func (t *tile) zeros(column []uint8, to *bitset) {
	i := t.zerosWide(column, to)
	for ; i+8 <= len(column); i += 8 {
		to[uint8(i)>>3] = ^sideBySide(some(binary.LittleEndian.Uint64(column[i:])))
	}
	if i < len(column) {
		to[uint8(i)>>3] = ^sideBySide(some(eight(column, i, mosts)))
		i += 8
	}
	for ; i < tileLen; i += 8 {
		to[uint8(i)>>3] = 0
	}
}

// some has a 1 in each of eight bytes that is not 0 and at most 0x80.
func some(eight uint64) uint64 { return (eight + mosts) >> 7 & ones }

// sideBySide has the lowest bits of eight bytes, of which it is all, in one.
func sideBySide(bits uint64) uint8 { return uint8(bits * 0x0102040810204080 >> 56) }

// take notes who takes a tier, if admitted, and who holds none so far, and returns how many take one. Who can take the only tier has no filter.
func (t *tile) take(k *constants) int {
	n := t.people()
	t.zeros(t.held[:n], &t.fresh)
	if !k.several {
		t.zeros(t.filter[:n], &t.takers)
		return t.takers.count()
	}
	t.zeros(t.can[:n], &t.takers)
	for i := range t.takers {
		t.takers[i] ^= 0xff
	}
	if n < tileLen {
		t.takers.cut(n)
	}
	return t.takers.count()
}

// of makes a set of those listed.
func (b *bitset) of(list []uint8) {
	clear(b[:])
	for _, i := range list {
		b[i>>3] |= 1 << (i & 7)
	}
}

// cut takes away who comes after so many people.
func (b *bitset) cut(people int) {
	b[people/8] &= 1<<(people%8) - 1
	clear(b[people/8+1:])
}

// eight returns the eight bytes of a column from i on; those beyond its end are of none.
func eight(column []uint8, i int, none uint64) uint64 {
	if len(column)-i >= 8 {
		return binary.LittleEndian.Uint64(column[i:])
	}
	for j, x := range column[i:] {
		none = none&^(0xff<<(8*j)) | uint64(x)<<(8*j)
	}
	return none
}

// chooseAll has the first so many people, of whom there are eights and who meet the same terms, hold the tiers that they take; see choose and admit.
func (t *tile) chooseAll(k *constants, people int, sums *tally) {
	if k.rationed {
		wanted := t.takes[:people]
		t.chooseAllWide(k, wanted)
		for i := range k.tiers {
			number := uint8(k.tiers[i].number)
			sums.wanted[number] += int64(count(wanted, number))
		}
		t.admitAllWide(k, people)
	}
	t.chooseAllWide(k, t.held[:people])
	if k.rationed {
		var none bitset
		t.zeros(t.held[:people], &none)
		for i := range people / 8 {
			t.takers[uint8(i)%uint8(len(t.takers))] = ^none[i]
		}
	}
}

// choose notes the tier that leaves most to a person, of those that it can take, or as much at a lower price; 0 if it can
// take none.
func (t *tile) choose(k *constants, with []uint8) {
	if len(with) == 0 || t.chooseWide(k, with) {
		return
	}
	n, tiers := t.people(), k.tiers
	ys, as, gammas, omegas, hs := t.y[:n], t.keen[:n], t.gamma[:n], t.omega[:n], t.h[:n]
	for at, i := range with {
		can, below, gamma := t.can[i], t.below[i]&1, gammas[i]
		stake, discount := k.moneyAtStake(ys[i], as[i], hs[i]), riskDiscount(as[i], omegas[i])
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
		t.takes[uint8(at)] = uint8(number)
	}
}

// queue draws everybody's place in the waiting list, where a tier admits some. All are admitted to the others or nobody is, at whatever place.
func (t *tile) queue(m *Month) {
	if m.k.lottery {
		m.k.key.Quads(t.words[:(t.people()+t.offset+3)&^3], t.quad, m.Number, rng.Admission, 0)
	}
}

// admit has people choose again, among the tiers that admit them at their place in the waiting list or that they held, and
// tells who takes a tier now. Who would and could have SOTA and is not admitted is rationed.
func (t *tile) admit(k *constants, wanting []uint8, sums *tally) (with []uint8) {
	for at, i := range wanting {
		sums.wanted[t.takes[uint8(at)]&MaxTiers]++
		place := Place(t.words[int(i)+t.offset])
		for j := range k.tiers {
			o := &k.tiers[j]
			if place >= o.admission && t.held[i] != uint8(o.number) {
				t.can[i] &^= 1 << j
				if j == 0 && t.filter[i] == uint8(None) {
					t.filter[i] = uint8(Rationed)
				}
			}
		}
	}
	t.choose(k, wanting)
	in := 0
	for at, i := range wanting {
		takes := t.takes[uint8(at)]
		wanting[in], t.takes[uint8(in)] = i, takes
		in += int(bit(takes != 0))
		t.takers[i>>3] &^= bit(takes == 0) << (i & 7)
	}
	return wanting[:in]
}

// keep notes the tiers taken by those from a multiple of eight on, and counts all who had none and whose income is below the threshold of policies.
func (t *tile) keep(k *constants, with []uint8, from int, sums *tally) {
	for n := range len(t.takers) / 8 {
		fresh := t.fresh.word(n)
		sums.fresh += int64(bits.OnesCount64(fresh))
		sums.joined += int64(bits.OnesCount64(t.takers.word(n) & fresh))
	}
	if k.several {
		held := t.held[:t.people()]
		clear(held[from:])
		for j, i := range with {
			held[i] = t.takes[uint8(j)]
		}
	} else {
		t.keepOne(k)
	}
	if k.means {
		t.countBelow(with, sums)
	}
}

// keepOne is keep for a menu of one tier: those hold it who have no filter.
func (t *tile) keepOne(k *constants) {
	n, number := t.people(), uint64(k.sota.number)
	filter, held, i := t.filter[:n], t.held[:n], t.keepOneWide(k)
	for ; i+8 <= n; i += 8 {
		binary.LittleEndian.PutUint64(held[i:], (some(binary.LittleEndian.Uint64(filter[i:]))^ones)*number)
	}
	if i < n {
		putEight(held, i, (some(eight(filter, i, mosts))^ones)*number)
	}
}

// countBelow counts people below the threshold by tier.
func (t *tile) countBelow(with []uint8, sums *tally) {
	without := int64(count(t.below[:t.people()], 1))
	for _, i := range with {
		below := int64(t.below[i])
		sums.below[t.held[i]&MaxTiers] += below
		without -= below
	}
	sums.below[0] += without
}

// crowded tells whether so many take a tier that it pays to compute everybody's month both ways, which vectors do.
func (t *tile) crowded(users int) bool { return users > t.people()/8 }

// stepAll updates the first so many people, of whom there are eights, with access or without.
func (t *tile) stepAll(m *Month, people int, sums *tally) {
	if people > 0 {
		t.stepAllWide(m, people, sums)
	}
}

// lift moves people who take a tier out of the columns.
func (t *tile) lift(k *constants, with []uint8) {
	n, u := t.people(), &t.users
	y, c, a, gamma, omega, h, held := t.y[:n], t.c[:n], t.a[:n], t.gamma[:n], t.omega[:n], t.h[:n], t.held[:n]
	for j, i := range with {
		j := uint8(j)
		u.y[j], u.c[j], u.a[j], u.gamma[j], u.omega[j], u.h[j] = y[i], c[i], a[i], gamma[i], omega[i], h[i]
		u.full[j], u.delivered[j] = t.seen.gain[i], k.delivered[held[i]&MaxTiers]
		y[i], c[i], h[i] = 0, 0, 0
	}
	if k.limited {
		for j, i := range with {
			u.born[uint8(j)] = t.born[i]
		}
	}
}

// stepWithout updates everybody from at on as if nobody took a tier. One part of the sums comes after the other, so that they stay in
// registers.
func (t *tile) stepWithout(k *constants, at int, sums *tally) {
	n := t.people()
	ys, cs, gammas, omegas, hs, aug := t.y[:n], t.c[:n], t.gamma[:n], t.omega[:n], t.h[:n], t.aug[:n]
	if at == 0 {
		at = t.stepWithoutWide(k, sums)
	}
	without, heed, heard := &sums.groups[0], t.seen.heed[:n], t.seen.heard[:n]
	for lane := range min(n-at, lanes) {
		part := (at + lane) % lanes
		income, cognition, augmented := without.income[part], without.cognition[part], without.augmented[part]
		for i := at + lane; i < n; i += lanes {
			c, h := cs[i], k.habitDecay(hs[i])
			earned, withdrawn := k.incomeWithout(ys[i]), k.withdrawn(c, h)
			gammas[i], omegas[i] = wordOfMouth(gammas[i], heed[i], heard[i]), k.beliefDrift(omegas[i])
			ys[i], hs[i], aug[i] = earned, h, withdrawn
			income += earned
			cognition += c
			augmented += withdrawn
		}
		without.income[part], without.cognition[part], without.augmented[part] = income, cognition, augmented
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
	switch {
	case t.drawWide(m, with):
	case len(with) > t.people()/4: // nearly every quad has one of them
		t.drawQuads(m, 0, (t.people()+t.offset+3)>>2)
		t.normal(with, t.users.luck[:])
	default:
		t.drawFew(m, with, t.users.luck[:])
	}
}

// drawFew is draw in plain Go.
func (t *tile) drawFew(m *Month, with []uint8, luck []float32) {
	first, next := 0, 0 // quads to draw
	for _, i := range with {
		if quad := (int(i) + t.offset) >> 2; quad >= next {
			if quad > next {
				t.drawQuads(m, first, next)
				first = quad
			}
			next = quad + 1
		}
	}
	t.drawQuads(m, first, next)
	t.normal(with, luck)
}

// normal makes luck of words drawn.
func (t *tile) normal(with []uint8, luck []float32) {
	for j, i := range with {
		luck[j] = fmath.Normal(t.words[int(i)+t.offset])
	}
}

func (t *tile) drawQuads(m *Month, first, end int) {
	m.k.key.Quads(t.words[4*first:4*end], t.quad+uint64(first), m.Number, rng.Signal, 0)
}

// stepWith updates users, puts them back into the columns and adds them to the sums.
func (t *tile) stepWith(k *constants, with []uint8, sums *tally) {
	if t.stepWithWide(k, len(with)) {
		t.putBack(with, sums)
		return
	}
	n, u := t.people(), &t.users
	ys, cs, gammas, omegas, hs := t.y[:n], t.c[:n], t.gamma[:n], t.omega[:n], t.h[:n]
	theta, aug, held := t.theta[:n], t.aug[:n], t.held[:n]
	for j, i := range with {
		j := uint8(j)
		confirm(theta, i)

		y, c, gamma, omega := u.y[j], u.c[j], u.gamma[j], u.omega[j]
		kalman, gain := k.kalmanGain(omega), outputGain(u.a[j], u.full[j], u.delivered[j])
		belief, skill := posteriorMean(gamma, kalman, k.signal(u.luck[j], u.full[j])), k.skill(c, gain, u.born[j])
		augmented, earned := augmented(skill, gain), k.incomeWith(y, gain)
		gammas[i], omegas[i], hs[i] = belief, k.posteriorVariance(omega, kalman), k.habitFormation(u.h[j])
		cs[i], aug[i], ys[i], u.gain[j] = skill, augmented, earned, gain
		g, lane := &sums.groups[held[i]&MaxTiers], i%lanes
		g.income[lane] += earned
		g.cognition[lane] += skill
		g.augmented[lane] += augmented
		g.belief[lane] += belief
		g.gain[lane] += gain
	}
}

// confirm has somebody wait for others no more, for good. Whoever waits no more is left alone: what is written must go back to memory.
func confirm(theta []float32, i uint8) {
	if math.Float32bits(theta[i]) != 0 {
		theta[i] = 0
	}
}

// skill is the unaided cognition of somebody with access.
func (k *constants) skill(c, gain, born float32) float32 {
	if k.limited {
		return k.learningTo(c, gain, born)
	}
	return k.learningByDoing(c, gain)
}

// putBack is the second half of stepWith: the columns and the sums.
func (t *tile) putBack(with []uint8, sums *tally) {
	n, u := t.people(), &t.users
	ys, cs, gammas, omegas, hs := t.y[:n], t.c[:n], t.gamma[:n], t.omega[:n], t.h[:n]
	theta, aug, held := t.theta[:n], t.aug[:n], t.held[:n]
	for j, i := range with {
		j := uint8(j)
		earned, skill, augmented, belief := u.y[j], u.c[j], u.aug[j], u.gamma[j]
		gammas[i], omegas[i], hs[i] = belief, u.omega[j], u.h[j]
		cs[i], aug[i], ys[i] = skill, augmented, earned
		confirm(theta, i)

		g, lane := &sums.groups[held[i]&MaxTiers], i%lanes
		g.income[lane] += earned
		g.cognition[lane] += skill
		g.augmented[lane] += augmented
		g.belief[lane] += belief
		g.gain[lane] += u.gain[j]
	}
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
