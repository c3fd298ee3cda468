package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
)

// TestInterruptedProcess stops a real process, as Ctrl-C and a cluster do: what is complete is on disk, whole.
func TestInterruptedProcess(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no signals there")
	}
	program := filepath.Join(t.TempDir(), "cogap")
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".").CombinedOutput()
	require.NoError(t, err, string(out))
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		t.Run(signal.String(), func(t *testing.T) {
			var dir string
			for wait := time.Second; ; wait *= 2 { // until a month is complete, on a slow machine too
				require.Less(t, wait, 2*time.Minute)
				dir = filepath.Join(t.TempDir(), "result")
				var stdout, stderr bytes.Buffer
				cmd := exec.CommandContext(t.Context(), program, "run", "--scale", "100", "--months", "1200", "--out", dir, "--format", "parquet")
				cmd.Stdout, cmd.Stderr = &stdout, &stderr
				require.NoError(t, cmd.Start())
				time.Sleep(wait)
				require.NoError(t, cmd.Process.Signal(signal))
				require.Error(t, cmd.Wait())
				require.Equal(t, exitInterrupted, cmd.ProcessState.ExitCode(), stderr.String())
				if stdout.Len() > 0 {
					require.Regexp(t, `cogap: interrupted after \d+ of 1200 months\n`, stderr.String())
					require.NotContains(t, stderr.String(), "person-months/s", "no bar in a pipe")
					break
				}
			}
			text, err := os.ReadFile(filepath.Join(dir, "result.json"))
			require.NoError(t, err)
			var result struct {
				Manifest cogap.Manifest
				Months   []any
			}
			require.NoError(t, json.Unmarshal(text, &result))
			require.Equal(t, result.Manifest.Months, len(result.Months))
			require.Positive(t, len(result.Months))
			require.Less(t, len(result.Months), 1200)
			for _, name := range []string{"scenario.yaml", "report.html", "series.parquet", "strata.parquet", "columns.csv"} {
				require.FileExists(t, filepath.Join(dir, name))
			}
			entries, err := os.ReadDir(dir)
			require.NoError(t, err)
			for _, e := range entries {
				require.False(t, strings.HasPrefix(e.Name(), "."), "%s is half-written", e.Name())
			}
		})
	}
}
