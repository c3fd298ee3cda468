package sum

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestCompensated: as good as twice the digits, against the exact sum, whether added or merged.
func TestCompensated(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all, left, right Compensated
		var want Exact
		size := 0.0
		for range rapid.IntRange(0, 40).Draw(t, "n") {
			x := math.Ldexp(rapid.Float64Range(-1, 1).Draw(t, "x"), rapid.IntRange(-30, 30).Draw(t, "exponent"))
			y := rapid.Float64Range(-1, 1).Draw(t, "y")
			part := &left
			if rapid.Bool().Draw(t, "right") {
				part = &right
			}
			all.Add(x)
			all.AddProduct(x, y)
			part.Add(x)
			part.AddProduct(x, y)
			want.Add(x)
			want.AddProduct(x, y)
			size += 2 * math.Abs(x)
		}
		left.Merge(right)
		exact := want.Value()
		for _, got := range []float64{all.Value(), left.Value()} {
			require.InDelta(t, exact, got, math.Abs(exact)*0x1p-52+size*0x1p-96)
		}
	})
	var s Compensated
	for _, x := range []float64{1e16, 1, -1e16} {
		s.Add(x)
	}
	require.Equal(t, 1.0, s.Value(), "plain addition gives 0")
}

func TestCompensatedInfinite(t *testing.T) {
	var s Compensated
	s.Add(1)
	s.Add(math.Inf(1))
	require.True(t, math.IsInf(s.Value(), 1))
	s.Add(math.Inf(-1))
	require.True(t, math.IsNaN(s.Value()))
}

// TestTwo: a sum and its error are exactly the sum.
func TestTwo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Float64Range(-1e300, 1e300).Draw(t, "a"), rapid.Float64Range(-1e300, 1e300).Draw(t, "b")
		s, e := Two(a, b)
		require.Equal(t, a+b, s)
		require.Zero(t, big0().Add(float(a), float(b)).Cmp(big0().Add(float(s), float(e))))
		if math.Abs(a) >= math.Abs(b) {
			fast, err := FastTwo(a, b)
			require.Equal(t, []float64{s, e}, []float64{fast, err})
		}
	})
}

// TestDouble: 106 bits, of sums, products and quotients.
func TestDouble(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var d, other Double
		var want Exact
		size := 0.0
		for range rapid.IntRange(1, 30).Draw(t, "n") {
			x, y := rapid.Float64Range(-1e9, 1e9).Draw(t, "x"), rapid.Float64Range(1e-3, 1e3).Draw(t, "y")
			d.Add(x)
			other.AddProduct(x, y)
			want.Add(x)
			want.AddProduct(x, y)
			size += math.Abs(x) * (1 + y)
		}
		d.Merge(other)
		rest := want.Big()
		rest.Sub(rest, float(d.Hi)).Sub(rest, float(d.Lo))
		f, _ := rest.Float64()
		require.LessOrEqual(t, math.Abs(f), size*0x1p-98)
		require.InDelta(t, want.Value(), d.Value(), math.Abs(want.Value())*0x1p-52+size*0x1p-98)
		by := Double{Hi: rapid.Float64Range(1, 1e6).Draw(t, "by")}
		require.InDelta(t, want.Over(by.Hi), d.Over(by), math.Abs(want.Over(by.Hi))*0x1p-51+size*0x1p-98)
	})
}
