// Command firstfilter asks the library's main question of real people: when SOTA AI costs 100u, then 200u, then 400u a
// month, who of the US workforce can no longer use it, why, and how wide does the cognitive gap become?
//
// It asks the model that was fitted to published figures (scenario.Default). First it prints how sure the answer is: 90% bands over parameter
// sets that fit about as well, and over luck. Then it prints the run of the set that fits best in detail.
//
//	go run ./examples/firstfilter                  one agent for 100 people; bands of one for 2,000
//	go run ./examples/firstfilter -sets 0          without bands, in a few seconds
//	go run ./examples/firstfilter -sets 288        over all parameter sets
//	go run ./examples/firstfilter -scale 1         all 140,885,570 people, one to one
//	go run ./examples/firstfilter -prices 50,500   another ladder
//	go run ./examples/firstfilter -figures docs/img   the README's pictures
//	go run ./examples/firstfilter -json            every number of the run, and every parameter used
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"time"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/scenario"
	"github.com/cogap/cogap/study"
)

func main() {
	log.SetFlags(0)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		log.Fatal("firstfilter: ", err)
	}
}

// january is the month of the run in which the question begins, January 2026. What is before makes the people.
const january = 37

// run is the program. A run that is interrupted still prints the months that are complete.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	s := scenario.Default()
	s.Name = "In detail: the parameters that fit best, nothing else on sale"
	flags := flag.NewFlagSet("firstfilter", flag.ContinueOnError)
	flags.SetOutput(stderr)
	scale := flags.Int("scale", s.Population.Scale, "real `people` that one agent stands for, in detail")
	seed := flags.Uint64("seed", s.Seed, "`number` that chooses everybody's luck")
	months := flags.Int("months", s.Months-january, "`months` to simulate from January 2026")
	prices := flags.String("prices", "100,200,400", "`prices` of the SOTA tier in u a month, equally long each")
	var b bands
	flags.IntVar(&b.sets, "sets", 24, "parameter `sets` of the bands; 0 means no bands")
	flags.IntVar(&b.replicates, "replicates", 2, "`runs` of each set, with other luck")
	flags.IntVar(&b.scale, "bands-scale", 2000, "real `people` that one agent stands for, in the bands")
	workers := flags.Int("workers", 0, "`goroutines` to work with; 0 means one for each processor")
	folder := flags.String("figures", "", "draw ladder.png and deciles.png in this `folder`")
	asJSON := flags.Bool("json", false, "print one JSON object instead of tables")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("got %q, want flags only; see -h", flags.Arg(0))
	}
	s.Population.Scale, s.Seed, s.Months = *scale, *seed, january+*months
	ladder, err := readLadder(*prices)
	if err != nil {
		return err
	}
	b.ladder = setLadder(&s, ladder)
	if *months < 1 {
		return fmt.Errorf("-months: got %d, want at least 1", *months)
	}
	if b.sets == 1 {
		return errors.New("-sets: got 1, want 0 for no bands, or at least 2")
	}
	if b.sets != 0 && b.replicates < 2 {
		return fmt.Errorf("-replicates: got %d, want at least 2, as luck is known from what differs between runs of one set", b.replicates)
	}
	if err := s.Validate(); err != nil {
		return err
	}
	var banded *study.Result
	if b.sets != 0 && !*asJSON {
		if banded, err = b.write(ctx, stdout, s, *workers, percent(stderr)); err != nil {
			return err
		}
	}

	result, err := cogap.Run(ctx, s, cogap.Options{Workers: *workers, Progress: percent(stderr)})
	if result == nil || len(result.Months) == 0 {
		return err
	}
	show := report.WriteText
	if *asJSON {
		show = report.WriteJSON
	}
	if printing := show(stdout, result); printing != nil || err != nil {
		return cmp.Or(printing, err)
	}
	if *folder == "" {
		return nil
	}
	return figures(*folder, result, banded)
}

// percent returns a function that shows on a terminal how far a run is, and nothing if w is none.
func percent(w io.Writer) func(done, total int64) {
	file, ok := w.(*os.File)
	if !ok {
		return func(int64, int64) {}
	}
	if info, err := file.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return func(int64, int64) {}
	}
	start := time.Now()
	return func(done, total int64) {
		left := time.Duration(float64(time.Since(start)) * float64(total-done) / float64(max(done, 1)))
		fmt.Fprintf(w, "\r%3d%%, %v left   \r", 100*done/total, left.Round(time.Second)) // what comes next stands in its place
	}
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

// rung is a price of the ladder, and the last month of the run at it.
type rung struct {
	price float64
	last  int
}

// setLadder gives each price an equal part of the months from January 2026 on; of fewer months than prices it leaves the last ones out.
// Promotion is the past and the first price, the plateau the last.
func setLadder(s *cogap.Scenario, ladder []float64) []rung {
	ladder = ladder[:min(len(ladder), max(s.Months-january, 1))]
	starts, prices := []int{0}, []float64{market.Withdrawn}
	var rungs []rung
	for i, price := range ladder {
		starts = append(starts, january+i*(s.Months-january)/len(ladder))
		prices = append(prices, price)
		rungs = append(rungs, rung{price, january + (i+1)*(s.Months-january)/len(ladder) - 1})
	}
	s.Market.Tiers[len(s.Market.Tiers)-1].Price = market.Steps(starts, prices)
	s.Market.Phases = market.Phases{Transition: s.Months, Plateau: s.Months}
	if len(ladder) > 1 {
		s.Market.Phases = market.Phases{Transition: starts[2], Plateau: starts[len(starts)-1]}
	}
	return rungs
}
