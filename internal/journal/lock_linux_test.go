package journal_test

import (
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/internal/journal"
)

// TestLockToRead: who may only read a folder can have its lock with others who read, beside a file of the lock and without one, and
// not while somebody writes.
func TestLockToRead(t *testing.T) {
	dir := t.TempDir()
	name, bare := filepath.Join(dir, "lock"), filepath.Join(dir, "bare")
	held, err := journal.Lock(name)
	require.NoError(t, err)
	require.NoError(t, os.Mkdir(bare, 0o555))
	for _, d := range []string{filepath.Dir(dir), dir} {
		require.NoError(t, os.Chmod(d, 0o555))
	}
	require.NoError(t, os.Chmod(name, 0o444))
	defer func() { require.NoError(t, os.Chmod(dir, 0o755)) }()

	done := make(chan []error)
	go func() {
		runtime.LockOSThread()       // the thread ends with the goroutine
		_ = syscall.Setfsuid(65_534) // root may write everywhere
		_, none := journal.Lock(filepath.Join(bare, "lock"))
		_, written := journal.LockShared(name)
		closed := held.Close()
		one, first := journal.LockShared(name)
		other, second := journal.LockShared(name)
		third, without := journal.LockShared(filepath.Join(bare, "lock"))
		for _, f := range []*os.File{one, other, third} {
			_ = f.Close()
		}
		done <- []error{none, written, closed, first, second, without}
	}()
	got := <-done
	require.ErrorIs(t, got[0], os.ErrPermission)
	require.ErrorIs(t, got[1], journal.ErrLocked)
	for _, err := range got[2:] {
		require.NoError(t, err)
	}
}
