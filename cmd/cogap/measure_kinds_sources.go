package main

import (
	"errors"
	"math"

	"github.com/cogap/cogap/inequality"
)

// sourceKinds split the inequality of a total, the value, by its sources, the columns of --covariates.
var sourceKinds = []kind{
	{
		name: "sources", about: "Gini and variance of the value by its sources, the covariates and what they leave: share, Gini, Gini correlation, contribution, marginal effect, share of the variance",
		needs: needsCovariates, table: sourceTable,
	},
	{name: "shapley_gini", about: "Shapley value of each of these sources in the Gini of the value", needs: needsCovariates, table: shapleyTable},
}

// restName is the source that no column has.
const restName = "rest"

// sources are the columns of the value's sources, with what they leave as the last, if it is more than rounding; not ok if a number is missing.
func (e *exact) sources() (names []string, columns [][]float64, ok bool, err error) {
	n := len(e.o.covariates)
	if n == 0 {
		return nil, nil, false, errors.New("want --covariates, the columns of sources")
	}
	names, columns = append(names, e.o.covariates...), append(columns, e.s.covariates[:n]...)
	if !e.s.complete() {
		return append(names, restName), nil, false, nil
	}
	rest := make([]float64, len(e.s.x))
	whole := true
	for i, x := range e.s.x {
		size := math.Abs(x)
		rest[i] = x
		for _, column := range columns {
			rest[i] -= column[i]
			size += math.Abs(column[i])
		}
		whole = whole && math.Abs(rest[i]) <= 1e-9*size
	}
	if !whole {
		names, columns = append(names, restName), append(columns, rest)
	}
	return names, columns, true, nil
}

func sourceTable(e *exact, k *kind, _ arguments) {
	names, columns, ok, err := e.sources()
	if e.must(0, err); err != nil {
		return
	}
	var list []inequality.Source
	if ok {
		if list, err = inequality.Sources(e.s.w, columns...); err != nil {
			e.must(0, err)
			return
		}
	}
	nan := math.NaN()
	for i, name := range names {
		s := inequality.Source{Share: nan, Gini: nan, Concentration: nan, Correlation: nan, Contribution: nan, Marginal: nan, VarianceShare: nan}
		if list != nil {
			s = list[i]
		}
		for _, part := range []struct {
			name  string
			value float64
		}{
			{"share", s.Share},
			{"gini", s.Gini},
			{"concentration", s.Concentration},
			{"correlation", s.Correlation},
			{"contribution", s.Contribution},
			{"marginal", s.Marginal},
			{"variance_share", s.VarianceShare},
		} {
			e.addOf(k.name, part.value, e.byColumns.with("covariate", name, "part", part.name))
		}
	}
}

func shapleyTable(e *exact, k *kind, _ arguments) {
	names, columns, ok, err := e.sources()
	if e.must(0, err); err != nil {
		return
	}
	var values []float64
	if ok {
		if values, err = inequality.ShapleyGini(e.s.w, columns...); err != nil {
			e.must(0, err)
			return
		}
	}
	for i, name := range names {
		v := math.NaN()
		if values != nil {
			v = values[i]
		}
		e.addOf(k.name, v, e.byColumns.with("covariate", name))
	}
}
