package study

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/market"
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
	few.Design.Points = 2 // which share what is kept of people
	two, err := New(few)
	require.NoError(t, err)
	more, err := s.Estimate(1)
	require.NoError(t, err)
	least, err := two.Estimate(1)
	require.NoError(t, err)
	said := float64(more.Bytes-least.Bytes) / (runs - 2)
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

// TestPastsOfManyMonths: of more months than fit into little memory no past is looked for.
func TestPastsOfManyMonths(t *testing.T) {
	base := cogap.Plain()
	base.Population.Scale, base.Statistics.Every, base.Months = 1_000_000, 0, 24
	base.Market.Tiers[0].Price = market.Steps([]int{0, 20}, []float64{100, 200})
	p := Plan{Base: base, Factors: []Factor{{Path: "market.tiers[0].price.values[1]", Range: &Range{From: 100, To: 900, Levels: 3}}}, Measures: []string{"price"}}
	s, err := New(p)
	require.NoError(t, err)
	require.Positive(t, s.pasts().saved)
	p.Base.Months, p.Factors[0].Range.Levels = 1200, 1+mostMonths/1200
	s, err = New(p)
	require.NoError(t, err)
	require.Zero(t, s.pasts().saved)
}
