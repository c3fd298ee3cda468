package study_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"text/tabwriter"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/study"
)

// Demand at three prices, five replicates each, with intervals.
func ExampleRun() {
	s := cogap.Plain()
	s.Population.Scale, s.Months = 20_000, 24
	result, err := study.Run(context.Background(), study.Plan{
		Base:       s,
		Factors:    []study.Factor{{Path: "market.tiers[0].price.values[1]", Values: study.Numbers(100, 200, 400)}},
		Replicates: 5,
		Measures:   []string{"sota_share@last"},
	}, study.Options{})
	if err != nil {
		log.Fatal(err)
	}
	t := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	for cell := range result.Cells() {
		share := result.Stat(cell, 0)
		fmt.Fprintf(t, "%su\t%.2f%%\t± %.2f\n", result.Levels(cell)[0], 100*share.Mean, 100*share.HalfWidth())
	}
	t.Flush()
	// Output:
	// 100u  12.48%  ± 0.64
	// 200u  6.86%   ± 0.38
	// 400u  3.07%   ± 0.10
}

// What a voucher of 5% does, from pairs of runs with the same people and the same luck.
func ExampleCompare() {
	a := cogap.Plain()
	a.Population.Scale, a.Months = 20_000, 12
	b := a
	b.Market.Policies = []market.Policy{market.Voucher(0.05)}
	c, err := study.Compare(context.Background(), a, b, study.Plan{Replicates: 5, Measures: []string{"sota_share@last"}}, study.Options{})
	if err != nil {
		log.Fatal(err)
	}
	d := c.Differences[0]
	fmt.Printf("%.4f ± %.4f; unpaired it would take %.0f runs of each\n", d.Difference.Mean, d.Difference.HalfWidth(), d.Unpaired)
	// Output:
	// 0.0082 ± 0.0037; unpaired it would take 14 runs of each
}
