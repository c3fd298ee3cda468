package inequality

import (
	"cmp"
	"math"
	"slices"

	"github.com/cogap/cogap/internal/dmath"
)

// LinearisedDecomposition is a [Decomposition] whose parts have linearised variables, for standard errors: of the value of a part, and of how it moves with the weight of each row, which
// moves the size and the mean of the row's group and what is unequal within it.
type LinearisedDecomposition struct{ Total, Within, Between, Residual Linearised }

// LinearisedGroupedGE returns [Grouped.GE] with linearised variables. With the people N_k, the total T_k and the measure G_k of each group, within is the sum of
// a_k = (N_k/N)^(1-alpha) (T_k/T)^alpha G_k, and
//
//	z_i = (1-alpha)(a_k/N_k - within/N) + alpha (a_k/T_k - within/T) x_i + a_k/G_k z_i(G_k)
//
// for a row of group k; between is the difference to all. z is NaN where the mean of a group is not positive. Errors as [GroupBy] and GE. Source: by the chain rule from [LinearisedGE].
func LinearisedGroupedGE[L cmp.Ordered](x, w []float64, label []L, alpha float64) (LinearisedDecomposition, error) {
	g, err := newGroupRows(x, w, label)
	if err != nil {
		return LinearisedDecomposition{}, err
	}
	of := func(x, w []float64) (Linearised, error) { return LinearisedGE(x, w, alpha) }
	value, err := g.split.GE(alpha)
	if err != nil {
		return LinearisedDecomposition{}, err
	}
	d, err := g.within(value, of, func(n, t, whole float64) groupTerm {
		share := dmath.Pow(n, 1-alpha) * dmath.Pow(t, alpha)
		return groupTerm{share, (1 - alpha) * share * whole / n, alpha * share * whole / t}
	}, 1-alpha, alpha)
	if err != nil {
		return d, err
	}
	d.Between = d.Total.minusAs(value.Between, d.Within)
	return d, nil
}

// LinearisedGroupedJDivergence returns [Grouped.JDivergence] with linearised variables, the sum of those of GE at 0 and 1. Errors as [GroupBy].
func LinearisedGroupedJDivergence[L cmp.Ordered](x, w []float64, label []L) (LinearisedDecomposition, error) {
	l, err := LinearisedGroupedGE(x, w, label, 0)
	if err != nil {
		return l, err
	}
	t, err := LinearisedGroupedGE(x, w, label, 1)
	if err != nil {
		return t, err
	}
	return LinearisedDecomposition{l.Total.plus(t.Total), l.Within.plus(t.Within), l.Between.plus(t.Between), l.Residual.plus(t.Residual)}, nil
}

// LinearisedGroupedAtkinson returns [Grouped.Atkinson] with linearised variables. Within is sum T_k/T A_k, and between (A - within)/(1 - within). z is NaN where the mean of a group is not
// positive. Errors as [GroupBy] and Atkinson.
func LinearisedGroupedAtkinson[L cmp.Ordered](x, w []float64, label []L, epsilon float64) (LinearisedDecomposition, error) {
	g, err := newGroupRows(x, w, label)
	if err != nil {
		return LinearisedDecomposition{}, err
	}
	value, err := g.split.Atkinson(epsilon)
	if err != nil {
		return LinearisedDecomposition{}, err
	}
	of := func(x, w []float64) (Linearised, error) { return LinearisedAtkinson(x, w, epsilon) }
	d, err := g.within(value, of, func(_, t, whole float64) groupTerm { return groupTerm{t, 0, whole} }, 0, 1)
	if err != nil {
		return d, err
	}
	rest := 1 - value.Within // between = 1 - (1-A)/rest
	d.Between = d.Total.Map(value.Between, 1/rest).plusAs(value.Between, d.Within, -(1-value.Total)/(rest*rest))
	d.Residual = d.Within.Map(value.Residual, -value.Between).plusAs(value.Residual, d.Between, -value.Within)
	return d, nil
}

// LinearisedGroupedGini returns [Grouped.Gini] with linearised variables. Within is sum N_k T_k/(N T) G_k; between, of the groups in the order of their means,
//
//	z_i = (sum_l N_l sign(mu_k - mu_l) x_i - sum_l T_l sign(mu_k - mu_l))/(N T) - between (1/N + x_i/T)
//
// The residual is what is left. z is NaN where the mean of a group is not positive. Errors as [GroupBy].
func LinearisedGroupedGini[L cmp.Ordered](x, w []float64, label []L) (LinearisedDecomposition, error) {
	g, err := newGroupRows(x, w, label)
	if err != nil {
		return LinearisedDecomposition{}, err
	}
	value := g.split.Gini()
	d, err := g.within(value, LinearisedGini, func(n, t, whole float64) groupTerm { return groupTerm{n * t, t * whole, n * whole} }, 1, 1)
	if err != nil {
		return d, err
	}
	above := g.signed()
	d.Between = g.perRow(value.Between, func(i, k int) float64 {
		return float64(above[k].people*x[i]) - above[k].total - float64(value.Between*(1/g.people+x[i]/g.total))
	})
	d.Residual = d.Total.minusAs(value.Total-value.Within, d.Within).minusAs(value.Residual, d.Between)
	return d, nil
}

// LinearisedGroupedGiniStratified returns [Grouped.GiniStratified] with linearised variables. Within is sum T_k/T G_k. With C_i the people below row i and half of those beside it, between is
// 2 Q/(N T) - 1, Q = sum w_i mu_k C_i, and
//
//	dQ = mu_k C_i + sum_(x_j > x_i) w_j mu_j + (sum over the group of w C) (x_i - mu_k)/N_k
//
// with half of the rows beside i in the second sum. z is NaN where the mean of a group is not positive. Errors as [GroupBy].
func LinearisedGroupedGiniStratified[L cmp.Ordered](x, w []float64, label []L) (LinearisedDecomposition, error) {
	g, err := newGroupRows(x, w, label)
	if err != nil {
		return LinearisedDecomposition{}, err
	}
	value := g.split.GiniStratified()
	d, err := g.within(value, LinearisedGini, func(_, t, whole float64) groupTerm { return groupTerm{t, 0, whole} }, 0, 1)
	if err != nil {
		return d, err
	}
	moves := g.rankMoves(x, w)
	d.Between = g.perRow(value.Between, func(i, _ int) float64 {
		return 2*moves[i]/g.people/g.total - float64((value.Between+1)*(1/g.people+x[i]/g.total))
	})
	d.Residual = d.Total.minusAs(value.Total-value.Within, d.Within).minusAs(value.Residual, d.Between)
	return d, nil
}

// minusAs is the difference, with its value given.
func (l Linearised) minusAs(value float64, other Linearised) Linearised {
	return l.plusAs(value, other, -1)
}

// plusAs adds another times a slope, with the value of all given.
func (l Linearised) plusAs(value float64, other Linearised, slope float64) Linearised {
	s := l.plus(other.Map(other.Value, slope))
	s.Value = value
	return s
}

// groupRows are rows by group.
type groupRows[L cmp.Ordered] struct {
	split         *Grouped[L]
	x, w          []float64
	rows          [][]int // of each group that counts
	of            []int   // group of each row, -1 of a row that weighs nothing
	n, t          []float64
	people, total float64
}

func newGroupRows[L cmp.Ordered](x, w []float64, label []L) (*groupRows[L], error) {
	split, err := GroupBy(x, w, label)
	if err != nil {
		return nil, err
	}
	number := map[L]int{}
	g := &groupRows[L]{split: split, x: x, w: w, of: make([]int, len(x))}
	for i, l := range label {
		if g.of[i] = -1; weightAt(w, i) == 0 {
			continue
		}
		k, known := number[l]
		if !known {
			k = len(number)
			number[l] = k
			g.rows, g.n, g.t = append(g.rows, nil), append(g.n, 0), append(g.t, 0)
		}
		g.of[i] = k
		g.rows[k] = append(g.rows[k], i)
		g.n[k] += weightAt(w, i)
		g.t[k] += float64(weightAt(w, i) * x[i])
	}
	for k := range g.n {
		g.people += g.n[k]
		g.total += g.t[k]
	}
	return g, nil
}

// perRow is a linearised variable by row and group, NaN where the value is.
func (g *groupRows[L]) perRow(value float64, z func(i, k int) float64) Linearised {
	l := Linearised{Value: value, Z: make([]float64, len(g.x))}
	for i, k := range g.of {
		switch {
		case k < 0:
		case math.IsNaN(value):
			l.Z[i] = value
		default:
			l.Z[i] = z(i, k)
		}
	}
	return l
}

// groupTerm is the factor of what is unequal within a group, and how its term moves with the share of people and of the total of the group.
type groupTerm struct{ share, byPeople, byTotal float64 }

// within linearises the total and a sum of terms share G_k, each a power of the share of people times one of the share of the total; ofN and ofT are these powers.
func (g *groupRows[L]) within(value Decomposition, measure func(x, w []float64) (Linearised, error), term func(people, total, whole float64) groupTerm, ofN, ofT float64) (d LinearisedDecomposition, err error) {
	if d.Total, err = measure(g.x, g.w); err != nil {
		return d, err
	}
	d.Total.Value = value.Total
	terms, parts, place := make([]groupTerm, len(g.rows)), make([]Linearised, len(g.rows)), make([]int, len(g.x))
	for k, rows := range g.rows {
		if parts[k], err = g.part(rows, measure); err != nil {
			return d, err
		}
		for at, i := range rows {
			place[i] = at
		}
		if terms[k] = term(g.n[k]/g.people, g.t[k]/g.total, parts[k].Value); !(g.t[k] > 0) {
			terms[k].byTotal = math.NaN()
		}
	}
	d.Within = g.perRow(value.Within, func(i, k int) float64 {
		byPeople := terms[k].byPeople - float64(ofN*value.Within)
		byTotal := terms[k].byTotal - float64(ofT*value.Within)
		return byPeople/g.people + float64(byTotal*(g.x[i]/g.total)) + float64(terms[k].share*parts[k].Z[place[i]])
	})
	d.Residual = g.perRow(value.Residual, func(int, int) float64 { return 0 })
	return d, nil
}

// part is the measure of a group; those who all have the same are equal, whatever it says of them.
func (g *groupRows[L]) part(rows []int, measure func(x, w []float64) (Linearised, error)) (Linearised, error) {
	x := take(g.x, rows)
	if slices.Min(x) == slices.Max(x) {
		return Linearised{Z: make([]float64, len(rows))}, nil
	}
	return measure(x, take(g.w, rows))
}

// groupSums are what groups with lower means have less those with higher ones, over N T.
type groupSums struct{ people, total float64 }

func (g *groupRows[L]) signed() []groupSums {
	mean := func(k int) float64 { return g.t[k] / g.n[k] }
	order := make([]int, len(g.rows))
	for k := range order {
		order[k] = k
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(mean(a), mean(b)) })
	out := make([]groupSums, len(order))
	var below groupSums
	for from := 0; from < len(order); {
		to := from
		var level groupSums
		for ; to == from || to < len(order) && mean(order[to]) == mean(order[from]); to++ { // NaN is not itself
			level.people += g.n[order[to]]
			level.total += g.t[order[to]]
		}
		for _, k := range order[from:to] {
			out[k] = groupSums{
				(2*below.people + level.people - g.people) / g.people / g.total,
				(2*below.total + level.total - g.total) / g.people / g.total,
			}
		}
		below.people += level.people
		below.total += level.total
		from = to
	}
	return out
}

// rankMoves is dQ of each row: see [LinearisedGroupedGiniStratified].
func (g *groupRows[L]) rankMoves(x, w []float64) []float64 {
	var order []int
	for i, k := range g.of {
		if k >= 0 {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(x[a], x[b]) })
	moves := make([]float64, len(x))
	ranked := make([]float64, len(g.rows)) // sum of w C over a group
	var below, belowMeans, means float64
	for k := range g.n {
		means += g.t[k] // sum of w mu
	}
	for from := 0; from < len(order); {
		to := from
		var level, levelMeans float64
		for ; to == from || to < len(order) && x[order[to]] == x[order[from]]; to++ { // NaN is not itself
			i := order[to]
			level += weightAt(w, i)
			levelMeans += float64(weightAt(w, i) * (g.t[g.of[i]] / g.n[g.of[i]]))
		}
		for _, i := range order[from:to] {
			k := g.of[i]
			c := below + float64(level/2)
			ranked[k] += float64(weightAt(w, i) * c)
			moves[i] = float64(g.t[k]/g.n[k]*c) + (means - belowMeans - float64(levelMeans/2))
		}
		below += level
		belowMeans += levelMeans
		from = to
	}
	for _, i := range order {
		k := g.of[i]
		moves[i] += float64(ranked[k] / g.n[k] * (x[i] - g.t[k]/g.n[k]))
	}
	return moves
}
