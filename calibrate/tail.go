package calibrate

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
)

// tailShape returns k-hat, the shape of the generalised Pareto distribution that the largest of weights, given by their logarithms, follow: weights
// have a variance if it is below a half, and a mean if it is below 1. It is of the min(n/5, 3 root of n) largest; NaN if those are fewer than five, or all weights
// are alike. Of few weights it is drawn to a half, as ten more that have it would.
//
// Source: Vehtari, Simpson, Gelman, Yao and Gabry (2024), Pareto smoothed importance sampling, Journal of Machine Learning Research 25; the estimate is that of Zhang
// and Stephens (2009), A new and efficient estimation method for the generalized Pareto distribution, Technometrics 51(3), both as R's package loo has them.
func tailShape(logs []float64) float64 {
	sorted := slices.Sorted(slices.Values(logs))
	n := float64(len(sorted))
	m := int(math.Ceil(min(n/5, 3*math.Sqrt(n))))
	if m < leastTail || m >= len(sorted) || math.IsInf(sorted[len(sorted)-1], -1) {
		return math.NaN()
	}
	most, from := sorted[len(sorted)-1], sorted[len(sorted)-m-1]
	over := make([]float64, m)
	for i := range over {
		over[i] = math.Exp(sorted[len(sorted)-m+i]-most) - math.Exp(from-most)
	}
	if over[0] <= 0 { // some are as large as the largest that is not in the tail
		return math.NaN()
	}
	return paretoShape(over)
}

// leastTail is of how few weights in the tail the package loo estimates its shape.
const leastTail = 5

// paretoShape returns the shape of a generalised Pareto distribution from values of it, from the least to the largest: the mean over the likelihood of
// the shape and scale together, on a grid.
func paretoShape(x []float64) float64 {
	n := float64(len(x))
	grid := 30 + int(math.Sqrt(n))
	quarter := x[int(float64(n/4)+0.5)-1]
	places, logs := make([]float64, grid), make([]float64, grid)
	for j := range places {
		places[j] = 1/x[len(x)-1] + (1-math.Sqrt(float64(grid)/(float64(j)+0.5)))/3/quarter
		k := shapeAt(places[j], x)
		logs[j] = n * (math.Log(-places[j]/k) - k - 1)
	}
	sum, mean, most := 0.0, 0.0, slices.Max(logs)
	for j, place := range places {
		weight := math.Exp(logs[j] - most)
		sum += weight
		mean += float64(weight * place)
	}
	const few = 10 // values of the shape a half that count beside those that there are
	return (float64(n*shapeAt(mean/sum, x)) + few*0.5) / (n + few)
}

// shapeAt is the shape that fits best where minus shape over scale is given.
func shapeAt(place float64, x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += math.Log1p(-float64(place * v))
	}
	return sum / float64(len(x))
}

// endSE returns the Monte Carlo standard error of a quantile of values that are worth so many independent ones: half of the distance of the
// quantiles one standard error of the share below it to both sides. NaN of no values. Source: Woodruff (1952), Confidence intervals for medians and other position measures,
// Journal of the American Statistical Association 47 (recalled).
func endSE(values []float64, level, worth float64) float64 {
	sorted := slices.DeleteFunc(slices.Clone(values), math.IsNaN)
	if len(sorted) == 0 {
		return math.NaN()
	}
	slices.Sort(sorted)
	se := math.Sqrt(level * (1 - level) / worth)
	at := func(share float64) float64 { return stat.Quantile(min(max(share, 0), 1), stat.LinInterp, sorted, nil) }
	return (at(level+se) - at(level-se)) / 2
}
