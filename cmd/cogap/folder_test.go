package main

import (
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// contents returns the files in a folder, also hidden ones, with their texts.
func contents(t require.TestingT, dir string) map[string]string {
	texts := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(filepath.Join(dir, name))
		texts[name] = string(text)
		return err
	})
	require.NoError(t, err)
	return texts
}

// holds requires that a folder holds these files of a command, and nothing else.
func holds(t require.TestingT, dir string, want map[string]string) {
	got := contents(t, dir)
	written := readSums([]byte(got[sumsName]))
	require.Equal(t, slices.Sorted(maps.Keys(want)), written.names())
	for name, sum := range written {
		found, err := sumOf(filepath.Join(dir, filepath.FromSlash(name)))
		require.NoError(t, err)
		require.Equal(t, sum, found, name)
	}
	delete(got, sumsName)
	require.Equal(t, want, got)
}

// filesOf returns files with these texts.
func filesOf(texts map[string]string) []file {
	var files []file
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		files = append(files, file{name, textOf(texts[name])})
	}
	return files
}

// writeOnce is what a command does with its folder.
func writeOnce(t require.TestingT, dir string, files []file) error {
	f, err := claim(dir)
	require.NoError(t, err)
	defer f.release()
	return f.write(files)
}

// TestFolder: whatever commands write to a folder one after the other, it holds the files of the last.
func TestFolder(t *testing.T) {
	t.Parallel()
	texts := rapid.MapOf(rapid.SampledFrom([]string{"a", "b/a", "b/c", "d/e/f"}), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "folder")
		require.NoError(t, err)
		defer os.RemoveAll(dir)
		for _, want := range rapid.SliceOfN(texts, 1, 3).Draw(t, "runs") {
			require.NoError(t, writeOnce(t, dir, filesOf(want)))
			holds(t, dir, want)
		}
	})
}

// TestFullDisk: wherever the disk is full, the folder keeps what it held, nothing is left over, and it is said once.
func TestFullDisk(t *testing.T) {
	before := map[string]string{"a": "1", "b": "1", "c/d": "1"}
	dir := t.TempDir()
	require.NoError(t, writeOnce(t, dir, filesOf(before)))
	for i := range 4 {
		files := filesOf(map[string]string{"a": "2", "b": "2", "c/d": "2", "e": "2"})
		full := &fs.PathError{Op: "write", Path: "somewhere", Err: syscall.ENOSPC}
		files[i].write = func(io.Writer) error { return fmt.Errorf("table: %w", full) }
		err := writeOnce(t, dir, files)
		require.ErrorIs(t, err, syscall.ENOSPC)
		require.Equal(t, fmt.Sprintf("%s: %v; nothing in %s has changed", filepath.Join(dir, files[i].name), syscall.ENOSPC, dir), err.Error())
		holds(t, dir, before)
	}
}

// TestIncomplete: a file that can't be put in place does not hold up the others, the folder says so, and the next command
// mends it.
func TestIncomplete(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, writeOnce(t, dir, filesOf(map[string]string{"a": "1", "b": "1", "old": "1"})))
	blocked := filepath.Join(dir, "b")
	require.NoError(t, os.Remove(blocked))
	require.NoError(t, os.MkdirAll(filepath.Join(blocked, "kept"), 0o777))
	want := map[string]string{"a": "2", "b": "2", "c": "2"}
	require.ErrorContains(t, writeOnce(t, dir, filesOf(want)), blocked+": ")
	got := contents(t, dir)
	require.Equal(t, incompleteText, got[incompleteName])
	require.Equal(t, "2", got["a"])
	require.Equal(t, "2", got["c"])
	require.Equal(t, "2", got[comingName+"/b"], "it is not lost")
	require.NoError(t, os.RemoveAll(blocked))
	require.NoError(t, writeOnce(t, dir, filesOf(want)))
	holds(t, dir, want)
}

// TestOthersFiles: what a command did not write, or what somebody changed since, stays.
func TestOthersFiles(t *testing.T) {
	dir := t.TempDir()
	elsewhere := filepath.Join(t.TempDir(), "elsewhere")
	for _, name := range []string{elsewhere, filepath.Join(dir, "own")} {
		require.NoError(t, os.WriteFile(name, []byte("mine"), 0o666))
	}
	require.NoError(t, writeOnce(t, dir, filesOf(map[string]string{"a": "1", "notes": "1"})))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "notes"), []byte("changed"), 0o666))
	outside, err := filepath.Rel(dir, elsewhere)
	require.NoError(t, err)
	sum, err := sumOf(elsewhere)
	require.NoError(t, err)
	list, err := os.OpenFile(filepath.Join(dir, sumsName), os.O_APPEND|os.O_WRONLY, 0)
	require.NoError(t, err)
	fmt.Fprintf(list, "%s  %s\n%s  %s\nnonsense\n", sum, filepath.ToSlash(outside), sum, elsewhere)
	require.NoError(t, list.Close())
	require.NoError(t, writeOnce(t, dir, filesOf(map[string]string{"b": "2"})))
	require.FileExists(t, elsewhere)
	got := contents(t, dir)
	delete(got, sumsName)
	require.Equal(t, map[string]string{"b": "2", "notes": "changed", "own": "mine"}, got)
}

// TestOneWriter: two commands never write to a folder at once, and the second says so before it runs.
func TestOneWriter(t *testing.T) {
	dir := t.TempDir()
	first, err := claim(dir)
	require.NoError(t, err)
	_, errs, code := command(t, "", with([]string{"run", "plain", "--out", dir}, small...)...)
	require.Equal(t, exitFailed, code)
	require.Equal(t, "cogap: --out: "+dir+": another cogap writes there; wait for it, or choose another folder\n", errs)
	first.release()
	require.Empty(t, contents(t, dir))
	second, err := claim(dir)
	require.NoError(t, err)
	second.release()
}

// TestForeignFolder: a run and a study do not write into each other's folders, and neither over files that are not theirs.
func TestForeignFolder(t *testing.T) {
	t.Parallel()
	ofRun, ofStudy := filepath.Join(t.TempDir(), "run"), filepath.Join(t.TempDir(), "study")
	commands := map[string][]string{
		"run":     with([]string{"run", "plain"}, small...),
		"compare": with([]string{"compare", "essay", "voucher"}, small...),
		"study":   with([]string{"sweep", "plain", "behaviour.risk_aversion=1,2"}, small...),
	}
	into := func(name, dir string) (errs string, code int) {
		_, errs, code = command(t, "", with(commands[name], "--out", dir)...)
		return errs, code
	}
	for name, dir := range map[string]string{"run": ofRun, "study": ofStudy} {
		errs, code := into(name, dir)
		require.Zero(t, code, errs)
	}
	refused := func(name, dir, want string) {
		t.Helper()
		before := contents(t, dir)
		errs, code := into(name, dir)
		require.Equal(t, exitFailed, code)
		require.Contains(t, errs, want)
		require.Equal(t, before, contents(t, dir))
	}
	refused("run", ofStudy, "has plan.yaml, which is not of a run: take another folder")
	refused("compare", ofStudy, "has plan.yaml, which is not of a run")
	refused("study", ofRun, "has series.csv but no plan.yaml")
	require.NoError(t, os.Remove(filepath.Join(ofRun, "series.csv")))
	refused("study", ofRun, "has report.html but no plan.yaml")

	for _, name := range []string{"scenario.yaml", "tiers.csv"} { // one is seen before the run, one after it
		mine := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(mine, name), []byte("mine"), 0o666))
		refused("run", mine, "has "+name+", which is not of a run")
	}
	require.NoError(t, os.Remove(filepath.Join(ofRun, sumsName))) // as if a program had been killed twice
	require.NoError(t, os.WriteFile(filepath.Join(ofRun, incompleteName), nil, 0o666))
	errs, code := into("run", ofRun)
	require.Zero(t, code, errs)
	require.NoFileExists(t, filepath.Join(ofRun, incompleteName))
}

// FuzzSums: whatever cogap.sha256 holds, it names only files in its own folder; and what was written is read again.
func FuzzSums(f *testing.F) {
	f.Add("0123  a.csv\n4567  figures/b.png\n")
	f.Add("0123  ../a.csv\n4567  /etc/passwd\n89  \nno\n")
	f.Fuzz(func(t *testing.T, text string) {
		got := readSums([]byte(text))
		for _, name := range got.names() {
			require.True(t, filepath.IsLocal(name), name)
		}
		var written strings.Builder
		require.NoError(t, got.write(&written))
		require.Equal(t, got, readSums([]byte(written.String())))
	})
}
