// Command cogap-beam runs a study, or one streamed population, as a pipeline of Apache Beam: here, or with a runner's flags on Flink, Spark or
// Dataflow. See the README of package beam.
//
//	cogap-beam --study study.yaml --out result
//	cogap-beam --scenario world.yaml --json result.json
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"

	pipeline "github.com/cogap/cogap/adapters/beam"
	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/scenario"
	"github.com/cogap/cogap/study"
)

func main() {
	var c command
	flag.StringVar(&c.study, "study", "", "`file` of a study to run")
	flag.StringVar(&c.out, "out", "", "`folder` for the study's results, here")
	flag.StringVar(&c.scenario, "scenario", "", "`file` or name of a scenario to run, streamed in one pass (stream.passes: 1)")
	flag.StringVar(&c.json, "json", "", "`file` for all numbers of the scenario's result, here")
	flag.StringVar(&c.options.Found, "found", "", "`file` that all workers and this program reach, such as gs://bucket/found; empty where the workers are in this process")
	flag.IntVar(&c.options.Elements, "elements", 0, "`number` of elements, which should take seconds each; 0 is 200")
	flag.Parse()
	beam.Init() // a worker never returns from it
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := c.run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "cogap-beam:", err)
		os.Exit(1)
	}
}

// command is what the flags ask for.
type command struct {
	study, out, scenario, json string
	options                    pipeline.Options
}

func (c *command) run(ctx context.Context) error {
	switch {
	case flag.NArg() > 0:
		return fmt.Errorf("got %q, want flags alone", flag.Args())
	case (c.study == "") == (c.scenario == ""):
		return errors.New("want --study or --scenario")
	case c.study != "" && c.out == "":
		return errors.New("--study: want a folder for its results, add --out")
	case c.study != "" && c.json != "":
		return errors.New("--json: it is for a scenario; what a study finds is in the folder of --out")
	case c.scenario != "" && c.out != "":
		return errors.New("--out: it is for a study; --json is the file for what a scenario gives")
	case c.study != "":
		return c.runStudy(ctx)
	}
	return c.runScenario(ctx)
}

func (c *command) runStudy(ctx context.Context) error {
	p, err := study.ReadFile(c.study)
	if err != nil {
		return err
	}
	r, err := pipeline.Study(ctx, p, c.out, c.options)
	if err != nil {
		return err
	}
	return r.WriteText(os.Stdout)
}

func (c *command) runScenario(ctx context.Context) error {
	f, err := scenario.Open(c.scenario)
	if err != nil {
		return err
	}
	s, err := f.Scenario()
	if err != nil {
		return err
	}
	if c.json != "" { // told at once, and not after the run
		if err := writable(c.json); err != nil {
			return err
		}
	}
	r, err := pipeline.Population(ctx, s, c.options)
	if err != nil {
		return err
	}
	if err := report.WriteText(os.Stdout, r); err != nil || c.json == "" {
		return err
	}
	out, err := os.Create(c.json)
	if err != nil {
		return err
	}
	return errors.Join(report.WriteJSON(out, r), out.Close())
}

// writable returns an error if a file cannot be written. It changes nothing.
func writable(name string) error {
	_, missing := os.Stat(name)
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE, 0o666)
	if err != nil {
		return err
	}
	if missing != nil {
		err = os.Remove(name)
	}
	return errors.Join(f.Close(), err)
}
