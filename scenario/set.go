package scenario

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/deep"
	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/internal/yaml"
)

// Set gives the parameter at path, or a whole part of the scenario, the value that a text says as a file would say it:
// 0.5, steep, [100, 200], {kind: ramp, months: [0, 12], values: [100, 400]}. Ranges are left to Validate, so that
// several changes are judged together. Errors are *cogap.ParameterError, joined; s is then not touched. Scenarios that
// share lists with s are never touched.
func Set(s *cogap.Scenario, path, text string) error {
	_, err := set(s, path, text)
	return err
}

// Set is Set of the scenario that a file says: the change counts as its last line.
func (f *File) Set(path, text string) error {
	l, err := set(&f.scenario, path, text)
	if err != nil {
		return err
	}
	l.folder = f.own.folder
	f.layers = append(f.layers, l)
	f.people(l)
	return nil
}

func set(s *cogap.Scenario, path, text string) (*layer, error) {
	p := param.PlaceOf(s).Find(path)
	if p == nil || path == "" {
		return nil, &cogap.ParameterError{Path: param.Shorten(path, maxShown), Err: unknownPath(*s, path)}
	}
	value := deep.Value(p.Value)
	l, err := decodeText(p.With(value), path, text)
	if err != nil {
		return nil, err
	}
	own := param.PlaceOf(s)
	for rest := path; ; { // the lists on the way there
		if own.Value.Kind() == reflect.Slice {
			shallow(own.Value)
		}
		if rest == "" {
			break
		}
		var step string
		step, rest = param.FirstStep(rest)
		own = own.Find(step)
	}
	own.Value.Set(value)
	return l, nil
}

// decodeText gives a place the value that a text says.
func decodeText(p *param.Place, path, text string) (*layer, error) {
	if p.Type.Kind() == reflect.String && !p.IsText() && !isQuoted(text) { // as it is: YAML has nothing to say about it
		if err := setText(p, text); err != nil {
			return nil, &cogap.ParameterError{Path: path, Err: err}
		}
		return &layer{path: path, text: text, isBare: true}, nil
	}
	l, err := newLayer(strings.NewReader(text), "", "")
	if err != nil {
		return nil, withoutPlace(path, err)
	}
	l.path = path
	if l.root.IsZero() {
		return nil, &cogap.ParameterError{Path: path, Err: errors.New("got nothing, want a value")}
	}
	var found problems
	decoder{l, &found}.value(l.root, p)
	return l, withoutPlace(path, found.joined())
}

// isQuoted reports whether a text is one in quotation marks, which a file would take off.
func isQuoted(text string) bool {
	l, err := newLayer(strings.NewReader(text), "", "")
	return err == nil && !l.root.IsZero() && l.root.Kind() == yaml.Quoted
}

// withoutPlace returns problems without the lines of a text that has but one.
func withoutPlace(path string, err error) error {
	var list []error
	for _, one := range flat(err) {
		e, ok := errors.AsType[*Error](one)
		if !ok {
			list = append(list, one)
			continue
		}
		if _, ok := errors.AsType[*cogap.ParameterError](e.Err); !ok {
			e.Err = &cogap.ParameterError{Path: path, Err: e.Err}
		}
		list = append(list, e.Err)
	}
	return errors.Join(list...)
}

// shallow gives a list a memory of its own; what its elements hold is shared as before.
func shallow(v reflect.Value) {
	if v.IsNil() {
		return
	}
	own := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
	reflect.Copy(own, v)
	v.Set(own)
}

// unknownPath is the error of a path that a scenario does not have. It proposes one that ends like it, one whose symbol it
// is, else the nearest.
func unknownPath(s cogap.Scenario, path string) error {
	if len(path) > maxShown {
		return param.UnknownName(path, nil)
	}
	known := pathsNear(s, path)
	for _, p := range known {
		if strings.HasSuffix(p, "."+path) {
			return param.DidYouMean(p)
		}
	}
	if other := elsewhere(path); other != "" {
		return param.DidYouMean(other)
	}
	if best := param.Nearest(path, known); best != "" {
		return param.DidYouMean(best)
	}
	return fmt.Errorf("%w; cogap describe lists all", param.UnknownName(path, nil))
}

// Paths lists the parameters that a scenario has, such as market.tiers[0].price, in order of declaration: what Set
// takes. Lists are there as a whole and by element.
func Paths(s cogap.Scenario) []string {
	return paths(s, func(*param.Place, int) bool { return true })
}

// pathsNear lists the parameters that may be proposed for a path: of a long list only the first elements, which are like the
// others, and the one that the path leads into.
func pathsNear(s cogap.Scenario, path string) []string {
	const few = 10
	return paths(s, func(element *param.Place, i int) bool { return i < few || strings.HasPrefix(path, element.Path()) })
}

// paths lists the parameters, of lists those of the elements that are wanted.
func paths(s cogap.Scenario, wanted func(element *param.Place, i int) bool) []string {
	var list []string
	var walk func(p *param.Place)
	walk = func(p *param.Place) {
		if isLeaf(p.Shape) || p.IsList() {
			list = append(list, p.Path())
		}
		if isLeaf(p.Shape) {
			return
		}
		i := 0
		for part := range p.Parts() {
			if !p.IsList() || wanted(part, i) {
				walk(part)
			}
			i++
		}
	}
	walk(param.PlaceOf(&s))
	return list
}
