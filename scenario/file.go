package scenario

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/internal/yaml"
	"github.com/cogap/cogap/population"
)

const (
	// MaxBytes is the most that a scenario file may have: some 20,000 strata of one's own.
	MaxBytes = 16 << 20
	// maxBases is how many files may be each other's base.
	maxBases = 16
)

// File is a scenario as files, and changes of them, say it: read, not yet checked. It knows where each parameter was
// given its value, so that what is wrong is told with line and column.
type File struct {
	layers   []*layer // what gave parameters their values: the base's, the file, changes
	own      *layer   // the file itself
	scenario cogap.Scenario
	problems problems
}

// Open reads a built-in scenario or, under any other name, a file. The files that it names are relative to its folder.
//
// The error is that of a file that can't be read, or not understood at all. What is wrong with parameters is told by
// Scenario.
func Open(name string) (*File, error) {
	if slices.Contains(names, name) {
		return openBuiltIn(name)
	}
	return openFile(name)
}

func openBuiltIn(name string) (*File, error) {
	text, err := Source(name)
	if err != nil {
		return nil, err
	}
	return Parse(bytes.NewReader(text), name+".yaml", ".")
}

func openFile(name string) (*File, error) {
	r, err := os.Open(name)
	if err != nil {
		return nil, missing(name, err)
	}
	defer r.Close() // nothing was written, so nothing can be lost
	return Parse(r, name, filepath.Dir(name))
}

// Parse reads a text as Open reads a file; name stands for it in messages. The files that the text names are relative to
// folder; if that is empty it may name none: then nothing but r is read, whatever the text.
func Parse(r io.Reader, name, folder string) (*File, error) {
	l, err := newLayer(r, name, folder)
	if err != nil {
		return nil, err
	}
	f := &File{own: l, scenario: cogap.Plain(), problems: problems{file: name}}
	f.add(l, nil)
	return f, nil
}

// Text returns the text of the file, without that of its base.
func (f *File) Text() []byte { return []byte(f.own.text) }

// Draft returns the scenario as it was read and changed. It is not validated. The error tells what could not be read.
func (f *File) Draft() (cogap.Scenario, error) { return f.scenario, f.problems.joined() }

// Scenario returns the scenario, validated. All problems are reported together, from the top of the file to its end, each
// an *Error with its place. For one parameter it wraps a *cogap.ParameterError.
func (f *File) Scenario() (cogap.Scenario, error) {
	if err := f.located(f.scenario.Validate()); err != nil {
		return cogap.Scenario{}, err
	}
	return f.scenario, nil
}

// Model returns the model of the scenario, which is validated on the way. The error is that of Scenario.
func (f *File) Model() (*cogap.Model, error) { return f.ModelLike(nil) }

// ModelLike is Model for a scenario that shares people or tables with that of another model, which may be nil; see
// cogap.Model.With.
func (f *File) ModelLike(other *cogap.Model) (*cogap.Model, error) {
	newModel := cogap.NewModel
	if other != nil {
		newModel = other.With
	}
	m, err := newModel(f.scenario)
	if err := f.located(err); err != nil {
		return nil, err
	}
	return m, nil
}

// located returns what could not be read, and the problems that validation found, with their places.
func (f *File) located(invalid error) error {
	all := f.problems
	all.list = slices.Clone(all.list)
	for _, problem := range flat(invalid) {
		p, ok := errors.AsType[*cogap.ParameterError](problem)
		more, _ := errors.AsType[param.More](problem)
		isEdges := ok && p.Path == edgesPath // whose problems are many in one
		switch {
		case more > 0 && !isEdges:
			all.more += int(more)
		case !ok:
			all.add(nil, 0, problem)
		case isEdges && inTable(p.Err) != nil:
			all.told = append(all.told, p.Path)
			for _, e := range inTable(p.Err) {
				all.list = append(all.list, &Error{File: e.File, Line: e.Line, Column: e.Column, Err: e.Err})
			}
			all.more += int(more)
		case !all.has(p.Path):
			at, offset := f.place(p.Path)
			all.add(at, offset, p)
		}
	}
	return all.joined()
}

// flat lists the problems that Validate joined.
func flat(err error) []error {
	if err == nil {
		return nil
	}
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		return several.Unwrap()
	}
	return []error{err}
}

// add reads a layer onto what was read before: first its base, then what it says itself. above are the files whose base
// it is.
func (f *File) add(l *layer, above []string) {
	if name, at := l.base(); !at.IsZero() {
		if base, err := l.openBase(name, append(above, l.id())); err != nil {
			f.problems.parameter(l, at.Offset(), baseKey, err)
		} else {
			f.add(base, append(above, l.id()))
		}
	}
	f.layers = append(f.layers, l)
	if l.root.IsZero() {
		return
	}
	decoder{l, &f.problems}.value(l.root, param.PlaceOf(&f.scenario))
	f.people(l)
	f.network(l)
}

// openBase reads the file, or the built-in scenario, that a layer changes.
func (l *layer) openBase(name string, above []string) (*layer, error) {
	if slices.Contains(names, name) {
		text, err := Source(name)
		if err != nil {
			return nil, err
		}
		return newLayer(bytes.NewReader(text), name+".yaml", "")
	}
	switch {
	case !looksLikeFile(name):
		return nil, unknownScenario(name)
	case l.folder == "":
		return nil, fmt.Errorf("got the file %s, want one of %s: a text from elsewhere may name no file", param.Quote(name), strings.Join(names, ", "))
	}
	if !filepath.IsAbs(name) {
		name = filepath.Join(l.folder, name)
	}
	switch {
	case slices.Contains(above, identity(name)):
		return nil, fmt.Errorf("got %s, which is the base of itself", name)
	case len(above) == maxBases:
		return nil, fmt.Errorf("got %s, want at most %d files that are each other's base", name, maxBases)
	}
	r, err := os.Open(name)
	if err != nil {
		return nil, missing(name, err)
	}
	defer r.Close() // nothing was written, so nothing can be lost
	return newLayer(r, name, filepath.Dir(name))
}

// unknownScenario is the error of a name that no built-in scenario has.
func unknownScenario(name string) error { return param.Unknown(name, names) }

// missing adds to the error of a file that can't be opened which scenario may be meant: one that is built in, or a file
// in the same folder.
func missing(name string, err error) error {
	if !errors.Is(err, fs.ErrNotExist) {
		return err // the message has the name
	}
	bare := strings.TrimSuffix(filepath.Base(name), filepath.Ext(name))
	builtIn := param.Nearest(bare, names)
	file := nearFile(name, bare)
	isWord := !looksLikeFile(name)
	if isWord {
		err = fmt.Errorf("got %s, which is neither a built-in scenario nor a file", param.Quote(name))
	}
	switch {
	case builtIn != "" && (isWord || file == ""):
		return fmt.Errorf("%w; did you mean %s, which is built in?", err, builtIn)
	case file != "":
		return fmt.Errorf("%w; did you mean %s?", err, file)
	case isWord:
		return fmt.Errorf("%w; built in are %s", err, strings.Join(names, ", "))
	}
	return err
}

// looksLikeFile reports whether a name means a file, even if there is none.
func looksLikeFile(name string) bool { return strings.ContainsAny(name, `./\`) }

// id is what tells a layer's file from others, empty if it is of none.
func (l *layer) id() string {
	if l.folder == "" {
		return ""
	}
	return identity(l.name)
}

// identity returns one name for all names of a file.
func identity(name string) string {
	if real, err := filepath.EvalSymlinks(name); err == nil {
		name = real
	}
	if whole, err := filepath.Abs(name); err == nil {
		return whole
	}
	return name
}

// place returns where the parameter at path was given its value, or what holds it; nil if no file mentions either.
func (f *File) place(path string) (*layer, int) {
	for i := len(f.layers) - 1; i >= 0; i-- {
		l := f.layers[i]
		if at, given := l.given(path); given {
			return l, offset(at)
		}
	}
	if at, rest := f.own.find(path); !at.IsZero() && rest != path {
		return f.own, at.Offset()
	}
	return nil, 0
}

// layer is one text that gives parameters values.
type layer struct {
	name   string // of the file, in messages
	folder string // where the files are that it names
	text   string
	root   yaml.Node // zero if there is nothing but comments
	path   string    // of the parameter that the text is the value of; empty: the scenario
	isBare bool      // the text is that parameter's as it is
}

// newLayer reads a text as far as it can be understood without knowing what a scenario is.
func newLayer(r io.Reader, name, folder string) (*layer, error) {
	data, err := readAll(r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	l := &layer{name: name, folder: folder, text: data}
	document, err := yaml.Parse(l.text)
	if err != nil {
		var p problems
		at := 0
		if e, ok := errors.AsType[*yaml.Error](err); ok {
			at = e.Offset
		}
		p.add(l, at, err)
		return nil, p.joined()
	}
	if root := document.Root(); root.Kind() != yaml.Null {
		l.root = root
	}
	return l, nil
}

// readAll reads a text that is not too long for a scenario.
func readAll(r io.Reader) (string, error) {
	var text strings.Builder
	n, err := io.Copy(&text, io.LimitReader(r, MaxBytes+1))
	if err == nil && n > MaxBytes {
		err = fmt.Errorf("got more than %d bytes, want a scenario", MaxBytes)
	}
	return text.String(), err
}

// baseKey is the top-level name that says what a file changes.
const baseKey = "base"

// base returns the name of the scenario that the layer changes, and where it stands; no node if it gives none.
func (l *layer) base() (name string, at yaml.Node) {
	if l.path != "" || l.root.IsZero() {
		return "", yaml.Node{}
	}
	for key, value := range l.root.Entries() {
		if key.Text() == baseKey {
			return value.Text(), value
		}
	}
	return "", yaml.Node{}
}

// find returns the value of the parameter at path or, with the rest of the path, what holds it and is nearest to it.
func (l *layer) find(path string) (at yaml.Node, rest string) {
	if l.root.IsZero() || !within(path, l.path) {
		return yaml.Node{}, path
	}
	at, rest = l.root, strings.TrimPrefix(path[len(l.path):], ".")
	for rest != "" {
		step, after := param.FirstStep(rest)
		inner := part(at, step)
		if inner.IsZero() {
			break
		}
		at, rest = inner, after
	}
	return at, rest
}

// given returns what gives the parameter at path its value in the layer; false if nothing does.
func (l *layer) given(path string) (yaml.Node, bool) {
	if l.isBare && path == l.path {
		return yaml.Node{}, true
	}
	at, rest := l.find(path)
	return at, !at.IsZero() && (rest == "" || l.isWhole(path, rest))
}

// part returns the value of a name in a mapping, or that at an index in a list; no node if there is none.
func part(n yaml.Node, step string) yaml.Node {
	if n.IsZero() {
		return n
	}
	for key, value := range n.Entries() {
		if key.Text() == step {
			return value
		}
	}
	i, named := 0, slices.Index(population.ByDomain{}.Names(), step) // of which a file may give a list
	for value := range n.Values() {
		if i == named || step == indexed("", i) {
			return value
		}
		i++
	}
	return yaml.Node{}
}

// isWhole reports whether the layer gives what holds the parameter at path its value as a whole, so that nothing of its
// base is left there: a list or a series. rest is the part of the path that the layer does not mention.
func (l *layer) isWhole(path, rest string) bool {
	mentioned := strings.TrimSuffix(strings.TrimSuffix(path, rest), ".")
	if strings.Contains(mentioned, "]") {
		return true
	}
	p := param.PlaceOf(cogap.Scenario{}).Find(mentioned)
	return p != nil && (isSeries(p.Shape) || p.IsList())
}

// nearFile returns the scenario file in the same folder whose name without its ending is nearest: with it, all files would be near.
func nearFile(name, bare string) string {
	files, _ := filepath.Glob(filepath.Join(filepath.Dir(name), "*.yaml"))
	var stems []string
	for _, file := range files {
		stems = append(stems, strings.TrimSuffix(filepath.Base(file), ".yaml"))
	}
	best := param.Nearest(bare, stems)
	if best == "" {
		return ""
	}
	return filepath.Join(filepath.Dir(name), best+".yaml")
}
