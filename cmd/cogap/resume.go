package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/cogap/cogap"
)

func resumeCommand() *cobra.Command {
	var how runFlags
	cmd := &cobra.Command{
		Use:   "resume folder",
		Short: "Go on with a run that was stopped or killed, from its last snapshot",
		Long: `Go on with the run that cogap run --checkpoint has saved in a folder, from its last snapshot that is whole, and print all of it. The
result is that of a run which was never stopped, to the bit. It goes on saving itself there.`,
		Example: `  cogap resume saved --out result     after cogap run essay --people 10000000 --checkpoint saved`,
		Args:    usage(cobra.ExactArgs(1)),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := how.check(cmd.OutOrStdout()); err != nil {
				return err
			}
			model, err := savedModel(args[0])
			if err != nil {
				return err
			}
			how.checkpoint = args[0]
			if err := how.memory.ask(how.options(), model); err != nil {
				return err
			}
			return how.runAndShow(cmd, model, func(ctx context.Context, o cogap.Options) (*cogap.Result, error) {
				return model.Resume(ctx, args[0], o)
			})
		},
	}
	how.addShown(cmd)
	cmd.Flags().Var(numberAt(&how.every), "every", "`months` from one snapshot to the next; 0 means as before")
	complete(cmd, "every", cobra.NoFileCompletions)
	return cmd
}

func branchCommand() *cobra.Command {
	var change scenarioFlags
	var how runFlags
	cmd := &cobra.Command{
		Use:   "branch folder [scenario]",
		Short: "Run another future of a run that was saved, from its last snapshot",
		Long: `Run a scenario from the last snapshot that cogap run --checkpoint saved in a folder. The months before it are not run again, so that
several futures can start from one past. Without a scenario it is the one that was saved, with what --set changes.

Up to that month the scenario must be the same: people, seed, what is measured, and all that people could see of prices, models and
policies. If it is not, the command names the first difference and runs nothing. The folder stays as it is; with --checkpoint the branch
saves itself in another one.`,
		Example:           `  cogap branch saved --set 'market.tiers[0].price.values[2]=800' --out dear     after cogap run essay --checkpoint saved --every 12`,
		Args:              usage(cobra.RangeArgs(1, 2)),
		ValidArgsFunction: completeBranch,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := how.check(cmd.OutOrStdout()); err != nil {
				return err
			}
			s, err := change.branch(cmd, args)
			if err != nil {
				return err
			}
			model, err := s.model(nil)
			if err != nil {
				return err
			}
			if err := how.memory.ask(how.options(), model); err != nil {
				return err
			}
			return how.runAndShow(cmd, model, func(ctx context.Context, o cogap.Options) (*cogap.Result, error) {
				return cogap.Branch(ctx, args[0], model.Scenario(), o)
			})
		},
	}
	change.add(cmd)
	how.addShown(cmd)
	how.addCheckpoint(cmd)
	return cmd
}

// savedModel returns the model of the run that was saved in a folder.
func savedModel(dir string) (*cogap.Model, error) {
	s, err := cogap.Saved(dir)
	if err != nil {
		return nil, err
	}
	return cogap.NewModel(s)
}

func completeBranch(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	if len(args) == 0 {
		return nil, cobra.ShellCompDirectiveFilterDirs
	}
	return completeScenarios(1)(cmd, args[1:], typed)
}
