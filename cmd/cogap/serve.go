package main

import (
	"fmt"
	"net"
	"os/exec"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/cogap/cogap/live"
	"github.com/cogap/cogap/live/page"
)

func serveCommand() *cobra.Command {
	var changes scenarioFlags
	options := live.Options{Limits: live.DefaultLimits()}
	var addr string
	var open bool
	var memory memoryFlag
	cmd := &cobra.Command{
		Use:   "serve [scenario]",
		Short: "Show a scenario as a page whose sliders answer at once",
		Long: `Serve the page of a report on this computer: sliders for prices, dates and people, a run in well under a second, people as
dots that go dark as the price rises. The page's address holds the whole scenario.

Scenarios are scaled to about 100,000 agents unless --people or --scale says otherwise. Nobody but this computer can
reach the page unless --addr says so. Ctrl-C ends it.`,
		Example: `  cogap serve
  cogap serve essay --open
  cogap serve my.yaml --addr 127.0.0.1:0      a free port
  cogap serve --addr 0.0.0.0:8080             for everybody who can reach this computer`,
		Args:              usage(cobra.MaximumNArgs(1)),
		ValidArgsFunction: completeScenarios(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := changes.sized(cmd, args, page.Quick)
			if err != nil {
				return err
			}
			options.Scenario = s
			if err := memory.askServer(options.Limits); err != nil {
				return err
			}
			handler, err := live.New(options)
			if err != nil {
				return atFault(err)
			}
			listener, err := new(net.ListenConfig).Listen(cmd.Context(), "tcp", addr)
			if err != nil {
				return atFault(fmt.Errorf("--addr: %w", err))
			}
			address := "http://" + listener.Addr().String() + "/"
			fmt.Fprintf(cmd.OutOrStdout(), "Serving %q at %s (Ctrl-C ends it)\n", s.Name, address)
			if open {
				if err := openBrowser(address); err != nil {
					fmt.Fprintf(cmd.ErrOrStderr(), "cogap: no browser was opened: %v\n", err)
				}
			}
			return live.Serve(cmd.Context(), listener, handler)
		},
	}
	changes.add(cmd)
	memory.add(cmd)
	flags := cmd.Flags()
	flags.StringVar(&addr, "addr", "127.0.0.1:8080", "`address` to listen on; port 0 takes a free one")
	flags.StringArrayVar(&options.Hosts, "host", nil, "`name` under which browsers may ask, beside localhost and addresses in numbers; may be repeated")
	flags.BoolVar(&open, "open", false, "open the page in the browser")
	flags.Var(numberAt(&options.Workers), "workers", "`goroutines` of a run; 0 means one for each processor")
	flags.Var(numberAt(&options.Limits.Agents), "max-agents", "most `people` that a run may simulate")
	flags.DurationVar(&options.Limits.Time, "max-time", options.Limits.Time, "most `time` that a run may take")
	flags.Var(numberAt(&options.Limits.Runs), "max-runs", "most `runs` at once")
	for _, name := range []string{"addr", "host", "workers", "max-agents", "max-time", "max-runs"} {
		complete(cmd, name, cobra.NoFileCompletions)
	}
	return cmd
}

// openBrowser asks the system to show an address.
func openBrowser(address string) error {
	name, args := "xdg-open", []string{address}
	switch runtime.GOOS {
	case "darwin":
		name = "open"
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", address}
	}
	program := exec.Command(name, args...) // may be the browser itself, which outlasts this command
	if err := program.Start(); err != nil {
		return err
	}
	go program.Wait() // only so that the system can forget it
	return nil
}
