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
// SE is NaN if a sample's value is NaN, and for a single row, which says nothing of others. Run returns an error if a field is out of range or a
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
	result.SE = b.deviation(result.Replicates)
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

// deviation is the sample standard deviation of values of the samples; NaN if they are of one row, and so all the same.
func (b Bootstrap) deviation(x []float64) float64 {
	if b.Rows < 2 {
		return math.NaN()
	}
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

// Studentized returns the bootstrap-t interval of a measure at a level of confidence such as 0.95,
//
//	from estimate - t_hi SE to estimate - t_lo SE
//
// with the quantiles t of (value - estimate)/SE over the samples. It follows the skew that the interval estimate +- 1.96 SE ignores, so
// it covers the truth more often in small and skewed samples; see [GiniBootstrapT]. measure is called with the numbers of the rows that make up a
// sample, each as often as it was drawn, the first time with 0 to Rows-1, and returns the measure and its standard error of those
// rows. Weights of rows are up to it; the field Weights is not used.
//
// Both ends are NaN if a value or SE is. It returns an error if a field or level is out of range, or the samples are too few for the
// level, and the first error of measure. Source: Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 12.
func (b Bootstrap) Studentized(level float64, measure func(rows []int) (value, se float64, err error)) (lo, hi float64, err error) {
	nan := math.NaN()
	rows, tail, err := b.plan(level)
	if err != nil {
		return nan, nan, err
	}
	estimate, se, err := measure(rows)
	if err != nil {
		return nan, nan, err
	}
	t, err := b.pivots(estimate, rows, measure)
	if err != nil || math.IsNaN(t[len(t)-1]) {
		return nan, nan, err
	}
	return estimate - float64(t[len(t)-tail]*se), estimate - float64(t[tail-1]*se), nil
}

// plan returns the numbers of the rows, and how many samples lie beyond each end of an interval, with the one at it.
func (b Bootstrap) plan(level float64) (rows []int, tail int, err error) {
	if err := b.check(); err != nil {
		return nil, 0, err
	}
	if !(level > 0 && level < 1) {
		return nil, 0, fmt.Errorf("inequality: level: got %v, want between 0 and 1", level)
	}
	tail = int(math.Floor(float64((1-level)/2*float64(b.Replicates+1)) + 1e-9))
	if tail < 1 {
		return nil, 0, fmt.Errorf("inequality: Replicates: got %d, want at least %.0f for a level of %v", b.Replicates, math.Ceil(2/(1-level))-1, level)
	}
	rows = make([]int, b.Rows)
	for i := range rows {
		rows[i] = i
	}
	return rows, tail, nil
}

// BootstrapInterval is an interval of confidence of one of several measures.
type BootstrapInterval struct {
	Lo, Hi      float64
	SE          float64 // standard deviation over the samples; NaN for a single row
	Studentized bool    // bootstrap-t, as [Bootstrap.Studentized]; else the percentiles of the samples' values
	Undefined   int     // samples without a value
}

// Intervals returns intervals of several measures from the same samples: bootstrap-t where measure returns a standard error for the data, percentiles of the
// samples where it is NaN. The ends are order statistics number (1-level)/2 (Replicates+1) from either side. measure is called as in [Bootstrap.Studentized] and must
// return as many values each time, with as many standard errors. A sample without a value, or without a standard error of it, counts as one beyond both ends, which is the
// worst that it can be; SE is NaN then, and so are the ends if there are as many such samples as may lie beyond an end. Errors as that. Cost: Replicates times measure.
func (b Bootstrap) Intervals(level float64, measure func(rows []int) (values, ses []float64, err error)) ([]BootstrapInterval, error) {
	rows, tail, err := b.plan(level)
	if err != nil {
		return nil, err
	}
	data, dataSE, err := measure(rows)
	if err != nil {
		return nil, err
	}
	values, pivots := make([][]float64, len(data)), make([][]float64, len(data))
	random := rand.New(b.Source)
	for r := range b.Replicates {
		for i := range rows {
			rows[i] = random.IntN(b.Rows)
		}
		v, se, err := measure(rows)
		if err != nil {
			return nil, fmt.Errorf("replicate %d: %w", r, err)
		}
		for k := range data {
			values[k] = append(values[k], v[k])
			pivots[k] = append(pivots[k], pivot(v[k], data[k], se[k]))
		}
	}
	list := make([]BootstrapInterval, len(data))
	for k := range list {
		list[k] = interval(data[k], dataSE[k], values[k], pivots[k], tail)
		list[k].SE = b.deviation(values[k])
	}
	return list, nil
}

func interval(estimate, se float64, values, pivots []float64, tail int) BootstrapInterval {
	i := BootstrapInterval{Lo: math.NaN(), Hi: math.NaN(), Studentized: !math.IsNaN(se)}
	of := values
	if i.Studentized {
		of = pivots
	}
	slices.SortFunc(of, nanLast)
	for defined := len(of); defined > 0 && math.IsNaN(of[defined-1]); defined-- {
		i.Undefined++
	}
	if tail -= i.Undefined; tail < 1 {
		return i
	}
	of = of[:len(of)-i.Undefined]
	if i.Lo, i.Hi = of[tail-1], of[len(of)-tail]; i.Studentized {
		i.Lo, i.Hi = estimate-float64(i.Hi*se), estimate-float64(i.Lo*se)
	}
	return i
}

// pivot is (value - estimate)/SE, 0 also if nobody differs.
func pivot(value, estimate, se float64) float64 {
	if value == estimate {
		return 0
	}
	return (value - estimate) / se
}

// pivots returns (value - estimate)/SE of each sample, ascending, NaN last.
func (b Bootstrap) pivots(estimate float64, rows []int, measure func(rows []int) (value, se float64, err error)) ([]float64, error) {
	random := rand.New(b.Source)
	t := make([]float64, b.Replicates)
	for r := range t {
		for i := range rows {
			rows[i] = random.IntN(b.Rows)
		}
		value, se, err := measure(rows)
		if err != nil {
			return nil, fmt.Errorf("replicate %d: %w", r, err)
		}
		t[r] = pivot(value, estimate, se)
	}
	slices.SortFunc(t, nanLast)
	return t, nil
}

// GiniBootstrapT returns the bootstrap-t interval of the Gini of x with weights w (nil: equal weights) at a level of confidence such as
// 0.95; see [Bootstrap.Studentized]. Take some hundred replicates, 999 where time does not matter.
//
// How often intervals at 95% held the Gini of the distribution that 1000 samples of n came from, with 199 replicates:
//
//	                            n = 50              n = 200             n = 1000 (300 samples)
//	                            +- 1.96 SE  this    +- 1.96 SE  this    +- 1.96 SE  this
//	exponential                       .93    .95          .94    .95          .96    .94
//	Singh-Maddala (2.8, 1, 1.7)       .88    .93          .92    .94          .94    .93
//	lognormal, sigma 0.75             .87    .92          .90    .93          .94    .96
//	lognormal, sigma 1                .84    .91          .88    .92          .93    .96
//	lognormal, sigma 1.5              .74    .83          .83    .89          .89    .91
//	Pareto, alpha 2.5                 .78    .91          .86    .92          .92    .93
//	Pareto, alpha 1.8                 .64    .84          .78    .88          .82    .91
//
// The jackknife adds .00 to .05 to what 1.96 SE cover, percentiles of the samples cover less. Where the variance is infinite (the last row) no
// interval reaches its level. If no value is negative, an end beyond 0 or 1 is put there: the Gini lies between them, so that takes nothing from what the interval covers. Errors as [New] and [Bootstrap.Studentized]; NaN where the Gini is and for a single row. Cost: replicates
// times that of the Gini.
func GiniBootstrapT(x, w []float64, level float64, replicates int, source rand.Source) (lo, hi float64, err error) {
	if err := checkWeights(w, len(x), "x"); err != nil {
		return math.NaN(), math.NaN(), err
	}
	keep := positiveRows(len(x), w)
	x, w = take(x, keep), take(w, keep)
	if len(x) == 0 {
		return math.NaN(), math.NaN(), nil
	}
	b := Bootstrap{Rows: len(x), Replicates: replicates, Source: source}
	lo, hi, err = b.Studentized(level, func(rows []int) (value, se float64, err error) {
		d := newDistribution(take(x, rows), take(w, rows))
		return d.Gini(), d.GiniSE(), nil
	})
	if slices.Min(x) >= 0 {
		lo, hi = min(max(lo, 0), 1), max(min(hi, 1), 0)
	}
	return lo, hi, err
}
