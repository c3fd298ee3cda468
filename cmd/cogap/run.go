package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/cmd/cogap/internal/progress"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/report"
)

// runFlags say how runs are done and where results go.
type runFlags struct {
	changed         func(flag string) bool
	workers, passes int
	stream, quiet   bool
	out, format     string
	checkpoint      string
	every           int
	memory          memoryFlag
	live            liveFlags
	told            string // what was said of a run before, and need not be of the next
}

func (f *runFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	f.addShown(cmd)
	flags.BoolVar(&f.stream, "stream", false, "do not keep people in memory: for populations that do not fit")
	flags.Var(numberAt(&f.passes), "passes", "`times` to go over all people when streaming; more come nearer to the run with stored people")
	complete(cmd, "passes", cobra.NoFileCompletions)
}

// addShown adds the flags of a run whose people are not made anew.
func (f *runFlags) addShown(cmd *cobra.Command) {
	f.addOutput(cmd)
	f.memory.add(cmd)
}

// addOutput adds the flags of what a run finds.
func (f *runFlags) addOutput(cmd *cobra.Command) {
	flags := cmd.Flags()
	f.changed = flags.Changed
	f.passes = 1
	flags.Var(numberAt(&f.workers), "workers", "`goroutines` to work with; 0 means one for each processor")
	flags.StringVar(&f.out, "out", "", "`folder` for files with every number, and the scenario to repeat it")
	flags.StringVar(&f.format, "format", "table", "what to print: table, json, csv or parquet; with --out, parquet is the format of the files' tables")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "no progress, no notes")
	complete(cmd, "format", cobra.FixedCompletions(formats, cobra.ShellCompDirectiveNoFileComp))
	complete(cmd, "out", folders)
	complete(cmd, "workers", cobra.NoFileCompletions)
}

// addCheckpoint adds the flags of a run that saves itself.
func (f *runFlags) addCheckpoint(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.checkpoint, "checkpoint", "", "`folder` in which the run saves itself, so that cogap resume goes on with it")
	flags.Var(numberAt(&f.every), "every", "`months` from one snapshot to the next; 0 means 6")
	complete(cmd, "checkpoint", folders)
	complete(cmd, "every", cobra.NoFileCompletions)
}

func folders(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}

var formats = []string{"table", "json", "csv", "parquet"}

// check refuses what no run can do, before anything runs.
func (f *runFlags) check(out io.Writer) error {
	switch {
	case f.format == "parquet" && f.out == "" && isTerminal(out):
		return atFault(errors.New("--format parquet: a terminal can't show it; send it to a file, or add --out"))
	case !slices.Contains(formats, f.format):
		return atFault(fmt.Errorf("--format: got %q, want table, json, csv or parquet", f.format))
	case f.changed("out") && f.out == "" || f.changed("checkpoint") && f.checkpoint == "":
		return atFault(errors.New("--out, --checkpoint: got an empty name, want a folder")) // of a variable that is not set
	case f.workers < 0:
		return atFault(fmt.Errorf("--workers: got %d, want 0 or more", f.workers))
	case f.passes < 1:
		return atFault(fmt.Errorf("--passes: got %d, want 1 or more", f.passes))
	case f.every < 0:
		return atFault(fmt.Errorf("--every: got %d, want 0 or more", f.every))
	}
	return nil
}

// change streams the people of a scenario if flags say so.
func (f *runFlags) change(s *changed) {
	draft, _ := s.Draft() // what is wrong with it is told with what else is
	var err error
	switch streamed := draft.Stream.Passes > 0; {
	case f.changed("passes") && !streamed && !f.stream:
		err = errors.New("--passes: only streamed runs make passes, add --stream")
	case f.changed("passes") || f.stream && !streamed: // else a scenario's own passes stay
		err = s.Set("stream.passes", strconv.Itoa(f.passes))
	}
	s.problems = errors.Join(s.problems, err)
}

// isTerminal reports whether w is a screen that somebody looks at.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// printed returns the format of what is printed: the table where Parquet goes to files.
func (f *runFlags) printed() string {
	if f.format == "parquet" && f.out != "" {
		return "table"
	}
	return f.format
}

func runCommand() *cobra.Command {
	var change scenarioFlags
	var how runFlags
	var ask askFlags
	var part partFlags
	cmd := &cobra.Command{
		Use:   "run [scenario]",
		Short: "Run a scenario: a built-in one (see list), a file, or - for standard input",
		Long: `Run a scenario and print its result. Without a name it is the default one.

--format says what is printed: a table to read, everything as JSON, or the months as CSV or Parquet. --out DIR writes
every table (series, tiers, strata, deciles, providers, what is collected), a page, pictures, and the scenario that repeats it. Tables
are CSV files; with --format parquet they are Parquet files instead, and the table to read is printed. The files of an
earlier command in that folder are replaced, all of them or none; files of yours stay, and none is written over. The digests are
in cogap.sha256.

--parts DIR --task I --tasks N takes one of N parts of the people of a streamed run through all months, on whatever machine and at whatever
time; cogap merge DIR makes the result of all parts. --print slurm|kubernetes runs nothing: it prints a script or a manifest
with which a cluster runs all parts and merges them.

--replicates N runs it N times with other luck and prints means with their 95% intervals; --out DIR then has a row for each run.

--bands N runs a scenario of the fitted model (default, today, fitted, and what is sold otherwise to these people) with N parameter sets that fit about
as well, each with --replicates of its own luck, and prints the two 90% bands; --out DIR then has a page that shows them month by month.

Interrupted (Ctrl-C), it prints and writes the months that are complete, and exits with 130.`,
		Example: `  cogap run
  cogap run essay --out result
  cogap run my.yaml --set behaviour.risk_aversion=4 --seed 7
  cogap run --set 'market.tiers[0].price={kind: ramp, months: [0, 35], values: [100, 400]}'
  cogap run world --people 1000000 --format csv > series.csv
  cogap run --out result --page               the report has a button: try it, in a page that needs no server
  cogap run --out result --format parquet     for DuckDB, Python, R
  cogap run essay --replicates 20             other luck each time: means and 95% intervals
  cogap run --bands 24 --replicates 2 --people 70000 --out bands   how sure is that? 90% bands over parameters and luck
  cogap run --scale 10 --checkpoint saved     killed or not, cogap resume saved goes on with it
  cogap run world --scale 1 --stream --parts /shared/parts --tasks 100 --print slurm | bash
  cogap run --scale 1 --stream            140,885,570 people one to one, none kept in memory`,
		Args:              usage(cobra.MaximumNArgs(1)),
		ValidArgsFunction: completeScenarios(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := how.check(cmd.OutOrStdout()); err != nil {
				return err
			}
			many, err := ask.replicated(cmd)
			if err != nil {
				return err
			}
			inPart, err := part.wanted(&how)
			if err != nil {
				return err
			}
			s, err := change.open(cmd, nth(args, 0, "default"))
			if err != nil {
				return err
			}
			how.change(&s)
			model, err := s.model(nil)
			if err != nil {
				return err
			}
			if err := how.checkSaving(model, many); err != nil {
				return err
			}
			if err := how.live.check(how.out, inPart || part.kind != ""); err != nil {
				return err
			}
			if part.kind != "" {
				return part.printAll(cmd, nth(args, 0, "default"), model, &how)
			}
			if many {
				return ask.runMany(cmd, model, how.study())
			}
			if err := how.live.prepare(cmd, model.Scenario()); err != nil {
				return err
			}
			if err := how.memory.ask(how.options(), model); err != nil {
				return err
			}
			if inPart {
				return part.runPart(cmd, model, &how)
			}
			return how.runAndShow(cmd, model, model.Run)
		},
	}
	change.add(cmd)
	how.add(cmd)
	how.addCheckpoint(cmd)
	how.live.add(cmd)
	ask.add(cmd)
	ask.addBands(cmd)
	part.add(cmd)
	return cmd
}

// checkSaving refuses to save what cannot be.
func (f *runFlags) checkSaving(model *cogap.Model, many bool) error {
	switch {
	case f.every > 0 && f.checkpoint == "":
		return atFault(errors.New("--every: it says how often a run saves itself, add --checkpoint"))
	case f.every > 0 && model.Scenario().Stream.Passes > 0:
		return atFault(errors.New("--every: streamed people are taken through all months at once; they are saved as their sections are done"))
	case f.checkpoint != "" && many:
		return atFault(errors.New("--checkpoint: of many runs none is saved; with --out the same command goes on after those that are complete"))
	}
	return nil
}

// runner runs a model: from the start, or from where it was saved.
type runner func(context.Context, cogap.Options) (*cogap.Result, error)

// runAndShow runs a model and shows the months that are complete, stopped or not.
func (f *runFlags) runAndShow(cmd *cobra.Command, model *cogap.Model, do runner) error {
	return f.findAndShow(cmd, func() (*cogap.Result, error) { return f.run(cmd, model, do) })
}

// findAndShow shows the months that are complete of a result that is found when its folder is claimed.
func (f *runFlags) findAndShow(cmd *cobra.Command, find func() (*cogap.Result, error)) error {
	out, err := claim(f.out)
	if err != nil {
		return err
	}
	defer out.release()
	result, stopped := find()
	if result == nil || len(result.Months) == 0 {
		return stopped
	}
	return errors.Join(f.show(cmd, out, result), stopped)
}

// nth returns an argument or what stands for one that was not given.
func nth(args []string, i int, otherwise string) string {
	if i < len(args) {
		return args[i]
	}
	return otherwise
}

// run runs a model: it says what that will take if it is much, and how far it is. What is complete is returned beside an
// error too.
func (f *runFlags) run(cmd *cobra.Command, model *cogap.Model, do runner, watch ...observe.Watcher) (*cogap.Result, error) {
	options := f.options()
	options.Watch = watch
	options.Checkpoint.Warn = func(err error) { fmt.Fprintln(cmd.ErrOrStderr(), "cogap:", err) }
	if f.quiet {
		return do(cmd.Context(), options)
	}
	plan, err := model.Estimate(options)
	if err != nil {
		return nil, err
	}
	if isMuch(plan) {
		fmt.Fprintln(cmd.ErrOrStderr(), describePlan(plan))
	}
	if text := report.BiasSentence(plan.ScaleBias); text != f.told { // of two runs that are compared it is told once
		warnOfBias(cmd.ErrOrStderr(), plan.ScaleBias)
		f.told = text
	}
	if len(plan.MayOverflow) > 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "Sums of %s may overflow within the %d months; then the run ends there.\n", strings.Join(plan.MayOverflow, ", "), plan.Months)
	}
	if f.checkpoint != "" {
		fmt.Fprintln(cmd.ErrOrStderr(), f.describeSaving(plan))
	}
	tell, end := progress.Bar(cmd.ErrOrStderr())
	options.Progress = tell
	result, err := do(cmd.Context(), options)
	end()
	return result, err
}

// options returns how runs are done, as far as flags say it.
func (f *runFlags) options() cogap.Options {
	return cogap.Options{Workers: f.workers, Checkpoint: cogap.Checkpoint{Dir: f.checkpoint, Every: f.every}}
}

// warnOfBias says how far few agents make a run's answer wrong, if that is a percent or more.
func warnOfBias(w io.Writer, bias float64) {
	if text := report.BiasSentence(bias); text != "" {
		fmt.Fprintln(w, text+" More of them (--people, or a lower --scale) make it less.")
	}
}

// isMuch reports whether a run takes so long or so much, or goes so much another way, that its user should know before.
func isMuch(p cogap.Plan) bool {
	return p.Time > 3*time.Second || p.Bytes > 1<<30 || p.PeopleBytes == 0
}

// describeSaving says where a run saves itself, and whether it will have a snapshot.
func (f *runFlags) describeSaving(p cogap.Plan) string {
	if f.every >= p.Months {
		return fmt.Sprintf("It has no snapshot in %s within its %d months, because of --every %d: cogap resume %s would begin anew.", f.checkpoint, p.Months, f.every, f.checkpoint)
	}
	return fmt.Sprintf("It saves itself in %s, up to %s: cogap resume %s goes on with it.", f.checkpoint, inUnits(p.DiskBytes), f.checkpoint)
}

func describePlan(p cogap.Plan) string {
	text := fmt.Sprintf("%s people as %s agents, %d months", report.Grouped(p.People), report.Grouped(int64(p.Agents)), p.Months)
	if p.PeopleBytes == 0 {
		text += fmt.Sprintf(", made and counted one after the other in %s", counted(p.Passes, "pass", "passes"))
	}
	return text + fmt.Sprintf(": about %s with %s, up to %s of memory", p.Time.Round(time.Second), counted(p.Workers, "worker", "workers"), inUnits(p.Bytes))
}

// counted returns a number with its noun.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprint(n, " ", many)
}

// show prints a result and writes its files.
func (f *runFlags) show(cmd *cobra.Command, out *folder, r *cogap.Result) error {
	files := append(resultFiles(r, f.format, f.live.explorer), f.live.files...)
	err := errors.Join(out.write(files), printResult(cmd.OutOrStdout(), f.printed(), r))
	if err == nil && out != nil && !f.quiet {
		fmt.Fprintf(cmd.ErrOrStderr(), "Wrote %s: repeat it with cogap run %s/scenario.yaml\n", f.out, f.out)
	}
	return err
}

func printResult(w io.Writer, format string, r *cogap.Result) error {
	switch format {
	case "json":
		return report.WriteJSON(w, r)
	case "csv", "parquet": // the first table, a row for each month
		return tableFile(report.Tables(r)[0], format, r.Manifest).write(w)
	}
	return report.WriteText(w, r)
}
