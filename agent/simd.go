//go:build goexperiment.simd && go1.27 && !purego

package agent

import (
	"encoding/binary"
	"math/bits"
	"simd"
	"strconv"

	"github.com/cogap/cogap/rng"
)

// This file is tile.go once more, for vectors: the same passes under the same names, each line the same operation on as
// many people as the processor takes at once. tile.go is the definition. Whoever changes one changes the other, and
// TestKernels compares them bit by bit for all menus.
//
// People with and without access are told apart by masks, not by lists: a vector is lived both ways, if need be, and
// each person keeps its own.

// groupLen is how many people are decided for before those with access live their month: the bits of a word, and the
// people whose noise is drawn at once by the widest vectors.
const groupLen = 64

// emulate lets tests run this kernel where the processor has no vectors; it would be slow.
var emulate = false

// Kernel names the kernel that lives people's months: "portable", or "simd/" and the width of its vectors in bits.
func Kernel() string {
	if simd.Emulated() {
		return "portable"
	}
	return "simd/" + strconv.Itoa(simd.VectorBitSize())
}

// vectors lives the month of the block's first people and returns how many. The portable kernel goes on from there: it
// lives those behind the last whole group, and everybody of rationed menus, which are rare.
func vectors(b *Block, m *Month) int {
	if simd.Emulated() && !emulate || m.k.rationed || b.First%4 != 0 {
		return 0
	}
	people := len(b.Income) &^ (groupLen - 1)
	if people == 0 {
		return 0
	}
	k, ok := b.scratch.(*wide)
	if !ok { // once for a block: garbage of every month would double the memory of a large run before it is collected
		k = new(wide)
		b.scratch = k
	}
	k.set(m, b)
	var g group
	for at := 0; at < people; at += groupLen {
		g.see(b, at)
		g.decide(k, &b.tally)
		g.goWithout(k, &b.tally)
		if g.with != 0 {
			g.draw(k, at)
			g.use(k, &b.tally)
		}
	}
	return people
}

// group is a view of neighbouring people of a block, with what one pass over them leaves to the next.
type group struct {
	y, c, a, gamma, omega, h, s, theta *[groupLen]float32
	reserve, aug                       *[groupLen]float32
	held, filter                       *[groupLen]uint8

	with  uint64            // a bit for each person: takes a tier
	takes [groupLen]float32 // which tier
	luck  [groupLen]float32 // of those with a tier
}

// see points the group at the people from at on.
func (g *group) see(b *Block, at int) {
	column := func(x []float32) *[groupLen]float32 { return (*[groupLen]float32)(x[at:]) }
	g.y, g.c, g.a, g.gamma = column(b.Income), column(b.Cognition), column(b.Aptitude), column(b.Belief)
	g.omega, g.h, g.s, g.theta = column(b.Uncertainty), column(b.Habit), column(b.BudgetShare), column(b.Threshold)
	g.reserve, g.aug = column(b.Reservation), column(b.Augmented)
	g.held, g.filter = (*[groupLen]uint8)(b.Tier[at:]), (*[groupLen]uint8)(b.Filter[at:])
}

// decide chooses everybody's tier.
func (g *group) decide(k *wide, sums *tally) {
	var would, could, confirmed, below uint64
	var takers [MaxTiers]uint64 // of each of k.tiers
	var zero simd.Float32s
	for i := 0; i < groupLen; i += zero.Len() {
		y, a, h := simd.LoadFloat32s(g.y[i:]), simd.LoadFloat32s(g.a[i:]), simd.LoadFloat32s(g.h[i:])
		belief := simd.LoadFloat32s(g.gamma[i:])
		poor := y.Less(k.threshold)
		money := y.Add(k.topUpLow.IfElse(poor, k.topUpHigh)).Sub(k.subsistence)
		ability := simd.LoadFloat32s(g.s[i:]).Mul(positives(money))
		stake := y.Mul(a).Mul(k.one.Add(k.necessity.Mul(h)))
		doubt := a.Mul(simd.LoadFloat32s(g.omega[i:]))
		sure := k.share.GreaterEqual(simd.LoadFloat32s(g.theta[i:]))

		takes, best, cheapest := zero, k.none, zero
		for j := range k.tiers {
			o := &k.tiers[j]
			worth := positives(o.atStake.Mul(stake).Mul(belief.Sub(o.risk.Mul(doubt))))
			price := o.priceLow.IfElse(poor, o.priceHigh)
			will, can := worth.GreaterEqual(price), ability.GreaterEqual(price)
			if j == 0 { // SOTA, which the filter is about
				worth.Min(ability).Store(g.reserve[i:])
				would |= bitsOf(will) << i
				could |= bitsOf(can) << i
				confirmed |= bitsOf(sure) << i
			}
			surplus := worth.Sub(price)
			better := surplus.Greater(best).Or(surplus.Equal(best).And(price.Less(cheapest))).And(will).And(can).And(sure)
			takes, best = o.number.IfElse(better, takes), surplus.IfElse(better, best)
			cheapest = price.IfElse(better, cheapest)
		}
		takes.Store(g.takes[i:])
		for j := range k.tiers {
			takers[j] |= bitsOf(takes.Equal(k.tiers[j].number)) << i
		}
		below |= bitsOf(poor) << i
	}

	if k.simple {
		below = 0 // nobody asked
	}
	sums.filter[Both] += int64(groupLen - bits.OnesCount64(would|could))
	sums.filter[PricedOut] += int64(bits.OnesCount64(would &^ could))
	sums.filter[OptedOut] += int64(bits.OnesCount64(could &^ would))
	sums.filter[Waiting] += int64(bits.OnesCount64(would & could &^ confirmed))
	sums.filter[None] += int64(bits.OnesCount64(would & could & confirmed))
	g.with = 0
	for j, t := range takers[:len(k.tiers)] {
		number := len(k.tiers) - j
		g.with |= t
		sums.people[number] += int64(bits.OnesCount64(t))
		sums.wanted[number] += int64(bits.OnesCount64(t))
		sums.below[number] += int64(bits.OnesCount64(t & below))
	}
	sums.people[0] += int64(groupLen - bits.OnesCount64(g.with))
	sums.wanted[0] += int64(groupLen - bits.OnesCount64(g.with))
	sums.below[0] += int64(bits.OnesCount64(below &^ g.with))

	// bytes, eight people at a time: the three lowest bits of a filter are whether its person could not, would not and
	// is kept waiting
	waiting, had := would&could&^confirmed, uint64(0)
	for i := 0; i < groupLen; i += 8 {
		filter := spread[uint8(^could>>i)] | spread[uint8(^would>>i)]<<1 | spread[uint8(waiting>>i)]<<2
		binary.LittleEndian.PutUint64(g.filter[i:], filter)
		held := binary.LittleEndian.Uint64(g.held[i:])
		had |= (held | held>>1 | held>>2) & spread[0xff] * 0x0102040810204080 >> 56 << i
		held = 0
		for j, t := range takers[:len(k.tiers)] {
			held |= spread[uint8(t>>i)] * uint64(len(k.tiers)-j)
		}
		binary.LittleEndian.PutUint64(g.held[i:], held)
	}
	sums.joined += int64(bits.OnesCount64(g.with &^ had))
	sums.left += int64(bits.OnesCount64(had &^ g.with))
}

// spread has, for each byte, its bits as the lowest bits of eight bytes.
var spread = func() (s [256]uint64) {
	for b := range s {
		for i := range 8 {
			s[b] |= uint64(b>>i&1) << (8 * i)
		}
	}
	return s
}()

// goWithout lives the month of those who hold no tier, and leaves the others as they are.
func (g *group) goWithout(k *wide, sums *tally) {
	var zero simd.Float32s
	for i := 0; i < groupLen; i += zero.Len() {
		y, c, h := simd.LoadFloat32s(g.y[i:]), simd.LoadFloat32s(g.c[i:]), simd.LoadFloat32s(g.h[i:])
		belief, variance := simd.LoadFloat32s(g.gamma[i:]), simd.LoadFloat32s(g.omega[i:])
		without := simd.LoadFloat32s(g.takes[i:]).Equal(zero)

		habit := k.habitOff.Mul(h).Add(k.tiny).Sub(k.tiny)
		augmented := c.Sub(c.Mul(k.missed.Mul(habit)))
		earned := y.Mul(k.growth)
		belief.Add(k.hear.Mul(k.heard.Sub(belief))).IfElse(without, belief).Store(g.gamma[i:])
		variance.Add(k.drift).IfElse(without, variance).Store(g.omega[i:])
		habit.IfElse(without, h).Store(g.h[i:])
		augmented.Store(g.aug[i:])
		earned.IfElse(without, y).Store(g.y[i:])

		lane := i % lanes
		add(sums.income[0][lane:], earned.Masked(without))
		add(sums.cognition[0][lane:], c.Masked(without))
		add(sums.augmented[0][lane:], augmented.Masked(without))
	}
}

// draw fills the luck of those with a tier: of all vectors with such people.
func (g *group) draw(k *wide, at int) {
	var words simd.Uint32s
	n := words.Len()
	for i := 0; i < groupLen; i += 4 * n {
		if g.with>>i<<(64-4*n) == 0 {
			continue
		}
		x0, x1, x2, x3 := transpose(threefry(k, uint32((at+i)/4)))
		for j, words := range [4]simd.Uint32s{x0, x1, x2, x3} {
			if at := i + j*n; g.with>>at<<(64-n) != 0 {
				normal(k, words).Store(g.luck[at:])
			}
		}
	}
}

// use lives the month of those with access.
func (g *group) use(k *wide, sums *tally) {
	var zero simd.Float32s
	n := zero.Len()
	for i := 0; i < groupLen; i += n {
		if g.with>>i<<(64-n) == 0 {
			continue
		}
		y, c, a := simd.LoadFloat32s(g.y[i:]), simd.LoadFloat32s(g.c[i:]), simd.LoadFloat32s(g.a[i:])
		belief, variance := simd.LoadFloat32s(g.gamma[i:]), simd.LoadFloat32s(g.omega[i:])
		h, takes := simd.LoadFloat32s(g.h[i:]), simd.LoadFloat32s(g.takes[i:])
		without := takes.Equal(zero)
		zero.IfElse(takes.Greater(zero), simd.LoadFloat32s(g.theta[i:])).Store(g.theta[i:]) // confirmed for good

		z := k.gain.Add(k.noise.Mul(simd.LoadFloat32s(g.luck[i:])))
		kalman := variance.Div(variance.Add(k.noise2))
		learnt := belief.Add(kalman.Mul(z.Sub(belief)))
		belief.IfElse(without, learnt).Store(g.gamma[i:])
		variance.IfElse(without, variance.Sub(kalman.Mul(variance)).Add(k.drift)).Store(g.omega[i:])
		h.IfElse(without, k.habitUp.Add(k.habitOn.Mul(h))).Store(g.h[i:])

		delivered := zero
		for j := range k.tiers {
			delivered = k.tiers[j].delivered.IfElse(takes.Equal(k.tiers[j].number), delivered)
		}
		gain := a.Mul(k.gain).Mul(delivered)
		skill := c.Add(c.Mul(k.learning.Mul(gain)))
		augmented := skill.Add(skill.Mul(gain))
		earned := y.Mul(k.growth.Add(k.passThrough.Mul(gain)))
		c.IfElse(without, skill).Store(g.c[i:])
		simd.LoadFloat32s(g.aug[i:]).IfElse(without, augmented).Store(g.aug[i:])
		y.IfElse(without, earned).Store(g.y[i:])

		lane := i % lanes
		for j := range k.tiers {
			number, member := len(k.tiers)-j, takes.Equal(k.tiers[j].number)
			add(sums.income[number][lane:], earned.Masked(member))
			add(sums.cognition[number][lane:], skill.Masked(member))
			add(sums.augmented[number][lane:], augmented.Masked(member))
			add(sums.belief[number][lane:], learnt.Masked(member))
			add(sums.gain[number][lane:], gain.Masked(member))
		}
	}
}

// add adds a vector to partial sums. Adding 0 changes none of them: they are not -0, since they start at 0.
func add(sums []float32, x simd.Float32s) { simd.LoadFloat32s(sums).Add(x).Store(sums) }

// positives is positive.
func positives(x simd.Float32s) simd.Float32s {
	b := x.ToBits()
	return b.AndNot(b.BitsToInt32().ShiftAllRight(31).ToBits()).BitsToFloat32()
}

// threefry is rng.Key.Quad for the quads from the given one on, in the order that transpose wants: word by word.
func threefry(k *wide, quad uint32) (x0, x1, x2, x3 simd.Uint32s) {
	x0 = simd.BroadcastUint32s(quad).Add(k.counter0)
	x1, x2, x3 = k.counter1, k.counter2, k.counter3

	x0, x1, x2, x3 = mix(x0, x1, x2, x3, 10, 26)
	x0, x3, x2, x1 = mix(x0, x3, x2, x1, 11, 21)
	x0, x1, x2, x3 = mix(x0, x1, x2, x3, 13, 27)
	x0, x3, x2, x1 = mix(x0, x3, x2, x1, 23, 5)
	x0, x3 = x0.Add(k.key1), x3.Add(k.key4and1)

	x0, x1, x2, x3 = mix(x0, x1, x2, x3, 6, 20)
	x0, x3, x2, x1 = mix(x0, x3, x2, x1, 17, 11)
	x0, x1, x2, x3 = mix(x0, x1, x2, x3, 25, 10)
	x0, x3, x2, x1 = mix(x0, x3, x2, x1, 18, 20)
	x2, x3 = x2.Add(k.key4), x3.Add(k.key0and2)

	x0, x1, x2, x3 = mix(x0, x1, x2, x3, 10, 26)
	x0, x3, x2, x1 = mix(x0, x3, x2, x1, 11, 21)
	x0, x1, x2, x3 = mix(x0, x1, x2, x3, 13, 27)
	x0, x3, x2, x1 = mix(x0, x3, x2, x1, 23, 5)
	x1, x2, x3 = x1.Add(k.key4), x2.Add(k.key0), x3.Add(k.key1and3)

	return mix(x0, x1, x2, x3, 6, 20)
}

// mix is a round of Threefry on two pairs of words.
func mix(a, b, c, d simd.Uint32s, r, s uint64) (a1, b1, c1, d1 simd.Uint32s) {
	a = a.Add(b)
	c = c.Add(d)
	return a, b.RotateAllLeft(r).Xor(a), c, d.RotateAllLeft(s).Xor(c)
}

// normal is fmath.Normal.
func normal(k *wide, words simd.Uint32s) simd.Float32s {
	x := words.BitsToInt32().ShiftAllRight(8).ConvertToFloat32().Mul(k.lattice).Add(k.half)
	t := k.one.Sub(x).Mul(k.one.Add(x))
	p := k.centreP[0].Mul(t).Add(k.centreP[1])
	q := k.centreQ[0].Mul(t).Add(k.centreQ[1])
	p = p.Mul(t).Add(k.centreP[2])
	q = q.Mul(t).Add(k.centreQ[2])
	p = p.Mul(t).Add(k.centreP[3])
	q = q.Mul(t).Add(k.centreQ[3])
	p = p.Mul(t).Add(k.centreP[4])
	q = q.Mul(t).Add(k.one)
	centre := x.Mul(p).Div(q)
	tail := t.Less(k.tailBelow)
	if bitsOf(tail) == 0 {
		return centre
	}
	return normalTail(k, x, t).IfElse(tail, centre)
}

func normalTail(k *wide, x, t simd.Float32s) simd.Float32s {
	v := k.minus.Mul(logs(k, t)).Sqrt().Sub(k.three)
	p := k.outer[0].Mul(v).Add(k.outer[1])
	for _, c := range k.outer[2:] {
		p = p.Mul(v).Add(c)
	}
	return p.Mul(x)
}

// logs is fmath.Log.
func logs(k *wide, x simd.Float32s) simd.Float32s {
	shifted := x.ToBits().Sub(k.rootHalf)
	e := shifted.BitsToInt32().ShiftAllRight(23).ConvertToFloat32()
	m := shifted.And(k.mantissa).Add(k.rootHalf).BitsToFloat32().Sub(k.one)
	z := m.Mul(m)
	p := k.log[0].Mul(m).Add(k.log[1])
	for _, c := range k.log[2:] {
		p = p.Mul(m).Add(c)
	}
	y := p.Mul(m).Mul(z)
	y = y.Add(e.Mul(k.ln2Lo))
	y = y.Sub(z.Mul(k.halfOne))
	return m.Add(y).Add(e.Mul(k.ln2Hi))
}

// wide are a month's constants as vectors. They are made once for a block: in the loops it would cost more than the rule.
type wide struct {
	one, tiny, none                         simd.Float32s
	threshold, topUpHigh, topUpLow          simd.Float32s
	subsistence, necessity, share           simd.Float32s
	gain, noise, noise2, drift, hear, heard simd.Float32s
	habitUp, habitOn, habitOff, missed      simd.Float32s
	learning, growth, passThrough           simd.Float32s

	simple    bool
	tiers     []wideTier // from the best down
	tierSlots [MaxTiers]wideTier

	counter0, counter1, counter2, counter3         simd.Uint32s
	key0, key1, key4, key4and1, key0and2, key1and3 simd.Uint32s
	lattice, half, tailBelow, minus, three         simd.Float32s
	centreP                                        [5]simd.Float32s
	centreQ                                        [4]simd.Float32s
	outer                                          [8]simd.Float32s
	log                                            [9]simd.Float32s
	ln2Lo, ln2Hi, halfOne                          simd.Float32s
	rootHalf, mantissa                             simd.Uint32s
}

type wideTier struct {
	number, priceHigh, priceLow, atStake, risk, delivered simd.Float32s
}

func (w *wide) set(m *Month, b *Block) {
	k := &m.k
	w.one, w.tiny, w.none = simd.BroadcastFloat32s(1), simd.BroadcastFloat32s(tiny), simd.BroadcastFloat32s(-1)
	w.threshold = simd.BroadcastFloat32s(k.threshold)
	w.topUpHigh, w.topUpLow = simd.BroadcastFloat32s(k.topUp[0]), simd.BroadcastFloat32s(k.topUp[1])
	w.subsistence, w.necessity = simd.BroadcastFloat32s(k.subsistence), simd.BroadcastFloat32s(k.necessity)
	w.share, w.gain = simd.BroadcastFloat32s(k.share), simd.BroadcastFloat32s(k.gain)
	w.noise, w.noise2 = simd.BroadcastFloat32s(k.noise), simd.BroadcastFloat32s(k.noise2)
	w.drift, w.hear, w.heard = simd.BroadcastFloat32s(k.drift), simd.BroadcastFloat32s(k.hear), simd.BroadcastFloat32s(k.heard)
	w.habitUp, w.habitOn = simd.BroadcastFloat32s(k.habitUp), simd.BroadcastFloat32s(k.habitOn)
	w.habitOff, w.missed = simd.BroadcastFloat32s(k.habitOff), simd.BroadcastFloat32s(k.missed)
	w.learning, w.growth = simd.BroadcastFloat32s(k.learning), simd.BroadcastFloat32s(k.growth)
	w.passThrough = simd.BroadcastFloat32s(k.passThrough)
	w.simple = k.simple
	w.tiers = w.tierSlots[:len(k.tiers)]
	for i := range k.tiers {
		o := &k.tiers[i]
		w.tiers[i] = wideTier{
			number:    simd.BroadcastFloat32s(float32(o.number)),
			priceHigh: simd.BroadcastFloat32s(o.price[0]),
			priceLow:  simd.BroadcastFloat32s(o.price[1]),
			atStake:   simd.BroadcastFloat32s(o.atStake),
			risk:      simd.BroadcastFloat32s(o.risk),
			delivered: simd.BroadcastFloat32s(k.delivered[o.number]),
		}
	}

	k0, k1, k4 := k.key.Words()
	first := rng.Counter(rng.QuadOf(rng.Person(b.Stratum, b.First)), m.Tick, rng.Signal, 0)
	var order [16]uint32 // the quad of each lane
	n := w.key0.Len()
	for lane := range n {
		order[lane] = first[0] + k0 + uint32(n/4*(lane%4)+lane/4)
	}
	w.counter0 = simd.LoadUint32s(order[:])
	w.counter1 = simd.BroadcastUint32s(first[1] + k1)
	w.counter2, w.counter3 = simd.BroadcastUint32s(first[2]), simd.BroadcastUint32s(first[3])
	w.key0, w.key1, w.key4 = simd.BroadcastUint32s(k0), simd.BroadcastUint32s(k1), simd.BroadcastUint32s(k4)
	w.key4and1, w.key0and2, w.key1and3 = simd.BroadcastUint32s(k4+1), simd.BroadcastUint32s(k0+2), simd.BroadcastUint32s(k1+3)

	w.lattice, w.half = simd.BroadcastFloat32s(0x1p-23), simd.BroadcastFloat32s(0x1p-24)
	w.tailBelow, w.minus, w.three = simd.BroadcastFloat32s(0.03), simd.BroadcastFloat32s(-1), simd.BroadcastFloat32s(3)
	for i, c := range [...]float32{599.075989, 4466.93443, 2837.8358, 277.336829, 3.31066626} {
		w.centreP[i] = simd.BroadcastFloat32s(c)
	}
	for i, c := range [...]float32{1222.02322, 3671.5825, 1524.77666, 110.889787} {
		w.centreQ[i] = simd.BroadcastFloat32s(c)
	}
	for i, c := range [...]float32{0.000625766326, 0.00106194072, -0.00599285177, 0.00879677559, -0.0103869186, 0.0131862799, 1.41653145, 4.00644005} {
		w.outer[i] = simd.BroadcastFloat32s(c)
	}
	for i, c := range [...]float32{7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1} {
		w.log[i] = simd.BroadcastFloat32s(c)
	}
	w.ln2Lo, w.ln2Hi, w.halfOne = simd.BroadcastFloat32s(-2.12194440e-4), simd.BroadcastFloat32s(0.693359375), simd.BroadcastFloat32s(0.5)
	w.rootHalf, w.mantissa = simd.BroadcastUint32s(0x3f3504f3), simd.BroadcastUint32s(0x007fffff)
}
