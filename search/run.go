package search

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"slices"

	"github.com/cogap/cogap/study"
)

// Point is values of the factors, and the results of runs with them.
type Point struct {
	Levels   []string     // of the factors, in their order, as a scenario file says them
	Stats    []study.Stat // of Result.Measures, over the replicates of the search
	Breaks   float64      // by how much limits are broken, each as a part of what it must be, added up; 0 if all are kept, NaN if one is not defined
	Fresh    []study.Stat // the same over replicates with other luck; nil but of solutions
	Solution bool         // nothing better was found
	place    []float64
}

// Result is what a search found.
type Result struct {
	Plan     Plan     // complete
	Measures []string // of the goals, then of the limits
	Points   []Point  // all that were tried, in their order
	Front    []Point  // solutions, by the first goal: one if there is one goal
}

// Kept reports whether a solution was found: one that keeps all limits and has all goals defined.
func (r *Result) Kept() bool { return len(r.Front) > 0 && r.Front[0].keeps() }

// keeps reports whether a point keeps all limits and has all goals defined, which are all that its statistics are of.
func (p *Point) keeps() bool { return p.Breaks == 0 && p.isDefined() }

// isDefined reports whether all goals and limits of a point have a value.
func (p *Point) isDefined() bool {
	return !slices.ContainsFunc(p.Stats, func(s study.Stat) bool { return math.IsNaN(s.Mean) })
}

// Undefined lists the measures of goals and limits that are defined at no point that was tried.
func (r *Result) Undefined() []string {
	var list []string
	for k, name := range r.Measures {
		if !slices.ContainsFunc(r.Points, func(p Point) bool { return !math.IsNaN(p.Stats[k].Mean) }) {
			list = append(list, name)
		}
	}
	return list
}

// Run looks for the best values of a plan's factors. Its error holds all that is wrong with the plan; then nothing runs. Runs that fail are
// points whose measures are not defined, which are worse than any other.
//
// Of the options it takes the workers, and Progress, which is told of all runs that there may be. If ctx ends it returns that
// error with what was found so far, which is not confirmed then.
func Run(ctx context.Context, p Plan, o study.Options) (*Result, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	return run(ctx, p, "", o)
}

// run is Run of a plan in which nothing is wrong, with a study for each generation in a folder, if that is not empty.
func run(ctx context.Context, p Plan, dir string, o study.Options) (*Result, error) {
	p = p.complete()
	r := &Result{Plan: p, Measures: p.Study.Measures}
	s := seeker{result: r, dir: dir, options: o, total: p.Runs() + p.ConfirmRuns()}
	front, err := Minimise(ctx, Problem{Dims: len(p.Study.Factors), Evaluate: s.evaluate}, p.Settings)
	for _, solution := range front {
		i := slices.IndexFunc(r.Points, func(x Point) bool { return slices.Equal(x.place, solution.Point) })
		r.Points[i].Solution = true
		r.Front = append(r.Front, r.Points[i])
	}
	if err == nil {
		err = s.confirm(ctx)
	}
	return r, err
}

// seeker runs the points of a search.
type seeker struct {
	result     *Result
	dir        string // for the studies of the generations; empty: they are not kept
	options    study.Options
	generation int
	done       int
	total      int
}

// evaluate runs a generation.
func (s *seeker) evaluate(ctx context.Context, places [][]float64) ([]Outcome, error) {
	p := &s.result.Plan
	points := make([]Point, len(places))
	for i, place := range places {
		points[i].place = place
		for d := range p.Study.Factors {
			points[i].Levels = append(points[i].Levels, p.Study.Factors[d].At(min(place[d], below1)))
		}
	}
	found, err := s.run(ctx, fmt.Sprintf("%04d", s.generation), points, max(p.Study.Replicates, 1), p.Study.Seed)
	if err != nil {
		return nil, err
	}
	s.generation++
	outcomes := make([]Outcome, len(points))
	for i := range points {
		points[i].Stats = statsOf(found, i)
		outcomes[i] = s.result.outcome(points[i].Stats)
		points[i].Breaks = outcomes[i].Violation
	}
	s.result.Points = append(s.result.Points, points...)
	return outcomes, nil
}

// below1 is the largest number below 1.
const below1 = 1 - 0x1p-53

// run runs points, each with so many replicates, as a study of a name.
func (s *seeker) run(ctx context.Context, name string, points []Point, replicates int, seed uint64) (*study.Result, error) {
	p := s.result.Plan.Study
	p.Design, p.Replicates, p.Seed, p.AtMost = study.Design{Kind: study.List}, replicates, seed, math.MaxInt
	p.Factors = slices.Clone(p.Factors)
	for d := range p.Factors {
		values := make([]string, len(points))
		for i := range points {
			values[i] = points[i].Levels[d]
		}
		p.Factors[d] = study.Factor{Name: p.Factors[d].Name, Path: p.Factors[d].Path, Values: values}
	}
	before := s.done
	o := study.Options{Workers: s.options.Workers, Progress: func(done, _ int) {
		s.done = before + done
		if s.options.Progress != nil {
			s.options.Progress(s.done, max(s.total, s.done))
		}
	}}
	if s.dir == "" {
		return study.Run(ctx, p, o)
	}
	generation, err := study.New(p)
	if err != nil {
		return nil, err
	}
	return generation.RunIn(ctx, filepath.Join(s.dir, name), o)
}

// statsOf returns what the replicates of a cell say of all measures.
func statsOf(r *study.Result, cell int) []study.Stat {
	list := make([]study.Stat, len(r.Columns))
	for k := range list {
		list[k] = r.Stat(cell, k)
	}
	return list
}

// outcome returns goals that are to be small, and by how much limits are broken.
func (r *Result) outcome(stats []study.Stat) Outcome {
	var o Outcome
	p := &r.Plan
	for _, g := range p.Goals {
		x := stats[r.column(g.Measure)].Mean
		if g.Maximise {
			x = -x
		}
		o.Goals = append(o.Goals, x)
	}
	for _, c := range p.Limits {
		o.Violation += c.broken(stats[r.column(c.Measure)].Mean)
	}
	return o
}

// column returns the place of a measure.
func (r *Result) column(name string) int {
	one := Plan{Goals: []Goal{{Measure: name}}}
	return slices.Index(r.Measures, one.measures()[0])
}

// confirm runs the solutions again, with other luck.
func (s *seeker) confirm(ctx context.Context) error {
	r := s.result
	if len(r.Front) == 0 {
		return errors.New("search: no point was tried")
	}
	s.total = s.done + len(r.Front)*r.Plan.Confirm
	found, err := s.run(ctx, "confirmed", r.Front, r.Plan.Confirm, ^r.Plan.Study.Seed)
	if err != nil {
		return err
	}
	for i := range r.Front {
		r.Front[i].Fresh = statsOf(found, i)
	}
	return nil
}
