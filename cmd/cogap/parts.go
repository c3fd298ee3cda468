package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/cmd/cogap/internal/progress"
	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/scenario"
)

// partFlags say which part of a run's people is done.
type partFlags struct {
	taskFlags
	dir  string
	kind string // of cluster, which runs all parts
}

func (f *partFlags) add(cmd *cobra.Command) {
	f.taskFlags.add(cmd, "people")
	cmd.Flags().StringVar(&f.dir, "parts", "", "`folder` that the tasks of one run have in common; cogap merge makes the result")
	complete(cmd, "parts", folders)
	addPrint(cmd, &f.kind, "", "do not run: print a script or manifest with which a `cluster` runs all --tasks and merges their --parts")
}

// wanted reports whether only a part of the people is to be done, unless the flags say too little.
func (f *partFlags) wanted(how *runFlags) (bool, error) {
	switch {
	case f.kind != "":
		return false, f.printable(how)
	case how.changed("parts") && f.dir == "":
		return false, atFault(errors.New("--parts: got an empty name, want a folder"))
	case f.number == "" && f.dir == "":
		return false, nil
	case f.number == "":
		return false, atFault(errors.New("--parts: add --task and --tasks, for which part of the people is done"))
	case f.dir == "":
		return false, atFault(errors.New("--task: the tasks need a folder in common, add --parts"))
	case how.out != "" || how.checkpoint != "":
		return false, atFault(errors.New("--task: a part of the people has no result and saves nothing but itself; --out goes to cogap merge"))
	}
	return true, nil
}

// printable returns what is wrong with what a cluster shall run.
func (f *partFlags) printable(how *runFlags) error {
	switch {
	case f.dir == "":
		return atFault(errors.New("--print: the tasks need a folder that all machines have in common, add --parts"))
	case f.number != "":
		return atFault(errors.New("--print: it is for all tasks, leave --task out"))
	case how.checkpoint != "":
		return atFault(errors.New("--print: a part of the people saves nothing but itself, leave --checkpoint out"))
	}
	return nil
}

// printAll prints with what a cluster runs all parts of a model's people.
func (f *partFlags) printAll(cmd *cobra.Command, ref string, model *cogap.Model, how *runFlags) error {
	if err := model.Divisible(); err != nil {
		return err
	}
	file := ""
	if !slices.Contains(scenario.Names(), ref) {
		file = ref
	}
	run, err := again(cmd, ref, "print", "parts", "tasks", "workers", "quiet", "out", "format")
	if err != nil {
		return err
	}
	if err := absolute(&file, &f.dir, &how.out); err != nil {
		return err
	}
	workers, merge := max(how.workers, 1), []string{"cogap", "merge", f.dir}
	if how.out != "" {
		merge = append(merge, "--out", how.out)
	}
	if how.changed("format") {
		merge = append(merge, "--format", how.format)
	}
	job := submission{
		Of: "one run", File: file, Shared: f.dir, Saved: "from the start of its part", Tasks: f.of, Workers: workers, Merge: merge,
		Run: append(run, "--parts", f.dir, "--task", "auto", "--tasks", strconv.Itoa(f.of), "--workers", strconv.Itoa(workers), "--quiet"),
	}
	return job.print(cmd, f.kind)
}

// runPart does a part of a model's people.
func (f *partFlags) runPart(cmd *cobra.Command, model *cogap.Model, how *runFlags) error {
	t, err := f.task()
	if err != nil {
		return err
	}
	o := cogap.Options{Workers: how.workers}
	if !how.quiet {
		plan, err := model.Estimate(o)
		if err != nil {
			return err
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "%v of %s agents, %d months: about %v with %s\n", t, report.Grouped(int64(plan.Agents)), plan.Months,
			(plan.Time / time.Duration(t.Of)).Round(time.Second), counted(plan.Workers, "worker", "workers"))
		tell, end := progress.Bar(cmd.ErrOrStderr())
		defer end()
		o.Progress = tell
	}
	if err := model.RunPart(cmd.Context(), f.dir, t.Number, t.Of, o); err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%v is done. When all tasks are: cogap merge %s\n", t, f.dir)
	return nil
}

func mergeCommand() *cobra.Command {
	var how runFlags
	cmd := &cobra.Command{
		Use:   "merge DIR",
		Short: "Put together a run whose people were simulated in parts",
		Long: `Put together the parts of a run that several tasks have left in a folder (cogap run --parts --task), and print the result. It is the
same, to the bit, as that of one run of everybody (cogap run --stream). If a part is missing, the command says which and writes nothing.`,
		Example:           `  cogap merge /shared/parts --out result`,
		Args:              usage(cobra.ExactArgs(1)),
		ValidArgsFunction: folders,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := how.check(cmd.OutOrStdout()); err != nil {
				return err
			}
			return how.findAndShow(cmd, func() (*cogap.Result, error) {
				return cogap.MergeParts(cmd.Context(), args[0], cogap.Options{Workers: how.workers})
			})
		},
	}
	how.addOutput(cmd)
	return cmd
}
