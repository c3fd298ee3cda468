package room

import (
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// TestLeft: the tightest limit counts, less what is taken of it.
func TestLeft(t *testing.T) {
	free := Left()
	require.Positive(t, free.Bytes)
	require.NotEmpty(t, free.By)
	const allow = 2 << 30
	for resource, name := range map[int]string{unix.RLIMIT_DATA: "ulimit -d", unix.RLIMIT_AS: "ulimit -v"} {
		var old unix.Rlimit
		require.NoError(t, unix.Getrlimit(resource, &old))
		used := map[int]int64{unix.RLIMIT_DATA: statm().data, unix.RLIMIT_AS: statm().size}[resource]
		require.NoError(t, unix.Setrlimit(resource, &unix.Rlimit{Cur: uint64(used + allow), Max: old.Max}))
		got := Left()
		require.NoError(t, unix.Setrlimit(resource, &old))
		if free.Bytes < allow {
			t.Skip("the machine has less than that")
		}
		require.Contains(t, got.By, name)
		require.LessOrEqual(t, got.Bytes, int64(allow))
		require.Positive(t, got.Bytes)
	}
	require.Positive(t, resident())
}
