package progress

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"
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
	require.Equal(t, "12.5 runs/s", runs(25, 2*time.Second))
}

// TestBarMoves: the bar goes on past the first thing that it is told.
func TestBarMoves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var screen bytes.Buffer
		tell, end := bar(&screen, rate, 0, mpb.WithAutoRefresh())
		for _, done := range []int64{1, 50, 70} {
			tell(done, 100)
		}
		time.Sleep(time.Second) // of the test's own clock: it is drawn several times a second
		synctest.Wait()
		require.Contains(t, screen.String(), "70 %")
		end()
		require.Contains(t, screen.String(), "person-months/s  left ")
	})
}

// TestNotInTheFirstSecond: what is over in a second never had a bar.
func TestNotInTheFirstSecond(t *testing.T) {
	for took, drawn := range map[time.Duration]bool{900 * time.Millisecond: false, 2 * time.Second: true} {
		synctest.Test(t, func(t *testing.T) {
			var screen bytes.Buffer
			tell, end := bar(&screen, rate, time.Second, mpb.WithAutoRefresh())
			tell(1, 2)
			time.Sleep(took)
			synctest.Wait()
			require.Equal(t, drawn, strings.Contains(screen.String(), "50 %"), took)
			end()
		})
	}
}

func TestQuietWhereThereIsNoTerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var screen bytes.Buffer
		tell, end := bar(&screen, rate, 0)
		tell(1, 2)
		time.Sleep(time.Minute)
		end()
		require.Empty(t, screen.String())
	})
}
