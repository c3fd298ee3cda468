package main

import (
	"fmt"
	"math"

	"github.com/cogap/cogap/inequality"
)

// dateKinds are the measures of change from a date to another.
var dateKinds = []kind{
	{
		name: "growth_incidence", about: "growth of the p-quantile from the earlier date, or from rank, the value before", needs: needsBefore, params: []parameter{share("p", none)},
		table: growthOf(func(before, after *inequality.Distribution, p float64) (float64, error) {
			g, err := inequality.GrowthIncidence(before, after, []float64{p})
			if err != nil {
				return math.NaN(), err
			}
			return g[0], nil
		}),
	},
	{name: "pro_poor_growth", about: "its mean over those who were below z", needs: needsBefore, params: []parameter{positive("z", none)}, table: growthOf(inequality.ProPoorGrowth)},
	{name: "mld_change", about: "change of the mean log deviation by inequality within groups, their shares and their means", needs: needsGroupDates, table: mldChange},
	{
		name: "fields_change", about: "change of an index of inequality by the terms of a regression at both dates", needs: needsCovariatesDates,
		params: []parameter{{name: "index", value: 0, lo: 1, hi: 0, words: map[string]float64{"variance": 0, "gini": 1, "theil_t": 2, "theil_l": 3, "cv": 4}}}, table: fieldsChange,
	},
}

var fieldsIndices = []func(*inequality.Distribution) float64{
	(*inequality.Distribution).Variance, (*inequality.Distribution).Gini, (*inequality.Distribution).TheilT, (*inequality.Distribution).TheilL, (*inequality.Distribution).CV,
}

// dated are the rows of each of two dates, the earlier ones first, and what results are called.
func (e *exact) dated() (of [2]*sample, names params, err error) {
	dates := e.s.text(dateText)
	labels := sortedLabels(thatCount(dates, e.s.w))
	if len(labels) != 2 {
		return of, nil, wholeFault{fmt.Errorf("--date: column %s has %d dates, want 2; --where chooses them", quoted(e.o.date), len(labels))}
	}
	for k, label := range labels {
		var rows []int
		for i, date := range dates {
			if date == label {
				rows = append(rows, i)
			}
		}
		of[k] = e.s.take(rows)
	}
	return of, e.columns.with("date", e.o.date, "before", numeric(labels[0]), "after", numeric(labels[1])), nil
}

// thatCount are the labels of rows that weigh something and have one.
func thatCount(labels []string, w []float64) (list []string) {
	for i, label := range labels {
		if label != "" && (w == nil || w[i] > 0) {
			list = append(list, label)
		}
	}
	return list
}

// growthOf is a measure of the distributions before and after, by date or else by rank.
func growthOf(of func(before, after *inequality.Distribution, p float64) (float64, error)) func(*exact, *kind, arguments) {
	return func(e *exact, k *kind, a arguments) {
		if e.o.date == "" {
			if c, err := e.byRank(); e.must(0, err) == 0 && c != nil {
				v, err := of(c.Rank(), c.Values(), a[0])
				e.result(k, a, e.byColumns.with("rank", e.o.rank))(v, math.NaN(), err)
			}
			return
		}
		rows, names, err := e.dated()
		if err != nil {
			e.must(0, err)
			return
		}
		var ds [2]*inequality.Distribution
		for i, s := range rows {
			ds[i], err = inequality.New(s.x, s.w)
			e.must(0, err)
		}
		v, err := of(ds[0], ds[1], a[0])
		e.result(k, a, names)(v, math.NaN(), err)
	}
}

func mldChange(e *exact, k *kind, _ arguments) {
	rows, names, err := e.dated()
	if err != nil {
		e.must(0, err)
		return
	}
	var groups [2]*inequality.Grouped[string]
	for i, s := range rows {
		groups[i], err = inequality.GroupBy(s.x, s.w, s.labels)
		if e.must(0, err); err != nil {
			return
		}
	}
	c, err := inequality.ChangeMLD(groups[0], groups[1])
	if err != nil {
		e.must(0, fmt.Errorf("column %s: %w", quoted(e.o.group), err))
		return
	}
	for _, part := range []struct {
		name  string
		value float64
	}{
		{"total", c.Total},
		{"within_inequality", c.WithinInequality},
		{"within_shares", c.WithinShares},
		{"between_shares", c.BetweenShares},
		{"between_means", c.BetweenMeans},
		{"shares_approximate", c.SharesApproximate},
		{"means_approximate", c.MeansApproximate},
	} {
		e.addOf(k.name, part.value, names.with("group", e.o.group, "part", part.name))
	}
}

func fieldsChange(e *exact, k *kind, a arguments) {
	rows, names, err := e.dated()
	if err != nil {
		e.must(0, err)
		return
	}
	var shares [2]*inequality.FieldsDecomposition
	var index [2]float64
	whole := e.s.complete()
	for i, s := range rows {
		if !whole {
			break
		}
		if shares[i], err = inequality.DecomposeFields(s.x, s.covariates, s.w); err != nil {
			e.regressionFault(err)
			whole = false
			break
		}
		d, err := inequality.New(s.x, s.w)
		e.must(0, err)
		index[i] = fieldsIndices[int(a[0])](d)
	}
	e.byTerm(k, names.with(k.pairs(a)...), "residual", func() (values []float64, residual float64) {
		if !whole {
			return nil, math.NaN()
		}
		values, residual, err = shares[0].Change(shares[1], index[0], index[1])
		e.must(0, err)
		return values, residual
	})
	total := math.NaN()
	if whole {
		total = index[1] - index[0]
	}
	e.addOf(k.name, total, names.with(k.pairs(a)...).with("covariate", "all"))
}
