package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/cogap/cogap/cmd/cogap/internal/progress"
	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/report/studies"
	"github.com/cogap/cogap/scenario"
	"github.com/cogap/cogap/study"
)

func studyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "study",
		Short: "Run a scenario many times: other luck, prices, parameters; how sure is the answer, what drives it",
		Long: `Run a study: a scenario many times, with other luck and other values of its parameters, from a file that says what varies.
See cogap init --study for a file to start from, and docs/study.md for the methods.`,
		Example: `  cogap study run study.yaml --out result
  cogap study status result
  cogap study report result`,
		Args: usage(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	cmd.AddCommand(studyRunCommand(), studyMergeCommand(), studySubmitCommand(), studyStatusCommand(), studyReportCommand(), studyDiscoverCommand())
	return cmd
}

// studyFlags say how studies are run.
type studyFlags struct {
	out     string
	format  string // of tables beside the CSV files; empty for none
	workers int
	quiet   bool
	memory  memoryFlag
	live    liveFlags
}

func (f *studyFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.out, "out", "", "`folder` for a row of each run, to go on with after an interruption")
	flags.Var(numberAt(&f.workers), "workers", "`runs` to do at once; 0 means one for each processor")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "no progress, no notes")
	f.memory.add(cmd)
	f.addFormat(cmd)
	complete(cmd, "out", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return nil, cobra.ShellCompDirectiveFilterDirs
	})
	complete(cmd, "workers", cobra.NoFileCompletions)
}

func (f *studyFlags) addFormat(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.format, "format", "csv", "of the tables in the folder: csv, or parquet, which are beside them then")
	complete(cmd, "format", cobra.FixedCompletions([]string{"csv", "parquet"}, cobra.ShellCompDirectiveNoFileComp))
}

// check refuses what no study can do.
func (f *studyFlags) check() error {
	problems := []error{f.live.check(f.out, false), notAFile(f.out)}
	if f.workers < 0 {
		problems = append(problems, fmt.Errorf("--workers: got %d, want 0 or more", f.workers))
	}
	switch {
	case f.format != "" && f.format != "csv" && f.format != "parquet":
		problems = append(problems, fmt.Errorf("--format: got %q, want csv or parquet", f.format))
	case f.format == "parquet" && f.out == "":
		problems = append(problems, errors.New("--format parquet: want a folder for the files, add --out"))
	}
	return atFault(errors.Join(problems...))
}

func studyRunCommand() *cobra.Command {
	var how studyFlags
	var task taskFlags
	atMost := 0
	cmd := &cobra.Command{
		Use:   "run FILE --out DIR",
		Short: "Run a study file",
		Long: `Run a study file and print what it found. --out DIR keeps a row for each run as soon as it has ended (runs.csv), the plan, and
summaries, and report.html to read and to share. Interrupted or killed, the same command goes on where it was; with more replicates
in the file it does those that are missing. A folder of another study is refused.`,
		Example: `  cogap init essay --study             study.yaml, to change
  cogap study run study.yaml --out result
  cogap study run study.yaml --out result --page   the report has a button: try it, in a page that needs no server
  cogap study status result`,
		Args: usage(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			p, err := readStudy(cmd, args[0], atMost)
			if err != nil {
				return err
			}
			if task.number != "" {
				if how.live.wanted {
					return atFault(errors.New("--page: a task has no report, give it to cogap study merge"))
				}
				return how.runTask(cmd, p, &task)
			}
			r, err := how.run(cmd, p)
			return printed(cmd.OutOrStdout(), r, err)
		},
	}
	how.add(cmd)
	how.live.add(cmd)
	task.add(cmd, "runs")
	addAtMost(cmd, &atMost)
	return cmd
}

// printed prints a result, of a study that was stopped too, and returns its error.
func printed(w io.Writer, r *study.Result, err error) error {
	if r == nil || r.Done() == 0 {
		return err
	}
	return errors.Join(r.WriteText(w), err)
}

// addAtMost adds the flag that says how many runs a study may have; 0 is what the file says.
func addAtMost(cmd *cobra.Command, atMost *int) {
	cmd.Flags().Var(numberAt(atMost), "at-most", "`runs` that there may be; more are refused (default 100000, or what a study file says)")
	complete(cmd, "at-most", cobra.NoFileCompletions)
}

// readStudy reads a study file, which may have so many runs, 0 meaning as many as it says; - is standard input.
func readStudy(cmd *cobra.Command, name string, atMost int) (study.Plan, error) {
	more := study.More{Then: func(p *study.Plan) error {
		if atMost != 0 {
			p.AtMost = atMost
		}
		return nil
	}}
	if name == "-" {
		p, err := study.ReadMore(waiting(cmd.Context(), cmd.InOrStdin()), "stdin", ".", more)
		if cmd.Context().Err() != nil {
			return p, err
		}
		return p, atFault(err)
	}
	r, err := os.Open(name)
	if err != nil {
		return study.Plan{}, atFault(err) // the message has the name
	}
	defer r.Close() // nothing was written, so nothing can be lost
	p, err := study.ReadMore(r, name, filepath.Dir(name), more)
	return p, atFault(err)
}

// run runs a plan: it says what that will take, and how far it is. What is complete is returned beside an error too.
func (f *studyFlags) run(cmd *cobra.Command, p study.Plan) (*study.Result, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	s, err := study.New(p)
	if err != nil {
		return nil, atFault(err)
	}
	if err := f.live.prepareStudy(cmd, p); err != nil {
		return nil, err
	}
	o := study.Options{Workers: f.workers}
	cost, err := s.Estimate(f.workers)
	if err != nil {
		return nil, atFault(err)
	}
	if err := f.memory.askStudy(cost); err != nil {
		return nil, err
	}
	if !f.quiet {
		fmt.Fprintln(cmd.ErrOrStderr(), describeCost(cost))
		warnOfBias(cmd.ErrOrStderr(), cost.ScaleBias)
		tell, end := progress.Runs(cmd.ErrOrStderr())
		defer end()
		o.Progress = func(done, total int) { tell(int64(done), int64(total)) }
	}
	if f.out == "" {
		return s.Run(cmd.Context(), o)
	}
	r, err := s.RunIn(cmd.Context(), f.out, o)
	err = errors.Join(err, f.write(cmd, r))
	if errors.Is(err, context.Canceled) {
		err = fmt.Errorf("(the same command goes on): %w", err)
	}
	return r, err
}

// pageName is the page in a folder of results.
const pageName = "report.html"

// write writes the page of a study to its folder, if there is a run to show, and its tables as Parquet files if they are asked for.
func (f *studyFlags) write(cmd *cobra.Command, r *study.Result) error {
	return f.writePair(cmd, r, nil)
}

// writePair is write of a comparison, with what it says person by person.
func (f *studyFlags) writePair(cmd *cobra.Command, r *study.Result, of *study.Persons) error {
	if r == nil || studies.IsEmpty(r) {
		return nil
	}
	var tables []report.Table
	if f.format == "parquet" {
		tables = studies.Tables(r)
	}
	if of != nil {
		tables = append(tables, studies.PersonsTable(of))
	}
	for _, t := range tables {
		file := tableFile(t, f.format)
		if err := writeFile(filepath.Join(f.out, file.name), file.write); err != nil {
			return err
		}
	}
	page := file{pageName, func(w io.Writer) error { return studies.WritePageBeside(w, r, of, f.live.explorer) }}
	for _, file := range append([]file{page}, f.live.files...) {
		name := filepath.Join(f.out, file.name)
		if err := writeFile(name, file.write); err != nil {
			return err
		}
		if !f.quiet {
			fmt.Fprintf(cmd.ErrOrStderr(), "Wrote %s\n", name)
		}
	}
	return nil
}

// prepareStudy is prepare of a study: of the scenario that is varied, or of a comparison's second with the first behind it.
func (f *liveFlags) prepareStudy(cmd *cobra.Command, p study.Plan) error {
	if len(p.Factors) != 1 || len(p.Factors[0].Scenarios) != 2 {
		return f.prepare(cmd, p.Base)
	}
	of := p.Factors[0].Scenarios
	return f.prepare(cmd, of[1].Scenario, of[0].Scenario)
}

// describeCost says what a study will take.
func describeCost(c study.Cost) string {
	most, runs, months := "", "runs", fmt.Sprint(c.Months)
	if c.Differ {
		most = "up to "
	}
	if c.Fewest < c.Most {
		months = fmt.Sprintf("%d to %d", c.Fewest, c.Most)
	}
	if c.Runs == 1 {
		runs = "run"
	}
	return fmt.Sprintf("%s %s of %s%s agents, %s months%s: %s with %s",
		report.Grouped(int64(c.Runs)), runs, most, report.Grouped(int64(c.Agents)), months, describeShared(c.Shared), roughly(c.Time), workers(c.Workers))
}

// roughly says a time that was estimated.
func roughly(t time.Duration) string {
	if t < time.Second {
		return "less than a second"
	}
	return "about " + t.Round(time.Second).String()
}

func workers(n int) string {
	if n == 1 {
		return "1 worker"
	}
	return fmt.Sprintf("%d workers", n)
}

// describeShared says what runs that share their past save, if that is a percent or more.
func describeShared(part float64) string {
	if part < 0.01 {
		return ""
	}
	return fmt.Sprintf(" (%.0f%% of them are not run, because runs share their past)", 100*part)
}

func studyStatusCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "status DIR",
		Short:   "Say how far the study, the search or the calibration of a folder is",
		Example: "  cogap study status result",
		Args:    usage(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if text, err := statusOfOthers(args[0]); text != "" || err != nil {
				fmt.Fprint(cmd.OutOrStdout(), text)
				return err
			}
			s, err := study.StatusOf(args[0])
			if errors.Is(err, os.ErrNotExist) {
				return atFault(fmt.Errorf("%s: no study has been run there: %w", args[0], err))
			}
			if err != nil {
				return err
			}
			w := cmd.OutOrStdout()
			if s.Plan.Name != "" {
				fmt.Fprint(w, s.Plan.Name, ": ")
			}
			fmt.Fprintf(w, "%s of %s runs are done", report.Grouped(int64(s.Done)), report.Grouped(int64(s.Len)))
			if s.Failed > 0 {
				fmt.Fprintf(w, ", %d of them failed", s.Failed)
			}
			if s.Damaged {
				fmt.Fprint(w, "; a row is not whole and will be done again")
			}
			if text := describeShared(s.Shared); text != "" {
				fmt.Fprintf(w, "\n%d months a run%s", s.Plan.Base.Months, text)
			}
			if s.Goal != "" && s.Done > 0 {
				fmt.Fprint(w, "\n", s.Goal)
			}
			if s.Done > 0 {
				fmt.Fprintf(w, "\n%s a run on average", (s.Running / time.Duration(s.Done)).Round(time.Millisecond))
			}
			_, err = fmt.Fprintln(w)
			return err
		},
	}
}

func studyReportCommand() *cobra.Command {
	f := studyFlags{}
	cmd := &cobra.Command{
		Use:   "report DIR",
		Short: "Print what the study of a folder found so far, and write its page",
		Long: `Print what the study of a folder found so far, and write report.html there: fan charts with bands, what each factor does, all
numbers with their intervals. Nothing is run; the study may be running.`,
		Example: "  cogap study report result",
		Args:    usage(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			f.out = args[0]
			if err := f.check(); err != nil {
				return err
			}
			r, err := study.Load(args[0])
			if errors.Is(err, os.ErrNotExist) {
				return atFault(fmt.Errorf("%s: no study has been run there: %w", args[0], err))
			}
			if err != nil {
				return err
			}
			if studies.IsEmpty(r) {
				return fmt.Errorf("%s: %w", args[0], whyEmpty(r))
			}
			if err := f.live.prepareStudy(cmd, r.Plan); err != nil {
				return err
			}
			return errors.Join(f.write(cmd, r), r.WriteText(cmd.OutOrStdout()))
		},
	}
	cmd.Flags().BoolVarP(&f.quiet, "quiet", "q", false, "no notes")
	f.addFormat(cmd)
	f.live.add(cmd)
	return cmd
}

// whyEmpty says why a study has nothing to show.
func whyEmpty(r *study.Result) error {
	for row := range r.All() {
		if row.Err != nil {
			return fmt.Errorf("no run is complete, or no pair: %d of %d failed, first run %d: %w", r.Failed(), r.Done(), row.Index, row.Err)
		}
	}
	return errors.New("no run is complete yet, or no pair")
}

// writeStudy writes a study file to start from.
func writeStudy(w io.Writer, base string, f *scenario.File) error {
	s, err := f.Scenario()
	if err != nil {
		return atFault(err)
	}
	last := len(s.Market.Tiers) - 1
	_, err = fmt.Fprintf(w, studyTemplate, base, last, s.Market.Tiers[last].Name)
	return err
}

const studyTemplate = `# A study: a scenario run many times, with other luck and other values of its parameters. docs/study.md explains the
# methods. Run it with: cogap study run study.yaml --out result
# As it stands it takes some seconds: 45 runs, each of about 140,000 agents, one for a thousand people.
name: prices and shares

# The scenario that is varied: a built-in one, a file, or all that a file would have. Ten times as many agents (scale: 100) take ten times as long;
# fewer than these make the shares too low, and noisy.
base: {base: %[1]s, population: {scale: 1000}}

# What varies: a parameter by its path (cogap describe lists them), over some values or a range; or whole scenarios.
factors:
  # the price of %[3]s
  market.tiers[%[2]d].price: [100, 200, 400]
  behaviour.captured_share: {from: 0.1, to: 0.4, levels: 3}   # scale: log, whole: true
  # scenario: [essay, voucher, mine.yaml]
  # published: true          # every parameter over its published range, for design morris or sobol

# How values are combined: grid (each with each), list (first with first), or {kind: KIND, points: N} with latin-hypercube,
# halton, morris, sobol.
design: grid

# How many runs each combination has, with other luck: more of them make intervals narrower, four times as many half as wide. In
# all combinations replicate r has the same people with the same luck (luck: independent: every run has its own).
replicates: 5
luck: shared
seed: 1
# until: {measure: sota_share@last, half_width: 0.005, at_most: 200}   # as many replicates as that takes, 20 at least

# What each run is asked for, and what it is asked for in every month.
measures: [sota_share@last, sota_gap@last]
series: [sota_share]
`
