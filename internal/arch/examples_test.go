package arch

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestExamplesStandAlone copies the examples into a module of somebody else: they use nothing that only this module may, and
// all that they need is found. That they compile is known from here; one of them is built there all the same.
func TestExamplesStandAlone(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds an example")
	}
	root, err := filepath.Abs(filepath.Join("..", ".."))
	require.NoError(t, err)
	dir, programs := t.TempDir(), 0
	files, err := filepath.Glob(filepath.Join(root, "examples", "*", "*.go"))
	require.NoError(t, err)
	embedded, err := filepath.Glob(filepath.Join(root, "examples", "*", "*.yaml"))
	require.NoError(t, err)
	for _, file := range slices.Concat(files, embedded) {
		example := filepath.Join(dir, filepath.Base(filepath.Dir(file)))
		require.NoError(t, os.MkdirAll(example, 0o777))
		copyFile(t, file, filepath.Join(example, filepath.Base(file)), nil)
		programs++
	}
	require.Greater(t, programs, 8)
	copyFile(t, filepath.Join(root, "go.sum"), filepath.Join(dir, "go.sum"), nil)
	copyFile(t, filepath.Join(root, "go.mod"), filepath.Join(dir, "go.mod"), func(text string) string { // the same versions
		return strings.Replace(text, "module "+module, "module example.org/mine\n\nrequire "+module+" v0.0.0\n\nreplace "+module+" => "+root, 1)
	})
	for _, args := range [][]string{{"list", "-test", "-deps", "./..."}, {"build", "-o", os.DevNull, "./firstfilter"}} {
		cmd := exec.CommandContext(t.Context(), "go", args...)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=readonly", "GOPROXY=off")
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", out)
	}
}

func copyFile(t *testing.T, from, to string, change func(string) string) {
	t.Helper()
	text, err := os.ReadFile(from)
	require.NoError(t, err)
	if change != nil {
		text = []byte(change(string(text)))
	}
	require.NoError(t, os.WriteFile(to, text, 0o666))
}
