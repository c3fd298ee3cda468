package study

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/cogap/cogap"
)

// size is how large runs of some cells are, in which those factors have the same values that change it.
type size struct {
	cogap.Plan          // with one worker
	levels     []string // of all factors in one of the cells
	cells      int      // that were found to be so; 0 if it is only known that a cell may be
}

// The most sizes that are looked at, and the most cells to find them in.
const (
	mostSizes  = 64
	mostLooked = 4096
)

// sized is sizes of the study's cells, which are looked at once.
func (s *Study) sized() ([]size, error) {
	s.sizing.Do(func() { s.found, s.wrong = s.sizes(false) })
	return s.found, s.wrong
}

// sizes returns how large the runs of cells are; of more sizes than mostSizes those of the cells that come first, which are spread over the
// design, and those at which runs are largest and smallest. everywhere: runs may have any values of the factors, as those of RunAt. A cell that can't be
// made is an error, beside the sizes of those before it.
func (s *Study) sizes(everywhere bool) (list []size, err error) {
	looked := min(s.plan.Cells(), mostLooked)
	whole := !everywhere && looked == s.plan.Cells()
	if !slices.ContainsFunc(s.plan.Factors, func(f Factor) bool { return f.sizing() }) {
		looked, whole = 1, true
	}
	at := map[string]int{}
	for i := range looked {
		levels := s.plan.Job(i).Levels
		key := s.plan.sizeKey(levels)
		k, known := at[key]
		if !known {
			if len(list) == mostSizes {
				whole = false
				break
			}
			x, err := s.sizeOf(levels)
			if err != nil {
				return list, &cogap.ParameterError{Path: "design", Err: s.plan.together(levels, err)}
			}
			k, at[key] = len(list), len(list)
			list = append(list, x)
		}
		list[k].cells++
	}
	if whole {
		return list, nil
	}
	return append(list, s.extremes(list[0].levels)...), nil
}

// extremes returns the sizes of runs in which one of the factors that change it has another value than in a cell, of those at the ends of what it may have, and in which
// all of them have those with which runs are largest, and smallest. What can't be made is left out: no cell need be so.
func (s *Study) extremes(levels []string) (list []size) {
	try := func(levels []string) size {
		x, err := s.sizeOf(levels)
		if err == nil {
			list = append(list, x)
		}
		return x
	}
	most, least := slices.Clone(levels), slices.Clone(levels)
	for d := range s.plan.Factors {
		f := &s.plan.Factors[d]
		if !f.sizing() {
			continue
		}
		var largest, smallest size
		for k, level := range f.ends() {
			one := slices.Clone(levels)
			one[d] = level
			x := try(one)
			if k == 0 || larger(x, largest) > 0 {
				largest, most[d] = x, level
			}
			if k == 0 || x.ScaleBias > smallest.ScaleBias {
				smallest, least[d] = x, level
			}
		}
	}
	try(most)
	try(least)
	return list
}

// sizeOf returns the size of a run with given values of the factors.
func (s *Study) sizeOf(levels []string) (size, error) {
	m, err := s.modelWith(levels)
	if err != nil {
		return size{}, err
	}
	p, err := m.Size(cogap.Options{Workers: 1})
	return size{Plan: p, levels: levels}, err
}

// modelWith returns the model of a run with given values of the factors, with any luck.
func (s *Study) modelWith(levels []string) (*cogap.Model, error) {
	sc, err := s.plan.Scenario(Job{Seed: s.plan.Base.Seed, Levels: levels})
	if err != nil {
		return nil, err
	}
	return s.root.With(s.need.lean(sc, s.columns))
}

// larger compares two sizes by the memory that a run takes, then by its agent-steps.
func larger(a, b size) int {
	return cmp.Or(cmp.Compare(bytesOf(a.Plan), bytesOf(b.Plan)), cmp.Compare(a.AgentSteps, b.AgentSteps))
}

// work returns about how many agent-steps take as long as a run: making somebody takes about ten, and a stratum in a month, whatever its agents, about forty
// (measured: 200 ns for each of 100,000 agents x 36 months of which 5.4 are a step, and 8 ms for 831 strata x 36 months).
func (x size) work() float64 {
	return float64(float64(x.Passes)*float64(10*int64(x.Agents)+x.AgentSteps)) + float64(40*x.Strata*x.Months)
}

// sizing reports whether values of the factor may make runs larger or smaller, or their strata.
func (f *Factor) sizing() bool {
	if f.whole() {
		return true
	}
	name, _, _ := strings.Cut(f.Path, ".")
	return !slices.Contains([]string{"name", "start", "market", "behaviour"}, name)
}

// sizeKey tells cells apart whose runs may be of different sizes.
func (p *Plan) sizeKey(levels []string) string {
	var key strings.Builder
	for d := range p.Factors {
		if p.Factors[d].sizing() {
			key.WriteString(strconv.Quote(levels[d]))
		}
	}
	return key.String()
}

// ends returns the values of the factor among which are those with which runs are largest and smallest: the ends of a range, the least and the largest of
// numbers, and else the first mostValues.
func (f *Factor) ends() []string {
	if f.Range != nil {
		return []string{f.Range.at(0), f.Range.at(below1)}
	}
	least, most := 0, 0
	low, high := math.Inf(1), math.Inf(-1)
	for i := range f.Values {
		x, err := strconv.ParseFloat(f.Values[i], 64)
		if err != nil {
			low = math.NaN()
			break
		}
		if x < low {
			least, low = i, x
		}
		if x > high {
			most, high = i, x
		}
	}
	if len(f.Values) > 0 && !math.IsNaN(low) {
		return []string{f.Values[least], f.Values[most]}
	}
	var list []string
	for i := range min(f.levels(), mostValues) {
		list = append(list, f.level(i))
	}
	return list
}
