package inequality

import (
	"fmt"
	"math"

	"github.com/cogap/cogap/internal/dmath"
)

// Segregation is a table of people by unit, such as schools or districts, and group: it is built once, by [NewSegregation], and every index is a method of
// it. Groups and units without people do not count. The methods return NaN without people.
//
// Let t_u be the share of people in unit u, P_g that of group g, and p_ug the share of group g in unit u.
type Segregation struct {
	units  [][]float64 // people by unit and group
	unit   []float64   // people of each unit
	group  []float64   // and of each group
	people float64
}

// NewSegregation makes a table of people[u][g], which may be weights. It returns an error if a row is not as long as the first, there is no row or no group, or
// a number is negative, NaN or infinite.
func NewSegregation(people [][]float64) (*Segregation, error) {
	if len(people) == 0 || len(people[0]) == 0 {
		return nil, fmt.Errorf("inequality: people: got none, want a row for each unit and a column for each group")
	}
	s := &Segregation{group: make([]float64, len(people[0])), unit: make([]float64, len(people))}
	groups := make([]compensated, len(s.group))
	var all compensated
	for u, row := range people {
		if err := checkLength(fmt.Sprintf("people[%d]", u), len(row), len(s.group), "people[0]"); err != nil {
			return nil, err
		}
		var unit compensated
		for g, n := range row {
			if !(n >= 0) || math.IsInf(n, 1) {
				return nil, fmt.Errorf("inequality: people[%d][%d]: got %v, want a finite number >= 0", u, g, n)
			}
			unit.Add(n)
			groups[g].Add(n)
			all.Add(n)
		}
		s.units = append(s.units, take(row, nil))
		s.unit[u] = unit.Value()
	}
	for g := range groups {
		s.group[g] = groups[g].Value()
	}
	s.people = all.Value()
	return s, nil
}

// sum adds term over the cells of units that have people, for groups that have people.
func (s *Segregation) sum(term func(u, g int, n float64) float64) float64 {
	if !(s.people > 0) {
		return math.NaN()
	}
	var total compensated
	for u, row := range s.units {
		for g, n := range row {
			if s.unit[u] > 0 && s.group[g] > 0 {
				total.Add(term(u, g, n))
			}
		}
	}
	return total.Value()
}

// Dissimilarity returns the index of dissimilarity,
//
//	D = sum t_u abs(p_ug - P_g)/(2 sum P_g (1 - P_g))
//
// the share of people who would have to change the unit for all units to be alike, over its value if no unit had two groups. For two groups that is Duncan and Duncan's half
// sum of abs(a_u/A - b_u/B), as R's segregation has it for two only; for more it is known as Morgan's or Sakoda's. 0 if all units are alike, 1 if no unit has two
// groups. NaN for fewer than two groups. Cost: units times groups. Source: as segregation cites it, Duncan and Duncan 1955.
func (s *Segregation) Dissimilarity() float64 {
	mix := 0.0
	for _, n := range s.group {
		mix += float64(n / s.people * (1 - n/s.people))
	}
	apart := s.sum(func(u, g int, n float64) float64 {
		return math.Abs(n/s.people - float64(s.unit[u]/s.people*(s.group[g]/s.people)))
	})
	return apart / (2 * mix)
}

// Exposure returns the exposure of a group to another, sum over units of (n_ua/N_a)(n_ub/n_u): the average share of group b in the units of the people of a. NaN if
// group a has no people. It returns an error if a or b is not the number of a group. R's segregation has it as exposure.
func (s *Segregation) Exposure(a, b int) (float64, error) {
	for name, g := range map[string]int{"a": a, "b": b} {
		if g < 0 || g >= len(s.group) {
			return math.NaN(), fmt.Errorf("inequality: %s: got group %d, want 0 to %d", name, g, len(s.group)-1)
		}
	}
	if s.group[a] == 0 {
		return math.NaN(), nil
	}
	return s.sum(func(u, g int, n float64) float64 {
		if g != a {
			return 0
		}
		return n / s.group[a] * (s.units[u][b] / s.unit[u])
	}), nil
}

// Isolation returns the isolation of a group, its exposure to itself: its share where nobody is segregated, 1 if its units have nobody else. See
// [Segregation.Exposure]; R's segregation has it as isolation.
func (s *Segregation) Isolation(g int) (float64, error) { return s.Exposure(g, g) }

// MutualInformation returns the mutual information index M = sum t_u p_ug ln(p_ug/P_g) of units and groups: how much knowing the unit tells about the group. In nats;
// 0 if all units are alike, at most the smaller of the entropies of units and groups. It splits exactly into what is within and between units put together:
// M of all is M of the larger units plus the average of M within each by people. R's segregation has it as mutual_total. Cost: units times groups.
func (s *Segregation) MutualInformation() float64 {
	return max(s.sum(func(u, g int, n float64) float64 { return n / s.people * s.logExcess(u, g) }), 0)
}

// logExcess is ln(p_ug/P_g), 0 for an empty cell.
func (s *Segregation) logExcess(u, g int) float64 {
	if s.units[u][g] == 0 {
		return 0
	}
	return dmath.Log(s.units[u][g] / s.unit[u] / (s.group[g] / s.people))
}

// LocalMutualInformation returns sum p_ug ln(p_ug/P_g) of each unit, how far its groups are from those of all; NaN for a unit without people. Their average by people is
// [Segregation.MutualInformation]. R's segregation has it as mutual_local.
func (s *Segregation) LocalMutualInformation() []float64 {
	local := make([]float64, len(s.units))
	for u, row := range s.units {
		if local[u] = math.NaN(); s.unit[u] > 0 {
			var total compensated
			for g, n := range row {
				total.Add(n / s.unit[u] * s.logExcess(u, g))
			}
			local[u] = max(total.Value(), 0)
		}
	}
	return local
}

// TheilH returns Theil's information theory index, [Segregation.MutualInformation] over the entropy of the groups, -sum P_g ln P_g: 0 if all units are alike, 1 if no
// unit has two groups. NaN for one group. R's segregation has it as mutual_total, "H".
func (s *Segregation) TheilH() float64 {
	var e compensated
	for _, n := range s.group {
		if n > 0 {
			e.Add(-n / s.people * dmath.Log(n/s.people))
		}
	}
	return s.MutualInformation() / e.Value()
}
