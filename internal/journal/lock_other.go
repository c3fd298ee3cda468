//go:build !unix

package journal

import "os"

// Lock opens the file. Where the system has no such locks it keeps nobody out.
func Lock(name string) (*os.File, error) { return open(name) }

// LockShared opens the file, as Lock does; it need not be writable.
func LockShared(name string) (*os.File, error) { return openShared(name) }
