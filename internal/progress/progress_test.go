package progress

import (
	"bytes"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/vbauerster/mpb/v8"
)

func TestRate(t *testing.T) {
	for want, steps := range map[string]int64{
		"0 person-months/s": 0, "500 person-months/s": 1000, "1.5 thousand person-months/s": 3000,
		"59.0 million person-months/s": 118_000_000, "2.0 billion person-months/s": 4_000_000_000,
	} {
		require.Equal(t, want, rate(steps, 2*time.Second))
	}
	require.NotPanics(t, func() { rate(1, 0) })
}

// screen is what a bar draws on, from a goroutine of its own.
type screen struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// TestBarMoves: the bar goes on past the first thing that it is told.
func TestBarMoves(t *testing.T) {
	var s screen
	tell, end := bar(&s, 0, mpb.WithAutoRefresh())
	for _, done := range []int64{1, 50, 70} {
		tell(done, 100)
	}
	require.Eventually(t, func() bool { return bytes.Contains([]byte(s.String()), []byte("70 %")) }, 10*time.Second, 10*time.Millisecond)
	end()
	require.Contains(t, s.String(), "person-months/s  left ")
}

func TestQuietWhereThereIsNoTerminal(t *testing.T) {
	var s screen
	tell, end := bar(&s, 0)
	tell(1, 2)
	time.Sleep(10 * time.Millisecond)
	end()
	require.Empty(t, s.String())

	tell, end = Bar(&s)
	tell(2, 2)
	end()
	require.Empty(t, s.String(), "and in the first second")
}
