package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
)

// TestInterruptedProcess stops a real process on a terminal, as Ctrl-C, a cluster and a terminal that is closed do: what is
// complete is on disk, whole.
func TestInterruptedProcess(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("no signals there")
	}
	for _, sent := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(sent.String(), func(t *testing.T) {
			skipIgnored(t, sent)
			months := 100
			dir, cmd, said, printed := interrupted(t, months, sent)
			for cmd.ProcessState.Success() { // it had ended before the signal came, as it may on a busy machine
				months *= 4
				dir, cmd, said, printed = interrupted(t, months, sent)
			}
			require.Equal(t, exitInterrupted, cmd.ProcessState.ExitCode(), string(said))
			require.Regexp(t, fmt.Sprintf(`cogap: interrupted after \d+ of %d months\r?\n`, months), string(said))
			require.NotEmpty(t, printed)
			text, err := os.ReadFile(filepath.Join(dir, "result.json"))
			require.NoError(t, err)
			var result struct {
				Manifest cogap.Manifest
				Months   []any
			}
			require.NoError(t, json.Unmarshal(text, &result))
			require.Equal(t, result.Manifest.Months, len(result.Months))
			require.Positive(t, len(result.Months))
			require.Less(t, len(result.Months), months)
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

// skipIgnored skips a test of a signal that this process ignores, as after nohup: its children ignore it too.
func skipIgnored(t *testing.T, sent os.Signal) {
	if signal.Ignored(sent) {
		t.Skipf("%v is ignored here", sent)
	}
}

// interrupted runs a process of so many months into a folder and sends it a signal once its first months are complete. It returns what it said and
// what it printed.
func interrupted(t *testing.T, months int, sent os.Signal) (dir string, cmd *exec.Cmd, said []byte, printed string) {
	dir = filepath.Join(t.TempDir(), "result")
	cmd = asProcess(t, "run", "plain", "--scale", "100", "--months", strconv.Itoa(months), "--out", dir, "--format", "parquet")
	var out bytes.Buffer
	cmd.Stdout = &out
	screen := startOnTerminal(t, cmd)
	untilShown(t, screen, regexp.MustCompile(`\b[1-9]\d* %`)) // of its bar
	cmd.Process.Signal(sent)                                  // where it has ended, who calls looks at how
	said, err := io.ReadAll(screen)
	if !errors.Is(err, syscall.EIO) { // as Linux says that nobody is there any more
		require.NoError(t, err)
	}
	cmd.Wait()
	return dir, cmd, said, out.String()
}

// asProcess returns the command as a process of its own.
func asProcess(t *testing.T, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(t.Context(), os.Args[0], args...)
	cmd.Env = append(os.Environ(), asCommand+"=1", "TERM=xterm")
	return cmd
}

// TestKilledProcess kills a real process at many moments while it writes over an earlier run: what is there is one run, or
// says that it may not be. The next run leaves nothing of it.
func TestKilledProcess(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "result")
	seeded := func(seed int) []string {
		return with([]string{"run", "plain", "--out", dir, "--seed", strconv.Itoa(seed)}, small...)
	}
	var whole map[string]string
	repair := func() {
		_, errs, code := command(t, "", seeded(0)...)
		require.Zero(t, code, errs)
		if whole == nil {
			whole = contents(t, dir)
		}
		require.Equal(t, whole, contents(t, dir))
	}
	repair()
	const all = math.MaxInt
	caught := map[string]int{}
	for seed, files := range []int{1, 5, 20, len(whole), all, all, all} {
		cmd := asProcess(t, seeded(seed+1)...)
		require.NoError(t, cmd.Start())
		ended := make(chan struct{})
		go func() { cmd.Wait(); close(ended) }()
		untilWritten(dir, files, ended)
		cmd.Process.Kill()
		<-ended
		end := state(t, dir)
		caught[end]++
		if end == "incomplete" {
			repair()
		}
	}
	t.Log(caught)
	require.Positive(t, caught["on the way"])
	repair()
}

// untilWritten waits until so many files are on their way to a folder or all begin to be put in place, or until the program
// ends.
func untilWritten(dir string, files int, ended <-chan struct{}) {
	look := time.NewTicker(100 * time.Microsecond) // a processor is left to the program
	defer look.Stop()
	for {
		select {
		case <-ended:
			return
		case <-look.C:
		}
		if _, err := os.Stat(filepath.Join(dir, incompleteName)); err == nil {
			return
		}
		names, _ := os.ReadDir(filepath.Join(dir, comingName))
		pictures, _ := os.ReadDir(filepath.Join(dir, comingName, "figures"))
		if len(names)+len(pictures) >= files {
			return
		}
	}
}

// state says how a killed program left its folder.
func state(t *testing.T, dir string) string {
	t.Helper()
	got := contents(t, dir)
	if _, ok := got[incompleteName]; ok {
		return "incomplete"
	}
	state := "whole"
	for name := range got {
		if strings.HasPrefix(name, comingName) {
			state = "on the way"
			delete(got, name)
		}
	}
	sums := readSums([]byte(got[sumsName]))
	delete(got, sumsName)
	require.Equal(t, slices.Sorted(maps.Keys(got)), sums.names())
	for name := range got {
		sum, err := sumOf(filepath.Join(dir, name))
		require.NoError(t, err)
		require.Equal(t, sums[name], sum, name)
	}
	return state
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

// untilShown reads what a program shows until it is what is wanted, or until the program has ended.
func untilShown(t *testing.T, screen io.Reader, want *regexp.Regexp) {
	t.Helper()
	var shown []byte
	part := make([]byte, 4096)
	for !want.Match(shown) {
		n, err := screen.Read(part)
		shown = append(shown, part[:n]...)
		if errors.Is(err, syscall.EIO) { // as Linux says that nobody is there any more
			return
		}
		require.NoError(t, err, "%s", shown)
	}
}
