package search

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/study"
)

// Plan is a search as plain data: which values of some factors make goals best, within limits.
type Plan struct {
	// Study has the base, the factors with their values and ranges, the replicates of each point, the seed, and at most how many runs there
	// may be. Its design, luck, measures, series and Until are not read: every point has the same people with the same luck.
	Study study.Plan
	// Goals are what is to be best: one, or several, of which the Pareto front is looked for.
	Goals []Goal
	// Limits are conditions that a solution must keep.
	Limits []Condition
	// Settings say how many points are tried. Their seed counts for nothing: it is the study's.
	Settings Settings
	// Confirm is how many replicates with other luck each solution is run again with, so that what is said of it is not what it was chosen
	// for; 0 means 20.
	Confirm int
}

// Goal is a measure that is to be as small as can be, or as large.
type Goal struct {
	Measure  string
	Maximise bool
}

// String says the goal.
func (g Goal) String() string {
	if g.Maximise {
		return "maximise " + g.Measure
	}
	return "minimise " + g.Measure
}

// defaultConfirm is how many replicates confirm a solution.
const defaultConfirm = 20

// complete fills in what follows from the rest.
func (p Plan) complete() Plan {
	p.Settings.Seed = p.Study.Seed
	p.Settings.fill(len(p.Study.Factors))
	if p.Confirm == 0 {
		p.Confirm = defaultConfirm
	}
	p.Study.Luck, p.Study.Series, p.Study.Until = study.Shared, nil, nil
	p.Study.Measures = p.measures()
	p.Study.Design = study.Design{Kind: study.LatinHypercube, Points: p.Settings.Population} // the first generation
	return p
}

// measures lists what points are asked for, each once: goals, then limits.
func (p *Plan) measures() []string {
	var list []string
	add := func(name string) {
		if name = nameOf(name); !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	for _, g := range p.Goals {
		add(g.Measure)
	}
	for _, c := range p.Limits {
		add(c.Measure)
	}
	return list
}

// nameOf returns the name of a measure as columns have it; what is none as it is.
func nameOf(text string) string {
	if ref, err := measure.Parse(text); err == nil {
		return ref.String()
	}
	return text
}

// Check returns all that is wrong with a plan, each problem a *cogap.ParameterError; nil if nothing is. Nothing runs.
func (p Plan) Check() error {
	problems := p.problems()
	first := p.complete().Study
	if len(first.Factors) == 0 || first.Design.Points < 1 {
		first.Design = study.Design{}
	}
	if len(first.Measures) == 0 {
		first.Measures = []string{"people"}
	}
	_, err := study.New(first)
	return errors.Join(append(problems, err)...)
}

// columns are those of the table of points, beside factors and measures.
var columns = []string{"point", "breaks", "solution"}

// problems returns what is wrong with a plan beside the study of its first generation.
func (p *Plan) problems() (problems []error) {
	add := func(path, format string, args ...any) {
		problems = append(problems, &cogap.ParameterError{Path: path, Err: fmt.Errorf(format, args...)})
	}
	if len(p.Goals) == 0 {
		add("minimise", "got no goal, want a measure to minimise or maximise")
	}
	if len(p.Study.Factors) == 0 {
		add("factors", "got none, want the parameters to vary")
	}
	for i := range p.Study.Factors {
		f := &p.Study.Factors[i]
		if len(f.Scenarios) > 0 {
			add(fmt.Sprintf("factors[%d]", i), "got whole scenarios, want parameters: there is no way between scenarios")
		}
		if slices.Contains(columns, f.Column()) {
			add(fmt.Sprintf("factors[%d]", i), "got the name %s, which another column of the table of points has", f.Column())
		}
	}
	problems = append(problems, p.opposed()...)
	if n := p.Settings.AtMost; n > 0 && n < p.Settings.Population {
		add("tries", "got %d, want at least as many as points, %d, which are one generation", n, p.Settings.Population)
	}
	if p.Settings.Population != 0 && p.Settings.Population < leastPoints {
		add("points", "got %d, want %d at least", p.Settings.Population, leastPoints)
	}
	if p.Settings.AtMost < 0 {
		add("tries", "got %d, want 1 or more", p.Settings.AtMost)
	}
	if p.Confirm < 0 {
		add("confirm", "got %d, want 1 or more", p.Confirm)
	}
	if len(problems) > 0 {
		return problems // numbers of runs would follow from what is wrong
	}
	c := p.complete()
	if runs := c.Runs() + c.ConfirmRuns(); c.Study.AtMost > 0 && runs > c.Study.AtMost || runs > study.DefaultAtMost {
		add("at_most", "got up to %d runs (%d points of %d replicates, and %d runs that confirm what is found), more than at_most",
			runs, c.Settings.AtMost, max(c.Study.Replicates, 1), c.ConfirmRuns())
	}
	return problems
}

// opposed returns goals that are there a second time, or the other way round.
func (p *Plan) opposed() (problems []error) {
	for i, g := range p.Goals {
		at := slices.IndexFunc(p.Goals[:i], func(o Goal) bool { return nameOf(o.Measure) == nameOf(g.Measure) })
		if at < 0 {
			continue
		}
		path, err := "minimise", fmt.Errorf("got %s a second time", g.Measure)
		if g.Maximise {
			path = "maximise"
		}
		if g.Maximise != p.Goals[at].Maximise {
			err = fmt.Errorf("got %s, which is to be as small and as large as can be: want one of the two", g.Measure)
		}
		problems = append(problems, &cogap.ParameterError{Path: path, Err: err})
	}
	return problems
}

// Estimate says what a search will take at most with so many workers, 0 meaning one for each processor, with what confirms it. A small run is done once or twice to time it.
func (p Plan) Estimate(workers int) (study.Cost, error) {
	s, err := study.New(p.complete().Study)
	if err != nil {
		return study.Cost{}, err
	}
	c, err := s.EstimateAlone(workers)
	runs := p.Runs() + p.ConfirmRuns()
	c.Time = time.Duration(float64(c.Time) * float64(runs) / float64(max(c.Runs, 1)))
	c.Runs = runs
	return c, err
}

// ConfirmRuns is how many runs may confirm what a search finds: one solution, or a front of as many points as a generation has.
func (p Plan) ConfirmRuns() int {
	p = p.complete()
	if len(p.Goals) == 1 {
		return p.Confirm
	}
	return p.Settings.Population * p.Confirm
}

// Runs is how many runs a search may need, but for those that confirm what it found.
func (p Plan) Runs() int {
	p.Settings.fill(len(p.Study.Factors))
	return p.Settings.AtMost * max(p.Study.Replicates, 1)
}
