package vector_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/internal/vector"
	"github.com/cogap/cogap/internal/vector/generated"
)

// TestGenerated: package rng tests what the functions do.
func TestGenerated(t *testing.T) { generated.Fresh(t, "threefry_amd64.s", "../..", "generate.go") }

// TestTenths compares counts with counting one by one: any bytes, any class, more bytes than a byte counts.
func TestTenths(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.SampledFrom([]int{0, 1, 31, 32, 33, 255 * 32, 255*32 + 31, 20_000}).Draw(t, "people")
		step, of := rapid.Uint64().Draw(t, "luck"), rapid.SampledFrom([]uint8{0, 1, 7, 255}).Draw(t, "of")
		x, class := make([]uint8, n), make([]uint8, n)
		var got, want [10]uint64
		for d := range got {
			got[d], want[d] = uint64(d), uint64(d)
		}
		alike := rapid.Bool().Draw(t, "alike")
		for i := range x {
			step = step*6364136223846793005 + 1442695040888963407
			if x[i], class[i] = uint8(step>>33%11), uint8(step>>45%3)-1; alike {
				x[i], class[i] = 10, of
			}
		}
		done := vector.Tenths(x, class, of, &got)
		require.True(t, !vector.AVX2 && done == 0 || vector.AVX2 && done == n&^31)
		for i := range done {
			if class[i] == of && x[i] > 0 {
				want[x[i]-1]++
			}
		}
		require.Equal(t, want, got)
		for i := range done {
			if class[i] != of && x[i] > 0 {
				want[x[i]-1]++
			}
		}
		require.Equal(t, done, vector.TenthsBut(x, class, of, &got))
		require.Equal(t, want, got, "all")
	})
}

// TestOnLines compares values with those of lines that are looked for one by one, for words at their first words and beside them.
func TestOnLines(t *testing.T) {
	if !vector.AVX2 {
		t.Skip("no vectors, in this build or on this processor")
	}
	lines := vector.Lines{First: [8]uint32{0, 1, 5, 1 << 31, 1<<31 + 9, 3 << 30, math.MaxUint32, math.MaxUint32}}
	for k := range lines.A {
		lines.A[k], lines.B[k] = float32(k)+0.1, 0.3-float32(k*k)
	}
	words, z, got := make([]uint32, 64), make([]float32, 64), make([]float32, 64)
	for i := range words {
		words[i], z[i] = lines.First[i%8]+uint32(i/8%3)-1, float32(i)/7-4
	}
	for n := 0; n <= len(words); n += 8 {
		clear(got)
		vector.OnLines(&lines, &words[0], &z[0], &got[0], n)
		for i, x := range got {
			k := 0
			for _, first := range lines.First[1:] {
				if words[i] >= first {
					k++
				}
			}
			want := lines.A[k] + float32(lines.B[k]*z[i])
			if i >= n {
				want = 0
			}
			require.Equal(t, want, x, "word %d", words[i])
		}
	}
}

// TestAbove compares parts with counting the cuts, for numbers at cuts and beside them.
// TestCount compares counts with counting one by one.
func TestCount(t *testing.T) {
	if !vector.AVX2 {
		t.Skip("no vectors in this build or on this processor (amd64, AVX2)")
	}
	rapid.Check(t, func(t *rapid.T) {
		x := make([]uint8, rapid.SampledFrom([]int{0, 1, 31, 32, 33, 479, 480, 481, 1000, 4096, 4097}).Draw(t, "length"))
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		most := rapid.SampledFrom([]int{1, 8, 16}).Draw(t, "most")
		want := [8]int64{5}
		have := want
		for i := range x {
			x[i] = uint8(random.IntN(most))
			if x[i] < 8 {
				want[x[i]]++
			}
		}
		require.True(t, vector.Count(x, &have))
		require.Equal(t, want, have)
	})
}

func TestAbove(t *testing.T) {
	cuts := [9]float32{1e-20, 1, 2, 2, 3.5, 1e4, 1e6, 1e12, math.MaxFloat32}
	for n := range 70 {
		x, to := make([]float32, n), make([]uint8, n)
		for i := range x {
			x[i] = math.Float32frombits(math.Float32bits(cuts[i%9]) + uint32(i/9%3) - 1)
		}
		done := vector.Above(to, x, &cuts)
		require.True(t, !vector.AVX2 && done == 0 || vector.AVX2 && done == n&^7)
		for i := range done {
			want := uint8(1)
			for _, cut := range cuts {
				if x[i] > cut {
					want++
				}
			}
			require.Equal(t, want, to[i], "%v", x[i])
		}
	}
}

// TestMembers compares marks, lists and packed columns with those of one person after the other: any habits that are not below 0, as few or many people
// as there may be, and nothing is written beside them.
func TestMembers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.SampledFrom([]float32{0, 0, 1e-45, 1e-30, 0.5, 1, math.MaxFloat32, float32(math.Inf(1))})
		habit := rapid.SliceOfN(number, 0, 256).Draw(t, "habit")
		marks := bytes.Repeat([]byte{0xaa}, len(habit)/8+2)
		list := [256]uint8(bytes.Repeat([]byte{0xaa}, 256))
		done, people := vector.Members(habit, marks, &list)
		require.True(t, !vector.AVX2 && done == 0 || vector.AVX2 && done == len(habit)&^7)
		in := 0
		for i := range done {
			require.Equal(t, habit[i] > 0, marks[i/8]>>(i%8)&1 != 0)
			if habit[i] > 0 {
				require.Equal(t, uint8(i), list[in])
				in++
			}
		}
		require.Equal(t, in, people)
		require.Equal(t, bytes.Repeat([]byte{0xaa}, len(marks)-done/8), marks[done/8:])
		require.Equal(t, bytes.Repeat([]byte{0xaa}, 256-done), list[done:])

		const lo = 3
		columns, luck := make([][]float32, 6), rapid.Uint32().Draw(t, "luck")
		for j := range columns {
			columns[j] = make([]float32, lo+len(habit))
			for i := range columns[j] {
				luck = luck*1664525 + 1013904223
				columns[j][i] = math.Float32frombits(luck)
			}
		}
		packed := bytes.Repeat([]byte{0xaa}, 4*len(columns)*256)
		var want []byte
		for _, column := range columns[:vector.Pack(columns, lo, list[:people], packed)] {
			for _, i := range list[:people] {
				want = binary.LittleEndian.AppendUint32(want, math.Float32bits(column[lo+int(i)]))
			}
		}
		require.Equal(t, append(want, packed[len(want):]...), packed)
		require.Equal(t, bytes.Repeat([]byte{0xaa}, len(packed)-len(want)), packed[len(want):])
	})
}

// TestBins compares bins with adding one by one: values in the first and the last bin, in between, and a first one without a bin; bins of a class that lie
// anywhere.
func TestBins(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.SampledFrom([]int{0, 7, 8, 9, 64, 1001}).Draw(t, "numbers")
		odd := rapid.IntRange(0, 2*n).Draw(t, "number without a bin") // often none
		step, from := rapid.Uint64().Draw(t, "luck"), rapid.SampledFrom([]uint8{0, 1, 128, 255}).Draw(t, "from")
		const first, last = (127 - 32) << 23, (127+32)<<23 - 1
		x, class := make([]float32, n), make([]uint8, n)
		for i := range x {
			step = step*6364136223846793005 + 1442695040888963407
			x[i], class[i] = math.Float32frombits(first+uint32(step>>35)), uint8(step>>20)
			switch {
			case i == odd:
				x[i] = math.Float32frombits(rapid.SampledFrom([]uint32{0, first - 1, last + 1, 1<<31 | first, math.MaxUint32}).Draw(t, "bits"))
			case step>>60 == 0:
				x[i] = math.Float32frombits([]uint32{first, last}[step>>59&1])
			}
		}
		most := 0
		if vector.AVX2 {
			most = min(n, odd) &^ 7
		}
		got, want := new([9]vector.Bins), new([9]vector.Bins) // of all; and from the second on of two classes
		place := rapid.IntRange(1, 8).Draw(t, "place of the class")
		require.Equal(t, most, got[0].Add(x))
		by := got[2].AddBy(x, class, from, &got[place])
		require.Equal(t, map[bool]int{true: most}[2 <= place && place < 8], by, "others that lie before are refused, and those that are too far")
		add := func(b *vector.Bins, x float32) {
			bits := math.Float32bits(x)
			b[(bits-first)>>16] += 1<<40 | uint64(bits&0xffff)
		}
		for i := range most {
			add(&want[0], x[i])
			switch {
			case i >= by:
			case class[i] >= from:
				add(&want[place], x[i])
			default:
				add(&want[2], x[i])
			}
		}
		for i := range want {
			require.True(t, want[i] == got[i], "bins %d", i)
		}
	})
}

// TestLines compares values of lines with those that are computed one by one, where they are and elsewhere; whole eights are computed, and nothing else is written.
func TestLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.SampledFrom([]int{0, 7, 8, 9, 40, 515}).Draw(t, "numbers")
		a, b, step := rapid.Float32().Draw(t, "a"), rapid.Float32().Draw(t, "b"), rapid.Uint64().Draw(t, "luck")
		x, y := make([]float32, n), make([]float32, n)
		for i := range x {
			step = step*6364136223846793005 + 1442695040888963407
			x[i], y[i] = math.Float32frombits(uint32(step>>33)&^(1<<23)), float32(int32(step>>20))
		}
		line, mix, wantLine, wantMix := make([]float32, n), slices.Clone(x), make([]float32, n), slices.Clone(x)
		done := vector.Line(line, x, a, b)
		require.Equal(t, done, vector.Mix(mix, mix, y, a, b))
		require.True(t, !vector.AVX2 && done == 0 || vector.AVX2 && done == n&^7)
		for i := range done {
			wantLine[i], wantMix[i] = float32(a*x[i])+b, float32(a*x[i])+float32(b*y[i])
		}
		same := func(x, y float32) bool { return math.Float32bits(x) == math.Float32bits(y) || x != x && y != y }
		require.True(t, slices.EqualFunc(wantLine, line, same))
		require.True(t, slices.EqualFunc(wantMix, mix, same))
	})
}
