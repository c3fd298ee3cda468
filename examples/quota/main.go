// Command quota asks: what do shrinking quotas do at a constant price?
//
// SOTA AI costs 100u throughout. Servers can serve a given share of the workforce with full use; what people are
// promised beyond is cut from everybody's quota, or new people have to queue.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"text/tabwriter"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/report/figure"
)

func main() {
	scale := flag.Int("scale", 500, "real `people` that one agent stands for")
	picture := flag.String("figure", "", "write the picture to this PNG or SVG `file` too")
	flag.Parse()
	log.SetFlags(0)
	if err := run(context.Background(), os.Stdout, *scale, *picture); err != nil {
		log.Fatal(err)
	}
}

// supplies are the cases: what the servers can serve, and what gives when that is not enough.
var supplies = []struct {
	name     string
	overload market.Overload
	share    float64
}{
	{"enough for all", market.OverloadNone, 1},
	{"8% of workers, quotas shrink", market.OverloadQuota, 0.08},
	{"4% of workers, quotas shrink", market.OverloadQuota, 0.04},
	{"2% of workers, quotas shrink", market.OverloadQuota, 0.02},
	{"4% of workers, newcomers queue", market.OverloadQueue, 0.04},
}

func scenario(scale int, overload market.Overload, share float64) cogap.Scenario {
	s := cogap.Plain()
	s.Name = "quotas at a constant price"
	s.Population.Scale = scale
	s.Market.Tiers[0].Price = market.Constant(100)
	lab := market.DefaultProvider("lab")
	lab.Capacity = market.Capacity{Supply: market.Constant(share), Overload: overload}
	s.Market = s.Market.SoldBy(lab)
	return s
}

func run(ctx context.Context, w io.Writer, scale int, picture string) error {
	fmt.Fprint(w, "What do shrinking quotas do at a constant price of 100u?\n\n")
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "servers can serve\tSOTA share\tquota got\tutilisation\trationed\tleft in 3 years\tmean with SOTA\tSOTA gap\tGini")
	leftShare, err := measure.Parse("left_share@sum")
	if err != nil {
		return err
	}
	lines := figure.Lines{
		Title: "Share of the US workforce that holds SOTA AI at 100u, by what servers can serve", Y: "SOTA share",
	}
	for _, c := range supplies {
		result, err := cogap.Run(ctx, scenario(scale, c.overload, c.share), cogap.Options{})
		if err != nil {
			return err
		}
		left, err := leftShare.Of(result)
		if err != nil {
			return err
		}
		last := measure.NewMonth(result.Last(), result.Strata)
		of := func(id string) float64 { return last.Of(id).Value }
		fmt.Fprintf(t, "%s\t%s\t%.2f\t%.2f\t%s\t%s\t%.3f\t%.3f\t%.4f\n", c.name, report.Percent(of("sota_share")), of("quota"),
			last.In("utilisation", measure.Provider, 0).Value, report.Percent(of("rationed_share")), report.Percent(left.Value),
			of("mean.augmented.sota"), of("sota_gap"), of("gini.augmented"))
		lines.Add(c.name, result, "sota_share")
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprint(w, `
quota got       part of the promised use that is delivered at the end; rationed: would and could, not admitted
mean with SOTA  mean augmented cognition of people who hold SOTA AI (1 = average unaided at the start)
SOTA gap        that over the mean of everybody else

A smaller quota is a lower quality at the same price: people for whom it was just worth it leave, those who stay get
less, and the gap between with and without narrows because "with" means less, not because more people have it.

`)
	return lines.Show(w, picture)
}
