package main

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestRunInParts: tasks that know nothing of each other, and a merge, give the result of a streamed run at one place.
func TestRunInParts(t *testing.T) {
	dir := t.TempDir()
	parts, at := filepath.Join(dir, "parts"), func(name string) string { return filepath.Join(dir, name) }
	people := []string{"run", "world", "--people", "3000", "--months", "4", "--stream", "--quiet"}
	task := func(number string) []string {
		return append(people[:len(people):len(people)], "--parts", parts, "--task", number, "--tasks", "3")
	}
	_, errs, code := command(t, "", task("2")...)
	require.Zero(t, code, errs)
	_, errs, code = command(t, "", "merge", parts, "--out", at("merged"))
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "part 0 of 3 is missing\npart 1 of 3 is missing")
	require.NoFileExists(t, at("merged/scenario.yaml"))
	for _, number := range []string{"0", "1"} {
		out, errs, code := command(t, "", task(number)...)
		require.Zero(t, code, errs)
		require.Contains(t, out, "task "+number+" of 3 is done. When all tasks are: cogap merge "+parts)
	}
	merged, errs, code := command(t, "", "merge", parts, "--format", "json")
	require.Zero(t, code, errs)
	whole, errs, code := command(t, "", append(people, "--format", "json")...)
	require.Zero(t, code, errs)
	require.Equal(t, whole, merged)
}

// TestPartFlags: what says too little of a part, or too much, is refused before anything runs.
func TestPartFlags(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "parts")
	for want, args := range map[string][]string{
		"--parts: add --task and --tasks":                            {"--parts", dir},
		"--task: the tasks need a folder in common, add --parts":     {"--task", "0", "--tasks", "2"},
		`--task: got "2" of 2 --tasks, want auto or a number from 0`: {"--parts", dir, "--task", "2", "--tasks", "2"},
		"--parts: got an empty name, want a folder":                  {"--parts", ""},
		"--out goes to cogap merge":                                  {"--parts", dir, "--task", "0", "--tasks", "2", "--out", "x"},
		"--task auto: there is no task: none of SLURM_ARRAY_TASK_ID": {"--parts", dir, "--task", "auto", "--tasks", "2"},
	} {
		_, errs, code := command(t, "", append([]string{"run", "plain", "--people", "2000", "--stream"}, args...)...)
		require.Equal(t, exitUsage, code, want)
		require.Contains(t, errs, want)
	}
	_, errs, code := command(t, "", "run", "plain", "--people", "2000", "--parts", dir, "--task", "0", "--tasks", "2")
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "it cannot be run in parts: people who are stored see each month")
	require.NoDirExists(t, dir)
}
