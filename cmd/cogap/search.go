package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/cogap/cogap/cmd/cogap/internal/progress"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/scenario"
	"github.com/cogap/cogap/search"
	"github.com/cogap/cogap/study"
)

func searchCommand() *cobra.Command {
	var how studyFlags
	cmd := &cobra.Command{
		Use:   "search FILE",
		Short: "Find the values of parameters that are best: the cheapest policy that reaches a goal, or a front of two goals",
		Long: `Find the values of a scenario's parameters that make a measure as low or as high as it can be within limits; with several measures the
Pareto front, on which none can be better without another being worse. What is found is run again with other luck, and those numbers are
printed. A search file is a study file with goals in place of a design:

  base: voucher
  factors:
    market.policies[0].share: {from: 0, to: 0.9}
    market.policies[0].below: {from: 1500, to: 8000}
  minimise: public_money@last            or maximise; a list of several for their front
  subject_to: [sota_share@last >= 20%]
  replicates: 3
  points: 20                             of a generation
  tries: 300                             in all

--out DIR keeps a row for each run as soon as it has ended, every point that was tried (points.csv) and what is printed. Interrupted or killed, the
same command goes on where it was; a folder of another search is refused. If no point keeps all limits, the one
that breaks them least is printed, and the exit code is 3; so it is if a goal is defined nowhere. docs/study.md has the method.`,
		Example: `  cogap search search.yaml           cogap init voucher --search writes one to change
  cogap search search.yaml --out result`,
		Args: usage(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := how.check(); err != nil {
				return err
			}
			p, err := search.ReadFile(args[0])
			if err != nil {
				return atFault(err)
			}
			if err := how.askSearch(p); err != nil {
				return err
			}
			r, err := how.search(cmd, p)
			if r == nil || len(r.Points) == 0 {
				return err
			}
			if err == nil && !r.Kept() {
				err = nothingFound(r)
			}
			return errors.Join(r.WriteText(cmd.OutOrStdout()), how.writeFound(r), err)
		},
	}
	how.add(cmd)
	cmd.Flags().Lookup("out").Usage = "`folder` for a row of each run, to go on with after an interruption, and what was found"
	cmd.Flags().Lookup("format").Usage = "of the table of points: csv or parquet"
	return cmd
}

// errNothing says that no point keeps all limits with all goals defined.
var errNothing = errors.New("the search found nothing that keeps all limits")

// nothingFound is errNothing with what to do about it.
func nothingFound(r *search.Result) error {
	if names := r.Undefined(); len(names) > 0 {
		return fmt.Errorf("%w: %s is defined at no point that was tried: other ranges of the factors, or more agents, may have it", errNothing, strings.Join(names, ", "))
	}
	return fmt.Errorf("%w: loosen subject_to, widen the factors' ranges, or try more points", errNothing)
}

// writeFound writes what a search found to its folder.
func (f *studyFlags) writeFound(r *search.Result) error {
	if f.out == "" {
		return nil
	}
	for _, x := range []file{tableFile(r.Table(), f.format), {"search.txt", r.WriteText}} {
		if err := writeFile(filepath.Join(f.out, x.name), x.write); err != nil {
			return err
		}
	}
	return nil
}

// search runs a search: it says how many runs that may take, and how far it is.
func (f *studyFlags) search(cmd *cobra.Command, p search.Plan) (*search.Result, error) {
	o := study.Options{Workers: f.workers}
	cost, err := p.Estimate(f.workers)
	if err != nil {
		return nil, atFault(err)
	}
	if err := f.memory.askStudy(cost); err != nil {
		return nil, err
	}
	if !f.quiet {
		fmt.Fprintln(cmd.ErrOrStderr(), "Up to", describeCost(cost))
		warnOfBias(cmd.ErrOrStderr(), cost.ScaleBias)
		tell, end := progress.Runs(cmd.ErrOrStderr())
		defer end()
		o.Progress = func(done, total int) { tell(int64(done), int64(total)) }
	}
	if f.out == "" {
		return search.Run(cmd.Context(), p, o)
	}
	r, err := search.RunIn(cmd.Context(), p, f.out, o)
	if errors.Is(err, context.Canceled) {
		err = fmt.Errorf("(the same command goes on): %w", err)
	}
	return r, err
}

// askSearch asks for the memory that a search takes: that of a study of its base with as many runs.
func (f *studyFlags) askSearch(p search.Plan) error {
	if len(p.Goals) == 0 {
		return nil // which the search refuses
	}
	s, err := study.New(study.Plan{Base: p.Study.Base, Seed: 1, Replicates: p.Runs(), AtMost: p.Runs(), Measures: []string{p.Goals[0].Measure}})
	if err != nil {
		return nil // what is wrong is told by the search, with its place in the file
	}
	cost, err := s.Estimate(f.workers)
	if err != nil {
		return err
	}
	return f.memory.askStudy(cost)
}

func studyDiscoverCommand() *cobra.Command {
	var where []string
	box := -1
	cmd := &cobra.Command{
		Use:   "discover DIR --where CONDITION",
		Short: "Say which box of parameters leads to an outcome (PRIM)",
		Long: `Find the box of a study's factors in which a condition holds: scenario discovery by the patient rule induction method (PRIM). It prints the way from
all combinations to smaller boxes, with coverage (share of all cases that are in the box) and density (share of the box that are cases),
and the limits of one of them. The study should be of a design that fills the ranges, latin-hypercube or halton, with some hundred
points. Several conditions must all hold.`,
		Example: `  cogap study discover result --where 'sota_share@last < 0.02'
  cogap study discover result --where 'sota_share@last < 2%' --where 'sota_gap@last > 1.5' --box 12`,
		Args: usage(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			conditions, err := conditionsOf(where)
			if err != nil {
				return atFault(err)
			}
			r, err := study.Load(args[0])
			if errors.Is(err, os.ErrNotExist) {
				return atFault(fmt.Errorf("%s: no study has been run there: %w", args[0], err))
			}
			if err != nil {
				return err
			}
			d, err := search.Discover(r, conditions, search.Peeling{})
			if err != nil {
				return atFault(err)
			}
			return atFault(d.WriteText(cmd.OutOrStdout(), box))
		},
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&where, "where", nil, "`condition` that is of interest, such as 'sota_share@last < 0.02'; may be repeated")
	flags.Var(numberAt(&box), "box", "`number` of the box to show; -1 is the best compromise of coverage and density")
	return cmd
}

// conditionsOf reads conditions.
func conditionsOf(texts []string) ([]search.Condition, error) {
	var list []search.Condition
	var problems []error
	for _, text := range texts {
		c, err := search.ParseCondition(text)
		if err != nil {
			problems = append(problems, fmt.Errorf("--where: %w", err))
		}
		list = append(list, c)
	}
	return list, errors.Join(problems...)
}

// writeSearch writes a search file to start from: for the cheapest voucher if the scenario has one, else for the price that earns most.
func writeSearch(w io.Writer, base string, f *scenario.File) error {
	s, err := f.Scenario()
	if err != nil {
		return atFault(err)
	}
	last := len(s.Market.Tiers) - 1
	varied := fmt.Sprintf("  # the price of %s\n  market.tiers[%d].price: {from: 20, to: 800, scale: log}\n", s.Market.Tiers[last].Name, last)
	goal, limit := "maximise: revenue@last", "sota_share@last >= 5%"
	for i := range s.Market.Policies {
		if p := &s.Market.Policies[i]; p.Kind == market.PolicyVoucher && p.MeansTested {
			varied = fmt.Sprintf("  # what part of the price the public pays, and up to which income a month\n  market.policies[%[1]d].share: {from: 0, to: 0.9}\n  market.policies[%[1]d].below: {from: 1500, to: 8000}\n", i)
			goal, limit = "minimise: public_money@last", "sota_share@last >= 20%"
			break
		}
	}
	_, err = fmt.Fprintf(w, searchTemplate, base, varied, goal, limit)
	return err
}

const searchTemplate = `# A search: the values of a scenario's parameters that are best, within limits. docs/study.md explains the method. Run it
# with: cogap search search.yaml

# The scenario: a built-in one, a file, or all that a file would have. Fewer agents are faster, and biased.
base: {base: %[1]s, population: {scale: 5000}}

# What may vary, and between which values.
factors:
%[2]s
# What is to be best: minimise or maximise a measure, or several, such as [public_money@last, sota_gap@last], for their front.
%[3]s

# What a solution must keep.
subject_to: ['%[4]s']

# Runs of each point with other luck, points of a generation, points in all, and runs with other luck again of what is found.
replicates: 2
points: 20
tries: 300
confirm: 20
seed: 1
`
