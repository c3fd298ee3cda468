package agent_test

import (
	"fmt"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/population"
)

// needed is a rule by which AI is a full necessity after some months of use; by the model's own, habit forms little by
// little.
type needed struct{ after float32 }

func (needed) Name() string      { return "needed/1" }
func (needed) Columns() []string { return []string{"months_of_use"} }

func (r needed) Step(b *agent.Block, m *agent.Month, dst *agent.Sums) {
	use := b.Extra[0]
	for i, tier := range b.Tier {
		if tier > 0 {
			use[i]++
		}
		if use[i] >= r.after {
			b.Habit[i] = 1
		}
	}
	b.Step(m, dst) // the model's own rule
}

// A rule of your own may keep columns, change those that everybody has, and call the model's rule. In a run it is the
// scenario's Rule; here it is applied by hand, to 4,096 people of one occupation.
func Example_customRule() {
	strata := population.USWorkforce2021()[:1]
	people := population.NewChunk(population.ChunkLen, 1)
	people.Weight = 1
	population.NewSynthesizer(population.Default(), strata, 1, []float64{0.05}).Fill(&people)

	rule := needed{after: 3}
	var block agent.Block
	block.Load(people)
	sums := agent.NewSums(1)
	for number := range 12 {
		month := agent.NewMonth(agent.Month{
			Params: agent.Default(), Seed: 1, Number: number, Gain: 0.05,
			Menu: market.Menu{{Name: "SOTA", Price: 100, Quality: 1, Quota: 1, Admission: 1}},
		})
		sums.Reset()
		rule.Step(&block, month, sums)
		if err := block.Check(month, sums, rule.Columns()); err != nil {
			fmt.Println(err)
			return
		}
	}
	fmt.Printf("%s: %d of %d people use SOTA AI after a year\n", rule.Name(), sums.With().People, sums.Total().People)
	// Output: needed/1: 581 of 4096 people use SOTA AI after a year
}
