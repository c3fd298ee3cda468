//go:build !unix

package lock

import "os"

// File opens the file. Where the system has no such locks it keeps nobody out.
func File(name string) (*os.File, error) { return os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o666) }
