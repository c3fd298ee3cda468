//go:build !purego

package agent

import (
	"github.com/cogap/cogap/internal/fmath"
	"github.com/cogap/cogap/internal/vector"
	"github.com/cogap/cogap/rng"
)

// This file calls the passes of kernel_amd64.s, which generate.go writes: AVX2 for as many eights of people as a tile has.
// They are called by name, not through a variable, which would have their arguments escape. None takes as long as a
// microsecond, so that it does not matter that they cannot be preempted.

// Kernel names the kernel that updates people: "avx2", or "portable" where the processor or the build has no vectors.
func Kernel() string {
	if vector.AVX2 {
		return "avx2"
	}
	return "portable"
}

// wideDraw is what vectors draw with.
type wideDraw struct {
	luck [2 * tileLen]float32
	key  vector.Key
	_    [7]uint32 // to the next cache line
}

// eights is how many of the first people vectors take.
func (t *tile) eights() int {
	if !vector.AVX2 || t.plain {
		return 0
	}
	return t.people() &^ 7
}

func (t *tile) markWide(k *constants) int {
	n := t.eights()
	if n > 0 {
		markAVX2(k, &t.y[0], &t.below[0], n)
	}
	return n
}

func (t *tile) decideWide(k *constants) int {
	n := t.eights()
	if n == 0 {
		return 0
	}
	of, y, a, gamma, omega, h, s, theta := &t.seen, &t.y[0], &t.keen[0], &t.gamma[0], &t.omega[0], &t.h[0], &t.s[0], &t.theta[0]
	reserve, filter, can := &t.reserve[0], &t.filter[0], &t.can[0]
	if t.cost != nil {
		t.decideCosts(k, n)
		return n
	}
	switch {
	case !k.several && !k.means:
		decideAVX2(k, of, y, a, gamma, omega, h, s, theta, reserve, filter, n)
	case !k.several:
		decideMeansAVX2(k, of, y, a, gamma, omega, h, s, theta, reserve, filter, n)
	case !k.means:
		decideTwoAVX2(k, of, y, a, gamma, omega, h, s, theta, reserve, filter, can, n)
	default:
		decideTwoMeansAVX2(k, of, y, a, gamma, omega, h, s, theta, reserve, filter, can, n)
	}
	switch more := len(k.tiers) - 2; {
	case more > 0 && k.means:
		considerMeansAVX2(k, &k.tiers[2], of, y, a, gamma, omega, h, s, theta, can, more, n)
	case more > 0:
		considerAVX2(k, &k.tiers[2], of, y, a, gamma, omega, h, s, theta, can, more, n)
	}
	return n
}

// decideCosts is decideWide of people whom using AI costs something beside the price.
func (t *tile) decideCosts(k *constants, n int) {
	of, y, a, gamma, omega, h, s, theta := &t.seen, &t.y[0], &t.keen[0], &t.gamma[0], &t.omega[0], &t.h[0], &t.s[0], &t.theta[0]
	cost, reserve, filter, can := &t.cost[0], &t.reserve[0], &t.filter[0], &t.can[0]
	switch {
	case !k.several && !k.means:
		decideCostsAVX2(k, of, y, a, gamma, omega, h, s, theta, cost, reserve, filter, n)
	case !k.several:
		decideMeansCostsAVX2(k, of, y, a, gamma, omega, h, s, theta, cost, reserve, filter, n)
	case !k.means:
		decideTwoCostsAVX2(k, of, y, a, gamma, omega, h, s, theta, cost, reserve, filter, can, n)
	default:
		decideTwoMeansCostsAVX2(k, of, y, a, gamma, omega, h, s, theta, cost, reserve, filter, can, n)
	}
	switch more := len(k.tiers) - 2; {
	case more > 0 && k.means:
		considerMeansCostsAVX2(k, &k.tiers[2], of, y, a, gamma, omega, h, s, theta, cost, can, more, n)
	case more > 0:
		considerCostsAVX2(k, &k.tiers[2], of, y, a, gamma, omega, h, s, theta, cost, can, more, n)
	}
}

func (t *tile) zerosWide(column []uint8, to *bitset) int {
	n := t.eights() &^ 31
	if n > 0 {
		zerosAVX2(&column[0], &to[0], n)
	}
	return n
}

func (t *tile) keepOneWide(k *constants) int {
	n := t.eights() &^ 31
	if n > 0 {
		keepOneAVX2(&t.filter[0], &t.held[0], uint32(k.sota.number), n)
	}
	return n
}

func (t *tile) attendWide(k *constants) int {
	n := t.eights() &^ 31
	if n > 0 {
		attendAVX2(&t.exposures[0], &blocks[0], &t.wait[0], &t.state[0], &t.below[0], &t.can[0], &t.filter[0], uint32(k.free[0]), uint32(k.free[1]), n)
	}
	return n
}

func (t *tile) changesWide(k *constants) int {
	n := t.eights() &^ 31
	if n > 0 {
		t.begun += changesAVX2(&k.pays[0], &t.state[0], &t.held[0], &t.below[0], &places, uint32(t.at), &t.begins[t.begun], n)
	}
	return n
}

func (t *tile) chooseWide(k *constants, with []uint8) bool {
	if t.eights() == 0 {
		return false
	}
	n, u := t.people(), &t.users
	y, a, gamma, omega, h := t.y[:n], t.keen[:n], t.gamma[:n], t.omega[:n], t.h[:n]
	for j, i := range with {
		j := uint8(j)
		u.y[j], u.a[j], u.gamma[j], u.omega[j], u.h[j] = y[i], a[i], gamma[i], omega[i], h[i]
		u.can[j], u.below[j] = t.can[i], t.below[i]
	}
	chooseAVX2(k, &k.tiers[0], u, &t.takes[0], len(k.tiers), len(with))
	return true
}

func (t *tile) chooseAllWide(k *constants, takes []uint8) {
	chooseAllAVX2(k, &k.tiers[0], &t.y[0], &t.keen[0], &t.gamma[0], &t.omega[0], &t.h[0], &t.can[0], &takes[0], len(k.tiers), len(takes))
}

func (t *tile) admitAllWide(k *constants, n int) {
	admitAVX2(&k.tiers[0], &t.words[t.offset], &t.held[0], &t.can[0], &t.filter[0], len(k.tiers), n)
}

// countWide is tally.count, if vectors do it.
func (t *tally) countWide(of *tile, tiers, filters []uint8) (have int, done bool) {
	if of.plain || len(tiers) <= fewCounted {
		return 0, false
	}
	var counted [8]int64
	done = vector.Count(tiers, &t.people) && vector.Count(filters, &counted)
	copy(t.filter[:], counted[:])
	return len(tiers) - int(t.people[0]), done
}

func (t *tile) stepWithoutWide(k *constants, sums *tally) int {
	n := t.eights()
	if n > 0 {
		withoutAVX2(k, &t.seen, &t.y[0], &t.c[0], &t.gamma[0], &t.omega[0], &t.h[0], &t.aug[0], &sums.groups[0], n)
	}
	return n
}

// key sets the words that the quads of a stratum share, and returns that of one of them.
func (t *tile) key(m *Month, quad uint64, purpose rng.Purpose) (first uint32) {
	k0, k1, k4 := m.k.key.Words()
	return t.wide.key.Set(k0, k1, k4, rng.Counter(quad, m.Number, purpose, 0))
}

func (t *tile) drawWide(m *Month, with []uint8) bool {
	if t.eights() == 0 {
		return false
	}
	first := t.key(m, t.quad, rng.Signal)
	vector.OfBytes(&t.wide.key, first, uint32(t.offset), &with[0], &t.words[0], len(with))
	normalAVX2(&t.words[0], &t.users.luck[0], len(with))
	return true
}

func (t *tile) beginWide(m *Month, b *Block) bool {
	if !vector.AVX2 || t.plain {
		return false
	}
	begun, first := t.begins[:t.begun], rng.Person(b.Stratum, b.First)
	vector.OfMarked(&t.wide.key, t.key(m, rng.QuadOf(first), rng.Wait), uint32(first&3)<<1, &begun[0], &t.words[0], len(begun))
	waits, luck := b.Wait, t.wide.luck[:len(begun)]
	if m.k.commits {
		fmath.ExponentialAll(luck, t.words[:len(begun)])
		for j, x := range begun {
			waits[x>>1] = m.spell(luck[j], uint8(x&1), b.Tier[x>>1])
		}
		return true
	}
	spellsAVX2(&t.words[0], &begun[0], &luck[0], len(begun))
	for j, x := range begun {
		waits[x>>1] = luck[j]
	}
	return true
}

func (t *tile) needsWide(m *Month, spans []span) bool {
	if t.eights() == 0 {
		return false
	}
	d, own := &t.wide, t.index()
	k0, k1, k4 := m.k.key.Words()
	quad, _, _ := placeOfNeed(int(t.quad>>32), 0)
	first := d.key.Set(k0, k1, k4, rng.Counter(quad, m.Number, rng.Need, 0))
	factors := (*[needParts][needNumbers]float32)(m.k.needs)
	for _, s := range spans {
		lo, hi := int(s.lo), int(s.hi)
		at := (own + lo) % renewed
		counter := first + uint32(own+lo-at)/8
		if hi-lo == renewed {
			vector.Products(&d.key, counter, factors, &t.a[lo], &t.keen[lo])
			continue
		}
		part := d.luck[:renewed]
		copy(part[at:], t.a[lo:hi])
		vector.Products(&d.key, counter, factors, &part[0], &part[0])
		copy(t.keen[lo:hi], part[at:])
	}
	return true
}

func (t *tile) stepWithWide(k *constants, n int) bool {
	if t.eights() == 0 {
		return false
	}
	if k.limited {
		withLimitAVX2(k, &t.users, n)
	} else {
		withAVX2(k, &t.users, n)
	}
	return true
}

func (t *tile) stepAllWide(m *Month, n int, sums *tally) {
	first, d, k := t.key(m, t.quad, rng.Signal), &t.wide, &m.k
	vector.Neighbours(&d.key, first, &t.words[0], (n+t.offset+3)/4)
	words := t.words[t.offset:][:n]
	normalAVX2(&words[0], &d.luck[0], n)
	if k.limited {
		bothLimitAVX2(k, &t.seen, &t.y[0], &t.c[0], &t.a[0], &t.gamma[0], &t.omega[0], &t.h[0], &t.theta[0], &t.aug[0], &d.luck[0], &t.born[0], &t.held[0],
			&sums.groups[0], &k.tiers[0], len(k.tiers), n)
		return
	}
	bothAVX2(k, &t.seen, &t.y[0], &t.c[0], &t.a[0], &t.gamma[0], &t.omega[0], &t.h[0], &t.theta[0], &t.aug[0], &d.luck[0], &t.held[0],
		&sums.groups[0], &k.tiers[0], len(k.tiers), n)
}

// markAVX2 notes whose income is below the threshold of policies.
//
//go:noescape
func markAVX2(k *constants, y *float32, below *uint8, n int)

// decideAVX2 is tile.decide for a menu of one tier.
//
//go:noescape
func decideAVX2(k *constants, of *seen, y, a, gamma, omega, h, s, theta, reserve *float32, filter *uint8, n int)

// decideMeansAVX2 is decideAVX2 where policies differ by income.
//
//go:noescape
func decideMeansAVX2(k *constants, of *seen, y, a, gamma, omega, h, s, theta, reserve *float32, filter *uint8, n int)

// decideTwoAVX2 is tile.decide for the two best tiers of a menu.
//
//go:noescape
func decideTwoAVX2(k *constants, of *seen, y, a, gamma, omega, h, s, theta, reserve *float32, filter, can *uint8, n int)

// decideTwoMeansAVX2 is decideTwoAVX2 where policies differ by income.
//
//go:noescape
func decideTwoMeansAVX2(k *constants, of *seen, y, a, gamma, omega, h, s, theta, reserve *float32, filter, can *uint8, n int)

// considerAVX2 is tile.consider for so many tiers, from the third best on.
//
//go:noescape
func considerAVX2(k *constants, o *tier, of *seen, y, a, gamma, omega, h, s, theta *float32, can *uint8, tiers, n int)

// considerMeansAVX2 is considerAVX2 where policies differ by income.
//
//go:noescape
func considerMeansAVX2(k *constants, o *tier, of *seen, y, a, gamma, omega, h, s, theta *float32, can *uint8, tiers, n int)

// decideCostsAVX2 is decideAVX2 where using AI costs something beside the price.
//
//go:noescape
func decideCostsAVX2(k *constants, of *seen, y, a, gamma, omega, h, s, theta, cost, reserve *float32, filter *uint8, n int)

// decideMeansCostsAVX2 is decideMeansAVX2 where using AI costs something beside the price.
//
//go:noescape
func decideMeansCostsAVX2(k *constants, of *seen, y, a, gamma, omega, h, s, theta, cost, reserve *float32, filter *uint8, n int)

// decideTwoCostsAVX2 is decideTwoAVX2 where using AI costs something beside the price.
//
//go:noescape
func decideTwoCostsAVX2(k *constants, of *seen, y, a, gamma, omega, h, s, theta, cost, reserve *float32, filter, can *uint8, n int)

// decideTwoMeansCostsAVX2 is decideTwoMeansAVX2 where using AI costs something beside the price.
//
//go:noescape
func decideTwoMeansCostsAVX2(k *constants, of *seen, y, a, gamma, omega, h, s, theta, cost, reserve *float32, filter, can *uint8, n int)

// considerCostsAVX2 is considerAVX2 where using AI costs something beside the price.
//
//go:noescape
func considerCostsAVX2(k *constants, o *tier, of *seen, y, a, gamma, omega, h, s, theta, cost *float32, can *uint8, tiers, n int)

// considerMeansCostsAVX2 is considerMeansAVX2 where using AI costs something beside the price.
//
//go:noescape
func considerMeansCostsAVX2(k *constants, o *tier, of *seen, y, a, gamma, omega, h, s, theta, cost *float32, can *uint8, tiers, n int)

// attendAVX2 is tile.attend and block, of 32 people at a time; high and low are the tiers that cost nothing on those terms.
//
//go:noescape
func attendAVX2(exposures *[4]float32, blocks *uint8, wait *float32, state, below, can, filter *uint8, high, low uint32, n int)

// changesAVX2 is tile.changes, of 32 people at a time; first is the place of the first, and places are those of tile.go.
//
//go:noescape
func changesAVX2(costs *[MaxTiers + 1]uint8, state, held, below *uint8, places *[256]uint64, first uint32, list *uint32, n int) (people int)

// chooseAVX2 is tile.choose for users side by side.
//
//go:noescape
func chooseAVX2(k *constants, o *tier, u *users, takes *uint8, tiers, n int)

// chooseAllAVX2 is tile.choose for everybody where they are, on the same terms; who can take no tier takes 0.
//
//go:noescape
func chooseAllAVX2(k *constants, o *tier, y, a, gamma, omega, h *float32, can, takes *uint8, tiers, n int)

// admitAVX2 is tile.admit but for the choice.
//
//go:noescape
func admitAVX2(o *tier, words *uint32, held, can, filter *uint8, tiers, n int)

// zerosAVX2 is tile.zeros, of 32 people at a time.
//
//go:noescape
func zerosAVX2(column, bits *uint8, n int)

// keepOneAVX2 is tile.keepOne, of 32 people at a time.
//
//go:noescape
func keepOneAVX2(filter, held *uint8, number uint32, n int)

// withoutAVX2 is tile.stepWithout.
//
//go:noescape
func withoutAVX2(k *constants, of *seen, y, c, gamma, omega, h, aug *float32, sums *parts, n int)

// normalAVX2 is fmath.Normal.
//
//go:noescape
func normalAVX2(words *uint32, luck *float32, n int)

// spellsAVX2 is spell, of random words and people who are marked if they pay.
//
//go:noescape
func spellsAVX2(words, begins *uint32, waits *float32, n int)

// withAVX2 is tile.stepWith for users side by side.
//
//go:noescape
func withAVX2(k *constants, u *users, n int)

// bothAVX2 updates people with and without access.
//
//go:noescape
func bothAVX2(k *constants, of *seen, y, c, a, gamma, omega, h, theta, aug, luck *float32, held *uint8, sums *parts, o *tier, tiers, n int)

// withLimitAVX2 is withAVX2 where learning has a limit.
//
//go:noescape
func withLimitAVX2(k *constants, u *users, n int)

// bothLimitAVX2 is bothAVX2 where learning has a limit.
//
//go:noescape
func bothLimitAVX2(k *constants, of *seen, y, c, a, gamma, omega, h, theta, aug, luck, born *float32, held *uint8, sums *parts, o *tier, tiers, n int)
