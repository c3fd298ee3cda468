package wire_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/internal/wire"
)

const format = "abc\x01"

func sealed(u uint64, i int64, f float64, b []byte) []byte {
	e := wire.Encoder{Bytes: []byte(format)}
	e.Uint(u)
	e.Int(i)
	e.Bool(i < 0)
	e.Float(f)
	e.Block(b)
	e.Seal(0)
	return e.Bytes
}

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u, i, f := rapid.Uint64().Draw(t, "u"), rapid.Int64().Draw(t, "i"), rapid.Float64().Draw(t, "f")
		b := rapid.SliceOf(rapid.Byte()).Draw(t, "b")
		d := wire.Unseal(sealed(u, i, f, b), format)
		require.Equal(t, u, d.Uint("u", math.MaxUint64))
		require.Equal(t, i, d.Int("i", math.MinInt64, math.MaxInt64))
		require.Equal(t, i < 0, d.Bool("negative"))
		require.Equal(t, math.Float64bits(f), math.Float64bits(d.Float()))
		require.Equal(t, string(b), string(d.Block("b")))
		require.NoError(t, d.End())
	})
}

// TestDamage: any one bit that flips, and any end that is missing, is seen.
func TestDamage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		data := sealed(7, -3, 0.5, []byte("text"))
		if rapid.Bool().Draw(t, "cut") {
			data = data[:rapid.IntRange(0, len(data)-1).Draw(t, "length")]
		} else {
			data[rapid.IntRange(0, len(data)-1).Draw(t, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		}
		require.ErrorIs(t, wire.Unseal(data, format).Err(), wire.ErrFormat)
	})
}

// TestBounds: what is out of bounds is an error, and nothing follows it.
func TestBounds(t *testing.T) {
	d := wire.Unseal(sealed(7, -3, 0.5, nil), format)
	require.Zero(t, d.Uint("people", 6))
	require.ErrorIs(t, d.Err(), wire.ErrFormat)
	require.ErrorContains(t, d.End(), "people: got 7, which cannot be")
	require.Zero(t, d.Int("next", -9, 9))
	require.Zero(t, d.Float())
	require.Empty(t, d.Block("text"))
	require.ErrorContains(t, wire.Unseal(sealed(1, 1, 1, nil), "abc\x02").Err(), "version 1, want 2")
	require.ErrorContains(t, wire.Unseal(sealed(1, 1, 1, nil), "abd\x01").Err(), `no "abd" at the start`)
	require.ErrorContains(t, wire.Unseal(sealed(1, 1, 1, nil), format).End(), "bytes too many")

	var e wire.Encoder
	e.Uint(1 << 40)
	require.Empty(t, wire.NewDecoder(e.Bytes).Block("list"), "a length that cannot be asks for no memory")
}

func FuzzDecoder(f *testing.F) {
	f.Add(sealed(7, -3, 0.5, []byte("text")))
	f.Fuzz(func(t *testing.T, data []byte) {
		d := wire.Unseal(data, format)
		d.Uint("u", math.MaxUint64)
		d.Int("i", math.MinInt64, math.MaxInt64)
		d.Bool("b")
		d.Float()
		d.Block("b")
		_ = d.End()
	})
}
