//go:build mpi

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/adapters/mpi"
	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/scenario"
)

// command is what is asked for.
type command struct {
	verb, name string   // run and a scenario, or resume and a folder
	changes    []string // of parameters
	json       string
	options    cogap.Options
}

const usage = `usage: cogap-mpi run [flags] [scenario]
       cogap-mpi resume [flags] folder`

// parse reads the arguments. Without a verb it is run.
func parse(args []string) (*command, error) {
	c := &command{verb: "run"}
	if len(args) > 0 && (args[0] == "run" || args[0] == "resume") {
		c.verb, args = args[0], args[1:]
	}
	flags := flag.NewFlagSet("cogap-mpi "+c.verb, flag.ContinueOnError)
	flags.StringVar(&c.json, "json", "", "`file` for all numbers as JSON")
	flags.IntVar(&c.options.Workers, "workers", 0, "goroutines of each process; 0 means one for each processor")
	flags.IntVar(&c.options.Checkpoint.Every, "every", 0, "`months` from one snapshot to the next; 0 means 6, or as before")
	if c.verb == "run" {
		flags.StringVar(&c.options.Checkpoint.Dir, "checkpoint", "", "`folder`, which all processes have, in which the run saves itself, so that resume goes on with it")
		flags.Func("set", "change a parameter: `path=value`; may be repeated", func(change string) error {
			c.changes = append(c.changes, change)
			return nil
		})
	}
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	c.name = flags.Arg(0)
	switch {
	case flags.NArg() > 1:
		return nil, fmt.Errorf("got %q after %s, want nothing\n%s", flags.Args()[1:], c.name, usage)
	case c.verb == "resume" && c.name == "":
		return nil, fmt.Errorf("resume: which folder?\n%s", usage)
	case c.options.Checkpoint.Every < 0:
		return nil, fmt.Errorf("--every: got %d, want 0 or more", c.options.Checkpoint.Every)
	case c.verb == "run" && c.options.Checkpoint.Every > 0 && c.options.Checkpoint.Dir == "":
		return nil, errors.New("--every: it says how often a run saves itself, add --checkpoint")
	}
	return c, nil
}

func main() {
	c, err := parse(os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	world, failed := mpi.Init()
	if failed != nil {
		fmt.Fprintln(os.Stderr, "cogap-mpi:", failed)
		os.Exit(1)
	}
	if err == nil {
		err = c.do(world)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "cogap-mpi: rank %d: %v\n", world.Rank(), err)
		world.Abort(1) // or the others would wait
	}
	world.Finalize()
}

// do runs or resumes; rank 0 says what was found.
func (c *command) do(world *mpi.World) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if note := world.Bound(); note != "" {
		fmt.Fprintln(os.Stderr, "cogap-mpi:", note)
	}
	if world.Rank() == 0 && c.json != "" { // told at once, and not after the run
		if err := writable(c.json); err != nil {
			return err
		}
	}
	c.options.Share = world.Share()
	c.options.Checkpoint.Warn = func(err error) {
		if world.Rank() == 0 { // all have the same
			fmt.Fprintln(os.Stderr, "cogap-mpi:", err)
		}
	}
	result, err := c.run(ctx)
	if err != nil || world.Rank() > 0 {
		return err
	}
	if err := report.WriteText(os.Stdout, result); err != nil || c.json == "" {
		return err
	}
	f, err := os.Create(c.json)
	if err != nil {
		return err
	}
	return errors.Join(report.WriteJSON(f, result), f.Close())
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

func (c *command) run(ctx context.Context) (*cogap.Result, error) {
	if c.verb == "resume" {
		return cogap.Resume(ctx, c.name, c.options)
	}
	model, err := load(c.name, c.changes)
	if err != nil {
		return nil, err
	}
	return model.Run(ctx, c.options)
}

// load returns the model of a built-in scenario or a file, changed.
func load(name string, changes []string) (*cogap.Model, error) {
	if name == "" {
		name = "default"
	}
	s, err := scenario.Open(name)
	if err != nil {
		return nil, err
	}
	for _, change := range changes {
		path, value, ok := strings.Cut(change, "=")
		if !ok {
			return nil, fmt.Errorf("--set %s: want path=value", change)
		}
		if err := s.Set(path, value); err != nil {
			return nil, err
		}
	}
	return s.Model()
}
