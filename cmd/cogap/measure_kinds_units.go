package main

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/cogap/cogap/inequality"
)

// unitKinds are the measures of groups over units, and of places.
var unitKinds = []kind{
	{name: "dissimilarity", about: "index of dissimilarity of the groups over units", needs: needsUnit, table: segregated((*inequality.Segregation).Dissimilarity)},
	{name: "mutual_information", about: "mutual information index M of groups and units, in nats", needs: needsUnit, table: segregated((*inequality.Segregation).MutualInformation)},
	{name: "theil_h", about: "Theil's information index H of the groups over units", needs: needsUnit, table: segregated((*inequality.Segregation).TheilH)},
	{name: "isolation", about: "isolation of each group: its average share in the units of its people", needs: needsUnit, table: isolationTable},
	{name: "exposure", about: "exposure of each group a to each other b: the average share of b in the units of a", needs: needsUnit, table: exposureTable},
	{name: "mutual_information_of", about: "local mutual information of each unit, whose average by people is M", needs: needsUnit, table: localTable},
	{
		name: "gini_places", about: "Gini of places: parts due to neighbours and to others, polarization, and a p-value by permutation", needs: needsPlaces,
		params: []parameter{{name: "permutations", value: 999, hi: 1e6, whole: true}}, table: placesTable,
	},
}

// segregation is the table of people by unit and group, with the labels of both in order.
func (e *exact) segregation() (s *inequality.Segregation, units, groups []string) {
	place := func(column []string) (list []string, at map[string]int) {
		at = map[string]int{}
		for _, label := range column {
			if label != "" {
				at[label] = 0
			}
		}
		list = slices.SortedFunc(maps.Keys(at), compareLabels)
		for i, label := range list {
			at[label] = i
		}
		return list, at
	}
	units, unitAt := place(e.s.text(unitText))
	groups, groupAt := place(e.s.labels)
	people := make([][]float64, len(units))
	for u := range people {
		people[u] = make([]float64, len(groups))
	}
	for i, label := range e.s.labels {
		w := 1.0
		if e.s.w != nil {
			w = e.s.w[i]
		}
		if unit := e.s.text(unitText)[i]; label != "" && unit != "" {
			people[unitAt[unit]][groupAt[label]] += w
		}
	}
	s, err := inequality.NewSegregation(people)
	e.must(0, err)
	return s, units, groups
}

// ofUnits are the names and columns of a result over units.
func (e *exact) ofUnits(pairs ...any) params {
	p := params{"unit": e.o.unit, "group": e.o.group}.with(pairs...)
	if e.o.weight != "" {
		p["w"] = e.o.weight
	}
	return p
}

func segregated(of func(*inequality.Segregation) float64) func(*exact, *kind, arguments) {
	return func(e *exact, k *kind, _ arguments) {
		if s, _, _ := e.segregation(); s != nil {
			e.addOf(k.name, of(s), e.ofUnits())
		}
	}
}

func isolationTable(e *exact, k *kind, _ arguments) {
	s, _, groups := e.segregation()
	for g, label := range groups {
		v, err := s.Isolation(g)
		e.addOf(k.name, e.must(v, err), e.ofUnits("label", numeric(label)))
	}
}

func exposureTable(e *exact, k *kind, _ arguments) {
	s, _, groups := e.segregation()
	for a := range groups {
		for b := range groups {
			if a != b {
				v, err := s.Exposure(a, b)
				e.addOf(k.name, e.must(v, err), e.ofUnits("a", numeric(groups[a]), "b", numeric(groups[b])))
			}
		}
	}
}

func localTable(e *exact, k *kind, _ arguments) {
	s, units, _ := e.segregation()
	if s == nil {
		return
	}
	for u, v := range s.LocalMutualInformation() {
		e.addOf(k.name, v, e.ofUnits("at", numeric(units[u])))
	}
}

// neighbours are the numbers of those that each place lists.
func (s *sample) neighbours() ([][]int, error) {
	names := s.text(unitText)
	at := map[string]int{}
	for i, name := range names {
		if _, twice := at[name]; twice {
			return nil, fmt.Errorf("--unit: the place %s stands in two rows", quoted(name))
		}
		at[name] = i
	}
	list := make([][]int, len(names))
	for i, text := range s.text(neighboursText) {
		for _, name := range neighbourNames(text) {
			j, ok := at[name]
			if !ok {
				return nil, fmt.Errorf("--neighbours: %s has the neighbour %s, which is no place of --unit", quoted(names[i]), quoted(name))
			}
			list[i] = append(list[i], j)
		}
	}
	return list, nil
}

// neighbourNames are the names in a list, parted by semicolons if it has any, else by spaces.
func neighbourNames(text string) []string {
	if !strings.Contains(text, ";") {
		return strings.Fields(text)
	}
	var list []string
	for name := range strings.SplitSeq(text, ";") {
		if name = strings.TrimSpace(name); name != "" {
			list = append(list, name)
		}
	}
	return list
}

func placesTable(e *exact, k *kind, a arguments) {
	near, err := e.s.neighbours()
	if err != nil {
		e.must(0, err)
		return
	}
	nan := math.NaN()
	g := inequality.SpatialGini{Gini: nan, Neighbours: nan, Others: nan, Polarization: nan, P: nan}
	if finite(e.d.Mean()) {
		g, err = inequality.GiniOfPlaces(e.s.x, near, int(a[0]), rand.NewPCG(e.o.seed, 0))
		e.must(0, err)
	}
	for _, part := range []struct {
		name  string
		value float64
	}{{"all", g.Gini}, {"neighbours", g.Neighbours}, {"others", g.Others}, {"polarization", g.Polarization}, {"p-value", g.P}} {
		e.add(k.name, part.value, "unit", e.o.unit, "permutations", a[0], "part", part.name)
	}
}

// sortedLabels are the labels of a column in their order.
func sortedLabels(column []string) []string {
	list := slices.Clone(column)
	slices.SortFunc(list, func(a, b string) int { return cmp.Or(compareLabels(a, b), cmp.Compare(a, b)) })
	return slices.Compact(list)
}
