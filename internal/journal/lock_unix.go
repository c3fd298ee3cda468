//go:build unix

package journal

import (
	"errors"
	"os"
	"syscall"
)

// Lock opens a file that one process at a time can have. The system takes it back however the process ends. It returns ErrLocked
// if another process has it.
func Lock(name string) (*os.File, error) { return lock(name, syscall.LOCK_EX) }

// LockShared opens a file that many processes can have at a time that only read what it stands for, and then none by Lock.
func LockShared(name string) (*os.File, error) { return lock(name, syscall.LOCK_SH) }

func lock(name string, how int) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(ErrLocked, f.Close())
	}
	return f, nil
}
