package main

import (
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/live/page"
)

// engine is a folder with something in the place of a model, whose compilation is tested with a browser.
func engine(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, "cogap.wasm"), []byte("a model"), 0o666))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "wasm_exec.js"), []byte("class Go {}"), 0o666))
	mine, err := buildOf()
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(folder, "build"), []byte(mine+"\n"), 0o666))
	return folder
}

// TestPage: the page that answers by itself is one file, of about so many people as a browser answers for at once.
func TestPage(t *testing.T) {
	file := filepath.Join(t.TempDir(), "it.html")
	out, errs, code := command(t, "", "page", "essay", "--set", "behaviour.risk_aversion=3", "--out", file, "--engine", engine(t))
	require.Zero(t, code, errs)
	require.Equal(t, "Wrote "+file+": open it in a browser\n", out)
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Contains(t, string(text), "class Go {}")
	link := regexp.MustCompile(`"link":"(1[\w-]+)"`).FindSubmatch(text)
	require.NotNil(t, link)
	s, err := page.Decode(string(link[1]), 1<<20)
	require.NoError(t, err)
	require.Equal(t, 3.0, s.Behaviour.RiskAversion)
	require.Equal(t, 7000, s.Population.Scale/1000*1000)
}

// TestPageBeside: the model for browsers that is beside the command needs no Go; it is kept elsewhere if that is asked for.
func TestPageBeside(t *testing.T) {
	t.Setenv("PATH", "")
	program, err := os.Executable()
	require.NoError(t, err)
	file, kept := filepath.Join(t.TempDir(), "it.html"), filepath.Join(t.TempDir(), "kept")
	page := []string{"page", "essay", "--out", file, "--save-engine", kept}
	_, errs, code := command(t, "", page...)
	require.NotZero(t, code)
	require.Contains(t, errs, "the model for browsers is compiled by the Go command, which is not here")

	beside := filepath.Join(filepath.Dir(program), "engine")
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(beside)) })
	require.NoError(t, os.CopyFS(beside, os.DirFS(engine(t))))
	_, errs, code = command(t, "", page...)
	require.Zero(t, code, errs)
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Contains(t, string(text), "class Go {}")
	model, err := os.ReadFile(filepath.Join(kept, "cogap.wasm"))
	require.NoError(t, err)
	require.Equal(t, "a model", string(model))
}

// TestPageOfAnotherBuild: a model for browsers that another build made is refused, with the names of both.
func TestPageOfAnotherBuild(t *testing.T) {
	folder, file := engine(t), filepath.Join(t.TempDir(), "it.html")
	for its, says := range map[string]string{"cogap 0.0.9, commit abc\n": `is of another build, "cogap 0.0.9, commit abc", than this command, "cogap `, "": `is of another build, ""`} {
		require.NoError(t, os.WriteFile(filepath.Join(folder, "build"), []byte(its), 0o666))
		_, errs, code := command(t, "", "page", "essay", "--out", file, "--engine", folder)
		require.Equal(t, exitUsage, code)
		require.Contains(t, errs, says)
		require.Contains(t, errs, "cogap page --save-engine "+folder)
		require.NoFileExists(t, file)
	}
}

// TestCommitOf: a build is of a commit only if nothing had been changed.
func TestCommitOf(t *testing.T) {
	of := func(modified string) *debug.BuildInfo {
		return &debug.BuildInfo{Settings: []debug.BuildSetting{{Key: "vcs.revision", Value: "abc"}, {Key: "vcs.modified", Value: modified}}}
	}
	require.Equal(t, "abc", commitOf(of("false")))
	require.Empty(t, commitOf(of("true")))
	require.Empty(t, commitOf(nil))
}

// TestRunPage: the report of a run leads to a page with its scenario beside it.
func TestRunPage(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "result")
	_, errs, code := command(t, "", "run", "essay", "--people", "5000", "--months", "3", "--out", folder, "--page", "--engine", engine(t))
	require.Zero(t, code, errs)
	require.FileExists(t, filepath.Join(folder, explorer))
	text, err := os.ReadFile(filepath.Join(folder, "report.html"))
	require.NoError(t, err)
	link := regexp.MustCompile(`href="explorer\.html#(1[\w-]+)"`).FindSubmatch(text)
	require.NotNil(t, link)
	s, err := page.Decode(string(link[1]), 1<<20)
	require.NoError(t, err)
	require.Equal(t, 3, s.Months)
	require.NotContains(t, string(text), "differ a little", "it has as many agents")

	_, errs, code = command(t, "", "run", "essay", "--people", "45000", "--months", "1", "--out", folder, "--force", "--page", "--engine", engine(t))
	require.Zero(t, code, errs)
	text, err = os.ReadFile(filepath.Join(folder, "report.html"))
	require.NoError(t, err)
	require.Regexp(t, `and see what comes out</a> <small>On 2\d,\d{3} agents, not 4\d,\d{3} as here, so its numbers differ a little\.</small>`, string(text))
}

// TestStudyPage: the report of a study leads to a page with the scenario that is varied, that of a comparison to one with the
// second scenario and the first behind it.
func TestStudyPage(t *testing.T) {
	t.Parallel()
	models := engine(t)
	for _, c := range []struct {
		args []string
		is   []string // scenarios of the link
	}{
		{[]string{"run", "essay", "--replicates", "2"}, []string{"the question as asked"}},
		{[]string{"sweep", "essay", "behaviour.captured_share=0.1,0.3"}, []string{"the question as asked"}},
		{[]string{"compare", "essay", "voucher", "--replicates", "2"}, []string{"a voucher for half the price", "the question as asked"}},
	} {
		folder := filepath.Join(t.TempDir(), "result")
		_, errs, code := command(t, "", append(c.args, "--people", "2000", "--months", "3", "--out", folder, "--page", "--engine", models)...)
		require.Zero(t, code, errs)
		requireTry(t, folder, c.is)
		require.NoError(t, os.Remove(filepath.Join(folder, explorer)))
		_, errs, code = command(t, "", "study", "report", folder, "--page", "--engine", models)
		require.Zero(t, code, errs)
		requireTry(t, folder, c.is)
	}
}

// requireTry requires that the report of a folder leads to a page beside it with some scenarios.
func requireTry(t *testing.T, folder string, names []string) {
	t.Helper()
	require.FileExists(t, filepath.Join(folder, explorer))
	text, err := os.ReadFile(filepath.Join(folder, "report.html"))
	require.NoError(t, err)
	link := regexp.MustCompile(`class="try" href="explorer\.html#([\w~-]+)"`).FindSubmatch(text)
	require.NotNil(t, link)
	require.Regexp(t, `<small>By one run, on \d,\d{3} agents`, string(text))
	var got []string
	for part := range strings.SplitSeq(string(link[1]), "~") {
		s, err := page.Decode(part, 1<<20)
		require.NoError(t, err)
		got = append(got, s.Name)
	}
	require.Equal(t, names, got)
}

func TestPageErrors(t *testing.T) {
	empty := t.TempDir()
	known := filepath.Join(empty, "known.yaml")
	require.NoError(t, os.WriteFile(known, []byte("base: essay\nnetwork: {kind: data, file: ties.csv}\n"), 0o666))
	require.NoError(t, os.WriteFile(filepath.Join(empty, "ties.csv"), []byte("from,to\n0,1\n"), 0o666))
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"page", "essay", "--engine", empty, "--out", filepath.Join(empty, "it.html")}, "--engine: open "},
		{[]string{"page", "essay", "--people", "100000000", "--engine", empty}, "population.scale: got 2, which makes"},
		{[]string{"page", "essay", "--set", "months=1000", "--engine", empty}, "months: got 1000, want at most 240"},
		{[]string{"page", known, "--engine", empty}, "network.file: got " + filepath.Join(empty, "ties.csv") + ", want none on this page"},
		{[]string{"serve", known}, "want none on this page"},
		{[]string{"page", "essay", "--engine", engine(t), "--out", empty}, empty + ": it is a folder, want a file"},
		{[]string{"run", "--page"}, "--page: it is written beside the report, add --out"},
		{[]string{"run", "--engine", empty}, "--engine: it is for a page, add --page"},
		{[]string{"run", "--page", "--parts", empty, "--task", "1", "--tasks", "2"}, "--page: a part of the people has no report"},
		{[]string{"compare", "essay", "voucher", "--page", "--out", empty}, "--page: it is written beside the report of many pairs of runs, add --replicates"},
		{[]string{"sweep", "essay", "--page", "months=1,2"}, "--page: it is written beside the report, add --out"},
	} {
		_, errs, code := command(t, "", c.args...)
		require.Equal(t, exitUsage, code, c.args)
		require.Contains(t, errs, c.says, c.args)
	}
}
