package inequality

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Bootstrap estimates the sampling error of any measure by computing it anew on samples drawn
// from the rows with replacement. It is a plain value; fill the fields and call Run:
//
//	b := inequality.Bootstrap{Rows: len(x), Replicates: 999, Source: rand.NewPCG(1, 2)}
//	r, err := b.Run(func(w []float64) (float64, error) { return inequality.Gini(x, w) })
type Bootstrap struct {
	Rows       int         // number of rows of the data, >= 1
	Weights    []float64   // weights of the rows; nil: equal weights
	Replicates int         // number of samples, >= 2
	Source     rand.Source // of the draws: the same source gives the same result
}

// BootstrapResult is the outcome of a bootstrap, in the unit of the measure.
type BootstrapResult struct {
	Estimate   float64   // on the data themselves
	SE         float64   // standard deviation over the samples, divisor Replicates - 1
	Replicates []float64 // the samples' values, ascending, NaN last
}

// Run calls measure once with the weights of the data and then once for each sample, with each
// row's weight multiplied by how often it was drawn; a measure of any number of columns thus
// sees whole rows. measure must not keep or modify the weights.
//
// SE is NaN if a sample's value is NaN. Run returns an error if a field is out of range or a
// weight is negative, NaN or infinite, and the first error of measure. Cost: Replicates times
// the measure; for millions of rows prefer a linearised standard error.
func (b Bootstrap) Run(measure func(w []float64) (float64, error)) (BootstrapResult, error) {
	if err := b.check(); err != nil {
		return BootstrapResult{}, err
	}
	base := make([]float64, b.Rows)
	for i := range base {
		base[i] = weightAt(b.Weights, i)
	}
	estimate, err := measure(slices.Clone(base))
	if err != nil {
		return BootstrapResult{}, err
	}
	random := rand.New(b.Source)
	result := BootstrapResult{Estimate: estimate, Replicates: make([]float64, b.Replicates)}
	w := make([]float64, b.Rows)
	for r := range result.Replicates {
		clear(w)
		for range b.Rows {
			i := random.IntN(b.Rows)
			w[i] += base[i]
		}
		if result.Replicates[r], err = measure(w); err != nil {
			return BootstrapResult{}, fmt.Errorf("replicate %d: %w", r, err)
		}
	}
	result.SE = deviation(result.Replicates)
	slices.SortFunc(result.Replicates, nanLast)
	return result, nil
}

func (b Bootstrap) check() error {
	switch {
	case b.Rows < 1:
		return fmt.Errorf("inequality: Rows: got %d, want at least 1", b.Rows)
	case b.Replicates < 2:
		return fmt.Errorf("inequality: Replicates: got %d, want at least 2", b.Replicates)
	case b.Source == nil:
		return fmt.Errorf("inequality: Source: got nil, want a source of random numbers")
	}
	return checkWeights(b.Weights, b.Rows, "Rows")
}

// deviation is the sample standard deviation.
func deviation(x []float64) float64 {
	d := newDistribution(slices.Clone(x), nil)
	return math.Sqrt(d.Variance() * (float64(len(x)) / float64(len(x)-1)))
}

func nanLast(a, b float64) int {
	switch {
	case a < b || (!math.IsNaN(a) && math.IsNaN(b)):
		return -1
	case a > b || (math.IsNaN(a) && !math.IsNaN(b)):
		return 1
	}
	return 0
}

// Percentile returns the central percentile interval that holds the share level of the
// samples, such as 0.95, from type 7 quantiles. NaN if a sample's value is NaN or infinite. It
// returns an error if level is not in [0, 1].
func (r BootstrapResult) Percentile(level float64) (lo, hi float64, err error) {
	if err := checkRange("level", level, 0, 1); err != nil {
		return math.NaN(), math.NaN(), err
	}
	d := newDistribution(slices.Clone(r.Replicates), nil)
	if lo, err = d.Quantile((1-level)/2, Linear); err != nil {
		return math.NaN(), math.NaN(), err
	}
	hi, err = d.Quantile((1+level)/2, Linear)
	return lo, hi, err
}
