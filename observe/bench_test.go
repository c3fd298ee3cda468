package observe_test

import (
	"testing"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/population"
)

// BenchmarkSee measures what a collection adds to a person's month, on a chunk that is in the cache.
func BenchmarkSee(b *testing.B) {
	for _, c := range []observe.Collect{
		{Name: "count where", Aggregate: observe.Count, Where: "filter == opted_out && income > 8000"},
		{Name: "mean", Quantity: "income", Aggregate: observe.Mean},
		{Name: "mean by access", Quantity: "income", Aggregate: observe.Mean, By: []string{"access"}},
		{Name: "mean where by decile", Quantity: "income", Aggregate: observe.Mean, Where: "filter == opted_out && income > 8000", By: []string{"income_decile"}},
		{Name: "mean by decile and filter", Quantity: "augmented", Aggregate: observe.Mean, By: []string{"income_decile", "filter"}},
		{Name: "sd", Quantity: "income", Aggregate: observe.SD},
		{Name: "sd of expression by bins", Quantity: "max(0, reservation - price)", Aggregate: observe.SD, By: []string{"bins(habit, 0.1, 0.5, 0.9)"}},
		{Name: "max by decile", Quantity: "income", Aggregate: observe.Max, By: []string{"income_decile"}},
		{Name: "median", Quantity: "income", Aggregate: observe.Median},
		{Name: "gini by decile", Quantity: "augmented", Aggregate: observe.Gini, By: []string{"income_decile"}},
	} {
		b.Run(c.Name, func(b *testing.B) { see(b, c) })
	}
}

// see lives month after month of a chunk and looks at each.
func see(b *testing.B, c observe.Collect) {
	strata := population.USWorkforce2021()[:1]
	chunk := population.NewChunk(population.ChunkLen, 0, population.Tenth)
	chunk.Weight = 100
	population.NewSynthesizer(population.Default(), strata, 1, []float64{0.1}).Fill(&chunk)
	var block agent.Block
	block.Load(chunk)
	month := agent.NewMonth(agent.Month{Params: agent.Default(), Menu: market.Menu{{Price: 20, Quality: 1, Quota: 1, Admission: 1}}, Gain: 0.1, Share: 1})
	block.Step(month, agent.NewSums(1))
	o := observe.New([]observe.Collect{c}, observe.Panel{}, observe.Run{Strata: strata, Tiers: 1, Months: 1200, Chunks: 1, Workers: 1})
	var table observe.Table
	o.See(0, 0, 0, &block, month, &table)
	for b.Loop() {
		o.See(0, 1, 0, &block, month, &table)
	}
	b.ReportMetric(float64(b.Elapsed())/float64(b.N)/population.ChunkLen, "ns/person-month")
}
