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

// usualMeasures are those of one variable that cogap measure prints without being asked, with their standard errors.
func usualMeasures(d *Distribution) (sum float64) {
	for _, of := range []func(*Distribution) float64{
		(*Distribution).Mean, (*Distribution).MeanSE, (*Distribution).Variance, (*Distribution).VarianceSE, (*Distribution).CV, (*Distribution).CVSE, (*Distribution).SDLogs,
		(*Distribution).Gini, (*Distribution).GiniSE, (*Distribution).GiniCorrected, (*Distribution).AbsoluteGini, (*Distribution).AbsoluteGiniSE,
		(*Distribution).Bonferroni, (*Distribution).BonferroniSE, (*Distribution).Zenga, (*Distribution).Hoover, (*Distribution).HooverSE, (*Distribution).Wolfson,
		(*Distribution).Palma, (*Distribution).PalmaSE, (*Distribution).S80S20, (*Distribution).S80S20SE,
	} {
		sum += of(d)
	}
	for _, with := range []struct {
		of, se func(*Distribution, float64) (float64, error)
		params []float64
	}{
		{(*Distribution).SGini, (*Distribution).SGiniSE, []float64{1.5, 3, 4}},
		{(*Distribution).GE, (*Distribution).GESE, []float64{-1, 0, .5, 1, 2}},
		{(*Distribution).Atkinson, (*Distribution).AtkinsonSE, []float64{.25, .5, 1, 2}},
		{(*Distribution).Lorenz, (*Distribution).LorenzSE, []float64{.1, .2, .3, .4, .5, .6, .7, .8, .9}},
		{(*Distribution).TopShare, (*Distribution).TopShareSE, []float64{.1, .01}},
	} {
		for _, p := range with.params {
			sum += must(with.of(d, p)) + must(with.se(d, p))
		}
	}
	for _, p := range []float64{.1, .25, .5, .75, .9} {
		sum += must(d.Quantile(p, AveragedInverseCDF))
	}
	return sum
}

// BenchmarkUsualMeasures times all of them of so many weighted incomes, sorted once.
func BenchmarkUsualMeasures(b *testing.B) {
	const n = 1e7
	x, w := incomes(n)
	dx, dw := make([]float64, n), make([]float64, n)
	for b.Loop() {
		b.StopTimer()
		copy(dx, x)
		copy(dw, w)
		b.StartTimer()
		d, err := NewSorting(dx, dw)
		if err != nil {
			b.Fatal(err)
		}
		usualMeasures(d)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/row")
}
