package calibrate

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/internal/yaml"
	"github.com/cogap/cogap/scenario"
	"github.com/cogap/cogap/study"
)

// published are the figures that docs/model.md names; docs/data.md has their sources.
//
//go:embed data/targets.csv
var published []byte

// Published returns the targets that come with cogap: published figures of how AI is used, paid and valued in the United States.
func Published() []Target { return targetsOf(publishedFigures()) }

func publishedFigures() []figure {
	list, t := readFigures(bytes.NewReader(published), "targets.csv")
	if err := t.Err(); err != nil {
		panic("calibrate: " + err.Error()) // a test reads them
	}
	return list
}

//go:embed data/history.yaml
var history []byte

// BuiltIn returns the calibration file that comes with cogap: the model on the published ladder of prices since December 2022, beside
// the published targets.
func BuiltIn() []byte { return slices.Clone(history) }

// OpenBuiltIn is Open of the calibration that comes with cogap.
func OpenBuiltIn() (*Calibration, error) { return Open(bytes.NewReader(history), "history.yaml", "") }

// builtInPlan returns the plan of the calibration that comes with cogap, which a test has found sound.
func builtInPlan() (Plan, error) {
	d, err := scenario.ParseDocument(bytes.NewReader(history), "history.yaml", "")
	if err != nil {
		return Plan{}, err
	}
	f := reader{Document: d}
	f.all()
	return f.plan, d.Err()
}

// PublishedTargets is what stands for them in a file, in place of a name.
const PublishedTargets = "published"

// Read reads a calibration file, YAML or JSON; name stands for it in messages. The files that it names are relative to folder; if that is
// empty it may name none.
//
//	name: the ladder of 2026
//	scenarios:
//	  us: today                                  # a built-in scenario, a file, or all that a file would have
//	  world: {scenario: world.yaml, equal_strata: true}
//	parameters:
//	  behaviour.captured_share: {from: 0.05, to: 0.6, scale: log, step: 0.1}
//	  phi: {paths: [market.frontier.coding.phi, market.frontier.general.phi], from: 0.7, to: 1.4, times: true}
//	  notice: {paths: ["market.tiers[0].admission"], in: [us], from: 0.01, to: 1}
//	  published: true                            # each parameter's published range
//	targets: targets.csv                         # or published
//	validate: others.csv                         # reported, never fitted
//	moments:
//	  C4: access_share@2024-08
//	  C3: {measure: collected.paid@2026-02, over: access_share@2026-02, times: 1.26}   # the source counts other users
//	  C2: {measure: sota_share@2026-02, over: {measure: sota_share, from: 2024-01, to: 2024-12}}
//	  C12: {measure: access_share@2025-12, slope_on: mean.income@first, by: stratum, scenario: world}
//	not_expressed: {C7: the model has no daily use}
//	method: coordinate
//	stages: [{strata: 100, evaluations: 300}, {evaluations: 60}]
//
// and start, evaluations (of one stage), replicates, final_replicates, cap, seed, identify, profiles: {points, evaluations}, history: {waves,
// points, cutoff}, ensemble: {walkers, steps, training, refining, sets, moves, seed}, hold_back: {training, points, moves, groups}, bands: {measures, members}. What a calibration may not have is an error: all problems
// together, from the top of the file to its end, each a *scenario.Error with its place, and nothing runs.
func Read(r io.Reader, name, folder string) (Plan, error) {
	c, err := Open(r, name, folder)
	if err != nil {
		return Plan{}, err
	}
	return c.plan, nil
}

// Open is Read and then New.
func Open(r io.Reader, name, folder string) (*Calibration, error) {
	d, err := scenario.ParseDocument(r, name, folder)
	if err != nil {
		return nil, err
	}
	f := reader{Document: d, folder: folder}
	f.all()
	c := f.check()
	return c, d.Err()
}

// ReadFile is Read of a named file.
func ReadFile(name string) (Plan, error) {
	c, err := OpenFile(name)
	if err != nil {
		return Plan{}, err
	}
	return c.plan, nil
}

// OpenFile is Open of a named file.
func OpenFile(name string) (*Calibration, error) { return scenario.ReadNamed(name, Open) }

// reader reads a calibration file.
type reader struct {
	*scenario.Document
	folder    string
	plan      Plan
	published yaml.Node // what asks for the published ranges
	broken    []bool    // scenarios that can't be used
	noTargets bool      // a file of targets can't be read
}

// all reads the whole file.
func (f *reader) all() {
	if f.Root().IsZero() {
		return
	}
	p := &f.plan
	f.Fields(f.Root(), "", map[string]any{
		"name": &p.Name, "scenario": f.scenario, "scenarios": f.scenarios, "parameters": f.parameters,
		"targets":  func(n yaml.Node, path string) { f.targets(n, path, "") },
		"validate": func(n yaml.Node, path string) { f.targets(n, path, Validate) },
		"moments":  f.moments, "not_expressed": f.omissions,
		"method": (*string)(&p.Method), "start": &p.Start, "stages": f.stages, "evaluations": f.evaluations,
		"replicates":       func(n yaml.Node, path string) { f.ReadCount(n, path, &p.Replicates) },
		"final_replicates": func(n yaml.Node, path string) { f.ReadCount(n, path, &p.FinalReplicates) },
		"cap":              &p.Cap, "seed": &p.Seed, "identify": &p.Identify,
		"profiles": func(n yaml.Node, path string) {
			x := &Profiles{}
			p.Profiles = x
			f.Fields(n, path, map[string]any{"points": &x.Points, "evaluations": &x.Evaluations})
		},
		"history": func(n yaml.Node, path string) {
			x := &History{}
			p.History = x
			f.Fields(n, path, map[string]any{"waves": &x.Waves, "points": &x.Points, "cutoff": &x.Cutoff})
		},
		"ensemble": func(n yaml.Node, path string) {
			x := &Ensemble{}
			p.Ensemble = x
			f.Fields(n, path, map[string]any{"walkers": &x.Walkers, "steps": &x.Steps, "training": &x.Training, "refining": &x.Refining, "sets": &x.Sets, "moves": (*string)(&x.Moves), "seed": &x.Seed})
		},
		"hold_back": func(n yaml.Node, path string) {
			x := &HoldBack{}
			p.HoldBack = x
			f.Fields(n, path, map[string]any{"training": &x.Training, "points": &x.Points, "moves": (*string)(&x.Moves), "groups": func(n yaml.Node, path string) {
				names, values := f.Entries(n, path)
				for i := range values {
					x.Groups = append(x.Groups, HeldGroup{names[i].Text(), f.Texts(values[i], path+"."+names[i].Text())})
				}
			}})
		},
		"bands": func(n yaml.Node, path string) {
			x := &Bands{}
			p.Bands = x
			f.Fields(n, path, map[string]any{
				"members":  &x.Members,
				"measures": func(n yaml.Node, path string) { x.Measures = f.Texts(n, path) },
			})
		},
	})
}

// scenario reads the only scenario.
func (f *reader) scenario(n yaml.Node, path string) {
	f.Mark(fmt.Sprintf("scenarios[%d]", len(f.plan.Scenarios)), n)
	f.add(Scenario{Name: "scenario"}, func(x *Scenario) { x.Scenario = f.Scenario(n, path) })
}

// add reads a scenario, and notes whether it can be used.
func (f *reader) add(x Scenario, read func(x *Scenario)) {
	before := fmt.Sprint(f.Err())
	read(&x)
	f.plan.Scenarios, f.broken = append(f.plan.Scenarios, x), append(f.broken, before != fmt.Sprint(f.Err()))
}

// scenarios reads scenarios by name.
func (f *reader) scenarios(n yaml.Node, path string) {
	names, values := f.Entries(n, path)
	for i, value := range values {
		x := Scenario{Name: names[i].Text()}
		place := path + "." + x.Name
		f.Mark(fmt.Sprintf("scenarios[%d]", len(f.plan.Scenarios)), names[i])
		f.add(x, func(x *Scenario) {
			if !isChoice(value) {
				x.Scenario = f.Scenario(value, place)
				return
			}
			f.Fields(value, place, map[string]any{
				"scenario":     func(n yaml.Node, path string) { x.Scenario = f.Scenario(n, path) },
				"equal_strata": &x.EqualStrata,
			})
		})
	}
}

// isChoice reports whether a node says how a scenario is run, rather than the scenario.
func isChoice(n yaml.Node) bool {
	for key := range n.Entries() {
		if key.Text() == "scenario" {
			return true
		}
	}
	return false
}

func (f *reader) parameters(n yaml.Node, path string) {
	names, values := f.Entries(n, path)
	for i, value := range values {
		x := Parameter{Name: names[i].Text()}
		place := path + "." + x.Name
		if x.Name == "published" {
			on := false
			if f.Read(value, place, &on); on {
				f.published = value
			}
			continue
		}
		at := fmt.Sprintf("parameters[%d]", len(f.plan.Parameters))
		f.Mark(at, names[i])
		f.Fields(value, place, map[string]any{
			"paths": func(n yaml.Node, path string) { x.Paths = f.Texts(n, path) },
			"in":    func(n yaml.Node, path string) { x.In = f.Texts(n, path) },
			"from":  &x.From, "to": &x.To, "scale": (*string)(&x.Scale), "times": &x.Times, "whole": &x.Whole, "step": &x.Step,
		})
		for key, end := range value.Entries() {
			f.Mark(at+"."+key.Text(), end)
		}
		if len(x.Paths) == 0 {
			x.Paths, x.Name = []string{x.Name}, ""
		}
		f.plan.Parameters = append(f.plan.Parameters, x)
	}
}

// targets reads the file of targets that a node names. All of them have the role that is given, unless that is empty.
func (f *reader) targets(n yaml.Node, path string, role Role) {
	var name string
	if f.Read(n, path, &name); name == "" {
		f.noTargets = true
		return
	}
	list := publishedFigures()
	if name != PublishedTargets {
		if !filepath.IsAbs(name) {
			name = filepath.Join(f.folder, name)
		}
		var err error
		if list, err = readFiguresFile(name); err != nil {
			f.noTargets = true
			f.Problem(n, path, err)
		}
	}
	for i := range list {
		if role != "" {
			list[i].Role = role
		}
		f.Mark(fmt.Sprintf("targets[%d]", len(f.plan.Targets)), n)
		f.plan.Targets = append(f.plan.Targets, list[i].Target)
		if list[i].moment != nil {
			f.Mark(fmt.Sprintf("moments[%d]", len(f.plan.Moments)), n)
			f.plan.Moments = append(f.plan.Moments, *list[i].moment)
		}
	}
}

func (f *reader) moments(n yaml.Node, path string) {
	names, values := f.Entries(n, path)
	for i, value := range values {
		m := Moment{Target: names[i].Text()}
		place := path + "." + m.Target
		at := fmt.Sprintf("moments[%d]", len(f.plan.Moments))
		f.Mark(at, names[i])
		f.Mark(at+".target", names[i])
		if value.IsText() {
			f.Mark(at, value)
			f.Read(value, place, &m.Of.Measure)
		} else {
			fields := f.term(&m.Of)
			fields["scenario"], fields["slope_on"] = &m.Scenario, &m.On
			fields["times"] = func(n yaml.Node, path string) {
				if f.Read(n, path, &m.Times); m.Times == 0 && !f.Has(path) { // which a plan takes as 1
					f.Problem(n, path, errors.New("got 0, want a factor above 0"))
				}
			}
			fields["over"] = func(n yaml.Node, path string) {
				m.Over = &Term{}
				if n.IsText() {
					f.Read(n, path, &m.Over.Measure)
					return
				}
				f.Fields(n, path, f.term(m.Over))
			}
			f.Fields(value, place, fields)
			for key, end := range value.Entries() {
				f.Mark(at+"."+key.Text(), end)
			}
		}
		if m.On != "" {
			m.By, m.Of.By = m.Of.By, ""
		}
		f.plan.Moments = append(f.plan.Moments, m)
	}
}

// term returns what the fields of a term are read into.
func (f *reader) term(t *Term) map[string]any {
	return map[string]any{
		"measure": &t.Measure, "from": &t.From, "to": &t.To, "by": (*string)(&t.By),
		"weights": func(n yaml.Node, path string) {
			names, values := f.Entries(n, path)
			for i, value := range values {
				w := Weight{Group: names[i].Text()}
				f.Read(value, path+"."+w.Group, &w.Weight)
				t.Weights = append(t.Weights, w)
			}
		},
	}
}

func (f *reader) omissions(n yaml.Node, path string) {
	names, values := f.Entries(n, path)
	for i, value := range values {
		o := Omission{Target: names[i].Text()}
		f.Mark(fmt.Sprintf("not_expressed[%d]", len(f.plan.NotExpressed)), names[i])
		f.Read(value, path+"."+o.Target, &o.Reason)
		f.plan.NotExpressed = append(f.plan.NotExpressed, o)
	}
}

func (f *reader) stages(n yaml.Node, path string) {
	for i, item := range f.Items(n, path) {
		var st Stage
		f.Fields(item, fmt.Sprintf("%s[%d]", path, i), map[string]any{"strata": &st.Strata, "evaluations": &st.Evaluations})
		f.plan.Stages = append(f.plan.Stages, st)
	}
}

// evaluations reads the budget of a search in one stage.
func (f *reader) evaluations(n yaml.Node, path string) {
	var st Stage
	f.Read(n, path, &st.Evaluations)
	f.Mark(fmt.Sprintf("stages[%d].evaluations", len(f.plan.Stages)), n)
	f.plan.Stages = append(f.plan.Stages, st)
}

// check adds the published ranges that the file asks for, and what is wrong with the plan. It returns what a sound plan makes.
func (f *reader) check() *Calibration {
	if !f.published.IsZero() && len(f.plan.Scenarios) > 0 && !f.broken[0] {
		f.addPublished(f.plan.Scenarios[0].Scenario)
	}
	c, err := newOf(f.plan, f.broken, f.noTargets)
	var news []error
	for _, problem := range problemsOf(err) {
		if p, ok := errors.AsType[*cogap.ParameterError](problem); !ok || !f.follows(f.pathOf(p.Path)) {
			news = append(news, problem)
		}
	}
	f.Tell(errors.Join(news...), f.pathOf)
	return c
}

// problemsOf returns the joined errors of an error.
func problemsOf(err error) []error {
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		return several.Unwrap()
	}
	return nil
}

// wrong lists the paths of which something is known to be wrong.
func (f *reader) wrong() []string {
	var list []string
	for _, problem := range problemsOf(f.Err()) {
		if p, ok := errors.AsType[*cogap.ParameterError](problem); ok {
			list = append(list, p.Path)
		}
	}
	return list
}

// follows reports whether a problem of a path may follow from one that is known: of the same entry, such as moments.A, or of a name that is
// not known, if the file has no such part.
func (f *reader) follows(path string) bool {
	part, _ := param.FirstStep(path)
	entry := part
	if rest := strings.TrimPrefix(path[len(part):], "."); rest != "" {
		name, _ := param.FirstStep(rest)
		entry += "." + name
	}
	absent := !f.Root().IsZero()
	if absent {
		for name := range f.Root().Entries() {
			absent = absent && name.Text() != part
		}
	}
	return slices.ContainsFunc(f.wrong(), func(known string) bool {
		return within(known, entry) || absent && !strings.ContainsAny(known, ".[")
	})
}

// addPublished adds each parameter that has a published range and is not among the parameters.
func (f *reader) addPublished(s cogap.Scenario) {
	for _, x := range study.Published(s) {
		if slices.ContainsFunc(f.plan.Parameters, func(o Parameter) bool { return slices.Contains(o.Paths, x.Path) }) {
			continue
		}
		f.Mark(fmt.Sprintf("parameters[%d]", len(f.plan.Parameters)), f.published)
		f.plan.Parameters = append(f.plan.Parameters, Parameter{Paths: []string{x.Path}, From: x.Range.From, To: x.Range.To, Scale: x.Range.Scale})
	}
}

// pathOf returns a place of a plan as the file has it: by name.
func (f *reader) pathOf(path string) string {
	named := map[string]string{}
	for i := range f.plan.Scenarios {
		named[fmt.Sprintf("scenarios[%d]", i)] = "scenarios." + f.plan.Scenarios[i].Name
	}
	for i := range f.plan.Parameters {
		named[fmt.Sprintf("parameters[%d]", i)] = "parameters." + f.plan.Parameters[i].Column()
	}
	for i := range f.plan.Moments {
		named[fmt.Sprintf("moments[%d]", i)] = "moments." + f.plan.Moments[i].Target
	}
	for i := range f.plan.NotExpressed {
		named[fmt.Sprintf("not_expressed[%d]", i)] = "not_expressed." + f.plan.NotExpressed[i].Target
	}
	for _, place := range slices.Sorted(maps.Keys(named)) {
		if rest, ok := strings.CutPrefix(path, place); ok {
			return named[place] + rest
		}
	}
	return path
}
