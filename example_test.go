package cogap_test

import (
	"context"
	"fmt"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/observe"
)

// fewer is the plain scenario with few agents, so that examples take no time.
func fewer() cogap.Scenario {
	s := cogap.Plain()
	s.Population.Scale, s.Months = 20_000, 24
	return s
}

func ExampleRun() {
	s := fewer()
	s.Market.Tiers[0].Price = market.Steps([]int{0, 12}, []float64{100, 300})
	result, err := cogap.Run(context.Background(), s, cogap.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(&result.Months[11])
	fmt.Println(result.Last())
	// Output:
	// 2026-12, promotion at 100u: 10.25% of 140885570 people use SOTA AI, SOTA gap 1.212
	// 2027-12, transition at 300u: 4.36% of 140885570 people use SOTA AI, SOTA gap 1.374
}

// One model, three prices: its people are made once.
func ExampleModel_With() {
	s := fewer()
	model, err := cogap.NewModel(s)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, price := range []float64{50, 100, 200} {
		s.Market.Tiers[0].Price = market.Constant(price)
		priced, err := model.With(s)
		if err != nil {
			fmt.Println(err)
			return
		}
		result, err := priced.Run(context.Background(), cogap.Options{})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%3.0fu: %.1f%%\n", price, 100*result.Last().SOTAShare())
	}
	// Output:
	// 50u: 30.4%
	// 100u: 12.3%
	// 200u: 4.0%
}

// A number of one's own: how many people of each income tenth have left, and cannot pay any more.
func ExampleStatistics_collect() {
	s := fewer()
	s.Statistics.Collect = []observe.Collect{{
		Name: "squeezed out", Aggregate: observe.Count, Where: "!access && habit > 0 && filter == priced_out",
		By: []string{"bins(income, 4000, 8000)"}, Every: 24,
	}}
	result, err := cogap.Run(context.Background(), s, cogap.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, row := range result.Collected() {
		fmt.Println(row.Groups[0], row.Value)
	}
	// Output:
	// < 4000 145320
	// 4000 to 8000 597890
	// >= 8000 415600
}

// Three people of the richest tenth, month by month.
func ExampleStatistics_panel() {
	s := fewer()
	s.Statistics.Panel = observe.Panel{People: 3, Where: "income_decile == 10"}
	result, err := cogap.Run(context.Background(), s, cogap.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, life := range result.Panel {
		first, last := life.Months[0], life.Months[23]
		fmt.Printf("%s: would pay %.0fu, then %.0fu (%v)\n", result.Strata[life.Stratum].Name, first.Reservation, last.Reservation, last.Filter)
	}
	// Output:
	// Software Developers: would pay 271u, then 331u (none)
	// First-Line Supervisors of Correctional Officers: would pay 215u, then 230u (waiting)
	// Stockers and Order Fillers: would pay 34u, then 36u (opted out)
}

// The people are never stored, so memory does not grow with their number.
func ExampleStream() {
	s := fewer()
	s.Stream.Passes, s.Stream.PilotAgents = 2, 3000
	result, err := cogap.Run(context.Background(), s, cogap.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	last := result.Stream.Months[23]
	fmt.Println(result.Last())
	fmt.Printf("share with access assumed against found: off by %.1g\n", last.Share)
	// Output:
	// 2027-12, transition at 200u: 6.75% of 140885570 people use SOTA AI, SOTA gap 1.316
	// share with access assumed against found: off by 0.008
}

// counter is an observer written in Go: it counts those who pay more than a fiftieth of their income.
type counter chan int64

func (c counter) See(b *agent.Block, m *agent.Month) {
	n := int64(0)
	for i, income := range b.Income {
		if k := b.Tier[i]; k > 0 && m.Menu[k-1].Price > float64(income)/50 {
			n += b.Weight
		}
	}
	c <- <-c + n
}

func ExampleOptions_watch() {
	s := fewer()
	s.Months = 1
	burdened := make(counter, 1)
	burdened <- 0
	if _, err := cogap.Run(context.Background(), s, cogap.Options{Watch: []observe.Watcher{burdened}}); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(<-burdened, "people pay more than a fiftieth of their income")
	// Output:
	// 2200070 people pay more than a fiftieth of their income
}
