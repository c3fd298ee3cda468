package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/creack/pty"
	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
)

// TestInterruptedProcess stops a real process on a terminal, as Ctrl-C, a cluster and a terminal that is closed do: what is
// complete is on disk, whole.
func TestInterruptedProcess(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no signals there")
	}
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(signal.String(), func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "result")
			cmd := exec.CommandContext(t.Context(), os.Args[0], "run", "--scale", "100", "--months", "1200", "--out", dir, "--format", "parquet")
			cmd.Env = append(os.Environ(), asCommand+"=1", "TERM=xterm")
			var printed bytes.Buffer
			cmd.Stdout = &printed
			screen := startOnTerminal(t, cmd)
			untilShown(t, screen, regexp.MustCompile(`\b[1-9]\d* %`)) // of its bar: the first months are complete
			require.NoError(t, cmd.Process.Signal(signal))
			said, err := io.ReadAll(screen)
			if !errors.Is(err, syscall.EIO) { // as Linux says that nobody is there any more
				require.NoError(t, err)
			}
			require.Error(t, cmd.Wait())
			require.Equal(t, exitInterrupted, cmd.ProcessState.ExitCode(), string(said))
			require.Regexp(t, `cogap: interrupted after \d+ of 1200 months\r?\n`, string(said))
			require.NotEmpty(t, printed.String())
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

// startOnTerminal starts a command whose standard error is a terminal, and returns what reads that.
func startOnTerminal(t *testing.T, cmd *exec.Cmd) io.Reader {
	t.Helper()
	screen, terminal, err := pty.Open()
	require.NoError(t, err)
	t.Cleanup(func() { screen.Close() })
	require.NoError(t, pty.Setsize(screen, &pty.Winsize{Rows: 40, Cols: 120}))
	cmd.Stderr = terminal
	require.NoError(t, cmd.Start())
	require.NoError(t, terminal.Close())
	return screen
}

// untilShown reads what a program shows until it is what is wanted.
func untilShown(t *testing.T, screen io.Reader, want *regexp.Regexp) {
	t.Helper()
	var shown []byte
	part := make([]byte, 4096)
	for !want.Match(shown) {
		n, err := screen.Read(part)
		shown = append(shown, part[:n]...)
		require.NoError(t, err, "%s", shown)
	}
}
