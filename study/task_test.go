package study_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/study"
)

// runTask does a task of a study, all of it.
func runTask(t *testing.T, p study.Plan, dir string, of study.Task) {
	t.Helper()
	s, err := study.New(p)
	require.NoError(t, err)
	_, failed, err := s.RunTask(t.Context(), dir, of, study.Options{})
	require.NoError(t, err)
	require.Zero(t, failed)
}

// withoutTasks are the files of a folder but those of tasks.
func withoutTasks(t *testing.T, dir string) map[string]string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "task-*"))
	require.NoError(t, err)
	for _, name := range names {
		require.NoError(t, os.Rename(name, filepath.Join(t.TempDir(), filepath.Base(name))))
	}
	return files(t, dir)
}

// TestTasks: a study that was shared among any number of tasks, in any order, one of them stopped and begun again, gives the files of one
// that was run at one place.
func TestTasks(t *testing.T) {
	p := prices()
	p.Replicates = 4
	p.Series = []string{"sota_share"}
	local := t.TempDir()
	runIn(t, p, local, study.Options{})
	want := files(t, local)
	for _, of := range []int{1, 3, 5} {
		dir := t.TempDir()
		s, err := study.New(p)
		require.NoError(t, err)
		ctx, stop := context.WithCancel(t.Context())
		runs, _, err := s.RunTask(ctx, dir, study.Task{Number: of - 1, Of: of}, study.Options{Workers: 1, OnRow: func(study.Row) error { stop(); return nil }})
		if runs > 1 {
			require.ErrorIs(t, err, context.Canceled)
			_, err = study.Merge(dir)
			require.ErrorContains(t, err, "of its runs are missing: run it again")
		}
		for number := of - 1; number >= 0; number-- {
			runTask(t, p, dir, study.Task{Number: number, Of: of})
		}
		r, err := study.Merge(dir)
		require.NoError(t, err)
		require.Len(t, r.Rows(), p.Len())
		require.Equal(t, want, withoutTasks(t, dir), "%d tasks", of)
	}
}

// TestMergeRefuses: what is missing, of another plan or another division, or running is told, all at once, and nothing is made.
func TestMergeRefuses(t *testing.T) {
	p := prices()
	dir := t.TempDir()
	_, err := study.Merge(dir)
	require.ErrorContains(t, err, "has no tasks")
	runTask(t, p, dir, study.Task{Number: 1, Of: 4})
	_, err = study.Merge(dir)
	for _, missing := range []string{"task 0 of 4 is missing", "task 2 of 4 is missing", "task 3 of 4 is missing"} {
		require.ErrorContains(t, err, missing)
	}
	other := p
	other.Replicates++
	for _, number := range []int{0, 2, 3} {
		if number != 2 {
			runTask(t, p, dir, study.Task{Number: number, Of: 4})
			continue
		}
		elsewhere := t.TempDir()
		runTask(t, other, elsewhere, study.Task{Number: 2, Of: 4})
		require.NoError(t, os.Rename(filepath.Join(elsewhere, "task-0002-of-0004"), filepath.Join(dir, "task-0002-of-0004")))
	}
	_, err = study.Merge(dir)
	require.ErrorContains(t, err, "task-0002-of-0004")
	require.ErrorContains(t, err, "is of another plan, or another version of cogap")
	require.NoError(t, os.RemoveAll(filepath.Join(dir, "task-0002-of-0004")))
	require.NoError(t, os.Rename(filepath.Join(dir, "task-0003-of-0004"), filepath.Join(dir, "task-0002-of-0004")))
	_, err = study.Merge(dir)
	require.ErrorContains(t, err, "which is not one of task 2 of 4")
	require.NoError(t, os.RemoveAll(filepath.Join(dir, "task-0002-of-0004")))
	for _, number := range []int{2, 3} {
		runTask(t, p, dir, study.Task{Number: number, Of: 4})
	}
	runs := filepath.Join(dir, "task-0002-of-0004", "runs.csv")
	text, err := os.ReadFile(runs)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(runs, text[:len(text)-3], 0o666))
	_, err = study.Merge(dir)
	require.ErrorContains(t, err, "task 2 of 4: 1 of its runs are missing: run it again")
	runTask(t, p, dir, study.Task{Number: 2, Of: 4})
	require.NoError(t, os.Mkdir(filepath.Join(dir, "task-0000-of-0005"), 0o777))
	_, err = study.Merge(dir)
	require.ErrorContains(t, err, "different numbers of tasks")
	require.NoError(t, os.Remove(filepath.Join(dir, "task-0000-of-0005")))
	_, err = os.Stat(filepath.Join(dir, "runs.csv"))
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = study.Merge(dir)
	require.NoError(t, err)
	_, err = study.Merge(dir)
	require.NoError(t, err, "again")
}

// TestTaskRefuses: numbers that there are not, studies whose runs depend on one another, and two programs with one number.
func TestTaskRefuses(t *testing.T) {
	s, err := study.New(prices())
	require.NoError(t, err)
	for _, task := range []study.Task{{}, {-1, 3}, {3, 3}, {0, 10_000}} {
		_, _, err := s.RunTask(t.Context(), t.TempDir(), task, study.Options{})
		require.ErrorContains(t, err, "want a number from 0", task)
	}
	p := prices()
	p.Until = &study.Until{Measure: "sota_share@last", HalfWidth: 0.1, AtMost: 50}
	until, err := study.New(p)
	require.NoError(t, err)
	_, _, err = until.RunTask(t.Context(), t.TempDir(), study.Task{Number: 0, Of: 2}, study.Options{})
	require.ErrorContains(t, err, "a study with until cannot be shared")
	dir := t.TempDir()
	_, _, err = s.RunTask(t.Context(), dir, study.Task{Number: 0, Of: 2}, study.Options{Workers: 1, OnRow: func(study.Row) error {
		_, _, err := s.RunTask(t.Context(), dir, study.Task{Number: 0, Of: 2}, study.Options{})
		return err
	}})
	require.ErrorContains(t, err, "another program is running there")
}

// TestTaskBesideOthers: a folder that has something else is refused before anything runs.
func TestTaskBesideOthers(t *testing.T) {
	p := prices()
	p.Replicates = 1
	s, err := study.New(p)
	require.NoError(t, err)
	dir := t.TempDir()
	runTask(t, p, dir, study.Task{Number: 0, Of: 3})
	refused := func(s *study.Study, dir string, of study.Task, want string) {
		t.Helper()
		_, _, err := s.RunTask(t.Context(), dir, of, study.Options{OnRow: func(study.Row) error { panic("nothing is to run") }})
		require.ErrorContains(t, err, want)
		require.NoDirExists(t, filepath.Join(dir, "task-0001-of-0003"))
	}
	refused(s, dir, study.Task{Number: 1, Of: 2}, "has task 0 of 3, so that the study is shared among 3 tasks and not 2")
	p.Seed++
	other, err := study.New(p)
	require.NoError(t, err)
	refused(other, dir, study.Task{Number: 1, Of: 3}, "is of another plan")
	whole := t.TempDir()
	_, err = s.RunIn(t.Context(), whole, study.Options{})
	require.NoError(t, err)
	refused(s, whole, study.Task{Number: 1, Of: 3}, "has plan.yaml of something that was not shared")
	run := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(run, "cogap.sha256"), nil, 0o666))
	refused(s, run, study.Task{Number: 1, Of: 3}, "has cogap.sha256 of something")
}

// TestTaskOf reads what schedulers say.
func TestTaskOf(t *testing.T) {
	for env, want := range map[string]study.Task{
		"SLURM_ARRAY_TASK_ID=7 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_STEP=2 SLURM_ARRAY_TASK_COUNT=5": {Number: 3, Of: 5},
		"SLURM_ARRAY_TASK_ID=0 SLURM_ARRAY_TASK_COUNT=4":                                                {Number: 0, Of: 4},
		"AWS_BATCH_JOB_ARRAY_INDEX=2 AWS_BATCH_JOB_ARRAY_SIZE=3":                                        {Number: 2, Of: 3},
		"JOB_COMPLETION_INDEX=3 of=8":                                                                   {Number: 3, Of: 8},
		"PBS_ARRAY_INDEX=1 of=2":                                                                        {Number: 1, Of: 2},
		"SGE_TASK_ID=16 SGE_TASK_FIRST=1 SGE_TASK_STEPSIZE=1 of=16":                                     {Number: 15, Of: 16},
		"SGE_TASK_ID=5 SGE_TASK_FIRST=3 SGE_TASK_STEPSIZE=2 SGE_TASK_LAST=8":                            {Number: 1, Of: 3},
	} {
		got, err := taskOf(t, env)
		require.NoError(t, err, env)
		require.Equal(t, want, got, env)
	}
	for env, want := range map[string]string{
		"":                       "none of SLURM_ARRAY_TASK_ID, AWS_BATCH_JOB_ARRAY_INDEX, JOB_COMPLETION_INDEX, PBS_ARRAY_INDEX, SGE_TASK_ID is set",
		"JOB_COMPLETION_INDEX=3": "Kubernetes does not say how many tasks there are",
		"SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_COUNT=4 of=5":                                           "Slurm has 4 tasks, and the study is to be shared among 5; to do single ones again, give the number itself: $SLURM_ARRAY_TASK_ID",
		"SLURM_ARRAY_TASK_ID=a SLURM_ARRAY_TASK_COUNT=4":                                                `SLURM_ARRAY_TASK_ID: got "a", want a whole number`,
		"SGE_TASK_ID=1 SGE_TASK_FIRST=1 SGE_TASK_STEPSIZE=1 SGE_TASK_LAST=4 of=5":                       "Grid Engine has 4 tasks",
		"SGE_TASK_ID=undefined of=3":                                                                    `SGE_TASK_ID: got "undefined"`,
		"SLURM_ARRAY_TASK_ID=2 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_STEP=2 SLURM_ARRAY_TASK_COUNT=4": "has task 2, of those from 1 in steps of 2",
	} {
		_, err := taskOf(t, env)
		require.ErrorContains(t, err, want, env)
	}
}

func taskOf(t *testing.T, env string) (study.Task, error) {
	t.Helper()
	of := 0
	set := map[string]string{}
	for x := range strings.FieldsSeq(env) {
		name, value, _ := strings.Cut(x, "=")
		if name == "of" {
			of = int(value[0] - '0')
			if len(value) > 1 {
				of = 10*of + int(value[1]-'0')
			}
			continue
		}
		set[name] = value
	}
	return study.TaskOf(func(name string) (string, bool) { v, ok := set[name]; return v, ok }, of)
}
