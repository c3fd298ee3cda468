//go:build unix

// Package lock keeps a folder for one process at a time.
package lock

import (
	"errors"
	"os"
	"syscall"
)

// ErrTaken says that another process has the file.
var ErrTaken = errors.New("another process is at work there")

// File opens a file that one process at a time can have. The system takes it back however the process ends.
func File(name string) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close()
		return nil, ErrTaken
	}
	return f, nil
}
