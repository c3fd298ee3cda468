package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/cogap/cogap/inequality"
)

// The ways to an interval of confidence.
const (
	analytic  = "analytic"
	jackknife = "jackknife"
	bootstrap = "bootstrap"
)

const (
	usualReplicates = 999
	mostLeftOut     = 1000 // rows up to which each is left out alone; beyond, parts of all
	jackknifeParts  = 200
)

// resample sets intervals, and for the jackknife standard errors, by measuring other samples of the same rows, if they are asked for.
func (r *findings) resample(ctx context.Context, o *options, s *sample) error {
	switch {
	case o.design.given():
		return r.designed(ctx, o, s)
	case o.interval == bootstrap:
		return r.bootstrap(ctx, o, s)
	case o.interval == jackknife:
		return r.jackknife(ctx, o, s)
	}
	return nil
}

// values measures other rows and returns each result in the place that it has in r, NaN if these rows do not have it.
func (r *findings) values(ctx context.Context, o *options, s *sample) (values, ses []float64, err error) {
	plain := *o
	plain.level, plain.again = 0, true // of no interval
	other, err := s.measure(ctx, &plain)
	if err != nil {
		return nil, nil, err
	}
	found := map[string]result{}
	for _, m := range other.Measures {
		found[m.key()] = m
	}
	for _, m := range r.Measures {
		value, se := math.NaN(), math.NaN()
		if f, ok := found[m.key()]; ok {
			if value = float64(f.Value); f.SE != nil && !jumps[m.Measure] { // an error by a density does not suit a sample with ties
				se = float64(*f.SE)
			}
		}
		values, ses = append(values, value), append(ses, se)
	}
	return values, ses, nil
}

// key tells a result from others of the same data. What depends on the rows does not belong to it.
func (r *result) key() string {
	p := params{}
	for name, value := range r.Params {
		if _, computed := value.(number); !computed {
			p[name] = value
		}
	}
	return fmt.Sprint(r.Measure, p) // a map is printed in the order of its keys
}

// take returns the sample of these rows, each as often as it is named.
func (s *sample) take(rows []int) *sample {
	t := &sample{x: picked(s.x, rows), w: picked(s.w, rows), rank: picked(s.rank, rows), labels: picked(s.labels, rows), terms: s.terms, categories: s.categories}
	for _, column := range s.covariates {
		t.covariates = append(t.covariates, picked(column, rows))
	}
	t.counts = wholeNumbers(t.w)
	for _, column := range s.texts {
		t.texts = append(t.texts, picked(column, rows))
	}
	return t
}

// picked are these rows of a column, nil of none.
func picked[T any](column []T, rows []int) []T {
	if column == nil {
		return nil
	}
	list := make([]T, len(rows))
	for i, row := range rows {
		list[i] = column[row]
	}
	return list
}

// instead returns the sample of these rows, which weigh as much more as they are fewer: they stand for as many people as all rows. So measures that depend on how many there
// are say nothing about how many rows were left out.
func (s *sample) instead(rows []int) *sample {
	t := s.take(rows)
	if t.w == nil {
		t.w = slices.Repeat([]float64{1}, len(rows))
	}
	for i := range t.w {
		t.w[i] *= float64(len(s.x)) / float64(len(rows))
	}
	t.counts = s.counts
	return t
}

func (r *findings) bootstrap(ctx context.Context, o *options, s *sample) error {
	if len(s.x) < 2 {
		return nil
	}
	negative := slices.ContainsFunc(s.x, func(x float64) bool { return x < 0 })
	b := inequality.Bootstrap{Rows: len(s.x), Replicates: o.bootstrap, Source: rand.NewPCG(o.seed, 0)}
	list, err := b.Intervals(o.level, func(rows []int) (values, ses []float64, err error) { return r.values(ctx, o, s.take(rows)) })
	if err != nil {
		return err
	}
	for k, i := range list {
		if r.Measures[k].Undefined != "" {
			continue
		}
		if i.Undefined > 0 {
			note(&r.undrawn, r.Measures[k].Measure)
		}
		ci := &interval{number(i.Lo), number(i.Hi), "percentile"}
		if i.Studentized {
			ci.Method = "bootstrap-t"
		} else {
			r.Measures[k].within(i.SE)
		}
		if math.IsInf(i.Lo, 0) || math.IsInf(i.Hi, 0) { // so many samples consist of rows that are alike that they say nothing about the error
			r.tooFew = true
			ci.Lo, ci.Hi = number(math.NaN()), number(math.NaN())
		}
		if i.Studentized {
			ci.within(rangeOf(r.Measures[k].Measure, negative))
		}
		r.Measures[k].CI = ci
	}
	return nil
}

// mostSampled is how many rows are measured anew for intervals that nobody has said how to find: 999 samples take about a second a measure.
const mostSampled = 5_000

// hasErrors reports whether a measure has an error or an interval by a formula.
func (k *kind) hasErrors() bool {
	switch k.name {
	case "quantile", "median", "pareto_alpha", "oaxaca", "oaxaca_detail", "concentration_regression", "gini_places":
		return true
	}
	_, ok := linearOf[k.name]
	return ok
}

// sampledErrors adds intervals by the bootstrap to measures asked for that have no formula of their error.
func (r *findings) sampledErrors(ctx context.Context, o *options, s *sample) error {
	if len(o.measures) == 0 || o.level == 0 || r.N < 2 {
		return nil
	}
	plain := *o
	plain.bootstrap, plain.calls = max(usualReplicates, int(math.Round(2/(1-o.level)))-1), nil
	for _, c := range o.calls {
		if !c.kind.hasErrors() {
			plain.calls = append(plain.calls, c)
		}
	}
	some := findings{columns: r.columns, byColumns: r.byColumns}
	var places []int
	for k, m := range r.Measures {
		if known, ok := kindOf(m.Measure); ok && !known.hasErrors() && m.Undefined == "" && finite(float64(m.Value)) {
			places, some.Measures = append(places, k), append(some.Measures, m)
			name := &r.sampled
			if r.N > mostSampled {
				name = &r.unsampled
			}
			note(name, m.Measure)
		}
	}
	if len(places) == 0 || r.N > mostSampled {
		return nil
	}
	if err := some.bootstrap(ctx, &plain, s); err != nil {
		return err
	}
	for k, place := range places {
		r.Measures[place] = some.Measures[k]
	}
	r.tooFew, r.undrawn = r.tooFew || some.tooFew, append(r.undrawn, some.undrawn...)
	return nil
}

// jackknife sets standard errors. Rows are put into parts in an order of chance, since a file may be sorted.
func (r *findings) jackknife(ctx context.Context, o *options, s *sample) error {
	j := inequality.Jackknife{Rows: len(s.x)}
	if j.Rows < 2 {
		return nil
	}
	if j.Rows > mostLeftOut {
		j.Groups = jackknifeParts
	}
	order := rand.New(rand.NewPCG(o.seed, 0)).Perm(j.Rows)
	mixed := s.take(order)
	list, err := j.RunRows(func(rows []int) ([]float64, error) {
		values, _, err := r.values(ctx, o, mixed.instead(rows))
		return values, err
	})
	if err != nil {
		return err
	}
	for k := range list {
		m := &r.Measures[k]
		if m.SE, m.CI = nil, nil; jumps[m.Measure] {
			note(&r.jumping, m.Measure)
			continue
		}
		m.within(list[k].SE)
	}
	return nil
}

// jumps are the measures that jump with one row, of which the jackknife tells nothing.
var jumps = map[string]bool{
	"quantile": true, "median": true, "quantile_ratio": true, "quantile_gap": true, "median_ratio": true, "median_pay_gap": true, "wolfson": true, "qsr": true,
	"arpt": true, "pareto_alpha": true, "arpr": true, "rmpg": true, "u3": true, "ks": true, "lorenz_asymmetry": true, "concentration_curve": true,
	"transition": true, "shorrocks_trace": true, "bartholomew": true, "immobility_ratio": true, "growth_incidence": true,
}
