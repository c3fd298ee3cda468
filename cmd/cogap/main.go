// Command cogap measures inequality from the command line: a thin client of the library, which can do nothing that the
// library cannot.
//
//	cogap measure people.csv --value income --weight w --group access
//
// Run cogap help for all commands. Results go to standard output, errors to standard error. The exit code is 0, 1 if the
// data are at fault, or 2 if the command line is.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run runs the command line and returns the exit code.
func run(args []string, in io.Reader, out, errs io.Writer) int {
	root := rootCommand()
	root.SetArgs(append([]string{}, args...)) // not nil, which means those of the program
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errs)
	err := root.Execute()
	if err == nil {
		return 0
	}
	fmt.Fprintln(errs, "cogap:", err)
	if errors.Is(err, errUsage) {
		return 2
	}
	return 1
}

// rootCommand returns cogap with all its commands, each from a file of its name.
func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:           "cogap",
		Short:         "The cognitive gap between those who can and cannot pay for the best AI",
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          usage(cobra.NoArgs),
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return fmt.Errorf("%w: %w; see %s --help", errUsage, err, c.CommandPath())
	})
	root.AddCommand(measureCommand())
	return root
}

// errUsage says that the command line is at fault.
var errUsage = errors.New("usage")

// usage makes wrong arguments errors of usage.
func usage(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if err := check(c, args); err != nil {
			return fmt.Errorf("%w: %w; see %s --help", errUsage, err, c.CommandPath())
		}
		return nil
	}
}
