package main

import (
	"errors"
	"fmt"
	"math"

	"github.com/cogap/cogap/inequality"
)

// covariateKinds are the measures that regress the value on columns.
var covariateKinds = []kind{
	{name: "fields", about: "Fields' share of each covariate in the inequality of the value, such as a log income", needs: needsCovariates, table: fieldsTable},
	{name: "rif_gini", about: "RIF regression of the Gini: its move for a move of each covariate's mean, with robust errors", needs: needsCovariates, table: rif},
	{
		name: "rif_quantile", about: "the same of the p-quantile; h is the bandwidth of the density, 0: by rule", needs: needsCovariates,
		params: []parameter{share("p", .5), atLeast("h", 0, 0)}, table: rif,
	},
	{name: "rif_variance", about: "the same of the variance", needs: needsCovariates, table: rif},
	{name: "rif_ge", about: "the same of generalised entropy", needs: needsCovariates, params: []parameter{anyNumber("alpha", none)}, table: rif},
	{name: "rif_atkinson", about: "the same of the Atkinson index", needs: needsCovariates, params: []parameter{atLeast("epsilon", none, 0)}, table: rif},
	{name: "concentration_contribution", about: "contribution of each covariate to the concentration index by rank", needs: needsRankCovariates, table: contributionTable},
	{name: "oaxaca", about: "Oaxaca-Blinder: the mean gap of A to B by endowments, coefficients and their interaction, and by a pooled reference", needs: needsGroupCovariates, table: oaxacaTable},
	{name: "oaxaca_detail", about: "the same by covariate; dummies of categories are normalised", needs: needsGroupCovariates, table: oaxacaDetail},
}

// findCovariates finds the columns of --covariates.
func (p *picker) findCovariates() error {
	var all []error
	for _, name := range p.o.covariates {
		at, err := p.column("--covariates", name)
		p.covariates, all = append(p.covariates, at), append(all, err)
	}
	return errors.Join(all...)
}

// readCovariates reads those of a row and reports whether one is missing.
func (p *picker) readCovariates(r *row) (lacks bool, err error) {
	for _, at := range p.covariates {
		v, err := p.number(at)
		if err != nil {
			return false, fmt.Errorf("%w; --categories reads labels", err)
		}
		r.covariates = append(r.covariates, v)
		lacks = lacks || !finite(v)
	}
	return lacks, nil
}

// addCovariates adds those of a row; one that is not measured has none.
func (h *held) addCovariates(r row, o *options) {
	if h.covariates == nil {
		h.covariates = make([][]float64, len(o.covariates))
	}
	for k := range h.covariates {
		v := math.NaN()
		if k < len(r.covariates) {
			v = r.covariates[k]
		}
		h.covariates[k] = append(h.covariates[k], v)
	}
}

// complete reports whether no number that counts is missing in the value and the covariates.
func (s *sample) complete() bool {
	for i, x := range s.x {
		if s.w != nil && s.w[i] == 0 {
			continue
		}
		for _, column := range s.covariates {
			if !finite(column[i]) {
				return false
			}
		}
		if !finite(x) {
			return false
		}
	}
	return true
}

// each adds a result for each covariate and one for what is left, NaN where numbers are missing.
func (e *exact) each(k *kind, rest string, pairs []any, of func() (values, ses []float64, err error)) {
	names := append([]string{rest}, e.s.terms...)
	var values, ses []float64
	if e.s.complete() {
		var err error
		values, ses, err = of()
		e.regressionFault(err)
	}
	for i, name := range names {
		value, se := math.NaN(), math.NaN()
		if values != nil {
			value = values[i]
		}
		if ses != nil {
			se = ses[i]
		}
		e.addOf(k.name, value, e.byColumns.with("covariate", name).with(pairs...)).within(se)
	}
}

// regressionFault keeps the error of a regression.
func (e *exact) regressionFault(err error) { e.must(0, e.s.namesOfColumns(err)) }

// byTerm adds what is left over and what each covariate has, the dummies of a category together; NaN of none.
func (e *exact) byTerm(k *kind, p params, rest string, of func() (values []float64, left float64)) {
	values, left := of()
	add := func(name string, columns ...int) {
		v := math.NaN()
		if values != nil {
			v = 0
			for _, c := range columns {
				v += values[c]
			}
		}
		e.addOf(k.name, v, p.with("covariate", name))
	}
	e.addOf(k.name, left, p.with("covariate", rest))
	for c, name := range e.o.covariates {
		add(name, c)
	}
	for _, c := range e.s.categories {
		add(c.name, c.columns...)
	}
}

func fieldsTable(e *exact, k *kind, _ arguments) {
	e.byTerm(k, e.byColumns, "residual", func() (values []float64, residual float64) {
		if !e.s.complete() {
			return nil, math.NaN()
		}
		d, err := inequality.DecomposeFields(e.s.x, e.s.covariates, e.s.w)
		if e.regressionFault(err); err != nil {
			return nil, math.NaN()
		}
		for _, t := range d.Terms {
			values = append(values, t.Share)
		}
		return values, d.Residual.Share
	})
}

func contributionTable(e *exact, k *kind, _ arguments) {
	e.each(k, "residual", []any{"rank", e.o.rank}, func() ([]float64, []float64, error) {
		d, err := inequality.DecomposeConcentration(e.s.x, e.s.rank, e.s.covariates, e.s.w)
		if err != nil {
			return nil, nil, err
		}
		values := []float64{d.Residual}
		for _, t := range d.Determinants {
			values = append(values, t.Contribution)
		}
		return values, nil, nil
	})
}

// rif adds the coefficients of a RIF regression, with robust errors.
func rif(e *exact, k *kind, a arguments) {
	pairs := k.pairs(a)
	if k.name == "rif_quantile" && a[1] == 0 { // by rule
		pairs = pairs[:2]
	}
	e.each(k, "constant", pairs, func() ([]float64, []float64, error) {
		c := linearCall{s: e.s, x: e.s.x, w: e.s.w, m: &result{Measure: k.name, Params: params{}.with(pairs...)}}
		l, err := c.influence()
		if err != nil || math.IsNaN(l.Value) {
			return nil, nil, err
		}
		r, err := inequality.RegressRIF(l, e.s.covariates, e.s.w)
		if err != nil {
			return nil, nil, err
		}
		return r.Coefficients, inequality.StandardErrors(r.Robust()), nil
	})
}

// oaxacaParts are the names of the parts of a gap.
var oaxacaParts = []string{"endowments", "coefficients", "interaction", "explained", "unexplained"}

// oaxacaTable adds the parts of the gap of each pair of groups.
func oaxacaTable(e *exact, k *kind, _ arguments) {
	e.oaxaca(func(names params, parts []inequality.LinearisedPart, w []float64) {
		for i, part := range oaxacaParts {
			total := inequality.Linearised{Value: math.NaN()}
			if parts != nil {
				total = parts[i].Total
			}
			e.estimated(k, names.with("part", part), total, w)
		}
	})
}

// oaxacaDetail adds the same of each column, the labels without a dummy among them.
func oaxacaDetail(e *exact, k *kind, _ arguments) {
	terms := append([]string{"constant"}, e.s.terms...)
	for _, c := range e.s.categories {
		terms = append(terms, c.omitted)
	}
	e.oaxaca(func(names params, parts []inequality.LinearisedPart, w []float64) {
		for i, part := range oaxacaParts {
			for t, term := range terms {
				of := inequality.Linearised{Value: math.NaN()}
				if parts != nil {
					of = parts[i].Detail[t]
				}
				e.estimated(k, names.with("part", part, "covariate", term), of, w)
			}
		}
	})
}

// estimated adds a value with the error that it has in a simple sample; w are the weights of its linearised variable.
func (e *exact) estimated(k *kind, p params, l inequality.Linearised, w []float64) {
	se := math.NaN()
	if l.Z != nil {
		var err error
		se, err = l.SE(w)
		e.must(0, err)
	}
	e.addOf(k.name, l.Value+0, p).within(se) // no -0
}

// oaxaca decomposes the gap of each pair of groups; parts are nil where something is missing. w are the weights of both groups.
func (e *exact) oaxaca(each func(names params, parts []inequality.LinearisedPart, w []float64)) {
	if _, err := e.groups(); err != nil {
		e.must(0, err)
		return
	}
	for _, pair := range e.paired {
		names := gapParams(e.findings, e.o, pair[0], pair[1])
		if !e.s.complete() {
			each(names, nil, nil)
			continue
		}
		a, b := e.s.of(pair[0]), e.s.of(pair[1])
		parts, err := decomposed(a, b, e.s.sets())
		e.regressionFault(err)
		var w []float64
		if e.s.w != nil {
			w = append(append(w, a.W...), b.W...)
		}
		each(names, parts, w)
	}
}

func decomposed(a, b inequality.Sample, sets [][]int) ([]inequality.LinearisedPart, error) {
	o, err := inequality.NewOaxacaBlinderNormalised(a, b, sets...)
	if err != nil {
		return nil, err
	}
	endowments, coefficients, interaction := o.ThreeFoldLinearised()
	explained, unexplained, err := o.TwoFoldLinearised(inequality.ReferencePooledWithGroup)
	if err != nil {
		return nil, err
	}
	return []inequality.LinearisedPart{endowments, coefficients, interaction, explained, unexplained}, nil
}

// of returns the rows of a group, for a regression.
func (s *sample) of(label string) inequality.Sample {
	g := inequality.Sample{X: make([][]float64, len(s.covariates))}
	for i, l := range s.labels {
		if l != label {
			continue
		}
		g.Y = append(g.Y, s.x[i])
		for k, column := range s.covariates {
			g.X[k] = append(g.X[k], column[i])
		}
		if s.w != nil {
			g.W = append(g.W, s.w[i])
		}
	}
	return g
}
