package param

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
)

// Decode reads JSON onto v, a pointer that usually holds the defaults: what the text does not mention stays as it
// is, a list that it mentions is replaced as a whole. Names that v does not have are errors, all of them reported together, each with its path and the nearest name
// there is; v is then not touched. Names must match to the letter.
func Decode(data []byte, v any) error {
	var tree any
	if err := json.Unmarshal(data, &tree); err != nil {
		return where(data, err)
	}
	var problems errorList
	strangers("", tree, reflect.TypeOf(v), &problems)
	if problems != nil {
		return problems.joined()
	}
	forgetSlices(tree, reflect.ValueOf(v))
	return where(data, json.Unmarshal(data, v))
}

// forgetSlices empties the slices that the tree will fill. The standard decoder would otherwise decode each element
// onto the one that was there before, whose values then pass for the new one's.
func forgetSlices(tree any, v reflect.Value) {
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	node, ok := tree.(map[string]any)
	switch {
	case v.Kind() == reflect.Slice && v.CanSet():
		v.SetZero()
	case v.Kind() == reflect.Struct && ok:
		for _, m := range members(v.Type()) {
			if inner, mentioned := node[m.name]; mentioned {
				forgetSlices(inner, v.Field(m.index))
			} else if m.inline {
				forgetSlices(node, v.Field(m.index))
			}
		}
	}
}

// strangers reports the names in the tree that the type t has no field for.
func strangers(path string, tree any, t reflect.Type, problems *errorList) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch node := tree.(type) {
	case []any:
		if t.Kind() == reflect.Slice || t.Kind() == reflect.Array {
			for i, element := range node {
				strangers(fmt.Sprintf("%s[%d]", path, i), element, t.Elem(), problems)
			}
		}
	case map[string]any:
		known := fieldTypes(t)
		for _, name := range slices.Sorted(maps.Keys(node)) {
			switch inner, ok := known[name]; {
			case t.Kind() == reflect.Map:
				strangers(fmt.Sprintf("%s[%s]", path, name), node[name], t.Elem(), problems)
			case t.Kind() != reflect.Struct || isText(t): // the wrong kind of value, which decoding will say
			case ok:
				strangers(join(path, name), node[name], inner, problems)
			default:
				*problems = append(*problems, unknown(join(path, name), name, slices.Sorted(maps.Keys(known))))
			}
		}
	}
}

// fieldTypes maps the JSON names of struct type t to the types of their fields; nil for other types.
func fieldTypes(t reflect.Type) map[string]reflect.Type {
	if t.Kind() != reflect.Struct {
		return nil
	}
	known := map[string]reflect.Type{}
	for _, m := range members(t) {
		inner := t.Field(m.index).Type
		if m.inline {
			maps.Copy(known, fieldTypes(inner))
			continue
		}
		known[m.name] = inner
	}
	return known
}

// where says in which line, or which field, JSON went wrong.
func where(data []byte, err error) error {
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		line := 1 + bytes.Count(data[:min(int(syntax.Offset), len(data))], []byte("\n"))
		return fmt.Errorf("line %d: %w", line, err)
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return &Error{wrong.Field, fmt.Errorf("got a JSON %s, want %s", wrong.Value, wrong.Type)}
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("the JSON ends too early")
	}
	return err
}
