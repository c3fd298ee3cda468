// Command cogap runs scenarios of who can still pay for state-of-the-art AI, compares them and explains them, and
// measures inequality in other people's data. It is a thin client of the library, which can do nothing that the library
// cannot.
//
//	cogap run                              the first filter: 100u, then 200u, then 400u
//	cogap run essay --out result           another reading of the question, and every number in files
//	cogap compare essay voucher            whom a voucher brings back
//	cogap serve essay --open               the same as a page with sliders
//	cogap init essay                       a file to change, every parameter explained
//	cogap measure people.csv --value income --weight w --group access
//
// Run cogap help for all commands. Results go to standard output, errors and progress to standard error.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/cogap/cogap/internal/param"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), endings()...)
	context.AfterFunc(ctx, stop) // a second interrupt ends the program at once
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// endings are the signals that end the program in good order: Ctrl-C, a cluster's, and that of a terminal that is closed,
// unless the program was started to outlast it (nohup).
func endings() []os.Signal {
	list := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		list = append(list, syscall.SIGHUP)
	}
	return list
}

// The exit codes.
const (
	exitFailed      = 1   // a run or its data
	exitUsage       = 2   // the command line, or a scenario that is not valid
	exitNothing     = 3   // a search found nothing that keeps its limits; what comes nearest is printed
	exitInterrupted = 130 // by Ctrl-C, SIGTERM or SIGHUP, after writing what is complete
)

// run runs the command line and returns the exit code.
func run(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) int {
	readParquet()
	root := rootCommand()
	root.SetArgs(append([]string{}, args...)) // not nil, which means those of the program
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errs)
	refuseUnknown(root)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	if errors.Is(err, context.Canceled) && !errors.Is(err, errUsage) {
		fmt.Fprintln(errs, strings.TrimSpace("cogap: interrupted "+strings.TrimSuffix(strings.TrimSuffix(err.Error(), context.Canceled.Error()), ": ")))
		return exitInterrupted
	}
	fmt.Fprintln(errs, "cogap:", err)
	switch {
	case errors.Is(err, errUsage):
		return exitUsage
	case errors.Is(err, errNothing):
		return exitNothing
	}
	return exitFailed
}

// rootCommand returns cogap with all its commands, each from a file of its name.
func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "cogap",
		Short: "The cognitive gap between those who can and cannot pay for the best AI",
		Long: `cogap simulates a whole population deciding, month by month, whether it can still pay for state-of-the-art (SOTA) AI,
and measures how wide the cognitive gap becomes between those who can and those who cannot.

Exit code: 0; 1 if a run or its data fail; 2 if the command line or a scenario is at fault; 3 if a search found nothing that
keeps its limits; 130 if interrupted, after writing what is complete.`,
		Example: `  cogap run                             100u, then 200u, then 400u a month: who is left?
  cogap run essay --out result          another reading of the question, and every number in files
  cogap run --out result --format parquet   the tables for DuckDB, Python, R
  cogap run --set 'market.tiers[0].price=300' --people 100000
  cogap compare essay voucher           whom does a voucher bring back?
  cogap sweep essay 'market.tiers[0].price.values[2]=200,400,800' --replicates 10   who pays how much, with intervals
  cogap init essay                      a scenario file to change, every parameter explained
  cogap describe behaviour              what parameters mean, and where their defaults are from`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          usage(cobra.NoArgs),
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return fmt.Errorf("%w: %s; see %s --help", errUsage, inWords(c, err), c.CommandPath())
	})
	root.AddCommand(
		runCommand(), resumeCommand(), branchCommand(), mergeCommand(), compareCommand(), sweepCommand(), studyCommand(), searchCommand(), calibrateCommand(),
		validateTargetsCommand(), serveCommand(), pageCommand(),
		listCommand(), initCommand(), validateCommand(), describeCommand(), schemaCommand(),
		measureCommand(), bracketsCommand(), licencesCommand(), versionCommand(),
	)
	return root
}

// refuseUnknown makes the commands that cobra brings, help and completion, refuse a name that there is not, as the others do. They
// keep the output that root has now.
func refuseUnknown(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd("completion") // it is left out if there is nothing to complete
	for _, c := range root.Commands() {
		switch c.Name() {
		case "help":
			c.Run, c.RunE = nil, help
		case "completion":
			c.Args = usage(cobra.NoArgs)
			c.RunE = func(c *cobra.Command, _ []string) error { return c.Help() }
		}
	}
}

// help prints the help of the command that args name.
func help(c *cobra.Command, args []string) error {
	about, rest, err := c.Root().Find(args)
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w; see %s --help", errUsage, err, c.Root().CommandPath())
	case len(rest) > 0 && (about == c.Root() || about.HasSubCommands()):
		return fmt.Errorf("%w: %w; see %s --help", errUsage, unknownCommand(about, rest[0]), about.CommandPath())
	}
	about.InitDefaultHelpFlag()
	return about.Help()
}

// inWords says what is wrong with a flag: which there is of a name like one that there is not. What package strconv says of
// one that is on or off is for programmers.
func inWords(c *cobra.Command, err error) string {
	if syntax, ok := errors.AsType[*strconv.NumError](err); ok {
		return strings.Replace(err.Error(), syntax.Error(), "want true or false", 1)
	}
	if unknown, ok := errors.AsType[*pflag.NotExistError](err); ok && unknown.GetSpecifiedShortnames() == "" {
		var known []string
		c.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, f.Name) })
		if best := param.Nearest(unknown.GetSpecifiedName(), known); best != "" {
			return fmt.Sprintf("%v, did you mean --%s?", err, best)
		}
	}
	return err.Error()
}

// errUsage says that the command line is at fault.
var errUsage = errors.New("usage")

// usage makes wrong arguments errors of usage.
func usage(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) > 0 && c.HasSubCommands() {
			return fmt.Errorf("%w: %w; see %s --help", errUsage, unknownCommand(c, args[0]), c.CommandPath())
		}
		if err := check(c, args); err != nil {
			return fmt.Errorf("%w: %w; see %s --help", errUsage, err, c.CommandPath())
		}
		return nil
	}
}

// unknownCommand is the error of a command that there is not. It proposes the nearest.
func unknownCommand(c *cobra.Command, name string) error {
	var known []string
	for _, other := range c.Commands() {
		known = append(known, other.Name())
	}
	text := fmt.Sprintf("unknown command %q for %q", name, c.CommandPath())
	if best := param.Nearest(name, known); best != "" {
		text += ", did you mean " + best + "?"
	}
	return errors.New(text)
}

// atFault marks an error that speaks for itself, such as that of a scenario, as one of usage; nil stays nil.
func atFault(err error) error {
	if err == nil {
		return nil
	}
	return &faultError{err}
}

type faultError struct{ error }

func (f *faultError) Unwrap() error        { return f.error }
func (f *faultError) Is(target error) bool { return target == errUsage }
