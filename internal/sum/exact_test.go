package sum

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func float(x float64) *big.Float { return big0().SetFloat64(x) }
func big0() *big.Float           { return new(big.Float).SetPrec(BigBits) }

// widely spread values of both signs, so that sums in floating point depend on the order.
func spread64() *rapid.Generator[float64] {
	return rapid.OneOf(
		rapid.Float64Range(-1000, 1000),
		rapid.Float64(),
		rapid.Custom(func(t *rapid.T) float64 { return math.Exp(rapid.Float64Range(-700, 700).Draw(t, "log")) }),
		rapid.SampledFrom([]float64{0, 1, -1, 5e-324, -5e-324, math.MaxFloat64, -math.MaxFloat64, 0x1p-1022}),
	)
}

func TestExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		xs := rapid.SliceOf(spread64()).Draw(t, "x")
		want := big0()
		var got, other Exact
		cut := rapid.IntRange(0, len(xs)).Draw(t, "cut")
		for i, x := range xs {
			want.Add(want, float(x))
			if i < cut {
				got.Add(x)
			} else {
				other.Add(x)
			}
		}
		got.Merge(&other)
		require.Zero(t, want.Cmp(got.Big()))
		f, _ := want.Float64()
		require.Equal(t, math.Float64bits(f+0), math.Float64bits(got.Value()))

		negative, zeros, digits := got.Digits()
		var again Exact
		again.SetDigits(negative, zeros, digits)
		got.carry()
		require.Equal(t, got, again, "digits are the sum")
	})
}

func TestExactProducts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := big0()
		var got Exact
		for range rapid.IntRange(0, 20).Draw(t, "n") {
			x := rapid.Float64Range(-1e100, 1e100).Draw(t, "x")
			y := rapid.Float64Range(-1e100, 1e100).Draw(t, "y")
			if math.Abs(x*y) < 1e-200 {
				continue // a part of the product may be below the smallest number
			}
			want.Add(want, big0().Mul(float(x), float(y)))
			got.AddProduct(x, y)
		}
		require.Zero(t, want.Cmp(got.Big()))
	})
}

// TestExactCarries adds more often than a digit has room for, had carries never moved up.
func TestExactCarries(t *testing.T) {
	var s Exact
	top := float64(1<<53 - 1)
	s.Add(top)
	want := top
	for range 70 { // doubles 70 times: 2^123 in digits that hold 63 bits
		o := s
		s.Merge(&o)
		want *= 2
	}
	require.Equal(t, want, s.Value())
	s.adds = 1 << 30
	s.Add(-top)
	require.Equal(t, uint32(1), s.adds)
}

func TestExactDigitsEnd(t *testing.T) {
	var s Exact
	require.PanicsWithValue(t, "sum: too many digits", func() { s.SetDigits(false, MaxDigits-1, make([]uint32, 2)) })
	require.PanicsWithValue(t, "sum: too many digits", func() { s.SetDigits(false, -1, nil) })
	s.SetDigits(true, MaxDigits-1, []uint32{math.MaxUint32})
	require.True(t, math.IsInf(s.Value(), -1), "beyond the range of float64")
	require.InEpsilon(t, 0x1p142, s.Over(-math.MaxFloat64), 1e-9)
}
