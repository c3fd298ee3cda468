package inequality

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sort"
	"testing"
)

// benchSizes are the numbers of people of the benchmarks. 10^8 take 4 GB and a minute or two; -short leaves them out.
func benchSizes() []int {
	if testing.Short() {
		return []int{1e6}
	}
	return []int{1e6, 1e8}
}

// incomes draws log-normal incomes, and weights.
func incomes(n int) (x, w []float64) {
	r := rand.New(rand.NewPCG(11, 12))
	x, w = make([]float64, n), make([]float64, n)
	for i := range x {
		x[i], w[i] = math.Exp(10+.75*r.NormFloat64()), 1+float64(r.IntN(100))
	}
	return x, w
}

// BenchmarkGini compares the Gini of so many incomes, beside what plain sorting takes. Every pass starts from the same
// order; making it is not counted.
func BenchmarkGini(b *testing.B) {
	for _, n := range benchSizes() {
		x, w := incomes(n)
		dx, dw := make([]float64, n), make([]float64, n)
		for _, m := range []struct {
			name string
			run  func() float64
		}{
			{"exact", func() float64 { return must(GiniSorting(dx, nil)) }},
			{"exact-weighted", func() float64 { return must(GiniSorting(dx, dw)) }},
			{"distribution", func() float64 { return mustNew(dx, nil).Gini() }},
			{"baseline-sort.Float64s", func() float64 { sort.Float64s(dx); return dx[0] }},
			{"baseline-slices.Sort", func() float64 { slices.Sort(dx); return dx[0] }},
		} {
			if m.name == "distribution" && n > 1e7 {
				continue // it keeps 24 bytes a value
			}
			b.Run(fmt.Sprintf("%s/n=%.0e", m.name, float64(n)), func(b *testing.B) {
				for b.Loop() {
					b.StopTimer()
					copy(dx, x)
					copy(dw, w)
					b.StartTimer()
					m.run()
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/value")
			})
		}
	}
}

func must(g float64, err error) float64 {
	if err != nil {
		panic(err)
	}
	return g
}

func mustNew(x, w []float64) *Distribution {
	d, err := New(x, w)
	if err != nil {
		panic(err)
	}
	return d
}
