package cogap_test

import (
	"cmp"
	"math"
	"slices"
)

// This file is who knows whom in the second implementation [3.7]: lists of peers, drawn by shuffling.

type refNetwork struct {
	Kind             string
	Neighbours, Ties int
	Across           bool
	Order            []string
	WithinStratum    float64 `json:"within_stratum"`
	WithinTenth      float64 `json:"within_tenth"`
	Exponent         float64
	Least, Cutoff    int
	File, SHA256     string
	Exact            bool
}

// refTies are the peers of everybody, and how all were last month; people are numbered stratum by stratum.
type refTies struct {
	peers   [][]int
	starts  []int
	access  []bool
	beliefs []float64
}

// ties draws who knows whom; nil if nobody does.
func (s *refScenario) ties(people [][]refPerson, r refDraws) *refTies {
	n := &s.Network
	if n.Kind == "none" {
		return nil
	}
	t := &refTies{}
	all := 0
	for _, list := range people {
		t.starts = append(t.starts, all)
		all += len(list)
	}
	t.peers, t.access, t.beliefs = make([][]int, all), make([]bool, all), make([]float64, all)
	everybody := make([]int, all)
	for i := range everybody {
		everybody[i] = i
	}
	var strata [][]int
	for g, list := range people {
		strata = append(strata, everybody[t.starts[g]:t.starts[g]+len(list)])
	}
	switch n.Kind {
	case "random":
		t.match(r, n.Ties, everybody)
	case "small-world":
		rings := strata
		if n.Across {
			rings = [][]int{everybody}
		}
		for _, ring := range rings {
			t.ring(ring, n.Neighbours/2)
		}
		t.match(r, n.Ties, everybody)
	case "homophily":
		stratum, tenth := int(math.Round(n.WithinStratum*float64(n.Ties))), int(math.Round(n.WithinTenth*float64(n.Ties)))
		t.match(r, stratum, strata...)
		t.match(r, tenth, refTenths(people)...)
		t.match(r, n.Ties-stratum-tenth, everybody)
	case "scale-free":
		t.configure(r, n)
	}
	return t
}

func (t *refTies) tie(i, j int) {
	t.peers[i], t.peers[j] = append(t.peers[i], j), append(t.peers[j], i)
}

// match gives everybody of each group so many random partners. In a small group everybody meets everybody.
func (t *refTies) match(r refDraws, ties int, groups ...[]int) {
	for _, group := range groups {
		if len(group) <= ties+1 {
			for i, a := range group {
				for _, b := range group[i+1:] {
					t.tie(a, b)
				}
			}
			continue
		}
		for range ties {
			order := r.Perm(len(group))
			for i := 0; i+1 < len(order); i += 2 {
				t.tie(group[order[i]], group[order[i+1]])
			}
		}
	}
}

func (t *refTies) ring(group []int, half int) {
	n := len(group)
	if n <= 2*half+1 {
		t.match(refDraws{}, n, group)
		return
	}
	for i, a := range group {
		for away := 1; away <= half; away++ {
			t.tie(a, group[(i+away)%n])
		}
	}
}

// configure joins ends of ties at random, as many as a power law gives.
func (t *refTies) configure(r refDraws, n *refNetwork) {
	total := 0.
	for k := n.Least; k <= n.Cutoff; k++ {
		total += math.Pow(float64(k), -n.Exponent)
	}
	var ends []int
	for i := range t.peers {
		u, k := r.Float64()*total, n.Least
		for ; k < n.Cutoff; k++ {
			if u -= math.Pow(float64(k), -n.Exponent); u < 0 {
				break
			}
		}
		for range k {
			ends = append(ends, i)
		}
	}
	r.Shuffle(len(ends), func(i, j int) { ends[i], ends[j] = ends[j], ends[i] })
	for i := 0; i+1 < len(ends); i += 2 {
		if ends[i] != ends[i+1] {
			t.tie(ends[i], ends[i+1])
		}
	}
}

// refTenths are the tenths of people by income.
func refTenths(people [][]refPerson) [][]int {
	type one struct {
		number         int
		income, weight float64
	}
	var list []one
	all := 0.
	for _, stratum := range people {
		for _, p := range stratum {
			list = append(list, one{len(list), p.income, p.weight})
			all += p.weight
		}
	}
	slices.SortFunc(list, func(a, b one) int { return cmp.Compare(a.income, b.income) })
	groups, below := make([][]int, 10), 0.
	for _, p := range list {
		tenth := min(int(10*below/all), 9)
		groups[tenth] = append(groups[tenth], p.number)
		below += p.weight
	}
	return groups
}

// see is what person i of a stratum sees of its peers; others see what the stratum shows.
func (t *refTies) see(m *refNews, g, i int) *refNews {
	if t == nil {
		return m
	}
	own := *m
	own.share, own.belief = 0, 0
	peers := t.peers[t.starts[g]+i]
	with := 0.
	for _, j := range peers {
		if t.access[j] {
			with++
			own.belief += t.beliefs[j]
		}
	}
	if with > 0 {
		own.share, own.belief = with/float64(len(peers)), own.belief/with
	}
	return &own
}

// note has everybody show how it is at the end of a month.
func (t *refTies) note(people [][]refPerson) {
	if t == nil {
		return
	}
	for g, list := range people {
		for i := range list {
			t.access[t.starts[g]+i], t.beliefs[t.starts[g]+i] = list[i].tier > 0, list[i].belief
		}
	}
}
