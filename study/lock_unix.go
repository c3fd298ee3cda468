//go:build unix

package study

import (
	"errors"
	"os"
	"syscall"
)

// lock opens a file that one process at a time can have. The system takes it back however the process ends.
func lock(name string) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close()
		return nil, errors.New("a study is running there")
	}
	return f, nil
}
