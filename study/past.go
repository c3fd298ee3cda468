package study

import (
	"cmp"
	"encoding/json"
	"hash/fnv"
	"reflect"
	"slices"
	"strings"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/internal/deep"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/population"
)

// past is the first months of some cells, in which nothing differs between them: a replicate's run needs to compute them once.
type past struct {
	months int
	before *past // its own first months, which more cells have; nil: the start
}

// pasts says of each cell which past it shares.
type pasts struct {
	of    []*past // [cell] nil: none
	order []int   // [cell] in which cells that share a past are neighbours
	saved float64 // part of the months of all cells that need not be computed
}

// Cells of more than mostShared are not looked at, which takes a tenth of a millisecond each, and pasts of less than leastShared months are not
// kept, which costs about as much as a month or two of them. Nor are cells of more than mostMonths months, each of which takes 16 bytes while it is done.
const (
	mostShared  = 10_000
	mostMonths  = 1 << 20
	leastShared = 3
)

// pasts returns the pasts that cells share. It finds what of a scenario is given, month by month: series, policies, phases; all else must be the
// same. A run compares what its people see with its past, so that nothing depends on this but time.
func (s *Study) pasts() *pasts {
	s.sharing.Do(func() {
		s.shared = &pasts{}
		if cells := s.plan.Cells(); cells > 1 && cells <= mostShared && s.plan.Luck != Independent && s.plan.From == "" && !s.plan.scattered() &&
			cells*s.longest() <= mostMonths {
			s.shared = s.findPasts(cells)
		}
	})
	return s.shared
}

// longest returns the most months that runs of cells have.
func (s *Study) longest() (months int) {
	list, _ := s.sized() // a cell that can't be made shares nothing
	for _, x := range list {
		months = max(months, x.Months)
	}
	return months
}

// scattered reports whether no two cells can be the same in any month: points of which each has its own value of a factor that is no series.
func (p *Plan) scattered() bool {
	fills := p.kind() == LatinHypercube || p.kind() == Halton
	return fills && slices.ContainsFunc(p.Factors, func(f Factor) bool {
		return f.Range != nil && !f.Range.Whole && !strings.HasPrefix(f.Path, "market.")
	})
}

// digest tells the beginnings of scenarios apart.
type digest = [16]byte

func (s *Study) findPasts(cells int) *pasts {
	p := &pasts{of: make([]*past, cells), order: make([]int, cells)}
	beginnings := make([][]digest, cells) // [cell][month] all that is given before it
	var list []int
	var populations []population.Spec
	months := 0
	for cell := range cells {
		sc, err := s.plan.Scenario(Job{Levels: s.plan.levels(cell)})
		if err == nil && agent.IsStandard(sc.Rule) && sc.Stream.Passes == 0 {
			beginnings[cell] = beginningsOf(s.need.lean(sc, s.columns), &populations)
			list = append(list, cell)
		}
		months += sc.Months
	}
	next, saved := 0, 0
	var share func(cells []int, from int, before *past)
	share = func(cells []int, from int, before *past) {
		to := common(beginnings, cells, from)
		mine := before
		if len(cells) > 1 && to-before.length() >= leastShared {
			mine = &past{to, before}
			saved += (len(cells) - 1) * (to - before.length())
		}
		for _, part := range parted(beginnings, cells, to+1) {
			if len(part) > 1 && to+1 < len(beginnings[part[0]]) {
				share(part, to+1, mine)
				continue
			}
			for _, cell := range part {
				p.of[cell], p.order[cell] = mine, next
				next++
			}
		}
	}
	for _, part := range parted(beginnings, list, 0) {
		share(part, 0, nil)
	}
	p.saved = float64(saved) / float64(max(months, 1))
	return p
}

// length returns the months of a past; 0 of none.
func (p *past) length() int {
	if p == nil {
		return 0
	}
	return p.months
}

// common returns the last month before which all is the same in some cells, of which it is known to be before a month.
func common(beginnings [][]digest, cells []int, from int) int {
	last := len(beginnings[cells[0]]) - 1
	for _, cell := range cells {
		last = min(last, len(beginnings[cell])-1)
	}
	for to := from; to < last; to++ {
		for _, cell := range cells {
			if beginnings[cell][to+1] != beginnings[cells[0]][to+1] {
				return to
			}
		}
	}
	return last
}

// parted parts cells by what is given before a month. Those that have ended then are parts of their own.
func parted(beginnings [][]digest, cells []int, month int) (parts [][]int) {
	of := map[digest]int{}
	for _, cell := range cells {
		if month >= len(beginnings[cell]) {
			parts = append(parts, []int{cell})
			continue
		}
		d := beginnings[cell][month]
		if _, known := of[d]; !known {
			of[d] = len(parts)
			parts = append(parts, nil)
		}
		parts[of[d]] = append(parts[of[d]], cell)
	}
	return parts
}

// monthly is what of a scenario is given in a month.
type monthly struct {
	Series   []float64
	Policies []market.Policy
	Phases   market.Phases // those that have begun
}

// beginningsOf returns for each month but the first one a digest of all that is given before it, and first one of what does not depend on months.
// populations are those of other scenarios, which are compared once and not digested, for they may be large.
func beginningsOf(s cogap.Scenario, populations *[]population.Spec) []digest {
	number := slices.IndexFunc(*populations, func(p population.Spec) bool { return reflect.DeepEqual(p, s.Population) })
	if number < 0 {
		number = len(*populations)
		*populations = append(*populations, s.Population)
	}
	months := s.Months
	s.Name, s.Seed, s.Months, s.Population = "", 0, 0, population.Spec{}
	s.Market = deep.Copy(s.Market)
	policies, phases := s.Market.Policies, s.Market.Phases
	s.Market.Policies, s.Market.Phases = nil, market.Phases{}
	series := takeSeries(reflect.ValueOf(&s.Market).Elem(), nil)

	h := fnv.New128a()
	e := json.NewEncoder(h) // what is valid can be encoded
	_ = e.Encode(number)
	_ = e.Encode(s)
	list := []digest{digest(h.Sum(nil))}
	for t := range months - 1 {
		var now monthly
		for _, x := range series {
			now.Series = append(now.Series, x.At(t))
		}
		for _, p := range policies {
			if p.From <= t && t < p.Until {
				p.From, p.Until = 0, 0
				now.Policies = append(now.Policies, p)
			}
		}
		if t >= phases.Transition {
			now.Phases.Transition, now.Phases.Plateau = phases.Transition, phases.Plateau
		}
		_ = e.Encode(now)
		list = append(list, digest(h.Sum(nil)))
	}
	return list
}

// takeSeries takes all series out of a value, which then has none.
func takeSeries(v reflect.Value, list []market.Series) []market.Series {
	if !v.CanSet() {
		return list
	}
	if series, is := v.Addr().Interface().(*market.Series); is {
		list = append(list, *series)
		*series = market.Series{}
		return list
	}
	switch v.Kind() {
	case reflect.Struct:
		for _, field := range v.Fields() {
			list = takeSeries(field, list)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			list = takeSeries(v.Index(i), list)
		}
	}
	return list
}

// sorted puts runs in the order in which those that share a past are neighbours: replicate by replicate.
func (p *pasts) sorted(s *Study, runs []int) {
	if p.saved == 0 {
		return
	}
	place := map[int][2]int{}
	for _, i := range runs {
		j := s.plan.Job(i)
		place[i] = [2]int{j.Replicate, p.order[j.Cell]}
	}
	slices.SortStableFunc(runs, func(a, b int) int {
		x, y := place[a], place[b]
		return cmp.Or(cmp.Compare(x[0], y[0]), cmp.Compare(x[1], y[1]))
	})
}

// dealt puts sorted runs in the order for so many workers at once: the runs of as many pasts take turns, so that nobody waits for a past that another
// is running. Runs that share none stay where they are. Workers who would wait help: for a past, if there are fewer pasts than workers, and for the last runs.
func (p *pasts) dealt(s *Study, runs []int, workers int) []due {
	dealt := make([]due, 0, len(runs))
	if p.saved == 0 || workers < 2 {
		for _, i := range runs {
			dealt = append(dealt, due{i, 1, 1})
		}
		return helped(dealt, workers)
	}
	var groups [][]int
	var last [2]any
	for _, i := range runs {
		j := s.plan.Job(i)
		mine := [2]any{j.Replicate, p.of[j.Cell].root()}
		if len(groups) == 0 || mine != last || p.of[j.Cell] == nil {
			groups = append(groups, nil)
		}
		groups[len(groups)-1] = append(groups[len(groups)-1], i)
		last = mine
	}
	for turn := range slices.Chunk(groups, workers) {
		past := workers / len(turn)
		for k := 0; len(turn) > 0; k++ {
			turn = slices.DeleteFunc(turn, func(g []int) bool { return k >= len(g) })
			for _, g := range turn {
				dealt = append(dealt, due{g[k], past, 1})
			}
		}
	}
	return helped(dealt, workers)
}

// due is a run that is to be done, and by how many workers the past that it shares and itself.
type due struct{ run, past, own int }

// helped has workers who would find no run help those who do the last ones.
func helped(runs []due, workers int) []due {
	last := len(runs) % workers
	for k := len(runs) - last; k < len(runs); k++ {
		runs[k].own = workers / last
	}
	return runs
}

// root returns the first of the pasts that one begins with; nil of none.
func (p *past) root() *past {
	for p != nil && p.before != nil {
		p = p.before
	}
	return p
}
