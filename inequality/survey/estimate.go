package survey

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/cogap/cogap/inequality"
)

// Estimate is a value with its standard error, both in the unit of the measure.
type Estimate struct {
	Value            float64
	SE               float64
	DegreesOfFreedom int // of the standard error
}

// Interval returns the confidence interval at a level such as 0.95, value -+ t SE with the quantile t of Student's distribution. Stata and R's survey with
// df = degf() do so; confint in R takes the normal distribution unless told. NaN without degrees of freedom. It returns an error if the level is
// not between 0 and 1.
func (e Estimate) Interval(level float64) (lo, hi float64, err error) {
	t, err := e.quantile(level)
	return e.Value - float64(t*e.SE), e.Value + float64(t*e.SE), err
}

func (e Estimate) quantile(level float64) (float64, error) {
	if !(level > 0 && level < 1) {
		return math.NaN(), fmt.Errorf("survey: level: got %v, want between 0 and 1", level)
	}
	if e.DegreesOfFreedom < 1 {
		return math.NaN(), nil
	}
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(e.DegreesOfFreedom)}.Quantile((1 + level) / 2), nil
}

// QuantileInterval returns Woodruff's interval of the p-quantile of x (type 2): the quantiles at the ends of the confidence interval of the share
// of people up to the quantile. It needs no density, and is what svyquantile of R's survey gives. An end whose share falls outside 0 to 1 is the
// smallest or largest value. NaN without degrees of freedom, where the quantile is, and where it is the largest value, since everybody is up to it: the share has no error,
// and the interval would be that value, as it is in R's survey (unless there is a finite population correction, with which everybody may have been drawn). It returns an error if p or the level is not a share, as
// [inequality.New], and as [Design.Variance]. Cost O(n log n). Source: Woodruff 1952.
func (d Design) QuantileInterval(x []float64, p, level float64) (lo, hi float64, err error) {
	nan := math.NaN()
	of, err := inequality.New(x, d.Weights)
	if err != nil {
		return nan, nan, err
	}
	q, err := of.Quantile(p, inequality.AveragedInverseCDF)
	if err != nil {
		return nan, nan, err
	}
	upTo := make([]float64, len(x))
	for i, v := range x {
		if v <= q {
			upTo[i] = 1
		}
	}
	share, err := inequality.LinearisedMean(upTo, d.Weights)
	if err != nil {
		return nan, nan, err
	}
	e, err := d.Estimate(share)
	if err != nil {
		return nan, nan, err
	}
	from, to, err := e.Interval(level)
	certain := e.SE == 0 && !d.corrected()
	if err != nil || math.IsNaN(from) || math.IsNaN(q) || certain {
		return nan, nan, err
	}
	lo, err = of.Quantile(max(from, 0), inequality.AveragedInverseCDF)
	if err != nil {
		return nan, nan, err
	}
	hi, err = of.Quantile(min(to, 1), inequality.AveragedInverseCDF)
	return lo, hi, err
}

// corrected reports whether a stage has a finite population correction.
func (d Design) corrected() bool {
	return slices.ContainsFunc(d.Stages, func(s Stage) bool { return s.FPC != nil })
}
