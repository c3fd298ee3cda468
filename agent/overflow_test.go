package agent_test

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/market"
)

// wild draws constants of behaviour from all over their ranges, and often from where they let something grow.
func wild(t *rapid.T) agent.Params {
	f := func(lo, hi float64, name string) float64 { return rapid.Float64Range(lo, hi).Draw(t, name) }
	p := agent.Default()
	p.SignalNoise = math.Pow(10, f(-30, 1, "signal noise"))
	p.BeliefDrift = f(0, 1, "belief drift")
	p.WordOfMouth, p.HabitUp, p.HabitDown, p.MissedShare = f(0, 1, "word of mouth"), f(0, 1, "up"), f(0, 1, "down"), f(0, 1, "missed")
	p.LearningByDoing = f(-1, 1, "learning")
	p.PassThrough = f(0, 1, "pass through")
	p.IncomeGrowth = f(-0.5, 0.5, "growth")
	if rapid.Bool().Draw(t, "fast") {
		p.IncomeGrowth = f(0.1, 0.5, "fast growth")
	}
	return p
}

// TestMayOverflow: where it says that no sum can, none does, and no sum is beyond what the derivation gives; random runs, of
// which many overflow.
func TestMayOverflow(t *testing.T) {
	proved, overflowed := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		params := wild(t)
		menu := market.Menu{{Name: "sota", Price: 0, Quality: rapid.Float64Range(0, 2).Draw(t, "quality"), Quota: 1, Admission: 1}}
		if rapid.Bool().Draw(t, "dear") {
			menu[0].Price = 100
		}
		c := people(257, 0, 1, rapid.Uint64Range(0, 8).Draw(t, "people"))
		c.Weight = rapid.Int64Range(1, 1e9).Draw(t, "weight")
		most := func(x []float32) float64 {
			return math.Abs(float64(slices.MaxFunc(x, func(a, b float32) int { return int(abs(a) - abs(b)) }))) + 1
		}
		e := agent.Extremes{
			People: 257 * c.Weight, Months: rapid.IntRange(1, 300).Draw(t, "months"),
			Income: most(c.Income), Cognition: most(c.Cognition), Aptitude: most(c.Aptitude), Belief: most(c.Belief),
			Uncertainty: most(c.Uncertainty), Gain: rapid.Float64Range(0, 0.5).Draw(t, "gain"), Delivered: menu[0].Quality,
		}
		e.Mean = e.Gain * e.Delivered
		may := params.MayOverflow(e)
		if len(may) == 0 {
			proved++
		}
		var b agent.Block
		b.Load(c)
		sums, last := agent.NewSums(1), agent.NewSums(1)
		for tick := range e.Months {
			share, belief, gain := 0.0, 0.0, 0.0
			if with := last.With(); tick > 0 && with.People > 0 {
				n := float64(with.People)
				share, belief, gain = n/float64(e.People), with.Belief.Float()/n, with.Gain.Float()/float64(e.People)
			}
			sums.Reset()
			b.Step(agent.NewMonth(agent.Month{
				Params: params, Seed: 1, Number: tick, Menu: menu, Gain: e.Gain, Share: share, UserBelief: belief, MeanGain: gain,
			}), sums)
			sums, last = last, sums
			if err := last.Err(); err != nil {
				overflowed++
				for _, q := range err.(*agent.OverflowError).Quantities {
					require.Contains(t, may, q)
				}
				return
			}
			for _, total := range []float64{last.Total().Income.Float(), last.Total().Cognition.Float(), last.Total().Augmented.Float()} {
				require.Less(t, math.Abs(total), 0x1p86)
			}
		}
	})
	t.Log("runs proved:", proved, "runs that overflowed:", overflowed)
	require.Positive(t, proved)
	require.Positive(t, overflowed)
}

func abs(x float32) float32 { return float32(math.Abs(float64(x))) }

// TestMayOverflowIsTight: the proof of incomes fails only near where a sum of equal people does overflow.
func TestMayOverflowIsTight(t *testing.T) {
	p := agent.Default()
	p.PassThrough, p.IncomeGrowth = 0, 0.5
	e := agent.Extremes{People: 1000, Months: 1, Income: 1000, Cognition: 1, Aptitude: 1}
	for len(p.MayOverflow(e)) == 0 {
		e.Months++
	}
	require.Equal(t, []string{"income"}, p.MayOverflow(e))
	total := 1e6 * math.Pow(1.5, float64(e.Months))
	require.Greater(t, total, 0x1p86/1.5)
	require.Less(t, total, 0x1p86*1.5)

	// of the same growth in all, half of it in every second month: nobody's income overflows earlier for that
	p.PassThrough, p.IncomeGrowth = 1, 0
	e.Gain, e.Delivered, e.Mean, e.Months = 1, 1, 0.5, 1
	for len(p.MayOverflow(e)) == 0 {
		e.Months++
	}
	require.InDelta(t, 66/math.Log2(1.5), e.Months, 2, "2^86 over 1e6")
}

// TestMayOverflowOfGroups: the few who have most bound their own sum and not everybody's.
func TestMayOverflowOfGroups(t *testing.T) {
	p := agent.Default()
	p.SkillLimit = 2
	all := agent.Extremes{
		People: 1e8, Months: 73, Income: 1e6, Cognition: 15, Aptitude: 500, Belief: 1, Uncertainty: 1, Gain: 0.4, Delivered: 1, Mean: 0.34,
	}
	require.Equal(t, []string{"income"}, p.MayOverflow(all))
	most, few := all, all
	most.Aptitude, few.People = 100, 1000
	require.Empty(t, p.MayOverflow(most, few))
	few.Aptitude = 1500
	require.Equal(t, []string{"income"}, p.MayOverflow(most, few))
}

// TestMayOverflowKnows the quantities apart, and what is not a number.
func TestMayOverflowKnows(t *testing.T) {
	e := agent.Extremes{People: 1e8, Months: 36, Income: 1e7, Cognition: 10, Aptitude: 30, Belief: 1, Uncertainty: 1, Gain: 0.3, Delivered: 1, Mean: 0.3}
	p := agent.Default()
	require.Empty(t, p.MayOverflow(e), "the default run")
	for name, c := range map[string]func(){
		"cognition": func() { p.LearningByDoing, e.Months = 1, 1200 },
		"belief":    func() { p.SignalNoise = 1e-30 },
		"gain":      func() { e.Aptitude, p.LearningByDoing, p.PassThrough = 1e30, 0, 0 },
		"income":    func() { e.Income = math.NaN() },
	} {
		before, people := p, e
		c()
		require.Contains(t, p.MayOverflow(e), name)
		p, e = before, people
	}
}

// TestSumsOverflow: a chunk whose sums cannot be told marks every sum that it is added to, in any order, and the error names
// what.
func TestSumsOverflow(t *testing.T) {
	step := func(spoil func(b *agent.Block)) *agent.Sums {
		var b agent.Block
		b.Load(people(300, 0, 1, 1))
		spoil(&b)
		sums := agent.NewSums(1)
		b.Step(month(menus["one"], 0), sums)
		return sums
	}
	good := step(func(*agent.Block) {})
	require.NoError(t, good.Err())
	for want, spoil := range map[string]func(b *agent.Block){
		"income":               func(b *agent.Block) { b.Income[3] = 1e30 },
		"cognition, augmented": func(b *agent.Block) { b.Cognition[3] = float32(math.Inf(1)) },
		"belief":               func(b *agent.Block) { b.Belief[3], b.Tier[3], b.Threshold[3] = float32(math.Inf(1)), 1, 0 },
	} {
		bad := step(spoil)
		require.ErrorContains(t, bad.Err(), "sums of "+want+" are not finite or reach 7.7e25; what lets them grow: ")
		forth, back := bad.Clone(), good.Clone()
		forth.Add(good)
		back.Add(bad)
		require.Equal(t, forth, back)
		require.Equal(t, bad.Err(), forth.Err())
	}
	// two strata that can each be told, and not together; and two tiers of one
	half := agent.NewSums(1)
	half.Tiers[0].Income = step(func(b *agent.Block) { clear(b.Income); b.Income[3] = 8e24 }).Total().Income
	require.NoError(t, half.Err())
	both := half.Clone()
	both.Add(half)
	require.ErrorContains(t, both.Err(), "behaviour.income_growth, behaviour.pass_through")
	half.Tiers[1] = half.Tiers[0]
	require.ErrorContains(t, half.Err(), "income")
}

// TestBeliefsWithoutVariance: with neither noise nor doubt what somebody learns is not a number; it used to count as 0.
func TestBeliefsWithoutVariance(t *testing.T) {
	m := *month(menus["one"], 0)
	m.Params.SignalNoise, m.Params.BeliefDrift = 1e-30, 0
	var b agent.Block
	b.Load(people(300, 0, 1, 1))
	clear(b.Uncertainty)
	sums := agent.NewSums(1)
	b.Step(&m, sums)
	require.ErrorContains(t, sums.Err(), "belief")
}
