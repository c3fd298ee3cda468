package calibrate

import (
	"fmt"
	"math"
	"slices"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/population"
)

// moment is a moment of one stage, ready to be computed from the numbers that a run of its scenario gave.
type moment struct {
	scenario int
	of       func(values []float64) float64
}

// asker gathers the measures that moments need of one scenario, each once.
type asker struct {
	scenario *cogap.Scenario
	strata   []population.Stratum
	sampled  bool // strata are a draw of more, so that a group may have none
	names    []string
	place    map[string]int // of a measure among the names
	by       []int          // the moment that asked for each first
	moment   int            // that asks now
}

// column returns where the value of a measure will be.
func (a *asker) column(r measure.Ref) int {
	name := r.String()
	at, known := a.place[name]
	if !known {
		at = len(a.names)
		a.place[name], a.names, a.by = at, append(a.names, name), append(a.by, a.moment)
	}
	return at
}

// compile returns what computes a moment.
func (a *asker) compile(m *Moment) (func([]float64) float64, error) {
	of, err := a.compilePlain(m)
	if err != nil || m.Times == 0 || m.Times == 1 {
		return of, err
	}
	return func(values []float64) float64 { return m.Times * of(values) }, nil
}

// compilePlain returns what computes a moment as the model has it.
func (a *asker) compilePlain(m *Moment) (func([]float64) float64, error) {
	if m.On != "" {
		return a.slope(m)
	}
	of, err := a.term(&m.Of)
	if err != nil || m.Over == nil {
		return of, err
	}
	over, err := a.term(m.Over)
	if err != nil {
		return nil, err
	}
	return func(values []float64) float64 { return of(values) / over(values) }, nil
}

// part is a column and what it counts for.
type part struct {
	column int
	weight float64
}

// term returns what computes a term: the weighted mean of its parts.
func (a *asker) term(t *Term) (func([]float64) float64, error) {
	ref, err := measure.Parse(t.Measure)
	if err != nil {
		return nil, err
	}
	months, err := a.months(t, ref)
	if err != nil {
		return nil, err
	}
	var parts []part
	for _, w := range t.groups() {
		if t.By != measure.Everybody {
			if a.sampled && !a.drawn(t.By, w.Group) {
				continue
			}
			ref.Groups = []measure.Is{{Way: string(t.By), Name: w.Group}}
		}
		for _, month := range months {
			ref.Month = month
			parts = append(parts, part{a.column(ref), w.Weight})
		}
	}
	return func(values []float64) float64 { return weightedMean(parts, values) }, nil
}

// groups returns the groups of a term; one that stands for everybody if it has none.
func (t *Term) groups() []Weight {
	if len(t.Weights) == 0 {
		return []Weight{{Weight: 1}}
	}
	return t.Weights
}

// months returns the months that a term is the mean over.
func (a *asker) months(t *Term, ref measure.Ref) ([]string, error) {
	if t.From == "" && t.To == "" {
		return []string{ref.Month}, nil
	}
	if ref.Month != "" {
		return nil, fmt.Errorf("got months from and to, and %s, which has one", t.Measure)
	}
	var list []string
	for month := range a.scenario.Months {
		list = append(list, a.scenario.Date(month))
	}
	from, to := slices.Index(list, t.From), slices.Index(list, t.To)
	if from < 0 || to < from {
		return nil, fmt.Errorf("got months from %q to %q, want months of the run, %s to %s", t.From, t.To, list[0], list[len(list)-1])
	}
	return list[from : to+1], nil
}

// drawn reports whether strata of a group are there.
func (a *asker) drawn(by measure.By, name string) bool {
	return slices.ContainsFunc(a.strata, func(s population.Stratum) bool {
		return by == measure.Group && s.Group == name || by == measure.Stratum && (s.Code == name || s.Name == name)
	})
}

func weightedMean(parts []part, values []float64) float64 {
	sum, weights := 0.0, 0.0
	for _, p := range parts {
		sum += float64(p.weight * values[p.column])
		weights += p.weight
	}
	return sum / weights
}

// slope returns what computes the slope of a logarithm on another over groups.
func (a *asker) slope(m *Moment) (func([]float64) float64, error) {
	y, err := measure.Parse(m.Of.Measure)
	if err != nil {
		return nil, err
	}
	x, err := measure.Parse(m.On)
	if err != nil {
		return nil, err
	}
	var pairs [][2]int
	for _, name := range a.namesBy(m.By) {
		x.Groups = []measure.Is{{Way: string(m.By), Name: name}}
		y.Groups = x.Groups
		pairs = append(pairs, [2]int{a.column(x), a.column(y)})
	}
	return func(values []float64) float64 {
		var xs, ys []float64
		for _, p := range pairs {
			if x, y := values[p[0]], values[p[1]]; x > 0 && y > 0 {
				xs, ys = append(xs, math.Log(x)), append(ys, math.Log(y))
			}
		}
		return slopeOf(xs, ys)
	}, nil
}

// namesBy lists the strata by code, or by name where they have none, or the groups of strata.
func (a *asker) namesBy(by measure.By) []string {
	var list []string
	for i := range a.strata {
		name := a.strata[i].Group
		if by == measure.Stratum {
			if name = a.strata[i].Code; name == "" {
				name = a.strata[i].Name
			}
		}
		if !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	return list
}

// slopeOf returns the slope of y on x by least squares; NaN of fewer than three points, or if all x are the same.
func slopeOf(x, y []float64) float64 {
	if len(x) < 3 {
		return math.NaN()
	}
	n, sx, sy := float64(len(x)), 0.0, 0.0
	for i := range x {
		sx += x[i]
		sy += y[i]
	}
	xx, xy := 0.0, 0.0
	for i := range x {
		dx := x[i] - sx/n
		xx += float64(dx * dx)
		xy += float64(dx * (y[i] - sy/n))
	}
	if xx == 0 {
		return math.NaN()
	}
	return xy / xx
}
