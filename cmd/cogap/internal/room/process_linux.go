package room

import (
	"fmt"
	"math"
	"os"
	"runtime"
	"strings"

	"github.com/shirou/gopsutil/v4/mem"
	"golang.org/x/sys/unix"
)

// arena is by how much the heap reserves addresses at a time: up to so many stay empty.
const arena = 64 << 20

// ofProcess returns the limits of the process on addresses and on data. Both count what is reserved, and a Go program
// reserves much that it never touches.
func ofProcess() []Limit {
	m := statm()
	return []Limit{
		left(unix.RLIMIT_AS, m.size+stacks()+arena, "left by the limit of this process (ulimit -v)"),
		left(unix.RLIMIT_DATA, m.data+arena, "left by the limit of this process (ulimit -d)"),
		promised(),
	}
}

// stacks returns how many addresses threads will reserve that are yet to come: where Go is linked with the C library, 8 MiB of
// stack each and 64 MiB that malloc keeps for it. A program of Go has been seen to have 6 threads more than processors.
func stacks() int64 {
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil || !strings.Contains(string(maps), "/libc.so.6") {
		return 0
	}
	threads, _ := os.ReadDir("/proc/self/task")
	return 72 << 20 * int64(max(runtime.GOMAXPROCS(0)+6-len(threads), 0))
}

// promised returns how much more a machine may promise that promises only what it has, as some clusters do.
func promised() Limit {
	mode, err := os.ReadFile("/proc/sys/vm/overcommit_memory")
	if err != nil || strings.TrimSpace(string(mode)) != "2" {
		return Limit{}
	}
	m, err := mem.VirtualMemory()
	if err != nil {
		return Limit{}
	}
	return Limit{int64(m.CommitLimit) - int64(m.CommittedAS), "that this machine may still promise (vm.overcommit_memory)"}
}

func left(resource int, used int64, by string) Limit {
	var limit unix.Rlimit
	if unix.Getrlimit(resource, &limit) != nil || limit.Cur > math.MaxInt64 {
		return Limit{}
	}
	return Limit{int64(limit.Cur) - used, by}
}

// resident returns how much memory the process holds.
func resident() int64 { return statm().resident }

// memory is what a process has, in bytes: addresses, memory and private data.
type memory struct{ size, resident, data int64 }

// statm reads what the kernel says of this process; zeros if it says nothing.
func statm() (m memory) {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return memory{}
	}
	var shared, code, libraries int64
	fmt.Sscan(string(text), &m.size, &m.resident, &shared, &code, &libraries, &m.data)
	page := int64(os.Getpagesize())
	return memory{m.size * page, m.resident * page, m.data * page}
}
