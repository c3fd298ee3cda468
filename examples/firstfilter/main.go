// Command firstfilter asks the library's main question of real people: when SOTA AI costs 100u, then 200u, then 400u a
// month, who of the US workforce can no longer use it, why, and how wide does the cognitive gap become?
//
//	go run ./examples/firstfilter                  one agent for 100 people
//	go run ./examples/firstfilter -scale 1         all 140,885,570 people, one to one
//	go run ./examples/firstfilter -prices 50,500   another ladder
//	go run ./examples/firstfilter -json            every number, and every parameter used
package main

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/cli"
	"github.com/cogap/cogap/internal/progress"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/report"
)

func main() { cli.Main("firstfilter", run) }

// run is the program. A run that is interrupted still prints the months that are complete.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	s := cogap.Default()
	s.Name = "The first filter: who can still pay for state-of-the-art (SOTA) AI?"
	flags := cli.Flags("firstfilter", stderr)
	scale := flags.Int("scale", s.Population.Scale, "real `people` that one agent stands for")
	seed := flags.Uint64("seed", s.Seed, "`number` that chooses everybody's luck")
	months := flags.Int("months", s.Months, "`months` to simulate")
	prices := flags.String("prices", "100,200,400", "`prices` of the SOTA tier in u a month, equally long each")
	workers := flags.Int("workers", 0, "`goroutines` to work with; 0 means one for each processor")
	asJSON := flags.Bool("json", false, "print one JSON object instead of tables")
	if err := cli.Parse(flags, args); err != nil {
		return err
	}
	s.Population.Scale, s.Seed, s.Months = *scale, *seed, *months
	ladder, err := readLadder(*prices)
	if err != nil {
		return err
	}
	setLadder(&s, ladder)
	if !*asJSON && s.Months%(3*len(ladder)) == 0 {
		s.Statistics.Every = 3 // all that the tables show
	}

	tell, end := progress.Bar(stderr)
	result, err := cogap.Run(ctx, s, cogap.Options{Workers: *workers, Progress: tell})
	end()
	if result == nil || len(result.Months) == 0 {
		return err
	}
	show := report.WriteText
	if *asJSON {
		show = report.WriteJSON
	}
	if printing := show(stdout, result); printing != nil {
		return printing
	}
	return err
}

// readLadder reads prices such as 100,200,400.
func readLadder(text string) ([]float64, error) {
	var ladder []float64
	for i, field := range strings.Split(text, ",") {
		price, err := strconv.ParseFloat(strings.TrimSpace(field), 64)
		if err != nil {
			return nil, fmt.Errorf("-prices: number %d: got %q, want a price such as 100", i+1, field)
		}
		ladder = append(ladder, price)
	}
	return ladder, nil
}

// setLadder gives each price an equal part of the months; a run of fewer months than prices never comes to the last ones.
// Promotion is the first price, the plateau the last.
func setLadder(s *cogap.Scenario, ladder []float64) {
	ladder = ladder[:min(len(ladder), max(s.Months, 1))]
	starts := make([]int, len(ladder))
	for i := range ladder {
		starts[i] = i * s.Months / len(ladder)
	}
	s.Market.Tiers[len(s.Market.Tiers)-1].Price = market.Steps(starts, ladder)
	s.Market.Phases = market.Phases{Transition: s.Months, Plateau: s.Months}
	if len(ladder) > 1 {
		s.Market.Phases = market.Phases{Transition: starts[1], Plateau: starts[len(starts)-1]}
	}
}
