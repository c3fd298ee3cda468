package histogram

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// anyFloat32 draws incomes, edges of the filler's window, and everything else a float32 can be.
func anyFloat32() *rapid.Generator[float32] {
	return rapid.OneOf(
		rapid.Float32Range(1, 1e6),
		rapid.Float32(),
		rapid.Custom(func(t *rapid.T) float32 { return math.Float32frombits(rapid.Uint32().Draw(t, "bits")) }),
		rapid.SampledFrom([]float32{
			0, float32(math.Copysign(0, -1)), 0x1p-32, 0x1p-33, 0x1.fffffep-33, 0x1p32, 0x1.fffffep31, -1,
			float32(math.NaN()), float32(math.Inf(1)), float32(math.Inf(-1)), 1e-45, math.MaxFloat32,
		}),
	)
}

func TestFillerEqualsAdd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		xs := rapid.SliceOf(anyFloat32()).Draw(t, "x")
		weight := rapid.Int64Range(1, 1000).Draw(t, "weight")
		var want, got Histogram
		var f Filler
		for _, x := range xs {
			want.Add(float64(x), weight)
		}
		cut := rapid.IntRange(0, len(xs)).Draw(t, "cut")
		f.AddAll(xs[:cut])
		f.held = max(f.held, fillerRoom-rapid.IntRange(0, 3).Draw(t, "room")) // full between values
		for _, x := range xs[cut:] {
			f.Add(x)
		}
		require.NoError(t, f.FlushInto(&got, weight))
		require.Equal(t, want, got)

		var after Histogram
		require.NoError(t, f.FlushInto(&after, 1))
		require.Equal(t, Histogram{}, after)
	})
}

func TestWeightedFillerEqualsAdd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var want, got Histogram
		var f WeightedFiller
		for range rapid.IntRange(0, 5).Draw(t, "blocks") {
			xs := rapid.SliceOf(anyFloat32()).Draw(t, "x")
			weight := rapid.OneOf(rapid.Int64Range(0, 1<<22), rapid.Int64Range(weightedRoom-1, weightedRoom+1)).Draw(t, "weight")
			for _, x := range xs {
				want.Add(float64(x), weight)
			}
			f.AddAll(xs, weight)
			if rapid.Bool().Draw(t, "full") { // between blocks
				f.held = weightedRoom - rapid.Int64Range(0, 3).Draw(t, "room")
			}
		}
		require.NoError(t, f.FlushInto(&got))
		require.Equal(t, want, got)

		var after Histogram
		require.NoError(t, f.FlushInto(&after))
		require.Equal(t, Histogram{}, after)
	})
}

// As much weight as a bin can hold, all with the largest residual.
func TestWeightedFillerFull(t *testing.T) {
	x := math.Nextafter32(2, 0)
	for _, weight := range []int64{1 << 40, weightedRoom, weightedRoom + 1} {
		xs := make([]float32, 2*(weightedRoom/weight)+3)
		for i := range xs {
			xs[i] = x
		}
		var f WeightedFiller
		f.AddAll(xs, weight)
		var want, got Histogram
		want.Add(float64(x), weight*int64(len(xs)))
		require.NoError(t, f.FlushInto(&got))
		require.Equal(t, want, got)
	}
}

func TestWeightedFillerErrors(t *testing.T) {
	fine, err := NewHistogram(9)
	require.NoError(t, err)
	var f WeightedFiller
	f.AddAll([]float32{1, 2, 3}, 2)
	require.ErrorIs(t, f.FlushInto(fine), ErrPrecision)
	var full, h Histogram
	full.Add(1, math.MaxInt64-5)
	require.ErrorIs(t, f.FlushInto(&full), ErrOverflow)
	require.Equal(t, int64(math.MaxInt64-5), full.Count())
	require.NoError(t, f.FlushInto(&h))
	require.Equal(t, 12.0, h.Sum())
	require.Panics(t, func() { f.AddAll([]float32{1}, -1) })
	require.Panics(t, func() {
		for {
			f.AddAll(make([]float32, 1<<10), 1<<62)
		}
	})
	for f.rest.Reset(); f.rest.total < math.MaxInt64-2*weightedRoom; {
		f.AddAll([]float32{1}, weightedRoom)
	}
	require.Panics(t, func() { f.AddAll([]float32{1, 1, 1}, weightedRoom) })
}

func TestAddSplitEqualsTwoFillers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		xs := rapid.SliceOf(anyFloat32()).Draw(t, "x")
		class, from := make([]uint8, len(xs)), rapid.SampledFrom([]uint8{0, 1, 2, 3, 4, 127, 128, 129, 255}).Draw(t, "from")
		var want, got [2]Histogram
		for i, x := range xs {
			class[i] = rapid.OneOf(rapid.Uint8Range(0, 3), rapid.Uint8()).Draw(t, "class")
			if class[i] < from {
				want[0].Add(float64(x), 1)
			} else {
				want[1].Add(float64(x), 1)
			}
		}
		var with, without Filler
		with.held = fillerRoom - rapid.IntRange(0, 3).Draw(t, "with room")
		without.held = fillerRoom - rapid.IntRange(0, 3).Draw(t, "without room")
		AddSplit(xs, class, from, &with, &without)
		require.NoError(t, without.FlushInto(&got[0], 1))
		require.NoError(t, with.FlushInto(&got[1], 1))
		require.Equal(t, want, got)
	})
}

// TestManyEqualOneByOne: of more values than are added at once, most of which have a bin and a few have none, the bins are those of Add, one value after the other; also if
// the fillers of the two classes lie the other way round, or far apart.
func TestManyEqualOneByOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, seed := rapid.IntRange(0, 300).Draw(t, "values"), rapid.Uint64().Draw(t, "luck")
		luck := rand.New(rand.NewPCG(seed, 1))
		odd := rapid.SampledFrom([]int{0, 0, 1, 30}).Draw(t, "values without a bin")
		xs, class := make([]float32, n), make([]uint8, n)
		for i := range xs {
			if xs[i], class[i] = float32(math.Exp(30*luck.Float64()-15)), uint8(luck.IntN(5)); luck.IntN(300) < odd {
				xs[i] = rapid.SampledFrom([]float32{0, -1, 0x1p32, 0x1.fffffep-33, float32(math.NaN())}).Draw(t, "x")
			}
		}
		from := rapid.Uint8Range(0, 5).Draw(t, "from")
		var want, got [3]Histogram
		for i, x := range xs {
			side := 0
			if class[i] >= from {
				side = 1
			}
			want[side].Add(float64(x), 1)
			want[2].Add(float64(x), 1)
		}
		fillers := new([8]Filler)
		places := [...][2]int{{0, 1}, {1, 0}, {0, 7}, {3, 5}}[rapid.IntRange(0, 3).Draw(t, "places")]
		without, with := &fillers[places[0]], &fillers[places[1]]
		AddSplit(xs, class, from, with, without)
		fillers[2].AddAll(xs)
		for i, f := range []*Filler{without, with, &fillers[2]} {
			require.NoError(t, f.FlushInto(&got[i], 1))
		}
		require.Equal(t, want, got)
	})
}

// A full bin is moved before it overflows: as many values as fit, all with the largest residual.
func TestFillerFull(t *testing.T) {
	x := math.Nextafter32(2, 0)
	xs := make([]float32, 1<<20)
	for i := range xs {
		xs[i] = x
	}
	var f Filler
	for range 33 {
		f.AddAll(xs)
	}
	var want, got Histogram
	want.Add(float64(x), 33<<20)
	require.NoError(t, f.FlushInto(&got, 1))
	require.Equal(t, want, got)
}

func TestFillerErrors(t *testing.T) {
	fine, err := NewHistogram(9)
	require.NoError(t, err)
	var f Filler
	f.AddAll([]float32{1, 2, 3})
	require.ErrorIs(t, f.FlushInto(fine, 1), ErrPrecision)

	var full Histogram
	full.Add(1, math.MaxInt64-2)
	require.ErrorIs(t, f.FlushInto(&full, 1), ErrOverflow)
	require.ErrorIs(t, f.FlushInto(&full, math.MaxInt64), ErrOverflow)
	require.Equal(t, int64(math.MaxInt64-2), full.Count())

	var h Histogram
	require.NoError(t, f.FlushInto(&h, 2))
	require.Equal(t, 12.0, h.Sum())
	require.Panics(t, func() { _ = f.FlushInto(&h, -1) })
	require.Panics(t, func() { AddSplit([]float32{1}, nil, 1, &f, &f) })
}

func TestAddSplitSameFiller(t *testing.T) {
	var f Filler
	f.held = fillerRoom - 3
	AddSplit([]float32{1, 2, 3, 4, 5}, []uint8{0, 1, 0, 1, 0}, 1, &f, &f)
	var h Histogram
	require.NoError(t, f.FlushInto(&h, 1))
	require.Equal(t, 15.0, h.Sum())
}

func logNormal32(n int, mu, sigma float64) []float32 {
	r := rand.New(rand.NewPCG(1, 2))
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(math.Exp(mu + sigma*r.NormFloat64()))
	}
	return x
}

func BenchmarkFiller(b *testing.B) {
	const n = 1 << 16
	perValue := func(b *testing.B) {
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/value")
	}
	for _, sigma := range []float64{0, .1, .75, 1.8} {
		x := logNormal32(n, 8, sigma)
		b.Run(fmt.Sprintf("all/sigma=%g", sigma), func(b *testing.B) {
			var f Filler
			for b.Loop() {
				f.AddAll(x)
			}
			perValue(b)
		})
		class := make([]uint8, n)
		for i := range class {
			class[i] = uint8(rand.N(2))
		}
		b.Run(fmt.Sprintf("split/sigma=%g", sigma), func(b *testing.B) {
			var f, g Filler
			for b.Loop() {
				AddSplit(x, class, 1, &f, &g)
			}
			perValue(b)
		})
	}
	b.Run("histogram", func(b *testing.B) {
		x := logNormal32(n, 8, .75)
		var h Histogram
		for b.Loop() {
			for _, v := range x {
				h.Add(float64(v), 1)
			}
		}
		perValue(b)
	})
	b.Run("flush", func(b *testing.B) {
		x := logNormal32(n, 8, .75)
		var f Filler
		var h Histogram
		for b.Loop() {
			f.AddAll(x)
			if err := f.FlushInto(&h, 1); err != nil {
				b.Fatal(err)
			}
		}
		perValue(b)
	})
}
