package inequality

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// sortInputs are hard in different ways: far outliers, ties, few digits, order, and sizes on both sides of each way to sort.
func sortInputs() map[string][]float64 {
	r := rand.New(rand.NewPCG(7, 8))
	draw := func(n int, f func(i int) float64) []float64 {
		x := make([]float64, n)
		for i := range x {
			x[i] = f(i)
		}
		return x
	}
	normal := func(int) float64 { return r.NormFloat64() }
	inputs := map[string][]float64{
		"all equal": draw(1000, func(int) float64 { return 3 }),
		"zeros":     draw(1000, func(i int) float64 { return math.Copysign(0, float64(i%2)-.5) }),
		"ties":      draw(3*piece, func(int) float64 { return float64(r.IntN(10) - 5) }),
		"outlier":   append(draw(crowd+5, func(int) float64 { return 1 + r.Float64() }), 1e300, -1e300, math.Inf(1), math.Inf(-1)),
		// values that a few leading bits tell from others but not from each other: insertion must give up
		"clusters":  draw(piece, func(int) float64 { return float64(r.IntN(3)) + 1 + 0x1p-45*float64(r.IntN(100)) }),
		"ascending": draw(piece+1, func(i int) float64 { return float64(i) }),
		"falling":   draw(piece+1, func(i int) float64 { return -float64(i) }),
		"bits":      draw(2*piece, func(int) float64 { return anyNumber(r.Uint64()) }),
		"incomes":   draw(crowd+7, func(int) float64 { return math.Exp(10 + r.NormFloat64()) }),
	}
	for _, n := range []int{0, 1, 2, fewPairs, fewPairs + 1, fewFloats, fewFloats + 1, piece, piece + 1, crowd, crowd + 1} {
		inputs[fmt.Sprint("normal n=", n)] = draw(n, normal)
	}
	return inputs
}

// anyNumber returns a float64 that is not NaN.
func anyNumber(b uint64) float64 {
	if x := math.Float64frombits(b); x == x {
		return x
	}
	return 0
}

func TestSort(t *testing.T) {
	for name, x := range sortInputs() {
		t.Run(name, func(t *testing.T) {
			want := slices.Clone(x)
			positiveZeros(want)
			slices.Sort(want)
			got := slices.Clone(x)
			sortFloats(got)
			require.True(t, sameBits(want, got))

			w := make([]float64, len(x)) // where each value came from
			for i := range w {
				w[i] = float64(i)
			}
			for _, workers := range []int{1, 3} {
				gotX, gotW := slices.Clone(x), slices.Clone(w)
				sortColumns(columns{gotX, gotW}, workers)
				require.True(t, sameBits(want, gotX), "%d workers", workers)
				require.True(t, stable(x, gotX, gotW), "%d workers", workers)
			}
		})
	}
}

// stable reports whether the weights, which say where each value was, came along and ascend within ties.
func stable(before, x, w []float64) bool {
	for i := range w {
		if before[int(w[i])] != x[i] || i > 0 && x[i] == x[i-1] && w[i] <= w[i-1] {
			return false
		}
	}
	return true
}

func sameBits(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(x, y float64) bool { return math.Float64bits(x) == math.Float64bits(y) })
}

func FuzzSortPairs(f *testing.F) {
	f.Fuzz(rapid.MakeFuzz(func(t *rapid.T) {
		x := rapid.SliceOf(rapid.Float64()).Draw(t, "x")
		w := make([]float64, len(x))
		for i := range w {
			w[i] = float64(i)
		}
		got := slices.Clone(x)
		sortPairs(got, w)
		for i := range got {
			require.True(t, x[int(w[i])] == got[i] && (i == 0 || got[i-1] <= got[i]))
		}
	}))
}

// TestSquaredShares: they are those of the rows, for few values, for so many that the sort leaves room, without ties, with some, and with so many that the room is too large.
func TestSquaredShares(t *testing.T) {
	for _, n := range []int{3, fewPairs, 4 * fewPairs} {
		for _, values := range []int{n / 8, n - 2, 10 * n} {
			for _, weighted := range []bool{false, true} {
				r := rand.New(rand.NewPCG(uint64(n), uint64(values)))
				x, w := make([]float64, n), []float64(nil)
				want, total := map[float64]float64{}, 0.0
				if weighted {
					w = make([]float64, n)
				}
				for i := range x {
					x[i] = float64(r.IntN(values + 1))
					if weighted {
						w[i] = 1 + r.Float64()
					}
					want[x[i]] += squared(weightAt(w, i))
					total += weightAt(w, i)
				}
				d := newTest(t, x, w)
				require.Len(t, d.x, len(want))
				for i, v := range d.x {
					require.InEpsilon(t, want[v]/total/total, d.squaredShare(i), 1e-14, "%d rows, %d values, weighted: %v", n, values, weighted)
				}
			}
		}
	}
}
