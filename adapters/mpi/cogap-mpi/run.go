//go:build mpi

package main

import (
	"context"
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

// sets are changes of parameters.
type sets []string

func (s *sets) String() string     { return strings.Join(*s, " ") }
func (s *sets) Set(x string) error { *s = append(*s, x); return nil }

func main() {
	var changes sets
	out := flag.String("json", "", "`file` for all numbers as JSON")
	workers := flag.Int("workers", 0, "goroutines of each process; 0 means one for each processor")
	flag.Var(&changes, "set", "change a parameter: `path=value`; may be repeated")
	flag.Parse()
	world, err := mpi.Init()
	if err != nil {
		fmt.Fprintln(os.Stderr, "cogap-mpi:", err)
		os.Exit(1)
	}
	if err := run(world, flag.Arg(0), changes, *workers, *out); err != nil {
		fmt.Fprintf(os.Stderr, "cogap-mpi: rank %d: %v\n", world.Rank(), err)
		world.Abort(1) // or the others would wait
	}
	world.Finalize()
}

// run runs the scenario; rank 0 says what it found.
func run(world *mpi.World, name string, changes sets, workers int, out string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if note := world.Bound(); note != "" {
		fmt.Fprintln(os.Stderr, "cogap-mpi:", note)
	}
	model, err := load(name, changes)
	if err != nil {
		return err
	}
	result, err := model.Run(ctx, cogap.Options{Workers: workers, Share: world.Share()})
	if err != nil || world.Rank() > 0 {
		return err
	}
	if err := report.WriteText(os.Stdout, result); err != nil || out == "" {
		return err
	}
	f, err := os.Create(out)
	if err != nil {
		return err
	}
	if err := report.WriteJSON(f, result); err != nil {
		return err
	}
	return f.Close()
}

// load returns the model of a built-in scenario or a file, changed.
func load(name string, changes sets) (*cogap.Model, error) {
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
			return nil, fmt.Errorf("-set %s: want path=value", change)
		}
		if err := s.Set(path, value); err != nil {
			return nil, err
		}
	}
	return s.Model()
}
