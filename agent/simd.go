//go:build goexperiment.simd && go1.27 && !purego

package agent

import (
	"encoding/binary"
	"math/bits"
	"simd"
	"strconv"

	"github.com/cogap/cogap/internal/fmath"
	"github.com/cogap/cogap/internal/vector"
	"github.com/cogap/cogap/rng"
)

// This file is tile.go for as many people as the processor takes at once: it decides whom the equations are applied to, and
// both take them from equations.go. tile.go is the definition; TestKernels compares the two bit by bit for all menus.
//
// People with and without access are told apart by masks, not by lists: where a vector has people of both kinds, it is
// computed for both, and each person keeps its own.
//
// A person's decision is a word of 32 bits, and then a byte with the same bits:
//
//	bit   7   6   5   4   3   2   1   0
//	      .   |   |       |   |   |   +-- could (1): ability reaches the SOTA price
//	      .   |   |       |   |   +------ would (2): valuation reaches the SOTA price
//	      .   |   |       |   +---------- confirmed (4): enough others have access
//	      .   |   +-------+-------------- tier taken, 0 to 7, times tierUnit (8); 0 is none
//	      .   +-------------------------- isBelow (64): income below the threshold of policies
//
//	the answer   bits 0 to 2: could, would and confirmed; all three (7) is a person who can take the SOTA tier
//	the filter   bits 0 and 1 inverted: could not is 1 = PricedOut, would not is 2 = OptedOut, both are 3 = Neither, and
//	             neither is 0 = None; but could and would and not confirmed, 3 of 7, is 4 = Waiting
//
// Decisions are made in words, beside float32 in the same lanes, and counted in bytes, of which a vector holds four times as
// many.

// groupLen is how many people a pass takes before the next pass: few enough for their columns to stay in the first-level
// cache, and enough for the passes to run without mispredicted branches between them.
const groupLen = 256

// emulate lets tests run this kernel where the processor has no vectors; it would be slow.
var emulate = false

// Kernel names the kernel that updates people: "portable", or "simd/" and the width of its vectors in bits.
func Kernel() string {
	if simd.Emulated() {
		return "portable"
	}
	return "simd/" + strconv.Itoa(simd.VectorBitSize())
}

// vectors updates the block's first people and returns how many. The portable kernel goes on from there: with those behind
// the last whole group, and with everybody where a menu is rationed, which is rare.
func vectors(b *Block, m *Month) int {
	if simd.Emulated() && !emulate || m.k.rationed || b.First%4 != 0 {
		return 0
	}
	people := len(b.Income) &^ (groupLen - 1)
	if people == 0 {
		return 0
	}
	g, ok := b.scratch.(*group)
	if !ok { // once for a block: garbage of every month would double the memory of a large run before it is collected
		g = new(group)
		g.wide.fix()
		b.scratch = g
	}
	k, sums := &g.wide, &g.sums
	*sums = tally{}
	if g.stamp != m.k.stamp || g.month != m.k.ofStratum { // a stratum's chunks follow one another
		g.stamp, g.month = m.k.stamp, m.k.ofStratum
		k.set(&m.k)
	}
	g.start(m, b)
	for at := 0; at < people; at += groupLen {
		g.see(b, at)
		g.decide(k, sums)
		g.count(k)
		if rows, holders := g.list(); holders > 0 {
			if holders <= few {
				g.drawFew(k, at)
			} else {
				g.draw(k, at, rows)
			}
			g.stepWith(k, rows, sums)
		}
		if at/groupLen%countable == countable-1 {
			g.flush(k, sums)
		}
	}
	g.flush(k, sums)
	sums.people[0] = int64(people)
	for _, n := range sums.people[1:] {
		sums.people[0] -= n
	}
	sums.filter[None] = int64(people)
	for _, n := range sums.filter[None+1:] {
		sums.filter[None] -= n
	}
	b.tally = *sums
	vector.End()
	return people
}

// group is a view of neighbouring people of a block, with what one pass over them leaves to the next.
//
// What vectors are loaded from comes first and in whole cache lines: a load across two lines costs twice as much.
type group struct {
	wide     wide
	decision [groupLen]uint32 // could (1), would (2), confirmed (4), tier taken (8 and up), below the threshold (64)
	bytes    [groupLen]uint8  // the same
	words    [4][groupLen / 4]uint32
	drawn    [groupLen]uint32
	tail     [groupLen]uint32 // not 0: somebody with access whose noise is in a tail
	luck     [groupLen]float32
	quads    [groupLen / 4]uint32 // the counters of the block's first quads: their own words, with the key added
	counters [few]uint32          // those of the quads that drawFew draws
	lucks    [few]float32         // of the people that it draws for
	counts   counters
	sums     tally // of the block's groups so far

	stamp                              uint64 // of the month of which wide has the constants
	month                              ofStratum
	y, c, a, gamma, omega, h, s, theta *[groupLen]float32
	reserve, aug                       *[groupLen]float32
	held, filter                       *[groupLen]uint8

	holders                [groupLen / 64]uint64 // who has access, a bit for each
	some, place            [few]uint8            // the people that drawFew draws for, and their quads among those drawn
	stratum, tick, purpose uint32                // the words that quads share, the same way
}

// counters count people in each lane.
type counters struct {
	joined, left simd.Uint8s
	filterCounts [Filters]simd.Uint8s
	takers, poor [MaxTiers + 1]simd.Uint8s
}

// start prepares the group for a block.
func (g *group) start(m *Month, b *Block) {
	k0, k1, _ := m.k.key.Words()
	first := rng.Counter(rng.QuadOf(rng.Person(b.Stratum, b.First)), m.Number, rng.Signal, 0)
	for i := range g.quads {
		g.quads[i] = first[0] + k0 + uint32(vector.QuadAt(i))
	}
	g.stratum, g.tick, g.purpose = first[1]+k1, first[2], first[3]
}

// see points the group at the people from at on.
func (g *group) see(b *Block, at int) {
	column := func(x []float32) *[groupLen]float32 { return (*[groupLen]float32)(x[at:]) }
	g.y, g.c, g.a, g.gamma = column(b.Income), column(b.Cognition), column(b.Aptitude), column(b.Belief)
	g.omega, g.h, g.s, g.theta = column(b.Uncertainty), column(b.Habit), column(b.BudgetShare), column(b.Threshold)
	g.reserve, g.aug = column(b.Reservation), column(b.Augmented)
	g.held, g.filter = (*[groupLen]uint8)(b.Tier[at:]), (*[groupLen]uint8)(b.Filter[at:])
}

// decide chooses everybody's tier, updates those who take none, and leaves the others as they are.
func (g *group) decide(k *wide, sums *tally) {
	ys, cs, as, hs, gammas, omegas := g.y[:], g.c[:], g.a[:], g.h[:], g.gamma[:], g.omega[:]
	shares, thetas, reserve, aug := g.s[:], g.theta[:], g.reserve[:], g.aug[:]
	var below simd.Mask32s
	var zero simd.Float32s
	for i := 0; i < groupLen; i += zero.Len() {
		y, a, h := simd.LoadFloat32s(ys[i:]), simd.LoadFloat32s(as[i:]), simd.LoadFloat32s(hs[i:])
		gamma, omega := simd.LoadFloat32s(gammas[i:]), simd.LoadFloat32s(omegas[i:])
		money, bar := y, ofInts(&k.sota.barHigh)
		if k.means {
			below = y.Less(of(&k.threshold))
			money = y.Add(of(&k.topUpLow).IfElse(below, of(&k.topUpHigh)))
			bar = ofInts(&k.sota.barLow).IfElse(below, bar)
		}
		ability, stake := abilityWide(k, simd.LoadFloat32s(shares[i:]), money), moneyAtStakeWide(k, y, a, h)
		discount := riskDiscountWide(a, omega)
		worth := valuationWide(&k.sota, stake, gamma, discount)
		reservationWide(worth, ability).Store(reserve[i:])

		sure := ofBits(&k.confirmed).Masked(of(&k.share).GreaterEqual(simd.LoadFloat32s(thetas[i:])))
		answer := sure.Or(ofBits(&k.would).Masked(reachesWide(worth, bar))).Or(ofBits(&k.could).Masked(reachesWide(ability, bar)))
		can := answer.Equal(ofBits(&k.all))
		takes, none := ofBits(&k.sota.number).Masked(can), answer.NotEqual(ofBits(&k.all))
		if len(k.lesser) > 0 {
			price := of(&k.sota.priceLow).IfElse(below, of(&k.sota.priceHigh))
			most, cheapest := surplusWide(worth, price).IfElse(can, of(&k.none)), price.Masked(can)
			for j := range k.lesser {
				o := &k.lesser[j]
				price, bar := of(&o.priceLow).IfElse(below, of(&o.priceHigh)), ofInts(&o.barLow).IfElse(below, ofInts(&o.barHigh))
				worth := valuationWide(o, stake, gamma, discount)
				can := sure.Or(ofBits(&k.would).Masked(reachesWide(worth, bar))).Or(ofBits(&k.could).Masked(reachesWide(ability, bar))).Equal(ofBits(&k.all))
				left := surplusWide(worth, price).IfElse(can, of(&k.none))
				// as much at a lower price, or more
				tie := price.Less(cheapest).And(left.Equal(most))
				better := tie.Or(left.Greater(most))
				takes, most, cheapest = ofBits(&o.number).IfElse(better, takes), left.IfElse(better, most), price.IfElse(better, cheapest)
			}
			none = takes.Equal(zero.ToBits())
		}
		if k.means {
			answer = answer.Or(ofBits(&k.below).Masked(below))
		}
		answer.Or(takes).Store(g.decision[i:])

		c, habit, earned := simd.LoadFloat32s(cs[i:]), habitDecayWide(k, h), incomeWithoutWide(k, y)
		augmented := withdrawnWide(k, c, habit)
		wordOfMouthWide(k, gamma).IfElse(none, gamma).Store(gammas[i:])
		beliefDriftWide(k, omega).IfElse(none, omega).Store(omegas[i:])
		habit.IfElse(none, h).Store(hs[i:])
		augmented.Store(aug[i:])
		earned.IfElse(none, y).Store(ys[i:])

		lane := i % lanes
		add(sums.income[0][lane:], earned.Masked(none))
		add(sums.cognition[0][lane:], c.Masked(none))
		add(sums.augmented[0][lane:], augmented.Masked(none))
	}
}

// countable is the number of groups after which a counter of people, which has eight bits in each lane, might be full.
const countable = 15

// count turns decisions into bytes, and counts people.
func (g *group) count(k *wide) {
	vector.Narrow(g.bytes[:], g.decision[:])
	helds, filters := g.held[:], g.filter[:]
	var zero simd.Uint8s
	for i := 0; i < groupLen; i += zero.Len() {
		decision := simd.LoadUint8s(g.bytes[i:])
		takes := decision.ReshapeToUint64s().ShiftAllRight(3).ReshapeToUint8s().And(ofBytes(&k.tierMask))
		held := simd.LoadUint8s(helds[i:])
		takes.Store(helds[i:])
		none := takes.Equal(zero)
		g.counts.joined = g.counts.joined.Add(ofBytes(&k.person).Masked(held.Equal(zero)).Masked(takes.NotEqual(zero)))
		g.counts.left = g.counts.left.Add(ofBytes(&k.person).Masked(none).Masked(held.NotEqual(zero)))

		// see the picture above
		asked := decision.And(ofBytes(&k.answerMask))
		filter := asked.And(ofBytes(&k.bothFilter)).Xor(ofBytes(&k.bothFilter)).Or(ofBytes(&k.filters[Waiting]).Masked(asked.Equal(ofBytes(&k.bothFilter))))
		filter.Store(filters[i:])
		for f := PricedOut; f <= Waiting; f++ {
			g.counts.filterCounts[f] = g.counts.filterCounts[f].Add(ofBytes(&k.person).Masked(filter.Equal(ofBytes(&k.filters[f]))))
		}
		for j := 1; j <= k.offers; j++ {
			g.counts.takers[j] = g.counts.takers[j].Add(ofBytes(&k.person).Masked(takes.Equal(ofBytes(&k.numbers[j]))))
		}
		if k.means {
			poor := decision.And(ofBytes(&k.belowMask)).NotEqual(zero)
			for j := 0; j <= k.offers; j++ {
				g.counts.poor[j] = g.counts.poor[j].Add(ofBytes(&k.person).Masked(takes.Equal(ofBytes(&k.numbers[j]))).Masked(poor))
			}
		}
	}
}

// flush adds the counters to the tally and sets them to 0.
func (g *group) flush(k *wide, sums *tally) {
	sums.joined += take(&g.counts.joined)
	sums.left += take(&g.counts.left)
	for f := PricedOut; f <= Waiting; f++ {
		sums.filter[f] += take(&g.counts.filterCounts[f])
	}
	for j := 0; j <= k.offers; j++ {
		sums.people[j] += take(&g.counts.takers[j])
		if k.means {
			sums.below[j] += take(&g.counts.poor[j])
		}
	}
}

// take returns the people in a counter and empties it.
func take(counter *simd.Uint8s) (n int64) {
	var lanes [64]uint8
	counter.Store(lanes[:])
	for i := 0; i < len(lanes); i += 8 {
		x := binary.LittleEndian.Uint64(lanes[i:])
		x = x&0x00ff00ff00ff00ff + x>>8&0x00ff00ff00ff00ff
		n += int64(x * 0x0001000100010001 >> 48)
	}
	*counter = simd.Uint8s{}
	return n
}

// list notes who has access, and returns a bit for each row of 16 people in which somebody has, and how many people have.
func (g *group) list() (rows uint16, people int) {
	for i := range g.holders {
		set := vector.NotZero((*[64]uint8)(g.held[64*i:]))
		g.holders[i] = set
		people += bits.OnesCount64(set)
		for row := range 64 / lanes {
			rows |= uint16(bit(uint16(set>>(row*lanes)) != 0)) << (64/lanes*i + row)
		}
	}
	return rows, people
}

// few is how many people with access in a group it pays to draw for one by one.
const few = groupLen / 4

// drawFew fills the luck of those with access: the quads of which they are, and then they themselves, are drawn side by
// side, wherever in the group they are.
func (g *group) drawFew(k *wide, at int) {
	count, quads, last := 0, 0, -1
	first := g.quads[0] + uint32(at/4)
	for i := range g.holders {
		for set := g.holders[i]; set != 0; set &= set - 1 {
			person := 64*i + bits.TrailingZeros64(set)
			quads += int(bit(person/4 != last))
			last = person / 4
			g.some[count%few], g.place[count%few] = uint8(person), uint8(quads-1)
			g.counters[(quads-1)%few] = first + uint32(last)
			count++
		}
	}
	n := simd.Uint32s{}.Len()
	for q := 0; q < quads; q += n {
		x0, x1, x2, x3 := vector.Threefry(&k.key, simd.LoadUint32s(g.counters[q:]), simd.BroadcastUint32s(g.stratum),
			simd.BroadcastUint32s(g.tick), simd.BroadcastUint32s(g.purpose))
		x0.Store(g.words[0][q:])
		x1.Store(g.words[1][q:])
		x2.Store(g.words[2][q:])
		x3.Store(g.words[3][q:])
	}
	for j := range count {
		g.drawn[j] = g.words[g.some[j%few]%4][g.place[j%few]%few]
	}
	for j := 0; j < count; j += n {
		x, t := uniform(k, simd.LoadUint32s(g.drawn[j:]))
		normalCentre(k, x, t).Store(g.lucks[j:])
		ofBits(&k.all).Masked(t.Less(of(&k.tailBelow))).Store(g.tail[j:])
	}
	vector.End()
	for j := range count {
		person := g.some[j%few]
		g.luck[person] = g.lucks[j%few]
		if g.tail[j] != 0 {
			g.luck[person] = fmath.Normal(g.drawn[j])
		}
	}
}

// draw fills the luck of the rows in which somebody has access.
func (g *group) draw(k *wide, at int, rows uint16) {
	start := simd.BroadcastUint32s(uint32(at / 4))
	n := start.Len()
	for i := range g.holders {
		if g.holders[i] == 0 {
			continue
		}
		row := lanes * i // of quads, which are 64 people
		for q := row; q < row+lanes; q += n {
			x0, x1, x2, x3 := vector.Threefry(&k.key, simd.LoadUint32s(g.quads[q:]).Add(start), simd.BroadcastUint32s(g.stratum),
				simd.BroadcastUint32s(g.tick), simd.BroadcastUint32s(g.purpose))
			x0.Store(g.words[0][q:])
			x1.Store(g.words[1][q:])
			x2.Store(g.words[2][q:])
			x3.Store(g.words[3][q:])
		}
		word := func(w int) *[lanes]uint32 { return (*[lanes]uint32)(g.words[w][row:]) }
		vector.Interleave((*[4 * lanes]uint32)(g.drawn[4*row:]), word(0), word(1), word(2), word(3))
	}

	for ; rows != 0; rows &= rows - 1 {
		row := lanes * bits.TrailingZeros16(rows)
		for i := row; i < row+lanes; i += n {
			x, t := uniform(k, simd.LoadUint32s(g.drawn[i:]))
			normalCentre(k, x, t).Store(g.luck[i:])
			simd.LoadUint32s(g.decision[i:]).And(ofBits(&k.tierBits)).Masked(t.Less(of(&k.tailBelow))).Store(g.tail[i:])
		}
	}
	vector.Narrow(g.bytes[:], g.tail[:])
	var tails [groupLen / 64]uint64
	for i := range tails { // bytes of the other rows are of another time
		tails[i] = g.holders[i] & vector.NotZero((*[64]uint8)(g.bytes[64*i:]))
	}
	drawTails(&g.luck, &g.drawn, &tails)
}

// drawTails redraws the few whose noise is in a tail, one by one: it is long to compute.
func drawTails(luck *[groupLen]float32, drawn *[groupLen]uint32, tails *[groupLen / 64]uint64) {
	vector.End()
	for i := range tails {
		for set := tails[i]; set != 0; set &= set - 1 {
			person := (64*i + bits.TrailingZeros64(set)) % groupLen
			luck[person] = fmath.Normal(drawn[person])
		}
	}
}

// stepWith updates those with access.
func (g *group) stepWith(k *wide, rows uint16, sums *tally) {
	ys, cs, as, hs, gammas, omegas, aug := g.y[:], g.c[:], g.a[:], g.h[:], g.gamma[:], g.omega[:], g.aug[:]
	thetas := g.theta[:]
	var zero simd.Float32s
	for ; rows != 0; rows &= rows - 1 {
		row := lanes * bits.TrailingZeros16(rows)
		for i := row; i < row+lanes; i += zero.Len() {
			y, c, a := simd.LoadFloat32s(ys[i:]), simd.LoadFloat32s(cs[i:]), simd.LoadFloat32s(as[i:])
			gamma, omega, h := simd.LoadFloat32s(gammas[i:]), simd.LoadFloat32s(omegas[i:]), simd.LoadFloat32s(hs[i:])
			takes := simd.LoadUint32s(g.decision[i:]).And(ofBits(&k.tierBits))
			without := takes.Equal(zero.ToBits())
			simd.LoadFloat32s(thetas[i:]).Masked(without).Store(thetas[i:]) // the others are confirmed for good

			delivered := of(&k.sota.delivered)
			for j := range k.lesser {
				delivered = of(&k.lesser[j].delivered).IfElse(takes.Equal(ofBits(&k.lesser[j].number)), delivered)
			}
			kalman, gain := kalmanGainWide(k, omega), outputGainWide(k, a, delivered)
			signal, skill := signalWide(k, simd.LoadFloat32s(g.luck[i:])), learningByDoingWide(k, c, gain)
			learnt := posteriorMeanWide(gamma, kalman, signal)
			augmented, earned := augmentedWide(skill, gain), incomeWithWide(k, y, gain)
			gamma.IfElse(without, learnt).Store(gammas[i:])
			omega.IfElse(without, posteriorVarianceWide(k, omega, kalman)).Store(omegas[i:])
			h.IfElse(without, habitFormationWide(k, h)).Store(hs[i:])
			c.IfElse(without, skill).Store(cs[i:])
			simd.LoadFloat32s(aug[i:]).IfElse(without, augmented).Store(aug[i:])
			y.IfElse(without, earned).Store(ys[i:])

			lane, member := i%lanes, takes.Equal(ofBits(&k.sota.number))
			for j := k.offers; ; {
				add(sums.income[j][lane:], earned.Masked(member))
				add(sums.cognition[j][lane:], skill.Masked(member))
				add(sums.augmented[j][lane:], augmented.Masked(member))
				add(sums.belief[j][lane:], learnt.Masked(member))
				add(sums.gain[j][lane:], gain.Masked(member))
				if j--; j == 0 {
					break
				}
				member = takes.Equal(ofBits(&k.lesser[k.offers-1-j].number))
			}
		}
	}
}

// beyondVectors looks at the first numbers of a column, as many as fill vectors, and returns how many, and a number whose
// top bit is set if one of them may be outside its domain.
func beyondVectors(column []float32, mask, room uint32) (done int, any uint32) {
	if simd.Emulated() && !emulate {
		return 0, 0
	}
	masks, rooms := simd.BroadcastUint32s(mask), simd.BroadcastUint32s(room)
	var all simd.Uint32s
	for ; done+all.Len() <= len(column); done += all.Len() {
		bits := simd.LoadFloat32s(column[done:]).ToBits().And(masks)
		all = all.Or(bits).Or(bits.Add(rooms))
	}
	var parts [lanes]uint32
	all.Store(parts[:])
	vector.End()
	for _, p := range parts {
		any |= p
	}
	return done, any
}

// of, ofInts, ofBits and ofBytes load a constant.
func of(x *row) simd.Float32s           { return simd.LoadFloat32s(x[:]) }
func ofInts(x *rowOfInts) simd.Int32s   { return simd.LoadInt32s(x[:]) }
func ofBits(x *rowOfBits) simd.Uint32s  { return simd.LoadUint32s(x[:]) }
func ofBytes(x *rowOfBytes) simd.Uint8s { return simd.LoadUint8s(x[:]) }

// add adds a vector to partial sums. Adding 0 changes none of them: they are not -0, since they start at 0.
func add(sums []float32, x simd.Float32s) { simd.LoadFloat32s(sums).Add(x).Store(sums) }

// uniform is the x and the t of fmath.Normal.
func uniform(k *wide, words simd.Uint32s) (x, t simd.Float32s) {
	x = words.BitsToInt32().ShiftAllRight(8).ConvertToFloat32().Mul(of(&k.lattice)).Add(of(&k.half))
	return x, of(&k.one).Sub(x).Mul(of(&k.one).Add(x))
}

// normalCentre is the form of fmath.Normal for all but the tails.
func normalCentre(k *wide, x, t simd.Float32s) simd.Float32s {
	p := of(&k.centreP[0]).Mul(t).Add(of(&k.centreP[1]))
	q := of(&k.centreQ[0]).Mul(t).Add(of(&k.centreQ[1]))
	p = p.Mul(t).Add(of(&k.centreP[2]))
	q = q.Mul(t).Add(of(&k.centreQ[2]))
	p = p.Mul(t).Add(of(&k.centreP[3]))
	q = q.Mul(t).Add(of(&k.centreQ[3]))
	p = p.Mul(t).Add(of(&k.centreP[4]))
	q = q.Mul(t).Add(of(&k.one))
	return x.Mul(p).Div(q)
}
