//go:build unix

package journal

import (
	"errors"
	"os"
	"syscall"
)

// Lock opens a file that one process at a time can have. The system takes it back however the process ends. It returns ErrLocked
// if another process has it.
func Lock(name string) (*os.File, error) {
	f, err := open(name)
	return lock(f, err, syscall.LOCK_EX)
}

// LockShared opens a file that many processes can have at a time that only read what it stands for, and then none by Lock. They need
// not have the right to write.
func LockShared(name string) (*os.File, error) {
	f, err := openShared(name)
	return lock(f, err, syscall.LOCK_SH)
}

func lock(f *os.File, err error, how int) (*os.File, error) {
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(ErrLocked, f.Close())
	}
	return f, nil
}
