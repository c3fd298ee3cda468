package study

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/scenario"
)

// Plan is a study as plain data. All but Base may be left out: a plan of a base and one measure is one run.
type Plan struct {
	// Name says what is studied.
	Name string
	// Base is the scenario that factors change. Its seed counts for nothing: see Seed. A factor of whole scenarios takes its place: then the first of
	// these is the base, unless From says it.
	Base cogap.Scenario
	// From is the folder of a run that was saved (cogap.Options.Checkpoint), from whose last snapshot all runs go on, with its luck; empty: they begin at
	// the start. Base, which is the scenario of that run if nothing changes before the study's factors do, and all cells must have its past.
	From string
	// Factors are what varies, in the order of the columns of tables.
	Factors []Factor
	// Design says how values of the factors are combined into cells.
	Design Design
	// Replicates is how many runs each cell has, with other luck each; 0 means 1.
	Replicates int
	// Luck says how replicates of different cells share it; empty means Shared.
	Luck Luck
	// Seed chooses the seeds of all runs, and the points of designs that are drawn.
	Seed uint64
	// Measures are the numbers that each run is asked for, named as package measure does: sota_share@2028-12.
	Measures []string
	// Series are measures that are wanted in every month in which they are measured, named without a month.
	Series []string
	// Until lets the study go on until a measure is known well enough; nil means that Replicates decides.
	Until *Until
	// AtMost is how many runs the study may have; 0 means DefaultAtMost. More are refused before anything runs.
	AtMost int
}

// DefaultAtMost is the most runs of a plan that does not say it.
const DefaultAtMost = 100_000

// Luck says which runs share the luck of their people.
type Luck string

// The ways to share luck.
const (
	Shared      Luck = "shared"      // replicate r has the same luck in every cell
	Independent Luck = "independent" // every run has its own
)

// Kind is a kind of design.
type Kind string

// The kinds of designs.
const (
	// Grid has every value of each factor with every value of all others.
	Grid Kind = "grid"
	// List has the first values of all factors together, then the second ones, and so on.
	List Kind = "list"
	// LatinHypercube has as many points as are asked for, one in each of as many equal slices of each factor's range, paired
	// at random. Source: McKay, Beckman and Conover (1979), A comparison of three methods for selecting values of input
	// variables, Technometrics 21(2).
	LatinHypercube Kind = "latin-hypercube"
	// Halton has the first points of Halton's sequence, scrambled at random: any number of them fills the space of factors
	// evenly. Source: Owen (2017), A randomized Halton algorithm in R, arXiv:1706.02808.
	Halton Kind = "halton"
	// Morris has as many trajectories as points are asked for, each of a run more than there are factors, for Result.Effects:
	// which of many factors matter at all.
	Morris Kind = "morris"
	// Sobol has as many rows as points are asked for, each of two runs more than there are factors, for Result.Shares: what part
	// of the variance each factor accounts for. Its points are scrambled Halton points. Source: Saltelli (2002), Making best use of
	// model evaluations to compute sensitivity indices, Computer Physics Communications 145.
	Sobol Kind = "sobol"
)

// kinds lists the kinds, in the order in which errors name them.
var kinds = []Kind{Grid, List, LatinHypercube, Halton, Morris, Sobol}

// drawn reports whether points of a design lie anywhere in the ranges, rather than at the factors' levels.
func (k Kind) drawn() bool { return k != Grid && k != List }

// Design says how values of factors are combined.
type Design struct {
	Kind   Kind // empty means Grid
	Points int  // of a design that is drawn: how many cells; of Morris how many trajectories, of Sobol how many rows
}

// rebase makes the first of whole scenarios the base: no run has another one.
func (p *Plan) rebase() {
	if d := p.wholeFactor(); d >= 0 && p.From == "" {
		p.Base = p.Factors[d].Scenarios[0].Scenario
	}
}

// wholeFactor returns the number of the factor that has whole scenarios; -1 if none has.
func (p *Plan) wholeFactor() int {
	return slices.IndexFunc(p.Factors, func(f Factor) bool { return f.whole() && len(f.Scenarios) > 0 })
}

// basePath is the place of the plan that says the base.
func (p *Plan) basePath() string {
	if d := p.wholeFactor(); d >= 0 && p.From == "" {
		return fmt.Sprintf("factors[%d].scenarios[0]", d)
	}
	return "base"
}

// kind returns the kind, whether it is said or not.
func (p *Plan) kind() Kind { return cmp.Or(p.Design.Kind, Grid) }

// replicates returns the most replicates that a cell can have.
func (p *Plan) replicates() int {
	if p.Until != nil {
		return p.Until.AtMost
	}
	return max(p.Replicates, 1)
}

func (p *Plan) atMost() int {
	if p.AtMost == 0 {
		return DefaultAtMost
	}
	return p.AtMost
}

// Cells returns how many cells the design has.
func (p *Plan) Cells() int {
	if len(p.Factors) == 0 {
		return 1
	}
	switch p.kind() {
	case Grid:
		n := 1
		for i := range p.Factors {
			n = times(n, p.Factors[i].levels())
		}
		return n
	case List:
		return p.Factors[0].levels()
	case Morris:
		return times(p.Design.Points, len(p.Factors)+1)
	case Sobol:
		return times(p.Design.Points, len(p.Factors)+2)
	}
	return max(p.Design.Points, 0)
}

// Len returns how many runs the study has; with Until, the most that it can have.
func (p *Plan) Len() int { return times(p.Cells(), p.replicates()) }

// times multiplies two numbers, which may be huge; of one below 0, which no sound plan has, it is 0.
func times(a, b int) int {
	if a <= 0 || b <= 0 {
		return 0
	}
	if b > math.MaxInt/a {
		return math.MaxInt
	}
	return a * b
}

// Job is one run of a study.
type Job struct {
	Index     int      // from 0: the order in which runs are started
	Cell      int      // from 0
	Replicate int      // from 0
	Seed      uint64   // of the run's scenario
	Levels    []string // of the factors, in their order: the value as a scenario file says it, or the name of a scenario
}

// Job returns the i-th run of the study, from 0. It is computed from the plan and i alone. It panics if i is negative or not less than Len.
//
// All cells have their first replicate before any has its second, and neighbouring runs of a grid or list are far apart,
// so that the runs of a study that was stopped are spread over all of it. Within a replicate those that share their past are done one after the other.
func (p *Plan) Job(i int) Job {
	if n := p.Len(); i < 0 || i >= n {
		panic(fmt.Sprintf("study: run %d is out of range: the plan has %d", i, n))
	}
	cells := p.Cells()
	j := Job{Index: i, Cell: i % cells, Replicate: i / cells}
	if !p.kind().drawn() { // points that are drawn are spread as they are
		j.Cell = spread(j.Cell, cells)
	}
	j.Seed = p.seed(j.Replicate)
	if p.Luck == Independent {
		j.Seed = seedOf(p.Seed, uint64(i))
	}
	j.Levels = p.levels(j.Cell)
	return j
}

// seed returns the seed of a replicate whose luck is shared, or of the run that was saved.
func (p *Plan) seed(replicate int) uint64 {
	if p.From != "" {
		return p.Base.Seed
	}
	return seedOf(p.Seed, uint64(replicate))
}

// indexOf returns the number of the job of a cell's replicate.
func (p *Plan) indexOf(cell, replicate int) int {
	cells := p.Cells()
	if !p.kind().drawn() {
		cell = gather(cell, cells)
	}
	return replicate*cells + cell
}

// levels returns the factors' values of a cell.
func (p *Plan) levels(cell int) []string {
	list := make([]string, len(p.Factors))
	rest := cell
	for d := len(p.Factors) - 1; d >= 0; d-- {
		f := &p.Factors[d]
		switch n := f.levels(); p.kind() {
		case Grid:
			list[d], rest = f.level(rest%n), rest/n
		case List:
			list[d] = f.level(cell)
		default:
			list[d] = f.At(p.coordinate(cell, d))
		}
	}
	return list
}

// Scenario returns the scenario of a run.
func (p *Plan) Scenario(j Job) (cogap.Scenario, error) {
	s := p.Base
	for d := range p.Factors {
		if f := &p.Factors[d]; f.whole() {
			s = f.Scenarios[slices.IndexFunc(f.Scenarios, func(n Named) bool { return n.Name == j.Levels[d] })].Scenario
		}
	}
	for d := range p.Factors {
		if f := &p.Factors[d]; !f.whole() {
			if err := scenario.Set(&s, f.Path, j.Levels[d]); err != nil {
				return s, err // the message has the path
			}
		}
	}
	s.Seed = j.Seed
	return s, nil
}
