package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// TestFullDiskProcess lets a run write over another on a small disk that fills up.
func TestFullDiskProcess(t *testing.T) {
	t.Parallel()
	disk := t.TempDir()
	if err := unix.Mount("cogap", disk, "tmpfs", 0, "size=8m"); err != nil {
		t.Skip("no small disk can be mounted here")
	}
	t.Cleanup(func() { unix.Unmount(disk, 0) })
	dir, filling := filepath.Join(disk, "result"), filepath.Join(disk, "filling")
	_, errs, code := command(t, "", with([]string{"run", "plain", "--out", dir, "--seed", "1"}, small...)...)
	require.Zero(t, code, errs)
	whole := contents(t, dir)
	for _, left := range []int64{0, 10_000, 300_000} { // bytes
		fill(t, filling, disk, left)
		said, err := asProcess(t, with([]string{"run", "plain", "--out", dir, "--seed", "2"}, small...)...).CombinedOutput()
		exit, ok := errors.AsType[*exec.ExitError](err)
		require.True(t, ok, err)
		require.Equal(t, exitFailed, exit.ExitCode())
		require.Equal(t, 1, strings.Count(string(said), "no space left on device"), string(said))
		require.Equal(t, whole, contents(t, dir))
	}
	require.NoError(t, os.Remove(filling))
	_, errs, code = command(t, "", with([]string{"run", "plain", "--out", dir, "--seed", "2"}, small...)...)
	require.Zero(t, code, errs)
	require.NotEqual(t, whole, contents(t, dir))
}

// fill writes a file that leaves so many bytes of a disk.
func fill(t *testing.T, name, disk string, left int64) {
	t.Helper()
	require.NoError(t, os.WriteFile(name, nil, 0o666))
	var there unix.Statfs_t
	require.NoError(t, unix.Statfs(disk, &there))
	require.NoError(t, os.WriteFile(name, make([]byte, int64(there.Bavail)*there.Bsize-left), 0o666))
}
