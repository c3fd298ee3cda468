package fixed

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// exactly returns the sum in units of 2^-40 as an unbounded integer.
func exactly(s Sum) *big.Int {
	n := new(big.Int).Lsh(big.NewInt(s.Hi), 64)
	return n.Add(n, new(big.Int).SetUint64(s.Lo))
}

func TestOf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Float64Range(-1e14, 1e14).Draw(t, "v")
		if rapid.Bool().Draw(t, "small") {
			v = math.Ldexp(v, -rapid.IntRange(0, 120).Draw(t, "by"))
		}
		weight := rapid.Int64Range(-1e10, 1e10).Draw(t, "weight")
		// floor(v*2^40 + 1/2), exactly
		x := big.NewFloat(v).SetPrec(300)
		x.SetMantExp(x, fraction)
		x.Add(x, big.NewFloat(0.5))
		scaled, _ := x.Int(nil)
		if x.Sign() < 0 && !x.IsInt() {
			scaled.Sub(scaled, big.NewInt(1))
		}
		want := scaled.Mul(scaled, big.NewInt(weight))
		got := exactly(Of(v, weight))
		require.Zero(t, want.Cmp(got), "%v times %d: got %v, want %v", v, weight, got, want)
	})
}

func TestEdges(t *testing.T) {
	require.Equal(t, Sum{}, Of(math.NaN(), 1))
	require.Equal(t, Sum{math.MaxInt64, math.MaxUint64}, Of(math.Inf(1), 1))
	require.Equal(t, Sum{math.MinInt64, 0}, Of(math.Inf(-1), 1))
	require.Equal(t, 3.5, Of(3.5, 1).Float())
	require.Equal(t, -7.0, Of(-3.5, 2).Float())
}

// TestOrder adds order-sensitive numbers in two orders; float64 sums of the same numbers differ.
func TestOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(0, 1e12), 2, 50).Draw(t, "values")
		var forth, back Sum
		for i := range values {
			forth.Add(Of(values[i], 3))
			back.Add(Of(values[len(values)-1-i], 3))
		}
		require.Equal(t, forth, back)
		for _, v := range values {
			back.Sub(Of(v, 3))
		}
		require.Equal(t, Sum{}, back)
	})
}
