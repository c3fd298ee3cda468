package main

import (
	"os"
	"path/filepath"
	"regexp"
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
}

func TestPageErrors(t *testing.T) {
	empty := t.TempDir()
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"page", "essay", "--engine", empty, "--out", filepath.Join(empty, "it.html")}, "--engine: open "},
		{[]string{"page", "essay", "--people", "100000000", "--engine", empty}, "population.scale: got 2, which makes"},
		{[]string{"page", "essay", "--set", "months=1000", "--engine", empty}, "months: got 1000, want at most 240"},
		{[]string{"run", "--page"}, "--page: it is written beside the report, add --out"},
		{[]string{"run", "--engine", empty}, "--engine: it is for a page, add --page"},
		{[]string{"run", "--page", "--replicates", "2", "--out", empty}, "--page: replicates and parts have no report"},
	} {
		_, errs, code := command(t, "", c.args...)
		require.Equal(t, exitUsage, code, c.args)
		require.Contains(t, errs, c.says, c.args)
	}
}
