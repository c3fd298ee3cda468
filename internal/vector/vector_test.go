package vector_test

import (
	"math"
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

// TestAbove compares parts with counting the cuts, for numbers at cuts and beside them.
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
