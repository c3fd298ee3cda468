//go:build !linux

package room

// ofProcess returns no limit: macOS does not enforce any, Windows has none that is set by users.
func ofProcess() []Limit { return nil }

func resident() int64 { return 0 }
