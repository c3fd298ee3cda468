package dmath_test

import (
	"fmt"
	"hash/crc64"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mathext"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/internal/dmath"
)

// apart is how many units in the last place lie between two numbers.
func apart(a, b float64) float64 {
	if a == b || a != a && b != b {
		return 0
	}
	ulp := math.Nextafter(math.Abs(b), math.Inf(1)) - math.Abs(b)
	return math.Abs(a-b) / ulp
}

// functions of one argument, with what package math has, how far they may be apart in units in the last place, and arguments.
var functions = []struct {
	name      string
	ours      func(float64) float64
	math      func(float64) float64
	within    float64
	low, high float64
}{
	{"Exp", dmath.Exp, math.Exp, 2, -700, 709},
	{"Exp near 0", dmath.Exp, math.Exp, 2, -1, 1},
	{"Expm1", dmath.Expm1, math.Expm1, 5, -50, 709},
	{"Expm1 near 0", dmath.Expm1, math.Expm1, 5, -1, 1},
	{"Expm1 at 0", dmath.Expm1, math.Expm1, 2, -1e-9, 1e-9},
	{"Log", dmath.Log, math.Log, 1, 1e-300, 1e300},
	{"Log near 1", dmath.Log, math.Log, 1, 0.5, 2},
	{"Log1p", dmath.Log1p, math.Log1p, 3, -1, 1e300},
	{"Log1p near 0", dmath.Log1p, math.Log1p, 3, -0.9, 4},
	{"Log1p at 0", dmath.Log1p, math.Log1p, 2, -1e-9, 1e-9},
	{"NormalQuantile", dmath.NormalQuantile, mathext.NormalQuantile, 8, 1e-300, 1},
	{"NormalQuantile near 0", dmath.NormalQuantile, mathext.NormalQuantile, 8, 1e-300, 1e-9},
}

// TestNear: what is returned is what package math and gonum return, but for units in the last place.
func TestNear(t *testing.T) {
	for _, f := range functions {
		t.Run(f.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				x := rapid.Float64Range(f.low, f.high).Draw(t, "x")
				require.LessOrEqual(t, apart(f.ours(x), f.math(x)), f.within, "of %v", x)
			})
			for i := range 100_001 {
				x := f.low + (f.high-f.low)*float64(i)/100_000
				if d := apart(f.ours(x), f.math(x)); !(d <= f.within) {
					t.Fatalf("of %v: %v and %v are %v apart", x, f.ours(x), f.math(x), d)
				}
			}
		})
	}
}

// TestPow: powers are those of package math but for units in the last place.
func TestPow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.OneOf(rapid.Float64Range(1e-300, 1e6), rapid.Float64Range(-100, -1e-9)).Draw(t, "x")
		y := rapid.OneOf(rapid.Float64Range(-8, 8), rapid.Map(rapid.IntRange(-20, 20), func(i int) float64 { return float64(i) / 2 })).Draw(t, "y")
		require.LessOrEqual(t, apart(dmath.Pow(x, y), math.Pow(x, y)), 8., "%v**%v", x, y)
	})
}

// TestHypot: roots of sums of squares are those of package math but for units in the last place.
func TestHypot(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, y := rapid.Float64().Draw(t, "x"), rapid.Float64().Draw(t, "y")
		require.LessOrEqual(t, apart(dmath.Hypot(x, y), math.Hypot(x, y)), 3., "%v and %v", x, y)
	})
}

// TestSpecial: special values are those of package math.
func TestSpecial(t *testing.T) {
	special := []float64{
		math.Inf(-1), -math.MaxFloat64, -0x1p62, -3, -2.5, -2, -1, -0.5, -0x1p-1022, math.Copysign(0, -1),
		0, 0x1p-1022, 0x1p-60, 0.5, 1, 1.5, 2, 3, 0x1p53, 0x1p62, math.MaxFloat64, math.Inf(1), math.NaN(),
	}
	for _, x := range special {
		for _, f := range functions[:10] {
			got, want := f.ours(x), f.math(x)
			require.LessOrEqual(t, apart(got, want), f.within, "%s of %v: %v, want %v", f.name, x, got, want)
			require.Equal(t, math.Signbit(want) && want == want, math.Signbit(got) && got == got, "%s of %v", f.name, x)
		}
		for _, y := range special {
			got, want := dmath.Pow(x, y), math.Pow(x, y)
			require.LessOrEqual(t, apart(got, want), 2., "%v**%v: %v, want %v", x, y, got, want)
			require.Equal(t, math.Signbit(want) && want == want, math.Signbit(got) && got == got, "%v**%v", x, y)
			require.LessOrEqual(t, apart(dmath.Hypot(x, y), math.Hypot(x, y)), 2., "%v and %v", x, y)
		}
	}
	require.InEpsilon(t, 1.2846821810499083e+308, dmath.Exp(709.44672), 1e-12, "where math.Exp of amd64 overflows before the result does")
	require.Zero(t, dmath.Exp(-746))
	require.Equal(t, -1074*math.Ln2, dmath.Log(math.SmallestNonzeroFloat64), "where math.Log of amd64 takes a subnormal number for a normal one")
	require.True(t, math.IsInf(dmath.Exp(710), 1))
	require.True(t, math.IsInf(dmath.NormalQuantile(0), -1))
	require.True(t, math.IsInf(dmath.NormalQuantile(1), 1))
	require.Panics(t, func() { dmath.NormalQuantile(-0.1) })
	require.True(t, math.IsNaN(dmath.NormalQuantile(math.NaN())))
}

// TestFrozen: the bits are those of the machine on which this was written, on all machines.
func TestFrozen(t *testing.T) {
	table := crc64.MakeTable(crc64.ECMA)
	sum := map[string]uint64{}
	add := func(name string, x float64) { sum[name] = crc64.Update(sum[name], table, fmt.Appendf(nil, "%x", x)) }
	for _, f := range functions {
		for i := range 20_001 {
			add(f.name, f.ours(f.low+float64((f.high-f.low)*(float64(i)/20_000))))
		}
	}
	for i := range 200 {
		for j := range 200 {
			add("Pow", dmath.Pow(float64(i)/7, float64(j-100)/9))
			add("Hypot", dmath.Hypot(float64(i)/7, float64(j)/9))
		}
	}
	require.Equal(t, map[string]uint64{
		"Exp": 0xd1c9e5e0716d6d3d, "Exp near 0": 0x4593b8e9108b145e, "Expm1": 0xcda04e2a1ffafe20, "Expm1 at 0": 0x9643521a78434af6, "Expm1 near 0": 0x6d5c56d7c90494ca,
		"Hypot": 0x620ceba4d700969b, "Log": 0x8cfa45c5d32aa649, "Log near 1": 0x65ddbd962157d9b0, "Log1p": 0x339a86052572e261,
		"Log1p at 0": 0x47c33f596e51df1, "Log1p near 0": 0xa9da6132a42429c7, "NormalQuantile": 0x6802232d944c664, "NormalQuantile near 0": 0xc1e38b10d297d3d5, "Pow": 0x5b1f0c14ba4a5150,
	}, sum)
}

// BenchmarkFunctions compares the functions that passes over many rows call with those of package math.
func BenchmarkFunctions(b *testing.B) {
	sink := 0.0
	for _, f := range functions {
		switch f.name {
		case "Exp near 0", "Log", "Log1p near 0", "NormalQuantile":
			for name, of := range map[string]func(float64) float64{"ours": f.ours, "math": f.math} {
				b.Run(f.name+"/"+name, func(b *testing.B) {
					x := f.low
					for b.Loop() {
						sink += of(x)
						if x += (f.high - f.low) / 1000; x > f.high {
							x = f.low
						}
					}
				})
			}
		}
	}
}
