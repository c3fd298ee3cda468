package report_test

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/report"
)

// With the same people and the same luck in both, the difference is the effect of the voucher.
func ExampleCompare() {
	a := cogap.Plain()
	a.Population.Scale, a.Months, a.Statistics.Every = 20_000, 30, 12
	b := a
	b.Name = "half of the price is paid by the public, from the plateau on"
	b.Market.Policies = []market.Policy{market.Voucher(0.5).During(24, market.Always)}
	if err := report.Comparable(&a, &b); err != nil {
		log.Fatal(err) // other people, or no month in common
	}
	var results [2]*cogap.Result
	for i, s := range []cogap.Scenario{a, b} {
		var err error
		if results[i], err = cogap.Run(context.Background(), s, cogap.Options{}); err != nil {
			log.Fatal(err)
		}
	}
	c, err := report.Compare(results[0], results[1])
	if err != nil {
		log.Fatal(err)
	}
	for row := range c.Table().Rows { // month, date, measure, unit, a, b, difference
		if name := row[2]; row[1] == "2028-06" && (name == "sota_share" || name == "sota_gap" || name == "public_money") {
			fmt.Printf("%-12s %10.4g %10.4g %+10.4g %s\n", name, row[4], row[5], row[6], row[3])
		}
	}
	// Output:
	// sota_share      0.04002    0.06948   +0.02946 share
	// sota_gap          1.429      1.367   -0.06166 1
	// public_money          0  1.958e+09 +1.958e+09 u
}

// A result's tables can be written as they are, or read row by row.
func ExampleTables() {
	s := cogap.Plain()
	s.Population.Scale, s.Months = 20_000, 1
	result, err := cogap.Run(context.Background(), s, cogap.Options{})
	if err != nil {
		log.Fatal(err)
	}
	for _, t := range report.Tables(result) {
		fmt.Printf("%s: a row is %s\n", t.Name, t.Meaning)
		if t.Name == "tiers" {
			for row := range t.Rows {
				fmt.Printf("    %v %v, %v %v, %v %v\n", t.Columns[2].Name, row[2], t.Columns[4].Name, row[4], t.Columns[8].Name, row[8])
			}
		}
	}
	// Output:
	// series: a row is a month, over everybody
	// tiers: a row is a tier, or no access, in a month: its offer, and the people who hold it at the end
	//     tier 0, price <nil>, people 133265830
	//     tier 1, price 100, people 7619740
	// strata: a row is a stratum in a month; counts are real people, so they can be added up
	// deciles: a row is a tenth of the population by income, in a month in which distributions are measured
}

// WriteDeciles shows who holds the SOTA tier by income.
func ExampleWriteDeciles() {
	s := cogap.Plain()
	s.Population.Scale, s.Months = 20_000, 1
	result, err := cogap.Run(context.Background(), s, cogap.Options{})
	if err != nil {
		log.Fatal(err)
	}
	if err := report.WriteDeciles(os.Stdout, []*measure.Month{measure.NewMonth(result.Last(), result.Strata)}); err != nil {
		log.Fatal(err)
	}
	// Output:
	// by income      up to    100u
	// poorest tenth   2,070u   0.83%  █
	// 2nd             2,432u   0.84%  █
	// 3rd             2,722u   1.41%  ██
	// 4th             3,148u   1.62%  ██
	// 5th             3,695u   2.94%  ████
	// 6th             4,352u   4.08%  ██████
	// 7th             5,289u   5.30%  ███████
	// 8th             6,774u   6.59%  █████████
	// 9th             9,721u  12.16%  █████████████████
	// richest tenth           17.13%  ████████████████████████
	//
	// up to: the highest income of the tenth, a month, before the first month; a full bar is 17.13%
}
