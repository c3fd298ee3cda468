package histogram

import (
	"encoding"
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// codec is what all mergeable types are.
type codec interface {
	encoding.BinaryMarshaler
	encoding.BinaryUnmarshaler
	encoding.TextMarshaler
	encoding.TextUnmarshaler
}

var _ = []codec{new(Histogram), new(JointHistogram), new(Moments)}

// roundTrip encodes from and decodes it to to, in both forms.
func roundTrip(t require.TestingT, from, to codec) {
	b, err := from.MarshalBinary()
	require.NoError(t, err)
	require.NoError(t, to.UnmarshalBinary(b))
	again, err := to.MarshalBinary()
	require.NoError(t, err)
	require.Equal(t, b, again)
	j, err := json.Marshal(from)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(j, to))
	again, err = to.MarshalBinary()
	require.NoError(t, err)
	require.Equal(t, b, again)
}

func TestEncodeHistogram(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h, err := NewHistogram(rapid.IntRange(1, MaxPrecision).Draw(t, "precision"))
		require.NoError(t, err)
		for _, x := range rapid.SliceOf(spread64()).Draw(t, "x") {
			h.Add(x, rapid.Int64Range(1, 1e17).Draw(t, "w"))
		}
		for range rapid.IntRange(0, 3).Draw(t, "not finite") {
			h.Add(rapid.SampledFrom([]float64{math.NaN(), math.Inf(1), math.Inf(-1)}).Draw(t, "x"), 3)
		}
		var got Histogram
		roundTrip(t, h, &got)
		require.Equal(t, h, &got)
	})
}

func TestEncodeJoint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := jointOf(t, scoredPeople().Draw(t, "people"))
		h.Add(1, -1, 7)
		var got JointHistogram
		roundTrip(t, h, &got)
		require.Equal(t, h, &got)
	})
}

func TestEncodeMoments(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := momentsOf(t, testSpec, rapid.SliceOf(spread64()).Draw(t, "x"), nil)
		got := new(Moments)
		roundTrip(t, m, got)
		require.Equal(t, canonical(m), got)
		var zero, back Moments
		roundTrip(t, &zero, &back)
	})
}

// TestDecodeDamage cuts and changes each byte: an error or something that can be measured, and never a panic.
func TestDecodeDamage(t *testing.T) {
	h := histogramOf([]person{{-3, 2}, {0, 1}, {5, 1e12}, {math.Inf(1), 1}})
	j := jointOf(t, []scoredPerson{{person{-3, 2}, 50}, {person{5, 3}, 100}})
	m := momentsOf(t, testSpec, []float64{1, 2, -3, 0}, nil)
	for _, c := range []struct {
		from codec
		to   func() codec
	}{
		{h, func() codec { return new(Histogram) }},
		{j, func() codec { return new(JointHistogram) }},
		{m, func() codec { return new(Moments) }},
	} {
		whole, err := c.from.MarshalBinary()
		require.NoError(t, err)
		for n := range whole {
			require.ErrorIs(t, c.to().UnmarshalBinary(whole[:n]), ErrFormat)
			for _, flip := range []byte{1, 0x80, 0xff} {
				damaged := append([]byte{}, whole...)
				damaged[n] ^= flip
				got := c.to()
				if err := got.UnmarshalBinary(damaged); err != nil {
					require.ErrorIs(t, err, ErrFormat)
					continue
				}
				measureAll(got)
			}
		}
		require.ErrorIs(t, c.to().UnmarshalBinary(append(whole, 0)), ErrFormat)
		require.ErrorIs(t, c.to().UnmarshalText([]byte("?")), ErrFormat)
		require.ErrorContains(t, c.to().UnmarshalBinary([]byte("cgh\x09")), map[bool]string{true: "version 9", false: "start"}[c.from == codec(h)])
	}
}

// measureAll calls what may go wrong on odd contents.
func measureAll(c codec) {
	switch c := c.(type) {
	case *Histogram:
		c.Gini()
		c.Palma()
		c.TheilL()
		c.Median()
		c.CDF(1)
		c.SumAtLeast(1)
		BinnedGap{c.Binned(), c.Binned()}.Wasserstein()
		ShareByQuantile(c, c, 10)
	case *JointHistogram:
		c.Index()
		c.Wagstaff()
		c.MeanByQuantile(10)
	case *Moments:
		c.Variance()
		c.TheilT()
		_, _ = c.GE(.5)
		_, _ = c.FGT(1, 5)
	}
}

func fuzzDecoder(f *testing.F, seed codec, to func() codec) {
	b, err := seed.MarshalBinary()
	require.NoError(f, err)
	f.Add(b)
	f.Fuzz(func(t *testing.T, data []byte) {
		c := to()
		if err := c.UnmarshalBinary(data); err != nil {
			require.ErrorIs(t, err, ErrFormat)
			return
		}
		measureAll(c)
		first, err := c.MarshalBinary()
		require.NoError(t, err)
		again := to()
		require.NoError(t, again.UnmarshalBinary(first))
		second, err := again.MarshalBinary()
		require.NoError(t, err)
		require.Equal(t, first, second)
	})
}

func FuzzDecodeHistogram(f *testing.F) {
	fuzzDecoder(f, histogramOf([]person{{-3, 2}, {0, 1}, {5, 1e12}, {1e100, 1}}), func() codec { return new(Histogram) })
}

func FuzzDecodeJoint(f *testing.F) {
	fuzzDecoder(f, jointOf(f, []scoredPerson{{person{-3, 2}, 50}, {person{0, 3}, 100}}), func() codec { return new(JointHistogram) })
}

func FuzzDecodeMoments(f *testing.F) {
	fuzzDecoder(f, momentsOf(f, testSpec, []float64{1, 2, -3, 0}, nil), func() codec { return new(Moments) })
}
