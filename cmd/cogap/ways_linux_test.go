package main

import (
	"bytes"
	"encoding/csv"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// inAllWays asks for the ways of TestAllWays that need programs which are installed, and to be built: some minutes.
var inAllWays = flag.Bool("ways", false, "run a study and a population by MPI, on Slurm and by Beam, too")

// The study and the populations of TestAllWays. Everybody sees others' averages, word of mouth, and who has joined.
const (
	wayPeople = `population: {source: world, scale: 2000000, income_floor: 1}
months: 8
statistics:
  every: 3
  collect: [{name: rich, quantity: income, aggregate: max, by: [group]}]
`
	wayStreamed = wayPeople + "stream: {passes: 1, pilot_agents: 500}\n"
	wayStudy    = `base: together.yaml
factors:
  market.tiers[0].price.values[0]: [50, 100]
replicates: 3
measures: [sota_share@last, gini.augmented@mean]
series: [sota_share]
`
)

// ways is one study and one population, and what they give at one place.
type ways struct {
	*testing.T
	study              map[string]string // the files
	together, streamed string            // results as JSON: of people who are stored, and streamed in one pass
}

// TestAllWays runs one study and one coupled population in all ways that there are, and compares bytes: at one place, stopped and gone on with,
// branched, as tasks of an array that are merged, by MPI with 1 to 3 processes, on a Slurm cluster, and by Beam.
func TestAllWays(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{"together.yaml": wayPeople, "streamed.yaml": wayStreamed, "study.yaml": wayStudy} {
		require.NoError(t, os.WriteFile(name, []byte(text), 0o666))
	}
	w := ways{T: t}
	w.cogap("study", "run", "study.yaml", "--out", "study")
	w.study = w.filesOf("study")
	w.together = w.cogap("run", "together.yaml", "--format", "json")
	w.streamed = w.cogap("run", "streamed.yaml", "--format", "json")
	require.NotContains(t, w.streamed, `"pilot": 0`, "it is coupled")

	w.resumed()
	w.inTasks()
	t.Run("MPI", func(t *testing.T) { w.on(t).byMPI() })
	t.Run("Beam", func(t *testing.T) { w.on(t).byBeam() })
	t.Run("Slurm", func(t *testing.T) { w.on(t).onSlurm() })
}

// on returns the ways as a test that needs programs.
func (w ways) on(t *testing.T) *ways {
	if !*inAllWays {
		t.Skip("a study and a population in all ways (-ways)")
	}
	w.T = t
	return &w
}

// cogap runs the command and returns what it prints.
func (w *ways) cogap(args ...string) string {
	w.Helper()
	out, errs, code := command(w, "", append(args, "--quiet")...)
	require.Zero(w, code, "%v: %s", args, errs)
	return out
}

// program builds the program of a folder, beside this package, and returns its path.
func (w *ways) program(name, dir string, flags []string, env ...string) string {
	w.Helper()
	out := filepath.Join(w.TempDir(), name)
	cmd := exec.Command("go", append(append([]string{"build", "-o", out}, flags...), ".")...)
	cmd.Dir, cmd.Env = filepath.Join(source, dir), append(os.Environ(), env...)
	said, err := cmd.CombinedOutput()
	require.NoError(w, err, "%s", said)
	return out
}

// source is the folder of this package.
var source = func() string {
	dir, err := os.Getwd()
	if err != nil {
		panic(err)
	}
	return dir
}()

// run runs a program.
func (w *ways) run(env []string, name string, args ...string) {
	w.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	require.NoError(w, err, "%s", out)
}

// filesOf returns the files of a folder of a study, without those of its tasks, and runs.csv without what no two studies share: seconds, and
// checksums that cover them.
func (w *ways) filesOf(dir string) map[string]string {
	w.Helper()
	list := map[string]string{}
	for _, name := range []string{"plan.yaml", "runs.csv", "summary.csv", "series.csv", "manifest.json", "report.html"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(w, err)
		list[name] = string(text)
	}
	rows, err := csv.NewReader(strings.NewReader(list["runs.csv"])).ReadAll()
	require.NoError(w, err)
	for _, row := range rows {
		row[len(row)-3], row[len(row)-1] = "", ""
	}
	list["runs.csv"] = fmt.Sprint(rows)
	return list
}

// sameStudy compares the files of a study with those of one at one place.
func (w *ways) sameStudy(way, dir string) {
	w.Helper()
	got := w.filesOf(dir)
	for name, want := range w.study {
		require.Equal(w, want, got[name], "%s: %s", way, name)
	}
}

// sameFile compares a file with a result of one place.
func (w *ways) sameFile(way, want, name string) {
	w.Helper()
	got, err := os.ReadFile(name)
	require.NoError(w, err)
	require.Equal(w, want, string(got), way)
}

// resumed goes on with what was stopped, and branches off it.
func (w *ways) resumed() {
	w.cogap("run", "together.yaml", "--checkpoint", "saved", "--every", "3")
	require.Equal(w, w.together, w.cogap("resume", "saved", "--format", "json"), "from the sixth month")
	w.cogap("run", "together.yaml", "--checkpoint", "trunk", "--every", "5")
	require.Equal(w, w.together, w.cogap("branch", "trunk", "--format", "json"), "branched from the fifth month")

	w.cogap("study", "run", "study.yaml", "--out", "stopped")
	runs := filepath.Join("stopped", "runs.csv")
	text, err := os.ReadFile(runs)
	require.NoError(w, err)
	lines := bytes.SplitAfter(text, []byte("\n"))
	require.NoError(w, os.WriteFile(runs, bytes.Join(lines[:3], nil), 0o666)) // as if it had been killed after two runs
	w.cogap("study", "run", "study.yaml", "--out", "stopped")
	w.sameStudy("stopped and gone on with", "stopped")
}

// inTasks does tasks of an array that know nothing of each other, and merges what they found.
func (w *ways) inTasks() {
	w.Setenv("SLURM_ARRAY_TASK_COUNT", "3")
	for _, task := range []string{"2", "0", "1"} {
		w.Setenv("SLURM_ARRAY_TASK_ID", task)
		w.cogap("study", "run", "study.yaml", "--out", "tasks", "--task", "auto")
		w.cogap("run", "streamed.yaml", "--parts", "parts", "--task", "auto")
	}
	w.cogap("study", "merge", "tasks")
	w.sameStudy("tasks", "tasks")
	require.Equal(w, w.streamed, w.cogap("merge", "parts", "--format", "json"))
}

// byMPI runs both populations by several processes.
func (w *ways) byMPI() {
	for _, program := range []string{"mpicc", "mpirun"} {
		if _, err := exec.LookPath(program); err != nil {
			w.Skip("MPI (Debian: libopenmpi-dev, openmpi-bin)")
		}
	}
	bin := w.program("cogap-mpi", "../../adapters/mpi/cogap-mpi", []string{"-tags", "mpi"}, "CGO_ENABLED=1", "CC=mpicc")
	for n := 1; n <= 3; n++ {
		for name, want := range map[string]string{"together": w.together, "streamed": w.streamed} {
			w.run([]string{"OMPI_ALLOW_RUN_AS_ROOT=1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1"},
				"mpirun", "--oversubscribe", "--bind-to", "none", "-n", fmt.Sprint(n), bin, "-json", name+".json", name+".yaml")
			w.sameFile(fmt.Sprintf("%s by %d processes", name, n), want, name+".json")
		}
	}
}

// byBeam runs the study and the streamed population as pipelines, by prism.
func (w *ways) byBeam() {
	const dir = "../../adapters/beam/cogap-beam"
	download := exec.Command("go", "mod", "download")
	download.Dir = filepath.Join(source, dir)
	if download.Run() != nil {
		w.Skip("pipelines of Beam (its modules cannot be had here)")
	}
	bin := w.program("cogap-beam", dir, nil)
	w.run(nil, bin, "--study", "study.yaml", "--out", "pipeline")
	w.cogap("study", "report", "pipeline") // its page
	w.sameStudy("pipeline", "pipeline")
	w.run(nil, bin, "--scenario", "streamed.yaml", "--json", "pipeline.json", "--elements", "5")
	w.sameFile("pipeline", w.streamed, "pipeline.json")
}

// onSlurm submits the study, and parts of the streamed population, to a cluster.
func (w *ways) onSlurm() {
	c := newCluster(w.T, filepath.Dir(w.program("cogap", ".", nil)))
	shared, err := filepath.Abs("slurm")
	require.NoError(w, err)
	script, errs, code := command(w, "", "study", "submit", "study.yaml", "--out", shared, "--tasks", "3")
	require.Zero(w, code, errs)
	parts, errs, code := command(w, "", "run", "streamed.yaml", "--parts", "slurm-parts", "--tasks", "3", "--print", "slurm", "--out", "slurm-merged")
	require.Zero(w, code, errs)
	require.NoError(w, os.WriteFile("submit.sh", []byte(script+parts), 0o666))
	w.Log(c.say("bash", "submit.sh"))
	there := func(name string) func() bool {
		return func() bool { _, err := os.Stat(name); return err == nil }
	}
	c.wait("the merged study", there(filepath.Join(shared, "report.html")))
	w.sameStudy("Slurm", shared)
	c.wait("the merged parts", there("slurm-merged/report.html"))
	require.Equal(w, w.streamed, w.cogap("merge", "slurm-parts", "--format", "json"))
}
