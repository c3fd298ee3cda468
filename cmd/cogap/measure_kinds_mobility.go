package main

import (
	"github.com/cogap/cogap/inequality"
)

// classes is how many equally large classes people move between.
var classes = parameter{name: "k", value: 5, lo: 2, hi: 1000, whole: true}

// mobilityKinds are the measures of how people move from rank, the value before, to the value.
var mobilityKinds = []kind{
	{name: "transition", about: "share of each of k classes by rank, the value before, that is in each of k classes now", needs: needsRank, params: []parameter{classes}, table: transitions},
	ofClasses("shorrocks_trace", "Shorrocks' trace index of moves between k classes: 0 if nobody moves, 1 if where people come from says nothing", (*inequality.Transition).ShorrocksTrace),
	ofClasses("bartholomew", "mean number of classes, of k, that people move", (*inequality.Transition).Bartholomew),
	ofClasses("immobility_ratio", "share of people who stay in their class of k", (*inequality.Transition).Immobility),
	ofMoves("rank_rank_slope", "slope of the rank now on that before", (*inequality.Mobility).RankRankSlope),
	ofMoves("spearman", "correlation of these ranks", (*inequality.Mobility).Spearman),
	ofMoves("kendall_tau_b", "Kendall's tau-b of the values before and now", (*inequality.Mobility).KendallTauB),
	ofMoves("pearson_log", "correlation of logarithms", (*inequality.Mobility).PearsonLog),
	ofMoves("ige", "elasticity: slope of the logarithm now on that before", (*inequality.Mobility).Elasticity),
	ofMoves("fields_ok_1996", "Fields and Ok: mean absolute change", (*inequality.Mobility).FieldsOk1996),
	ofMoves("fields_ok_1999", "the same of logarithms", (*inequality.Mobility).FieldsOk1999),
	ofMoves("fields_ok_directional", "mean change of logarithms", (*inequality.Mobility).FieldsOkDirectional),
	ofMoves("gini_corr_01", "Gini correlation of the value before with ranks now", func(m *inequality.Mobility) float64 { g, _ := m.GiniCorrelations(); return g }),
	ofMoves("gini_corr_10", "Gini correlation of the value with ranks before", func(m *inequality.Mobility) float64 { _, g := m.GiniCorrelations(); return g }),
	ofMoves("gini_mobility", "Gini mobility: 0 if ranks stay, 1 if they are independent, 2 if they are reversed", (*inequality.Mobility).Gini),
	ofMoves("shorrocks_rigidity_gini", "Gini of everybody's average over that of both dates: 1 if nobody moves", rigidity((*inequality.Distribution).Gini)),
	ofMoves("shorrocks_rigidity_theil", "the same of Theil's T", rigidity((*inequality.Distribution).TheilT)),
}

func rigidity(of func(*inequality.Distribution) float64) func(*inequality.Mobility) float64 {
	return func(m *inequality.Mobility) float64 { return m.Rigidity(of) }
}

// moves are those of the sample, from the rank to the value; nil after an error.
func (e *exact) moves() *inequality.Mobility {
	if e.mobility == nil {
		m, err := inequality.NewMobility(e.s.rank, e.s.x, e.s.w)
		if e.must(0, err); err != nil {
			return nil
		}
		e.mobility = m
	}
	return e.mobility
}

func (e *exact) addMove(k *kind, value float64, pairs ...any) {
	e.addOf(k.name, value, e.byColumns.with("rank", e.o.rank).with(pairs...))
}

func ofMoves(name, about string, of func(*inequality.Mobility) float64) kind {
	return kind{name: name, about: about, needs: needsRank, table: func(e *exact, k *kind, _ arguments) {
		if m := e.moves(); m != nil {
			e.addMove(k, of(m))
		}
	}}
}

// transition is the matrix between so many classes; nil after an error.
func (e *exact) transition(classes float64) *inequality.Transition {
	m := e.moves()
	if m == nil {
		return nil
	}
	t, err := m.Transition(int(classes))
	if e.must(0, err); err != nil {
		return nil
	}
	return t
}

func ofClasses(name, about string, of func(*inequality.Transition) float64) kind {
	return kind{name: name, about: about, needs: needsRank, params: []parameter{classes}, table: func(e *exact, k *kind, a arguments) {
		if t := e.transition(a[0]); t != nil {
			e.addMove(k, of(t), "k", a[0])
		}
	}}
}

func transitions(e *exact, k *kind, a arguments) {
	t := e.transition(a[0])
	if t == nil {
		return
	}
	for i, row := range t.Probability {
		for j, p := range row {
			e.addMove(k, p, "k", a[0], "row", i+1, "col", j+1)
		}
	}
}
