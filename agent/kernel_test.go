package agent_test

import (
	"maps"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/internal/vector/generated"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/population"
)

// TestKernels holds the kernel that runs here to the portable one, to the bit: columns and sums, month after month, for
// chunks of every length, all menus, policies, and people at the ends of what a float32 can be.
func TestKernels(t *testing.T) {
	if agent.Kernel() == "portable" {
		t.Skip("no kernel but the portable one, in this build or on this processor (amd64, AVX2)")
	}
	t.Log("kernel:", agent.Kernel())
	all := maps.Clone(menus)
	for name, price := range map[string]float64{"cheap": 4, "dear": 700, "too dear": 1e9} { // most, few, nobody
		all[name] = market.Menu{{Name: "sota", Price: price, Quality: 1, Quota: 1, Admission: 1}}
	}
	lengths := []int{1, 15, 17, 64, 127, 256, 257, 320}
	whole := len(lengths) // whole chunks have nothing that depends on the first person, but for the numbers
	if !testing.Short() {
		lengths = append(lengths, 1000, population.ChunkLen)
	}
	for name, menu := range all {
		t.Run(name, func(t *testing.T) {
			for seed, n := range lengths {
				firsts := []int{0, 4096 + 12, 13}
				if seed >= whole {
					firsts = firsts[seed-whole:][:1]
				}
				for _, first := range firsts {
					for _, extreme := range []bool{false, true} {
						here, portable := people(n, first, len(menu), uint64(seed)), people(n, first, len(menu), uint64(seed))
						if extreme {
							strain(&here)
							strain(&portable)
						}
						var months []*agent.Month
						for tick := range 5 {
							m := month(menu, tick)
							if tick%2 == 1 {
								m = policies(m)
							}
							if tick >= 2 {
								m = attentive(m)
							}
							if tick%2 == 0 {
								m = networked(m)
							}
							if tick >= 1 {
								m = needy(m, []int{1, 3, 5, 7}[tick-1])
							}
							if tick >= 3 && here.Born != nil {
								m = limited(m, float64(20*(tick-3)-10))
							}
							months = append(months, m)
						}
						sameMonths(t, here, portable, months...)
					}
				}
			}
		})
	}
}

// sameMonths updates the same people by both kernels, month after month.
func sameMonths(t require.TestingT, here, portable population.Chunk, months ...*agent.Month) {
	var a, b agent.Block
	for _, m := range months {
		x, y := agent.NewSums(len(m.Menu)), agent.NewSums(len(m.Menu))
		a.Load(here)
		a.Peers = peersOf(here.Len(), uint64(m.Number))
		a.Step(m, x)
		b.Load(portable)
		b.Peers = a.Peers
		b.StepPortable(m, y)
		sameBits(t, &b, &a)
		require.Equal(t, y, x)
	}
}

// TestAnyKernels is TestKernels for menus, places and people drawn at random.
func TestAnyKernels(t *testing.T) {
	if agent.Kernel() == "portable" {
		t.Skip("no kernel but the portable one, in this build or on this processor (amd64, AVX2)")
	}
	rapid.Check(t, func(t *rapid.T) {
		var menu market.Menu
		for range rapid.IntRange(1, agent.MaxTiers).Draw(t, "tiers") {
			menu = append(menu, market.Offer{
				Price:     rapid.SampledFrom([]float64{0, 1e-30, 1, 5, 60, 60, 700, 1e9, market.Withdrawn, 1e38}).Draw(t, "price"),
				Quality:   rapid.SampledFrom([]float64{0, 0.5, 1, 1}).Draw(t, "quality"),
				Quota:     rapid.SampledFrom([]float64{0.5, 1, 1}).Draw(t, "quota"),
				Admission: rapid.SampledFrom([]float64{0, 0.3, 1, 1, 1}).Draw(t, "admission"),
			})
		}
		n, first := rapid.IntRange(1, 600).Draw(t, "people"), rapid.IntRange(0, 300).Draw(t, "first")
		seed := rapid.Uint64Range(0, 1000).Draw(t, "seed")
		here, portable := people(n, first, len(menu), seed), people(n, first, len(menu), seed)
		if rapid.Bool().Draw(t, "extreme") {
			strain(&here)
			strain(&portable)
		}
		m := month(menu, rapid.IntRange(0, 400).Draw(t, "month"))
		m.Share = rapid.SampledFrom([]float64{0, 0.2, 1}).Draw(t, "share")
		m.Params.Notice = rapid.SampledFrom([]float64{1, 0, 0.1, 1 - 1e-9}).Draw(t, "notice")
		m.Params.NoticePeers = rapid.SampledFrom([]float64{0, 0.1, 1}).Draw(t, "peers")
		m.Params.Lapse = rapid.SampledFrom([]float64{0, 0.1, 1e-12, 1}).Draw(t, "lapse")
		m.Params.Reconsider = rapid.SampledFrom([]float64{1, 0, 0.1, 1}).Draw(t, "reconsider")
		if here.Born != nil && rapid.Bool().Draw(t, "limited") {
			m = limited(m, rapid.SampledFrom([]float64{0, 0.02, -0.02, 40}).Draw(t, "learning"))
		}
		m.Network = rapid.Bool().Draw(t, "network")
		m.Params.NeedSpread = rapid.SampledFrom([]float64{0, 0.5, 3}).Draw(t, "need")
		m.Params.NeedMonths = rapid.IntRange(1, 12).Draw(t, "need months")
		m.Prepare()
		if rapid.Bool().Draw(t, "binding") {
			inMonths(&here)
			inMonths(&portable)
			m = binding(m, rapid.SampledFrom([]float64{0, 0.5, 1}).Draw(t, "inertia"), rapid.IntRange(1, 12).Draw(t, "longest"))
		}
		sameMonths(t, here, portable, m, policies(m), m)
	})
}

// TestWithdrawn: tiers that are not on sale leave the bits as they are that tiers leave which are too dear for everybody.
func TestWithdrawn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var onSale, tooDear market.Menu
		for range rapid.IntRange(1, agent.MaxTiers).Draw(t, "tiers") {
			o := market.Offer{
				Price:     rapid.SampledFrom([]float64{0, 5, 60, market.Withdrawn, market.Withdrawn}).Draw(t, "price"),
				Quality:   rapid.SampledFrom([]float64{0.5, 1}).Draw(t, "quality"),
				Quota:     1,
				Admission: rapid.SampledFrom([]float64{0, 0.3, 1, 1, 1}).Draw(t, "admission"),
			}
			onSale = append(onSale, o)
			o.Price = min(o.Price, 0.9*market.Withdrawn)
			tooDear = append(tooDear, o)
		}
		n, seed := rapid.IntRange(1, 600).Draw(t, "people"), rapid.Uint64Range(0, 1000).Draw(t, "seed")
		withdrawn, dear := month(onSale, 3), month(tooDear, 3)
		if rapid.Bool().Draw(t, "attentive") {
			withdrawn, dear = attentive(withdrawn), attentive(dear)
		}
		if rapid.Bool().Draw(t, "policies") {
			withdrawn, dear = policies(withdrawn), policies(dear)
		}
		for _, step := range []func(*agent.Block, *agent.Month, *agent.Sums){(*agent.Block).Step, (*agent.Block).StepPortable} {
			var a, b agent.Block
			x, y := agent.NewSums(len(onSale)), agent.NewSums(len(onSale))
			a.Load(people(n, 0, len(onSale), seed))
			step(&a, withdrawn, x)
			b.Load(people(n, 0, len(onSale), seed))
			step(&b, dear, y)
			sameBits(t, &b, &a)
			require.Equal(t, y, x)
		}
	})
}

// TestWithdrawnFromTheRichest: a tier that is not on sale is one that nobody would or could have, not those either to whom it is worth more than the price that says so.
func TestWithdrawnFromTheRichest(t *testing.T) {
	definition := agent.PerPerson("definition", (*agent.Person).Step)
	for _, step := range []func(*agent.Block, *agent.Month, *agent.Sums){(*agent.Block).Step, (*agent.Block).StepPortable, definition.Step} {
		under := func(price float64, seed uint64) *agent.Sums {
			menu := market.Menu{{Name: "basic", Price: price, Quality: 0.5, Quota: 1, Admission: 1}, {Name: "sota", Price: price, Quality: 1, Quota: 1, Admission: 1}}
			rich := people(300, 0, len(menu), seed)
			for i := range rich.Income {
				rich.Income[i] = 1e18
			}
			var b agent.Block
			sums := agent.NewSums(len(menu))
			b.Load(rich)
			step(&b, month(menu, 3), sums)
			return sums
		}
		for seed := range uint64(4) { // without costs of use, and with them
			dear, withdrawn := under(0.9*market.Withdrawn, seed), under(market.Withdrawn, seed)
			require.Positive(t, dear.Tiers[2].People)
			require.Equal(t, withdrawn.Tiers[0].People, withdrawn.Filter[agent.Neither])
			require.Zero(t, withdrawn.Tiers[1].People+withdrawn.Tiers[2].People)
		}
	}
}

// TestPreparedAgain: a block that remembers a month's constants sees that the same month was prepared again.
func TestPreparedAgain(t *testing.T) {
	var kept agent.Month
	var a, b agent.Block
	for number := range 4 {
		fresh := agent.NewMonth(*month(menus["two"], number))
		fresh.Share = 0.2 * float64(number)
		fresh.Prepare()
		kept = *fresh
		kept.Prepare()
		here, there := people(1000, 0, 2, 1), people(1000, 0, 2, 1)
		x, y := agent.NewSums(2), agent.NewSums(2)
		a.Load(here)
		a.Step(&kept, x)
		b.Load(there)
		b.StepPortable(fresh, y)
		sameBits(t, &b, &a)
		require.Equal(t, y, x)
	}
}

// TestAtThreshold: who earns just the threshold of policies is not below it, in every kernel.
func TestAtThreshold(t *testing.T) {
	for _, menu := range menus {
		m := policies(month(menu, 1))
		made := func() population.Chunk {
			c := people(41, 0, len(menu), 1)
			for i := range c.Income {
				if c.Income[i] = 3000; i%2 == 1 {
					c.Income[i] = math.Nextafter32(3000, 0)
				}
			}
			return c
		}
		sameMonths(t, made(), made(), m)
		for _, step := range []func(*agent.Block, *agent.Month, *agent.Sums){(*agent.Block).Step, (*agent.Block).StepPortable} {
			var b agent.Block
			sums := agent.NewSums(len(menu))
			b.Load(made())
			step(&b, m, sums)
			require.EqualValues(t, 20*b.Weight, sums.Total().Below)
		}
	}
}

// TestBlockAgain: a block that has updated others before gives the bits of one that has not, whatever it remembers of what those saw.
func TestBlockAgain(t *testing.T) {
	plain := month(menus["two"], 3)
	var used agent.Block
	for i, x := range []struct {
		people int
		m      *agent.Month
	}{{5, plain}, {300, plain}, {300, networked(plain)}, {300, plain}} {
		here, there := people(x.people, 0, 2, uint64(i)), people(x.people, 0, 2, uint64(i))
		var fresh agent.Block
		for b, c := range map[*agent.Block]population.Chunk{&used: here, &fresh: there} {
			b.Load(c)
			b.Peers = peersOf(x.people, 1)
			b.Step(x.m, agent.NewSums(2))
		}
		sameBits(t, &fresh, &used)
	}
}

// TestGenerated holds the assembly to the equations: equations.go is the one source of both kernels.
func TestGenerated(t *testing.T) { generated.Fresh(t, "kernel_amd64.s", "..", "generate.go") }

// sameBits compares people and what their month yields bit by bit, so that a NaN equals itself and 0 differs from -0.
func sameBits(t require.TestingT, want, got *agent.Block) {
	require.Equal(t, want.Tier, got.Tier)
	require.Equal(t, want.Filter, got.Filter)
	for name, columns := range map[string][2][]float32{
		"income": {want.Income, got.Income}, "cognition": {want.Cognition, got.Cognition},
		"belief": {want.Belief, got.Belief}, "uncertainty": {want.Uncertainty, got.Uncertainty},
		"habit": {want.Habit, got.Habit}, "threshold": {want.Threshold, got.Threshold},
		"wait":      {want.Wait, got.Wait},
		"keen":      {want.Keen, got.Keen},
		"augmented": {want.Augmented, got.Augmented}, "reservation": {want.Reservation, got.Reservation},
	} {
		for i, v := range columns[0] {
			if math.Float32bits(v) != math.Float32bits(columns[1][i]) {
				require.Failf(t, "bits differ", "%s of %d of %d people: want %x %v, got %x %v", name, i, len(columns[0]),
					math.Float32bits(v), v, math.Float32bits(columns[1][i]), columns[1][i])
			}
		}
	}
}

// strain puts every seventh value or so at an end of its range, or beyond.
func strain(c *population.Chunk) {
	ends := []float32{0, math.SmallestNonzeroFloat32, 0x1p-126, 1e-20, 1, 1 - 0x1p-24, 60, 40, 5, 1e20, 0x1p127}
	next := uint32(1)
	for _, column := range [][]float32{c.Income, c.Cognition, c.Aptitude, c.Belief, c.Uncertainty, c.Habit, c.BudgetShare, c.Threshold, c.Wait, c.UseCost, c.Born, c.Keen} {
		for i := range column {
			next = next*1664525 + 1013904223
			if next>>16%7 == 0 {
				column[i] = ends[int(next>>8&0xff)%len(ends)]
			}
			if next>>24 == 0 {
				column[i] = -column[i]
			}
		}
	}
	for i, cost := range c.UseCost { // a cost below 0 would let people take what leaves them nothing
		c.UseCost[i] = max(cost, -cost)
	}
}
