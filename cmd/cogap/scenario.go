package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/scenario"
)

// open returns the scenario that the user means: a built-in one, a file, or - for standard input.
func open(cmd *cobra.Command, ref string) (*scenario.File, error) {
	if ref != "-" {
		f, err := scenario.Open(ref)
		return f, atFault(err)
	}
	f, err := scenario.Parse(waiting(cmd.Context(), cmd.InOrStdin()), "stdin", ".")
	if cmd.Context().Err() != nil {
		return nil, err
	}
	return f, atFault(err)
}

// load returns the scenario that open opens, validated.
func load(cmd *cobra.Command, ref string) (cogap.Scenario, error) {
	f, err := open(cmd, ref)
	if err != nil {
		return cogap.Scenario{}, err
	}
	s, err := f.Scenario()
	return s, atFault(err)
}

// waiting returns a reader that ends with ctx, whatever r is waiting for.
func waiting(ctx context.Context, r io.Reader) io.Reader {
	from, to := io.Pipe()
	go func() {
		_, err := io.Copy(to, r)
		to.CloseWithError(err)
	}()
	context.AfterFunc(ctx, func() { to.CloseWithError(ctx.Err()) })
	return from
}

// scenarioFlags change a scenario from the command line.
type scenarioFlags struct {
	changed       func(flag string) bool
	sets          []string
	seed          uint64
	people        int64
	scale, months int
}

func (f *scenarioFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	f.changed = flags.Changed
	flags.StringArrayVar(&f.sets, "set", nil, "change a parameter: `path=value`, as a file would say it; may be repeated")
	flags.Var(numberAt(&f.seed), "seed", "`number` that chooses everybody's luck")
	flags.Var(numberAt(&f.people), "people", "about how many `people` to simulate; each stands for as many real ones as needed")
	flags.Var(numberAt(&f.scale), "scale", "how many real `people` each simulated one stands for; 1 is one to one")
	flags.Var(numberAt(&f.months), "months", "how many `months` to simulate")
	complete(cmd, "set", completeSet)
	for _, name := range []string{"seed", "people", "scale", "months"} {
		complete(cmd, name, cobra.NoFileCompletions)
	}
}

// apply changes the scenario as the flags say.
func (f *scenarioFlags) apply(s *scenario.File) error {
	var problems []error
	for _, set := range f.sets {
		path, value, ok := strings.Cut(set, "=")
		if !ok {
			problems = append(problems, fmt.Errorf("--set %s: got no =, want path=value", set))
			continue
		}
		if err := s.Set(path, value); err != nil {
			problems = append(problems, fmt.Errorf("--set %w", err))
		}
	}
	for _, flag := range []struct {
		name, path string
		value      any
	}{
		{"seed", "seed", f.seed},
		{"scale", "population.scale", f.scale},
		{"months", "months", f.months},
	} {
		if f.changed(flag.name) {
			problems = append(problems, s.Set(flag.path, fmt.Sprint(flag.value)))
		}
	}
	switch {
	case f.changed("people") && f.changed("scale"):
		problems = append(problems, errors.New("--people and --scale: want one or the other"))
	case f.changed("people"):
		problems = append(problems, f.resize(s))
	}
	return errors.Join(problems...)
}

// resize chooses the scale at which about so many people are simulated.
func (f *scenarioFlags) resize(s *scenario.File) error {
	if f.people < 1 {
		return fmt.Errorf("--people: got %d, want at least 1", f.people)
	}
	draft, err := s.Draft()
	if err != nil {
		return nil // which is told anyhow
	}
	scale, err := draft.Population.ScaleFor(f.people)
	if err != nil {
		return nil // so is this
	}
	return s.Set("population.scale", strconv.Itoa(scale))
}

// changed is a scenario that was changed by flags, and what is wrong with these.
type changed struct {
	*scenario.File
	problems error
}

// open returns the scenario that the user means, changed as the flags say.
func (f *scenarioFlags) open(cmd *cobra.Command, ref string) (changed, error) {
	s, err := open(cmd, ref)
	if err != nil {
		return changed{}, err
	}
	return changed{s, f.apply(s)}, nil
}

// sized returns the scenario that the user means, the default one if none is named, with as many agents as fit answers at once unless the flags say how
// many.
func (f *scenarioFlags) sized(cmd *cobra.Command, args []string, fit func(cogap.Scenario) (cogap.Scenario, error)) (cogap.Scenario, error) {
	file, err := f.open(cmd, nth(args, 0, "default"))
	if err != nil {
		return cogap.Scenario{}, err
	}
	s, err := file.Scenario()
	if err := errors.Join(file.problems, err); err != nil {
		return s, atFault(err)
	}
	if cmd.Flags().Changed("people") || cmd.Flags().Changed("scale") {
		return s, nil
	}
	s, err = fit(s)
	return s, atFault(err)
}

// branch returns the scenario of a branch of a run that was saved: another one, or that one, changed as the flags say.
func (f *scenarioFlags) branch(cmd *cobra.Command, args []string) (changed, error) {
	if len(args) > 1 {
		return f.open(cmd, args[1])
	}
	s, err := cogap.Saved(args[0])
	if err != nil {
		return changed{}, err
	}
	var text bytes.Buffer
	if err := scenario.Write(&text, s); err != nil {
		return changed{}, err
	}
	file, err := scenario.Parse(&text, args[0], "")
	if err != nil {
		return changed{}, err
	}
	return changed{file, f.apply(file)}, nil
}

// model returns the scenario's model, which shares with another what is the same, unless that is nil. The scenario is
// validated once, here.
func (c changed) model(other *cogap.Model) (*cogap.Model, error) {
	m, err := c.ModelLike(other)
	return m, atFault(errors.Join(c.problems, err))
}

// complete sets how a flag's values are completed.
func complete(cmd *cobra.Command, flag string, how cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(flag, how); err != nil {
		panic(err) // there is no such flag: a mistake in the program
	}
}

// completeScenarios proposes the built-in scenarios; files are completed by the shell.
func completeScenarios(most int) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) >= most {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		var list []string
		for _, name := range scenario.Names() {
			list = append(list, cobra.CompletionWithDesc(name, firstSentence(scenario.Summary(name))))
		}
		return list, cobra.ShellCompDirectiveDefault
	}
}

// completeSet proposes the parameters of the scenario on the command line.
func completeSet(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	s := scenario.Default()
	if len(args) > 0 {
		if named, err := load(cmd, args[0]); err == nil {
			s = named
		}
	}
	var list []string
	for _, path := range scenario.Paths(s) {
		list = append(list, path+"=")
	}
	return list, cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveNoFileComp
}

func firstSentence(text string) string {
	if i := strings.Index(text, ". "); i > 0 {
		return text[:i]
	}
	return strings.TrimSuffix(text, ".")
}
