package fixed

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestWide holds sums to those of package big, in two orders.
func TestWide(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(-1e20, 1e20), 1, 20).Draw(t, "values")
		tiny := rapid.SliceOfN(rapid.Float64Range(-1e-20, 1e-20), 0, 20).Draw(t, "tiny")
		values = append(values, tiny...)
		weight := rapid.Int64Range(1, 1<<30).Draw(t, "weight")
		want := new(big.Rat)
		var up, down, half Wide
		for i, v := range values {
			require.True(t, up.Add(v, weight))
			part := &down
			if i%2 == 0 {
				part = &half
			}
			require.True(t, part.Add(values[len(values)-1-i], weight))
			term := new(big.Rat).SetFloat64(v)
			want.Add(want, term.Mul(term, new(big.Rat).SetInt64(weight)))
		}
		down.Merge(half)
		require.Equal(t, up, down)
		exact, _ := want.Float64()
		require.InDelta(t, exact, up.Float(), math.Abs(exact)*1e-15+0x1p-127*float64(weight)*float64(len(values)))
	})
}

func TestWideEdges(t *testing.T) {
	var s Wide
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 0x1p100, -0x1p98} {
		require.False(t, s.Add(v, 4), v)
	}
	require.Equal(t, Wide{}, s, "nothing was added")
	require.True(t, s.Add(0x1p-128, 1))
	require.True(t, s.Add(0x1p-200, 1), "rounds to nothing")
	require.True(t, s.Add(0x1p-129, 3), "a half rounds up, before the weight")
	require.Equal(t, 4*0x1p-128, s.Float())
	require.True(t, s.Add(-0x1p99, 1))
	require.Equal(t, -0x1p99, s.Float())
	require.Equal(t, -0x1p98, s.Over(2))
	require.True(t, math.IsNaN(s.Over(0)))
	require.True(t, math.IsNaN(s.OverSum(Wide{})))
	require.Equal(t, 1.0, s.OverSum(s))
	require.True(t, s.Add(0x1p99, 1))
	require.Equal(t, 4*0x1p-128, s.Float(), "exact in between")
	require.Panics(t, func() { s.Add(1, -1) })
}

// TestVariance: nothing cancels where all numbers nearly agree, and equal ones have none.
func TestVariance(t *testing.T) {
	var sum, squares Wide
	for _, x := range []float64{1 << 20, 1<<20 + 1, 1<<20 + 2} {
		require.True(t, sum.Add(x, 5))
		require.True(t, squares.Add(x*x, 5))
	}
	require.Equal(t, 2.0/3, Variance(sum, squares, 15))
	require.True(t, math.IsNaN(Variance(sum, squares, 0)))
	sum, squares = Wide{}, Wide{}
	x := float64(float32(0.1))
	for range 7 {
		require.True(t, sum.Add(x, 1))
		require.True(t, squares.Add(x*x, 1))
	}
	require.Zero(t, Variance(sum, squares, 7))
}
