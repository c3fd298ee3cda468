// Package generated holds assembly to the program that writes it, in tests.
package generated

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// Fresh fails a test if a program, such as generate.go, would write another file with such flags. It skips it where avo, which writes assembly,
// cannot be had. root is the folder of go.tools.mod, which says which avo.
func Fresh(t *testing.T, file, root, program string, flags ...string) {
	t.Helper()
	fresh := filepath.Join(t.TempDir(), file)
	tools := "-modfile=" + filepath.Join(root, "go.tools.mod")
	if out, err := command("list", tools, "github.com/mmcloughlin/avo/build").CombinedOutput(); err != nil {
		t.Skipf("whether %s is as generated: avo cannot be had here: %s", file, out)
	}
	out, err := command(append([]string{"run", tools, program, "-out", fresh}, flags...)...).CombinedOutput()
	require.NoError(t, err, "%s", out)
	require.True(t, body(t, fresh) == body(t, file), "%s is not as %s writes it: go generate", file, program)
}

func command(arguments ...string) *exec.Cmd {
	cmd := exec.Command("go", arguments...)
	cmd.Env = append(os.Environ(), "GOWORK=off")
	return cmd
}

// body is a file without its first line, which says where it was written.
func body(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	_, rest, _ := bytes.Cut(text, []byte("\n"))
	return string(rest)
}
