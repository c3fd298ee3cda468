package scenario

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/internal/yaml"
)

// Document is a file of another kind that has scenarios in it, such as a study, for the packages of this module that read such
// files. What is wrong with it is told as of scenarios: all of it, with lines and columns.
type Document struct {
	own      *layer
	problems problems
	places   map[string]yaml.Node // what says each part of what is read, such as factors[0].values[2]
}

// ParseDocument reads a text; name stands for it in messages. The files that it names are relative to folder; if that is empty
// it may name none. The error is that of a text that can't be understood at all.
func ParseDocument(r io.Reader, name, folder string) (*Document, error) {
	l, err := newLayer(r, name, folder)
	if err != nil {
		return nil, err
	}
	return &Document{own: l, problems: problems{file: name}, places: map[string]yaml.Node{}}, nil
}

// ReadNamed reads a named file as read does, which takes it, its name in messages, and the folder of the files that it names.
func ReadNamed[T any](name string, read func(r io.Reader, name, folder string) (T, error)) (T, error) {
	r, err := os.Open(name)
	if err != nil {
		var none T
		return none, err // the message has the name
	}
	defer r.Close() // nothing was written, so nothing can be lost
	return read(r, name, filepath.Dir(name))
}

// Root returns all of the document; no node if there are but comments.
func (d *Document) Root() yaml.Node { return d.own.root }

// Problem notes what is wrong with path, which a node says; of no node it is noted without a place.
func (d *Document) Problem(n yaml.Node, path string, err error) {
	if n.IsZero() {
		d.problems.add(nil, 0, &cogap.ParameterError{Path: path, Err: err})
		return
	}
	d.problems.parameter(d.own, n.Offset(), path, err)
}

// Has reports whether something is known to be wrong with path, or with what holds it.
func (d *Document) Has(path string) bool { return d.problems.has(path) }

// Err returns all problems from the top of the file to its end, each an *Error with its place, or nil.
func (d *Document) Err() error { return d.problems.joined() }

// Read gives a number, a truth value or a text the value that a node says.
func (d *Document) Read(n yaml.Node, path string, pointer any) {
	v := reflect.ValueOf(pointer).Elem()
	switch {
	case v.Kind() == reflect.String && n.IsText():
		v.SetString(n.Text())
	case v.Kind() == reflect.String:
		d.Problem(n, path, fmt.Errorf("got %s, want text", kindOf(n)))
	case n.Kind() != yaml.Plain:
		d.Problem(n, path, fmt.Errorf("got %s, want %s", kindOf(n), wanted(param.ShapeOf(v.Interface()))))
	default:
		if err := param.SetText(v, n.Text()); err != nil {
			d.Problem(n, path, fmt.Errorf("got %s, %w", kindOf(n), err))
		}
	}
}

// ReadCount is Read of how many there are of something, which is one at least.
func (d *Document) ReadCount(n yaml.Node, path string, pointer *int) {
	count := 1
	if d.Read(n, path, &count); count < 1 {
		d.Problem(n, path, fmt.Errorf("got %d, want 1 or more", count))
		return
	}
	*pointer = count
}

// Entries returns the names and values of a node. It notes a name that comes twice, and that the node has none.
func (d *Document) Entries(n yaml.Node, path string) (names, values []yaml.Node) {
	if n.Kind() != yaml.Mapping {
		if n.Kind() != yaml.Null {
			d.Problem(n, path, fmt.Errorf("got %s, want names and values", kindOf(n)))
		}
		return nil, nil
	}
	first := map[string]bool{}
	for name, value := range n.Entries() {
		if first[name.Text()] {
			d.Problem(name, joined(path, name.Text()), errors.New("got the name twice"))
			continue
		}
		first[name.Text()] = true
		names, values = append(names, name), append(values, value)
	}
	return names, values
}

// Items returns the values of a list. It notes that the node is none.
func (d *Document) Items(n yaml.Node, path string) []yaml.Node {
	if n.Kind() != yaml.Sequence {
		d.Problem(n, path, fmt.Errorf("got %s, want a list", kindOf(n)))
		return nil
	}
	var list []yaml.Node
	for value := range n.Values() {
		list = append(list, value)
	}
	return list
}

// Texts reads a list of texts, and notes the place of each.
func (d *Document) Texts(n yaml.Node, path string) []string {
	items := d.Items(n, path)
	list := make([]string, len(items))
	for i, item := range items {
		place := fmt.Sprintf("%s[%d]", path, i)
		d.Mark(place, item)
		d.Read(item, place, &list[i])
	}
	return list
}

// Fields reads names and values, each where it belongs: a pointer as Read takes it, or a func(yaml.Node, string) that is given the value
// and its path. It notes the place of each.
func (d *Document) Fields(n yaml.Node, path string, targets map[string]any) {
	names, values := d.Entries(n, path)
	for i, value := range values {
		place := joined(path, names[i].Text())
		d.Mark(place, value)
		target, ok := targets[names[i].Text()]
		if !ok {
			d.Problem(names[i], place, param.UnknownName(names[i].Text(), slices.Sorted(maps.Keys(targets))))
			continue
		}
		switch target := target.(type) {
		case func(yaml.Node, string):
			target(value, place)
		default:
			d.Read(value, place, target)
		}
	}
}

// Mark notes which node says a part of what is read, for Tell.
func (d *Document) Mark(path string, n yaml.Node) { d.places[path] = n }

// Tell notes problems that were found in what was read, joined errors of type *cogap.ParameterError, at what says their place or what
// holds it. as returns their path as the file has it. Of what was known to be wrong before nothing more is told.
func (d *Document) Tell(err error, as func(path string) string) {
	var news []func()
	for _, problem := range flat(err) {
		p, ok := errors.AsType[*cogap.ParameterError](problem)
		if !ok {
			news = append(news, func() { d.Problem(yaml.Node{}, "", problem) })
			continue
		}
		if path := as(p.Path); !d.Has(path) {
			news = append(news, func() { d.Problem(d.marked(p.Path), path, p.Err) })
		}
	}
	for _, tell := range news { // when all are known: one problem does not hide another of the same place
		tell()
	}
}

// marked returns what says a part of what is read, or what holds it.
func (d *Document) marked(path string) yaml.Node {
	for ; path != ""; path = path[:max(0, strings.LastIndexAny(path, ".["))] {
		if n, ok := d.places[path]; ok {
			return n
		}
	}
	return yaml.Node{}
}

// Scenario returns the scenario that a node says: the name of a built-in one, of a file, or all that a file would have. It
// notes what is wrong with it.
func (d *Document) Scenario(n yaml.Node, path string) cogap.Scenario {
	f := &File{own: d.own, scenario: cogap.Plain(), problems: problems{file: d.own.name}}
	if n.IsText() {
		base, err := d.own.openBase(n.Text(), nil)
		if err != nil {
			d.Problem(n, path, err)
			return f.scenario
		}
		f.own = base
	} else {
		f.own = &layer{name: d.own.name, folder: d.own.folder, text: d.own.text, root: n}
	}
	f.add(f.own, nil)
	s, err := f.Scenario()
	for _, problem := range flat(err) {
		if e, ok := errors.AsType[*Error](problem); ok {
			d.problems.list = append(d.problems.list, e)
		} else {
			d.Problem(n, path, problem)
		}
	}
	return s
}

// Flow returns the value that a node says on one line, as Set takes it.
func Flow(n yaml.Node) string {
	var parts []string
	switch n.Kind() {
	case yaml.Mapping:
		for name, value := range n.Entries() {
			parts = append(parts, flowText(name.Text())+": "+Flow(value))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case yaml.Sequence:
		for value := range n.Values() {
			parts = append(parts, Flow(value))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case yaml.Plain, yaml.Null:
		return n.Text()
	}
	return flowText(n.Text())
}
