package histogram_test

import (
	"fmt"

	"github.com/cogap/cogap/inequality/histogram"
)

// Two machines count their people and merge; the result is the same to the bit in whatever order.
func ExampleHistogram() {
	var all, other histogram.Histogram
	for i := range 1000 {
		all.Add(1000+float64(i), 1)
		other.Add(3000+float64(i), 2) // each stands for two
	}
	if err := all.Merge(&other); err != nil {
		fmt.Println(err)
		return
	}
	g := all.Gini()
	fmt.Printf("Gini %.5f, surely from %.5f to %.5f\n", g.Value, g.Lo, g.Hi)
	lo, hi := all.CountAtLeast(3072) // an edge of a bin, so exact
	fmt.Println("at least 3072:", lo, hi)
	// Output:
	// Gini 0.18958, surely from 0.18957 to 0.18958
	// at least 3072: 1856 1856
}

func ExampleFiller() {
	incomes := []float32{900, 1200, 1500, 4000}
	access := []uint8{0, 0, 1, 1}
	var with, without histogram.Filler // reused for many blocks
	histogram.AddSplit(incomes, access, 1, &with, &without)

	var a, b histogram.Histogram
	for f, h := range map[*histogram.Filler]*histogram.Histogram{&with: &a, &without: &b} {
		if err := f.FlushInto(h, 1); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println("mean gap", histogram.BinnedGap{A: a.Binned(), B: b.Binned()}.Mean().Value)
	for i, s := range histogram.ShareByQuantile(&a, &b, 2) {
		fmt.Printf("half %d: %.0f%% have access\n", i+1, 100*s.Value)
	}
	// Output:
	// mean gap 1700
	// half 1: 0% have access
	// half 2: 100% have access
}

func ExampleMoments() {
	m, err := histogram.NewMoments(histogram.MomentsSpec{Lines: []float64{2}})
	if err != nil {
		fmt.Println(err)
		return
	}
	m.AddAll([]float64{1, 2, 3, 4}, nil)
	poor, err := m.FGT(0, 2)
	fmt.Println(m.Mean(), m.Variance(), poor, err)
	// Output: 2.5 1.25 0.25 <nil>
}
