package search

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/yaml"
	"github.com/cogap/cogap/scenario"
	"github.com/cogap/cogap/study"
)

// Read reads a search file, YAML or JSON; name stands for it in messages. The scenario files that it names are relative to folder; if that is
// empty it may name none. It has what a study file has, but for design, measures, series, until and luck, and
//
//	minimise: public_money@last              # or maximise; of several measures the front is looked for
//	subject_to: [sota_share@last >= 0.17]    # what a solution must keep
//	points: 24                               # of a generation
//	tries: 300                               # points in all
//	confirm: 20                              # replicates with other luck of what is found
//
// What a search may not have is an error: all problems together, from the top of the file to its end, each a *scenario.Error with its place, and
// nothing runs.
func Read(r io.Reader, name, folder string) (Plan, error) {
	f := reader{}
	goals := func(maximise bool) func(*scenario.Document, yaml.Node, string) {
		return func(d *scenario.Document, n yaml.Node, path string) { f.goals(d, n, path, maximise) }
	}
	p := &f.plan
	plan, err := study.ReadMore(r, name, folder, study.More{
		Fields: map[string]func(*scenario.Document, yaml.Node, string){
			"minimise":   goals(false),
			"maximise":   goals(true),
			"subject_to": f.limits,
			"points":     func(d *scenario.Document, n yaml.Node, path string) { d.ReadCount(n, path, &p.Settings.Population) },
			"tries":      func(d *scenario.Document, n yaml.Node, path string) { d.ReadCount(n, path, &p.Settings.AtMost) },
			"confirm":    func(d *scenario.Document, n yaml.Node, path string) { d.ReadCount(n, path, &p.Confirm) },
		},
		Then:   f.take,
		PathOf: f.pathOf,
	})
	if err != nil {
		return Plan{}, err
	}
	p.Study = plan
	return *p, p.Check()
}

// reader reads a search file.
type reader struct {
	plan  Plan
	asked []asked // measures of goals and limits
}

// asked is a measure and the place in the file that asks for it.
type asked struct {
	measure, path string
	mark          func(path string) // notes that a path of the study's plan is said there
}

// take makes the study's plan that of the first generation, so that it can be checked, and returns what is wrong with the search. What a
// search does not read is a problem.
func (f *reader) take(s *study.Plan) error {
	var list []error
	for _, x := range []struct {
		name string
		is   bool
	}{
		{"design", s.Design != study.Design{}},
		{"luck", s.Luck == study.Independent},
		{"until", s.Until != nil},
		{"measures", s.Measures != nil},
		{"series", s.Series != nil},
	} {
		if x.is {
			list = append(list, &cogap.ParameterError{Path: x.name, Err: errors.New("a search has none: goals and limits say what is run and asked for")})
		}
	}
	f.plan.Study = *s
	list = append(list, f.plan.problems()...)
	*s = f.plan.complete().Study
	s.Design.Points = max(s.Design.Points, 1) // which is told in words of the search's own
	if len(s.Factors) == 0 {
		s.Design = study.Design{}
	}
	if len(s.Measures) == 0 {
		s.Measures = []string{"people"}
	}
	for _, x := range f.asked {
		if k := slices.Index(s.Measures, nameOf(x.measure)); k >= 0 {
			x.mark(fmt.Sprintf("measures[%d]", k))
		}
	}
	return errors.Join(list...)
}

// pathOf returns a place of the first generation's plan as the file has it.
func (f *reader) pathOf(path string) string {
	for k, name := range f.plan.measures() {
		if path != fmt.Sprintf("measures[%d]", k) {
			continue
		}
		if i := slices.IndexFunc(f.asked, func(x asked) bool { return nameOf(x.measure) == name }); i >= 0 {
			return f.asked[i].path
		}
	}
	return path
}

// ReadFile is Read of a named file.
func ReadFile(name string) (Plan, error) { return scenario.ReadNamed(name, Read) }

// texts reads a text, or a list of them.
func texts(d *scenario.Document, n yaml.Node, path string, each func(n yaml.Node, path, text string)) {
	one := func(n yaml.Node, path string) {
		var text string
		if d.Read(n, path, &text); text != "" {
			each(n, path, text)
		}
	}
	if n.Kind() != yaml.Sequence {
		one(n, path)
		return
	}
	for i, item := range d.Items(n, path) {
		one(item, fmt.Sprintf("%s[%d]", path, i))
	}
}

func (f *reader) goals(d *scenario.Document, n yaml.Node, path string, maximise bool) {
	texts(d, n, path, func(n yaml.Node, path, text string) {
		f.plan.Goals = append(f.plan.Goals, Goal{text, maximise})
		f.ask(d, n, path, text)
	})
}

func (f *reader) limits(d *scenario.Document, n yaml.Node, path string) {
	texts(d, n, path, func(n yaml.Node, path, text string) {
		c, err := ParseCondition(text)
		if err != nil {
			d.Problem(n, path, err)
			return
		}
		f.plan.Limits = append(f.plan.Limits, c)
		f.ask(d, n, path, c.Measure)
	})
}

// ask notes where a measure is asked for, the first time.
func (f *reader) ask(d *scenario.Document, n yaml.Node, path, measure string) {
	if !slices.ContainsFunc(f.asked, func(x asked) bool { return nameOf(x.measure) == nameOf(measure) }) {
		f.asked = append(f.asked, asked{measure, path, func(of string) { d.Mark(of, n) }})
	}
}
