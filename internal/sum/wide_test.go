package sum

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/internal/wire"
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
			up.Add(v, weight)
			part := &down
			if i%2 == 0 {
				part = &half
			}
			part.Add(values[len(values)-1-i], weight)
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
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 0x1p126, -0x1p124, 1e300} {
		var s Wide
		s.Add(v, 4)
		require.True(t, s.Overflowed(), v)
		s.Add(1, 1)
		for _, x := range []float64{s.Float(), s.Over(2), s.OverSum(s), Variance(s, Wide{}, 1), Variance(Wide{}, s, 1)} {
			require.True(t, math.IsNaN(x))
		}
	}
	var s Wide
	s.Add(math.Inf(1), 0)
	require.True(t, s.Overflowed(), "whatever its weight")
	s = Wide{}
	s.Add(0x1p-128, 1)
	s.Add(0x1p-200, 1) // rounds to nothing
	s.Add(0x1p-129, 3) // a half rounds up, before the weight
	s.Add(0, 5)
	require.Equal(t, 4*0x1p-128, s.Float())
	s.Add(-0x1p125, 1)
	require.Equal(t, -0x1p125, s.Float())
	require.Equal(t, -0x1p124, s.Over(2))
	require.True(t, math.IsNaN(s.Over(0)))
	require.True(t, math.IsNaN(s.OverSum(Wide{})))
	require.Equal(t, 1.0, s.OverSum(s))
	require.Panics(t, func() { s.Add(1, -1) })
	s.Add(0x1p125, 1)
	require.True(t, s.Overflowed(), "by its size: in another order or split it would")
	s = Wide{}
	s.Add(0x1p124, 1)
	s.Add(0x1p-128, 4)
	s.Add(-0x1p124, 1)
	require.Equal(t, 4*0x1p-128, s.Float(), "exact in between")
}

// TestWideOverflow: a sum is exact or has overflowed, and which it is depends on its terms only.
func TestWideOverflow(t *testing.T) {
	overflows := 0
	rapid.Check(t, func(t *rapid.T) {
		var forth, back, left, right Wide
		want, size := new(big.Rat), 0.0
		exponents := rapid.SliceOfN(rapid.SampledFrom([]int{125, 124, 123, 110}), 1, 10).Draw(t, "exponents")
		var values []float64
		for _, e := range exponents {
			values = append(values, math.Ldexp(rapid.Float64Range(-1, 1).Draw(t, "v")+rapid.SampledFrom([]float64{-0.5, 0.5}).Draw(t, "side"), e))
		}
		for i, v := range values {
			forth.Add(v, 3)
			back.Add(values[len(values)-1-i], 3)
			part := &left
			if rapid.Bool().Draw(t, "right") {
				part = &right
			}
			part.Add(v, 3)
			size += math.Abs(3 * v)
			want.Add(want, new(big.Rat).SetFloat64(v))
		}
		left.Merge(right)
		var e wire.Encoder
		forth.Encode(&e)
		d := wire.NewDecoder(e.Bytes)
		require.Equal(t, forth, DecodeWide(d))
		require.NoError(t, d.End())
		require.Equal(t, forth, back)
		require.Equal(t, forth, left)
		if forth.Overflowed() {
			overflows++
			require.Greater(t, size, 0x1p126*(1-1e-9))
			return
		}
		require.Less(t, size, 0x1p126)
		exact, _ := want.Mul(want, big.NewRat(3, 1)).Float64()
		require.InDelta(t, exact, forth.Float(), math.Abs(exact)*1e-15+0x1p-120)
	})
	require.Positive(t, overflows)
}

// TestVariance: nothing cancels where all numbers nearly agree, and equal ones have none.
func TestVariance(t *testing.T) {
	var sum, squares Wide
	for _, x := range []float64{1 << 20, 1<<20 + 1, 1<<20 + 2} {
		sum.Add(x, 5)
		squares.Add(x*x, 5)
	}
	require.Equal(t, 2.0/3, Variance(sum, squares, 15))
	require.True(t, math.IsNaN(Variance(sum, squares, 0)))
	sum, squares = Wide{}, Wide{}
	x := float64(float32(0.1))
	for range 7 {
		sum.Add(x, 1)
		squares.Add(x*x, 1)
	}
	require.Zero(t, Variance(sum, squares, 7))
}
