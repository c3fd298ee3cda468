package search

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

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
	var p Plan
	var own []error
	plan, err := study.ReadMore(r, name, folder, study.More{
		Fields: map[string]func(*scenario.Document, yaml.Node, string){
			"minimise":   func(d *scenario.Document, n yaml.Node, path string) { p.readGoals(d, n, path, false) },
			"maximise":   func(d *scenario.Document, n yaml.Node, path string) { p.readGoals(d, n, path, true) },
			"subject_to": p.readLimits,
			"points":     func(d *scenario.Document, n yaml.Node, path string) { d.Read(n, path, &p.Settings.Population) },
			"tries":      func(d *scenario.Document, n yaml.Node, path string) { d.Read(n, path, &p.Settings.AtMost) },
			"confirm":    func(d *scenario.Document, n yaml.Node, path string) { d.Read(n, path, &p.Confirm) },
		},
		Then: func(s *study.Plan) { own = p.take(s) },
	})
	if err != nil {
		return Plan{}, err
	}
	p.Study = plan
	return p, errors.Join(errors.Join(own...), p.Check())
}

// take makes the study's plan that of the first generation, so that it can be checked. What a search does not read is a problem.
func (p *Plan) take(s *study.Plan) []error {
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
	p.Study = *s
	*s = p.complete().Study
	if len(s.Factors) == 0 || len(s.Measures) == 0 { // which Check tells in words of its own
		s.Design, s.Measures = study.Design{}, []string{"people"}
	}
	return list
}

// ReadFile is Read of a named file.
func ReadFile(name string) (Plan, error) {
	r, err := os.Open(name)
	if err != nil {
		return Plan{}, err // the message has the name
	}
	defer r.Close() // nothing was written, so nothing can be lost
	return Read(r, name, filepath.Dir(name))
}

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

func (p *Plan) readGoals(d *scenario.Document, n yaml.Node, path string, maximise bool) {
	texts(d, n, path, func(_ yaml.Node, _, text string) { p.Goals = append(p.Goals, Goal{text, maximise}) })
}

func (p *Plan) readLimits(d *scenario.Document, n yaml.Node, path string) {
	texts(d, n, path, func(n yaml.Node, path, text string) {
		c, err := ParseCondition(text)
		if err != nil {
			d.Problem(n, path, err)
			return
		}
		p.Limits = append(p.Limits, c)
	})
}
