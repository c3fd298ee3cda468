package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/cmd/cogap/internal/room"
	"github.com/cogap/cogap/live"
)

// asCommand is the variable of the environment with which the test's program is the command itself.
const asCommand = "COGAP_TEST_AS_COMMAND"

func init() {
	if os.Getenv(asCommand) != "" {
		main() // which exits
	}
}

// TestServe runs the command as a process of its own: it says where its page is, answers, and ends with 0 when it is told to.
func TestServe(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no signals there")
	}
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(signal.String(), func(t *testing.T) {
			skipIgnored(t, signal)
			server, address := serving(t, os.Args[0])
			require.True(t, strings.Contains(shownAt(t, address), "<option"))
			require.NoError(t, server.Process.Signal(signal))
			require.NoError(t, server.Wait(), "exit code 0")
		})
	}
}

// TestServeOutlastsTerminal: a server that was started with nohup goes on when its terminal is closed.
func TestServeOutlastsTerminal(t *testing.T) {
	nohup, err := exec.LookPath("nohup")
	if err != nil {
		t.Skip("no nohup here")
	}
	server, address := serving(t, nohup, os.Args[0])
	require.NoError(t, server.Process.Signal(syscall.SIGHUP))
	require.True(t, strings.Contains(shownAt(t, address), "<option"))
	require.NoError(t, server.Process.Signal(syscall.SIGTERM))
	require.NoError(t, server.Wait(), "exit code 0")
}

// serving starts a server by the command and its first arguments, and returns where its page is.
func serving(t *testing.T, command string, args ...string) (server *exec.Cmd, address string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	server = exec.CommandContext(ctx, command, append(args, "serve", "essay", "--addr", "127.0.0.1:0", "--set", "behaviour.risk_aversion=3")...)
	server.Env = append(os.Environ(), asCommand+"=1")
	says, err := server.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, server.Start())
	line, err := bufio.NewReader(says).ReadString('\n')
	require.NoError(t, err)
	found := regexp.MustCompile(`^Serving "the question as asked" at (http://127\.0\.0\.1:\d+/) \(Ctrl-C ends it\)\n$`).FindStringSubmatch(line)
	require.NotNil(t, found, line)
	return server, found[1]
}

func shownAt(t *testing.T, address string) string {
	t.Helper()
	reply, err := http.Get(address)
	require.NoError(t, err)
	defer reply.Body.Close()
	text, err := io.ReadAll(reply.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, reply.StatusCode)
	return string(text)
}

// TestServeMemory: with the limits that it has unless told otherwise, the server stays below 600 MiB.
func TestServeMemory(t *testing.T) {
	if room.Left().Bytes < 1<<30 {
		t.Skip("it asks for a gigabyte, and less is left here")
	}
	before := debug.SetMemoryLimit(-1)
	defer debug.SetMemoryLimit(before)
	var memory memoryFlag
	t.Setenv("GOMEMLIMIT", "1GiB")
	require.NoError(t, memory.askServer(live.DefaultLimits()))
	require.Equal(t, before, debug.SetMemoryLimit(-1), "the user's own limit holds")
	t.Setenv("GOMEMLIMIT", "")
	require.NoError(t, memory.askServer(live.DefaultLimits()))
	require.Less(t, debug.SetMemoryLimit(-1), int64(600<<20))
	more := live.DefaultLimits()
	more.Agents *= 4
	require.NoError(t, memory.askServer(more))
	require.Greater(t, debug.SetMemoryLimit(-1), int64(800<<20), "larger runs need more")
	more.Agents = 1e15
	require.ErrorContains(t, memory.askServer(more), "2 runs at once of up to 1,000,000,000,000,000 agents need about")
}

func TestServeErrors(t *testing.T) {
	for want, args := range map[string][]string{
		"--addr: listen tcp": {"serve", "--addr", "127.0.0.1:999999"},
		"which makes":        {"serve", "--scale", "1"},
		"no-such":            {"serve", "no-such"},
		"got 0":              {"serve", "--months", "0"},
	} {
		_, errs, code := command(t, "", args...)
		require.Equal(t, exitUsage, code, errs)
		require.Contains(t, errs, want)
	}
}
