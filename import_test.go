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

// TestImport builds the README's program in a module of its own, as a user would, and runs it.
func TestImport(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	program := regexp.MustCompile("(?s)```go\n(package main.*?)```").FindSubmatch(readme)
	require.NotNil(t, program, "the README shows a whole program")
	require.Less(t, strings.Count(string(program[1]), "\n"), 20)

	here, err := filepath.Abs(".")
	require.NoError(t, err)
	mod, err := os.ReadFile("go.mod")
	require.NoError(t, err)
	sums, err := os.ReadFile("go.sum")
	require.NoError(t, err)
	// the user's go.mod after `go mod tidy`: our requirements, and the library itself from this folder
	user := strings.Replace(string(mod), "module github.com/cogap/cogap", "module example.com/user", 1) +
		"\nrequire github.com/cogap/cogap v0.0.0\n\nreplace github.com/cogap/cogap => " + here + "\n"

	dir := t.TempDir()
	for name, content := range map[string]string{"main.go": string(program[1]), "go.mod": user, "go.sum": string(sums)} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o666))
	}
	cmd := exec.Command("go", "run", "-mod=mod", ".")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	shown := regexp.MustCompile("(?m)^at 400u: .*$").FindString(string(readme))
	require.NotEmpty(t, shown, "the README shows what the program prints")
	require.Equal(t, shown, strings.TrimSpace(string(out)), "the README shows what the program prints today")
}
