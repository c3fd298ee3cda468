package cogap_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// programs finds programs of a page, each with the text that it is said to print.
var programs = regexp.MustCompile("(?s)```go\n(package main\n.*?)```\n\nIt prints\n\n```\n(.*?)```")

// TestReadmeIsShort: it is what a reader sees first; the rest is in docs/.
func TestReadmeIsShort(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	require.LessOrEqual(t, strings.Count(string(readme), "\n"), 130)
}

// TestImport builds the programs of the README and of docs/inequality.md in modules of their own, as a user would, and runs them.
func TestImport(t *testing.T) {
	var shown [][][]byte
	for _, name := range []string{"README.md", "docs/inequality.md"} {
		page, err := os.ReadFile(name)
		require.NoError(t, err)
		found := programs.FindAllSubmatch(page, -1)
		require.Len(t, found, 1, name)
		shown = append(shown, found...)
	}
	minimal, err := os.ReadFile("examples/minimal/main.go")
	require.NoError(t, err)
	require.Contains(t, string(minimal), string(shown[0][1]), "the first is examples/minimal")

	here, err := filepath.Abs(".")
	require.NoError(t, err)
	mod, err := os.ReadFile("go.mod")
	require.NoError(t, err)
	sums, err := os.ReadFile("go.sum")
	require.NoError(t, err)
	// the user's go.mod after `go mod tidy`: our requirements, and the library itself from this folder
	user := strings.Replace(string(mod), "module github.com/cogap/cogap", "module example.com/user", 1) +
		"\nrequire github.com/cogap/cogap v0.0.0\n\nreplace github.com/cogap/cogap => " + here + "\n"

	for _, program := range shown {
		code := regexp.MustCompile(`(?m)^.+$`).FindAll(program[1], -1)
		require.Less(t, len(code), 16, "a small program")
		dir := t.TempDir()
		for name, content := range map[string]string{"main.go": string(program[1]), "go.mod": user, "go.sum": string(sums)} {
			require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o666))
		}
		cmd := exec.Command("go", "run", "-mod=mod", ".")
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off")
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", out)
		require.Equal(t, string(program[2]), string(out), "the page shows what the program prints today")
	}
}
