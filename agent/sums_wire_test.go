package agent_test

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/agent"
)

// TestSumsOf: sums are read as they were written, of strata with other numbers of tiers too, and bytes that only say that they have many tiers do not get
// the memory of so many.
func TestSumsOf(t *testing.T) {
	var data [][]byte
	want := append(agent.NewSumsOf(2, 3), agent.NewSumsOf(1, 1)...)
	want[1].Tiers[2].People = 7
	for _, s := range want {
		b, err := s.AppendBinary(nil)
		require.NoError(t, err)
		data = append(data, b)
	}
	got, err := agent.SumsOf(data)
	require.NoError(t, err)
	require.Equal(t, want, got)

	forged := make([][]byte, 10_000)
	for g := range forged {
		forged[g] = []byte{agent.MaxTiers + 1}
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err = agent.SumsOf(forged)
	runtime.ReadMemStats(&after)
	require.Error(t, err)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(10_000_000)) // 12.7 million where the first one is believed
}
