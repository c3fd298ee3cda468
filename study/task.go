package study

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Task is one of so many shares of a study's runs, which may be done on different machines that have a folder in common: those whose
// number leaves Number when it is divided by Of. So each task has runs of all cells, and which it has depends on nothing else.
type Task struct {
	Number int // from 0
	Of     int
}

// has reports whether a job is one of the task's.
func (t Task) has(job int) bool { return job%t.Of == t.Number }

// folder returns the name of the task's folder.
func (t Task) folder() string { return fmt.Sprintf(taskFolders, t.Number, t.Of) }

const taskFolders = "task-%04d-of-%04d"

// String returns "task 3 of 16", where the first is 0.
func (t Task) String() string { return fmt.Sprintf("task %d of %d", t.Number, t.Of) }

// problem returns what is wrong with a task of a study; nil if nothing is.
func (t Task) problem(s *Study) error {
	if t.Of < 1 || t.Of > 9999 || t.Number < 0 || t.Number >= t.Of {
		return fmt.Errorf("got %v, want a number from 0, and at most 9999 tasks", t)
	}
	return s.Divisible()
}

// Divisible returns why the study cannot be shared among tasks; nil if it can.
func (s *Study) Divisible() error {
	if s.plan.Until != nil {
		return errUntil
	}
	return nil
}

var errUntil = errors.New("a study with until cannot be shared: how many runs it needs depends on all of them")

// RunTask does a task's runs in a folder of its own within dir, from which Merge makes the result of the whole study. What is there of the
// task is not done again; tasks may run at once, on any machines. A folder with tasks of another plan, or of another number of tasks, or with the
// result of a study that was not shared, is refused. It returns how many runs the task has, and how many have failed.
func (s *Study) RunTask(ctx context.Context, dir string, t Task, o Options) (runs, failed int, err error) {
	if err := t.problem(s); err != nil {
		return 0, 0, err
	}
	if err := s.besideOthers(dir, t); err != nil {
		return 0, 0, err
	}
	f, err := s.open(filepath.Join(dir, t.folder()))
	if err != nil {
		return 0, 0, err
	}
	defer f.close()
	r := f.result
	if err := t.owns(r); err != nil {
		return 0, 0, fmt.Errorf("%s: %w", f.dir, err)
	}
	r.Replicates = s.plan.replicates()
	o.OnRow = f.appendThen(o.OnRow)
	u := s.runner(r, o)
	var mine []int
	for i := range s.Len() {
		if t.has(i) {
			mine = append(mine, i)
		}
	}
	err = u.runs(ctx, mine)
	return len(mine), r.Failed(), err
}

// owns returns an error if a result has runs of another task.
func (t Task) owns(r *Result) error {
	for i, k := range r.rows {
		if k != nil && !t.has(i) {
			return fmt.Errorf("it has run %d, which is not one of %v", i, t)
		}
	}
	return nil
}

// Merge makes the results of a whole study of those of all its tasks in a folder: the files of RunIn, which but for the column seconds
// are those of a study that was run at one place. It returns an error, and makes nothing, if a task or a run is missing, if a task is
// running or of another plan or version, or if the tasks are shares of different sizes.
func Merge(dir string) (*Result, error) {
	tasks, there, err := tasksIn(dir)
	if err != nil {
		return nil, err
	}
	s, err := studyOf(filepath.Join(dir, there.folder()))
	if err != nil {
		return nil, err
	}
	r := newResult(s)
	var missing []error
	for _, t := range tasks {
		if err := s.collect(r, dir, t); err != nil {
			missing = append(missing, err)
		}
	}
	if err := errors.Join(missing...); err != nil {
		return nil, err
	}
	if err := s.finish(dir, r); err != nil {
		return nil, err
	}
	return r, nil
}

// collect takes the rows of a task, all of them, into a result.
func (s *Study) collect(r *Result, dir string, t Task) error {
	name := filepath.Join(dir, t.folder())
	if _, err := os.Stat(name); err != nil {
		return fmt.Errorf("%v is missing", t)
	}
	f, err := s.open(name)
	if err != nil {
		return err
	}
	defer f.close()
	if err := t.owns(f.result); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	missing := 0
	for i := range s.Len() {
		if !t.has(i) {
			continue
		}
		if r.rows[i] = f.result.rows[i]; r.rows[i] == nil {
			missing++
		}
	}
	if missing > 0 {
		return fmt.Errorf("%v: %d of its runs are missing: run it again", t, missing)
	}
	return nil
}

// besideOthers returns an error if a task can't be done in a folder, because of what is there.
func (s *Study) besideOthers(dir string, t Task) error {
	others, err := tasksThere(dir)
	if err != nil {
		return err
	}
	if len(others) == 0 {
		for _, name := range append([]string{planFile}, foreign...) {
			if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
				return fmt.Errorf("%s: has %s of something that was not shared among tasks: take another folder", dir, name)
			}
		}
	}
	known := false
	for _, o := range others {
		if o.Of != t.Of {
			return fmt.Errorf("%s: has %v, so that the study is shared among %d tasks and not %d: take another folder", dir, o, o.Of, t.Of)
		}
		if !known { // one tells of all
			if known, err = s.isOf(filepath.Join(dir, o.folder())); err != nil {
				return err
			}
		}
	}
	return nil
}

// tasksThere lists the tasks that a folder has, of any study; none if there is no folder.
func tasksThere(dir string) (list []Task, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, e := range entries {
		var t Task
		if n, _ := fmt.Sscanf(e.Name(), taskFolders, &t.Number, &t.Of); n == 2 && e.Name() == t.folder() {
			list = append(list, t)
		}
	}
	return list, nil
}

// tasksIn lists all tasks of the division of which a folder has some, and returns one that is there.
func tasksIn(dir string) (tasks []Task, there Task, err error) {
	if _, err := os.Stat(dir); err != nil {
		return nil, Task{}, err
	}
	list, err := tasksThere(dir)
	switch {
	case err != nil:
		return nil, Task{}, err
	case len(list) == 0:
		return nil, Task{}, fmt.Errorf("%s: has no tasks", dir)
	case slices.ContainsFunc(list, func(t Task) bool { return t.Of != list[0].Of }):
		return nil, Task{}, fmt.Errorf("%s: has tasks of studies that were shared among different numbers of tasks; remove those that are not wanted", dir)
	}
	for i := range list[0].Of {
		tasks = append(tasks, Task{i, list[0].Of})
	}
	return tasks, list[0], nil
}

// Indices of array jobs: of each scheduler the variable with a task's number, and where it is known those with the first number, the
// step, the last number, and how many tasks there are. Sources: the manuals of Slurm (job arrays), Kubernetes (indexed jobs), AWS Batch (array jobs), PBS
// Professional (job arrays) and Grid Engine (array tasks).
var schedulers = []struct{ name, number, first, step, last, count string }{
	{"Slurm", "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_STEP", "", "SLURM_ARRAY_TASK_COUNT"},
	{"AWS Batch", "AWS_BATCH_JOB_ARRAY_INDEX", "", "", "", "AWS_BATCH_JOB_ARRAY_SIZE"},
	{"Kubernetes", "JOB_COMPLETION_INDEX", "", "", "", ""},
	{"PBS", "PBS_ARRAY_INDEX", "", "", "", ""},
	{"Grid Engine", "SGE_TASK_ID", "SGE_TASK_FIRST", "SGE_TASK_STEPSIZE", "SGE_TASK_LAST", ""},
}

// TaskOf returns the task that a scheduler's environment says, such as os.LookupEnv, among so many; 0 if the scheduler says how many too.
// Without a scheduler it is an error.
func TaskOf(lookup func(string) (string, bool), of int) (Task, error) {
	var names []string
	for _, x := range schedulers {
		names = append(names, x.number)
		if _, ok := lookup(x.number); !ok {
			continue
		}
		number, err := numberOf(lookup, x.number, 0)
		if err != nil {
			return Task{}, err
		}
		first, errFirst := numberOf(lookup, x.first, 0)
		step, errStep := numberOf(lookup, x.step, 1)
		last, errLast := numberOf(lookup, x.last, -1)
		count, errCount := numberOf(lookup, x.count, of)
		if err := errors.Join(errFirst, errStep, errLast, errCount); err != nil {
			return Task{}, err
		}
		if last >= first && step > 0 {
			count = (last-first)/step + 1
		}
		switch {
		case count == 0:
			return Task{}, fmt.Errorf("%s does not say how many tasks there are", x.name)
		case of != 0 && of != count:
			return Task{}, fmt.Errorf("%s has %d tasks, and the study is to be shared among %d; to do single ones again, give the number itself: $%s", x.name, count, of, x.number)
		case step < 1 || number < first || (number-first)%step != 0:
			return Task{}, fmt.Errorf("%s has task %d, of those from %d in steps of %d", x.name, number, first, step)
		}
		return Task{(number - first) / step, count}, nil
	}
	return Task{}, fmt.Errorf("there is no task: none of %s is set", strings.Join(names, ", "))
}

// numberOf returns a whole number of the environment, or what stands for one that is not there.
func numberOf(lookup func(string) (string, bool), name string, otherwise int) (int, error) {
	text, ok := lookup(name)
	if name == "" || !ok {
		return otherwise, nil
	}
	var n int
	if _, err := fmt.Fscanf(bytes.NewReader([]byte(text+"\n")), "%d\n", &n); err != nil || n < 0 || n > 1<<30 {
		return 0, fmt.Errorf("%s: got %q, want a whole number", name, text)
	}
	return n, nil
}
