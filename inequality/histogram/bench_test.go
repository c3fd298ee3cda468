package histogram

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// incomes draws log-normal incomes, and weights.
func incomes(n int) (x, w []float64) {
	r := rand.New(rand.NewPCG(11, 12))
	x, w = make([]float64, n), make([]float64, n)
	for i := range x {
		x[i], w[i] = math.Exp(10+.75*r.NormFloat64()), 1+float64(r.IntN(100))
	}
	return x, w
}

// BenchmarkGini times the Gini of so many incomes, beside BenchmarkGini of package inequality, which sorts them. 10^8 take a GB; -short
// leaves them out.
func BenchmarkGini(b *testing.B) {
	for _, n := range []int{1e6, 1e8} {
		if n > 1e6 && testing.Short() {
			continue
		}
		x, _ := incomes(n)
		b.Run(fmt.Sprintf("n=%.0e", float64(n)), func(b *testing.B) {
			for b.Loop() {
				var h Histogram
				h.AddAll(x)
				h.Gini()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/value")
		})
	}
}

// BenchmarkHistogramMeasures times the measures of a filled histogram.
func BenchmarkHistogramMeasures(b *testing.B) {
	x, _ := incomes(1e6)
	var h Histogram
	h.AddAll(x)
	for _, m := range []struct {
		name string
		run  func()
	}{
		{"gini", func() { h.Gini() }},
		{"theil", func() { h.TheilT() }},
		{"quantile", func() { h.Quantile(.5) }},
		{"count", func() { h.CountAtLeast(2e4) }},
		{"merge", func() { _ = new(Histogram).Merge(&h) }},
		{"gap", func() { BinnedGap{h.Binned(), h.Binned()}.Wasserstein() }},
		{"deciles", func() { ShareByQuantile(&h, &h, 10) }},
	} {
		b.Run(m.name, func(b *testing.B) {
			for b.Loop() {
				m.run()
			}
		})
	}
}
