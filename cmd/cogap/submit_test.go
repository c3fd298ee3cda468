package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// sbatch is a Slurm that does everything at once: each task of an array, in the order of their numbers but the last first.
const sbatch = `#!/bin/bash
set -eu
last=
for arg; do
  case "$arg" in
  --array=0-*) last=${arg#--array=0-} ;;
  esac
done
if [ -z "$last" ]; then
  exec sh -c "${@: -1}"
fi
for task in $(seq "$last" -1 0); do
  SLURM_ARRAY_TASK_ID=$task SLURM_ARRAY_TASK_COUNT=$((last + 1)) sh -c "${@: -1}" >> told
done
echo 17
`

// submitted prints what has a cluster run a command, and has a Slurm of this test run it, in another folder. It returns what the tasks say.
func submitted(t *testing.T, args ...string) string {
	t.Helper()
	script, errs, code := command(t, "", args...)
	require.Zero(t, code, errs)
	bin := t.TempDir()
	cogap := "#!/bin/sh\n" + asCommand + "=1 exec " + shell(os.Args[0]) + ` "$@"` + "\n"
	require.NoError(t, os.WriteFile(filepath.Join(bin, "cogap"), []byte(cogap), 0o777))
	require.NoError(t, os.WriteFile(filepath.Join(bin, "sbatch"), []byte(sbatch), 0o777))
	cmd := exec.CommandContext(t.Context(), "bash")
	cmd.Dir = bin
	cmd.Stdin, cmd.Env = strings.NewReader(script), append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"))
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s\n%s", script, out)
	return contents(t, bin)["told"]
}

// TestSubmitted: what is printed for Slurm runs all tasks of a study, or of a run in parts, and merges them: the results are those of one place.
func TestSubmitted(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil || runtime.GOOS == "windows" {
		t.Skip("no bash")
	}
	t.Chdir(t.TempDir())
	run := []string{"run", "my base.yaml", "--stream", "--set", "statistics.every=2", "--set", "market.tiers[0].price={kind: steps, months: [0], values: [20]}", "--seed", "7"}
	require.NoError(t, os.WriteFile("my base.yaml", []byte("months: 4\npopulation: {scale: 50000}\n"), 0o666))
	told := submitted(t, append(run, "--parts", "it's here", "--tasks", "3", "--print", "slurm", "--out", "the result", "--force")...)
	_, errs, code := command(t, "", append(run, "--out", "local", "-q")...)
	require.Zero(t, code, errs)
	alike(t, "local", "the result", "result.json", "series.csv", "scenario.yaml")
	parts, err := filepath.Abs("it's here")
	require.NoError(t, err)
	require.Equal(t, 3, strings.Count(told, "is done. When all tasks are: cogap merge "+parts))

	require.NoError(t, os.WriteFile("its study.yaml", []byte("base: {population: {scale: 50000}, months: 3}\nreplicates: 4\nmeasures: [sota_share@last]\n"), 0o666))
	submitted(t, "study", "submit", "its study.yaml", "--out", "it's shared", "--tasks", "2")
	_, errs, code = command(t, "", "study", "run", "its study.yaml", "--out", "alone", "-q")
	require.Zero(t, code, errs)
	alike(t, "alone", "it's shared", "plan.yaml", "summary.csv")
}

// alike requires that some files are the same in two folders.
func alike(t *testing.T, want, got string, names ...string) {
	t.Helper()
	one, other := contents(t, want), contents(t, got)
	for _, name := range names {
		require.NotEmpty(t, one[name], name)
		require.Equal(t, one[name], other[name], name)
	}
}

// TestSubmittedToKubernetes: the manifest is YAML, whose command has all words as they were given.
func TestSubmittedToKubernetes(t *testing.T) {
	out, errs, code := command(t, "", "run", "world", "--people", "1e4", "--stream", "--set", `name="it's: #1"`, "--parts", "/shared/p q",
		"--tasks", "4", "--workers", "2", "--out", "/shared/r", "--print", "kubernetes")
	require.Zero(t, code, errs)
	require.Contains(t, out, "When the job is complete: cogap merge '/shared/p q' --out /shared/r\n")
	var manifest struct {
		Spec struct {
			Completions int
			Template    struct {
				Spec struct {
					Containers []struct{ Command []string }
				}
			}
		}
	}
	require.NoError(t, yaml.Unmarshal([]byte(out), &manifest))
	require.Equal(t, 4, manifest.Spec.Completions)
	require.Equal(t, []string{
		"cogap", "run", "world", "--people=10000", `--set=name="it's: #1"`, "--stream=true",
		"--parts", "/shared/p q", "--task", "auto", "--tasks", "4", "--workers", "2", "--quiet",
	}, manifest.Spec.Template.Spec.Containers[0].Command)
}

// TestManifest: what is printed for Kubernetes runs as it is, but for image and claim: the volume is where the tasks have their folder, the study's
// file comes along if it is elsewhere, and other tasks have another name.
func TestManifest(t *testing.T) {
	dir, shared := t.TempDir(), t.TempDir()
	file := filepath.Join(dir, "its study.yaml")
	text := "base: {population: {scale: 50000}, months: 3}\nreplicates: 4\nmeasures: [sota_share@last]\n"
	require.NoError(t, os.WriteFile(file, []byte(text), 0o666))
	type mount struct {
		Name    string
		At      string `yaml:"mountPath"`
		SubPath string `yaml:"subPath"`
	}
	type document struct {
		Kind     string
		Metadata struct{ Name string }
		Data     map[string]string
		Spec     struct {
			Template struct {
				Spec struct {
					Containers []struct {
						Mounts []mount `yaml:"volumeMounts"`
					}
					Volumes []struct {
						Carried struct{ Name string } `yaml:"configMap"`
					}
				}
			}
		}
	}
	printed := func(out string) (all []document) {
		t.Helper()
		manifest, errs, code := command(t, "", "study", "submit", file, "--out", out, "--tasks", "2", "--print", "kubernetes")
		require.Zero(t, code, errs)
		for d := yaml.NewDecoder(strings.NewReader(manifest)); ; {
			var one document
			if err := d.Decode(&one); err != nil {
				require.ErrorIs(t, err, io.EOF)
				return all
			}
			all = append(all, one)
		}
	}
	all := printed(filepath.Join(shared, "result"))
	require.Len(t, all, 2)
	job := all[1].Spec.Template.Spec
	require.Equal(t, []mount{{"shared", shared, ""}, {"carried", file, "file"}}, job.Containers[0].Mounts)
	require.Equal(t, map[string]string{"file": text}, all[0].Data)
	require.Equal(t, all[0].Metadata.Name, job.Volumes[1].Carried.Name)

	beside := printed(filepath.Join(dir, "result"))
	require.Len(t, beside, 1)
	require.Equal(t, []mount{{"shared", dir, ""}}, beside[0].Spec.Template.Spec.Containers[0].Mounts)
	require.NotEqual(t, all[1].Metadata.Name, beside[0].Metadata.Name)

	require.NoError(t, os.WriteFile(file, []byte(text+strings.Repeat("# much\n", 200_000)), 0o666))
	_, errs, code := command(t, "", "study", "submit", file, "--out", filepath.Join(shared, "result"), "--print", "kubernetes")
	require.Equal(t, 2, code)
	require.Contains(t, errs, "Kubernetes brings along at most 1000000: put it into "+shared)
}

// TestSubmitUntil: a study that cannot be shared is refused before its tasks would be.
func TestSubmitUntil(t *testing.T) {
	file := filepath.Join(t.TempDir(), "study.yaml")
	text := "base: {population: {scale: 50000}, months: 3}\nmeasures: [sota_share@last]\nuntil: {measure: sota_share@last, half_width: 0.1, at_most: 20}\n"
	require.NoError(t, os.WriteFile(file, []byte(text), 0o666))
	out, errs, code := command(t, "", "study", "submit", file, "--out", "x")
	require.Equal(t, 2, code)
	require.Empty(t, out)
	require.Contains(t, errs, "a study with until cannot be shared")
}

// TestSubmitFlags: what a cluster cannot run is refused, and nothing is printed.
func TestSubmitFlags(t *testing.T) {
	for want, args := range map[string][]string{
		"--print: the tasks need a folder that all machines have in common, add --parts": {"--stream", "--print", "slurm"},
		"--print: it is for all tasks, leave --task out":                                 {"--stream", "--parts", "x", "--tasks", "3", "--task", "0", "--print", "slurm"},
		"leave --checkpoint out":                    {"--stream", "--parts", "x", "--tasks", "3", "--checkpoint", "c", "--print", "slurm"},
		`--print: got "lsf", want slurm`:            {"--stream", "--parts", "x", "--tasks", "3", "--print", "lsf"},
		"--tasks: got 0, want 1 to 9999":            {"--stream", "--parts", "x", "--print", "slurm"},
		"it cannot be run in parts: people who are": {"--parts", "x", "--tasks", "3", "--print", "slurm"},
		"standard input cannot be had on a cluster": {"-", "--stream", "--parts", "x", "--tasks", "3", "--print", "slurm"},
		"leave --replicates out":                    {"--stream", "--parts", "x", "--tasks", "3", "--replicates", "3", "--print", "slurm"},
	} {
		out, errs, code := command(t, "", append([]string{"run"}, args...)...)
		require.NotZero(t, code, want)
		require.Contains(t, errs, want)
		require.Empty(t, out, want)
	}
}
