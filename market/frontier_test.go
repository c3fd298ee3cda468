package market

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/internal/param"
)

func gainIn(f Frontier, direct, full [domains]float64, month int) float64 {
	m := f.In(month)
	return m.Gain(direct, full)
}

func TestFrontierIsTheModels(t *testing.T) {
	f := DefaultFrontier()
	require.NoError(t, param.Check(f))
	mid := [domains]float64{-7, -1, 5, 5, 17}
	phi := [domains]float64{0.26, 0.20, 0.25, 0.40, 0.15}
	direct := [domains]float64{0.1, 0.01, 0.02, 0.03, 0.1}
	full := [domains]float64{0.2, 0.05, 0.1, 0.05, 0.5}
	for month := range 60 {
		want := 0.0
		for d, capability := range f.At(month) {
			require.InDelta(t, 1/(1+math.Exp(-0.1*(float64(month)-mid[d]))), capability, 1e-7)
			want += phi[d] * (direct[d] + (full[d]-direct[d])*capability)
		}
		require.InDelta(t, want, gainIn(f, direct, full, month), 1e-12)
	}
	require.Equal(t, 0.5, f.At(-7)[0])
}

func TestFrontierIsTheSameBitsEverywhere(t *testing.T) {
	f := DefaultFrontier()
	ones := [domains]float64{1, 1, 1, 1, 1}
	require.Equal(t, uint64(0x3fe18372a95d5983), math.Float64bits(gainIn(f, [domains]float64{}, ones, 0)))
}

func TestClosedDomainGivesNothing(t *testing.T) {
	f := DefaultFrontier()
	f.Coding.Open = Steps([]int{0, 12}, []float64{1, 0})
	half := [domains]float64{0.5}
	require.Positive(t, gainIn(f, half, half, 11))
	require.Zero(t, gainIn(f, half, half, 12))
	require.Equal(t, 0.5, f.At(-7)[0], "what it could do is not what it may")
}

func TestGainLiesBetweenDirectAndFull(t *testing.T) {
	f := DefaultFrontier()
	rapid.Check(t, func(t *rapid.T) {
		var direct, full [domains]float64
		for d := range full {
			full[d] = rapid.Float64Range(0, 0.2).Draw(t, "full")
			direct[d] = full[d] * rapid.Float64Range(0, 1).Draw(t, "direct")
		}
		month := rapid.IntRange(0, 120).Draw(t, "month")
		gain := gainIn(f, direct, full, month)
		require.GreaterOrEqual(t, gain+1e-12, gainIn(f, direct, direct, month))
		require.LessOrEqual(t, gain, gainIn(f, full, full, month)+1e-12)
		require.LessOrEqual(t, gain, gainIn(f, direct, full, month+1)+1e-9, "the frontier never moves back")
	})
}

func TestLagged(t *testing.T) {
	f := DefaultFrontier()
	require.Equal(t, 1.0, f.Lagged(0, 0))
	require.InDelta(t, 0.62, f.Lagged(0, 8), 0.005)
	require.InDelta(t, 0.40, f.Lagged(0, 14), 0.005)
	last := 0.0
	for month := range 240 {
		q := f.Lagged(month, 10)
		require.Greater(t, q, last, "laggards close up as the frontier levels off")
		require.LessOrEqual(t, q, 1.0)
		require.LessOrEqual(t, f.Lagged(month, 12), q, "the longer the lag, the worse")
		last = q
	}
	require.InDelta(t, 1, last, 1e-6)
	require.Equal(t, 1.0, Frontier{}.Lagged(5, 3), "no frontier, no lag")
}
