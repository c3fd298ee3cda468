package study

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/internal/yaml"
	"github.com/cogap/cogap/scenario"
)

// Read reads a study file, YAML or JSON; name stands for it in messages. The scenario files that it names are relative to folder; if
// that is empty it may name none.
//
//	name: demand at three prices
//	base: essay                    # a built-in scenario, a file, or all that a file would have
//	from: saved                    # in place of base: the folder of a run that was saved, from whose last snapshot all runs go on
//	factors:
//	  market.tiers[0].price.values[2]: [200, 400, 800]
//	  behaviour.captured_share: {from: 0.1, to: 0.6, scale: log, levels: 3}
//	  scenario: [essay, voucher, mine.yaml]    # whole scenarios, in place of base
//	  published: true                          # each parameter's published range
//	design: grid                   # or {kind: sobol, points: 256}
//	replicates: 20
//	measures: [sota_share@last, 'sota_share[decile=10]@2028-12']
//	series: [sota_share]
//
// and luck, seed, at_most, until: {measure, half_width, at_most}. What a study may not have is an error: all problems together, from the top of the file to
// its end, each a *scenario.Error with its place, and nothing runs.
func Read(r io.Reader, name, folder string) (Plan, error) { return ReadMore(r, name, folder, More{}) }

// More is what a file has beside a study.
type More struct {
	// Fields read names that a study file does not have. What is wrong they note in the document.
	Fields map[string]func(d *scenario.Document, n yaml.Node, path string)
	// Then completes the plan when all is read, before what is wrong with it is told, and returns what is wrong beside it, errors of type
	// *cogap.ParameterError; it may be nil.
	Then func(p *Plan) error
	// PathOf returns a place of the plan as the file has it, if it has it elsewhere than a study file; it may be nil.
	PathOf func(path string) string
}

// ReadMore is Read of a file that has more than a study, such as a search.
func ReadMore(r io.Reader, name, folder string, more More) (Plan, error) {
	d, err := scenario.ParseDocument(r, name, folder)
	if err != nil {
		return Plan{}, err
	}
	f := reader{Document: d, folder: folder}
	f.plan.Base, f.more, f.nodes = cogap.Plain(), more, map[string]yaml.Node{}
	f.all()
	f.rebase()
	f.ownSeeds()
	f.addPublished()
	if more.Then != nil {
		f.tell(more.Then(&f.plan))
	}
	f.check()
	if err := d.Err(); err != nil {
		return Plan{}, err
	}
	return f.plan, nil
}

// ReadFile is Read of a named file.
func ReadFile(name string) (Plan, error) { return scenario.ReadNamed(name, Read) }

// reader reads a study file.
type reader struct {
	*scenario.Document
	folder    string // of the file
	plan      Plan
	more      More
	nodes     map[string]yaml.Node // of the names of the file
	published yaml.Node            // what asks for the published ranges
	broken    bool                 // the base can't be used
	wrong     [][2]int             // factors' scenarios that can't be used: number of the factor, and of its scenario
	seeds     []said               // of scenarios that are part of the file
}

// said is a part of the file and its path.
type said struct {
	yaml.Node
	path string
}

// names of a study file, in the order in which Write has them.
var fieldNames = []string{"name", "design", "replicates", "luck", "seed", "at_most", "until", "measures", "series", "factors", "from", "base"}

// all reads the whole file.
func (f *reader) all() {
	if f.Root().IsZero() {
		return
	}
	p := &f.plan
	names, values := f.Entries(f.Root(), "")
	for i, n := range values {
		name := names[i].Text()
		f.Mark(name, n)
		f.nodes[name] = names[i]
		switch name {
		case "name":
			f.Read(n, name, &p.Name)
		case "base":
			var ok bool
			p.Base, ok = f.scenario(n, name)
			f.broken = !ok
		case "from":
			f.from(n)
		case "factors":
			f.factors(n)
		case "design":
			f.design(n)
		case "replicates":
			f.ReadCount(n, name, &p.Replicates)
		case "luck":
			f.Read(n, name, &p.Luck)
		case "seed":
			f.Read(n, name, &p.Seed)
		case "at_most":
			f.ReadCount(n, name, &p.AtMost)
		case "measures":
			p.Measures = f.Texts(n, name)
		case "series":
			p.Series = f.Texts(n, name)
		case "until":
			f.until(n)
		default:
			if read := f.more.Fields[name]; read != nil {
				read(f.Document, n, name)
				continue
			}
			f.Problem(names[i], name, param.UnknownName(name, append(slices.Sorted(maps.Keys(f.more.Fields)), fieldNames...)))
		}
	}
}

// from reads the folder of a run that was saved, whose scenario is the base if the file has no other.
func (f *reader) from(n yaml.Node) {
	f.Read(n, "from", &f.plan.From)
	if f.plan.From == "" {
		return
	}
	if !filepath.IsAbs(f.plan.From) {
		f.plan.From = filepath.Join(f.folder, f.plan.From)
	}
	abs, err := filepath.Abs(f.plan.From)
	if err == nil {
		f.plan.From = abs
	}
	if has(f.Root(), "base") {
		return
	}
	if f.plan.Base, err = cogap.Saved(f.plan.From); err != nil {
		f.broken = true
		f.Problem(n, "from", err)
	}
}

// scenario reads a scenario, and whether it can be used.
func (f *reader) scenario(n yaml.Node, path string) (s cogap.Scenario, ok bool) {
	for key, value := range n.Entries() {
		if key.Text() == "seed" {
			f.seeds = append(f.seeds, said{value, path + ".seed"})
		}
	}
	before := fmt.Sprint(f.Err())
	s = f.Scenario(n, path)
	return s, before == fmt.Sprint(f.Err())
}

// rebase makes the first whole scenario that can be used the base. A base beside them would be of no run.
func (f *reader) rebase() {
	p := &f.plan
	d := p.wholeFactor()
	if d < 0 || p.From != "" {
		return
	}
	if n, is := f.nodes["base"]; is {
		f.Problem(n, "base", errors.New("got a base beside factors.scenario, whose scenarios take its place: leave it out, and give what they have in common to each of them"))
	}
	list := p.Factors[d].Scenarios
	good := slices.IndexFunc(numbers(len(list)), func(i int) bool { return !slices.Contains(f.wrong, [2]int{d, i}) })
	if f.broken = good < 0; !f.broken {
		p.Base = list[good].Scenario
	}
}

// ownSeeds tells of seeds of scenarios that count for nothing.
func (f *reader) ownSeeds() {
	for _, n := range f.seeds {
		if seed := strconv.FormatUint(f.plan.Seed, 10); f.plan.From == "" && n.Text() != seed && !f.Has(n.path) {
			f.Problem(n.Node, n.path, fmt.Errorf("got %s, which no run has: the seed of the study, %s, chooses the luck of all runs; give seed there, beside the factors", param.Quote(n.Text()), seed))
		}
	}
}

func (f *reader) design(n yaml.Node) {
	if n.IsText() {
		f.Read(n, "design", &f.plan.Design.Kind)
		return
	}
	f.Fields(n, "design", map[string]any{"kind": &f.plan.Design.Kind, "points": &f.plan.Design.Points})
}

func (f *reader) until(n yaml.Node) {
	u := &Until{}
	f.plan.Until = u
	f.Fields(n, "until", map[string]any{"measure": &u.Measure, "half_width": &u.HalfWidth, "at_most": &u.AtMost})
}

// factors reads factors by path.
func (f *reader) factors(n yaml.Node) {
	names, values := f.Entries(n, "factors")
	for i, value := range values {
		switch name := names[i].Text(); name {
		case "published":
			on := false
			if f.Read(value, "factors.published", &on); on {
				f.published = value
			}
		default:
			place := fmt.Sprintf("factors[%d]", len(f.plan.Factors))
			f.Mark(place, names[i])
			f.plan.Factors = append(f.plan.Factors, f.factor(name, value, place))
		}
	}
}

// factor reads one factor: a list of values, a range, or scenarios.
func (f *reader) factor(name string, n yaml.Node, place string) Factor {
	x := Factor{Path: name}
	read := func(n yaml.Node, place string) { f.values(&x, n, place) }
	if name == "scenario" {
		x.Path = ""
		read = func(n yaml.Node, place string) { f.scenarios(&x, n, place) }
	}
	switch {
	case n.Kind() == yaml.Sequence:
		read(n, place+".values")
	case n.IsText():
		f.Problem(n, place, fmt.Errorf("got %s, want a list of values, or a range such as {from: 0, to: 1}", param.Quote(n.Text())))
	case name == "scenario":
		if !hasOnly(n, "name", "scenarios") { // scenarios by name
			f.scenarios(&x, n, place+".scenarios")
			break
		}
		f.Fields(n, place, map[string]any{"name": &x.Name, "scenarios": func(n yaml.Node, place string) { f.scenarios(&x, n, place) }})
	case has(n, "values"):
		f.Fields(n, place, map[string]any{"name": &x.Name, "values": read})
	default:
		r := &Range{}
		x.Range = r
		for _, end := range []string{"from", "to"} {
			if !has(n, end) {
				f.Problem(n, place, fmt.Errorf("got a range without %s, want {from: 0, to: 1} or {values: [1, 2]}", end))
			}
		}
		f.Fields(n, place, map[string]any{"name": &x.Name, "from": &r.From, "to": &r.To, "scale": &r.Scale, "levels": &r.Levels, "whole": &r.Whole})
	}
	return x
}

// has reports whether a mapping has a name.
func has(n yaml.Node, name string) bool {
	for key := range n.Entries() {
		if key.Text() == name {
			return true
		}
	}
	return false
}

// hasOnly reports whether a mapping has no other names.
func hasOnly(n yaml.Node, known ...string) bool {
	for key := range n.Entries() {
		if !slices.Contains(known, key.Text()) {
			return false
		}
	}
	return true
}

// values reads the values of a parameter.
func (f *reader) values(x *Factor, n yaml.Node, place string) {
	for i, item := range f.Items(n, place) {
		f.Mark(fmt.Sprintf("%s[%d]", place, i), item)
		text := scenario.Flow(item)
		if item.IsText() {
			text = item.Text()
		}
		if text == "" {
			f.Problem(item, fmt.Sprintf("%s[%d]", place, i), errors.New("got nothing, want a value"))
		}
		x.Values = append(x.Values, text)
	}
}

// scenarios reads a list of names, or scenarios by names of their own.
func (f *reader) scenarios(x *Factor, n yaml.Node, place string) {
	add := func(name string, n yaml.Node) {
		at := fmt.Sprintf("%s[%d]", strings.Replace(place, ".values", ".scenarios", 1), len(x.Scenarios))
		f.Mark(at, n)
		s, ok := f.scenario(n, at)
		if !ok {
			f.wrong = append(f.wrong, [2]int{len(f.plan.Factors), len(x.Scenarios)})
		}
		x.Scenarios = append(x.Scenarios, Named{name, s})
	}
	if n.Kind() == yaml.Mapping {
		names, values := f.Entries(n, place)
		for i := range names {
			add(names[i].Text(), values[i])
		}
		return
	}
	for i, item := range f.Items(n, place) {
		add(cmp.Or(item.Text(), ownName(item), fmt.Sprintf("scenarios[%d]", i)), item)
	}
}

// ownName returns the name that a scenario in the file gives itself; empty if it gives none.
func ownName(n yaml.Node) string {
	for key, value := range n.Entries() {
		if key.Text() == "name" {
			return value.Text()
		}
	}
	return ""
}

// addPublished adds the published ranges, if the file asks for them.
func (f *reader) addPublished() {
	if f.published.IsZero() {
		return
	}
	for _, x := range Published(f.plan.Base) {
		if !slices.ContainsFunc(f.plan.Factors, func(o Factor) bool { return Clash(o.Path, x.Path) != nil }) {
			f.Mark(fmt.Sprintf("factors[%d]", len(f.plan.Factors)), f.published)
			f.plan.Factors = append(f.plan.Factors, x)
		}
	}
}

// check tells what is wrong with the plan.
func (f *reader) check() {
	if f.broken { // what its scenarios don't have can't be told
		f.tell(f.plan.Shape())
		return
	}
	for _, at := range f.wrong { // nothing more is wrong with it then
		f.plan.Factors[at[0]].Scenarios[at[1]].Scenario = f.plan.Base
	}
	_, err := New(f.plan)
	f.tell(err)
}

// tell tells what is wrong, each problem at its line: what the file does not say, where it says what causes it.
func (f *reader) tell(err error) {
	for name, causes := range map[string][]string{
		"at_most": {"replicates", "until", "design", "factors"}, "design": {"factors"}, "factors": nil, "measures": nil, "until": nil,
		"minimise": nil, "points": nil, "tries": nil,
	} {
		if _, is := f.nodes[name]; is {
			continue
		}
		f.Mark(name, f.Root())
		for _, cause := range causes {
			if n, is := f.nodes[cause]; is {
				f.Mark(name, n)
				break
			}
		}
	}
	f.Tell(err, f.pathOf)
}

// pathOf returns a place of a plan as the file has it: a factor by its path.
func (f *reader) pathOf(path string) string {
	if f.Has(path) {
		return path // what is wrong was told when it was read
	}
	for i := range f.plan.Factors {
		if rest, ok := strings.CutPrefix(path, fmt.Sprintf("factors[%d]", i)); ok {
			return "factors." + f.plan.Factors[i].Column() + rest
		}
	}
	if f.more.PathOf != nil {
		return f.more.PathOf(path)
	}
	return path
}
