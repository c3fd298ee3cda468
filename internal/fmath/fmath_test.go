package fmath

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/cogap/cogap/internal/vector/generated"
)

// errorOf is the absolute error where the true value is below 1, the relative error above.
func errorOf(got float32, want float64) float64 {
	return math.Abs(float64(got)-want) / max(1, math.Abs(want))
}

func TestLog(t *testing.T) {
	worst := 0.0
	for bits := uint32(0x00800000); bits < 0x7f800000; bits += 1009 { // every normal exponent, a prime step
		x := math.Float32frombits(bits)
		worst = max(worst, errorOf(Log(x), math.Log(float64(x))))
	}
	require.LessOrEqual(t, worst, 1.2e-7)
	require.Zero(t, Log(1))
}

func TestExp(t *testing.T) {
	worst := 0.0
	for x := -87.0; x <= 88; x += 1.0 / 4099 {
		f := float32(x)
		want := math.Exp(float64(f))
		worst = max(worst, math.Abs(float64(Exp(f))-want)/want)
	}
	require.LessOrEqual(t, worst, 1.3e-7)
	require.Equal(t, float32(1), Exp(0))
}

func TestNormal(t *testing.T) {
	worst := 0.0
	for n := int64(0); n < 1<<24; n += 7 {
		bits := uint32(n << 8)
		x := (2*float64(int32(bits)>>8) + 1) / (1 << 24)
		want := math.Sqrt2 * math.Erfinv(x)
		worst = max(worst, math.Abs(float64(Normal(bits))-want)/math.Abs(want))
	}
	require.LessOrEqual(t, worst, 3e-6)
	require.Equal(t, -Normal(0x7fffffff), Normal(0x80000000), "the lattice is symmetric")
	require.InDelta(t, 5.42, Normal(0x7fffffff), 0.01)
	require.InDelta(t, distuv.UnitNormal.Quantile(0.75), Normal(0x40000000), 1e-6)
}

// TestExponential compares the exponential deviate with the logarithm, from its least to its largest value.
func TestExponential(t *testing.T) {
	for _, word := range []uint32{0, 1 << 9, 12345678, 1 << 31, 4e9, math.MaxUint32 - 1<<9, math.MaxUint32} {
		want := -math.Log((float64(word>>9) + 0.5) * 0x1p-23)
		require.InDelta(t, want, Exponential(word), 6e-8+2e-7*want)
	}
	require.Positive(t, Exponential(math.MaxUint32))
	require.InDelta(t, 24*math.Ln2, Exponential(0), 1e-5)
}

// TestColumns: functions of columns are those of numbers to the bit, for columns of any length.
func TestColumns(t *testing.T) {
	exps, logs, words := make([]float32, 0, 175*64), []float32{}, []uint32{0, math.MaxUint32}
	for i := range cap(exps) {
		exps = append(exps, -87+float32(i)/64)
	}
	for bits := uint32(0x00800000); bits < 0x7f800000; bits += 100_003 { // every normal exponent, a prime step
		logs, words = append(logs, math.Float32frombits(bits)), append(words, bits*2654435761)
	}
	for _, n := range []int{0, 1, 7, 8, 9, 23, len(exps)} {
		x, y, z := slices.Clone(exps[len(exps)-n:]), slices.Clone(logs[:n]), make([]float32, n)
		ExpAll(x)
		LogAll(y)
		ExponentialAll(z, words[:n])
		for i := range n {
			require.Equal(t, Exp(exps[len(exps)-n+i]), x[i])
			require.Equal(t, Log(logs[i]), y[i])
			require.Equal(t, Exponential(words[i]), z[i])
		}
	}
}

// TestGenerated holds the assembly to the functions.
func TestGenerated(t *testing.T) {
	generated.Fresh(t, "columns_amd64.s", "../..", "../../agent/generate.go", "-fmath")
}
