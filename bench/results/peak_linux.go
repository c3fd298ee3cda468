package main

import (
	"os"
	"syscall"
)

// peak is the memory that a process which has ended took at most, in MiB.
func peak(p *os.ProcessState) float64 { return float64(p.SysUsage().(*syscall.Rusage).Maxrss) / 1024 }
