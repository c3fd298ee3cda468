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

// programs finds the README's programs, each with the text that it is said to print.
var programs = regexp.MustCompile("(?s)```go\n(package main\n.*?)```\n\nIt prints\n\n```\n(.*?)```")

// TestImport builds each program of the README in a module of its own, as a user would, and runs it.
func TestImport(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	shown := programs.FindAllSubmatch(readme, -1)
	require.Len(t, shown, 2)
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
		require.Equal(t, string(program[2]), string(out), "the README shows what the program prints today")
	}
}
