package agent_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/internal/sum"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/population"
	"github.com/cogap/cogap/rng"
)

// menus of one, two and four tiers; the last has a rationed SOTA tier.
var menus = map[string]market.Menu{
	"one":      {{Name: "sota", Price: 60, Quality: 1, Quota: 1, Admission: 1}},
	"two":      {{Name: "open", Price: 5, Quality: 0.6, Quota: 1, Admission: 1}, {Name: "sota", Price: 60, Quality: 1, Quota: 0.9, Admission: 1}},
	"rationed": {{Name: "free", Price: 0, Quality: 0.5, Quota: 0.5, Admission: 1}, {Name: "sota", Price: 40, Quality: 1, Quota: 1, Admission: 0.4}},
	"four": {
		{Name: "free", Price: 0, Quality: 0.5, Quota: 0.5, Admission: 1},
		{Name: "entry", Price: 8, Quality: 0.6, Quota: 0.7, Admission: 1},
		{Name: "standard", Price: 20, Quality: 0.8, Quota: 0.75, Admission: 0.7},
		{Name: "sota", Price: 100, Quality: 1, Quota: 1, Admission: 0.5},
	},
	"withdrawn": {
		{Name: "free", Price: market.Withdrawn, Quality: 0.5, Quota: 0.5, Admission: 1},
		{Name: "standard", Price: 20, Quality: 0.8, Quota: 0.75, Admission: 1},
		{Name: "public", Price: market.Withdrawn, Quality: 0.8, Quota: 1},
		{Name: "sota", Price: 60, Quality: 1, Quota: 1, Admission: 1},
	},
}

// month is the surroundings of random people.
func month(menu market.Menu, tick int) *agent.Month {
	return agent.NewMonth(agent.Month{
		Params: agent.Default(), Seed: 9, Number: tick, Menu: menu,
		Gain: 0.06, Share: 0.2, UserBelief: 0.05, MeanGain: 0.002,
	})
}

// policies makes people below 3000 u/month pay half and gives them 200 u a month; everybody gets a tenth off.
func policies(m *agent.Month) *agent.Month {
	spec := market.Spec{Policies: []market.Policy{
		market.Voucher(0.5).ForIncomesBelow(3000), market.CashTransfer(200).ForIncomesBelow(3000), market.Discount(0.1),
	}}
	terms := spec.Resolve(m.Menu, m.Number, market.Facts{Name: "anybody"})
	x := *m
	x.Terms = &terms
	return agent.NewMonth(x)
}

// attentive makes people notice late, lapse, and look again late.
func attentive(m *agent.Month) *agent.Month {
	x := *m
	x.Params.Notice, x.Params.NoticePeers, x.Params.Lapse, x.Params.Reconsider = 0.3, 0.2, 0.15, 0.25
	return agent.NewMonth(x)
}

// binding has tiers commit those who pay for them, the best one longest, and people not get round to cancelling.
func binding(m *agent.Month, inertia float64, longest int) *agent.Month {
	x := *m
	x.Params.Inertia = inertia
	for k := range x.Menu {
		x.Commitment = append(x.Commitment, max(1, longest-len(x.Menu)+1+k))
	}
	return agent.NewMonth(x)
}

// inMonths has the waits of people who pay in months, as they are where tiers commit.
func inMonths(c *population.Chunk) {
	for i, wait := range c.Wait {
		if _, attention := agent.Unpack(wait); attention == agent.Paying {
			c.Wait[i] = agent.Pack(float64(i%9)+0.5, attention)
		}
	}
}

// networked has people see their peers.
func networked(m *agent.Month) *agent.Month {
	x := *m
	x.Network = true
	return agent.NewMonth(x)
}

// peersOf draws what people see of their peers: some of none, of few, of all.
func peersOf(n int, seed uint64) agent.PeersOf {
	p := agent.PeersOf{Share: make([]float32, n), UserBelief: make([]float32, n)}
	for i := range n {
		s := rng.At(seed, rng.Person(5, i), 0, rng.Users)
		if with := int(5 * s.Float64()); with > 0 {
			p.Share[i], p.UserBelief[i] = float32(with)/4, 0.05*float32(s.Float64())
		}
	}
	return p
}

// needy makes needs come and go, of so many months.
func needy(m *agent.Month, months int) *agent.Month {
	x := *m
	x.Params.NeedSpread, x.Params.NeedMonths = 0.8, months
	return agent.NewMonth(x)
}

// limited gives learning by doing a limit.
func limited(m *agent.Month, lambda float64) *agent.Month {
	x := *m
	x.Params.LearningByDoing, x.Params.SkillLimit = lambda, 1.5
	return agent.NewMonth(x)
}

// people fills a chunk with random states wide enough to reach every branch.
func people(n, first, tiers int, seed uint64) population.Chunk {
	more := []population.Column{population.Wait, population.Keen}
	if seed%4 >= 2 {
		more = append(more, population.UseCost)
	}
	if seed%4 != 1 {
		more = append(more, population.Born)
	}
	c := population.NewChunk(n, 0, more...)
	c.Stratum, c.First, c.Weight = 3, first, 7
	for i := range n {
		s := rng.At(seed, rng.Person(3, first+i), 0, rng.Users)
		p := agent.Person{
			Income:      s.LogNormal(8, 1),
			Cognition:   s.LogNormal(0, 0.35),
			Aptitude:    s.LogNormal(0, 0.6),
			Belief:      0.05 * s.LogNormal(0, 1) * math.Copysign(1, s.Float64()-0.1),
			Uncertainty: 0.002 * s.Float64(),
			Habit:       s.Float64(),
			Need:        0.1 + 2*float64(i%4),
			BudgetShare: s.Beta(1.2, 10.8),
		}
		if s.Float64() < 0.5 {
			p.Threshold = s.Beta(1.5, 6)
		}
		if s.Float64() < [3]float64{0.4, 0.05, 0.9}[seed%3] { // few, as many as not, many have access
			p.Tier, p.Threshold = 1+int(s.Float64()*float64(tiers)), 0
		}
		p.Born = s.LogNormal(0, 0.35)
		p.UseCost = []float64{0, 3, 30}[i%3] * s.LogNormal(0, 1)
		if p.Attention = agent.Attention(4 * s.Float64()); p.Attention != agent.Attentive {
			p.Wait = -math.Log(s.Float64())
		}
		p.Put(&c, i)
	}
	return c
}

// near tells whether a decision of the person is within rounding of its threshold, so that float32 may go the other way.
func near(p agent.Person, m *agent.Month, place float64) bool {
	const eps = 1e-5
	close := func(a, b float64) bool { return math.Abs(a-b) <= eps*max(1, math.Abs(a), math.Abs(b)) }
	ability, surpluses := p.Ability(m), []float64{}
	others := agent.Peers{Share: m.Share}
	if m.Network {
		others = p.Peers
	}
	if p.Threshold > 0 && close(others.Share, p.Threshold) || m.Attends() && nearEnd(p, m, others.Share) {
		return true
	}
	menu := m.Menu
	if m.Terms != nil {
		if menu = m.Terms.High.Menu; p.Income < m.Terms.Threshold {
			menu = m.Terms.Low.Menu
		}
	}
	for _, o := range menu {
		if o.Price >= market.Withdrawn {
			continue
		}
		w := p.Valuation(m, o)
		if close(w-p.UseCost, o.Price) && (o.Price > 0 || p.UseCost > 0) || close(ability, o.Price) || math.Abs(place-o.Admission) < eps {
			return true
		}
		for _, s := range surpluses {
			if close(s, w-o.Price) {
				return true
			}
		}
		surpluses = append(surpluses, w-o.Price)
	}
	return false
}

// needWeights are what the parts of a need's score count for, for a variance of 1.
func needWeights() [4]float64 {
	one := 1 / math.Sqrt((0.1*0.1+0.35*0.35+0.75*0.75+1.8*1.8)/4*(1+0.81+0.81*0.81+0.81*0.81*0.81))
	return [4]float64{one, 0.9 * one, 0.81 * one, 0.729 * one}
}

// renewedNeed is the need with which the person decides in the month.
func renewedNeed(p agent.Person, m *agent.Month, luck agent.Luck) float64 {
	if m.Params.NeedSpread == 0 || !luck.Renews {
		return p.Need
	}
	sd, mean := m.Params.NeedSpread, 1.0
	for _, weight := range needWeights() {
		mean *= (math.Cosh(0.1*weight*sd) + math.Cosh(0.35*weight*sd) + math.Cosh(0.75*weight*sd) + math.Cosh(1.8*weight*sd)) / 4
	}
	return math.Exp(sd*luck.Need) / mean
}

// nearEnd tells whether a person's wait is as good as over, or as good as not over.
func nearEnd(p agent.Person, m *agent.Month, share float64) bool {
	left := p.Wait
	switch p.Attention {
	case agent.BeforeNotice:
		left += math.Log1p(-m.Params.Notice - m.Params.NoticePeers*share)
	case agent.Paying:
		if left += math.Log1p(-m.Params.Lapse); m.Commits() {
			return false // in whole months
		}
	case agent.Stopped:
		left += math.Log1p(-m.Params.Reconsider)
	}
	return p.Attention != agent.Attentive && math.Abs(left) < 1e-5
}

// TestBlockIsPerson holds the kernel to the definition, person by person, on random states, full and odd chunks.
func TestBlockIsPerson(t *testing.T) {
	for name, menu := range menus {
		t.Run(name, func(t *testing.T) {
			close, seen := 0, map[string]int{}
			for seed, n := range []int{1, 2, 15, 16, 17, 255, population.ChunkLen, 1000} {
				m := month(menu, seed)
				if n == 1000 {
					m = policies(m)
				}
				if seed%2 == 0 || n == 1000 {
					m = attentive(m)
				}
				if seed > 4 {
					m.Params.News = 0.1
					m.Prepare()
				}
				if seed%4 != 1 && seed > 2 {
					m = limited(m, []float64{0.5, -0.3, 20}[seed%3])
				}
				if seed%3 != 2 {
					m = networked(m)
				}
				if seed%3 == 2 || n == 1000 {
					m = needy(m, 1+seed)
				}
				c, before := people(n, 16+seed%3, len(menu), uint64(seed)), people(n, 16+seed%3, len(menu), uint64(seed))
				switch seed % 4 {
				case 1:
					m = binding(m, 0.6, 1)
				case 2, 3:
					longest := 5
					if seed == 6 {
						longest = 2 // of the best tier alone: who goes from it to another is committed no more
					}
					m = binding(m, 0.4*float64(seed%2), longest)
					inMonths(&c)
					inMonths(&before)
				}
				var b agent.Block
				b.Load(c)
				b.Peers = peersOf(n, uint64(seed))
				b.Step(m, agent.NewSums(len(menu)))
				for i := range n {
					var want, got agent.Person
					want.Get(&before, i)
					want.Peers = b.Peers.At(i)
					luck := agent.LuckOf(m, c.Stratum, c.First+i)
					renewed := want
					if renewed.Need = renewedNeed(want, m, luck); near(renewed, m, luck.Admission) {
						close++
						continue
					}
					out := want.Step(m, luck)
					got.Get(&c, i)
					seen[fmt.Sprint(got.Tier, got.Filter, out.Joined, out.Left)]++
					require.Equal(t, want.Tier, got.Tier, "tier of %d", i)
					require.Equal(t, want.Filter, got.Filter, "filter of %d", i)
					require.Equal(t, want.Threshold, got.Threshold)
					require.Equal(t, want.Attention, got.Attention, "attention of %d", i)
					require.InDelta(t, want.Wait, got.Wait, 1e-5, "wait of %d", i)
					require.InEpsilon(t, want.Need, got.Need, 1e-6, "need of %d", i)
					require.InEpsilon(t, want.Income, got.Income, 1e-6)
					require.InEpsilon(t, want.Cognition, got.Cognition, 1e-6)
					require.InDelta(t, want.Belief, got.Belief, 1e-6)
					require.InDelta(t, want.Uncertainty, got.Uncertainty, 2e-9)
					require.InDelta(t, want.Habit, got.Habit, 1e-6)
					require.InEpsilon(t, out.Augmented, float64(b.Augmented[i]), 2e-6)
					require.InDelta(t, out.Reservation, float64(b.Reservation[i]), 1e-5*(1+out.Reservation))
				}
			}
			require.Less(t, close, 60, "nearly every decision is compared")
			require.Greater(t, len(seen), 5+2*len(menu), "the branches are reached: %v", seen)
		})
	}
}

// TestStepAllocates nothing, or the garbage of a large run would outgrow its people before it is collected.
func TestStepAllocates(t *testing.T) {
	m, sums := month(menus["one"], 0), agent.NewSums(1)
	var b agent.Block
	b.Load(people(population.ChunkLen, 0, 1, 1))
	b.Step(m, sums)
	require.Zero(t, testing.AllocsPerRun(10, func() { b.Step(m, sums) }))
}

// TestMonthAsItStands: a month counts by its fields, whether NewMonth made it, it was written as a literal or it was copied
// and changed.
func TestMonthAsItStands(t *testing.T) {
	step := func(m *agent.Month) (population.Chunk, *agent.Sums) {
		c := people(1000, 0, 1, 4)
		var b agent.Block
		b.Load(c)
		sums := agent.NewSums(1)
		b.Step(m, sums)
		return c, sums
	}
	made := month(menus["one"], 1)
	literal := agent.Month{
		Params: agent.Default(), Seed: 9, Number: 1, Menu: menus["one"], Gain: 0.06, Share: 0.2, UserBelief: 0.05, MeanGain: 0.002,
	}
	changed := *month(menus["one"], 1)
	changed.Share, changed.Params.IncomeGrowth = 1, 0.1
	people, sums := step(made)
	alike, same := step(&literal)
	require.Equal(t, sums, same)
	require.Equal(t, people, alike)
	require.Equal(t, int64(7000), sums.Total().People)
	_, others := step(&changed)
	require.NotEqual(t, sums, others)
	_, same = step(agent.NewMonth(changed))
	require.Equal(t, others, same)
	require.PanicsWithValue(t, "agent: a menu has 1 to 7 tiers", func() { step(new(agent.Month)) })
}

// TestSums holds the sums to the columns: people are conserved and nothing is added twice.
func TestSums(t *testing.T) {
	for name, menu := range menus {
		testSums(t, name, menu, 3) // the share of holders goes with the seed
		testSums(t, name, menu, 4)
		testSums(t, name, menu, 5)
	}
}

func testSums(t *testing.T, name string, menu market.Menu, seed uint64) {
	t.Run(fmt.Sprint(name, "/", seed), func(t *testing.T) {
		c := people(4000, 0, len(menu), seed)
		before := people(4000, 0, len(menu), seed)
		var b agent.Block
		b.Load(c)
		sums := agent.NewSums(len(menu))
		b.Step(month(menu, 1), sums)

		type group struct {
			people                               int64
			income, cognition, augmented, belief float64
		}
		want := make([]group, len(menu)+1)
		filters := [agent.Filters]int64{}
		joined, left := int64(0), int64(0)
		for i := range c.Income {
			g := &want[c.Tier[i]]
			g.people += c.Weight
			g.income += 7 * float64(c.Income[i])
			g.cognition += 7 * float64(c.Cognition[i])
			g.augmented += 7 * float64(b.Augmented[i])
			g.belief += 7 * float64(c.Belief[i])
			filters[c.Filter[i]] += c.Weight
			if before.Tier[i] == 0 && c.Tier[i] > 0 {
				joined += c.Weight
			}
			if before.Tier[i] > 0 && c.Tier[i] == 0 {
				left += c.Weight
			}
		}
		for k, g := range sums.Tiers {
			require.Equal(t, want[k].people, g.People)
			if g.People == 0 {
				continue
			}
			require.InEpsilon(t, want[k].income, g.Income.Float(), 1e-5)
			require.InEpsilon(t, want[k].cognition, g.Cognition.Float(), 1e-5)
			require.InEpsilon(t, want[k].augmented, g.Augmented.Float(), 1e-5)
			if k > 0 {
				require.InEpsilon(t, want[k].belief, g.Belief.Float(), 1e-4)
				require.Positive(t, g.Gain.Float())
			}
		}
		require.Equal(t, filters, sums.Filter)
		require.Equal(t, joined, sums.Joined)
		require.Equal(t, left, sums.Left)
		require.Equal(t, int64(4000*7), sums.Total().People)
		require.Equal(t, int64(4000*7), sums.Total().Wanted)
		require.GreaterOrEqual(t, sums.Tiers[len(menu)].Wanted, sums.Tiers[len(menu)].People)
		require.Positive(t, joined)
		if menu[0].Price > 0 { // a free tier is worth its price to everybody
			require.Positive(t, left)
		}
	})
}

// TestPolicies holds the sums of people below the income threshold to the columns and to the definition.
func TestPolicies(t *testing.T) {
	for name, menu := range menus {
		t.Run(name, func(t *testing.T) {
			m, plain := policies(month(menu, 1)), month(menu, 1)
			c, d, e := people(3000, 0, len(menu), 5), people(3000, 0, len(menu), 5), people(3000, 0, len(menu), 5)
			poor := make([]int64, len(menu)+1)
			var b, slow, without agent.Block
			b.Load(c)
			kernel, person, before := agent.NewSums(len(menu)), agent.NewSums(len(menu)), agent.NewSums(len(menu))
			b.Step(m, kernel)
			for i := range d.Income { // d is still as c was before the month
				if d.Income[i] < 3000 {
					poor[c.Tier[i]] += c.Weight
				}
			}
			slow.Load(d)
			agent.PerPerson("definition", (*agent.Person).Step).Step(&slow, m, person)
			without.Load(e)
			without.Step(plain, before)
			for k := range menu {
				require.Equal(t, poor[k], kernel.Tiers[k].Below)
				require.InDelta(t, person.Tiers[k].Below, kernel.Tiers[k].Below, 3*7)
				require.InDelta(t, person.Tiers[k].Wanted, kernel.Tiers[k].Wanted, 3*7)
			}
			require.Greater(t, kernel.With().People+kernel.Tiers[len(menu)].People, before.With().People+before.Tiers[len(menu)].People)
		})
	}
}

// TestPerPerson runs the definition through the adapter: the same people as the kernel's, month after month.
func TestPerPerson(t *testing.T) {
	menu := menus["two"]
	slow := agent.PerPerson("definition", (*agent.Person).Step, "unused")
	require.Equal(t, []string{"unused"}, slow.Columns())
	require.Equal(t, "definition", slow.Name())
	a, b := people(2000, 0, 2, 1), people(2000, 0, 2, 1)
	b.Extra = [][]float32{make([]float32, 2000)}
	x, y := agent.NewSums(2), agent.NewSums(2)
	for tick := range 6 {
		x.Reset()
		y.Reset()
		m := attentive(month(menu, tick))
		if tick%2 == 1 {
			m = networked(m)
		}
		var fast, plain agent.Block
		fast.Load(a)
		fast.Peers = peersOf(2000, uint64(tick))
		agent.Standard{}.Step(&fast, m, x)
		plain.Load(b)
		plain.Peers = fast.Peers
		slow.Step(&plain, m, y)
	}
	require.Positive(t, x.Filter[agent.Unaware])
	require.Positive(t, x.Filter[agent.Lapsed])
	for k := range x.Tiers {
		require.InDelta(t, x.Tiers[k].People, y.Tiers[k].People, 3*7, "a few decisions may differ by rounding")
		require.InEpsilon(t, x.Tiers[k].Augmented.Float(), y.Tiers[k].Augmented.Float(), 0.01)
	}
}

// TestExposure holds what a month takes off a wait to -ln(1 - hazard), for hazards from next to none to all.
func TestExposure(t *testing.T) {
	for _, hazard := range []float64{0, 1e-300, 1e-9, 0.002, 0.05, 0.5, 0.999, 1 - 1e-7} {
		require.InEpsilon(t, 1+-math.Log1p(-hazard), 1+agent.Exposure(hazard), 1e-6, "%v", hazard)
	}
	require.InEpsilon(t, 0.05129329, agent.Exposure(0.05), 2e-6)
	require.Equal(t, math.Inf(1), agent.Exposure(1))
	require.Equal(t, math.Inf(1), agent.Exposure(7))
}

// TestAttention takes one person from not having noticed through paying and lapsing to looking again.
func TestAttention(t *testing.T) {
	p := agent.Person{Income: 10000, Aptitude: 1, Belief: 0.2, BudgetShare: 0.2, Cognition: 1, Attention: agent.BeforeNotice, Wait: 0.15}
	m := month(menus["one"], 0)
	m.Params.Notice, m.Params.Lapse, m.Params.Reconsider = 0.1, 0.2, 0.1
	m.Prepare()
	step := func(wait float64) (int, agent.Filter, agent.Attention) {
		p.Step(m, agent.Luck{Wait: wait})
		return p.Tier, p.Filter, p.Attention
	}
	is := func(tier int, filter agent.Filter, attention agent.Attention) func(int, agent.Filter, agent.Attention) {
		return func(k int, f agent.Filter, a agent.Attention) {
			require.Equal(t, tier, k)
			require.Equal(t, filter, f)
			require.Equal(t, attention, a)
		}
	}
	is(0, agent.Unaware, agent.BeforeNotice)(step(9)) // 0.105 a month
	is(1, agent.None, agent.Paying)(step(0.3))
	is(1, agent.None, agent.Paying)(step(9)) // 0.223 a month
	is(0, agent.Lapsed, agent.Stopped)(step(0.15))
	is(0, agent.Lapsed, agent.Stopped)(step(9))
	is(1, agent.None, agent.Paying)(step(7))
	p.Belief = 0
	is(0, agent.OptedOut, agent.Stopped)(step(0.05)) // by its own choice
	p.Belief = 0.2
	is(1, agent.None, agent.Paying)(step(7))
}

// TestCommitment: who pays for a tier that commits it for three months has it so long, whatever it becomes worth to it, and may then leave; a need that
// ends in the meantime ends at the end.
func TestCommitment(t *testing.T) {
	lapsing := func(lapse float64) (*agent.Person, func(wait float64) int) {
		p := &agent.Person{Income: 10000, Aptitude: 1, Belief: 0.2, BudgetShare: 0.2, Cognition: 1}
		m := month(menus["one"], 0)
		m.Params.Lapse, m.Params.SignalNoise, m.Commitment = lapse, 10, []int{3}
		m.Prepare()
		return p, func(wait float64) int {
			p.Step(m, agent.Luck{Wait: wait})
			return p.Tier
		}
	}
	p, step := lapsing(0)
	require.Equal(t, 1, step(0.1))
	p.Belief = 0
	require.Equal(t, 1, step(0.1))
	require.Equal(t, agent.None, p.Filter)
	require.Equal(t, 1, step(0.1))
	require.Equal(t, 0, step(0.1))
	require.Equal(t, agent.OptedOut, p.Filter)

	_, step = lapsing(0.5) // 0.69 a month
	for range 3 {
		require.Equal(t, 1, step(0.1))
	}
	require.Equal(t, 0, step(9))
	_, step = lapsing(0.5)
	for range 6 {
		require.Equal(t, 1, step(2.5)) // in the fourth month
	}
	require.Equal(t, 0, step(9))
}

// TestInertia: who would stop paying does so in the first month in which it gets round to it, whether its need has ended or it is not worth it.
func TestInertia(t *testing.T) {
	for _, lapse := range []float64{0, 1} {
		p := agent.Person{Income: 10000, Aptitude: 1, Belief: 0.2, BudgetShare: 0.2, Cognition: 1}
		m := month(menus["one"], 0)
		m.Params.Inertia, m.Params.Lapse = 0.7, lapse
		m.Prepare()
		step := func(cancel float64) int {
			p.Step(m, agent.Luck{Cancel: cancel, Wait: 1})
			return p.Tier
		}
		require.Equal(t, 1, step(0.99), "it begins")
		p.Belief *= lapse
		require.Equal(t, 1, step(0.69))
		require.Equal(t, agent.Paying, p.Attention)
		p.Belief *= lapse
		require.Equal(t, 1, step(0.69))
		p.Belief *= lapse
		require.Equal(t, 0, step(0.71))
		require.Equal(t, agent.Stopped, p.Attention)
	}
}

// TestWaitsNeeded: a month in which people differ in attention needs their waits.
func TestWaitsNeeded(t *testing.T) {
	c := people(20, 0, 1, 1)
	c.Wait = nil
	var b agent.Block
	b.Load(c)
	b.Step(month(menus["one"], 0), agent.NewSums(1))
	require.Panics(t, func() { b.Step(attentive(month(menus["one"], 0)), agent.NewSums(1)) })
}

// TestPeersNeeded: a month with a network needs what people see of their peers.
func TestPeersNeeded(t *testing.T) {
	var b agent.Block
	b.Load(people(20, 0, 1, 1))
	require.Panics(t, func() { b.Step(networked(month(menus["one"], 0)), agent.NewSums(1)) })
	b.Peers = peersOf(20, 1)
	b.Step(networked(month(menus["one"], 0)), agent.NewSums(1))
}

// TestPeersOfAll: who sees of its peers what the stratum shows to all does what it does without a network, to the bit.
func TestPeersOfAll(t *testing.T) {
	m := attentive(month(menus["two"], 0))
	m.Share, m.UserBelief = 0.25, 0.0625
	m.Prepare()
	var with, without agent.Block
	with.Load(people(700, 0, 2, 0))
	without.Load(people(700, 0, 2, 0))
	with.Peers = agent.PeersOf{Share: make([]float32, 700), UserBelief: make([]float32, 700)}
	for i := range with.Peers.Share {
		with.Peers.Share[i], with.Peers.UserBelief[i] = 0.25, 0.0625
	}
	x, y := agent.NewSums(2), agent.NewSums(2)
	with.Step(networked(m), x)
	without.Step(m, y)
	sameBits(t, &without, &with)
	require.Equal(t, y, x)
}

// TestNeedScores: the score of a need is next to standard normal, and independent of that of each neighbour who gets another need in the same month, and of the
// one before.
func TestNeedScores(t *testing.T) {
	const n = 1 << 16
	m := needy(month(menus["one"], 3), 1)
	z, next := make([]float64, n+64), make([]float64, n+64)
	for i := range z {
		z[i] = agent.LuckOf(m, 3, i).Need
	}
	m.Number++
	for i := range next {
		next[i] = agent.LuckOf(m, 3, i).Need
	}
	const limit = 4.5 / 256 // standard errors
	for apart := 1; apart <= 64; apart++ {
		require.Less(t, math.Abs(stat.Correlation(z[:n], z[apart:][:n], nil)), limit, "of people %d apart", apart)
	}
	require.Less(t, math.Abs(stat.Correlation(z, next, nil)), limit)
	sorted := slices.Sorted(slices.Values(z[:n]))
	for i, x := range sorted {
		require.InDelta(t, distuv.UnitNormal.CDF(x), (float64(i)+0.5)/n, 0.003+2.0/256)
	}
	require.InDelta(t, 0, stat.Mean(z, nil), limit)
	require.InDelta(t, 1, stat.Variance(z, nil), 1.5*limit)
	require.InDelta(t, 3.6048, sorted[n-1], 1e-4)
	require.InDelta(t, 4096, len(slices.Compact(sorted)), 40)
}

// TestNeedsNeeded: a month in which needs come and go needs them.
func TestNeedsNeeded(t *testing.T) {
	c := people(20, 0, 1, 1)
	c.Keen = nil
	var b agent.Block
	b.Load(c)
	b.Step(month(menus["one"], 0), agent.NewSums(1))
	require.Panics(t, func() { b.Step(needy(month(menus["one"], 0), 1), agent.NewSums(1)) })
}

// TestNames: only the model's own rule is called standard, and a rule that embeds it is not the model's own.
func TestNames(t *testing.T) {
	type embedding struct{ agent.Standard }
	for _, r := range []agent.Rule{nil, agent.Standard{}, &agent.Standard{}} {
		require.True(t, agent.IsStandard(r))
		require.Equal(t, "standard", agent.NameOf(r))
	}
	for want, r := range map[string]agent.Rule{
		"mine/3": agent.PerPerson("mine/3", (*agent.Person).Step),
		"":       embedding{},
	} {
		require.False(t, agent.IsStandard(r))
		require.Equal(t, want, agent.NameOf(r))
	}
}

// TestExtraColumns lets a user's rule keep a column: the number of months with access.
func TestExtraColumns(t *testing.T) {
	rule := agent.PerPerson("counting", func(p *agent.Person, m *agent.Month, luck agent.Luck) agent.Outcome {
		out := p.Step(m, luck)
		if p.Tier > 0 {
			p.Extra[0]++
		}
		return out
	}, "months_with_access")
	c := people(500, 0, 1, 1)
	c.Extra = [][]float32{make([]float32, 500)}
	var b agent.Block
	b.Load(c)
	m := month(menus["one"], 0)
	sums := agent.NewSums(1)
	rule.Step(&b, m, sums)
	months := 0.0
	for _, v := range c.Extra[0] {
		months += float64(v)
	}
	require.Equal(t, sums.With().People, int64(months)*c.Weight)
}

// TestMonotone is what the rule implies for one person: a higher price never wins it, a better or less doubtful offer
// never loses it, its threshold is min(W, A), and the filter's name agrees with its definition.
func TestMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := agent.Person{
			Income:      rapid.Float64Range(100, 1e5).Draw(t, "income"),
			Aptitude:    rapid.Float64Range(0.1, 5).Draw(t, "aptitude"),
			Belief:      rapid.Float64Range(-0.1, 0.5).Draw(t, "belief"),
			Uncertainty: rapid.Float64Range(0, 0.05).Draw(t, "uncertainty"),
			Habit:       rapid.Float64Range(0, 1).Draw(t, "habit"),
			BudgetShare: rapid.Float64Range(0, 1).Draw(t, "share"),
		}
		price := rapid.Float64Range(0, 1000).Draw(t, "price")
		offer := market.Offer{Price: price, Quality: 1, Quota: 1, Admission: 1}
		at := func(o market.Offer) (int, agent.Filter) {
			return p.Choose(month(market.Menu{o}, 0), 0.5)
		}
		tier, why := at(offer)
		m := month(market.Menu{offer}, 0)
		w, a := p.Valuation(m, offer), p.Ability(m)
		require.Equal(t, min(w, a), p.Reservation(m, offer))
		tedious := p
		tedious.UseCost = rapid.Float64Range(0, 100).Draw(t, "use cost")
		require.Equal(t, max(0, min(w-tedious.UseCost, a)), tedious.Reservation(m, offer))
		taken, _ := tedious.Choose(m, 0.5)
		require.Equal(t, price <= w-tedious.UseCost && price <= a, taken == 1)
		require.Equal(t, price <= min(w, a), tier == 1)
		switch {
		case tier == 1:
			require.Equal(t, agent.None, why)
		case w >= price:
			require.Equal(t, agent.PricedOut, why)
		case a >= price:
			require.Equal(t, agent.OptedOut, why)
		default:
			require.Equal(t, agent.Neither, why)
		}
		dearer := offer
		dearer.Price += rapid.Float64Range(0, 100).Draw(t, "dearer")
		if dear, _ := at(dearer); dear == 1 {
			require.Equal(t, 1, tier)
		}
		habituated := p
		habituated.Habit = 1
		require.GreaterOrEqual(t, habituated.Valuation(m, offer), w)
		certain := p
		certain.Uncertainty = 0
		require.GreaterOrEqual(t, certain.Valuation(m, offer), w)
	})
}

// TestWaiting lets right-side people in only after others, and keeps them in.
func TestWaiting(t *testing.T) {
	p := agent.Person{Income: 10000, Aptitude: 1, Belief: 0.2, BudgetShare: 0.2, Threshold: 0.3, Cognition: 1}
	m := func(share float64) *agent.Month {
		x := *month(menus["one"], 0)
		x.Share = share
		return agent.NewMonth(x)
	}
	p.Step(m(0.29), agent.Luck{})
	require.Equal(t, agent.Waiting, p.Filter)
	p.Step(m(0.3), agent.Luck{})
	require.Equal(t, 1, p.Tier)
	p.Step(m(0), agent.Luck{})
	require.Equal(t, 1, p.Tier, "confirmed for good")
}

// TestLosing follows habit and cognition of somebody priced out after years of use: missed at first, then forgotten.
func TestLosing(t *testing.T) {
	p := agent.Person{Income: 10000, Aptitude: 1, Belief: 0.2, BudgetShare: 0.01, Habit: 1, Tier: 1, Cognition: 1}
	m := month(market.Menu{{Price: 400, Quality: 1, Quota: 1, Admission: 1}}, 0)
	out := p.Step(m, agent.Luck{})
	require.True(t, out.Left)
	require.Equal(t, agent.PricedOut, p.Filter)
	require.InDelta(t, 1-0.25*0.92, out.Augmented, 1e-12)
	for range 60 {
		out = p.Step(m, agent.Luck{})
	}
	require.InDelta(t, 1, out.Augmented, 0.01)
	require.Equal(t, 1.0, p.Cognition)
}

func TestSumsMerge(t *testing.T) {
	a, b := agent.NewSums(1), agent.NewSums(1)
	a.Tiers[1] = agent.Group{People: 2, Income: sum.Of(3, 1)}
	b.Tiers[1] = agent.Group{People: 5, Income: sum.Of(4, 1)}
	b.Tiers[0].People, b.Filter[agent.Neither], b.Joined = 1, 1, 2
	c := a.Clone()
	a.Add(b)
	b.Add(c)
	require.Equal(t, a, b)
	require.Equal(t, 7.0, a.With().Income.Float())
	require.Equal(t, int64(8), a.Total().People)
	a.Reset()
	require.Equal(t, agent.NewSums(1), a)
}

func BenchmarkStep(b *testing.B) {
	for _, c := range []struct{ adoption, price float64 }{{0.01, 800}, {0.1, 200}, {0.5, 25}} {
		for _, with := range []string{"", "attention", "commitment", "inertia", "need", "use cost", "limit"} {
			benchmarkStep(b, c.adoption, c.price, with)
		}
	}
}

// benchmarkStep is months of a chunk of people, with one thing that is off by default.
func benchmarkStep(b *testing.B, adoption, price float64, with string) {
	b.Run(fmt.Sprintf("adoption=%v/%s", adoption, with), func(b *testing.B) {
		m := month(market.Menu{{Price: price, Quality: 1, Quota: 1, Admission: 1}}, 0)
		born := people(population.ChunkLen, 0, 1, 1)
		live := people(population.ChunkLen, 0, 1, 1)
		switch with {
		case "attention": // nearly nobody is kept out, so that adoption stays the same
			m.Params.Notice, m.Params.Lapse, m.Params.Reconsider = 0.9, 0.05, 0.9
			m.Prepare()
			for i, tier := range born.Tier {
				born.Wait[i] = agent.Pack(float64(1+i%16)/16, agent.Attention(tier)) // Paying is 1
			}
		case "commitment", "inertia":
			if m.Params.Inertia = 0.5; with == "commitment" {
				m.Params.Inertia, m.Commitment = 0, []int{12}
			}
			m.Prepare()
			for i, tier := range born.Tier {
				born.Wait[i] = agent.Pack(float64(i%12)+0.5, agent.Attention(tier)) // Paying is 1
			}
		case "need":
			m = needy(m, agent.Default().NeedMonths)
		case "use cost":
			live.UseCost = make([]float32, population.ChunkLen)
		case "limit":
			m = limited(m, m.Params.LearningByDoing)
			live.Born = live.Aptitude
		}
		var block agent.Block
		block.Load(live)
		sums := agent.NewSums(1)
		steps := 0
		for b.Loop() {
			if m.Number = steps % 36; m.Number == 0 {
				restore(&live, &born) // or everybody would be rich after some thousand months
			}
			block.Step(m, sums)
			steps++
		}
		n := float64(steps) * population.ChunkLen
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/n, "ns/agent-step")
		b.ReportMetric(n/b.Elapsed().Seconds(), "agent-steps/s")
		b.ReportMetric(float64(sums.With().People)/float64(sums.Total().People), "share-with")
	})
}

// BenchmarkSmall is months of small strata, such as 10,000 or 100,000 agents in 831 strata have.
func BenchmarkSmall(b *testing.B) {
	for _, n := range []int{4, 12, 48, 120} {
		b.Run(fmt.Sprintf("people=%d", n), func(b *testing.B) {
			m := month(market.Menu{{Price: 200, Quality: 1, Quota: 1, Admission: 1}}, 0)
			var live, born [100]population.Chunk
			for i := range live {
				born[i], live[i] = people(n, 0, 1, uint64(3*i)), people(n, 0, 1, uint64(3*i))
			}
			var block agent.Block
			sums := agent.NewSums(1)
			steps := 0
			for ; b.Loop(); steps++ {
				if m.Number = steps % 36; m.Number == 0 {
					for i := range live {
						restore(&live[i], &born[i])
					}
				}
				for i := range live {
					block.Point(&live[i])
					block.Step(m, sums)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(steps*n*len(live)), "ns/agent-step")
		})
	}
}

func restore(dst, src *population.Chunk) {
	copy(dst.Income, src.Income)
	copy(dst.Cognition, src.Cognition)
	copy(dst.Belief, src.Belief)
	copy(dst.Uncertainty, src.Uncertainty)
	copy(dst.Habit, src.Habit)
	copy(dst.Threshold, src.Threshold)
	copy(dst.Tier, src.Tier)
	copy(dst.Wait, src.Wait)
}
