package population

import (
	"fmt"
	"math"

	"github.com/cogap/cogap/inequality/tabulated"
)

// bracketShares are the shares at which a table of brackets becomes quantiles: dense where incomes are dense, and far enough into the tail that the Pareto tail beyond matters little.
var bracketShares = []float64{.01, .02, .05, .1, .15, .2, .25, .3, .35, .4, .45, .5, .55, .6, .65, .7, .75, .8, .85, .9, .925, .95, .975, .99, .995, .999}

// QuantilesOfBrackets returns the income quantiles of a stratum of which a table of brackets is known, in the unit of the table, for [Stratum.Income]: those of its generalised Pareto
// interpolation ([tabulated.Table.InterpolateFilled]). Incomes of 0 or less are
// left out, which the floor of a population stands for. Between quantiles people are as [Stratum.IncomeAt] says, so that the mean of a bracket comes back nearly, not exactly.
//
// It returns an error if the table cannot be interpolated or no quantile is above 0.
func QuantilesOfBrackets(t *tabulated.Table) ([]Quantile, error) {
	i, _, err := t.InterpolateFilled()
	if err != nil {
		return nil, err
	}
	var known []Quantile
	for _, p := range bracketShares {
		q, err := i.Quantile(p)
		if err != nil {
			return nil, err
		}
		const digits = 6
		if q = rounded(q, digits); q > 0 && (len(known) == 0 || q > known[len(known)-1].Value) {
			known = append(known, Quantile{P: p, Value: q})
		}
	}
	if len(known) == 0 {
		return nil, fmt.Errorf("population: no quantile of the brackets is above 0")
	}
	return known, nil
}

// rounded returns v with so many significant digits.
func rounded(v float64, digits int) float64 {
	if v == 0 || math.IsInf(v, 0) || math.IsNaN(v) {
		return v
	}
	scale := math.Pow10(digits - 1 - int(math.Floor(math.Log10(math.Abs(v)))))
	return math.Round(v*scale) / scale
}
