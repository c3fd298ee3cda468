package population_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/population"
)

// TestLargePages: the system is asked for large pages under every large column.
func TestLargePages(t *testing.T) {
	if _, err := os.Stat("/sys/kernel/mm/transparent_hugepage"); err != nil {
		t.Skip("a system without large pages: ", err)
	}
	strata := population.USWorkforce2021()[:1]
	strata[0].People = 2_000_000
	p := population.New(population.NewLayout(strata, 1), 0, population.Keen)
	p.LargePages()
	c := p.Chunk(p.Chunks() / 2)
	for _, column := range [][]float32{c.Income, c.Cognition, c.Aptitude, c.Belief, c.Uncertainty, c.Habit, c.BudgetShare, c.Threshold, c.Keen} {
		require.True(t, asked(t, unsafe.Pointer(&column[0])))
	}
}

// asked reports whether large pages are asked for at a place, as /proc/self/smaps has it.
func asked(t *testing.T, at unsafe.Pointer) bool {
	t.Helper()
	maps, err := os.ReadFile("/proc/self/smaps")
	require.NoError(t, err)
	within := false
	for line := range strings.Lines(string(maps)) {
		var from, end uintptr
		if n, _ := fmt.Sscanf(line, "%x-%x ", &from, &end); n == 2 {
			within = from <= uintptr(at) && uintptr(at) < end
		}
		if flags, ok := strings.CutPrefix(line, "VmFlags:"); ok && within {
			return strings.Contains(flags+" ", " hg ")
		}
	}
	require.Fail(t, "no such memory")
	return false
}
