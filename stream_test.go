package cogap_test

import (
	"cmp"
	"errors"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/population"
)

// uncoupled is a scenario in which nobody reads what others do.
func uncoupled() cogap.Scenario {
	s := rich()
	s.Population.RightSide = 0
	s.Behaviour.WordOfMouth, s.Behaviour.PassThrough = 0, 0
	return s
}

// streaming is a scenario whose people are streamed: in one pass and with the default's other numbers, where by has zeros.
func streaming(s cogap.Scenario, by cogap.Stream) cogap.Scenario {
	d := cogap.Plain().Stream
	s.Stream = cogap.Stream{Passes: max(by.Passes, 1), PilotAgents: cmp.Or(by.PilotAgents, d.PilotAgents), Tolerance: cmp.Or(by.Tolerance, d.Tolerance)}
	return s
}

// TestStreamUncoupled: without coupling one pass is the stored run, to the bit, and needs no pilot.
func TestStreamUncoupled(t *testing.T) {
	stored := run(t, uncoupled(), cogap.Options{})
	for _, workers := range []int{1, 7} {
		streamed := run(t, streaming(uncoupled(), cogap.Stream{}), cogap.Options{Workers: workers})
		require.Equal(t, stored.Manifest.Result, streamed.Manifest.Result)
		require.Equal(t, 1, streamed.Stream.Passes)
		require.True(t, streamed.Stream.Exact)
		require.Zero(t, streamed.Stream.Pilot)
	}
}

// TestStreamCoupled: with coupling, iterating until nothing changes gives the stored run, to the bit; one pass after a
// pilot comes close, and the report says how close.
func TestStreamCoupled(t *testing.T) {
	s := small()
	stored := run(t, s, cogap.Options{})

	exact := run(t, streaming(s, cogap.Stream{Passes: 20, PilotAgents: 7000}), cogap.Options{})
	require.True(t, exact.Stream.Exact)
	require.Less(t, exact.Stream.Passes, 20)
	require.Equal(t, stored.Manifest.Result, exact.Manifest.Result)
	require.Equal(t, stored.Months, exact.Months)

	off := 1.0
	for passes := 1; passes <= 3; passes++ { // each pass comes closer
		r := run(t, streaming(s, cogap.Stream{PilotAgents: 35000, Passes: passes}), cogap.Options{})
		require.False(t, r.Stream.Exact)
		require.Equal(t, 35000, r.Stream.Pilot/1000*1000)
		require.InDelta(t, stored.Last().SOTAShare(), r.Last().SOTAShare(), 3e-3/float64(passes))
		require.Less(t, r.Stream.Months[13].Share, 0.6*off)
		require.Zero(t, r.Stream.Months[13].Price)
		off = r.Stream.Months[13].Share
		require.Positive(t, off)
	}
	require.Zero(t, exact.Stream.Months[13].Share)
}

// TestStreamReacts refuses to answer quietly where the market would have posted other prices.
func TestStreamReacts(t *testing.T) {
	s := small()
	s.Market.Providers = []market.Provider{market.DefaultProvider("lab")}
	s.Market.Providers[0].Pricing.Rule = market.RuleProfit
	s.Market.Providers[0].Pricing.From = market.Promotion
	s.Market.Tiers[0].Provider = "lab"
	r, err := cogap.Run(t.Context(), streaming(s, cogap.Stream{PilotAgents: 1000, Tolerance: 1e-9}), cogap.Options{})
	require.ErrorIs(t, err, cogap.ErrReacts)
	require.NotNil(t, r.Stream, "what was computed is not lost")

	stored := run(t, s, cogap.Options{})
	exact := run(t, streaming(s, cogap.Stream{PilotAgents: 7000, Passes: 40}), cogap.Options{})
	require.True(t, exact.Stream.Exact)
	require.Equal(t, stored.Manifest.Result, exact.Manifest.Result)
}

// TestStreamMemory streams ten times the people that the stored test has, in no more memory.
func TestStreamMemory(t *testing.T) {
	s := uncoupled()
	s.Population.Scale, s.Months, s.Statistics.Every = 100, 3, 0
	var before, peak runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	allocated := uint64(0)
	run(t, streaming(s, cogap.Stream{}), cogap.Options{Workers: 2, Progress: func(done, total int64) {
		runtime.GC() // so that what is in use is measured, and not when it was last collected
		runtime.ReadMemStats(&peak)
		allocated = max(allocated, peak.HeapAlloc)
	}})
	require.Less(t, int64(allocated)-int64(before.HeapAlloc), int64(32<<20), "1.4 million stored people would take 48 MB")
	p, err := cogap.Estimate(streaming(s, cogap.Stream{Passes: 3}), cogap.Options{})
	require.NoError(t, err)
	require.Zero(t, p.PeopleBytes)
	require.LessOrEqual(t, int64(allocated)-int64(before.HeapAlloc), p.Bytes)
	require.Less(t, p.Bytes, int64(32<<20))
	require.Equal(t, 3, p.Passes)
}

// TestSmallestPilot: a pilot of one agent for more people than a scale may say is one of as few as it may.
func TestSmallestPilot(t *testing.T) {
	s := cogap.Plain()
	s.Population = population.DefaultWorld()
	s.Population.Scale, s.Months = 1_000_000, 2
	r := run(t, streaming(s, cogap.Stream{PilotAgents: 1}), cogap.Options{})
	require.Positive(t, r.Stream.Pilot)
	require.Less(t, r.Stream.Pilot, r.Manifest.Agents)
}

// TestStreamInterrupted returns the last complete pass, or the pilot, when it is stopped.
func TestStreamInterrupted(t *testing.T) {
	enough := errors.New("enough")
	r, err := cogap.Run(t.Context(), streaming(small(), cogap.Stream{PilotAgents: 7000}), cogap.Options{
		OnMonth: func(cogap.Record) error { return enough },
	})
	require.ErrorIs(t, err, enough)
	require.Len(t, r.Months, 14)
}
