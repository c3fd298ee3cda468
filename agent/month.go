package agent

import (
	"math"
	"sync/atomic"

	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/rng"
)

// Month holds everything that the people of one stratum can see in one month. It is read only and may be shared by all
// chunks of the stratum, concurrently. To have another month, copy it and change the copy.
//
// [NewMonth] prepares a month for many blocks. A literal, or a copy that was changed, counts as it stands too; then each
// block prepares it again, at the cost of some hundred people.
type Month struct {
	Params     Params
	Seed       uint64
	Number     int                 // month since the start, from 0
	Menu       market.Menu         // tiers in ascending quality, the last is SOTA; at least one, at most MaxTiers
	Terms      *market.StratumMenu // what policies make of the menu for this stratum; nil: everybody meets it as it is
	Gain       float64             // g_g(t) [share of output]: gain of the stratum from full quality
	Share      float64             // share of the stratum with access, last month
	UserBelief float64             // mean belief of those with access, last month; 0 if nobody had
	Network    bool                // people see their peers, each its own, in place of Share and UserBelief; see [Peers]
	MeanGain   float64             // mean gain over the whole population, last month
	Commitment []int               // for how many months a tier commits those who pay for it, by its place in the menu; nil: none for more than one

	k constants
}

// terms returns what somebody with an income is offered: the menu at the prices that it pays, and a transfer.
func (m *Month) terms(income float64) market.Terms {
	switch {
	case m.Terms == nil || m.Terms.Plain:
		return market.Terms{Menu: m.Menu}
	case income < m.Terms.Threshold:
		return m.Terms.Low
	}
	return m.Terms.High
}

// MaxTiers is the largest number of tiers of a menu.
const MaxTiers = 7

// constants are a month's numbers as kernels use them: rounded once to float32, so that none rounds them otherwise. The
// numbers come first; generate.go knows their places, for assembly.
type constants struct {
	necessity        float32
	subsistence      float32
	noise, noise2    float32 // sigma and sigma²
	drift            float32
	habitUp, habitOn float32 // habit' = habitUp + habitOn*h
	habitOff         float32 // habit' = habitOff*h
	missed           float32
	learning, limit  float32
	growth           float32 // growth factor of income without a gain
	passThrough      float32
	threshold        float32               // incomes below it meet the low terms
	topUp            [2]float32            // [high, low terms] what is added to the income
	delivered        [MaxTiers + 1]float32 // [tier number] quality that arrives, x = Q*q
	ofStratum
	exposure     [4]float32             // [attention] what the month takes off a wait in the stratum
	sota, second tier                   // the two best; a second that nobody reaches, if there is none
	pays         [2][MaxTiers + 1]uint8 // [high, low terms][tier number] 1 if the tier costs something
	keeps        [2][MaxTiers + 1]uint8 // [high, low terms][tier number] 1 if it keeps those who pay for it and would leave
	inertia      float32                // share of those who would stop paying and do not get round to it

	of       *Month // whose they are; of another month, which was copied, they may be wrong
	stamp    uint64 // another for each time that a month is prepared; months that are Like it share it
	key      rng.Key
	needs    *needFactors // nil unless needs come and go
	means    bool         // means-tested: there are low terms, for incomes below the threshold
	rationed bool
	lottery  bool     // a tier admits some
	limited  bool     // learning by doing has a limit
	commits  bool     // tiers commit those who pay for them
	attends  bool     // people differ in their attention
	hearsay  bool     // peers make people notice
	free     [2]uint8 // [high, low terms] the tiers that cost nothing, a bit for each from the best down
	several  bool     // several tiers, or a waiting list
	tiers    []tier   // the best, and the others that are on sale, from the best down; in list
	list     [MaxTiers]tier
}

// ofStratum is what differs between the strata of a month that meet the same terms.
type ofStratum struct {
	gain, share float32
	heed, heard float32 // word of mouth times share, and the users' belief; with what the news add to both
}

// tier is one offer to the kernel.
type tier struct {
	number    int32
	price     [2]float32 // [high, low terms]
	bar       [2]int32   // of them; see barOf
	least     [2]int32   // of them, for a value less the use cost: of a free tier 0
	atStake   float32    // chi*x: money at stake per unit of income and aptitude
	risk      float32    // rho/2*chi*x
	admission float32
}

// unreached is the bar of a tier that nobody takes.
const unreached = math.MaxInt32

// stamps counts how often months were prepared.
var stamps atomic.Uint64

// prepared returns the month with its constants: itself if it has them, else a copy. It panics as NewMonth does.
func (m *Month) prepared() *Month {
	if m.k.of == m {
		return m
	}
	return NewMonth(*m)
}

// NewMonth returns a prepared month. It panics as Prepare does.
func NewMonth(m Month) *Month {
	m.Prepare()
	return &m
}

// Prepare computes what the kernels need of the month, where it stands; a copy has to be prepared again. It panics if the
// menu has no tier or more than MaxTiers.
func (m *Month) Prepare() {
	if len(m.Menu) == 0 || len(m.Menu) > MaxTiers {
		panic("agent: a menu has 1 to 7 tiers")
	}
	b := &m.Params
	m.k = constants{
		necessity:   float32(b.NecessityPremium),
		subsistence: float32(b.Subsistence),
		noise:       float32(b.SignalNoise),
		noise2:      float32(b.SignalNoise * b.SignalNoise),
		drift:       float32(b.drift()),
		habitUp:     float32(b.HabitUp),
		habitOn:     float32(1 - b.HabitUp),
		habitOff:    float32(1 - b.HabitDown),
		missed:      float32(b.MissedShare),
		learning:    float32(b.LearningByDoing),
		growth:      float32(1 + b.IncomeGrowth - float64(b.PassThrough*m.MeanGain)),
		passThrough: float32(b.PassThrough),
		of:          m,
		stamp:       stamps.Add(1),
		key:         rng.NewKey(m.Seed),
	}
	if b.SkillLimit > 0 {
		m.k.limited, m.k.learning, m.k.limit = true, float32(math.Abs(b.LearningByDoing)), float32(b.limit())
	}
	if b.Needs() {
		m.k.needs = b.needFactors()
	}
	m.k.tiers = m.k.list[:0]
	high, low := &market.Terms{Menu: m.Menu}, &market.Terms{Menu: m.Menu}
	if m.Terms != nil && !m.Terms.Plain {
		high, low = &m.Terms.High, &m.Terms.Low
		m.k.means = true
		m.k.threshold = float32(m.Terms.Threshold)
		m.k.topUp = [2]float32{float32(high.Transfer), float32(low.Transfer)}
	}
	for i := len(m.Menu) - 1; i >= 0; i-- {
		m.offer(i, [2]market.Offer{high.Menu[i], low.Menu[i]})
	}
	m.k.sota, m.k.second = m.k.tiers[0], tier{bar: [2]int32{unreached, unreached}, least: [2]int32{unreached, unreached}}
	if len(m.k.tiers) > 1 {
		m.k.second = m.k.tiers[1]
	}
	m.k.attends, m.k.commits, m.k.inertia = m.Attends(), m.Commits(), float32(b.Inertia)
	m.k.hearsay = m.Network && m.k.attends && b.NoticePeers > 0
	m.k.several = len(m.k.tiers) > 1 || m.k.rationed
	m.k.ofStratum = m.shown(&Local{m.Gain, m.Share, m.UserBelief})
	if m.k.attends {
		for a, x := range m.exposures(m.Share) {
			m.k.exposure[a] = float32(x)
		}
		m.k.exposure = m.exposure(&Local{Share: m.Share})
	}
}

// offer adds a tier of the menu to the constants, of which people pay the price of one of two offers: [high, low terms]. A tier that is
// not on sale is left out, since nobody takes it, but for the SOTA tier, which comes first: reservation prices for it are asked all the same.
func (m *Month) offer(i int, pay [2]market.Offer) {
	o, k := m.Menu[i], &m.k
	atStake := m.Params.CapturedShare * delivered(o)
	t := tier{
		number:    int32(i + 1),
		atStake:   float32(atStake),
		risk:      float32(m.Params.RiskAversion / 2 * atStake),
		admission: float32(o.Admission),
	}
	onSale := false
	for terms := range pay {
		price, sold := float32(pay[terms].Price), pay[terms].Price < market.Withdrawn
		if t.bar[terms], t.least[terms] = barOf(price), toBits(max(0, price)); !sold {
			t.bar[terms], t.least[terms] = unreached, unreached
		}
		t.price[terms], onSale = price, onSale || sold
		costs := bit(price > 0)
		k.pays[terms][t.number] = costs
		k.free[terms] |= (1 - costs) << len(k.tiers)
		k.keeps[terms][t.number] = costs & bit(sold)
	}
	if !onSale && len(k.tiers) > 0 {
		return
	}
	k.rationed = k.rationed || o.Admission < 1
	k.lottery = k.lottery || t.admission > 0 && t.admission < 1
	k.delivered[t.number] = float32(delivered(o))
	k.tiers = append(k.tiers, t)
}

// Local is what a month shows to the people of one stratum and not to others; see the fields of Month.
type Local struct{ Gain, Share, UserBelief float64 }

// Like makes m the month that a prepared one is, as another stratum sees it, which meets the same terms. m is prepared then, for a
// fraction of what Prepare takes.
func (m *Month) Like(prepared *Month, of Local) {
	*m = *prepared
	m.k.of = m
	m.k.tiers = m.k.list[:len(prepared.k.tiers)]
	m.Gain, m.Share, m.UserBelief = of.Gain, of.Share, of.UserBelief
	m.k.ofStratum = m.shown(&of)
	if m.k.attends {
		m.k.exposure = m.exposure(&of)
	}
}

// shown is what a stratum sees, as kernels use it.
func (m *Month) shown(of *Local) ofStratum {
	heed, heard := m.Params.hears(of)
	return ofStratum{float32(of.Gain), float32(of.Share), float32(heed), float32(heard)}
}

// hears returns by which part of the way, and where to, the belief of somebody without access moves in a month: what users believe and then
// the news n move it to (1 - n)*((1 - heed)*gamma + heed*heard) + n*g.
func (b *Params) hears(of *Local) (heed, heard float64) {
	heed, heard = b.WordOfMouth*of.Share, of.UserBelief
	if b.News == 0 {
		return heed, heard
	}
	told := float64(heed * (1 - b.News))
	heed = told + b.News
	return heed, (float64(told*heard) + float64(b.News*of.Gain)) / heed
}

// exposure is what the month takes off the waits in a stratum, as kernels use it. Those of one state alone differ between strata.
func (m *Month) exposure(of *Local) [4]float32 {
	x := m.k.exposure
	if x[BeforeNotice] = float32(m.Params.noticing(of.Share)); m.k.hearsay {
		x[BeforeNotice] = 0 // each has its own; see tile.hearOf
	}
	return x
}
