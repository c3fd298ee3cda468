// Package room says how much memory a process may still take, so that what needs more is refused rather than killed.
package room

import (
	"math"

	"github.com/KimMachineGun/automemlimit/memlimit"
	"github.com/shirou/gopsutil/v4/mem"
)

// Limit is how much more memory there is, and what sets it.
type Limit struct {
	Bytes int64  // never negative
	By    string // such as "free on this machine"
}

// Left returns the tightest limit: of the process (ulimit -v, ulimit -d), of its cgroup, versions 1 and 2, or of the machine.
// What cannot be found out does not limit.
//
// It is what there is now: what others in the cgroup use is not known, and what others will take from the machine
// neither.
func Left() Limit {
	least := Limit{math.MaxInt64, "no limit is known"}
	for _, l := range append(ofProcess(), ofCgroup(), ofMachine()) {
		if l.By != "" && l.Bytes < least.Bytes {
			least = l
		}
	}
	least.Bytes = max(least.Bytes, 0)
	return least
}

func ofCgroup() Limit {
	limit, err := memlimit.FromCgroup()
	if err != nil || limit > math.MaxInt64 {
		return Limit{}
	}
	return Limit{int64(limit) - resident(), "left by the limit of the cgroup"}
}

func ofMachine() Limit {
	m, err := mem.VirtualMemory()
	if err != nil || m.Available > math.MaxInt64 {
		return Limit{}
	}
	return Limit{int64(m.Available), "free on this machine"}
}
