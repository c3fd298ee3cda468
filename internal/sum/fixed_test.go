package sum

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/internal/wire"
)

// exactly returns the sum in units of 2^-40 as an unbounded integer.
func exactly(s Fixed) *big.Int {
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

func TestAddOf(t *testing.T) {
	add := func(t require.TestingT, before Fixed, v float64, weight int64) {
		want, got := before, before
		want.Add(Of(v, weight))
		got.AddOf(v, weight)
		require.Equal(t, want, got, "%v times %d", v, weight)
	}
	for exponent := -60; exponent < 100; exponent++ { // through all places, and rounded up into the next
		for _, mantissa := range []float64{1, 2 - 0x1p-52, 1.5, -1} {
			add(t, Fixed{}, math.Ldexp(mantissa, exponent), 3)
		}
	}
	for _, v := range []float64{0, math.Copysign(0, -1), math.NaN(), math.Inf(1), math.Inf(-1), math.SmallestNonzeroFloat64} {
		add(t, Of(7, 7), v, 1)
	}
	rapid.Check(t, func(t *rapid.T) {
		v := math.Ldexp(rapid.Float64Range(-1, 1).Draw(t, "v"), rapid.IntRange(-60, 90).Draw(t, "exponent"))
		before := Fixed{rapid.Int64().Draw(t, "hi"), rapid.Uint64().Draw(t, "lo"), rapid.Uint64Range(0, full).Draw(t, "size")}
		add(t, before, v, rapid.Int64().Draw(t, "weight"))
	})
}

func TestEdges(t *testing.T) {
	require.Equal(t, 3.5, Of(3.5, 1).Float())
	require.Equal(t, -7.0, Of(-3.5, 2).Float())
	require.Equal(t, Fixed{}, Of(1e-13, 5), "rounds to nothing before the weight")
	require.Equal(t, 7.0, Of(-1e-9, math.MinInt64).Float()-Of(1e-9, math.MaxInt64).Float()+7)
	for _, s := range []Fixed{
		Of(math.NaN(), 1), Of(math.NaN(), 0), Of(math.Inf(1), 1), Of(math.Inf(-1), 1), Of(0x1p86, 1), Of(-0x1p86, 1), Of(0x1p85, 2),
		Of(0x1p60, 1<<40), Of(1e300, 1),
	} {
		require.True(t, s.Overflowed())
		require.True(t, math.IsNaN(s.Float()))
		s.Add(Of(-0x1p80, 1))
		s.Sub(Of(1, 1))
		require.True(t, s.Overflowed(), "for good")
	}
	require.False(t, Of(0x1p85, 1).Overflowed())
	require.Equal(t, -0x1p85, Of(-0x1p85, 1).Float())
}

// terms draws terms that are apt to overflow, of both signs.
func terms(t *rapid.T) []Fixed {
	var list []Fixed
	for range rapid.IntRange(1, 12).Draw(t, "terms") {
		v := rapid.Float64Range(-1, 1).Draw(t, "v") + rapid.SampledFrom([]float64{-0.5, 0.5}).Draw(t, "side")
		v = math.Ldexp(v, rapid.SampledFrom([]int{85, 84, 83, 86, 60}).Draw(t, "exponent"))
		list = append(list, Of(v, rapid.Int64Range(1, 8).Draw(t, "weight")))
	}
	return list
}

// sent is a sum after its way through bytes.
func sent(t *rapid.T, s Fixed) Fixed {
	var e wire.Encoder
	s.Encode(&e)
	d := wire.NewDecoder(e.Bytes)
	got := DecodeFixed(d)
	require.NoError(t, d.End())
	return got
}

// TestOverflow: a sum is exact or says that it is not, and which it is depends on the terms only: not on their order, nor
// on how they are split, nor on terms of both signs that cancel here and add up there.
func TestOverflow(t *testing.T) {
	overflows := 0
	rapid.Check(t, func(t *rapid.T) {
		list := terms(t)
		var forth, back, left, right Fixed
		exact, size := new(big.Int), new(big.Int)
		for i, term := range list {
			forth.Add(term)
			back.Add(list[len(list)-1-i])
			part := &left
			if rapid.Bool().Draw(t, "right") {
				part = &right
			}
			part.Add(term)
			x := exactly(term)
			exact.Add(exact, x)
			size.Add(size, x.Abs(x))
			if term.Overflowed() {
				size.Lsh(big.NewInt(1), 200)
			}
		}
		left.Add(right)
		require.Equal(t, forth, back)
		require.Equal(t, forth, left)
		require.Equal(t, forth, sent(t, forth), "on another machine too")
		slack := new(big.Int).Lsh(big.NewInt(int64(len(list))), 64) // sizes are rounded up
		limit := new(big.Int).Lsh(big.NewInt(1), 126)
		if forth.Overflowed() {
			overflows++
			require.Positive(t, slack.Add(slack, size).Cmp(limit))
			return
		}
		require.Negative(t, size.Cmp(limit))
		require.Zero(t, exact.Cmp(exactly(forth)), "exact")
	})
	require.Positive(t, overflows)
}

// TestOrder adds order-sensitive numbers in two orders; float64 sums of the same numbers differ.
func TestOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(0, 1e12), 2, 50).Draw(t, "values")
		var forth, back Fixed
		for i := range values {
			forth.Add(Of(values[i], 3))
			back.Add(Of(values[len(values)-1-i], 3))
		}
		require.Equal(t, forth, back)
		for _, v := range values {
			back.Sub(Of(v, 3))
		}
		require.Zero(t, back.Float())
	})
}
