package scenario

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/param"
)

// Set gives the parameter at path, or a whole part of the scenario, the value that a text says as a file would say it:
// 0.5, steep, [100, 200], {kind: ramp, months: [0, 12], values: [100, 400]}. Ranges are left to Validate, so that
// several changes are judged together. Errors are *cogap.ParameterError, joined; s is then not touched.
func Set(s *cogap.Scenario, path, text string) error {
	changed := clone(*s)
	v, shape, ok := find(valueOf(&changed), param.ShapeOf(changed), path)
	if !ok {
		return &cogap.ParameterError{Path: path, Err: unknown{nearestPath(*s, path)}}
	}
	if v.Kind() == reflect.String && !shape.IsText() {
		v.SetString(text) // as it is: YAML has nothing to say about it
		*s = changed
		return nil
	}
	f, err := parse(strings.NewReader(text), path)
	if err != nil {
		return withoutPlace(path, err)
	}
	if f.body == nil {
		return &cogap.ParameterError{Path: path, Err: errors.New("got nothing, want a value")}
	}
	decoder{f}.value(f.body, path, v, shape)
	if err := f.problems.joined(); err != nil {
		return withoutPlace(path, err)
	}
	*s = changed
	return nil
}

// withoutPlace returns problems without the lines of a text that has but one.
func withoutPlace(path string, err error) error {
	several, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return err
	}
	var list []error
	for _, one := range several.Unwrap() {
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

// clone returns a copy of the scenario whose lists can be written.
func clone(s cogap.Scenario) cogap.Scenario {
	var copied func(v reflect.Value)
	copied = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Struct:
			for _, f := range v.Fields() {
				if f.CanSet() {
					copied(f)
				}
			}
		case reflect.Slice:
			if v.IsNil() {
				return
			}
			own := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
			reflect.Copy(own, v)
			v.Set(own)
			for i := range v.Len() {
				copied(v.Index(i))
			}
		}
	}
	copied(valueOf(&s))
	return s
}

// find returns the place at path in v.
func find(v reflect.Value, s param.Shape, path string) (reflect.Value, param.Shape, bool) {
	for path != "" {
		name, rest := path, ""
		if i := strings.IndexAny(path, ".["); i > 0 {
			name, rest = path[:i], path[i:]
		}
		if inner, after, ok := strings.Cut(path, "]"); ok && path[0] == '[' {
			i, err := strconv.Atoi(inner[1:])
			if err != nil || !s.IsList() || i < 0 || i >= v.Len() {
				return v, s, false
			}
			v, s, path = v.Index(i), s.Element(), strings.TrimPrefix(after, ".")
			continue
		}
		field, ok := named(s.Fields(), name)
		if !ok {
			return v, s, false
		}
		v, s, path = field.Of(v), field, strings.TrimPrefix(rest, ".")
	}
	return v, s, true
}

// nearestPath proposes a parameter of the scenario for a path that it does not have: one that ends like it, one whose
// symbol it is, else the one with the nearest name.
func nearestPath(s cogap.Scenario, path string) string {
	paths := Paths(s)
	for _, p := range paths {
		if strings.HasSuffix(p, "."+path) {
			return p
		}
	}
	for _, p := range Describe() {
		if strings.Contains(p.Meaning, "("+path+")") {
			return p.Path
		}
	}
	return param.Nearest(path, paths)
}

// Paths lists the parameters that a scenario has, such as market.tiers[0].price, in order of declaration: what Set
// takes. Lists are there as a whole and by element.
func Paths(s cogap.Scenario) []string {
	var list []string
	var walk func(v reflect.Value, s param.Shape, path string)
	walk = func(v reflect.Value, s param.Shape, path string) {
		if isLeaf(s) || s.IsList() {
			list = append(list, path)
		}
		switch {
		case isLeaf(s):
		case s.IsList():
			for i := range v.Len() {
				walk(v.Index(i), s.Element(), fmt.Sprintf("%s[%d]", path, i))
			}
		default:
			for _, f := range s.Fields() {
				walk(f.Of(v), f, joined(path, f.Name))
			}
		}
	}
	walk(valueOf(&s), param.ShapeOf(s), "")
	return list
}
