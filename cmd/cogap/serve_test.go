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
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
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
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		t.Run(signal.String(), func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			server := exec.CommandContext(ctx, os.Args[0], "serve", "essay", "--addr", "127.0.0.1:0", "--set", "behaviour.risk_aversion=3")
			server.Env = append(os.Environ(), asCommand+"=1")
			says, err := server.StdoutPipe()
			require.NoError(t, err)
			require.NoError(t, server.Start())
			line, err := bufio.NewReader(says).ReadString('\n')
			require.NoError(t, err)
			found := regexp.MustCompile(`^Serving "the question as asked" at (http://127\.0\.0\.1:\d+/) \(Ctrl-C ends it\)\n$`).FindStringSubmatch(line)
			require.NotNil(t, found, line)
			reply, err := http.Get(found[1])
			require.NoError(t, err)
			page, err := io.ReadAll(reply.Body)
			require.NoError(t, err)
			require.NoError(t, reply.Body.Close())
			require.Equal(t, http.StatusOK, reply.StatusCode)
			require.True(t, strings.Contains(string(page), "<option"))
			begin := time.Now()
			require.NoError(t, server.Process.Signal(signal))
			require.NoError(t, server.Wait(), "exit code 0")
			require.Less(t, time.Since(begin), 5*time.Second)
		})
	}
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
