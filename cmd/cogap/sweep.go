package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/cogap/cogap"
	measures "github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/study"
)

// askFlags say what many runs are asked for.
type askFlags struct {
	replicates, sets int
	atMost           int
	measures, series []string
}

// usually is what runs are asked for if nothing else is.
var usually = []string{"sota_share@last", "access_share@last", "sota_gap@last", "gini.augmented@last", "public_money@last"}

// monthly is what runs whose files are kept are asked for in every month if nothing else is.
var monthly = []string{"sota_share", "sota_gap"}

func (f *askFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	f.replicates = 1
	flags.Var(numberAt(&f.replicates), "replicates", "`runs` of each, with other luck: means and 95% intervals")
	flags.StringArrayVar(&f.measures, "measure", nil, "`measure` to ask for, such as sota_share@2028-12; may be repeated (default: a few of the last month)")
	flags.StringArrayVar(&f.series, "series", nil, "`measure` to ask for in every month, for the files of --out; may be repeated (default there: SOTA share and gap)")
	addAtMost(cmd, &f.atMost)
	complete(cmd, "replicates", cobra.NoFileCompletions)
	for _, name := range []string{"measure", "series"} {
		complete(cmd, name, completeMeasures)
	}
}

func completeMeasures(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var list []string
	for _, x := range measures.All() {
		if x.Has(measures.Everybody) {
			list = append(list, cobra.CompletionWithDesc(x.ID, x.Meaning))
		}
	}
	return list, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

// check refuses what no study can be asked for.
func (f *askFlags) check() error {
	if f.replicates < 1 {
		return atFault(fmt.Errorf("--replicates: got %d, want 1 or more", f.replicates))
	}
	return nil
}

// plan returns a plan of a scenario that asks for what the flags say; of what goes to a folder for months too.
func (f *askFlags) plan(m *cogap.Model, out string) study.Plan {
	s := m.Scenario()
	p := study.Plan{Name: s.Name, Base: s, Seed: s.Seed, Replicates: f.replicates, AtMost: f.atMost, Measures: f.measures, Series: f.series}
	if len(p.Measures) == 0 {
		p.Measures = askable(m, usually)
	}
	if len(p.Series) == 0 && out != "" {
		p.Series = monthly
	}
	return p
}

// askable lists the measures that the runs of a model have, of some.
func askable(m *cogap.Model, names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(text string) bool {
		ref, err := measures.Parse(text)
		if err == nil {
			_, err = measures.Bind([]measures.Ref{ref}, m)
		}
		return err != nil
	})
}

func sweepCommand() *cobra.Command {
	var change scenarioFlags
	var ask askFlags
	var how studyFlags
	cmd := &cobra.Command{
		Use:   "sweep SCENARIO PATH=VALUE,VALUE,...",
		Short: "Run a scenario with several values of a parameter, and print what changes, with intervals",
		Long: `Run a scenario with each value of a parameter (of several parameters: with each value of one and each of the others), some
replicates each, and print measures with their 95% intervals. A replicate has the same luck with every value, so that a
difference is the effect of the value. --out keeps a row for each run, to go on with after an interruption.`,
		Example: `  cogap sweep essay 'market.tiers[0].price.values[2]=200,400,800' --replicates 10
  cogap sweep default behaviour.risk_aversion=1,2,4 behaviour.captured_share=0.1,0.3 --measure sota_share@last
  cogap sweep essay 'market.tiers[0].price=100,{kind: ramp, months: [0, 35], values: [100, 400]}' --series sota_share --out result`,
		Args:              usage(cobra.MinimumNArgs(2)),
		ValidArgsFunction: completeSweep,
		RunE: func(cmd *cobra.Command, args []string) error {
			p, err := ask.sweep(cmd, args, &change, &how)
			if err != nil {
				return err
			}
			r, err := how.run(cmd, p)
			return printed(cmd.OutOrStdout(), r, err)
		},
	}
	change.add(cmd)
	ask.add(cmd)
	how.add(cmd)
	how.live.add(cmd)
	return cmd
}

// sweep returns the plan of a sweep. Its error is of all that is wrong with the flags, the scenario and the factors.
func (f *askFlags) sweep(cmd *cobra.Command, args []string, change *scenarioFlags, how *studyFlags) (study.Plan, error) {
	factors, wrong := factorsOf(args[1:])
	problems := []error{how.check(), f.check(), wrong}
	s, err := change.open(cmd, args[0])
	var model *cogap.Model
	if err == nil {
		model, err = s.model(nil)
	}
	if err != nil {
		p := study.Plan{Factors: factors, AtMost: f.atMost, Measures: f.measures, Series: f.series}
		if len(p.Measures) == 0 {
			p.Measures = usually
		}
		return p, errors.Join(append(problems, err, atFault(p.Shape()))...)
	}
	p := f.plan(model, how.out)
	p.Factors = factors
	_, err = study.New(p)
	return p, errors.Join(append(problems, atFault(err))...)
}

// completeSweep proposes a scenario, then its parameters.
func completeSweep(cmd *cobra.Command, args []string, text string) ([]string, cobra.ShellCompDirective) {
	if len(args) == 0 {
		return completeScenarios(1)(cmd, args, text)
	}
	return completeSet(cmd, args, text)
}

// factorsOf reads factors: path=value,value.
func factorsOf(args []string) ([]study.Factor, error) {
	var list []study.Factor
	var problems []error
	for _, arg := range args {
		path, values, ok := strings.Cut(arg, "=")
		if !ok {
			problems = append(problems, fmt.Errorf("%s: got no =, want path=value,value", arg))
			continue
		}
		list = append(list, study.Factor{Path: path, Values: split(values)})
	}
	return list, atFault(errors.Join(problems...))
}

// split cuts a text at its commas, but for those in brackets.
func split(text string) []string {
	var list []string
	depth, start := 0, 0
	for i, letter := range text {
		switch {
		case strings.ContainsRune("[{", letter):
			depth++
		case strings.ContainsRune("]}", letter):
			depth--
		case letter == ',' && depth == 0:
			list = append(list, strings.TrimSpace(text[start:i]))
			start = i + 1
		}
	}
	return append(list, strings.TrimSpace(text[start:]))
}
