package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/cogap/cogap/cmd/cogap/internal/progress"
	"github.com/cogap/cogap/study"
)

// taskFlags say which share of a study's runs, or of a run's people, is done.
type taskFlags struct {
	number string
	of     int
}

func (f *taskFlags) add(cmd *cobra.Command, of string) {
	cmd.Flags().StringVar(&f.number, "task", "", "do only this share of the "+of+": a `number` from 0 of --tasks, or auto for what Slurm, Kubernetes, AWS Batch, PBS or Grid Engine says")
	cmd.Flags().Var(numberAt(&f.of), "tasks", "`number` of shares")
	complete(cmd, "task", cobra.FixedCompletions([]string{"auto"}, cobra.ShellCompDirectiveNoFileComp))
	complete(cmd, "tasks", cobra.NoFileCompletions)
}

// task returns the task that is meant.
func (f *taskFlags) task() (study.Task, error) {
	if f.number == "auto" {
		t, err := study.TaskOf(os.LookupEnv, f.of)
		if err != nil {
			err = atFault(fmt.Errorf("--task auto: %w", err))
		}
		return t, err
	}
	n, err := strconv.Atoi(f.number)
	if err != nil || n < 0 || n >= f.of {
		return study.Task{}, atFault(fmt.Errorf("--task: got %q of %d --tasks, want auto or a number from 0 below that of --tasks", f.number, f.of))
	}
	return study.Task{Number: n, Of: f.of}, nil
}

// runTask does a task of a plan.
func (f *studyFlags) runTask(cmd *cobra.Command, p study.Plan, which *taskFlags) error {
	if f.out == "" {
		return atFault(errors.New("--task: the tasks need a folder in common, add --out"))
	}
	t, err := which.task()
	if err != nil {
		return err
	}
	s, err := study.New(p)
	if err != nil {
		return atFault(err)
	}
	cost, err := s.Estimate(f.workers)
	if err != nil {
		return atFault(err)
	}
	if err := f.memory.askStudy(cost); err != nil {
		return err
	}
	o := study.Options{Workers: f.workers}
	if !f.quiet {
		tell, end := progress.Runs(cmd.ErrOrStderr())
		defer end()
		o.Progress = func(done, total int) { tell(int64(done), int64(total)) }
	}
	runs, failed, err := s.RunTask(cmd.Context(), f.out, t, o)
	if err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%v: %d runs, %d failed. When all tasks are done: cogap study merge %s\n", t, runs, failed, f.out)
	return nil
}

func studyMergeCommand() *cobra.Command {
	var how studyFlags
	cmd := &cobra.Command{
		Use:   "merge DIR",
		Short: "Put together a study that several tasks have run",
		Long: `Put together what the tasks of a study have left in a folder (cogap study run --task), and print the result. The files are the same as
those of a study that one process has run. If a task is missing, the command says which and writes nothing.`,
		Example: `  cogap study merge result`,
		Args:    usage(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			how.out = args[0]
			if err := how.check(); err != nil {
				return err
			}
			r, err := study.Merge(how.out)
			if err == nil {
				err = how.live.prepareStudy(cmd, r.Plan)
			}
			if err == nil {
				err = how.write(cmd, r)
			}
			return printed(cmd.OutOrStdout(), r, err)
		},
	}
	cmd.Flags().BoolVarP(&how.quiet, "quiet", "q", false, "no notes")
	how.addFormat(cmd)
	how.live.add(cmd)
	return cmd
}

func studySubmitCommand() *cobra.Command {
	var out, kind string
	of, workers := 16, 1
	cmd := &cobra.Command{
		Use:   "submit FILE --out DIR --tasks N --print slurm|kubernetes",
		Short: "Print a script (Slurm) or a manifest (Kubernetes) with which a cluster runs a study",
		Long: `Print a script or a manifest with which a cluster runs a study file as an array of tasks. For Slurm it is a script that submits the tasks, and a job that merges
their results when all have succeeded. For Kubernetes it is an indexed job; merge when it is complete. The folder must be one that all
machines have in common. Only the image and the claim of the volume (Kubernetes), or the queue (Slurm), are yours to fill in.`,
		Example: `  cogap study submit study.yaml --out /shared/result --tasks 32 --print slurm | bash`,
		Args:    usage(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case out == "":
				return atFault(errors.New("--out: got none, want a folder that all machines have in common"))
			case args[0] == "-":
				return atFault(errors.New("standard input cannot be had on a cluster, save the study in a file"))
			}
			p, err := readStudy(cmd, args[0], 0)
			if err != nil {
				return err
			}
			s, err := study.New(p)
			if err == nil {
				err = s.Divisible()
			}
			if err != nil {
				return atFault(err)
			}
			file := args[0]
			if err := absolute(&file, &out); err != nil {
				return err
			}
			job := submission{
				Of: "a study", File: file, Shared: out, Saved: "after its last whole run", Tasks: of, Workers: workers,
				Run: []string{
					"cogap", "study", "run", file, "--out", out, "--task", "auto", "--tasks", strconv.Itoa(of), "--workers", strconv.Itoa(workers), "--quiet",
				},
				Merge: []string{"cogap", "study", "merge", out},
			}
			return job.print(cmd, kind)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&out, "out", "", "`folder` that all machines have in common")
	addPrint(cmd, &kind, "slurm", "for which kind of cluster")
	flags.Var(numberAt(&of), "tasks", "`number` of tasks; some minutes each are good")
	flags.Var(numberAt(&workers), "workers", "`processors` of each task, so runs at once")
	return cmd
}
