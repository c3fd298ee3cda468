package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/cogap/cogap/calibrate"
	"github.com/cogap/cogap/cmd/cogap/internal/progress"
	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/report/calibrations"
)

func calibrateCommand() *cobra.Command {
	var how calibrateFlags
	cmd := &cobra.Command{
		Use:   "calibrate [FILE] --out DIR",
		Short: "Find the parameters with which a scenario gives published figures, and how well they are known",
		Long: `Find the parameters with which a scenario gives published figures, from a file that says which figures, parameters and ranges.
Without a file it is the calibration that comes with cogap: the model on the published ladder of prices since December 2022. It prints
the targets beside the model, and how well the parameters are known. --out DIR keeps each evaluation as soon as it has ended, and
writes the scenario that fits (fit.yaml) and a page (report.html). Interrupted or killed, the same command goes on where it was.
docs/calibration.md has the methods.`,
		Example: `  cogap calibrate calibration.yaml --out fitted
  cogap init today --calibration             calibration.yaml, to change
  cogap run fitted/fit.yaml
  cogap validate-targets fitted`,
		Args: usage(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := openCalibration(cmd, args...)
			if err != nil {
				return err
			}
			r, err := calibrated(cmd, c, &how)
			if r == nil || len(r.Evaluations) == 0 {
				return err
			}
			return errors.Join(r.WriteText(cmd.OutOrStdout()), err)
		},
	}
	how.add(cmd)
	cmd.Flags().StringVar(&how.out, "out", "", "`folder` for a row of each evaluation, to go on with after an interruption, and the fit")
	complete(cmd, "out", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return nil, cobra.ShellCompDirectiveFilterDirs
	})
	return cmd
}

// calibrateFlags say how calibrations are run.
type calibrateFlags struct {
	out     string
	workers int
	quiet   bool
	memory  memoryFlag
}

func (f *calibrateFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.Var(numberAt(&f.workers), "workers", "`runs` to do at once; 0 means one for each processor")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "no progress, no notes")
	f.memory.add(cmd)
	complete(cmd, "workers", cobra.NoFileCompletions)
}

// openCalibration reads a calibration file; - is standard input, and none is the calibration that comes with cogap.
func openCalibration(cmd *cobra.Command, names ...string) (*calibrate.Calibration, error) {
	if len(names) == 0 {
		return calibrate.OpenBuiltIn()
	}
	c, isTable, err := openCalibrationOrTargets(cmd, names[0])
	if isTable {
		return nil, atFault(fmt.Errorf("%s is a table, want a calibration file: cogap validate-targets compares a table of targets with the model, and a calibration file names it under targets (cogap init --calibration writes one)", names[0]))
	}
	return c, err
}

// openCalibrationOrTargets reads a calibration file, or a table of targets, which it puts beside the model that comes with cogap; - is
// standard input.
func openCalibrationOrTargets(cmd *cobra.Command, name string) (c *calibrate.Calibration, isTable bool, err error) {
	in, folder := waiting(cmd.Context(), cmd.InOrStdin()), "."
	if name == "-" {
		name = "stdin"
	} else {
		file, err := os.Open(name)
		if err != nil {
			return nil, false, atFault(err)
		}
		defer file.Close() // nothing was written, so nothing can be lost
		in, folder = file, filepath.Dir(name)
	}
	text := bufio.NewReaderSize(in, 1<<16)
	head, _ := text.Peek(1 << 16) // what is wrong with reading, the next one to read tells
	switch isTable = isTargets(name, head); {
	case isTable:
		c, err = calibrate.OpenTargets(text, name)
	case isList(head):
		err = fmt.Errorf("%s: got a list, want a table of figures as CSV, with the columns id, value, se, or a calibration file", name)
	default:
		c, err = calibrate.Open(text, name, folder)
	}
	if cmd.Context().Err() != nil { // interrupted, which may be no fault of the file
		return c, isTable, err
	}
	return c, isTable, atFault(err)
}

// isTargets reports whether a text is a table and no calibration file: its name says so, or its first line that is no comment has several
// columns and no name of a value.
func isTargets(name string, head []byte) bool {
	if strings.EqualFold(filepath.Ext(name), ".csv") {
		return true
	}
	for line := range bytes.Lines(head) {
		if line = bytes.TrimSpace(line); len(line) > 0 && line[0] != '#' {
			return bytes.ContainsAny(line, ",;\t") && !bytes.ContainsAny(line, ":{[")
		}
	}
	return false
}

// isList reports whether a text is a list in JSON or YAML, as other programs write tables.
func isList(head []byte) bool {
	head = bytes.TrimSpace(head)
	return bytes.HasPrefix(head, []byte("[")) || bytes.HasPrefix(head, []byte("- "))
}

// options returns how a calibration is run, and what ends its progress bar. It says what the calibration will take, unless
// it is but one evaluation.
func (f *calibrateFlags) options(cmd *cobra.Command, c *calibrate.Calibration, one bool) (o calibrate.Options, end func(), err error) {
	if f.workers < 0 {
		return o, nil, atFault(fmt.Errorf("--workers: got %d, want 0 or more", f.workers))
	}
	if err := notAFile(f.out); err != nil {
		return o, nil, err
	}
	cost, err := c.Estimate(f.workers)
	if err != nil {
		return o, nil, err
	}
	what := fmt.Sprintf("%d runs at once of %s agents", cost.AtOnce, report.Grouped(int64(cost.Agents)))
	if err := f.memory.allow(programBytes+cost.Bytes, what, otherwise("fewer agents (population.scale) need less, and so do fewer --workers")); err != nil {
		return o, nil, err
	}
	o.Workers, end = f.workers, func() {}
	if f.quiet {
		return o, end, nil
	}
	if !one {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s evaluations, %s runs of up to %s agents: %s with %s\n", report.Grouped(int64(cost.Evaluations)),
			report.Grouped(int64(cost.Runs)), report.Grouped(int64(cost.Agents)), roughly(cost.Time), workers(cost.AtOnce))
	}
	tell, end := progress.Runs(cmd.ErrOrStderr())
	o.Progress = func(done, total int) { tell(int64(done), int64(total)) }
	return o, end, nil
}

// calibrated runs a calibration.
func calibrated(cmd *cobra.Command, c *calibrate.Calibration, how *calibrateFlags) (*calibrate.Result, error) {
	if err := c.Fittable(); err != nil {
		return nil, atFault(err)
	}
	o, end, err := how.options(cmd, c, false)
	if err != nil {
		return nil, err
	}
	defer end()
	if how.out == "" {
		return c.Run(cmd.Context(), o)
	}
	r, err := c.RunIn(cmd.Context(), how.out, o)
	if errors.Is(err, context.Canceled) {
		err = fmt.Errorf("(the same command goes on): %w", err)
	}
	if err != nil || r.Fit == nil || r.Fit.Err != nil {
		return r, err
	}
	return r, writeFile(filepath.Join(how.out, pageName), func(w io.Writer) error { return calibrations.WritePage(w, r) })
}

func validateTargetsCommand() *cobra.Command {
	var how calibrateFlags
	cmd := &cobra.Command{
		Use:   "validate-targets [TABLE|FILE|DIR]",
		Short: "Say how far the model is from published figures, with nothing fitted",
		Long: `Print each target beside the model, pass or fail. Nothing is fitted. Without an argument it is the calibration that comes with cogap,
with the parameters that were found. TABLE is a CSV of figures to put in place of its own, with the columns id, value, se, and if it has
them role, weight, name, definition, source, status: each is compared with the moment of the published target of its name or id, in
another month if the name ends in one (use_2025q3), or with what the columns moment, over, times and scenario say. What it can't be
compared with is named, with the reason. FILE is a calibration file, whose scenarios are run as they are, and DIR a folder of results,
with the parameters that were fitted there.`,
		Example: `  cogap validate-targets figures.csv
  cogap validate-targets calibration.yaml
  cogap validate-targets fitted`,
		Args: usage(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			a, err := openAssessment(cmd, args)
			if err != nil {
				return err
			}
			return a.print(cmd, &how)
		},
	}
	how.add(cmd)
	return cmd
}

// assessment is what figures are put beside.
type assessment struct {
	*calibrate.Calibration
	values  map[string]float64 // of the parameters; nil if they are as the scenarios have them
	isTable bool               // whether the figures are those of a table, so that what they are compared with is to be said
}

func openAssessment(cmd *cobra.Command, args []string) (a assessment, err error) {
	if len(args) == 0 {
		a.values = calibrate.Fitted()
		a.Calibration, err = calibrate.OpenBuiltIn()
		return a, err
	}
	name := args[0]
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		if a.values, err = fittedIn(name); err != nil {
			return a, atFault(err)
		}
		name = filepath.Join(name, "calibration.yaml")
	}
	a.Calibration, a.isTable, err = openCalibrationOrTargets(cmd, name)
	if a.isTable {
		a.values = calibrate.Fitted()
	}
	return a, err
}

// print assesses and prints.
func (a *assessment) print(cmd *cobra.Command, how *calibrateFlags) error {
	o, end, err := how.options(cmd, a.Calibration, true)
	if err != nil {
		return err
	}
	e, err := a.Assess(cmd.Context(), a.values, o)
	end()
	if err != nil {
		return err
	}
	out := cmd.OutOrStdout()
	if slices.ContainsFunc(a.Plan().Targets, func(t calibrate.Target) bool { return t.Role == calibrate.Fit && t.Weight > 0 }) {
		fmt.Fprintf(out, "objective %.4g\n\n", e.Objective)
	}
	list := a.Compare(e)
	if err := calibrate.WriteComparison(out, list); err != nil {
		return err
	}
	if !slices.ContainsFunc(list, func(x calibrate.Comparison) bool { return x.Reason == "" }) {
		return cmp.Or(e.Err, errNotComparable)
	}
	if !a.isTable {
		return nil
	}
	return a.WriteMoments(out)
}

// errNotComparable says that the model has nothing that a target could be put beside.
var errNotComparable = atFault(errors.New("nothing could be compared: the reasons are those that are printed"))

// fittedIn reads the fitted parameters of a folder of results.
func fittedIn(dir string) (map[string]float64, error) {
	name := filepath.Join(dir, "parameters.csv")
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("no calibration has come to its end there: %w", err)
	}
	defer file.Close() // nothing was written, so nothing can be lost
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil || len(rows) < 2 || len(rows[0]) < 6 || rows[0][5] != "fit" {
		return nil, fmt.Errorf("%s: it is no table of fitted parameters", name)
	}
	values := map[string]float64{}
	for _, row := range rows[1:] {
		if values[row[0]], err = strconv.ParseFloat(row[5], 64); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return values, nil
}

// writeCalibration writes a calibration file to start from.
func writeCalibration(w io.Writer, base string) error {
	_, err := fmt.Fprintf(w, calibrationTemplate, base)
	return err
}

const calibrationTemplate = `# A calibration: the parameters with which a scenario gives published figures. docs/calibration.md explains the methods. Run it with:
# cogap calibrate calibration.yaml --out fitted
name: a first calibration

# What is run: a built-in scenario, a file, or all that a file would have. Several have names of their own.
scenarios:
  us: {base: %[1]s, population: {scale: 14000}}
  # world: {scenario: world, equal_strata: true}      # as many agents in each economy

# What may change, within which range. Paths as cogap describe lists them.
parameters:
  behaviour.captured_share: {from: 0.05, to: 0.6, scale: log}
  behaviour.necessity_premium: {from: 0, to: 1.5}
  phi:                                                # all of these, times the same factor
    paths: [market.frontier.coding.phi, market.frontier.security.phi, market.frontier.visual.phi,
            market.frontier.composition.phi, market.frontier.general.phi]
    from: 0.5
    to: 1.5
    times: true
  # published: true                                   # every parameter over its published range

# The figures: those that come with cogap, or a file with the columns id, role, value, se, weight. validate: other.csv has figures that
# are reported and never fitted.
targets: published

# What each figure is compared with. Every one has a moment or stands under not_expressed with a reason.
moments:
  C8: mean.gain@2026-02
  # C2: {measure: sota_share@2026-02, over: {measure: sota_share, from: 2024-01, to: 2024-12}}       ratio of months
  # C12: {measure: access_share@2026-02, slope_on: mean.income@first, by: stratum, scenario: world}  slope of logarithms
not_expressed:
  C1: this example shows one moment alone
  C2: likewise
  C3: likewise
  C4: likewise
  C5: likewise
  C6: likewise
  C7: likewise
  C9: likewise
  C10: likewise
  C11: likewise
  C12: likewise
  C13a: likewise
  C13b: likewise
  C13c: likewise
  C13d: likewise
  C13e: likewise
  C14: likewise

# How it is searched: coordinate, cma-es or nelder-mead; at first, to be quick, with some strata that are drawn by size.
method: coordinate
stages:
  - {strata: 100, evaluations: 40}
  - {evaluations: 20}
replicates: 1
seed: 1

# How well the parameters are known.
identify: true
# profiles: {points: 5, evaluations: 15}
# history: {waves: 2, points: 60}
# ensemble: {steps: 30}
# bands: {measures: [sota_share@last]}
`
