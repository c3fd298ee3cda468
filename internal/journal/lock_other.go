//go:build !unix

package journal

import "os"

// Lock opens the file. Where the system has no such locks it keeps nobody out.
func Lock(name string) (*os.File, error) { return os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o666) }

// LockShared opens the file, as Lock does.
func LockShared(name string) (*os.File, error) { return Lock(name) }
