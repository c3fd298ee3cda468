package study

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
)

// heap returns how many bytes are in use.
func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // what the first one finalised
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// TestMemoryOfRuns: what is kept of a run is what its estimate says, 8 bytes for each number and little beside, however many factors there are; so of 10,000 runs with a
// series of three years some 5 MB.
func TestMemoryOfRuns(t *testing.T) {
	const runs = 4000
	base := cogap.Plain()
	base.Population.Scale, base.Statistics.Every = 1_000_000, 0
	p := Plan{Base: base, Factors: Published(base)[8:], Design: Design{Halton, runs}, Series: []string{"sota_share"}}
	s, err := New(p)
	require.NoError(t, err)
	require.Len(t, s.columns, 36)
	few := p
	few.Design.Points = 1
	one, err := New(few)
	require.NoError(t, err)
	more, err := s.Estimate(1)
	require.NoError(t, err)
	least, err := one.Estimate(1)
	require.NoError(t, err)
	said := float64(more.Bytes-least.Bytes) / (runs - 1)
	require.InDelta(t, perRun+8*36, said, 1)

	before := heap()
	r := newResult(s)
	for i := range runs {
		j := Job{Index: i, Cell: i, Seed: uint64(i), Levels: make([]string, len(p.Factors))} // what is not kept
		r.keep(&Row{Job: j, Values: make([]float64, 36), Digest: "0123456789abcdef" + string(rune('a'+i%26))})
	}
	took := float64(heap()-before) / runs
	runtime.KeepAlive(r)
	require.Less(t, took, 8*36+130.0)
	require.Less(t, took, said)
}
